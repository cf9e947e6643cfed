//! Side B: giving a partner access to the environment we work for. All of it goes through that
//! environment's own API, never its files.
//!
//! Not here: the embedded environment itself (`env`).

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::cli::condition::numbers;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::print::or_dash;
use crate::cli::secret;
use crate::model::ids::{FlowKey, OrganisationId, ProductId};
use crate::service::protocol::{Administration, Answer, Command, Done, Query};

/// `koppel env organisation ...`
#[derive(Subcommand, Debug)]
pub enum OrganisationCommand {
    /// Create an organisation
    Create(OrganisationArgs),
    /// List organisations
    List,
}

/// `koppel env organisation create`
#[derive(Args, Debug)]
pub struct OrganisationArgs {
    /// Its name
    #[arg(long)]
    name: String,
    /// Its identifier
    #[arg(long)]
    identifier: Option<String>,
    /// Any other field by the API's name, as field=value; may be given more than once
    #[arg(long = "field", value_name = "FIELD=VALUE")]
    fields: Vec<String>,
}

/// `koppel env rights ...`
#[derive(Subcommand, Debug)]
pub enum RightsCommand {
    /// Which products an organisation may sell; replaces what it had
    Products(ProductRights),
    /// Which flows it may sell through; replaces what it had
    Flows(FlowRights),
}

/// `koppel env rights products`
#[derive(Args, Debug)]
pub struct ProductRights {
    /// The organisation, by number
    #[arg(long, value_name = "ID")]
    organisation: String,
    /// All products
    #[arg(long, required_unless_present = "products", conflicts_with = "products")]
    all: bool,
    /// These products, by number; empty for none
    #[arg(long, value_name = "ID,...")]
    products: Option<String>,
}

/// `koppel env rights flows`
#[derive(Args, Debug)]
pub struct FlowRights {
    /// The organisation, by number
    #[arg(long, value_name = "ID")]
    organisation: String,
    /// All flows
    #[arg(long, required_unless_present = "flows", conflicts_with = "flows")]
    all: bool,
    /// These flows, as type/identifier; empty for none
    #[arg(long, value_name = "FLOW,...")]
    flows: Option<String>,
}

/// `koppel env user ...`
#[derive(Subcommand, Debug)]
pub enum UserCommand {
    /// Create the link user of an organisation: an agent that cannot sign in
    Create(UserArgs),
}

/// `koppel env user create`
#[derive(Args, Debug)]
pub struct UserArgs {
    /// The organisation, by number
    #[arg(long, value_name = "ID")]
    organisation: String,
    /// Its name [default: Koppeling_<organisation>]
    #[arg(long)]
    name: Option<String>,
}

/// `koppel env token ...`
#[derive(Subcommand, Debug)]
pub enum TokenCommand {
    /// Create a token; it is shown once, or written to a file only you can read
    Create(TokenArgs),
}

