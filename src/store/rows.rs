//! What lies on disk: one type per table, each with the version of its form. A form that changes gets the
//! next number, and reading an older one stays possible for ever.
//!
//! Rows that hold tokens or personal data have no `Debug`.
//!
//! Not here: keys (`tables`).

mod identity;
mod read;
mod work;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use ulid::Ulid;

use crate::clock::Timestamp;
use crate::kv::DocumentId;
use crate::model::delivery::{Delivery, Doubt, Fence, State, Tier};
use crate::model::failure::{Cause, Failure, GroupKey};
use crate::model::group::{GroupCare, Trend};
use crate::model::ids::{FlowKey, IntegrationName, ProductId, QuestionKey, SaleId, StatusKey};
use crate::model::integration::{EnvironmentAddress, Integration, OnVanished};
use crate::model::mapping::Mapping;
use crate::model::product::Product;
use crate::model::queue::{AttemptRow, GroupRow, Happening, OwnCancel, SaleRow, TimelineEntry};
use crate::model::shown::Shown;
use crate::model::view::{Activity, ActivityRow, Connection, VanishHold};

pub use self::identity::Identity;
pub use self::read::{CatalogueRow, ContractRow, MirrorRow};
pub use self::work::{CareRow, DraftRow, EditsRow, FiledRow, FilingRow, JobRow, Place, TaskRow};

/// The version of every form below. One number per type would say the same at more length.
pub const V1: u8 = 1;

/// The first half of a keyed hash: 128 bits tell things apart and give nothing away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Digest(pub [u8; 16]);

impl Digest {
    /// Lower-case hexadecimal.
    pub fn to_hex(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A value that lies in the row itself, or in a document when it is large.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stored<T> {
    /// In the row.
    Here(Box<T>),
    /// In a document, as JSON.
    Document(DocumentId),
}

/// The own environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnRow {
    /// Form.
    pub v: u8,
    /// Where it is.
    pub address: EnvironmentAddress,
    /// What the last test found.
    pub connection: Option<Connection>,
}

/// A token.
#[derive(Serialize, Deserialize)]
pub struct TokenRow {
    /// Form.
    pub v: u8,
    /// In plain: the engine below encrypts every value.
    pub token: String,
}

/// Our key pair for invites.
#[derive(Serialize, Deserialize)]
pub struct ExchangeRow {
    /// Form.
    pub v: u8,
    /// The private half, in plain: the engine below encrypts every value.
    pub private: String,
}

/// An integration and what koppel has learned about its partner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IntegrationRow {
    /// Form.
    pub v: u8,
    /// The integration. Its version is filled in from the entry when read.
    pub integration: Integration,
    /// How sales are matched; `None` until the partner was asked.
    pub tier: Option<Tier>,
    /// Why nothing is sent until an operator acts.
    pub paused: Option<Failure>,
    /// What the last test found.
    pub connection: Option<Connection>,
    /// Linked products that are gone, and what to do about them is for an operator to say.
    #[serde(default)]
    pub vanished: Option<VanishHold>,
    /// Questions of the partner's that nobody has looked at since an import or the partner brought them.
    #[serde(default)]
    pub new_questions: BTreeSet<QuestionKey>,
}

/// The partner of an integration that was removed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RetiredRow {
    /// Form.
    pub v: u8,
    /// Where it was.
    pub partner: EnvironmentAddress,
}

/// A link between an own product and a partner's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkRow {
    /// Form.
    pub v: u8,
    /// Number at A.
    pub own: ProductId,
    /// Number at B.
    pub partner: ProductId,
    /// When a change was last carried over.
    pub last_synchronised: Timestamp,
    /// When it was last looked at.
    pub last_checked: Timestamp,
    /// What was known of both when they were last compared; `None` for never.
    #[serde(default)]
    pub looked: Option<Looked>,
    /// Digests of the files that were carried over.
    #[serde(default)]
    pub files: BTreeMap<String, Digest>,
    /// Digests of the partner's files as last fetched.
    #[serde(default)]
    pub files_seen: BTreeMap<String, Digest>,
    /// Since when the partner does not show its product.
    #[serde(default)]
    pub missing_since: Option<Timestamp>,
    /// The own product was put out of sale for that.
    #[serde(default)]
    pub retired: Option<Retired>,
    /// An operator brought it back: it is left alone until the partner shows it again.
    #[serde(default)]
    pub spared: bool,
}

