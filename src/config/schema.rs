//! The form of a settings file as a JSON Schema (draft 2020-12), made of the same table of keys that reads it.
//!
//! Not here: checking a file (`file`); it needs no schema.

use serde_json::{Map, Value, json};

use super::key::Expected;
use super::{Config, keys};

/// The schema: sections as objects, closed to keys that there are not.
pub(super) fn schema() -> Value {
    let mut root = Map::new();
    let mut sections: Vec<(&str, Map<String, Value>)> = Vec::new();
    for key in keys() {
        let mut form = form(&key.takes());
        form.insert("description".to_owned(), key.meaning.into());
        // A default is written as a file writes it, which is TOML.
        let line = format!("value = {}", (key.show)(&Config::default()));
        if let Some(default) =
            toml::from_str::<Value>(&line).ok().and_then(|table| table.get("value").cloned())
        {
            form.insert("default".to_owned(), default);
        }
        match key.name.split_once('.') {
            None => {
                root.insert(key.name.to_owned(), form.into());
            }
            Some((section, name)) => {
                if sections.last().is_none_or(|(last, _)| *last != section) {
                    sections.push((section, Map::new()));
                }
                if let Some((_, keys)) = sections.last_mut() {
                    keys.insert(name.to_owned(), form.into());
                }
            }
        }
    }
    for (section, keys) in sections {
        let object = json!({"type": "object", "additionalProperties": false, "properties": keys});
        root.insert(section.to_owned(), object);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "koppel settings",
        "type": "object",
        "additionalProperties": false,
        "properties": root,
    })
}

fn form(takes: &Expected) -> Map<String, Value> {
    let form = match takes {
        Expected::Text | Expected::Address | Expected::Hook | Expected::Mail => json!({"type": "string"}),
        Expected::Proxy => json!({"type": "string", "pattern": "^(https?://[^/@]+/?)?$"}),
        Expected::Flag => json!({"type": "boolean"}),
        Expected::Whole(low, high) => json!({"type": "integer", "minimum": low, "maximum": high}),
        Expected::AtLeast(low) => json!({"type": "number", "minimum": low}),
        Expected::Word(words) => json!({"type": "string", "enum": words}),
    };
    match form {
        Value::Object(form) => form,
        _ => Map::new(),
    }
}
