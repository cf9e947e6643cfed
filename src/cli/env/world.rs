//! `koppel env world`: everything that is sold and asked, and the people, out to a file and in from one.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::administer;
use super::things::{asked, object};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::secret;
use crate::model::administration::catalogue::{CatalogueAct, CatalogueQuery, CatalogueView, Planned};
use crate::service::protocol::{Administration, AdministrationView, Done};

/// `koppel env world ...`
#[derive(Subcommand, Debug)]
pub enum WorldCommand {
    /// Write the catalogue and the people to a file; no tokens, no sales
    Export(ExportArgs),
    /// Take a world in: what would change, and with --yes the change itself; nothing is removed
    Import(ImportArgs),
}

/// `koppel env world export`
#[derive(Args, Debug)]
pub struct ExportArgs {
    /// A new file [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// `koppel env world import`
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// The world, as JSON
    file: PathBuf,
    /// Do it; without this only the plan is shown
    #[arg(long)]
    yes: bool,
    /// Only when exactly so many things are made or changed
    #[arg(long, value_name = "N")]
    expect_count: Option<usize>,
}

/// More than this is only done when the number is named.
pub const MANY: usize = 10;

/// Runs `koppel env world ...`.
pub async fn run(context: &Context, command: WorldCommand) -> Result<Exit, CliError> {
    match command {
        WorldCommand::Export(args) => export(context, args).await,
        WorldCommand::Import(args) => import(context, args).await,
    }
}

async fn export(context: &Context, args: ExportArgs) -> Result<Exit, CliError> {
    if let Some(path) = &args.out {
        secret::must_be_new(path)?;
    }
    let world = match asked(context, CatalogueQuery::Export).await? {
        CatalogueView::Thing(world) => world,
        _ => return Err(CliError::WrongAnswer),
    };
    let text = serde_json::to_string_pretty(&world).map_err(|error| CliError::Output(error.into()))?;
    let Some(path) = args.out else {
        context.out.line(&text)?;
        return Ok(Exit::Ok);
    };
    secret::write_new(&path, text.as_bytes())?;
    let shown = path.display().to_string();
    let row = serde_json::json!({"file": shown});
    context.out.done(&row, "cli-world-written", &[("path", shown.as_str().into())])?;
    Ok(Exit::Ok)
}

async fn import(context: &Context, args: ImportArgs) -> Result<Exit, CliError> {
    let world = object(&args.file)?;
    let act = |dry_run| CatalogueAct::Import { world: world.clone(), dry_run };
    let plan = planned(context, act(true)).await?;
    let moving: Vec<&Planned> = plan.iter().filter(|row| row.change != "same").collect();
    let out = &context.out;
    if out.json {
        moving.iter().try_for_each(|row| out.row(row))?;
    } else {
        let cells: Vec<_> = moving
            .iter()
            .map(|row| {
                let key = if row.change == "created" { "cli-change-created" } else { "cli-change-changed" };
                let change = out.text(key, &[]);
                vec![change, row.list.clone(), row.id.clone(), row.name.clone(), row.fields.join(", ")]
            })
            .collect();
        out.table(
            &["cli-col-change", "cli-col-list", "cli-col-number", "cli-col-name", "cli-col-changed-fields"],
            &cells,
        )?;
    }
    let (count, same) = (moving.len(), plan.len() - moving.len());
    if !args.yes || count == 0 {
        out.say("cli-world-plan", &[("count", count.into()), ("same", same.into())]);
        return Ok(Exit::Ok);
    }
    expected(args.expect_count, count)?;
    planned(context, act(false)).await?;
    out.say("cli-world-taken", &[("count", count.into())]);
    Ok(Exit::Ok)
}

/// Many at once are only done when their number was named, and is still the same.
pub fn expected(named: Option<usize>, count: usize) -> Result<(), CliError> {
    match named {
        Some(named) if named == count => Ok(()),
        None if count <= MANY => Ok(()),
        _ => Err(CliError::argument("cli-count-other", count.to_string())),
    }
}

async fn planned(context: &Context, act: CatalogueAct) -> Result<Vec<Planned>, CliError> {
    match administer(context, Administration::Catalogue(act)).await? {
        Done::Administered(view) => match *view {
            AdministrationView::Catalogue(CatalogueView::Planned(plan)) => Ok(plan),
            _ => Err(CliError::WrongAnswer),
        },
        _ => Err(CliError::WrongAnswer),
    }
}
