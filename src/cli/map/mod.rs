//! `koppel map`: how flows, questions, agreements and statuses of both sides correspond.
//!
//! Not here: applying a mapping (`linking::translate`), its file form (`file`), its tables (`rows`).

mod changes;
mod draft;
mod file;
mod rows;
mod set;
mod sheet;
mod suggest;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use self::rows::Table;
use self::set::{Changing, Trying, attempt};
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::known::Known;
use crate::model::ids::{AgreementKey, FlowKey, IntegrationName, QuestionKey};
use crate::model::mapping::{AgreementRow, DateFormats, FlowRow, Mapping, QuestionRow, StatusRow};
use crate::model::table::is_date;
use crate::service::protocol::{Answer, Command, Done, MappingRow, MappingView, Query};

/// `koppel map ...`
#[derive(Subcommand, Debug)]
pub enum MapCommand {
    /// Own flow to partner flow
    #[command(subcommand)]
    Flow(PairCommand),
    /// Partner question, and where its answer comes from
    #[command(subcommand)]
    Question(QuestionCommand),
    /// Own agreement to partner agreement
    #[command(subcommand)]
    Agreement(PairCommand),
    /// Partner status to own status
    #[command(subcommand)]
    Status(StatusCommand),
    /// Propose rows for what has none, with how sure that is, or take the sure ones over
    Suggest(suggest::SuggestArgs),
    /// What was decided and is not published yet
    #[command(subcommand)]
    Draft(draft::DraftCommand),
    /// List versions of the mapping that were replaced
    Versions(ListArgs),
    /// Publish an earlier version of the mapping once more
    Revert(draft::RevertArgs),
    /// Write the whole mapping as TOML, to a file or standard output
    Export(FileArgs),
    /// Replace the whole mapping by a TOML file, or standard input
    Import(ImportArgs),
}

/// Rows that go from own to partner.
#[derive(Subcommand, Debug)]
pub enum PairCommand {
    /// List rows, and what has none yet
    List(ListArgs),
    /// Show one row, with what both sides say of it
    Show(OwnArgs),
    /// Set a row
    Set(Changing<OwnPartnerArgs>),
    /// Take a row away
    Unset(Changing<OwnArgs>),
    /// Try a row on sales that exist, as it is decided or published
    Try(Trying<OwnArgs>),
}

/// Rows that go from partner to own.
#[derive(Subcommand, Debug)]
pub enum StatusCommand {
    /// List rows, and which custom statuses have none yet
    List(ListArgs),
    /// Show one row, with what both sides say of it
    Show(PartnerArgs),
    /// Set a row
    Set(Changing<PartnerOwnArgs>),
    /// Take a row away
    Unset(Changing<PartnerArgs>),
}

/// Rows for partner questions.
#[derive(Subcommand, Debug)]
pub enum QuestionCommand {
    /// List rows, and which questions have none yet
    List(ListArgs),
    /// Show one row, with what both sides say of it
    Show(PartnerArgs),
    /// Everything about a partner question: when it is asked, with what holds of its rule for a sale
    Info(sheet::InfoArgs),
    /// Set where the answer to a partner question comes from
    Set(Changing<QuestionArgs>),
    /// Take a row away
    Unset(Changing<PartnerArgs>),
    /// Try a row on sales that exist, as it is decided or published
    Try(Trying<PartnerArgs>),
}

/// An integration.
#[derive(Args, Debug)]
pub struct ListArgs {
    /// The integration
    integration: String,
}

/// Own, then partner.
#[derive(Args, Debug)]
pub struct OwnPartnerArgs {
    /// The integration
    integration: String,
    /// Ours
    own: String,
    /// The partner's
    partner: String,
}

/// Partner, then own.
#[derive(Args, Debug)]
pub struct PartnerOwnArgs {
    /// The integration
    integration: String,
    /// The partner's
    partner: String,
    /// Ours
    own: String,
}

