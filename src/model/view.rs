//! What a screen or a command is shown about links, catalogues and sales: made by the engine, carried by
//! the service, drawn by the console. Masked where it would be personal.
//!
//! Not here: rows of the queue (`queue`), what an operator asks for (`act`).

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::delivery::{State, Tier};
use super::drift::{Class, DriftMark};
use super::failure::{Failure, GroupKey};
use super::ids::{IntegrationName, ProductId, QuestionKey, SaleId, StatusKey};
use super::integration::{Condition, EnvironmentAddress, OnVanished, Settings};
use super::payload::Payload;
use super::presence::Presence;
use super::queue::{AttemptRow, SaleRow, TimelineEntry};
use super::shown::Shown;
use super::status::Names;
use super::trace::Step;
use crate::clock::Timestamp;

/// How a link to an environment is doing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkView {
    /// When it last answered well.
    pub last_contact: Option<Timestamp>,
    /// Why it does not work now; `None` while it does.
    pub failure: Option<Failure>,
    /// The limit it announced, requests a minute.
    pub limit_per_minute: Option<u32>,
    /// Requests in the last minute, by lane: forward, check, status, drift, catalogue.
    pub spent: BTreeMap<String, u32>,
}

/// The own environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnView {
    /// Where it is.
    pub address: EnvironmentAddress,
    /// Freshness of the link.
    pub link: LinkView,
    /// What its own statuses are called.
    #[serde(default)]
    pub statuses: Names,
    /// It tells of what happens there as it happens.
    #[serde(default)]
    pub tells: bool,
}

/// One integration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IntegrationView {
    /// Name.
    pub name: IntegrationName,
    /// Where the partner is.
    pub partner: EnvironmentAddress,
    /// Settings.
    pub settings: Settings,
    /// Conditions in order.
    pub conditions: Vec<Condition>,
    /// How partner sales are matched; `None` until the partner was asked.
    pub tier: Option<Tier>,
    /// Freshness of the link.
    pub link: LinkView,
    /// Why nothing is sent, e.g. after a 401; `None` when sending.
    pub paused: Option<Failure>,
    /// When the breaker lets the next probe through; `None` while closed.
    pub breaker_until: Option<Timestamp>,
    /// The passes of its actor and how each last ended.
    pub passes: Vec<PassView>,
    /// Sales by state.
    pub by_state: BTreeMap<State, u64>,
    /// What its queue will send.
    #[serde(default)]
    pub ahead: Ahead,
    /// Products linked.
    pub products_imported: u64,
    /// Products that are gone and wait for an operator's word.
    pub vanished: Option<VanishHold>,
    /// Changes of what the partner asks that nobody has looked at.
    #[serde(default)]
    pub drift: Option<DriftMark>,
    /// Decisions of the draft of its mapping, and the draft's version.
    #[serde(default)]
    pub draft: (u64, u64),
    /// Version of its mapping.
    #[serde(default)]
    pub mapping_version: u64,
    /// Who is at which row of its mapping.
    #[serde(default)]
    pub present: Vec<Presence>,
    /// Questions of the partner's that are new, and that nobody has looked at or mapped.
    #[serde(default)]
    pub new_questions: Vec<QuestionKey>,
    /// What the partner's own statuses are called.
    #[serde(default)]
    pub statuses: Names,
    /// What a command that changes it must expect.
    pub version: u64,
}

/// What a queue will send by itself: neither what is held nor what waits behind a sale in doubt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ahead {
    /// Sales.
    pub sales: u64,
    /// When the first may go, while all of them wait for their time.
    pub first: Option<Timestamp>,
    /// When the last that waits for its time may go.
    pub last: Option<Timestamp>,
}

/// Of the partner's limit, what koppel spends at most.
const SPENT_AT_MOST: f64 = 0.9;

/// How long so many requests take at least, at so many a minute (not zero), in whole seconds.
pub fn time_for(requests: u64, limit_per_minute: u32) -> TimeDelta {
    let seconds = requests as f64 * 60.0 / (f64::from(limit_per_minute) * SPENT_AT_MOST);
    TimeDelta::seconds(seconds.ceil() as i64)
}

/// A time in minutes that have begun.
pub fn whole_minutes(time: TimeDelta) -> u64 {
    time.num_seconds().max(0).cast_unsigned().div_ceil(60)
}

