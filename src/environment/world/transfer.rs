//! A whole world out and in, in the shape of a world file. What comes in is matched with what is there by
//! what people call it (identifiers, addresses, names), so that a world can be moved to an account that has
//! other numbers; numbers inside it follow. Nothing is removed, and what already is so is left alone.
//!
//! Not here: filling a new account (`seed`), tokens and sales, which never travel.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::called::{called, known};
use super::catalogue::{Catalogue, PRICES, Product};
use super::change::By;
use super::check::{troubles, ungrantable};
use super::forms::{self, Form};
use super::judge::{Finding, Findings};
use super::people::{ORGANISATION_FIELDS, Organisation, People, Role};
use super::planned::{Happens, Planned};
use super::{World, loose, rows, seed};
use crate::kv::{Batch, KvError, Table};

/// The highest number that every reader of JSON holds exactly; what is made next is numbered above those of a file.
const HIGHEST: u64 = (1 << 53) - 1;

/// Why a world is not taken in.
pub enum NotTaken {
    /// What cannot be read or does not fit, by list, number and field.
    Wrong(Findings),
    /// It was only asked what would happen.
    Asked(Vec<Planned>),
    /// The store failed.
    Store(KvError),
}

impl From<KvError> for NotTaken {
    fn from(error: KvError) -> Self {
        Self::Store(error)
    }
}

impl World {
    /// The account's catalogue and people.
    pub async fn export(&self) -> Result<Map<String, Value>, KvError> {
        let (catalogue, people) = (self.catalogue(), self.people());
        let mut products = Vec::new();
        for product in catalogue.products.values() {
            products.push(self.whole(product).await?);
        }
        let own =
            catalogue.statuses.iter().filter(|status| !crate::model::status::SYSTEM.contains(&&*status.id));
        let users = people.users.values().filter(|user| user.role != Role::Owner);
        let lists = [
            ("suppliers", listed(catalogue.suppliers.values())),
            ("products", products.into()),
            ("flows", listed(catalogue.flows.values())),
            ("questions", listed(catalogue.questions.values())),
            ("agreements", listed(catalogue.agreements.values())),
            ("statuses", listed(own)),
            ("organisations", people.organisations.values().map(organisation).collect()),
            ("users", listed(users)),
        ];
        Ok(lists.into_iter().map(|(list, rows)| (list.to_owned(), rows)).collect())
    }

    /// A product with the content of its image and documents.
    async fn whole(&self, product: &Product) -> Result<Value, KvError> {
        let mut row = object(product);
        if let Some(image) = &product.image {
            let content = self.kv().document(image.document).await?.unwrap_or_default();
            row.insert(
                "image".into(),
                json!({"extension": image.extension, "content": STANDARD.encode(content)}),
            );
        }
        let mut documents = Vec::new();
        for document in &product.documents {
            documents.push(match document.document {
                None => json!({"name": document.name, "content": document.content}),
                Some(id) => {
                    let content = self.kv().document(id).await?.unwrap_or_default();
                    json!({"name": document.name, "file": STANDARD.encode(content)})
                }
            });
        }
        row.insert("documents".into(), documents.into());
        Ok(row.into())
    }

    /// Takes a world in: all of it, or nothing.
    pub async fn import(
        &self,
        by: &By,
        source: Map<String, Value>,
        dry_run: bool,
    ) -> Result<Vec<Planned>, NotTaken> {
        let taken = self.change(by, |people, catalogue, batch, world| {
            let before = troubles(catalogue);
            let unknown: Vec<String> =
                source.keys().filter(|list| !seed::LISTS.contains(&list.as_str())).cloned().collect();
            let mut taking = Taking::new(world, people, catalogue, source, batch);
            let people = std::sync::Arc::make_mut(people);
            let catalogue = std::sync::Arc::make_mut(catalogue);
            taking.take(people, catalogue)?;
            for list in unknown {
                taking.findings.entry(list).or_default().push(Finding::UnknownField);
            }
            for trouble in troubles(catalogue).into_iter().filter(|trouble| !before.contains(trouble)) {
                let field = format!("{}.{}.{}", trouble.list, trouble.id, trouble.field);
                taking.findings.entry(field).or_default().push(trouble.finding);
            }
            match (taking.findings.is_empty(), dry_run) {
                (false, _) => Err(NotTaken::Wrong(taking.findings)),
                (true, true) => Err(NotTaken::Asked(taking.planned)),
                (true, false) => Ok(taking.planned),
            }
        });
        match taken.await {
            Err(NotTaken::Asked(planned)) => Ok(planned),
            other => other,
        }
    }
}

/// An import under way.
struct Taking<'a> {
    world: &'a World,
    batch: &'a mut Batch,
    source: Map<String, Value>,
    /// Numbers in the file to numbers here, by list.
    numbers: BTreeMap<&'static str, BTreeMap<u64, u64>>,
    findings: Findings,
    planned: Vec<Planned>,
}

