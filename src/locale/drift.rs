//! What a partner changed, in words: shared by console and commands.
//!
//! Not here: the wording (`assets/locales/*/proof.ftl`), what a change means (`linking::drift`).

use super::{Language, failure, text};
use crate::model::drift::{Change, Class, Standing, What};
use crate::model::shown::Shown;

/// What it means for the mapping, as a word.
pub fn class(language: Language, class: Class) -> String {
    let key = match class {
        Class::Harmless => "drift-class-harmless",
        Class::Widening => "drift-class-widening",
        Class::Tightening => "drift-class-tightening",
        Class::Breaking => "drift-class-breaking",
    };
    text(language, key, &[])
}

/// Where a drift stands, as a word.
pub fn standing(language: Language, standing: &Standing) -> String {
    let key = match standing {
        Standing::Open => "drift-standing-open",
        Standing::Noted => "drift-standing-noted",
        Standing::Released { .. } => "drift-standing-released",
        Standing::Proven { .. } => "drift-standing-proven",
    };
    text(language, key, &[])
}

/// What changed, as a sentence: *partner product question meter, answer «oud»: gone*.
pub fn sentence(language: Language, change: &Change) -> String {
    let key = match change.what {
        What::Added => "drift-what-added",
        What::Removed => "drift-what-removed",
        What::Label => "drift-what-label",
        What::Demand => "drift-what-demand",
        What::Choice => "drift-what-choice",
        What::Form => "drift-what-form",
        What::Terms => "drift-what-terms",
        What::Meaning => "drift-what-meaning",
    };
    let element = failure::element(language, &change.element).unwrap_or_default();
    let said = format!("{element}: {}", text(language, key, &[]));
    let before = change.before.as_ref().map(|before| value(language, change.what, before));
    let after = change.after.as_ref().map(|after| value(language, change.what, after));
    match (before.unwrap_or_default(), after.unwrap_or_default()) {
        (before, after) if before.is_empty() && after.is_empty() => said,
        (before, after) if before.is_empty() => format!("{said} ({after})"),
        (before, after) => format!("{said} ({before} → {after})"),
    }
}

/// How something was or is: words of the API as they are, how much it is asked for in the operator's.
fn value(language: Language, what: What, value: &Shown) -> String {
    let key = match (what, value.as_str()) {
        (What::Added | What::Demand, "never") => "drift-need-never",
        (What::Added | What::Demand, "sometimes") => "drift-need-sometimes",
        (What::Added | What::Demand, "always") => "drift-need-always",
        _ => return value.to_string(),
    };
    text(language, key, &[])
}