impl IntegrationView {
    /// When its queue will be empty, but for what is held, if nothing comes in and nothing goes wrong; `None`
    /// when it is, while nothing is sent, and where no limit holds it back.
    pub fn empty_at(&self, now: Timestamp) -> Option<Timestamp> {
        let Ahead { sales, first, last } = self.ahead;
        let limit = self.link.limit_per_minute.filter(|limit| *limit > 0)?;
        if sales == 0 || self.paused.is_some() || self.breaker_until.is_some() {
            return None;
        }
        let empty = first.map_or(now, |at| at.max(now)).checked_add_signed(time_for(sales, limit))?;
        Some(last.map_or(empty, |at| at.max(empty)))
    }
}

/// Linked products that the partner no longer shows, while an operator has to say what becomes of ours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VanishHold {
    /// Their numbers at B.
    pub products: Vec<ProductId>,
    /// How many are linked in all.
    pub linked: u64,
    /// Why a probe was refused; `None` when too many are gone at once.
    pub failure: Option<Failure>,
}

/// How a worker's pass last ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PassView {
    /// `intake`, `forward`, `check`, `follow`, `sync`.
    pub pass: String,
    /// When it last ended.
    pub ended_at: Option<Timestamp>,
    /// Things it looked at.
    pub seen: u64,
    /// Things it changed.
    pub changed: u64,
    /// Why it failed; `None` when it did not.
    pub failure: Option<Failure>,
}

/// A page of the queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SalePage {
    /// Rows, last changed first.
    pub rows: Vec<SaleRow>,
    /// Where the next page starts; `None` at the end.
    pub next: Option<String>,
    /// Rows that match in all, where an index can tell; `None` when words had to be searched.
    pub total: Option<u64>,
    /// The search stopped after so many rows, to stay quick; the page says so.
    pub searched: Option<u64>,
}

/// One sale whole. Personal data is masked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaleDetail {
    /// Its row.
    pub row: SaleRow,
    /// Its timeline, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// Its attempts, oldest first.
    pub attempts: Vec<AttemptRow>,
    /// A's sale, field by field, masked: (API field name, value).
    pub fields: Vec<(String, Shown)>,
    /// The last body sent, field by field, masked; empty before the first attempt.
    pub sent: Vec<(String, Shown)>,
    /// Why it goes or does not, in the order in which it is asked; empty for one that was sent.
    #[serde(default)]
    pub trace: Vec<Step>,
}

/// What the mapping of now would send.
#[derive(Clone, Serialize, Deserialize)]
pub struct DryRun {
    /// The payload, when the sale can be translated.
    pub payload: Option<Payload>,
    /// Why not, all of it; empty when it can.
    pub failures: Vec<Failure>,
    /// The mapping version.
    pub mapping_version: u64,
}

/// A partner product, and the own product it is linked to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProductRow {
    /// Number at B.
    pub partner_id: ProductId,
    /// Name at B.
    pub name: Shown,
    /// Type.
    pub product_type: String,
    /// Supplier's name.
    pub supplier: Option<Shown>,
    /// Monthly price at B, decimal text.
    pub price: Option<String>,
    /// Number at A, when linked.
    pub own_id: Option<ProductId>,
    /// B still shows it.
    pub granted: bool,
    /// When a change was last carried over.
    pub last_synchronised: Option<Timestamp>,
    /// When it was last looked at.
    pub last_checked: Option<Timestamp>,
    /// Since when the partner does not show it.
    pub missing_since: Option<Timestamp>,
    /// What koppel did with the own product for that.
    pub retired: Option<OnVanished>,
    /// Sales under way that go to it.
    pub under_way: u64,
}

/// One line of what happened lately.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityRow {
    /// Sequence number, ascending.
    pub sequence: u64,
    /// When.
    pub at: Timestamp,
    /// Who: an operator's account, or `koppel`.
    pub actor: String,
    /// The integration it is about.
    pub integration: Option<IntegrationName>,
    /// What.
    pub what: Activity,
}

/// How it was noticed that a store may not be the only one of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Displaced {
    /// It lies somewhere else than it did: on another machine, or in a folder that was made since.
    Moved,
    /// It is older than what its folder remembers.
    Older,
}

/// A store that was put back or copied changes nothing anywhere until somebody confirms that it is the only
/// one; and what was not placed by then is looked for at the partner before it is placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantine {
    /// How it was noticed.
    pub why: Displaced,
    /// When.
    pub found_at: Timestamp,
    /// The last that the store knows of: what happened since then it does not know.
    pub since: Timestamp,
    /// The boot that noticed it.
    pub epoch: u64,
    /// When it was confirmed that this is the only copy, and by whom.
    pub lifted: Option<(Timestamp, String)>,
}

