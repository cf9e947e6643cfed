//! Subscriptions to events, and the log of what was delivered to them. In the user scope, and in koppel's own
//! calls for whoever belongs to an organisation: those of the caller's own organisation.
//!
//! Not here: posting (`deliver`), what must be told (`world::outbox`).

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};
use super::super::world::acts::Act;
use super::super::world::judge::Finding;
use super::super::world::outbox::{Delivery, Standing, Try, subscribable};
use super::super::world::people::Webhook;
use super::super::world::{rows, time::local};
use super::page::Page;
use crate::credential::webhook;

/// Subscriptions of one organisation, or of the account: every one is a post for every event.
const MOST: u64 = 100;

/// `GET {scope}/webhooks/events`
pub async fn events(ask: Ask) -> Answer {
    Ok(Reply::Ok(json!(told(&ask))))
}

/// What the caller can be told of.
fn told(ask: &Ask) -> Vec<&'static str> {
    subscribable(ask.environment.is_plain(), ask.caller.rights.organisation.is_some())
}

/// `GET {scope}/webhooks`
pub async fn list(ask: Ask) -> Answer {
    let people = ask.world().people();
    Ok(Reply::Ok(people.webhooks.values().filter(|webhook| is_own(&ask, webhook)).map(row).collect()))
}

/// `POST {scope}/webhooks` `{event, target_url}`: 201 `{uuid, event, target_url, subscribed_at}`, and
/// the secret its messages are signed with, shown this once. Where messages go: [`crate::post::target`].
pub async fn create(ask: Ask) -> Answer {
    let event = ask.body.text("event").ok_or_else(|| Failure::field("event", Finding::Required))?;
    if !told(&ask).contains(&event.as_str()) {
        return Err(Failure::field("event", Finding::NotAnOption));
    }
    let target =
        ask.body.text("target_url").ok_or_else(|| Failure::field("target_url", Finding::Required))?;
    let organisation_id = ask.caller.rights.organisation;
    if crate::post::target(&target, organisation_id.is_none()).is_none() {
        return Err(Failure::field("target_url", Finding::NotReachable));
    }
    let secret = webhook::mint(ask.world().keyring());
    let webhook = ask
        .world()
        .change_people(&ask.by(Act::WebhookCreate), |people, batch, world| {
            let own = people.webhooks.values().filter(|other| other.organisation_id == organisation_id);
            if own.count() as u64 >= MOST {
                return Err(Failure::field("event", Finding::TooMany { maximum: MOST }));
            }
            let webhook = Webhook {
                uuid: world.ulid(),
                event,
                target_url: target,
                subscribed_at: world.now(),
                organisation_id,
                secret: Some(secret.sealed),
                gone_at: None,
            };
            batch.put(&rows::WEBHOOKS, &webhook.uuid, &webhook)?;
            people.webhooks.insert(webhook.uuid.clone(), webhook.clone());
            Ok::<_, Failure>(webhook)
        })
        .await?;
    let mut row = row(&webhook);
    if !ask.environment.is_plain() {
        row["secret"] = json!(secret.plain.expose_secret());
    }
    Ok(Reply::Created(row))
}

/// `DELETE {scope}/webhooks/{uuid}`: with its log, and whatever was still to be delivered.
pub async fn remove(ask: Ask) -> Answer {
    let uuid = ask.part("uuid").to_owned();
    ask.world()
        .change_people(&ask.by(Act::WebhookDelete), |people, batch, _| {
            people.webhooks.get(&uuid).filter(|webhook| is_own(&ask, webhook)).ok_or(Failure::NotFound)?;
            people.webhooks.remove(&uuid);
            batch.remove(&rows::WEBHOOKS, &uuid);
            Ok::<_, Failure>(())
        })
        .await?;
    ask.world().forget_deliveries(&uuid).await?;
    Ok(Reply::Ok(json!([])))
}

fn is_own(ask: &Ask, webhook: &Webhook) -> bool {
    // A fault that the route matrix must catch.
    #[cfg(test)]
    if crate::environment::matrix::is_left_out(crate::environment::matrix::Filter::Organisation) {
        return true;
    }
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

/// `GET koppel/webhooks/{uuid}`: the row, and how it fares: `{gone_at, pending, delivered, failed, last}`.
pub async fn one(ask: Ask) -> Answer {
    let webhook = subscribed(&ask)?;
    let fares = ask.world().fares(&webhook.uuid).await?;
    let mut row = row(&webhook);
    row["gone_at"] = json!(webhook.gone_at.map(local));
    row["pending"] = json!(fares.pending);
    row["delivered"] = json!(fares.delivered);
    row["failed"] = json!(fares.failed);
    row["last"] = json!(fares.last.as_ref().map(tried));
    Ok(Reply::Ok(row))
}

/// `GET koppel/webhooks/{uuid}/deliveries?standing=`: pages, the last first.
pub async fn deliveries(ask: Ask) -> Answer {
    let webhook = subscribed(&ask)?;
    let standing = match ask.query.text("standing") {
        None => None,
        Some(word) => Some(
            [Standing::Pending, Standing::Delivered, Standing::Failed]
                .into_iter()
                .find(|standing| standing.as_word() == word)
                .ok_or_else(|| Failure::field("standing", Finding::NotAnOption))?,
        ),
    };
    let rows = ask.world().deliveries(&webhook.uuid, standing).await?;
    Ok(Reply::Ok(Page::of(&ask).cut(&ask, rows.iter().map(|(id, row)| delivery(id, row)).collect())))
}

/// `POST koppel/webhooks/{uuid}/deliveries/{delivery}/replay`: the same message once more, under its id.
pub async fn replay(ask: Ask) -> Answer {
    let webhook = subscribed(&ask)?;
    let id = ask.part("delivery").to_owned();
    let found = ask.world().delivery(&webhook.uuid, &id).await?.ok_or(Failure::NotFound)?;
    ask.world().replay(&ask.by(Act::WebhookReplay), &webhook, &id, found).await?;
    Ok(Reply::Ok(json!([])))
}

/// The subscription of the path, when it is the caller's; the account's people see every one.
fn subscribed(ask: &Ask) -> Result<Webhook, Failure> {
    let people = ask.world().people();
    let found = people.webhooks.get(ask.part("uuid"));
    let own = found.filter(|found| ask.caller.rights.organisation.is_none() || is_own(ask, found));
    own.cloned().ok_or(Failure::NotFound)
}

fn delivery(id: &str, row: &Delivery) -> Value {
    json!({
        "id": id, "event": row.event, "created_at": local(row.created_at), "standing": row.standing,
        "attempts": row.attempts, "tries": row.tries.iter().map(tried).collect::<Vec<_>>(),
    })
}

fn tried(one: &Try) -> Value {
    json!({"at": local(one.at), "http_status": one.http_status, "error": one.trouble})
}
