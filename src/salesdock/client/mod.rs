//! The client: one method per call of the API, in the domain's types. Cheap to clone.
//!
//! - `catalogue` products, flows, questions, agreements, statuses;
//! - `sales` placing, reading and changing sales;
//! - `access` what koppel's own environments tell beyond the public API;
//! - `administration` organisations, rights, agents and tokens, a file for each topic;
//! - `people` users and webhooks;
//! - `events` what changes, as it changes;
//! - `probe` the connection test.
//!
//! Nothing that may have been done is ever repeated by anyone here: reading calls only by a client that was
//! made [`Client::patient`], and throttled calls, which were not done, by one that [waits](Client::waiting).
//! Not here: budgets (`request::Meter` is told), decisions.

pub mod access;
pub mod administration;
pub mod catalogue;
pub mod events;
pub mod people;
pub mod probe;
pub mod sales;

use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Tz;
use hyper::http::Method;
use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::convert::ConvertError;
use super::error::LinkError;
use super::page::{Gatherer, Page, Scan, Which};
use super::request::base::{BadBase, Base};
use super::request::transport::Transport;
use super::request::{Call, Meter, Requester};
use super::wire::envelope::{Envelope, RawPage};
use super::wire::loose::Number;
use crate::clock::Clock;
use crate::model::integration::EnvironmentAddress;
use crate::model::time::USUAL_ZONE;

/// What a token may see: the path of almost every call holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// What the token's user may see.
    User,
    /// Everything; admin roles only.
    Account,
}

impl Scope {
    /// The word in the path.
    pub fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Account => "account",
        }
    }
}

/// Speaks to one environment with one token.
#[derive(Clone)]
pub struct Client {
    requester: Requester,
    scope: Scope,
    zone: Tz,
    tries: u32,
    waits: Duration,
}

/// Tries of a patient client.
const TRIES: u32 = 3;
/// Wait before the second try; it doubles, with full jitter.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// So long, all together, a waiting client stays with one throttled call. A limit counts for minutes; one
/// that shares its limit with others may have to queue more than once.
const WAITS: Duration = Duration::from_secs(10 * 60);
const MOST_JITTER: Duration = Duration::from_secs(2);

impl Client {
    /// A client of the environment at `address`. Its local times are those of Europe/Amsterdam.
    ///
    /// # Errors
    /// [`BadBase`] for an address that no token may be sent to.
    pub fn new(
        address: &EnvironmentAddress,
        token: SecretString,
        scope: Scope,
        transport: Arc<dyn Transport>,
        clock: Clock,
    ) -> Result<Self, BadBase> {
        let requester = Requester::new(Base::new(address)?, token, transport, clock);
        Ok(Self { requester, scope, zone: USUAL_ZONE, tries: 1, waits: Duration::ZERO })
    }

    /// The same, metered.
    #[must_use]
    pub fn metered(mut self, meter: Arc<dyn Meter>) -> Self {
        self.requester = self.requester.metered(meter);
        self
    }

    /// The same, asking for messages in `language` (`nl`, `en`).
    #[must_use]
    pub fn in_language(mut self, language: &'static str) -> Self {
        self.requester = self.requester.in_language(language);
        self
    }

    /// The same, saying who gave the command.
    #[must_use]
    pub fn acting_for(mut self, actor: &str) -> Self {
        self.requester = self.requester.acting_for(actor);
        self
    }

    /// The same, reading up to three times when there was no connection, no complete answer or a 5xx.
    /// Each try is metered. Writes are as before: once.
    #[must_use]
    pub fn patient(mut self) -> Self {
        self.tries = TRIES;
        self
    }

    /// The same, waiting out throttled answers for as long as each says, up to ten minutes a call. That
    /// holds for writes too: a throttled call was not carried out. Each try is metered.
    #[must_use]
    pub fn waiting(mut self) -> Self {
        self.waits = WAITS;
        self
    }

    /// The same, asking once, for whoever wants to know how it is now.
    #[must_use]
    pub fn hasty(mut self) -> Self {
        (self.tries, self.waits) = (1, Duration::ZERO);
        self
    }

    /// The environment.
    pub fn base(&self) -> &Base {
        self.requester.base()
    }

    /// `v1/{scope}/...` as a path.
    fn scoped(&self, path: &[&str]) -> Vec<String> {
        self.in_scope(self.scope, path)
    }

    fn in_scope(&self, scope: Scope, path: &[&str]) -> Vec<String> {
        ["v1", scope.word()].iter().chain(path).map(|part| (*part).to_owned()).collect()
    }

    fn koppel(&self, path: &[&str]) -> Vec<String> {
        ["v1", "koppel"].iter().chain(path).map(|part| (*part).to_owned()).collect()
    }

