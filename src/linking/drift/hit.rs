//! Which sales a change hits: those that would fall out over it now. And whether a proof says that none can.
//!
//! Not here: what a change is (`drift`).

use super::super::translate::{Context, fit, translate};
use crate::model::contract::PartnerContract;
use crate::model::drift::{Change, Class, Drift, What};
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::FlowKey;
use crate::model::mapping::Mapping;
use crate::model::payload::Payload;
use crate::model::proof::{Asked, Doubt, Proof};
use crate::model::sale::Sale;

/// The open drift that `sale` would fall out over, and which of its changes; `None` when none of them
/// stands in its way.
pub fn hit<'a>(sale: &Sale, drifts: &'a [Drift], context: &Context<'_>) -> Option<(&'a Drift, &'a Change)> {
    let open: Vec<&Drift> = drifts.iter().filter(|drift| drift.is_open()).collect();
    if open.is_empty() {
        return None;
    }
    let translated = translate(sale, context);
    let flow = context.mapping.flow(&sale.flow);
    let hits = |change: &&Change| is_hit(change, flow, translated.as_ref(), context);
    open.into_iter().find_map(|drift| drift.changes.iter().find(hits).map(|change| (drift, change)))
}

fn is_hit(
    change: &Change,
    flow: Option<&FlowKey>,
    translated: Result<&Payload, &Vec<Failure>>,
    context: &Context<'_>,
) -> bool {
    match (change.class, &change.element, change.what) {
        (Class::Harmless | Class::Widening, ..) | (_, Element::Status(_), _) => false,
        (_, Element::Flow(key), What::Removed) => {
            flow == Some(key) && !context.partner.flows.iter().any(|known| known.key == *key)
        }
        (_, Element::Flow(key), _) => {
            flow == Some(key) && translated.is_err_and(|failures| failures.iter().any(is_of_transaction))
        }
        // Whether an answer has the form that is wanted now cannot be told from here: what is answered so
        // waits until somebody has looked.
        (Class::Breaking, Element::Question(key), What::Form) => match translated {
            Ok(payload) => payload.answers.contains_key(key),
            Err(failures) => failures.iter().any(|failure| is_over(change, failure)),
        },
        _ => translated.is_err_and(|failures| failures.iter().any(|failure| is_over(change, failure))),
    }
}

fn is_of_transaction(failure: &Failure) -> bool {
    matches!(&failure.element, Element::Field(name) if name == "transaction_type")
}

/// Whether a failure is about what the change hits.
fn is_over(change: &Change, failure: &Failure) -> bool {
    match (&change.element, &failure.element) {
        (Element::Question(key), Element::Question(of) | Element::Answer(of, _)) => key == of,
        (Element::Answer(key, option), Element::Answer(of, value)) => {
            key == of && fit::named(option) == *value && failure.cause == Cause::InvalidOption
        }
        (Element::Flow(_), Element::Field(_)) => is_of_transaction(failure),
        (change, failure) => change == failure,
    }
}

/// Whether nothing of `drift` asks for a person any more: the proof covers what it hits, and is good there.
pub fn is_settled(drift: &Drift, proof: &Proof, mapping: &Mapping, partner: &PartnerContract) -> bool {
    let matters = |change: &&Change| change.class >= Class::Tightening;
    drift.changes.iter().filter(matters).all(|change| {
        let refused = proof.counterexamples.iter().any(|found| is_over(change, &found.failure));
        match &change.element {
            // What an answer looks like, and what a flow wants besides, no proof can see.
            Element::Question(_) if change.what == What::Form => false,
            Element::Flow(_) if change.what == What::Terms => false,
            Element::Flow(key) => {
                let is_there = partner.flows.iter().any(|known| known.key == *key);
                is_there || !mapping.flows.iter().any(|row| row.partner == *key)
            }
            Element::Status(key) => mapping.status(key).is_some() && change.what == What::Added,
            element => {
                !refused
                    && !proof
                        .products
                        .iter()
                        .any(|one| one.doubts.iter().any(|doubt| is_about(doubt, element)))
            }
        }
    })
}

/// Whether something undecided is about this question or agreement of the partner's.
fn is_about(doubt: &Doubt, element: &Element) -> bool {
    let is = |asked: &Asked| match (asked, element) {
        (Asked::Question(key), Element::Question(of) | Element::Answer(of, _)) => key == of,
        (Asked::Agreement(key), Element::Agreement(of)) => key == of,
        _ => false,
    };
    match doubt {
        Doubt::NotRead { asked, .. }
        | Doubt::UnknownRule { asked, .. }
        | Doubt::NoRule { asked, .. }
        | Doubt::NoSuchQuestion { asked, .. }
        | Doubt::NameTwice { asked, .. }
        | Doubt::SpelledAlike { asked, .. }
        | Doubt::AnsweredUnseen { asked, .. }
        | Doubt::Circle { asked, .. }
        | Doubt::Undecided { asked, .. }
        | Doubt::ProductType { asked, .. }
        | Doubt::TooMany { asked, .. } => is(asked),
        Doubt::DefaultValue { question }
        | Doubt::InputType { question, .. }
        | Doubt::Form { question, .. } => is(&Asked::Question(question.clone())),
        // Nothing is decided at all.
        Doubt::CatalogueNotRead { .. } => true,
        Doubt::FlowNotRead { .. }
        | Doubt::NoFlow { .. }
        | Doubt::ProductNotInFlow { .. }
        | Doubt::Section { .. } => false,
    }
}
