//! `koppel env token`: the tokens of the environment we work for, over their life.
//!
//! Not here: invites (`invite`), whose they are (`agent`).

use std::path::PathBuf;

use clap::{Args, Subcommand};
use secrecy::ExposeSecret;
use serde_json::json;

use super::{administer, ask, invite, organisation_id};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::print::Out;
use crate::cli::secret;
use crate::clock::Timestamp;
use crate::model::administration::agent::{AgentAct, AgentQuery, AgentView, TokenEnd, TokenRow};
use crate::model::ids::TokenId;
use crate::model::shown::Shown;
use crate::service::protocol::{Administration, AdministrationQuery, AdministrationView, Done};

/// `koppel env token ...`
#[derive(Subcommand, Debug)]
pub enum TokenCommand {
    /// Create a token; it is shown once, or written to a file only you can read
    Create(TokenArgs),
    /// List tokens: whose, from where they may come, until when, and how they are used
    List(ListArgs),
    /// Change a token's label, the addresses it may come from, or when it ends
    Set(SetArgs),
    /// Replace a token by another like it; both are good for a while, so that nothing stands still
    Rotate(RotateArgs),
    /// Revoke a token: it is refused from the next request on
    Revoke(RevokeArgs),
    /// Create a token that only the partner can read: sealed to its key, good once, expiring
    Invite(invite::InviteArgs),
    /// List invites: for whom, made when, good until when, which were used, from where, and who was refused
    Invites(invite::InvitesArgs),
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
    /// Addresses or networks it may come from, as 192.0.2.7 or 192.0.2.0/24; any when none is named
    #[arg(long = "address", value_name = "ADDRESS", value_delimiter = ',')]
    addresses: Vec<String>,
    /// How long it is good for: 12h, 90d; for ever when not given
    #[arg(long, value_name = "TIME")]
    expires: Option<String>,
    /// A new file for it, mode 0600
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// `koppel env token list`
#[derive(Args, Debug)]
pub struct ListArgs {
    /// Only of this organisation, by number
    #[arg(long, value_name = "ID")]
    organisation: Option<String>,
}

/// `koppel env token set`
#[derive(Args, Debug)]
pub struct SetArgs {
    /// The token, by number
    id: String,
    #[command(flatten)]
    changes: TokenChanges,
}

/// What changes of a token.
#[derive(Args, Debug)]
#[group(required = true, multiple = true)]
pub struct TokenChanges {
    /// What it is for
    #[arg(long)]
    label: Option<String>,
    /// Addresses or networks it may come from, as 192.0.2.7 or 192.0.2.0/24
    #[arg(long = "address", value_name = "ADDRESS", value_delimiter = ',')]
    addresses: Option<Vec<String>>,
    /// It may come from any address
    #[arg(long, conflicts_with = "addresses")]
    any_address: bool,
    /// How long it is good for from now on: 12h, 90d, or never to end it not at all
    #[arg(long, value_name = "TIME")]
    expires: Option<String>,
}

/// `koppel env token rotate`
#[derive(Args, Debug)]
pub struct RotateArgs {
    /// The token, by number
    id: String,
    /// How long the old one stays good beside the new one: 30m, 24h, 7d; 0 to end it at once
    #[arg(long, value_name = "TIME", default_value = "24h")]
    overlap: String,
    /// A new file for it, mode 0600
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// `koppel env token revoke`
#[derive(Args, Debug)]
pub struct RevokeArgs {
    /// The token, by number
    id: String,
    /// Do it; without this it is only said what would be revoked
    #[arg(long)]
    yes: bool,
}

/// Runs `koppel env token ...`.
pub async fn run(context: &Context, command: TokenCommand) -> Result<Exit, CliError> {
    match command {
        TokenCommand::Create(args) => create(context, args).await,
        TokenCommand::List(args) => list(context, args).await,
        TokenCommand::Set(args) => set(context, args).await,
        TokenCommand::Rotate(args) => rotate(context, args).await,
        TokenCommand::Revoke(args) => revoke(context, args).await,
        TokenCommand::Invite(args) => invite::create(context, args).await,
        TokenCommand::Invites(args) => invite::list(context, args).await,
        TokenCommand::Withdraw(args) => invite::withdraw(context, args).await,
    }
}

async fn create(context: &Context, args: TokenArgs) -> Result<Exit, CliError> {
    let user = args.user.parse().map_err(|_| CliError::argument("cli-number-odd", args.user))?;
    let integration = !args.no_integration;
    let expires_at = args.expires.as_deref().map(|text| from_now(context, text)).transpose()?;
    let (label, addresses) = (args.label, args.addresses);
    let act = AgentAct::CreateToken { user, label, integration, addresses, expires_at };
    shown_once(context, act, args.out, integration).await
}

async fn rotate(context: &Context, args: RotateArgs) -> Result<Exit, CliError> {
    let token = number(&args.id)?;
    let overlap = if args.overlap.trim() == "0" { 0 } else { invite::seconds(&args.overlap)? };
    let integration = one(context, token).await?.integration;
    shown_once(context, AgentAct::RotateToken { token, overlap }, args.out, integration).await
}

/// Carries out an act that makes a token, which is shown this once or written to a file.
async fn shown_once(
    context: &Context,
    act: AgentAct,
    file: Option<PathBuf>,
    integration: bool,
) -> Result<Exit, CliError> {
    let out = &context.out;
    // Found out before a token exists that nobody would see.
    if let Some(path) = &file {
        secret::must_be_new(path)?;
    }
    let plain = match administer(context, Administration::Agent(act)).await? {
        Done::Token(plain) => plain.0,
        _ => return Err(CliError::WrongAnswer),
    };
    out.say(if integration { "cli-token-plain" } else { "cli-token-readable" }, &[]);
    match file {
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

async fn list(context: &Context, args: ListArgs) -> Result<Exit, CliError> {
    let organisation = args.organisation.as_deref().map(organisation_id).transpose()?;
    let rows = tokens(context, AgentQuery::Tokens { organisation }).await?;
    let out = &context.out;
    if out.json {
        rows.iter().try_for_each(|row| out.row(row))?;
        return Ok(Exit::Ok);
    }
    let columns = [
        "cli-col-number",
        "cli-col-label",
        "cli-col-user",
        "cli-col-for",
        "cli-col-made",
        "cli-col-until",
        "cli-col-addresses",
        "cli-col-uses",
        "cli-col-last-contact",
    ];
    out.table(&columns, &rows.iter().map(|row| cells(out, row)).collect::<Vec<_>>())?;
    Ok(Exit::Ok)
}

fn cells(out: &Out, row: &TokenRow) -> Vec<String> {
    let dash = |text: &Option<Shown>| text.as_deref().unwrap_or("–").to_owned();
    let at = |text: &Option<Shown>| text.as_deref().map_or_else(|| "–".to_owned(), |text| out.told_at(text));
    let purpose = if row.integration { "cli-token-integration" } else { "cli-token-person" };
    let until = match row.expired {
        true => out.text("cli-token-ended", &[("at", at(&row.expires_at).into())]),
        false => at(&row.expires_at),
    };
    let addresses: Vec<&str> = row.addresses.iter().map(|address| address.as_str()).collect();
    let addresses = if addresses.is_empty() { out.text("cli-token-any", &[]) } else { addresses.join(", ") };
    let from = row.last_used_from.as_ref().map(|from| format!(" ({from})")).unwrap_or_default();
    vec![
        row.id.to_string(),
        row.label.to_string(),
        format!("{} {}", row.user_id, dash(&row.user_name)),
        out.text(purpose, &[]),
        out.told_at(&row.created_at),
        until,
        addresses,
        row.uses.to_string(),
        format!("{}{from}", at(&row.last_used_at)),
    ]
}

async fn set(context: &Context, args: SetArgs) -> Result<Exit, CliError> {
    let token = number(&args.id)?;
    let changes = args.changes;
    let addresses = if changes.any_address { Some(Vec::new()) } else { changes.addresses };
    let expires_at = match changes.expires.as_deref().map(str::trim) {
        None => None,
        Some("never") => Some(TokenEnd::Never),
        Some(text) => Some(TokenEnd::At(from_now(context, text)?)),
    };
    let act = AgentAct::SetToken { token, label: changes.label, addresses, expires_at };
    administer(context, Administration::Agent(act)).await?;
    let id = token.to_string();
    context.out.done(&json!({"token_id": token}), "cli-token-set", &[("id", id.into())])?;
    Ok(Exit::Ok)
}

async fn revoke(context: &Context, args: RevokeArgs) -> Result<Exit, CliError> {
    let token = number(&args.id)?;
    let row = one(context, token).await?;
    let (id, label) = (token.to_string(), row.label.to_string());
    let arguments = [("id", id.as_str().into()), ("label", label.as_str().into())];
    if args.yes {
        administer(context, Administration::Agent(AgentAct::RevokeToken { token })).await?;
    }
    let key = if args.yes { "cli-token-revoked" } else { "cli-token-would-revoke" };
    context.out.done(&json!({"token_id": token, "label": label, "revoked": args.yes}), key, &arguments)?;
    Ok(Exit::Ok)
}

async fn tokens(context: &Context, query: AgentQuery) -> Result<Vec<TokenRow>, CliError> {
    match ask(context, AdministrationQuery::Agent(query)).await? {
        AdministrationView::Agent(AgentView::Tokens(rows)) => Ok(rows),
        _ => Err(CliError::WrongAnswer),
    }
}

async fn one(context: &Context, token: TokenId) -> Result<TokenRow, CliError> {
    let rows = tokens(context, AgentQuery::Tokens { organisation: None }).await?;
    let found = rows.into_iter().find(|row| row.id == token.0);
    found.ok_or_else(|| CliError::argument("cli-token-unknown", token.to_string()))
}

fn from_now(context: &Context, text: &str) -> Result<Timestamp, CliError> {
    let seconds = i64::try_from(invite::seconds(text)?).ok().and_then(chrono::TimeDelta::try_seconds);
    let end = seconds.and_then(|within| context.clock.now().checked_add_signed(within));
    end.ok_or_else(|| CliError::argument("cli-expires-odd", text))
}

fn number(text: &str) -> Result<TokenId, CliError> {
    text.parse().map_err(|_| CliError::argument("cli-number-odd", text))
}
