//! The documented API as data (`documented.json`), and the comparison of an answer with it, field by field.
//!
//! A shape is an object with its fields, a list of one shape, `{"...": shape}` for an object with any fields,
//! `{"or null": shape}`, `{"page of": shape}`, the name of another shape, or a loose type: what a service
//! gives as number or as text counts as either. `?` allows null and empty, a field after `+` is koppel's own
//! or comes with some only, and `+...` allows more of them. What is not allowed is told.

use serde_json::Value;

pub struct Documented(Value);

/// One documented call.
pub struct Endpoint {
    pub method: String,
    /// Below `/api/{domain}/v1/` and the scope.
    pub path: String,
    /// What stands before it, for each scope it is in.
    pub prefixes: &'static [&'static str],
}

impl Endpoint {
    pub fn named(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

impl Documented {
    pub fn read() -> Self {
        Self(serde_json::from_str(include_str!("documented.json")).unwrap())
    }

    /// Every call there is a shape for, as `METHOD path`.
    pub fn calls(&self) -> Vec<&str> {
        self.0.as_object().unwrap().keys().map(String::as_str).filter(|key| key.contains(' ')).collect()
    }

    /// Every call, with the scopes it is documented in.
    pub fn endpoints(&self) -> Vec<Endpoint> {
        let endpoint = |call: &str| {
            let (method, path) = call.split_once(' ').unwrap();
            let prefixes: &[&str] = match self.call(call)["scope"].as_str().unwrap() {
                "both" => &["account/", "user/"],
                "user" => &["user/"],
                "account" => &["account/"],
                "none" => &[""],
                odd => panic!("{call}: {odd} is no scope"),
            };
            Endpoint { method: method.to_owned(), path: path.to_owned(), prefixes }
        };
        self.calls().into_iter().map(endpoint).collect()
    }

    pub fn call(&self, call: &str) -> &Value {
        self.0.get(call).unwrap_or_else(|| panic!("«{call}» is documented nowhere"))
    }

    /// Where and how `found` differs from `shape`.
    pub fn differences(&self, shape: &Value, found: &Value, at: &str) -> Vec<String> {
        match shape {
            Value::String(name) => self.named(name, found, at),
            Value::Array(of) => match found.as_array() {
                None => vec![format!("{at}: a list, not {found}")],
                Some(items) => {
                    let items = items.iter().enumerate();
                    items.flat_map(|(n, item)| self.differences(&of[0], item, &format!("{at}/{n}"))).collect()
                }
            },
            Value::Object(fields) => {
                if let Some(inner) = fields.get("or null") {
                    return if found.is_null() { vec![] } else { self.differences(inner, found, at) };
                }
                if let Some(row) = fields.get("page of") {
                    let mut different = self.named("page", found, at);
                    for (n, item) in found["data"].as_array().into_iter().flatten().enumerate() {
                        different.extend(self.differences(row, item, &format!("{at}/data/{n}")));
                    }
                    return different;
                }
                self.fields(fields, found, at)
            }
            _ => panic!("{shape} is no shape"),
        }
    }

    fn fields(&self, fields: &serde_json::Map<String, Value>, found: &Value, at: &str) -> Vec<String> {
        let Some(object) = found.as_object() else { return vec![format!("{at}: an object, not {found}")] };
        let mut fields = fields.clone();
        if let Some(base) = fields.remove("like") {
            let base = self.0["shapes"][base.as_str().unwrap()].as_object().unwrap();
            fields.extend(base.clone());
        }
        let mut different = Vec::new();
        for (name, shape) in fields.iter().filter(|(name, _)| !name.ends_with("...")) {
            let at = format!("{at}/{}", name.trim_start_matches('+'));
            match object.get(name.trim_start_matches('+')) {
                Some(value) => different.extend(self.differences(shape, value, &at)),
                None if name.starts_with('+') => {}
                None => different.push(format!("{at} is missing")),
            }
        }
        let known = |name: &String| fields.contains_key(name) || fields.contains_key(&format!("+{name}"));
        for (name, value) in object.iter().filter(|(name, _)| !known(name)) {
            match fields.get("...").or_else(|| fields.get("+...")) {
                Some(shape) => different.extend(self.differences(shape, value, &format!("{at}/{name}"))),
                None => different.push(format!("{at}/{name} is not documented")),
            }
        }
        different
    }

    fn named(&self, name: &str, found: &Value, at: &str) -> Vec<String> {
        if let Some(shape) = self.0["shapes"].get(name) {
            return self.differences(shape, found, at);
        }
        let (name, nullable) = match name.strip_suffix('?') {
            Some(name) => (name, true),
            None => (name, false),
        };
        if nullable && (found.is_null() || found == "") {
            return vec![];
        }
        let text = found.as_str();
        let fits = match name {
            "any" => true,
            "empty" => *found == serde_json::json!([]),
            "text" => found.is_string() || found.is_number(),
            "number" => found.is_number() || text.is_some_and(|text| text.parse::<f64>().is_ok()),
            "flag" => {
                found.is_boolean() || matches!(found.as_u64(), Some(0 | 1)) || matches!(text, Some("0" | "1"))
            }
            "time" => text.is_some_and(is_time),
            "url" => text.is_some_and(|text| url::Url::parse(text).is_ok()),
            "base64" => text.is_some_and(|text| {
                base64::Engine::decode(&base64::engine::general_purpose::STANDARD, text).is_ok()
            }),
            "json text" => text.is_some_and(|text| serde_json::from_str::<Value>(text).is_ok()),
            word => {
                let words = self.0["words"][word].as_array();
                words.unwrap_or_else(|| panic!("{word} is no type")).contains(found)
            }
        };
        if fits { vec![] } else { vec![format!("{at}: {name}, not {found}")] }
    }
}

/// `YYYY-MM-DD[ HH:MM:SS]`, or ISO 8601.
fn is_time(text: &str) -> bool {
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").is_ok()
        || chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
        || chrono::DateTime::parse_from_rfc3339(text).is_ok()
}
