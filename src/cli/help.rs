//! Help in the operator's language. The English texts stand with each command; the Dutch ones are found by
//! them in a table, so that a command has one place that says what it is.
//!
//! Not here: what is wrong with a command line (`slip`).

use std::collections::HashMap;
use std::fmt::Write as _;

use clap::builder::StyledStr;
use clap::{Arg, ArgAction, Command};

use crate::locale::Language;

const DUTCH: &str = include_str!("../../assets/locales/nl/help.tsv");

/// The Dutch texts by their English ones.
pub fn dutch() -> HashMap<&'static str, &'static str> {
    DUTCH.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect()
}

/// `command` with its help in `language`.
pub fn translated(command: Command, language: Language) -> Command {
    match language {
        Language::En => command,
        Language::Nl => into_dutch(command, &dutch()),
    }
}

fn into_dutch(mut command: Command, texts: &HashMap<&str, &'static str>) -> Command {
    let said = |text: Option<&StyledStr>| text.and_then(|text| texts.get(text.to_string().as_str()).copied());
    if let Some(about) = said(command.get_about()) {
        command = command.about(about).long_about(None);
    }
    if let Some(after) = said(command.get_after_help()) {
        command = command.after_help(after);
    }
    command = command
        .subcommand_help_heading("Commando's")
        .help_template("{before-help}{about-with-newline}\nGebruik: {usage}\n\n{all-args}{after-help}");
    // The parser's own flag speaks English.
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help("Toon deze hulp");
    command = command.disable_help_flag(true).disable_help_subcommand(true).arg(help);
    if command.get_version().is_some() {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command = command.disable_version_flag(true).arg(version.help("Toon de versie"));
    }
    command = command.mut_args(|argument| {
        let heading = if argument.is_positional() { "Argumenten" } else { "Opties" };
        let mut help = said(argument.get_help()).map(str::to_owned);
        // What the parser adds by itself, it adds in English.
        if let Some(help) = &mut help {
            for (word, values) in [("keuze", choices(&argument)), ("standaard", defaults(&argument))] {
                if !values.is_empty() {
                    let _ = write!(help, " [{word}: {}]", values.join(", "));
                }
            }
        }
        let argument = argument.help_heading(heading);
        let Some(help) = help else { return argument };
        let argument = argument.help(help).long_help(None);
        let hides = argument.get_action().takes_values();
        argument.hide_possible_values(hides).hide_default_value(hides)
    });
    command.mut_subcommands(|inner| into_dutch(inner, texts))
}

fn choices(argument: &Arg) -> Vec<String> {
    if !argument.get_action().takes_values() {
        return Vec::new();
    }
    argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect()
}

fn defaults(argument: &Arg) -> Vec<String> {
    if !argument.get_action().takes_values() {
        return Vec::new();
    }
    argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect()
}
