//! What can go wrong with an environment as a whole, each with its subject and the next step.
//!
//! Not here: what a single request is refused for (`reply::Failure`).

use std::path::{Path, PathBuf};

use crate::credential::KeyError;
use crate::kv::KvError;
use crate::locale::{self, Argument, Language};

/// An error of making, opening or serving an environment.
#[derive(Debug, thiserror::Error)]
pub enum EnvironmentError {
    /// The account's name cannot stand in a path.
    #[error("«{domain}» cannot be an account name: use 1 to 64 lower-case letters, digits, - and _")]
    Domain {
        /// What was given.
        domain: String,
    },
    /// There is an environment in the folder already.
    #[error("{path} holds an environment already (account {domain}); choose another folder")]
    Exists {
        /// The folder.
        path: PathBuf,
        /// Its account.
        domain: String,
    },
    /// There is none in the folder.
    #[error("{path} holds no environment; make one with `koppel env init`")]
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// The world file has an entry that cannot be read.
    #[error("the world file cannot be read at {entry}: {why}")]
    World {
        /// Which entry.
        entry: String,
        /// Why not.
        why: String,
    },
    /// The key could not be had.
    #[error("the environment's key could not be opened")]
    Key(#[from] KeyError),
    /// The store failed.
    #[error("the environment's store failed")]
    Store(#[from] KvError),
    /// Connections could not be accepted.
    #[error("the environment cannot accept connections")]
    Accept {
        /// Why not.
        #[source]
        source: std::io::Error,
    },
}

impl EnvironmentError {
    /// What happened and what can be done, for an operator.
    pub fn sentence(&self, language: Language) -> String {
        let text = |key: &str, arguments: &[Argument<'_>]| locale::text(language, key, arguments);
        let shown = |path: &Path| path.display().to_string().into();
        match self {
            Self::Domain { domain } => text("world-domain", &[("domain", domain.as_str().into())]),
            Self::Exists { path, domain } => {
                text("world-exists", &[("path", shown(path)), ("domain", domain.as_str().into())])
            }
            Self::Missing { path } => text("world-missing", &[("path", shown(path))]),
            Self::World { entry, why } => {
                text("world-unreadable", &[("entry", entry.as_str().into()), ("why", why.as_str().into())])
            }
            Self::Key(error) => error.sentence(language),
            Self::Store(error) => error.sentence(language),
            Self::Accept { source } => text("world-accept", &[("why", source.to_string().into())]),
        }
    }

    /// True when another process serves it.
    pub fn is_locked(&self) -> bool {
        matches!(self, Self::Store(KvError::Locked { .. }))
    }

    /// True when a file of it is damaged, so that rebuilding may help.
    pub fn is_damaged(&self) -> bool {
        matches!(self, Self::Store(KvError::Damaged { .. }))
    }
}
