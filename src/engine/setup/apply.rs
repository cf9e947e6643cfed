//! What one change makes of an integration's settings. Pure.
//!
//! Not here: who may change them, and when (`setup`).

use crate::model::act::SettingChange;
use crate::model::integration::{FieldPolicy, OnDrift, OnVanished, Settings, StatusGate};

/// Sets one setting.
pub(super) fn apply(settings: &mut Settings, change: &SettingChange) {
    match change {
        SettingChange::SaleProcessing(on) => settings.processing.enabled = *on,
        SettingChange::Automatic(on) => settings.processing.automatic = *on,
        SettingChange::Statuses(gate) => settings.processing.statuses = gate.clone(),
        SettingChange::CheckUpdates(on) => settings.check_updates = *on,
        SettingChange::SendOptIn(on) => settings.send_optin = *on,
        SettingChange::Grace(seconds) => settings.grace_seconds = *seconds,
        SettingChange::OnVanished(what) => settings.on_vanished = *what,
        SettingChange::OnDrift(what) => settings.on_drift = *what,
        SettingChange::Field { field, policy } => settings.fields.set(field, *policy),
    }
}

/// A change as `koppel integration set` writes it.
pub(super) fn word(change: &SettingChange) -> String {
    let switch = |on: &bool| if *on { "on" } else { "off" };
    match change {
        SettingChange::SaleProcessing(on) => format!("sale-processing={}", switch(on)),
        SettingChange::Automatic(on) => format!("automatic={}", switch(on)),
        SettingChange::Statuses(StatusGate::Always) => "statuses=always".to_owned(),
        SettingChange::Statuses(StatusGate::Specific(keys)) => {
            let keys: Vec<&str> = keys.iter().map(|key| key.as_str()).collect();
            format!("statuses={}", keys.join(","))
        }
        SettingChange::CheckUpdates(on) => format!("check-updates={}", switch(on)),
        SettingChange::SendOptIn(on) => format!("send-opt-in={}", switch(on)),
        SettingChange::Grace(seconds) => format!("grace={seconds}s"),
        SettingChange::OnVanished(what) => {
            let what = match what {
                OnVanished::Nothing => "nothing",
                OnVanished::Deactivate => "deactivate",
                OnVanished::Delete => "delete",
            };
            format!("on-vanished={what}")
        }
        SettingChange::OnDrift(what) => {
            let what = match what {
                OnDrift::Hold => "hold",
                OnDrift::Warn => "warn",
                OnDrift::Ignore => "ignore",
            };
            format!("on-drift={what}")
        }
        SettingChange::Field { field, policy } => {
            let policy = match policy {
                FieldPolicy::Partner => "partner",
                FieldPolicy::Ours => "ours",
                FieldPolicy::Ask => "ask",
            };
            format!("field.{field}={policy}")
        }
    }
}
