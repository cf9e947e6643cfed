//! How subscriptions fare, and the secrets their messages are signed with; koppel's own environments only.
//!
//! Not here: subscriptions themselves (`client::people`).

use hyper::http::Method;
use secrecy::SecretString;
use serde_json::json;

use crate::model::administration::webhook::{
    DeliveryRow, MessageState, MessageTry, WebhookFares, WebhookRow,
};
use crate::model::shown::Shown;
use crate::salesdock::client::{Client, LinkError};
use crate::salesdock::request::Call;
use crate::salesdock::wire::koppel;
use crate::salesdock::wire::loose::Text;

impl Client {
    /// Subscribes, as [`Client::subscribe`]: the subscription, and the secret of its messages where they are
    /// signed.
    pub async fn subscribe_signed(
        &self,
        event: &str,
        target_url: &str,
    ) -> Result<(String, Option<SecretString>), LinkError> {
        let body = json!({"event": event, "target_url": target_url});
        let call = self.write("subscribe", Method::POST, self.account(&["webhooks"]), &body)?;
        let made: koppel::Subscribed = self.one(&call).await?;
        let uuid = made.uuid.0.ok_or_else(|| odd(&call, "a webhook has no uuid"))?;
        Ok((uuid, made.secret.0.map(SecretString::from)))
    }

    /// A subscription, and how it fares.
    pub async fn webhook(&self, uuid: &str) -> Result<WebhookFares, LinkError> {
        let call = Call::get("webhook", self.koppel(&["webhooks", uuid]));
        let raw: koppel::Webhook = self.one(&call).await?;
        let text = |text: Text| Shown::new(&text.or_empty());
        Ok(WebhookFares {
            row: WebhookRow {
                uuid: text(raw.uuid),
                event: text(raw.event),
                target: text(raw.target_url),
                subscribed_at: text(raw.subscribed_at),
            },
            gone_at: raw.gone_at.0.map(Shown::from),
            pending: raw.pending.id().unwrap_or_default(),
            delivered: raw.delivered.id().unwrap_or_default(),
            failed: raw.failed.id().unwrap_or_default(),
            last: raw.last.0.map(tried),
        })
    }

    /// The messages of a subscription that stand so, the last first, at most `limit` of them; and how many
    /// there are.
    pub async fn deliveries(
        &self,
        uuid: &str,
        standing: Option<MessageState>,
        limit: u64,
    ) -> Result<(Vec<DeliveryRow>, u64), LinkError> {
        let mut call = Call::get("deliveries", self.koppel(&["webhooks", uuid, "deliveries"]));
        call = call.with("per_page", limit);
        if let Some(standing) = standing {
            call = call.with("standing", standing.as_word());
        }
        let page: koppel::Deliveries = self.one(&call).await?;
        let row = |raw: koppel::Delivery| {
            let word = raw.standing.or_empty();
            let standing = MessageState::ALL.into_iter().find(|state| state.as_word() == word);
            Ok(DeliveryRow {
                id: Shown::new(&raw.id.or_empty()),
                event: Shown::new(&raw.event.or_empty()),
                standing: standing.ok_or_else(|| odd(&call, "a message stands in an unknown way"))?,
                attempts: raw.attempts.id().unwrap_or_default(),
                created_at: Shown::new(&raw.created_at.or_empty()),
                tries: raw.tries.0.into_iter().map(tried).collect(),
            })
        };
        let total = page.total.id().unwrap_or_default();
        Ok((page.data.0.into_iter().map(row).collect::<Result<_, _>>()?, total))
    }

    /// Delivers a message once more.
    pub async fn replay_delivery(&self, uuid: &str, delivery: &str) -> Result<(), LinkError> {
        let path = self.koppel(&["webhooks", uuid, "deliveries", delivery, "replay"]);
        self.data(&Call::write("replay delivery", Method::POST, path)).await.map(drop)
    }
}

fn tried(raw: koppel::DeliveryTry) -> MessageTry {
    MessageTry {
        at: Shown::new(&raw.at.or_empty()),
        http_status: raw.http_status.id(),
        error: raw.error.0.map(Shown::from),
    }
}

fn odd(call: &Call, what: &str) -> LinkError {
    LinkError::unreadable(call.name, 200, what.to_owned())
}
