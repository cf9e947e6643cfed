//! A second look at the switches of an integration: what in them is without effect, never true, or probably
//! not meant.
//!
//! Not here: what they decide (`eligible`).

use std::collections::BTreeSet;

use crate::model::catalogue::Catalogue;
use crate::model::ids::StatusKey;
use crate::model::integration::{Condition, Integration, Matcher, Processing, StatusGate};
use crate::model::mapping::Mapping;
use crate::model::rehearsal::Advice;

/// Everything worth saying about `integration`, beside A's own catalogue and the mapping that sets statuses.
pub fn advice(integration: &Integration, own: &Catalogue, mapping: &Mapping) -> Vec<Advice> {
    let general = &integration.settings.processing;
    let conditions = &integration.conditions;
    let mut all = Vec::new();
    if general.enabled && !conditions.is_empty() {
        all.push(Advice::EverythingElseGoes);
    }
    if !general.enabled && !conditions.iter().any(|condition| condition.processing.enabled) {
        all.push(Advice::NothingGoes);
    }
    let deciders = std::iter::once((None, general))
        .chain(conditions.iter().map(|condition| (Some(condition.name.clone()), &condition.processing)));
    for (condition, processing) in deciders {
        gate(&mut all, &condition, processing, own, mapping, integration.settings.check_updates);
    }
    for (at, condition) in conditions.iter().enumerate() {
        let earlier = &conditions[..at];
        if let Some(by) = earlier.iter().find(|earlier| covers(&earlier.matches, &condition.matches)) {
            all.push(Advice::Dead { condition: condition.name.clone(), by: by.name.clone() });
            continue;
        }
        for first in earlier {
            if meets(&first.matches, &condition.matches) && first.processing != condition.processing {
                all.push(Advice::Overlap { first: first.name.clone(), second: condition.name.clone() });
            }
        }
        matchable(&mut all, condition, own);
    }
    all
}

fn gate(
    all: &mut Vec<Advice>,
    condition: &Option<String>,
    processing: &Processing,
    own: &Catalogue,
    mapping: &Mapping,
    follows: bool,
) {
    if processing.automatic && !processing.enabled {
        all.push(Advice::AutomaticWithoutProcessing { condition: condition.clone() });
    }
    let StatusGate::Specific(allowed) = &processing.statuses else { return };
    let known: BTreeSet<&StatusKey> = own.statuses.iter().map(|status| &status.key).collect();
    for status in allowed {
        // Before A's statuses were read, nothing is known to be missing.
        if !known.is_empty() && !known.contains(status) {
            all.push(Advice::ImpossibleStatus { condition: condition.clone(), status: status.clone() });
        }
        if let Some(row) = mapping.statuses.iter().find(|row| follows && row.own == *status) {
            let (status, partner) = (status.clone(), row.partner.clone());
            all.push(Advice::Loop { condition: condition.clone(), status, partner });
        }
    }
}

/// Whether a condition asks for what cannot be.
fn matchable(all: &mut Vec<Advice>, condition: &Condition, own: &Catalogue) {
    let matcher = &condition.matches;
    if let StatusGate::Specific(allowed) = &condition.processing.statuses
        && !matcher.statuses.is_empty()
        && condition.processing.enabled
        && !matcher.statuses.iter().any(|status| allowed.contains(status))
    {
        all.push(Advice::NeverInStatus { condition: condition.name.clone() });
    }
    let mut unknown = |is_read: bool, names: Vec<String>| {
        if is_read {
            all.extend(
                names
                    .into_iter()
                    .map(|names| Advice::Unmatchable { condition: condition.name.clone(), names }),
            );
        }
    };
    let lacks = |there: bool, name: String| (!there).then_some(name);
    let products = matcher.products.iter().filter_map(|wanted| {
        lacks(own.products.iter().any(|product| product.id == *wanted), wanted.to_string())
    });
    unknown(!own.products.is_empty(), products.collect());
    let flows = matcher.flows.iter().filter_map(|wanted| {
        lacks(own.contract.flows.iter().any(|flow| flow.key == *wanted), wanted.to_string())
    });
    unknown(!own.contract.flows.is_empty(), flows.collect());
    let questions = matcher.answers.iter().filter_map(|(wanted, _)| {
        lacks(own.contract.questions.iter().any(|question| question.key.as_str() == wanted), wanted.clone())
    });
    unknown(!own.contract.questions.is_empty(), questions.collect());
    let statuses = matcher.statuses.iter().filter_map(|wanted| {
        lacks(own.statuses.iter().any(|status| status.key == *wanted), wanted.to_string())
    });
    unknown(!own.statuses.is_empty(), statuses.collect());
}

