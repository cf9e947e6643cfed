//! The audit log.

use super::About;
use crate::engine::error::EngineError;
use crate::model::administration::audit::{AuditQuery, AuditView};
use crate::salesdock::client::Client;

pub(super) async fn answer(_: &Client, query: &AuditQuery) -> Result<AuditView, EngineError> {
    match *query {}
}

pub(super) fn asked(query: &AuditQuery) -> Option<About> {
    match *query {}
}
