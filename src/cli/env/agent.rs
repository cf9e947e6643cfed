//! `koppel env user` and `koppel env token`: link users and their tokens.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use secrecy::ExposeSecret;
use serde_json::json;

use super::{administer, id, invite, organisation_id, things};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::secret;
use crate::model::administration::agent::AgentAct;
use crate::model::administration::catalogue::Kind;
use crate::service::protocol::{Administration, Done};

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

/// `koppel env token ...`
#[derive(Subcommand, Debug)]
pub enum TokenCommand {
    /// Create a token; it is shown once, or written to a file only you can read
    Create(TokenArgs),
    /// Create a token that only the partner can read: sealed to its key, good once, expiring
    Invite(invite::InviteArgs),
    /// List invites: which were used, from where, and who was refused
    Invites,
    /// Take an invite back that was not used yet
    Withdraw(invite::WithdrawArgs),
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

/// Runs `koppel env token ...`.
pub async fn token(context: &Context, command: TokenCommand) -> Result<Exit, CliError> {
    let args = match command {
        TokenCommand::Create(args) => args,
        TokenCommand::Invite(args) => return invite::create(context, args).await,
        TokenCommand::Invites => return invite::list(context).await,
        TokenCommand::Withdraw(args) => return invite::withdraw(context, args).await,
    };
    let out = &context.out;
    let user = args.user.parse().map_err(|_| CliError::argument("cli-number-odd", args.user))?;
    // Found out before a token exists that nobody would see.
    if let Some(path) = args.out.as_ref().filter(|path| path.exists()) {
        let exists = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
        return Err(CliError::writing(path)(exists));
    }
    let act = AgentAct::CreateToken { user, label: args.label, integration: !args.no_integration };
    let plain = match administer(context, Administration::Agent(act)).await? {
        Done::Token(plain) => plain.0,
        _ => return Err(CliError::WrongAnswer),
    };
    if !args.no_integration {
        out.say("cli-token-plain", &[]);
    }
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
