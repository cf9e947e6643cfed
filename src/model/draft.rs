//! Drafts: what operators decided about rows of a mapping and did not publish yet. One for each integration,
//! kept by the service: it outlives a terminal, and whoever maps the same partner sees it.
//!
//! Not here: what becomes of it (`linking::draft`).

use serde::{Deserialize, Serialize};

use super::act::MappingRow;
use super::suggestion::Suggestion;
use crate::clock::Timestamp;

/// One decision about one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The row as it will be, or that there is to be none.
    pub row: MappingRow,
    /// The published row that was there when it was decided; `None` when there was none.
    pub base: Option<MappingRow>,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The version of the draft that it came with: what whoever decides otherwise must have seen.
    pub version: u64,
}

/// What was decided and not published.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Grows with each decision, and never goes back.
    pub version: u64,
    /// Decisions, one for each row, in the order they were made.
    pub decisions: Vec<Decision>,
}

impl Draft {
    /// The decision about the row that `row` is about.
    pub fn about(&self, row: &MappingRow) -> Option<&Decision> {
        self.decisions.iter().find(|decision| decision.row.is_about(row))
    }
}

/// A row that somebody published otherwise after it was decided: nothing is overwritten unseen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// The decision, with the published row it began from.
    pub mine: Decision,
    /// The published row of now.
    pub theirs: Option<MappingRow>,
}

/// A draft beside what is published, and what could stand in each row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DraftView {
    /// The draft.
    pub draft: Draft,
    /// Decisions that somebody published otherwise meanwhile.
    pub conflicts: Vec<Conflict>,
    /// For each row the likely counterparts, the surest first.
    pub candidates: Vec<Suggestion>,
}

/// An earlier version of a mapping.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MappingVersion {
    /// Its number.
    pub version: u64,
    /// When it was published, and by whom.
    pub changed: Option<(Timestamp, String)>,
    /// Rows it has.
    pub rows: u64,
}
