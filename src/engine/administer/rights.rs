//! Rights: products through the documented calls, flows through koppel's own.

use super::{About, Administered};
use crate::engine::error::EngineError;
use crate::model::administration::rights::{RightsAct, RightsQuery, RightsView};
use crate::model::ids::{FlowId, FlowKey};
use crate::model::reason::Thing;
use crate::salesdock::client::Client;

pub(super) async fn act(client: &Client, act: &RightsAct) -> Result<Administered, EngineError> {
    match act {
        RightsAct::SetProducts { organisation, products } => {
            let granted = client.grant_products(*organisation, products.as_deref()).await?;
            Ok(Administered::Count(granted.len() as u64))
        }
        RightsAct::SetFlows { organisation, flows } => {
            let flows = match flows {
                Some(keys) => Some(numbers(client, keys).await?),
                None => None,
            };
            let granted = client.grant_flows(*organisation, flows.as_deref()).await?;
            Ok(Administered::Count(granted.len() as u64))
        }
    }
}

pub(super) fn about(act: &RightsAct) -> Option<About> {
    Some(match act {
        RightsAct::SetProducts { organisation, .. } => About::public(Thing::Organisation, organisation),
        RightsAct::SetFlows { organisation, .. } => About::own(Thing::Organisation, organisation),
    })
}

pub(super) async fn answer(_: &Client, query: &RightsQuery) -> Result<RightsView, EngineError> {
    match *query {}
}

pub(super) fn asked(query: &RightsQuery) -> Option<About> {
    match *query {}
}

/// The numbers of flows that are named by key.
async fn numbers(client: &Client, keys: &[FlowKey]) -> Result<Vec<FlowId>, EngineError> {
    let flows = client.flows().await?;
    let number = |key: &FlowKey| {
        let found = flows.iter().find(|flow| flow.key == *key).map(|flow| flow.id);
        found.ok_or_else(|| EngineError::not_found(Thing::Flow, key))
    };
    keys.iter().map(number).collect()
}
