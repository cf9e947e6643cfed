//! Incoming settings per partner.

use super::{About, Administered};
use crate::engine::error::EngineError;
use crate::model::administration::incoming::{IncomingAct, IncomingQuery, IncomingView};
use crate::salesdock::client::Client;

pub(super) async fn act(_: &Client, act: &IncomingAct) -> Result<Administered, EngineError> {
    match *act {}
}

pub(super) fn about(act: &IncomingAct) -> Option<About> {
    match *act {}
}

pub(super) async fn answer(_: &Client, query: &IncomingQuery) -> Result<IncomingView, EngineError> {
    match *query {}
}

pub(super) fn asked(query: &IncomingQuery) -> Option<About> {
    match *query {}
}