/// Whether everything that `narrow` matches is matched by `wide` too.
fn covers(wide: &Matcher, narrow: &Matcher) -> bool {
    fn list<T: PartialEq>(wide: &[T], narrow: &[T]) -> bool {
        wide.is_empty() || (!narrow.is_empty() && narrow.iter().all(|value| wide.contains(value)))
    }
    list(&wide.products, &narrow.products)
        && list(&wide.suppliers, &narrow.suppliers)
        && list(&wide.flows, &narrow.flows)
        && list(&wide.product_types, &narrow.product_types)
        && list(&wide.statuses, &narrow.statuses)
        && list(&wide.customers, &narrow.customers)
        // All answers must hold: what asks more matches less.
        && wide.answers.iter().all(|answer| narrow.answers.contains(answer))
}

/// Whether one sale could be matched by both, as far as lists tell.
fn meets(one: &Matcher, other: &Matcher) -> bool {
    fn list<T: PartialEq>(one: &[T], other: &[T]) -> bool {
        one.is_empty() || other.is_empty() || one.iter().any(|value| other.contains(value))
    }
    list(&one.products, &other.products)
        && list(&one.suppliers, &other.suppliers)
        && list(&one.flows, &other.flows)
        && list(&one.product_types, &other.product_types)
        && list(&one.statuses, &other.statuses)
        && list(&one.customers, &other.customers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::{FlowKey, IntegrationName};
    use crate::model::integration::{EnvironmentAddress, Settings};
    use crate::model::mapping::StatusRow;
    use crate::model::status::{Status, StatusKind};

    fn condition(name: &str, matches: Matcher, enabled: bool) -> Condition {
        let processing = Processing { enabled, automatic: enabled, statuses: StatusGate::Always };
        Condition { name: name.to_owned(), matches, processing }
    }

    fn flow(name: &str) -> Matcher {
        Matcher { flows: vec![FlowKey::new("energy", name)], ..Matcher::default() }
    }

    fn integration(general: Processing, conditions: Vec<Condition>) -> Integration {
        Integration {
            name: IntegrationName::from("zonnewind"),
            partner: EnvironmentAddress { base_url: "https://b.example".into(), domain: "b".into() },
            settings: Settings { processing: general, check_updates: true, ..Settings::default() },
            conditions,
            created_at: Default::default(),
            version: 1,
        }
    }

    fn words(integration: &Integration, own: &Catalogue, mapping: &Mapping) -> Vec<&'static str> {
        advice(integration, own, mapping).iter().map(Advice::word).collect()
    }

    #[test]
    fn a_plain_set_up_gives_no_advice() {
        let on = Processing { enabled: true, automatic: true, statuses: StatusGate::Always };
        assert_eq!(words(&integration(on, Vec::new()), &Catalogue::default(), &Mapping::default()), [""; 0]);
        let off = integration(Processing::default(), vec![condition("stroom", flow("thuis"), true)]);
        assert_eq!(words(&off, &Catalogue::default(), &Mapping::default()), [""; 0]);
    }

    #[test]
    fn the_general_switch_beside_conditions_and_everything_off_are_said() {
        let on = Processing { enabled: true, ..Processing::default() };
        let conditions = vec![condition("stroom", flow("thuis"), true)];
        assert_eq!(
            words(&integration(on, conditions), &Catalogue::default(), &Mapping::default()),
            ["everything-else"]
        );
        let automatic = Processing { automatic: true, ..Processing::default() };
        assert_eq!(
            words(&integration(automatic, Vec::new()), &Catalogue::default(), &Mapping::default()),
            ["nothing", "automatic"]
        );
    }

    #[test]
    fn a_condition_behind_a_wider_one_is_dead_and_one_beside_it_overlaps() {
        let business = Matcher { product_types: vec!["energy".into()], ..Matcher::default() };
        let both = Matcher { product_types: vec!["energy".into()], ..flow("thuis") };
        let conditions = vec![
            condition("thuis", flow("thuis"), true),
            condition("beide", both, false),
            condition("energie", business, false),
        ];
        let found = advice(
            &integration(Processing::default(), conditions),
            &Catalogue::default(),
            &Mapping::default(),
        );
        assert_eq!(
            found,
            [
                Advice::Dead { condition: "beide".into(), by: "thuis".into() },
                Advice::Overlap { first: "thuis".into(), second: "energie".into() },
            ]
        );
    }

    #[test]
    fn statuses_that_cannot_be_or_that_the_follow_up_sets_are_named() {
        let gate = StatusGate::Specific(vec!["verified".into(), "klaar".into()]);
        let general = Processing { enabled: true, automatic: true, statuses: gate };
        let status = |key: &str| Status { key: key.into(), name: key.into(), kind: StatusKind::Default };
        let own = Catalogue { statuses: vec![status("new"), status("verified")], ..Catalogue::default() };
        let row = StatusRow { partner: "accepted".into(), own: "verified".into() };
        let mapping = Mapping { statuses: vec![row], ..Mapping::default() };
        assert_eq!(
            advice(&integration(general, Vec::new()), &own, &mapping),
            [
                Advice::Loop { condition: None, status: "verified".into(), partner: "accepted".into() },
                Advice::ImpossibleStatus { condition: None, status: "klaar".into() },
            ]
        );
    }
}
