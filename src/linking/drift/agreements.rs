//! Agreements: which must be accepted, and when.
//!
//! Not here: which sales that concerns (`hit`).

use super::{Need, bare, from_to, names, paired};
use crate::model::agreement::{Agreement, AgreementContract};
use crate::model::contract::PartnerContract;
use crate::model::drift::{Change, Class, What};
use crate::model::failure::Element;
use crate::model::mapping::Mapping;
use crate::model::rule::Rule;

pub(super) fn compare(
    old: &PartnerContract,
    new: &PartnerContract,
    mapping: &Mapping,
    changes: &mut Vec<Change>,
) {
    for (was, is) in paired(&old.agreements, &new.agreements, |agreement| &agreement.key) {
        let Some(key) = is.or(was).map(|agreement| &agreement.key) else { continue };
        let is_given = mapping.agreements.iter().any(|row| row.partner == *key);
        let element = Element::Agreement(key.clone());
        match (was, is) {
            (Some(_), None) => {
                let class = if is_given { Class::Widening } else { Class::Harmless };
                changes.push(bare(class, element, What::Removed));
            }
            (None, Some(is)) => {
                let need = need(is);
                let class = match need {
                    Need::Never => Class::Harmless,
                    need => Need::class(Need::Never, need, is_given),
                };
                changes.push(from_to(class, element, What::Added, "", need.word()));
            }
            (Some(was), Some(is)) => {
                if (&was.name, &was.text) != (&is.name, &is.text) {
                    let (before, now) = (was.name.as_str(), is.name.as_str());
                    changes.push(from_to(Class::Harmless, element.clone(), What::Label, before, now));
                }
                let (Some(asked), Some(asks)) = (&was.contract, &is.contract) else { continue };
                if demand(asked, old) != demand(asks, new) {
                    let (before, now) = (need(was), need(is));
                    let class = Need::class(before, now, is_given);
                    let rules = (governing(asked), governing(asks));
                    changes.push(super::asked(class, element, (before, now), rules));
                }
            }
            (None, None) => {}
        }
    }
}

/// The rule that decides whether it is shown or required.
fn governing(contract: &AgreementContract) -> Option<&Rule> {
    contract.rule.as_ref().filter(|_| contract.rule_required || contract.rule_visible)
}

/// All that decides when it must be accepted.
fn demand(
    contract: &AgreementContract,
    of: &PartnerContract,
) -> (bool, Option<bool>, Option<bool>, Option<Rule>) {
    let rule = governing(contract);
    (
        contract.archived,
        (!contract.rule_required).then_some(contract.required),
        (!contract.rule_visible).then_some(contract.visible),
        rule.map(|rule| names::resolved(rule, &of.questions)),
    )
}

fn need(agreement: &Agreement) -> Need {
    match &agreement.contract {
        None => Need::Sometimes,
        Some(contract) if contract.archived => Need::Never,
        Some(contract) => {
            Need::of(contract.required, contract.rule_required, contract.visible, contract.rule_visible)
        }
    }
}
