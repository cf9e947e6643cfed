//! Rights as the supplier changes them: by filter, as a standing rule, all at once; what a change would do;
//! and why an organisation does not see a product or a flow.
//!
//! Not here: judging a sale by them (`world::judge`), what a caller sees (`handlers`).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::catalogue::{Asked, Catalogue, Flow, Product, bounds};
use super::people::{Organisation, People};

/// Which products; all that is given must hold.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// These.
    pub products: Option<BTreeSet<u64>>,
    /// Of this supplier.
    pub supplier: Option<u64>,
    /// Of this type.
    pub kind: Option<String>,
    /// Sold or offered through this flow.
    pub flow: Option<u64>,
}

/// What is granted or revoked.
#[derive(Clone, Debug, Default)]
pub struct RightsChange {
    /// Granted, not revoked.
    pub grant: bool,
    /// Products.
    pub products: Option<Filter>,
    /// Flows.
    pub flows: BTreeSet<u64>,
    /// Everything of this flow, also what is to come, and the flow itself.
    pub standing: Option<u64>,
}

impl Filter {
    fn takes(&self, catalogue: &Catalogue, product: &Product) -> bool {
        self.products.as_ref().is_none_or(|ids| ids.contains(&product.id))
            && self.supplier.is_none_or(|id| product.supplier_id == Some(id))
            && self.kind.as_ref().is_none_or(|kind| product.kind == *kind)
            && self
                .flow
                .is_none_or(|id| catalogue.flows.get(&id).is_some_and(|flow| catalogue.offers(flow, product)))
    }
}

/// `organisation` as `change` leaves it.
pub fn changed(organisation: &Organisation, catalogue: &Catalogue, change: &RightsChange) -> Organisation {
    let mut next = organisation.clone();
    if let Some(filter) = &change.products {
        let named = catalogue.products.values().filter(|product| filter.takes(catalogue, product));
        let named: BTreeSet<u64> = named.map(|product| product.id).collect();
        if change.grant {
            if let Some(products) = &mut next.products {
                products.extend(named);
            }
        } else {
            next.revoke_products(catalogue, &named);
        }
    }
    if change.grant {
        if let Some(flows) = &mut next.flows {
            flows.extend(&change.flows);
        }
        next.whole_flows.extend(change.standing);
    } else {
        let taken: BTreeSet<u64> = change.flows.iter().copied().chain(change.standing).collect();
        next.whole_flows.retain(|flow| !taken.contains(flow));
        // Taking some of *all* away leaves the others, named.
        if !change.flows.is_empty() {
            let flows = next.flows.get_or_insert_with(|| catalogue.flows.keys().copied().collect());
            flows.retain(|flow| !change.flows.contains(flow));
        }
    }
    next
}

impl Organisation {
    /// True when it may sell `product`, its flows aside.
    pub fn has_product(&self, catalogue: &Catalogue, product: &Product) -> bool {
        catalogue.granted(product, &self.rights())
    }

    /// True when it may sell through `flow`.
    pub fn has_flow(&self, flow: u64) -> bool {
        self.rights().flows.include(flow)
    }

    /// Takes products away. A standing rule that would grant one of them ends; what else it granted stays.
    pub fn revoke_products(&mut self, catalogue: &Catalogue, taken: &BTreeSet<u64>) {
        let offers_taken = |flow: &u64| {
            let flow = catalogue.flows.get(flow);
            flow.is_some_and(|flow| {
                taken
                    .iter()
                    .filter_map(|id| catalogue.products.get(id))
                    .any(|one| catalogue.offers(flow, one))
            })
        };
        let ending: BTreeSet<u64> = self.whole_flows.iter().copied().filter(offers_taken).collect();
        if self.products.is_none() || !ending.is_empty() {
            let had = catalogue.products.values().filter(|product| self.has_product(catalogue, product));
            self.products = Some(had.map(|product| product.id).collect());
        }
        if let Some(products) = &mut self.products {
            products.retain(|id| !taken.contains(id));
        }
        // The flow itself stays granted: only its products were named.
        if let Some(flows) = &mut self.flows {
            flows.extend(&ending);
        }
        self.whole_flows.retain(|flow| !ending.contains(flow));
    }
}

/// What differs between two states of an organisation's rights, as JSON: products and flows added and
/// removed, rules likewise, whether all that is to come is no longer granted, and in `changes` how many that are.
pub fn difference(old: &Organisation, new: &Organisation, catalogue: &Catalogue) -> Value {
    let products = |has: &Organisation, lacks: &Organisation| -> Vec<Value> {
        let differing = catalogue
            .products
            .values()
            .filter(|product| has.has_product(catalogue, product) && !lacks.has_product(catalogue, product));
        differing.map(|one| json!({"id": one.id, "name": one.name, "type": one.kind})).collect()
    };
    let flows = |has: &Organisation, lacks: &Organisation| -> Vec<Value> {
        let differing =
            catalogue.flows.values().filter(|flow| has.has_flow(flow.id) && !lacks.has_flow(flow.id));
        differing.map(flow_row).collect()
    };
    let rules = |has: &Organisation, lacks: &Organisation| -> Vec<Value> {
        let differing = has.whole_flows.difference(&lacks.whole_flows);
        differing.filter_map(|id| catalogue.flows.get(id)).map(flow_row).collect()
    };
    let lists = [
        ("products_added", products(new, old)),
        ("products_removed", products(old, new)),
        ("flows_added", flows(new, old)),
        ("flows_removed", flows(old, new)),
        ("rules_added", rules(new, old)),
        ("rules_removed", rules(old, new)),
    ];
    let fixed = [
        ("products_fixed", old.products.is_none() && new.products.is_some()),
        ("flows_fixed", old.flows.is_none() && new.flows.is_some()),
    ];
    let listed: usize = lists.iter().map(|(_, list)| list.len()).sum();
    let changes = listed + fixed.iter().filter(|(_, ends)| *ends).count();
    let mut all: Value = lists.into_iter().map(|(name, list)| (name, Value::from(list))).collect();
    fixed.into_iter().for_each(|(name, ends)| all[name] = json!(ends));
    all["changes"] = json!(changes);
    all
}

