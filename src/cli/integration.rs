//! `koppel integration`: links to partner environments.
//!
//! Not here: conditions (`condition`), products (`product`), mappings (`map`).

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args, Subcommand};
use secrecy::SecretString;
use serde_json::json;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::own::{AddressArgs, DEFAULT_BASE, print_test};
use super::print::{Out, or_dash};
use super::secret::TokenSource;
use super::setting;
use crate::console::look::Look;
use crate::console::{labels, words};
use crate::model::ids::IntegrationName;
use crate::model::integration::EnvironmentAddress;
use crate::model::reason::Reason;
use crate::model::view::LinkView;
use crate::service::client::ClientError;
use crate::service::protocol::{Command, Done, IntegrationView, Problem};

/// `koppel integration ...`
#[derive(Subcommand, Debug)]
pub enum IntegrationCommand {
    /// Make an integration; all its switches start off
    Add(AddArgs),
    /// Ask the partner who we are, and say precisely what does not work
    Test(NameArgs),
    /// Show one
    Show(NameArgs),
    /// List them
    List,
    /// Change settings: sale-processing, automatic, check-updates, send-opt-in (on|off), grace (0, 90s, 15m),
    /// statuses (always|a,b), on-vanished (nothing|deactivate|delete), on-drift (hold|warn|ignore)
    Set(setting::SetArgs),
    /// What in its switches is probably not meant
    Check(NameArgs),
    /// What its switches would decide for the last sales
    Simulate(super::rehearse::LastArgs),
    /// How sales move through the partner's statuses: not mapped, too long in one, back in one
    Statuses(NameArgs),
    /// Remove one; refused while sales are under way
    Remove(RemoveArgs),
    /// Let a paused one send again
    Resume(ResumeArgs),
    /// Give it another token
    Token(TokenArgs),
}

/// An integration by its name.
#[derive(Args, Debug)]
pub struct NameArgs {
    /// Its name
    pub name: String,
}

/// `koppel integration remove`
#[derive(Args, Debug)]
pub struct RemoveArgs {
    /// Its name
    name: String,
    /// Only show what would go
    #[arg(long)]
    dry_run: bool,
}

/// `koppel integration resume`
#[derive(Args, Debug)]
pub struct ResumeArgs {
    /// Its name
    name: String,
    /// Only say what it would let go
    #[arg(long)]
    dry_run: bool,
}

/// `koppel integration add`
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("from").required(true).multiple(false))]
pub struct AddArgs {
    /// Its name
    name: String,
    /// Scheme, host and port; https, or http on this machine
    #[arg(long, value_name = "URL", default_value = DEFAULT_BASE, conflicts_with = "invite")]
    base_url: String,
    /// The account's name
    #[arg(long, value_name = "NAME", required_unless_present = "invite", conflicts_with = "invite")]
    domain: Option<String>,
    /// Read the token from standard input
    #[arg(long, group = "from")]
    token_stdin: bool,
    /// Read the token from a file
    #[arg(long, value_name = "FILE", group = "from")]
    token_file: Option<PathBuf>,
    /// An invite of the partner, sealed to our key: address, account and token in one file
    #[arg(long, value_name = "FILE", group = "from")]
    invite: Option<PathBuf>,
    /// Only test it, and save nothing
    #[arg(long, conflicts_with = "invite")]
    test_only: bool,
}

