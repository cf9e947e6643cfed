//! What is wrong with a command line, in the operator's language. The parser finds it; its own sentences are
//! English only.
//!
//! Not here: what is wrong with a value that a command itself reads (`cli::error`).

use std::error::Error as _;
use std::fmt::Write as _;
use std::num::ParseIntError;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::locale::{self, Argument, Language};

/// `error` as koppel says it, with the usage of the command below it. `None` for help and version, and for what
/// only the parser can say.
pub fn sentence(error: &Error, language: Language) -> Option<String> {
    let say = |key, arguments: &[Argument<'_>]| locale::text(language, key, arguments);
    let named = |kind| context(error, kind);
    let argument = named(ContextKind::InvalidArg);
    let value = named(ContextKind::InvalidValue).unwrap_or_default();
    let mut said = match error.kind() {
        ErrorKind::UnknownArgument => say("cli-slip-argument", &[("value", argument?.into())]),
        ErrorKind::InvalidSubcommand => {
            say("cli-slip-command", &[("value", named(ContextKind::InvalidSubcommand)?.into())])
        }
        ErrorKind::MissingSubcommand => say("cli-slip-no-command", &[]),
        ErrorKind::MissingRequiredArgument => say("cli-slip-missing", &[("value", argument?.into())]),
        ErrorKind::InvalidValue if value.is_empty() => {
            say("cli-slip-no-value", &[("argument", argument?.into())])
        }
        ErrorKind::InvalidValue => say(
            "cli-slip-choice",
            &[
                ("value", value.into()),
                ("argument", argument?.into()),
                ("choices", named(ContextKind::ValidValue)?.into()),
            ],
        ),
        ErrorKind::ValueValidation => say(
            "cli-slip-value",
            &[("value", value.into()), ("argument", argument?.into()), ("why", why(error, language).into())],
        ),
        ErrorKind::ArgumentConflict => {
            let argument = argument?;
            match named(ContextKind::PriorArg) {
                Some(prior) if prior != argument => {
                    say("cli-slip-conflict", &[("argument", argument.into()), ("other", prior.into())])
                }
                _ => say("cli-slip-twice", &[("argument", argument.into())]),
            }
        }
        _ => return None,
    };
    let suggested =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    if let Some(meant) = suggested.into_iter().find_map(named) {
        said.push(' ');
        said.push_str(&say("cli-slip-meant", &[("value", meant.into())]));
    }
    if let Some(usage) = named(ContextKind::Usage) {
        // The parser's word stands before it, in English.
        let usage = usage.split_once(':').map_or(usage.as_str(), |(_, usage)| usage).trim();
        let _ = write!(said, "\n\n{}", say("cli-slip-usage", &[("usage", usage.into())]));
    }
    Some(said)
}

/// What the parser knows about the error under `kind`, without its colours.
fn context(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join(", ")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Why a value was not taken.
fn why(error: &Error, language: Language) -> String {
    let Some(source) = error.source() else { return String::new() };
    let said = source.to_string();
    if source.is::<ParseIntError>() {
        return locale::text(language, "cli-slip-whole-number", &[]);
    }
    match said.split_once(" is not in ") {
        // No end is named where there is none but the number's own.
        Some((_, range)) if range.ends_with(&u64::MAX.to_string()) => {
            let least = range.split("..").next().unwrap_or_default();
            locale::text(language, "cli-slip-least", &[("least", least.into())])
        }
        Some((_, range)) => locale::text(language, "cli-slip-range", &[("range", range.into())]),
        None => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, help};
    use clap::CommandFactory;

    fn said(line: &str, language: Language) -> String {
        let arguments = std::iter::once("koppel").chain(line.split(' '));
        let error = help::translated(Cli::command(), language).try_get_matches_from(arguments).unwrap_err();
        sentence(&error, language).unwrap_or_else(|| panic!("{line}: {error}"))
    }

    #[test]
    fn a_wrong_command_line_is_explained_in_both_languages() {
        for (line, dutch, english) in [
            ("sael", "«sael» is geen commando. Bedoelde u sale?", "“sael” is no command. Did you mean sale?"),
            ("sale --json", "Er ontbreekt een commando", "A command is missing"),
            ("sale list --limits 3", "kent geen «--limits»", "no “--limits”"),
            ("sale list --limit", "--limit", "--limit"),
            ("sale list --limit drie", "geheel getal", "whole number"),
            ("sale skip", "ontbreekt", "missing"),
            ("demo --sales 0", "minstens 1 zijn", "at least 1"),
            ("overdracht --hours 0", "binnen 1..", "within 1.."),
            ("demo --sales 5 --seconds 5", "gaat niet samen met", "does not go with"),
            ("--lang de status", "«de»", "“de”"),
            ("--json --json status", "één keer", "once"),
        ] {
            let (nl, en) = (said(line, Language::Nl), said(line, Language::En));
            assert!(nl.contains(dutch), "{line}: {nl}");
            assert!(en.contains(english), "{line}: {en}");
            assert!(!nl.contains("Usage") && !nl.contains("error"), "{line}: {nl}");
        }
    }
}
