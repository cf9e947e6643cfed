//! A mapping side by side with what both environments have: what there is to map, and to what.
//!
//! Not here: the mapping itself (`model::mapping`).

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::model::ids::{AgreementKey, FlowKey, QuestionKey, StatusKey};
use crate::model::mapping::{Mapping, QuestionRow};
use crate::model::shown::Shown;

/// A mapping beside both catalogues.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MappingView {
    /// The mapping.
    pub mapping: Mapping,
    /// Its version: what a command that changes it must expect.
    pub version: u64,
    /// When it last changed, and by whom.
    pub changed: Option<(Timestamp, String)>,
    /// Flows: own ones with a title.
    pub own_flows: Vec<(FlowKey, Shown)>,
    /// Flows: the partner's.
    pub partner_flows: Vec<(FlowKey, Shown)>,
    /// Questions of A.
    pub own_questions: Vec<QuestionView>,
    /// Questions of B that apply to imported products.
    pub partner_questions: Vec<QuestionView>,
    /// Agreements of A.
    pub own_agreements: Vec<(AgreementKey, Shown)>,
    /// Agreements of B.
    pub partner_agreements: Vec<AgreementView>,
    /// Statuses of A.
    pub own_statuses: Vec<(StatusKey, Shown)>,
    /// Statuses of B.
    pub partner_statuses: Vec<(StatusKey, Shown)>,
}

impl MappingView {
    /// `row` for every partner question that is the same as its own: called the same, of one type, with the same
    /// options. None that is mapped so already.
    pub fn alike(&self, row: &QuestionRow) -> Vec<QuestionRow> {
        let Some(question) = self.partner_questions.iter().find(|one| one.key == row.partner) else {
            return Vec::new();
        };
        let plain = |question: &QuestionView| question.name.as_str().trim().to_lowercase();
        let others = self.partner_questions.iter().filter(|other| {
            other.key != question.key
                && plain(other) == plain(question)
                && other.input_type == question.input_type
                && other.options == question.options
        });
        let wanted = others.map(|other| QuestionRow { partner: other.key.clone(), ..row.clone() });
        wanted.filter(|wanted| !self.mapping.questions.contains(wanted)).collect()
    }
}

/// A question as a mapping shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuestionView {
    /// Identifier.
    pub key: QuestionKey,
    /// Name.
    pub name: Shown,
    /// Input type, the API's word.
    pub input_type: String,
    /// Required always, or by a rule.
    pub required: bool,
    /// A rule governs it.
    pub has_rule: bool,
    /// Options.
    pub options: Vec<Shown>,
}

/// A partner's agreement as a mapping shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgreementView {
    /// Identifier.
    pub key: AgreementKey,
    /// Name.
    pub name: Shown,
    /// Required always, or by a rule.
    pub required: bool,
}
