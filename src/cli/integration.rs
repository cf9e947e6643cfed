//! `koppel integration`: links to partner environments.
//!
//! Not here: conditions (`condition`), products (`product`), mappings (`map`).

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::own::{AddressArgs, DEFAULT_BASE, print_test};
use super::print::{Out, or_dash};
use super::secret::TokenSource;
use crate::model::ids::{IntegrationName, StatusKey};
use crate::model::integration::{FieldPolicies, FieldPolicy, OnDrift, OnVanished, StatusGate};
use crate::model::status::is_system;
use crate::service::protocol::{Answer, Command, Done, IntegrationView, Query, SettingChange};

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
    Set(SetArgs),
    /// What in its switches is probably not meant
    Check(NameArgs),
    /// What its switches would decide for the last sales
    Simulate(super::rehearse::LastArgs),
    /// How sales move through the partner's statuses: not mapped, too long in one, back in one
    Statuses(NameArgs),
    /// Remove one; refused while sales are under way
    Remove(NameArgs),
    /// Let a paused one send again
    Resume(NameArgs),
    /// Give it another token
    Token(TokenArgs),
}

/// An integration by its name.
#[derive(Args, Debug)]
pub struct NameArgs {
    /// Its name
    pub name: String,
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

/// `koppel integration set`
#[derive(Args, Debug)]
pub struct SetArgs {
    /// Its name
    name: String,
    /// What changes, as key=value
    #[arg(required = true, value_name = "KEY=VALUE")]
    changes: Vec<String>,
}

/// `koppel integration token`
#[derive(Args, Debug)]
pub struct TokenArgs {
    /// Its name
    name: String,
    #[command(flatten)]
    token: TokenSource,
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
                return match context.command(Command::TryIntegration { address, token }).await? {
                    Done::Tested(connection) => print_test(context, &connection),
                    _ => Err(CliError::WrongAnswer),
                };
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
            return match context.command(Command::TestIntegration { name }).await? {
                Done::Tested(connection) => {
                    let exit = print_test(context, &connection)?;
                    // It reads and changes the partner's whole account; a link needs none of that.
                    if connection.failure.is_none() && connection.scope == "account" {
                        out.say("cli-test-account-scope", &[]);
                    }
                    Ok(exit)
                }
                _ => Err(CliError::WrongAnswer),
            };
        }
        IntegrationCommand::Show(NameArgs { name }) => show(out, &context.integration(&name).await?)?,
        IntegrationCommand::List => list(out, &context.overview().await?.integrations)?,
        IntegrationCommand::Set(args) => {
            let changes = args.changes.iter().map(|text| change(text)).collect::<Result<Vec<_>, _>>()?;
            let name = IntegrationName(args.name);
            let command = Command::SetIntegration { name: name.clone(), changes, expected_version: None };
            context.version(command, "cli-integration-set", &[("name", name.as_str().into())]).await?;
            let view = context.integration(name.as_str()).await?;
            warn_everything_goes(out, &view);
            warn_unknown_statuses(context, &name, &view.settings.processing.statuses).await?;
        }
        IntegrationCommand::Check(NameArgs { name }) => {
            return super::rehearse::check(context, IntegrationName(name)).await;
        }
        IntegrationCommand::Statuses(args) => return super::course::run(context, &args.name).await,
        IntegrationCommand::Simulate(args) => return super::rehearse::simulate(context, args).await,
        IntegrationCommand::Remove(NameArgs { name }) => {
            context.command(Command::RemoveIntegration { name: IntegrationName(name.clone()) }).await?;
            out.done(
                &json!({"removed": name}),
                "cli-integration-removed",
                &[("name", name.as_str().into())],
            )?;
        }
        IntegrationCommand::Resume(NameArgs { name }) => {
            context.command(Command::ResumeIntegration { name: IntegrationName(name.clone()) }).await?;
            out.done(
                &json!({"resumed": name}),
                "cli-integration-resumed",
                &[("name", name.as_str().into())],
            )?;
        }
        IntegrationCommand::Token(args) => {
            let token = args.token.read(out).await?;
            context.command(Command::SetToken { name: IntegrationName(args.name.clone()), token }).await?;
            let name = args.name.as_str();
            out.done(&json!({"integration": name}), "cli-integration-token", &[("name", name.into())])?;
        }
    }
    Ok(Exit::Ok)
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

