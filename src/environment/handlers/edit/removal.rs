//! Removing things: what would go, and what is in the way, judged once for the plan and for the act.
//!
//! What only lists a thing (a flow its products, a partner its rights, a person its tokens) goes on without
//! it, and the plan names each. What would mean something else without it (a rule, a flow that would sell
//! everything of its type, a sale) is in the way: 409, named under `needed_by`.
//!
//! Not here: organisations (`handlers::organisations`).

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::super::super::access::{Answer, Ask};
use super::super::super::reply::{Failure, Reply};
use super::super::super::world::acts::Act;
use super::super::super::world::catalogue::{Catalogue, Flow};
use super::super::super::world::check::{Trouble, troubles};
use super::super::super::world::index::Filter;
use super::super::super::world::judge::{Finding, Findings};
use super::super::super::world::people::{Organisation, People, Role};
use super::super::super::world::{World, rows};
use super::{NEEDED, tell};
use crate::kv::Batch;
use crate::model::status::SYSTEM;

/// One thing that can be removed, by the word of its list and its number; a status by its identifier.
struct Named<'a> {
    list: &'a str,
    key: &'a str,
}

/// What a removal works on.
struct Removal<'a> {
    people: &'a mut Arc<People>,
    catalogue: &'a mut Arc<Catalogue>,
    batch: &'a mut Batch,
    world: &'a World,
    /// What went on without it.
    left: Vec<Value>,
}

/// `GET koppel/removal/{list}/{id}`: what removing it would change elsewhere: `[{list, id, name}]`; 409 as the
/// removal itself.
pub async fn plan(ask: Ask) -> Answer {
    let (mut people, mut catalogue) = (ask.world().people(), ask.world().catalogue());
    let mut batch = ask.world().kv().batch();
    let named = Named { list: ask.part("list"), key: ask.part("id") };
    let left = out(&named, &mut people, &mut catalogue, &mut batch, ask.world())?;
    Ok(Reply::Ok(left.into()))
}

/// `DELETE account/products/{id}`: `{product_id}`.
pub async fn product(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    removed(&ask, "products", Act::ProductDelete).await?;
    Ok(Reply::Ok(json!({"product_id": id})))
}

/// `DELETE account/suppliers/{id}`: `[]`.
pub async fn supplier(ask: Ask) -> Answer {
    removed(&ask, "suppliers", Act::SupplierDelete).await
}

/// `DELETE koppel/flows/{id}`: `[]`.
pub async fn flow(ask: Ask) -> Answer {
    removed(&ask, "flows", Act::FlowDelete).await
}

/// `DELETE koppel/questions/{id}`: `[]`.
pub async fn question(ask: Ask) -> Answer {
    removed(&ask, "questions", Act::QuestionDelete).await
}

/// `DELETE koppel/agreements/{id}`: `[]`.
pub async fn agreement(ask: Ask) -> Answer {
    removed(&ask, "agreements", Act::AgreementDelete).await
}

/// `DELETE koppel/statuses/{id}`: `[]`.
pub async fn status(ask: Ask) -> Answer {
    removed(&ask, "statuses", Act::StatusDelete).await
}

/// `DELETE koppel/users/{id}`: `[]`. The owner stays.
pub async fn user(ask: Ask) -> Answer {
    removed(&ask, "users", Act::UserDelete).await
}

async fn removed(ask: &Ask, list: &str, act: Act) -> Answer {
    let named = Named { list, key: ask.part("id") };
    let by = ask.by(act);
    let removed = ask.world().change(&by, |people, catalogue, batch, world| {
        out(&named, people, catalogue, batch, world).map(drop)
    });
    removed.await?;
    Ok(Reply::Ok(json!([])))
}

/// Takes a thing out: what goes on without it, or what is in the way.
fn out(
    named: &Named<'_>,
    people: &mut Arc<People>,
    catalogue: &mut Arc<Catalogue>,
    batch: &mut Batch,
    world: &World,
) -> Result<Vec<Value>, Failure> {
    let before = troubles(catalogue);
    let mut removal = Removal { people, catalogue, batch, world, left: Vec::new() };
    let mut needed = Vec::new();
    match (named.list, named.key.parse()) {
        ("statuses", _) => removal.status(named.key, &mut needed)?,
        ("products", Ok(id)) => removal.product(id, &mut needed)?,
        ("suppliers", Ok(id)) => removal.supplier(id)?,
        ("flows", Ok(id)) => removal.flow(id, &mut needed)?,
        ("questions", Ok(id)) => removal.question(id)?,
        ("agreements", Ok(id)) => removal.agreement(id)?,
        ("users", Ok(id)) => removal.user(id)?,
        _ => return Err(Failure::NotFound),
    }
    let mut findings = breaks(&before, removal.catalogue);
    if !needed.is_empty() {
        findings.entry(NEEDED.to_owned()).or_default().extend(needed);
    }
    if findings.is_empty() { Ok(removal.left) } else { Err(Failure::Needed(findings)) }
}

/// What does not fit any more.
fn breaks(before: &[Trouble], catalogue: &Catalogue) -> Findings {
    let mut findings = Findings::new();
    // The thing itself is gone: every trouble is somebody else's.
    tell(before, catalogue, "", 0, &serde_json::Map::new(), &mut findings);
    findings
}

