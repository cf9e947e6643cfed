//! Whether a sale at the partner is the one that was sent, where the partner shows no reference of ours.
//!
//! Both mistakes cost: adopting somebody else's sale loses ours, and overlooking ours places it twice. So
//! only what agrees in all that is known, and in enough of it, is *the same*; only what cannot be ours is
//! *another*; and whatever lies between is for a person to look at.
//!
//! Not here: reading the listing, and which of its sales are candidates at all (`engine::forward::check`).

use std::collections::{BTreeMap, BTreeSet};

use crate::model::delivery::Check;
use crate::model::ids::SaleId;
use crate::model::traits::{Person, Place, Traits};

/// How much a sale of theirs is like one of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// It is another one.
    Other,
    /// It may be ours.
    Unclear,
    /// It is ours, or an identical twin.
    Same,
}

/// So many of a person's traits must be equal.
const ENOUGH: usize = 2;

/// Compares what was sent with what is shown. `makers` are the users who made the sales there that are
/// known to be ours; empty when that is not known.
pub fn likeness(ours: &Traits, theirs: &Traits, makers: &BTreeSet<u64>) -> Likeness {
    match agree(&ours.reference, &theirs.reference) {
        Some(true) => return Likeness::Same,
        Some(false) => return Likeness::Other,
        None => {}
    }
    if agree(&ours.product, &theirs.product) == Some(false) {
        return Likeness::Other;
    }
    let (equal, different) = compare(&ours.person, &theirs.person);
    let place = place(ours, theirs);
    if place == Some(false) {
        // Somebody with two houses, or an address that the partner has put right.
        return if equal > ENOUGH && different == 0 { Likeness::Unclear } else { Likeness::Other };
    }
    // One household, another customer: a partner does not change two of a person's traits.
    if equal < ENOUGH && different >= 2 {
        return Likeness::Other;
    }
    let known = place == Some(true)
        && agree(&ours.contact, &theirs.contact) != Some(false)
        && agree(&ours.product, &theirs.product) == Some(true)
        && agree(&ours.flow, &theirs.flow) == Some(true)
        && agree(&ours.business, &theirs.business) != Some(false)
        && theirs.maker.is_none_or(|maker| makers.is_empty() || makers.contains(&maker));
    if known && equal >= ENOUGH && different == 0 && !differ(&ours.codes, &theirs.codes) {
        Likeness::Same
    } else {
        Likeness::Unclear
    }
}

/// Whether theirs is what ours would become: the same product at the same place for the same person, as far
/// as both show it. Asked before anything is sent, so whoever made it, and under whatever flow, is no matter.
pub fn stands_there(ours: &Traits, theirs: &Traits) -> bool {
    agree(&ours.product, &theirs.product) == Some(true)
        && place(ours, theirs) == Some(true)
        && agree(&ours.business, &theirs.business) != Some(false)
        && compare(&ours.person, &theirs.person).0 >= ENOUGH
        && !differ(&ours.codes, &theirs.codes)
}

/// What a sound scan shows: the one that is the same, none at all, or something for a person.
pub fn verdict(candidates: &[(SaleId, Likeness)]) -> Check {
    let like = candidates.iter().filter(|(_, likeness)| *likeness != Likeness::Other);
    match like.collect::<Vec<_>>().as_slice() {
        [] => Check::Absent,
        [(one, Likeness::Same)] => Check::Found(*one),
        _ => Check::Ambiguous,
    }
}

/// One thing that tells sales apart, as it is in both. Personal data, so no `Debug`.
pub struct Beside {
    /// By the API's name.
    pub field: String,
    /// In ours; `None` is unknown.
    pub ours: Option<String>,
    /// In theirs; `None` is unknown.
    pub theirs: Option<String>,
    /// It says nothing of a person.
    pub open: bool,
}

/// Everything that is known of either, side by side.
pub fn beside(ours: &Traits, theirs: &Traits) -> Vec<Beside> {
    let mut found = Vec::new();
    let mut put = |field: &str, ours: Option<String>, theirs: Option<String>, open: bool| {
        if ours.is_some() || theirs.is_some() {
            found.push(Beside { field: field.to_owned(), ours, theirs, open });
        }
    };
    let words = |of: &Traits| {
        let business = of.business.map(|yes| if yes { "1" } else { "0" }.to_owned());
        (of.product.map(|id| id.to_string()), of.flow.as_ref().map(ToString::to_string), business)
    };
    let ((product, flow, business), theirs_too) = (words(ours), words(theirs));
    put("external_reference", ours.reference.clone(), theirs.reference.clone(), true);
    put("product_id", product, theirs_too.0, true);
    put("flow", flow, theirs_too.1, true);
    put("business", business, theirs_too.2, true);
    let place = |place: &Option<Place>| place.as_ref().map(|place| place.as_str().to_owned());
    let (ourselves, them) = (&ours.person, &theirs.person);
    put("lastname", ourselves.lastname.clone(), them.lastname.clone(), false);
    put("birthdate", ourselves.birthdate.clone(), them.birthdate.clone(), false);
    put("email", ourselves.email.clone(), them.email.clone(), false);
    put("phone", ourselves.phone.clone(), them.phone.clone(), false);
    put("iban", ourselves.iban.clone(), them.iban.clone(), false);
    put("postcode", place(&ours.contact), place(&theirs.contact), false);
    put("connection_postcode", place(&ours.connection), place(&theirs.connection), false);
    let keys: BTreeSet<&String> = ours.codes.keys().chain(theirs.codes.keys()).collect();
    for key in keys {
        let name = key.replacen("question ", "questionData.", 1);
        put(&name, ours.codes.get(key).cloned(), theirs.codes.get(key).cloned(), false);
    }
    found
}

fn agree<T: PartialEq>(ours: &Option<T>, theirs: &Option<T>) -> Option<bool> {
    Some(ours.as_ref()? == theirs.as_ref()?)
}

/// Where it is delivered: at the connection, else at the contact address. Where ours lies elsewhere than the
/// customer lives and theirs shows no connection, that is not known.
fn place(ours: &Traits, theirs: &Traits) -> Option<bool> {
    let contact = agree(&ours.contact, &theirs.contact);
    match (&ours.connection, &theirs.connection) {
        (None, None) => contact,
        (None, Some(_)) => agree(&ours.contact, &theirs.connection),
        (Some(_), Some(_)) => agree(&ours.connection, &theirs.connection),
        (Some(_), None) => contact.filter(|same| !same),
    }
}

/// How many of a person's traits are equal, and how many are different.
fn compare(ours: &Person, theirs: &Person) -> (usize, usize) {
    let traits = [
        agree(&ours.birthdate, &theirs.birthdate),
        agree(&ours.email, &theirs.email),
        agree(&ours.phone, &theirs.phone),
        agree(&ours.iban, &theirs.iban),
        agree(&ours.lastname, &theirs.lastname),
    ];
    let count = |what| traits.iter().filter(|agrees| **agrees == Some(what)).count();
    (count(true), count(false))
}

fn differ(ours: &BTreeMap<String, String>, theirs: &BTreeMap<String, String>) -> bool {
    ours.iter().any(|(key, value)| theirs.get(key).is_some_and(|shown| shown != value))
}

#[cfg(test)]
mod tests;