/// Reads one `key=value`.
fn change(text: &str) -> Result<SettingChange, CliError> {
    let (key, value) =
        text.split_once('=').ok_or_else(|| CliError::argument("cli-setting-no-value", text))?;
    Ok(match key.trim() {
        "sale-processing" => SettingChange::SaleProcessing(switch(value)?),
        "automatic" => SettingChange::Automatic(switch(value)?),
        "check-updates" => SettingChange::CheckUpdates(switch(value)?),
        "send-opt-in" | "send-optin" => SettingChange::SendOptIn(switch(value)?),
        "grace" => SettingChange::Grace(seconds(value)?),
        "statuses" => SettingChange::Statuses(gate(value)?),
        "on-vanished" => SettingChange::OnVanished(match value.trim() {
            "nothing" => OnVanished::Nothing,
            "deactivate" => OnVanished::Deactivate,
            "delete" => OnVanished::Delete,
            _ => return Err(CliError::argument("cli-setting-vanished", value)),
        }),
        "on-drift" => SettingChange::OnDrift(match value.trim() {
            "hold" => OnDrift::Hold,
            "warn" => OnDrift::Warn,
            "ignore" => OnDrift::Ignore,
            _ => return Err(CliError::argument("cli-setting-drift", value)),
        }),
        other => match other.strip_prefix("field.") {
            Some(field) if FieldPolicies::knows(field) => {
                SettingChange::Field { field: field.to_owned(), policy: policy(value)? }
            }
            Some(field) => return Err(CliError::argument("cli-setting-field", field)),
            None => return Err(CliError::argument("cli-setting-unknown", other)),
        },
    })
}

/// Reads what happens to a field in which the partner's differs.
fn policy(value: &str) -> Result<FieldPolicy, CliError> {
    match value.trim() {
        "partner" => Ok(FieldPolicy::Partner),
        "ours" | "own" | "eigen" => Ok(FieldPolicy::Ours),
        "ask" | "vraag" => Ok(FieldPolicy::Ask),
        _ => Err(CliError::argument("cli-setting-policy", value)),
    }
}

/// A day: whoever wants longer wants the switch for sending by itself off.
const LONGEST_GRACE: u64 = 86_400;

/// Reads a time in whole seconds: `90`, `90s`, `15m`, `2h`.
fn seconds(value: &str) -> Result<u64, CliError> {
    let odd = || CliError::argument("cli-setting-grace", value);
    let text = value.trim();
    let (number, unit) = match text.chars().last() {
        Some('s') => (&text[..text.len() - 1], 1),
        Some('m') => (&text[..text.len() - 1], 60),
        Some('h' | 'u') => (&text[..text.len() - 1], 3_600),
        _ => (text, 1),
    };
    let number: u64 = number.trim().parse().map_err(|_| odd())?;
    number.checked_mul(unit).filter(|seconds| *seconds <= LONGEST_GRACE).ok_or_else(odd)
}

/// Reads a switch.
pub fn switch(value: &str) -> Result<bool, CliError> {
    match value.trim() {
        "on" | "aan" | "true" | "yes" | "ja" | "1" => Ok(true),
        "off" | "uit" | "false" | "no" | "nee" | "0" => Ok(false),
        _ => Err(CliError::argument("cli-setting-switch", value)),
    }
}

/// Reads `always` or a list of statuses.
pub fn gate(value: &str) -> Result<StatusGate, CliError> {
    if matches!(value.trim(), "always" | "altijd") {
        return Ok(StatusGate::Always);
    }
    let statuses: Vec<StatusKey> =
        value.split(',').map(str::trim).filter(|key| !key.is_empty()).map(StatusKey::from).collect();
    if statuses.is_empty() {
        return Err(CliError::argument("cli-setting-statuses", value));
    }
    Ok(StatusGate::Specific(statuses))
}

/// A gate in words.
pub fn gate_words(out: &Out, gate: &StatusGate) -> String {
    match gate {
        StatusGate::Always => out.text("cli-always", &[]),
        StatusGate::Specific(keys) => keys.iter().map(StatusKey::as_str).collect::<Vec<_>>().join(", "),
    }
}

/// Beside conditions, the general switch lets everything go that none of them matches.
pub fn warn_everything_goes(out: &Out, view: &IntegrationView) {
    if !view.conditions.is_empty() && view.settings.processing.enabled {
        out.say("cli-everything-goes", &[("name", view.name.as_str().into())]);
    }
}

