//! One environment of the stage, served on loopback, and its owner's way in.
//!
//! Not here: what an environment does (`environment`).

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hyper::Method;
use secrecy::SecretString;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::notes::Note;
use crate::clock::Clock;
use crate::demo::error::DemoError;
use crate::environment::{self, EnvironmentError, Faults, Sample};
use crate::model::integration::EnvironmentAddress;
use crate::salesdock::client::{Client, Scope};
use crate::salesdock::request::base::Base;
use crate::salesdock::request::transport::Transport;
use crate::salesdock::request::{Call, Requester};
use crate::service::folder;

/// An environment of the stage.
pub(crate) struct House {
    /// Speaks to it as its owner.
    pub client: Client,
    requester: Requester,
    note: Note,
    address: EnvironmentAddress,
    close: watch::Sender<bool>,
    serving: JoinHandle<Result<(), EnvironmentError>>,
}

impl House {
    /// Opens the environment in `dir`, made from `sample` when there is none, and serves it where it was
    /// served before.
    #[allow(clippy::too_many_arguments)]
    pub async fn open(
        dir: PathBuf,
        sample: Sample,
        domain: &str,
        limit: Option<u32>,
        faults: Faults,
        transport: Arc<dyn Transport>,
        clock: Clock,
    ) -> Result<Self, DemoError> {
        folder::prepare(&dir)?;
        let mut note = match Note::read(&dir)? {
            Some(note) => note,
            None => found(&dir, sample, domain).await?,
        };
        let listener = listen(note.listening).await?;
        let listening = listener.local_addr().map_err(DemoError::listening(note.listening))?;
        if note.listening != Some(listening) {
            note.listening = Some(listening);
            note.write(&dir)?;
        }
        let options =
            environment::Options { limit, faults, clock: clock.clone(), ..environment::Options::default() };
        let environment = environment::open(&dir, options).await?;
        let close = watch::Sender::new(false);
        let mut closing = close.subscribe();
        let serving = tokio::spawn(environment::serve(environment, listener, async move {
            let _ = closing.wait_for(|closing| *closing).await;
        }));
        let address =
            EnvironmentAddress { base_url: format!("http://{listening}"), domain: note.domain.clone() };
        let base = Base::new(&address)?;
        let token = note.owner_token.clone();
        let requester = Requester::new(base, token.clone(), transport.clone(), clock.clone());
        let client = Client::new(&address, token, Scope::Account, transport, clock)?.waiting();
        Ok(Self { client, requester, note, address, close, serving })
    }

    /// Where it is.
    pub fn address(&self) -> EnvironmentAddress {
        self.address.clone()
    }

    /// Its owner's token.
    pub fn owner_token(&self) -> SecretString {
        self.note.owner_token.clone()
    }

    /// Changes something in account scope.
    pub async fn put(&self, path: &[&str], body: &Value) -> Result<(), DemoError> {
        let path = ["v1", "account"].iter().chain(path).map(|part| (*part).to_owned());
        let call = Call::write("put", Method::PUT, path).body(body.to_string());
        self.answer(&call).await.map(drop)
    }

    /// What it counted since it was opened.
    pub async fn counters(&self) -> Result<Value, DemoError> {
        let path = ["v1", "koppel", "counters"].map(str::to_owned);
        self.answer(&Call::get("counters", path)).await
    }

    /// The data of an answer.
    async fn answer(&self, call: &Call) -> Result<Value, DemoError> {
        let asked = call.name;
        let unexpected = |found: String| DemoError::Unexpected { asked, found };
        loop {
            let reply = self.requester.send(call).await.map_err(|error| unexpected(error.to_string()))?;
            let mut body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
            match reply.status {
                200..300 => return Ok(body["data"].take()),
                429 => self.requester.clock().sleep(reply.rate.throttled_wait()).await,
                status => return Err(unexpected(status.to_string())),
            }
        }
    }

    /// Stops serving, once requests under way are answered.
    pub async fn close(self) {
        self.close.send_replace(true);
        match self.serving.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "an environment of the demo ended badly"),
            Err(error) => tracing::warn!(%error, "an environment of the demo ended badly"),
        }
    }
}

/// Makes the environment. One without a note was being made when the demo was killed: it holds nothing.
async fn found(dir: &Path, sample: Sample, domain: &str) -> Result<Note, DemoError> {
    let made = match environment::init(dir, domain, Some(sample)).await {
        Err(EnvironmentError::Exists { .. }) => {
            std::fs::remove_dir_all(dir)
                .map_err(|source| DemoError::Notes { path: dir.to_owned(), source })?;
            folder::prepare(dir)?;
            environment::init(dir, domain, Some(sample)).await?
        }
        made => made?,
    };
    let note = Note { domain: made.domain, listening: None, owner_token: made.owner_token };
    note.write(dir)?;
    Ok(note)
}

/// Another address of this machine than the one environments are served at, where the system has it.
pub(super) fn second_loopback() -> Option<IpAddr> {
    let address = IpAddr::from([127, 0, 0, 2]);
    std::net::TcpListener::bind((address, 0)).is_ok().then_some(address)
}

async fn listen(before: Option<SocketAddr>) -> Result<TcpListener, DemoError> {
    let address = before.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0)));
    TcpListener::bind(address).await.map_err(|source| match source.kind() {
        ErrorKind::AddrInUse => DemoError::AddressTaken { address },
        _ => DemoError::Listen { address, source },
    })
}
