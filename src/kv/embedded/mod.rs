//! The embedded engine: an encrypted commit log, and a table (sled) that it is applied to. A commit is
//! answered when it is durable in the log and readers see it. It stays in memory, in front of the table,
//! until a checkpoint writes all such rows into the table, makes the table durable, and lets old parts of
//! the log go. At opening, what the log has and the table lacks is in memory again.
//!
//! - `commit`: the one thread that writes the log. `settle`: the one thread that writes the table.
//! - `log`, `frame`, `witness`: what makes a commit durable, and what notices when part of it is gone.
//! - `recent`: what is not yet in the table. `rows`: the table. `documents`: large contents in own files.
//! - `export`: everything there is, and a store made of that.
//! - `shared`: what the threads share. `opening`: creating, replaying, rebuilding. `guard`: sled's panics.
//!
//! Not here: what is stored (`store`), and backups of it (`store::backup`). No commit is ever acknowledged before it is durable, no
//! reader ever sees one that may yet be lost, and nothing readable ever reaches a file but tables' names
//! and keys.

mod commit;
mod documents;
mod export;
mod folder;
mod frame;
mod guard;
mod log;
mod opening;
mod recent;
mod rows;
mod settle;
mod shared;
#[cfg(test)]
mod tests;
mod witness;

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};

use self::commit::Request;
use self::folder::Folder;
pub use self::guard::panic_is_contained;
use self::rows::Document;
use self::shared::Shared;
use crate::credential::Keyring;
use crate::kv::archive::Step;
use crate::kv::{
    Answer, Batch, Change, DocumentId, Engine, Entry, Kv, KvError, Revision, Scan, Sink, Verified,
};

/// How many requests wait before those who ask have to.
const QUEUE: usize = 4096;
/// Scans up to this many rows are read on the spot; longer ones on a thread that may block.
const SHORT_SCAN: usize = 256;
/// Between two strides of the verification in the background: it is in no hurry, the work is.
const VERIFY_PAUSE: Duration = Duration::from_millis(2);

/// How the engine behaves; the default is meant for use.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Bytes of log after which the table is made durable.
    pub checkpoint_after: u64,
    /// How long opening may take before it is called damaged. A million rows take seconds.
    pub open_within: Duration,
    /// How long writing a checkpoint into the table may take before the disk is said not to answer, and the
    /// store has failed. Takes less than a second on a disk that works.
    pub settle_within: Duration,
    /// Tables up to this many rows are counted before they are used.
    pub verify_at_open: u64,
    /// How long after opening the whole table is read and checked, beside the work. The store fails when
    /// something is missing or changed.
    pub verify_after: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            // Two segments of this size stay on disk; replaying one takes a tenth of a second.
            checkpoint_after: 8 * 1024 * 1024,
            open_within: Duration::from_secs(120),
            settle_within: Duration::from_secs(120),
            // Ten milliseconds of the hundred that a first screen may take.
            verify_at_open: 5_000,
            verify_after: Duration::from_secs(10),
        }
    }
}

/// Opens the store in the folder `dir`, made there when there is none.
///
/// # Errors
/// [`KvError::Locked`] when it is in use, [`KvError::Damaged`] with the file and what to do,
/// [`KvError::OtherKey`], [`KvError::Io`].
pub async fn open(dir: &Path, keyring: &Keyring) -> Result<Kv, KvError> {
    open_with(dir, keyring, Settings::default()).await
}

/// [`open`] with other settings.
///
/// # Errors
/// As [`open`].
pub async fn open_with(dir: &Path, keyring: &Keyring, settings: Settings) -> Result<Kv, KvError> {
    let (folder, keyring) = (Folder::new(dir.to_owned()), keyring.clone());
    let engine = blocking(move || {
        let lock = folder.lock()?;
        let (work, limit, to_open) = ((folder.clone(), keyring), settings.open_within, settings.clone());
        let opened = guard::within(limit, move || {
            let (folder, keyring) = work;
            if folder.is_vacant()? {
                opening::create(&folder, &keyring)?;
            }
            opening::open(folder, keyring, lock, &to_open)
        });
        let committer =
            opened.unwrap_or_else(|why| Err(KvError::damaged(&folder.table().join("db"), why)))?;
        Embedded::start(committer, settings.verify_after)
    });
    Ok(Kv::new(engine.await?))
}