/// The fields that are not simply carried over.
fn policies(out: &Out, policies: &FieldPolicies) -> String {
    let word = |policy| match policy {
        FieldPolicy::Partner => "cli-policy-partner",
        FieldPolicy::Ours => "cli-policy-ours",
        FieldPolicy::Ask => "cli-policy-ask",
    };
    let named: Vec<_> =
        policies.iter().map(|(field, policy)| format!("{field}: {}", out.text(word(policy), &[]))).collect();
    if named.is_empty() { out.text("cli-policy-all-partner", &[]) } else { named.join(", ") }
}

/// A status that the own environment does not have lets no sale go, ever. A list not read yet is no proof.
pub async fn warn_unknown_statuses(
    context: &Context,
    name: &IntegrationName,
    gate: &StatusGate,
) -> Result<(), CliError> {
    let StatusGate::Specific(statuses) = gate else { return Ok(()) };
    let Answer::Mapping(mapping) = context.query(Query::Mapping { integration: name.clone() }).await? else {
        return Err(CliError::WrongAnswer);
    };
    let known = &mapping.own_statuses;
    if known.is_empty() {
        return Ok(());
    }
    for status in statuses.iter().filter(|key| !is_system(key) && !known.iter().any(|(own, _)| own == *key)) {
        context.out.say("cli-status-unknown", &[("status", status.as_str().into())]);
    }
    Ok(())
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
    let processing = &view.settings.processing;
    let vanished = match view.settings.on_vanished {
        OnVanished::Nothing => "cli-vanished-nothing",
        OnVanished::Deactivate => "cli-vanished-deactivate",
        OnVanished::Delete => "cli-vanished-delete",
    };
    let drift = match view.settings.on_drift {
        OnDrift::Hold => "cli-drift-hold",
        OnDrift::Warn => "cli-drift-warn",
        OnDrift::Ignore => "cli-drift-ignore",
    };
    let mut sheet = vec![
        named("cli-col-integration", view.name.to_string()),
        named("cli-col-address", format!("{} ({})", view.partner.base_url, view.partner.domain)),
        named("cli-col-link", health(out, view)),
        named("cli-col-last-contact", out.moment(view.link.last_contact)),
        named("cli-test-limit", or_dash(view.link.limit_per_minute)),
        named("cli-col-processing", out.switch(processing.enabled)),
        named("cli-col-automatic", out.switch(processing.automatic)),
        named("cli-col-statuses", gate_words(out, &processing.statuses)),
        named("cli-col-check-updates", out.switch(view.settings.check_updates)),
        named("cli-col-send-optin", out.switch(view.settings.send_optin)),
        named("cli-col-grace", out.text("cli-grace", &[("seconds", view.settings.grace_seconds.into())])),
        named("cli-col-vanished", out.text(vanished, &[])),
        named("cli-col-drift", out.text(drift, &[])),
        named("cli-col-fields", policies(out, &view.settings.fields)),
        named("cli-col-conditions", view.conditions.len().to_string()),
        named("cli-col-products", view.products_imported.to_string()),
    ];
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_by_name_and_wrong_ones_are_named() {
        assert_eq!(change("automatic=aan").unwrap(), SettingChange::Automatic(true));
        assert_eq!(change("statuses=always").unwrap(), SettingChange::Statuses(StatusGate::Always));
        let gate = StatusGate::Specific(vec!["new".into(), "verified".into()]);
        assert_eq!(change("statuses=new, verified").unwrap(), SettingChange::Statuses(gate));
        let key = |text: &str| match change(text) {
            Err(CliError::Argument { key, .. }) => key,
            _ => "",
        };
        assert_eq!(key("automatic"), "cli-setting-no-value");
        assert_eq!(key("automatik=on"), "cli-setting-unknown");
        assert_eq!(key("automatic=maybe"), "cli-setting-switch");
        assert_eq!(key("statuses=,"), "cli-setting-statuses");
        assert_eq!(key("on-vanished=explode"), "cli-setting-vanished");
        assert_eq!(change("on-drift=warn").unwrap(), SettingChange::OnDrift(OnDrift::Warn));
        assert_eq!(key("on-drift=maybe"), "cli-setting-drift");
        assert_eq!(key("field.nmae=ours"), "cli-setting-field");
        let policy = FieldPolicy::Ours;
        assert_eq!(change("field.name=ours").unwrap(), SettingChange::Field { field: "name".into(), policy });
    }
}
