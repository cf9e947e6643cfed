//! The catalogue of the own environment, and its people.

use super::{About, Administered, Refusal};
use crate::engine::error::EngineError;
use crate::model::administration::AdministrationView;
use crate::model::administration::catalogue::{CatalogueAct, CatalogueQuery, CatalogueView, Kind};
use crate::model::reason::Thing;
use crate::salesdock::client::Client;

pub(super) async fn act(client: &Client, act: &CatalogueAct) -> Result<Administered, Refusal> {
    let view = |view| Administered::View(Box::new(AdministrationView::Catalogue(view)));
    Ok(match act {
        CatalogueAct::Create { kind, fields } => {
            view(CatalogueView::Made(client.create_thing(*kind, fields).await?))
        }
        CatalogueAct::Set { kind, id, fields } => {
            client.set_thing(*kind, id, fields).await?;
            Administered::Ok
        }
        CatalogueAct::Remove { kind, id } => {
            client.remove_thing(*kind, id).await?;
            Administered::Ok
        }
        CatalogueAct::Import { world, dry_run } => {
            view(CatalogueView::Planned(client.import_world(world, *dry_run).await?))
        }
    })
}

pub(super) fn about(act: &CatalogueAct) -> Option<About> {
    match act {
        CatalogueAct::Create { .. } | CatalogueAct::Import { .. } => Some(About::own(Thing::Call, "")),
        CatalogueAct::Set { kind, id, .. } | CatalogueAct::Remove { kind, id } => Some(named(*kind, id)),
    }
}

pub(super) async fn answer(client: &Client, query: &CatalogueQuery) -> Result<CatalogueView, Refusal> {
    Ok(match query {
        CatalogueQuery::List { kind } => CatalogueView::List(client.things(*kind).await?),
        CatalogueQuery::Show { kind, id } => {
            let found = client.thing(*kind, id).await?;
            CatalogueView::Thing(found.ok_or_else(|| EngineError::not_found(thing(*kind), id))?)
        }
        CatalogueQuery::Try { kind, id, on } => CatalogueView::Tried(client.try_rule(*kind, id, on).await?),
        CatalogueQuery::Removal { kind, id } => CatalogueView::Left(match client.removal(*kind, id).await {
            // Where nobody tells beforehand, nothing is known to be in the way.
            Err(error) if error.is_not_found() && client.capabilities().await?.is_none() => {
                client.thing(*kind, id).await?.ok_or_else(|| EngineError::not_found(thing(*kind), id))?;
                Vec::new()
            }
            planned => planned?,
        }),
        CatalogueQuery::Export => CatalogueView::Thing(client.export_world().await?),
    })
}

pub(super) fn asked(query: &CatalogueQuery) -> Option<About> {
    match query {
        CatalogueQuery::List { .. } => None,
        CatalogueQuery::Show { kind, id }
        | CatalogueQuery::Try { kind, id, .. }
        | CatalogueQuery::Removal { kind, id } => Some(named(*kind, id)),
        CatalogueQuery::Export => Some(About::own(Thing::Call, "")),
    }
}

fn named(kind: Kind, id: &str) -> About {
    match kind {
        Kind::Product | Kind::Supplier => About::public(thing(kind), id),
        _ => About::own(thing(kind), id),
    }
}

fn thing(kind: Kind) -> Thing {
    match kind {
        Kind::Product => Thing::OwnProduct,
        Kind::Supplier => Thing::Supplier,
        Kind::Flow => Thing::Flow,
        Kind::Question => Thing::Question,
        Kind::Agreement => Thing::Agreement,
        Kind::Status => Thing::Status,
        Kind::User => Thing::User,
    }
}
