//! The sheet of a partner's question: everything there is to know before one maps it.
//!
//! Not here: gathering it (`engine::sheet`), its words (`locale::sheet`).

use serde::{Deserialize, Serialize};

use super::drift::Change;
use super::ids::{ProductId, QuestionKey, SaleId};
use super::proof::Explained;
use super::shown::Shown;
use crate::clock::Timestamp;

/// A partner's question, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionSheet {
    /// Identifier.
    pub key: QuestionKey,
    /// Name.
    pub name: Shown,
    /// The partner's explanation.
    pub description: Shown,
    /// Input type, the API's word.
    pub input_type: String,
    /// What an answer must satisfy; `None` until its page was read.
    pub demands: Option<Demands>,
    /// The rule; with what holds of it for the sale that was looked at, when there is one.
    pub rule: Option<Explained>,
    /// Sales that it can be looked at with: those the proof found for this question, then the last sold.
    pub examples: Vec<Example>,
    /// The sale that was looked at, and what follows for it.
    pub tried: Option<Tried>,
    /// Imported products that it may be asked for.
    pub products: Vec<(ProductId, Shown)>,
    /// Imported products there are in all.
    pub imported: u64,
    /// When the row came that is published; `None` when there is none.
    pub mapped: Option<Mapped>,
    /// What the partner changed about it, latest first.
    pub changes: Vec<Changed>,
}

/// What an answer must satisfy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demands {
    /// When an answer is required.
    pub required: When,
    /// When it is asked.
    pub visible: When,
    /// The customer sees it too.
    pub visible_customer: bool,
    /// Named check on the answer.
    pub validator: Option<Shown>,
    /// What the partner fills in by itself.
    pub default_value: Option<Shown>,
    /// The answers to choose from; empty when free.
    pub options: Vec<Shown>,
    /// Product types it is asked for; empty for all.
    pub product_types: Vec<Shown>,
}

/// When something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Always.
    Always,
    /// Never.
    Never,
    /// As the rule says.
    ByRule,
}

/// A sale to look at a question with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "number")]
pub enum Example {
    /// A counterexample of the proof, by its position there.
    Counterexample(usize),
    /// A sale of A's.
    Sale(SaleId),
}

/// What follows for a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// The sale.
    pub example: Example,
    /// The partner asks it; `None` when that is unknown.
    pub visible: Option<bool>,
    /// The partner requires an answer; `None` when that is unknown.
    pub required: Option<bool>,
}

/// When a row was published as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapped {
    /// The version of the mapping; of what is kept of them, the first that has the row so.
    pub version: u64,
    /// When it was published, and by whom.
    pub changed: Option<(Timestamp, String)>,
    /// False when the row may be older still.
    pub exact: bool,
}

/// What changed with one version of the partner's contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// The version.
    pub version: u64,
    /// When it was read.
    pub at: Timestamp,
    /// What changed.
    pub change: Change,
}
