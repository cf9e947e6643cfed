//! Reading the audit log.
//!
//! Not here: writing it (`world::change`).

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::people::People;
use super::{World, rows};
use crate::kv::{Key, KvError, Scan};

/// A page stays under this many bytes, so that no client's cap is met; but one entry it has.
const PAGE: usize = 256 * 1024;

/// Some entries, newest first.
pub struct AuditPage {
    /// Entries, each with its `hash`.
    pub entries: Vec<Map<String, Value>>,
    /// Entries with a lower number than this follow.
    pub next: Option<u64>,
    /// How many were ever written.
    pub count: u64,
}

/// Entries looked at for one page when only some are wanted.
const LOOKED_AT: usize = 2_000;
/// Entries taken from the store at once.
const AT_ONCE: usize = 200;

/// An organisation and what is its: what an entry must be about to be about it.
pub struct About {
    organisation: u64,
    users: BTreeSet<u64>,
    /// Of tokens and invites.
    keys: BTreeSet<String>,
    tokens: BTreeSet<u64>,
}

impl About {
    /// All that is the organisation's now.
    pub fn organisation(id: u64, people: &People) -> Self {
        let of_it = people.users.values().filter(|user| user.organisation_id == Some(id));
        let users: BTreeSet<u64> = of_it.map(|user| user.id).collect();
        let tokens: Vec<_> = people.tokens.values().filter(|token| users.contains(&token.user_id)).collect();
        let invites = people.invites.values().filter(|invite| users.contains(&invite.user_id));
        Self {
            organisation: id,
            keys: tokens
                .iter()
                .map(|token| token.key_id.clone())
                .chain(invites.map(|invite| invite.key_id.clone()))
                .collect(),
            tokens: tokens.iter().map(|token| token.id).collect(),
            users,
        }
    }

    /// True when one of an entry's changes is about it. What is gone is known by what it was.
    fn takes(&self, entry: &Map<String, Value>) -> bool {
        let changes = entry.get("changes").and_then(Value::as_array);
        changes.into_iter().flatten().any(|change| {
            let id = change["id"].as_str().unwrap_or_default();
            let number = || id.parse::<u64>().ok();
            let whose = |field: &str| {
                [&change["before"], &change["after"]].into_iter().find_map(|row| row[field].as_u64())
            };
            let of_user = || whose("user_id").is_some_and(|user| self.users.contains(&user));
            match change["kind"].as_str().unwrap_or_default() {
                "organisations" => number() == Some(self.organisation),
                "users" => {
                    number().is_some_and(|id| self.users.contains(&id))
                        || whose("organisation_id") == Some(self.organisation)
                }
                "tokens" | "invites" => self.keys.contains(id) || of_user(),
                "sales" => whose("organisation_id") == Some(self.organisation),
                "token_addresses" => number().is_some_and(|id| self.tokens.contains(&id)),
                _ => false,
            }
        })
    }
}

impl World {
    /// Entries below number `before`, newest first, at most `limit`; all of them, or only those about
    /// something. A page of the latter may be short, or empty, and more follow all the same.
    pub async fn audit(
        &self,
        about: Option<&About>,
        before: Option<u64>,
        limit: usize,
    ) -> Result<AuditPage, KvError> {
        let (mut entries, mut size, mut last, mut looked_at) = (Vec::new(), 0, before, 0);
        let more = 'read: loop {
            let mut scan = Scan::all().reversed().limit(AT_ONCE);
            if let Some(before) = last {
                scan.to = std::ops::Bound::Excluded(before.encode());
            }
            let found = self.kv.scan(&rows::AUDIT, scan).await?;
            let is_last = found.len() < AT_ONCE;
            for (number, row) in found {
                if entries.len() == limit || looked_at == LOOKED_AT {
                    break 'read true;
                }
                let mut entry = self.restored(&row.value.entry).await?;
                looked_at += 1;
                if about.is_none_or(|about| about.takes(&entry)) {
                    entry.insert("hash".to_owned(), row.value.hash.into());
                    size += serde_json::to_vec(&entry).map_or(0, |bytes| bytes.len());
                    if size > PAGE && !entries.is_empty() {
                        break 'read true;
                    }
                    entries.push(entry);
                }
                last = Some(number);
            }
            if is_last {
                break false;
            }
        };
        let count = self.kv.get(&rows::SEQUENCES, &"audit".to_owned()).await?.map_or(0, |row| row.value);
        Ok(AuditPage { entries, next: last.filter(|_| more), count })
    }
}
