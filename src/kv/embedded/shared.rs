//! What readers, the committer and the settler share: the view that readers have, what the table says
//! about itself, who is told of changes, and whether the store has failed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use super::folder::Folder;
use super::guard;
use super::recent::{Recent, Row, View};
use super::rows::{Meta, Rows};
use super::settle::Step;
use crate::credential::Keyring;
use crate::kv::watch::Watches;
use crate::kv::{DocumentId, KvError, Revision, Verified};

/// How many rows a verification reads while the settler has to wait.
const STRIDE: usize = 512;

pub(super) struct Shared {
    pub(super) folder: Folder,
    pub(super) keyring: Keyring,
    /// Gone once closed, or once sled can no longer be trusted. Readers of more than one row hold it for
    /// reading, so that they never see half a commit.
    view: RwLock<Option<View>>,
    table: Mutex<Table>,
    revision: AtomicU64,
    pub(super) watches: Mutex<Watches>,
    failed: OnceLock<String>,
    /// One verification at a time.
    verifying: Mutex<()>,
}

/// What the table says about itself, and a verification under way.
struct Table {
    meta: Meta,
    walk: Option<Walk>,
}

/// What a verification has counted of the rows up to `cursor`. The settler keeps that part true while it
/// writes.
#[derive(Default)]
struct Walk {
    cursor: Vec<u8>,
    rows: u64,
    sum: u128,
    documents: u64,
}

