//! A sale of which nobody knows whether the partner has it, as a person looks at it who must say: what each
//! check read and found, and what stands there that is like it, side by side with what was sent.
//!
//! Not here: checking (`engine::forward`), what follows from an answer (`delivery`).

use serde::{Deserialize, Serialize};

use super::delivery::Check;
use super::ids::SaleId;
use super::shown::Shown;
use crate::clock::Timestamp;

/// What one reading of the partner's listing was worth.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Sales it showed.
    pub rows: u64,
    /// Every page was read, and none shifted meanwhile.
    pub sound: bool,
    /// It shows a sale that is known to be ours: the token sees what it must.
    pub controlled: bool,
    /// Those in it that may be the one.
    pub like: Vec<SaleId>,
}

/// A sale in doubt, looked at now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoubtView {
    /// Number at A.
    pub sale: SaleId,
    /// When it was first sent under this reference.
    pub since: Timestamp,
    /// What it goes under at the partner.
    pub reference: Shown,
    /// The reading.
    pub look: Look,
    /// What is like it, each whole; at most ten.
    pub candidates: Vec<Candidate>,
    /// What koppel's own checks found since it was sent, oldest first.
    #[serde(default)]
    pub scans: Vec<Scan>,
}

impl DoubtView {
    /// The only sale of the partner that it can be, when it is no other's.
    pub fn only_candidate(&self) -> Option<SaleId> {
        match self.candidates.as_slice() {
            [only] if only.owner.is_none() => Some(only.partner_sale),
            _ => None,
        }
    }
}

/// One check that koppel made by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// When.
    pub at: Timestamp,
    /// What it found.
    pub found: Check,
    /// What the reading was worth.
    pub look: Look,
}

/// One sale of the partner's beside ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Number at B.
    pub partner_sale: SaleId,
    /// The sale of ours that has it already.
    pub owner: Option<SaleId>,
    /// It agrees in all that is known, and in enough of it.
    pub same: bool,
    /// What is compared.
    pub traits: Vec<Compared>,
}

/// One thing that tells sales apart, in both; personal data masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// By the API's name.
    pub field: String,
    /// In what was sent; `None` when it says nothing.
    pub ours: Option<Shown>,
    /// At the partner; `None` when it is not shown.
    pub theirs: Option<Shown>,
    /// Whether they are equal; `None` when one is not known.
    pub equal: Option<bool>,
}
