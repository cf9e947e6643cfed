//! `koppel sync` and `koppel product`: the partner's catalogue, and what of it is imported.

use std::time::Duration;

use clap::{ArgGroup, Args, Subcommand};
use serde_json::json;

use super::condition::numbers;
use super::context::Context;
use super::error::{CliError, problem_sentence};
use super::exit::Exit;
use super::print::{Out, or_dash};
use crate::locale::amount;
use crate::model::ids::{IntegrationName, ProductId};
use crate::model::integration::FieldPolicy;
use crate::model::reason::{Reason, Thing};
use crate::service::client::ClientError;
use crate::service::protocol::{Answer, Command, Done, Problem, ProductDiff, ProductRow, Query};

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
    Unlink(LinkedArgs),
    /// Show in which fields linked products differ from the partner's, and what becomes of each
    Diff(DiffArgs),
    /// Carry fields of a product over now, whatever their policy
    Take(TakeArgs),
    /// Show linked products that are gone at the partner, or put the own ones out of sale
    Vanished(VanishedArgs),
    /// Bring an own product back that was put out of sale
    Restore(LinkedArgs),
}

/// `koppel product diff`
#[derive(Args, Debug)]
pub struct DiffArgs {
    /// The integration
    integration: String,
    /// Partner products, by number; all when none is named
    #[arg(value_name = "ID")]
    products: Vec<String>,
}

/// `koppel product take`
#[derive(Args, Debug)]
pub struct TakeArgs {
    /// The integration
    integration: String,
    /// The partner product, by number
    product: String,
    /// The fields, by the API's name
    #[arg(required_unless_present = "all", conflicts_with = "all", value_name = "FIELD")]
    fields: Vec<String>,
    /// All that differ
    #[arg(long)]
    all: bool,
    /// Only say what it would change
    #[arg(long)]
    dry_run: bool,
}

impl TakeArgs {
    /// The fields that would be carried over, as last compared.
    async fn look(&self, context: &Context) -> Result<Exit, CliError> {
        let product = number(&self.product)?;
        let integration = IntegrationName(self.integration.clone());
        let Answer::Products(rows) = context.query(Query::Products { integration }).await? else {
            return Err(CliError::WrongAnswer);
        };
        if !rows.iter().any(|row| row.partner_id == product && row.own_id.is_some()) {
            let missing = Problem::NotFound { what: Thing::ProductLink, name: product.to_string() };
            return Err(ClientError::Refused(missing).into());
        }
        let integration = IntegrationName(self.integration.clone());
        let Answer::Differences(diffs) = context.query(Query::Differences { integration }).await? else {
            return Err(CliError::WrongAnswer);
        };
        let mut found = diffs.into_iter().find(|diff| diff.partner_id == product);
        if let Some(diff) = &mut found {
            diff.fields.retain(|(_, field)| self.all || self.fields.contains(&field.field));
        }
        written(context, found.filter(|diff| !diff.fields.is_empty())).map(|()| Exit::Ok)
    }
}

/// `koppel product vanished`
#[derive(Args, Debug)]
pub struct VanishedArgs {
    /// The integration
    integration: String,
    /// Deactivate or delete the own products, as the setting on-vanished says
    #[arg(long, requires = "expect_count")]
    yes: bool,
    /// So many are expected; refused when it is another number
    #[arg(long, value_name = "N")]
    expect_count: Option<u64>,
}

/// `koppel product import`
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("which").multiple(true))]
pub struct ImportArgs {
    /// The integration
    integration: String,
    /// Partner products, by number
    #[arg(required_unless_present = "which", conflicts_with = "which", value_name = "ID")]
    products: Vec<String>,
    /// All that are granted
    #[arg(long, group = "which")]
    all: bool,
    /// Of all that are granted those of this type; may be given more than once
    #[arg(long = "type", group = "which", value_name = "TYPE")]
    product_types: Vec<String>,
    /// Of all that are granted those of this supplier; may be given more than once
    #[arg(long, group = "which", value_name = "NAME")]
    supplier: Vec<String>,
    /// But for these, by number
    #[arg(long, requires = "which", value_name = "ID")]
    except: Vec<String>,
    /// Only say which would be made
    #[arg(long)]
    dry_run: bool,
}

