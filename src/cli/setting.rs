//! Settings of an integration: read as `key=value`, changed or only looked at, and shown.
//!
//! Not here: the integration itself (`integration`), what they decide (`linking::eligible`).

use clap::Args;
use serde_json::json;

use super::context::Context;
use super::error::CliError;
use super::integration::warn_everything_goes;
use super::known::Known;
use super::print::Out;
use crate::model::ids::{IntegrationName, StatusKey};
use crate::model::integration::{FieldPolicies, FieldPolicy, OnDrift, OnVanished, Settings, StatusGate};
use crate::service::protocol::{Command, SettingChange};

/// `koppel integration set`
#[derive(Args, Debug)]
pub struct SetArgs {
    /// Its name
    name: String,
    /// What changes, as key=value
    #[arg(required = true, value_name = "KEY=VALUE")]
    changes: Vec<String>,
    /// Only say what it would change
    #[arg(long)]
    dry_run: bool,
}

/// Changes settings, or says which would change.
pub async fn set(context: &Context, args: SetArgs) -> Result<(), CliError> {
    let out = &context.out;
    let changes = args.changes.iter().map(|text| change(text)).collect::<Result<Vec<_>, _>>()?;
    let name = IntegrationName(args.name);
    // A status that the own environment does not have lets no sale go, ever.
    if changes.iter().any(|change| matches!(change, SettingChange::Statuses(_))) {
        let known = Known::of(context, name.clone()).await?;
        let statuses = changes.iter().flat_map(|change| match change {
            SettingChange::Statuses(gate) => gated(gate),
            _ => &[],
        });
        known.refuse(statuses.filter_map(|key| known.own("status", key.as_str())).collect())?;
    }
    if args.dry_run {
        let before = context.integration(name.as_str()).await?.settings;
        let mut after = before.clone();
        changes.iter().for_each(|change| change.apply(&mut after));
        if out.json {
            return out.row(&json!({"before": before, "after": after}));
        }
        let both = settings(out, &before).into_iter().zip(settings(out, &after));
        let rows = both.filter(|(was, becomes)| was != becomes);
        let rows: Vec<_> = rows.map(|((label, was), (_, becomes))| vec![label, was, becomes]).collect();
        return out.table(&["cli-col-setting", "cli-col-was", "cli-col-becomes"], &rows);
    }
    let command = Command::SetIntegration { name: name.clone(), changes, expected_version: None };
    context.version(command, "cli-integration-set", &[("name", name.as_str().into())]).await?;
    warn_everything_goes(out, &context.integration(name.as_str()).await?);
    Ok(())
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

/// The statuses that a gate names.
pub fn gated(gate: &StatusGate) -> &[StatusKey] {
    match gate {
        StatusGate::Always => &[],
        StatusGate::Specific(keys) => keys,
    }
}

/// A gate in words.
pub fn gate_words(out: &Out, gate: &StatusGate) -> String {
    match gate {
        StatusGate::Always => out.text("cli-always", &[]),
        StatusGate::Specific(keys) => keys.iter().map(StatusKey::as_str).collect::<Vec<_>>().join(", "),
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

/// Each setting and how it stands.
pub fn settings(out: &Out, settings: &Settings) -> Vec<(String, String)> {
    let named = |key: &str, value: String| (out.text(key, &[]), value);
    let processing = &settings.processing;
    let vanished = match settings.on_vanished {
        OnVanished::Nothing => "cli-vanished-nothing",
        OnVanished::Deactivate => "cli-vanished-deactivate",
        OnVanished::Delete => "cli-vanished-delete",
    };
    let drift = match settings.on_drift {
        OnDrift::Hold => "cli-drift-hold",
        OnDrift::Warn => "cli-drift-warn",
        OnDrift::Ignore => "cli-drift-ignore",
    };
    vec![
        named("cli-col-processing", out.switch(processing.enabled)),
        named("cli-col-automatic", out.switch(processing.automatic)),
        named("cli-col-statuses", gate_words(out, &processing.statuses)),
        named("cli-col-check-updates", out.switch(settings.check_updates)),
        named("cli-col-send-optin", out.switch(settings.send_optin)),
        named("cli-col-grace", out.text("cli-grace", &[("seconds", settings.grace_seconds.into())])),
        named("cli-col-vanished", out.text(vanished, &[])),
        named("cli-col-drift", out.text(drift, &[])),
        named("cli-col-fields", policies(out, &settings.fields)),
    ]
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
