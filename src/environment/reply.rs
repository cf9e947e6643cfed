//! Answers in the API's envelope: `{"success": bool, "data": ..., "message": "text"}`, and for a refusal
//! `{"success": false, "message", "code", "errors": {"field": ["text", ...]}}`, in the caller's language.
//!
//! Not here: why something is refused (`world::judge`, `handlers`).

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use bytes::Bytes;
use serde_json::{Value, json};

use super::world::judge::{Finding, Findings, Refusal};
use super::world::sales::ChangeError;
use crate::kv::{self, KvError};
use crate::locale::{Language, text};

/// What a handler answers.
pub enum Reply {
    /// 200 with data.
    Ok(Value),
    /// 201 with data.
    Created(Value),
    /// Events as they happen.
    Stream(Body),
    /// A file.
    File {
        /// Its content type.
        content_type: &'static str,
        /// Its bytes.
        content: Bytes,
    },
}

/// Why a request is refused. Every variant has one status code and one sentence in both languages.
#[derive(Debug)]
pub enum Failure {
    /// 401: no token, or one that is not known.
    Unauthorised,
    /// 401: the token is known, and its time has passed.
    Expired,
    /// 403: the account scope needs an administrator.
    NeedsAdmin,
    /// 403: an integration token outside the integration surface.
    IntegrationOnly,
    /// 403: the token may not come from this address.
    Address {
        /// Its number.
        token: u64,
    },
    /// 403: the organisation or user is not active.
    Inactive,
    /// 403: an invite's token, anywhere but where it is exchanged.
    InviteOnly,
    /// 403: only an invite's token will do.
    NeedsInvite,
    /// 409: the invite was exchanged before, by somebody else or for good.
    InviteUsed,
    /// 410: the invite's time is over.
    InviteExpired,
    /// 410: the invite was taken back.
    InviteWithdrawn,
    /// 404: there is no such thing, or it is somebody else's.
    NotFound,
    /// 405.
    Method,
    /// 408: the body took too long.
    TooSlow,
    /// 413.
    TooLarge {
        /// The most bytes this route, or a row of the store, takes.
        most: usize,
    },
    /// 400: the body cannot be read.
    Unreadable,
    /// 409: the reference belongs to a sale with another body.
    ReferenceTaken,
    /// 409: what a change would do is no longer what its caller expects.
    PlanChanged,
    /// 409: the sale has an opt-in already.
    OptinTaken,
    /// 409: nobody asked to cancel this sale, or that was answered already.
    NoRequest,
    /// 409: the sale was cancelled, or that was asked, since it was looked at.
    CancelledSince,
    /// 429.
    Throttled {
        /// When to come back.
        after: Duration,
    },
    /// 409: something needs what was to be removed.
    Needed(Findings),
    /// 429: the token holds too many event streams open.
    TooManyStreams,
    /// 422: fields that a request of this kind needs.
    Fields(Findings),
    /// 400 or 422: a new sale was judged.
    Sale(Refusal),
    /// 503 on purpose.
    Fault,
    /// 500: the store failed.
    Store(KvError),
}

impl From<KvError> for Failure {
    fn from(error: KvError) -> Self {
        match error {
            // Longer than a row can be is the caller's doing, not the store's failure.
            KvError::TooLarge { .. } | KvError::BatchTooLarge { .. } => {
                Self::TooLarge { most: kv::MAX_VALUE }
            }
            error => Self::Store(error),
        }
    }
}

impl From<ChangeError> for Failure {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Missing => Self::NotFound,
            ChangeError::UnknownStatus | ChangeError::NotCancelling => {
                Self::field("status", Finding::NotAnOption)
            }
            ChangeError::CancellationClosed => Self::field("status", Finding::CancellationClosed),
            ChangeError::NoRequest => Self::NoRequest,
            ChangeError::Cancelled => Self::CancelledSince,
            ChangeError::Store(error) => error.into(),
        }
    }
}

impl Failure {
    /// One field, one finding.
    pub fn field(field: &str, finding: Finding) -> Self {
        Self::Fields(Findings::from([(field.to_owned(), vec![finding])]))
    }

