//! `koppel config`: settings, where each comes from, and whether the file is right.
//!
//! Not here: the settings themselves (`config`).

use std::fs::DirBuilder;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};

use clap::Subcommand;
use serde_json::json;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use crate::config::{Config, ConfigError, Variables, keys};

/// `koppel config ...`
#[derive(Subcommand, Debug)]
pub enum ConfigCommand {
    /// Every setting, its value and where it comes from
    Show,
    /// Say whether the settings are right; a wrong one is named with file, line and key
    Validate,
    /// Write a settings file with every default and its meaning
    Init,
    /// Every key with its variable, what it takes and what it means
    Keys,
    /// The form of a settings file as a JSON Schema, for editors
    Schema,
}

/// Runs `koppel config ...`. A wrong file never gets here: reading the settings has refused it already.
pub fn run(context: &Context, command: ConfigCommand) -> Result<Exit, CliError> {
    let out = &context.out;
    match command {
        ConfigCommand::Show => {
            let entries = context.config.entries();
            if out.json {
                entries.iter().try_for_each(|entry| out.row(entry))?;
            } else {
                let rows: Vec<_> = entries
                    .into_iter()
                    .map(|entry| vec![entry.key.to_owned(), entry.value, entry.origin])
                    .collect();
                out.table(&["cli-col-setting", "cli-col-value", "cli-col-origin"], &rows)?;
            }
        }
        ConfigCommand::Keys => {
            let rows: Vec<_> =
                keys().map(|key| (key.name, key.variable(), key.takes().to_string(), key.meaning)).collect();
            if out.json {
                rows.iter().try_for_each(|(key, variable, takes, meaning)| {
                    out.row(&json!({"key": key, "variable": variable, "takes": takes, "meaning": meaning}))
                })?;
            } else {
                let rows: Vec<_> = rows
                    .into_iter()
                    .map(|(key, variable, takes, _)| vec![key.to_owned(), variable, takes])
                    .collect();
                out.table(&["cli-col-setting", "cli-col-variable", "cli-col-takes"], &rows)?;
            }
        }
        ConfigCommand::Schema => {
            let schema = serde_json::to_string_pretty(&Config::schema());
            out.line(&schema.map_err(|error| CliError::Output(error.into()))?)?;
        }
        ConfigCommand::Validate => {
            if let Some(unknown) = Config::unknown_variable(&Variables::of_process()) {
                return Err(unknown.into());
            }
            out.done(&json!({"valid": true}), "cli-config-valid", &[])?;
        }
        ConfigCommand::Init => {
            let variables = Variables::of_process();
            let named = context.config_file.clone().or_else(|| Config::user_file(&variables));
            let path = named.ok_or(ConfigError::NoHome)?;
            if let Some(folder) = path.parent() {
                let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
                made.map_err(CliError::writing(folder))?;
            }
            let opened = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
            let mut file = opened.map_err(|error| match error.kind() {
                ErrorKind::AlreadyExists => {
                    CliError::argument("cli-config-exists", path.display().to_string())
                }
                _ => CliError::writing(&path)(error),
            })?;
            file.write_all(Config::default().to_toml().as_bytes()).map_err(CliError::writing(&path))?;
            let shown = path.display().to_string();
            out.done(&json!({"file": shown}), "cli-config-made", &[("path", shown.as_str().into())])?;
        }
    }
    Ok(Exit::Ok)
}
