//! The event stream of one client: what it missed, then what happens, as server-sent events.
//!
//! Not here: numbering and keeping them (`ring`), reading them (`client::sse`).

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use tokio::sync::watch;

use super::protocol::{Change, Event};
use super::ring::{Found, Ring, framed};
use crate::clock::Clock;

/// Silence after which a comment shows that the service lives.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// Events taken from the ring at a time: keeps the ring's lock short.
const PAGE: usize = 256;

/// Where a stream starts.
pub struct Start {
    /// The last event the client has; `None` to start from now.
    pub after: Option<u64>,
    /// The run of the service that number is of; `None` when the client has it from an answer.
    pub epoch: Option<String>,
}

/// The stream. It ends when `stopping` turns true.
pub fn events(
    ring: Arc<Ring>,
    clock: Clock,
    start: Start,
    stopping: watch::Receiver<bool>,
) -> impl Stream<Item = Result<Bytes, std::convert::Infallible>> + Send + 'static {
    let moved = ring.moved();
    let mut ready = VecDeque::from([Bytes::from_static(b": koppel\n\n")]);
    let of_this_run = start.epoch.is_none_or(|epoch| epoch == ring.epoch());
    let place = match start.after {
        Some(after) if of_this_run => after,
        Some(_) => {
            ready.push_back(resync(ring.last(), &clock));
            ring.last()
        }
        None => ring.last(),
    };
    let state = State { ring, clock, place, ready, moved, stopping };
    futures_util::stream::unfold(state, |mut state| async move {
        let bytes = state.next().await?;
        Some((Ok(bytes), state))
    })
}

struct State {
    ring: Arc<Ring>,
    clock: Clock,
    place: u64,
    ready: VecDeque<Bytes>,
    moved: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
}

impl State {
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(bytes) = self.ready.pop_front() {
                return Some(bytes);
            }
            self.moved.borrow_and_update();
            match self.ring.after(self.place, PAGE) {
                Found::Events(events, last) => {
                    self.place = last;
                    self.ready.extend(events);
                    continue;
                }
                Found::Gap(last) => {
                    self.place = last;
                    self.ready.push_back(resync(last, &self.clock));
                    continue;
                }
                Found::Nothing => {}
            }
            if *self.stopping.borrow() {
                return None;
            }
            tokio::select! {
                _ = self.moved.changed() => {}
                _ = self.stopping.changed() => {}
                () = self.clock.sleep(SIGN_OF_LIFE) => return Some(Bytes::from_static(b": \n\n")),
            }
        }
    }
}

fn resync(sequence: u64, clock: &Clock) -> Bytes {
    framed(&Event { sequence, at: clock.now(), change: Change::Resync })
}
