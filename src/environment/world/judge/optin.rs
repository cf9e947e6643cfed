//! An opt-in: how its customer may be reached, since when and how long, with its proof; nothing that nobody could use.
//!
//! Not here: who may give one, and that there is one for each sale (`sales`).

use serde_json::{Map, Value};

use super::super::{loose, time};
use super::{Finding, Findings, add, forms};

/// More channels than this nobody has.
const MOST: usize = 20;

/// Judges the opt-in in `fields`, where its own have this `prefix`; findings are `under` what stands around it.
pub fn optin(under: &str, prefix: &str, fields: &Map<String, Value>, findings: &mut Findings) {
    let given = |name: &str| fields.get(&format!("{prefix}{name}"));
    for name in ["obtained_at", "valid_till", "withdrawn_at"] {
        let text = given(name).and_then(loose::as_text);
        if text.is_some_and(|text| time::instant(&text).is_none()) {
            add(findings, &format!("{under}{prefix}{name}"), Finding::NoTime);
        }
    }
    let proof = given("proof").filter(|proof| !proof.is_null() && proof.as_str() != Some(""));
    if proof.is_some_and(|proof| !forms::is_file(proof, None)) {
        add(findings, &format!("{under}{prefix}proof"), Finding::NoFile);
    }
    channels(&format!("{under}{prefix}channels"), given("channels"), findings);
}

/// There is one at least.
fn channels(field: &str, given: Option<&Value>, findings: &mut Findings) {
    let channels = given.map(loose::as_list).unwrap_or_default();
    if channels.is_empty() {
        add(findings, field, Finding::Required);
    }
    if channels.len() > MOST {
        return add(findings, field, Finding::TooMany { maximum: MOST as u64 });
    }
    for (position, channel) in channels.iter().enumerate() {
        let text = |name: &str| channel.get(name).and_then(loose::as_text);
        let is_good: (fn(&str) -> bool, Finding) = match text("type").as_deref() {
            Some("email") => (forms::is_email, Finding::NoEmail),
            Some("phone") => (forms::is_phone, Finding::NoPhone),
            Some(_) => {
                add(findings, &format!("{field}.{position}.type"), Finding::NotAnOption);
                continue;
            }
            None => {
                add(findings, &format!("{field}.{position}.type"), Finding::Required);
                continue;
            }
        };
        match text("value") {
            None => add(findings, &format!("{field}.{position}.value"), Finding::Required),
            Some(value) if !is_good.0(&value) => {
                add(findings, &format!("{field}.{position}.value"), is_good.1);
            }
            Some(_) => {}
        }
    }
}
