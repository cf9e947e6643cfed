//! Agreements: statements the customer accepts.

use serde::{Deserialize, Serialize};

use super::ids::{AgreementId, AgreementKey};
use super::rule::Rule;
use super::shown::Shown;

/// An agreement and, once its own page was read, when it applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Number in the environment.
    pub id: AgreementId,
    /// Identifier: the key under which acceptance is sent.
    pub key: AgreementKey,
    /// Name.
    pub name: Shown,
    /// The statement.
    pub text: Shown,
    /// When it applies; `None` until its page was read.
    pub contract: Option<AgreementContract>,
}

/// When an agreement applies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementContract {
    /// No longer in use.
    pub archived: bool,
    /// Required, when the rule does not govern it.
    pub required: bool,
    /// Visible, when the rule does not govern it.
    pub visible: bool,
    /// The rule, when there is one.
    pub rule: Option<Rule>,
    /// The rule governs *required*.
    pub rule_required: bool,
    /// The rule governs *visible*.
    pub rule_visible: bool,
}
