//! What koppel's own environments add under `/api/{domain}/v1/koppel/...`. Every field may be missing: an
//! older or newer environment may not know it.
#![allow(missing_docs)] // fields say what they are; `client::koppel` documents the calls

use serde::Deserialize;
use serde_json::{Map, Value};

use super::loose::{Any, Flag, List, Maybe, Number, Text};

/// An entry as it came: its hash is over all of it.
type Fields = Map<String, Value>;

/// `koppel/capabilities`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Capabilities {
    pub version: Number,
    /// `unique`, `echoed` or `none`.
    pub reference: Text,
    pub organisation_flows: Flag,
    pub agents: Flag,
    pub tokens: Flag,
    pub optin: Flag,
    pub events: Flag,
}

/// `koppel/me`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Me {
    pub user: Maybe<MeUser>,
    pub organisation: Maybe<MeOrganisation>,
    pub scope: Text,
    pub integration_only: Flag,
    pub domain: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct MeUser {
    pub id: Number,
    pub name: Text,
    pub role: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct MeOrganisation {
    pub id: Number,
    pub name: Text,
}

/// A row of `koppel/organisations`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct OrganisationSeen {
    pub id: Number,
    pub name: Text,
    pub identifier: Text,
    pub active: Flag,
    pub products: Number,
    pub flows: Number,
    pub agents: Number,
    pub tokens: Number,
    pub last_contact: Text,
    pub open_sales: Number,
    pub requests: Number,
}

/// `koppel/audit`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AuditPage {
    pub entries: List<Fields>,
    pub next: Number,
    pub count: Number,
}

/// The answer to a new token: shown once.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct NewToken {
    pub token: Text,
    pub id: Text,
    pub label: Text,
}

/// `koppel/sales/{id}/optin`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct OptIn {
    pub source: Text,
    pub obtained_at: Text,
    pub obtained_by: Text,
    pub obtained_system: Text,
    pub obtained_via_url: Text,
    pub client_ip: Text,
    pub valid_till: Text,
    pub withdrawn_at: Text,
    pub channels: List<Channel>,
    pub remarks: Text,
    pub campaign_code: Text,
    pub optin: Any,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Channel {
    #[serde(rename = "type")]
    pub kind: Text,
    pub value: Text,
    pub topic: Text,
    pub verified_at: Text,
    pub verified_ip: Text,
    pub verified_method: Text,
}

/// An invite, of `koppel/invites`. The token only in the answer that makes it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Invite {
    pub id: Text,
    pub token: Text,
    pub label: Text,
    pub to: Text,
    pub user_id: Number,
    pub organisation: Text,
    pub created_at: Text,
    pub expires_at: Text,
    pub state: Text,
    pub used_at: Text,
    pub used_from: Text,
    pub refused: Number,
    pub last_refused_at: Text,
    pub last_refused_from: Text,
}

/// `koppel/organisations/{id}/incoming`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Incoming {
    pub check_verification: Flag,
    pub check_agreements: Flag,
    pub accepted_offer_status: Text,
    pub order_status: Text,
    pub always_confirm: Flag,
    pub accept_cancellations: Flag,
}

/// A row of `koppel/cancellations`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CancellationRequest {
    pub sale_id: Number,
    pub organisation: Maybe<MeOrganisation>,
    pub product_name: Text,
    pub resold: Flag,
    pub current_status: Text,
    pub standing: Text,
    pub reason: Text,
    pub previous_status: Text,
    pub requested_at: Text,
    pub remark: Text,
    pub before: List<CancellationBefore>,
}

/// A request to cancel the same sale that was answered before.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CancellationBefore {
    pub standing: Text,
    pub reason: Text,
    pub previous_status: Text,
    pub requested_at: Text,
    pub remark: Text,
}

/// What a new subscription answers besides: shown once.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Subscribed {
    pub uuid: Text,
    pub secret: Text,
}

/// `koppel/webhooks/{uuid}`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Webhook {
    pub uuid: Text,
    pub event: Text,
    pub target_url: Text,
    pub subscribed_at: Text,
    pub gone_at: Text,
    pub pending: Number,
    pub delivered: Number,
    pub failed: Number,
    pub last: Maybe<DeliveryTry>,
}

/// `koppel/webhooks/{uuid}/deliveries`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Deliveries {
    pub data: List<Delivery>,
    pub total: Number,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Delivery {
    pub id: Text,
    pub event: Text,
    pub created_at: Text,
    pub standing: Text,
    pub attempts: Number,
    pub tries: List<DeliveryTry>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct DeliveryTry {
    pub at: Text,
    pub http_status: Number,
    pub error: Text,
}
