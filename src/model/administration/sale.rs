//! Sales as side B works on them. Rows travel as the API's own fields.

use serde::{Deserialize, Serialize};

use super::catalogue::Fields;
use crate::model::ids::{SaleId, StatusKey};
use crate::model::shown::Shown;

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
    /// Set extra fields of a sale.
    SetFields {
        /// The sale.
        sale: SaleId,
        /// Identifier to value.
        fields: Fields,
    },
}

/// What is asked about them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "query")]
pub enum SaleQuery {
    /// Those that match: [`SaleView::Rows`].
    List {
        /// The API's own parameters of `GET sales`.
        filter: Vec<(String, String)>,
    },
    /// One, whole: [`SaleView::Sheet`].
    Show {
        /// The sale.
        sale: SaleId,
    },
    /// Its changes, oldest first: [`SaleView::Rows`].
    History {
        /// The sale.
        sale: SaleId,
    },
    /// The files in its answers: [`SaleView::Files`].
    Documents {
        /// The sale.
        sale: SaleId,
    },
    /// Its contract: [`SaleView::Files`].
    Contract {
        /// The sale.
        sale: SaleId,
    },
}

/// The answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "view", content = "data")]
#[allow(missing_docs)]
pub enum SaleView {
    Rows(Vec<Fields>),
    Sheet(Fields),
    Files(Vec<SaleFile>),
}

/// A file that belongs to a sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaleFile {
    /// The question it answers; empty for the contract.
    pub question: Shown,
    /// File name, made safe.
    pub name: Shown,
    /// Content in base64.
    pub content: String,
}
