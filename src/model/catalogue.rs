//! A catalogue: what one environment offers and asks, as last read. What a mapping connects on both sides.
//!
//! Not here: reading it (`engine::sync`), what is granted or linked (`view::ProductRow`).

use serde::{Deserialize, Serialize};

use super::contract::PartnerContract;
use super::product::Product;
use super::status::Status;

/// What one environment offers and asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Catalogue {
    /// Flows, questions and agreements, with their pages where those were read.
    pub contract: PartnerContract,
    /// Statuses of sales.
    pub statuses: Vec<Status>,
    /// Products. Details are kept without images, which only an import needs.
    pub products: Vec<Product>,
}
