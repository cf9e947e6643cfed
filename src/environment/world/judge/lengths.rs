//! How long the texts of a sale may be. A page of a list holds many sales: what one of them may take there is
//! bounded, so that no partner can make a list that nobody can read.
//!
//! Not here: files and signatures, which lists show without their content, and the cap of a body (`routes`).

use super::{Finding, Findings, Proposal, add};

/// The longest text of one field, in characters.
const FIELD: usize = 255;

/// The longest answer, in characters.
const ANSWER: usize = 10_000;

/// The fields that lists show, except for the judged ones of which every good form is short.
const FIELDS: &[&str] = &[
    "gender",
    "initials",
    "firstname",
    "infix",
    "lastname",
    "company_name",
    "contact_person",
    "coc_branch_number",
    "email",
    "iban_holder",
    "source",
    "source_id",
    "housenumber",
    "suffix",
    "streetname",
    "city",
    "connection_housenumber",
    "connection_suffix",
    "connection_streetname",
    "connection_city",
    "relation_id",
    "external_reference",
    "incoming_id",
    "initial_user_firstname",
    "initial_user_lastname",
    "initial_organisation_name",
    "building_function",
    "usage_e_single",
    "usage_e_high",
    "usage_e_low",
    "usage_g",
    "return",
    "return_e_high",
    "return_e_low",
    "e_gridoperator",
    "g_gridoperator",
    "e_connection_type",
    "g_connection_type",
];

pub(super) fn judge(proposal: &Proposal<'_>, findings: &mut Findings) {
    for field in FIELDS {
        if proposal.text(field).is_some_and(|text| is_longer(&text, FIELD)) {
            add(findings, field, Finding::TooLong { maximum: FIELD as u64 });
        }
    }
}

/// Whether the texts of an answer are not too long together.
pub(super) fn answer(texts: &[String]) -> Result<(), Finding> {
    let length: usize = texts.iter().map(|text| text.chars().count()).sum();
    if length > ANSWER { Err(Finding::TooLong { maximum: ANSWER as u64 }) } else { Ok(()) }
}

/// Whether the name of a file is not too long.
pub(super) fn is_name(name: &str) -> bool {
    !is_longer(name, FIELD)
}

fn is_longer(text: &str, most: usize) -> bool {
    text.len() > most && text.chars().count() > most
}
