//! Calls of side B's administration, one file for each topic: the documented ones in the account scope, and
//! what only koppel's own environments serve under `koppel/`. Where a partner lacks the latter, they answer
//! 404.
//!
//! Not here: what an environment can do (`access`), what follows from it (`engine::administer`).

pub mod agent;
pub mod audit;
pub mod cancellation;
pub mod catalogue;
pub mod incoming;
pub mod invite;
pub mod organisation;
pub mod rights;
pub mod sale;
pub mod webhook;

use serde_json::Value;

use super::{Client, LinkError, Scope};
use crate::salesdock::request::Call;
use crate::salesdock::wire::loose::{Number, Text, items};

impl Client {
    /// `v1/account/...` as a path.
    fn account(&self, path: &[&str]) -> Vec<String> {
        self.in_scope(Scope::Account, path)
    }
}

/// The first of `fields` that is a number.
fn number(call: &Call, fields: &[&Number]) -> Result<u64, LinkError> {
    let found = fields.iter().find_map(|field| field.id());
    found.ok_or_else(|| LinkError::unreadable(call.name, 201, "the answer names no number".to_owned()))
}

/// `{field: [ids]}`, or the bare list.
fn numbers(data: Value, field: &str) -> Vec<u64> {
    let list = match data.get(field) {
        Some(list) => list.clone(),
        None => data,
    };
    let id = |item: &Value| Number::of(item).id().or_else(|| Number::of(item.get("id")?).id());
    items(list).iter().filter_map(|item| id(item).or_else(|| Text::of(item).0?.parse().ok())).collect()
}
