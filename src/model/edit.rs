//! Edits of a sale before it is sent: what A wrote stays as it is, and the edits lie over it. An edit holds
//! only as long as A says what it said when the edit was made: A's own correction wins.
//!
//! Not here: keeping them (`store::edits`), which states allow one (`delivery`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::QuestionKey;
use super::sale::{Address, Answer, Company, Sale};
use super::time;

/// One field of a sale set to something else. Personal data, so no `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The field by the API's name; an answer as `questionData.KEY`.
    pub field: String,
    /// What A said; `None` when it said nothing.
    pub from: Option<String>,
    /// What is sent instead; empty for nothing.
    pub to: String,
}

/// Why a field cannot be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadEdit {
    /// There is no such field, or it is not one to edit.
    NoField,
    /// A file cannot be typed.
    File,
    /// A consumer has no fields of a company.
    NoCompany,
    /// It is not written as such a field is: no day, no address, no word.
    Form,
}

/// Between the values of an answer that has several.
const BETWEEN: &str = "; ";
/// Before the key of a question.
pub const ANSWER: &str = "questionData.";
/// Before a field of the place of delivery.
const CONNECTION: &str = "connection_";

/// The fields that can be edited, besides answers (`questionData.KEY`) and energy fields.
pub const FIELDS: &[&str] = &[
    "gender",
    "initials",
    "firstname",
    "infix",
    "lastname",
    "birthdate",
    "email",
    "phone",
    "iban",
    "iban_holder",
    "company_name",
    "contact_person",
    "coc",
    "vat",
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
];

/// What a sale says in a field; `None` for nothing.
///
/// # Errors
/// [`BadEdit`].
pub fn value(sale: &Sale, field: &str) -> Result<Option<String>, BadEdit> {
    // Reading is setting on a copy that is thrown away: one list of fields, not two.
    let mut copy = sale.clone();
    set(&mut copy, field, None)
}

/// Sets a field; gives what it said before.
///
/// # Errors
/// [`BadEdit`]; the sale is then as it was.
pub fn set(sale: &mut Sale, field: &str, to: Option<&str>) -> Result<Option<String>, BadEdit> {
    if let Some(key) = field.strip_prefix(ANSWER) {
        return set_answer(sale, &QuestionKey::from(key), to);
    }
    if let Some(name) = field.strip_prefix(CONNECTION) {
        let contact = sale.customer.address.clone();
        let address = sale.connection.get_or_insert(contact);
        return Ok(put(part(address, name).ok_or(BadEdit::NoField)?, to));
    }
    let customer = &mut sale.customer;
    let optional = match field {
        "firstname" => return Ok(put(&mut customer.firstname, to)),
        "lastname" => return Ok(put(&mut customer.lastname, to)),
        "gender" => &mut customer.gender,
        "initials" => &mut customer.initials,
        "infix" => &mut customer.infix,
        "birthdate" => &mut customer.birthdate,
        "email" => &mut customer.email,
        "phone" => &mut customer.phone,
        "iban" => &mut customer.iban,
        "iban_holder" => &mut customer.iban_holder,
        "company_name" | "contact_person" | "coc" | "vat" => {
            return set_company(customer.company.as_mut().ok_or(BadEdit::NoCompany)?, field, to);
        }
        name => match (part(&mut customer.address, name), &mut sale.energy) {
            (Some(text), _) => return Ok(put(text, to)),
            (None, Some(energy)) if energy.contains_key(name) => return Ok(set_energy(energy, name, to)),
            (None, _) => return Err(BadEdit::NoField),
        },
    };
    Ok(std::mem::replace(optional, to.filter(|to| !to.is_empty()).map(str::to_owned)))
}

fn put(text: &mut String, to: Option<&str>) -> Option<String> {
    let before = std::mem::replace(text, to.unwrap_or_default().to_owned());
    Some(before).filter(|before| !before.is_empty())
}

fn part<'a>(address: &'a mut Address, name: &str) -> Option<&'a mut String> {
    Some(match name {
        "postcode" => &mut address.postcode,
        "housenumber" => &mut address.housenumber,
        "suffix" => &mut address.suffix,
        "streetname" => &mut address.streetname,
        "city" => &mut address.city,
        _ => return None,
    })
}

fn set_company(company: &mut Company, field: &str, to: Option<&str>) -> Result<Option<String>, BadEdit> {
    let optional = match field {
        "company_name" => return Ok(put(&mut company.name, to)),
        "contact_person" => &mut company.contact_person,
        "coc" => &mut company.coc,
        _ => &mut company.vat,
    };
    Ok(std::mem::replace(optional, to.filter(|to| !to.is_empty()).map(str::to_owned)))
}

fn set_energy(energy: &mut BTreeMap<String, String>, name: &str, to: Option<&str>) -> Option<String> {
    let before = energy.get(name).cloned();
    energy.insert(name.to_owned(), to.unwrap_or_default().to_owned());
    before.filter(|before| !before.is_empty())
}

