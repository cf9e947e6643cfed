//! The event stream for linked environments: what happens to anything the caller may see, at once, as
//! server-sent events. `id:` is a number that grows; whoever comes back with it in `Last-Event-ID` misses
//! nothing, or is told of a `gap` and reads anew. The stream ends when its token, user or organisation may
//! not be used any more.
//!
//! It costs one request of the limit, however long it lasts.
//!
//! Not here: what happens (`world::events`).

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::super::Environment;
use super::super::access::{Answer, Ask};
use super::super::auth;
use super::super::reply::{Failure, Reply};
use super::super::world::events::ring::{Found, Numbered};

/// Silence after which a comment shows that the environment lives; also how often a reader that is gone is
/// noticed.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
/// Events taken at a time: keeps the lock on them short.
const PAGE: usize = 256;

/// `GET koppel/events`, with `Last-Event-ID` or `?after=` to go on.
pub async fn stream(ask: Ask) -> Answer {
    let place = ask.environment.enter_stream(ask.caller.token).ok_or(Failure::TooManyStreams)?;
    let events = ask.world().events();
    let stirred = events.listen();
    let last = events.last();
    // What cannot be read as a number is no place to go on from: the same as one that is too old.
    let resumed = ask.resume.as_ref().map(|text| text.trim().parse().unwrap_or(0));
    let after = resumed.or_else(|| ask.query.number("after"));
    let state = Streaming {
        environment: ask.environment.clone(),
        token: ask.caller.token,
        organisation: ask.caller.rights.organisation,
        place: after.unwrap_or(last),
        // The number to go on from is told at once, so that also a quiet stream can be resumed.
        ready: VecDeque::from([framed("hello", after.is_none().then_some(last), &json!({}))]),
        stirred,
        stopping: ask.environment.stopping(),
        _entered: place,
    };
    let stream = futures_util::stream::unfold(state, |mut state| async move {
        let bytes = state.next().await?;
        Some((Ok::<_, Infallible>(bytes), state))
    });
    Ok(Reply::Stream(Body::from_stream(stream)))
}

struct Streaming {
    environment: Environment,
    token: u64,
    organisation: Option<u64>,
    place: u64,
    ready: VecDeque<Bytes>,
    stirred: watch::Receiver<u64>,
    stopping: watch::Receiver<u64>,
    _entered: super::super::listeners::Entered,
}

impl Streaming {
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(bytes) = self.ready.pop_front() {
                return Some(bytes);
            }
            self.stirred.borrow_and_update();
            if self.stopping.has_changed().unwrap_or(true) {
                return None;
            }
            let allowed = auth::may_still(
                &self.environment.world().people(),
                self.token,
                self.environment.world().now(),
            );
            match self.environment.world().events().after(self.place, PAGE) {
                Found::Gap(last) => {
                    self.place = last;
                    self.ready.push_back(framed("gap", Some(last), &json!({})));
                }
                Found::Events(events) => self.take(&events),
            }
            if !self.ready.is_empty() {
                continue;
            }
            // What it was still to hear, such as the end of its rights, has been told.
            if !allowed {
                return None;
            }
            tokio::select! {
                _ = self.stirred.changed() => {}
                _ = self.stopping.changed() => return None,
                () = self.environment.world().clock().sleep(SIGN_OF_LIFE) => {
                    return Some(Bytes::from_static(b":\n\n"));
                }
            }
        }
    }

    fn take(&mut self, events: &[std::sync::Arc<Numbered>]) {
        let Some(last) = events.last() else { return };
        self.place = last.sequence;
        let heard = events.iter().filter(|event| event.happening.audience.includes(self.organisation));
        self.ready.extend(heard.map(|event| {
            let mut data = json!({"at": event.at, "data": event.happening.data});
            data["type"] = json!(event.happening.kind.as_word());
            framed(event.happening.kind.as_word(), Some(event.sequence), &data)
        }));
        // A full page of what others may hear: there may be more behind it.
        if self.ready.is_empty() && events.len() == PAGE {
            self.ready.push_back(Bytes::from_static(b":\n\n"));
        }
    }
}

fn framed(event: &str, id: Option<u64>, data: &Value) -> Bytes {
    let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
    Bytes::from(format!("event: {event}\n{id}data: {data}\n\n"))
}
