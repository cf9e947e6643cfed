//! The queue as lists and screens show it: one row per sale, its timeline and attempts, and why it waits.
//! No personal data beyond what a row must show, and that masked.
//!
//! Not here: the sale itself (`sale`), the rules of its life (`delivery`).

use serde::{Deserialize, Serialize};
use ulid::Ulid;

use super::delivery::{Check, Doubt, State};
use super::doubt::Look;
use super::failure::{Cause, Element, Failure, GroupKey};
use super::group::{GroupCare, Trend};
use super::ids::{FlowKey, IntegrationName, ProductId, SaleId, StatusKey};
use super::shown::Shown;
use crate::clock::Timestamp;

/// One sale in a list. `sale list --json` prints these, one object a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleRow {
    /// The same as `own_sale_id`: one service works for one environment.
    pub id: SaleId,
    /// Number at A.
    pub own_sale_id: SaleId,
    /// The integration it goes through; none while its product is linked to no partner.
    pub integration: Option<IntegrationName>,
    /// State.
    pub state: State,
    /// Where the doubt stands, when `uncertain`.
    pub doubt: Option<Doubt>,
    /// Held by an operator.
    pub held: bool,
    /// Its cancellation has been asked for.
    pub cancel_requested: bool,
    /// A cancelled it, or was asked to, and the partner knows nothing of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_cancel: Option<OwnCancel>,
    /// Why it waits, when `waiting`.
    pub waiting: Option<WaitingReason>,
    /// Cause of the last failure, while it matters.
    pub cause: Option<Cause>,
    /// The last failure whole.
    pub failure: Option<Failure>,
    /// The group of that failure.
    pub group: Option<GroupKey>,
    /// Number at B, once known.
    pub partner_sale_id: Option<SaleId>,
    /// Attempts made.
    pub attempts: u32,
    /// When the next one is due.
    pub next_at: Option<Timestamp>,
    /// The customer, masked: initial and first letter, e.g. `J. d. V…`.
    pub customer: Shown,
    /// A's product.
    pub product: Shown,
    /// A's flow.
    pub flow: FlowKey,
    /// A's status.
    pub own_status: StatusKey,
    /// B's status, once known.
    pub partner_status: Option<StatusKey>,
    /// When koppel first saw it.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
    /// What a command that changes it must expect.
    pub version: u64,
}

impl SaleRow {
    /// A cancelled a sale, or was asked to, that the partner has and goes on with: a person must act.
    pub fn parts_ways(&self) -> Option<OwnCancel> {
        parting(self.own_cancel, self.state, self.cancel_requested)
    }
}

/// How a sale parts ways, of what is known of it: see [`SaleRow::parts_ways`].
pub fn parting(own_cancel: Option<OwnCancel>, state: State, cancel_requested: bool) -> Option<OwnCancel> {
    own_cancel.filter(|_| matches!(state, State::Sent | State::Done) && !cancel_requested)
}

/// How a sale stands at A that was cancelled there, and not because the partner said so. As long as that
/// stands, no status of the partner's is written over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnCancel {
    /// Its cancellation is asked for, and the partner has not been asked.
    Asked,
    /// It is cancelled.
    Done,
}

/// Why a sale waits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum WaitingReason {
    /// Its product is linked to no partner product.
    ProductNotLinked {
        /// A's product.
        product: ProductId,
    },
    /// A partner of ours made it, and its product is linked to no partner product: it stays here.
    Received {
        /// A's product.
        product: ProductId,
        /// Who made it.
        organisation: String,
    },
    /// Its products belong to two partners.
    Mixed,
    /// Its product was put out of sale, as the partner does not offer it any more.
    OutOfSale {
        /// A's product.
        product: ProductId,
    },
    /// Sale processing is off.
    ProcessingOff,
    /// The condition that matches it has its processing off: it never goes.
    ConditionOff {
        /// The condition.
        condition: String,
    },
    /// Its status does not let it go.
    Status {
        /// Its status.
        status: StatusKey,
        /// The statuses that would let it go.
        allowed: Vec<StatusKey>,
        /// The condition that decides, `None` for the general switch.
        condition: Option<String>,
    },
    /// It is cancelled at A, and was never sent.
    CancelledAtOwn,
    /// Its cancellation is asked for at A, and it was never sent.
    CancelAskedAtOwn,
    /// The opt-in that would go along with it holds no longer.
    OptInLapsed {
        /// Until when it held, as A says it.
        valid_till: String,
    },
    /// The customer took the opt-in back that would go along with it.
    OptInWithdrawn {
        /// When, as A says it.
        withdrawn_at: String,
    },
    /// The partner changed what it asks, and would refuse this sale now.
    Drift {
        /// The version of the partner's contract that holds it.
        version: u64,
        /// What the change hits.
        element: Element,
    },
}

