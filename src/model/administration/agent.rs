//! Users of an organisation, link users above all, and their tokens.

use serde::{Deserialize, Serialize};

use crate::model::ids::{OrganisationId, UserId};

/// What is done with users and tokens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum AgentAct {
    /// Create the link user of an organisation: the new number.
    Create {
        /// The organisation.
        organisation: OrganisationId,
        /// Its name; `None` for `Koppeling_<organisation>`.
        name: Option<String>,
    },
    /// Create a token for a user: the token, shown once.
    CreateToken {
        /// The user.
        user: UserId,
        /// What it is for.
        label: String,
        /// Usable only by another environment, on the integration surface.
        integration: bool,
    },
}

/// What is asked about them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "query")]
pub enum AgentQuery {}

/// The answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "view", content = "data")]
pub enum AgentView {}
