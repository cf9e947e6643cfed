//! What an account sells and asks: suppliers, products, flows, questions, agreements and statuses, as
//! rows in the store and, all together, as the snapshot every request reads.
//!
//! Field names are the API's. Rows are read leniently (a world file may use every loose form of the API)
//! and written in one form.
//!
//! Not here: how a row looks on the wire (`handlers`), who may see it (`people::Rights`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::loose;
use super::people::Rights;
use super::time;
use crate::clock::Timestamp;
use crate::kv::DocumentId;
use crate::model::rule::Rule;
use crate::model::status::StatusKind;

/// Whose product it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs)] // names are the API's
pub struct Supplier {
    #[serde(deserialize_with = "loose::number")]
    pub id: u64,
    #[serde(deserialize_with = "loose::text")]
    pub name: String,
    #[serde(deserialize_with = "loose::text")]
    pub identifier: String,
}

/// The price fields of a product, in the order the API gives them.
pub const PRICES: &[&str] = &[
    "price",
    "price_action",
    "price_action_type",
    "price_action_value",
    "price_monthly",
    "price_monthly_action",
    "price_monthly_action_type",
    "price_monthly_action_value",
];

/// A product. `prices` holds the fields of [`PRICES`] that were given, as decimal text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs)] // names are the API's
pub struct Product {
    #[serde(deserialize_with = "loose::number")]
    pub id: u64,
    #[serde(deserialize_with = "loose::text")]
    pub name: String,
    #[serde(deserialize_with = "loose::text")]
    pub identifier: String,
    #[serde(deserialize_with = "loose::optional_number")]
    pub supplier_id: Option<u64>,
    #[serde(rename = "type", deserialize_with = "loose::text")]
    pub kind: String,
    #[serde(deserialize_with = "loose::text")]
    pub usp: String,
    #[serde(deserialize_with = "loose::text")]
    pub description: String,
    #[serde(deserialize_with = "loose::text")]
    pub cart_info: String,
    /// 0 consumer, 1 business, 2 both.
    #[serde(deserialize_with = "loose::optional_number")]
    pub business: Option<u64>,
    #[serde(deserialize_with = "loose::flag")]
    pub active: bool,
    #[serde(deserialize_with = "loose::optional_text")]
    pub valid_from: Option<String>,
    #[serde(deserialize_with = "loose::optional_text")]
    pub valid_till: Option<String>,
    #[serde(deserialize_with = "loose::flag")]
    pub main: bool,
    pub image: Option<Image>,
    #[serde(deserialize_with = "loose::optional_text")]
    pub duration: Option<String>,
    #[serde(deserialize_with = "loose::optional_text")]
    pub retention: Option<String>,
    #[serde(deserialize_with = "loose::optional_text")]
    pub confirmation_pdf_layout: Option<String>,
    #[serde(deserialize_with = "loose::texts")]
    pub customfields: BTreeMap<String, String>,
    pub documents: Vec<Document>,
    /// The environments it came from, the first maker first. Not a field of the API.
    #[serde(rename = "koppel_provenance")]
    pub provenance: Vec<String>,
    #[serde(flatten)]
    pub prices: BTreeMap<String, Value>,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
}

impl Product {
    /// It was bought from another environment, and what is sold of it goes on there.
    pub fn is_resold(&self) -> bool {
        !self.provenance.is_empty()
    }
}

/// A product's image; the content lies in a document of the store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Image {
    /// File extension.
    pub extension: String,
    /// The bytes.
    pub document: DocumentId,
}

/// A file that belongs to a product: either a text, served as a generated PDF, or stored bytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// File name.
    pub name: String,
    /// What the generated PDF says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Uploaded bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentId>,
}

/// An ordering form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs)] // names are the API's
pub struct Flow {
    #[serde(deserialize_with = "loose::number")]
    pub id: u64,
    #[serde(deserialize_with = "loose::text")]
    pub title: String,
    #[serde(rename = "type", deserialize_with = "loose::text")]
    pub kind: String,
    #[serde(deserialize_with = "loose::text")]
    pub identifier: String,
    /// `all`, `offer` or `order`.
    #[serde(deserialize_with = "loose::text")]
    pub transaction_type: String,
    #[serde(deserialize_with = "loose::text")]
    pub verification_method: String,
    #[serde(deserialize_with = "loose::optional_number")]
    pub minimum_age_customer: Option<u64>,
    #[serde(deserialize_with = "loose::optional_number")]
    pub maximum_age_customer: Option<u64>,
    #[serde(deserialize_with = "loose::flag")]
    pub consumer_offer_iban_required: bool,
    #[serde(deserialize_with = "loose::flag")]
    pub business_offer_iban_required: bool,
    #[serde(deserialize_with = "loose::flag")]
    pub consumer_order_iban_required: bool,
    #[serde(deserialize_with = "loose::flag")]
    pub business_order_iban_required: bool,
    pub sections: Vec<Section>,
    /// The main products sold through it; empty: every product whose type is the flow's type. Not a field
    /// of the API.
    #[serde(deserialize_with = "loose::numbers")]
    pub product_ids: Vec<u64>,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
}