/// Tokens and invites go with their people: the number and label of each token.
pub fn leave(people: &mut People, users: &BTreeSet<u64>, batch: &mut Batch) -> Vec<(u64, String)> {
    let tokens = people.tokens.values().filter(|token| users.contains(&token.user_id));
    let tokens: Vec<_> = tokens.map(|one| (one.key_id.clone(), one.id, one.label.clone())).collect();
    for (key, ..) in &tokens {
        people.tokens.remove(key);
        batch.remove(&rows::TOKENS, key);
    }
    let invites = people.invites.values().filter(|invite| users.contains(&invite.user_id));
    for key in invites.map(|invite| invite.key_id.clone()).collect::<Vec<_>>() {
        people.invites.remove(&key);
        batch.remove(&rows::INVITES, &key);
    }
    tokens.into_iter().map(|(_, number, label)| (number, label)).collect()
}

impl Removal<'_> {
    fn goes_on(&mut self, list: &str, id: u64, name: &str) {
        self.left.push(json!({"list": list, "id": id, "name": name}));
    }

    fn catalogue(&mut self) -> &mut Catalogue {
        Arc::make_mut(self.catalogue)
    }

    /// A product leaves the lists of flows, their sections, and what partners may sell.
    fn product(&mut self, id: u64, needed: &mut Vec<Finding>) -> Result<(), Failure> {
        self.catalogue().products.remove(&id).ok_or(Failure::NotFound)?;
        self.batch.remove(&rows::PRODUCTS, &id);
        let mut changed: Vec<Flow> = Vec::new();
        for flow in self.catalogue().flows.values_mut() {
            let had = flow.clone();
            flow.product_ids.retain(|one| *one != id);
            for section in &mut flow.sections {
                section.products.retain(|offer| offer.id != id);
                section.mandatory_for_product_ids.retain(|one| *one != id);
            }
            if had.product_ids.len() > flow.product_ids.len() && flow.product_ids.is_empty() {
                // Without a list it would sell everything of its type.
                needed.push(Finding::NeededBy { name: flow.title.clone() });
            }
            if *flow != had {
                changed.push(flow.clone());
            }
        }
        for flow in changed {
            self.batch.put(&rows::FLOWS, &flow.id, &flow)?;
            self.goes_on("flows", flow.id, &flow.title);
        }
        self.rights(|organisation| organisation.products.as_mut().is_some_and(|set| set.remove(&id)))
    }

    fn supplier(&mut self, id: u64) -> Result<(), Failure> {
        self.catalogue().suppliers.remove(&id).ok_or(Failure::NotFound)?;
        self.batch.remove(&rows::SUPPLIERS, &id);
        Ok(())
    }

    /// A flow leaves what partners may sell through; with a sale it stays.
    fn flow(&mut self, id: u64, needed: &mut Vec<Finding>) -> Result<(), Failure> {
        self.catalogue().flows.remove(&id).ok_or(Failure::NotFound)?;
        self.batch.remove(&rows::FLOWS, &id);
        self.sales(Filter { flow_id: Some(id), ..Filter::default() }, needed);
        self.rights(|organisation| {
            let listed = organisation.flows.as_mut().is_some_and(|set| set.remove(&id));
            organisation.whole_flows.remove(&id) || listed
        })
    }

    fn question(&mut self, id: u64) -> Result<(), Failure> {
        self.catalogue().questions.remove(&id).ok_or(Failure::NotFound)?;
        self.batch.remove(&rows::QUESTIONS, &id);
        Ok(())
    }

    fn agreement(&mut self, id: u64) -> Result<(), Failure> {
        self.catalogue().agreements.remove(&id).ok_or(Failure::NotFound)?;
        self.batch.remove(&rows::AGREEMENTS, &id);
        Ok(())
    }

    /// A status stays while a sale stands in it, or a partner's sales begin with it.
    fn status(&mut self, id: &str, needed: &mut Vec<Finding>) -> Result<(), Failure> {
        let known = self.catalogue.statuses.iter().position(|status| status.id == id);
        let at = known.ok_or(Failure::NotFound)?;
        if SYSTEM.contains(&id) {
            return Err(Failure::field("id", Finding::OfTheSystem));
        }
        self.catalogue().statuses.remove(at);
        self.batch.remove(&rows::STATUSES, &id.to_owned());
        let partners = self.people.organisations.values().filter(|one| one.incoming.names(id));
        needed.extend(partners.map(|one| Finding::NeededBy { name: one.name().to_owned() }));
        self.sales(Filter { statuses: vec![id.to_owned()], ..Filter::default() }, needed);
        Ok(())
    }

    /// With a person go their tokens and invites.
    fn user(&mut self, id: u64) -> Result<(), Failure> {
        let user = self.people.users.get(&id).ok_or(Failure::NotFound)?;
        if user.role == Role::Owner {
            return Err(Failure::field("role", Finding::OfTheSystem));
        }
        let people = Arc::make_mut(self.people);
        people.users.remove(&id);
        self.batch.remove(&rows::USERS, &id);
        for (number, label) in leave(people, &BTreeSet::from([id]), self.batch) {
            self.goes_on("tokens", number, &label);
        }
        Ok(())
    }

    fn sales(&self, filter: Filter, needed: &mut Vec<Finding>) {
        let count = self.world.index(|index| index.page(&filter, 0, 0).1) as u64;
        if count > 0 {
            needed.push(Finding::NeededBySales { count });
        }
    }

    /// Takes it out of what partners may sell.
    fn rights(&mut self, mut take: impl FnMut(&mut Organisation) -> bool) -> Result<(), Failure> {
        let mut left = Vec::new();
        for (id, held) in self.people.clone().organisations.iter() {
            let mut organisation = held.clone();
            if !take(&mut organisation) {
                continue;
            }
            self.batch.put(&rows::ORGANISATIONS, id, &organisation)?;
            left.push((*id, organisation.name().to_owned()));
            Arc::make_mut(self.people).organisations.insert(*id, organisation);
        }
        for (id, name) in left {
            self.goes_on("organisations", id, &name);
        }
        Ok(())
    }
}
