//! The sentences of why a sale goes or does not, shared by console and commands.

use super::status::Statuses;
use super::{Argument, Language, failure, text};
use crate::clock::Timestamp;
use crate::model::ids::StatusKey;
use crate::model::trace::{Part, Step, Verdict};

/// What a step means, as a sign: it passes, it stops here, or it only tells.
pub fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passes => "+",
        Verdict::Stops => "x",
        Verdict::Tells => "-",
    }
}

/// A step in words. `moment` puts a time on the reader's clock.
pub fn step(
    language: Language,
    statuses: &Statuses<'_>,
    step: &Step,
    moment: impl Fn(Timestamp) -> String,
) -> String {
    let say = |key: &str, arguments: &[Argument<'_>]| text(language, key, arguments);
    let own = |key: &StatusKey| statuses.own(language, key.as_str());
    match step {
        Step::NotCancelled => say("trace-not-cancelled", &[]),
        Step::Linked { product, integration } => {
            let product = product.to_string();
            say("trace-linked", &[("product", product.into()), ("name", integration.as_str().into())])
        }
        Step::OnePartner { products } => say("trace-one-partner", &[("count", (*products).into())]),
        Step::NoMatch { condition, part } => {
            let part = match part {
                Part::Product => say("trace-part-product", &[]),
                Part::Supplier => say("trace-part-supplier", &[]),
                Part::Flow => say("trace-part-flow", &[]),
                Part::ProductType => say("trace-part-type", &[]),
                Part::Status => say("trace-part-status", &[]),
                Part::Customer => say("trace-part-customer", &[]),
                Part::Answer(question) => say("trace-part-answer", &[("question", question.as_str().into())]),
            };
            say("trace-no-match", &[("condition", condition.as_str().into()), ("part", part.into())])
        }
        Step::Decides { condition: Some(condition) } => {
            say("trace-condition", &[("condition", condition.as_str().into())])
        }
        Step::Decides { condition: None } => say("trace-general", &[]),
        Step::On => say("trace-on", &[]),
        Step::StatusFits { status, allowed: None } => {
            say("trace-any-status", &[("status", own(status).into())])
        }
        Step::StatusFits { status, allowed: Some(_) } => {
            say("trace-status", &[("status", own(status).into())])
        }
        Step::ByItself => say("trace-by-itself", &[]),
        Step::ByHand => say("trace-by-hand", &[]),
        Step::Waits { why } => failure::waiting(language, statuses, why),
        Step::NoDrift => say("trace-no-drift", &[]),
        Step::Held => say("trace-held", &[]),
        Step::InState { state } => say("trace-state", &[("state", failure::state(language, *state).into())]),
        Step::Quarantined => say("trace-quarantined", &[]),
        Step::Paused { failure: why } => {
            say("trace-paused", &[("why", failure::call_sentence(language, why).into())])
        }
        Step::Resting { until } => say("trace-resting", &[("until", moment(*until).into())]),
        Step::Behind { sale } => say("trace-behind", &[("sale", sale.to_string().into())]),
        Step::Recallable { at, integration, grace } => {
            let arguments = [
                ("at", moment(*at).into()),
                ("name", integration.as_str().into()),
                ("seconds", (*grace).into()),
            ];
            say("trace-recallable", &arguments)
        }
        Step::Due { at } => say("trace-due", &[("at", moment(*at).into())]),
        Step::Free => say("trace-free", &[]),
    }
}
