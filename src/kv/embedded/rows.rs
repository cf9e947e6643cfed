//! The table: sled, and how rows lie in it. The only file that names sled.
//!
//! One tree holds everything. A row's key is its table's name, a zero and the key; its value is the
//! revision that wrote it and the sealed value. Sealing binds a value to key and revision. The row
//! [`META`] says up to which revision the log has been applied, how many rows there are, and the sum of a
//! keyed hash of every key and revision: sled can lose rows without a word, and the sum then does not fit.
//!
//! Not here: when it is written to and made durable (`settle`), what was committed since (`recent`).

use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;

use super::frame::INLINE_DOCUMENT;
use crate::credential::Keyring;
use crate::kv::{DocumentId, Entry, KvError, Revision, Scan, files};

/// The row about the table itself. Names of tables hold no zero, so nothing else can lie here.
pub(super) const META: &[u8] = b"\0meta";
/// In front of the id of a document.
const DOCUMENT: &[u8] = b"\0document\0";
/// sled keeps pages of this many bytes in memory; the rest it reads again.
const CACHE: u64 = 32 * 1024 * 1024;
/// How often to try again while an earlier handle in this process still lets go of sled's own lock.
const LOCK_TRIES: u32 = 100;

/// What the table says about itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Meta {
    /// The last revision that was applied.
    pub(super) revision: Revision,
    /// How many rows there are, documents included.
    pub(super) rows: u64,
    /// The sum of [`Rows::weight`] over all rows.
    pub(super) sum: u128,
}

/// The rows, for reading and for writing; cheap to clone.
#[derive(Clone)]
pub(super) struct Rows {
    path: PathBuf,
    tree: sled::Db,
    keyring: Keyring,
    weight_key: [u8; 32],
}

/// What one or more commits write into the table, whole or not at all.
#[derive(Default)]
pub(super) struct Writes(sled::Batch);

/// What is known of a document.
pub(super) enum Document {
    /// Its content.
    Here(Bytes),
    /// Its size; the content is in a file.
    InFile(u64),
}

impl Document {
    /// The value of the row of a document with this content.
    pub(super) fn row(content: &[u8]) -> Bytes {
        if content.len() > INLINE_DOCUMENT {
            Self::file_row(content.len() as u64)
        } else {
            [&[0], content].concat().into()
        }
    }

    /// The value of the row of a document that lies in a file.
    pub(super) fn file_row(size: u64) -> Bytes {
        [&[1], size.to_be_bytes().as_slice()].concat().into()
    }

    /// Reads such a value.
    pub(super) fn read(row: &Bytes) -> Self {
        match (row.first(), row.get(1..).and_then(<[u8]>::first_chunk)) {
            (Some(1), Some(size)) => Self::InFile(u64::from_be_bytes(*size)),
            _ => Self::Here(row.slice(1.min(row.len())..)),
        }
    }
}

/// A row as it lies in the table: its key, its version and its sealed value.
pub(super) struct Sealed(sled::IVec, sled::IVec);

impl Sealed {
    /// The key in the table.
    pub(super) fn key(&self) -> &[u8] {
        &self.0
    }
}

/// The key of a row of a user's table.
pub(super) fn row_key(table: &str, key: &[u8]) -> Vec<u8> {
    [table.as_bytes(), &[0], key].concat()
}

/// The keys in the table of a scan of a user's table.
pub(super) fn row_range(table: &str, scan: &Scan) -> (Bound<Vec<u8>>, Bound<Vec<u8>>) {
    let bound = |bound: &Bound<Vec<u8>>, open| match bound {
        Bound::Included(key) => Bound::Included(row_key(table, key)),
        Bound::Excluded(key) => Bound::Excluded(row_key(table, key)),
        Bound::Unbounded => open,
    };
    let from = bound(&scan.from, Bound::Included(row_key(table, &[])));
    (from, bound(&scan.to, Bound::Excluded([table.as_bytes(), &[1]].concat())))
}

/// The key of the row of a document.
pub(super) fn document_key(id: &DocumentId) -> Vec<u8> {
    [DOCUMENT, id.as_bytes()].concat()
}

impl Writes {
    /// Writes a row.
    pub(super) fn put(&mut self, rows: &Rows, key: &[u8], revision: Revision, plain: &[u8]) {
        let mut value = Vec::with_capacity(8 + plain.len() + crate::credential::OVERHEAD);
        value.extend_from_slice(&revision.to_be_bytes());
        rows.keyring.seal_into(&context(key, revision), plain, &mut value);
        self.0.insert(key, value);
    }

