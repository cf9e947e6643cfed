//! The last events, numbered: what fills the gap after a lost connection. One ring serves every stream, so
//! a slow reader costs nothing but its own place in it.
//!
//! Not here: sending them (`stream`), making them (`engine`).

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use tokio::sync::watch;

use super::protocol::{Change, Event};
use crate::clock::Timestamp;

/// Events kept. At some 2 KiB each this is 8 MiB at most, and covers a lost connection of a minute while
/// some twenty sales a second pass.
const KEPT: usize = 4096;

/// The last events.
pub struct Ring {
    kept: Mutex<VecDeque<(u64, Bytes)>>,
    last: watch::Sender<u64>,
    epoch: String,
}

/// What a reader at some place gets.
#[derive(Debug, PartialEq)]
pub enum Found {
    /// These, as server-sent events, up to and including this number.
    Events(Vec<Bytes>, u64),
    /// What came next is gone; start anew after this number.
    Gap(u64),
    /// Nothing yet.
    Nothing,
}

impl Ring {
    /// An empty ring. `epoch` names this run of the service.
    pub fn new(epoch: String) -> Self {
        Self { kept: Mutex::new(VecDeque::new()), last: watch::Sender::new(0), epoch }
    }

    /// Which run of the service this is.
    pub fn epoch(&self) -> &str {
        &self.epoch
    }

    /// The last number given out.
    pub fn last(&self) -> u64 {
        *self.last.borrow()
    }

    /// A signal that moves with [`Ring::last`].
    pub fn moved(&self) -> watch::Receiver<u64> {
        self.last.subscribe()
    }

    /// Numbers a change and keeps it.
    pub fn push(&self, change: Change, at: Timestamp) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let sequence = self.last() + 1;
        kept.push_back((sequence, framed(&Event { sequence, at, change })));
        if kept.len() > KEPT {
            kept.pop_front();
        }
        drop(kept);
        self.last.send_replace(sequence);
    }

    /// At most `limit` events after `after`.
    pub fn after(&self, after: u64, limit: usize) -> Found {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let last = self.last();
        if after > last {
            return Found::Gap(last);
        }
        let Some((first, _)) = kept.front() else { return Found::Nothing };
        if after + 1 < *first {
            return Found::Gap(last);
        }
        let skip = usize::try_from(after + 1 - first).unwrap_or(usize::MAX);
        let events: Vec<_> = kept.iter().skip(skip).take(limit).cloned().collect();
        match events.last() {
            Some((sequence, _)) => {
                let sequence = *sequence;
                Found::Events(events.into_iter().map(|(_, bytes)| bytes).collect(), sequence)
            }
            None => Found::Nothing,
        }
    }
}

/// The event as it goes over the wire. JSON has no raw line ends, so one `data:` line holds it.
pub fn framed(event: &Event) -> Bytes {
    let json = serde_json::to_string(event).unwrap_or_default();
    format!("id: {}\ndata: {json}\n\n", event.sequence).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(events: u64) -> Ring {
        let ring = Ring::new("e".into());
        for _ in 0..events {
            ring.push(Change::Settled(true), Timestamp::default());
        }
        ring
    }

    #[test]
    fn a_reader_gets_what_it_missed_in_order_and_page_by_page() {
        let ring = ring(5);
        let Found::Events(events, last) = ring.after(2, 2) else { panic!() };
        assert_eq!((events.len(), last), (2, 4));
        assert!(std::str::from_utf8(&events[0]).unwrap().starts_with("id: 3\ndata: {"));
        assert_eq!(ring.after(5, 2), Found::Nothing);
    }

    #[test]
    fn what_is_gone_or_of_another_run_is_told_as_a_gap() {
        let kept = KEPT as u64;
        let ring = ring(kept + 10);
        assert_eq!(ring.after(9, 1), Found::Gap(kept + 10));
        assert!(matches!(ring.after(10, 1), Found::Events(_, 11)));
        assert_eq!(ring.after(kept + 11, 1), Found::Gap(kept + 10));
    }
}
