//! Subscriptions to events.

use super::{About, Administered};
use crate::engine::error::EngineError;
use crate::model::administration::webhook::{WebhookAct, WebhookQuery, WebhookView};
use crate::salesdock::client::Client;

pub(super) async fn act(_: &Client, act: &WebhookAct) -> Result<Administered, EngineError> {
    match *act {}
}

pub(super) fn about(act: &WebhookAct) -> Option<About> {
    match *act {}
}

pub(super) async fn answer(_: &Client, query: &WebhookQuery) -> Result<WebhookView, EngineError> {
    match *query {}
}

pub(super) fn asked(query: &WebhookQuery) -> Option<About> {
    match *query {}
}
