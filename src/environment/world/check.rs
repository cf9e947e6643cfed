//! Whether a catalogue fits together: what names something that is not there, is there twice, or can mean
//! two things. A change is good when it adds no trouble; what it would break elsewhere is told by name.
//!
//! Not here: reading fields (`forms`), refusing (`handlers::edit`).

use std::collections::BTreeMap;

use serde_json::Value;

use super::catalogue::{Asked, Catalogue, Flow, Question};
use super::judge::Finding;
use super::loose;
use crate::model::rule::{Rule, Subject};

/// One thing that does not fit.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// Its list, as in a world file.
    pub list: &'static str,
    /// Its number.
    pub id: u64,
    /// What people call it.
    pub name: String,
    /// The field.
    pub field: String,
    /// What is wrong with it.
    pub finding: Finding,
}

impl PartialEq for Trouble {
    /// The same trouble of the same thing, also when the thing is called otherwise since.
    fn eq(&self, other: &Self) -> bool {
        (self.list, self.id, &self.field, &self.finding)
            == (other.list, other.id, &other.field, &other.finding)
    }
}

/// All that does not fit.
pub fn troubles(catalogue: &Catalogue) -> Vec<Trouble> {
    let mut found = Vec::new();
    flows(catalogue, &mut found);
    let named = || catalogue.products.values().filter(|product| !product.identifier.is_empty());
    let identifiers = Seen::of(named().map(|product| product.identifier.clone()));
    for product in named() {
        let mut told = Told::new("products", product.id, &product.name, &mut found);
        identifiers.check(&product.identifier, &mut told);
    }
    for product in catalogue.products.values() {
        let mut told = Told::new("products", product.id, &product.name, &mut found);
        if let Some(id) = product.supplier_id.filter(|id| !catalogue.suppliers.contains_key(id)) {
            told.unknown("supplier_id", id);
        }
    }
    let identifiers = Seen::of(catalogue.questions.values().map(|question| question.identifier.clone()));
    for question in catalogue.questions.values() {
        let mut told = Told::new("questions", question.id, &question.name, &mut found);
        identifiers.check(&question.identifier, &mut told);
        if matches!(question.input_type.as_str(), "mc-single" | "mc-multi") && question.choices().is_empty() {
            told.add("options", Finding::Required);
        }
        let default = question.default_value.as_deref().filter(|_| !question.choices().is_empty());
        if default.is_some_and(|value| !question.choices().contains(&value)) {
            told.add("default_value", Finding::NotAnOption);
        }
        asked(catalogue, &question.asked, Some(question), &mut told);
    }
    let identifiers = Seen::of(catalogue.agreements.values().map(|agreement| agreement.identifier.clone()));
    for agreement in catalogue.agreements.values() {
        let mut told = Told::new("agreements", agreement.id, &agreement.name, &mut found);
        identifiers.check(&agreement.identifier, &mut told);
        asked(catalogue, &agreement.asked, None, &mut told);
    }
    found
}

/// What an organisation is granted that is not there: it could become something else one day.
pub fn ungrantable(organisation: &Value, catalogue: &Catalogue) -> Vec<(&'static str, u64)> {
    let named = |field: &str| organisation.get(field).map(loose::as_numbers).unwrap_or_default();
    let mut unknown = Vec::new();
    for id in named("products").into_iter().filter(|id| !catalogue.products.contains_key(id)) {
        unknown.push(("products", id));
    }
    for field in ["flows", "whole_flows"] {
        for id in named(field).into_iter().filter(|id| !catalogue.flows.contains_key(id)) {
            unknown.push((field, id));
        }
    }
    unknown
}

/// How often each is there; all of those that are called the same are in trouble.
struct Seen(BTreeMap<String, usize>);

impl Seen {
    fn of(identifiers: impl Iterator<Item = String>) -> Self {
        let mut seen = BTreeMap::new();
        identifiers.for_each(|one| *seen.entry(one).or_default() += 1);
        Self(seen)
    }

    fn check(&self, identifier: &str, told: &mut Told<'_>) {
        if self.0.get(identifier).is_some_and(|times| *times > 1) {
            told.add("identifier", Finding::Taken);
        }
    }
}

struct Told<'a> {
    list: &'static str,
    id: u64,
    name: String,
    found: &'a mut Vec<Trouble>,
}

impl<'a> Told<'a> {
    fn new(list: &'static str, id: u64, name: &str, found: &'a mut Vec<Trouble>) -> Self {
        Self { list, id, name: name.to_owned(), found }
    }

    fn add(&mut self, field: &str, finding: Finding) {
        let (list, id, name, field) = (self.list, self.id, self.name.clone(), field.to_owned());
        self.found.push(Trouble { list, id, name, field, finding });
    }

    fn unknown(&mut self, field: &str, name: impl ToString) {
        self.add(field, Finding::Unknown { name: name.to_string() });
    }
}

