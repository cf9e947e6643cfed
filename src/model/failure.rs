//! Why a sale fell out, or a link does not work: a typed cause and the element it points at. Two failures
//! with the same cause and element are one group, whatever language or code the partner used.
//!
//! Not here: sentences. The screen makes one from the cause (`locale`, file `failure`).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ids::{AgreementKey, FlowKey, IntegrationName, ProductId, QuestionKey, StatusKey};
use super::shown::Shown;

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A required question has no answer.
    MissingAnswer,
    /// An answer is none of the partner's options, or no row of the option table maps it.
    InvalidOption,
    /// An answer does not satisfy its validator or type.
    InvalidAnswer,
    /// A required agreement was not accepted, or none is mapped to it.
    MissingAgreement,
    /// A required field of the sale is empty.
    MissingField,
    /// A field of the sale is refused.
    InvalidField,
    /// The partner says *Invalid product*: inactive, not granted and wrong flow look alike.
    InvalidProduct,
    /// The own product is linked to no partner product.
    ProductNotLinked,
    /// The own flow is mapped to no partner flow.
    FlowNotMapped,
    /// The partner does not know the flow.
    UnknownFlow,
    /// The token works, but not for this product or flow.
    NotGranted,
    /// The partner has the product from this environment: the sale would come back.
    Loop,
    /// The reference was used before with another body.
    ReferenceConflict,
    /// The partner has a sale that this one would be a second of, and nothing was sent.
    AlreadyThere,
    /// The partner refused for a reason this version does not know.
    Refused,
    /// 401: the token is wrong or withdrawn.
    Unauthorised,
    /// 403: the token may not be used here, or not from this address.
    NotAllowed,
    /// 404 where the account itself is asked for: the address answers, but knows no such account.
    UnknownAccount,
    /// 404 where one thing is asked for: the environment does not have it.
    NotFound,
    /// 429 or 1015.
    Throttled,
    /// No connection: name, address or port.
    Unreachable,
    /// The certificate or handshake was refused.
    Tls,
    /// No answer in time.
    TimedOut,
    /// The connection broke before the answer was complete.
    ConnectionLost,
    /// 5xx.
    ServerError,
    /// A firewall before the partner answered instead of the partner.
    Firewall,
    /// 3xx.
    Redirected,
    /// An answer that cannot be read, or contradicts itself.
    UnclearAnswer,
    /// The own environment refused something koppel wrote there.
    OwnEnvironment,
    /// The store was put back or copied: another one of its name may have done it, or may do it.
    Quarantine,
    /// koppel's own store or code failed; nobody at the other side did anything wrong.
    Internal,
}

impl Cause {
    /// The word used in JSON and in text keys, e.g. `missing_answer`.
    pub fn word(self) -> String {
        serde_json::to_value(self).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// What a failure points at.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "name")]
pub enum Element {
    /// The partner's environment as a whole.
    Partner,
    /// The token.
    Token,
    /// A field of the sale, by the API's name.
    Field(String),
    /// A question of the partner.
    Question(QuestionKey),
    /// An answer to a question of the partner: question and value.
    Answer(QuestionKey, String),
    /// An agreement of the partner.
    Agreement(AgreementKey),
    /// A product of the partner.
    Product(ProductId),
    /// A product of the own environment.
    OwnProduct(ProductId),
    /// A flow of the partner.
    Flow(FlowKey),
    /// A flow of the own environment.
    OwnFlow(FlowKey),
    /// A status of the partner.
    Status(StatusKey),
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Partner => f.write_str("partner"),
            Self::Token => f.write_str("token"),
            Self::Field(name) => write!(f, "field:{name}"),
            Self::Question(key) => write!(f, "question:{key}"),
            Self::Answer(key, value) => write!(f, "answer:{key}={value}"),
            Self::Agreement(key) => write!(f, "agreement:{key}"),
            Self::Product(id) => write!(f, "product:{id}"),
            Self::OwnProduct(id) => write!(f, "own-product:{id}"),
            Self::Flow(key) => write!(f, "flow:{key}"),
            Self::OwnFlow(key) => write!(f, "own-flow:{key}"),
            Self::Status(key) => write!(f, "status:{key}"),
        }
    }
}

/// Who found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FoundBy {
    /// koppel, before anything was sent.
    Koppel,
    /// The partner, in its answer.
    Partner,
}

/// One failure.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Failure {
    /// What went wrong.
    pub cause: Cause,
    /// What it points at.
    pub element: Element,
    /// Who found it.
    pub found_by: FoundBy,
    /// The HTTP status, when an answer came.
    pub http_status: Option<u16>,
    /// What the partner said, for evidence; never used to decide or to group.
    pub said: Option<Shown>,
}

impl Failure {
    /// One found by koppel before sending.
    pub fn found(cause: Cause, element: Element) -> Self {
        Self { cause, element, found_by: FoundBy::Koppel, http_status: None, said: None }
    }

    /// One the partner answered.
    pub fn answered(cause: Cause, element: Element, http_status: u16, said: Option<Shown>) -> Self {
        Self { cause, element, found_by: FoundBy::Partner, http_status: Some(http_status), said }
    }

    /// The group it belongs to at `integration`.
    pub fn group(&self, integration: &IntegrationName) -> GroupKey {
        GroupKey(format!("{integration}/{}/{}", self.cause.word(), self.element))
    }
}

/// The key of a root-cause group: integration, cause and element.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GroupKey(pub String);
