//! Words of the API in the reader's language: roles, kinds of products, questions and statuses.
//!
//! Not here: statuses themselves (`status`).

use super::{Language, has, text};
use crate::model::shown::Shown;

/// A word of one kind; one that is not known stands as it came.
pub fn word(language: Language, kind: &str, word: &str) -> String {
    let key = format!("console-{kind}-{}", word.replace('_', "-"));
    if has(language, &key) { text(language, &key, &[]) } else { Shown::new(word).into_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_word_is_said_in_each_language_and_another_as_it_is() {
        for (kind, known) in [
            ("role", "agent"),
            ("input", "mc-single"),
            ("product-type", "energy"),
            ("status-kind", "action_required"),
        ] {
            let said = [Language::Nl, Language::En].map(|language| word(language, kind, known));
            assert!(said.iter().all(|said| !said.contains('_') && said != "mc-single"), "{kind}: {said:?}");
        }
        assert_eq!(word(Language::Nl, "product-type", "energy"), "energie");
        assert_eq!(word(Language::Nl, "product-type", "zorg"), "zorg");
    }
}
