//! `koppel env user`: link users, and the people of the environment we work for.
//!
//! Not here: their tokens (`token`).

use clap::{Args, Subcommand};
use serde_json::json;

use super::{id, organisation_id, things};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::model::administration::agent::AgentAct;
use crate::model::administration::catalogue::Kind;
use crate::service::protocol::Administration;

/// `koppel env user ...`
#[derive(Subcommand, Debug)]
pub enum UserCommand {
    /// Create the link user of an organisation: an agent that cannot sign in
    Create(UserArgs),
    /// List them
    List,
    /// Show one with every field
    Show(things::IdArgs),
    /// Invite a person: email, role, and organisation_id for people of an organisation
    Invite(things::FieldArgs),
    /// Change fields of one
    Set(things::SetArgs),
    /// Remove one, with its tokens
    Remove(things::RemoveArgs),
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

/// Runs `koppel env user ...`.
pub async fn user(context: &Context, command: UserCommand) -> Result<Exit, CliError> {
    let args = match command {
        UserCommand::Create(args) => args,
        UserCommand::List => return things::list(context, Kind::User).await,
        UserCommand::Show(args) => return things::show(context, Kind::User, args).await,
        UserCommand::Invite(args) => return things::create(context, Kind::User, args).await,
        UserCommand::Set(args) => return things::set(context, Kind::User, args).await,
        UserCommand::Remove(args) => return things::remove(context, Kind::User, args).await,
    };
    let organisation = organisation_id(&args.organisation)?;
    let id = id(context, Administration::Agent(AgentAct::Create { organisation, name: args.name })).await?;
    context.out.done(&json!({"user_id": id}), "cli-user-made", &[("id", id.to_string().into())])?;
    Ok(Exit::Ok)
}
