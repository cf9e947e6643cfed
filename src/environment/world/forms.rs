//! The fields of everything an administrator sends: read strictly, all that is wrong at once, each under its
//! name. What is absent stays as it is.
//!
//! Not here: whether things fit together (`check`), files and custom fields of a product
//! (`handlers::product_form`).

use serde_json::{Map, Value, json};

pub use super::judge::forms::is_email;
use super::judge::forms::{is_postcode, is_price};
use super::judge::{Finding, Findings};
use super::people::{CONTRACTOR_FIELDS, ORGANISATION_FIELDS};
use super::{loose, time};
use crate::model::administration::catalogue::INPUTS;
use crate::model::rule::Rule;

/// What a field holds.
#[derive(Clone, Copy)]
pub enum Holds {
    /// Any text.
    Text,
    /// A text of one line or so that is needed.
    Name,
    /// A text of any length that is needed.
    Wording,
    /// A word without white space, needed.
    Identifier,
    /// One of these words, or empty.
    Word(&'static [&'static str]),
    /// One of these words, needed.
    Kind(&'static [&'static str]),
    /// Yes or no.
    Flag,
    /// A whole number, or empty.
    Number,
    /// An amount of money, or empty.
    Amount,
    /// A day, or empty.
    Day,
    /// Whole numbers.
    Numbers,
    /// Texts.
    Texts,
    /// Options: a list, or one text that holds them.
    Options,
    /// A rule, or none.
    Rule,
    /// The sections of a flow.
    Sections,
}

/// The fields of one kind of thing.
pub type Form = &'static [(&'static str, Holds)];

/// What an answer can be checked with.
const VALIDATORS: &[&str] =
    &["email", "iban", "ean", "numeric", "date", "phone", "postcode", "price", "coc", "vat"];

/// Whose product it is.
pub const SUPPLIER: Form = &[("name", Holds::Name), ("identifier", Holds::Text)];

/// A product, without its custom fields and files.
pub const PRODUCT: Form = &[
    ("name", Holds::Name),
    ("identifier", Holds::Name),
    ("type", Holds::Identifier),
    ("supplier_id", Holds::Number),
    ("business", Holds::Word(&["0", "1", "2"])),
    ("active", Holds::Flag),
    ("main", Holds::Flag),
    ("usp", Holds::Text),
    ("description", Holds::Text),
    ("cart_info", Holds::Text),
    ("valid_from", Holds::Day),
    ("valid_till", Holds::Day),
    ("duration", Holds::Text),
    ("retention", Holds::Text),
    ("confirmation_pdf_layout", Holds::Text),
    ("koppel_provenance", Holds::Texts),
    ("price", Holds::Amount),
    ("price_action", Holds::Amount),
    ("price_action_type", Holds::Text),
    ("price_action_value", Holds::Amount),
    ("price_monthly", Holds::Amount),
    ("price_monthly_action", Holds::Amount),
    ("price_monthly_action_type", Holds::Text),
    ("price_monthly_action_value", Holds::Amount),
];

/// A flow.
pub const FLOW: Form = &[
    ("title", Holds::Name),
    ("type", Holds::Identifier),
    ("identifier", Holds::Identifier),
    ("transaction_type", Holds::Word(&["all", "offer", "order"])),
    ("verification_method", Holds::Word(&["none", "signature", "email", "sms", "call"])),
    ("minimum_age_customer", Holds::Number),
    ("maximum_age_customer", Holds::Number),
    ("consumer_offer_iban_required", Holds::Flag),
    ("business_offer_iban_required", Holds::Flag),
    ("consumer_order_iban_required", Holds::Flag),
    ("business_order_iban_required", Holds::Flag),
    ("product_ids", Holds::Numbers),
    ("sections", Holds::Sections),
];

/// A question.
pub const QUESTION: Form = &[
    ("name", Holds::Name),
    ("identifier", Holds::Identifier),
    ("input_type", Holds::Kind(INPUTS)),
    ("description", Holds::Text),
    ("required", Holds::Flag),
    ("visible", Holds::Flag),
    ("visible_customer", Holds::Flag),
    ("rule", Holds::Rule),
    ("rule_required", Holds::Flag),
    ("rule_visible", Holds::Flag),
    ("validator", Holds::Word(VALIDATORS)),
    ("options", Holds::Options),
    ("default_value", Holds::Text),
    ("product_types", Holds::Texts),
    ("flow_identifiers", Holds::Texts),
];

