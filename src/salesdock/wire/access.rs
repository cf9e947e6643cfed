//! Who may do what: organisations, users, webhooks. Source: Salesdock API v1, account scope.
#![allow(missing_docs)] // fields carry the API's own names, which the API documents

use serde::Deserialize;

use super::loose::{Any, Fields, Flag, Number, Text};

/// An organisation; its fields by name, because each account shows its own.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Organisation {
    pub id: Number,
    pub name: Text,
    pub identifier: Text,
    pub active: Flag,
}

/// An organisation whole, every field as text.
#[derive(Default, Deserialize)]
#[serde(transparent)]
pub struct OrganisationFields(pub Fields);

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct User {
    pub id: Number,
    pub firstname: Text,
    pub lastname: Text,
    pub email: Text,
    pub role: Text,
    pub active: Flag,
    pub organisation_id: Number,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Webhook {
    pub uuid: Text,
    pub event: Text,
    pub target_url: Text,
    pub subscribed_at: Text,
}

/// `{sale_id}`, `{product_id}`, `{organisation_id}`, ...: what a created thing is numbered.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Created {
    pub id: Number,
    pub sale_id: Number,
    pub product_id: Number,
    pub supplier_id: Number,
    pub organisation_id: Number,
    pub user_id: Number,
}

/// `{products: [ids]}` and the like, or the bare list.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Granted {
    pub products: Any,
    pub flows: Any,
}
