//! What can go wrong in a store, each with its subject and the next step in its text.

use std::path::{Path, PathBuf};

use crate::locale::{self, Argument, Language};

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
    /// A batch above what one frame of the log takes.
    #[error("a commit of {size} bytes is above the cap of {cap}; split it")]
    BatchTooLarge {
        /// Size in bytes.
        size: usize,
        /// The cap in bytes.
        cap: usize,
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
    /// The store was written under another key.
    #[error(
        "{path} was written with key {wanted:08x}, but the key here is {have:08x}; put the right key file back"
    )]
    OtherKey {
        /// The file.
        path: PathBuf,
        /// The key it was written with.
        wanted: u32,
        /// The key in use.
        have: u32,
    },
    /// The store was closed by another handle.
    #[error("the store is closed")]
    Closed,
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

    /// Damage found in a file of an embedded store.
    pub(super) fn damaged(path: &Path, why: impl Into<String>) -> Self {
        let next =
            "keep a copy of the folder, then let `koppel doctor --rebuild` make the store anew from its log";
        Self::Damaged { path: path.to_owned(), why: why.into(), next: next.to_owned() }
    }

    /// How a failed file operation is told: `.map_err(KvError::io(path, "reading"))`.
    pub fn io(path: &Path, action: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), action, source }
    }
}

impl KvError {
    /// What happened and what can be done, for an operator.
    pub fn sentence(&self, language: Language) -> String {
        let text = |key: &str, arguments: &[Argument<'_>]| locale::text(language, key, arguments);
        let shown = |path: &Path| path.display().to_string().into();
        match self {
            Self::Locked { path } => text("store-locked", &[("path", shown(path))]),
            Self::Damaged { path, why, .. } => {
                text("store-damaged", &[("path", shown(path)), ("why", why.as_str().into())])
            }
            Self::OtherKey { path, .. } => text("store-other-key", &[("path", shown(path))]),
            Self::Failed { why } => text("store-failed", &[("why", why.as_str().into())]),
            Self::Io { path, source, .. } => {
                text("store-io", &[("path", shown(path)), ("why", source.to_string().into())])
            }
            // Not of an operator's doing: a defect, told as it is.
            Self::Conflict { .. }
            | Self::TooLarge { .. }
            | Self::BatchTooLarge { .. }
            | Self::Unreadable { .. }
            | Self::Closed => text("store-defect", &[("why", self.to_string().into())]),
        }
    }
}
