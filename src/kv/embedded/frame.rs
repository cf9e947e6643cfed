//! What a batch looks like inside a frame of the log: one change after another, lengths in front,
//! numbers big-endian.
//!
//! Not here: sealing and checksums (`log`).

use crate::kv::{Batch, DocumentId, Operation};

/// Documents above this are files of their own; smaller ones travel in the log and lie in the table,
/// which takes values of up to 64 KiB well.
pub(super) const INLINE_DOCUMENT: usize = 48 * 1024;

/// The most one batch may take in the log. A damaged length is so found before it is believed.
pub(super) const LARGEST: usize = 64 * 1024 * 1024;

/// One change that a frame carries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Change<'a> {
    /// Write a value.
    Put { table: &'a str, key: &'a [u8], value: &'a [u8] },
    /// Remove a key.
    Remove { table: &'a str, key: &'a [u8] },
    /// Keep a small document.
    Document { id: DocumentId, content: &'a [u8] },
    /// Know of a large document, which lies in a file that was durable before this frame.
    File { id: DocumentId, size: u64 },
}

/// The changes of a batch: documents first, so that what refers to them comes after them.
pub(super) fn changes(batch: &Batch) -> impl Iterator<Item = Change<'_>> {
    let documents = batch.documents.iter().map(|(id, content)| {
        if content.len() > INLINE_DOCUMENT {
            Change::File { id: *id, size: content.len() as u64 }
        } else {
            Change::Document { id: *id, content }
        }
    });
    documents.chain(batch.operations.iter().map(|operation| match operation {
        Operation::Put { table, key, value } => Change::Put { table, key, value },
        Operation::Remove { table, key } => Change::Remove { table, key },
    }))
}

/// Appends one change to `out`.
pub(super) fn encode(change: &Change<'_>, out: &mut Vec<u8>) {
    let mut text = |tag: u8, parts: [&[u8]; 2]| {
        out.push(tag);
        for part in parts {
            // A part is far below 4 GiB: a batch is refused above `LARGEST` before it is encoded.
            out.extend_from_slice(&(part.len() as u32).to_be_bytes());
            out.extend_from_slice(part);
        }
    };
    match change {
        Change::Put { table, key, value } => {
            text(1, [table.as_bytes(), key]);
            out.extend_from_slice(&(value.len() as u32).to_be_bytes());
            out.extend_from_slice(value);
        }
        Change::Remove { table, key } => text(2, [table.as_bytes(), key]),
        Change::Document { id, content } => text(3, [id.as_bytes(), content]),
        Change::File { id, size } => text(4, [id.as_bytes(), &size.to_be_bytes()]),
    }
}

/// How many bytes a batch takes, roughly: enough to refuse one that is too large.
pub(super) fn size(batch: &Batch) -> usize {
    changes(batch)
        .map(|change| match change {
            Change::Put { table, key, value } => 16 + table.len() + key.len() + value.len(),
            Change::Remove { table, key } => 16 + table.len() + key.len(),
            Change::Document { content, .. } => 64 + content.len(),
            Change::File { .. } => 64,
        })
        .sum()
}

/// Reads the changes of a frame; `None` when they are not whole, which no sealed frame of ours is.
pub(super) fn decode(mut payload: &[u8]) -> Option<Vec<Change<'_>>> {
    let mut changes = Vec::new();
    while let Some((&tag, rest)) = payload.split_first() {
        payload = rest;
        let first = part(&mut payload)?;
        let second = part(&mut payload)?;
        changes.push(match tag {
            1 => Change::Put { table: str(first)?, key: second, value: part(&mut payload)? },
            2 => Change::Remove { table: str(first)?, key: second },
            3 => Change::Document { id: id(first)?, content: second },
            4 => Change::File { id: id(first)?, size: u64::from_be_bytes(second.try_into().ok()?) },
            _ => return None,
        });
    }
    Some(changes)
}

fn part<'a>(payload: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, rest) = payload.split_first_chunk::<4>()?;
    let (part, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    *payload = rest;
    Some(part)
}

fn str(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn id(bytes: &[u8]) -> Option<DocumentId> {
    Some(DocumentId::from_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_change_reads_back_and_no_cut_is_taken_for_whole() {
        let id = DocumentId::from_bytes([7; 32]);
        let changes = [
            Change::Put { table: "sales", key: b"k\0", value: b"value" },
            Change::Remove { table: "sales", key: b"" },
            Change::Document { id, content: b"pdf" },
            Change::File { id, size: 1 << 40 },
        ];
        let mut payload = Vec::new();
        let ends: Vec<usize> = changes
            .iter()
            .map(|change| {
                encode(change, &mut payload);
                payload.len()
            })
            .collect();
        assert_eq!(decode(&payload).unwrap(), changes);
        for length in (1..payload.len()).filter(|length| !ends.contains(length)) {
            assert_eq!(decode(&payload[..length]), None, "length {length}");
        }
    }
}
