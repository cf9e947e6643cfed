//! The account's own statuses, by identifier. Those that ship with every environment cannot be changed.
//!
//! Not here: removing one (`removal`).

use serde_json::{Map, Value, json};

use super::super::super::access::{Answer, Ask};
use super::super::super::reply::{Failure, Reply};
use super::super::super::world::acts::Act;
use super::super::super::world::catalogue::Status;
use super::super::super::world::judge::{Finding, Findings};
use super::super::super::world::{forms, rows};
use super::object;
use crate::model::status::SYSTEM;

/// `POST koppel/statuses` `{id, name, text?, type}`: 201 `{id}`.
pub async fn create(ask: Ask) -> Answer {
    let id = ask.body.text("id").unwrap_or_default();
    save(&ask, &id, true).await?;
    Ok(Reply::Created(json!({"id": id})))
}

/// `PUT koppel/statuses/{id}`: the identifier itself stays. `{id}`.
pub async fn update(ask: Ask) -> Answer {
    let id = ask.part("id").to_owned();
    save(&ask, &id, false).await?;
    Ok(Reply::Ok(json!({"id": id})))
}

async fn save(ask: &Ask, id: &str, new: bool) -> Result<(), Failure> {
    let mut findings = Findings::new();
    let given = forms::read(forms::STATUS, &ask.body.0, new, &mut findings);
    if !new && given.get("id").is_some_and(|given| given != id) {
        findings.entry("id".to_owned()).or_default().push(Finding::NotAnOption);
    }
    if SYSTEM.contains(&id) {
        findings.entry("id".to_owned()).or_default().push(Finding::OfTheSystem);
    }
    let by = ask.by(if new { Act::StatusCreate } else { Act::StatusUpdate });
    let saved = ask.world().change_catalogue(&by, |catalogue, batch, _| {
        let known = catalogue.statuses.iter().position(|status| status.id == id);
        if new && known.is_some() && !SYSTEM.contains(&id) {
            findings.entry("id".to_owned()).or_default().push(Finding::Taken);
        }
        let mut row: Map<String, Value> = match (known, new) {
            (Some(at), _) => object(&catalogue.statuses[at]),
            (None, true) => Map::new(),
            (None, false) => return Err(Failure::NotFound),
        };
        if !findings.is_empty() {
            return Err(Failure::Fields(findings));
        }
        row.extend(given);
        let status: Status = serde_json::from_value(row.into()).map_err(|_| Failure::Unreadable)?;
        batch.put(&rows::STATUSES, &status.id, &status)?;
        match known {
            Some(at) => catalogue.statuses[at] = status,
            None => catalogue.statuses.push(status),
        }
        Ok(())
    });
    saved.await
}
