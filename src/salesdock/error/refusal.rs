//! A refused sale: which field, question or agreement, and why. The field name decides what a failure
//! points at and mostly what it is; words of a message only tell *missing* from *no option* from
//! *invalid*, in Dutch and English, and where none is known it is *invalid*.
//!
//! Field names seen: `questionData.<identifier>`, `questionData[<identifier>]`, `agreements.<identifier>`,
//! `agreements[<identifier>]`, fields of a sale, and a question's bare identifier. *Invalid product*
//! comes without any field.
//!
//! Not here: whether the answer is a refusal at all (`verdict`).

use serde::Deserialize;

use super::answer::Answer;
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::{AgreementKey, FlowKey, ProductId, QuestionKey};
use crate::model::sale::ENERGY_FIELDS;
use crate::model::shown::Shown;
use crate::salesdock::wire::loose::Number;

/// What was sent, as far as a refusal may point at it.
#[derive(Default)]
pub struct Sent {
    /// The flow.
    pub flow: Option<FlowKey>,
    /// The product.
    pub product: Option<ProductId>,
}

impl Sent {
    /// Reads it from the bytes of a new sale.
    pub fn read(flow: &FlowKey, body: &[u8]) -> Self {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Body {
            product_id: Number,
        }
        let body: Body = serde_json::from_slice(body).unwrap_or_default();
        Self { flow: Some(flow.clone()), product: body.product_id.id().map(ProductId) }
    }

    fn product(&self) -> Element {
        self.product.map_or_else(|| Element::Field("product_id".to_owned()), Element::Product)
    }

    fn flow(&self) -> Element {
        self.flow.clone().map_or(Element::Partner, Element::Flow)
    }
}

/// Fields of a new sale: a field that is none of these is taken for a question's identifier.
const FIELDS: &[&str] = &[
    "transaction_type",
    "product_id",
    "business",
    "gender",
    "initials",
    "firstname",
    "infix",
    "lastname",
    "birthdate",
    "email",
    "phone",
    "postcode",
    "housenumber",
    "suffix",
    "streetname",
    "city",
    "connection_postcode",
    "connection_housenumber",
    "connection_suffix",
    "connection_streetname",
    "connection_city",
    "company_name",
    "contact_person",
    "company_coc",
    "coc",
    "company_vat",
    "vat",
    "iban",
    "iban_holder",
    "sale_channel",
    "signature",
    "contract_date",
    "contract_pdf",
    "initial_user_firstname",
    "initial_user_lastname",
    "initial_organisation_name",
    "initial_created_at",
    "external_reference",
    "relation_id",
    "related_products",
    "optin",
    "questionData",
    "agreements",
    "status",
    "remark",
    "name",
    "identifier",
    "active",
    "supplier_id",
    "retention",
    "role",
    "organisation_id",
    "event",
    "target_url",
];

/// Every failure a refused answer names, at least one.
pub fn failures(answer: &Answer, sent: &Sent) -> Vec<Failure> {
    let errors = answer.envelope.as_ref().and_then(|envelope| envelope.errors.as_ref());
    let mut found: Vec<Failure> = Vec::new();
    for (field, texts) in errors.into_iter().flatten() {
        let text = texts.join(" ");
        let (cause, element) = judge(field, &text, sent);
        let said = Some(Shown::new(&text)).filter(|said| !said.is_empty()).or_else(|| answer.said.clone());
        let failure = Failure::answered(cause, element, answer.status, said);
        // One multiple choice can be refused item by item: it is one failure.
        if !found.iter().any(|other| other.cause == failure.cause && other.element == failure.element) {
            found.push(failure);
        }
    }
    if found.is_empty() {
        let message =
            answer.envelope.as_ref().and_then(|envelope| envelope.message.as_deref()).unwrap_or_default();
        let (cause, element) = judge("", message, sent);
        found.push(answer.failure(cause, element));
    }
    found
}