/// A part of a `default` flow that offers additional products.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs)] // names are the API's
pub struct Section {
    #[serde(deserialize_with = "loose::number")]
    pub id: u64,
    #[serde(deserialize_with = "loose::text")]
    pub title: String,
    #[serde(deserialize_with = "loose::text")]
    pub identifier: String,
    #[serde(deserialize_with = "loose::flag")]
    pub mandatory: bool,
    #[serde(deserialize_with = "loose::numbers")]
    pub mandatory_for_supplier_ids: Vec<u64>,
    #[serde(deserialize_with = "loose::numbers")]
    pub mandatory_for_product_ids: Vec<u64>,
    pub products: Vec<SectionProduct>,
}

/// A product that a section offers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs)] // names are the API's
pub struct SectionProduct {
    #[serde(deserialize_with = "loose::number")]
    pub id: u64,
    #[serde(deserialize_with = "loose::text")]
    pub name: String,
    #[serde(deserialize_with = "loose::text")]
    pub identifier: String,
    #[serde(deserialize_with = "loose::optional_number")]
    pub maximum_quantity: Option<u64>,
}

/// What a question and an agreement have in common: when it is asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs)] // names are the API's
pub struct Asked {
    #[serde(deserialize_with = "loose::flag")]
    pub required: bool,
    #[serde(deserialize_with = "loose::flag")]
    pub visible: bool,
    /// As the API gives it.
    pub rule: Value,
    #[serde(deserialize_with = "loose::flag")]
    pub rule_required: bool,
    #[serde(deserialize_with = "loose::flag")]
    pub rule_visible: bool,
    /// A JSON text: `{"product_types": [...]}`; a world file may also write the object itself.
    pub extra: Value,
    /// The flows it is asked in, by identifier; empty for all. Only in a world file: the API has no such
    /// field.
    pub flow_identifiers: Vec<String>,
    /// `rule`, parsed once.
    #[serde(skip)]
    pub parsed: Option<Rule>,
    /// `extra.product_types`, parsed once.
    #[serde(skip)]
    pub product_types: Vec<String>,
}

impl Asked {
    /// Parses what every request would otherwise parse again.
    pub fn prepare(&mut self) {
        self.parsed = Rule::parse(&self.rule);
        let extra = match &self.extra {
            Value::String(text) => serde_json::from_str(text).unwrap_or(Value::Null),
            other => other.clone(),
        };
        self.product_types = extra
            .get("product_types")
            .map(|types| loose::as_list(types).iter().filter_map(loose::as_text).collect())
            .unwrap_or_default();
    }

    /// `extra` as the JSON text that the API gives.
    pub fn extra_text(&self) -> String {
        match &self.extra {
            Value::String(text) => text.clone(),
            Value::Null => "{}".to_owned(),
            other => other.to_string(),
        }
    }

    /// True when it is asked of products of this type in this flow, its rule aside.
    pub fn applies(&self, product_type: &str, flow: &str) -> bool {
        (self.product_types.is_empty() || self.product_types.iter().any(|found| found == product_type))
            && (self.flow_identifiers.is_empty() || self.flow_identifiers.iter().any(|found| found == flow))
    }
}

/// A product question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs)] // names are the API's
pub struct Question {
    #[serde(deserialize_with = "loose::number")]
    pub id: u64,
    #[serde(deserialize_with = "loose::text")]
    pub name: String,
    #[serde(deserialize_with = "loose::text")]
    pub identifier: String,
    #[serde(deserialize_with = "loose::text")]
    pub input_type: String,
    #[serde(deserialize_with = "loose::text")]
    pub description: String,
    #[serde(deserialize_with = "loose::flag")]
    pub visible_customer: bool,
    #[serde(deserialize_with = "loose::optional_text")]
    pub validator: Option<String>,
    /// One string, options split by CRLF, LF or comma.
    #[serde(deserialize_with = "loose::text")]
    pub options: String,
    /// What the form shows beforehand. The API does not fill it in for a caller.
    #[serde(deserialize_with = "loose::optional_text")]
    pub default_value: Option<String>,
    #[serde(flatten)]
    pub asked: Asked,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
}

impl Question {
    /// The answers to choose from. Commas split only where there are no line breaks.
    pub fn choices(&self) -> Vec<&str> {
        let splitter: &[char] = if self.options.contains('\n') { &['\n'] } else { &[','] };
        self.options.split(splitter).map(str::trim).filter(|option| !option.is_empty()).collect()
    }
}

