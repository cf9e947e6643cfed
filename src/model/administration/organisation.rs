//! Organisations: the unit that rights are granted to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::model::ids::OrganisationId;
use crate::model::shown::Shown;

/// What is done with organisations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum OrganisationAct {
    /// Create one: the new number. Fields by the API's names; `name` is mandatory.
    Create {
        /// API field name to value.
        fields: BTreeMap<String, String>,
    },
    /// Change fields of one, by the API's names; those that are absent stay. `active` 0 refuses its tokens from
    /// the next request on.
    Set {
        /// The organisation.
        organisation: OrganisationId,
        /// API field name to value.
        fields: BTreeMap<String, String>,
    },
}

/// What is asked about them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "query")]
pub enum OrganisationQuery {
    /// All of them: [`OrganisationView::List`].
    List,
    /// One with every field: [`OrganisationView::Fields`].
    Show {
        /// The organisation.
        organisation: OrganisationId,
    },
}

/// The answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "view", content = "data")]
#[allow(missing_docs)]
pub enum OrganisationView {
    List(Vec<OrganisationRow>),
    /// Fields by the API's names. Foreign text: shown only as a `Shown`.
    Fields(BTreeMap<String, String>),
}

/// An organisation of the own environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrganisationRow {
    /// Number.
    pub id: OrganisationId,
    /// Name.
    pub name: Shown,
    /// Identifier.
    pub identifier: Shown,
    /// Its tokens are refused when false.
    pub active: bool,
    /// What only koppel's own environments tell in a list.
    #[serde(flatten)]
    pub standing: Option<OrganisationStanding>,
}

/// How it stands with an organisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationStanding {
    /// Products granted.
    pub products: u64,
    /// Flows granted.
    pub flows: u64,
    /// Users that are active.
    pub agents: u64,
    /// Tokens that are good.
    pub tokens: u64,
    /// When one of its tokens was last used.
    pub last_contact: Option<Timestamp>,
    /// Its sales that are neither closed nor cancelled.
    pub open_sales: u64,
    /// Requests to cancel that wait for an answer here.
    pub requests: u64,
}

impl OrganisationRow {
    /// True when it asks for something that only a person can answer.
    pub fn asks(&self) -> bool {
        self.standing.is_some_and(|standing| standing.requests > 0)
    }
}