    /// Removes a row.
    pub(super) fn remove(&mut self, key: &[u8]) {
        self.0.remove(key);
    }
}

impl Rows {
    /// Makes the files of an empty table at `path`, durable, and lets them go.
    pub(super) fn create(path: &Path, keyring: &Keyring) -> Result<(), KvError> {
        files::create_dir(path)?;
        let rows = Self::over(path, keyring)?;
        rows.apply(Writes::default(), &Meta::default())?;
        rows.sync()
    }

    /// Opens the table and reads what it says about itself.
    ///
    /// May panic or never come back when its files are damaged: call it under `guard`.
    pub(super) fn open(path: &Path, keyring: &Keyring) -> Result<(Self, Meta), KvError> {
        for name in ["conf", "db"] {
            let file = path.join(name);
            if !file.exists() {
                // sled would begin anew without a word.
                return Err(KvError::damaged(&file, "it is missing"));
            }
        }
        for file in files::list(path)? {
            // Half a snapshot: sled would take it for the newest one and call the store corrupt.
            if file.extension().is_some_and(|ending| ending == "generating") {
                files::remove(&file)?;
            }
        }
        let rows = Self::over(path, keyring)?;
        let meta = rows.meta()?;
        Ok((rows, meta))
    }

    fn over(path: &Path, keyring: &Keyring) -> Result<Self, KvError> {
        let config = sled::Config::new().path(path).cache_capacity(CACHE).flush_every_ms(None);
        let mut tries = 0;
        let tree = loop {
            match config.open() {
                // Threads of an earlier handle may hold on to it for a moment. Nobody else can: ours is
                // the lock that counts.
                Err(sled::Error::Io(error))
                    if tries < LOCK_TRIES && error.to_string().contains("acquire lock") =>
                {
                    tries += 1;
                    std::thread::sleep(Duration::from_millis(20));
                }
                opened => break opened.map_err(|error| told(path, error))?,
            }
        };
        let weight_key = keyring.derive("kv weight");
        Ok(Self { path: path.to_owned(), tree, keyring: keyring.clone(), weight_key })
    }

    fn meta(&self) -> Result<Meta, KvError> {
        let Some(sealed) = self.tree.get(META).map_err(|error| self.told(error))? else {
            return Err(KvError::damaged(&self.path.join("db"), "what it says about itself is gone"));
        };
        let plain = self.unseal(META, 0, &sealed)?;
        let number = |at: usize| Some(u64::from_be_bytes(*plain.get(at..)?.first_chunk()?));
        let read = || {
            let sum = u128::from_be_bytes(*plain.get(16..)?.first_chunk()?);
            Some(Meta { revision: number(0)?, rows: number(8)?, sum })
        };
        read()
            .ok_or_else(|| KvError::damaged(&self.path.join("db"), "what it says about itself is cut short"))
    }

    /// Applies `writes` and what the table then says about itself, together or not at all. Not yet durable.
    pub(super) fn apply(&self, mut writes: Writes, meta: &Meta) -> Result<(), KvError> {
        let mut plain = Vec::with_capacity(32);
        plain.extend_from_slice(&meta.revision.to_be_bytes());
        plain.extend_from_slice(&meta.rows.to_be_bytes());
        plain.extend_from_slice(&meta.sum.to_be_bytes());
        writes.0.insert(META, self.keyring.seal(&context(META, 0), &plain));
        self.tree.apply_batch(writes.0).map_err(|error| self.told(error))
    }

    /// Makes everything applied durable. sled's own flush is not an fsync, so the files are synced too.
    pub(super) fn sync(&self) -> Result<(), KvError> {
        self.tree.flush().map_err(|error| self.told(error))?;
        files::settle(&self.path)
    }

    /// The revision that last wrote the row at `key`.
    pub(super) fn version(&self, key: &[u8]) -> Result<Option<Revision>, KvError> {
        let found = self.tree.get(key).map_err(|error| self.told(error))?;
        found.map(|value| Ok(self.split(&value)?.0)).transpose()
    }

    /// One entry of a user's table, by its key in the table.
    pub(super) fn get(&self, table: &str, row: &[u8]) -> Result<Option<Entry>, KvError> {
        let Some(value) = self.tree.get(row).map_err(|error| self.told(error))? else { return Ok(None) };
        self.entry(table, &Sealed(row.into(), value)).map(Some)
    }