fn set_answer(sale: &mut Sale, key: &QuestionKey, to: Option<&str>) -> Result<Option<String>, BadEdit> {
    let before = match sale.answers.get(key) {
        Some(Answer::Files(_)) => return Err(BadEdit::File),
        Some(Answer::Many(values)) => Some((values.join(BETWEEN), true)),
        Some(Answer::One(text)) => Some((text.clone(), false)),
        None => None,
    };
    let many = before.as_ref().is_some_and(|(_, many)| *many);
    match to.filter(|to| !to.is_empty()) {
        Some(to) if many => {
            let values = to.split(BETWEEN.trim()).map(|one| one.trim().to_owned()).collect();
            sale.answers.insert(key.clone(), Answer::Many(values));
        }
        Some(to) => drop(sale.answers.insert(key.clone(), Answer::One(to.to_owned()))),
        None => drop(sale.answers.remove(key)),
    }
    Ok(before.map(|(text, _)| text).filter(|text| !text.is_empty()))
}

/// The sale with its edits over it. An edit of what A has changed since is left out.
pub fn edited(mut sale: Sale, edits: &[Edit]) -> Sale {
    for edit in edits {
        if value(&sale, &edit.field).is_ok_and(|now| now == edit.from) {
            // It was possible when it was made, and nothing but A's own values can change since.
            let _ = set(&mut sale, &edit.field, Some(&edit.to));
        }
    }
    sale
}

/// Whether a field can hold what was typed; nothing is no mistake. What else a partner asks of it, its own rules
/// say.
fn is_written(field: &str, typed: &str) -> bool {
    match field {
        _ if typed.is_empty() => true,
        "birthdate" => time::date(typed).is_some(),
        "email" => typed.contains('@') && !typed.contains(char::is_whitespace),
        "gender" => typed.chars().all(char::is_alphabetic),
        _ => true,
    }
}

/// The edits with another on top: of one field the last counts, and one that says what A says is none.
///
/// # Errors
/// [`BadEdit`].
pub fn with(sale: &Sale, mut edits: Vec<Edit>, field: &str, to: &str) -> Result<Vec<Edit>, BadEdit> {
    let from = value(sale, field)?;
    edits.retain(|edit| edit.field != field);
    let to = to.trim().to_owned();
    if !is_written(field, &to) {
        return Err(BadEdit::Form);
    }
    if from.clone().unwrap_or_default() != to {
        edits.push(Edit { field: field.to_owned(), from, to });
    }
    Ok(edits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::sale as numbered;

    fn sale() -> Sale {
        numbered(1)
    }

    #[test]
    fn every_field_is_read_back_as_it_was_set() {
        for field in
            FIELDS.iter().filter(|field| !["company_name", "contact_person", "coc", "vat"].contains(field))
        {
            let mut one = sale();
            set(&mut one, field, Some("Anders")).unwrap();
            assert_eq!(value(&one, field).unwrap().as_deref(), Some("Anders"), "{field}");
        }
        assert_eq!(value(&sale(), "coc"), Err(BadEdit::NoCompany));
        assert_eq!(value(&sale(), "product_id"), Err(BadEdit::NoField));
    }

    #[test]
    fn an_edit_lies_over_what_was_said_until_it_is_corrected_there() {
        let original = sale();
        let edits = with(&original, Vec::new(), "iban", "NL91ABNA0417164300").unwrap();
        let changed = edited(original.clone(), &edits);
        assert_eq!(changed.customer.iban.as_deref(), Some("NL91ABNA0417164300"));
        // Taken back: nothing is left of it.
        let back = original.customer.iban.clone().unwrap_or_default();
        assert!(with(&original, edits.clone(), "iban", &back).unwrap().is_empty());
        // A corrects it itself.
        let mut corrected = original;
        corrected.customer.iban = Some("NL02RABO0123456789".into());
        assert_eq!(edited(corrected, &edits).customer.iban.as_deref(), Some("NL02RABO0123456789"));
    }

    #[test]
    fn what_a_field_cannot_hold_is_refused_when_it_is_typed() {
        let typed = |field: &str, to: &str| with(&sale(), Vec::new(), field, to).map(|edits| edits.len());
        for (field, wrong, right) in [
            ("birthdate", "31-02-1980", "28-02-1980"),
            ("email", "jan example.nl", "jan@example.nl"),
            ("gender", "871687", "female"),
        ] {
            assert_eq!(typed(field, wrong), Err(BadEdit::Form), "{field}");
            assert_eq!(typed(field, right), Ok(1), "{field}");
            assert_eq!(typed(field, ""), Ok(0), "{field}");
        }
    }

    #[test]
    fn answers_are_edited_by_their_key_and_several_values_stay_several() {
        let mut one = sale();
        let (single, several) = (QuestionKey::from("een"), QuestionKey::from("meer"));
        one.answers.insert(single.clone(), Answer::One("ja".into()));
        one.answers.insert(several.clone(), Answer::Many(vec!["a".into(), "b".into()]));
        let edits = with(&one, Vec::new(), "questionData.een", "nee").unwrap();
        let edits = with(&one, edits, "questionData.meer", "b; c").unwrap();
        let edits = with(&one, edits, "questionData.nieuw", "x").unwrap();
        let changed = edited(one, &edits);
        assert!(changed.answers[&single] == Answer::One("nee".into()));
        assert!(changed.answers[&several] == Answer::Many(vec!["b".into(), "c".into()]));
        assert!(changed.answers[&QuestionKey::from("nieuw")] == Answer::One("x".into()));
    }
}
