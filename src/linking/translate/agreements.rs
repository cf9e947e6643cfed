//! Agreements: what the customer accepted at A, as the partner calls it; and what the partner certainly
//! requires besides.
//!
//! Not here: the statement's text; who may map two statements is for the operator to judge.

use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::AgreementKey;
use crate::model::sale::Sale;

use super::super::truth::{Facts, Truth};
use super::Context;

/// The partner's agreements that the customer accepted, each once, in the order of the rows.
pub(super) fn accepted(
    sale: &Sale,
    context: &Context<'_>,
    facts: &Facts<'_>,
    failures: &mut Vec<Failure>,
) -> Vec<AgreementKey> {
    let mut accepted: Vec<AgreementKey> = Vec::new();
    for row in &context.mapping.agreements {
        let agreement = context.partner.agreements.iter().find(|agreement| agreement.key == row.partner);
        let hidden = agreement
            .and_then(|agreement| agreement.contract.as_ref())
            .is_some_and(|contract| facts.shows_agreement(contract) == Truth::Fails);
        if sale.agreements.contains(&row.own) && !hidden && !accepted.contains(&row.partner) {
            accepted.push(row.partner.clone());
        }
    }
    for agreement in &context.partner.agreements {
        let Some(contract) = &agreement.contract else { continue };
        if facts.requires_agreement(contract) == Truth::Holds && !accepted.contains(&agreement.key) {
            let element = Element::Agreement(agreement.key.clone());
            failures.push(Failure::found(Cause::MissingAgreement, element));
        }
    }
    accepted
}
