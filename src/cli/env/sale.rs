//! `koppel env sale`: sales in the environment we work for.

use clap::{Args, Subcommand};
use serde_json::json;

use super::administer;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::model::administration::sale::SaleAct;
use crate::service::protocol::Administration;

/// `koppel env sale ...`
#[derive(Subcommand, Debug)]
pub enum EnvSaleCommand {
    /// Set the status of a sale
    Status(StatusArgs),
}

/// `koppel env sale status`
#[derive(Args, Debug)]
pub struct StatusArgs {
    /// The sale, by number
    sale: String,
    /// The status
    status: String,
    /// Remark with it
    #[arg(long)]
    remark: Option<String>,
}

/// Runs `koppel env sale ...`.
pub async fn run(context: &Context, command: EnvSaleCommand) -> Result<Exit, CliError> {
    let EnvSaleCommand::Status(args) = command;
    let sale = args.sale.parse().map_err(|_| CliError::argument("cli-number-odd", args.sale.clone()))?;
    let status = args.status.as_str().into();
    administer(context, Administration::Sale(SaleAct::SetStatus { sale, status, remark: args.remark }))
        .await?;
    let row = json!({"sale": sale, "status": args.status});
    let arguments = [("sale", args.sale.as_str().into()), ("status", args.status.as_str().into())];
    context.out.done(&row, "cli-status-set", &arguments)?;
    Ok(Exit::Ok)
}
