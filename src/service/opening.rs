//! Opening what a service stands on: folder, key, store, engine. The same for a service and for one command
//! without a service.
//!
//! Not here: the socket (`host`), workers (`engine`; whoever opens starts them or not).

use std::path::Path;
use std::sync::Arc;

use super::backup::Backups;
use super::folder::{self, FolderError};
use super::local::Workers;
use super::place;
use super::words;
use crate::clock::Clock;
use crate::config::Config;
use crate::credential::{KeyError, Keyring};
use crate::engine::{Engine, EngineError, EngineSettings};
use crate::kv::{Kv, KvError};
use crate::locale::{self, Argument, Language};
use crate::salesdock::request::network::{Network, NetworkSettings};
use crate::store::{Store, StoreError};

/// The folder of the tables, in the data folder.
pub const STORE: &str = "store";

/// Why a service, or the store without one, cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The key at rest cannot be read or made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] KvError),
    /// What is in the store cannot be read.
    #[error("the store cannot be read")]
    Tables(#[source] StoreError),
    /// The engine cannot start on it.
    #[error("the engine cannot start")]
    Engine(#[source] EngineError),
    /// A service answers at the socket.
    #[error("{path}: a service runs there already")]
    Running {
        /// The socket.
        path: std::path::PathBuf,
    },
    /// Something else stands where the socket goes.
    #[error("{path}: something else stands there")]
    Occupied {
        /// What stands there.
        path: std::path::PathBuf,
    },
    /// The system takes no socket with so long a path.
    #[error("{path}: too long for a socket")]
    TooLong {
        /// The path.
        path: std::path::PathBuf,
    },
    /// The system refused the socket.
    #[error("{path}: {action} failed")]
    SocketIo {
        /// The socket.
        path: std::path::PathBuf,
        /// What was tried.
        action: &'static str,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
    /// The configured group does not exist.
    #[error("service.group: there is no group {group}")]
    Group {
        /// Its name.
        group: String,
    },
}

impl StartError {
    /// What happened and what can be done, for an operator.
    pub fn sentence(&self, language: Language) -> String {
        let text = |key: &str, arguments: &[Argument<'_>]| locale::text(language, key, arguments);
        let shown = |path: &Path| path.display().to_string().into();
        match self {
            Self::Folder(error) => error.sentence(language),
            Self::Key(error) => error.sentence(language),
            Self::Store(error) => error.sentence(language),
            Self::Tables(error) => text("store-defect", &[("why", error.to_string().into())]),
            Self::Engine(error) => text("store-defect", &[("why", error.to_string().into())]),
            Self::Running { path } => text("socket-running", &[("path", shown(path))]),
            Self::Occupied { path } => text("socket-occupied", &[("path", shown(path))]),
            Self::TooLong { path } => text("socket-too-long", &[("path", shown(path))]),
            Self::SocketIo { path, source, .. } => {
                text("folder-io", &[("path", shown(path)), ("why", source.to_string().into())])
            }
            Self::Group { group } => text("service-no-group", &[("group", group.as_str().into())]),
        }
    }
}

/// What a service stands on. The folder is locked until it is closed.
pub struct Opened {
    /// The tables.
    pub kv: Kv,
    /// Backups of them.
    pub backups: Arc<Backups>,
    store: Store,
    settings: EngineSettings,
    network: NetworkSettings,
    clock: Clock,
}

/// Opens the folder `data`, making what is missing.
pub async fn open(data: &Path, config: &Config, clock: Clock) -> Result<Opened, StartError> {
    folder::prepare(data)?;
    let keyring = Keyring::load_or_create(&data.join(folder::KEY))?;
    let kv = crate::kv::embedded::open(&data.join(STORE), &keyring).await?;
    let store = match placed(data, &kv, &keyring, &clock).await {
        Ok(store) => store,
        Err(error) => {
            let _ = kv.close().await;
            return Err(error);
        }
    };
    let network = NetworkSettings {
        connect_timeout: config.engine.connect_timeout,
        total_timeout: config.engine.request_timeout,
        proxy: config.engine.proxy.clone(),
        local_address: config.engine.local_address,
        private_addresses: config.engine.private_addresses,
    };
    let language = match config.language() {
        Language::Nl => "nl",
        Language::En => "en",
    };
    let settings = EngineSettings { language, ..words::settings(config) };
    let backups = Backups::new(kv.clone(), keyring, data, config, clock.clone());
    Ok(Opened { kv, backups, store, settings, network, clock })
}

/// The store on `kv`, which knows where it lies.
async fn placed(data: &Path, kv: &Kv, keyring: &Keyring, clock: &Clock) -> Result<Store, StartError> {
    let place = place::find(data, &data.join(STORE))?;
    let store = Store::open_at(kv.clone(), keyring.clone(), clock.clone(), Some(place)).await;
    let store = store.map_err(StartError::Tables)?;
    place::remember(data, store.epoch())?;
    Ok(store)
}

/// Makes the damaged tables of the folder `data` anew from their log; the damaged ones are set aside. The
/// last commit they have.
pub async fn rebuild(data: &Path) -> Result<u64, StartError> {
    folder::prepare(data)?;
    let keyring = Keyring::load_or_create(&data.join(folder::KEY))?;
    Ok(crate::kv::embedded::rebuild(&data.join(STORE), &keyring).await?)
}

impl StartError {
    /// True when another process has the store open: a service, or for a moment a single command.
    pub fn is_locked(&self) -> bool {
        matches!(self, Self::Store(KvError::Locked { .. }))
    }

    /// True when a file of the store is damaged, so that rebuilding it may help.
    pub fn is_damaged(&self) -> bool {
        matches!(self, Self::Store(KvError::Damaged { .. }))
    }
}

impl Opened {
    /// An engine on it, with workers or without. One at a time.
    pub async fn engine(&self, workers: Workers) -> Result<Engine, StartError> {
        let (store, clock, settings) = (self.store.clone(), self.clock.clone(), self.settings.clone());
        let transport = Arc::new(Network::new(self.network.clone()));
        let engine = match workers {
            Workers::On => Engine::start(store, clock, settings, transport).await,
            Workers::Off => Engine::open_idle(store, clock, settings, transport).await,
        };
        engine.map_err(StartError::Engine)
    }
}