/// Makes the table of a damaged store anew from its log; the damaged one is set aside in `quarantine/`.
/// Possible only while the log reaches back to the first commit. Gives back the last revision.
///
/// # Errors
/// [`KvError::Damaged`] when only a copy of the folder helps, and as [`open`].
pub async fn rebuild(dir: &Path, keyring: &Keyring) -> Result<Revision, KvError> {
    let (folder, keyring) = (Folder::new(dir.to_owned()), keyring.clone());
    blocking(move || {
        let _lock = folder.lock()?;
        let work = (folder.clone(), keyring);
        let rebuilt =
            guard::within(Settings::default().open_within, move || opening::rebuild(&work.0, &work.1));
        let rebuilt = rebuilt.unwrap_or_else(|why| Err(KvError::damaged(&folder.log(), why)));
        rebuilt.map_err(|error| match error {
            // Rebuilding is what was just tried.
            KvError::Damaged { path, why, .. } => {
                KvError::Damaged { path, why, next: opening::COPY.to_owned() }
            }
            other => other,
        })
    })
    .await
}

/// Makes the store in the folder `dir` of the steps that `next` gives: what a store held once. It is there
/// whole when this has answered, or nothing has changed; one that stood there before has gone to `aside`.
///
/// # Errors
/// [`KvError::Locked`], [`KvError::Io`], and whatever `next` says.
pub async fn restore(
    dir: &Path,
    keyring: &Keyring,
    aside: &Path,
    mut next: impl FnMut() -> Result<Step, KvError> + Send + 'static,
) -> Result<Verified, KvError> {
    let (folder, keyring, aside) = (Folder::new(dir.to_owned()), keyring.clone(), aside.to_owned());
    blocking(move || {
        let _lock = folder.lock()?;
        let verified = export::import(&folder, &keyring, &mut next)?;
        export::take_place(&folder, &aside)?;
        Ok(verified)
    })
    .await
}

/// The key under which documents are named.
fn document_key(keyring: &Keyring) -> [u8; 32] {
    keyring.derive("kv document names")
}

/// Runs what blocks where it may.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, KvError> + Send + 'static,
) -> Result<T, KvError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(KvError::Failed { why: error.to_string() }),
    }
}

struct Embedded {
    shared: Arc<Shared>,
    document_key: [u8; 32],
    /// `None` only while dropping.
    requests: Option<mpsc::Sender<Request>>,
    committer: Option<JoinHandle<()>>,
    /// Dropped to tell the background verification that it need not begin.
    _verify: std::sync::mpsc::Sender<()>,
}

impl Embedded {
    fn start(committer: commit::Committer, verify_after: Duration) -> Result<Self, KvError> {
        let shared = committer.shared.clone();
        let (requests, waiting) = mpsc::channel(QUEUE);
        let thread = |name: &str| std::thread::Builder::new().name(name.to_owned());
        let started = thread("kv-commit").spawn(move || committer.run(waiting));
        let committer = started.map_err(KvError::io(shared.folder.path(), "starting a thread for"))?;
        let counted = shared.clone();
        let (verify, dropped) = std::sync::mpsc::channel::<()>();
        let background = thread("kv-verify").spawn(move || {
            if dropped.recv_timeout(verify_after) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            match counted.walk(true, VERIFY_PAUSE, |_| Ok(())) {
                Ok(_) | Err(KvError::Closed | KvError::Failed { .. }) => {}
                Err(error) => counted.fail(&error),
            }
        });
        background.map_err(KvError::io(shared.folder.path(), "starting a thread for"))?;
        let document_key = document_key(&shared.keyring);
        Ok(Self {
            shared,
            document_key,
            requests: Some(requests),
            committer: Some(committer),
            _verify: verify,
        })
    }

    async fn ask<T>(
        &self,
        request: impl FnOnce(oneshot::Sender<Result<T, KvError>>) -> Request,
    ) -> Result<T, KvError> {
        let (answer, outcome) = oneshot::channel();
        let Some(requests) = &self.requests else { return Err(KvError::Closed) };
        if requests.send(request(answer)).await.is_err() {
            return Err(self.shared.gone());
        }
        outcome.await.unwrap_or_else(|_| Err(self.shared.gone()))
    }

