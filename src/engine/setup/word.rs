//! A change of an integration's settings in a word, as the log keeps it.
//!
//! Not here: what it makes of them (`model::act`).

use crate::model::act::SettingChange;
use crate::model::integration::{FieldPolicy, OnDrift, OnVanished, StatusGate};

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
