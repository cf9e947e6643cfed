//! Where a store lies, as far as a copy of it would lie elsewhere: the machine, and the folder itself rather than
//! its name. Beside it the folder remembers how often the store was opened.
//!
//! Not here: what follows from another place (`store::quarantine`).

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::time::UNIX_EPOCH;

use super::folder::FolderError;
use crate::store::Place;

/// The file that remembers how often the store was opened.
const EPOCH: &str = "epoch";

/// Where the store in the folder `store` of the data folder `data` lies.
///
/// # Errors
/// [`FolderError::Io`].
pub fn find(data: &Path, store: &Path) -> Result<Place, FolderError> {
    let found = std::fs::metadata(store).map_err(failed(store, "reading"))?;
    // Both stay when a folder is moved within its disk, and at every restart; not in a copy. Where the disk
    // keeps no time of birth the number alone must do.
    let born = found.created().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let machine = std::fs::read_to_string("/etc/machine-id").unwrap_or_default();
    let mark = format!("{} {} {:?}", machine.trim(), found.ino(), born.map(|born| born.as_nanos()));
    let epoch = std::fs::read_to_string(data.join(EPOCH)).ok().and_then(|text| text.trim().parse().ok());
    Ok(Place { mark: mark.into_bytes(), epoch })
}

/// Remembers that the store was opened for the `epoch`th time.
///
/// # Errors
/// [`FolderError::Io`].
pub fn remember(data: &Path, epoch: u64) -> Result<(), FolderError> {
    let (path, unborn) = (data.join(EPOCH), data.join("epoch.new"));
    let write = || {
        let mut file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&unborn)?;
        writeln!(file, "{epoch}")?;
        file.sync_all()?;
        std::fs::rename(&unborn, &path)?;
        File::open(data)?.sync_all()
    };
    write().map_err(failed(&path, "writing"))
}

fn failed(path: &Path, action: &'static str) -> impl FnOnce(std::io::Error) -> FolderError {
    move |source| FolderError::Io { path: path.to_owned(), action, source }
}