/// Two linked products and the policies as they were when compared: as long as none of the three changes,
/// there is nothing new to carry over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// Of the partner's product.
    pub theirs: Digest,
    /// Of ours; `None` right after an import.
    pub ours: Option<Digest>,
    /// Of the policies.
    pub policies: Digest,
}

/// An own product that koppel put out of sale because the partner's was gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Retired {
    /// When.
    pub at: Timestamp,
    /// Deactivated or deleted.
    pub how: OnVanished,
    /// The product as it was, once it is deleted.
    pub product: Option<Stored<Product>>,
}

/// A mapping.
#[derive(Clone, Serialize, Deserialize)]
pub struct MappingRow {
    /// Form.
    pub v: u8,
    /// Grows with each change.
    pub version: u64,
    /// When and by whom it last changed.
    pub changed: Option<(Timestamp, String)>,
    /// The mapping.
    pub mapping: Stored<Mapping>,
}

/// A mapping, read whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MappingRecord {
    /// Grows with each change; 0 before the first.
    pub version: u64,
    /// When and by whom it last changed.
    pub changed: Option<(Timestamp, String)>,
    /// The mapping.
    pub mapping: Mapping,
}

/// One sale of A: all a list needs, without its body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaleRecord {
    /// Form.
    pub v: u8,
    /// The integration it goes through.
    pub integration: Option<IntegrationName>,
    /// Its life.
    pub delivery: Delivery,
    /// The customer, masked.
    pub customer: Shown,
    /// A's product.
    pub product_id: ProductId,
    /// Its name.
    pub product: Shown,
    /// A's flow.
    pub flow: FlowKey,
    /// A's status.
    pub own_status: StatusKey,
    /// B's status, once known.
    pub partner_status: Option<StatusKey>,
    /// B's remark with it.
    pub partner_remark: Shown,
    /// B's status is a custom one that no row maps.
    pub unmapped: bool,
    /// Sales of one address share it.
    pub lane: Digest,
    /// A cancelled it, or was asked to, and the partner knows nothing of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_cancel: Option<OwnCancel>,
    /// Digest of A's sale, without its status and times: tells a change from a mere touch.
    pub content: Digest,
    /// In whose place it is, and who is in its.
    #[serde(default)]
    pub place: Place,
    /// Entries in its timeline.
    pub happenings: u32,
    /// When koppel first saw it.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

impl SaleRecord {
    /// The group its failure belongs to, while the failure holds it up.
    pub fn group(&self) -> Option<GroupKey> {
        if !matches!(self.delivery.state, State::Fallout | State::Uncertain | State::Retrying) {
            return None;
        }
        Some(self.delivery.failure.as_ref()?.group(self.integration.as_ref()?))
    }

    /// Where the partner was asked to cancel it, what it answers counts at A; where it did, both agree.
    pub fn reconcile(&mut self) {
        let asked = self.own_cancel == Some(OwnCancel::Asked) && self.delivery.cancel_requested;
        if asked || self.delivery.state == State::Cancelled {
            self.own_cancel = None;
        }
    }

    /// The row a list shows.
    pub fn row(&self, id: SaleId, version: u64) -> SaleRow {
        let delivery = &self.delivery;
        SaleRow {
            id,
            own_sale_id: id,
            integration: self.integration.clone(),
            state: delivery.state,
            doubt: delivery.doubt,
            held: delivery.held,
            cancel_requested: delivery.cancel_requested,
            own_cancel: self.own_cancel,
            waiting: delivery.waiting.clone(),
            cause: delivery.failure.as_ref().map(|failure| failure.cause),
            failure: delivery.failure.clone(),
            group: self.group(),
            partner_sale_id: delivery.partner_sale_id,
            attempts: delivery.attempts,
            next_at: delivery.next_at,
            customer: self.customer.clone(),
            product: self.product.clone(),
            flow: self.flow.clone(),
            own_status: self.own_status.clone(),
            partner_status: self.partner_status.clone(),
            created_at: self.created_at,
            updated_at: self.updated_at,
            version,
        }
    }

    /// The row the engine schedules by; `None` when nothing is under way.
    pub fn active(&self) -> Option<ActiveRow> {
        let delivery = &self.delivery;
        delivery.state.is_under_way().then_some(ActiveRow {
            lane: self.lane,
            state: delivery.state,
            doubt: delivery.doubt,
            held: delivery.held,
            next_at: delivery.next_at,
        })
    }
}

/// What the engine schedules by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActiveRow {
    /// Its lane.
    pub lane: Digest,
    /// State.
    pub state: State,
    /// Where the doubt stands.
    pub doubt: Option<Doubt>,
    /// Held.
    pub held: bool,
    /// When the next step is due.
    pub next_at: Option<Timestamp>,
}

