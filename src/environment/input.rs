//! What a caller sent, read leniently: a JSON body, or form data and queries with bracketed keys
//! (`channels[0][type]=email`, `statuses[]=new`), all become one tree of JSON values.
//!
//! Not here: what the fields mean (`handlers`).

use serde_json::{Map, Value};

use super::world::loose;

/// Brackets deeper than this are refused: no field of the API nests as deep.
const MAX_DEPTH: usize = 8;

/// More pairs than this are refused.
const MAX_PAIRS: usize = 4_096;

/// A body or query that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputError {
    /// Neither a JSON object nor form data.
    Unreadable,
    /// Too deep or too many pairs.
    Excessive,
}

/// The fields of a query or body.
#[derive(Clone, Default)]
pub struct Fields(pub Map<String, Value>);

impl Fields {
    /// Reads a body by its content type; an empty one has no fields.
    ///
    /// # Errors
    /// [`InputError`].
    pub fn from_body(content_type: &str, body: &[u8]) -> Result<Self, InputError> {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self::default());
        }
        if content_type.starts_with("application/x-www-form-urlencoded") {
            return Self::from_pairs(body);
        }
        if let Some(parameters) = content_type.strip_prefix("multipart/form-data") {
            let boundary = parameter(parameters, "boundary").ok_or(InputError::Unreadable)?;
            return Self::from_parts(boundary, body);
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            // PHP writes an empty object as an empty list.
            Ok(Value::Array(list)) if list.is_empty() => Ok(Self::default()),
            Ok(Value::Null) => Ok(Self::default()),
            _ => Err(InputError::Unreadable),
        }
    }

    /// Reads `name=value` pairs with bracketed names.
    ///
    /// # Errors
    /// [`InputError::Excessive`].
    pub fn from_pairs(encoded: &[u8]) -> Result<Self, InputError> {
        let mut fields = Map::new();
        for (count, (name, value)) in url::form_urlencoded::parse(encoded).enumerate() {
            let path = path(&name).ok_or(InputError::Excessive)?;
            if count >= MAX_PAIRS {
                return Err(InputError::Excessive);
            }
            insert(&mut fields, &path, value.into_owned());
        }
        Ok(Self(fields))
    }

    /// Reads the parts of form data: a field each, with a bracketed name.
    fn from_parts(boundary: &str, body: &[u8]) -> Result<Self, InputError> {
        let body = format!("\r\n{}", std::str::from_utf8(body).map_err(|_| InputError::Unreadable)?);
        let mut fields = Map::new();
        for (count, part) in body.split(&format!("\r\n--{boundary}")).skip(1).enumerate() {
            if part.starts_with("--") {
                return Ok(Self(fields));
            }
            let part = part.strip_prefix("\r\n").ok_or(InputError::Unreadable)?;
            let (head, value) = part.split_once("\r\n\r\n").ok_or(InputError::Unreadable)?;
            let name =
                head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"));
            let name = name.and_then(|line| parameter(line, "name")).ok_or(InputError::Unreadable)?;
            let path = path(name).filter(|_| count < MAX_PAIRS).ok_or(InputError::Excessive)?;
            insert(&mut fields, &path, value.to_owned());
        }
        // The end is missing: so may be fields.
        Err(InputError::Unreadable)
    }

    /// A scalar as trimmed text; `None` when absent or empty.
    pub fn text(&self, field: &str) -> Option<String> {
        self.0.get(field).and_then(loose::as_text)
    }

    /// A boolean.
    pub fn flag(&self, field: &str) -> Option<bool> {
        self.0.get(field).and_then(loose::as_flag)
    }

    /// A whole number.
    pub fn number(&self, field: &str) -> Option<u64> {
        self.0.get(field).and_then(loose::as_number)
    }

    /// A list of texts.
    pub fn texts(&self, field: &str) -> Vec<String> {
        let list = self.0.get(field).map(loose::as_list).unwrap_or_default();
        list.iter().filter_map(loose::as_text).collect()
    }

    /// A list of numbers.
    pub fn numbers(&self, field: &str) -> Vec<u64> {
        self.0.get(field).map(loose::as_numbers).unwrap_or_default()
    }

    /// True when the field was given, be it empty.
    pub fn has(&self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    /// These fields, and those of `other` that are not among them.
    pub fn or(mut self, other: &Self) -> Self {
        for (name, value) in &other.0 {
            self.0.entry(name.clone()).or_insert_with(|| value.clone());
        }
        self
    }
}

