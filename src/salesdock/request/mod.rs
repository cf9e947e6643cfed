//! The one place a request is sent. A request is built for the configured origin only, gets its token
//! after that was checked, goes out once through a [`Transport`], and its answer is metered.
//!
//! Never here: following a redirect or a link out of a body, sending anything twice, reading a body
//! beyond its cap. What an answer means is `error`.

pub mod base;
pub mod detail;
pub mod in_process;
pub mod network;
pub mod rate;
pub mod transport;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use hyper::http::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, USER_AGENT,
};
use hyper::http::{HeaderMap, HeaderValue, Method, Request};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use self::base::Base;
use self::rate::{RateHeaders, Seen};
use self::transport::{Chunks, Handling, Transport, TransportError};
use crate::clock::{Clock, Timestamp};

/// Answers to writes are small.
pub const SMALL: usize = 1024 * 1024;
/// Whole catalogues, extended listings, documents and contracts.
pub const LARGE: usize = 16 * 1024 * 1024;

/// Told about every request: lets it pass when the budget has room, and learns from its answer. The
/// engine makes one for each lane of its budget.
pub trait Meter: Send + Sync {
    /// Returns when the request may go.
    fn admit(&self) -> BoxFuture<'_, ()>;
    /// An answer came, or none.
    fn learn(&self, seen: &Seen);
    /// Rows of the list that `call` asks for could not be read; each by its number, where it has one.
    fn left_out(&self, _call: &'static str, _rows: &[Option<u64>]) {}
}

/// A request to be: everything but the origin and the token.
#[derive(Clone)]
pub struct Call {
    /// What it is called in errors, e.g. `products`.
    pub name: &'static str,
    /// Method.
    pub method: Method,
    /// Path below `/api/{domain}/`, segment by segment, not yet encoded.
    pub path: Vec<String>,
    /// Query, not yet encoded.
    pub query: Vec<(String, String)>,
    /// JSON body.
    pub body: Option<Bytes>,
    /// Longest answer that is read, in bytes.
    pub cap: usize,
    /// May go over a connection that was used before.
    pub reuse: bool,
}

impl Call {
    /// A GET of `path` (below the domain) with the large cap, over pooled connections.
    pub fn get(name: &'static str, path: impl IntoIterator<Item = String>) -> Self {
        Self {
            name,
            method: Method::GET,
            path: path.into_iter().collect(),
            query: Vec::new(),
            body: None,
            cap: LARGE,
            reuse: true,
        }
    }

    /// A write: small answer, a connection of its own, so that an idle connection that the other side
    /// is just closing can never leave its outcome in doubt.
    pub fn write(name: &'static str, method: Method, path: impl IntoIterator<Item = String>) -> Self {
        Self { method, cap: SMALL, reuse: false, ..Self::get(name, path) }
    }

    /// With one query pair more.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// With a body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = Some(body.into());
        self
    }
}

/// An answer, as it came. Its body may hold personal data: no `Debug`.
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body, not decompressed.
    pub body: Bytes,
    /// Time between asking and the last byte.
    pub round_trip: Duration,
    /// What it said about the limit.
    pub rate: RateHeaders,
    /// Its `Date`.
    pub date: Option<Timestamp>,
}

/// Who gave the command.
const ACTOR: &str = "koppel-actor";

/// Sends for one environment and one token.
#[derive(Clone)]
pub struct Requester {
    base: Base,
    token: SecretString,
    transport: Arc<dyn Transport>,
    clock: Clock,
    meter: Option<Arc<dyn Meter>>,
    language: &'static str,
    actor: Option<HeaderValue>,
}

impl Requester {
    /// A requester for `base` with `token`.
    pub fn new(base: Base, token: SecretString, transport: Arc<dyn Transport>, clock: Clock) -> Self {
        Self { base, token, transport, clock, meter: None, language: "nl", actor: None }
    }

    /// The same, metered.
    #[must_use]
    pub fn metered(mut self, meter: Arc<dyn Meter>) -> Self {
        self.meter = Some(meter);
        self
    }

    /// Tells the meter of rows that could not be read.
    pub fn left_out(&self, call: &'static str, rows: &[Option<u64>]) {
        if let Some(meter) = &self.meter {
            meter.left_out(call, rows);
        }
    }

