//! Incoming settings per partner: what happens to the sales it places.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::ids::OrganisationId;

/// What is done with incoming settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum IncomingAct {
    /// Change some of them; answers all of them. Names and values as the environment takes them.
    Set {
        /// Whose sales.
        organisation: OrganisationId,
        /// Setting to value; an empty status is the usual one.
        changes: BTreeMap<String, String>,
    },
}

/// What is asked about incoming settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "query")]
pub enum IncomingQuery {
    /// All of one organisation.
    Show {
        /// Whose sales.
        organisation: OrganisationId,
    },
}

/// The answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "view", content = "data")]
pub enum IncomingView {
    /// All settings of one organisation.
    Settings(IncomingSettings),
}

/// How sales of one partner are taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomingSettings {
    /// A flow that verifies wants its signature from this partner too.
    pub check_verification: bool,
    /// Agreements must be accepted in this partner's sales too.
    pub check_agreements: bool,
    /// Status of an offer once it is accepted; `None` for the usual one.
    pub accepted_offer_status: Option<String>,
    /// Status of a new order; `None` for the usual one.
    pub order_status: Option<String>,
    /// The confirmation always goes from here.
    pub always_confirm: bool,
    /// Requests to cancel what is being handled are accepted.
    pub accept_cancellations: bool,
}
