//! Rows of what operators do with sales: jobs and their sales, edits, rows of files.
//!
//! Not here: what becomes of them (`model::job`, `model::filing`).

use serde::{Deserialize, Serialize};

use super::{Bytes, Digest};
use crate::clock::Timestamp;
use crate::model::draft::Draft;
use crate::model::edit::Edit;
use crate::model::failure::GroupKey;
use crate::model::group::GroupCare;
use crate::model::ids::{FlowKey, SaleId};
use crate::model::job::{Job, Task};

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobRow {
    /// Form.
    pub v: u8,
    /// The job.
    pub job: Job,
}

/// One sale of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskRow {
    /// Form.
    pub v: u8,
    /// The sale and what became of it.
    pub task: Task,
}

/// The edits of a sale. Personal data, so no `Debug`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct EditsRow {
    /// Form.
    pub v: u8,
    /// One for each field.
    pub edits: Vec<Edit>,
}

/// A row of a file that was sent to the own environment. Personal data, so no `Debug`.
#[derive(Clone, Serialize, Deserialize)]
pub struct FiledRow {
    /// Form.
    pub v: u8,
    /// Digest of all it said.
    pub content: Digest,
    /// The flow it was sent to.
    pub flow: FlowKey,
    /// The exact bytes, as long as nobody knows what became of them.
    pub body: Option<Bytes>,
    /// Highest number of a sale seen in the own environment before it was first sent.
    pub base: SaleId,
    /// When it was last sent.
    pub sent_at: Timestamp,
    /// The sale it became.
    pub sale: Option<SaleId>,
}

/// A row of a file of which nobody knows what became.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct FilingRow {
    /// Form.
    pub v: u8,
    /// When it was last sent.
    pub sent_at: Timestamp,
}

/// What people made of a root-cause group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CareRow {
    /// Form.
    pub v: u8,
    /// The group.
    pub key: GroupKey,
    /// What they made of it.
    pub care: GroupCare,
}

/// The draft of a mapping.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftRow {
    /// Form.
    pub v: u8,
    /// The draft.
    pub draft: Draft,
}

/// Sales that take each other's place, by their numbers at A.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The cancelled one whose place it took.
    pub of: Option<SaleId>,
    /// The one that took its place.
    pub by: Option<SaleId>,
}
