//! Following events: one connection that is made anew when it breaks, with the gap filled in or told.
//!
//! Not here: what to do with an event (`console`).

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::{Method, Response};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::sse::Reader;
use super::{Client, ClientError, refusal};
use crate::clock::Timestamp;
use crate::service::protocol::{Change, Event};

/// First pause before connecting again, and the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// The service says at least every 15 s that it lives; two such signs missed and a bit is too long.
pub(crate) const SILENCE: Duration = Duration::from_secs(40);

/// Events waiting for a slow reader here; beyond it the service is slowed down, and it then tells a gap.
const WAITING: usize = 1024;

/// Response header: which run of the service speaks. Sequence numbers of two runs do not compare.
pub(crate) const EPOCH_HEADER: &str = "koppel-epoch";
/// Response header: the last sequence number at the moment of connecting.
pub(crate) const SEQUENCE_HEADER: &str = "koppel-sequence";

/// How the event connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Events come in as they happen.
    Live,
    /// The connection is being made, again or for the first time; what is on screen is of before.
    Reconnecting {
        /// Since when.
        since: Timestamp,
        /// How many times it was tried.
        tries: u32,
    },
}

/// Events, without end. Dropping it ends the connection.
pub struct Events {
    events: mpsc::Receiver<Event>,
    link: watch::Receiver<Link>,
    task: JoinHandle<()>,
}

impl Events {
    pub(super) fn follow(client: Client, after: Option<u64>) -> Self {
        let since = client.clock().now();
        let (sender, events) = mpsc::channel(WAITING);
        let (link_sender, link) = watch::channel(Link::Reconnecting { since, tries: 0 });
        let follower = Follower { client, sender, link: link_sender, last: after, epoch: None };
        Self { events, link, task: tokio::spawn(follower.run()) }
    }

    /// How the connection is doing; await `changed()` on it, or look with `borrow()`.
    pub fn link(&self) -> watch::Receiver<Link> {
        self.link.clone()
    }

    /// The next event. `None` only when the runtime ends.
    pub async fn next(&mut self) -> Option<Event> {
        self.events.recv().await
    }
}

impl Stream for Events {
    type Item = Event;
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        self.events.poll_recv(context)
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Follower {
    client: Client,
    sender: mpsc::Sender<Event>,
    link: watch::Sender<Link>,
    /// The last sequence number the reader knows of.
    last: Option<u64>,
    epoch: Option<String>,
}

/// The reader is gone.
struct NobodyReads;

impl Follower {
    async fn run(mut self) {
        let mut tries = 0;
        loop {
            if let Ok(response) = self.open().await {
                match self.read(response).await {
                    Ok(was_live) => tries = if was_live { 0 } else { tries },
                    Err(NobodyReads) => return,
                }
            }
            if self.sender.is_closed() {
                return;
            }
            tries += 1;
            let now = self.client.clock().now();
            self.link.send_modify(|link| {
                let since = match *link {
                    Link::Live => now,
                    Link::Reconnecting { since, .. } => since,
                };
                *link = Link::Reconnecting { since, tries };
            });
            self.client.clock().sleep(pause(tries, fastrand::f64())).await;
        }
    }

    async fn open(&mut self) -> Result<Response<Incoming>, ClientError> {
        let mut path = String::from("/v1/events");
        if let Some(last) = self.last {
            path.push_str(&format!("?after={last}"));
            if let Some(epoch) = &self.epoch {
                path.push_str(&format!("&epoch={epoch}"));
            }
        }
        let response =
            match tokio::time::timeout(SILENCE, self.client.send(Method::GET, &path, Bytes::new())).await {
                Ok(response) => response?,
                Err(_) => return Err(ClientError::NoAnswer { seconds: SILENCE.as_secs() }),
            };
        if !response.status().is_success() {
            return Err(refusal(response.status(), &[], &self.client.socket));
        }
        Ok(response)
    }

    /// Reads until the connection ends. True when anything at all came in over it.
    async fn read(&mut self, response: Response<Incoming>) -> Result<bool, NobodyReads> {
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
        self.epoch = header(EPOCH_HEADER).map(str::to_owned);
        if self.last.is_none() {
            self.last = header(SEQUENCE_HEADER).and_then(|text| text.parse().ok());
        }
        let mut body = response.into_body();
        let mut reader = Reader::default();
        let mut live = false;
        loop {
            let frame = tokio::select! {
                () = self.sender.closed() => return Err(NobodyReads),
                frame = tokio::time::timeout(SILENCE, body.frame()) => frame,
            };
            let Ok(Some(Ok(frame))) = frame else { return Ok(live) };
            let Some(messages) = frame.data_ref().and_then(|data| reader.take(data)) else { return Ok(live) };
            if !live {
                live = true;
                self.link.send_replace(Link::Live);
            }
            for message in messages {
                // An event this version does not know: read everything anew rather than miss it.
                let Ok(event) = serde_json::from_str::<Event>(&message.data) else {
                    self.give(Change::Resync).await?;
                    continue;
                };
                self.last = Some(event.sequence);
                self.sender.send(event).await.map_err(|_| NobodyReads)?;
            }
        }
    }

    async fn give(&mut self, change: Change) -> Result<(), NobodyReads> {
        let event = Event { sequence: self.last.unwrap_or_default(), at: self.client.clock().now(), change };
        self.sender.send(event).await.map_err(|_| NobodyReads)
    }
}

/// The pause before try number `tries` (from 1): doubles up to the longest, of which `luck` (0 to 1) takes
/// up to half, so that many consoles do not come back in one beat.
fn pause(tries: u32, luck: f64) -> Duration {
    let full = FIRST_PAUSE.saturating_mul(1 << tries.saturating_sub(1).min(10)).min(LONGEST_PAUSE);
    full.mul_f64(1.0 - luck.clamp(0.0, 1.0) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_fifteen_seconds_and_never_beyond() {
        assert_eq!(pause(1, 0.0), FIRST_PAUSE);
        assert_eq!(pause(2, 0.0), FIRST_PAUSE * 2);
        assert_eq!(pause(1_000, 0.0), LONGEST_PAUSE);
        assert_eq!(pause(1_000, 1.0), LONGEST_PAUSE / 2);
    }
}