    /// Sends `call`; its data when the environment says that it did it.
    async fn data(&self, call: &Call) -> Result<Value, LinkError> {
        let clock = self.requester.clock();
        let mut tries = if call.method == Method::GET { self.tries } else { 1 };
        let mut wait = FIRST_WAIT;
        let mut waits = self.waits;
        loop {
            let error = match self.data_once(call).await {
                Ok(data) => return Ok(data),
                Err(error) => error,
            };
            let throttled = error.retry_after.filter(|after| *after <= waits);
            if let Some(after) = throttled {
                waits -= after;
                tracing::debug!(call = call.name, seconds = after.as_secs(), "waits for the limit");
                // A little more than asked: whoever shares the limit comes back at the same moment.
                clock.sleep(after + after.min(MOST_JITTER).mul_f64(fastrand::f64())).await;
            } else if error.is_passing() && tries > 1 {
                tries -= 1;
                tracing::debug!(call = call.name, cause = %error.failure.cause.word(), "asked again");
                clock.sleep(clock.scaled(wait.mul_f64(0.5 + 0.5 * fastrand::f64()))).await;
                wait *= 2;
            } else {
                return Err(error);
            }
        }
    }

    async fn data_once(&self, call: &Call) -> Result<Value, LinkError> {
        let reply =
            self.requester.send(call).await.map_err(|error| LinkError::transport(call.name, error))?;
        if !(200..300).contains(&reply.status) {
            return Err(LinkError::answered(call.name, &reply));
        }
        let value: Value = match reply.body.is_empty() {
            true => Value::Null,
            false => serde_json::from_slice(&reply.body)
                .map_err(|error| LinkError::unreadable(call.name, reply.status, error))?,
        };
        let envelope = Envelope::of(value);
        if envelope.success == Some(false) {
            return Err(LinkError::answered(call.name, &reply));
        }
        Ok(envelope.data)
    }

    async fn one<T: DeserializeOwned>(&self, call: &Call) -> Result<T, LinkError> {
        let data = self.data(call).await?;
        serde_json::from_value(data).map_err(|error| LinkError::unreadable(call.name, 200, error))
    }

    /// A list that comes whole, or, where an environment pages it all the same, page by page.
    async fn list<W: DeserializeOwned, T>(
        &self,
        call: &Call,
        convert: impl Fn(W) -> Result<T, ConvertError>,
        id: impl Fn(&T) -> u64,
    ) -> Result<Vec<T>, LinkError> {
        Ok(self.scan(call, convert, id).await?.rows)
    }

    /// A paged list, read to its end.
    async fn scan<W: DeserializeOwned, T>(
        &self,
        call: &Call,
        convert: impl Fn(W) -> Result<T, ConvertError>,
        id: impl Fn(&T) -> u64,
    ) -> Result<Scan<T>, LinkError> {
        let mut gatherer = Gatherer::default();
        let mut which = Which::Number(1);
        loop {
            let page = self.page(call, &which, &convert).await?;
            let more = page.more;
            match gatherer.take(page, &id) {
                Some(next) => which = next,
                None => return Ok(gatherer.end(!more)),
            }
        }
    }

    /// One page of a list. A row that cannot be read is left out, and the meter is told; several, and
    /// nothing else, are an error: then it is not the row that is odd.
    async fn page<W: DeserializeOwned, T>(
        &self,
        call: &Call,
        which: &Which,
        convert: impl Fn(W) -> Result<T, ConvertError>,
    ) -> Result<Page<T>, LinkError> {
        let mut call = call.clone();
        call.query.extend(which.query());
        let data = self.data(&call).await.map_err(|error| match call.path.len() {
            // `v1/{scope}/products`: nothing in it can be unknown but the account.
            3 if error.is_not_found() => error.of_account(),
            _ => error,
        })?;
        let raw = RawPage::of(data)
            .ok_or_else(|| LinkError::unreadable(call.name, 200, "a list is expected".to_owned()))?;
        let read = |row: &Value| {
            let row = serde_json::from_value(row.clone())
                .map_err(|error| LinkError::unreadable(call.name, 200, error))?;
            convert(row).map_err(|error| LinkError::unreadable(call.name, 200, error))
        };
        let (mut rows, mut left_out, mut first) = (Vec::with_capacity(raw.rows.len()), Vec::new(), None);
        for row in &raw.rows {
            match read(row) {
                Ok(row) => rows.push(row),
                Err(error) => {
                    left_out.push(row.get("id").and_then(|id| Number::of(id).id()));
                    first.get_or_insert(error);
                }
            }
        }
        if let Some(error) = first {
            if rows.is_empty() && left_out.len() > 1 {
                return Err(error);
            }
            // What stood there may be personal: only the numbers are told.
            tracing::warn!(call = call.name, rows = ?left_out, "rows that cannot be read were left out");
            self.requester.left_out(call.name, &left_out);
        }
        Ok(Page::new(which, &raw, rows, left_out))
    }

    /// A write with a JSON body.
    fn write(
        &self,
        name: &'static str,
        method: Method,
        path: Vec<String>,
        body: &impl Serialize,
    ) -> Result<Call, LinkError> {
        let body = serde_json::to_vec(body).map_err(|error| LinkError::unreadable(name, 0, error))?;
        Ok(Call::write(name, method, path).body(body))
    }
}

/// What a thing whose body lacks what it needs becomes for a caller.
fn converted<T>(call: &'static str, result: Result<T, ConvertError>) -> Result<T, LinkError> {
    result.map_err(|error| LinkError::unreadable(call, 200, error))
}

#[cfg(test)]
mod tests;
