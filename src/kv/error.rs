//! What can go wrong in a store, each with its subject and the next step in its text.

use std::path::PathBuf;

/// An error of `kv`.
#[derive(Debug, thiserror::Error)]
pub enum KvError {
    /// Somebody else changed the key since it was read.
    #[error("{table}: the entry was changed in the meantime; read it again")]
    Conflict {
        /// The table.
        table: &'static str,
        /// The encoded key whose expectation did not hold.
        key: Vec<u8>,
    },
    /// A value above the cap.
    #[error("{table}: a value of {size} bytes is above the cap of 65536; it belongs in a document")]
    TooLarge {
        /// The table.
        table: &'static str,
        /// Size in bytes.
        size: usize,
    },
    /// A key or value that this version cannot read.
    #[error("{table}: an entry cannot be read ({why})")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// Why not.
        why: String,
    },
    /// The folder is in use by another process.
    #[error("{path} is in use by another process; attach to it, or stop it first")]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// A file of the store is damaged.
    #[error("{path} is damaged ({why}); {next}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        why: String,
        /// What the operator can do.
        next: String,
    },
    /// The store failed while open: nothing acknowledged is lost, nothing more is taken.
    #[error("the store has failed and takes no more writes ({why}); stop, look at the disk, start again")]
    Failed {
        /// The first failure.
        why: String,
    },
    /// Reading or writing a file failed.
    #[error("{path}: {action} failed")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
}

impl KvError {
    pub(super) fn unreadable(table: &'static str, why: &str) -> Self {
        Self::Unreadable { table, why: why.to_owned() }
    }
}