    /// The rows in a range, in order either way.
    pub(super) fn range(
        &self,
        range: (Bound<Vec<u8>>, Bound<Vec<u8>>),
        reverse: bool,
    ) -> impl Iterator<Item = Result<Sealed, KvError>> {
        let mut rows = self.tree.range::<Vec<u8>, _>(range);
        std::iter::from_fn(move || {
            let row = if reverse { rows.next_back() } else { rows.next() }?;
            Some(row.map(|(key, value)| Sealed(key, value)).map_err(|error| self.told(error)))
        })
    }

    /// Opens a row of a user's table.
    pub(super) fn entry(&self, table: &str, row: &Sealed) -> Result<Entry, KvError> {
        let (version, sealed) = self.split(&row.1)?;
        let value = self.unseal(&row.0, version, sealed)?.into();
        Ok(Entry { key: row.0[table.len() + 1..].to_vec(), value, version })
    }

    /// The version of a row.
    pub(super) fn row_version(&self, row: &Sealed) -> Result<Revision, KvError> {
        Ok(self.split(&row.1)?.0)
    }

    /// What lies here for a document, by its key in the table.
    pub(super) fn document(&self, row: &[u8]) -> Result<Option<Document>, KvError> {
        let Some(value) = self.tree.get(row).map_err(|error| self.told(error))? else { return Ok(None) };
        let (version, sealed) = self.split(&value)?;
        Ok(Some(Document::read(&self.unseal(row, version, sealed)?.into())))
    }

    /// What a row adds to the sum.
    pub(super) fn weight(&self, key: &[u8], version: Revision) -> u128 {
        let mut hasher = blake3::Hasher::new_keyed(&self.weight_key);
        hasher.update(key).update(&version.to_be_bytes());
        let mut weight = [0; 16];
        weight.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        u128::from_be_bytes(weight)
    }

    /// Up to `limit` rows after `after`, of all tables; [`META`] is left out. With `open` their values are
    /// opened too, to see that they can be.
    pub(super) fn walk(&self, after: &[u8], limit: usize, open: bool) -> Result<Vec<Sealed>, KvError> {
        let mut found = Vec::new();
        for row in self.range((Bound::Excluded(after.to_vec()), Bound::Unbounded), false).take(limit) {
            let row = row?;
            if row.key() == META {
                continue;
            }
            let (version, sealed) = self.split(&row.1)?;
            if open {
                self.unseal(row.key(), version, sealed)?;
            }
            found.push(row);
        }
        Ok(found)
    }

    /// The id in the key of a document's row.
    pub(super) fn document_id(key: &[u8]) -> Option<DocumentId> {
        Some(DocumentId::from_bytes(key.strip_prefix(DOCUMENT)?.try_into().ok()?))
    }

    /// That the table lost or gained rows without a trace.
    pub(super) fn incomplete(&self, said: &Meta, rows: u64) -> KvError {
        let why = format!("it holds {rows} rows where {} were written, or other ones", said.rows);
        KvError::damaged(&self.path.join("db"), why)
    }

    /// Loses a row the way sled might.
    #[cfg(test)]
    pub(super) fn forget_row_for_a_test(&self, key: &[u8]) {
        self.tree.remove(key).unwrap();
        self.sync().unwrap();
    }

    fn split<'a>(&self, value: &'a [u8]) -> Result<(Revision, &'a [u8]), KvError> {
        let Some((version, sealed)) = value.split_first_chunk() else {
            return Err(KvError::damaged(&self.path.join("db"), "a row is cut short"));
        };
        Ok((Revision::from_be_bytes(*version), sealed))
    }

    fn unseal(&self, key: &[u8], version: Revision, sealed: &[u8]) -> Result<Vec<u8>, KvError> {
        self.keyring.open(&context(key, version), sealed).map_err(|error| {
            let name = key.split(|byte| *byte == 0).next().unwrap_or_default();
            let why = format!("a row of table `{}` is {error}", String::from_utf8_lossy(name));
            KvError::damaged(&self.path.join("db"), why)
        })
    }

    fn told(&self, error: sled::Error) -> KvError {
        told(&self.path, error)
    }
}

/// What a row's seal is bound to.
fn context(key: &[u8], version: Revision) -> Vec<u8> {
    [b"kv row", key, &version.to_be_bytes()].concat()
}

fn told(path: &Path, error: sled::Error) -> KvError {
    let file = path.join("db");
    match error {
        sled::Error::Io(source) => KvError::Io { path: file, action: "using", source },
        // Its texts are pages long and ask for a bug report; the first line says what it is.
        other => {
            KvError::damaged(&file, other.to_string().lines().next().unwrap_or_default().trim().to_owned())
        }
    }
}
