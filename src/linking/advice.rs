//! A second look at the switches of an integration: what in them is without effect, never true, or probably
//! not meant.
//!
//! Not here: what they decide (`eligible`), which sales conditions leave to others (`space`).

mod space;

use std::collections::BTreeSet;

use self::space::Space;
use crate::model::catalogue::Catalogue;
use crate::model::ids::StatusKey;
use crate::model::integration::{Condition, Integration, Processing, StatusGate};
use crate::model::mapping::Mapping;
use crate::model::rehearsal::{Advice, Named};
use crate::model::status;

/// The status in which sales begin, at either side.
const FIRST: &str = "new";

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
    let sets = |status: &StatusKey| sets(mapping, status).filter(|_| integration.settings.check_updates);
    gate(&mut all, None, general, own, &sets);
    for condition in conditions {
        gate(&mut all, Some(&condition.name), &condition.processing, own, &sets);
        // With an open gate, a status that makes the condition match is what lets its sales go.
        let Processing { enabled: true, statuses: StatusGate::Always, .. } = condition.processing else {
            continue;
        };
        all.extend(condition.matches.statuses.iter().filter_map(|status| {
            let (condition, partner) = (Some(condition.name.clone()), sets(status)?);
            Some(Advice::Loop { condition, status: status.clone(), partner })
        }));
    }
    for (at, condition) in conditions.iter().enumerate() {
        let earlier = &conditions[..at];
        let by = space::covering(condition, earlier);
        if !by.is_empty() {
            all.push(Advice::Dead { condition: condition.name.clone(), by });
            continue;
        }
        let space = Space::of(&condition.matches);
        for first in earlier {
            if space.meets(&Space::of(&first.matches)) && first.processing != condition.processing {
                all.push(Advice::Overlap { first: first.name.clone(), second: condition.name.clone() });
            }
        }
        matchable(&mut all, condition, own);
    }
    all
}

/// The partner's status that the follow-up writes to A as `own`, by a row or by itself.
fn sets(mapping: &Mapping, own: &StatusKey) -> Option<StatusKey> {
    let row = mapping.statuses.iter().find(|row| row.own == *own).map(|row| row.partner.clone());
    let itself = || {
        let mut system = status::SYSTEM.iter().map(|key| StatusKey::from(*key));
        system.find(|partner| mapping.status(partner).as_ref() == Some(own))
    };
    // Sales begin in it anyway: being written once more starts nothing.
    row.or_else(itself).filter(|_| own.as_str() != FIRST)
}

