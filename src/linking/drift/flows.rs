//! Flows: the right to sell through them, and what they take.
//!
//! Not here: which sales that concerns (`hit`).

use super::{bare, from_to, paired};
use crate::model::drift::{Change, Class, What};
use crate::model::failure::Element;
use crate::model::flow::{Flow, FlowSettings, IbanRequired, Section, TransactionTypes};
use crate::model::ids::ProductId;
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
    sections(took, takes, &mut term);
}

/// The sections that differ, each as it was and is.
fn sections(took: &FlowSettings, takes: &FlowSettings, term: &mut impl FnMut(Class, String, String)) {
    if took.sections == takes.sections {
        return;
    }
    let offers = |section: &Section, product: ProductId| section.products.iter().any(|one| one.id == product);
    let all_of =
        |one: &Section, other: &Section| one.products.iter().all(|product| offers(other, product.id));
    let demands = |section: &Section| {
        let Section { mandatory, mandatory_for_suppliers, mandatory_for_products, .. } = section;
        (*mandatory, mandatory_for_suppliers.clone(), mandatory_for_products.clone())
    };
    let in_it = |settings: &FlowSettings, of: &Section| {
        settings.sections.iter().find(|section| section.identifier == of.identifier).cloned()
    };
    let nothing = (false, Vec::new(), Vec::new());
    let less = took.sections.iter().any(|was| match in_it(takes, was) {
        Some(is) => !all_of(was, &is),
        None => !was.products.is_empty(),
    });
    let more = takes.sections.iter().any(|is| {
        let before = in_it(took, is).map_or(nothing.clone(), |was| demands(&was));
        demands(is) != before && demands(is) != nothing
    });
    let same = took.sections.len() == takes.sections.len()
        && took.sections.iter().all(|was| {
            in_it(takes, was)
                .is_some_and(|is| all_of(was, &is) && all_of(&is, was) && demands(was) == demands(&is))
        });
    let class = match () {
        () if same => Class::Harmless,
        () if more || less => Class::Tightening,
        () => Class::Widening,
    };
    let differing = |of: &FlowSettings, than: &FlowSettings| {
        let differ = of.sections.iter().filter(|section| in_it(than, section).as_ref() != Some(*section));
        format!("sections: {}", differ.map(word).collect::<Vec<_>>().join(" · "))
    };
    term(class, differing(took, takes), differing(takes, took));
}

/// A section by the API's words: its title, what it offers with how many at most, and when something of it
/// must be taken.
fn word(section: &Section) -> String {
    let offered = section.products.iter().map(|product| match product.maximum_quantity {
        Some(most) => format!("{} {} (max {most})", product.id, product.name),
        None => format!("{} {}", product.id, product.name),
    });
    let ids = |ids: Vec<String>| ids.join(", ");
    let mut word = format!("{} [{}]", section.title, ids(offered.collect()));
    if section.mandatory {
        word.push_str(" mandatory");
    }
    if !section.mandatory_for_suppliers.is_empty() {
        let all = section.mandatory_for_suppliers.iter().map(ToString::to_string);
        word.push_str(&format!(" mandatory_for_suppliers {}", ids(all.collect())));
    }
    if !section.mandatory_for_products.is_empty() {
        let all = section.mandatory_for_products.iter().map(ToString::to_string);
        word.push_str(&format!(" mandatory_for_products {}", ids(all.collect())));
    }
    word
}
