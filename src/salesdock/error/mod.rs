//! What an answer means: the verdict on a new sale by the table every attempt is judged with, and typed
//! failures for every other call.
//!
//! - `answer` takes an answer apart: the API's own, a firewall's, or neither;
//! - `refusal` turns a 400 or 422 into failures that point at fields, questions and agreements;
//! - `verdict` is the table for new sales.
//!
//! Not here: what to do about it (`model::delivery`, `engine`).

pub mod answer;
pub mod refusal;
pub mod verdict;

use std::time::Duration;

use self::answer::Answer;
use self::refusal::Sent;
use super::request::Reply;
use super::request::detail::detail;
use super::request::transport::{Source, TransportError};
use crate::model::failure::{Cause, Element, Failure, FoundBy};
use crate::model::shown::Shown;

/// A call that did not do what it was to do.
#[derive(Debug, thiserror::Error)]
#[error("{call}: {}{}", .failure.cause.word(), .failure.said.as_ref().map(|said| format!(" («{said}»)")).unwrap_or_default())]
pub struct LinkError {
    /// The call, e.g. `products`.
    pub call: &'static str,
    /// Why, typed; the first when there are several.
    pub failure: Failure,
    /// All of it, for a refused write.
    pub failures: Vec<Failure>,
    /// What was found wrong by field, in the environment's own names and words.
    pub fields: Vec<(String, Shown)>,
    /// When to come back, for a throttled call.
    pub retry_after: Option<Duration>,
    /// False when it is proven that a write did nothing: it was never sent, or was refused.
    pub may_have_happened: bool,
    /// The API itself said no to what was asked, in its own shape: asking the same again changes nothing as
    /// long as nothing changes there. Never true of what the token or the firewall was refused.
    pub is_refusal: bool,
    /// The cause below.
    #[source]
    pub source: Option<Source>,
}

impl LinkError {
    /// No complete answer came.
    pub fn transport(call: &'static str, error: TransportError) -> Self {
        let failure = transport_failure(&error);
        Self {
            call,
            failures: vec![failure.clone()],
            fields: Vec::new(),
            failure,
            retry_after: None,
            may_have_happened: !error.is_not_sent(),
            is_refusal: false,
            source: Some(Box::new(error)),
        }
    }

    /// An answer came, and it is not what was asked for.
    pub fn answered(call: &'static str, reply: &Reply) -> Self {
        let answer = Answer::read(reply);
        let failures = call_failures(reply, &answer);
        let errors = answer.envelope.as_ref().and_then(|envelope| envelope.errors.as_ref());
        let shown = |(field, texts): (&String, &Vec<String>)| (field.clone(), Shown::new(&texts.join(" ")));
        let fields = errors.into_iter().flatten().map(shown).collect();
        let failure = failures
            .first()
            .cloned()
            .unwrap_or_else(|| answer.failure(Cause::UnclearAnswer, Element::Partner));
        let refused = (400..500).contains(&reply.status) && !matches!(reply.status, 408 | 409 | 423 | 425);
        Self {
            call,
            retry_after: (failure.cause == Cause::Throttled).then(|| reply.rate.throttled_wait()),
            may_have_happened: !refused || failure.cause == Cause::UnclearAnswer,
            is_refusal: (refused || reply.status < 300)
                && answer.is_api_error()
                && !matches!(failure.cause, Cause::Throttled | Cause::Unauthorised | Cause::NotAllowed),
            failure,
            failures,
            fields,
            source: None,
        }
    }

    /// A good answer came, and it cannot be read. Why is koppel's own finding, for the log: nobody said it.
    pub fn unreadable(call: &'static str, status: u16, source: impl Into<Source>) -> Self {
        let failure = Failure {
            cause: Cause::UnclearAnswer,
            element: Element::Partner,
            found_by: FoundBy::Koppel,
            http_status: Some(status),
            said: None,
        };
        Self {
            call,
            failures: vec![failure.clone()],
            fields: Vec::new(),
            failure,
            retry_after: None,
            may_have_happened: true,
            is_refusal: false,
            source: Some(source.into()),
        }
    }

    /// True when the thing asked for is not there: 404, for a call that names one thing.
    pub fn is_not_found(&self) -> bool {
        self.failure.http_status == Some(404)
    }

    /// True when the environment itself says that the thing is not there. A firewall's 404 says nothing
    /// about what is behind it, and nothing may be put out of sale for it.
    pub fn is_gone(&self) -> bool {
        self.failure.cause == Cause::NotFound
    }

    /// The same, as it is when what is not there can only be the account.
    #[must_use]
    pub fn of_account(mut self) -> Self {
        self.failure.cause = Cause::UnknownAccount;
        self.failure.element = Element::Partner;
        self
    }

    /// True when the same GET may well succeed in a moment.
    pub fn is_passing(&self) -> bool {
        matches!(
            self.failure.cause,
            Cause::Unreachable | Cause::TimedOut | Cause::ConnectionLost | Cause::ServerError
        )
    }
}

/// The failure of a request without an answer.
pub fn transport_failure(error: &TransportError) -> Failure {
    let element = match error.cause() {
        Cause::Unauthorised => Element::Token,
        _ => Element::Partner,
    };
    let status = if let TransportError::TooLong { status, .. } = error { Some(*status) } else { None };
    let said = detail(error).map(|detail| Shown::new(detail.phrase()));
    Failure { http_status: status, said, ..Failure::found(error.cause(), element) }
}

/// What an answer to anything but a new sale says went wrong.
fn call_failures(reply: &Reply, answer: &Answer) -> Vec<Failure> {
    let one = |cause, element| vec![answer.failure(cause, element)];
    if answer::is_throttled(reply) {
        return one(Cause::Throttled, Element::Partner);
    }
    match reply.status {
        300..=399 => one(Cause::Redirected, Element::Partner),
        500..=599 => one(Cause::ServerError, Element::Partner),
        400..=499 if answer.is_firewall => one(Cause::Firewall, Element::Partner),
        401 => one(Cause::Unauthorised, Element::Token),
        403 => one(Cause::NotAllowed, Element::Token),
        408 => one(Cause::TimedOut, Element::Partner),
        409 => one(Cause::ReferenceConflict, Element::Partner),
        400 | 422 if answer.envelope.is_some() => refusal::failures(answer, &Sent::default()),
        404 => one(Cause::NotFound, Element::Partner),
        400..=499 if answer.envelope.is_some() => one(Cause::Refused, Element::Partner),
        // The API answers a good status with `success: false` too.
        200..=299 if answer.envelope.as_ref().is_some_and(|envelope| envelope.success == Some(false)) => {
            refusal::failures(answer, &Sent::default())
        }
        _ => one(Cause::UnclearAnswer, Element::Partner),
    }
}

#[cfg(test)]
mod tests;
