//! Backups of a service's store: one an hour in a folder of its own, kept for two days whole and for fourteen
//! by the day; one whenever asked for; and putting one back.
//!
//! Not here: what a backup looks like (`kv::archive`), what a restored store may do before somebody has
//! looked (`store::quarantine`).

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::Mutex;

use super::folder;
use super::opening::{STORE, StartError};
use crate::clock::Clock;
use crate::config::Config;
use crate::credential::invite::{Exchange, InviteError, PublicKey};
use crate::credential::{Keyring, SealedCopy};
pub use crate::kv::archive::Found;
use crate::kv::archive::{self, Made, Reader};
use crate::kv::{Kv, KvError, Verified};

/// The folder of backups, in the data folder.
const FOLDER: &str = "backup";
/// What was set aside, in the data folder.
const QUARANTINE: &str = "quarantine";
/// How often it is looked whether a backup is due; the first look comes after so long.
const LOOK: Duration = Duration::from_secs(60);

/// Makes backups of one store.
pub struct Backups {
    kv: Kv,
    keyring: Keyring,
    folder: PathBuf,
    every: Option<Duration>,
    clock: Clock,
    /// One at a time.
    making: Mutex<()>,
}

/// The folder in which the backups of the service in `data` lie.
pub fn folder(data: &Path, config: &Config) -> PathBuf {
    config.service.backup_folder.clone().unwrap_or_else(|| data.join(FOLDER))
}

impl Backups {
    /// Of `kv`, the store in `data`.
    pub fn new(kv: Kv, keyring: Keyring, data: &Path, config: &Config, clock: Clock) -> Arc<Self> {
        let (folder, every) = (folder(data, config), config.service.backup_every);
        Arc::new(Self { kv, keyring, folder, every, clock, making: Mutex::default() })
    }

    /// Makes one now: in the folder of backups, or as the new file `to`.
    ///
    /// # Errors
    /// [`KvError`].
    pub async fn make(&self, to: Option<&Path>) -> Result<Made, KvError> {
        let _one = self.making.lock().await;
        let now = self.clock.now();
        if let Some(path) = to {
            return archive::write(&self.kv, &self.keyring, path, now, Ok).await;
        }
        archive::make(&self.kv, &self.keyring, &self.folder, now).await
    }

    /// Makes one for another machine, as the new file `path`: sealed to `to`, with the key at rest in it.
    ///
    /// # Errors
    /// [`KvError`].
    pub async fn export(&self, path: &Path, to: &PublicKey) -> Result<Made, KvError> {
        let _one = self.making.lock().await;
        let begin = |file| SealedCopy::begin(&self.keyring, to, file);
        archive::write(&self.kv, &self.keyring, path, self.clock.now(), begin).await
    }

    /// Makes one whenever it is due, for ever. One that fails is told in the log and tried again.
    pub async fn keep(self: Arc<Self>) {
        let Some(every) = self.every else { return };
        loop {
            self.clock.sleep(LOOK.min(every)).await;
            if let Err(error) = self.due(every).await {
                tracing::error!(error = &error as &dyn std::error::Error, "no backup could be made");
            }
        }
    }

    async fn due(&self, every: Duration) -> Result<(), KvError> {
        let newest = archive::list(&self.folder)?.first().map(|found| found.made_at);
        let now = self.clock.now();
        let is_fresh = newest.is_some_and(|made| (now - made).to_std().is_ok_and(|age| age < every));
        if is_fresh {
            return Ok(());
        }
        let made = self.make(None).await?;
        let gone = archive::thin(&self.folder, self.clock.now())?;
        tracing::info!(path = %made.path.display(), size = made.size, gone, "backup made");
        Ok(())
    }
}

/// Why a backup was not put back.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The folder, its key or its store cannot be used.
    #[error(transparent)]
    Start(#[from] StartError),
    /// It is sealed to a key, whose private half was not given.
    #[error("{path} is sealed: it needs the private half of the key it was made for")]
    NeedsIdentity {
        /// The file.
        path: PathBuf,
    },
    /// What was given is no private half.
    #[error("this is no private half of a key")]
    Identity,
    /// It is sealed to another key.
    #[error("{path} is sealed to another key")]
    OtherIdentity {
        /// The file.
        path: PathBuf,
    },
    /// It was changed or cut.
    #[error("{path} is damaged")]
    Damaged {
        /// The file.
        path: PathBuf,
    },
}

impl From<KvError> for RestoreError {
    fn from(error: KvError) -> Self {
        Self::Start(error.into())
    }
}

/// What was put back.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What is in it.
    pub holds: Verified,
    /// Where the store that stood there has gone.
    pub aside: Option<PathBuf>,
}

/// Puts the backup in the file `path` in the place of the store in `data`; what stood there goes into the
/// folder `quarantine`. A sealed one needs `identity`, and brings its key. Nothing changes unless all of it
/// was read and found whole.
///
/// # Errors
/// [`RestoreError`].
pub async fn restore(
    data: &Path,
    path: &Path,
    identity: Option<&SecretString>,
    clock: &Clock,
) -> Result<Restored, RestoreError> {
    folder::prepare(data).map_err(StartError::from)?;
    let reading = |source| RestoreError::from(KvError::io(path, "reading")(source));
    let mut file = File::open(path).map_err(reading)?;
    let key = data.join(folder::KEY);
    let is_sealed = SealedCopy::is_one(&mut file).map_err(reading)?;
    let store = data.join(STORE);
    let name = format!("{STORE}-{}", clock.now().format("%Y%m%dT%H%M%SZ"));
    let aside = data.join(QUARANTINE).join(name);
    let stood = store.exists();
    let holds = if is_sealed {
        let identity = identity.ok_or_else(|| RestoreError::NeedsIdentity { path: path.to_owned() })?;
        let identity = Exchange::restore(identity).map_err(|_| RestoreError::Identity)?;
        let (theirs, content) = SealedCopy::open(file, &identity).map_err(|error| match error {
            InviteError::OtherKey => RestoreError::OtherIdentity { path: path.to_owned() },
            _ => RestoreError::Damaged { path: path.to_owned() },
        })?;
        let keyring = theirs.install(&key).map_err(StartError::from)?;
        // With another key here the reader says which is wanted.
        let mut reader = Reader::new(content, path, &keyring)?;
        crate::kv::embedded::restore(&store, &keyring, &aside, move || reader.step()).await?
    } else {
        let keyring = Keyring::load_or_create(&key).map_err(StartError::from)?;
        let mut reader = Reader::new(file, path, &keyring)?;
        crate::kv::embedded::restore(&store, &keyring, &aside, move || reader.step()).await?
    };
    Ok(Restored { holds, aside: stood.then_some(aside) })
}

/// The backups of the service in `data`, the newest first.
///
/// # Errors
/// [`KvError::Io`].
pub fn list(data: &Path, config: &Config) -> Result<Vec<Found>, KvError> {
    archive::list(&folder(data, config))
}