impl Quarantine {
    /// Nobody has confirmed it yet.
    pub fn is_open(&self) -> bool {
        self.lifted.is_none()
    }
}

/// What can happen besides a sale's own life.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[allow(missing_docs)]
pub enum Activity {
    ServiceStarted,
    Quarantined {
        why: Displaced,
    },
    QuarantineLifted,
    OwnSet {
        address: EnvironmentAddress,
    },
    IntegrationAdded,
    IntegrationSet {
        changes: Vec<String>,
    },
    IntegrationRemoved,
    IntegrationPaused {
        failure: Failure,
    },
    IntegrationResumed,
    BreakerOpened {
        failure: Failure,
    },
    BreakerClosed,
    ProductsImported {
        count: u64,
    },
    ProductUnlinked {
        partner_id: ProductId,
    },
    ProductChanged {
        partner_id: ProductId,
        fields: Vec<String>,
    },
    ProductVanished {
        partner_id: ProductId,
    },
    ProductReturned {
        partner_id: ProductId,
        deleted: bool,
    },
    ProductRestored {
        partner_id: ProductId,
        own_id: ProductId,
    },
    ProductTaken {
        partner_id: ProductId,
    },
    /// A does not take what the partner changed.
    CarryRefused {
        partner_id: ProductId,
        failure: Failure,
    },
    ProductRetired {
        partner_id: ProductId,
        own_id: ProductId,
        deleted: bool,
    },
    /// So many of the linked products are gone at once, or the partner lets koppel in no more, that nothing
    /// was done to the own products.
    VanishStopped {
        gone: u64,
        linked: u64,
        failure: Option<Failure>,
    },
    /// Rows of a list that could not be read and were left out.
    RowsLeftOut {
        list: String,
        count: u64,
        ids: Vec<u64>,
    },
    /// The own environment refuses this status; it is tried again now and then.
    StatusParked {
        sale: SaleId,
        status: StatusKey,
        failure: Failure,
    },
    MappingChanged {
        version: u64,
    },
    ConditionsChanged,
    /// Somebody took care of a root-cause group.
    GroupTended {
        group: GroupKey,
        how: String,
        value: Option<Shown>,
    },
    /// A call for an operator reached nobody: by which way, and why.
    AlertNotSent {
        way: String,
        why: Shown,
    },
    /// Rows of a file became sales of the own environment.
    SalesFiled {
        count: u64,
    },
    /// The partner asks other things than before.
    ContractChanged {
        version: u64,
        class: Class,
        changes: u64,
    },
    /// Sales that a change of the partner's held may go: by an operator, or because the proof is good again.
    DriftEnded {
        version: u64,
        proven: bool,
    },
    JobBegun {
        job: u64,
        verb: String,
        sales: u64,
        reason: Option<Shown>,
    },
    /// How a job stands now, by an operator or by itself.
    JobDirected {
        job: u64,
        standing: String,
    },
    SaleActed {
        sale: SaleId,
        verb: String,
        reason: Option<Shown>,
    },
}

impl Activity {
    /// True for a change that the partner made.
    pub fn is_of_partner(&self) -> bool {
        matches!(
            self,
            Self::ProductChanged { .. }
                | Self::ProductVanished { .. }
                | Self::ProductReturned { .. }
                | Self::ContractChanged { .. }
        )
    }
}

/// What a connection test found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Connection {
    /// Where.
    pub address: EnvironmentAddress,
    /// As whom, where the environment tells.
    pub user: Option<Shown>,
    /// Of which organisation, where the environment tells.
    pub organisation: Option<Shown>,
    /// `user` or `account`.
    pub scope: String,
    /// The token is for integration only.
    pub integration_only: Option<bool>,
    /// Flows visible.
    pub flows: Option<u64>,
    /// Products visible.
    pub products: Option<u64>,
    /// Round trip of the slowest request, in milliseconds.
    pub round_trip_ms: u64,
    /// The limit it announced, requests a minute.
    pub limit_per_minute: Option<u32>,
    /// How sales will be matched.
    pub tier: Option<Tier>,
    /// Why it does not work; `None` when it does.
    pub failure: Option<Failure>,
}