impl ImportArgs {
    /// The products that are meant; `None` for all that are granted.
    async fn wanted(&self, context: &Context) -> Result<Option<Vec<ProductId>>, CliError> {
        if !self.products.is_empty() {
            return numbers(&self.products.join(",")).map(Some);
        }
        let except = numbers::<ProductId>(&self.except.join(","))?;
        if self.product_types.is_empty() && self.supplier.is_empty() && except.is_empty() {
            return Ok(None);
        }
        let integration = IntegrationName(self.integration.clone());
        let Answer::Products(rows) = context.query(Query::Products { integration }).await? else {
            return Err(CliError::WrongAnswer);
        };
        if let Some(unknown) = except.iter().find(|id| !rows.iter().any(|row| row.partner_id == **id)) {
            return Err(CliError::argument("cli-import-unknown", unknown.to_string()));
        }
        let is = |wanted: &[String], found: &str| {
            wanted.is_empty() || wanted.iter().any(|one| one.trim().eq_ignore_ascii_case(found.trim()))
        };
        let meant = rows.iter().filter(|row| {
            let supplier = row.supplier.as_ref().map_or("", |supplier| supplier.as_str());
            let asked = is(&self.product_types, &row.product_type) && is(&self.supplier, supplier);
            row.granted && asked && !except.contains(&row.partner_id)
        });
        let meant: Vec<ProductId> = meant.map(|row| row.partner_id).collect();
        if meant.is_empty() {
            let asked = [&self.product_types[..], &self.supplier[..]].concat().join(", ");
            return Err(CliError::argument("cli-import-none", asked));
        }
        Ok(Some(meant))
    }
}

/// `koppel product unlink` and `restore`
#[derive(Args, Debug)]
pub struct LinkedArgs {
    /// The integration
    integration: String,
    /// The partner product, by number
    product: String,
    /// Only show which it would be
    #[arg(long)]
    dry_run: bool,
}

impl LinkedArgs {
    /// Shows the product; refused as the act would be.
    async fn look(&self, context: &Context, retired: bool) -> Result<Exit, CliError> {
        let product = number(&self.product)?;
        let integration = IntegrationName(self.integration.clone());
        let Answer::Products(mut rows) = context.query(Query::Products { integration }).await? else {
            return Err(CliError::WrongAnswer);
        };
        rows.retain(|row| row.partner_id == product && row.own_id.is_some());
        let refused = match rows.first() {
            None => Problem::NotFound { what: Thing::ProductLink, name: product.to_string() },
            Some(row) if retired && row.retired.is_none() => {
                Problem::Refused { why: Reason::OnSale { product } }
            }
            Some(_) => return list(&context.out, &rows).map(|()| Exit::Ok),
        };
        Err(ClientError::Refused(refused).into())
    }
}

/// Runs `koppel sync`.
pub async fn sync(context: &Context, args: SyncArgs) -> Result<Exit, CliError> {
    let name = IntegrationName(args.integration);
    match patiently(context, &name.clone(), Command::Sync { name }).await? {
        Done::Synced { seen, changed, written } => {
            let row = json!({"seen": seen, "changed": changed, "products": written});
            context.out.done(&row, "cli-synced", &[("seen", seen.into()), ("changed", changed.into())])?;
            if !context.out.json && !written.is_empty() {
                differences(&context.out, &written)?;
            }
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
            let products = args.wanted(context).await?;
            let name = IntegrationName(args.integration);
            if args.dry_run {
                let integration = name;
                let Answer::Products(mut rows) = context.query(Query::Products { integration }).await? else {
                    return Err(CliError::WrongAnswer);
                };
                let is_wanted = |id: &ProductId| products.as_ref().is_none_or(|wanted| wanted.contains(id));
                rows.retain(|row| row.granted && row.own_id.is_none() && is_wanted(&row.partner_id));
                list(&context.out, &rows)?;
                return Ok(Exit::Ok);
            }
            match patiently(context, &name.clone(), Command::ImportProducts { name, products }).await? {
                Done::Imported { count, left_out } => {
                    let row = json!({"imported": count, "left_out": left_out});
                    context.out.done(&row, "cli-imported", &[("count", count.into())])?;
                    for why in left_out {
                        let refused = Problem::Refused { why };
                        let why = problem_sentence(context.out.language, &refused);
                        context.out.say("cli-import-left", &[("why", why.into())]);
                    }
                }
                _ => return Err(CliError::WrongAnswer),
            }
        }
        ProductCommand::Unlink(args) if args.dry_run => return args.look(context, false).await,
        ProductCommand::Restore(args) if args.dry_run => return args.look(context, true).await,
        ProductCommand::Unlink(args) => {
            let product = number(&args.product)?;
            let name = IntegrationName(args.integration);
            context.command(Command::UnlinkProduct { name, product }).await?;
            let id = product.to_string();
            context.out.done(&json!({"unlinked": product}), "cli-unlinked", &[("product", id.into())])?;
        }
        ProductCommand::Diff(args) => {
            let wanted = numbers::<ProductId>(&args.products.join(","))?;
            let integration = IntegrationName(args.integration);
            let Answer::Differences(mut diffs) = context.query(Query::Differences { integration }).await?
            else {
                return Err(CliError::WrongAnswer);
            };
            diffs.retain(|diff| wanted.is_empty() || wanted.contains(&diff.partner_id));
            if context.out.json {
                return diffs.iter().try_for_each(|diff| context.out.row(diff)).map(|()| Exit::Ok);
            }
            differences(&context.out, &diffs)?;
        }
        ProductCommand::Take(args) if args.dry_run => return args.look(context).await,
        ProductCommand::Take(args) => {
            let name = IntegrationName(args.integration);
            let product = number(&args.product)?;
            let fields = (!args.all).then_some(args.fields);
            match context.command(Command::TakeFields { name, product, fields }).await? {
                Done::Written(diff) => written(context, diff.map(|diff| *diff))?,
                _ => return Err(CliError::WrongAnswer),
            }
        }
        ProductCommand::Vanished(args) => vanished(context, args).await?,
        ProductCommand::Restore(args) => {
            let name = IntegrationName(args.integration);
            let product = number(&args.product)?;
            match context.command(Command::RestoreProduct { name, product }).await? {
                Done::Id(own) => {
                    let row = json!({"partner_id": product, "own_id": own});
                    let said = [("product", product.to_string().into()), ("own", own.to_string().into())];
                    context.out.done(&row, "cli-restored", &said)?;
                }
                _ => return Err(CliError::WrongAnswer),
            }
        }
    }
    Ok(Exit::Ok)
}

