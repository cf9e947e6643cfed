//! Typed tables over an ordered key-value engine, in a few async verbs: get, scan, commit of a batch with
//! expected versions, watch of a prefix, and documents by content hash. That is what an engine in this
//! process gives, and what a cluster such as etcd gives across machines.
//!
//! Not here: what the tables mean (`store`, `environment::world`). Nothing outside this folder names an
//! engine's own library.

pub mod archive;
mod batch;
#[cfg(test)]
mod conformance;
pub mod embedded;
mod error;
mod files;
mod key;
pub mod memory;
mod watch;

use std::future::Future;
use std::marker::PhantomData;
use std::ops::Bound;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc;

pub use batch::{Batch, Expected, Operation};
pub use error::KvError;
pub use key::Key;

/// The number of a commit. Grows by one with each; a value's version is the revision that last wrote it.
pub type Revision = u64;

/// The largest value an engine takes, in bytes. Larger contents are documents (sled leaks values from
/// about 195 KiB on each overwrite; 64 KiB keeps well away from that).
pub const MAX_VALUE: usize = 64 * 1024;

/// What an engine's verb gives back.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, KvError>> + Send + 'a>>;

/// A typed table: a name, and what its keys and values are.
pub struct Table<K, V> {
    name: &'static str,
    types: PhantomData<fn() -> (K, V)>,
}

impl<K: Key, V: Serialize + DeserializeOwned> Table<K, V> {
    /// A table called `name`. Names are short, lower case, and never change once released.
    pub const fn new(name: &'static str) -> Self {
        Self { name, types: PhantomData }
    }

    /// The table's name.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

/// A value and the revision that wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct Versioned<T> {
    /// The value.
    pub value: T,
    /// The revision that last wrote it: what a later commit may expect.
    pub version: Revision,
}

/// One raw entry of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The encoded key.
    pub key: Vec<u8>,
    /// The encoded value.
    pub value: Bytes,
    /// The revision that last wrote it.
    pub version: Revision,
}

/// Which entries of a table to read, in key order.
#[derive(Clone, Debug)]
pub struct Scan {
    /// First key.
    pub from: Bound<Vec<u8>>,
    /// Last key.
    pub to: Bound<Vec<u8>>,
    /// Read from the last key down.
    pub reverse: bool,
    /// At most so many entries.
    pub limit: usize,
}

impl Scan {
    /// Every entry.
    pub fn all() -> Self {
        Self { from: Bound::Unbounded, to: Bound::Unbounded, reverse: false, limit: usize::MAX }
    }

    /// The entries whose encoded key starts with `prefix`.
    pub fn prefix(prefix: Vec<u8>) -> Self {
        let to = match key::after_prefix(&prefix) {
            Some(end) => Bound::Excluded(end),
            None => Bound::Unbounded,
        };
        Self { from: Bound::Included(prefix), to, ..Self::all() }
    }

    /// The same entries, last first.
    pub fn reversed(self) -> Self {
        Self { reverse: true, ..self }
    }

    /// The same entries, at most `limit`.
    pub fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    /// The same entries, only those after `key` in the order of reading: how a page is continued.
    pub fn after(self, key: Vec<u8>) -> Self {
        if self.reverse {
            Self { to: Bound::Excluded(key), ..self }
        } else {
            Self { from: Bound::Excluded(key), ..self }
        }
    }

    /// True when no key can lie in the range. `BTreeMap::range` panics on a range that ends before it
    /// starts; to a reader that is just nothing.
    fn is_empty(&self) -> bool {
        use Bound::{Excluded, Included, Unbounded};
        match (&self.from, &self.to) {
            (Unbounded, _) | (_, Unbounded) => false,
            (Included(from), Included(to)) => from > to,
            (Included(from) | Excluded(from), Included(to) | Excluded(to)) => from >= to,
        }
    }
}

/// One part of a store, as an export gives it and an import takes it: documents first, then the entries of
/// the tables, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// A document.
    Document {
        /// Its content, which names it.
        content: Bytes,
        /// The revision that first carried it.
        version: Revision,
    },
    /// An entry of a table.
    Entry {
        /// The table.
        table: String,
        /// The entry.
        entry: Entry,
    },
}

/// Where an export goes. An error ends the export.
pub type Sink = Box<dyn FnMut(Piece) -> Result<(), KvError> + Send>;

/// What a full verification has read and found whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Entries of all tables.
    pub entries: u64,
    /// Documents.
    pub documents: u64,
}

/// One change that a watch reports, in commit order.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The commit.
    pub revision: Revision,
    /// The encoded key.
    pub key: Vec<u8>,
    /// The new value, `None` when removed.
    pub value: Option<Bytes>,
}

/// The name of a document: a keyed hash of its content, so that the name gives nothing away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct DocumentId([u8; 32]);

impl DocumentId {
    /// The name of `content` under the engine's `key`.
    pub fn of(key: &[u8; 32], content: &[u8]) -> Self {
        Self(*blake3::keyed_hash(key, content).as_bytes())
    }

    /// Lower-case hexadecimal, as used in file names.
    pub fn to_hex(self) -> String {
        blake3::Hash::from_bytes(self.0).to_hex().to_string()
    }

