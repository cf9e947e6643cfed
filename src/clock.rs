//! Time. Every instant koppel stores or shows comes from a [`Clock`], so that tests can speed waits up
//! or run a whole day under tokio's paused clock.
//!
//! Not here: time zones (`model::time` reads an environment's local times) and the wording of
//! ages (`console::text`).

use std::time::Duration;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
pub use tokio::time::Instant;
use ulid::Ulid;

/// An instant in UTC, truncated to microseconds so that what is stored equals what is read back.
pub type Timestamp = DateTime<Utc>;

/// Where time comes from. Cheap to clone; one is made in `main` and handed down.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Set when the wall clock follows tokio's clock instead of the system's.
    anchor: Option<(Timestamp, Instant)>,
    speed: f64,
}

impl Clock {
    /// The system's clock, waits at their real length.
    pub fn system() -> Self {
        Self { anchor: None, speed: 1.0 }
    }

    /// The system's clock, with protocol waits divided by `speed` (`KOPPEL_CLOCK_SPEED`). Only partners
    /// on loopback honour the scaling; the caller decides by asking [`Clock::scaled`] or not.
    pub fn with_speed(speed: f64) -> Self {
        Self { anchor: None, speed: if speed.is_finite() && speed >= 1.0 { speed } else { 1.0 } }
    }

    /// A clock whose wall time starts at `start` and moves with tokio's clock: under a paused runtime
    /// a day passes in a moment.
    pub fn simulated(start: Timestamp) -> Self {
        Self { anchor: Some((start, Instant::now())), speed: 1.0 }
    }

    /// Now, UTC, truncated to microseconds.
    pub fn now(&self) -> Timestamp {
        let now = match self.anchor {
            Some((start, since)) => start + TimeDelta::from_std(since.elapsed()).unwrap_or_default(),
            #[allow(clippy::disallowed_methods)] // the one place the system's clock is read
            None => Utc::now(),
        };
        now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
    }

    /// A new id for a record of our own: by its time, then by chance.
    pub fn id(&self) -> Ulid {
        Ulid::from_parts(self.now().timestamp_millis().unsigned_abs(), fastrand::u128(..))
    }

    /// A monotonic instant, for deadlines within this process.
    pub fn instant(&self) -> Instant {
        Instant::now()
    }

    /// `wait` divided by the clock's speed.
    pub fn scaled(&self, wait: Duration) -> Duration {
        wait.div_f64(self.speed)
    }

    /// How many times faster than real protocol waits pass.
    pub fn speed(&self) -> f64 {
        self.speed
    }

    /// Sleeps for `wait` as it is; scale it first where the protocol allows.
    pub async fn sleep(&self, wait: Duration) {
        tokio::time::sleep(wait).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_simulated_clock_moves_with_the_runtime() {
        let start = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let clock = Clock::simulated(start);
        tokio::time::advance(Duration::from_secs(3600)).await;
        assert_eq!(clock.now(), start + TimeDelta::hours(1));
    }

    #[tokio::test(start_paused = true)]
    async fn ids_are_of_their_time_and_differ() {
        let clock = Clock::simulated(DateTime::from_timestamp(1_700_000_000, 0).unwrap());
        let (first, second) = (clock.id(), clock.id());
        assert_eq!((first.timestamp_ms(), second.timestamp_ms()), (1_700_000_000_000, 1_700_000_000_000));
        assert_ne!(first, second);
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(clock.id() > first.max(second));
    }

    #[test]
    fn a_speed_below_one_never_lengthens_a_wait() {
        assert_eq!(Clock::with_speed(0.1).scaled(Duration::from_secs(1)), Duration::from_secs(1));
        assert_eq!(Clock::with_speed(10.0).scaled(Duration::from_secs(1)), Duration::from_millis(100));
    }
}
