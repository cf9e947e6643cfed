//! Products (propositions): what is sold.
//!
//! Not here: which of them are granted or linked (`queue` rows and the store).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ids::{ProductId, SupplierId};
use super::shown::Shown;
use crate::clock::Timestamp;

/// Which customers something is for. API: `business` 0, 1, 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerKinds {
    /// Consumers only (0).
    Consumer,
    /// Businesses only (1).
    Business,
    /// Both (2).
    Both,
}

/// The supplier of a product, as its environment names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplierRef {
    /// Number in the environment.
    pub id: SupplierId,
    /// Name.
    pub name: Shown,
    /// Identifier, may be empty.
    pub identifier: String,
}

/// A product as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Number in the environment.
    pub id: ProductId,
    /// Name.
    pub name: Shown,
    /// Identifier, may be empty.
    pub identifier: String,
    /// Supplier, when it has one.
    pub supplier: Option<SupplierRef>,
    /// Type, e.g. `energy`, `telecom`.
    pub product_type: String,
    /// Which customers may buy it.
    pub customers: CustomerKinds,
    /// Whether it is sold now.
    pub active: bool,
    /// First day it is sold.
    pub valid_from: Option<NaiveDate>,
    /// Last day it is sold.
    pub valid_till: Option<NaiveDate>,
    /// Unique selling points, as text.
    pub usp: Shown,
    /// Description.
    pub description: Shown,
    /// What the cart says.
    pub cart_info: Shown,
    /// When it was last changed, when the environment says so.
    pub updated_at: Option<Timestamp>,
    /// What only the product's own page gives.
    pub detail: Option<ProductDetail>,
}

/// What only a product's own page gives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductDetail {
    /// Main product, not an addition.
    pub main: bool,
    /// Contract length in months, as the API gives it.
    pub duration: Option<String>,
    /// Retention product.
    pub retention: Option<String>,
    /// Prices as decimal text under their API field names (`price`, `price_monthly`, ...).
    pub prices: BTreeMap<String, String>,
    /// Custom fields; the tariffs of an energy product are here, as decimal text.
    pub custom_fields: BTreeMap<String, String>,
    /// Documents to fetch.
    pub documents: Vec<DocumentRef>,
    /// Image, when there is one.
    pub image: Option<Image>,
    /// The environments it came from, the first maker first, where the environment tells.
    #[serde(default)]
    pub provenance: Vec<String>,
}

/// A document of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRef {
    /// File name as shown.
    pub name: Shown,
    /// Address it is fetched from: only on the environment's own origin, under `/api/{domain}/`.
    pub location: String,
}

/// An image, base64 as on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// File extension.
    pub extension: String,
    /// Base64 content.
    pub content: String,
}
