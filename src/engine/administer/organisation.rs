//! Organisations, through the documented calls.

use super::{About, Administered, Refusal};
use crate::engine::error::EngineError;
use crate::model::administration::organisation::{
    OrganisationAct, OrganisationQuery, OrganisationRow, OrganisationView,
};
use crate::model::reason::{Reason, Thing};
use crate::salesdock::client::Client;
use crate::salesdock::client::administration::organisation::Organisation;

pub(super) async fn act(client: &Client, act: &OrganisationAct) -> Result<Administered, Refusal> {
    match act {
        OrganisationAct::Create { fields } => {
            if fields.get("name").is_none_or(|name| name.trim().is_empty()) {
                return Err(EngineError::invalid(Reason::OrganisationName).into());
            }
            Ok(Administered::Id(client.create_organisation(fields).await?.0))
        }
        OrganisationAct::Set { organisation, fields } => {
            if fields.get("name").is_some_and(|name| name.trim().is_empty()) {
                return Err(EngineError::invalid(Reason::OrganisationName).into());
            }
            client.update_organisation(*organisation, fields).await?;
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

pub(super) async fn answer(client: &Client, query: &OrganisationQuery) -> Result<OrganisationView, Refusal> {
    match query {
        OrganisationQuery::List => Ok(OrganisationView::List(list(client).await?)),
        OrganisationQuery::Show { organisation } => {
            Ok(OrganisationView::Fields(client.organisation(*organisation).await?))
        }
    }
}

pub(super) fn asked(query: &OrganisationQuery) -> Option<About> {
    match query {
        OrganisationQuery::List => None,
        OrganisationQuery::Show { organisation } => Some(About::public(Thing::Organisation, organisation)),
    }
}

/// In one request where the environment tells how it stands with each, else page by page without that.
async fn list(client: &Client) -> Result<Vec<OrganisationRow>, Refusal> {
    if let Some(rows) = client.organisations_seen().await? {
        return Ok(rows);
    }
    let bare = |one: Organisation| OrganisationRow {
        id: one.id,
        name: one.name,
        identifier: one.identifier,
        active: one.active,
        standing: None,
    };
    Ok(client.organisations().await?.rows.into_iter().map(bare).collect())
}