/// The parameter `name` of a header.
fn parameter<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let value = header.split(';').find_map(|one| one.trim().strip_prefix(name)?.strip_prefix('='))?;
    Some(value.trim_matches('"')).filter(|value| !value.is_empty())
}

/// `a[b][]` as `["a", "b", ""]`.
fn path(name: &str) -> Option<Vec<String>> {
    let (first, rest) = match name.split_once('[') {
        Some((first, rest)) if rest.ends_with(']') => (first, rest.trim_end_matches(']')),
        _ => return Some(vec![name.to_owned()]),
    };
    let mut path = vec![first.to_owned()];
    path.extend(rest.split("][").map(str::to_owned));
    (path.len() <= MAX_DEPTH).then_some(path)
}

fn insert(fields: &mut Map<String, Value>, path: &[String], value: String) {
    let Some((name, rest)) = path.split_first() else { return };
    let name = if name.is_empty() { fields.len().to_string() } else { name.clone() };
    if rest.is_empty() {
        fields.insert(name, Value::String(value));
        return;
    }
    let below = fields.entry(name).or_insert_with(|| Value::Object(Map::new()));
    if !below.is_object() {
        *below = Value::Object(Map::new());
    }
    if let Value::Object(below) = below {
        insert(below, rest, value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn bracketed_keys_become_a_tree() {
        let fields = Fields::from_pairs(
            b"channels[0][type]=email&channels[0][value]=a%40b.nl&statuses[]=new&statuses[]=sent&page=2",
        )
        .unwrap();
        assert_eq!(
            Value::Object(fields.0.clone()),
            json!({"channels": {"0": {"type": "email", "value": "a@b.nl"}},
                   "statuses": {"0": "new", "1": "sent"}, "page": "2"})
        );
        assert_eq!(fields.texts("statuses"), ["new", "sent"]);
        assert_eq!(fields.number("page"), Some(2));
    }

    #[test]
    fn form_data_in_parts_is_the_same_tree() {
        let part = |name: &str, value: &str| {
            format!("--x-1\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let parts =
            part("channels[0][type]", "email") + &part("name", "Jan; \"de\" é\r\n\r\nB") + &part("none", "");
        let read = |body: &str| Fields::from_body("multipart/form-data; boundary=x-1", body.as_bytes());
        let fields = read(&format!("{parts}--x-1--\r\n")).unwrap();
        assert_eq!(
            Value::Object(fields.0),
            json!({"channels": {"0": {"type": "email"}}, "name": "Jan; \"de\" é\r\n\r\nB", "none": ""})
        );
        assert!(read(&parts).is_err(), "it was cut off");
        assert!(Fields::from_body("multipart/form-data", b"--x--").is_err());
        let quoted =
            Fields::from_body("multipart/form-data; boundary=\"x-1\"", format!("{parts}--x-1--").as_bytes());
        assert!(quoted.is_ok());
    }

    #[test]
    fn a_body_that_is_no_object_is_refused_and_an_empty_one_is_empty() {
        assert!(Fields::from_body("application/json", b"[1]").is_err());
        assert!(Fields::from_body("application/json", b"{").is_err());
        assert!(Fields::from_body("application/json", b" ").unwrap().0.is_empty());
        assert!(Fields::from_pairs(b"a[b][c][d][e][f][g][h][i]=1").is_err());
    }
}
