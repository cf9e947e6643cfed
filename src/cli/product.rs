//! `koppel sync` and `koppel product`: the partner's catalogue, and what of it is imported.

use clap::{Args, Subcommand};
use serde_json::json;

use super::condition::numbers;
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::print::{Out, or_dash};
use crate::model::ids::{IntegrationName, ProductId};
use crate::service::protocol::{Answer, Command, Done, ProductRow, Query};

/// `koppel sync`
#[derive(Args, Debug)]
pub struct SyncArgs {
    /// The integration
    integration: String,
    /// At once; it always is, and scripts may say so
    #[arg(long)]
    now: bool,
}

/// An integration.
#[derive(Args, Debug)]
pub struct ListArgs {
    /// The integration
    integration: String,
}

/// `koppel product ...`
#[derive(Subcommand, Debug)]
pub enum ProductCommand {
    /// List what the partner has granted, and what it is linked to
    List(ListArgs),
    /// Create partner products in the own environment and link them
    Import(ImportArgs),
    /// Take a link away; the own product stays
    Unlink(UnlinkArgs),
}

/// `koppel product import`
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// The integration
    integration: String,
    /// Partner products, by number
    #[arg(required_unless_present = "all", conflicts_with = "all", value_name = "ID")]
    products: Vec<String>,
    /// All that are granted
    #[arg(long)]
    all: bool,
}

/// `koppel product unlink`
#[derive(Args, Debug)]
pub struct UnlinkArgs {
    /// The integration
    integration: String,
    /// The partner product, by number
    product: String,
}

/// Runs `koppel sync`.
pub async fn sync(context: &Context, args: SyncArgs) -> Result<Exit, CliError> {
    let name = IntegrationName(args.integration);
    match context.command(Command::Sync { name }).await? {
        Done::Synced { seen, changed } => {
            let row = json!({"seen": seen, "changed": changed});
            context.out.done(&row, "cli-synced", &[("seen", seen.into()), ("changed", changed.into())])?;
            Ok(Exit::Ok)
        }
        _ => Err(CliError::WrongAnswer),
    }
}

/// Runs `koppel product ...`.
pub async fn run(context: &Context, command: ProductCommand) -> Result<Exit, CliError> {
    match command {
        ProductCommand::List(args) => {
            let integration = IntegrationName(args.integration);
            match context.query(Query::Products { integration }).await? {
                Answer::Products(rows) => list(&context.out, &rows)?,
                _ => return Err(CliError::WrongAnswer),
            }
        }
        ProductCommand::Import(args) => {
            let products = match args.all {
                true => None,
                false => Some(numbers::<ProductId>(&args.products.join(","))?),
            };
            let name = IntegrationName(args.integration);
            match context.command(Command::ImportProducts { name, products }).await? {
                Done::Count(count) => {
                    context.out.done(
                        &json!({"imported": count}),
                        "cli-imported",
                        &[("count", count.into())],
                    )?;
                }
                _ => return Err(CliError::WrongAnswer),
            }
        }
        ProductCommand::Unlink(args) => {
            let product =
                args.product.parse().map_err(|_| CliError::argument("cli-number-odd", args.product))?;
            let name = IntegrationName(args.integration);
            context.command(Command::UnlinkProduct { name, product }).await?;
            let id = product.to_string();
            context.out.done(&json!({"unlinked": product}), "cli-unlinked", &[("product", id.into())])?;
        }
    }
    Ok(Exit::Ok)
}

fn list(out: &Out, rows: &[ProductRow]) -> Result<(), CliError> {
    if out.json {
        return rows.iter().try_for_each(|row| out.row(row));
    }
    let columns = [
        "cli-col-partner-product",
        "cli-col-own-product",
        "cli-col-name",
        "cli-col-type",
        "cli-col-supplier",
        "cli-col-price",
        "cli-col-granted",
        "cli-col-synchronised",
        "cli-col-checked",
    ];
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            vec![
                row.partner_id.to_string(),
                or_dash(row.own_id),
                row.name.to_string(),
                row.product_type.clone(),
                or_dash(row.supplier.as_ref()),
                or_dash(row.price.as_ref()),
                out.text(if row.granted { "cli-yes" } else { "cli-no" }, &[]),
                out.moment(row.last_synchronised),
                out.moment(row.last_checked),
            ]
        })
        .collect();
    out.table(&columns, &rows)
}
