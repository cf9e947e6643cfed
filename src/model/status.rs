//! Statuses: the state of a sale as its environment names it. *System* statuses ship with the product,
//! *custom* ones are made by a party.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::StatusKey;
use super::shown::Shown;

/// A status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Identifier.
    pub key: StatusKey,
    /// Name.
    pub name: Shown,
    /// What it means for the sale.
    pub kind: StatusKind,
}

impl Status {
    /// True when it ships with the product.
    pub fn is_system(&self) -> bool {
        is_system(&self.key)
    }

    /// True when a sale with this status will not change any more: cancelled, netto or closed.
    pub fn is_final(&self) -> bool {
        matches!(self.kind, StatusKind::Cancelled | StatusKind::Netto | StatusKind::Closed)
    }
}

/// What statuses of a party's own are called, by identifier.
pub type Names = BTreeMap<StatusKey, Shown>;

/// The names of those that do not ship with the product.
pub fn names(statuses: &[Status]) -> Names {
    let own = statuses.iter().filter(|status| !status.is_system() && !status.name.is_empty());
    own.map(|status| (status.key.clone(), status.name.clone())).collect()
}

/// What a status means for the sale. API: `type`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusKind {
    /// Under way.
    #[default]
    Default,
    /// Ended without a contract.
    Cancelled,
    /// Ended with a contract that counts.
    Netto,
    /// Somebody must act.
    ActionRequired,
    /// Ended.
    Closed,
}

/// The statuses that ship with the product. Source: Salesdock API v1, statuses.
pub const SYSTEM: &[&str] = &[
    "new",
    "sent",
    "cancelled",
    "error",
    "verification_pending",
    "verification_expired",
    "verified",
    "offer_pending",
    "offer_accepted",
    "offer_rejected",
    "offer_expired",
    "offer_rejected_alternative",
    "accepted_by_supplier",
    "netto",
    "resolved",
    "invoiced",
    "paid",
    "contract_terminated",
    "concept",
    "open",
    "closed",
    "completed",
    "saved",
    "waiting_for_client",
    "open_cancellation_proposal",
    "synced_cancellation_request",
    "reminder-1",
    "reminder-2",
    "reminder-3",
];

/// The status of a sale that its maker asked to cancel: whoever has it must answer.
pub const CANCELLATION_OPEN: &str = "open_cancellation_proposal";

/// The status, at whoever sold it on, of a sale whose partner was asked to cancel it: the partner must answer.
pub const CANCELLATION_PASSED_ON: &str = "synced_cancellation_request";

/// True when `key` ships with the product; every other status is custom.
pub fn is_system(key: &StatusKey) -> bool {
    SYSTEM.contains(&key.as_str())
}

/// True when a sale with this status waits for an answer to a request to cancel it, here or further on.
pub fn asks_cancellation(key: &str) -> bool {
    matches!(key, CANCELLATION_OPEN | CANCELLATION_PASSED_ON)
}

/// What a system status of the partner's is called at A where no row says otherwise: the same, but for a request
/// to cancel, which is the partner's to answer and at A was passed on. `None`: a custom status.
pub fn by_itself(partner: &StatusKey) -> Option<StatusKey> {
    match partner.as_str() {
        CANCELLATION_OPEN => Some(CANCELLATION_PASSED_ON.into()),
        _ => is_system(partner).then(|| partner.clone()),
    }
}
