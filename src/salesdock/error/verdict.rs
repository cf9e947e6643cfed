//! The verdict on a new sale: what one POST proves. It is *executed* only with a number, *not executed*
//! only when nothing was sent or the other side says no in its own words, and unknown in every other case.
//!
//! | observed | verdict |
//! |---|---|
//! | no connection, no handshake | not executed |
//! | any other trouble on the way: reset, time-out, truncated, no HTTP, too long | unknown |
//! | 2xx with `success` and a number | accepted |
//! | 2xx otherwise | unknown |
//! | 3xx | unknown |
//! | 400, 413, 415, 422 in the API's words | rejected |
//! | 4xx by a firewall | returned: the integration is blocked, not this sale wrong |
//! | 401 | returned: the token |
//! | 403 in the API's words | returned; with a working catalogue, rejected ([`not_granted`]) |
//! | 404, 405, 410 | returned: the flow or the address |
//! | 408, 409, 423, 425 | unknown |
//! | 429, 1015 | not executed, come back later |
//! | 5xx, whatever their number | unknown |
//! | anything else | unknown |
//!
//! Not here: what follows from it (`model::delivery`), whether a number is claimed already (`engine`).

use std::time::Duration;

use super::answer::{self, Answer};
use super::refusal::{self, Sent};
use super::transport_failure;
use crate::model::delivery::Outcome;
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::SaleId;
use crate::model::shown::Shown;
use crate::salesdock::request::Reply;
use crate::salesdock::request::rate::RateHeaders;
use crate::salesdock::request::transport::TransportError;
use crate::salesdock::wire::access::Created;

/// What one POST of a new sale showed.
pub struct Verdict {
    /// The verdict.
    pub outcome: Outcome,
    /// What it rests on.
    pub evidence: Evidence,
}

/// What a verdict rests on. The snippet may repeat personal data: no `Debug`.
#[derive(Clone, Default)]
pub struct Evidence {
    /// HTTP status, when an answer came.
    pub http_status: Option<u16>,
    /// Start of the answer, safe to show, at most 2 KB.
    pub snippet: Option<Shown>,
    /// BLAKE3 of the whole answer, in hex.
    pub digest: Option<String>,
    /// Everything the answer complains about; the outcome names the first.
    pub failures: Vec<Failure>,
    /// What it said about the limit.
    pub rate: RateHeaders,
    /// When to come back, for a throttled one.
    pub retry_after: Option<Duration>,
    /// Time between asking and the last byte; zero without an answer.
    pub round_trip: Duration,
}

/// The verdict on a POST that got no complete answer.
pub fn of_error(error: &TransportError) -> Verdict {
    let failure = transport_failure(error);
    let evidence =
        Evidence { http_status: failure.http_status, failures: vec![failure.clone()], ..Evidence::default() };
    let outcome = match error {
        // Not this sale's fault, and no wait helps.
        TransportError::BadToken => Outcome::Returned(failure),
        error if error.is_not_sent() => Outcome::NotExecuted { failure, retry_after: None },
        _ => Outcome::Unknown(failure),
    };
    Verdict { outcome, evidence }
}

/// The verdict on an answer to what was `sent`.
pub fn of_reply(reply: &Reply, sent: &Sent) -> Verdict {
    let answer = Answer::read(reply);
    let (outcome, failures) = judge(reply, &answer, sent);
    let retry_after = match &outcome {
        Outcome::NotExecuted { retry_after, .. } => *retry_after,
        _ => None,
    };
    let evidence = Evidence {
        http_status: Some(reply.status),
        snippet: answer::snippet(&reply.body),
        digest: Some(blake3::hash(&reply.body).to_hex().to_string()),
        failures,
        rate: reply.rate,
        retry_after,
        round_trip: reply.round_trip,
    };
    Verdict { outcome, evidence }
}

fn judge(reply: &Reply, answer: &Answer, sent: &Sent) -> (Outcome, Vec<Failure>) {
    let unknown = |cause| one(answer.failure(cause, Element::Partner), Outcome::Unknown);
    let returned = |cause, element| one(answer.failure(cause, element), Outcome::Returned);
    let flow = || sent.flow.clone().map_or(Element::Partner, Element::Flow);
    if answer::is_throttled(reply) {
        let retry_after = Some(reply.rate.throttled_wait());
        return one(answer.failure(Cause::Throttled, Element::Partner), |failure| Outcome::NotExecuted {
            failure,
            retry_after,
        });
    }
    match reply.status {
        200..=299 => match accepted(answer) {
            Some(sale) => (Outcome::Accepted(sale), Vec::new()),
            None => unknown(Cause::UnclearAnswer),
        },
        300..=399 => unknown(Cause::Redirected),
        408 | 425 => unknown(Cause::TimedOut),
        409 => unknown(Cause::ReferenceConflict),
        423 => unknown(Cause::UnclearAnswer),
        // Too large is about this sale, whoever says so.
        413 if !answer.is_api_error() => {
            one(answer.failure(Cause::Refused, Element::Partner), Outcome::Rejected)
        }
        400..=499 if answer.is_firewall && !matches!(reply.status, 404 | 405 | 410) => {
            returned(Cause::Firewall, Element::Partner)
        }
        400 | 413 | 415 | 422 if answer.is_api_error() => {
            let failures = refusal::failures(answer, sent);
            let first = failures.first().cloned();
            let first = first.unwrap_or_else(|| answer.failure(Cause::Refused, Element::Partner));
            (Outcome::Rejected(first), failures)
        }
        401 => returned(Cause::Unauthorised, Element::Token),
        403 if answer.is_json() => returned(Cause::NotAllowed, Element::Token),
        // In the API's words it is the flow; else the address leads to something else.
        404 | 405 | 410 if answer.is_json() => returned(Cause::UnknownFlow, flow()),
        404 | 405 | 410 => returned(Cause::UnknownFlow, Element::Partner),
        500..=599 => unknown(Cause::ServerError),
        _ => unknown(Cause::UnclearAnswer),
    }
}

fn one(failure: Failure, outcome: impl FnOnce(Failure) -> Outcome) -> (Outcome, Vec<Failure>) {
    (outcome(failure.clone()), vec![failure])
}

/// The number of the new sale: only with `success`, only a whole number above 0.
fn accepted(answer: &Answer) -> Option<SaleId> {
    let envelope = answer.envelope.as_ref().filter(|envelope| envelope.success == Some(true))?;
    let created: Created = serde_json::from_value(envelope.data.clone()).ok()?;
    created.sale_id.id().map(SaleId)
}

/// The verdict on a 403 once the catalogue was seen to work with the same token: the token is good, and
/// it has no right to this flow or product. Then it is this sale's own refusal.
pub fn not_granted(verdict: Verdict, sent: &Sent) -> Verdict {
    let Outcome::Returned(failure) = verdict.outcome else { return verdict };
    let element = sent.flow.clone().map_or(Element::Partner, Element::Flow);
    let failure = Failure { cause: Cause::NotGranted, element, ..failure };
    let evidence = Evidence { failures: vec![failure.clone()], ..verdict.evidence };
    Verdict { outcome: Outcome::Rejected(failure), evidence }
}
