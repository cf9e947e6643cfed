//! The event stream of koppel's own environments: what changes there, at once. Where a partner has none,
//! [`Client::capabilities`] says so, and polling is all there is.
//!
//! An event only says what to look at; nothing it carries is taken for true.
//!
//! Not here: what is woken by it (`engine::listen`).

use std::collections::VecDeque;
use std::time::Duration;

use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::Value;

use super::{Client, LinkError};
use crate::model::sse::Reader;
use crate::salesdock::request::Call;
use crate::salesdock::request::transport::{Chunks, TransportError};
use crate::salesdock::wire::loose::Number;

/// Three signs of life missed: the environment sends one every 15 s.
const SILENCE: Duration = Duration::from_secs(50);

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A sale, an offer, a request to cancel.
    Sale,
    /// A product.
    Product,
    /// A product question.
    Question,
    /// An agreement.
    Agreement,
    /// A flow.
    Flow,
    /// A status.
    Status,
    /// What one may see and sell.
    Rights,
    /// Its administration: organisations, users, tokens and all else that is in its record.
    Record,
    /// Something that this version does not know.
    Other,
}

/// One event, or what else a stream says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It is open.
    Open,
    /// Something was missed that will not be told any more.
    Gap,
    /// Something changed.
    Changed {
        /// What it is about.
        subject: Subject,
        /// Its number, where it has one.
        id: Option<u64>,
    },
}

/// An open stream.
pub struct Events {
    chunks: Chunks,
    reader: Reader,
    ready: VecDeque<Heard>,
    last: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    data: Thing,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Thing {
    id: Value,
}

impl Client {
    /// Opens the stream of events, going on after number `after`. One request, however long it lasts.
    ///
    /// # Errors
    /// [`LinkError`] when it cannot be opened.
    pub async fn events(&self, after: Option<u64>) -> Result<Events, LinkError> {
        let mut call = Call::get("events", self.koppel(&["events"]));
        call.reuse = false;
        if let Some(after) = after {
            call = call.with("after", after);
        }
        match self.requester.open(&call).await {
            Ok(Ok(chunks)) => {
                Ok(Events { chunks, reader: Reader::default(), ready: VecDeque::new(), last: after })
            }
            Ok(Err(reply)) => Err(LinkError::answered(call.name, &reply)),
            Err(error) => Err(LinkError::transport(call.name, error)),
        }
    }
}

impl Events {
    /// The next thing it says; `None` when it ended.
    ///
    /// # Errors
    /// [`LinkError`] when the connection breaks, or is silent for too long.
    pub async fn next(&mut self) -> Result<Option<Heard>, LinkError> {
        let broken = |error| LinkError::transport("events", error);
        loop {
            if let Some(heard) = self.ready.pop_front() {
                return Ok(Some(heard));
            }
            let chunk = match tokio::time::timeout(SILENCE, self.chunks.next()).await {
                Err(source) => return Err(broken(TransportError::TimedOut { source: Box::new(source) })),
                Ok(None) => return Ok(None),
                Ok(Some(chunk)) => chunk.map_err(broken)?,
            };
            let Some(messages) = self.reader.take(&chunk) else {
                return Err(LinkError::unreadable("events", 200, "a line without end"));
            };
            for message in messages {
                if let Some(id) = message.id.and_then(|id| id.parse().ok()) {
                    self.last = Some(id);
                }
                let id = serde_json::from_str::<Body>(&message.data).ok();
                let id = id.and_then(|body| Number::of(&body.data.id).id());
                self.ready.push_back(match message.event.as_deref().unwrap_or_default() {
                    "hello" => Heard::Open,
                    "gap" => Heard::Gap,
                    word => Heard::Changed { subject: subject(word), id },
                });
            }
        }
    }

    /// The number to go on from.
    pub fn last(&self) -> Option<u64> {
        self.last
    }
}

/// By the word before the dot; what comes after it does not matter to whoever looks anyway.
fn subject(word: &str) -> Subject {
    match word.split_once('.').map_or(word, |(subject, _)| subject) {
        "sale" | "offer" | "cancellation" => Subject::Sale,
        "product" => Subject::Product,
        "question" => Subject::Question,
        "agreement" => Subject::Agreement,
        "flow" => Subject::Flow,
        "status" => Subject::Status,
        "rights" => Subject::Rights,
        "record" => Subject::Record,
        _ => Subject::Other,
    }
}