impl Shared {
    pub(super) fn new(folder: Folder, keyring: Keyring, rows: Rows, meta: Meta) -> Self {
        Self {
            folder,
            keyring,
            view: RwLock::new(Some(View::new(rows))),
            revision: AtomicU64::new(meta.revision),
            table: Mutex::new(Table { meta, walk: None }),
            watches: Mutex::default(),
            failed: OnceLock::new(),
            verifying: Mutex::default(),
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
    pub(super) fn fail(&self, error: &KvError) {
        let mut why = error.to_string();
        let mut cause = std::error::Error::source(error);
        while let Some(error) = cause {
            why.push_str(": ");
            why.push_str(&error.to_string());
            cause = error.source();
        }
        tracing::error!(folder = %self.folder.path().display(), why, "the store has failed");
        let _ = self.failed.set(why);
    }

    /// sled has panicked: nothing of it is used again, not even dropped.
    pub(super) fn broken(&self, why: &str) {
        self.fail(&KvError::damaged(&self.folder.table().join("db"), why));
        std::mem::forget(self.take_view());
    }

    /// The error of whoever uses a store that has failed or is closed.
    pub(super) fn gone(&self) -> KvError {
        match self.failed.get() {
            Some(why) => KvError::Failed { why: why.clone() },
            None => KvError::Closed,
        }
    }

    /// Reads, with no commit half-applied meanwhile. A panic of sled is an error, and fails the store.
    pub(super) fn read<T>(&self, read: impl FnOnce(&View) -> Result<T, KvError>) -> Result<T, KvError> {
        let read = {
            let view = self.view.read().unwrap_or_else(PoisonError::into_inner);
            let Some(view) = view.as_ref() else { return Err(self.gone()) };
            guard::contain(|| read(view))
        };
        read.unwrap_or_else(|why| {
            self.broken(&why);
            Err(self.gone())
        })
    }

    /// Changes what readers see, all at once.
    fn change<T>(&self, change: impl FnOnce(&mut View) -> T) -> Result<T, KvError> {
        let mut view = self.view.write().unwrap_or_else(PoisonError::into_inner);
        view.as_mut().map(change).ok_or_else(|| self.gone())
    }

    /// Takes the view from readers for good.
    pub(super) fn take_view(&self) -> Option<View> {
        self.view.write().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Shows readers what was committed up to `revision`: all of it at once. It must be durable.
    pub(super) fn show(
        &self,
        group: impl IntoIterator<Item = (Vec<u8>, Row)>,
        revision: Revision,
    ) -> Result<(), KvError> {
        self.change(|view| {
            view.fresh.extend(group);
            self.revision.store(revision, Ordering::Release);
        })
    }

    /// Hands over what was committed lately for settling; `None` when there is nothing. Not while the last
    /// of it is still being settled.
    pub(super) fn freeze(&self) -> Result<Option<Arc<Recent>>, KvError> {
        self.change(|view| {
            if view.fresh.is_empty() {
                return None;
            }
            view.settling = Arc::new(std::mem::take(&mut view.fresh));
            Some(view.settling.clone())
        })
    }

    /// What was frozen is in the table now.
    pub(super) fn settled(&self) {
        // Freeing tens of thousands of rows takes a while: not while readers wait.
        let old = self.change(|view| std::mem::take(&mut view.settling));
        drop(old);
    }

    /// What the table says about itself.
    pub(super) fn meta(&self) -> Meta {
        lock(&self.table).meta
    }

    /// Writes one step into the table; with the last one, up to which revision it holds everything.
    pub(super) fn write_table(&self, rows: &Rows, step: Step, last: Option<Revision>) -> Result<(), KvError> {
        let mut table = lock(&self.table);
        let mut meta = table.meta;
        meta.revision = last.unwrap_or(meta.revision);
        for changed in &step.changed {
            meta.sum = meta.sum.wrapping_add(changed.sum);
            meta.rows = meta.rows.wrapping_add(changed.rows);
        }
        rows.apply(step.writes, &meta)?;
        table.meta = meta;
        if let Some(walk) = &mut table.walk {
            for changed in step.changed.iter().filter(|changed| changed.key <= walk.cursor) {
                walk.rows = walk.rows.wrapping_add(changed.rows);
                walk.sum = walk.sum.wrapping_add(changed.sum);
            }
        }
        Ok(())
    }

    /// Reads the whole table in strides, work going on meanwhile, and checks that it holds what was written;
    /// with `open`, that every value opens. Each document goes to `document`. Pauses after each stride.
    pub(super) fn walk(
        &self,
        open: bool,
        pause: Duration,
        mut document: impl FnMut(DocumentId) -> Result<(), KvError>,
    ) -> Result<Verified, KvError> {
        let _one = lock(&self.verifying);
        lock(&self.table).walk = Some(Walk::default());
        let mut walk = || loop {
            let rows = self.read(|view| Ok(view.rows.clone()))?;
            let strode = guard::contain(|| self.stride(&rows, open));
            let (ids, verified) = strode.unwrap_or_else(|why| {
                self.broken(&why);
                Err(self.gone())
            })?;
            ids.into_iter().try_for_each(&mut document)?;
            if let Some(verified) = verified {
                return Ok(verified);
            }
            if !pause.is_zero() {
                std::thread::sleep(pause);
            }
        };
        let walked = walk();
        lock(&self.table).walk = None;
        walked
    }

    /// One stride of a walk: the documents it came by, and the result when it was the last.
    fn stride(&self, rows: &Rows, open: bool) -> Result<(Vec<DocumentId>, Option<Verified>), KvError> {
        let mut table = lock(&self.table);
        let meta = table.meta;
        let Some(walk) = &mut table.walk else { return Err(self.gone()) };
        let found = rows.walk(&walk.cursor, STRIDE, open)?;
        let mut ids = Vec::new();
        for row in &found {
            walk.rows += 1;
            walk.sum = walk.sum.wrapping_add(rows.weight(row.key(), rows.row_version(row)?));
            ids.extend(Rows::document_id(row.key()));
        }
        walk.documents += ids.len() as u64;
        if let Some(row) = found.last() {
            walk.cursor = row.key().to_vec();
            return Ok((ids, None));
        }
        if (walk.rows, walk.sum) != (meta.rows, meta.sum) {
            return Err(rows.incomplete(&meta, walk.rows));
        }
        let documents = walk.documents;
        Ok((ids, Some(Verified { entries: walk.rows.saturating_sub(documents), documents })))
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
