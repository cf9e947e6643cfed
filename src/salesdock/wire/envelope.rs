//! What every answer is wrapped in, and the two kinds of pages.
//!
//! API: `{"success": bool, "data": ..., "message": "text"}`; errors `{"success": false, "message",
//! "code": 400, "errors": {"field": ["text", ...]}}`, where `code` may be text or missing, `errors` and
//! `message` may be missing, and a 422 may come without `success`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::loose::{Flag, Number, Text, items};

/// An answer taken apart.
pub struct Envelope {
    /// What `success` says; `None` when it is missing.
    pub success: Option<bool>,
    /// The data; the whole answer when it is not wrapped.
    pub data: Value,
    /// The message.
    pub message: Option<String>,
    /// The code, wherever it stood.
    pub code: Option<u64>,
    /// Messages by field, in the order of their names.
    pub errors: Option<BTreeMap<String, Vec<String>>>,
    /// It has the shape the API's errors have.
    pub is_error_shape: bool,
}

impl Envelope {
    /// Takes `value` apart.
    pub fn of(value: Value) -> Self {
        let Value::Object(mut object) = value else {
            return Self { data: value, ..Self::empty() };
        };
        let success = object.get("success").and_then(|value| Flag::of(value).0);
        let is_page = object.contains_key("current_page") || object.contains_key("next_cursor");
        let wrapped = object.contains_key("success") || (object.contains_key("data") && !is_page);
        let has_errors = object.contains_key("errors") || object.contains_key("message");
        let is_error_shape = success == Some(false) || (!object.contains_key("success") && has_errors);
        if !wrapped && !is_error_shape {
            return Self { data: Value::Object(object), ..Self::empty() };
        }
        Self {
            success,
            message: object.get("message").and_then(|value| Text::of(value).0),
            code: object.get("code").and_then(|value| Number::of(value).whole()),
            errors: object.remove("errors").and_then(errors),
            data: object.remove("data").unwrap_or(Value::Null),
            is_error_shape,
        }
    }

    fn empty() -> Self {
        Self {
            success: None,
            data: Value::Null,
            message: None,
            code: None,
            errors: None,
            is_error_shape: false,
        }
    }
}

/// `{"field": ["text"]}`, `{"field": "text"}`, `["text"]`, or nested objects, which Laravel also gives.
fn errors(value: Value) -> Option<BTreeMap<String, Vec<String>>> {
    let mut found = BTreeMap::new();
    gather(&mut found, "", &value, 0);
    Some(found).filter(|found| !found.is_empty())
}

fn gather(found: &mut BTreeMap<String, Vec<String>>, path: &str, value: &Value, depth: usize) {
    match value {
        Value::Object(object) if depth < 4 => {
            for (name, value) in object {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                gather(found, &path, value, depth + 1);
            }
        }
        Value::Array(texts) => {
            for text in texts {
                gather(found, path, text, depth + 1);
            }
        }
        scalar => {
            if let Some(text) = Text::of(scalar).0 {
                found.entry(path.to_owned()).or_default().push(text);
            }
        }
    }
}

/// A page, whatever kind it is.
pub struct RawPage {
    /// Rows.
    pub rows: Vec<Value>,
    /// Number of this page.
    pub current: Option<u64>,
    /// Number of the last page.
    pub last: Option<u64>,
    /// Rows in all.
    pub total: Option<u64>,
    /// Where a cursor page goes on.
    pub next_cursor: Option<String>,
    /// It says that there is a next page. Only whether: the link itself is never used.
    pub says_more: bool,
    /// It is a page at all, not a bare list.
    pub paged: bool,
}

impl RawPage {
    /// Reads `data`: a page of either kind, or a bare list. `None` when it is neither.
    pub fn of(data: Value) -> Option<Self> {
        match data {
            Value::Object(mut object) if object.contains_key("data") && is_page(&object) => {
                let number = |name: &str| object.get(name).and_then(|value| Number::of(value).whole());
                let text = |name: &str| object.get(name).and_then(|value| Text::of(value).0);
                let (current, last, total) = (number("current_page"), number("last_page"), number("total"));
                let (next_cursor, says_more) = (text("next_cursor"), text("next_page_url").is_some());
                let rows = list(object.remove("data").unwrap_or(Value::Null))?;
                Some(Self { rows, current, last, total, next_cursor, says_more, paged: true })
            }
            other => Some(Self {
                rows: list(other)?,
                current: None,
                last: None,
                total: None,
                next_cursor: None,
                says_more: false,
                paged: false,
            }),
        }
    }
}

fn is_page(object: &Map<String, Value>) -> bool {
    ["current_page", "last_page", "per_page", "next_page_url", "next_cursor", "total"]
        .iter()
        .any(|name| object.contains_key(*name))
}

/// A list in any dress; `None` for what is no list.
fn list(value: Value) -> Option<Vec<Value>> {
    match &value {
        Value::Null | Value::Array(_) => Some(items(value)),
        Value::String(text) if text.trim().is_empty() => Some(Vec::new()),
        Value::Object(object) if object.keys().all(|key| key.parse::<u64>().is_ok()) => Some(items(value)),
        _ => None,
    }
}
