//! The one place through which the account is changed by whoever administers it. Each change is one commit,
//! and in the same commit lies its entry of the audit log: who, when, from where, what it was and what it
//! became. What it was and became is taken from the commit itself, so that no handler can forget it, and
//! without secrets. Entries are chained by hash, so that a change of one shows.
//!
//! Not here: reading the log (`world::audit`), the life of sales, whose history is their own (`world::sales`).

use std::net::IpAddr;
use std::sync::{Arc, PoisonError};

use chrono::SecondsFormat;
use serde_json::{Map, Value, json};

use super::acts::Act;
use super::catalogue::Catalogue;
use super::events::{Audience, Happening, Kind, changes};
use super::people::People;
use super::{World, rows};
use crate::clock::Timestamp;
use crate::kv::{Batch, DocumentId, Key, Kv, KvError, Scan};

/// Who changes something, and what they call it.
#[derive(Clone)]
pub struct By {
    /// The act, as `organisation.create`.
    pub act: Act,
    /// The user's number and name; `None` for the environment itself.
    pub user: Option<(u64, String)>,
    /// The token's number and label.
    pub token: Option<(u64, String)>,
    /// Where the request came from.
    pub address: Option<IpAddr>,
    /// Who says that they gave the command, where several work with one token.
    pub actor: Option<String>,
}

impl By {
    /// The environment itself.
    pub fn itself(act: Act) -> Self {
        Self { act, user: None, token: None, address: None, actor: None }
    }
}

/// The hash before the first entry.
pub const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Fields whose values never stand in an entry, at any depth: only that they changed.
const SECRETS: &[&str] = &["digest", "secret", "secrets", "previous_secret", "token", "password"];
const HIDDEN: &str = "[secret]";

/// Tables that say nothing about what was done.
const SILENT: &[&str] = &["sequences", "audit", "token_use", "outbox"];
/// A row of it that is new follows from what was done, and says nothing either.
const FOLLOWS: &str = "deliveries";

/// Table, encoded key, encoded value.
type Write<'a> = (&'static str, &'a [u8], Option<&'a [u8]>);

/// The end of the log.
pub(super) struct Chain {
    number: u64,
    hash: String,
}

impl Chain {
    /// The chain as the store has it.
    pub(super) async fn open(kv: &Kv) -> Result<Self, KvError> {
        let last = kv.scan(&rows::AUDIT, Scan::all().reversed().limit(1)).await?.pop();
        Ok(match last {
            None => Self { number: 0, hash: START.to_owned() },
            Some((number, row)) => Self { number, hash: row.value.hash },
        })
    }
}

