//! A sale as its environment holds it: what intake reads at A, and what follow and check read at B.
//! Full of personal data, so no type here has `Debug`.
//!
//! Not here: the life of its delivery (`delivery`), the body that is sent (`payload`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::{AgreementKey, FlowKey, ProductId, QuestionKey, SaleId, StatusKey};
use super::shown::Shown;
use crate::clock::Timestamp;

/// Offer or order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TransactionType {
    /// An offer the customer may accept.
    Offer,
    /// An order.
    Order,
}

/// Consumer or business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CustomerKind {
    /// A person.
    Consumer,
    /// A company.
    Business,
}

/// A sale in one environment.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Sale {
    /// Number in the environment.
    pub id: SaleId,
    /// Offer or order.
    pub transaction_type: TransactionType,
    /// Status.
    pub status: StatusKey,
    /// Remark with the status.
    pub status_remark: Shown,
    /// The customer.
    pub customer: Customer,
    /// Where the energy or line is delivered; `None` when it is the contact address.
    pub connection: Option<Address>,
    /// The main product.
    pub product: SoldProduct,
    /// Additional products.
    pub related_products: Vec<RelatedProduct>,
    /// The flow it was sold through.
    pub flow: FlowKey,
    /// Answers, by question.
    pub answers: BTreeMap<QuestionKey, Answer>,
    /// Accepted agreements.
    pub agreements: Vec<AgreementKey>,
    /// Energy fields, for energy flows.
    pub energy: Option<Energy>,
    /// Channel: d2d, retail, telemarketing, online, f2f.
    pub channel: Option<String>,
    /// System that made the sale, e.g. a dialer.
    pub source: Option<String>,
    /// The signature, as a data URL, when the environment gives it.
    pub signature: Option<String>,
    /// Set when the contract is concluded already: no mail to the customer. `dd-mm-yyyy`.
    pub contract_date: Option<String>,
    /// Who made it.
    pub created_by: CreatedBy,
    /// `external_reference`, where the environment echoes it.
    pub external_reference: Option<String>,
    /// When made.
    pub created_at: Timestamp,
    /// When last changed.
    pub updated_at: Timestamp,
}

impl Sale {
    /// Consumer or business.
    pub fn customer_kind(&self) -> CustomerKind {
        if self.customer.company.is_some() { CustomerKind::Business } else { CustomerKind::Consumer }
    }

    /// The address that decides the lane and the fingerprint: the connection's, else the customer's.
    pub fn delivery_address(&self) -> &Address {
        self.connection.as_ref().unwrap_or(&self.customer.address)
    }
}

/// Who buys.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// `male`, `female`, or another word of the API's.
    pub gender: Option<String>,
    /// Initials.
    pub initials: Option<String>,
    /// First name.
    pub firstname: String,
    /// Prefix of the last name (van, de).
    pub infix: Option<String>,
    /// Last name.
    pub lastname: String,
    /// `dd-mm-yyyy`.
    pub birthdate: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// IBAN.
    pub iban: Option<String>,
    /// In whose name the IBAN is.
    pub iban_holder: Option<String>,
    /// Contact address.
    pub address: Address,
    /// Set for a business.
    pub company: Option<Company>,
}

/// A business customer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Name.
    pub name: String,
    /// Contact person.
    pub contact_person: Option<String>,
    /// Chamber of commerce number.
    pub coc: Option<String>,
    /// VAT number.
    pub vat: Option<String>,
}

/// An address.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Postcode.
    pub postcode: String,
    /// House number.
    pub housenumber: String,
    /// Suffix, may be empty.
    pub suffix: String,
    /// Street.
    pub streetname: String,
    /// City.
    pub city: String,
}

/// A product in a sale.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoldProduct {
    /// Number in the environment.
    pub id: ProductId,
    /// Name.
    pub name: Shown,
    /// Type, e.g. `energy`, where the environment says so.
    pub product_type: Option<String>,
}

/// An additional product of a sale.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedProduct {
    /// Number in the environment.
    pub id: ProductId,
    /// How many.
    pub quantity: u32,
    /// The section it was taken from.
    pub section_identifier: Option<String>,
}

/// The answer to a question.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// One value.
    One(String),
    /// Several values, of a multiple choice.
    Many(Vec<String>),
    /// Files.
    Files(Vec<FileAnswer>),
}

impl Answer {
    /// True when nothing was answered.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::One(text) => text.trim().is_empty(),
            Self::Many(values) => values.is_empty(),
            Self::Files(files) => files.is_empty(),
        }
    }
}

/// A file given as an answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileAnswer {
    /// File name.
    pub name: String,
    /// Base64 content.
    pub content: String,
    /// Extension.
    pub extension: String,
}

/// The fields of a new energy sale. Source: Salesdock API v1, body of a new sale.
pub const ENERGY_FIELDS: &[&str] = &[
    "type",
    "building_function",
    "tarifftype",
    "usage_e_single",
    "usage_e_high",
    "usage_e_low",
    "usage_g",
    "has_return",
    "return",
    "return_e_high",
    "return_e_low",
    "e_gridoperator",
    "g_gridoperator",
    "e_connection_type",
    "g_connection_type",
    "g_region",
    "electricity_ean",
    "gas_ean",
];

/// Energy fields: API field name to value, as text, in the API's own words ([`ENERGY_FIELDS`]).
pub type Energy = BTreeMap<String, String>;

/// Who made a sale.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedBy {
    /// First name of the user.
    pub firstname: Option<String>,
    /// Last name of the user.
    pub lastname: Option<String>,
    /// Name of the organisation.
    pub organisation: Option<String>,
}
