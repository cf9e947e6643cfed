//! Cancellation requests of partners.

use serde::{Deserialize, Serialize};

use crate::model::ids::{OrganisationId, SaleId, StatusKey};
use crate::model::shown::Shown;

/// What is done with cancellation requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum CancellationAct {
    /// Cancel the sale.
    Accept {
        /// The sale.
        sale: SaleId,
        /// Another status of type cancelled than the one asked for.
        status: Option<StatusKey>,
        /// Remark with it.
        remark: Option<String>,
    },
    /// Do not.
    Reject {
        /// The sale.
        sale: SaleId,
        /// Why.
        reason: String,
        /// Another status than the one it had before.
        status: Option<StatusKey>,
    },
}

/// What is asked about cancellation requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "query")]
pub enum CancellationQuery {
    /// Those that wait for an answer, or all that there ever were.
    List {
        /// Also what was answered.
        all: bool,
    },
}

/// The answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "view", content = "data")]
pub enum CancellationView {
    /// Requests.
    List(Vec<CancellationRow>),
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancellationRow {
    /// The sale.
    pub sale: SaleId,
    /// Number of who asks.
    pub organisation_id: Option<OrganisationId>,
    /// What it is called.
    pub organisation: Shown,
    /// What was sold.
    pub product: Shown,
    /// It goes on to whom that was bought from.
    #[serde(default)]
    pub resold: bool,
    /// It was passed on to them, and is open until they answer.
    #[serde(default)]
    pub passed_on: bool,
    /// `open`, `accepted` or `rejected`.
    pub standing: Shown,
    /// Why.
    pub reason: Shown,
    /// The status the sale had.
    pub previous_status: StatusKey,
    /// When, in the environment's local time.
    pub requested_at: Shown,
    /// What was answered.
    pub remark: Shown,
}