/// A row by our side.
#[derive(Args, Debug)]
pub struct OwnArgs {
    /// The integration
    integration: String,
    /// Ours
    own: String,
}

/// A row by the partner's side.
#[derive(Args, Debug)]
pub struct PartnerArgs {
    /// The integration
    integration: String,
    /// The partner's
    partner: String,
}

/// `koppel map question set`
#[derive(Args, Debug)]
pub struct QuestionArgs {
    /// The integration
    integration: String,
    /// The partner's question
    partner: String,
    /// Our question that holds the answer
    #[arg(long, value_name = "QUESTION", required_unless_present = "constant")]
    own: Option<String>,
    /// The answer, whatever the customer said; {reference} is what the sale goes under, so that it can be found again
    #[arg(long, value_name = "VALUE", conflicts_with = "own")]
    constant: Option<String>,
    /// The answer when the customer gave none
    #[arg(long, value_name = "VALUE")]
    default: Option<String>,
    /// An own option and the partner's, as own=partner; may be given more than once
    #[arg(long = "option", value_name = "OWN=PARTNER")]
    options: Vec<String>,
    /// How we write a date, e.g. %d-%m-%Y
    #[arg(long, value_name = "FORMAT", requires = "date_to")]
    date_from: Option<String>,
    /// How the partner wants it, e.g. %Y-%m-%d
    #[arg(long, value_name = "FORMAT", requires = "date_from")]
    date_to: Option<String>,
    /// The same for every question that is called the same, of that type and with those options
    #[arg(long)]
    alike: bool,
}

/// `koppel map export` and `import`
#[derive(Args, Debug)]
pub struct FileArgs {
    /// The integration
    integration: String,
    /// The file; - or nothing for standard output or input
    file: Option<PathBuf>,
}

/// `koppel map import`
#[derive(Args, Debug)]
pub struct ImportArgs {
    #[command(flatten)]
    file: FileArgs,
    /// Take a file without a row: it takes every row away
    #[arg(long)]
    allow_empty: bool,
    /// Take rows that name what neither side has, for what is made later; each is named
    #[arg(long)]
    allow_unknown: bool,
    /// Only say what it would change
    #[arg(long)]
    dry_run: bool,
    /// So many rows go; refused when it is another number, and asked for when any go
    #[arg(long, value_name = "N")]
    expect_count: Option<usize>,
}