impl World {
    /// Changes the catalogue: `change` gets a copy and the batch that stores what it changes, and may
    /// refuse. The change is seen by everybody once it is durable.
    pub async fn change_catalogue<T, E: From<KvError>>(
        &self,
        by: &By,
        change: impl FnOnce(&mut Catalogue, &mut Batch, &Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let change = |_: &mut _, catalogue: &mut Arc<Catalogue>, batch: &mut Batch, world: &Self| {
            change(Arc::make_mut(catalogue), batch, world)
        };
        self.change(by, change).await
    }

    /// Changes the people, likewise.
    pub async fn change_people<T, E: From<KvError>>(
        &self,
        by: &By,
        change: impl FnOnce(&mut People, &mut Batch, &Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let change = |people: &mut Arc<People>, _: &mut _, batch: &mut Batch, world: &Self| {
            change(Arc::make_mut(people), batch, world)
        };
        self.change(by, change).await
    }

    /// Changes people and catalogue in one commit. What is written to is copied first ([`Arc::make_mut`]).
    pub async fn change<T, E: From<KvError>>(
        &self,
        by: &By,
        change: impl FnOnce(&mut Arc<People>, &mut Arc<Catalogue>, &mut Batch, &Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut chain = self.changing.lock().await;
        let (mut people, mut catalogue) = (self.people(), self.catalogue());
        let before = (people.clone(), catalogue.clone());
        let mut batch = self.kv.batch();
        let done = change(&mut people, &mut catalogue, &mut batch, self)?;
        let mut told = self.happened(&before, &people, &catalogue);
        self.announce(&mut batch, &told)?;
        let recorded = self.commit(&mut chain, by, batch).await?;
        *self.people.write().unwrap_or_else(PoisonError::into_inner) = people;
        *self.catalogue.write().unwrap_or_else(PoisonError::into_inner) = catalogue;
        told.extend(recorded);
        self.tell(told);
        // Also whoever may not listen any more is to notice.
        self.events.stir();
        Ok(done)
    }

    /// What a change means to those who listen.
    fn happened(
        &self,
        (people_before, catalogue_before): &(Arc<People>, Arc<Catalogue>),
        people: &Arc<People>,
        catalogue: &Arc<Catalogue>,
    ) -> Vec<Happening> {
        let mut told = Vec::new();
        if !Arc::ptr_eq(people_before, people) {
            told.extend(changes::of_people(people_before, people, catalogue, self.today()));
        }
        if !Arc::ptr_eq(catalogue_before, catalogue) {
            told.extend(changes::of_catalogue(catalogue_before, catalogue, people, self.today()));
        }
        told
    }

    /// Commits a change of rows that no snapshot holds, with its entry.
    pub async fn change_rows(&self, by: &By, batch: Batch) -> Result<(), KvError> {
        let mut chain = self.changing.lock().await;
        let recorded = self.commit(&mut chain, by, batch).await?;
        self.tell(recorded.into_iter().collect());
        Ok(())
    }

    /// Notes what no row shows, with what follows from it.
    pub(super) async fn note(&self, by: &By, changes: Vec<Value>, batch: Batch) -> Result<(), KvError> {
        let mut chain = self.changing.lock().await;
        let recorded = self.commit_noted(&mut chain, by, changes, batch).await?;
        self.tell(recorded.into_iter().collect());
        Ok(())
    }

    async fn commit(&self, chain: &mut Chain, by: &By, batch: Batch) -> Result<Option<Happening>, KvError> {
        if batch.is_empty() {
            return Ok(None);
        }
        let changes = self.changes(&batch).await?;
        self.commit_noted(chain, by, changes, batch).await
    }

    /// Commits rows of which the entry shows no more than `changes`. That there is one is told to the account, by
    /// whoever calls this, once everybody sees what was changed.
    async fn commit_noted(
        &self,
        chain: &mut Chain,
        by: &By,
        changes: Vec<Value>,
        mut batch: Batch,
    ) -> Result<Option<Happening>, KvError> {
        let mut next = None;
        let mut recorded = None;
        if !changes.is_empty() {
            let mut entry = entry(chain.number + 1, self.clock.now(), by, changes);
            entry.insert("previous".to_owned(), chain.hash.clone().into());
            let end = Chain { number: chain.number + 1, hash: digest(&entry) };
            let row = rows::Audited { hash: end.hash.clone(), entry: Self::stored(&mut batch, entry)? };
            batch.put(&rows::AUDIT, &end.number, &row)?;
            batch.put(&rows::SEQUENCES, &"audit".to_owned(), &end.number)?;
            let data = json!({"id": end.number, "act": by.act.word()});
            let added = Happening { kind: Kind::RecordAdded, data, more: None, audience: Audience::Account };
            self.announce(&mut batch, std::slice::from_ref(&added))?;
            recorded = Some(added);
            next = Some(end);
        }
        self.commit_numbered(batch).await?;
        if let Some(end) = next {
            *chain = end;
        }
        Ok(recorded)
    }

    /// What each row of the batch was and becomes, in the batch's order, the last write of each.
    async fn changes(&self, batch: &Batch) -> Result<Vec<Value>, KvError> {
        let mut seen: Vec<Write<'_>> = Vec::new();
        for (table, key, value) in batch.writes().filter(|(table, ..)| !SILENT.contains(table)) {
            match seen.iter_mut().find(|one| (one.0, one.1) == (table, key)) {
                Some(one) => one.2 = value,
                None => seen.push((table, key, value)),
            }
        }
        let mut changes = Vec::new();
        for (table, key, value) in seen {
            let read = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap_or_default();
            let before = self.kv.raw(table, key).await?.map(|bytes| read(&bytes));
            let after = value.map(read);
            if before != after && !(table == FOLLOWS && before.is_none()) {
                let (mut before, mut after) = differing(before, after);
                for side in [&mut before, &mut after] {
                    self.describe(side, batch).await?;
                }
                changes.push(json!({"kind": table, "id": name(key), "before": before, "after": after}));
            }
        }
        Ok(changes)
    }

    /// Instead of the name of a file in the store: its size and its hash. A hash is text.
    async fn describe(&self, row: &mut Value, batch: &Batch) -> Result<(), KvError> {
        let (mut claims, mut files) = (Vec::new(), Vec::new());
        having(row, "claim", &mut claims);
        for row in claims {
            if let Some(bytes) = hash(&row["claim"]) {
                row["claim"] = blake3::Hash::from_bytes(bytes).to_hex().as_str().into();
            }
        }
        having(row, "document", &mut files);
        for fields in files.into_iter().filter_map(Value::as_object_mut) {
            let named = fields.get("document").cloned().unwrap_or_default();
            let Ok(id) = serde_json::from_value::<DocumentId>(named) else { continue };
            let size = match batch.size_of(id) {
                Some(size) => Some(size),
                None => self.kv.document(id).await?.map(|content| content.len()),
            };
            fields.remove("document");
            fields.insert("size".to_owned(), json!(size));
            fields.insert("hash".to_owned(), id.to_hex().into());
        }
        Ok(())
    }
}

/// The bytes of a hash, as they stand in a row.
fn hash(value: &Value) -> Option<[u8; 32]> {
    let Value::Array(bytes) = value else { return None };
    let bytes: Option<Vec<u8>> = bytes.iter().map(|byte| u8::try_from(byte.as_u64()?).ok()).collect();
    bytes?.try_into().ok()
}

/// Every object in a value that has this field.
fn having<'a>(value: &'a mut Value, field: &str, found: &mut Vec<&'a mut Value>) {
    if value.get(field).is_some() {
        return found.push(value);
    }
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|one| having(one, field, found)),
        Value::Array(items) => items.iter_mut().for_each(|one| having(one, field, found)),
        _ => {}
    }
}

