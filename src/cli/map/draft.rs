//! `koppel map draft`, `koppel map versions` and `koppel map revert`: what was decided in the console and is not
//! published yet, and going back.
//!
//! Not here: deciding row by row (the console's mapping session).

use clap::{Args, Subcommand};
use serde_json::json;

use super::ListArgs;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::model::draft::DraftView;
use crate::model::ids::IntegrationName;
use crate::service::protocol::{Answer, Command, MappingRow, Query};

/// `koppel map draft ...`
#[derive(Subcommand, Debug)]
pub enum DraftCommand {
    /// List what was decided about rows and is not published yet
    List(ListArgs),
    /// Publish it; refused where somebody published otherwise meanwhile
    Publish(ListArgs),
    /// Forget it
    Drop(ListArgs),
}

/// `koppel map revert`
#[derive(Args, Debug)]
pub struct RevertArgs {
    /// The integration
    integration: String,
    /// The version to publish once more
    version: u64,
}

/// Runs `koppel map draft ...`.
pub async fn run(context: &Context, command: DraftCommand) -> Result<(), CliError> {
    let (DraftCommand::List(args) | DraftCommand::Publish(args) | DraftCommand::Drop(args)) = &command;
    let name = IntegrationName(args.integration.clone());
    let view = draft(context, &name).await?;
    let count = [("count", view.draft.decisions.len().into())];
    let version = view.draft.version;
    match command {
        DraftCommand::List(_) => list(context, &view),
        DraftCommand::Publish(_) => {
            let command = Command::PublishDraft { name, version };
            context.version(command, "cli-draft-published", &count).await
        }
        DraftCommand::Drop(_) => {
            context.command(Command::DropDraft { name, version }).await?;
            context.out.done(&json!({"dropped": view.draft.decisions.len()}), "cli-draft-dropped", &count)
        }
    }
}

async fn draft(context: &Context, name: &IntegrationName) -> Result<DraftView, CliError> {
    match context.query(Query::Draft { integration: name.clone() }).await? {
        Answer::Draft(view) => Ok(*view),
        _ => Err(CliError::WrongAnswer),
    }
}

/// One decision a line: `{"row","base","by","at","version","conflict"}`.
fn list(context: &Context, view: &DraftView) -> Result<(), CliError> {
    let out = &context.out;
    let is_conflict = |row: &MappingRow| view.conflicts.iter().any(|one| one.mine.row.is_about(row));
    if out.json {
        return view.draft.decisions.iter().try_for_each(|decision| {
            out.row(&json!({"row": decision.row, "base": decision.base, "by": decision.by,
                "at": decision.at, "version": decision.version, "conflict": is_conflict(&decision.row)}))
        });
    }
    let rows: Vec<_> = view
        .draft
        .decisions
        .iter()
        .map(|decision| {
            let (list, key) = decision.row.place();
            let list = match list {
                "flow" => "cli-suggest-flow",
                "question" => "cli-suggest-question",
                "agreement" => "cli-suggest-agreement",
                _ => "cli-suggest-status",
            };
            let conflict =
                if is_conflict(&decision.row) { out.text("cli-draft-conflict", &[]) } else { String::new() };
            vec![out.text(list, &[]), key, becomes(&decision.row), decision.by.clone(), conflict]
        })
        .collect();
    let columns = ["cli-col-type", "cli-col-name", "cli-col-becomes", "cli-col-who", "cli-col-conflict"];
    out.table(&columns, &rows)
}

/// What a row will give, in short.
fn becomes(row: &MappingRow) -> String {
    match row {
        MappingRow::SetFlow(row) => row.partner.to_string(),
        MappingRow::SetQuestion(row) => match (&row.constant, &row.own) {
            (Some(constant), _) => format!("= {constant}"),
            (None, Some(own)) => own.to_string(),
            (None, None) => "–".to_owned(),
        },
        MappingRow::SetAgreement(row) => row.own.to_string(),
        MappingRow::SetStatus(row) => row.own.to_string(),
        MappingRow::UnsetFlow(_)
        | MappingRow::UnsetQuestion(_)
        | MappingRow::UnsetAgreement(_)
        | MappingRow::UnsetStatus(_) => "–".to_owned(),
    }
}

/// Runs `koppel map versions`.
pub async fn versions(context: &Context, args: ListArgs) -> Result<(), CliError> {
    let integration = IntegrationName(args.integration);
    let Answer::MappingVersions(versions) = context.query(Query::MappingVersions { integration }).await?
    else {
        return Err(CliError::WrongAnswer);
    };
    let out = &context.out;
    if out.json {
        return versions.iter().try_for_each(|version| out.row(version));
    }
    let rows: Vec<_> = versions
        .iter()
        .map(|one| {
            let (at, by) = one.changed.clone().map_or((None, String::new()), |(at, by)| (Some(at), by));
            vec![one.version.to_string(), out.moment(at), by, one.rows.to_string()]
        })
        .collect();
    out.table(&["cli-col-version", "cli-col-when", "cli-col-who", "cli-col-rows"], &rows)
}

/// Runs `koppel map revert`.
pub async fn revert(context: &Context, args: RevertArgs) -> Result<(), CliError> {
    let name = IntegrationName(args.integration);
    let said = [("version", args.version.to_string().into())];
    let command = Command::RevertMapping { name, to: args.version, expected_version: None };
    context.version(command, "cli-map-reverted", &said).await
}