/// An agreement.
pub const AGREEMENT: Form = &[
    ("name", Holds::Name),
    ("identifier", Holds::Identifier),
    // What nobody can read, nobody can accept.
    ("text", Holds::Wording),
    ("type", Holds::Text),
    ("archive", Holds::Flag),
    ("required", Holds::Flag),
    ("visible", Holds::Flag),
    ("default_value", Holds::Text),
    ("contract_pdf_visibility", Holds::Text),
    ("rule", Holds::Rule),
    ("rule_required", Holds::Flag),
    ("rule_visible", Holds::Flag),
    ("sort", Holds::Number),
    ("product_types", Holds::Texts),
    ("flow_identifiers", Holds::Texts),
];

/// A status.
pub const STATUS: Form = &[
    ("id", Holds::Identifier),
    ("name", Holds::Name),
    ("text", Holds::Text),
    ("type", Holds::Kind(&["default", "cancelled", "netto", "action_required", "closed"])),
];

/// The longest name, in characters: lists have a line for it.
const NAME: usize = 255;
/// It is longer than a name.
pub const TOO_LONG: Finding = Finding::TooLong { maximum: NAME as u64 };

/// Whether `text` is longer than a name.
pub fn is_long(text: &str) -> bool {
    text.chars().count() > NAME
}

const SECTION: Form = &[
    ("id", Holds::Number),
    ("title", Holds::Name),
    ("identifier", Holds::Identifier),
    ("mandatory", Holds::Flag),
    ("mandatory_for_supplier_ids", Holds::Numbers),
    ("mandatory_for_product_ids", Holds::Numbers),
];

/// Reads `body` by `form`: the fields as rows hold them. With `new` what is needed must be given.
pub fn read(form: Form, body: &Map<String, Value>, new: bool, findings: &mut Findings) -> Map<String, Value> {
    let mut read = Map::new();
    for (field, holds) in form {
        let needed = matches!(holds, Holds::Name | Holds::Wording | Holds::Identifier | Holds::Kind(_));
        let Some(value) = body.get(*field) else {
            if new && needed {
                add(findings, field, Finding::Required);
            }
            continue;
        };
        if needed && loose::as_text(value).is_none() {
            add(findings, field, Finding::Required);
            continue;
        }
        if let Some(value) = one(field, *holds, value, findings) {
            read.insert((*field).to_owned(), value);
        }
    }
    for field in body.keys().filter(|field| !form.iter().any(|(known, _)| known == field)) {
        add(findings, field, Finding::UnknownField);
    }
    if let Some(types) = read.remove("product_types") {
        read.insert("extra".to_owned(), json!({ "product_types": types }));
    }
    read
}

fn add(findings: &mut Findings, field: &str, finding: Finding) {
    findings.entry(field.to_owned()).or_default().push(finding);
}

fn one(field: &str, holds: Holds, value: &Value, findings: &mut Findings) -> Option<Value> {
    let text = || loose::as_text(value).unwrap_or_default();
    let wrong = |findings: &mut Findings, finding| {
        add(findings, field, finding);
        None
    };
    let lone = !matches!(value, Value::Array(_) | Value::Object(_));
    match holds {
        Holds::Numbers | Holds::Texts | Holds::Options | Holds::Rule | Holds::Sections => {
            several(field, holds, value, findings)
        }
        _ if !lone => wrong(findings, Finding::NotText),
        // Line breaks of a text stay; only its ends are cut.
        Holds::Text | Holds::Wording => Some(text().into()),
        Holds::Name if is_long(&text()) => wrong(findings, TOO_LONG),
        Holds::Name => Some(text().into()),
        Holds::Identifier => {
            let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
            match text() {
                text if text.len() <= 100 && text.chars().all(fits) => Some(text.into()),
                _ => wrong(findings, Finding::NoIdentifier),
            }
        }
        Holds::Word(words) => match text() {
            text if text.is_empty() || words.contains(&text.as_str()) => Some(text.into()),
            _ => wrong(findings, Finding::not_one_of(words)),
        },
        Holds::Kind(words) => match text() {
            text if words.contains(&text.as_str()) => Some(text.into()),
            _ => wrong(findings, Finding::not_one_of(words)),
        },
        Holds::Flag => match loose::as_flag(value) {
            Some(flag) => Some(flag.into()),
            None => wrong(findings, Finding::NotYesOrNo),
        },
        Holds::Number => match (text().is_empty(), loose::as_number(value)) {
            (true, _) => Some(Value::Null),
            (false, Some(number)) => Some(number.into()),
            (false, None) => wrong(findings, Finding::NotNumeric),
        },
        Holds::Amount => match text().trim_start_matches('€').trim_start() {
            "" if text().is_empty() => Some(Value::Null),
            amount if is_price(amount) && !amount.starts_with('-') => Some(amount.replace(',', ".").into()),
            _ => wrong(findings, Finding::NoPrice),
        },
        Holds::Day => match text() {
            text if text.is_empty() => Some(Value::Null),
            // However it was written, it is kept in one way.
            text => match time::date(text.get(..10).unwrap_or(&text)) {
                Some(day) => Some(day.format("%Y-%m-%d").to_string().into()),
                None => wrong(findings, Finding::NoDate),
            },
        },
    }
}

