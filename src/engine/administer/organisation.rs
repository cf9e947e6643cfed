//! Organisations, through the documented calls.

use super::catalogue::refused;
use super::{About, Administered};
use crate::engine::error::EngineError;
use crate::model::administration::organisation::{
    OrganisationAct, OrganisationQuery, OrganisationRow, OrganisationView,
};
use crate::model::reason::{Reason, Thing};
use crate::salesdock::client::Client;

pub(super) async fn act(client: &Client, act: &OrganisationAct) -> Result<Administered, EngineError> {
    match act {
        OrganisationAct::Create { fields } => {
            if fields.get("name").is_none_or(|name| name.trim().is_empty()) {
                return Err(EngineError::invalid(Reason::OrganisationName));
            }
            Ok(Administered::Id(client.create_organisation(fields).await.map_err(refused)?.0))
        }
        OrganisationAct::Set { organisation, fields } => {
            if fields.get("name").is_some_and(|name| name.trim().is_empty()) {
                return Err(EngineError::invalid(Reason::OrganisationName));
            }
            client.update_organisation(*organisation, fields).await.map_err(refused)?;
            Ok(Administered::Id(organisation.0))
        }
    }
}

pub(super) fn about(act: &OrganisationAct) -> Option<About> {
    match act {
        OrganisationAct::Create { .. } => None,
        OrganisationAct::Set { organisation, .. } => Some(About::public(Thing::Organisation, organisation)),
    }
}

pub(super) async fn answer(
    client: &Client,
    query: &OrganisationQuery,
) -> Result<OrganisationView, EngineError> {
    match query {
        OrganisationQuery::List => Ok(OrganisationView::List(list(client).await?)),
    }
}

pub(super) fn asked(query: &OrganisationQuery) -> Option<About> {
    match query {
        OrganisationQuery::List => None,
    }
}

async fn list(client: &Client) -> Result<Vec<OrganisationRow>, EngineError> {
    let mut rows = Vec::new();
    for organisation in client.organisations().await?.rows {
        let products = client.organisation_products(organisation.id).await.ok();
        rows.push(OrganisationRow {
            id: organisation.id,
            name: organisation.name,
            identifier: organisation.identifier,
            products: products.map(|products| products.len() as u64),
        });
    }
    Ok(rows)
}
