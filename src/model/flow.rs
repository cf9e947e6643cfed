//! Flows: the ordering form a product is sold through.

use serde::{Deserialize, Serialize};

use super::ids::{FlowId, FlowKey, ProductId, SupplierId};
use super::shown::Shown;

/// A flow and, once its own page was read, its settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// Number in the environment.
    pub id: FlowId,
    /// Type and identifier.
    pub key: FlowKey,
    /// Title.
    pub title: Shown,
    /// Settings; `None` until its page was read.
    pub settings: Option<FlowSettings>,
}

/// Which transactions a flow takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransactionTypes {
    /// Offers and orders.
    #[default]
    All,
    /// Offers only.
    Offer,
    /// Orders only.
    Order,
}

/// What a flow asks of every sale.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowSettings {
    /// Which transactions it takes.
    pub transaction_types: TransactionTypes,
    /// How the customer's will is verified: `none`, `signature`, or another word of the API's.
    pub verification_method: String,
    /// Youngest customer, in years.
    pub minimum_age: Option<u32>,
    /// Oldest customer, in years.
    pub maximum_age: Option<u32>,
    /// Where an IBAN is required.
    pub iban_required: IbanRequired,
    /// Sections, for flows of type `default`.
    pub sections: Vec<Section>,
}

/// Where an IBAN is required: by customer and transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IbanRequired {
    /// Offers to consumers.
    pub consumer_offer: bool,
    /// Offers to businesses.
    pub business_offer: bool,
    /// Orders by consumers.
    pub consumer_order: bool,
    /// Orders by businesses.
    pub business_order: bool,
}

/// A part of a `default` flow that offers additional products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Number in the environment.
    pub id: u64,
    /// Title.
    pub title: Shown,
    /// Identifier: `section_identifier` of a related product.
    pub identifier: String,
    /// Something of it must be taken.
    pub mandatory: bool,
    /// Mandatory when the main product is of one of these suppliers.
    pub mandatory_for_suppliers: Vec<SupplierId>,
    /// Mandatory when the main product is one of these.
    pub mandatory_for_products: Vec<ProductId>,
    /// What it offers.
    pub products: Vec<SectionProduct>,
}

/// A product a section offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionProduct {
    /// The product.
    pub id: ProductId,
    /// Name.
    pub name: Shown,
    /// Identifier.
    pub identifier: String,
    /// How many may be taken; `None` without limit.
    pub maximum_quantity: Option<u32>,
}
