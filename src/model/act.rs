//! What an operator asks for: which sales to see, and what to change.
//!
//! Not here: side B's own environment (`administration`), how it travels (`service::protocol`), how it is carried out (`engine`).

use serde::{Deserialize, Serialize};

use super::delivery::State;
use super::failure::GroupKey;
use super::ids::{AgreementKey, FlowKey, IntegrationName, QuestionKey, SaleId, StatusKey};
use super::integration::{FieldPolicy, OnDrift, OnVanished, Settings, StatusGate};
use super::mapping::{AgreementRow, FlowRow, QuestionRow, StatusRow};

/// Which page of the queue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SalesQuery {
    /// Only these states; empty for all.
    pub states: Vec<State>,
    /// Besides those states, what parts ways: cancelled or asked to be at A, while the partner goes on.
    pub parting: bool,
    /// Only this integration.
    pub integration: Option<IntegrationName>,
    /// Only this group.
    pub group: Option<GroupKey>,
    /// Only rows that hold every one of these words (sale numbers, product, masked customer, cause).
    pub words: Vec<String>,
    /// Longest unchanged first, instead of last changed first. Whoever reads everything page by page this way
    /// misses nothing that changes meanwhile: it comes again, on a later page.
    pub oldest_first: bool,
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// At most so many rows; 0 for the service's default of 200.
    pub limit: usize,
}

/// One changed setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "setting", content = "value")]
#[allow(missing_docs)]
pub enum SettingChange {
    SaleProcessing(bool),
    Automatic(bool),
    Statuses(StatusGate),
    CheckUpdates(bool),
    SendOptIn(bool),
    /// In seconds.
    Grace(u64),
    OnVanished(OnVanished),
    OnDrift(OnDrift),
    Field {
        field: String,
        policy: FieldPolicy,
    },
}

impl SettingChange {
    /// What it makes of `settings`.
    pub fn apply(&self, settings: &mut Settings) {
        match self {
            Self::SaleProcessing(on) => settings.processing.enabled = *on,
            Self::Automatic(on) => settings.processing.automatic = *on,
            Self::Statuses(gate) => settings.processing.statuses = gate.clone(),
            Self::CheckUpdates(on) => settings.check_updates = *on,
            Self::SendOptIn(on) => settings.send_optin = *on,
            Self::Grace(seconds) => settings.grace_seconds = *seconds,
            Self::OnVanished(what) => settings.on_vanished = *what,
            Self::OnDrift(what) => settings.on_drift = *what,
            Self::Field { field, policy } => settings.fields.set(field, *policy),
        }
    }
}

/// One row of a mapping, to set or to take away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "row", content = "value")]
#[allow(missing_docs)]
pub enum MappingRow {
    SetFlow(FlowRow),
    UnsetFlow(FlowKey),
    SetQuestion(QuestionRow),
    UnsetQuestion(QuestionKey),
    SetAgreement(AgreementRow),
    UnsetAgreement(AgreementKey),
    SetStatus(StatusRow),
    UnsetStatus(StatusKey),
}

impl MappingRow {
    /// True when both are about the same row: of one own flow, or of one question, agreement or status of
    /// the partner.
    pub fn is_about(&self, other: &Self) -> bool {
        self.place() == other.place()
    }

    /// The list it is in, and its key there.
    pub fn place(&self) -> (&'static str, String) {
        match self {
            Self::SetFlow(row) => ("flow", row.own.to_string()),
            Self::UnsetFlow(own) => ("flow", own.to_string()),
            Self::SetQuestion(row) => ("question", row.partner.to_string()),
            Self::UnsetQuestion(partner) => ("question", partner.to_string()),
            Self::SetAgreement(row) => ("agreement", row.partner.to_string()),
            Self::UnsetAgreement(partner) => ("agreement", partner.to_string()),
            Self::SetStatus(row) => ("status", row.partner.to_string()),
            Self::UnsetStatus(partner) => ("status", partner.to_string()),
        }
    }
}

/// What an operator may do with sales.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verb")]
pub enum SaleVerb {
    /// Send now, by hand.
    Send,
    /// Try again with the mapping of now.
    Retry,
    /// It does not go.
    Skip,
    /// Keep it from going.
    Hold,
    /// Let it go again.
    Release,
    /// Take it back before anything was sent; it is held from then on.
    Recall,
    /// The partner has it under this number.
    Adopt {
        /// Number at B.
        partner_sale_id: SaleId,
    },
    /// The partner does not have it.
    ConfirmAbsent,
    /// Set fields that are sent instead of what A says.
    Edit {
        /// Field by the API's name (an answer as `questionData.KEY`), and what it is to say.
        changes: Vec<(String, String)>,
        /// What can then be made is sent.
        send: bool,
    },
    /// Ask the partner to cancel it.
    RequestCancel,
    /// It was made in the place of one that was cancelled.
    Replace {
        /// Number at A of the cancelled one.
        cancelled: SaleId,
    },
}