/// What was carried over of a product, or would be.
fn written(context: &Context, diff: Option<ProductDiff>) -> Result<(), CliError> {
    match diff {
        diff if context.out.json => context.out.row(&diff),
        None => {
            context.out.say("cli-same", &[]);
            Ok(())
        }
        Some(diff) => differences(&context.out, &[diff]),
    }
}

fn number(text: &str) -> Result<ProductId, CliError> {
    text.parse().map_err(|_| CliError::argument("cli-number-odd", text))
}

/// What is gone, or what was done about it.
async fn vanished(context: &Context, args: VanishedArgs) -> Result<(), CliError> {
    let name = IntegrationName(args.integration);
    if args.yes {
        let command = Command::ApplyVanished { name, expected: args.expect_count };
        let Done::Count(count) = context.command(command).await? else { return Err(CliError::WrongAnswer) };
        return context.out.done(&json!({"retired": count}), "cli-retired", &[("count", count.into())]);
    }
    let Answer::Vanishing(plan) = context.query(Query::Vanishing { integration: name }).await? else {
        return Err(CliError::WrongAnswer);
    };
    super::vanishing::print(&context.out, &plan)
}

/// Prints differences, a line for each field.
fn differences(out: &Out, diffs: &[ProductDiff]) -> Result<(), CliError> {
    let columns = [
        "cli-col-partner-product",
        "cli-col-name",
        "cli-col-field",
        "cli-col-ours",
        "cli-col-theirs",
        "cli-col-policy",
    ];
    let rows: Vec<_> = diffs
        .iter()
        .flat_map(|diff| diff.fields.iter().map(move |(policy, field)| (diff, policy, field)))
        .map(|(diff, policy, field)| {
            let policy = match policy {
                FieldPolicy::Partner => "cli-policy-partner",
                FieldPolicy::Ours => "cli-policy-ours",
                FieldPolicy::Ask => "cli-policy-ask",
            };
            vec![
                diff.partner_id.to_string(),
                diff.name.to_string(),
                field.field.clone(),
                or_dash(field.ours.as_ref()),
                match field.ours == field.theirs {
                    // Files of the same names.
                    true => out.text("cli-other-content", &[]),
                    false => or_dash(field.theirs.as_ref()),
                },
                out.text(policy, &[]),
            ]
        })
        .collect();
    out.table(&columns, &rows)
}

/// Between two words about a command that reads much.
const WORD_EVERY: Duration = Duration::from_secs(10);

/// Gives a command that may have to wait for the partner's limit, and says meanwhile that it does.
async fn patiently(context: &Context, name: &IntegrationName, command: Command) -> Result<Done, CliError> {
    let began = context.clock.instant();
    let working = context.command(command);
    tokio::pin!(working);
    loop {
        tokio::select! {
            done = &mut working => return done,
            () = tokio::time::sleep(WORD_EVERY) => {}
        }
        let seconds = (context.clock.instant() - began).as_secs();
        let limit = context.integration(name.as_str()).await.ok().and_then(|view| view.link.limit_per_minute);
        match limit {
            Some(limit) => {
                let arguments = [("seconds", seconds.into()), ("limit", limit.into())];
                context.out.say("cli-still-reading-limited", &arguments);
            }
            None => context.out.say("cli-still-reading", &[("seconds", seconds.into())]),
        }
    }
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
        "cli-col-sales",
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
                or_dash(row.price.as_ref().map(|price| amount(out.language, price))),
                out.text(if row.granted { "cli-yes" } else { "cli-no" }, &[]),
                out.moment(row.last_synchronised),
                out.moment(row.last_checked),
                row.under_way.to_string(),
            ]
        })
        .collect();
    out.table(&columns, &rows)
}
