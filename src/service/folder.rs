//! The data folder: ours alone. Made with mode 0700, refused when somebody else owns it.
//!
//! Not here: what lies in it (`kv`, `credential`), and its lock (`kv`).

use std::fs::{DirBuilder, Permissions};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::locale::{self, Argument, Language};

/// The key at rest: what makes a folder ours.
pub const KEY: &str = "key";

/// Why a data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It belongs to another account: what it holds could be a trap.
    #[error("{path} belongs to another account (uid {owner}); choose another folder with --data")]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// Its owner.
        owner: u32,
    },
    /// Something else stands there.
    #[error("{path} is no folder; choose another with --data")]
    NotAFolder {
        /// What stands there.
        path: PathBuf,
    },
    /// It is open to others and holds other things than ours: closing it might break them.
    #[error(
        "{path} is in other use and open to other accounts (mode {mode:03o}); choose another folder with --data, or close it with chmod 700"
    )]
    Open {
        /// The folder.
        path: PathBuf,
        /// Its mode bits.
        mode: u32,
    },
    /// The system refused.
    #[error("{path}: {action} failed")]
    Io {
        /// The folder.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
}

impl FolderError {
    /// What happened and what can be done, for an operator.
    pub fn sentence(&self, language: Language) -> String {
        let text = |key: &str, arguments: &[Argument<'_>]| locale::text(language, key, arguments);
        let shown = |path: &Path| path.display().to_string().into();
        match self {
            Self::Foreign { path, owner } => {
                text("folder-foreign", &[("path", shown(path)), ("owner", owner.to_string().into())])
            }
            Self::NotAFolder { path } => text("folder-none", &[("path", shown(path))]),
            Self::Open { path, mode } => {
                text("folder-open", &[("path", shown(path)), ("mode", format!("{mode:03o}").into())])
            }
            Self::Io { path, source, .. } => {
                text("folder-io", &[("path", shown(path)), ("why", source.to_string().into())])
            }
        }
    }
}

/// Makes the folder when it is missing, and takes everybody else's access to it away, if it is empty or ours
/// already.
pub fn prepare(path: &Path) -> Result<(), FolderError> {
    let io = |action| move |source| FolderError::Io { path: path.to_path_buf(), action, source };
    if !path.exists() {
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(io("making the folder"))?;
    }
    let found = check(path)?;
    if found & 0o077 != 0 {
        let empty = std::fs::read_dir(path).map_err(io("reading it"))?.next().is_none();
        if !empty && !path.join(KEY).exists() {
            return Err(FolderError::Open { path: path.to_path_buf(), mode: found });
        }
        std::fs::set_permissions(path, Permissions::from_mode(0o700)).map_err(io("closing it to others"))?;
    }
    Ok(())
}

/// Looks whether the folder may be used; gives its mode bits.
pub fn check(path: &Path) -> Result<u32, FolderError> {
    let found = std::fs::metadata(path).map_err(|source| FolderError::Io {
        path: path.to_path_buf(),
        action: "reading it",
        source,
    })?;
    if !found.is_dir() {
        return Err(FolderError::NotAFolder { path: path.to_path_buf() });
    }
    if found.uid() != rustix::process::geteuid().as_raw() {
        return Err(FolderError::Foreign { path: path.to_path_buf(), owner: found.uid() });
    }
    Ok(found.mode() & 0o777)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_folder_is_closed_and_an_open_one_is_closed_too() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("a/b");
        prepare(&folder).unwrap();
        assert_eq!(check(&folder).unwrap(), 0o700);
        std::fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
        prepare(&folder).unwrap();
        assert_eq!(check(&folder).unwrap(), 0o700);
    }

    #[test]
    fn a_folder_in_other_use_keeps_its_mode() {
        let root = tempfile::tempdir().unwrap();
        std::fs::set_permissions(root.path(), Permissions::from_mode(0o755)).unwrap();
        std::fs::write(root.path().join("passwd"), b"").unwrap();
        assert!(matches!(prepare(root.path()), Err(FolderError::Open { mode: 0o755, .. })));
        assert_eq!(check(root.path()).unwrap(), 0o755);
        std::fs::write(root.path().join(KEY), b"").unwrap();
        prepare(root.path()).unwrap();
        assert_eq!(check(root.path()).unwrap(), 0o700);
    }

    #[test]
    fn a_foreign_folder_and_a_file_are_refused() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        std::fs::write(&file, b"").unwrap();
        assert!(matches!(prepare(&file), Err(FolderError::NotAFolder { .. })));
        // As root a folder can be given away; as anybody else the system's root folder is foreign.
        if rustix::process::geteuid().is_root() {
            std::os::unix::fs::chown(root.path(), Some(65_534), None).unwrap();
            assert!(matches!(prepare(root.path()), Err(FolderError::Foreign { owner: 65_534, .. })));
        } else {
            assert!(matches!(prepare(Path::new("/")), Err(FolderError::Foreign { owner: 0, .. })));
        }
    }
}
