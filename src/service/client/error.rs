//! What can go wrong between a client and the service, each with its subject and the next step.

use std::path::{Path, PathBuf};

use crate::service::protocol::Problem;

/// An error of the client.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Nobody listens.
    #[error("no service runs at {socket}")]
    NotRunning {
        /// The socket.
        socket: PathBuf,
    },
    /// A service listens, but this account may not speak to it.
    #[error("this account may not use the service at {socket}")]
    NotAllowed {
        /// The socket.
        socket: PathBuf,
    },
    /// The socket cannot be used.
    #[error("{socket} cannot be connected to")]
    Connect {
        /// The socket.
        socket: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The connection broke before the answer was complete; a command may have been carried out.
    #[error("the connection to the service was lost")]
    Lost {
        /// Why.
        #[source]
        source: hyper::Error,
    },
    /// A question was not answered.
    #[error("the service gave no answer within {seconds} s")]
    NoAnswer {
        /// How long was waited.
        seconds: u64,
    },
    /// The answer cannot be read: the service is of another version.
    #[error("the service's answer cannot be read; restart it, so that both are of one version")]
    Unreadable {
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// The question cannot be written as JSON.
    #[error("the question cannot be written")]
    Unwritable {
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// The request cannot be built.
    #[error("the request cannot be made")]
    Unsendable {
        /// Why.
        #[source]
        source: hyper::http::Error,
    },
    /// The service did not do it, and says why.
    #[error(transparent)]
    Refused(#[from] Problem),
}

impl ClientError {
    pub(super) fn connecting(socket: &Path, source: std::io::Error) -> Self {
        use std::io::ErrorKind;
        let socket = socket.to_path_buf();
        match source.kind() {
            ErrorKind::NotFound | ErrorKind::ConnectionRefused => Self::NotRunning { socket },
            ErrorKind::PermissionDenied => Self::NotAllowed { socket },
            _ => Self::Connect { socket, source },
        }
    }

    /// The service's own words, when it gave any.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Refused(problem) => Some(problem),
            _ => None,
        }
    }
}
