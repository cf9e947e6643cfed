//! The audit log: who changed what.

use serde_json::json;

use super::super::access::{Answer, Ask};
use super::super::reply::Reply;

/// Entries on a page at most, and when nothing is said.
const MOST: usize = 200;
const USUAL: u64 = 50;

/// `GET koppel/audit?before=N&limit=M`: `{entries, next, count}`, newest first. An entry is `{number, at, act,
/// user, token, address, changes: [{kind, id, before, after}], previous, hash}`; its `hash` is BLAKE3 over its
/// JSON without `hash`, fields sorted by name, no white space; `previous` is the hash of the entry before it.
pub async fn list(ask: Ask) -> Answer {
    let limit = usize::try_from(ask.query.number("limit").unwrap_or(USUAL)).unwrap_or(MOST).clamp(1, MOST);
    let page = ask.world().audit(ask.query.number("before"), limit).await?;
    let last = page.entries.last().and_then(|entry| entry["number"].as_u64());
    let next = last.filter(|_| page.more);
    Ok(Reply::Ok(json!({"entries": page.entries, "next": next, "count": page.count})))
}