/// `koppel integration token`
#[derive(Args, Debug)]
pub struct TokenArgs {
    /// Its name
    name: String,
    #[command(flatten)]
    token: TokenSource,
    /// Only test it, and save nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs `koppel integration ...`.
pub async fn run(context: &Context, command: IntegrationCommand) -> Result<Exit, CliError> {
    let out = &context.out;
    match command {
        IntegrationCommand::Add(args) => {
            let name = IntegrationName(checked_name(&args.name)?);
            if let Some(path) = &args.invite {
                return accept(context, name, path).await;
            }
            let domain = args.domain.unwrap_or_default();
            let address = AddressArgs { base_url: args.base_url, domain }.read()?;
            let source = TokenSource { token_stdin: args.token_stdin, token_file: args.token_file };
            let token = source.read(out).await?;
            if args.test_only {
                return attempt(context, address, token).await;
            }
            context.command(Command::AddIntegration { name: name.clone(), address, token }).await?;
            out.done(
                &json!({"integration": name}),
                "cli-integration-added",
                &[("name", name.as_str().into())],
            )?;
        }
        IntegrationCommand::Test(NameArgs { name }) => {
            let name = IntegrationName(name);
            return match context.command(Command::TestIntegration { name: name.clone() }).await? {
                Done::Tested(connection) => {
                    let exit = print_test(context, &connection)?;
                    // It reads and changes the partner's whole account; a link needs none of that.
                    if connection.failure.is_none() && connection.scope == "account" {
                        out.say("cli-test-account-scope", &[]);
                    }
                    // That it answers does not send what waits.
                    if connection.failure.is_none()
                        && context.integration(name.as_str()).await?.paused.is_some()
                    {
                        out.say("cli-test-paused", &[("name", name.as_str().into())]);
                    }
                    Ok(exit)
                }
                _ => Err(CliError::WrongAnswer),
            };
        }
        IntegrationCommand::Show(NameArgs { name }) => show(out, &context.integration(&name).await?)?,
        IntegrationCommand::List => list(out, &context.overview().await?.integrations)?,
        IntegrationCommand::Set(args) => setting::set(context, args).await?,
        IntegrationCommand::Check(NameArgs { name }) => {
            return super::rehearse::check(context, IntegrationName(name)).await;
        }
        IntegrationCommand::Statuses(args) => return super::course::run(context, &args.name).await,
        IntegrationCommand::Simulate(args) => return super::rehearse::simulate(context, args).await,
        IntegrationCommand::Remove(RemoveArgs { name, dry_run: true }) => {
            let view = context.integration(&name).await?;
            let count = under_way(&view);
            if count > 0 {
                let why = Reason::Busy { name: view.name, count };
                return Err(ClientError::Refused(Problem::Refused { why }).into());
            }
            show(out, &view)?;
        }
        IntegrationCommand::Remove(RemoveArgs { name, .. }) => {
            context.command(Command::RemoveIntegration { name: IntegrationName(name.clone()) }).await?;
            out.done(
                &json!({"removed": name}),
                "cli-integration-removed",
                &[("name", name.as_str().into())],
            )?;
        }
        IntegrationCommand::Resume(ResumeArgs { name, dry_run: true }) => {
            resumed(out, &context.integration(&name).await?)?;
        }
        IntegrationCommand::Resume(ResumeArgs { name, .. }) => {
            context.command(Command::ResumeIntegration { name: IntegrationName(name.clone()) }).await?;
            out.done(
                &json!({"resumed": name}),
                "cli-integration-resumed",
                &[("name", name.as_str().into())],
            )?;
        }
        IntegrationCommand::Token(args) => {
            let token = args.token.read(out).await?;
            if args.dry_run {
                return attempt(context, context.integration(&args.name).await?.partner, token).await;
            }
            context.command(Command::SetToken { name: IntegrationName(args.name.clone()), token }).await?;
            let name = args.name.as_str();
            out.done(&json!({"integration": name}), "cli-integration-token", &[("name", name.into())])?;
        }
    }
    Ok(Exit::Ok)
}

/// Asks the partner who a token is of; nothing is saved.
async fn attempt(
    context: &Context,
    address: EnvironmentAddress,
    token: SecretString,
) -> Result<Exit, CliError> {
    match context.command(Command::TryIntegration { address, token }).await? {
        Done::Tested(connection) => print_test(context, &connection),
        _ => Err(CliError::WrongAnswer),
    }
}

/// What letting one send again would do: `{"integration","paused","count"}`.
fn resumed(out: &Out, view: &IntegrationView) -> Result<(), CliError> {
    let count = under_way(view);
    let row = json!({"integration": view.name, "paused": view.paused, "count": count});
    let name = ("name", view.name.as_str().into());
    match &view.paused {
        Some(why) => {
            let arguments = [name, ("why", out.failure(why).into()), ("count", count.into())];
            out.done(&row, "cli-integration-would-resume", &arguments)
        }
        None => out.done(&row, "cli-integration-not-paused", &[name]),
    }
}

/// How many of its sales are under way.
fn under_way(view: &IntegrationView) -> u64 {
    let states = view.by_state.iter().filter(|(state, _)| state.is_under_way());
    states.map(|(_, count)| count).sum()
}

/// Makes an integration of an invite.
async fn accept(context: &Context, name: IntegrationName, path: &Path) -> Result<Exit, CliError> {
    let file = std::fs::read(path).map_err(CliError::reading(path))?;
    let file = String::from_utf8_lossy(&file).into_owned();
    let command = Command::AcceptInvite { name: name.clone(), file };
    let address = match context.command(command).await? {
        Done::Invited { address, .. } => address,
        _ => return Err(CliError::WrongAnswer),
    };
    let row = json!({"integration": name, "base_url": address.base_url, "domain": address.domain});
    let arguments = [("name", name.as_str().into()), ("domain", address.domain.as_str().into())];
    context.out.done(&row, "cli-integration-invited", &arguments)?;
    Ok(Exit::Ok)
}

/// A name that can stand in a path, a group key and a shell without quoting.
fn checked_name(name: &str) -> Result<String, CliError> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.chars().count() > 64 || !name.chars().all(plain) {
        return Err(CliError::argument("cli-name-odd", name));
    }
    Ok(name.to_owned())
}

