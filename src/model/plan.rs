//! What an act would do with sales: a dry run on a snapshot of them. What is planned is what is done; sales
//! that come in later never join, and those that changed in the meantime are left out.
//!
//! Not here: judging it (`engine::plan`), the plan to send a group again (`job`).

use serde::{Deserialize, Serialize};

use super::act::SaleVerb;
use super::delivery::{State, Verb};
use super::ids::{IntegrationName, SaleId};
use super::reason::Reason;
use crate::clock::Timestamp;

/// What an act would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActPlan {
    /// The act.
    #[serde(flatten)]
    pub verb: SaleVerb,
    /// Sales that take part, each at the version that was judged.
    pub goes: Vec<(SaleId, u64)>,
    /// Sales that do not.
    pub left_out: Vec<LeftOut>,
    /// Whom it touches, by integration and then number of sales; those of no integration come first.
    pub touches: Vec<(Option<IntegrationName>, u64)>,
    /// When koppel first saw the oldest of those that take part.
    pub oldest: Option<Timestamp>,
    /// The same of the newest.
    pub newest: Option<Timestamp>,
    /// Requests it costs at least.
    pub requests: u64,
    /// Minutes they take at least inside the partners' limits; none while no limit holds them back.
    pub minutes: Option<u64>,
}

/// A sale that does not take part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Number at A.
    pub sale: SaleId,
    /// Where it stands; `None` when there is no such sale.
    pub state: Option<State>,
    /// Why; `None` when it changed after it was looked at.
    pub why: Option<Reason>,
}

impl Verb {
    /// The word of the verb, as in the command.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Send { .. } => "send",
            Self::Retry => "retry",
            Self::Skip => "skip",
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Recall => "recall",
            Self::Adopt(_) => "adopt",
            Self::ConfirmAbsent => "confirm-absent",
            Self::RequestCancel => "cancel-request",
        }
    }
}

impl SaleVerb {
    /// The word of the verb, as in the command.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Retry => "retry",
            Self::Skip => "skip",
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Recall => "recall",
            Self::Adopt { .. } => "adopt",
            Self::ConfirmAbsent => "confirm-absent",
            Self::Edit { .. } => "edit",
            Self::RequestCancel => "cancel-request",
            Self::Replace { .. } => "replace",
        }
    }

    /// Whether an operator must say why.
    pub fn needs_reason(&self) -> bool {
        use SaleVerb::{Adopt, ConfirmAbsent, Edit, Replace, RequestCancel, Skip};
        matches!(self, Skip | Edit { .. } | Adopt { .. } | ConfirmAbsent | RequestCancel | Replace { .. })
    }

    /// True when it cannot be taken back.
    pub fn is_final(&self) -> bool {
        use SaleVerb::{Adopt, ConfirmAbsent, Replace, RequestCancel};
        self.sends() || matches!(self, Adopt { .. } | ConfirmAbsent | RequestCancel | Replace { .. })
    }

    /// Whether sales go to the partner by it.
    pub fn sends(&self) -> bool {
        matches!(self, Self::Send | Self::Retry | Self::Edit { send: true, .. })
    }

    /// Whether it is done with many sales at once. What somebody has to know of each is not.
    pub fn goes_in_bulk(&self) -> bool {
        !matches!(self, Self::Adopt { .. } | Self::ConfirmAbsent | Self::Replace { .. })
    }

    /// Whether each sale costs the partner a request.
    pub fn asks_partner(&self) -> bool {
        self.sends() || matches!(self, Self::ConfirmAbsent | Self::RequestCancel)
    }
}
