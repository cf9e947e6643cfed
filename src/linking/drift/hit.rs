//! Which sales a change hits: those that would be refused over it now, at the thing that changed or at what the
//! partner asks because of that. And whether a proof says that none can be.
//!
//! Not here: what a change is (`drift`).

use super::super::translate::{Context, translate};
use super::reach::Reach;
use crate::model::contract::PartnerContract;
use crate::model::drift::{Change, Class, Drift, What};
use crate::model::failure::{Element, Failure};
use crate::model::ids::FlowKey;
use crate::model::mapping::Mapping;
use crate::model::payload::Payload;
use crate::model::proof::{Asked, Doubt, Proof, RowToChange};
use crate::model::sale::Sale;

/// The open drift that `sale` would be refused over, and which of its changes; `None` when none of them
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
    let refused =
        |over: &dyn Fn(&Failure) -> bool| translated.is_err_and(|failures| failures.iter().any(over));
    match (change.class, &change.element, change.what) {
        // What only may refuse some sales refuses none that this mapping makes, or it would be breaking.
        (Class::Harmless | Class::Widening | Class::Tightening, ..) | (_, Element::Status(_), _) => false,
        (_, Element::Flow(key), What::Removed) => {
            let is_gone = !context.partner.flows.iter().any(|known| known.key == *key);
            is_gone && (flow == Some(key) || refused(&is_of_transaction))
        }
        (_, Element::Flow(key), _) => flow == Some(key) && refused(&is_of_transaction),
        // Whether an answer has the form that is wanted now cannot be told from here: what is answered so
        // waits until somebody has looked.
        (_, Element::Question(key), What::Form)
            if translated.is_ok_and(|payload| payload.answers.contains_key(key)) =>
        {
            true
        }
        (_, element, _) if translated.is_err() => {
            let reach = Reach::of(element, context.partner);
            refused(&|failure| reach.covers(&failure.element))
        }
        _ => false,
    }
}

fn is_of_transaction(failure: &Failure) -> bool {
    matches!(&failure.element, Element::Field(name) if name == "transaction_type")
}

/// `changes` with what a proof of the new contract says of them: what may refuse some sales breaks the
/// mapping when there is such a sale.
pub fn weighed(mut changes: Vec<Change>, proof: &Proof, partner: &PartnerContract) -> Vec<Change> {
    for change in changes.iter_mut().filter(|change| change.class == Class::Tightening) {
        let reach = Reach::of(&change.element, partner);
        if proof.counterexamples.iter().any(|found| reach.covers(&found.failure.element)) {
            change.class = Class::Breaking;
        }
    }
    super::sort(&mut changes);
    changes
}

/// Whether nothing of `drift` asks for a person any more: the proof covers what it hits and what is asked
/// because of that, and is good there.
pub fn is_settled(drift: &Drift, proof: &Proof, mapping: &Mapping, partner: &PartnerContract) -> bool {
    let matters = |change: &&Change| change.class >= Class::Tightening;
    drift.changes.iter().filter(matters).all(|change| match &change.element {
        // What an answer looks like, and what a flow wants besides, no proof can see.
        Element::Question(_) if change.what == What::Form => false,
        Element::Flow(_) if change.what == What::Terms => false,
        Element::Flow(key) => {
            let is_there = partner.flows.iter().any(|known| known.key == *key);
            let refused =
                || proof.counterexamples.iter().any(|found| matches!(found.row, RowToChange::Flow(_)));
            is_there || !(mapping.flows.iter().any(|row| row.partner == *key) || refused())
        }
        Element::Status(key) => mapping.status(key).is_some() && change.what == What::Added,
        element => {
            let reach = Reach::of(element, partner);
            let mut doubts = proof.products.iter().flat_map(|one| &one.doubts);
            !proof.counterexamples.iter().any(|found| reach.covers(&found.failure.element))
                && !doubts.any(|doubt| is_about(doubt, &reach))
        }
    })
}

/// Whether something undecided is about a question or an agreement of the partner's within reach.
fn is_about(doubt: &Doubt, reach: &Reach) -> bool {
    let is = |asked: &Asked| match asked {
        Asked::Question(key) => reach.covers(&Element::Question(key.clone())),
        Asked::Agreement(key) => reach.covers(&Element::Agreement(key.clone())),
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
        Doubt::NoOwnProduct { .. }
        | Doubt::FlowNotRead { .. }
        | Doubt::NoFlow { .. }
        | Doubt::ProductNotInFlow { .. }
        | Doubt::Section { .. } => false,
    }
}
