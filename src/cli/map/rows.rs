//! The four tables of a mapping: rows that are, and things that have none yet; and one row by itself.
//!
//! Not here: changing them (`map`).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::cli::error::CliError;
use crate::cli::print::Out;
use crate::model::ids::{AgreementKey, QuestionKey};
use crate::model::shown::Shown;
use crate::model::status::{by_itself, is_system};
use crate::model::table;
use crate::service::protocol::{MappingView, QuestionView};

/// Which table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// `{"own","partner","mapped"}` a line; own flows without a row have `partner` null.
    Flows,
    /// `{"partner","name","input_type","required","own","constant","default","options","date","mapped","new","lacking"}`
    /// a line: rows, then partner questions without one.
    Questions,
    /// `{"own","partner","mapped"}` a line: rows, then own agreements without one, whose `partner` is null, then
    /// the partner's without one: `own` null, and `required`.
    Agreements,
    /// `{"partner","own","system","mapped"}` a line: rows, then partner statuses without one. System statuses
    /// map to themselves.
    Statuses,
}

/// Prints a table; of partner questions, `new` are those that nobody has looked at since they came.
pub fn list(out: &Out, table: Table, view: &MappingView, new: &[QuestionKey]) -> Result<(), CliError> {
    let objects = objects(table, view, new);
    if out.json {
        return objects.iter().try_for_each(|object| out.row(object));
    }
    let mapped = |value: &Value| text(value).unwrap_or_else(|| out.text("cli-unmapped", &[]));
    let cells = |object: &Value| match table {
        Table::Flows | Table::Agreements => vec![mapped(&object["own"]), mapped(&object["partner"])],
        Table::Statuses => {
            let system = object["system"] == true;
            let kind = out.text(if system { "cli-status-system" } else { "cli-status-custom" }, &[]);
            vec![mapped(&object["partner"]), mapped(&object["own"]), kind]
        }
        Table::Questions => question_cells(out, object),
    };
    let columns: &[&str] = match table {
        Table::Flows | Table::Agreements => &["cli-col-own", "cli-col-partner"],
        Table::Statuses => &["cli-col-partner", "cli-col-own", "cli-col-kind"],
        Table::Questions => {
            &["cli-col-partner", "cli-col-name", "cli-col-type", "cli-col-required", "cli-col-answer-from"]
        }
    };
    out.table(columns, &objects.iter().map(cells).collect::<Vec<_>>())
}

/// Prints the row of `key` with what both sides say of it: ours for flows and agreements, the partner's for
/// questions and statuses.
///
/// # Errors
/// When neither a row nor a catalogue knows the key.
pub fn show(out: &Out, table: Table, view: &MappingView, key: &str) -> Result<(), CliError> {
    let side = match table {
        Table::Flows | Table::Agreements => "own",
        Table::Questions | Table::Statuses => "partner",
    };
    let found = objects(table, view, &[]).into_iter().find(|object| object[side] == key);
    let mut object = found.ok_or_else(|| CliError::argument("cli-row-unknown", key))?;
    describe(table, view, &mut object);
    if out.json {
        return out.row(&object);
    }
    let fields = [
        ("own", "cli-col-own"),
        ("own_name", "cli-col-own-name"),
        ("own_options", "cli-col-own-options"),
        ("partner", "cli-col-partner"),
        ("partner_name", "cli-col-partner-name"),
        ("input_type", "cli-col-type"),
        ("required", "cli-col-required"),
        ("partner_options", "cli-col-partner-options"),
        ("constant", "cli-col-constant"),
        ("default", "cli-col-default"),
        ("options", "cli-col-options"),
        ("lacking", "cli-col-lacking"),
        ("date", "cli-col-date"),
        ("mapped", "cli-col-mapped"),
    ];
    let mut sheet = Vec::new();
    for (field, label) in fields {
        let Some(value) = object.get(field) else { continue };
        let words = match value {
            Value::Bool(true) => out.text("cli-yes", &[]),
            Value::Bool(false) => out.text("cli-no", &[]),
            value => Some(plain(value)).filter(|text| !text.is_empty()).unwrap_or_else(|| "–".to_owned()),
        };
        sheet.push((out.text(label, &[]), words));
    }
    out.sheet(&sheet)
}

fn objects(table: Table, view: &MappingView, new: &[QuestionKey]) -> Vec<Value> {
    let mapping = &view.mapping;
    match table {
        Table::Flows => {
            let rows = mapping.flows.iter().map(|row| (row.own.to_string(), row.partner.to_string()));
            pairs(rows.collect(), &view.own_flows)
        }
        Table::Agreements => {
            let rows = mapping.agreements.iter().map(|row| (row.own.to_string(), row.partner.to_string()));
            let mut objects = pairs(rows.collect(), &view.own_agreements);
            let mapped = |key: &AgreementKey| mapping.agreements.iter().any(|row| row.partner == *key);
            let without = view.partner_agreements.iter().filter(|one| !mapped(&one.key));
            objects.extend(without.map(
                |one| json!({"own": null, "partner": one.key, "required": one.required, "mapped": false}),
            ));
            objects
        }
        Table::Statuses => statuses(view),
        Table::Questions => questions(view, new),
    }
}

