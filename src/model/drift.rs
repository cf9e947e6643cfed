//! Drift: what changed in what a partner asks of a sale, and what that means for one mapping.
//!
//! Not here: telling it (`linking::drift`), products (`linking::vanish` and `linking::carry`).

use serde::{Deserialize, Serialize};

use super::failure::Element;
use super::ids::SaleId;
use super::shown::Shown;
use crate::clock::Timestamp;

/// What a change means for a mapping, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Nothing: it is recorded and raises nothing.
    Harmless,
    /// The partner takes more, or asks less.
    Widening,
    /// The partner takes less, or asks more: some sales may be refused.
    Tightening,
    /// What the mapping gives is refused.
    Breaking,
}

impl Class {
    /// The word in JSON and in text keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Harmless => "harmless",
            Self::Widening => "widening",
            Self::Tightening => "tightening",
            Self::Breaking => "breaking",
        }
    }
}

/// What of a thing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It is there now: a question, an agreement, a status, an option, the right to a flow.
    Added,
    /// It is gone, or the right to it is.
    Removed,
    /// How it is called or explained.
    Label,
    /// When it is asked and must be answered or accepted.
    Demand,
    /// Whether it is free, or to be chosen from a list.
    Choice,
    /// Its type or its check: which answers are well formed.
    Form,
    /// Which transactions, customers and additional products a flow takes.
    Terms,
    /// What a status means for a sale.
    Meaning,
}

impl What {
    /// The word in JSON and in text keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Label => "label",
            Self::Demand => "demand",
            Self::Choice => "choice",
            Self::Form => "form",
            Self::Terms => "terms",
            Self::Meaning => "meaning",
        }
    }
}

/// One change of the partner's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What it means for the mapping.
    pub class: Class,
    /// What it hits: a flow, a question, an option of one, an agreement or a status of the partner.
    pub element: Element,
    /// What of it changed.
    pub what: What,
    /// How it was; `None` where that says nothing.
    pub before: Option<Shown>,
    /// How it is.
    pub after: Option<Shown>,
}

/// Where a drift stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Standing {
    /// Nobody has looked at it, and the proof is not good.
    Open,
    /// It asks nothing of anybody, or the policy says so.
    Noted,
    /// An operator let its sales go.
    Released {
        /// Who.
        by: String,
        /// When.
        at: Timestamp,
    },
    /// The proof was good again.
    Proven {
        /// When.
        at: Timestamp,
    },
}

impl Standing {
    /// The word in JSON and in text keys.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Noted => "noted",
            Self::Released { .. } => "released",
            Self::Proven { .. } => "proven",
        }
    }
}

/// A version of a partner's contract, with what changed since the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    /// Number of the version, from 1: the first that was read, and without changes.
    pub version: u64,
    /// When it was first read.
    pub at: Timestamp,
    /// Digest of the whole contract, in hexadecimal.
    pub fingerprint: String,
    /// What changed, the worst first.
    pub changes: Vec<Change>,
    /// Where it stands.
    pub standing: Standing,
}

impl Drift {
    /// True while it may hold sales.
    pub fn is_open(&self) -> bool {
        self.standing == Standing::Open
    }

    /// The worst that it means.
    pub fn class(&self) -> Class {
        self.changes.iter().map(|change| change.class).max().unwrap_or(Class::Harmless)
    }
}

/// A drift and the sales that wait because of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriftView {
    /// The drift.
    #[serde(flatten)]
    pub drift: Drift,
    /// Sales it holds now, by their number at A.
    pub held: Vec<SaleId>,
}

/// Open drift of an integration, in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriftMark {
    /// Open versions.
    pub open: u64,
    /// The worst class among them.
    pub class: Class,
    /// When the oldest was read.
    pub since: Timestamp,
}

impl DriftMark {
    /// The mark of these; `None` when none is open.
    pub fn of(drifts: &[Drift]) -> Option<Self> {
        let open: Vec<&Drift> = drifts.iter().filter(|drift| drift.is_open()).collect();
        let class = open.iter().map(|drift| drift.class()).max()?;
        let since = open.iter().map(|drift| drift.at).min()?;
        Some(Self { open: open.len() as u64, class, since })
    }
}
