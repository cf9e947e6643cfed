//! The care that files need: durable when a call returns, and for their owner alone. Files are 0600, folders
//! 0700.
//!
//! Not here: what is in them.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::KvError;

/// The folder that holds `path`.
pub(super) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Makes a folder, and those above it, for its owner alone.
pub(super) fn create_dir(path: &Path) -> Result<(), KvError> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(KvError::io(path, "creating"))
}

/// Makes a file that must not be there yet.
pub(super) fn create_file(path: &Path) -> Result<File, KvError> {
    OpenOptions::new()
        .create_new(true)
        .read(true)
        .write(true)
        .mode(0o600)
        .open(path)
        .map_err(KvError::io(path, "creating"))
}

/// Makes the names in a folder durable.
pub(super) fn sync_dir(path: &Path) -> Result<(), KvError> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(KvError::io(path, "syncing"))
}

/// Removes a file or folder that may be absent.
pub(super) fn remove(path: &Path) -> Result<(), KvError> {
    let removed = match path.symlink_metadata() {
        Ok(found) if found.is_dir() => std::fs::remove_dir_all(path),
        Ok(_) => std::fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(KvError::io(path, "removing")),
    }
}

/// The entries of a folder; none when it is absent.
pub(super) fn list(path: &Path) -> Result<Vec<PathBuf>, KvError> {
    let entries = match std::fs::read_dir(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(KvError::io(path, "reading"))?,
    };
    entries.map(|entry| Ok(entry.map_err(KvError::io(path, "reading"))?.path())).collect()
}

/// Makes what lies in a folder durable, names included, and keeps it from others. For files that a
/// library made without asking.
pub(super) fn settle(path: &Path) -> Result<(), KvError> {
    for entry in list(path)? {
        // A file may go between listing and looking: sled removes old snapshots by itself.
        let Ok(found) = entry.symlink_metadata() else { continue };
        let (file, wanted) = if found.is_dir() {
            settle(&entry)?;
            (None, 0o700)
        } else {
            (File::open(&entry).ok(), 0o600)
        };
        if found.permissions().mode() & 0o777 != wanted {
            let set = std::fs::set_permissions(&entry, Permissions::from_mode(wanted));
            tolerate_gone(set, &entry, "setting the mode of")?;
        }
        if let Some(file) = file {
            file.sync_all().map_err(KvError::io(&entry, "syncing"))?;
        }
    }
    sync_dir(path)
}

fn tolerate_gone(done: std::io::Result<()>, path: &Path, action: &'static str) -> Result<(), KvError> {
    match done {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done.map_err(KvError::io(path, action)),
    }
}
