//! Rights: which products and flows an organisation may sell. A product needs both.

use serde::{Deserialize, Serialize};

use crate::model::ids::{FlowKey, OrganisationId, ProductId};

/// What is done with rights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum RightsAct {
    /// Set which products an organisation may sell; `None` for all: how many.
    SetProducts {
        /// The organisation.
        organisation: OrganisationId,
        /// The products.
        products: Option<Vec<ProductId>>,
    },
    /// Set which flows an organisation may sell through; `None` for all: how many.
    SetFlows {
        /// The organisation.
        organisation: OrganisationId,
        /// The flows.
        flows: Option<Vec<FlowKey>>,
    },
}

/// What is asked about them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "query")]
pub enum RightsQuery {}

/// The answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "view", content = "data")]
pub enum RightsView {}