/// What is not one text: lists, rules, sections.
fn several(field: &str, holds: Holds, value: &Value, findings: &mut Findings) -> Option<Value> {
    let wrong = |findings: &mut Findings, finding| {
        add(findings, field, finding);
        None
    };
    match holds {
        Holds::Numbers => {
            let list = listed(value);
            let numbers: Vec<u64> = list.iter().filter_map(loose::as_number).collect();
            match numbers.len() == list.len() {
                true => Some(numbers.into()),
                false => wrong(findings, Finding::NotNumeric),
            }
        }
        Holds::Texts => Some(listed(value).iter().filter_map(loose::as_text).collect()),
        Holds::Options => Some(match value {
            Value::String(options) => options.as_str().into(),
            list => listed(list).iter().filter_map(loose::as_text).collect::<Vec<_>>().join("\r\n").into(),
        }),
        Holds::Rule => match Rule::parse(value) {
            None => Some(Value::Null),
            Some(rule) => match unknown(&rule) {
                None => Some(rule.to_value()),
                Some(found) => wrong(findings, Finding::RuleUnreadable { found }),
            },
        },
        _ => Some(sections(field, value, findings)),
    }
}

/// A list; a text with commas is one too.
fn listed(value: &Value) -> Vec<Value> {
    match value {
        Value::String(text) => {
            text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(Value::from).collect()
        }
        other => loose::as_list(other),
    }
}

/// The first part of a rule that is not known.
fn unknown(rule: &Rule) -> Option<String> {
    match rule {
        Rule::Group { rules, .. } => rules.iter().find_map(unknown),
        Rule::Condition { .. } => None,
        Rule::Unknown { found } => Some(found.clone()),
    }
}

fn sections(field: &str, value: &Value, findings: &mut Findings) -> Value {
    let mut all = Vec::new();
    for (number, given) in loose::as_list(value).iter().enumerate() {
        let mut own = Findings::new();
        let mut given = given.as_object().cloned().unwrap_or_default();
        let products = loose::as_list(&given.remove("products").unwrap_or_default());
        let mut section = read(SECTION, &given, true, &mut own);
        // A section is numbered by its place, unless it has a number.
        section.entry("id").or_insert_with(|| json!(number + 1));
        section.insert("products".to_owned(), products.into());
        for (name, found) in own {
            findings.entry(format!("{field}.{number}.{name}")).or_default().extend(found);
        }
        all.push(Value::Object(section));
    }
    all.into()
}

/// What is wrong with the texts of an organisation's fields; of those that were `given` now, or all when it is a
/// contractor, whose own must be there and good.
pub fn organisation(text: impl Fn(&str) -> String, given: impl Fn(&str) -> bool) -> Findings {
    let mut findings = Findings::new();
    let contracts = match text("contractor").as_str() {
        "" | "no" | "0" => false,
        "yes" | "1" => true,
        _ => {
            add(&mut findings, "contractor", Finding::NotYesOrNo);
            false
        }
    };
    let needed = ["name"].iter().chain(CONTRACTOR_FIELDS.iter().filter(|_| contracts));
    for field in needed.filter(|field| text(field).is_empty()) {
        add(&mut findings, field, Finding::Required);
    }
    let named = ORGANISATION_FIELDS.iter().filter(|field| !matches!(**field, "description" | "logo"));
    for field in named.filter(|field| given(field) && is_long(&text(field))) {
        add(&mut findings, field, TOO_LONG);
    }
    let looked_at = |field: &str| (contracts || given(field)) && !text(field).is_empty();
    if looked_at("email") && !is_email(&text("email")) {
        add(&mut findings, "email", Finding::NoEmail);
    }
    if looked_at("postcode") && !is_postcode(&text("postcode")) {
        add(&mut findings, "postcode", Finding::NoPostcode);
    }
    findings
}
