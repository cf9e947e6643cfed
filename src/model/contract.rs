//! What a partner asks of a sale, as last read from its environment: its flows, questions and agreements.
//!
//! Not here: products (each has its own row), and whether a sale satisfies it (`linking`).

use serde::{Deserialize, Serialize};

use super::agreement::Agreement;
use super::flow::Flow;
use super::question::Question;

/// A partner's contract, as far as it has been read. What has not been read is unknown, not absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PartnerContract {
    /// Flows it grants.
    pub flows: Vec<Flow>,
    /// Product questions.
    pub questions: Vec<Question>,
    /// Agreements.
    pub agreements: Vec<Agreement>,
}