impl<'a> Taking<'a> {
    fn new(
        world: &'a World,
        people: &People,
        catalogue: &Catalogue,
        source: Map<String, Value>,
        batch: &'a mut Batch,
    ) -> Self {
        let known = known(people, catalogue);
        let mut used: BTreeSet<u64> =
            known.values().flat_map(|list| list.values().flatten().copied()).collect();
        let mut taking = Self {
            world,
            batch,
            source,
            numbers: BTreeMap::new(),
            findings: Findings::new(),
            planned: Vec::new(),
        };
        for (list, known) in &known {
            let entries = taking.source.get(*list).map(loose::as_list).unwrap_or_default();
            let mut numbers: BTreeMap<u64, u64> = BTreeMap::new();
            let given =
                |entry: &Value| entry.get("id").and_then(loose::as_number).filter(|id| *id <= HIGHEST);
            // What has its number here already keeps it; of others that are called the same each takes one.
            let same = |entry: &&Value| {
                let alike = known.get(&called(list, entry));
                given(entry).is_some_and(|id| alike.is_some_and(|alike| alike.contains(&id)))
            };
            let (first, rest): (Vec<&Value>, Vec<&Value>) = entries.iter().partition(same);
            for entry in first.into_iter().chain(rest) {
                let Some(given) = given(entry) else { continue };
                let taken: BTreeSet<u64> = numbers.values().copied().collect();
                let fits = |id: &&u64| {
                    !taken.contains(id) && (*list != "users" || taking.is_of_same(people, **id, entry))
                };
                let alike = known.get(&called(list, entry)).map(Vec::as_slice).unwrap_or_default();
                let own = alike.iter().filter(fits).find(|id| **id == given);
                let number = match own.or_else(|| alike.iter().find(fits)) {
                    Some(number) => *number,
                    None if used.insert(given) => {
                        world.keep_above(given);
                        given
                    }
                    None => world.number(),
                };
                numbers.insert(given, number);
            }
            taking.numbers.insert(list, numbers);
        }
        taking
    }

    /// Whether a user who is here is of the organisation that an entry is of: nobody, and no token, moves to
    /// another organisation because somebody there is called the same.
    fn is_of_same(&self, people: &People, user: u64, entry: &Value) -> bool {
        let here = people.users.get(&user).and_then(|user| user.organisation_id);
        let there = entry.get("organisation_id").and_then(loose::as_number);
        let there = there.map(|id| self.numbers.get("organisations").and_then(|list| list.get(&id)).copied());
        match there {
            Some(there) => there.is_some() && there == here,
            None => here.is_none(),
        }
    }

