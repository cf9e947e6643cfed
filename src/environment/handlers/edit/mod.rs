//! Administering suppliers, flows, questions and agreements. A save takes the fields that change; all that is
//! wrong is told at once: own fields under their names, what would break elsewhere under `needed_by`.
//!
//! Not here: statuses (`statuses`), people (`users`), trying a rule (`rules`), removing (`removal`), products,
//! which have files (`handlers::products`).

pub mod removal;
pub mod rules;
pub mod statuses;
pub mod users;
pub mod world;

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};
use super::super::world::acts::Act;
use super::super::world::catalogue::{Agreement, Asked, Catalogue, Flow, Question, Supplier};
use super::super::world::check::{Trouble, troubles};
use super::super::world::forms::{self, Form};
use super::super::world::judge::{Finding, Findings};
use super::super::world::rows;
use crate::kv::Table;

/// What is administered here.
pub trait Item: Serialize + DeserializeOwned + Clone + Send + 'static {
    /// Its list, as in a world file.
    const LIST: &'static str;
    /// Its fields.
    const FORM: Form;
    /// Its rows.
    const TABLE: Table<u64, Self>;
    /// What the audit log calls the acts.
    const ACTS: [Act; 2];
    /// All of them.
    fn all(catalogue: &mut Catalogue) -> &mut BTreeMap<u64, Self>;
    /// When it is asked, of what is asked.
    fn asked(&mut self) -> Option<&mut Asked>;
    /// Gives the things it names their names of today.
    fn name(&mut self, _: &Catalogue) {}
}

impl Item for Supplier {
    const LIST: &'static str = "suppliers";
    const FORM: Form = forms::SUPPLIER;
    const TABLE: Table<u64, Self> = rows::SUPPLIERS;
    const ACTS: [Act; 2] = [Act::SupplierCreate, Act::SupplierUpdate];
    fn all(catalogue: &mut Catalogue) -> &mut BTreeMap<u64, Self> {
        &mut catalogue.suppliers
    }
    fn asked(&mut self) -> Option<&mut Asked> {
        None
    }
}

impl Item for Flow {
    const LIST: &'static str = "flows";
    const FORM: Form = forms::FLOW;
    const TABLE: Table<u64, Self> = rows::FLOWS;
    const ACTS: [Act; 2] = [Act::FlowCreate, Act::FlowUpdate];
    fn all(catalogue: &mut Catalogue) -> &mut BTreeMap<u64, Self> {
        &mut catalogue.flows
    }
    fn asked(&mut self) -> Option<&mut Asked> {
        None
    }
    fn name(&mut self, catalogue: &Catalogue) {
        for offer in self.sections.iter_mut().flat_map(|section| &mut section.products) {
            let (name, identifier) = catalogue.called(offer);
            (offer.name, offer.identifier) = (name.to_owned(), identifier.to_owned());
        }
    }
}

impl Item for Question {
    const LIST: &'static str = "questions";
    const FORM: Form = forms::QUESTION;
    const TABLE: Table<u64, Self> = rows::QUESTIONS;
    const ACTS: [Act; 2] = [Act::QuestionCreate, Act::QuestionUpdate];
    fn all(catalogue: &mut Catalogue) -> &mut BTreeMap<u64, Self> {
        &mut catalogue.questions
    }
    fn asked(&mut self) -> Option<&mut Asked> {
        Some(&mut self.asked)
    }
}

impl Item for Agreement {
    const LIST: &'static str = "agreements";
    const FORM: Form = forms::AGREEMENT;
    const TABLE: Table<u64, Self> = rows::AGREEMENTS;
    const ACTS: [Act; 2] = [Act::AgreementCreate, Act::AgreementUpdate];
    fn all(catalogue: &mut Catalogue) -> &mut BTreeMap<u64, Self> {
        &mut catalogue.agreements
    }
    fn asked(&mut self) -> Option<&mut Asked> {
        Some(&mut self.asked)
    }
}

