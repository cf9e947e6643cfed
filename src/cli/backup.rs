//! `koppel backup`, `koppel export` and `koppel restore`: copies of the store, and putting one back.
//!
//! Not here: making them by the clock (`service::backup`), what a restored store may do (`quarantine`).

use std::path::{Path, PathBuf};

use clap::Args;
use secrecy::SecretString;
use serde_json::json;
use zeroize::Zeroizing;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::secret;
use crate::service::backup::{self, RestoreError};
use crate::service::protocol::{BackedUp, Command, Done};

/// `koppel backup`
#[derive(Args, Debug)]
pub struct BackupArgs {
    /// Write it as this new file, instead of in the folder of backups
    #[arg(long, value_name = "FILE", conflicts_with = "list")]
    out: Option<PathBuf>,
    /// Only list the backups that are there
    #[arg(long)]
    list: bool,
}

/// `koppel export`
#[derive(Args, Debug)]
pub struct ExportArgs {
    /// The public key it is sealed to, as age-keygen or `koppel identity` prints it
    #[arg(long, value_name = "KEY")]
    to: String,
    /// The new file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// `koppel restore`
#[derive(Args, Debug)]
pub struct RestoreArgs {
    /// The backup, or the copy that was made with `koppel export`
    file: PathBuf,
    /// For a copy: the file with the private half of the key it was sealed to
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
}

/// Runs `koppel backup`.
pub async fn backup(context: &Context, args: BackupArgs) -> Result<Exit, CliError> {
    let out = &context.out;
    if args.list {
        let listed = backup::list(&context.data, &context.config);
        let found = listed.map_err(|source| CliError::Start { source: source.into() })?;
        if out.json {
            for backup in &found {
                out.row(&json!({"path": backup.path, "made_at": backup.made_at, "size": backup.size}))?;
            }
            return Ok(Exit::Ok);
        }
        let row = |found: &backup::Found| {
            vec![out.moment(Some(found.made_at)), size(found.size), found.path.display().to_string()]
        };
        out.table(
            &["cli-col-made", "cli-col-size", "cli-col-file"],
            &found.iter().map(row).collect::<Vec<_>>(),
        )?;
        return Ok(Exit::Ok);
    }
    let to = args.out.as_deref().map(absolute).transpose()?;
    written(context, Command::Backup { to }, "cli-backed-up").await
}

/// Runs `koppel export`.
pub async fn export(context: &Context, args: ExportArgs) -> Result<Exit, CliError> {
    let path = absolute(&args.out)?;
    written(context, Command::Export { path, key: args.to }, "cli-exported").await
}

async fn written(context: &Context, command: Command, text: &str) -> Result<Exit, CliError> {
    let Done::BackedUp(made) = context.command(command).await? else { return Err(CliError::WrongAnswer) };
    let BackedUp { path, entries, documents, .. } = &made;
    let arguments = [
        ("path", path.display().to_string().into()),
        ("size", size(made.size).into()),
        ("entries", (*entries).into()),
        ("documents", (*documents).into()),
    ];
    context.out.done(&made, text, &arguments)?;
    Ok(Exit::Ok)
}

/// Runs `koppel restore`.
pub async fn restore(context: &Context, args: RestoreArgs) -> Result<Exit, CliError> {
    let out = &context.out;
    if context.client.is_running().await? {
        return Err(CliError::argument("cli-rebuild-in-use", ""));
    }
    let identity = args.identity.as_deref().map(private_half).transpose()?;
    let restored = backup::restore(&context.data, &args.file, identity.as_ref(), &context.clock).await;
    let restored = restored.map_err(|error| {
        let file = if matches!(error, RestoreError::Identity) { &args.identity } else { &None };
        CliError::restoring(error, file.as_ref().unwrap_or(&args.file))
    })?;
    out.done(
        &json!({
            "entries": restored.holds.entries,
            "documents": restored.holds.documents,
            "aside": restored.aside,
        }),
        "cli-restore-done",
        &[("entries", restored.holds.entries.into()), ("documents", restored.holds.documents.into())],
    )?;
    if let Some(aside) = &restored.aside {
        out.say("cli-restore-aside", &[("path", aside.display().to_string().into())]);
    }
    out.say("cli-restore-next", &[]);
    Ok(Exit::Ok)
}

/// The private half in a file as age-keygen writes it.
fn private_half(path: &Path) -> Result<SecretString, CliError> {
    let content = Zeroizing::new(std::fs::read_to_string(path).map_err(CliError::reading(path))?);
    let mut lines = content.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(SecretString::from(lines.next().unwrap_or_default()))
}

/// The same file for whoever works in another folder.
fn absolute(path: &Path) -> Result<PathBuf, CliError> {
    secret::must_be_new(path)?;
    std::path::absolute(path).map_err(CliError::writing(path))
}

/// A length for people.
fn size(bytes: u64) -> String {
    match bytes {
        0..=9_999 => format!("{bytes} B"),
        10_000..=9_999_999 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
