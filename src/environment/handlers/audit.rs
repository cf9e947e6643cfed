//! The audit log: who changed what.

use serde_json::json;

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};
use super::super::world::audit::About;

/// Entries on a page at most, and when nothing is said.
const MOST: usize = 200;
const USUAL: u64 = 50;

/// `GET koppel/audit?before=N&limit=M&organisation=ID`: `{entries, next, count}`, newest first. An entry is
/// `{number, at, act, user, token, address, changes: [{kind, id, before, after}], previous, hash}`; its `hash`
/// is BLAKE3 over its JSON without `hash`, fields sorted by name, no white space; `previous` is the hash of the
/// entry before it. With `organisation` only what is about it, its users and its tokens.
pub async fn list(ask: Ask) -> Answer {
    let limit = usize::try_from(ask.query.number("limit").unwrap_or(USUAL)).unwrap_or(MOST).clamp(1, MOST);
    let about = match ask.query.number("organisation") {
        None => None,
        Some(id) => {
            let people = ask.world().people();
            people.organisations.get(&id).ok_or(Failure::NotFound)?;
            Some(About::organisation(id, &people))
        }
    };
    let page = ask.world().audit(about.as_ref(), ask.query.number("before"), limit).await?;
    Ok(Reply::Ok(json!({"entries": page.entries, "next": page.next, "count": page.count})))
}
