//! Reading the audit log.
//!
//! Not here: writing it (`world::change`).

use serde_json::{Map, Value};

use super::{World, rows};
use crate::kv::{Key, KvError, Scan};

/// A page stays under this many bytes, so that no client's cap is met; but one entry it has.
const PAGE: usize = 256 * 1024;

/// Some entries, newest first.
pub struct AuditPage {
    /// Entries, each with its `hash`.
    pub entries: Vec<Map<String, Value>>,
    /// Entries with a lower number follow.
    pub more: bool,
    /// How many were ever written.
    pub count: u64,
}

impl World {
    /// Entries below number `before`, newest first, at most `limit`.
    pub async fn audit(&self, before: Option<u64>, limit: usize) -> Result<AuditPage, KvError> {
        let mut scan = Scan::all().reversed().limit(limit.saturating_add(1));
        if let Some(before) = before {
            scan.to = std::ops::Bound::Excluded(before.encode());
        }
        let found = self.kv.scan(&rows::AUDIT, scan).await?;
        let (mut entries, mut size, mut more) = (Vec::new(), 0, found.len() > limit);
        for (_, row) in found.into_iter().take(limit) {
            let mut entry = self.restored(&row.value.entry).await?;
            entry.insert("hash".to_owned(), row.value.hash.into());
            size += serde_json::to_vec(&entry).map_or(0, |bytes| bytes.len());
            if size > PAGE && !entries.is_empty() {
                more = true;
                break;
            }
            entries.push(entry);
        }
        let count = self.kv.get(&rows::SEQUENCES, &"audit".to_owned()).await?.map_or(0, |row| row.value);
        Ok(AuditPage { entries, more, count })
    }
}
