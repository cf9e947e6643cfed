//! The four tables of a mapping: rows that are, and things that have none yet.
//!
//! Not here: changing them (`map`).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::cli::error::CliError;
use crate::cli::print::Out;
use crate::model::shown::Shown;
use crate::model::status::is_system;
use crate::service::protocol::MappingView;

/// `{"own","partner","mapped"}` a line; own flows without a row have `partner` null.
pub fn flows(out: &Out, view: &MappingView) -> Result<(), CliError> {
    let pairs: Vec<_> =
        view.mapping.flows.iter().map(|row| (row.own.to_string(), row.partner.to_string())).collect();
    pairs_table(out, &pairs, &named(&view.own_flows))
}

/// `{"own","partner","mapped"}` a line; own agreements without a row have `partner` null.
pub fn agreements(out: &Out, view: &MappingView) -> Result<(), CliError> {
    let pairs: Vec<_> =
        view.mapping.agreements.iter().map(|row| (row.own.to_string(), row.partner.to_string())).collect();
    pairs_table(out, &pairs, &named(&view.own_agreements))
}

/// `{"partner","own","system","mapped"}` a line: rows, then partner statuses without one. System statuses
/// map to themselves.
pub fn statuses(out: &Out, view: &MappingView) -> Result<(), CliError> {
    let mapped: BTreeSet<_> = view.mapping.statuses.iter().map(|row| &row.partner).collect();
    let mut rows: Vec<(String, Option<String>, bool)> = view
        .mapping
        .statuses
        .iter()
        .map(|row| (row.partner.to_string(), Some(row.own.to_string()), is_system(&row.partner)))
        .collect();
    for (key, _) in view.partner_statuses.iter().filter(|(key, _)| !mapped.contains(key)) {
        let own = is_system(key).then(|| key.to_string());
        rows.push((key.to_string(), own, is_system(key)));
    }
    if out.json {
        return rows.iter().try_for_each(|(partner, own, system)| {
            out.row(&json!({"partner": partner, "own": own, "system": system, "mapped": own.is_some()}))
        });
    }
    let cells: Vec<_> = rows
        .into_iter()
        .map(|(partner, own, system)| {
            let kind = out.text(if system { "cli-status-system" } else { "cli-status-custom" }, &[]);
            vec![partner, own.unwrap_or_else(|| out.text("cli-unmapped", &[])), kind]
        })
        .collect();
    out.table(&["cli-col-partner", "cli-col-own", "cli-col-kind"], &cells)
}

/// `{"partner","name","input_type","required","own","constant","default","options","date","mapped"}` a line.
pub fn questions(out: &Out, view: &MappingView) -> Result<(), CliError> {
    let asked = |key| view.partner_questions.iter().find(|question| &question.key == key);
    let mut objects: Vec<Value> = Vec::new();
    for row in &view.mapping.questions {
        let question = asked(&row.partner);
        objects.push(json!({
            "partner": row.partner, "name": question.map(|q| &q.name), "input_type": question.map(|q| &q.input_type),
            "required": question.map(|q| q.required), "own": row.own, "constant": row.constant,
            "default": row.default, "options": row.options, "date": row.date, "mapped": true,
        }));
    }
    let mapped: BTreeSet<_> = view.mapping.questions.iter().map(|row| &row.partner).collect();
    for question in view.partner_questions.iter().filter(|question| !mapped.contains(&question.key)) {
        objects.push(json!({
            "partner": question.key, "name": question.name, "input_type": question.input_type,
            "required": question.required, "own": null, "constant": null, "default": null, "options": {},
            "date": null, "mapped": false,
        }));
    }
    if out.json {
        return objects.iter().try_for_each(|object| out.row(object));
    }
    let cells: Vec<_> = objects.iter().map(|object| question_cells(out, object)).collect();
    let columns =
        ["cli-col-partner", "cli-col-name", "cli-col-type", "cli-col-required", "cli-col-answer-from"];
    out.table(&columns, &cells)
}

fn question_cells(out: &Out, object: &Value) -> Vec<String> {
    let text = |key: &str| object[key].as_str().unwrap_or_default().to_owned();
    let mut from = match (object["own"].as_str(), object["constant"].as_str()) {
        (Some(own), _) => own.to_owned(),
        (None, Some(constant)) => format!("= {}", Shown::new(constant)),
        (None, None) => out.text("cli-unmapped", &[]),
    };
    if let Some(default) = object["default"].as_str() {
        from.push_str(&format!(" | {}", Shown::new(default)));
    }
    let options = object["options"].as_object().map_or(0, serde_json::Map::len);
    if options > 0 {
        from.push_str(&out.text("cli-with-options", &[("count", options.into())]));
    }
    let required = match object["required"].as_bool() {
        Some(true) => out.text("cli-yes", &[]),
        Some(false) => out.text("cli-no", &[]),
        None => out.text("cli-not-asked", &[]),
    };
    vec![text("partner"), text("name"), text("input_type"), required, from]
}

fn named<K: ToString>(known: &[(K, Shown)]) -> Vec<String> {
    known.iter().map(|(key, _)| key.to_string()).collect()
}

fn pairs_table(out: &Out, pairs: &[(String, String)], known: &[String]) -> Result<(), CliError> {
    let mut rows: Vec<(String, Option<String>)> =
        pairs.iter().map(|(own, partner)| (own.clone(), Some(partner.clone()))).collect();
    for own in known.iter().filter(|own| !pairs.iter().any(|(mapped, _)| mapped == *own)) {
        rows.push((own.clone(), None));
    }
    if out.json {
        return rows.iter().try_for_each(|(own, partner)| {
            out.row(&json!({"own": own, "partner": partner, "mapped": partner.is_some()}))
        });
    }
    let cells: Vec<_> = rows
        .into_iter()
        .map(|(own, partner)| vec![own, partner.unwrap_or_else(|| out.text("cli-unmapped", &[]))])
        .collect();
    out.table(&["cli-col-own", "cli-col-partner"], &cells)
}
