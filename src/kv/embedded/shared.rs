//! What readers and the committer share: the rows as readers may see them, who is told of changes, and
//! whether the store has failed.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError, RwLock};

use super::folder::Folder;
use super::frame::Change;
use super::guard;
use super::rows::{self, Document, Meta, Rows, Writes};
use crate::credential::Keyring;
use crate::kv::watch::Watches;
use crate::kv::{KvError, Revision, Verified};

/// How many rows a verification reads while the committer has to wait.
const STEP: usize = 512;

pub(super) struct Shared {
    pub(super) folder: Folder,
    pub(super) keyring: Keyring,
    /// Gone once closed, or once sled can no longer be trusted. Readers of more than one row hold it for
    /// reading, so that they never see half a commit.
    rows: RwLock<Option<Rows>>,
    meta: Mutex<Meta>,
    revision: AtomicU64,
    pub(super) watches: Mutex<Watches>,
    failed: OnceLock<String>,
    /// One verification at a time.
    verifying: Mutex<()>,
    walk: Mutex<Option<Walk>>,
}

/// A verification under way: what it has counted of the rows up to `cursor`. The committer keeps that
/// part true while it writes.
#[derive(Default)]
struct Walk {
    cursor: Vec<u8>,
    rows: u64,
    sum: u128,
    documents: u64,
}

/// What the commits of one group do to the table.
#[derive(Default)]
pub(super) struct Group {
    seen: HashMap<Vec<u8>, Seen>,
    writes: Writes,
}

/// The version of a row in the table, and in the group so far.
#[derive(Clone, Copy)]
struct Seen {
    stored: Option<Revision>,
    now: Option<Revision>,
}

impl Group {
    /// The version of a row as the next commit of the group finds it.
    pub(super) fn version(&mut self, rows: &Rows, key: Vec<u8>) -> Result<Option<Revision>, KvError> {
        if let Some(seen) = self.seen.get(&key) {
            return Ok(seen.now);
        }
        let stored = rows.version(&key)?;
        self.seen.insert(key, Seen { stored, now: stored });
        Ok(stored)
    }

    /// Takes up one change of revision `revision`.
    pub(super) fn take(
        &mut self,
        rows: &Rows,
        revision: Revision,
        change: &Change<'_>,
    ) -> Result<(), KvError> {
        match change {
            Change::Put { table, key, value } => self.put(rows, rows::row_key(table, key), revision, value),
            Change::Remove { table, key } => {
                let key = rows::row_key(table, key);
                self.writes.remove(&key);
                self.set(rows, key, None)
            }
            Change::Document { id, content } => {
                let key = rows::document_key(id);
                if self.version(rows, key.clone())?.is_some() {
                    return Ok(());
                }
                let row = Rows::document_row(&Document::Here(content.to_vec()));
                self.put(rows, key, revision, &row)
            }
            Change::File { id, size } => {
                let key = rows::document_key(id);
                if self.version(rows, key.clone())?.is_some() {
                    return Ok(());
                }
                self.put(rows, key, revision, &Rows::document_row(&Document::InFile(*size)))
            }
        }
    }

    fn put(&mut self, rows: &Rows, key: Vec<u8>, revision: Revision, plain: &[u8]) -> Result<(), KvError> {
        self.writes.put(rows, &key, revision, plain);
        self.set(rows, key, Some(revision))
    }

    fn set(&mut self, rows: &Rows, key: Vec<u8>, now: Option<Revision>) -> Result<(), KvError> {
        if let Some(seen) = self.seen.get_mut(&key) {
            seen.now = now;
            return Ok(());
        }
        let stored = rows.version(&key)?;
        self.seen.insert(key, Seen { stored, now });
        Ok(())
    }
}

impl Shared {
    pub(super) fn new(folder: Folder, keyring: Keyring, rows: Rows, meta: Meta) -> Self {
        Self {
            folder,
            keyring,
            rows: RwLock::new(Some(rows)),
            revision: AtomicU64::new(meta.revision),
            meta: Mutex::new(meta),
            watches: Mutex::default(),
            failed: OnceLock::new(),
            verifying: Mutex::default(),
            walk: Mutex::default(),
        }
    }

    /// The last commit that readers see.
    pub(super) fn revision(&self) -> Revision {
        self.revision.load(Ordering::Acquire)
    }

    /// Why the store takes no more writes.
    pub(super) fn failure(&self) -> Option<String> {
        self.failed.get().cloned()
    }

    /// Marks the store as failed; the first reason stays.
    pub(super) fn fail(&self, why: impl Into<String>) {
        let why = why.into();
        tracing::error!(folder = %self.folder.path().display(), why, "the store has failed");
        let _ = self.failed.set(why);
    }

