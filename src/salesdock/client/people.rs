//! Calls about users and webhooks (Salesdock API v1, account scope).
//!
//! Not here: link users and tokens, which only koppel's own environments let one make (`access`).

use hyper::http::Method;
use serde_json::{Value, json};

use super::{Client, ConvertError, LinkError, Scope};
use crate::model::ids::{OrganisationId, UserId};
use crate::model::shown::Shown;
use crate::salesdock::page::Scan;
use crate::salesdock::request::Call;
use crate::salesdock::wire::access as wire;
use crate::salesdock::wire::loose::{List, Text, items};

/// A user. Personal data: no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Number.
    pub id: UserId,
    /// First and last name.
    pub name: Shown,
    /// E-mail address.
    pub email: Option<String>,
    /// Role: owner, admin, organisationadmin, teamleader, agent.
    pub role: String,
    /// May sign in.
    pub active: bool,
    /// Organisation, when tied to one.
    pub organisation: Option<OrganisationId>,
}

/// A subscription to an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub uuid: String,
    /// The event, e.g. `sale.cancelled`.
    pub event: String,
    /// Where it is posted to.
    pub target_url: String,
    /// Since when, in the environment's local time.
    pub subscribed_at: String,
}

impl Client {
    /// Users, all pages.
    pub async fn users(&self) -> Result<Scan<User>, LinkError> {
        let read = |raw: wire::User| {
            let name = format!("{} {}", raw.firstname.or_empty(), raw.lastname.or_empty());
            Ok(User {
                id: UserId(raw.id.id().ok_or_else(|| ConvertError::missing_id("user"))?),
                name: Shown::new(&name),
                email: raw.email.0,
                role: raw.role.or_empty(),
                active: raw.active.0.unwrap_or(true),
                organisation: raw.organisation_id.id().map(OrganisationId),
            })
        };
        let call = Call::get("users", self.in_scope(Scope::Account, &["users"]));
        self.scan(&call, read, |user| user.id.0).await
    }

    /// Events that can be subscribed to.
    pub async fn webhook_events(&self) -> Result<Vec<String>, LinkError> {
        let call = Call::get("webhook events", self.in_scope(Scope::Account, &["webhooks", "events"]));
        let data = match self.data(&call).await? {
            Value::Object(mut object) if object.contains_key("events") => {
                object.remove("events").unwrap_or_default()
            }
            other => other,
        };
        let word = |item: &Value| {
            let named = ["event", "name", "identifier"].iter().find_map(|name| Text::of(item.get(*name)?).0);
            Text::of(item).0.or(named)
        };
        Ok(items(data).iter().filter_map(word).collect())
    }

    /// Subscriptions.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, LinkError> {
        let call = Call::get("webhooks", self.in_scope(Scope::Account, &["webhooks"]));
        let rows: List<wire::Webhook> = self.one(&call).await?;
        rows.0.into_iter().map(|raw| webhook(&call, raw)).collect()
    }

    /// Subscribes to an event. Not repeated by anyone: two subscriptions are two posts for each event.
    pub async fn subscribe(&self, event: &str, target_url: &str) -> Result<Webhook, LinkError> {
        let path = self.in_scope(Scope::Account, &["webhooks"]);
        let body = json!({"event": event, "target_url": target_url});
        let call = self.write("subscribe", Method::POST, path, &body)?;
        webhook(&call, self.one(&call).await?)
    }

    /// Ends a subscription.
    pub async fn unsubscribe(&self, uuid: &str) -> Result<(), LinkError> {
        let path = self.in_scope(Scope::Account, &["webhooks", uuid]);
        self.data(&Call::write("unsubscribe", Method::DELETE, path)).await.map(drop)
    }
}

fn webhook(call: &Call, raw: wire::Webhook) -> Result<Webhook, LinkError> {
    let missing = || LinkError::unreadable(call.name, 200, "a webhook has no uuid".to_owned());
    Ok(Webhook {
        uuid: raw.uuid.0.ok_or_else(missing)?,
        event: raw.event.or_empty(),
        target_url: raw.target_url.or_empty(),
        subscribed_at: raw.subscribed_at.or_empty(),
    })
}
