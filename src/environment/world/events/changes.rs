//! What a change of the snapshots means to those who listen: found by comparing before and after, so that
//! no way of changing anything can forget to tell it.
//!
//! Not here: sales, which tell of themselves (`world::sales`).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::json;

use super::super::catalogue::{Agreement, Catalogue};
use super::super::people::{People, Rights};
use super::{Audience, Happening, Kind};

/// Kinds of a thing: made, changed, gone.
type Kinds = (Kind, Kind, Kind);

/// What happened to the catalogue. An organisation hears of what it could see before, or can see now.
pub fn of_catalogue(
    before: &Catalogue,
    after: &Catalogue,
    people: &People,
    today: NaiveDate,
) -> Vec<Happening> {
    let rights: Vec<(u64, Rights)> =
        people.organisations.values().map(|one| (one.id, one.rights())).collect();
    let seen = |sees: &dyn Fn(&Rights) -> bool| {
        Audience::Organisations(rights.iter().filter(|(_, rights)| sees(rights)).map(|(id, _)| *id).collect())
    };
    let mut told = Vec::new();
    let kinds = (Kind::ProductCreated, Kind::ProductUpdated, Kind::ProductDeleted);
    for (kind, id, old, new) in differences(&before.products, &after.products, kinds) {
        let audience = seen(&|rights| {
            old.is_some_and(|old| before.sellable(old, rights, today))
                || new.is_some_and(|new| after.sellable(new, rights, today))
        });
        told.push(Happening::of(kind, id, audience));
    }
    let kinds = (Kind::FlowCreated, Kind::FlowUpdated, Kind::FlowDeleted);
    for (kind, id, ..) in differences(&before.flows, &after.flows, kinds) {
        told.push(Happening::of(kind, id, seen(&|rights| rights.flows.include(id))));
    }
    let kinds = (Kind::QuestionCreated, Kind::QuestionUpdated, Kind::QuestionDeleted);
    for (kind, id, old, new) in differences(&before.questions, &after.questions, kinds) {
        let audience = seen(&|rights| {
            old.is_some_and(|old| before.asks(&old.asked, rights, today))
                || new.is_some_and(|new| after.asks(&new.asked, rights, today))
        });
        told.push(Happening::of(kind, id, audience));
    }
    let kinds = (Kind::AgreementCreated, Kind::AgreementUpdated, Kind::AgreementDeleted);
    for (kind, id, old, new) in differences(&before.agreements, &after.agreements, kinds) {
        let audience = seen(&|rights| {
            old.is_some_and(|old| !old.archive && before.asks(&old.asked, rights, today))
                || new.is_some_and(|new| !new.archive && after.asks(&new.asked, rights, today))
        });
        told.push(Happening::of(kind, id, audience));
    }
    told.extend(of_statuses(before, after));
    told
}

/// Statuses have no number: their identifier is told.
fn of_statuses(before: &Catalogue, after: &Catalogue) -> Vec<Happening> {
    let by_id = |catalogue: &Catalogue| -> BTreeMap<String, super::super::catalogue::Status> {
        catalogue.statuses.iter().map(|status| (status.id.clone(), status.clone())).collect()
    };
    let (before, after) = (by_id(before), by_id(after));
    let kinds = (Kind::StatusCreated, Kind::StatusUpdated, Kind::StatusDeleted);
    let changes = differences(&before, &after, kinds);
    let told =
        |kind, id| Happening { kind, data: json!({"id": id}), more: None, audience: Audience::Everybody };
    changes.into_iter().map(|(kind, id, ..)| told(kind, id)).collect()
}