/// `GET koppel/flows/{id}` and its like: every field, also those the API has no name for.
pub async fn show<T: Item>(ask: Ask) -> Answer {
    let mut catalogue = (*ask.world().catalogue()).clone();
    let mut item = T::all(&mut catalogue).get(&ask.id("id")?).cloned().ok_or(Failure::NotFound)?;
    item.name(&catalogue);
    let item = &mut item;
    Ok(Reply::Ok(Value::Object(page(item))))
}

fn page<T: Item>(item: &mut T) -> Map<String, Value> {
    let types = item.asked().map(|asked| asked.product_types.clone());
    let mut page = object(item);
    if let Some(types) = types {
        page.remove("extra");
        page.insert("product_types".to_owned(), json!(types));
    }
    page
}

/// `POST koppel/flows` and its like: 201 `{id}`.
pub async fn create<T: Item>(ask: Ask) -> Answer {
    Ok(Reply::Created(json!({"id": save::<T>(&ask, None).await?})))
}

/// `PUT koppel/flows/{id}` and its like: what is absent stays. `{id}`.
pub async fn update<T: Item>(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    Ok(Reply::Ok(json!({"id": save::<T>(&ask, Some(id)).await?})))
}

/// Makes a thing of the body's fields, or changes one: its number.
pub async fn save<T: Item>(ask: &Ask, id: Option<u64>) -> Result<u64, Failure> {
    let mut findings = Findings::new();
    let given = forms::read(T::FORM, &ask.body.0, id.is_none(), &mut findings);
    let by = ask.by(T::ACTS[usize::from(id.is_some())]);
    let saved = ask.world().change_catalogue(&by, |catalogue, batch, world| {
        let before = troubles(catalogue);
        let now = world.now();
        let (id, mut row) = match id {
            Some(id) => (id, object(T::all(catalogue).get(&id).ok_or(Failure::NotFound)?)),
            None => {
                let id = world.number();
                (id, Map::from_iter([("id".to_owned(), json!(id)), ("created_at".to_owned(), json!(now))]))
            }
        };
        row.extend(given);
        row.insert("updated_at".to_owned(), json!(now));
        let mut item: T = serde_json::from_value(row.into()).map_err(|_| Failure::Unreadable)?;
        if let Some(asked) = item.asked() {
            asked.prepare();
        }
        T::all(catalogue).insert(id, item.clone());
        tell(&before, catalogue, T::LIST, id, &ask.body.0, &mut findings);
        if !findings.is_empty() {
            return Err(Failure::Fields(findings));
        }
        batch.put(&T::TABLE, &id, &item)?;
        Ok(id)
    });
    saved.await
}

/// Under which name it is told what would break.
const NEEDED: &str = "needed_by";

/// Adds the troubles that `catalogue` has and `before` had not: those of the thing itself under their field,
/// its older ones when the field was given again, and what breaks elsewhere by name.
pub fn tell(
    before: &[Trouble],
    catalogue: &Catalogue,
    list: &str,
    id: u64,
    given: &Map<String, Value>,
    findings: &mut Findings,
) {
    for trouble in troubles(catalogue) {
        let own = trouble.list == list && trouble.id == id;
        let is_new = !before.contains(&trouble);
        if own && (is_new || given.contains_key(&trouble.field)) {
            findings.entry(trouble.field).or_default().push(trouble.finding);
        // That another has the same name is this one's doing.
        } else if !own && is_new && trouble.finding != Finding::Taken {
            let (field, by) = broken(trouble, given);
            let needed = findings.entry(field).or_default();
            if !needed.contains(&by) {
                needed.push(by);
            }
        }
    }
}

/// What breaks elsewhere: a rule with what it names, under the field that it names; all else by its name.
fn broken(trouble: Trouble, given: &Map<String, Value>) -> (String, Finding) {
    let Trouble { name, field, finding, .. } = trouble;
    match finding {
        Finding::Unknown { name: named } | Finding::Ambiguous { name: named } if field == "rule" => {
            let by = if named.contains(" = ") { "options" } else { "name" };
            let by = if given.contains_key(by) { by } else { NEEDED };
            (by.to_owned(), Finding::InRule { of: name, named })
        }
        _ => (NEEDED.to_owned(), Finding::NeededBy { name }),
    }
}

pub fn object(item: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(item) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}
