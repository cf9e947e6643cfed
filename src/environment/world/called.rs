//! What the things of a world are called: what is the same here and in a world file, whatever their numbers.
//!
//! Not here: taking a file in (`transfer`).

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::catalogue::Catalogue;
use super::loose;
use super::people::People;
use super::transfer::{object, organisation};

/// What is there, by list and by what people call it.
pub(super) fn known(
    people: &People,
    catalogue: &Catalogue,
) -> BTreeMap<&'static str, BTreeMap<String, Vec<u64>>> {
    fn grouped(all: impl Iterator<Item = (String, u64)>) -> BTreeMap<String, Vec<u64>> {
        let mut by_name: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        all.for_each(|(name, id)| by_name.entry(name).or_default().push(id));
        by_name
    }
    fn by_name<T: Serialize>(list: &'static str, all: &BTreeMap<u64, T>) -> BTreeMap<String, Vec<u64>> {
        grouped(all.iter().map(|(id, item)| (called(list, &Value::Object(object(item))), *id)))
    }
    let organisations = people.organisations.iter();
    let organisations = organisations.map(|(id, found)| (called("organisations", &organisation(found)), *id));
    BTreeMap::from([
        ("suppliers", by_name("suppliers", &catalogue.suppliers)),
        ("products", by_name("products", &catalogue.products)),
        ("flows", by_name("flows", &catalogue.flows)),
        ("questions", by_name("questions", &catalogue.questions)),
        ("agreements", by_name("agreements", &catalogue.agreements)),
        ("organisations", grouped(organisations)),
        ("users", by_name("users", &people.users)),
    ])
}

/// What people call it: what is the same here and in a file.
pub(super) fn called(list: &str, entry: &Value) -> String {
    let text = |field: &str| entry.get(field).and_then(loose::as_text).unwrap_or_default();
    let first = |fields: &[&str]| fields.iter().map(|field| text(field)).find(|text| !text.is_empty());
    match list {
        "flows" => format!("{}/{}", text("type"), text("identifier")),
        "users" => first(&["email"]).unwrap_or_else(|| format!("{} {}", text("firstname"), text("lastname"))),
        _ => first(&["identifier", "name"]).unwrap_or_default(),
    }
}
