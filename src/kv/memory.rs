//! An engine in memory, for tests and simulated days: the same promises, nothing kept.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::mpsc;

use super::watch::Watches;
use super::{
    Answer, Batch, Change, DocumentId, Engine, Entry, Expected, Kv, KvError, Operation, Piece, Revision,
    Scan, Sink, Verified,
};

/// The engine. Make one with [`open`].
#[derive(Default)]
pub struct Memory {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    revision: Revision,
    tables: HashMap<String, BTreeMap<Vec<u8>, (Bytes, Revision)>>,
    documents: HashMap<DocumentId, (Bytes, Revision)>,
    watches: Watches,
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
        for (id, content) in batch.documents {
            self.documents.entry(id).or_insert((content, revision));
        }
        for operation in batch.operations {
            let (table, key, value) = match operation {
                Operation::Put { table, key, value } => (table, key, Some(value)),
                Operation::Remove { table, key } => (table, key, None),
            };
            self.watches.tell(revision, &table, &key, value.as_ref());
            let rows = self.tables.entry(table).or_default();
            match value {
                Some(value) => rows.insert(key, (value, revision)),
                None => rows.remove(&key),
            };
        }
        Ok(revision)
    }

    fn read(&self, table: &str, scan: Scan) -> Vec<Entry> {
        let Some(rows) = self.tables.get(table) else { return Vec::new() };
        if scan.is_empty() {
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

impl Engine for Memory {
    fn get<'a>(&'a self, table: &'static str, key: &'a [u8]) -> Answer<'a, Option<Entry>> {
        let found = self.state().tables.get(table).and_then(|rows| {
            let (value, version) = rows.get(key)?;
            Some(Entry { key: key.to_vec(), value: value.clone(), version: *version })
        });
        Box::pin(std::future::ready(Ok(found)))
    }

    fn scans(&self, table: &'static str, scans: Vec<Scan>) -> Answer<'_, Vec<Vec<Entry>>> {
        let state = self.state();
        let found = scans.into_iter().map(|scan| state.read(table, scan)).collect();
        drop(state);
        Box::pin(std::future::ready(Ok(found)))
    }

    fn commit(&self, batch: Batch) -> Answer<'_, Revision> {
        let applied = self.state().apply(batch);
        Box::pin(std::future::ready(applied))
    }

    fn watch(&self, table: &'static str, prefix: Vec<u8>) -> mpsc::Receiver<Change> {
        self.state().watches.add(table, prefix)
    }

    fn document(&self, id: DocumentId) -> Answer<'_, Option<Bytes>> {
        let found = self.state().documents.get(&id).map(|(content, _)| content.clone());
        Box::pin(std::future::ready(Ok(found)))
    }

    fn document_key(&self) -> [u8; 32] {
        [0; 32]
    }

    fn revision(&self) -> Revision {
        self.state().revision
    }

    fn verify(&self) -> Answer<'_, Verified> {
        let state = self.state();
        let entries = state.tables.values().map(|rows| rows.len() as u64).sum();
        let documents = state.documents.len() as u64;
        Box::pin(std::future::ready(Ok(Verified { entries, documents })))
    }

    fn export(&self, mut sink: Sink) -> Answer<'_, Revision> {
        let state = self.state();
        let documents = state.documents.iter().map(|(id, (content, version))| {
            (id, Piece::Document { content: content.clone(), version: *version })
        });
        let mut documents: Vec<_> = documents.collect();
        documents.sort_by_key(|(id, _)| **id);
        let tables: BTreeMap<&String, &BTreeMap<_, _>> = state.tables.iter().collect();
        let entries = tables.into_iter().flat_map(|(table, rows)| {
            rows.iter().map(|(key, (value, version)): (&Vec<u8>, &(Bytes, Revision))| {
                let entry = Entry { key: key.clone(), value: value.clone(), version: *version };
                Piece::Entry { table: table.clone(), entry }
            })
        });
        let mut pieces = documents.into_iter().map(|(_, piece)| piece).chain(entries);
        Box::pin(std::future::ready(pieces.try_for_each(&mut sink).map(|()| state.revision)))
    }

    fn close(&self) -> Answer<'_, ()> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn failure(&self) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn empty() -> (Kv, ()) {
        (open(), ())
    }

    crate::kv::conformance::suite!(empty);
}