/// Runs `koppel map ...`.
pub async fn run(context: &Context, command: MapCommand) -> Result<Exit, CliError> {
    let out = &context.out;
    match command {
        MapCommand::Flow(PairCommand::List(args)) => {
            rows::list(out, Table::Flows, &view(context, &args.integration).await?, &[])?;
        }
        MapCommand::Flow(PairCommand::Show(args)) => {
            rows::show(out, Table::Flows, &view(context, &args.integration).await?, &args.own)?;
        }
        MapCommand::Flow(PairCommand::Set(Changing { row, how })) => {
            let made = FlowRow { own: flow(&row.own)?, partner: flow(&row.partner)? };
            set::run(context, row.integration, MappingRow::SetFlow(made), how).await?;
        }
        MapCommand::Flow(PairCommand::Unset(Changing { row, how })) => {
            let gone = MappingRow::UnsetFlow(flow(&row.own)?);
            set::run(context, row.integration, gone, how).await?;
        }
        MapCommand::Flow(PairCommand::Try(Trying { row, sales })) => {
            let of = MappingRow::UnsetFlow(flow(&row.own)?);
            return attempt(context, row.integration, &of, sales).await;
        }
        MapCommand::Agreement(PairCommand::List(args)) => {
            rows::list(out, Table::Agreements, &view(context, &args.integration).await?, &[])?;
        }
        MapCommand::Agreement(PairCommand::Show(args)) => {
            rows::show(out, Table::Agreements, &view(context, &args.integration).await?, &args.own)?;
        }
        MapCommand::Agreement(PairCommand::Set(Changing { row, how })) => {
            let made = AgreementRow { own: row.own.as_str().into(), partner: row.partner.as_str().into() };
            set::run(context, row.integration, MappingRow::SetAgreement(made), how).await?;
        }
        MapCommand::Agreement(PairCommand::Unset(Changing { row, how })) => {
            let view = view(context, &row.integration).await?;
            let gone = MappingRow::UnsetAgreement(agreement(&view, &row.own));
            set::run(context, row.integration, gone, how).await?;
        }
        MapCommand::Agreement(PairCommand::Try(Trying { row, sales })) => {
            let view = view(context, &row.integration).await?;
            let of = MappingRow::UnsetAgreement(agreement(&view, &row.own));
            return attempt(context, row.integration, &of, sales).await;
        }
        MapCommand::Status(StatusCommand::List(args)) => {
            rows::list(out, Table::Statuses, &view(context, &args.integration).await?, &[])?;
        }
        MapCommand::Status(StatusCommand::Show(args)) => {
            rows::show(out, Table::Statuses, &view(context, &args.integration).await?, &args.partner)?;
        }
        MapCommand::Status(StatusCommand::Set(Changing { row, how })) => {
            let made = StatusRow { partner: row.partner.as_str().into(), own: row.own.as_str().into() };
            set::run(context, row.integration, MappingRow::SetStatus(made), how).await?;
        }
        MapCommand::Status(StatusCommand::Unset(Changing { row, how })) => {
            let gone = MappingRow::UnsetStatus(row.partner.as_str().into());
            set::run(context, row.integration, gone, how).await?;
        }
        MapCommand::Question(QuestionCommand::List(args)) => {
            let new = context.integration(&args.integration).await?.new_questions;
            rows::list(out, Table::Questions, &view(context, &args.integration).await?, &new)?;
        }
        MapCommand::Question(QuestionCommand::Show(args)) => {
            rows::show(out, Table::Questions, &view(context, &args.integration).await?, &args.partner)?;
        }
        MapCommand::Question(QuestionCommand::Info(args)) => sheet::run(context, args).await?,
        MapCommand::Question(QuestionCommand::Set(Changing { row, how })) => {
            let (integration, alike) = (row.integration.clone(), row.alike);
            let row = question(row)?;
            let mut rows = vec![row.clone()];
            if alike {
                rows.extend(view(context, &integration).await?.alike(&row));
            }
            set::each(context, integration, rows.into_iter().map(MappingRow::SetQuestion), how).await?;
        }
        MapCommand::Question(QuestionCommand::Unset(Changing { row, how })) => {
            let gone = MappingRow::UnsetQuestion(row.partner.as_str().into());
            set::run(context, row.integration, gone, how).await?;
        }
        MapCommand::Question(QuestionCommand::Try(Trying { row, sales })) => {
            let of = MappingRow::UnsetQuestion(row.partner.as_str().into());
            return attempt(context, row.integration, &of, sales).await;
        }
        MapCommand::Draft(command) => return draft::run(context, command).await,
        MapCommand::Versions(args) => draft::versions(context, args).await?,
        MapCommand::Revert(args) => draft::revert(context, args).await?,
        MapCommand::Suggest(args) => suggest::run(context, args).await?,
        MapCommand::Export(args) => {
            let view = view(context, &args.integration).await?;
            let text = file::write(&args.integration, &view);
            match args.file.filter(|path| path.as_os_str() != "-") {
                Some(path) => {
                    std::fs::write(&path, text).map_err(CliError::writing(&path))?;
                    let shown = path.display().to_string();
                    out.done(
                        &json!({"file": shown}),
                        "cli-map-exported",
                        &[("path", shown.as_str().into())],
                    )?;
                }
                None => out.raw(&text)?,
            }
        }
        MapCommand::Import(args) => import(context, args).await?,
    }
    Ok(Exit::Ok)
}

