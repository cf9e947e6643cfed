//! Rehearsals in words: advice about switches, how a sale would go, what a backtest makes of it. Shared by console
//! and commands.
//!
//! Not here: finding it out (`linking::advice`, `engine::rehearse`).

use super::{Language, text};
use crate::model::rehearsal::{Advice, Backtest, Decided, Named, Tested, Way};

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
        Advice::Dead { condition, by } => {
            let by: Vec<String> = by.iter().map(|name| format!("«{name}»")).collect();
            say(&[("name", condition.clone()), ("by", by.join(", "))])
        }
        Advice::Overlap { first, second } => say(&[("first", first.clone()), ("second", second.clone())]),
        Advice::ImpossibleStatus { condition, status } => {
            say(&[("of", of(condition)), ("status", status.to_string())])
        }
        Advice::NeverInStatus { condition } => say(&[("name", condition.clone())]),
        Advice::Unmatchable { condition, what, names } => {
            let key = match what {
                Named::Product => "advice-names-product",
                Named::Supplier => "advice-names-supplier",
                Named::Flow => "advice-names-flow",
                Named::ProductType => "advice-names-product-type",
                Named::Question => "advice-names-question",
                Named::Status => "advice-names-status",
            };
            let names = text(language, key, &[("names", names.as_str().into())]);
            say(&[("name", condition.clone()), ("names", names)])
        }
        Advice::Loop { condition, status, partner } => {
            say(&[("of", of(condition)), ("status", status.to_string()), ("partner", partner.to_string())])
        }
    }
}

/// That there is none.
pub fn no_advice(language: Language) -> String {
    text(language, "advice-none", &[])
}

/// How a sale would go.
pub fn way(language: Language, way: Way) -> String {
    let key = match way {
        Way::ByItself => "way-by-itself",
        Way::ByHand => "way-by-hand",
        Way::Never => "way-never",
    };
    text(language, key, &[])
}

/// What decides it: a condition by its name, or the general switch.
pub fn rule(language: Language, decided: &Decided) -> String {
    match &decided.condition {
        Some(condition) => format!("«{condition}»"),
        None => text(language, "rule-general", &[]),
    }
}

/// What became of a sale in a backtest.
pub fn tested(language: Language, tested: Tested) -> String {
    let key = match tested {
        Tested::NewlyFailing => "tested-newly-failing",
        Tested::NewlyPassing => "tested-newly-passing",
        Tested::Changed => "tested-changed",
        Tested::StillFailing => "tested-still-failing",
        Tested::Same => "tested-same",
        Tested::Passing => "tested-passing",
        Tested::Failing => "tested-failing",
    };
    text(language, key, &[])
}

/// What was predicted against what the partner said.
pub fn record(language: Language, backtest: &Backtest) -> String {
    let record = [("predicted", backtest.predicted.into()), ("refused", backtest.refused.into())];
    text(language, "backtest-record", &record)
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
            Advice::Dead { condition: name.clone(), by: vec!["alles".to_owned(), "rest".to_owned()] },
            Advice::Overlap { first: name.clone(), second: "gas".to_owned() },
            Advice::ImpossibleStatus { condition: condition.clone(), status: "klaar".into() },
            Advice::NeverInStatus { condition: name.clone() },
            Advice::Unmatchable { condition: name, what: Named::Product, names: "77".to_owned() },
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