    fn take(&mut self, people: &mut People, catalogue: &mut Catalogue) -> Result<(), KvError> {
        for entry in self.entries("suppliers") {
            self.one(
                "suppliers",
                forms::SUPPLIER,
                &rows::SUPPLIERS,
                &mut catalogue.suppliers,
                entry,
                |_| {},
            )?;
        }
        for mut entry in self.entries("products") {
            self.follow(&mut entry, "supplier_id", "suppliers");
            seed::picture(self.batch, &mut entry);
            for document in entry.get_mut("documents").and_then(Value::as_array_mut).into_iter().flatten() {
                let file =
                    document.get("file").and_then(Value::as_str).and_then(|text| STANDARD.decode(text).ok());
                if let Some(bytes) = file {
                    *document = json!({"name": document["name"], "document": self.batch.document(bytes)});
                }
            }
            let bare =
                |product: &mut Product| product.prices.retain(|name, _| PRICES.contains(&name.as_str()));
            let all = &mut catalogue.products;
            self.one("products", forms::PRODUCT, &rows::PRODUCTS, all, entry, bare)?;
        }
        for mut entry in self.entries("flows") {
            self.follow(&mut entry, "product_ids", "products");
            for section in entry.get_mut("sections").and_then(Value::as_array_mut).into_iter().flatten() {
                self.follow(section, "mandatory_for_supplier_ids", "suppliers");
                self.follow(section, "mandatory_for_product_ids", "products");
                for product in section.get_mut("products").and_then(Value::as_array_mut).into_iter().flatten()
                {
                    self.follow(product, "id", "products");
                }
            }
            self.one("flows", forms::FLOW, &rows::FLOWS, &mut catalogue.flows, entry, |_| {})?;
        }
        for mut entry in self.entries("questions") {
            self.rule(&mut entry["rule"]);
            let prepare = |question: &mut super::catalogue::Question| question.asked.prepare();
            let (form, all) = (forms::QUESTION, &mut catalogue.questions);
            self.one("questions", form, &rows::QUESTIONS, all, entry, prepare)?;
        }
        for mut entry in self.entries("agreements") {
            self.rule(&mut entry["rule"]);
            let prepare = |agreement: &mut super::catalogue::Agreement| agreement.asked.prepare();
            let (form, all) = (forms::AGREEMENT, &mut catalogue.agreements);
            self.one("agreements", form, &rows::AGREEMENTS, all, entry, prepare)?;
        }
        self.statuses(catalogue)?;
        for mut entry in self.entries("organisations") {
            self.follow(&mut entry, "products", "products");
            self.follow(&mut entry, "flows", "flows");
            self.follow(&mut entry, "whole_flows", "flows");
            let fields: Map<String, Value> = ORGANISATION_FIELDS
                .iter()
                .filter_map(|field| Some(((*field).to_owned(), entry.get(*field)?.clone())))
                .collect();
            let text = |field: &str| fields.get(field).and_then(loose::as_text).unwrap_or_default();
            for (field, found) in forms::organisation(text, |_| true) {
                found.into_iter().for_each(|finding| self.wrong("organisations", &entry, &field, finding));
            }
            let own = entry.get("id").and_then(loose::as_number);
            if people.has_identifier(own, &text("identifier")) {
                self.wrong("organisations", &entry, "identifier", Finding::Taken);
            }
            for (field, id) in ungrantable(&entry, catalogue) {
                self.wrong("organisations", &entry, field, Finding::Unknown { name: id.to_string() });
            }
            entry["fields"] = fields.into();
            let all = &mut people.organisations;
            self.one("organisations", &[], &rows::ORGANISATIONS, all, entry, |_| {})?;
        }
        for mut entry in self.entries("users") {
            self.follow(&mut entry, "organisation_id", "organisations");
            if entry["role"] == "owner" {
                self.wrong("users", &entry, "role", Finding::OfTheSystem);
                continue;
            }
            self.one("users", &[], &rows::USERS, &mut people.users, entry, |_| {})?;
        }
        Ok(())
    }

    /// The entries of a list, with the numbers they have here.
    fn entries(&mut self, list: &'static str) -> Vec<Value> {
        let mut entries = self.source.get(list).map(loose::as_list).unwrap_or_default();
        let mut seen = BTreeSet::new();
        for entry in &mut entries {
            let finding = match entry.get("id").filter(|id| !id.is_null()).map(loose::as_number) {
                Some(Some(id)) if id > HIGHEST => Finding::TooMany { maximum: HIGHEST },
                Some(Some(id)) if !seen.insert(id) => Finding::Taken,
                Some(Some(id)) => {
                    entry["id"] = json!(self.number(list, id));
                    continue;
                }
                Some(None) => Finding::NotNumeric,
                None if entry.is_object() => {
                    entry["id"] = json!(self.world.number());
                    continue;
                }
                None => Finding::Required,
            };
            self.wrong(list, &std::mem::take(entry), "id", finding);
        }
        entries.retain(Value::is_object);
        entries
    }

    fn number(&self, list: &str, id: u64) -> u64 {
        self.numbers.get(list).and_then(|numbers| numbers.get(&id)).copied().unwrap_or(id)
    }

    /// The numbers in `entry`'s `field` become those of `list` here.
    fn follow(&self, entry: &mut Value, field: &str, list: &str) {
        let Some(value) = entry.get_mut(field).filter(|value| !value.is_null()) else { return };
        *value = match loose::as_number(value) {
            Some(id) if !value.is_array() => json!(self.number(list, id)),
            _ => loose::as_numbers(value).into_iter().map(|id| self.number(list, id)).collect(),
        };
    }

    /// A rule names suppliers by number.
    fn rule(&self, rule: &mut Value) {
        if rule.get("identifier").and_then(Value::as_str) == Some("supplier.id")
            && let Some(id) = rule.get("value").and_then(loose::as_number)
        {
            rule["value"] = self.number("suppliers", id).to_string().into();
        }
        for part in rule.get_mut("rules").and_then(Value::as_array_mut).into_iter().flatten() {
            self.rule(part);
        }
    }

