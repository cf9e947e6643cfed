//! Following events: one connection that is made anew when it breaks, with the gap filled in or told.
//!
//! Not here: what to do with an event (`console`).

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::{Method, Response};
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinHandle;

use super::{Client, ClientError, refusal};
use crate::clock::Timestamp;
use crate::model::sse::Reader;
use crate::service::protocol::{Change, Event};

/// First pause before connecting again, and the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// The service says at least every 15 s that it lives; two such signs missed and a bit is too long.
pub(crate) const SILENCE: Duration = Duration::from_secs(40);

/// One sign missed and a bit: the connection may be broken, so nobody is told any more that it is live.
const QUIET: Duration = Duration::from_secs(20);

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
        /// When it is tried again; `None` while it is being tried, or while an open connection is silent.
        next: Option<Timestamp>,
    },
}

/// Events, without end. Dropping it ends the connection.
pub struct Events {
    events: mpsc::Receiver<Event>,
    link: watch::Receiver<Link>,
    again: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Events {
    pub(super) fn follow(client: Client, after: Option<u64>) -> Self {
        Self::follow_with(client, after, QUIET)
    }

    fn follow_with(client: Client, after: Option<u64>, quiet: Duration) -> Self {
        let since = client.clock().now();
        let (sender, events) = mpsc::channel(WAITING);
        let (link_sender, link) = watch::channel(Link::Reconnecting { since, tries: 0, next: None });
        let again = Arc::new(Notify::new());
        let follower = Follower {
            client,
            sender,
            link: link_sender,
            last: after,
            epoch: None,
            again: Arc::clone(&again),
            quiet,
        };
        Self { events, link, again, task: tokio::spawn(follower.run()) }
    }

    /// Connects now instead of after the pause. A connection that is live stays as it is, and one that is
    /// not stays told as broken until something came in over a new one.
    pub fn reconnect(&self) {
        self.again.notify_one();
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
    /// Somebody does not want to wait.
    again: Arc<Notify>,
    /// Silence after which an open connection is no longer told as live.
    quiet: Duration,
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
            let pause = pause(tries, fastrand::f64());
            let now = self.client.clock().now();
            self.link.send_modify(|link| {
                let since = match *link {
                    Link::Live => now,
                    Link::Reconnecting { since, .. } => since,
                };
                *link = Link::Reconnecting { since, tries, next: Some(now + pause) };
            });
            tokio::select! {
                () = self.client.clock().sleep(pause) => {}
                () = self.again.notified() => tries = 0,
                () = self.sender.closed() => return,
            }
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
        let mut silent = false;
        let mut heard = self.client.clock().now();
        loop {
            let patience = if silent { SILENCE - QUIET } else { self.quiet };
            let frame = tokio::select! {
                () = self.sender.closed() => return Err(NobodyReads),
                () = self.again.notified() => {
                    if silent {
                        return Ok(live);
                    }
                    continue;
                }
                frame = tokio::time::timeout(patience, body.frame()) => frame,
            };
            if frame.is_err() && !silent {
                silent = true;
                if live {
                    self.link.send_replace(Link::Reconnecting { since: heard, tries: 0, next: None });
                }
                continue;
            }
            let Ok(Some(Ok(frame))) = frame else { return Ok(live) };
            let Some(messages) = frame.data_ref().and_then(|data| reader.take(data)) else { return Ok(live) };
            heard = self.client.clock().now();
            if !live || silent {
                (live, silent) = (true, false);
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
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{UnixListener, UnixStream};

    use super::*;
    use crate::clock::Clock;

    /// Takes a connection and answers as a service does whose stream begins with a sign of life.
    async fn greet(listener: &UnixListener) -> UnixStream {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 1024];
        let _ = stream.read(&mut request).await.unwrap();
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n: koppel\n\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        stream
    }

    async fn until(link: &mut watch::Receiver<Link>, state: impl FnMut(&Link) -> bool) -> Link {
        *tokio::time::timeout(Duration::from_secs(60), link.wait_for(state)).await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn asking_for_a_connection_now_says_live_only_when_something_came_in() {
        let root = tempfile::tempdir().unwrap();
        let socket = root.path().join("service.sock");
        let listener = UnixListener::bind(&socket).unwrap();
        let events = Client::at(&socket, Clock::system()).events(None);
        let mut link = events.link();
        let stream = greet(&listener).await;
        until(&mut link, |link| *link == Link::Live).await;
        drop((stream, listener));
        std::fs::remove_file(&socket).unwrap();
        let Link::Reconnecting { since, .. } = until(&mut link, |link| *link != Link::Live).await else {
            panic!("live without a service");
        };
        // Tries until the pause is long, so that what follows cannot come from the pause running out.
        until(&mut link, |link| matches!(link, Link::Reconnecting { tries: 4.., .. })).await;
        events.reconnect();
        let again = until(&mut link, |link| matches!(link, Link::Reconnecting { tries: 1, .. })).await;
        assert!(matches!(again, Link::Reconnecting { since: still, next: Some(_), .. } if still == since));
        let listener = UnixListener::bind(&socket).unwrap();
        events.reconnect();
        let _stream = greet(&listener).await;
        until(&mut link, |link| *link == Link::Live).await;
    }

    #[tokio::test]
    async fn an_open_connection_that_fell_silent_is_not_live_until_it_speaks() {
        let root = tempfile::tempdir().unwrap();
        let socket = root.path().join("service.sock");
        let listener = UnixListener::bind(&socket).unwrap();
        let client = Client::at(&socket, Clock::system());
        let events = Events::follow_with(client, None, Duration::from_millis(200));
        let mut link = events.link();
        let mut stream = greet(&listener).await;
        until(&mut link, |link| *link == Link::Live).await;
        until(&mut link, |link| matches!(link, Link::Reconnecting { next: None, .. })).await;
        stream.write_all(b":\n\n").await.unwrap();
        until(&mut link, |link| *link == Link::Live).await;
    }

    #[test]
    fn pauses_grow_to_fifteen_seconds_and_never_beyond() {
        assert_eq!(pause(1, 0.0), FIRST_PAUSE);
        assert_eq!(pause(2, 0.0), FIRST_PAUSE * 2);
        assert_eq!(pause(1_000, 0.0), LONGEST_PAUSE);
        assert_eq!(pause(1_000, 1.0), LONGEST_PAUSE / 2);
    }
}
