//! An engine in memory, for tests and simulated days: the same promises, nothing kept.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::mpsc;

use super::{
    Answer, Batch, Change, DocumentId, Engine, Entry, Expected, Kv, KvError, Operation, Revision, Scan,
};

/// How many changes a watch holds before it is closed.
const WATCH_DEPTH: usize = 4096;

/// The engine. Make one with [`open`].
#[derive(Default)]
pub struct Memory {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    revision: Revision,
    tables: HashMap<String, BTreeMap<Vec<u8>, (Bytes, Revision)>>,
    documents: HashMap<DocumentId, Bytes>,
    watches: Vec<Watch>,
}

struct Watch {
    table: &'static str,
    prefix: Vec<u8>,
    changes: mpsc::Sender<Change>,
}

/// An empty store in memory.
pub fn open() -> Kv {
    Kv::new(Memory::default())
}

impl Memory {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn version(&self, table: &str, key: &[u8]) -> Option<Revision> {
        self.tables.get(table)?.get(key).map(|(_, version)| *version)
    }

    fn apply(&mut self, batch: Batch) -> Result<Revision, KvError> {
        for (table, key, expected) in &batch.expectations {
            let holds = match expected {
                Expected::Absent => self.version(table, key).is_none(),
                Expected::At(version) => self.version(table, key) == Some(*version),
            };
            if !holds {
                return Err(KvError::Conflict { table, key: key.clone() });
            }
        }
        self.revision += 1;
        let revision = self.revision;
        self.documents.extend(batch.documents);
        for operation in batch.operations {
            let (table, key, value) = match operation {
                Operation::Put { table, key, value } => (table, key, Some(value)),
                Operation::Remove { table, key } => (table, key, None),
            };
            self.tell(revision, &table, &key, value.clone());
            let rows = self.tables.entry(table).or_default();
            match value {
                Some(value) => rows.insert(key, (value, revision)),
                None => rows.remove(&key),
            };
        }
        Ok(revision)
    }

    fn tell(&mut self, revision: Revision, table: &str, key: &[u8], value: Option<Bytes>) {
        self.watches.retain(|watch| {
            if watch.table != table || !key.starts_with(&watch.prefix) {
                return !watch.changes.is_closed();
            }
            watch.changes.try_send(Change { revision, key: key.to_vec(), value: value.clone() }).is_ok()
        });
    }

    fn read(&self, table: &str, scan: Scan) -> Vec<Entry> {
        let Some(rows) = self.tables.get(table) else { return Vec::new() };
        if is_empty(&scan) {
            return Vec::new();
        }
        let entry = |(key, (value, version)): (&Vec<u8>, &(Bytes, Revision))| Entry {
            key: key.clone(),
            value: value.clone(),
            version: *version,
        };
        let range = rows.range((scan.from, scan.to));
        if scan.reverse {
            range.rev().take(scan.limit).map(entry).collect()
        } else {
            range.take(scan.limit).map(entry).collect()
        }
    }
}

/// `BTreeMap::range` panics on a range that ends before it starts; for a reader that is just nothing.
fn is_empty(scan: &Scan) -> bool {
    use std::ops::Bound::{Excluded, Included, Unbounded};
    match (&scan.from, &scan.to) {
        (Unbounded, _) | (_, Unbounded) => false,
        (Included(from), Included(to)) => from > to,
        (Included(from) | Excluded(from), Included(to) | Excluded(to)) => from >= to,
    }
}

impl Engine for Memory {
    fn get<'a>(&'a self, table: &'static str, key: &'a [u8]) -> Answer<'a, Option<Entry>> {
        let found = self.state().tables.get(table).and_then(|rows| {
            let (value, version) = rows.get(key)?;
            Some(Entry { key: key.to_vec(), value: value.clone(), version: *version })
        });
        Box::pin(std::future::ready(Ok(found)))
    }

    fn scan(&self, table: &'static str, scan: Scan) -> Answer<'_, Vec<Entry>> {
        let found = self.state().read(table, scan);
        Box::pin(std::future::ready(Ok(found)))
    }

    fn commit(&self, batch: Batch) -> Answer<'_, Revision> {
        let applied = self.state().apply(batch);
        Box::pin(std::future::ready(applied))
    }

    fn watch(&self, table: &'static str, prefix: Vec<u8>) -> mpsc::Receiver<Change> {
        let (changes, receiver) = mpsc::channel(WATCH_DEPTH);
        self.state().watches.push(Watch { table, prefix, changes });
        receiver
    }

    fn document(&self, id: DocumentId) -> Answer<'_, Option<Bytes>> {
        let found = self.state().documents.get(&id).cloned();
        Box::pin(std::future::ready(Ok(found)))
    }

    fn document_key(&self) -> [u8; 32] {
        [0; 32]
    }

    fn revision(&self) -> Revision {
        self.state().revision
    }
}