async fn import(context: &Context, args: ImportArgs) -> Result<(), CliError> {
    let FileArgs { integration, file } = args.file;
    let named = file.as_ref().map_or_else(|| "-".to_owned(), |file| file.display().to_string());
    // On a thread of its own, so that Ctrl-C is heard while standard input is read.
    let mapping = tokio::task::spawn_blocking(move || file::read(file.as_deref())).await;
    let mapping = mapping.map_err(|error| CliError::reading(Path::new("-"))(error.into()))??;
    if mapping == Mapping::default() && !args.allow_empty {
        return Err(CliError::argument("cli-map-empty", named));
    }
    let name = IntegrationName(integration);
    let known = Known::of(context, name.clone()).await?;
    let before = &known.view;
    let difference = changes::between(&before.mapping, &mapping);
    let odd = known.in_file(&changes::news(&before.mapping, &mapping));
    if let (false, false) = (args.allow_unknown, odd.is_empty()) {
        return Err(CliError::Unknown { unknown: odd, integration: name, next: "cli-map-unknown-new" });
    }
    let changes::Difference { rows, added, removed, changed } = difference;
    if args.dry_run {
        draft::whole(context, &before.mapping, &mapping)?;
        changes::warn(&context.out, &odd);
        return Ok(());
    }
    if args.expect_count.unwrap_or(0) != removed && !args.allow_empty {
        return Err(CliError::Count { key: "cli-map-goes", count: removed });
    }
    // Somebody else's change since it was read would go unseen.
    let command = Command::ImportMapping { name, mapping, expected_version: Some(before.version) };
    let version = match added + removed + changed {
        // It says what is published already.
        0 => Some(before.version),
        _ => match context.command(command).await? {
            Done::Version(version) => Some(version),
            Done::Ok => None,
            _ => return Err(CliError::WrongAnswer),
        },
    };
    context.out.done(
        &json!({"version": version, "rows": rows, "added": added, "removed": removed, "changed": changed}),
        "cli-map-imported",
        &[
            ("rows", rows.into()),
            ("added", added.into()),
            ("removed", removed.into()),
            ("changed", changed.into()),
        ],
    )?;
    changes::warn(&context.out, &odd);
    Ok(())
}

async fn view(context: &Context, integration: &str) -> Result<MappingView, CliError> {
    match context.query(Query::Mapping { integration: integration.into() }).await? {
        Answer::Mapping(view) => Ok(*view),
        _ => Err(CliError::WrongAnswer),
    }
}

/// The partner's agreement that an own one is mapped to; else the key itself, which may be the partner's.
fn agreement(view: &MappingView, own: &str) -> AgreementKey {
    let row = view.mapping.agreements.iter().find(|row| row.own.as_str() == own);
    row.map_or_else(|| own.into(), |row| row.partner.clone())
}

fn flow(text: &str) -> Result<FlowKey, CliError> {
    text.parse().map_err(|_| CliError::argument("cli-flow-odd", text))
}

fn question(args: QuestionArgs) -> Result<QuestionRow, CliError> {
    let mut options = BTreeMap::new();
    for text in &args.options {
        let Some((own, partner)) = text.split_once('=') else {
            return Err(CliError::argument("cli-option-odd", text.clone()));
        };
        options.insert(own.trim().to_owned(), partner.trim().to_owned());
    }
    if let Some(odd) = [&args.date_from, &args.date_to].into_iter().flatten().find(|one| !is_date(one)) {
        return Err(CliError::argument("cli-date-odd", odd.clone()));
    }
    Ok(QuestionRow {
        partner: QuestionKey(args.partner),
        own: args.own.map(QuestionKey),
        constant: args.constant,
        default: args.default,
        options,
        date: args.date_from.zip(args.date_to).map(|(from, to)| DateFormats { from, to }),
    })
}
