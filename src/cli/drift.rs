//! `koppel drift`: what the partner changed in what it asks, which sales that holds, and letting them go.
//!
//! Not here: what a change means (`linking::drift`), its sentences (`locale::drift`).

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use crate::locale::drift as words;
use crate::model::drift::DriftView;
use crate::model::ids::IntegrationName;
use crate::service::protocol::{Answer, Command, Done, Query};

/// `koppel drift ...`
#[derive(Subcommand, Debug)]
pub enum DriftCommand {
    /// List what the partner changed and nobody has looked at, with the sales it holds
    List(ListArgs),
    /// Show every change of one version of the partner's contract
    Show(ShowArgs),
    /// Let the sales go that it holds, although the mapping may not fit
    Release(ReleaseArgs),
}

/// `koppel drift list`
#[derive(Args, Debug)]
pub struct ListArgs {
    /// The integration
    integration: String,
    /// Also what is over or raised nothing
    #[arg(long)]
    all: bool,
}

/// `koppel drift show`
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// The integration
    integration: String,
    /// The version of the partner's contract
    version: u64,
}

/// `koppel drift release`
#[derive(Args, Debug)]
pub struct ReleaseArgs {
    /// The integration
    integration: String,
    /// The version of the partner's contract; all that are open when none is given
    version: Option<u64>,
    /// Only say what it would let go
    #[arg(long)]
    dry_run: bool,
    /// It holds so many sales; refused when it is another number, and asked for when it holds any
    #[arg(long, value_name = "N")]
    expect_count: Option<usize>,
}

/// Runs `koppel drift ...`.
pub async fn run(context: &Context, command: DriftCommand) -> Result<Exit, CliError> {
    let out = &context.out;
    match command {
        DriftCommand::List(args) => {
            let mut views = drifts(context, args.integration).await?;
            views.retain(|view| args.all || view.drift.is_open());
            if out.json {
                return views.iter().try_for_each(|view| out.row(view)).map(|()| Exit::Ok);
            }
            let columns = [
                "cli-col-version",
                "cli-col-when",
                "cli-col-class",
                "cli-col-standing",
                "cli-col-held",
                "cli-col-what",
            ];
            let rows: Vec<_> = views
                .iter()
                .map(|view| {
                    let drift = &view.drift;
                    let worst = drift.changes.first().map(|change| words::sentence(out.language, change));
                    let more = match drift.changes.len() {
                        0 | 1 => String::new(),
                        count => format!(" (+{})", count - 1),
                    };
                    vec![
                        drift.version.to_string(),
                        out.moment(Some(drift.at)),
                        words::class(out.language, drift.class()),
                        words::standing(out.language, &drift.standing),
                        view.held.len().to_string(),
                        worst.unwrap_or_else(|| "–".to_owned()) + &more,
                    ]
                })
                .collect();
            out.table(&columns, &rows)?;
        }
        DriftCommand::Show(args) => {
            let views = drifts(context, args.integration).await?;
            let value = args.version.to_string();
            let view = views.into_iter().find(|view| view.drift.version == args.version);
            let view = view.ok_or(CliError::Argument { key: "cli-drift-unknown", value })?;
            if out.json {
                out.row(&view)?;
                return Ok(Exit::Ok);
            }
            let named = |key: &str, value: String| (out.text(key, &[]), value);
            let held: Vec<String> = view.held.iter().map(ToString::to_string).collect();
            out.sheet(&[
                named("cli-col-version", view.drift.version.to_string()),
                named("cli-col-when", out.moment(Some(view.drift.at))),
                named("cli-col-standing", words::standing(out.language, &view.drift.standing)),
                named("cli-col-held", if held.is_empty() { "–".to_owned() } else { held.join(", ") }),
            ])?;
            let rows: Vec<_> = view
                .drift
                .changes
                .iter()
                .map(|change| {
                    vec![words::class(out.language, change.class), words::sentence(out.language, change)]
                })
                .collect();
            if !rows.is_empty() {
                out.line("")?;
                out.table(&["cli-col-class", "cli-col-what"], &rows)?;
            }
        }
        DriftCommand::Release(args) => {
            let mut open = drifts(context, args.integration.clone()).await?;
            let is_meant = |view: &DriftView| args.version.is_none_or(|one| one == view.drift.version);
            open.retain(|view| view.drift.is_open() && is_meant(view));
            if args.dry_run {
                return held(context, &open).map(|()| Exit::Ok);
            }
            let count = open.iter().map(|view| view.held.len()).sum();
            if args.expect_count.unwrap_or(0) != count {
                return Err(CliError::Count { key: "cli-drift-goes", count });
            }
            let name = IntegrationName(args.integration);
            match context.command(Command::ReleaseDrift { name, version: args.version }).await? {
                Done::Count(count) => {
                    let arguments = [("count", count.into())];
                    out.done(&json!({"released": count}), "cli-drift-released", &arguments)?;
                }
                _ => return Err(CliError::WrongAnswer),
            }
        }
    }
    Ok(Exit::Ok)
}

/// What releasing would let go: a line for each version, with the sales it holds.
fn held(context: &Context, open: &[DriftView]) -> Result<(), CliError> {
    let out = &context.out;
    if out.json {
        return open.iter().try_for_each(|view| out.row(view));
    }
    let row = |view: &DriftView| {
        let sales: Vec<String> = view.held.iter().map(ToString::to_string).collect();
        vec![
            view.drift.version.to_string(),
            words::class(out.language, view.drift.class()),
            sales.len().to_string(),
            if sales.is_empty() { "–".to_owned() } else { sales.join(", ") },
        ]
    };
    let columns = ["cli-col-version", "cli-col-class", "cli-col-held", "cli-col-held-sales"];
    out.table(&columns, &open.iter().map(row).collect::<Vec<_>>())
}

async fn drifts(context: &Context, integration: String) -> Result<Vec<DriftView>, CliError> {
    match context.query(Query::Drifts { integration: IntegrationName(integration) }).await? {
        Answer::Drifts(views) => Ok(views),
        _ => Err(CliError::WrongAnswer),
    }
}
