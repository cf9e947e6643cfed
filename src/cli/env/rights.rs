//! `koppel env rights`: what an organisation may sell.

use clap::{Args, Subcommand};
use serde_json::json;

use super::{administer, organisation_id};
use crate::cli::condition::numbers;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::model::administration::rights::RightsAct;
use crate::model::ids::{FlowKey, ProductId};
use crate::service::protocol::{Administration, Done};

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

/// Runs `koppel env rights ...`.
pub async fn run(context: &Context, command: RightsCommand) -> Result<Exit, CliError> {
    let act = match command {
        RightsCommand::Products(args) => RightsAct::SetProducts {
            organisation: organisation_id(&args.organisation)?,
            products: args.products.as_deref().map(numbers::<ProductId>).transpose()?,
        },
        RightsCommand::Flows(args) => RightsAct::SetFlows {
            organisation: organisation_id(&args.organisation)?,
            flows: args.flows.as_deref().map(flows).transpose()?,
        },
    };
    match administer(context, Administration::Rights(act)).await? {
        Done::Count(count) => {
            context.out.done(&json!({"granted": count}), "cli-granted", &[("count", count.into())])?;
            Ok(Exit::Ok)
        }
        _ => Err(CliError::WrongAnswer),
    }
}

fn flows(text: &str) -> Result<Vec<FlowKey>, CliError> {
    let flow = |word: &str| word.parse().map_err(|_| CliError::argument("cli-flow-odd", word));
    text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(flow).collect()
}