    /// The error of whoever uses a store that has failed or is closed.
    pub(super) fn gone(&self) -> KvError {
        match self.failed.get() {
            Some(why) => KvError::Failed { why: why.clone() },
            None => KvError::Closed,
        }
    }

    /// Reads, with no commit half-applied meanwhile. A panic of sled is an error, and fails the store.
    pub(super) fn read<T>(&self, read: impl FnOnce(&Rows) -> Result<T, KvError>) -> Result<T, KvError> {
        let rows = self.rows.read().unwrap_or_else(PoisonError::into_inner);
        let Some(rows) = rows.as_ref() else { return Err(self.gone()) };
        guard::contain(|| read(rows)).unwrap_or_else(|why| {
            self.fail(format!("reading the table: {why}"));
            Err(KvError::damaged(&self.folder.table().join("db"), why))
        })
    }

    /// Lets the rows go for good.
    pub(super) fn take_rows(&self) -> Option<Rows> {
        self.rows.write().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Shows readers what a group wrote, up to `revision`: all of it at once.
    pub(super) fn apply(&self, rows: &Rows, group: Group, revision: Revision) -> Result<(), KvError> {
        let mut meta = *lock(&self.meta);
        meta.revision = revision;
        let mut changed = Vec::with_capacity(group.seen.len());
        for (key, seen) in group.seen {
            if seen.stored == seen.now {
                continue;
            }
            let weight = |version: Option<Revision>| version.map_or(0, |version| rows.weight(&key, version));
            let sum = weight(seen.now).wrapping_sub(weight(seen.stored));
            let count = u64::from(seen.now.is_some()).wrapping_sub(u64::from(seen.stored.is_some()));
            meta.sum = meta.sum.wrapping_add(sum);
            meta.rows = meta.rows.wrapping_add(count);
            changed.push((key, count, sum));
        }
        let quiet = self.rows.write().unwrap_or_else(PoisonError::into_inner);
        rows.apply(group.writes, &meta)?;
        *lock(&self.meta) = meta;
        if let Some(walk) = lock(&self.walk).as_mut() {
            for (key, count, sum) in &changed {
                if *key <= walk.cursor {
                    walk.rows = walk.rows.wrapping_add(*count);
                    walk.sum = walk.sum.wrapping_add(*sum);
                }
            }
        }
        self.revision.store(revision, Ordering::Release);
        drop(quiet);
        Ok(())
    }

    /// Reads the whole table in steps, commits going on meanwhile, and checks that it is what was written;
    /// with `open`, that every value opens. Each large document goes to `document` by key and size.
    pub(super) fn walk(
        &self,
        open: bool,
        mut document: impl FnMut(crate::kv::DocumentId) -> Result<(), KvError>,
    ) -> Result<Verified, KvError> {
        let _one = lock(&self.verifying);
        *lock(&self.walk) = Some(Walk::default());
        let walked = loop {
            let step = self.step(open);
            let named = match &step {
                Ok((ids, _)) => ids.iter().try_for_each(|id| document(*id)),
                Err(_) => Ok(()),
            };
            match (named, step) {
                (Err(error), _) | (_, Err(error)) => break Err(error),
                (Ok(()), Ok((_, Some(verified)))) => break Ok(verified),
                (Ok(()), Ok((_, None))) => {}
            }
        };
        *lock(&self.walk) = None;
        walked
    }

    /// One step of a walk: the documents it came by, and the result when it was the last.
    fn step(&self, open: bool) -> Result<(Vec<crate::kv::DocumentId>, Option<Verified>), KvError> {
        self.read(|rows| {
            let mut walk = lock(&self.walk);
            let Some(walk) = walk.as_mut() else { return Err(self.gone()) };
            let found = rows.walk(&walk.cursor, STEP, open)?;
            let mut ids = Vec::new();
            for (key, version) in &found {
                walk.rows += 1;
                walk.sum = walk.sum.wrapping_add(rows.weight(key, *version));
                ids.extend(Rows::document_id(key));
            }
            walk.documents += ids.len() as u64;
            if let Some((key, _)) = found.last() {
                walk.cursor = key.to_vec();
                return Ok((ids, None));
            }
            let meta = *lock(&self.meta);
            if (walk.rows, walk.sum) != (meta.rows, meta.sum) {
                return Err(rows.incomplete(&meta, walk.rows));
            }
            let documents = walk.documents;
            Ok((ids, Some(Verified { entries: walk.rows.saturating_sub(documents), documents })))
        })
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
