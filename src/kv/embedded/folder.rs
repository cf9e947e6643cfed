//! The folder of a store: what lies where.
//!
//! ```text
//! <dir>.lock          held while a process has the store open; beside it, so that creation is under it too
//! <dir>/log/          the commit log: <first revision>.seg
//! <dir>/table/        sled
//! <dir>/documents/    large documents by the hash of their content; new/ holds the half-written ones
//! <dir>/witness       the last acknowledged revision, twice
//! <dir>/quarantine/   damaged tables that a rebuild has set aside
//! ```

use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::kv::KvError;
use crate::kv::files::{create_dir, parent};

/// The folder of a store, by its parts.
#[derive(Clone)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn log(&self) -> PathBuf {
        self.0.join("log")
    }

    pub(super) fn table(&self) -> PathBuf {
        self.0.join("table")
    }

    pub(super) fn documents(&self) -> PathBuf {
        self.0.join("documents")
    }

    pub(super) fn witness(&self) -> PathBuf {
        self.0.join("witness")
    }

    pub(super) fn quarantine(&self) -> PathBuf {
        self.0.join("quarantine")
    }

    /// The folder in which a new store is made before it takes its place.
    pub(super) fn unborn(&self) -> Self {
        Self(beside(&self.0, ".new"))
    }

    /// True when there is nothing here yet.
    pub(super) fn is_vacant(&self) -> Result<bool, KvError> {
        match std::fs::read_dir(&self.0) {
            Ok(mut entries) => Ok(entries.next().is_none()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
            Err(source) => Err(KvError::io(&self.0, "reading")(source)),
        }
    }

    /// Takes the store for this process; given back when the file is dropped.
    pub(super) fn lock(&self) -> Result<File, KvError> {
        let path = beside(&self.0, ".lock");
        create_dir(parent(&self.0))?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&path)
            .map_err(KvError::io(&path, "opening"))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(KvError::Locked { path: self.0.clone() }),
            Err(TryLockError::Error(source)) => Err(KvError::io(&path, "locking")(source)),
        }
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