fn judge(field: &str, text: &str, sent: &Sent) -> (Cause, Element) {
    let path = path(field);
    let (head, rest) = match path.split_first() {
        Some((head, rest)) => (head.as_str(), rest),
        None => return without_field(text, sent),
    };
    let key = rest.first().map(String::as_str);
    match (head, key) {
        ("questionData" | "question_data" | "questions", Some(key)) => question(key, text),
        ("agreements" | "agreement", Some(key)) => {
            (Cause::MissingAgreement, Element::Agreement(AgreementKey::from(key)))
        }
        ("agreements", None) => (Cause::MissingAgreement, Element::Field("agreements".to_owned())),
        ("product_id" | "product", None) if says(text, MISSING) && sent.product.is_none() => {
            (Cause::MissingField, Element::Field("product_id".to_owned()))
        }
        ("product_id" | "product", None) => (Cause::InvalidProduct, sent.product()),
        ("flow" | "flow_id" | "flow_identifier", None) => (Cause::UnknownFlow, sent.flow()),
        ("external_reference", None) if says(text, USED) => {
            (Cause::ReferenceConflict, Element::Field(head.to_owned()))
        }
        (head, _) if FIELDS.contains(&head) || ENERGY_FIELDS.contains(&head) => field_failure(&path, text),
        (head, None) => question(head, text),
        _ => field_failure(&path, text),
    }
}

/// It points at the question, never at what was answered: an element is part of a group's name, and an
/// answer may be an address or a bank account as well as an option.
fn question(key: &str, text: &str) -> (Cause, Element) {
    let cause = match () {
        () if says(text, MISSING) => Cause::MissingAnswer,
        () if says(text, OPTION) => Cause::InvalidOption,
        () => Cause::InvalidAnswer,
    };
    (cause, Element::Question(QuestionKey::from(key)))
}

fn field_failure(path: &[String], text: &str) -> (Cause, Element) {
    // Positions in a list would make a group of each sale.
    let name = path.iter().filter(|part| part.parse::<u64>().is_err()).map(String::as_str);
    let element = Element::Field(name.collect::<Vec<_>>().join("."));
    (if says(text, MISSING) { Cause::MissingField } else { Cause::InvalidField }, element)
}

/// No field is named: only the message is left to read.
fn without_field(text: &str, sent: &Sent) -> (Cause, Element) {
    let invalid = says(
        text,
        &[
            "invalid",
            "ongeldig",
            "unknown",
            "onbekend",
            "not found",
            "niet gevonden",
            "not available",
            "niet beschikbaar",
        ],
    );
    if invalid && says(text, &["product", "propositie"]) {
        (Cause::InvalidProduct, sent.product())
    } else if invalid && says(text, &["flow"]) {
        (Cause::UnknownFlow, sent.flow())
    } else {
        (Cause::Refused, Element::Partner)
    }
}

/// Words that say that something is missing.
const MISSING: &[&str] = &[
    "required",
    "mandatory",
    "missing",
    "must be present",
    "must not be empty",
    "cannot be empty",
    "can not be empty",
    "can't be blank",
    "must be accepted",
    "verplicht",
    "ontbreekt",
    "ontbreken",
    "mag niet leeg",
    "moet ingevuld",
    "niet ingevuld",
    "is leeg",
    "moet aanwezig",
];

/// Words that say that a value is none of the options.
const OPTION: &[&str] = &[
    "selected",
    "option",
    "choice",
    "one of",
    "not in the list",
    "allowed values",
    "geselecteerd",
    "gekozen",
    "optie",
    "keuze",
    "een van de",
    "één van de",
    "komt niet voor",
    "niet in de lijst",
];

/// Words that say that a value was used before.
const USED: &[&str] =
    &["already", "taken", "unique", "used before", "al gebruikt", "al in gebruik", "bestaat al", "uniek"];

fn says(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| text.contains(word))
}

/// `a.b[c][]` as its parts.
fn path(field: &str) -> Vec<String> {
    field
        .split(['.', '[', ']'])
        .map(|part| part.trim().trim_matches(['"', '\'']))
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}
