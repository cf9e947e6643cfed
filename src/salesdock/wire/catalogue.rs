//! Catalogue bodies: products, suppliers, flows, questions, agreements, statuses.
//! Source: Salesdock API v1, catalogue. Fields have the API's names.
#![allow(missing_docs)] // fields carry the API's own names, which the API documents

use serde::{Deserialize, Serialize};

use super::loose::{Any, Fields, Flag, List, Maybe, Number, Text};

/// A product: the row of the list, and what its own page adds.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Product {
    pub id: Number,
    pub name: Text,
    pub identifier: Text,
    pub supplier_id: Number,
    pub supplier_name: Text,
    pub supplier_identifier: Text,
    #[serde(rename = "type")]
    pub product_type: Text,
    pub usp: Text,
    pub description: Text,
    pub cart_info: Text,
    pub business: Text,
    pub active: Flag,
    pub valid_from: Text,
    pub valid_till: Text,
    pub updated_at: Text,
    pub main: Flag,
    pub image: Maybe<Image>,
    pub duration: Text,
    pub retention: Text,
    pub customfields: Fields,
    pub documents: List<Document>,
    /// koppel's own environments only: where it came from.
    pub koppel_provenance: List<Text>,
    pub price: Text,
    pub price_action: Text,
    pub price_action_type: Text,
    pub price_action_value: Text,
    pub price_monthly: Text,
    pub price_monthly_action: Text,
    pub price_monthly_action_type: Text,
    pub price_monthly_action_value: Text,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Image {
    pub extension: Text,
    pub content: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Document {
    pub name: Text,
    pub location: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Supplier {
    pub id: Number,
    pub name: Text,
    pub identifier: Text,
}

/// A flow: the row of the list, and what its own page adds.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Flow {
    pub id: Number,
    pub title: Text,
    #[serde(rename = "type")]
    pub flow_type: Text,
    pub identifier: Text,
    pub transaction_type: Text,
    pub verification_method: Text,
    pub minimum_age_customer: Number,
    pub maximum_age_customer: Number,
    pub consumer_offer_iban_required: Flag,
    pub business_offer_iban_required: Flag,
    pub consumer_order_iban_required: Flag,
    pub business_order_iban_required: Flag,
    pub sections: List<Section>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Section {
    pub id: Number,
    pub title: Text,
    pub identifier: Text,
    pub mandatory: Flag,
    pub mandatory_for_supplier_ids: List<Number>,
    pub mandatory_for_product_ids: List<Number>,
    pub products: List<SectionProduct>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SectionProduct {
    pub id: Number,
    pub name: Text,
    pub identifier: Text,
    pub maximum_quantity: Number,
}

/// A question: the row of the list, and what its own page adds.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Question {
    pub id: Number,
    pub name: Text,
    pub identifier: Text,
    pub input_type: Text,
    pub description: Text,
    pub required: Flag,
    pub visible: Flag,
    pub visible_customer: Flag,
    pub rule: Any,
    pub rule_required: Flag,
    pub rule_visible: Flag,
    pub validator: Text,
    pub options: Any,
    pub default_value: Text,
    pub extra: Any,
}

/// An agreement: the row of the list, and what its own page adds.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Agreement {
    pub id: Number,
    pub identifier: Text,
    pub name: Text,
    pub text: Text,
    pub archive: Flag,
    pub required: Flag,
    pub visible: Flag,
    pub rule: Any,
    pub rule_required: Flag,
    pub rule_visible: Flag,
}

/// A status. Its `id` is its identifier.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Status {
    pub id: Text,
    pub identifier: Text,
    pub name: Text,
    #[serde(rename = "type")]
    pub status_type: Text,
}

/// A product to create or change. Absent fields stay as they are.
#[derive(Default, Serialize)]
pub struct ProductDraft {
    pub name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub identifier: String,
    #[serde(rename = "type")]
    pub product_type: String,
    pub active: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier_id: Option<u64>,
    pub business: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub main: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention: Option<String>,
    pub usp: String,
    pub description: String,
    pub cart_info: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_till: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<FileDraft>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<FileDraft>,
    /// Where it came from, for koppel's own environments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub koppel_provenance: Vec<String>,
    /// Prices, and custom fields as `cf_{identifier}`.
    #[serde(flatten)]
    pub more: std::collections::BTreeMap<String, String>,
}

#[derive(Default, Serialize)]
pub struct ProductChange {
    /// Fields by the API's name.
    #[serde(flatten)]
    pub fields: std::collections::BTreeMap<String, String>,
    /// `Some(None)` takes the image away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Option<FileDraft>>,
    /// All documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<FileDraft>>,
}

#[derive(Clone, Serialize)]
pub struct FileDraft {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    pub content: String,
    pub extension: String,
}
