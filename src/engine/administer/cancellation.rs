//! Cancellation requests of partners.

use super::{About, Administered};
use crate::engine::error::EngineError;
use crate::model::administration::cancellation::{CancellationAct, CancellationQuery, CancellationView};
use crate::salesdock::client::Client;

pub(super) async fn act(_: &Client, act: &CancellationAct) -> Result<Administered, EngineError> {
    match *act {}
}

pub(super) fn about(act: &CancellationAct) -> Option<About> {
    match *act {}
}

pub(super) async fn answer(_: &Client, query: &CancellationQuery) -> Result<CancellationView, EngineError> {
    match *query {}
}

pub(super) fn asked(query: &CancellationQuery) -> Option<About> {
    match *query {}
}
