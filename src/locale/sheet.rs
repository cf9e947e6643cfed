//! The sheet of a partner's question in words: shared by console and commands.
//!
//! Not here: the wording (`assets/locales/*/proof.ftl`), what stands on it (`engine::sheet`).

use super::proof::{self, Part};
use super::{Language, drift, has, text};
use crate::clock::Timestamp;
use crate::model::sheet::{Demands, Example, QuestionSheet, Tried, When};
use crate::model::shown::Shown;

/// Names that are written out; the rest is counted.
const NAMES: usize = 4;

/// A line of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A label and what it holds.
    Field(String, String),
    /// What the parts after it are of.
    Head(String),
    /// A part of the rule, with whether it holds where a sale is looked at.
    Part(Part, bool),
}

/// The sheet, line by line; `moment` writes a time as its reader does.
pub fn lines(language: Language, sheet: &QuestionSheet, moment: &dyn Fn(Timestamp) -> String) -> Vec<Line> {
    let say = |key: &str| text(language, key, &[]);
    let mut lines = Vec::new();
    let mut add = |key: &str, value: String| {
        if !value.is_empty() {
            lines.push(Line::Field(text(language, key, &[]), value));
        }
    };
    add("sheet-type", word(language, "input", &sheet.input_type));
    match &sheet.demands {
        None => add("sheet-options", say("sheet-not-read")),
        Some(demands) => asked(language, demands, &mut add),
    }
    if let Some(tried) = &sheet.tried {
        let (key, number) = match tried.example {
            Example::Sale(id) => ("sheet-follows-sale", id.to_string()),
            Example::Counterexample(at) => ("sheet-follows-counterexample", (at + 1).to_string()),
        };
        lines.push(Line::Field(text(language, key, &[("number", number.into())]), say(follows(tried))));
    }
    if let Some(rule) = &sheet.rule {
        lines.push(Line::Head(head(language, sheet.tried.as_ref())));
        let with = sheet.tried.is_some();
        lines.extend(proof::parts(language, rule, with).into_iter().map(|part| Line::Part(part, with)));
    }
    let mut add = |key: &str, value: String| {
        if !value.is_empty() {
            lines.push(Line::Field(text(language, key, &[]), value));
        }
    };
    if let Some(demands) = &sheet.demands {
        let types: Vec<_> =
            demands.product_types.iter().map(|one| word(language, "product-type", one)).collect();
        add("sheet-product-types", types.join(", "));
        add("sheet-products", products(language, sheet));
    }
    add("sheet-description", sheet.description.to_string());
    add("sheet-mapped", mapped(language, sheet, moment));
    for changed in &sheet.changes {
        let version =
            text(language, "sheet-mapped-version", &[("version", changed.version.to_string().into())]);
        let said = drift::sentence(language, &changed.change);
        add("sheet-changes", format!("{} · {version} · {said}", moment(changed.at)));
    }
    lines
}

fn asked(language: Language, demands: &Demands, add: &mut impl FnMut(&str, String)) {
    let say = |key: &str| text(language, key, &[]);
    let when = |when: When| match when {
        When::Always => say("sheet-when-always"),
        When::Never => say("sheet-when-never"),
        When::ByRule => say("sheet-when-rule"),
    };
    add("sheet-visible", when(demands.visible));
    add("sheet-required", when(demands.required));
    add("sheet-customer", say(if demands.visible_customer { "sheet-yes" } else { "sheet-no" }));
    add("sheet-validator", demands.validator.as_ref().map(ToString::to_string).unwrap_or_default());
    let options: Vec<_> = demands.options.iter().map(ToString::to_string).collect();
    add("sheet-options", options.join(" | "));
    add("sheet-default", demands.default_value.as_ref().map(ToString::to_string).unwrap_or_default());
}

fn follows(tried: &Tried) -> &'static str {
    match (tried.visible, tried.required) {
        (Some(false), _) => "sheet-follows-hidden",
        (Some(true), Some(true)) => "sheet-follows-mandatory",
        (Some(true), Some(false)) => "sheet-follows-optional",
        (Some(true), None) => "sheet-follows-asked",
        (None, _) => "sheet-follows-unknown",
    }
}

fn head(language: Language, tried: Option<&Tried>) -> String {
    match tried.map(|tried| tried.example) {
        None => text(language, "sheet-rule", &[]),
        Some(Example::Sale(id)) => text(language, "sheet-rule-sale", &[("number", id.to_string().into())]),
        Some(Example::Counterexample(at)) => {
            text(language, "sheet-rule-counterexample", &[("number", (at + 1).to_string().into())])
        }
    }
}

fn products(language: Language, sheet: &QuestionSheet) -> String {
    let count = ("count", sheet.imported.into());
    let some = sheet.products.len();
    match some {
        0 => text(language, "sheet-products-none", &[count]),
        _ if some as u64 == sheet.imported => text(language, "sheet-products-all", &[count]),
        _ => {
            let mut names: Vec<_> =
                sheet.products.iter().take(NAMES).map(|(id, name)| format!("{name} ({id})")).collect();
            if some > NAMES {
                names.push("…".to_owned());
            }
            let names = names.join(", ");
            text(language, "sheet-products-some", &[("some", some.into()), count, ("names", names.into())])
        }
    }
}

fn mapped(language: Language, sheet: &QuestionSheet, moment: &dyn Fn(Timestamp) -> String) -> String {
    let Some(mapped) = &sheet.mapped else { return text(language, "sheet-mapped-not", &[]) };
    let key = if mapped.exact { "sheet-mapped-version" } else { "sheet-mapped-before" };
    let version = text(language, key, &[("version", mapped.version.to_string().into())]);
    match &mapped.changed {
        Some((at, by)) => format!("{} · {by} · {version}", moment(*at)),
        None => version,
    }
}

/// A word of the API as an operator reads it; as it is where this version does not know it.
fn word(language: Language, list: &str, word: &str) -> String {
    let key = format!("console-{list}-{word}");
    if has(language, &key) { text(language, &key, &[]) } else { Shown::new(word).into_string() }
}