    /// One field that names something there is not.
    pub fn unknown(field: &str, name: impl ToString) -> Self {
        Self::field(field, Finding::Unknown { name: name.to_string() })
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Unauthorised | Self::Expired => StatusCode::UNAUTHORIZED,
            Self::NeedsAdmin
            | Self::IntegrationOnly
            | Self::InviteOnly
            | Self::NeedsInvite
            | Self::Address { .. }
            | Self::Inactive => StatusCode::FORBIDDEN,
            Self::InviteExpired | Self::InviteWithdrawn => StatusCode::GONE,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::ReferenceTaken
            | Self::OptinTaken
            | Self::InviteUsed
            | Self::NoRequest
            | Self::CancelledSince
            | Self::PlanChanged
            | Self::Needed(_) => StatusCode::CONFLICT,
            Self::Throttled { .. } | Self::TooManyStreams => StatusCode::TOO_MANY_REQUESTS,
            Self::Fields(_) | Self::Sale(Refusal::Parameters(_)) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unreadable | Self::Sale(_) => StatusCode::BAD_REQUEST,
            Self::Fault => StatusCode::SERVICE_UNAVAILABLE,
            Self::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn message(&self, language: Language) -> String {
        let key = match self {
            Self::Unauthorised => "refused-unauthorised",
            Self::Expired => "refused-expired",
            Self::PlanChanged => "refused-plan-changed",
            Self::NeedsAdmin => "refused-needs-admin",
            Self::IntegrationOnly => "refused-integration-only",
            Self::InviteOnly => "refused-invite-only",
            Self::NeedsInvite => "refused-needs-invite",
            Self::InviteUsed => "refused-invite-used",
            Self::InviteExpired => "refused-invite-expired",
            Self::InviteWithdrawn => "refused-invite-withdrawn",
            Self::Address { .. } => "refused-address",
            Self::Inactive => "refused-inactive",
            Self::NotFound => "refused-not-found",
            Self::Method => "refused-method",
            Self::TooSlow => "refused-too-slow",
            Self::TooLarge { most } => {
                return text(language, "refused-too-large", &[("most", most.to_string().into())]);
            }
            Self::Unreadable => "refused-unreadable",
            Self::ReferenceTaken => "refused-reference-taken",
            Self::OptinTaken => "refused-optin-taken",
            Self::NoRequest => "refused-no-request",
            Self::CancelledSince => "refused-cancelled-since",
            Self::Throttled { after } => {
                return text(
                    language,
                    "refused-throttled",
                    &[("seconds", seconds(*after).to_string().into())],
                );
            }
            Self::Needed(_) => "refused-needed",
            Self::TooManyStreams => "refused-too-many-streams",
            Self::Fields(_) | Self::Sale(Refusal::Parameters(_) | Refusal::Fields(_)) => "refused-fields",
            Self::Sale(Refusal::InvalidProduct) => "refused-invalid-product",
            Self::Fault => "refused-fault",
            Self::Store(_) => "refused-store",
        };
        text(language, key, &[])
    }

    fn errors(&self, language: Language) -> Option<BTreeMap<&String, Vec<String>>> {
        let (Self::Fields(findings)
        | Self::Needed(findings)
        | Self::Sale(Refusal::Parameters(findings) | Refusal::Fields(findings))) = self
        else {
            return None;
        };
        let sentences =
            |found: &Vec<Finding>| found.iter().map(|finding| sentence(language, finding)).collect();
        Some(findings.iter().map(|(field, found)| (field, sentences(found))).collect())
    }

    /// The refusal on the wire.
    pub fn into_response(self, language: Language) -> Response<Body> {
        let status = self.status();
        let mut body = json!({"success": false, "message": self.message(language), "code": status.as_u16()});
        if let Some(errors) = self.errors(language) {
            body["errors"] = json!(errors);
        }
        if let Self::Store(error) = &self {
            tracing::error!(error = %error, "the store failed on a request");
        }
        let mut response = json_response(status, &body);
        if let Self::Throttled { after } = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds(after)));
        }
        response
    }
}

/// Whole seconds, at least one: who comes back after none is refused again.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs_f64().ceil().max(1.0) as u64
}

fn sentence(language: Language, finding: &Finding) -> String {
    let key = finding.key();
    match finding {
        Finding::TooYoung { minimum } => text(language, key, &[("minimum", minimum.to_string().into())]),
        Finding::TooOld { maximum } | Finding::TooMany { maximum } | Finding::TooLong { maximum } => {
            text(language, key, &[("maximum", maximum.to_string().into())])
        }
        Finding::Unknown { name } | Finding::Ambiguous { name } | Finding::NeededBy { name } => {
            text(language, key, &[("name", name.as_str().into())])
        }
        Finding::InRule { of, named } => {
            text(language, key, &[("of", of.as_str().into()), ("named", named.as_str().into())])
        }
        Finding::RuleUnreadable { found } => text(language, key, &[("found", found.as_str().into())]),
        Finding::Unreadable { why } => text(language, key, &[("why", why.as_str().into())]),
        Finding::NeededBySales { count } => text(language, key, &[("count", (*count).into())]),
        Finding::NotOneOf { options } => text(language, key, &[("options", options.as_str().into())]),
        Finding::SectionRequired { title } => text(language, key, &[("title", title.as_str().into())]),
        _ => text(language, key, &[]),
    }
}

impl Reply {
    /// The answer on the wire.
    pub fn into_response(self) -> Response<Body> {
        match self {
            Self::Ok(data) => enveloped(StatusCode::OK, data),
            Self::Created(data) => enveloped(StatusCode::CREATED, data),
            Self::Stream(body) => {
                let mut response = Response::new(body);
                let headers = response.headers_mut();
                headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
                headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
                response
            }
            Self::File { content_type, content } => {
                let mut response = Response::new(Body::from(content));
                response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
                response
            }
        }
    }
}

fn enveloped(status: StatusCode, data: Value) -> Response<Body> {
    json_response(status, &json!({"success": true, "data": data, "message": ""}))
}

fn json_response(status: StatusCode, body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
