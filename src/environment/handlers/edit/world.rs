//! A whole world out and in: `koppel/world`.
//!
//! Not here: what is made of one (`world::transfer`).

use serde_json::{Value, json};

use super::super::super::access::{Answer, Ask};
use super::super::super::reply::{Failure, Reply};
use super::super::super::world::acts::Act;
use super::super::super::world::judge::Finding;
use super::super::super::world::transfer::NotTaken;

/// `GET koppel/world`: the catalogue and the people in the shape of a world file; no tokens, no sales.
pub async fn export(ask: Ask) -> Answer {
    Ok(Reply::Ok(Value::Object(ask.world().export().await?)))
}

/// `POST koppel/world` `{world, dry_run?}`: what was, or with `dry_run` would be, made and changed: `[{list,
/// id, name, change, fields}]`. Nothing is removed. All that cannot be read or does not fit is told at once,
/// and then nothing is changed.
pub async fn import(ask: Ask) -> Answer {
    let world = ask.body.0.get("world").and_then(Value::as_object);
    let world = world.ok_or_else(|| Failure::field("world", Finding::Required))?.clone();
    let dry_run = ask.body.flag("dry_run").unwrap_or(false);
    let planned = ask.world().import(&ask.by(Act::WorldImport), world, dry_run).await?;
    let rows: Vec<Value> = planned
        .into_iter()
        .map(|row| {
            json!({"list": row.list, "id": row.id, "name": row.name, "change": row.change.word(),
                   "fields": row.fields})
        })
        .collect();
    Ok(Reply::Ok(rows.into()))
}

impl From<NotTaken> for Failure {
    fn from(why: NotTaken) -> Self {
        match why {
            NotTaken::Wrong(findings) => Self::Fields(findings),
            // Asking is answered with a plan, and never fails for it.
            NotTaken::Asked(_) => Self::Unreadable,
            NotTaken::Store(error) => Self::Store(error),
        }
    }
}
