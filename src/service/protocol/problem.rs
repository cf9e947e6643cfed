//! Why the service did not do what it was asked.
//!
//! Not here: the sentences (`locale::reason`).

use serde::{Deserialize, Serialize};

use crate::model::failure::Failure;
use crate::model::reason::{Reason, Thing};

/// Why the service did not do it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "problem")]
pub enum Problem {
    /// The request makes no sense.
    #[error("{why}")]
    Invalid {
        /// Why.
        why: Reason,
    },
    /// There is no such thing.
    #[error("there is no {what} «{name}»")]
    NotFound {
        /// Kind of thing.
        what: Thing,
        /// Its name.
        name: String,
    },
    /// Somebody changed it in the meantime.
    #[error("changed in the meantime: expected version {expected}, it is now at {found}")]
    Conflict {
        /// What the command expected.
        expected: u64,
        /// What stands there.
        found: u64,
    },
    /// Not possible in its state.
    #[error("{why}")]
    Refused {
        /// Why.
        why: Reason,
    },
    /// The role of the asking account does not reach so far.
    #[error("{account} may only {may}; this needs the role {needs}")]
    NotAllowed {
        /// The account.
        account: String,
        /// Its role, or `nothing`.
        may: String,
        /// The role it needs.
        needs: String,
    },
    /// The other side did not do it.
    #[error("the environment refused or could not be reached: {}", told(failure))]
    Link {
        /// How.
        failure: Failure,
    },
    /// The store has failed.
    #[error("{why}")]
    Store {
        /// Why.
        why: String,
    },
}

/// A failure for a log: its cause, what it points at and what the other side said.
fn told(failure: &Failure) -> String {
    let mut told = format!("{} ({})", failure.cause.word(), failure.element);
    if let Some(said) = &failure.said {
        told.push_str(&format!(", «{said}»"));
    }
    told
}