/// One attempt, with the exact bytes it sent.
#[derive(Clone, Serialize, Deserialize)]
pub struct AttemptRecord {
    /// Form.
    pub v: u8,
    /// Who may write its outcome.
    pub fence: Fence,
    /// Generation of the body.
    pub generation: u32,
    /// When the intent became durable.
    pub started_at: Timestamp,
    /// The flow it was posted to.
    pub flow: FlowKey,
    /// The bytes.
    pub body: Bytes,
    /// How sales were matched then.
    pub tier: Tier,
    /// Highest id seen at the partner before it began.
    pub base_high_id: SaleId,
    /// How far the partner's clock was ahead of ours then, in milliseconds, where an answer had told.
    #[serde(default)]
    pub offset_ms: Option<i64>,
    /// Version of the mapping that made the body.
    pub mapping_version: u64,
    /// Version of the partner's contract that it was made for; 0 in attempts from before that was kept.
    #[serde(default)]
    pub contract_version: u64,
    /// When its outcome became durable.
    pub ended_at: Option<Timestamp>,
    /// HTTP status of the answer.
    pub http_status: Option<u16>,
    /// What failed.
    pub failure: Option<Failure>,
    /// Number at B.
    pub partner_sale_id: Option<SaleId>,
    /// Digest of the answer.
    pub answer: Option<Digest>,
    /// Its start, at most 2 KB, without personal data.
    #[serde(default)]
    pub snippet: Option<Shown>,
    /// How long the answer took, in milliseconds.
    pub took_ms: Option<u64>,
    /// Not made here: what another copy of this store may have sent.
    #[serde(default)]
    pub supposed: bool,
}

impl AttemptRecord {
    /// The row a detail shows.
    pub fn row(self, id: Ulid) -> AttemptRow {
        AttemptRow {
            id,
            generation: self.generation,
            started_at: self.started_at,
            ended_at: self.ended_at,
            http_status: self.http_status,
            failure: self.failure,
            partner_sale_id: self.partner_sale_id,
            mapping_version: self.mapping_version,
            contract_version: self.contract_version,
        }
    }
}

/// The bytes of a body: a JSON text in the row, or a document.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bytes {
    /// In the row.
    Text(String),
    /// In a document.
    Document(DocumentId),
}

/// One entry of a timeline.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TimelineRow {
    /// Form.
    pub v: u8,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What.
    pub what: Happening,
}

impl From<TimelineRow> for TimelineEntry {
    fn from(row: TimelineRow) -> Self {
        Self { at: row.at, actor: row.actor, what: row.what }
    }
}

/// A status that must still be written to A's sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteBack {
    /// Form.
    pub v: u8,
    /// A's status.
    pub status: StatusKey,
    /// B's remark, sent along.
    pub remark: Shown,
    /// Since when it waits.
    pub since: Timestamp,
    /// Tries that failed.
    pub failed: u32,
    /// When it was last refused, once it was refused so often that it is only tried now and then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parked_at: Option<Timestamp>,
}

/// A root-cause group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GroupRecord {
    /// Form.
    pub v: u8,
    /// Its key.
    pub key: GroupKey,
    /// The integration.
    pub integration: IntegrationName,
    /// The cause.
    pub cause: Cause,
    /// One failure of it.
    pub example: Failure,
    /// First seen.
    pub since: Timestamp,
    /// Last seen.
    pub last: Timestamp,
}

impl GroupRecord {
    /// The row a screen shows.
    pub fn row(&self, count: u64) -> GroupRow {
        GroupRow {
            key: self.key.clone(),
            integration: self.integration.clone(),
            cause: self.cause,
            example: self.example.clone(),
            count,
            trying: 0,
            since: self.since,
            last: self.last,
            care: GroupCare::default(),
            trend: Trend::default(),
        }
    }
}

/// One line of activity.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ActivityRecord {
    /// Form.
    pub v: u8,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// About which integration.
    pub integration: Option<IntegrationName>,
    /// What.
    pub what: Activity,
}

impl ActivityRecord {
    /// The row a screen shows.
    pub fn row(self, sequence: u64) -> ActivityRow {
        ActivityRow {
            sequence,
            at: self.at,
            actor: self.actor,
            integration: self.integration,
            what: self.what,
        }
    }
}

/// Where a pass has got to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CursorRow {
    /// Form.
    pub v: u8,
    /// The pass's own.
    pub value: serde_json::Value,
}
