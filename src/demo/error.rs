//! Why a demo stopped.
//!
//! Not here: sales that fall out. They are part of the show.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::credential::KeyError;
use crate::environment::EnvironmentError;
use crate::model::failure::Failure;
use crate::salesdock::error::LinkError;
use crate::salesdock::request::base::BadBase;
use crate::service::StartError;
use crate::service::client::ClientError;
use crate::service::folder::FolderError;
use crate::service::protocol::Done;

/// An error of the demo.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// Its folder cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The folder is that of a real service.
    #[error("{path} holds a store that no demo made; choose another folder with --data")]
    NotADemo {
        /// The folder.
        path: PathBuf,
    },
    /// What it remembered cannot be read or written.
    #[error("{path} cannot be used; remove the demo's folder, or choose another with --data")]
    Notes {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The key of its environment cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Something else listens where an environment of this demo did before.
    #[error(
        "{address} is taken, and this demo's environments are linked by it: end what listens there, or choose another folder with --data"
    )]
    AddressTaken {
        /// The address.
        address: SocketAddr,
    },
    /// An environment cannot listen.
    #[error("an environment of the demo cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// An environment cannot be made or opened.
    #[error("an environment of the demo cannot be opened")]
    Environment(#[from] EnvironmentError),
    /// A service cannot start.
    #[error("a service of the demo cannot start")]
    Start {
        /// Why.
        #[source]
        source: Box<StartError>,
    },
    /// An environment's address cannot be spoken to.
    #[error("an environment of the demo has an address that cannot be used")]
    Address(#[from] BadBase),
    /// The sample mapping cannot be read.
    #[error("the demo's mapping cannot be read")]
    Mapping {
        /// Why.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A service refused, or could not be spoken to.
    #[error("a service of the demo did not do what was asked")]
    Service(#[from] ClientError),
    /// An environment refused, or could not be spoken to.
    #[error("an environment of the demo did not do what was asked")]
    Link(#[from] LinkError),
    /// The reseller's environment refused a sale of the desk.
    #[error("the reseller's environment refused sale {number} of the desk: {why}")]
    Refused {
        /// Which sale.
        number: u64,
        /// Cause and element.
        why: String,
    },
    /// A connection test failed.
    #[error("a connection of the demo does not work: {} ({})", failure.cause.word(), failure.element)]
    NotConnected {
        /// How.
        failure: Failure,
    },
    /// Something else came than was asked.
    #[error("asked for {asked}, {found} came")]
    Unexpected {
        /// What was asked.
        asked: &'static str,
        /// What came.
        found: String,
    },
    /// Nothing changed for so long that nobody believes that anything will.
    #[error("nothing has changed for {minutes} minutes, and not everything is settled")]
    Stuck {
        /// How long.
        minutes: u64,
    },
}

impl DemoError {
    pub(super) fn unexpected(asked: &'static str, found: &Done) -> Self {
        Self::Unexpected { asked, found: format!("{found:?}") }
    }

    pub(super) fn unexpected_answer(asked: &'static str) -> Self {
        Self::Unexpected { asked, found: "something else".to_owned() }
    }

    /// The system could not say where a socket listens.
    pub(super) fn listening(asked: Option<SocketAddr>) -> impl FnOnce(std::io::Error) -> Self {
        let address = asked.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0)));
        move |source| Self::Listen { address, source }
    }
}
