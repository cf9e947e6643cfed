//! Why a sale goes or does not: every rule and switch that is asked, in the order in which it is asked.
//!
//! Not here: asking them (`linking::trace`, `engine::trace`), the sentences (`locale::trace`).

use serde::{Deserialize, Serialize};

use super::delivery::State;
use super::failure::Failure;
use super::ids::{IntegrationName, ProductId, SaleId, StatusKey};
use super::queue::WaitingReason;
use crate::clock::Timestamp;

/// A rule that was asked, and what it said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum Step {
    /// The sale is not cancelled at A.
    NotCancelled,
    /// Its product is linked.
    Linked {
        /// A's product.
        product: ProductId,
        /// Through whom.
        integration: IntegrationName,
    },
    /// Its other products are linked to the same partner.
    OnePartner {
        /// So many.
        products: usize,
    },
    /// A condition does not match it.
    NoMatch {
        /// The condition.
        condition: String,
        /// The first thing in which it differs.
        part: Part,
    },
    /// Who decides about it: the first condition that matches, `None` for the general switch.
    Decides {
        /// The condition.
        condition: Option<String>,
    },
    /// Sale processing is on there.
    On,
    /// Its status lets it go there.
    StatusFits {
        /// Its status.
        status: StatusKey,
        /// The statuses that do; `None` when every status does.
        allowed: Option<Vec<StatusKey>>,
    },
    /// It goes by itself.
    ByItself,
    /// It goes when somebody sends it.
    ByHand,
    /// It waits.
    Waits {
        /// Why.
        why: WaitingReason,
    },
    /// No change of the partner's holds it.
    NoDrift,
    /// Somebody holds it.
    Held,
    /// It is past deciding: somebody has to look at it.
    InState {
        /// Where it stands.
        state: State,
    },
    /// Nothing leaves this data folder: it may be a copy.
    Quarantined,
    /// The integration sends nothing after what the partner answered.
    Paused {
        /// The answer.
        failure: Box<Failure>,
    },
    /// The partner failed too often: it is asked again then.
    Resting {
        /// When.
        until: Timestamp,
    },
    /// Another sale for the same address goes first.
    Behind {
        /// It.
        sale: SaleId,
    },
    /// The setting that lets it be recalled keeps it until then.
    Recallable {
        /// When.
        at: Timestamp,
        /// The integration's.
        integration: IntegrationName,
        /// So many seconds.
        grace: u64,
    },
    /// Its next step has a time: until then it is not tried again.
    Due {
        /// When.
        at: Timestamp,
    },
    /// Nothing stands in its way.
    Free,
}

/// What a condition asks about a sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "part", content = "value")]
#[allow(missing_docs)]
pub enum Part {
    Product,
    Supplier,
    Flow,
    ProductType,
    Status,
    Customer,
    /// The answer to this question.
    Answer(String),
}

/// What a step means for the sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on to the next.
    Passes,
    /// It ends here.
    Stops,
    /// It tells, and decides nothing.
    Tells,
}

impl Step {
    /// What it means for the sale.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::NotCancelled
            | Self::Linked { .. }
            | Self::OnePartner { .. }
            | Self::On
            | Self::StatusFits { .. }
            | Self::NoDrift
            | Self::ByItself
            | Self::Free => Verdict::Passes,
            Self::NoMatch { .. } | Self::Decides { .. } => Verdict::Tells,
            Self::ByHand
            | Self::Waits { .. }
            | Self::Held
            | Self::InState { .. }
            | Self::Quarantined
            | Self::Paused { .. }
            | Self::Resting { .. }
            | Self::Behind { .. }
            | Self::Recallable { .. }
            | Self::Due { .. } => Verdict::Stops,
        }
    }
}
