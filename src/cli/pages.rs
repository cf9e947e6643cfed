//! The command line for the shell and the reader: completions and manual pages, made of the commands
//! themselves.
//!
//! Not here: the texts in them, which stand with each command, and their Dutch (`cli::help`).

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::{Cli, help};
use crate::locale::Language;

/// Headings of a manual page, and the Dutch ones.
const HEADINGS: [(&str, &str); 5] = [
    ("NAME", "NAAM"),
    ("SYNOPSIS", "SAMENVATTING"),
    ("DESCRIPTION", "BESCHRIJVING"),
    ("VERSION", "VERSIE"),
    ("EXTRA", "VERDER"),
];

/// `koppel completions`
#[derive(Args, Debug)]
pub struct CompletionsArgs {
    /// The shell that is to complete commands and flags
    #[arg(value_enum)]
    shell: Shell,
}

/// `koppel man`
#[derive(Args, Debug)]
pub struct ManArgs {
    /// The command, such as sale edit; without one, koppel as a whole
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    out: Option<PathBuf>,
}

/// Runs `koppel completions`: the script goes to standard output.
pub fn completions(context: &Context, args: &CompletionsArgs) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut commands(context), "koppel", &mut script);
    context.out.raw(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Ok)
}

/// Runs `koppel man`: a page to standard output, or all of them into a folder.
pub fn man(context: &Context, args: &ManArgs) -> Result<Exit, CliError> {
    let language = context.out.language;
    let mut all = commands(context);
    all.build();
    if let Some(folder) = &args.out {
        std::fs::create_dir_all(folder).map_err(CliError::writing(folder))?;
        write_all(&all, folder, language)?;
        return Ok(Exit::Ok);
    }
    let mut command = &all;
    for word in &args.command {
        let unknown = || CliError::argument("cli-man-unknown", args.command.join(" "));
        command = command.find_subcommand(word).ok_or_else(unknown)?;
    }
    context.out.raw(&page(command, language)?)?;
    if std::io::stdout().is_terminal() {
        context.out.say("cli-man-read", &[]);
    }
    Ok(Exit::Ok)
}

/// Writes the pages of a command and of all below it: `koppel-sale-edit.1`.
fn write_all(command: &Command, folder: &Path, language: Language) -> Result<(), CliError> {
    let name = command.get_display_name().unwrap_or(command.get_name());
    let file = folder.join(format!("{name}.1"));
    std::fs::write(&file, page(command, language)?).map_err(CliError::writing(&file))?;
    command.get_subcommands().try_for_each(|inner| write_all(inner, folder, language))
}

fn page(command: &Command, language: Language) -> Result<String, CliError> {
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page).map_err(CliError::Output)?;
    let page = String::from_utf8_lossy(&page).into_owned();
    Ok(match language {
        Language::En => page,
        // The generator's own headings are English.
        Language::Nl => HEADINGS.iter().fold(page, |page, (english, dutch)| {
            page.replace(&format!("\n.SH {english}\n"), &format!("\n.SH {dutch}\n"))
        }),
    })
}

fn commands(context: &Context) -> Command {
    help::translated(Cli::command(), context.out.language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_in_both_languages() {
        for (language, heading) in [(Language::Nl, ".SH SAMENVATTING"), (Language::En, ".SH SYNOPSIS")] {
            let mut all = help::translated(Cli::command(), language);
            all.build();
            let folder = tempfile::tempdir().unwrap();
            write_all(&all, folder.path(), language).unwrap();
            for name in ["koppel.1", "koppel-sale-edit.1", "koppel-env-question-rule-set.1"] {
                let page = std::fs::read_to_string(folder.path().join(name)).unwrap();
                assert!(page.contains(heading), "{name}: {page}");
            }
        }
    }
}
