//! Opening a store: made whole or not at all, and brought up to date from its log.

use std::fs::File;
use std::sync::Arc;
use std::time::Duration;

use super::Settings;
use super::commit::{self, Committer};
use super::documents;
use super::folder::Folder;
use super::frame;
use super::log::{self, Log};
use super::rows::{Meta, Rows};
use super::settle::{self, Settler};
use super::shared::Shared;
use super::witness::Witness;
use crate::credential::Keyring;
use crate::kv::{KvError, Revision, files};

/// Makes an empty store: in a folder beside it, which takes its place when everything is durable. Nobody
/// ever opens half a store.
pub(super) fn create(folder: &Folder, keyring: &Keyring) -> Result<(), KvError> {
    let unborn = folder.unborn();
    files::remove(unborn.path())?;
    files::create_dir(&unborn.log())?;
    Log::create(&unborn.log(), keyring, 1)?;
    Witness::create(&unborn.witness(), keyring, 0)?;
    documents::create(&unborn)?;
    files::sync_dir(&unborn.documents())?;
    Rows::create(&unborn.table(), keyring)?;
    files::sync_dir(unborn.path())?;
    let path = folder.path();
    std::fs::rename(unborn.path(), path).map_err(KvError::io(path, "renaming to"))?;
    files::sync_dir(files::parent(path))
}

/// Opens a store that is there. May panic or hang in sled: call it under `guard`.
pub(super) fn open(
    folder: Folder,
    keyring: Keyring,
    lock: File,
    settings: &Settings,
) -> Result<Committer, KvError> {
    log::check_headers(&folder.log(), &keyring)?;
    documents::tidy(&folder)?;
    let (mut witness, witnessed) = Witness::open(&folder.witness(), &keyring)?;
    let (rows, meta) = Rows::open(&folder.table(), &keyring)?;
    let shared = Arc::new(Shared::new(folder, keyring, rows.clone(), meta));
    let log = replay(&shared, meta, witnessed)?;
    witness.record(log.next() - 1)?;
    // Rows can go missing without a trace; a small table is counted before anybody trusts it.
    if meta.rows <= settings.verify_at_open {
        shared.walk(false, Duration::ZERO, |_| Ok(()))?;
    }
    let settler = Settler::start(shared.clone(), rows, settings.settle_within)?;
    let checkpoint_after = settings.checkpoint_after;
    let still = Arc::default();
    Ok(Committer { shared, log, witness, settler, still, lock, checkpoint_after, payload: Vec::new() })
}

/// Shows readers what the log has and the table lacks.
fn replay(shared: &Shared, meta: Meta, witnessed: Revision) -> Result<Log, KvError> {
    let path = shared.folder.log();
    let log = Log::open(&path, &shared.keyring, meta.revision, witnessed, |revision, payload| {
        let Some(changes) = frame::decode(payload) else {
            return Err(KvError::damaged(&path, format!("revision {revision} cannot be understood")));
        };
        shared.show(changes.iter().map(|change| commit::replayed(change, revision)), revision)
    })?;
    Ok(log)
}

/// What is left to do where the log cannot help.
pub(super) const COPY: &str = "nothing was changed; put a copy of the whole folder back";

/// Sets the table aside and makes a new one from the log. Gives back the last revision.
pub(super) fn rebuild(folder: &Folder, keyring: &Keyring) -> Result<Revision, KvError> {
    let path = folder.log();
    log::check_headers(&path, keyring)?;
    match log::segments(&path)?.first() {
        Some(first) if first.first == 1 => {}
        first => {
            let path = first.map_or(path, |segment| segment.path.clone());
            return Err(KvError::Damaged {
                path,
                why: "the log no longer reaches back to the beginning, so it cannot rebuild the table"
                    .to_owned(),
                next: COPY.to_owned(),
            });
        }
    }
    let unborn = folder.path().join("table.new");
    files::remove(&unborn)?;
    Rows::create(&unborn, keyring)?;
    let (rows, meta) = Rows::open(&unborn, keyring)?;
    let shared = Shared::new(folder.clone(), keyring.clone(), rows.clone(), meta);
    // The witness may be what is damaged; the log then speaks for itself.
    let witnessed = Witness::open(&folder.witness(), keyring).map_or(0, |(_, seen)| seen);
    let log = replay(&shared, meta, witnessed)?;
    let last = log.next() - 1;
    settle::settle(&shared, &rows, &shared.freeze()?.unwrap_or_default(), last)?;
    drop((shared.take_view(), rows, log));

    set_aside(folder)?;
    std::fs::rename(&unborn, folder.table()).map_err(KvError::io(&unborn, "renaming"))?;
    files::remove(&folder.witness())?;
    Witness::create(&folder.witness(), keyring, last)?;
    files::sync_dir(folder.path())?;
    Ok(last)
}

/// Moves the table into `quarantine/`, where somebody may still want to look at it.
fn set_aside(folder: &Folder) -> Result<(), KvError> {
    if !folder.table().exists() {
        return Ok(());
    }
    let quarantine = folder.quarantine();
    files::create_dir(&quarantine)?;
    let place =
        (1..).map(|number: u32| quarantine.join(format!("table-{number}"))).find(|place| !place.exists());
    let Some(place) = place else { return Ok(()) };
    std::fs::rename(folder.table(), &place).map_err(KvError::io(&place, "renaming to"))?;
    files::sync_dir(&quarantine)
}
