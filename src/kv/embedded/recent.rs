//! What was committed lately and is durable in the log, but not yet in the table: kept in memory, in front
//! of the table for whoever reads.
//!
//! New commits go into `fresh`. At a checkpoint all of it moves to `settling`, from where it is written into
//! the table while `fresh` fills anew. A key that is in neither is as the table says.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use bytes::Bytes;

use super::rows::{self, Document, Rows, Sealed};
use crate::kv::{DocumentId, Entry, KvError, Revision, Scan};

/// A row as a commit left it.
#[derive(Clone)]
pub(super) struct Row {
    /// The commit.
    pub(super) version: Revision,
    /// The value; `None` when it was removed.
    pub(super) value: Option<Bytes>,
}

/// Rows by the key they have in the table.
pub(super) type Recent = BTreeMap<Vec<u8>, Row>;

/// What readers see.
pub(super) struct View {
    pub(super) rows: Rows,
    pub(super) fresh: Recent,
    pub(super) settling: Arc<Recent>,
}

/// A row that a scan came by.
pub(super) enum Found {
    /// From memory.
    Recent(Vec<u8>, Bytes, Revision),
    /// From the table, still sealed.
    Stored(Sealed),
}

impl View {
    pub(super) fn new(rows: Rows) -> Self {
        Self { rows, fresh: Recent::new(), settling: Arc::default() }
    }

    fn recent(&self, key: &[u8]) -> Option<&Row> {
        self.fresh.get(key).or_else(|| self.settling.get(key))
    }

    /// The revision that last wrote the row at `key`.
    pub(super) fn version(&self, key: &[u8]) -> Result<Option<Revision>, KvError> {
        match self.recent(key) {
            Some(row) => Ok(row.value.as_ref().map(|_| row.version)),
            None => self.rows.version(key),
        }
    }

    /// One entry of a user's table.
    pub(super) fn get(&self, table: &str, key: &[u8]) -> Result<Option<Entry>, KvError> {
        let row = rows::row_key(table, key);
        let Some(Row { version, value }) = self.recent(&row) else { return self.rows.get(table, &row) };
        Ok(value.as_ref().map(|value| Entry { key: key.to_vec(), value: value.clone(), version: *version }))
    }

    /// What is known of a document.
    pub(super) fn document(&self, id: &DocumentId) -> Result<Option<Document>, KvError> {
        let row = rows::document_key(id);
        match self.recent(&row) {
            Some(found) => Ok(found.value.as_ref().map(Document::read)),
            None => self.rows.document(&row),
        }
    }

    /// The rows of a user's table in a range: what needs the view to stand still.
    pub(super) fn collect(&self, table: &str, scan: &Scan) -> Result<Vec<Found>, KvError> {
        if scan.is_empty() {
            return Ok(Vec::new());
        }
        let range = rows::row_range(table, scan);
        let mut fresh = in_order(&self.fresh, &range, scan.reverse).peekable();
        let mut settling = in_order(&self.settling, &range, scan.reverse).peekable();
        let mut stored = self.rows.range(range.clone(), scan.reverse).peekable();
        let mut found = Vec::new();
        while found.len() < scan.limit {
            if let Some(Err(error)) = stored.next_if(Result::is_err) {
                return Err(error);
            }
            let keys = [
                fresh.peek().map(|(key, _)| key.as_slice()),
                settling.peek().map(|(key, _)| key.as_slice()),
                stored.peek().and_then(|row| row.as_ref().ok()).map(Sealed::key),
            ];
            let first = keys.into_iter().flatten().reduce(|one, other| {
                let wanted = if scan.reverse { Ordering::Greater } else { Ordering::Less };
                if other.cmp(one) == wanted { other } else { one }
            });
            let Some(first) = first.map(<[u8]>::to_vec) else { break };
            // The nearest to the reader counts; each source moves on past the key.
            let newest = fresh.next_if(|(key, _)| **key == first);
            let newer = settling.next_if(|(key, _)| **key == first);
            let old = stored.next_if(|row| row.as_ref().is_ok_and(|row| row.key() == first));
            match (newest.or(newer), old) {
                (Some((_, row)), _) => {
                    let value = row.value.clone();
                    found.extend(value.map(|value| Found::Recent(first, value, row.version)));
                }
                (None, Some(row)) => found.push(Found::Stored(row?)),
                (None, None) => break,
            }
        }
        Ok(found)
    }
}

/// Opens what [`View::collect`] found.
pub(super) fn entries(rows: &Rows, table: &str, found: Vec<Found>) -> Result<Vec<Entry>, KvError> {
    let open = |found| match found {
        Found::Recent(key, value, version) => {
            Ok(Entry { key: key[table.len() + 1..].to_vec(), value, version })
        }
        Found::Stored(row) => rows.entry(table, &row),
    };
    found.into_iter().map(open).collect()
}

type Range = (Bound<Vec<u8>>, Bound<Vec<u8>>);

fn in_order<'a>(
    recent: &'a Recent,
    range: &Range,
    reverse: bool,
) -> Box<dyn Iterator<Item = (&'a Vec<u8>, &'a Row)> + 'a> {
    let rows = recent.range(range.clone());
    if reverse { Box::new(rows.rev()) } else { Box::new(rows) }
}