    /// The same, asking for messages in `language` (`nl`, `en`).
    #[must_use]
    pub fn in_language(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    /// The same, saying who gave the command: an environment of koppel notes it beside the token.
    #[must_use]
    pub fn acting_for(mut self, actor: &str) -> Self {
        let encoded: String = url::form_urlencoded::byte_serialize(actor.as_bytes()).collect();
        self.actor = HeaderValue::from_str(&encoded).ok();
        self
    }

    /// The environment.
    pub fn base(&self) -> &Base {
        &self.base
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Sends `call`, once.
    ///
    /// # Errors
    /// [`TransportError`] when no complete answer came; it says whether the request was sent.
    pub async fn send(&self, call: &Call) -> Result<Reply, TransportError> {
        let url = self.base.url(&call.path, &call.query)?;
        self.fetch(call, &url).await
    }

    /// Fetches a document from where the environment says it is, if that is in the environment itself.
    ///
    /// # Errors
    /// [`TransportError::Elsewhere`] when it is not; else as [`Requester::send`].
    pub async fn send_to_location(
        &self,
        name: &'static str,
        location: &str,
    ) -> Result<Reply, TransportError> {
        let url = self.base.location(location)?;
        self.fetch(&Call::get(name, []), &url).await
    }

    /// Opens `call`, whose answer has no end. An answer that is no good is read as any other.
    ///
    /// # Errors
    /// As [`Requester::send`].
    pub async fn open(&self, call: &Call) -> Result<Result<Chunks, Reply>, TransportError> {
        let url = self.base.url(&call.path, &call.query)?;
        let request = self.request(call, &url)?;
        if let Some(meter) = &self.meter {
            meter.admit().await;
        }
        let started = self.clock.instant();
        let response = self.transport.open(request).await?;
        let (parts, mut chunks) = response.into_parts();
        if parts.status.as_u16() == 200 {
            return Ok(Ok(chunks));
        }
        let mut body = Vec::new();
        while let Some(chunk) = chunks.next().await {
            body.extend_from_slice(&chunk?);
            if body.len() > SMALL {
                return Err(TransportError::TooLong { cap: SMALL, status: parts.status.as_u16() });
            }
        }
        let now = self.clock.now();
        let date = rate::date(&parts.headers);
        let rate = RateHeaders::read(&parts.headers, date.unwrap_or(now));
        let round_trip = self.clock.instant().duration_since(started);
        let status = parts.status.as_u16();
        Ok(Err(Reply { status, headers: parts.headers, body: body.into(), round_trip, rate, date }))
    }

    async fn fetch(&self, call: &Call, url: &url::Url) -> Result<Reply, TransportError> {
        let request = self.request(call, url)?;
        if let Some(meter) = &self.meter {
            meter.admit().await;
        }
        let started = self.clock.instant();
        let handling = Handling { cap: call.cap, reuse: call.reuse };
        let result = self.transport.send(request, handling).await;
        let round_trip = self.clock.instant().duration_since(started);
        let now = self.clock.now();
        let result = result.map(|response| {
            let (parts, body) = response.into_parts();
            let date = rate::date(&parts.headers);
            let rate = RateHeaders::read(&parts.headers, date.unwrap_or(now));
            Reply { status: parts.status.as_u16(), headers: parts.headers, body, round_trip, rate, date }
        });
        if let Some(meter) = &self.meter {
            meter.learn(&match &result {
                Ok(reply) => Seen {
                    status: Some(reply.status),
                    throttled: crate::salesdock::error::answer::is_throttled(reply),
                    rate: reply.rate,
                    date: reply.date,
                    round_trip,
                    at: now,
                },
                Err(_) => Seen::nothing(round_trip, now),
            });
        }
        result
    }

    fn request(&self, call: &Call, url: &url::Url) -> Result<Request<Bytes>, TransportError> {
        // The token goes to the configured origin and nowhere else, whoever built the address.
        if !self.base.is_own_origin(url) {
            return Err(TransportError::Elsewhere { location: url.to_string() });
        }
        let bearer = Zeroizing::new(format!("Bearer {}", self.token.expose_secret()));
        let mut authorization = HeaderValue::from_str(&bearer).map_err(|_| TransportError::BadToken)?;
        authorization.set_sensitive(true);
        let mut request = Request::builder()
            .method(call.method.clone())
            .uri(url.as_str())
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .header(ACCEPT_ENCODING, HeaderValue::from_static("identity"))
            .header(ACCEPT_LANGUAGE, HeaderValue::from_static(self.language))
            .header(USER_AGENT, HeaderValue::from_static(concat!("koppel/", env!("CARGO_PKG_VERSION"))));
        if let Some(actor) = &self.actor {
            request = request.header(ACTOR, actor);
        }
        if call.body.is_some() {
            request = request.header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        request
            .header(AUTHORIZATION, authorization)
            .body(call.body.clone().unwrap_or_default())
            .map_err(|source| TransportError::NotBuilt { source: Box::new(source) })
    }
}