fn pairs<K: ToString>(rows: Vec<(String, String)>, known: &[(K, Shown)]) -> Vec<Value> {
    let known = known.iter().map(|(key, _)| key.to_string());
    let without: Vec<String> = known.filter(|own| !rows.iter().any(|(mapped, _)| mapped == own)).collect();
    let with = rows.iter().map(|(own, partner)| json!({"own": own, "partner": partner, "mapped": true}));
    with.chain(without.iter().map(|own| json!({"own": own, "partner": null, "mapped": false}))).collect()
}

fn statuses(view: &MappingView) -> Vec<Value> {
    let rows = &view.mapping.statuses;
    let mapped: BTreeSet<_> = rows.iter().map(|row| &row.partner).collect();
    let row = |partner: &crate::model::ids::StatusKey, own: Option<String>| {
        let mapped = own.is_some();
        json!({"partner": partner, "own": own, "system": is_system(partner), "mapped": mapped})
    };
    let with = rows.iter().map(|known| row(&known.partner, Some(known.own.to_string())));
    let without = view.partner_statuses.iter().filter(|(key, _)| !mapped.contains(key));
    with.chain(without.map(|(key, _)| row(key, by_itself(key).map(|own| own.to_string())))).collect()
}

fn questions(view: &MappingView, new: &[QuestionKey]) -> Vec<Value> {
    let mut objects: Vec<Value> = Vec::new();
    for row in &view.mapping.questions {
        let question = asked(&view.partner_questions, &row.partner);
        objects.push(json!({
            "partner": row.partner, "name": question.map(|q| &q.name), "input_type": question.map(|q| &q.input_type),
            "required": question.map(|q| q.required), "own": row.own, "constant": row.constant,
            "default": row.default, "options": row.options, "date": row.date, "mapped": true, "new": false,
            "lacking": table::lacking(view, row),
        }));
    }
    let mapped: BTreeSet<_> = view.mapping.questions.iter().map(|row| &row.partner).collect();
    for question in view.partner_questions.iter().filter(|question| !mapped.contains(&question.key)) {
        objects.push(json!({
            "partner": question.key, "name": question.name, "input_type": question.input_type,
            "required": question.required, "own": null, "constant": null, "default": null, "options": {},
            "date": null, "mapped": false, "new": new.contains(&question.key), "lacking": [],
        }));
    }
    objects
}

fn asked<'a>(questions: &'a [QuestionView], key: &QuestionKey) -> Option<&'a QuestionView> {
    questions.iter().find(|question| question.key == *key)
}

/// Adds what both catalogues say: names, and the options of questions.
fn describe(table: Table, view: &MappingView, object: &mut Value) {
    let own = text(&object["own"]);
    let partner = text(&object["partner"]);
    match table {
        Table::Flows => {
            object["own_name"] = name(&view.own_flows, own);
            object["partner_name"] = name(&view.partner_flows, partner);
        }
        Table::Agreements => {
            object["own_name"] = name(&view.own_agreements, own);
            let theirs = partner
                .and_then(|partner| view.partner_agreements.iter().find(|one| one.key.as_str() == partner));
            object["partner_name"] = json!(theirs.map(|one| &one.name));
        }
        Table::Statuses => {
            object["own_name"] = name(&view.own_statuses, own);
            object["partner_name"] = name(&view.partner_statuses, partner);
        }
        Table::Questions => {
            let ours = own.and_then(|own| asked(&view.own_questions, &QuestionKey(own)));
            let theirs = partner.and_then(|partner| asked(&view.partner_questions, &QuestionKey(partner)));
            object["own_name"] = json!(ours.map(|question| &question.name));
            object["own_options"] = json!(ours.map(|question| &question.options));
            object["partner_name"] = json!(theirs.map(|question| &question.name));
            object["partner_options"] = json!(theirs.map(|question| &question.options));
        }
    }
}

fn name<K: ToString>(known: &[(K, Shown)], key: Option<String>) -> Value {
    let found = key.and_then(|wanted| known.iter().find(|(key, _)| key.to_string() == wanted));
    json!(found.map(|(_, name)| name))
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// A value in one line, safe to show: mappings hold texts of both sides.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => Shown::new(text).to_string(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let pair =
                |(own, partner): (&String, &Value)| format!("{} → {}", Shown::new(own), plain(partner));
            fields.iter().map(pair).collect::<Vec<_>>().join(", ")
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => String::new(),
    }
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
    let lacking = plain(&object["lacking"]);
    if !lacking.is_empty() {
        from.push_str(&out.text("cli-lacking", &[("options", lacking.into())]));
    }
    let required = match object["required"].as_bool() {
        Some(true) => out.text("cli-yes", &[]),
        Some(false) => out.text("cli-no", &[]),
        None => out.text("cli-not-asked", &[]),
    };
    let mark = if object["new"] == true { "* " } else { "" };
    vec![format!("{mark}{}", text("partner")), text("name"), text("input_type"), required, from]
}
