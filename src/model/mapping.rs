//! Mappings: how A's flows, questions, agreements and B's statuses correspond. One set per integration,
//! versioned; a row points at identifiers, never at numbers.
//!
//! Not here: applying one (`linking::translate`), its TOML form for review (`store::mapping_file`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::{AgreementKey, FlowKey, QuestionKey, StatusKey};
use super::status;

/// The mapping of one integration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mapping {
    /// Own flow to partner flow.
    #[serde(rename = "flow")]
    pub flows: Vec<FlowRow>,
    /// Partner question, and where its answer comes from.
    #[serde(rename = "question")]
    pub questions: Vec<QuestionRow>,
    /// Own agreement to partner agreement.
    #[serde(rename = "agreement")]
    pub agreements: Vec<AgreementRow>,
    /// Partner status to own status.
    #[serde(rename = "status")]
    pub statuses: Vec<StatusRow>,
}

/// Own flow to partner flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowRow {
    /// A's flow.
    pub own: FlowKey,
    /// B's flow.
    pub partner: FlowKey,
}

/// Where the answer to one partner question comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionRow {
    /// B's question.
    pub partner: QuestionKey,
    /// A's question; absent for a constant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<QuestionKey>,
    /// The answer, whatever A's customer said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// The answer when A has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// A's option to B's option. An answer that is not in a filled table is a failure, never a guess.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, String>,
    /// How a date is rewritten, when the two sides write it differently.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<DateFormats>,
}

/// How a date is read and written, in chrono's format words (`%d-%m-%Y`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateFormats {
    /// As A writes it.
    pub from: String,
    /// As B wants it.
    pub to: String,
}

/// Own agreement to partner agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreementRow {
    /// A's agreement.
    pub own: AgreementKey,
    /// B's agreement.
    pub partner: AgreementKey,
}

/// Partner status to own status. System statuses map to themselves unless a row says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusRow {
    /// B's status.
    pub partner: StatusKey,
    /// A's status.
    pub own: StatusKey,
}

/// The constant that is each sale's own reference: where a partner has a question for it, the sale is found
/// again by its answer.
pub const REFERENCE: &str = "{reference}";

impl Mapping {
    /// The partner's question that is answered with the reference of the sale.
    pub fn reference(&self) -> Option<&QuestionKey> {
        let is = |row: &&QuestionRow| row.constant.as_deref() == Some(REFERENCE);
        self.questions.iter().find(is).map(|row| &row.partner)
    }

    /// The partner flow for an own flow.
    pub fn flow(&self, own: &FlowKey) -> Option<&FlowKey> {
        self.flows.iter().find(|row| &row.own == own).map(|row| &row.partner)
    }

    /// The own status for a partner status: by row, else a system status by itself.
    pub fn status(&self, partner: &StatusKey) -> Option<StatusKey> {
        let row = self.statuses.iter().find(|row| &row.partner == partner);
        row.map_or_else(|| status::by_itself(partner), |row| Some(row.own.clone()))
    }
}
