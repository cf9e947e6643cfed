//! What the service streams: everything that changes, numbered.
//!
//! Not here: numbering and streaming it (`service::ring`, `service::stream`).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::model::administration::Moved;
use crate::model::alert::Alert;
use crate::model::ids::IntegrationName;
use crate::model::job::Job;
use crate::model::queue::{QueueCounts, SaleRow};
use crate::model::view::{ActivityRow, IntegrationView, OwnView};

/// One thing that changed, as streamed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Sequence number, ascending by one.
    pub sequence: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub change: Change,
}

/// What can change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change", content = "data")]
pub enum Change {
    /// A sale's row is new or changed.
    Sale(Box<SaleRow>),
    /// The queue in numbers; sent after sales changed, at most a few times a second.
    Counts(QueueCounts),
    /// An integration changed: settings, link, breaker, a pass that ended.
    Integration(Box<IntegrationView>),
    /// An integration was removed.
    IntegrationRemoved(IntegrationName),
    /// The own environment or its link changed.
    Own(OwnView),
    /// This of the own environment may be otherwise than it was read; at most a few times a second.
    Moved(BTreeSet<Moved>),
    /// A job began, went on or ended.
    Job(Box<Job>),
    /// Something to show under activity.
    Activity(ActivityRow),
    /// An operator is called for.
    Alert(Alert),
    /// Everything is settled, or no longer.
    Settled(bool),
    /// Events were missed: read anew.
    Resync,
}
