//! `koppel env`: koppel's own environment, and giving a partner access.
//!
//! Not here: the environment's answers (`environment`).

mod access;
mod own;

pub use own::{faults, limit};

use clap::Subcommand;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;

/// `koppel env ...`
#[derive(Subcommand, Debug)]
pub enum EnvCommand {
    /// Make an environment of our own in the folder of --data
    Init(own::InitArgs),
    /// Serve it; the first line says where
    Serve(own::ServeArgs),
    /// Organisations of the environment we work for
    #[command(subcommand)]
    Organisation(access::OrganisationCommand),
    /// What an organisation may sell
    #[command(subcommand)]
    Rights(access::RightsCommand),
    /// Users of the environment we work for
    #[command(subcommand)]
    User(access::UserCommand),
    /// API tokens of those users
    #[command(subcommand)]
    Token(access::TokenCommand),
    /// Sales in the environment we work for
    #[command(subcommand)]
    Sale(access::EnvSaleCommand),
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
        EnvCommand::Organisation(command) => access::organisation(context, command).await,
        EnvCommand::Rights(command) => access::rights(context, command).await,
        EnvCommand::User(command) => access::user(context, command).await,
        EnvCommand::Token(command) => access::token(context, command).await,
        EnvCommand::Sale(command) => access::sale(context, command).await,
    }
}
