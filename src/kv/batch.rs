//! A batch: what one commit writes, and what it expects to find.
//!
//! Not here: how it is applied (the engines).

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{DocumentId, Key, KvError, MAX_VALUE, Revision, Table};

/// What a commit expects of one key before it applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The key is not there.
    Absent,
    /// The key was last written by this revision.
    At(Revision),
}

/// One write of a batch.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// Write a value.
    Put {
        /// Table name.
        table: String,
        /// Encoded key.
        key: Vec<u8>,
        /// Encoded value, at most [`MAX_VALUE`] bytes.
        value: Bytes,
    },
    /// Remove a key; nothing happens when it is not there.
    Remove {
        /// Table name.
        table: String,
        /// Encoded key.
        key: Vec<u8>,
    },
}

/// What one commit writes, whole or not at all.
#[derive(Clone, Debug)]
pub struct Batch {
    document_key: [u8; 32],
    pub(super) expectations: Vec<(&'static str, Vec<u8>, Expected)>,
    pub(super) operations: Vec<Operation>,
    /// The table of each operation, as it was named here.
    tables: Vec<&'static str>,
    pub(super) documents: Vec<(DocumentId, Bytes)>,
}

impl Batch {
    pub(super) fn new(document_key: [u8; 32]) -> Self {
        Self {
            document_key,
            expectations: Vec::new(),
            operations: Vec::new(),
            tables: Vec::new(),
            documents: Vec::new(),
        }
    }

    /// Writes `value` under `key`.
    ///
    /// # Errors
    /// [`KvError::TooLarge`] above [`MAX_VALUE`]; such contents belong in a document.
    pub fn put<K: Key, V: Serialize + DeserializeOwned>(
        &mut self,
        table: &Table<K, V>,
        key: &K,
        value: &V,
    ) -> Result<(), KvError> {
        let value = serde_json::to_vec(value)
            .map_err(|error| KvError::unreadable(table.name(), &error.to_string()))?;
        if value.len() > MAX_VALUE {
            return Err(KvError::TooLarge { table: table.name(), size: value.len() });
        }
        self.tables.push(table.name());
        self.operations.push(Operation::Put {
            table: table.name().to_owned(),
            key: key.encode(),
            value: value.into(),
        });
        Ok(())
    }

    /// Removes `key`.
    pub fn remove<K: Key, V: Serialize + DeserializeOwned>(&mut self, table: &Table<K, V>, key: &K) {
        self.tables.push(table.name());
        self.operations.push(Operation::Remove { table: table.name().to_owned(), key: key.encode() });
    }

    /// Makes the commit fail with a conflict unless `key` is as expected.
    pub fn expect<K: Key, V: Serialize + DeserializeOwned>(
        &mut self,
        table: &Table<K, V>,
        key: &K,
        expected: Expected,
    ) {
        self.expectations.push((table.name(), key.encode(), expected));
    }

    /// Carries a document: durable no later than the batch itself, of any size.
    pub fn document(&mut self, content: impl Into<Bytes>) -> DocumentId {
        let content = content.into();
        let id = DocumentId::of(&self.document_key, &content);
        self.documents.push((id, content));
        id
    }

    /// The size of a document that it carries.
    pub fn size_of(&self, id: DocumentId) -> Option<usize> {
        self.documents.iter().find(|(carried, _)| *carried == id).map(|(_, content)| content.len())
    }

    /// What it writes, in order: table, encoded key, encoded value; `None` for a key that is removed.
    pub fn writes(&self) -> impl Iterator<Item = (&'static str, &[u8], Option<&[u8]>)> {
        self.tables.iter().zip(&self.operations).map(|(table, operation)| match operation {
            Operation::Put { key, value, .. } => (*table, key.as_slice(), Some(&**value)),
            Operation::Remove { key, .. } => (*table, key.as_slice(), None),
        })
    }

    /// True when it would write nothing.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty() && self.documents.is_empty()
    }
}
