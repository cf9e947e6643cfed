//! Sales as side B works on them.

use super::{About, Administered};
use crate::engine::error::EngineError;
use crate::model::administration::sale::{SaleAct, SaleQuery, SaleView};
use crate::model::reason::Thing;
use crate::salesdock::client::Client;

pub(super) async fn act(client: &Client, act: &SaleAct) -> Result<Administered, EngineError> {
    match act {
        SaleAct::SetStatus { sale, status, remark } => {
            client.update_status(*sale, status, remark.as_deref()).await?;
            Ok(Administered::Ok)
        }
    }
}

pub(super) fn about(act: &SaleAct) -> Option<About> {
    match act {
        SaleAct::SetStatus { sale, .. } => Some(About::public(Thing::OwnSale, sale)),
    }
}

pub(super) async fn answer(_: &Client, query: &SaleQuery) -> Result<SaleView, EngineError> {
    match *query {}
}

pub(super) fn asked(query: &SaleQuery) -> Option<About> {
    match *query {}
}
