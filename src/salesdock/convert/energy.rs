//! Energy fields. A new sale has them flat (`usage_e_single`, `gas_ean`, ...); an extended row shows them
//! by site (`flow_data_energy.sites[].electricity.usage_single`, ...). The model has the flat names.
//!
//! A sale with several sites keeps the first: the API takes no more than one with a new sale.
//!
//! Not here: which of them a flow wants (`linking::translate`).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::sale::Energy;
use crate::salesdock::wire::loose::{Flag, Text, items};

pub use crate::model::sale::ENERGY_FIELDS as FIELDS;

/// Names in a site's `electricity`, and what they are in a new sale.
const ELECTRICITY: &[(&str, &str)] = &[
    ("ean_code", "electricity_ean"),
    ("ean", "electricity_ean"),
    ("usage_single", "usage_e_single"),
    ("usage_normal", "usage_e_high"),
    ("usage_high", "usage_e_high"),
    ("usage_low", "usage_e_low"),
    ("return_single", "return"),
    ("return_normal", "return_e_high"),
    ("return_high", "return_e_high"),
    ("return_low", "return_e_low"),
    ("connection", "e_connection_type"),
    ("connection_type", "e_connection_type"),
    ("gridoperator", "e_gridoperator"),
];

/// Names in a site's `gas`, and what they are in a new sale.
const GAS: &[(&str, &str)] = &[
    ("ean_code", "gas_ean"),
    ("ean", "gas_ean"),
    ("usage", "usage_g"),
    ("connection", "g_connection_type"),
    ("connection_type", "g_connection_type"),
    ("gasregion", "g_region"),
    ("region", "g_region"),
    ("gridoperator", "g_gridoperator"),
];

/// Reads them from a row: what the first site of its `flow_data_energy` says, and over it what stands flat
/// there and in the row. `None` when there is nothing of the kind. In the row itself `type` is the type of
/// the sale, so it is not taken from there.
pub fn read(data: Option<&Value>, flat: &BTreeMap<String, Value>) -> Option<Energy> {
    let mut energy = Energy::new();
    let site = first_site(data).unwrap_or_default();
    let (electricity, gas) = (&site["electricity"], &site["gas"]);
    for (part, names) in [(electricity, ELECTRICITY), (gas, GAS)] {
        for (theirs, ours) in names {
            put(&mut energy, ours, part.get(*theirs));
        }
        for name in &FIELDS[1..] {
            put(&mut energy, name, part.get(*name));
        }
    }
    for name in &FIELDS[1..] {
        put(&mut energy, name, data.and_then(|data| data.get(*name)));
        put(&mut energy, name, flat.get(*name));
    }
    if energy.is_empty() {
        return None;
    }
    if let Some(double) = electricity.get("double_meter").and_then(|value| Flag::of(value).0) {
        put_flag(&mut energy, "tarifftype", double);
    }
    returns(&mut energy);
    match data.and_then(|data| Text::of(data.get("type")?).0) {
        Some(kind) => energy.insert("type".to_owned(), kind),
        None => energy.insert("type".to_owned(), kind(&energy).to_owned()),
    };
    Some(energy)
}

/// The first site of `flow_data_energy`.
pub fn first_site(data: Option<&Value>) -> Option<Value> {
    items(data?.get("sites")?.clone()).into_iter().next()
}

fn put(energy: &mut Energy, name: &str, value: Option<&Value>) {
    if let Some(text) = value.and_then(|value| Text::of(value).unmasked()) {
        energy.insert(name.to_owned(), text);
    }
}

fn put_flag(energy: &mut Energy, name: &str, flag: bool) {
    energy.insert(name.to_owned(), if flag { "1" } else { "0" }.to_owned());
}

/// Whether it feeds back, where only how much is told.
fn returns(energy: &mut Energy) {
    let amount = |name: &str| energy.get(name).and_then(|amount| amount.trim().parse::<f64>().ok());
    let known: Vec<_> = ["return", "return_e_high", "return_e_low"].into_iter().filter_map(amount).collect();
    if !known.is_empty() && !energy.contains_key("has_return") {
        put_flag(energy, "has_return", known.iter().any(|amount| *amount > 0.0));
    }
}

/// Electricity, gas or both, by what is told of either.
fn kind(energy: &Energy) -> &'static str {
    let has = |names: &[&str]| names.iter().any(|name| energy.contains_key(*name));
    let electricity =
        has(&["electricity_ean", "usage_e_single", "usage_e_high", "usage_e_low", "e_connection_type"]);
    match (electricity, has(&["gas_ean", "usage_g", "g_connection_type"])) {
        (true, true) => "e_g",
        (false, true) => "g",
        _ => "e",
    }
}
