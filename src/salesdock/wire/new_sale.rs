//! The body of a new sale and of an opt-in, as sent. The order of fields is the order of this struct and
//! maps are sorted, so the same payload is always the same bytes: a resend must repeat them exactly.
//! Source: Salesdock API v1, sales. Fields have the API's names. Personal data: no `Debug`.
#![allow(missing_docs)] // fields carry the API's own names, which the API documents

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
pub struct NewSale {
    pub transaction_type: &'static str,
    pub product_id: u64,
    pub business: u8,
    #[serde(flatten)]
    pub customer: Customer,
    #[serde(flatten)]
    pub connection: Option<Connection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sale_channel: Option<String>,
    #[serde(flatten)]
    pub energy: BTreeMap<String, String>,
    #[serde(rename = "questionData", skip_serializing_if = "BTreeMap::is_empty")]
    pub question_data: BTreeMap<String, Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub agreements: BTreeMap<String, &'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract_pdf: Option<ContractPdf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initial_user_firstname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initial_user_lastname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initial_organisation_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initial_created_at: Option<String>,
    pub external_reference: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related_products: Vec<RelatedProduct>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optin: Option<OptIn>,
}

#[derive(Serialize)]
pub struct Customer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initials: Option<String>,
    pub firstname: String,
    pub lastname: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthdate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    pub postcode: String,
    pub housenumber: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub suffix: String,
    pub streetname: String,
    pub city: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_person: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_coc: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_vat: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iban: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iban_holder: Option<String>,
}

#[derive(Serialize)]
pub struct Connection {
    pub connection_postcode: String,
    pub connection_housenumber: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub connection_suffix: String,
    pub connection_streetname: String,
    pub connection_city: String,
}

#[derive(Serialize)]
pub struct ContractPdf {
    pub content: String,
    pub extension: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
}

#[derive(Serialize)]
pub struct RelatedProduct {
    pub product_id: u64,
    pub quantity: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section_identifier: Option<String>,
}

#[derive(Serialize)]
pub struct OptIn {
    pub source: String,
    pub obtained_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obtained_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obtained_system: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obtained_via_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_till: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<String>,
    pub channels: Vec<Channel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign_code: Option<String>,
}

#[derive(Serialize)]
pub struct Channel {
    #[serde(rename = "type")]
    pub kind: String,
    pub value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_method: Option<String>,
}