/// A flow as rights show it.
pub fn flow_row(flow: &Flow) -> Value {
    json!({"id": flow.id, "key": key(flow), "title": flow.title})
}

fn key(flow: &Flow) -> String {
    format!("{}/{}", flow.kind, flow.identifier)
}

/// Why nobody of this organisation sees anything at all: it is not active, has no active user, no token.
pub fn unheard(organisation: &Organisation, people: &People, now: crate::clock::Timestamp) -> Vec<Value> {
    let mut reasons = Vec::new();
    if !organisation.active {
        reasons.push(json!({"reason": "organisation_inactive"}));
    }
    let users: BTreeSet<u64> = people
        .users
        .values()
        .filter(|user| user.active && user.organisation_id == Some(organisation.id))
        .map(|user| user.id)
        .collect();
    if users.is_empty() {
        reasons.push(json!({"reason": "no_user"}));
    } else if !people.tokens.values().any(|token| users.contains(&token.user_id) && !token.is_expired(now)) {
        reasons.push(json!({"reason": "no_token"}));
    }
    reasons
}

/// Why an organisation does not see a product; empty when it does.
pub fn why_no_product(
    organisation: &Organisation,
    people: &People,
    catalogue: &Catalogue,
    product: &Product,
    (today, now): (NaiveDate, crate::clock::Timestamp),
) -> Vec<Value> {
    let mut reasons = unheard(organisation, people, now);
    if !product.active {
        reasons.push(json!({"reason": "product_inactive"}));
    }
    let (from, till) = bounds(product);
    if let Some(from) = from.filter(|from| today < *from) {
        reasons.push(json!({"reason": "product_not_yet", "day": from}));
    }
    if let Some(till) = till.filter(|till| *till < today) {
        reasons.push(json!({"reason": "product_expired", "day": till}));
    }
    if !organisation.has_product(catalogue, product) {
        reasons.push(json!({"reason": "product_not_granted"}));
    }
    let flows: Vec<&Flow> = catalogue.flows.values().filter(|flow| catalogue.offers(flow, product)).collect();
    if flows.is_empty() {
        reasons.push(json!({"reason": "in_no_flow"}));
    } else if !flows.iter().any(|flow| organisation.has_flow(flow.id)) {
        let names: Vec<String> = flows.into_iter().map(key).collect();
        reasons.push(json!({"reason": "flows_not_granted", "flows": names}));
    }
    reasons
}

/// Why an organisation does not see a flow; empty when it does.
pub fn why_no_flow(
    organisation: &Organisation,
    people: &People,
    flow: &Flow,
    now: crate::clock::Timestamp,
) -> Vec<Value> {
    let mut reasons = unheard(organisation, people, now);
    if !organisation.has_flow(flow.id) {
        reasons.push(json!({"reason": "flow_not_granted"}));
    }
    reasons
}

/// Why an organisation does not see a question or an agreement; empty when it does.
pub fn why_not_asked(
    organisation: &Organisation,
    people: &People,
    catalogue: &Catalogue,
    (asked, archived): (&Asked, bool),
    (today, now): (NaiveDate, crate::clock::Timestamp),
) -> Vec<Value> {
    let mut reasons = unheard(organisation, people, now);
    if archived {
        reasons.push(json!({"reason": "archived"}));
    }
    let rights = organisation.rights();
    if catalogue.asks(asked, &rights, today) {
        return reasons;
    }
    let applies = |flow: &Flow, product: &Product| {
        asked.applies(&product.kind, &flow.identifier) && catalogue.sells(flow, product)
    };
    let mut asked_in: Vec<(&Flow, Vec<&Product>)> = Vec::new();
    for flow in catalogue.flows.values() {
        let products = catalogue.products.values().filter(|product| applies(flow, product));
        let products: Vec<&Product> = products.collect();
        if !products.is_empty() {
            asked_in.push((flow, products));
        }
    }
    let granted: Vec<_> = asked_in.iter().filter(|(flow, _)| rights.flows.include(flow.id)).collect();
    reasons.push(match (asked_in.is_empty(), granted.is_empty()) {
        (true, _) => json!({"reason": "asked_of_nothing"}),
        (false, true) => {
            let flows: Vec<String> = asked_in.iter().map(|(flow, _)| key(flow)).collect();
            json!({"reason": "none_of_its_flows", "flows": flows})
        }
        (false, false) => {
            let products = granted.into_iter().flat_map(|(_, products)| products);
            let products: BTreeSet<&str> = products.map(|product| product.name.as_str()).collect();
            json!({"reason": "none_of_its_products", "products": products})
        }
    });
    reasons
}
