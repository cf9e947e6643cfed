//! Answers to product questions and accepted agreements, in every form an environment gives them back.
//!
//! Not here: what a partner's question wants (`linking::translate`).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::model::ids::{AgreementKey, QuestionKey};
use crate::model::sale::{Answer, FileAnswer};
use crate::salesdock::wire::loose::{Flag, Text, is_masked, items};

/// One answer; `None` when nothing was answered, or when it is masked.
pub fn answer(value: &Value) -> Option<Answer> {
    match value {
        Value::Array(list) if list.iter().any(Value::is_object) => {
            let files: Vec<_> = list.iter().filter_map(Value::as_object).filter_map(file).collect();
            Some(Answer::Files(files)).filter(|answer| !answer.is_empty())
        }
        Value::Array(list) => {
            let values: Vec<_> = list.iter().filter_map(|item| Text::of(item).0).collect();
            Some(Answer::Many(values)).filter(|answer| !answer.is_empty())
        }
        Value::Object(object) if object.contains_key("content") || object.contains_key("extension") => {
            Some(Answer::Files(vec![file(object)?]))
        }
        Value::Object(object) if object.keys().all(|key| key.parse::<u64>().is_ok()) => {
            answer(&Value::Array(items(value.clone())))
        }
        // `{option: true}`: the chosen ones.
        Value::Object(object) => {
            let chosen = object.iter().filter(|(_, value)| Flag::of(value).is_set());
            let values: Vec<_> = chosen.map(|(option, _)| option.clone()).collect();
            Some(Answer::Many(values)).filter(|answer| !answer.is_empty())
        }
        scalar => Text::of(scalar).0.filter(|text| !is_masked(text)).map(Answer::One),
    }
}

/// A file. Lists may leave its content out: then it is empty here, and the sale's own answers have it.
fn file(object: &Map<String, Value>) -> Option<FileAnswer> {
    let text = |name: &str| object.get(name).and_then(|value| Text::of(value).0);
    let (name, content) = (text("name").unwrap_or_default(), text("content").unwrap_or_default());
    if name.is_empty() && content.is_empty() {
        return None;
    }
    let extension = text("extension")
        .or_else(|| name.rsplit_once('.').map(|(_, extension)| extension.to_owned()))
        .unwrap_or_default();
    Some(FileAnswer { name, content, extension })
}

/// `{identifier: answer}`, as when a sale is created and in the list of its answers.
pub fn by_identifier<'a>(
    fields: impl IntoIterator<Item = (&'a String, &'a Value)>,
) -> BTreeMap<QuestionKey, Answer> {
    fields.into_iter().filter_map(|(key, value)| Some((QuestionKey(key.clone()), answer(value)?))).collect()
}

/// `[{identifier, value}]`, as in an extended row; or by identifier.
pub fn product_questions(value: &Value) -> BTreeMap<QuestionKey, Answer> {
    match value {
        Value::Object(object) if !object.values().any(is_question_row) => by_identifier(object),
        Value::Object(object) => object.values().filter_map(question_row).collect(),
        Value::Array(rows) => rows.iter().filter_map(question_row).collect(),
        _ => BTreeMap::new(),
    }
}

fn is_question_row(value: &Value) -> bool {
    value.get("identifier").is_some() && value.get("value").is_some()
}

fn question_row(row: &Value) -> Option<(QuestionKey, Answer)> {
    let key = Text::of(row.get("identifier")?).0?;
    Some((QuestionKey(key), answer(row.get("value").or_else(|| row.get("answer"))?)?))
}

/// Accepted agreements: `{identifier: "1"}`, `["identifier"]`, or rows with an identifier and what was
/// said (`value`, `answer`, `accepted`, `checked`); a row that says nothing is there because it was accepted.
pub fn agreements(value: &Value) -> Vec<AgreementKey> {
    let mut keys: Vec<AgreementKey> = match value {
        Value::Object(object) => object
            .iter()
            .filter_map(|(key, value)| match value {
                Value::Object(_) => agreement_row(value),
                scalar => Flag::of(scalar).is_set().then(|| AgreementKey(key.clone())),
            })
            .collect(),
        Value::Array(rows) => rows
            .iter()
            .filter_map(|row| match row {
                Value::Object(_) => agreement_row(row),
                scalar => Text::of(scalar).0.map(AgreementKey),
            })
            .collect(),
        _ => Vec::new(),
    };
    keys.sort();
    keys.dedup();
    keys
}

fn agreement_row(row: &Value) -> Option<AgreementKey> {
    let key = Text::of(row.get("identifier")?).0?;
    let said = ["value", "answer", "accepted", "checked"].iter().find_map(|name| row.get(*name));
    said.is_none_or(|said| Flag::of(said).is_set()).then_some(AgreementKey(key))
}

/// An answer as it is sent.
pub fn write(answer: &Answer) -> Value {
    match answer {
        Answer::One(text) => json!(text),
        Answer::Many(values) => json!(values),
        Answer::Files(files) => files
            .iter()
            .map(|file| json!({"name": file.name, "content": file.content, "extension": file.extension}))
            .collect(),
    }
}