    /// Makes the large documents of `batch` durable: by the one who commits, so that others need not wait.
    async fn write_documents(&self, batch: &Batch) -> Result<(), KvError> {
        let large: Vec<(DocumentId, Bytes)> = batch
            .documents
            .iter()
            .filter(|(_, content)| content.len() > frame::INLINE_DOCUMENT)
            .cloned()
            .collect();
        if large.is_empty() {
            return Ok(());
        }
        let shared = self.shared.clone();
        blocking(move || {
            large
                .iter()
                .try_for_each(|(id, content)| documents::write(&shared.folder, &shared.keyring, *id, content))
        })
        .await
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.requests = None;
        if let Some(committer) = self.committer.take() {
            // So that the folder is free when this returns.
            let _ = committer.join();
        }
    }
}

impl Engine for Embedded {
    fn get<'a>(&'a self, table: &'static str, key: &'a [u8]) -> Answer<'a, Option<Entry>> {
        let found = self.shared.read(|view| view.get(table, key));
        Box::pin(std::future::ready(found))
    }

    fn scans(&self, table: &'static str, scans: Vec<Scan>) -> Answer<'_, Vec<Vec<Entry>>> {
        let shared = self.shared.clone();
        let short = scans.iter().fold(0, |sum: usize, scan| sum.saturating_add(scan.limit)) <= SHORT_SCAN;
        let read = move || {
            // Values are opened after the committer may go on.
            let (rows, found) = shared.read(|view| {
                let found: Result<Vec<_>, _> = scans.iter().map(|scan| view.collect(table, scan)).collect();
                Ok((view.rows.clone(), found?))
            })?;
            found.into_iter().map(|found| recent::entries(&rows, table, found)).collect()
        };
        if short { Box::pin(std::future::ready(read())) } else { Box::pin(blocking(read)) }
    }

    fn commit(&self, batch: Batch) -> Answer<'_, Revision> {
        Box::pin(async move {
            let size = frame::size(&batch);
            if size > frame::LARGEST {
                return Err(KvError::BatchTooLarge { size, cap: frame::LARGEST });
            }
            self.write_documents(&batch).await?;
            self.ask(|answer| Request::Commit { batch, answer }).await
        })
    }

    fn watch(&self, table: &'static str, prefix: Vec<u8>) -> mpsc::Receiver<Change> {
        shared::lock(&self.shared.watches).add(table, prefix)
    }

    fn document(&self, id: DocumentId) -> Answer<'_, Option<Bytes>> {
        let size = match self.shared.read(|view| view.document(&id)) {
            Ok(Some(Document::InFile(size))) => size,
            Ok(Some(Document::Here(content))) => {
                return Box::pin(std::future::ready(Ok(Some(content))));
            }
            Ok(None) => return Box::pin(std::future::ready(Ok(None))),
            Err(error) => return Box::pin(std::future::ready(Err(error))),
        };
        let shared = self.shared.clone();
        Box::pin(blocking(move || {
            Ok(Some(documents::read(&shared.folder, &shared.keyring, id, size)?.into()))
        }))
    }

    fn document_key(&self) -> [u8; 32] {
        self.document_key
    }

    fn revision(&self) -> Revision {
        self.shared.revision()
    }

    fn verify(&self) -> Answer<'_, Verified> {
        Box::pin(async move {
            // So that what is only in memory is read back from files too.
            self.ask(Request::Settle).await?;
            let shared = self.shared.clone();
            blocking(move || {
                log::verify(&shared.folder.log(), &shared.keyring)?;
                shared.walk(true, Duration::ZERO, |id| match shared.read(|view| view.document(&id))? {
                    Some(Document::InFile(size)) => {
                        documents::read(&shared.folder, &shared.keyring, id, size).map(drop)
                    }
                    Some(Document::Here(_)) | None => Ok(()),
                })
            })
            .await
        })
    }

    fn export(&self, sink: Sink) -> Answer<'_, Revision> {
        Box::pin(async move {
            let held = self.ask(Request::Hold).await?;
            let shared = self.shared.clone();
            blocking(move || export::export(&shared, &held, sink).map(|()| held.revision)).await
        })
    }

    fn close(&self) -> Answer<'_, ()> {
        Box::pin(self.ask(Request::Close))
    }

    fn failure(&self) -> Option<String> {
        self.shared.failure()
    }
}
