//! A line of the record of administrative acts in words: who did what, from where, and of each thing it touched
//! what it was and became, field by field. The console and the commands say it alike.
//!
//! Not here: which lines there are (`app::access::record`), what an act is called (`locale::rights`).

use serde_json::{Map, Value};

use super::labels;
use super::look::Look;
use crate::locale::status::Statuses;
use crate::model::administration::audit::AuditChange;
use crate::model::administration::catalogue::Kind;
use crate::model::shown::Shown;

/// What stands in the record for what is kept secret.
const SECRET: &str = "[secret]";

/// A value that holds nothing.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(many) => many.is_empty(),
        Value::Object(fields) => fields.values().all(is_empty),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The values of a list, when it is one: of nothing there are none.
fn list(value: &Value) -> Option<&[Value]> {
    match value {
        Value::Null => Some(&[]),
        Value::Array(many) => many.iter().all(|one| !one.is_object()).then_some(many),
        _ => None,
    }
}

/// The kind of the own catalogue that a table of the record is.
fn kind(table: &str) -> Option<Kind> {
    Some(match table {
        "products" => Kind::Product,
        "flows" => Kind::Flow,
        "agreements" => Kind::Agreement,
        "statuses" => Kind::Status,
        _ => return None,
    })
}

/// Fields of an organisation that hold what it was granted: without a list, that is all there is.
fn is_granted(name: &str) -> bool {
    matches!(name, "products" | "flows")
}

/// Says what things were and became.
#[derive(Clone, Copy, Debug)]
pub struct Wording<'a> {
    /// Language.
    pub look: &'a Look,
    /// What the environment's own statuses are called.
    pub statuses: Statuses<'a>,
    /// Of which kind the thing is, where its fields have words of their own.
    kind: Option<Kind>,
}

impl<'a> Wording<'a> {
    /// In this language, with statuses called so.
    pub fn new(look: &'a Look, statuses: Statuses<'a>) -> Self {
        Self { look, statuses, kind: None }
    }

    /// What each thing that an act touched was and became: a line with what it is, and one for each field.
    pub fn changes(&self, changes: &[AuditChange]) -> Vec<Vec<String>> {
        let of = |change: &AuditChange| Self { kind: kind(&change.kind), ..*self }.change_lines(change);
        changes.iter().map(of).collect()
    }

    fn change_lines(&self, change: &AuditChange) -> Vec<String> {
        let look = self.look;
        let (kind, id) = (labels::audited(look, &change.kind), &change.id);
        let of = format!("{kind} {id}").into();
        let title = match (change.before.is_null(), change.after.is_null()) {
            (true, false) => look.say("audit-new", &[("what", of)]),
            (false, true) => look.say("audit-gone", &[("what", of)]),
            _ => look.say("audit-changed", &[("what", of)]),
        };
        let both = !change.before.is_null() && !change.after.is_null();
        let mut lines = vec![title];
        self.add_changes("", "", (&change.before, &change.after), both, &mut lines);
        let again = change.after["status"].as_str().filter(|_| change.kind.as_str() == "sales");
        if let (1, Some(status)) = (lines.len(), again) {
            let status = self.value("status", &status.into());
            lines.push(format!("  {}", look.say("audit-again", &[("status", status.into())])));
        } else if lines.len() == 1 {
            lines.push(format!("  {}", look.say("audit-same", &[])));
        }
        lines
    }

    /// What a field was and became; of fields inside it, each.
    fn add_changes(
        &self,
        above: &str,
        name: &str,
        (before, after): (&Value, &Value),
        both: bool,
        lines: &mut Vec<String>,
    ) {
        // What holds others says by those whether it holds anything.
        let file = labels::is_file(before) || labels::is_file(after);
        let holds = before.is_object() || after.is_object();
        // When it was changed stands at the head of the line.
        if name == "updated_at"
            || before == after
            || !holds && is_empty(before) && is_empty(after) && !is_granted(name)
        {
            return;
        }
        let none = Map::new();
        let inner = match (before, after) {
            _ if file => None,
            (Value::Object(before), Value::Object(after)) => Some((before, after)),
            (Value::Object(before), Value::Null) => Some((before, &none)),
            (Value::Null, Value::Object(after)) => Some((&none, after)),
            _ => None,
        };
        let label = match (above, name) {
            // What stands below these stands for itself.
            (above, "" | "fields") => above.to_owned(),
            ("", name) => self.label(name),
            (above, name) => format!("{above} · {}", self.label(name)),
        };
        if let Some((before, after)) = inner {
            let gone = before.keys().filter(|name| !after.contains_key(*name));
            for name in after.keys().chain(gone) {
                let of = |fields: &Map<String, Value>| fields.get(name).cloned().unwrap_or_default();
                self.add_changes(&label, name, (&of(before), &of(after)), both, lines);
            }
            return;
        }
        let said = self.became(name, before, after, both);
        lines.push(if label.is_empty() { format!("  {said}") } else { format!("  {label}: {said}") });
    }

    fn became(&self, name: &str, before: &Value, after: &Value, both: bool) -> String {
        let all = is_granted(name) && (before.is_null() || after.is_null());
        if !all && let (Some(was), Some(is)) = (list(before), list(after)) {
            let differ = |sign: &str, these: &[Value], those: &[Value]| {
                let these: Vec<_> = these
                    .iter()
                    .filter(|one| !those.contains(one))
                    .map(|one| self.value(name, one))
                    .collect();
                (!these.is_empty()).then(|| format!("{sign} {}", these.join(", ")))
            };
            let parts = [differ("+", is, was), differ("-", was, is)];
            return parts.into_iter().flatten().collect::<Vec<_>>().join("  ");
        }
        match both {
            true => format!("{} → {}", self.value(name, before), self.value(name, after)),
            false if is_empty(after) => self.value(name, before),
            false => self.value(name, after),
        }
    }

    fn label(&self, name: &str) -> String {
        match self.kind {
            Some(kind) => labels::thing_field(self.look, kind, name),
            None => labels::field(self.look, name),
        }
    }

    fn value(&self, name: &str, value: &Value) -> String {
        match value {
            Value::Null if is_granted(name) => self.look.say("audit-all", &[]),
            value if is_empty(value) => "–".to_owned(),
            Value::String(text) if text == SECRET => self.look.say("audit-secret", &[]),
            Value::String(key) if name == "status" || name.ends_with("_status") => {
                self.statuses.own(self.look.language, key)
            }
            value => Shown::new(&match self.kind {
                Some(kind) => labels::thing_value(self.look, kind, name, Some(value)),
                None => labels::told(self.look, name, Some(value)),
            })
            .into_string(),
        }
    }
}
