//! Loose scalars. The API gives booleans as `true`, `1` or `"1"`, numbers as text, an empty string or an
//! empty list where nothing is meant, and an object where a list is meant. None of these types ever fails
//! to decode: what a value had to be is asked for later, by name, in `convert`.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Text: a string as it is, a number or boolean as text; `None` for null, an empty string or a structure.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Text(pub Option<String>);

impl Text {
    /// Reads a value.
    pub fn of(value: &Value) -> Self {
        Self(match value {
            Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(if *flag { "1" } else { "0" }.to_owned()),
            _ => None,
        })
    }

    /// The text, if there is any.
    pub fn as_deref(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// The text, or nothing.
    pub fn or_empty(&self) -> String {
        self.0.clone().unwrap_or_default()
    }

    /// The text unless it is masked, as the API does with a person's data once a sale is anonymised.
    pub fn unmasked(&self) -> Option<String> {
        self.0.as_ref().map(|text| text.trim().to_owned()).filter(|text| !is_masked(text))
    }
}

/// True for `*****` in any length, and for text of which a part is starred out.
pub fn is_masked(text: &str) -> bool {
    text.contains("**") || text.trim() == "*"
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|value| Self::of(&value))
    }
}

/// A boolean in any dress; `None` when nothing recognisable stood there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flag(pub Option<bool>);

impl Flag {
    /// Reads a value.
    pub fn of(value: &Value) -> Self {
        Self(match value {
            Value::Bool(flag) => Some(*flag),
            Value::Number(number) => number.as_f64().map(|number| number != 0.0),
            Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
                "1" | "true" | "yes" | "ja" | "on" => Some(true),
                "0" | "false" | "no" | "nee" | "off" | "" => Some(false),
                _ => None,
            },
            _ => None,
        })
    }

    /// True when it says so.
    pub fn is_set(self) -> bool {
        self.0 == Some(true)
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|value| Self::of(&value))
    }
}

/// A whole number, from a number or text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Number {
    /// It is one.
    Whole(u64),
    /// Nothing stood there.
    #[default]
    Missing,
    /// Something else stood there.
    Odd(String),
}

impl Number {
    /// Reads a value.
    pub fn of(value: &Value) -> Self {
        let odd = || Self::Odd(value.to_string().chars().take(40).collect());
        match value {
            Value::Null => Self::Missing,
            Value::String(text) if text.trim().is_empty() => Self::Missing,
            Value::Number(number) => match (number.as_u64(), number.as_f64()) {
                (Some(whole), _) => Self::Whole(whole),
                // Exact up to 2^53; larger ids do not come as fractions.
                (None, Some(float)) if float.fract() == 0.0 && (0.0..9.0e15).contains(&float) => {
                    Self::Whole(float as u64)
                }
                _ => odd(),
            },
            Value::String(text) => text.trim().parse().map_or_else(|_| odd(), Self::Whole),
            _ => odd(),
        }
    }

    /// The number, if it is one.
    pub fn whole(&self) -> Option<u64> {
        if let Self::Whole(number) = self { Some(*number) } else { None }
    }

    /// The number, if it is one that fits.
    pub fn small(&self) -> Option<u32> {
        self.whole().and_then(|number| u32::try_from(number).ok())
    }

    /// The number, if it names something: 0 does not.
    pub fn id(&self) -> Option<u64> {
        self.whole().filter(|id| *id > 0)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|value| Self::of(&value))
    }
}

/// A structure that may be missing: null, an empty string and an empty list all mean so.
#[derive(Clone)]
pub struct Maybe<T>(pub Option<T>);

impl<T> Default for Maybe<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self(if value.is_object() { serde_json::from_value(value).ok() } else { None }))
    }
}

/// A list, which may come as null, as an empty string, or as an object with numbers for keys. Items that
/// are no structure of this kind make the whole answer unreadable, so that no row is lost in silence.
#[derive(Clone)]
pub struct List<T>(pub Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        items(Value::deserialize(deserializer)?)
            .into_iter()
            .map(serde_json::from_value)
            .collect::<Result<_, _>>()
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

/// The items of a list in any dress.
pub fn items(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        Value::Object(object) if object.keys().all(|key| key.parse::<u64>().is_ok()) => {
            let mut items: Vec<_> = object.into_iter().collect();
            items.sort_by_key(|(key, _)| key.parse::<u64>().unwrap_or(u64::MAX));
            items.into_iter().map(|(_, item)| item).collect()
        }
        _ => Vec::new(),
    }
}

/// Fields by name, with loose values kept as they are; an empty list means none.
#[derive(Clone, Default)]
pub struct Fields(pub BTreeMap<String, Value>);

impl Fields {
    /// Those with a scalar value, as text.
    pub fn texts(&self) -> BTreeMap<String, String> {
        self.0.iter().filter_map(|(name, value)| Some((name.clone(), Text::of(value).0?))).collect()
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::Object(object) => object.into_iter().collect(),
            _ => BTreeMap::new(),
        }))
    }
}

/// Anything, for what `convert` looks into itself.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Any(pub Value);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn booleans_come_in_any_dress() {
        for yes in [json!(true), json!(1), json!("1"), json!("true"), json!("yes"), json!(1.0)] {
            assert_eq!(Flag::of(&yes), Flag(Some(true)), "{yes}");
        }
        for no in [json!(false), json!(0), json!("0"), json!("false"), json!(""), json!("no")] {
            assert_eq!(Flag::of(&no), Flag(Some(false)), "{no}");
        }
        for neither in [json!(null), json!("maybe"), json!([]), json!({})] {
            assert_eq!(Flag::of(&neither), Flag(None), "{neither}");
        }
    }

    #[test]
    fn numbers_come_as_text_and_odd_ones_are_kept_to_be_named() {
        for (value, number) in [
            (json!(17), Number::Whole(17)),
            (json!(17.0), Number::Whole(17)),
            (json!(" 17 "), Number::Whole(17)),
            (json!(""), Number::Missing),
            (json!(null), Number::Missing),
            (json!(-1), Number::Odd("-1".into())),
            (json!("17a"), Number::Odd("\"17a\"".into())),
            (json!([1]), Number::Odd("[1]".into())),
        ] {
            assert_eq!(Number::of(&value), number, "{value}");
        }
    }

    #[test]
    fn lists_come_as_objects_with_numbers() {
        assert_eq!(items(json!({"10": "b", "2": "a"})), vec![json!("a"), json!("b")]);
        assert_eq!(items(json!("")), Vec::<Value>::new());
        assert!(serde_json::from_value::<List<BTreeMap<String, u64>>>(json!([{"a": "x"}])).is_err());
    }

    #[test]
    fn masked_text_is_no_text() {
        assert_eq!(Text(Some("*****".into())).unmasked(), None);
        assert_eq!(Text(Some("j**@example.nl".into())).unmasked(), None);
        assert_eq!(Text(Some(" Jansen ".into())).unmasked(), Some("Jansen".into()));
    }

    proptest! {
        #[test]
        fn any_scalar_decodes(text in any::<String>(), number in any::<f64>()) {
            for value in [json!(text), json!(number)] {
                serde_json::from_value::<(Text, Flag, Number)>(json!([value, value, value])).unwrap();
            }
        }
    }
}