/// `koppel env token create`
#[derive(Args, Debug)]
pub struct TokenArgs {
    /// The user, by number
    #[arg(long, value_name = "ID")]
    user: String,
    /// What it is for
    #[arg(long)]
    label: String,
    /// Usable outside the integration surface too
    #[arg(long)]
    no_integration: bool,
    /// A new file for it, mode 0600
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

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

/// Runs `koppel env organisation ...`.
pub async fn organisation(context: &Context, command: OrganisationCommand) -> Result<Exit, CliError> {
    let out = &context.out;
    match command {
        OrganisationCommand::Create(args) => {
            let mut fields = BTreeMap::new();
            for text in &args.fields {
                match text.split_once('=') {
                    Some((field, value)) if !field.is_empty() => {
                        fields.insert(field.to_owned(), value.to_owned());
                    }
                    _ => return Err(CliError::argument("cli-field-odd", text.clone())),
                }
            }
            fields.insert("name".into(), args.name);
            if let Some(identifier) = args.identifier {
                fields.insert("identifier".into(), identifier);
            }
            let id = id(context, Administration::CreateOrganisation { fields }).await?;
            out.done(
                &json!({"organisation_id": id}),
                "cli-organisation-made",
                &[("id", id.to_string().into())],
            )?;
        }
        OrganisationCommand::List => {
            let rows = match context.query(Query::Organisations).await? {
                Answer::Organisations(rows) => rows,
                _ => return Err(CliError::WrongAnswer),
            };
            if out.json {
                rows.iter().try_for_each(|row| out.row(row))?;
            } else {
                let cells: Vec<_> = rows
                    .iter()
                    .map(|row| {
                        let (name, identifier) = (row.name.to_string(), row.identifier.to_string());
                        vec![row.id.to_string(), name, identifier, or_dash(row.products)]
                    })
                    .collect();
                let columns =
                    ["cli-col-organisation", "cli-col-name", "cli-col-identifier", "cli-col-products"];
                out.table(&columns, &cells)?;
            }
        }
    }
    Ok(Exit::Ok)
}

/// Runs `koppel env rights ...`.
pub async fn rights(context: &Context, command: RightsCommand) -> Result<Exit, CliError> {
    let act = match command {
        RightsCommand::Products(args) => Administration::GrantProducts {
            organisation: organisation_id(&args.organisation)?,
            products: args.products.as_deref().map(numbers::<ProductId>).transpose()?,
        },
        RightsCommand::Flows(args) => Administration::GrantFlows {
            organisation: organisation_id(&args.organisation)?,
            flows: args.flows.as_deref().map(flows).transpose()?,
        },
    };
    match context.command(Command::Administer(act)).await? {
        Done::Count(count) => {
            context.out.done(&json!({"granted": count}), "cli-granted", &[("count", count.into())])?;
            Ok(Exit::Ok)
        }
        _ => Err(CliError::WrongAnswer),
    }
}

/// Runs `koppel env user ...`.
pub async fn user(context: &Context, command: UserCommand) -> Result<Exit, CliError> {
    let UserCommand::Create(args) = command;
    let organisation = organisation_id(&args.organisation)?;
    let id = id(context, Administration::CreateAgent { organisation, name: args.name }).await?;
    context.out.done(&json!({"user_id": id}), "cli-user-made", &[("id", id.to_string().into())])?;
    Ok(Exit::Ok)
}

/// Runs `koppel env token ...`.
pub async fn token(context: &Context, command: TokenCommand) -> Result<Exit, CliError> {
    let TokenCommand::Create(args) = command;
    let out = &context.out;
    let user = args.user.parse().map_err(|_| CliError::argument("cli-number-odd", args.user))?;
    // Found out before a token exists that nobody would see.
    if let Some(path) = args.out.as_ref().filter(|path| path.exists()) {
        let exists = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
        return Err(CliError::writing(path)(exists));
    }
    let act = Administration::CreateToken { user, label: args.label, integration: !args.no_integration };
    let plain = match context.command(Command::Administer(act)).await? {
        Done::Token(plain) => plain.0,
        _ => return Err(CliError::WrongAnswer),
    };
    match args.out {
        Some(path) => {
            secret::write(&path, &plain)?;
            let shown = path.display().to_string();
            out.done(&json!({"file": shown}), "cli-token-written", &[("path", shown.as_str().into())])?;
        }
        None => {
            out.say("cli-token-once", &[]);
            let plain = plain.expose_secret();
            if out.json { out.row(&json!({"token": plain}))? } else { out.line(plain)? }
        }
    }
    Ok(Exit::Ok)
}

/// Runs `koppel env sale ...`.
pub async fn sale(context: &Context, command: EnvSaleCommand) -> Result<Exit, CliError> {
    let EnvSaleCommand::Status(args) = command;
    let sale = args.sale.parse().map_err(|_| CliError::argument("cli-number-odd", args.sale.clone()))?;
    let status = args.status.as_str().into();
    context
        .command(Command::Administer(Administration::SetSaleStatus { sale, status, remark: args.remark }))
        .await?;
    let row = json!({"sale": sale, "status": args.status});
    let arguments = [("sale", args.sale.as_str().into()), ("status", args.status.as_str().into())];
    context.out.done(&row, "cli-status-set", &arguments)?;
    Ok(Exit::Ok)
}

async fn id(context: &Context, act: Administration) -> Result<u64, CliError> {
    match context.command(Command::Administer(act)).await? {
        Done::Id(id) => Ok(id),
        _ => Err(CliError::WrongAnswer),
    }
}

fn organisation_id(text: &str) -> Result<OrganisationId, CliError> {
    text.parse().map_err(|_| CliError::argument("cli-number-odd", text))
}

fn flows(text: &str) -> Result<Vec<FlowKey>, CliError> {
    let flow = |word: &str| word.parse().map_err(|_| CliError::argument("cli-flow-odd", word));
    text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(flow).collect()
}
