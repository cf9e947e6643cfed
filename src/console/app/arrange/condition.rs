//! A condition: read from its form, and told in words.
//!
//! Not here: its form and plan (`arrange`).

use std::fmt::Display;
use std::str::FromStr;

use super::super::form::{Form, Wrong};
use crate::console::look::Look;
use crate::console::{labels, words};
use crate::locale::status::Statuses;
use crate::model::ids::FlowKey;
use crate::model::integration::{Condition, Matcher, Processing, StatusGate};
use crate::model::sale::CustomerKind;

pub(super) fn joined<T: Display>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}

fn read<T: FromStr>(text: &str) -> Option<Vec<T>> {
    parts(text).map(|part| part.parse().ok()).collect()
}

/// With which statuses sales go, as it was filled in.
pub(super) fn gate(form: &Form) -> StatusGate {
    match form.word("link_statuses") {
        "" => StatusGate::Always,
        text => StatusGate::Specific(parts(text).map(Into::into).collect()),
    }
}

/// A condition as it was filled in, or what is wrong with which field.
pub(super) fn condition(form: &Form) -> Result<Condition, Vec<(&'static str, Wrong)>> {
    fn list<T: FromStr>(form: &Form, name: &'static str, wrong: &mut Vec<(&'static str, Wrong)>) -> Vec<T> {
        read(form.word(name)).unwrap_or_else(|| {
            wrong.push((name, Wrong::Form));
            Vec::new()
        })
    }
    let mut wrong = Vec::new();
    if form.word("link_condition").is_empty() {
        wrong.push(("link_condition", Wrong::Missing));
    }
    let answer = |text: &str| {
        text.split_once('=').map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
    };
    let answers: Option<Vec<_>> = parts(form.word("link_answers")).map(answer).collect();
    if answers.is_none() {
        wrong.push(("link_answers", Wrong::Form));
    }
    let customers = match form.word("link_customers") {
        "consumer" => vec![CustomerKind::Consumer],
        "business" => vec![CustomerKind::Business],
        _ => Vec::new(),
    };
    let matches = Matcher {
        products: list(form, "link_products", &mut wrong),
        suppliers: list(form, "link_suppliers", &mut wrong),
        flows: list::<FlowKey>(form, "link_flows", &mut wrong),
        product_types: parts(form.word("link_types")).map(str::to_owned).collect(),
        statuses: parts(form.word("link_in_status")).map(Into::into).collect(),
        customers,
        answers: answers.unwrap_or_default(),
    };
    let processing = Processing {
        enabled: form.is_on("link_processing"),
        automatic: form.is_on("link_automatic"),
        statuses: gate(form),
    };
    let name = form.word("link_condition").to_owned();
    if wrong.is_empty() { Ok(Condition { name, matches, processing }) } else { Err(wrong) }
}

/// What a condition matches, in words.
pub fn matcher(look: &Look, statuses: &Statuses<'_>, of: &Matcher) -> String {
    let customers = of.customers.iter().map(|kind| match kind {
        CustomerKind::Consumer => look.say("rule-consumer", &[]),
        CustomerKind::Business => look.say("rule-business", &[]),
    });
    let types: Vec<_> = of.product_types.iter().map(|kind| labels::product_type(look, kind)).collect();
    let named: Vec<_> = of.statuses.iter().map(|key| statuses.own(look.language, key.as_str())).collect();
    let answers: Vec<_> = of.answers.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let lists = [
        ("link_products", joined(&of.products)),
        ("link_suppliers", joined(&of.suppliers)),
        ("link_flows", joined(&of.flows)),
        ("link_types", types.join(", ")),
        ("link_in_status", named.join(", ")),
        ("link_customers", customers.collect::<Vec<_>>().join(", ")),
        ("link_answers", answers.join(", ")),
    ];
    let said = lists.into_iter().filter(|(_, held)| !held.is_empty());
    let said: Vec<_> = said.map(|(name, held)| format!("{}: {held}", labels::field(look, name))).collect();
    if said.is_empty() { look.say("arrange-every-sale", &[]) } else { said.join(" · ") }
}

/// What a condition decides, in words.
pub fn decides(look: &Look, statuses: &Statuses<'_>, processing: &Processing) -> String {
    match (processing.enabled, processing.automatic) {
        (false, _) => look.say("arrange-never", &[]),
        (true, automatic) => {
            let key = if automatic { "arrange-by-itself" } else { "arrange-by-hand" };
            format!("{} · {}", look.say(key, &[]), words::gate(look, statuses, &processing.statuses))
        }
    }
}
