//! Advice about switches, in words.
//!
//! Not here: finding it (`linking::advice`).

use super::{Language, text};
use crate::model::rehearsal::Advice;

/// One piece of advice as a sentence.
pub fn advice(language: Language, advice: &Advice) -> String {
    let general = || text(language, "advice-general", &[]);
    let of = |condition: &Option<String>| match condition {
        Some(name) => text(language, "advice-condition", &[("name", name.as_str().into())]),
        None => general(),
    };
    let say = |arguments: &[(&'static str, String)]| {
        let arguments: Vec<_> = arguments.iter().map(|(name, value)| (*name, value.clone().into())).collect();
        text(language, &format!("advice-{}", advice.word()), &arguments)
    };
    match advice {
        Advice::EverythingElseGoes | Advice::NothingGoes => say(&[]),
        Advice::AutomaticWithoutProcessing { condition } => say(&[("of", of(condition))]),
        Advice::Dead { condition, by } => say(&[("name", condition.clone()), ("by", by.clone())]),
        Advice::Overlap { first, second } => say(&[("first", first.clone()), ("second", second.clone())]),
        Advice::ImpossibleStatus { condition, status } => {
            say(&[("of", of(condition)), ("status", status.to_string())])
        }
        Advice::NeverInStatus { condition } => say(&[("name", condition.clone())]),
        Advice::Unmatchable { condition, names } => {
            say(&[("name", condition.clone()), ("names", names.clone())])
        }
        Advice::Loop { condition, status, partner } => {
            say(&[("of", of(condition)), ("status", status.to_string()), ("partner", partner.to_string())])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_of_advice_has_its_sentence_in_both_languages() {
        let (condition, name) = (Some("stroom".to_owned()), "stroom".to_owned());
        let all = [
            Advice::EverythingElseGoes,
            Advice::NothingGoes,
            Advice::AutomaticWithoutProcessing { condition: None },
            Advice::Dead { condition: name.clone(), by: "alles".to_owned() },
            Advice::Overlap { first: name.clone(), second: "gas".to_owned() },
            Advice::ImpossibleStatus { condition: condition.clone(), status: "klaar".into() },
            Advice::NeverInStatus { condition: name.clone() },
            Advice::Unmatchable { condition: name, names: "77".to_owned() },
            Advice::Loop { condition, status: "verified".into(), partner: "accepted".into() },
        ];
        for language in [Language::Nl, Language::En] {
            for one in &all {
                let said = advice(language, one);
                assert!(said.len() > 20 && !said.contains("advice-") && !said.contains('{'), "{said}");
            }
        }
    }
}
