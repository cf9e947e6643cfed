//! What a look at the partner for a sale in doubt showed, in words.
//!
//! Not here: the wording (`assets/locales/*/failure.ftl`).

use super::{Language, text};
use crate::clock::Timestamp;
use crate::model::delivery::Check;
use crate::model::doubt::{Candidate, DoubtView, Look, Scan};
use crate::model::ids::SaleId;

/// What a check found, and what it was worth.
pub fn checked(language: Language, found: &Check, look: &Look) -> String {
    let found = match found {
        Check::Found(sale) => text(language, "check-found", &[("sale", sale.to_string().into())]),
        Check::Absent => text(language, "check-absent", &[]),
        Check::Ambiguous => text(language, "check-ambiguous", &[]),
        Check::Inconclusive => text(language, "check-inconclusive", &[]),
    };
    format!("{found} {}", worth(language, look))
}

/// What a reading was worth: how much of the list it showed, and whether it shows ours.
pub fn worth(language: Language, look: &Look) -> String {
    let rows = text(language, "look-rows", &[("count", look.rows.into())]);
    let sound = text(language, if look.sound { "look-sound" } else { "look-unsound" }, &[]);
    let control = text(language, if look.controlled { "look-controlled" } else { "look-uncontrolled" }, &[]);
    let mut said = format!("{rows} {sound} {control}");
    if !look.like.is_empty() {
        let like: Vec<String> = look.like.iter().map(ToString::to_string).collect();
        said = format!("{said} {}", text(language, "look-like", &[("sales", like.join(", ").into())]));
    }
    said
}

/// What there is to see, above the candidates: what it goes under, what was found before and when, what the
/// reading of now is worth. `moment` puts a time on the reader's clock.
pub fn lines(language: Language, view: &DoubtView, moment: impl Fn(Timestamp) -> String) -> Vec<String> {
    let scanned = |scan: &Scan| {
        let found = checked(language, &scan.found, &scan.look);
        text(language, "doubt-scan", &[("at", moment(scan.at).into()), ("found", found.into())])
    };
    let count = view.look.like.len() as u64;
    let mut lines = vec![text(language, "doubt-reference", &[("reference", view.reference.as_str().into())])];
    lines.extend(view.scans.iter().map(scanned));
    lines.push(text(language, "doubt-now", &[("worth", worth(language, &view.look).into())]));
    lines.push(text(language, "doubt-candidates", &[("count", count.into())]));
    lines
}

/// One candidate, in a line above what is compared.
pub fn candidate(language: Language, one: &Candidate) -> String {
    let sale = ("sale", one.partner_sale.to_string().into());
    match one.owner {
        Some(owner) => text(language, "doubt-candidate-taken", &[sale, ("owner", owner.to_string().into())]),
        None if one.same => text(language, "doubt-candidate-same", &[sale]),
        None => text(language, "doubt-candidate", &[sale]),
    }
}

/// The number that a sale has at the partner from then on.
pub fn number(language: Language, number: SaleId) -> String {
    text(language, "happened-number", &[("number", number.to_string().into())])
}

/// Whether two things are equal: `=`, `x`, or `?` when one of them is not known.
pub fn sign(equal: Option<bool>) -> &'static str {
    match equal {
        Some(true) => "=",
        Some(false) => "x",
        None => "?",
    }
}