    /// A name read back.
    fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The raw bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// What an engine must do. Every engine passes `kv::conformance`.
pub trait Engine: Send + Sync + 'static {
    /// One entry.
    fn get<'a>(&'a self, table: &'static str, key: &'a [u8]) -> Answer<'a, Option<Entry>>;
    /// Entries of each scan in key order, all as of one moment.
    fn scans(&self, table: &'static str, scans: Vec<Scan>) -> Answer<'_, Vec<Vec<Entry>>>;
    /// Applies the batch whole or not at all; durable when it answers. An expectation that does not hold
    /// is [`KvError::Conflict`], and nothing is applied. After [`KvError::Failed`] nobody knows whether it
    /// was: look after the store was opened again.
    fn commit(&self, batch: Batch) -> Answer<'_, Revision>;
    /// Changes to keys of `table` that start with `prefix`, committed from now on. A receiver that falls
    /// behind by more than a bounded number is closed, and its owner reads anew.
    fn watch(&self, table: &'static str, prefix: Vec<u8>) -> mpsc::Receiver<Change>;
    /// The content of a document that a commit carried.
    fn document(&self, id: DocumentId) -> Answer<'_, Option<Bytes>>;
    /// The key under which documents are named.
    fn document_key(&self) -> [u8; 32];
    /// The last commit's number.
    fn revision(&self) -> Revision;
    /// Reads everything and checks it against what was written.
    fn verify(&self) -> Answer<'_, Verified>;
    /// Gives everything there is as of one commit, whose number it answers, to `sink`; commits go on meanwhile.
    fn export(&self, sink: Sink) -> Answer<'_, Revision>;
    /// Makes everything durable and lets the files go. Verbs used afterwards are [`KvError::Closed`].
    fn close(&self) -> Answer<'_, ()>;
    /// Why the engine takes no more writes, when it has failed.
    fn failure(&self) -> Option<String>;
}

/// A handle on an engine, cheap to clone; what the rest of koppel holds.
#[derive(Clone)]
pub struct Kv(Arc<dyn Engine>);

impl Kv {
    /// Wraps an engine.
    pub fn new(engine: impl Engine) -> Self {
        Self(Arc::new(engine))
    }

    /// One value.
    pub async fn get<K: Key, V: Serialize + DeserializeOwned>(
        &self,
        table: &Table<K, V>,
        key: &K,
    ) -> Result<Option<Versioned<V>>, KvError> {
        let Some(entry) = self.0.get(table.name, &key.encode()).await? else { return Ok(None) };
        Ok(Some(Versioned { value: decode_value(table.name, &entry)?, version: entry.version }))
    }

    /// One encoded value, by its encoded key.
    pub async fn raw(&self, table: &'static str, key: &[u8]) -> Result<Option<Bytes>, KvError> {
        Ok(self.0.get(table, key).await?.map(|entry| entry.value))
    }

    /// Values in key order. Build `scan` from [`Scan`] and [`Key::encode`].
    pub async fn scan<K: Key, V: Serialize + DeserializeOwned>(
        &self,
        table: &Table<K, V>,
        scan: Scan,
    ) -> Result<Vec<(K, Versioned<V>)>, KvError> {
        Ok(self.scans(table, vec![scan]).await?.pop().unwrap_or_default())
    }

    /// Values of several scans as of one moment: what moves from one to another is in exactly one.
    pub async fn scans<K: Key, V: Serialize + DeserializeOwned>(
        &self,
        table: &Table<K, V>,
        scans: Vec<Scan>,
    ) -> Result<Vec<Vec<(K, Versioned<V>)>>, KvError> {
        let read = |entry: &Entry| {
            let key = K::decode(&entry.key).ok_or_else(|| KvError::unreadable(table.name, "key"))?;
            Ok((key, Versioned { value: decode_value(table.name, entry)?, version: entry.version }))
        };
        let found = self.0.scans(table.name, scans).await?;
        found.iter().map(|entries| entries.iter().map(read).collect()).collect()
    }

    /// An empty batch.
    pub fn batch(&self) -> Batch {
        Batch::new(self.0.document_key())
    }

    /// Commits `batch`: whole or not at all, durable when this answers.
    pub async fn commit(&self, batch: Batch) -> Result<Revision, KvError> {
        self.0.commit(batch).await
    }

    /// Changes to keys that start with `prefix`, from now on.
    pub fn watch<K: Key, V: Serialize + DeserializeOwned>(
        &self,
        table: &Table<K, V>,
        prefix: Vec<u8>,
    ) -> mpsc::Receiver<Change> {
        self.0.watch(table.name, prefix)
    }

    /// The content of a document.
    pub async fn document(&self, id: DocumentId) -> Result<Option<Bytes>, KvError> {
        self.0.document(id).await
    }

    /// The last commit's number.
    pub fn revision(&self) -> Revision {
        self.0.revision()
    }

    /// Reads everything and checks it against what was written: for `doctor` and after an import.
    pub async fn verify(&self) -> Result<Verified, KvError> {
        self.0.verify().await
    }

    /// Gives everything there is as of one commit, whose number it answers, to `sink`, which may block. Commits
    /// go on meanwhile.
    pub async fn export(&self, sink: Sink) -> Result<Revision, KvError> {
        self.0.export(sink).await
    }

    /// Closes the engine for all handles: everything durable, its folder free for the next one.
    /// Dropping the last handle does the same, without a word when it fails.
    pub async fn close(self) -> Result<(), KvError> {
        self.0.close().await
    }

    /// Why the store takes no more writes, when it has failed: stop forwarding, say so, exit.
    pub fn failure(&self) -> Option<String> {
        self.0.failure()
    }
}

fn decode_value<V: DeserializeOwned>(table: &'static str, entry: &Entry) -> Result<V, KvError> {
    serde_json::from_slice(&entry.value).map_err(|error| KvError::unreadable(table, &error.to_string()))
}