/// A statement the customer accepts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs)] // names are the API's
pub struct Agreement {
    #[serde(deserialize_with = "loose::number")]
    pub id: u64,
    #[serde(deserialize_with = "loose::text")]
    pub identifier: String,
    #[serde(deserialize_with = "loose::text")]
    pub name: String,
    #[serde(deserialize_with = "loose::text")]
    pub text: String,
    #[serde(rename = "type", deserialize_with = "loose::text")]
    pub kind: String,
    #[serde(deserialize_with = "loose::flag")]
    pub archive: bool,
    #[serde(deserialize_with = "loose::optional_text")]
    pub default_value: Option<String>,
    #[serde(deserialize_with = "loose::optional_text")]
    pub contract_pdf_visibility: Option<String>,
    #[serde(deserialize_with = "loose::optional_number")]
    pub sort: Option<u64>,
    #[serde(flatten)]
    pub asked: Asked,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
}

/// A status of sales.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// Identifier.
    pub id: String,
    /// Name.
    #[serde(deserialize_with = "loose::text")]
    pub name: String,
    /// Explanation.
    #[serde(default, deserialize_with = "loose::text")]
    pub text: String,
    /// What it means for the sale.
    #[serde(rename = "type", default)]
    pub kind: StatusKind,
}

/// Everything the account sells and asks, as one snapshot.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct Catalogue {
    pub suppliers: BTreeMap<u64, Supplier>,
    pub products: BTreeMap<u64, Product>,
    pub flows: BTreeMap<u64, Flow>,
    pub questions: BTreeMap<u64, Question>,
    pub agreements: BTreeMap<u64, Agreement>,
    /// System statuses first, then the account's own, each by its identifier.
    pub statuses: Vec<Status>,
}

impl Catalogue {
    /// The flow of a new sale's path, if these rights include it.
    pub fn flow(&self, kind: &str, identifier: &str, rights: &Rights) -> Option<&Flow> {
        self.flows
            .values()
            .find(|flow| flow.kind == kind && flow.identifier == identifier && rights.flows.include(flow.id))
    }

    /// True when `product` is sold as a main product through `flow`.
    pub fn sells(&self, flow: &Flow, product: &Product) -> bool {
        match flow.product_ids.as_slice() {
            [] => flow.kind == product.kind,
            ids => ids.contains(&product.id),
        }
    }

    /// True when `product` is sold, or offered in a section, through `flow`.
    pub fn offers(&self, flow: &Flow, product: &Product) -> bool {
        self.sells(flow, product)
            || flow.sections.iter().any(|section| section.products.iter().any(|offer| offer.id == product.id))
    }

    /// Name and identifier of what a section offers: the product's own, while there is one.
    pub fn called<'a>(&'a self, offer: &'a SectionProduct) -> (&'a str, &'a str) {
        match self.products.get(&offer.id) {
            Some(product) => (&product.name, &product.identifier),
            None => (&offer.name, &offer.identifier),
        }
    }

    /// True when `product` itself is granted, by name or by a standing rule.
    pub fn granted(&self, product: &Product, rights: &Rights) -> bool {
        rights.products.include(product.id)
            || rights
                .whole_flows
                .iter()
                .filter_map(|id| self.flows.get(id))
                .any(|flow| self.offers(flow, product))
    }

    /// True when these rights may sell `product` on `day` through at least one flow.
    pub fn sellable(&self, product: &Product, rights: &Rights, day: NaiveDate) -> bool {
        is_sold(product, day)
            && self.granted(product, rights)
            && self.flows.values().any(|flow| rights.flows.include(flow.id) && self.offers(flow, product))
    }

    /// True when something with these conditions may be asked of a product that these rights may sell.
    pub fn asks(&self, asked: &Asked, rights: &Rights, day: NaiveDate) -> bool {
        self.flows.values().filter(|flow| rights.flows.include(flow.id)).any(|flow| {
            self.products.values().any(|product| {
                asked.applies(&product.kind, &flow.identifier)
                    && self.sells(flow, product)
                    && self.sellable(product, rights, day)
            })
        })
    }

    /// The status with this identifier.
    pub fn status(&self, id: &str) -> Option<&Status> {
        self.statuses.iter().find(|status| status.id == id)
    }
}

/// True when `product` is active and `day` lies within its validity.
pub fn is_sold(product: &Product, day: NaiveDate) -> bool {
    let (from, till) = bounds(product);
    product.active && from.is_none_or(|from| from <= day) && till.is_none_or(|till| day <= till)
}

/// The first and the last day of `product`'s validity, where it has them.
pub fn bounds(product: &Product) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let bound =
        |text: &Option<String>| text.as_deref().and_then(|text| time::date(text.get(..10).unwrap_or(text)));
    (bound(&product.valid_from), bound(&product.valid_till))
}
