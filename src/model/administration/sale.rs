//! Sales as side B works on them.

use serde::{Deserialize, Serialize};

use crate::model::ids::{SaleId, StatusKey};

/// What is done with sales.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum SaleAct {
    /// Set the status of a sale.
    SetStatus {
        /// The sale.
        sale: SaleId,
        /// The status.
        status: StatusKey,
        /// Remark with it.
        remark: Option<String>,
    },
}

/// What is asked about them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "query")]
pub enum SaleQuery {}

/// The answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "view", content = "data")]
pub enum SaleView {}
