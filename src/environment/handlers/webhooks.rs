//! Subscriptions to events. In the user scope: those of the caller's own organisation.
//!
//! Not here: delivery.

use serde_json::{Value, json};

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};
use super::super::world::judge::Finding;
use super::super::world::people::Webhook;
use super::super::world::{rows, time::local};

/// Events one can subscribe to. There is none for a changed status or question at the service this API
/// comes from, so there is none here.
const EVENTS: &[&str] = &[
    "offer.accepted",
    "offer.rejected",
    "product.created",
    "product.deleted",
    "product.updated",
    "sale.cancelled",
    "sale.created",
    "sale.deleted",
    "sale.updated",
];

/// `GET {scope}/webhooks/events`
pub async fn events(_: Ask) -> Answer {
    Ok(Reply::Ok(json!(EVENTS)))
}

/// `GET {scope}/webhooks`
pub async fn list(ask: Ask) -> Answer {
    let people = ask.world().people();
    Ok(Reply::Ok(people.webhooks.values().filter(|webhook| is_own(&ask, webhook)).map(row).collect()))
}

/// `POST {scope}/webhooks` `{event, target_url}`: 201 `{uuid, event, target_url, subscribed_at}`.
pub async fn create(ask: Ask) -> Answer {
    let event = ask.body.text("event").ok_or_else(|| Failure::field("event", Finding::Required))?;
    if !EVENTS.contains(&event.as_str()) {
        return Err(Failure::field("event", Finding::NotAnOption));
    }
    let target =
        ask.body.text("target_url").ok_or_else(|| Failure::field("target_url", Finding::Required))?;
    let is_url = url::Url::parse(&target).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
    if !is_url || target.len() > 2_000 {
        return Err(Failure::field("target_url", Finding::NotAnOption));
    }
    let webhook = ask
        .world()
        .change_people(&ask.by("webhook.create"), |people, batch, world| {
            let webhook = Webhook {
                uuid: ulid(world.now(), world.keyring().random()),
                event,
                target_url: target,
                subscribed_at: world.now(),
                organisation_id: ask.caller.rights.organisation,
            };
            batch.put(&rows::WEBHOOKS, &webhook.uuid, &webhook)?;
            people.webhooks.insert(webhook.uuid.clone(), webhook.clone());
            Ok::<_, Failure>(webhook)
        })
        .await?;
    Ok(Reply::Created(row(&webhook)))
}

/// `DELETE {scope}/webhooks/{uuid}`
pub async fn remove(ask: Ask) -> Answer {
    let uuid = ask.part("uuid").to_owned();
    ask.world()
        .change_people(&ask.by("webhook.delete"), |people, batch, _| {
            people.webhooks.get(&uuid).filter(|webhook| is_own(&ask, webhook)).ok_or(Failure::NotFound)?;
            people.webhooks.remove(&uuid);
            batch.remove(&rows::WEBHOOKS, &uuid);
            Ok::<_, Failure>(())
        })
        .await?;
    Ok(Reply::Ok(json!([])))
}

/// A number that sorts by time, from a random part.
pub(super) fn ulid(now: crate::clock::Timestamp, random: [u8; 16]) -> String {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    ulid::Ulid::from_parts(millis, u128::from_be_bytes(random)).to_string()
}

fn is_own(ask: &Ask, webhook: &Webhook) -> bool {
    ask.sees_all() || ask.caller.rights.organisation == webhook.organisation_id
}

fn row(webhook: &Webhook) -> Value {
    json!({
        "uuid": webhook.uuid,
        "event": webhook.event,
        "target_url": webhook.target_url,
        "subscribed_at": local(webhook.subscribed_at),
    })
}
