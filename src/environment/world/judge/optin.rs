//! The channels of an opt-in: how its customer may be reached, and nothing that nobody could use.
//!
//! Not here: who may give one, and that there is one for each sale (`sales`).

use serde_json::Value;

use super::super::loose;
use super::{Finding, Findings, add, forms};

/// More channels than this nobody has.
const MOST: usize = 20;

/// Judges `given` as the channels of an opt-in, called `field`; there is at least one.
pub fn channels(field: &str, given: Option<&Value>, findings: &mut Findings) {
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
