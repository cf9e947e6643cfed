//! What an operator learns before anything is sent: advice about the switches of an integration, what they
//! would decide for sales that exist, and what the mapping of now would make of sales that went before.
//!
//! Not here: finding it out (`linking::advice`, `engine::rehearse`).

use serde::{Deserialize, Serialize};

use super::delivery::State;
use super::failure::Failure;
use super::ids::{SaleId, StatusKey};
use super::queue::WaitingReason;
use super::shown::Shown;

/// Something about the switches and conditions that is probably not what was meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "advice")]
pub enum Advice {
    /// The general switch is on beside conditions: whatever matches none of them goes too.
    EverythingElseGoes,
    /// Nothing is switched on: no sale ever goes.
    NothingGoes,
    /// Automatic is on while processing is off: it has no effect.
    AutomaticWithoutProcessing {
        /// The condition; `None` for the general switch.
        condition: Option<String>,
    },
    /// Every sale that the condition matches is taken by earlier ones: it never decides.
    Dead {
        /// The condition.
        condition: String,
        /// The earlier ones: as few as take all of them together.
        by: Vec<String>,
    },
    /// Two conditions can match one sale and decide differently: their order matters.
    Overlap {
        /// The one that decides.
        first: String,
        /// The one that does not.
        second: String,
    },
    /// A status that A does not have.
    ImpossibleStatus {
        /// The condition; `None` for the general switch.
        condition: Option<String>,
        /// The status.
        status: StatusKey,
    },
    /// A condition asks for statuses of which its own gate lets none go.
    NeverInStatus {
        /// The condition.
        condition: String,
    },
    /// A condition names something that A does not have.
    Unmatchable {
        /// The condition.
        condition: String,
        /// What that is.
        what: Named,
        /// What it names, as written.
        names: String,
    },
    /// A status that the follow-up sets at A also lets sales go: whoever reacts to it starts over.
    Loop {
        /// The condition; `None` for the general switch.
        condition: Option<String>,
        /// The status at A.
        status: StatusKey,
        /// The partner's status that sets it.
        partner: StatusKey,
    },
}

impl Advice {
    /// The word in text keys.
    pub fn word(&self) -> &'static str {
        match self {
            Self::EverythingElseGoes => "everything-else",
            Self::NothingGoes => "nothing",
            Self::AutomaticWithoutProcessing { .. } => "automatic",
            Self::Dead { .. } => "dead",
            Self::Overlap { .. } => "overlap",
            Self::ImpossibleStatus { .. } => "impossible-status",
            Self::NeverInStatus { .. } => "never-in-status",
            Self::Unmatchable { .. } => "unmatchable",
            Self::Loop { .. } => "loop",
        }
    }
}

/// What a condition can name of A's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// A product, by number.
    Product,
    /// A supplier, by number.
    Supplier,
    /// A flow.
    Flow,
    /// A type of products.
    ProductType,
    /// A question.
    Question,
    /// A status.
    Status,
}

/// How a sale would go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By itself.
    ByItself,
    /// When an operator sends it.
    ByHand,
    /// Not as things stand.
    Never,
}

/// What the switches of now decide for one sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Number at A.
    pub sale: SaleId,
    /// How it would go.
    pub way: Way,
    /// The condition that decides; `None` for the general switch.
    pub condition: Option<String>,
    /// Why it would not go.
    pub why: Option<WaitingReason>,
}

/// What became of a sale in a backtest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tested {
    /// The partner has it; it could not be made any more.
    NewlyFailing,
    /// It fell out; it could be made now.
    NewlyPassing,
    /// It could be made before and now, and would say something else.
    Changed,
    /// It fell out, and would again.
    StillFailing,
    /// It says the same as then.
    Same,
    /// It was never sent, and could be made.
    Passing,
    /// It was never sent, and could not be made.
    Failing,
}

/// One sale of a backtest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Backtested {
    /// Number at A.
    pub sale: SaleId,
    /// Its state.
    pub state: State,
    /// What became of it.
    pub tested: Tested,
    /// Why it could not be made.
    pub failures: Vec<Failure>,
    /// The fields of the body that would be different, by the API's names.
    pub fields: Vec<String>,
}

/// What one row of a mapping gives for a sale that exists. What was typed is masked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sampled {
    /// Number at A.
    pub sale: SaleId,
    /// What A's sale says; `None` when it says nothing.
    pub own: Option<Shown>,
    /// What would be sent; `None` when nothing would.
    pub sent: Option<Shown>,
    /// Why the row makes it fall out.
    pub failure: Option<Failure>,
}

/// A backtest: the last sales of an integration through the mapping of now, without one request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Backtest {
    /// The sales, latest first.
    pub sales: Vec<Backtested>,
    /// Sales that were made and sent: what was predicted to pass.
    pub predicted: u64,
    /// Those of them that the partner refused.
    pub refused: u64,
    /// The version of the mapping.
    pub mapping_version: u64,
}