/// Of two objects only the fields that differ; secrets hidden.
fn differing(before: Option<Value>, after: Option<Value>) -> (Value, Value) {
    let (mut before, mut after) = (before.unwrap_or_default(), after.unwrap_or_default());
    if let (Value::Object(before), Value::Object(after)) = (&mut before, &mut after) {
        let same: Vec<String> = before
            .iter()
            .filter(|(name, value)| after.get(*name) == Some(value))
            .map(|row| row.0.clone())
            .collect();
        for name in same {
            before.remove(&name);
            after.remove(&name);
        }
    }
    hide(&mut before);
    hide(&mut after);
    (before, after)
}

fn hide(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if SECRETS.contains(&name.as_str()) && !value.is_null() {
                    *value = HIDDEN.into();
                } else {
                    hide(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(hide),
        _ => {}
    }
}

/// A row's key as people know it: its number, or its name.
fn name(key: &[u8]) -> String {
    u64::decode(key)
        .map(|number| number.to_string())
        .or_else(|| String::decode(key))
        .or_else(|| <(String, String)>::decode(key).map(|(first, second)| format!("{first}/{second}")))
        .unwrap_or_else(|| key.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn entry(number: u64, at: Timestamp, by: &By, changes: Vec<Value>) -> Map<String, Value> {
    let named = |one: &Option<(u64, String)>, word: &str| match one {
        Some((id, name)) => json!({"id": id, word: name}),
        None => Value::Null,
    };
    let fields = [
        ("number", json!(number)),
        ("at", at.to_rfc3339_opts(SecondsFormat::Micros, true).into()),
        ("act", by.act.word().into()),
        ("user", named(&by.user, "name")),
        ("token", named(&by.token, "label")),
        ("address", json!(by.address)),
        ("changes", changes.into()),
    ];
    let actor = by.actor.as_ref().map(|actor| ("actor", actor.as_str().into()));
    fields.into_iter().chain(actor).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The hash of an entry: BLAKE3 over its JSON without `hash`, fields sorted by name, nothing between them.
pub(super) fn digest(entry: &Map<String, Value>) -> String {
    // Maps of serde_json are sorted by key.
    blake3::hash(&serde_json::to_vec(entry).unwrap_or_default()).to_hex().to_string()
}
