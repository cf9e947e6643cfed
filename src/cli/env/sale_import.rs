//! `koppel env sale import`: status updates out of a spreadsheet; the plan is shown first.
//!
//! Not here: what a row means and changes (`model::updates`), setting one status (`sale`).

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::administer;
use super::sale::{called, rows};
use super::things::asked;
use super::world::expected;
use crate::cli::context::Context;
use crate::cli::error::{CliError, problem_sentence};
use crate::cli::exit::Exit;
use crate::locale::status::status as status_name;
use crate::locale::updates;
use crate::model::administration::catalogue::{CatalogueQuery, CatalogueView, Fields, Kind};
use crate::model::administration::sale::SaleUpdate;
use crate::model::ids::StatusKey;
use crate::model::status::Names;
use crate::model::updates::{Change, TEMPLATE, Unread, Updates};
use crate::service::protocol::{Administration, Done};

/// `koppel env sale import`
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// The file: CSV with a first line of names, parted by commas or semicolons
    #[arg(required_unless_present = "template")]
    file: Option<PathBuf>,
    /// Print an example to fill in
    #[arg(long)]
    template: bool,
    /// Do it; without this only the plan is shown
    #[arg(long)]
    yes: bool,
    /// Take in the good rows although others are wrong
    #[arg(long)]
    partial: bool,
    /// Only when exactly so many sales change
    #[arg(long, value_name = "N")]
    expect_count: Option<usize>,
}

/// Runs `koppel env sale import`.
pub async fn run(context: &Context, args: ImportArgs) -> Result<Exit, CliError> {
    let out = &context.out;
    if args.template {
        out.raw(TEMPLATE)?;
        return Ok(Exit::Ok);
    }
    let path = args.file.unwrap_or_default();
    let text = std::fs::read(&path).map_err(CliError::reading(&path))?;
    let named = || path.display().to_string();
    let read = Updates::read(&text).map_err(|why| match why {
        Unread::NoSales => CliError::argument("cli-import-no-column", named()),
        Unread::Empty => CliError::argument("cli-import-empty", named()),
        Unread::Odd(why) => CliError::Content { path: path.clone(), why: updates::sheet(out.language, &why) },
    })?;
    let mut sales = Vec::new();
    for query in read.queries() {
        sales.extend(rows(context, query).await?);
    }
    let plan = read.plan(&statuses(context).await?, &sales);
    let called = if out.json { Names::default() } else { called(context).await? };
    let said = |status: &StatusKey| status_name(out.language, status.as_str(), Some(&called));
    for Change { line, update, .. } in &plan.changes {
        let SaleUpdate { sale, status, remark, fields } = update;
        let row = json!({"line": line, "sale": sale, "status": status, "remark": remark, "fields": fields});
        let status = status.as_ref().map_or_else(|| "–".to_owned(), said);
        let said = format!("{line:>5}  {sale}  {status}  {}", remark.as_deref().unwrap_or_default());
        if out.json { out.row(&row)? } else { out.line(said.trim_end())? }
    }
    for wrong in &plan.wrong {
        out.say_line(&updates::wrong(out.language, wrong));
    }
    let (count, wrong) = (plan.changes.len(), plan.wrong.len());
    let arguments = [("count", count.into()), ("same", plan.same.into()), ("wrong", wrong.into())];
    if !args.yes || wrong > 0 && !args.partial {
        out.say("cli-import-plan", &arguments);
    }
    if wrong > 0 && !args.partial {
        return Ok(Exit::Failed);
    }
    let mut exit = if wrong == 0 { Exit::Ok } else { Exit::Failed };
    if args.yes {
        expected(args.expect_count, count)?;
        let mut refused = 0;
        for act in plan.acts() {
            let Done::Acted(acted) = administer(context, Administration::Sale(act)).await? else {
                return Err(CliError::WrongAnswer);
            };
            for one in &acted {
                if let Some(why) = &one.refused {
                    out.say_line(&format!("{}: {}", one.sale, problem_sentence(out.language, why)));
                    (refused, exit) = (refused + 1, Exit::Failed);
                }
            }
        }
        out.say("cli-import-done", &[("count", (count - refused).into())]);
    }
    Ok(exit)
}

async fn statuses(context: &Context) -> Result<Vec<Fields>, CliError> {
    match asked(context, CatalogueQuery::List { kind: Kind::Status }).await? {
        CatalogueView::List(rows) => Ok(rows),
        _ => Err(CliError::WrongAnswer),
    }
}
