//! Rows of a mapping that koppel proposes, each with how sure it is and why.
//!
//! Not here: how they are found (`linking::suggest`).

use serde::{Deserialize, Serialize};

use super::act::MappingRow;
use super::mapping::{AgreementRow, FlowRow, QuestionRow, StatusRow};
use super::shown::Shown;

/// A proposed row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The row.
    pub row: SuggestedRow,
    /// What the partner calls it.
    pub partner: Shown,
    /// What A calls it.
    pub own: Shown,
    /// How sure, from 0 to 100.
    pub score: u8,
    /// The score of the best other choice for either side.
    pub runner_up: u8,
    /// Why.
    pub reason: Likeness,
}

impl Suggestion {
    /// From this score on suggestions may be accepted without looking at each: measured, see the test of
    /// `linking::suggest`.
    pub const ACCEPT: u8 = 55;

    /// A suggestion is accepted with others only when no other choice comes this near.
    pub const MARGIN: u8 = 5;

    /// Whether it is sure enough to be accepted at `score`.
    pub fn is_sure(&self, score: u8) -> bool {
        self.score >= score && self.score >= self.runner_up.saturating_add(Self::MARGIN)
    }
}

/// What is proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "row")]
pub enum SuggestedRow {
    /// A flow.
    Flow(FlowRow),
    /// A question, with as much of its option table as is clear.
    Question(QuestionRow),
    /// An agreement.
    Agreement(AgreementRow),
    /// A status.
    Status(StatusRow),
}

impl SuggestedRow {
    /// The row as a change of the mapping.
    pub fn change(&self) -> MappingRow {
        match self.clone() {
            Self::Flow(row) => MappingRow::SetFlow(row),
            Self::Question(row) => MappingRow::SetQuestion(row),
            Self::Agreement(row) => MappingRow::SetAgreement(row),
            Self::Status(row) => MappingRow::SetStatus(row),
        }
    }

    /// The list it is in, and its key there.
    pub fn place(&self) -> (&'static str, String) {
        self.change().place()
    }
}

/// Why two things are taken for the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// Both sides have the same identifier.
    SameKey,
    /// Both sides call it the same.
    SameLabel,
    /// What they are called is alike.
    AlikeLabel,
    /// What they are called is alike, and so are the options.
    AlikeOptions,
    /// Flows of one type.
    SameType,
}
