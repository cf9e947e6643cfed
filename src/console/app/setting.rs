//! The rows of an integration's settings, and what the key of each makes of it.
//!
//! Not here: the plan that changes one (`open`), drawing them (`layers::settings`).

use crate::model::act::SettingChange;
use crate::model::integration::{OnDrift, OnVanished, Settings};

/// The rows of an integration's settings, in the order they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Sales may go.
    SaleProcessing,
    /// By themselves.
    Automatic,
    /// With which statuses.
    Statuses,
    /// How long a sale that goes by itself can be recalled.
    Grace,
    /// Fetch the partner's statuses.
    CheckUpdates,
    /// Send opt-ins.
    SendOptIn,
    /// What happens to products that are gone.
    OnVanished,
    /// What happens when the partner changed what it asks.
    OnDrift,
    /// What becomes of fields in which the partner's product differs.
    Fields,
    /// Sending is paused.
    Paused,
}

/// The rows, in order.
pub const SETTINGS: [Setting; 10] = [
    Setting::SaleProcessing,
    Setting::Automatic,
    Setting::Statuses,
    Setting::Grace,
    Setting::CheckUpdates,
    Setting::SendOptIn,
    Setting::OnVanished,
    Setting::OnDrift,
    Setting::Fields,
    Setting::Paused,
];

/// The graces that its key goes through, in seconds; a command sets any other.
const GRACES: [u64; 5] = [0, 60, 300, 900, 3_600];

impl Setting {
    /// The word in text keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::SaleProcessing => "sale-processing",
            Self::Automatic => "automatic",
            Self::Statuses => "statuses",
            Self::Grace => "grace",
            Self::CheckUpdates => "check-updates",
            Self::SendOptIn => "send-opt-in",
            Self::OnVanished => "on-vanished",
            Self::OnDrift => "on-drift",
            Self::Fields => "fields",
            Self::Paused => "paused",
        }
    }

    /// The change that its key makes: the other value, or the next. `None` where there is more to say.
    pub fn changed(self, settings: &Settings) -> Option<SettingChange> {
        Some(match self {
            Self::SaleProcessing => SettingChange::SaleProcessing(!settings.processing.enabled),
            Self::Automatic => SettingChange::Automatic(!settings.processing.automatic),
            Self::CheckUpdates => SettingChange::CheckUpdates(!settings.check_updates),
            Self::SendOptIn => SettingChange::SendOptIn(!settings.send_optin),
            Self::Grace => {
                let next = GRACES.into_iter().find(|grace| *grace > settings.grace().as_secs());
                SettingChange::Grace(next.unwrap_or(0))
            }
            Self::OnVanished => SettingChange::OnVanished(match settings.on_vanished {
                OnVanished::Nothing => OnVanished::Deactivate,
                OnVanished::Deactivate => OnVanished::Delete,
                OnVanished::Delete => OnVanished::Nothing,
            }),
            Self::OnDrift => SettingChange::OnDrift(match settings.on_drift {
                OnDrift::Hold => OnDrift::Warn,
                OnDrift::Warn => OnDrift::Ignore,
                OnDrift::Ignore => OnDrift::Hold,
            }),
            Self::Statuses | Self::Fields | Self::Paused => return None,
        })
    }
}
