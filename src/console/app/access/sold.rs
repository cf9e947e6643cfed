//! A sale whole, as an operator reads it: who bought what through which flow, what was answered and accepted,
//! and everything else that is filled in, by the API's names in words.
//!
//! Not here: the sales of a partner as a list, and what is done with them (`sales`).

use serde_json::{Map, Value};

use super::super::App;
use crate::console::labels;
use crate::model::administration::catalogue::Fields;
use crate::model::shown::Shown;

/// What stands first.
const FIRST: &[&str] = &[
    "id",
    "status",
    "type",
    "created_at",
    "updated_at",
    "product",
    "products",
    "flow",
    "customer",
    "flow_data",
    "created_by",
];

/// Lines with their margin.
type Lines = Vec<String>;

fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

fn push(lines: &mut Lines, depth: usize, label: &str, said: &str) {
    if !said.is_empty() {
        lines.push(format!("{}{label}: {said}", "  ".repeat(depth)));
    }
}

/// What people call a thing, with its number.
fn called(object: &Map<String, Value>) -> Option<String> {
    let name = text(object, "label").or_else(|| text(object, "name"))?;
    let name = Shown::new(name).into_string();
    Some(match object.get("id").filter(|id| !id.is_null()) {
        Some(id) => format!("{name} ({})", id.to_string().trim_matches('"')),
        None => name,
    })
}

/// The parts that are there, with a space between them.
fn together(object: &Map<String, Value>, names: &[&str]) -> String {
    let parts: Vec<_> = names.iter().filter_map(|name| text(object, name)).collect();
    Shown::new(&parts.join(" ")).into_string()
}

impl App {
    /// The lines of a sale.
    pub(super) fn sale_lines(&self, fields: &Fields) -> Lines {
        let rest = fields.keys().map(String::as_str).filter(|name| !FIRST.contains(name));
        let mut lines = Lines::new();
        for name in FIRST.iter().copied().chain(rest) {
            match (name, fields.get(name)) {
                ("status", Some(Value::Object(status))) => self.status_lines(status, &mut lines),
                // What is no order is told.
                ("type", Some(Value::String(kind))) if kind == "sale" => {}
                ("flow_data", Some(Value::Object(answered))) => {
                    answered.iter().for_each(|(name, value)| self.add(name, value, 0, &mut lines));
                }
                ("koppel_cancellation", Some(Value::Object(request))) => {
                    self.requested(request, &mut lines);
                }
                // It is the partner's own: here it is none of ours.
                ("external_reference", Some(value)) => {
                    let label = self.look.say("field-partner-reference", &[]);
                    push(&mut lines, 0, &label, &labels::told(&self.look, "name", Some(value)));
                }
                (name, Some(value)) => self.add(name, value, 0, &mut lines),
                (_, None) => {}
            }
        }
        lines
    }

    fn status_lines(&self, status: &Map<String, Value>, lines: &mut Lines) {
        let look = &self.look;
        let key = text(status, "status_identifier").or_else(|| text(status, "status"));
        let name = key.map_or(String::new(), |key| self.statuses(None).own(look.language, key));
        push(lines, 0, &labels::field(look, "status"), &name);
        let remark = labels::told(look, "remark", status.get("status_remark"));
        push(lines, 0, &labels::field(look, "remark"), &remark);
    }

    /// What a partner asked about it, and what became of that.
    fn requested(&self, request: &Map<String, Value>, lines: &mut Lines) {
        let look = &self.look;
        let standing = match text(request, "standing") {
            Some("accepted") => "request-accepted",
            Some("rejected") => "request-rejected",
            _ => "request-open",
        };
        lines.push(format!("{}:", look.say("field-request", &[])));
        push(lines, 1, &look.say("column-state", &[]).to_lowercase(), &look.say(standing, &[]));
        for (label, name) in [
            ("field-requested-at", "requested_at"),
            ("request-reason", "reason"),
            ("field-answered-at", "answered_at"),
            ("request-answer", "remark"),
        ] {
            push(lines, 1, &look.say(label, &[]), &labels::told(look, name, request.get(name)));
        }
        let before = text(request, "previous_status");
        let before = before.map_or(String::new(), |key| self.statuses(None).own(look.language, key));
        push(lines, 1, &look.say("field-previous-status", &[]), &before);
    }

    /// A field, and what is in it further in.
    fn add(&self, name: &str, value: &Value, depth: usize, lines: &mut Lines) {
        let look = &self.look;
        let label = labels::field(look, name);
        let at = lines.len();
        match value {
            Value::Object(inner) if inner.contains_key("content") => {
                push(lines, depth, &label, &labels::told(look, name, Some(value)));
            }
            Value::Object(inner) => match called(inner) {
                Some(said) => push(lines, depth, &label, &said),
                None if inner.contains_key("streetname") => {
                    push(lines, depth, &label, &self.address(inner));
                }
                None => self.add_inner(inner, depth + 1, lines),
            },
            Value::Array(many) if many.iter().any(Value::is_object) => {
                many.iter().filter_map(Value::as_object).for_each(|one| self.add_one(one, depth + 1, lines));
            }
            value => push(lines, depth, &label, &labels::told(look, name, Some(value))),
        }
        // What follows further in stands below its name.
        let margin = "  ".repeat(depth + 1);
        if lines.get(at).is_some_and(|line| line.starts_with(&margin)) {
            lines.insert(at, format!("{}{label}:", "  ".repeat(depth)));
        }
    }

    fn add_inner(&self, inner: &Map<String, Value>, depth: usize, lines: &mut Lines) {
        const NAME: [&str; 3] = ["firstname", "infix", "lastname"];
        push(lines, depth, &labels::field(&self.look, "name"), &together(inner, &NAME));
        let rest = inner.iter().filter(|(name, _)| !NAME.contains(&name.as_str()));
        rest.for_each(|(name, value)| self.add(name, value, depth, lines));
    }

    /// One of several: an answer by its question, a product by its name and how many, else all it has.
    fn add_one(&self, one: &Map<String, Value>, depth: usize, lines: &mut Lines) {
        let look = &self.look;
        if let (Some(asked), Some(value)) = (text(one, "label"), one.get("value")) {
            let said = match (one.get("type").and_then(Value::as_str), value.as_str()) {
                (None | Some("checkbox"), Some(tick @ ("0" | "1"))) => look.yes_no(tick == "1"),
                _ => labels::told(look, "value", Some(value)),
            };
            return push(lines, depth, Shown::new(asked).as_str(), &said);
        }
        if let Some(said) = called(one) {
            let count = one.get("quantity").and_then(Value::as_u64).filter(|count| *count != 1);
            let count = count.map_or(String::new(), |count| format!("{count} × "));
            return lines.push(format!("{}- {count}{said}", "  ".repeat(depth)));
        }
        let before = lines.len();
        one.iter().for_each(|(name, value)| self.add(name, value, depth + 1, lines));
        // Each of them begins with a mark.
        if let Some(first) = lines.get_mut(before) {
            first.replace_range(2 * depth..2 * depth + 1, "-");
        }
    }

    fn address(&self, inner: &Map<String, Value>) -> String {
        let street = together(inner, &["streetname", "housenumber", "suffix"]);
        let place = together(inner, &["postcode", "city"]);
        [street, place].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}
