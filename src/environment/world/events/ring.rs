//! The last events in memory, numbered. Numbers go on from the moment the environment was opened, in
//! microseconds: one of an earlier run is older than anything kept, and so known as a gap.
//!
//! Not here: who may hear which (`Audience`); nothing is durable, whoever falls behind reads anew.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::Happening;
use crate::clock::Timestamp;

/// Events kept: some minutes of a busy day, a few MiB.
const KEPT: usize = 8_192;

/// A happening with its number and time.
pub struct Numbered {
    /// Grows with every event.
    pub sequence: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub happening: Happening,
}

/// What a reader gets.
pub enum Found {
    /// These, and the number the reader has got to.
    Events(Vec<Arc<Numbered>>),
    /// Some of what the reader missed is not kept any more; the number of the last event.
    Gap(u64),
}

/// The ring.
pub struct Ring {
    kept: Mutex<Kept>,
    /// Told whenever there may be something to do for a listener.
    stirred: watch::Sender<u64>,
}

struct Kept {
    /// The number before the oldest event kept.
    floor: u64,
    last: u64,
    events: VecDeque<Arc<Numbered>>,
}

impl Ring {
    /// An empty ring of an environment opened at `opened`.
    pub fn new(opened: Timestamp) -> Self {
        let floor = u64::try_from(opened.timestamp_micros()).unwrap_or_default();
        let kept = Kept { floor, last: floor, events: VecDeque::new() };
        Self { kept: Mutex::new(kept), stirred: watch::Sender::new(0) }
    }

    /// Numbers and keeps what happened.
    pub fn publish(&self, happenings: Vec<Happening>, at: Timestamp) {
        if happenings.is_empty() {
            return;
        }
        {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            for happening in happenings {
                kept.last += 1;
                let event = Numbered { sequence: kept.last, at, happening };
                kept.events.push_back(Arc::new(event));
                if kept.events.len() > KEPT {
                    kept.events.pop_front();
                    kept.floor += 1;
                }
            }
        }
        self.stir();
    }

    /// Lets every listener look whether it still may listen.
    pub fn stir(&self) {
        self.stirred.send_modify(|count| *count += 1);
    }

    /// Tells when to look.
    pub fn listen(&self) -> watch::Receiver<u64> {
        self.stirred.subscribe()
    }

    /// The number of the last event.
    pub fn last(&self) -> u64 {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).last
    }

    /// At most `most` events after number `after`.
    pub fn after(&self, after: u64, most: usize) -> Found {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // A number from the future is one of a clock that was set back since.
        if after < kept.floor || after > kept.last {
            return Found::Gap(kept.last);
        }
        let skip = usize::try_from(after - kept.floor).unwrap_or(usize::MAX);
        Found::Events(kept.events.iter().skip(skip).take(most).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::super::{Audience, Kind};
    use super::*;

    fn numbers(found: Found) -> Option<Vec<u64>> {
        match found {
            Found::Events(events) => Some(events.iter().map(|event| event.sequence).collect()),
            Found::Gap(_) => None,
        }
    }

    #[test]
    fn a_reader_goes_on_where_it_was_and_is_told_when_it_missed_some() {
        let opened = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let ring = Ring::new(opened);
        let start = ring.last();
        let one = || vec![Happening::of(Kind::ProductUpdated, 1, Audience::Account)];
        for _ in 0..3 {
            ring.publish(one(), opened);
        }
        assert_eq!(numbers(ring.after(start, 2)), Some(vec![start + 1, start + 2]));
        assert_eq!(numbers(ring.after(start + 2, 9)), Some(vec![start + 3]));
        assert_eq!(numbers(ring.after(start + 3, 9)), Some(vec![]));
        assert_eq!(numbers(ring.after(start + 4, 9)), None, "a number that was never given");
        assert_eq!(numbers(ring.after(12, 9)), None, "a number of another run");
        for _ in 0..KEPT {
            ring.publish(one(), opened);
        }
        assert_eq!(numbers(ring.after(start + 2, 9)), None);
        assert_eq!(numbers(ring.after(start + 3, 1)), Some(vec![start + 4]));
    }
}
