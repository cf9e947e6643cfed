//! The command line as a whole: it holds together, every text it uses exists, and secrets have no flag.

use std::collections::BTreeSet;

use clap::CommandFactory;

use super::*;
use crate::locale::{self, Language};

fn visit(command: &clap::Command, path: &str, see: &mut impl FnMut(&str, &clap::Command)) {
    let path = format!("{path} {}", command.get_name());
    see(path.trim(), command);
    command.get_subcommands().for_each(|inner| visit(inner, &path, see));
}

#[test]
fn the_command_line_holds_together() {
    Cli::command().debug_assert();
}

#[test]
fn every_command_and_flag_says_what_it_is() {
    visit(&Cli::command(), "", &mut |path, command| {
        assert!(command.get_about().is_some(), "{path} has no help");
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{path}: {} has no help", argument.get_id());
        }
    });
}

#[test]
fn no_argument_takes_a_secret() {
    visit(&Cli::command(), "", &mut |path, command| {
        for argument in command.get_arguments() {
            let name = argument.get_id().as_str();
            let secret = ["token", "secret", "password", "key"].iter().any(|word| name.contains(word));
            let harmless = matches!(name, "token_stdin" | "token_file");
            assert!(!secret || harmless, "{path}: {name} would put a secret on the command line");
        }
    });
}

/// Every `"cli-..."` in the sources of this folder.
fn used() -> BTreeSet<String> {
    fn gather(folder: &std::path::Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                gather(&path, found);
                continue;
            }
            if path.ends_with("tests.rs") {
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            for part in source.split("\"cli-").skip(1) {
                let key = part.split('"').next().unwrap();
                if !key.contains('{') && !key.ends_with('.') && !key.ends_with('-') {
                    found.insert(format!("cli-{key}"));
                }
            }
        }
    }
    let mut found = BTreeSet::new();
    gather(std::path::Path::new("src/cli"), &mut found);
    found.extend(["intake", "forward", "check", "follow", "sync"].map(|pass| format!("cli-pass-{pass}")));
    found
}

#[test]
fn every_text_a_command_uses_exists_in_both_languages() {
    for key in used() {
        assert!(locale::has(Language::Nl, &key) && locale::has(Language::En, &key), "{key} has no text");
    }
}

#[test]
fn every_text_of_the_commands_is_used() {
    let mut used = used();
    // Named by a `format!`, or by `main`.
    used.extend(["cli-incident".to_owned()]);
    let file = include_str!("../../assets/locales/en/cli.ftl");
    for line in file.lines().filter(|line| line.starts_with("cli-")) {
        let key = line.split(" =").next().unwrap();
        assert!(used.contains(key) || key.starts_with("cli-thing-"), "{key} is used nowhere");
    }
}

#[test]
fn every_help_text_has_its_dutch_one_and_none_is_left_over() {
    let dutch = help::dutch();
    let mut used = BTreeSet::new();
    visit(&Cli::command(), "", &mut |_, command| {
        used.extend(command.get_about().map(ToString::to_string));
        used.extend(command.get_after_help().map(ToString::to_string));
        for argument in command.get_arguments() {
            used.extend(argument.get_help().map(ToString::to_string));
        }
    });
    let missing: Vec<_> = used.iter().filter(|text| !dutch.contains_key(text.as_str())).collect();
    assert!(missing.is_empty(), "no Dutch for: {missing:#?}");
    let left: Vec<_> = dutch.keys().filter(|text| !used.contains(**text)).collect();
    assert!(left.is_empty(), "used nowhere: {left:#?}");
}

#[test]
fn help_speaks_the_language_that_was_asked_for() {
    let help = |language| help::translated(Cli::command(), language).render_help().to_string();
    assert!(
        help(Language::Nl).contains("Gebruik:") && help(Language::Nl).contains("De wachtrij in getallen")
    );
    assert!(help(Language::En).contains("Usage:") && help(Language::En).contains("The queue in numbers"));
    let words = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
    assert_eq!(context::spoken(&words("koppel queue --lang nl")), Language::Nl);
    assert_eq!(context::spoken(&words("koppel --lang=en queue")), Language::En);
}

/// README's table has a row for every command, and the row names what stands below it.
#[test]
fn readme_names_every_command() {
    let readme = include_str!("../../README.md");
    let rows: Vec<&str> = readme.lines().filter(|line| line.starts_with("| `koppel")).collect();
    let missing: Vec<String> = Cli::command()
        .get_subcommands()
        .flat_map(|group| {
            let (name, inner) = (group.get_name(), group.get_subcommands());
            let own = format!("`koppel {name}");
            let about: Vec<&str> = rows.iter().copied().filter(|row| row.contains(&own)).collect();
            let named = |word: &str| {
                about
                    .iter()
                    .any(|row| row.split(|c: char| !c.is_alphanumeric() && c != '-').any(|w| w == word))
            };
            let below =
                inner.filter(|one| !named(one.get_name())).map(|one| format!("{name} {}", one.get_name()));
            below.chain(about.is_empty().then(|| name.to_owned())).collect::<Vec<_>>()
        })
        .collect();
    assert!(missing.is_empty(), "README's command table lacks {missing:?}");
}
