//! The rules of questions and agreements: parsed from the API's JSON into a tree, and explained.
//!
//! Shape (Salesdock API v1): `{"type": "condition_group", "criterion": "ANY"|"ALL", "visibility": bool,
//! "rules": [group or condition, ...]}`; condition `{"type": "condition", "name", "identifier",
//! "operator": "=", "value"}`. Whatever is not known is kept as [`Rule::Unknown`], never guessed.
//!
//! Not here: evaluation. Whoever needs it evaluates for itself (`environment::world::evaluate`,
//! `linking::truth`), so that neither hides the other's mistake.

mod edit;
pub mod text;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A rule, as a tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Rule {
    /// Holds when any or all of its rules hold. An empty group holds always: it asks nothing.
    Group {
        /// Any or all.
        criterion: Criterion,
        /// The rules below.
        rules: Vec<Rule>,
    },
    /// Holds when its subject equals its value.
    Condition {
        /// What is looked at.
        subject: Subject,
        /// What it must equal; `None` is an empty value: for an answer, *answered with anything*.
        value: Option<String>,
    },
    /// Something this version does not know: it must not be guessed.
    Unknown {
        /// What was found, for the operator.
        found: String,
    },
}

/// How a group combines its rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Criterion {
    /// One is enough.
    Any,
    /// All must hold.
    All,
}

/// What a condition looks at.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Subject {
    /// `product.type`: the type of the sale's product.
    ProductType,
    /// `supplier.id`: the supplier of the sale's product.
    Supplier,
    /// `profile.type`: `consumer` or `business` (also seen: `0` and `1`).
    Profile,
    /// `question.id`: the answer to the question of this *name*. Two questions with one name make the
    /// rule ambiguous.
    Answer {
        /// The other question's name, as the rule spells it.
        question: String,
    },
}

