//! A status as a person reads it: those that ship with every environment by koppel's own word for them, all
//! others by the name their party gave them.
//!
//! Not here: which statuses there are (`model::status`).

use super::{Language, has, text};
use crate::model::ids::StatusKey;
use crate::model::shown::Shown;
use crate::model::status::Names;

/// What the statuses of both sides of a sale are called. Where nothing is known of a side, a status of a
/// party's own goes by its identifier.
#[derive(Clone, Copy, Debug, Default)]
pub struct Statuses<'a> {
    /// Of the own environment.
    pub own: Option<&'a Names>,
    /// Of the partner's.
    pub partner: Option<&'a Names>,
}

impl Statuses<'_> {
    /// A status of the own environment.
    pub fn own(&self, language: Language, key: &str) -> String {
        status(language, key, self.own)
    }

    /// A status of the partner's.
    pub fn partner(&self, language: Language, key: &str) -> String {
        status(language, key, self.partner)
    }
}

/// A status by its name.
pub fn status(language: Language, key: &str, names: Option<&Names>) -> String {
    let word = format!("console-status-{}", key.replace('_', "-"));
    if has(language, &word) {
        return text(language, &word, &[]);
    }
    let named = names.and_then(|names| names.get(&StatusKey::from(key)));
    named.map_or_else(|| Shown::new(key).into_string(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_goes_by_koppels_word_then_by_its_name_then_by_itself() {
        let own =
            Names::from([("in_behandeling".into(), "In behandeling".into()), ("new".into(), "Vers".into())]);
        let statuses = Statuses { own: Some(&own), partner: None };
        assert_eq!(statuses.own(Language::Nl, "in_behandeling"), "In behandeling");
        assert_eq!(statuses.own(Language::Nl, "new"), status(Language::Nl, "new", None));
        assert_ne!(statuses.own(Language::Nl, "new"), "new");
        assert_eq!(statuses.partner(Language::Nl, "in_behandeling"), "in_behandeling");
    }
}