    fn one<T: Serialize + DeserializeOwned + Clone>(
        &mut self,
        list: &'static str,
        form: Form,
        table: &Table<u64, T>,
        all: &mut BTreeMap<u64, T>,
        mut entry: Value,
        settle: impl FnOnce(&mut T),
    ) -> Result<(), KvError> {
        let id = entry.get("id").and_then(loose::as_number).unwrap_or_default();
        if let (Some(fields), false) = (entry.as_object(), form.is_empty()) {
            let mut own = Findings::new();
            forms::read(form, fields, !all.contains_key(&id), &mut own);
            for (field, found) in own {
                // A world file has more fields than an administrator sends.
                for finding in found.into_iter().filter(|finding| *finding != Finding::UnknownField) {
                    self.wrong(list, &entry, &field, finding);
                }
            }
        }
        seed::stamp(&mut entry, self.world.now());
        let before = all.get(&id).map(object);
        let mut row = before.clone().unwrap_or_default();
        if let Value::Object(fields) = entry.clone() {
            row.extend(fields);
        }
        let mut item: T = match serde_json::from_value(row.into()) {
            Ok(item) => item,
            Err(error) => {
                self.wrong(list, &entry, "", Finding::Unreadable { why: error.to_string() });
                return Ok(());
            }
        };
        settle(&mut item);
        let after = object(&item);
        let is_known = |field: &String| {
            after.contains_key(field)
                || form.iter().any(|(known, _)| known == field)
                || list == "organisations" && ORGANISATION_FIELDS.contains(&field.as_str())
        };
        let unknown = entry.as_object().into_iter().flat_map(Map::keys).filter(|field| !is_known(field));
        for field in unknown.filter(|field| !matches!(field.as_str(), "created_at" | "updated_at")) {
            self.wrong(list, &entry, field, Finding::UnknownField);
        }
        let name = called(list, &entry);
        self.plan(list, id.to_string(), name, before.as_ref(), &after);
        if self.planned.last().is_some_and(|row| row.change != Happens::Same) {
            self.batch.put(table, &id, &item)?;
            all.insert(id, item);
        }
        Ok(())
    }

    fn statuses(&mut self, catalogue: &mut Catalogue) -> Result<(), KvError> {
        for entry in self.source.get("statuses").map(loose::as_list).unwrap_or_default() {
            let mut own = Findings::new();
            let given = entry.as_object().cloned().unwrap_or_default();
            let row = forms::read(forms::STATUS, &given, true, &mut own);
            let id = row.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
            if crate::model::status::SYSTEM.contains(&id.as_str()) {
                own.entry("id".to_owned()).or_default().push(Finding::OfTheSystem);
            }
            for (field, found) in own {
                for finding in found.into_iter().filter(|finding| *finding != Finding::UnknownField) {
                    self.wrong("statuses", &entry, &field, finding);
                }
            }
            let Ok(status) = serde_json::from_value::<super::catalogue::Status>(row.into()) else { continue };
            let known = catalogue.statuses.iter().position(|known| known.id == id);
            let before = known.map(|at| object(&catalogue.statuses[at]));
            self.plan("statuses", id.clone(), status.name.clone(), before.as_ref(), &object(&status));
            if self.planned.last().is_some_and(|row| row.change != Happens::Same) {
                self.batch.put(&rows::STATUSES, &id, &status)?;
                match known {
                    Some(at) => catalogue.statuses[at] = status,
                    None => catalogue.statuses.push(status),
                }
            }
        }
        Ok(())
    }

    fn plan(
        &mut self,
        list: &'static str,
        id: String,
        name: String,
        before: Option<&Map<String, Value>>,
        after: &Map<String, Value>,
    ) {
        let timely = |field: &str| matches!(field, "created_at" | "updated_at");
        let differs = |before: &Map<String, Value>| -> Vec<String> {
            let all: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            let changed =
                all.into_iter().filter(|field| !timely(field) && before.get(*field) != after.get(*field));
            changed.cloned().collect()
        };
        let (change, fields) = match before.map(differs) {
            None => (Happens::Created, Vec::new()),
            Some(fields) if fields.is_empty() => (Happens::Same, fields),
            Some(fields) => (Happens::Changed, fields),
        };
        self.planned.push(Planned { list, id, name, change, fields });
    }

    fn wrong(&mut self, list: &str, entry: &Value, field: &str, finding: Finding) {
        let id = entry.get("id").and_then(loose::as_text).unwrap_or_else(|| "?".to_owned());
        let field = format!("{list}.{id}.{field}").trim_end_matches('.').to_owned();
        self.findings.entry(field).or_default().push(finding);
    }
}

/// An organisation as a world file has it.
pub(super) fn organisation(found: &Organisation) -> Value {
    let mut row: Map<String, Value> =
        found.fields.iter().map(|(field, text)| (field.clone(), json!(text))).collect();
    row.insert("id".into(), json!(found.id));
    row.insert("active".into(), json!(found.active));
    row.insert("products".into(), json!(found.products));
    row.insert("flows".into(), json!(found.flows));
    row.insert("whole_flows".into(), json!(found.whole_flows));
    row.insert("incoming".into(), json!(found.incoming));
    row.into()
}

fn listed<'a, T: Serialize + 'a>(items: impl Iterator<Item = &'a T>) -> Value {
    items.map(|item| Value::Object(object(item))).collect()
}

/// A row as an object.
pub(super) fn object(item: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(item) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}
