//! Everything a store holds, as of one commit, and a store made of that: what backups and moves are made
//! with. The table stands still while it is read; commits go on in the log and in memory.
//!
//! Not here: what a backup looks like as a file (`store::backup`).

use std::path::Path;

use bytes::Bytes;
use rustix::fs::{CWD, RenameFlags};

use super::commit::Held;
use super::documents;
use super::folder::Folder;
use super::frame::INLINE_DOCUMENT;
use super::guard;
use super::log::Log;
use super::rows::{self, Document, Meta, Rows, Writes};
use super::shared::Shared;
use super::witness::Witness;
use crate::credential::Keyring;
use crate::kv::archive::Step;
use crate::kv::{DocumentId, KvError, Piece, Sink, Verified, files};

/// Rows that are read or written at once.
const STRIDE: usize = 256;

/// Gives everything in the table to `sink`, and sees that nothing is missing.
pub(super) fn export(shared: &Shared, held: &Held, mut sink: Sink) -> Result<(), KvError> {
    let meta = shared.meta();
    let (mut cursor, mut count, mut sum) = (Vec::new(), 0, 0_u128);
    loop {
        let rows = shared.read(|view| Ok(view.rows.clone()))?;
        let stride = guard::contain(|| {
            let found = rows.walk(&cursor, STRIDE, false)?;
            let pieces = found.iter().map(|row| piece(shared, &rows, row)).collect::<Result<Vec<_>, _>>()?;
            for row in &found {
                count += 1;
                sum = sum.wrapping_add(rows.weight(row.key(), rows.row_version(row)?));
            }
            Ok((pieces, found.last().map(|row| row.key().to_vec())))
        });
        let (pieces, last) = stride.unwrap_or_else(|why| {
            shared.broken(&why);
            Err(shared.gone())
        })?;
        pieces.into_iter().try_for_each(&mut sink)?;
        match last {
            Some(last) => cursor = last,
            None if (count, sum, held.revision) == (meta.rows, meta.sum, meta.revision) => return Ok(()),
            None => return Err(rows.incomplete(&meta, count)),
        }
    }
}

fn piece(shared: &Shared, rows: &Rows, row: &rows::Sealed) -> Result<Piece, KvError> {
    let version = rows.row_version(row)?;
    if let Some(id) = Rows::document_id(row.key()) {
        let content = match rows.document(row.key())? {
            Some(Document::Here(content)) => content,
            Some(Document::InFile(size)) => {
                documents::read(&shared.folder, &shared.keyring, id, size)?.into()
            }
            None => Bytes::new(),
        };
        return Ok(Piece::Document { content, version });
    }
    let name = row.key().split(|byte| *byte == 0).next().unwrap_or_default();
    let table = String::from_utf8_lossy(name).into_owned();
    let entry = rows.entry(&table, row)?;
    Ok(Piece::Entry { table, entry })
}

/// Makes a store that holds what `next` gives, durable: in a folder beside it, to [take its place](take_place).
pub(super) fn import(
    folder: &Folder,
    keyring: &Keyring,
    next: &mut dyn FnMut() -> Result<Step, KvError>,
) -> Result<Verified, KvError> {
    let unborn = folder.unborn();
    files::remove(unborn.path())?;
    files::create_dir(&unborn.log())?;
    documents::create(&unborn)?;
    Rows::create(&unborn.table(), keyring)?;
    let (rows, mut meta) = Rows::open(&unborn.table(), keyring)?;
    let document_key = super::document_key(keyring);
    let (mut verified, mut writes, mut waiting) =
        (Verified { entries: 0, documents: 0 }, Writes::default(), 0);
    let revision = loop {
        let (key, version, value) = match next()? {
            Step::End(revision) => break revision,
            Step::Piece(Piece::Document { content, version }) => {
                let id = DocumentId::of(&document_key, &content);
                if content.len() > INLINE_DOCUMENT {
                    documents::write(&unborn, keyring, id, &content)?;
                }
                verified.documents += 1;
                (rows::document_key(&id), version, Document::row(&content))
            }
            Step::Piece(Piece::Entry { table, entry }) => {
                verified.entries += 1;
                (rows::row_key(&table, &entry.key), entry.version, entry.value)
            }
        };
        meta.rows += 1;
        meta.sum = meta.sum.wrapping_add(rows.weight(&key, version));
        writes.put(&rows, &key, version, &value);
        waiting += 1;
        if waiting == STRIDE {
            rows.apply(std::mem::take(&mut writes), &meta)?;
            waiting = 0;
        }
    };
    rows.apply(writes, &Meta { revision, ..meta })?;
    rows.sync()?;
    drop(rows);
    Log::create(&unborn.log(), keyring, revision + 1)?;
    Witness::create(&unborn.witness(), keyring, revision)?;
    files::sync_dir(&unborn.documents())?;
    files::sync_dir(unborn.path())?;
    Ok(verified)
}

/// Lets a store that was made beside it take the place of `folder`, durable; one that stood there goes to
/// `aside`. At no moment is there none.
pub(super) fn take_place(folder: &Folder, aside: &Path) -> Result<(), KvError> {
    let (path, unborn) = (folder.path(), folder.unborn());
    let failed = || KvError::io(path, "renaming to");
    if folder.is_vacant()? {
        std::fs::rename(unborn.path(), path).map_err(failed())?;
        return files::sync_dir(files::parent(path));
    }
    files::create_dir(files::parent(aside))?;
    let swapped = rustix::fs::renameat_with(CWD, unborn.path(), CWD, path, RenameFlags::EXCHANGE);
    swapped.map_err(|error| failed()(error.into()))?;
    files::sync_dir(files::parent(path))?;
    std::fs::rename(unborn.path(), aside).map_err(KvError::io(aside, "renaming to"))?;
    files::sync_dir(files::parent(aside))
}
