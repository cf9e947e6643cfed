//! The catalogue of the own environment.

use super::{About, Administered};
use crate::engine::error::EngineError;
use crate::model::administration::catalogue::{CatalogueAct, CatalogueQuery, CatalogueView};
use crate::salesdock::client::Client;

pub(super) async fn act(_: &Client, act: &CatalogueAct) -> Result<Administered, EngineError> {
    match *act {}
}

pub(super) fn about(act: &CatalogueAct) -> Option<About> {
    match *act {}
}

pub(super) async fn answer(_: &Client, query: &CatalogueQuery) -> Result<CatalogueView, EngineError> {
    match *query {}
}

pub(super) fn asked(query: &CatalogueQuery) -> Option<About> {
    match *query {}
}
