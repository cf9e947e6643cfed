//! Large documents: sealed files named by the hash of their content, durable before the commit that
//! speaks of them. A commit that then fails leaves a file that nothing names; the next one with the same
//! content takes it over.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::folder::Folder;
use crate::credential::{Keyring, OVERHEAD};
use crate::kv::{DocumentId, KvError, files};

/// Where half-written documents lie: not among the others, so that leftovers are found without a search.
fn unborn(folder: &Folder) -> PathBuf {
    folder.documents().join("new")
}

/// Makes the folders of a new store.
pub(super) fn create(folder: &Folder) -> Result<(), KvError> {
    files::create_dir(&unborn(folder))
}

/// Removes what a killed process left half-written.
pub(super) fn tidy(folder: &Folder) -> Result<(), KvError> {
    create(folder)?;
    files::list(&unborn(folder))?.iter().try_for_each(|leftover| files::remove(leftover))
}

/// Writes a document; durable when this returns. Blocks.
pub(super) fn write(
    folder: &Folder,
    keyring: &Keyring,
    id: DocumentId,
    content: &[u8],
) -> Result<(), KvError> {
    let path = path(folder, id);
    let length = (content.len() + OVERHEAD) as u64;
    if std::fs::metadata(&path).is_ok_and(|found| found.len() == length) {
        // Whoever wrote it may have been killed before its name was durable.
        return files::sync_dir(&folder.documents());
    }
    let name = format!("{}.{:016x}", id.to_hex(), u64::from_be_bytes(keyring.random()));
    let temporary = unborn(folder).join(name);
    let sealed = keyring.seal(&context(id), content);
    let mut file = files::create_file(&temporary)?;
    let written = file.write_all(&sealed).and_then(|()| file.sync_all());
    let moved = written.and_then(|()| std::fs::rename(&temporary, &path));
    if let Err(source) = moved {
        // Most likely the disk is full: give the space back before saying so.
        files::remove(&temporary)?;
        return Err(KvError::io(&path, "writing")(source));
    }
    files::sync_dir(&folder.documents())
}

/// Reads a document that the table knows. Blocks.
pub(super) fn read(
    folder: &Folder,
    keyring: &Keyring,
    id: DocumentId,
    size: u64,
) -> Result<Vec<u8>, KvError> {
    let path = path(folder, id);
    let sealed = match std::fs::read(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(lost(&path, "it is missing")),
        sealed => sealed.map_err(KvError::io(&path, "reading"))?,
    };
    let content = keyring.open(&context(id), &sealed).map_err(|error| lost(&path, &error.to_string()))?;
    if content.len() as u64 == size { Ok(content) } else { Err(lost(&path, "it has another size")) }
}

fn lost(path: &Path, why: &str) -> KvError {
    KvError::Damaged {
        path: path.to_owned(),
        why: why.to_owned(),
        next: "put this file back from a copy of the folder; the rest of the store is not affected"
            .to_owned(),
    }
}

fn path(folder: &Folder, id: DocumentId) -> PathBuf {
    folder.documents().join(id.to_hex())
}

/// What a document's seal is bound to.
fn context(id: DocumentId) -> Vec<u8> {
    [b"kv document", id.as_bytes().as_slice()].concat()
}
