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
use super::print::Out;
use super::sale::{done, ended, number, said};
use crate::locale::failure;
use crate::locale::status::Statuses;
use crate::service::protocol::{Command, Done, EditedSale, SaleVerb};

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

/// Runs `koppel sale edit`: exit 1 when one was refused, would still fall out, or does not go.
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
    let tried = match context.command(Command::TryEdit { sales, changes: changes.clone() }).await? {
        Done::Edited(tried) => tried,
        _ => return Err(CliError::WrongAnswer),
    };
    let mut exit = Exit::Ok;
    let mut goes = Vec::new();
    for one in &tried {
        let good = one.refused.is_none() && one.failures.is_empty() && one.waiting.is_none();
        if !good {
            exit = Exit::Failed;
        }
        goes.extend(one.version.filter(|_| one.refused.is_none()).map(|version| (one.sale, version)));
        match out.json {
            true => out.row(one)?,
            false => out.line(&told(out, one, &changes))?,
        }
    }
    if args.dry_run || goes.is_empty() {
        return Ok(exit);
    }
    // Each at the version that was shown.
    let verb = SaleVerb::Edit { changes, send: args.send };
    let acted = done(context, verb.clone(), goes, args.reason).await?;
    acted
        .iter()
        .filter(|one| args.send || one.refused.is_some())
        .try_for_each(|one| said(out, &verb, one))?;
    Ok(if exit == Exit::Ok { ended(&verb, &acted) } else { exit })
}

/// Old against new, or why it cannot be; and what would keep it from going.
fn told(out: &Out, one: &EditedSale, changes: &[(String, String)]) -> String {
    let sale = one.sale.to_string();
    if let Some(problem) = &one.refused {
        let why = problem_sentence(out.language, problem);
        return out.text("cli-acted-not", &[("sale", sale.into()), ("why", why.into())]);
    }
    let or_nothing = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
    let line = |(field, to): &(String, String)| {
        let was = one.was.iter().find(|(name, _)| name == field).map(|(_, was)| was.as_str());
        format!("{field}: {} → {}", or_nothing(was.unwrap_or_default()), or_nothing(to))
    };
    let fields = changes.iter().map(line).collect::<Vec<_>>().join(", ");
    let why = match (one.failures.first(), &one.waiting) {
        (Some(failure), _) => out.failure(failure),
        (None, Some(waiting)) => failure::waiting(out.language, &Statuses::default(), waiting),
        (None, None) => return out.text("cli-edited", &[("sale", sale.into()), ("fields", fields.into())]),
    };
    let arguments = [("sale", sale.into()), ("fields", fields.into()), ("why", why.into())];
    out.text("cli-edited-fails", &arguments)
}

fn changes(args: &EditArgs) -> Result<Vec<(String, String)>, CliError> {
    let mut changes = Vec::new();
    for given in &args.set {
        let (field, value) =
            given.split_once('=').ok_or_else(|| CliError::argument("cli-edit-odd", given.as_str()))?;
        changes.push((field.trim().to_owned(), value.to_owned()));
    }
    if let Some(path) = &args.from {
        let object: Map<String, Value> = serde_json::from_slice(&read(path)?)
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

/// The content of a file; `-` is standard input.
pub fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    let mut content = Vec::new();
    let read = match path.as_os_str() == "-" {
        true => std::io::stdin().read_to_end(&mut content).map(|_| content),
        false => std::fs::read(path),
    };
    read.map_err(CliError::reading(path))
}
