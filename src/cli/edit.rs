//! `koppel sale edit`: fields of sales that are sent instead of what the own environment says.
//!
//! Not here: the other acts on sales (`sale`).

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Map, Value};

use super::context::Context;
use super::env::world::expected;
use super::error::{CliError, problem_sentence};
use super::exit::Exit;
use super::sale::{PlanArgs, act, number};
use crate::service::protocol::{Command, Done, SaleVerb};

/// `koppel sale edit`
#[derive(Args, Debug)]
pub struct EditArgs {
    /// Their numbers in the own environment
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// A field and what it is to say, as FIELD=VALUE; an answer as questionData.QUESTION=VALUE; nothing after = empties it
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// The same from a JSON object, so that it does not stand on the command line; - for standard input
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Why
    #[arg(long, required_unless_present = "dry_run")]
    reason: Option<String>,
    /// Send what can then be made
    #[arg(long, conflicts_with = "dry_run")]
    send: bool,
    /// Only say what would become of it
    #[arg(long)]
    dry_run: bool,
    /// Only when it is exactly so many sales
    #[arg(long, value_name = "N")]
    expect_count: Option<usize>,
}

/// Runs `koppel sale edit`: exit 1 when one was refused, or would still fall out.
pub async fn run(context: &Context, args: EditArgs) -> Result<Exit, CliError> {
    let out = &context.out;
    let changes = changes(&args)?;
    if changes.is_empty() {
        return Err(CliError::argument("cli-edit-none", ""));
    }
    let sales = args.ids.iter().map(|id| Ok((number(id)?, None))).collect::<Result<Vec<_>, CliError>>()?;
    if !args.dry_run {
        expected(args.expect_count, sales.len())?;
    }
    let edit = Command::EditSales { sales, changes, reason: args.reason.clone(), only_look: args.dry_run };
    let edited = match context.command(edit).await? {
        Done::Edited(edited) => edited,
        _ => return Err(CliError::WrongAnswer),
    };
    let mut exit = Exit::Ok;
    let mut sends = Vec::new();
    for one in &edited {
        let good = one.refused.is_none() && one.failures.is_empty();
        match good {
            true => sends.push(one.sale.to_string()),
            false => exit = Exit::Failed,
        }
        if out.json {
            out.row(one)?;
            continue;
        }
        let sale = one.sale.to_string();
        let line = match (&one.refused, one.failures.first()) {
            (Some(problem), _) => {
                let why = problem_sentence(out.language, problem);
                out.text("cli-acted-not", &[("sale", sale.into()), ("why", why.into())])
            }
            (None, Some(failure)) => {
                let why = out.failure(failure);
                out.text("cli-edited-fails", &[("sale", sale.into()), ("why", why.into())])
            }
            (None, None) => {
                let fields = one.fields.join(", ");
                out.text("cli-edited", &[("sale", sale.into()), ("fields", fields.into())])
            }
        };
        out.line(&line)?;
    }
    if args.send && !sends.is_empty() {
        let sent = act(context, SaleVerb::Retry, &sends, args.reason, &PlanArgs::default()).await?;
        exit = if exit == Exit::Ok { sent } else { exit };
    }
    Ok(exit)
}

fn changes(args: &EditArgs) -> Result<Vec<(String, String)>, CliError> {
    let mut changes = Vec::new();
    for given in &args.set {
        let (field, value) =
            given.split_once('=').ok_or_else(|| CliError::argument("cli-edit-odd", given.as_str()))?;
        changes.push((field.trim().to_owned(), value.to_owned()));
    }
    if let Some(path) = &args.from {
        let object: Map<String, Value> = serde_json::from_str(&read(path)?)
            .map_err(|error| CliError::argument("cli-edit-odd", error.to_string()))?;
        for (field, value) in object {
            let value = match value {
                Value::String(text) => text,
                Value::Null => String::new(),
                Value::Number(number) => number.to_string(),
                other => return Err(CliError::argument("cli-edit-odd", format!("{field}: {other}"))),
            };
            changes.push((field, value));
        }
    }
    Ok(changes)
}

/// The text of a file; `-` is standard input.
pub fn read(path: &Path) -> Result<String, CliError> {
    let mut text = String::new();
    let read = match path.as_os_str() == "-" {
        true => std::io::stdin().read_to_string(&mut text).map(|_| text),
        false => std::fs::read_to_string(path),
    };
    read.map_err(CliError::reading(path))
}
