//! The command line for the shell and the reader: completions and manual pages, made of the commands
//! themselves.
//!
//! Not here: the texts in them, which stand with each command, and their Dutch (`cli::help`).

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::{Cli, help};

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
    let mut all = commands(context);
    all.build();
    if let Some(folder) = &args.out {
        std::fs::create_dir_all(folder).map_err(CliError::writing(folder))?;
        clap_mangen::generate_to(all, folder).map_err(CliError::writing(folder))?;
        return Ok(Exit::Ok);
    }
    let mut command = &all;
    for word in &args.command {
        let unknown = || CliError::argument("cli-man-unknown", args.command.join(" "));
        command = command.find_subcommand(word).ok_or_else(unknown)?;
    }
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page).map_err(CliError::Output)?;
    context.out.raw(&String::from_utf8_lossy(&page))?;
    if std::io::stdout().is_terminal() {
        context.out.say("cli-man-read", &[]);
    }
    Ok(Exit::Ok)
}

fn commands(context: &Context) -> Command {
    help::translated(Cli::command(), context.out.language)
}