fn gate(
    all: &mut Vec<Advice>,
    condition: Option<&String>,
    processing: &Processing,
    own: &Catalogue,
    sets: &impl Fn(&StatusKey) -> Option<StatusKey>,
) {
    if processing.automatic && !processing.enabled {
        all.push(Advice::AutomaticWithoutProcessing { condition: condition.cloned() });
    }
    let StatusGate::Specific(allowed) = &processing.statuses else { return };
    let known: BTreeSet<&StatusKey> = own.statuses.iter().map(|status| &status.key).collect();
    for status in allowed {
        // Before A's statuses were read, nothing is known to be missing.
        if !known.is_empty() && !known.contains(status) {
            all.push(Advice::ImpossibleStatus { condition: condition.cloned(), status: status.clone() });
        }
        if let Some(partner) = sets(status) {
            all.push(Advice::Loop { condition: condition.cloned(), status: status.clone(), partner });
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
    let mut unknown = |is_read: bool, what: Named, names: Vec<String>| {
        let condition = || condition.name.clone();
        let told = |names| Advice::Unmatchable { condition: condition(), what, names };
        if is_read {
            all.extend(names.into_iter().map(told));
        }
    };
    let lacks = |there: bool, name: String| (!there).then_some(name);
    let products = matcher.products.iter().filter_map(|wanted| {
        lacks(own.products.iter().any(|product| product.id == *wanted), wanted.to_string())
    });
    unknown(!own.products.is_empty(), Named::Product, products.collect());
    let flows = matcher.flows.iter().filter_map(|wanted| {
        lacks(own.contract.flows.iter().any(|flow| flow.key == *wanted), wanted.to_string())
    });
    unknown(!own.contract.flows.is_empty(), Named::Flow, flows.collect());
    let questions = matcher.answers.iter().filter_map(|(wanted, _)| {
        lacks(own.contract.questions.iter().any(|question| question.key.as_str() == wanted), wanted.clone())
    });
    unknown(!own.contract.questions.is_empty(), Named::Question, questions.collect());
    let types = matcher.product_types.iter().filter_map(|wanted| {
        let sold = own.products.iter().any(|product| product.product_type == *wanted);
        lacks(sold || own.contract.flows.iter().any(|flow| flow.key.flow_type == *wanted), wanted.clone())
    });
    unknown(!own.products.is_empty(), Named::ProductType, types.collect());
    let supplies =
        |wanted| own.products.iter().any(|one| one.supplier.as_ref().map(|of| of.id) == Some(wanted));
    let suppliers =
        matcher.suppliers.iter().filter_map(|wanted| lacks(supplies(*wanted), wanted.to_string()));
    unknown(!own.products.is_empty(), Named::Supplier, suppliers.collect());
    let statuses = matcher.statuses.iter().filter_map(|wanted| {
        lacks(own.statuses.iter().any(|status| status.key == *wanted), wanted.to_string())
    });
    unknown(!own.statuses.is_empty(), Named::Status, statuses.collect());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::{FlowKey, IntegrationName};
    use crate::model::integration::{EnvironmentAddress, Matcher, Settings};
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
                Advice::Dead { condition: "beide".into(), by: vec!["thuis".into()] },
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

    #[test]
    fn a_condition_that_earlier_ones_share_out_is_dead_and_one_that_asks_for_what_is_not_there_is_told() {
        use crate::model::sale::CustomerKind;
        let customers = |kind| Matcher { customers: vec![kind], ..Matcher::default() };
        let conditions = |last: Matcher| {
            vec![
                condition("particulier", customers(CustomerKind::Consumer), true),
                condition("thuis", flow("thuis"), true),
                condition("zakelijk", customers(CustomerKind::Business), true),
                condition("rest", last, true),
            ]
        };
        let found = |last| {
            let integration = integration(Processing::default(), conditions(last));
            advice(&integration, &Catalogue::default(), &Mapping::default())
        };
        let by = ["particulier", "zakelijk"].map(String::from).to_vec();
        assert_eq!(found(flow("weg")), [Advice::Dead { condition: "rest".into(), by }]);
        // Only for one kind of customer the rest would be left.
        let mut less = conditions(flow("weg"));
        less.remove(2);
        assert_eq!(
            words(&integration(Processing::default(), less), &Catalogue::default(), &Mapping::default()),
            [""; 0]
        );

        let sold = r#"{"id":1,"name":"Stroom","identifier":"","supplier":null,"product_type":"energy",
            "customers":"both","active":true,"valid_from":null,"valid_till":null,"usp":"","description":"",
            "cart_info":"","updated_at":null,"detail":null}"#;
        let own = Catalogue { products: vec![serde_json::from_str(sold).unwrap()], ..Catalogue::default() };
        let wants = Matcher {
            product_types: vec!["energy".into(), "foo".into()],
            suppliers: vec![crate::model::ids::SupplierId(99)],
            ..Matcher::default()
        };
        let integration = integration(Processing::default(), vec![condition("vreemd", wants, true)]);
        let told = |what, names: &str| {
            let (condition, names) = ("vreemd".into(), names.into());
            Advice::Unmatchable { condition, what, names }
        };
        let expected = [told(Named::ProductType, "foo"), told(Named::Supplier, "99")];
        assert_eq!(advice(&integration, &own, &Mapping::default()), expected);
    }

    #[test]
    fn a_status_that_maps_by_itself_or_makes_a_condition_match_goes_round_too() {
        let gate = StatusGate::Specific(vec!["new".into(), "accepted_by_supplier".into()]);
        let general = Processing { enabled: true, automatic: true, statuses: gate };
        let looping = |condition: Option<&str>, status: &str, partner: &str| Advice::Loop {
            condition: condition.map(str::to_owned),
            status: status.into(),
            partner: partner.into(),
        };
        let loops = |integration: &Integration, mapping: &Mapping| -> Vec<Advice> {
            let all = advice(integration, &Catalogue::default(), mapping).into_iter();
            all.filter(|one| matches!(one, Advice::Loop { .. })).collect()
        };
        let by_itself = [looping(None, "accepted_by_supplier", "accepted_by_supplier")];
        assert_eq!(loops(&integration(general.clone(), Vec::new()), &Mapping::default()), by_itself);
        let passed_on = StatusGate::Specific(vec!["synced_cancellation_request".into()]);
        let asked = integration(Processing { statuses: passed_on, ..general.clone() }, Vec::new());
        let by_itself = [looping(None, "synced_cancellation_request", "open_cancellation_proposal")];
        assert_eq!(loops(&asked, &Mapping::default()), by_itself);
        let elsewhere = StatusRow { partner: "accepted_by_supplier".into(), own: "bij_leverancier".into() };
        let mapping = Mapping { statuses: vec![elsewhere], ..Mapping::default() };
        assert_eq!(loops(&integration(general, Vec::new()), &mapping), []);
        let at = Matcher { statuses: vec!["bij_leverancier".into()], ..Matcher::default() };
        for (enabled, expected) in
            [(true, vec![looping(Some("daar"), "bij_leverancier", "accepted_by_supplier")]), (false, vec![])]
        {
            let there = condition("daar", at.clone(), enabled);
            assert_eq!(loops(&integration(Processing::default(), vec![there]), &mapping), expected);
        }
    }
}