/// What happened to a sale, in order: its timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// When.
    pub at: Timestamp,
    /// Who: an operator's account, or `koppel`.
    pub actor: String,
    /// What.
    pub what: Happening,
}

/// What can happen to a sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Happening {
    /// koppel first saw it.
    Accepted {
        /// A's status then; `None` where that was not kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<StatusKey>,
    },
    /// Its state changed.
    State {
        /// From.
        from: State,
        /// To.
        to: State,
        /// Why it waits now.
        waiting: Option<WaitingReason>,
        /// What failed.
        failure: Option<Failure>,
        /// The operator's reason.
        reason: Option<Shown>,
        /// What an operator did, as in the command; none when koppel moved it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        verb: Option<String>,
        /// The number at the partner that it has from now on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        partner_sale: Option<SaleId>,
    },
    /// An operator set fields that are sent instead of what A says.
    Edited {
        /// The fields by the API's names.
        fields: Vec<String>,
        /// Why.
        reason: Option<Shown>,
    },
    /// It was looked for at the partner.
    Checked {
        /// What that showed.
        found: Check,
        /// What the reading was worth.
        look: Look,
    },
    /// A's sale changed.
    OwnStatus {
        /// New status.
        status: StatusKey,
    },
    /// B's sale changed.
    PartnerStatus {
        /// New status.
        status: StatusKey,
        /// B's remark.
        remark: Shown,
        /// What it was mapped to; `None` when unmapped.
        mapped: Option<StatusKey>,
    },
    /// B was asked to cancel it.
    CancelAsked {
        /// Why.
        reason: Option<Shown>,
    },
    /// B did not take the request to cancel it.
    CancelNotTaken {
        /// Why it was asked.
        reason: Option<Shown>,
        /// What B said.
        failure: Failure,
    },
    /// B answered the request to cancel it: no.
    CancelRejected {
        /// Why.
        remark: Shown,
    },
    /// It was made in the place of one that was cancelled.
    Replaces {
        /// Number at A of the cancelled one.
        sale: SaleId,
        /// Why.
        reason: Option<Shown>,
    },
    /// Another was made in its place.
    ReplacedBy {
        /// Number at A of the other.
        sale: SaleId,
        /// Why.
        reason: Option<Shown>,
    },
    /// B's status was not written to A's sale: that was cancelled there, or is asked to be.
    NotWritten {
        /// The status it would have become.
        status: StatusKey,
    },
    /// The mapped status was written to A's sale.
    WrittenBack {
        /// The status.
        status: StatusKey,
    },
    /// Writing it to A's sale failed.
    WriteBackFailed {
        /// Why.
        failure: Failure,
    },
}

/// One attempt to place a sale, as the detail shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptRow {
    /// Its id.
    pub id: Ulid,
    /// Generation of the body it sent.
    pub generation: u32,
    /// When the intent became durable.
    pub started_at: Timestamp,
    /// When its outcome became durable; `None` while open.
    pub ended_at: Option<Timestamp>,
    /// HTTP status, when an answer came.
    pub http_status: Option<u16>,
    /// What failed.
    pub failure: Option<Failure>,
    /// Number at B, when it was accepted.
    pub partner_sale_id: Option<SaleId>,
    /// The mapping version it was made with.
    pub mapping_version: u64,
    /// The version of the partner's contract it was made for; 0 where that was not kept.
    #[serde(default)]
    pub contract_version: u64,
}

/// One root-cause group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRow {
    /// Its key.
    pub key: GroupKey,
    /// The integration.
    pub integration: IntegrationName,
    /// The cause.
    pub cause: Cause,
    /// One failure of it, for its element and what the partner said.
    pub example: Failure,
    /// Sales in it now.
    pub count: u64,
    /// Of them, those that did not fall out: koppel tries them again, or looks for them.
    #[serde(default)]
    pub trying: u64,
    /// First seen.
    pub since: Timestamp,
    /// Last seen.
    pub last: Timestamp,
    /// What people made of it.
    #[serde(default)]
    pub care: GroupCare,
    /// How many came in lately.
    #[serde(default)]
    pub trend: Trend,
}

/// How many sales are in each state, and how many are held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueCounts {
    /// Sales by state; states without sales are left out.
    pub by_state: std::collections::BTreeMap<State, u64>,
    /// Sales that were ever accepted by a partner: never goes down.
    pub sent_ever: u64,
    /// Status updates written back to A.
    pub status_updates: u64,
    /// Partner statuses that no row maps: status and the sales that wait on it.
    pub unmapped_statuses: std::collections::BTreeMap<String, u64>,
    /// Sales that part ways: see [`SaleRow::parts_ways`].
    #[serde(default)]
    pub parting: u64,
}
