//! Rights: products through the documented calls, flows through koppel's own.

use super::{About, Administered, Refusal};
use crate::engine::error::EngineError;
use crate::model::administration::AdministrationView;
use crate::model::administration::rights::{RightsAct, RightsQuery, RightsView};
use crate::model::ids::{FlowId, FlowKey};
use crate::model::reason::{Reason, Thing};
use crate::salesdock::client::Client;

pub(super) async fn act(client: &Client, act: &RightsAct) -> Result<Administered, Refusal> {
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
        RightsAct::Change { organisation, change, expected } => {
            let done = client.change_rights(*organisation, change, *expected, false).await;
            let done = done.map_err(|error| match error.failure.http_status {
                Some(409) => EngineError::refused(Reason::PlanChanged).into(),
                _ => Refusal::from(error),
            })?;
            let view = AdministrationView::Rights(RightsView::Plan(Box::new(done)));
            Ok(Administered::View(Box::new(view)))
        }
    }
}

pub(super) fn about(act: &RightsAct) -> Option<About> {
    Some(match act {
        RightsAct::SetProducts { organisation, .. } => About::public(Thing::Organisation, organisation),
        RightsAct::SetFlows { organisation, .. } | RightsAct::Change { organisation, .. } => {
            About::own(Thing::Organisation, organisation)
        }
    })
}

pub(super) async fn answer(client: &Client, query: &RightsQuery) -> Result<RightsView, Refusal> {
    Ok(match query {
        RightsQuery::Show { organisation } => RightsView::Granted(client.rights(*organisation).await?),
        RightsQuery::Plan { organisation, change } => {
            let plan = client.change_rights(*organisation, change, None, true).await;
            RightsView::Plan(Box::new(plan?))
        }
        RightsQuery::Seen { organisation, list } => {
            RightsView::Seen(client.seen(*organisation, *list).await?)
        }
        RightsQuery::WhyNothing { organisation } => RightsView::Why(client.why_nothing(*organisation).await?),
        RightsQuery::Why { organisation, about } => RightsView::Why(client.why(*organisation, about).await?),
    })
}

pub(super) fn asked(query: &RightsQuery) -> Option<About> {
    match query {
        RightsQuery::Show { organisation }
        | RightsQuery::Plan { organisation, .. }
        | RightsQuery::Seen { organisation, .. }
        | RightsQuery::WhyNothing { organisation }
        | RightsQuery::Why { organisation, .. } => Some(About::own(Thing::Organisation, organisation)),
    }
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