/// What happened to rights, and to what is asked of an organisation. Who is no longer there hears nothing: its
/// tokens end.
pub fn of_people(before: &People, after: &People, catalogue: &Catalogue, today: NaiveDate) -> Vec<Happening> {
    let changed = after.organisations.values().filter(|now| {
        before.organisations.get(&now.id).is_some_and(|old| {
            old.products != now.products
                || old.flows != now.flows
                || old.whole_flows != now.whole_flows
                || old.active != now.active
        })
    });
    let mut told: Vec<Happening> =
        changed.map(|one| Happening::of(Kind::RightsChanged, one.id, Audience::of(Some(one.id)))).collect();
    for now in after.organisations.values() {
        let Some(old) = before.organisations.get(&now.id) else { continue };
        let (audience, rights) = (Audience::of(Some(now.id)), now.rights());
        if old.incoming.check_agreements != now.incoming.check_agreements {
            let asked = |one: &&Agreement| !one.archive && catalogue.asks(&one.asked, &rights, today);
            let all = catalogue.agreements.values().filter(asked);
            told.extend(all.map(|one| Happening::of(Kind::AgreementUpdated, one.id, audience.clone())));
        }
        if old.incoming.check_verification != now.incoming.check_verification {
            let all = catalogue.flows.values().filter(|flow| rights.flows.include(flow.id));
            told.extend(all.map(|one| Happening::of(Kind::FlowUpdated, one.id, audience.clone())));
        }
    }
    told
}

/// Every key whose value differs, with both values.
fn differences<'a, K: Ord + Clone, V: PartialEq>(
    before: &'a BTreeMap<K, V>,
    after: &'a BTreeMap<K, V>,
    (made, changed, gone): Kinds,
) -> Vec<(Kind, K, Option<&'a V>, Option<&'a V>)> {
    let keys: BTreeSet<&K> = before.keys().chain(after.keys()).collect();
    let compared = keys.into_iter().filter_map(|key| {
        let (old, new) = (before.get(key), after.get(key));
        let kind = match (old, new) {
            (None, _) => made,
            (_, None) => gone,
            (Some(old), Some(new)) if old != new => changed,
            _ => return None,
        };
        Some((kind, key.clone(), old, new))
    });
    compared.collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::catalogue::{Flow, Product};
    use super::super::super::people::Organisation;
    use super::*;

    fn catalogue(active: bool) -> Catalogue {
        let flow = Flow { id: 5, kind: "telecom".into(), ..Flow::default() };
        let product = Product { id: 1, kind: "telecom".into(), active, ..Product::default() };
        Catalogue {
            flows: BTreeMap::from([(5, flow)]),
            products: BTreeMap::from([(1, product)]),
            ..Catalogue::default()
        }
    }

    fn people() -> People {
        let of = |id: u64, flows: BTreeSet<u64>| {
            let one: Organisation = serde_json::from_value(json!({"id": id, "flows": flows})).unwrap();
            (id, one)
        };
        People {
            organisations: BTreeMap::from([of(7, BTreeSet::from([5])), of(8, BTreeSet::new())]),
            ..People::default()
        }
    }

    #[test]
    fn a_product_that_goes_is_told_to_those_who_could_sell_it_and_to_nobody_else() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        let told = of_catalogue(&catalogue(true), &catalogue(false), &people(), today);
        let [only] = told.as_slice() else { panic!("{}", told.len()) };
        assert_eq!(only.kind, Kind::ProductUpdated);
        assert_eq!(only.audience, Audience::Organisations(BTreeSet::from([7])));
        let told = of_catalogue(&catalogue(false), &Catalogue::default(), &people(), today);
        let product = told.iter().find(|one| one.kind == Kind::ProductDeleted).unwrap();
        assert!(!product.audience.includes(Some(7)), "it saw none of it");
    }

    #[test]
    fn a_right_that_is_revoked_is_told_to_the_one_it_was_taken_from() {
        let (before, mut after) = (people(), people());
        after.organisations.get_mut(&7).unwrap().flows = Some(BTreeSet::new());
        let today = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        let told = of_people(&before, &after, &catalogue(true), today);
        assert_eq!(told.len(), 1);
        assert!(told[0].audience.includes(Some(7)) && !told[0].audience.includes(Some(8)));
    }
}