fn flows(catalogue: &Catalogue, found: &mut Vec<Trouble>) {
    let key = |flow: &Flow| format!("{}/{}", flow.kind, flow.identifier);
    let keys = Seen::of(catalogue.flows.values().map(key));
    for flow in catalogue.flows.values() {
        let mut told = Told::new("flows", flow.id, &flow.title, found);
        keys.check(&key(flow), &mut told);
        if let (Some(least), Some(most)) = (flow.minimum_age_customer, flow.maximum_age_customer)
            && least > most
        {
            told.add("maximum_age_customer", Finding::TooOld { maximum: most });
        }
        for id in flow.product_ids.iter().filter(|id| !catalogue.products.contains_key(id)) {
            told.unknown("product_ids", id);
        }
        sections(catalogue, flow, &mut told);
    }
}

fn sections(catalogue: &Catalogue, flow: &Flow, told: &mut Told<'_>) {
    let mut identifiers = Vec::new();
    for (number, section) in flow.sections.iter().enumerate() {
        for (field, text) in [("title", &section.title), ("identifier", &section.identifier)] {
            if text.is_empty() {
                told.add(&format!("sections.{number}.{field}"), Finding::Required);
            }
        }
        if identifiers.contains(&&section.identifier) {
            told.add(&format!("sections.{number}.identifier"), Finding::Taken);
        }
        identifiers.push(&section.identifier);
        let products = section.products.iter().map(|product| product.id);
        let products = products.chain(section.mandatory_for_product_ids.iter().copied());
        for id in products.filter(|id| !catalogue.products.contains_key(id)) {
            told.unknown(&format!("sections.{number}.products"), id);
        }
        for id in &section.mandatory_for_supplier_ids {
            if !catalogue.suppliers.contains_key(id) {
                told.unknown(&format!("sections.{number}.mandatory_for_supplier_ids"), id);
            }
        }
    }
}

/// Types that a product can have before there is one of that type.
const TYPES: &[&str] = &["energy", "telecom", "default", "solar_panel", "heat_pump"];

fn asked(catalogue: &Catalogue, asked: &Asked, own: Option<&Question>, told: &mut Told<'_>) {
    for identifier in &asked.flow_identifiers {
        if !catalogue.flows.values().any(|flow| flow.identifier == *identifier) {
            told.unknown("flow_identifiers", identifier);
        }
    }
    let sold = |kind: &String| catalogue.products.values().any(|product| product.kind == *kind);
    for kind in asked.product_types.iter().filter(|kind| !TYPES.contains(&kind.as_str()) && !sold(kind)) {
        // It would be asked with nothing, and nobody would see why.
        told.unknown("product_types", kind);
    }
    match &asked.parsed {
        Some(rule) => follow(catalogue, rule, own, told),
        None if asked.rule_required || asked.rule_visible => told.add("rule", Finding::Required),
        None => {}
    }
}

fn follow(catalogue: &Catalogue, rule: &Rule, own: Option<&Question>, told: &mut Told<'_>) {
    let (subject, value) = match rule {
        Rule::Group { rules, .. } => {
            return rules.iter().for_each(|rule| follow(catalogue, rule, own, told));
        }
        Rule::Unknown { found } => {
            return told.add("rule", Finding::RuleUnreadable { found: found.clone() });
        }
        Rule::Condition { subject, value } => (subject, value.as_deref()),
    };
    match (subject, value) {
        (Subject::Answer { question }, value) => answer(catalogue, question, value, own, told),
        (Subject::Supplier, Some(value)) => {
            let known = value.parse().is_ok_and(|id: u64| catalogue.suppliers.contains_key(&id));
            if !known {
                told.unknown("rule", value);
            }
        }
        (Subject::ProductType, Some(value)) => {
            if !catalogue.products.values().any(|product| product.kind == value) {
                told.unknown("rule", value);
            }
        }
        (Subject::Profile, Some(value)) => {
            if !matches!(value, "consumer" | "business" | "0" | "1") {
                told.unknown("rule", value);
            }
        }
        (_, None) => {}
    }
}

fn answer(
    catalogue: &Catalogue,
    name: &str,
    value: Option<&str>,
    own: Option<&Question>,
    told: &mut Told<'_>,
) {
    let mut named = catalogue.questions.values().filter(|question| question.name.trim() == name.trim());
    let Some(question) = named.next() else { return told.unknown("rule", name) };
    if named.next().is_some() {
        told.add("rule", Finding::Ambiguous { name: name.to_owned() });
    }
    if own.is_some_and(|own| own.id == question.id) {
        told.add("rule", Finding::OfItself);
    }
    let choices = question.choices();
    let picks = matches!(question.input_type.as_str(), "mc-single" | "mc-multi") && !choices.is_empty();
    if let Some(value) = value.filter(|value| picks && !choices.contains(value)) {
        told.unknown("rule", format!("{name} = {value}"));
    }
}
