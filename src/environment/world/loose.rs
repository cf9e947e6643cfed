//! Loose scalars: the API writes booleans as `true`, `1` or `"1"`, ids and amounts as number or string,
//! and an empty string for null. Everything the environment reads goes through here; what it writes has
//! one form.
//!
//! Not here: where values come from (`environment::input`).

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A scalar as trimmed text; `None` for null, an empty string, and anything that is no scalar.
pub fn as_text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => if *flag { "1" } else { "0" }.to_owned(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A boolean in any of its forms.
pub fn as_flag(value: &Value) -> Option<bool> {
    match as_text(value)?.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" | "ja" => Some(true),
        "0" | "false" | "no" | "off" | "nee" => Some(false),
        _ => None,
    }
}

/// A whole number in any of its forms.
pub fn as_number(value: &Value) -> Option<u64> {
    as_text(value)?.parse().ok()
}

/// Numbers out of a list, an object with numeric keys (form data), or a single scalar.
pub fn as_numbers(value: &Value) -> Vec<u64> {
    as_list(value).iter().filter_map(as_number).collect()
}

/// A list, in whatever form it came: a list, an object with numeric keys, or one scalar.
pub fn as_list(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(list) => list.clone(),
        Value::Object(object) => object.values().cloned().collect(),
        scalar if as_text(scalar).is_none() => Vec::new(),
        scalar => vec![scalar.clone()],
    }
}

pub(super) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(as_flag(&Value::deserialize(deserializer)?).unwrap_or_default())
}

pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => text,
        other => as_text(&other).unwrap_or_default(),
    })
}

pub(super) fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(as_text(&Value::deserialize(deserializer)?))
}

pub(super) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let value = Value::deserialize(deserializer)?;
    as_number(&value)
        .ok_or_else(|| serde::de::Error::custom(format!("a whole number is expected, found {value}")))
}

pub(super) fn optional_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(as_number(&Value::deserialize(deserializer)?))
}

pub(super) fn numbers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u64>, D::Error> {
    Ok(as_numbers(&Value::deserialize(deserializer)?))
}

/// An object of scalars as text; an empty list, which PHP writes for an empty object, is empty.
pub(super) fn texts<'de, D>(deserializer: D) -> Result<std::collections::BTreeMap<String, String>, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(match Value::deserialize(deserializer)? {
        Value::Object(object) => {
            object.into_iter().map(|(name, value)| (name, as_text(&value).unwrap_or_default())).collect()
        }
        _ => Default::default(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_boolean_is_read_in_every_form() {
        for yes in [json!(true), json!(1), json!("1"), json!("true"), json!("yes")] {
            assert_eq!(as_flag(&yes), Some(true), "{yes}");
        }
        for no in [json!(false), json!(0), json!("0"), json!("no")] {
            assert_eq!(as_flag(&no), Some(false), "{no}");
        }
        assert_eq!(as_flag(&json!("")), None);
        assert_eq!(as_flag(&json!([1])), None);
    }

    #[test]
    fn a_list_is_read_from_json_and_from_bracketed_keys() {
        assert_eq!(as_numbers(&json!(["3", 4])), [3, 4]);
        assert_eq!(as_numbers(&json!({"0": "3", "1": "4"})), [3, 4]);
        assert_eq!(as_numbers(&json!("7")), [7]);
        assert_eq!(as_numbers(&json!("")), [0_u64; 0]);
    }
}
