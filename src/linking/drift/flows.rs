//! Flows: the right to sell through them, and what they take.
//!
//! Not here: which sales that concerns (`hit`).

use super::{bare, from_to, paired};
use crate::model::drift::{Change, Class, What};
use crate::model::failure::Element;
use crate::model::flow::{Flow, FlowSettings, IbanRequired, TransactionTypes};
use crate::model::mapping::Mapping;

pub(super) fn compare(old: &[Flow], new: &[Flow], mapping: &Mapping, changes: &mut Vec<Change>) {
    for (was, is) in paired(old, new, |flow| &flow.key) {
        let Some(key) = is.or(was).map(|flow| &flow.key) else { continue };
        let is_mapped = mapping.flows.iter().any(|row| row.partner == *key);
        let element = Element::Flow(key.clone());
        match (was, is) {
            // Withdrawn and deleted look alike.
            (Some(_), None) => {
                let class = if is_mapped { Class::Breaking } else { Class::Harmless };
                changes.push(bare(class, element, What::Removed));
            }
            (None, Some(_)) => changes.push(bare(Class::Widening, element, What::Added)),
            (Some(was), Some(is)) => {
                if was.title != is.title {
                    let (before, now) = (was.title.as_str(), is.title.as_str());
                    changes.push(from_to(Class::Harmless, element.clone(), What::Label, before, now));
                }
                let (Some(took), Some(takes)) = (&was.settings, &is.settings) else { continue };
                terms(&element, took, takes, is_mapped, changes);
            }
            (None, None) => {}
        }
    }
}

fn terms(
    element: &Element,
    took: &FlowSettings,
    takes: &FlowSettings,
    is_mapped: bool,
    changes: &mut Vec<Change>,
) {
    let mut term = |class, before: String, after: String| {
        let class = if is_mapped { class } else { Class::Harmless };
        changes.push(from_to(class, element.clone(), What::Terms, &before, &after));
    };
    if took.transaction_types != takes.transaction_types {
        let class = match takes.transaction_types {
            TransactionTypes::All => Class::Widening,
            TransactionTypes::Offer | TransactionTypes::Order => Class::Breaking,
        };
        let word = |types: TransactionTypes| match types {
            TransactionTypes::All => "transaction_types: all",
            TransactionTypes::Offer => "transaction_types: offer",
            TransactionTypes::Order => "transaction_types: order",
        };
        term(class, word(took.transaction_types).to_owned(), word(takes.transaction_types).to_owned());
    }
    if took.verification_method != takes.verification_method {
        let free = |settings: &FlowSettings| matches!(settings.verification_method.as_str(), "" | "none");
        let class = if free(takes) { Class::Widening } else { Class::Tightening };
        let word = |settings: &FlowSettings| format!("verification_method: {}", settings.verification_method);
        term(class, word(took), word(takes));
    }
    let ages = |settings: &FlowSettings| (settings.minimum_age, settings.maximum_age);
    if ages(took) != ages(takes) {
        let range = |(from, to): (Option<u32>, Option<u32>)| (from.unwrap_or(0), to.unwrap_or(u32::MAX));
        let ((from, to), (now_from, now_to)) = (range(ages(took)), range(ages(takes)));
        let class = if now_from <= from && now_to >= to { Class::Widening } else { Class::Tightening };
        let word = |(from, to): (Option<u32>, Option<u32>)| {
            let text = |age: Option<u32>| age.map(|age| age.to_string()).unwrap_or_default();
            format!("age: {}-{}", text(from), text(to))
        };
        term(class, word(ages(took)), word(ages(takes)));
    }
    let iban = |iban: IbanRequired| {
        [
            ("consumer_offer", iban.consumer_offer),
            ("business_offer", iban.business_offer),
            ("consumer_order", iban.consumer_order),
            ("business_order", iban.business_order),
        ]
    };
    if took.iban_required != takes.iban_required {
        let (before, now) = (iban(took.iban_required), iban(takes.iban_required));
        let more = before.iter().zip(&now).any(|((_, was), (_, is))| *is && !was);
        let class = if more { Class::Tightening } else { Class::Widening };
        let word = |all: [(&str, bool); 4]| {
            let on: Vec<&str> = all.into_iter().filter(|(_, on)| *on).map(|(word, _)| word).collect();
            format!("iban_required: {}", on.join(" "))
        };
        term(class, word(before), word(now));
    }
    if took.sections != takes.sections {
        let known = |section: &&crate::model::flow::Section| {
            took.sections.iter().any(|was| {
                was.identifier == section.identifier
                    && was.mandatory == section.mandatory
                    && was.mandatory_for_suppliers == section.mandatory_for_suppliers
                    && was.mandatory_for_products == section.mandatory_for_products
                    && section.products.len() >= was.products.len()
            })
        };
        let asks = |section: &&crate::model::flow::Section| {
            section.mandatory
                || !section.mandatory_for_suppliers.is_empty()
                || !section.mandatory_for_products.is_empty()
        };
        let gone = took.sections.iter().any(|was| {
            !was.products.is_empty() && !takes.sections.iter().any(|is| is.identifier == was.identifier)
        });
        let more = takes.sections.iter().filter(asks).any(|section| !known(&section));
        let class = if more || gone { Class::Tightening } else { Class::Widening };
        let word = |settings: &FlowSettings| {
            let titles: Vec<&str> = settings.sections.iter().map(|section| section.title.as_str()).collect();
            format!("sections: {}", titles.join(" · "))
        };
        term(class, word(took), word(takes));
    }
}
