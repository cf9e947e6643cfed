//! Subscriptions to events, and the messages they got.

use super::{About, Administered, Refusal};
use crate::model::administration::webhook::{WebhookAct, WebhookQuery, WebhookRow, WebhookView};
use crate::model::reason::Thing;
use crate::model::shown::Shown;
use crate::salesdock::client::{Client, people};

pub(super) async fn act(client: &Client, act: &WebhookAct) -> Result<Administered, Refusal> {
    match act {
        WebhookAct::Add { event, target } => {
            let (uuid, secret) = client.subscribe_signed(event, target).await?;
            return Ok(Administered::Subscribed(uuid, secret));
        }
        WebhookAct::Remove { uuid } => client.unsubscribe(uuid).await?,
        WebhookAct::Replay { uuid, delivery } => client.replay_delivery(uuid, delivery).await?,
    }
    Ok(Administered::Ok)
}

pub(super) fn about(act: &WebhookAct) -> Option<About> {
    match act {
        WebhookAct::Add { .. } => None,
        WebhookAct::Remove { uuid } => Some(About::public(Thing::Webhook, uuid)),
        WebhookAct::Replay { delivery, .. } => Some(About::own(Thing::Webhook, delivery)),
    }
}

pub(super) async fn answer(client: &Client, query: &WebhookQuery) -> Result<WebhookView, Refusal> {
    Ok(match query {
        WebhookQuery::Events => {
            let events = client.webhook_events().await?;
            WebhookView::Events(events.iter().map(|event| Shown::new(event)).collect())
        }
        WebhookQuery::List => WebhookView::List(client.webhooks().await?.iter().map(row).collect()),
        WebhookQuery::Show { uuid } => WebhookView::One(Box::new(client.webhook(uuid).await?)),
        WebhookQuery::Deliveries { uuid, standing, limit } => {
            let (rows, total) = client.deliveries(uuid, *standing, *limit).await?;
            WebhookView::Deliveries { rows, total }
        }
    })
}

pub(super) fn asked(query: &WebhookQuery) -> Option<About> {
    match query {
        WebhookQuery::Events | WebhookQuery::List => None,
        WebhookQuery::Show { uuid } | WebhookQuery::Deliveries { uuid, .. } => {
            Some(About::own(Thing::Webhook, uuid))
        }
    }
}

fn row(one: &people::Webhook) -> WebhookRow {
    WebhookRow {
        uuid: Shown::new(&one.uuid),
        event: Shown::new(&one.event),
        target: Shown::new(&one.target_url),
        subscribed_at: Shown::new(&one.subscribed_at),
    }
}
