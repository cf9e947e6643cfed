//! The client: how the console and the commands speak to a service on its socket. One connection for each
//! question and command; events come over one that mends itself (`events`).
//!
//! Not here: who is on the other side (`host`), or what to do when nobody is (`local`).

pub mod error;
pub mod events;
pub use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, HOST};
use hyper::{Method, Request as HttpRequest, Response};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::UnixStream;

pub use error::ClientError;
pub use events::{Events, Link};

use super::protocol::{Answer, Command, Done, Problem, Query, Request};
use crate::clock::Clock;

/// A question that has no answer by then is given up: the service is stopped or stuck. Organisations are
/// asked over HTTP at the own environment, hence not a second or two. Commands have no such limit: a
/// synchronisation takes as long as the partner's request limit makes it.
const QUERY_TIMEOUT: Duration = Duration::from_secs(60);

/// Name of the socket in a data folder.
pub const SOCKET: &str = "service.sock";

/// A client of the service of one data folder. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    socket: Arc<Path>,
    as_actor: Option<Arc<str>>,
    language: Option<&'static str>,
    clock: Clock,
}

impl Client {
    /// A client of the service of `data_dir`. Nothing is connected yet.
    pub fn new(data_dir: &Path, clock: Clock) -> Self {
        Self::at(&data_dir.join(SOCKET), clock)
    }

    /// A client of the service that listens at `socket`. Nothing is connected yet.
    pub fn at(socket: &Path, clock: Clock) -> Self {
        Self { socket: socket.into(), as_actor: None, language: None, clock }
    }

    /// The same client, giving its commands as `name`: the person behind a shared account.
    #[must_use]
    pub fn acting_as(self, name: Option<&str>) -> Self {
        Self { as_actor: name.map(Into::into), ..self }
    }

    /// The same client, reading in `language` (`nl`, `en`) what an environment says; else the service's own.
    #[must_use]
    pub fn reading(self, language: &'static str) -> Self {
        Self { language: Some(language), ..self }
    }

    /// The socket it speaks to.
    pub fn socket(&self) -> PathBuf {
        self.socket.to_path_buf()
    }

    /// The clock it was given.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// True when a service accepts connections. [`ClientError::NotAllowed`] when one does, but not ours.
    pub async fn is_running(&self) -> Result<bool, ClientError> {
        match self.connect().await {
            Ok(_) => Ok(true),
            Err(ClientError::NotRunning { .. }) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// Asks a question.
    pub async fn query(&self, query: Query) -> Result<Answer, ClientError> {
        match tokio::time::timeout(QUERY_TIMEOUT, self.post("/v1/query", &query)).await {
            Ok(answer) => answer,
            Err(_) => Err(ClientError::NoAnswer { seconds: QUERY_TIMEOUT.as_secs() }),
        }
    }

    /// Gives a command. It has been carried out, durably, when this answers.
    pub async fn command(&self, command: Command) -> Result<Done, ClientError> {
        let as_actor = self.as_actor.as_deref().map(str::to_owned);
        self.post("/v1/command", &Request { command, as_actor }).await
    }

    /// Events after sequence number `after`, or from now. Never ends: a lost connection is made anew, and
    /// what was missed is filled in or told as [`Change::Resync`](super::protocol::Change::Resync).
    pub fn events(&self, after: Option<u64>) -> Events {
        Events::follow(self.clone(), after)
    }

    async fn post<Q: Serialize, A: DeserializeOwned>(&self, path: &str, body: &Q) -> Result<A, ClientError> {
        let body = serde_json::to_vec(body).map_err(|source| ClientError::Unwritable { source })?;
        let response = self.send(Method::POST, path, body.into()).await?;
        let status = response.status();
        let bytes =
            response.into_body().collect().await.map_err(|source| ClientError::Lost { source })?.to_bytes();
        if status.is_success() {
            return serde_json::from_slice(&bytes).map_err(|source| ClientError::Unreadable { source });
        }
        Err(refusal(status, &bytes, &self.socket))
    }

    /// Sends one request over a connection of its own.
    async fn send(&self, method: Method, path: &str, body: Bytes) -> Result<Response<Incoming>, ClientError> {
        let stream = self.connect().await?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|source| ClientError::Lost { source })?;
        // Ends when the answer has been read or the caller dropped it; its error reaches the caller too.
        tokio::spawn(connection);
        let mut request = HttpRequest::builder()
            .method(method)
            .uri(path)
            .header(HOST, "koppel")
            .header(CONTENT_TYPE, "application/json");
        if let Some(language) = self.language {
            request = request.header(ACCEPT_LANGUAGE, language);
        }
        let request = request.body(Full::new(body)).map_err(|source| ClientError::Unsendable { source })?;
        sender.send_request(request).await.map_err(|source| ClientError::Lost { source })
    }

    async fn connect(&self) -> Result<UnixStream, ClientError> {
        UnixStream::connect(&*self.socket)
            .await
            .map_err(|source| ClientError::connecting(&self.socket, source))
    }
}

/// What a failed answer says.
fn refusal(status: hyper::StatusCode, body: &[u8], socket: &Path) -> ClientError {
    match serde_json::from_slice::<Problem>(body) {
        Ok(problem) => ClientError::Refused(problem),
        Err(_) if status == hyper::StatusCode::FORBIDDEN => {
            ClientError::NotAllowed { socket: socket.to_path_buf() }
        }
        Err(source) => ClientError::Unreadable { source },
    }
}
