//! What carries a request: the network, or a router in this process. And the one question that decides
//! everything when no answer came: was it sent?
//!
//! Not here: what an answer means (`error`).

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use hyper::http::{Request, Response};

use crate::model::failure::Cause;

/// How one request is to be carried.
#[derive(Clone, Copy, Debug)]
pub struct Handling {
    /// Longest answer that is read, in bytes.
    pub cap: usize,
    /// May go over a connection that was used before.
    pub reuse: bool,
}

/// An answer without an end, piece by piece.
pub type Chunks = BoxStream<'static, Result<Bytes, TransportError>>;

/// Carries requests. Sends each at most once: no redirects, no repeats, no decompression.
pub trait Transport: Send + Sync {
    /// Carries `request` and reads its whole answer.
    fn send(
        &self,
        request: Request<Bytes>,
        handling: Handling,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>>;

    /// Carries `request`, whose answer has no end: its head in time, its body as it comes.
    fn open(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Chunks>, TransportError>>;
}

/// A cause from below, kept for the log of an operator who digs.
pub type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why no complete answer came.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// No connection: name, address, port, or connecting took too long. Nothing was sent.
    #[error("no connection to the environment")]
    Unreachable {
        /// The cause below.
        source: Source,
    },
    /// The handshake failed: certificate, name, or no TLS there at all. Nothing was sent.
    #[error("no secure connection to the environment")]
    Tls {
        /// The cause below.
        source: Source,
    },
    /// The TLS client could not be made on this machine. Nothing was sent.
    #[error("no TLS client could be made")]
    NoTlsClient {
        /// The cause below.
        source: Source,
    },
    /// The address is not in the environment. Nothing was sent.
    #[error("«{location}» is not in this environment: it is not fetched")]
    Elsewhere {
        /// The address.
        location: String,
    },
    /// The token holds characters that no token has. Nothing was sent.
    #[error("the token holds characters that cannot be sent: paste it again, without spaces or line breaks")]
    BadToken,
    /// The request could not be built. Nothing was sent.
    #[error("the request could not be built")]
    NotBuilt {
        /// The cause below.
        source: Source,
    },
    /// This koppel may not be the only one of its name, so it changes nothing anywhere. Nothing was sent.
    #[error("in quarantine: nothing is changed anywhere until it is confirmed that this is the only copy")]
    Quarantined,
    /// No answer in time.
    #[error("no answer in time")]
    TimedOut {
        /// The cause below.
        source: Source,
    },
    /// The connection broke before the answer was complete, or the answer is no HTTP.
    #[error("the connection broke before the answer was complete")]
    Lost {
        /// The cause below.
        source: Source,
    },
    /// The answer is longer than what is read of it.
    #[error("the answer is longer than {cap} bytes")]
    TooLong {
        /// The cap.
        cap: usize,
        /// Its HTTP status.
        status: u16,
    },
}

impl TransportError {
    /// True when nothing was sent, so nothing can have happened.
    pub fn is_not_sent(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::Tls { .. }
            | Self::NoTlsClient { .. }
            | Self::Elsewhere { .. }
            | Self::BadToken
            | Self::Quarantined
            | Self::NotBuilt { .. } => true,
            Self::TimedOut { .. } | Self::Lost { .. } | Self::TooLong { .. } => false,
        }
    }

    /// What it is in an operator's terms.
    pub fn cause(&self) -> Cause {
        match self {
            Self::Unreachable { .. } | Self::NotBuilt { .. } => Cause::Unreachable,
            Self::Tls { .. } | Self::NoTlsClient { .. } => Cause::Tls,
            Self::Elsewhere { .. } => Cause::Redirected,
            Self::BadToken => Cause::Unauthorised,
            Self::Quarantined => Cause::Quarantine,
            Self::TimedOut { .. } => Cause::TimedOut,
            Self::Lost { .. } => Cause::ConnectionLost,
            Self::TooLong { .. } => Cause::UnclearAnswer,
        }
    }
}
