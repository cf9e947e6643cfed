//! `koppel env`: koppel's own environment, and side B's administration of the environment we work for. The
//! latter goes through that environment's own API, never its files; one file for each topic.
//!
//! Not here: the environment's answers (`environment`).

mod agent;
mod audit;
mod cancellation;
mod incoming;
mod invite;
mod organisation;
mod own;
mod rights;
mod rule;
mod sale;
mod sale_import;
mod sale_status;
mod things;
mod token;
mod webhook;
pub mod world;

pub use own::{faults, limit};

use clap::Subcommand;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use crate::model::administration::catalogue::Kind;
use crate::model::ids::OrganisationId;
use crate::service::protocol::{
    Administration, AdministrationQuery, AdministrationView, Answer, Command, Done, Query,
};

/// `koppel env ...`
#[derive(Subcommand, Debug)]
pub enum EnvCommand {
    /// Make an environment of our own in the folder of --data
    Init(own::InitArgs),
    /// Serve it; the first line says where
    Serve(own::ServeArgs),
    /// Organisations of the environment we work for
    #[command(subcommand)]
    Organisation(organisation::OrganisationCommand),
    /// What an organisation may sell
    #[command(subcommand)]
    Rights(rights::RightsCommand),
    /// Users of the environment we work for
    #[command(subcommand)]
    User(agent::UserCommand),
    /// Its products, with prices, custom fields (cf_NAME), documents and image
    #[command(subcommand)]
    Product(things::ThingCommand),
    /// Whose products they are
    #[command(subcommand)]
    Supplier(things::ThingCommand),
    /// Its flows, with settings and sections
    #[command(subcommand)]
    Flow(things::ThingCommand),
    /// Its product questions, and their rules
    #[command(subcommand)]
    Question(rule::AskedCommand),
    /// Its agreements, and their rules
    #[command(subcommand)]
    Agreement(rule::AskedCommand),
    /// Its own statuses
    #[command(subcommand)]
    Status(things::ThingCommand),
    /// All of it at once, out to a file and in from one
    #[command(subcommand)]
    World(world::WorldCommand),
    /// API tokens of those users
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// How the sales of one partner are taken
    #[command(subcommand)]
    Incoming(incoming::IncomingCommand),
    /// Requests of partners to cancel a sale
    #[command(subcommand)]
    Cancellation(cancellation::CancellationCommand),
    /// Who is told what happens in the environment we work for
    #[command(subcommand)]
    Webhook(webhook::WebhookCommand),
    /// Who changed what, and whether that record is whole
    Audit(audit::AuditArgs),
    /// Sales in the environment we work for
    #[command(subcommand)]
    Sale(sale::EnvSaleCommand),
}

impl EnvCommand {
    /// Runs until it is stopped.
    pub fn is_long(&self) -> bool {
        matches!(self, Self::Serve(_))
    }
}

/// Runs `koppel env ...`.
pub async fn run(context: &Context, command: EnvCommand) -> Result<Exit, CliError> {
    match command {
        EnvCommand::Init(args) => own::init(context, args).await,
        EnvCommand::Serve(args) => own::serve(context, args).await,
        EnvCommand::Organisation(command) => organisation::run(context, command).await,
        EnvCommand::Rights(command) => rights::run(context, command).await,
        EnvCommand::User(command) => agent::user(context, command).await,
        EnvCommand::Token(command) => token::run(context, command).await,
        EnvCommand::Product(command) => things::run(context, Kind::Product, command).await,
        EnvCommand::Supplier(command) => things::run(context, Kind::Supplier, command).await,
        EnvCommand::Flow(command) => things::run(context, Kind::Flow, command).await,
        EnvCommand::Question(command) => rule::run(context, Kind::Question, command).await,
        EnvCommand::Agreement(command) => rule::run(context, Kind::Agreement, command).await,
        EnvCommand::Status(command) => things::run(context, Kind::Status, command).await,
        EnvCommand::World(command) => world::run(context, command).await,
        EnvCommand::Incoming(command) => incoming::run(context, command).await,
        EnvCommand::Cancellation(command) => cancellation::run(context, command).await,
        EnvCommand::Webhook(command) => webhook::run(context, command).await,
        EnvCommand::Audit(args) => audit::run(context, args).await,
        EnvCommand::Sale(command) => sale::run(context, command).await,
    }
}

/// Carries out an act in the own environment.
async fn administer(context: &Context, act: Administration) -> Result<Done, CliError> {
    context.command(Command::Administer(act)).await
}

/// The same, for an act that answers a number.
async fn id(context: &Context, act: Administration) -> Result<u64, CliError> {
    match administer(context, act).await? {
        Done::Id(id) => Ok(id),
        _ => Err(CliError::WrongAnswer),
    }
}

/// Asks something about the own environment.
async fn ask(context: &Context, query: AdministrationQuery) -> Result<AdministrationView, CliError> {
    match context.query(Query::Administration(query)).await? {
        Answer::Administration(view) => Ok(*view),
        _ => Err(CliError::WrongAnswer),
    }
}

fn organisation_id(text: &str) -> Result<OrganisationId, CliError> {
    text.parse().map_err(|_| CliError::argument("cli-number-odd", text))
}