/// Beside conditions, the general switch lets everything go that none of them matches.
pub fn warn_everything_goes(out: &Out, view: &IntegrationView) {
    if !view.conditions.is_empty() && view.settings.processing.enabled {
        out.say("cli-everything-goes", &[("name", view.name.as_str().into())]);
    }
}

fn health(out: &Out, view: &IntegrationView) -> String {
    match (&view.paused, view.breaker_until, &view.link.failure) {
        (Some(failure), ..) => out.text("cli-link-paused", &[("why", out.failure(failure).into())]),
        (None, Some(until), _) => out.text("cli-link-breaker", &[("until", out.moment(Some(until)).into())]),
        (None, None, Some(failure)) => out.failure(failure),
        (None, None, None) if view.link.last_contact.is_some() => out.text("cli-link-good", &[]),
        // Nothing looks: what an earlier command saw is not kept.
        (None, None, None) if view.passes.is_empty() => out.text("cli-link-idle", &[]),
        (None, None, None) => out.text("cli-link-unknown", &[]),
    }
}

/// What was spent of a limit in the last minute, and on what.
pub fn budget(out: &Out, link: &LinkView) -> String {
    let look = Look::plain(out.language);
    let spent: u32 = link.spent.values().sum();
    let on: Vec<_> =
        link.spent.iter().map(|(lane, count)| format!("{} {count}", labels::lane(&look, lane))).collect();
    let on = if on.is_empty() { String::new() } else { format!(" ({})", on.join(", ")) };
    format!("{spent}/{}{on}", or_dash(link.limit_per_minute))
}

/// Prints integrations as a table, or each as one object.
pub fn list(out: &Out, views: &[IntegrationView]) -> Result<(), CliError> {
    if out.json {
        return views.iter().try_for_each(|view| out.row(view));
    }
    let columns = [
        "cli-col-integration",
        "cli-col-address",
        "cli-col-processing",
        "cli-col-automatic",
        "cli-col-products",
        "cli-col-link",
    ];
    let rows: Vec<_> = views
        .iter()
        .map(|view| {
            vec![
                view.name.to_string(),
                format!("{} ({})", view.partner.base_url, view.partner.domain),
                out.switch(view.settings.processing.enabled),
                out.switch(view.settings.processing.automatic),
                view.products_imported.to_string(),
                health(out, view),
            ]
        })
        .collect();
    out.table(&columns, &rows)
}

fn show(out: &Out, view: &IntegrationView) -> Result<(), CliError> {
    if out.json {
        return out.row(view);
    }
    let named = |key: &str, value: String| (out.text(key, &[]), value);
    let mut sheet = vec![
        named("cli-col-integration", view.name.to_string()),
        named("cli-col-address", format!("{} ({})", view.partner.base_url, view.partner.domain)),
        named("cli-col-link", health(out, view)),
        named("cli-col-last-contact", out.moment(view.link.last_contact)),
        named("cli-col-budget", budget(out, &view.link)),
        named("cli-col-tier", words::tier(&Look::plain(out.language), view.tier)),
    ];
    sheet.extend(setting::settings(out, &view.settings));
    sheet.push(named("cli-col-conditions", view.conditions.len().to_string()));
    sheet.push(named("cli-col-products", view.products_imported.to_string()));
    if let Some(hold) = &view.vanished {
        let gone = [("gone", hold.products.len().into()), ("linked", hold.linked.into())];
        sheet.push(named("cli-col-vanished-hold", out.text("cli-vanished-hold", &gone)));
    }
    if let Some(mark) = &view.drift {
        let class = crate::locale::drift::class(out.language, mark.class);
        let said = [("count", mark.open.into()), ("class", class.into())];
        sheet.push(named("cli-col-drift-open", out.text("cli-drift-open", &said)));
    }
    for pass in &view.passes {
        let result = match &pass.failure {
            Some(failure) => out.failure(failure),
            None => out.text("cli-pass", &[("seen", pass.seen.into()), ("changed", pass.changed.into())]),
        };
        let ended = out.moment(pass.ended_at);
        sheet.push((
            format!("· {}", out.text(&format!("cli-pass-{}", pass.pass), &[])),
            format!("{ended}  {result}"),
        ));
    }
    for (state, count) in &view.by_state {
        sheet.push((format!("· {}", out.state(*state)), count.to_string()));
    }
    out.sheet(&sheet)
}
