//! What one change makes of an integration's settings, and of the rows of its mapping. Pure.
//!
//! Not here: who may change them, and when (`setup`).

use crate::model::act::{MappingRow, SettingChange};
use crate::model::integration::{FieldPolicy, OnDrift, OnVanished, Settings, StatusGate};
use crate::model::mapping::Mapping;

/// Sets one setting.
pub(super) fn apply(settings: &mut Settings, change: &SettingChange) {
    match change {
        SettingChange::SaleProcessing(on) => settings.processing.enabled = *on,
        SettingChange::Automatic(on) => settings.processing.automatic = *on,
        SettingChange::Statuses(gate) => settings.processing.statuses = gate.clone(),
        SettingChange::CheckUpdates(on) => settings.check_updates = *on,
        SettingChange::SendOptIn(on) => settings.send_optin = *on,
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

/// Sets a row in the place of the one with the same key, or takes it away.
pub(super) fn change_row(mapping: &mut Mapping, row: &MappingRow) {
    fn set<T: Clone>(rows: &mut Vec<T>, row: &T, same: impl Fn(&T) -> bool) {
        match rows.iter_mut().find(|known| same(known)) {
            Some(known) => known.clone_from(row),
            None => rows.push(row.clone()),
        }
    }
    match row {
        MappingRow::SetFlow(row) => set(&mut mapping.flows, row, |known| known.own == row.own),
        MappingRow::UnsetFlow(own) => mapping.flows.retain(|known| known.own != *own),
        MappingRow::SetQuestion(row) => {
            set(&mut mapping.questions, row, |known| known.partner == row.partner);
        }
        MappingRow::UnsetQuestion(partner) => mapping.questions.retain(|known| known.partner != *partner),
        MappingRow::SetAgreement(row) => {
            set(&mut mapping.agreements, row, |known| known.partner == row.partner);
        }
        MappingRow::UnsetAgreement(key) => {
            mapping.agreements.retain(|known| known.partner != *key && known.own != *key);
        }
        MappingRow::SetStatus(row) => {
            set(&mut mapping.statuses, row, |known| known.partner == row.partner);
        }
        MappingRow::UnsetStatus(partner) => mapping.statuses.retain(|known| known.partner != *partner),
    }
}
