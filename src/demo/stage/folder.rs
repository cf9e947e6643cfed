//! The demo's folder: a given one, used again, or a temporary one that is removed at the end. One that a
//! killed demo left is removed by the next: its lock is free.
//!
//! Not here: what lies in it (`house`, the service).

use std::fs::{File, OpenOptions};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use super::ENVIRONMENTS;
use crate::demo::error::DemoError;
use crate::service::folder;

/// Held while the demo of a temporary folder lives.
const LOCK: &str = "demo.lock";
/// How temporary folders are called. A socket's path has room for 107 bytes: the name is short.
const NAME: &str = "koppel-";

/// Where it all lies.
pub(super) struct Folder {
    /// The folder.
    pub path: PathBuf,
    /// A temporary one's lock.
    lock: Option<File>,
}

impl Folder {
    /// The folder `dir`, or a temporary one.
    pub fn new(dir: Option<&Path>) -> Result<Self, DemoError> {
        let Some(dir) = dir else { return Self::temporary(&std::env::temp_dir()) };
        let path = dir.to_path_buf();
        folder::prepare(&path)?;
        if path.join(folder::KEY).exists() && !path.join(ENVIRONMENTS).exists() {
            return Err(DemoError::NotADemo { path });
        }
        Ok(Self { path, lock: None })
    }

    fn temporary(parent: &Path) -> Result<Self, DemoError> {
        clear(parent);
        let path = parent.join(format!("{NAME}{}", fastrand::u32(..1_000_000_000)));
        folder::prepare(&path)?;
        let lock = path.join(LOCK);
        let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&lock);
        let held = opened.and_then(|file| {
            flock(&file, FlockOperation::NonBlockingLockExclusive)?;
            Ok(file)
        });
        let file = held.map_err(|source| DemoError::Notes { path: lock, source })?;
        Ok(Self { path, lock: Some(file) })
    }
}

/// Removes what killed demos of this account left in `parent`: folders with a demo's lock that nobody holds.
/// Whatever cannot be looked at stays.
fn clear(parent: &Path) {
    let Ok(entries) = std::fs::read_dir(parent) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let named = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| {
            name.strip_prefix(NAME)
                .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
        });
        let own = rustix::process::geteuid().as_raw();
        // No link is followed: what it leads to is not ours to remove.
        let ours = std::fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir() && found.uid() == own);
        if !(named && ours) {
            continue;
        }
        let Ok(lock) = File::open(path.join(LOCK)) else { continue };
        if flock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok()
            && let Err(error) = std::fs::remove_dir_all(&path)
        {
            tracing::warn!(path = %path.display(), %error, "the folder of a demo that was killed stays");
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.lock.is_some()
            && let Err(error) = std::fs::remove_dir_all(&self.path)
        {
            tracing::warn!(path = %self.path.display(), %error, "the demo's temporary folder stays");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_demo_left_is_removed_and_what_a_living_one_uses_is_not() {
        let parent = tempfile::tempdir().unwrap();
        let left = parent.path().join("koppel-1");
        std::fs::create_dir(&left).unwrap();
        std::fs::write(left.join(LOCK), b"").unwrap();
        for other in ["koppel-2", "koppel-mine", "else"] {
            std::fs::create_dir(parent.path().join(other)).unwrap();
        }
        std::fs::write(parent.path().join("koppel-mine").join(LOCK), b"").unwrap();

        let living = Folder::temporary(parent.path()).unwrap();
        assert!(!left.exists());
        let second = Folder::temporary(parent.path()).unwrap();
        assert!(living.path.exists(), "its demo lives");
        for other in ["koppel-2", "koppel-mine", "else"] {
            assert!(parent.path().join(other).exists(), "{other} is no demo's that was killed");
        }
        let path = second.path.clone();
        drop(second);
        assert!(!path.exists() && living.path.exists());
    }
}
