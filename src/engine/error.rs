//! Why the engine did not do it.

use crate::model::delivery::Refused;
use crate::model::failure::Failure;
use crate::model::reason::{Reason, Thing};
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
        /// What was expected.
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
        Self::refused(Reason::NoOwnEnvironment)
    }

    /// The request makes no sense, because `why`.
    pub fn invalid(why: Reason) -> Self {
        Self::Invalid { why }
    }

    /// Not possible in its state, because `why`.
    pub fn refused(why: Reason) -> Self {
        Self::Refused { why }
    }

    /// There is no such thing.
    pub fn not_found(what: Thing, name: impl ToString) -> Self {
        Self::NotFound { what, name: name.to_string() }
    }
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NoIntegration { name } => Self::not_found(Thing::Integration, name),
            StoreError::NoSale { sale } => Self::not_found(Thing::Sale, sale),
            StoreError::Changed { expected, found } => Self::Conflict { expected, found },
            StoreError::IntegrationExists { name } => Self::refused(Reason::IntegrationExists { name }),
            StoreError::Refused { refused, .. } => Self::refused(match refused {
                Refused::WrongState { state } => Reason::WrongState { state },
                Refused::Fenced => Reason::Fenced,
                Refused::Held => Reason::Held,
                Refused::NotDue => Reason::NotDue,
                Refused::Doubted => Reason::Doubted,
            }),
            StoreError::Claimed { partner_sale, owner } => {
                Self::refused(Reason::Claimed { partner_sale, owner })
            }
            StoreError::Linked { own, partner } => Self::refused(Reason::LinkedAlready { own, partner }),
            StoreError::NoPlace { cancelled } => Self::refused(Reason::NoPlace { cancelled }),
            StoreError::InJob { sale, job } => Self::refused(Reason::InJob { sale, job }),
            StoreError::Busy { name, count } => Self::refused(Reason::Busy { name, count }),
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
        let (BadBase::NoUrl { url: address }
        | BadBase::NotSecure { url: address }
        | BadBase::NotAnOrigin { url: address }
        | BadBase::BadDomain { domain: address }) = error;
        Self::invalid(Reason::Address { address })
    }
}
