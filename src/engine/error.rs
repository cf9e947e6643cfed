//! Why the engine did not do it.

use crate::model::failure::Failure;
use crate::salesdock::error::LinkError;
use crate::salesdock::request::base::BadBase;
use crate::store::StoreError;

/// An error of the engine. What an operator reads of it is made at the screen.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The request makes no sense.
    #[error("{why}")]
    Invalid {
        /// Why.
        why: String,
    },
    /// There is no such thing.
    #[error("there is no {what} «{name}»")]
    NotFound {
        /// Kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// Somebody changed it in the meantime.
    #[error("changed in the meantime: expected version {expected}, it is now at {found}")]
    Conflict {
        /// What was expected.
        expected: u64,
        /// What stands there.
        found: u64,
    },
    /// Not possible in its state.
    #[error("{why}")]
    Refused {
        /// Why.
        why: String,
    },
    /// The other side did not do it.
    #[error("the environment refused or could not be reached")]
    Link {
        /// How.
        failure: Box<Failure>,
    },
    /// The store failed.
    #[error("the store failed")]
    Store(#[source] StoreError),
}

impl EngineError {
    /// The own environment was not set.
    pub fn no_own() -> Self {
        Self::Refused { why: "the own environment is not set; set it with `koppel own set`".to_owned() }
    }

    /// The request makes no sense, because `why`.
    pub fn invalid(why: impl Into<String>) -> Self {
        Self::Invalid { why: why.into() }
    }
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NoIntegration { name } => {
                Self::NotFound { what: "integration", name: name.to_string() }
            }
            StoreError::NoSale { sale } => Self::NotFound { what: "sale", name: sale.to_string() },
            StoreError::Changed { expected, found } => Self::Conflict { expected, found },
            StoreError::IntegrationExists { .. }
            | StoreError::Refused { .. }
            | StoreError::Claimed { .. }
            | StoreError::Linked { .. }
            | StoreError::Busy { .. } => Self::Refused { why: error.to_string() },
            StoreError::Kv(_)
            | StoreError::DocumentMissing { .. }
            | StoreError::DocumentUnreadable { .. } => Self::Store(error),
        }
    }
}

impl From<LinkError> for EngineError {
    fn from(error: LinkError) -> Self {
        Self::Link { failure: Box::new(error.failure) }
    }
}

impl From<BadBase> for EngineError {
    fn from(error: BadBase) -> Self {
        Self::Invalid { why: error.to_string() }
    }
}
