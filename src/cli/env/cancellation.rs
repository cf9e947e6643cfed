//! `koppel env cancellation`: requests of partners to cancel a sale.

use clap::{Args, Subcommand};
use serde_json::json;

use super::sale::called;
use super::{administer, ask};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::print::Out;
use crate::locale::status::status;
use crate::model::administration::cancellation::{
    CancellationAct, CancellationQuery, CancellationRow, CancellationView,
};
use crate::model::ids::SaleId;
use crate::service::protocol::{Administration, AdministrationQuery, AdministrationView};

/// `koppel env cancellation ...`
#[derive(Subcommand, Debug)]
pub enum CancellationCommand {
    /// List the requests that wait for an answer
    List(ListArgs),
    /// Accept one: the sale is cancelled
    Accept(AcceptArgs),
    /// Reject one: the sale gets back the status it had
    Reject(RejectArgs),
}

/// `koppel env cancellation list`
#[derive(Args, Debug)]
pub struct ListArgs {
    /// Also what was answered
    #[arg(long)]
    all: bool,
}

/// `koppel env cancellation accept`
#[derive(Args, Debug)]
pub struct AcceptArgs {
    /// The sale, by number
    sale: String,
    /// Another status of type cancelled than the one asked for
    #[arg(long)]
    status: Option<String>,
    /// Remark with it
    #[arg(long)]
    remark: Option<String>,
}

/// `koppel env cancellation reject`
#[derive(Args, Debug)]
pub struct RejectArgs {
    /// The sale, by number
    sale: String,
    /// Why: the partner is told
    #[arg(long)]
    reason: String,
    /// Another status than the one it had
    #[arg(long)]
    status: Option<String>,
}

/// Runs `koppel env cancellation ...`.
pub async fn run(context: &Context, command: CancellationCommand) -> Result<Exit, CliError> {
    match command {
        CancellationCommand::List(args) => list(context, args.all).await?,
        CancellationCommand::Accept(args) => {
            let sale = number(&args.sale)?;
            let status = args.status.as_deref().map(Into::into);
            // Only while it is open it is known where it goes on.
            let resold = requests(context, false).await?.iter().any(|row| row.sale == sale && row.resold);
            let act = CancellationAct::Accept { sale, status, remark: args.remark };
            answered(context, act, sale, "accepted").await?;
            if resold {
                context.out.say("cli-cancellation-resold", &[("sale", sale.to_string().into())]);
            }
        }
        CancellationCommand::Reject(args) => {
            let sale = number(&args.sale)?;
            let status = args.status.as_deref().map(Into::into);
            let act = CancellationAct::Reject { sale, reason: args.reason, status };
            answered(context, act, sale, "rejected").await?;
        }
    }
    Ok(Exit::Ok)
}

async fn answered(
    context: &Context,
    act: CancellationAct,
    sale: SaleId,
    standing: &str,
) -> Result<(), CliError> {
    administer(context, Administration::Cancellation(act)).await?;
    let key = match standing {
        "accepted" => "cli-cancellation-accepted",
        _ => "cli-cancellation-rejected",
    };
    context.out.done(&json!({"sale": sale, "standing": standing}), key, &[("sale", sale.to_string().into())])
}

async fn requests(context: &Context, all: bool) -> Result<Vec<CancellationRow>, CliError> {
    let query = AdministrationQuery::Cancellation(CancellationQuery::List { all });
    match ask(context, query).await? {
        AdministrationView::Cancellation(CancellationView::List(rows)) => Ok(rows),
        _ => Err(CliError::WrongAnswer),
    }
}

async fn list(context: &Context, all: bool) -> Result<(), CliError> {
    let rows = requests(context, all).await?;
    let out = &context.out;
    if out.json {
        return rows.iter().try_for_each(|row| out.row(row));
    }
    let called = called(context).await?;
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            vec![
                row.sale.to_string(),
                row.organisation.to_string(),
                row.product.to_string(),
                standing(out, row),
                status(out.language, row.previous_status.as_str(), Some(&called)),
                row.reason.to_string(),
                out.told_at(&row.requested_at),
            ]
        })
        .collect();
    out.table(
        &[
            "cli-col-sale",
            "cli-col-organisation",
            "cli-col-product",
            "cli-col-standing",
            "cli-col-status-before",
            "cli-col-reason",
            "cli-col-requested",
        ],
        &cells,
    )
}

fn standing(out: &Out, row: &CancellationRow) -> String {
    match row.standing.as_str() {
        "open" if row.passed_on => out.text("cli-cancellation-passed-on", &[]),
        "open" => out.text("cli-cancellation-open", &[]),
        "accepted" => out.text("cli-cancellation-granted", &[]),
        "rejected" => out.text("cli-cancellation-refused", &[]),
        other => other.to_owned(),
    }
}

fn number(text: &str) -> Result<SaleId, CliError> {
    text.parse().map_err(|_| CliError::argument("cli-number-odd", text))
}
