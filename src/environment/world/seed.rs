//! A world file becomes the rows of a new environment. The file is read leniently: every loose form of the
//! API is taken; an entry that cannot be read is an error that names it.
//!
//! Not here: the worlds themselves (`assets/worlds`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::catalogue::{Agreement, Flow, PRICES, Product, Question, Status, Supplier};
use super::people::{ORGANISATION_FIELDS, Organisation, User};
use super::{loose, rows, time};
use crate::clock::Timestamp;
use crate::environment::EnvironmentError;
use crate::kv::Batch;

/// The lists of a world file, in the order they are read.
pub(super) const LISTS: &[&str] =
    &["suppliers", "products", "flows", "questions", "agreements", "statuses", "organisations", "users"];

/// Puts the rows of the world `source` (JSON) into `batch`.
pub(super) fn plant(batch: &mut Batch, source: &str, now: Timestamp) -> Result<(), EnvironmentError> {
    let world: Map<String, Value> =
        serde_json::from_str(source).map_err(|error| unreadable("the file", &error.to_string()))?;
    let mut highest = 0;
    for list in LISTS {
        for entry in world.get(*list).map(loose::as_list).unwrap_or_default() {
            let id = entry.get("id").and_then(loose::as_number);
            highest = highest.max(id.unwrap_or_default());
            row(batch, list, entry, now)?;
        }
    }
    // One sequence for everything the account numbers, above all that the file numbered.
    batch.put(&rows::SEQUENCES, &"ids".to_owned(), &highest)?;
    Ok(())
}

fn row(batch: &mut Batch, list: &str, mut entry: Value, now: Timestamp) -> Result<(), EnvironmentError> {
    stamp(&mut entry, now);
    match list {
        "suppliers" => {
            let supplier: Supplier = read(list, entry)?;
            batch.put(&rows::SUPPLIERS, &supplier.id, &supplier)?;
        }
        "products" => {
            picture(batch, &mut entry);
            let mut product: Product = read(list, entry)?;
            product.prices.retain(|name, _| PRICES.contains(&name.as_str()));
            batch.put(&rows::PRODUCTS, &product.id, &product)?;
        }
        "flows" => {
            let flow: Flow = read(list, entry)?;
            batch.put(&rows::FLOWS, &flow.id, &flow)?;
        }
        "questions" => {
            let question: Question = read(list, entry)?;
            batch.put(&rows::QUESTIONS, &question.id, &question)?;
        }
        "agreements" => {
            let agreement: Agreement = read(list, entry)?;
            batch.put(&rows::AGREEMENTS, &agreement.id, &agreement)?;
        }
        "statuses" => {
            let status: Status = read(list, entry)?;
            batch.put(&rows::STATUSES, &status.id.clone(), &status)?;
        }
        "organisations" => {
            let fields: Map<String, Value> = ORGANISATION_FIELDS
                .iter()
                .filter_map(|field| Some(((*field).to_owned(), entry.get(*field)?.clone())))
                .collect();
            entry["fields"] = fields.into();
            let organisation: Organisation = read(list, entry)?;
            batch.put(&rows::ORGANISATIONS, &organisation.id, &organisation)?;
        }
        _ => {
            let user: User = read(list, entry)?;
            batch.put(&rows::USERS, &user.id, &user)?;
        }
    }
    Ok(())
}

/// Times of a world file are local; rows hold instants.
pub(super) fn stamp(entry: &mut Value, now: Timestamp) {
    for field in ["created_at", "updated_at"] {
        let given = entry.get(field).and_then(loose::as_text).and_then(|text| time::instant(&text));
        entry[field] = json!(given.unwrap_or(now));
    }
}

/// An image of a world file carries its content; a row points at a document.
pub(super) fn picture(batch: &mut Batch, entry: &mut Value) {
    let image = &entry["image"];
    let content = image.get("content").and_then(Value::as_str).and_then(|text| STANDARD.decode(text).ok());
    entry["image"] = match content {
        Some(bytes) => json!({"extension": image["extension"], "document": batch.document(bytes)}),
        None => Value::Null,
    };
}

fn read<T: DeserializeOwned>(list: &str, entry: Value) -> Result<T, EnvironmentError> {
    let id = entry.get("id").map(Value::to_string).unwrap_or_default();
    serde_json::from_value(entry).map_err(|error| unreadable(&format!("{list} {id}"), &error.to_string()))
}

fn unreadable(entry: &str, why: &str) -> EnvironmentError {
    EnvironmentError::World { entry: entry.to_owned(), why: why.to_owned() }
}