impl Rule {
    /// Reads a rule as the API gives it: an object, or an object in a JSON string. `None` when there is
    /// no rule (null, empty string, empty list, empty object).
    pub fn parse(value: &Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::String(text) if text.trim().is_empty() => None,
            Value::String(text) => match serde_json::from_str::<Value>(text) {
                Ok(inner @ (Value::Object(_) | Value::Array(_) | Value::Null)) => Self::parse(&inner),
                _ => Some(Self::unknown(value)),
            },
            Value::Array(rules) if rules.is_empty() => None,
            Value::Object(object) if object.is_empty() => None,
            other => Some(Self::read(other, 0)),
        }
    }

    /// Rules nest no deeper than this; deeper ones are unknown rather than a stack overflow.
    const MAX_DEPTH: usize = 32;

    fn read(value: &Value, depth: usize) -> Self {
        if depth > Self::MAX_DEPTH {
            return Self::Unknown { found: "a rule nested too deep".to_owned() };
        }
        match value.get("type").and_then(Value::as_str) {
            Some("condition_group") => Self::group(value, depth),
            Some("condition") => Self::condition(value),
            _ => Self::unknown(value),
        }
    }

    fn group(value: &Value, depth: usize) -> Self {
        let criterion = match value.get("criterion").and_then(Value::as_str) {
            Some(word) if word.eq_ignore_ascii_case("any") => Criterion::Any,
            Some(word) if word.eq_ignore_ascii_case("all") => Criterion::All,
            _ => return Self::unknown(value),
        };
        match value.get("rules") {
            None | Some(Value::Null) => Self::Group { criterion, rules: Vec::new() },
            Some(Value::Array(rules)) => Self::Group {
                criterion,
                rules: rules.iter().map(|rule| Self::read(rule, depth + 1)).collect(),
            },
            Some(_) => Self::unknown(value),
        }
    }

    fn condition(value: &Value) -> Self {
        let word = |field: &str| value.get(field).and_then(Value::as_str).map(str::trim);
        let subject = match (word("identifier"), word("name")) {
            (Some("product.type"), _) => Subject::ProductType,
            (Some("supplier.id"), _) => Subject::Supplier,
            (Some("profile.type"), _) => Subject::Profile,
            (Some("question.id"), Some(name)) if !name.is_empty() => {
                Subject::Answer { question: name.to_owned() }
            }
            _ => return Self::unknown(value),
        };
        if word("operator") != Some("=") {
            return Self::unknown(value);
        }
        let value = match value.get("value") {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(Value::Bool(flag)) => Some(if *flag { "1" } else { "0" }.to_owned()),
            Some(other) => return Self::unknown(other),
        };
        Self::Condition { subject, value }
    }

    fn unknown(value: &Value) -> Self {
        let mut found = value.to_string();
        if let Some((end, _)) = found.char_indices().nth(200) {
            found.truncate(end);
            found.push('…');
        }
        Self::Unknown { found }
    }

    /// True when some part of the rule is not known.
    pub fn has_unknown(&self) -> bool {
        match self {
            Self::Group { rules, .. } => rules.iter().any(Self::has_unknown),
            Self::Condition { .. } => false,
            Self::Unknown { .. } => true,
        }
    }

    /// The names of the questions that the rule looks at, in the order of the tree, repeats included.
    pub fn questions(&self) -> Vec<&str> {
        match self {
            Self::Group { rules, .. } => rules.iter().flat_map(Self::questions).collect(),
            Self::Condition { subject: Subject::Answer { question }, .. } => vec![question],
            Self::Condition { .. } | Self::Unknown { .. } => Vec::new(),
        }
    }

    /// The rule in the API's form, so that a parsed rule can be served again.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Group { criterion, rules } => serde_json::json!({
                "type": "condition_group",
                "criterion": match criterion { Criterion::Any => "ANY", Criterion::All => "ALL" },
                "visibility": true,
                "rules": rules.iter().map(Self::to_value).collect::<Vec<_>>(),
            }),
            Self::Condition { subject, value } => {
                let (identifier, name) = match subject {
                    Subject::ProductType => ("product.type", "Producttype"),
                    Subject::Supplier => ("supplier.id", "Leverancier"),
                    Subject::Profile => ("profile.type", "Klanttype"),
                    Subject::Answer { question } => ("question.id", question.as_str()),
                };
                serde_json::json!({
                    "type": "condition", "name": name, "identifier": identifier,
                    "operator": "=", "value": value.as_deref().unwrap_or(""),
                })
            }
            Self::Unknown { found } => serde_json::from_str(found).unwrap_or(Value::Null),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_nested_rule_reads_and_writes_back() {
        let rule = json!({"type": "condition_group", "criterion": "ANY", "visibility": true, "rules": [
            {"type": "condition", "name": "Producttype", "identifier": "product.type", "operator": "=", "value": "energy"},
            {"type": "condition_group", "criterion": "all", "rules": [
                {"type": "condition", "name": "Zonnepanelen", "identifier": "question.id", "operator": "=", "value": ""}]}]});
        let parsed = Rule::parse(&rule).unwrap();
        assert_eq!(parsed.questions(), ["Zonnepanelen"]);
        assert!(!parsed.has_unknown());
        assert_eq!(Rule::parse(&parsed.to_value()), Some(parsed.clone()));
        assert_eq!(Rule::parse(&Value::String(rule.to_string())), Some(parsed));
    }

    #[test]
    fn what_is_not_known_is_kept_and_said() {
        for odd in [
            json!({"type": "condition", "name": "x", "identifier": "customer.age", "operator": "=", "value": "1"}),
            json!({"type": "condition", "name": "x", "identifier": "question.id", "operator": ">", "value": "1"}),
            json!({"type": "condition_group", "criterion": "NONE", "rules": []}),
            json!("not json"),
            json!(7),
        ] {
            assert!(Rule::parse(&odd).unwrap().has_unknown(), "{odd}");
        }
    }

    #[test]
    fn no_rule_in_every_loose_form_is_none() {
        for none in [json!(null), json!(""), json!(" "), json!([]), json!({}), json!("[]"), json!("null")] {
            assert_eq!(Rule::parse(&none), None, "{none}");
        }
    }
}
