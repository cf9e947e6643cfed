//! Why a row is stuck, in a few words that fit a cell: the cause first, then what it points at. The end is
//! what a narrow cell loses.
//!
//! Not here: whole sentences (`words`).

use super::look::Look;
use crate::locale::Argument;
use crate::locale::status::Statuses;
use crate::model::delivery::{Doubt, State};
use crate::model::failure::{Element, Failure};
use crate::model::queue::{OwnCancel, SaleRow, WaitingReason};
use crate::model::shown::Shown;

/// What happened and to what: `keuze onbekend: meter-type «Slim»`.
pub fn failure(look: &Look, failure: &Failure) -> String {
    let cause = look.say(&format!("brief-{}", failure.cause.word()), &[]);
    match element(look, &failure.element) {
        Some(element) => format!("{cause}: {element}"),
        None => cause,
    }
}

/// The name of what a failure points at; `None` where the cause says it.
fn element(look: &Look, element: &Element) -> Option<String> {
    let name = match element {
        Element::Partner | Element::Token => return None,
        Element::Field(name) => return Some(super::labels::field(look, name)),
        Element::Question(key) => key.to_string(),
        Element::Answer(key, value) => format!("{key} «{value}»"),
        Element::Agreement(key) => key.to_string(),
        Element::Product(id) | Element::OwnProduct(id) => id.to_string(),
        Element::Flow(key) | Element::OwnFlow(key) => key.to_string(),
        Element::Status(key) => key.to_string(),
    };
    Some(Shown::new(&name).into_string())
}

/// Why a row is as it is; empty when there is nothing to say.
pub fn reason(look: &Look, statuses: &Statuses<'_>, row: &SaleRow) -> String {
    match row.parts_ways() {
        Some(OwnCancel::Asked) => return look.say("brief-own-asked", &[]),
        Some(OwnCancel::Done) => return look.say("brief-own-cancelled", &[]),
        None => {}
    }
    match (&row.failure, row.state, &row.waiting, row.doubt) {
        (Some(found), ..) => failure(look, found),
        (None, State::Waiting, Some(reason), _) => waiting(look, statuses, reason),
        (None, State::Uncertain, _, Some(found)) => doubt(look, found),
        (None, State::Queued, ..) if row.next_at.is_some() && !row.held => look.say("brief-grace", &[]),
        _ => String::new(),
    }
}

fn waiting(look: &Look, statuses: &Statuses<'_>, reason: &WaitingReason) -> String {
    let say = |key: &str, arguments: &[Argument<'_>]| look.say(key, arguments);
    match reason {
        WaitingReason::ProductNotLinked { product } => {
            say("brief-waiting-product", &[("product", product.to_string().into())])
        }
        WaitingReason::Received { organisation, .. } => {
            let organisation = Shown::new(organisation).into_string();
            say("brief-waiting-received", &[("organisation", organisation.into())])
        }
        WaitingReason::Mixed => say("brief-waiting-mixed", &[]),
        WaitingReason::OutOfSale { product } => {
            say("brief-waiting-out-of-sale", &[("product", product.to_string().into())])
        }
        WaitingReason::ProcessingOff => say("brief-waiting-off", &[]),
        WaitingReason::ConditionOff { condition } => {
            let condition = Shown::new(condition).into_string();
            say("brief-waiting-condition", &[("condition", condition.into())])
        }
        WaitingReason::Status { status, .. } => {
            let status = statuses.own(look.language, status.as_str());
            say("brief-waiting-status", &[("status", status.into())])
        }
        WaitingReason::CancelledAtOwn => say("brief-waiting-cancelled", &[]),
        WaitingReason::CancelAskedAtOwn => say("brief-waiting-cancel-asked", &[]),
        WaitingReason::OptInLapsed { .. } => say("brief-waiting-optin-lapsed", &[]),
        WaitingReason::OptInWithdrawn { .. } => say("brief-waiting-optin-withdrawn", &[]),
        WaitingReason::Drift { element: of, .. } => {
            say("brief-waiting-drift", &[("what", element(look, of).unwrap_or_default().into())])
        }
    }
}

fn doubt(look: &Look, doubt: Doubt) -> String {
    let key = match doubt {
        Doubt::Settling => "brief-doubt-settling",
        Doubt::FirstCheck => "brief-doubt-first",
        Doubt::SecondCheck => "brief-doubt-second",
        Doubt::Operator => "brief-doubt-operator",
    };
    look.say(key, &[])
}
