//! Sales as an environment shows them: plain rows, extended rows, history, contract.
//! Source: Salesdock API v1, sales. Fields have the API's names. Personal data: no `Debug`.
#![allow(missing_docs)] // fields carry the API's own names, which the API documents

use serde::Deserialize;

use super::loose::{Any, Fields, Flag, List, Maybe, Number, Text};

/// An extended row, as in a single sale and in a list with `extended=true`. Fields that a plain row has
/// are kept as well, because environments mix the two.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Sale {
    pub id: Number,
    #[serde(rename = "type")]
    pub sale_type: Text,
    pub transaction_type: Text,
    /// A word, or `{status_identifier, status, status_remark}`.
    pub status: Any,
    pub status_remark: Text,
    pub created_at: Text,
    pub updated_at: Text,
    pub channel: Any,
    pub sale_channel: Any,
    pub source: Any,
    pub customer: Maybe<Customer>,
    pub created_by: Maybe<CreatedBy>,
    pub product: Maybe<Product>,
    pub product_id: Number,
    pub products: List<Product>,
    pub related_products: List<Product>,
    pub flow: Maybe<Flow>,
    pub flow_id: Number,
    pub flow_data: Maybe<FlowData>,
    #[serde(rename = "questionData")]
    pub question_data: Fields,
    pub agreements: Any,
    pub signature: Text,
    pub contract_date: Text,
    pub external_reference: Text,
    /// Everything else: `flow_data_energy`, and the flat fields of plain rows and of new sales.
    #[serde(flatten)]
    pub flat: std::collections::BTreeMap<String, serde_json::Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Customer {
    pub gender: Text,
    pub initials: Text,
    pub firstname: Text,
    pub infix: Text,
    pub lastname: Text,
    pub birthdate: Text,
    pub email: Text,
    pub phone: Text,
    pub business: Flag,
    pub company_name: Text,
    pub contact_person: Text,
    pub coc: Text,
    pub company_coc: Text,
    pub vat: Text,
    pub company_vat: Text,
    pub iban: Text,
    pub iban_holder: Text,
    pub address: Maybe<Address>,
    pub connection_address: Maybe<Address>,
}

/// An address. The API's documentation has its fields under these names everywhere.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Address {
    pub postcode: Text,
    pub housenumber: Text,
    pub suffix: Text,
    pub streetname: Text,
    pub city: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CreatedBy {
    pub user: Any,
    pub organisation: Any,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Product {
    pub id: Number,
    pub product_id: Number,
    pub name: Text,
    pub label: Text,
    #[serde(rename = "type")]
    pub product_type: Text,
    pub quantity: Number,
    pub section_identifier: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Flow {
    pub id: Number,
    pub identifier: Text,
    #[serde(rename = "type")]
    pub flow_type: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct FlowData {
    pub product_questions: Any,
    pub agreements: Any,
}

/// A plain row of the list.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PlainSale {
    pub id: Number,
    pub status: Any,
    pub status_remark: Text,
    /// koppel's own environments only.
    pub koppel_cancellation: Maybe<Cancellation>,
    pub product_id: Number,
    pub flow_id: Number,
    pub business: Flag,
    pub lastname: Text,
    pub birthdate: Text,
    pub email: Text,
    pub phone: Text,
    pub iban: Text,
    #[serde(flatten)]
    pub flat: std::collections::BTreeMap<String, serde_json::Value>,
    pub external_reference: Text,
    pub created_at: Text,
    pub updated_at: Text,
    pub cancelled_at: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct HistoryRow {
    #[serde(rename = "type")]
    pub kind: Text,
    pub modified_at: Text,
    pub previous_status: Text,
    pub new_status: Text,
    pub remark: Text,
    pub user: Any,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Contract {
    pub contract: Maybe<ContractContent>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ContractContent {
    pub content: Text,
}

/// A request to cancel a sale, as koppel's own environments show it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Cancellation {
    /// `open`, `accepted` or `rejected`.
    pub standing: Text,
}
