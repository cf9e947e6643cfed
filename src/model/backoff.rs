//! How long to wait before trying again: longer each time, up to a cap, with a part of it left to chance so
//! that many do not come back at once.
//!
//! Not here: what is tried, and for how long.

use std::time::Duration;

/// Waits that double from `base` to `cap`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    base: Duration,
    cap: Duration,
}

impl Backoff {
    /// Waits from `base` on; a cap below it counts as `base`.
    pub const fn new(base: Duration, cap: Duration) -> Self {
        Self { base, cap: if cap.as_nanos() < base.as_nanos() { base } else { cap } }
    }

    /// The wait after so many failures; `luck` is 0..1, and decides over half of it.
    pub fn wait(&self, failures: u32, luck: f64) -> Duration {
        let whole = self.base.saturating_mul(1 << failures.min(20)).min(self.cap);
        whole.mul_f64(0.5 + 0.5 * luck.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_their_cap_and_chance_never_takes_more_than_half() {
        let backoff = Backoff::new(Duration::from_secs(2), Duration::from_secs(9));
        let waits: Vec<u64> = (0..5).map(|failures| backoff.wait(failures, 1.0).as_secs()).collect();
        assert_eq!(waits, [2, 4, 8, 9, 9]);
        assert_eq!(backoff.wait(1, 0.0), Duration::from_secs(2));
        assert_eq!(backoff.wait(1, 7.0), backoff.wait(1, 1.0));
        assert_eq!(backoff.wait(u32::MAX, 1.0), Duration::from_secs(9));
    }
}
