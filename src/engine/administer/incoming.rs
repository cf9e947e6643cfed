//! Incoming settings per partner.

use super::{About, Administered, Refusal};
use crate::model::administration::AdministrationView;
use crate::model::administration::incoming::{IncomingAct, IncomingQuery, IncomingView};
use crate::model::reason::Thing;
use crate::salesdock::client::Client;

pub(super) async fn act(client: &Client, act: &IncomingAct) -> Result<Administered, Refusal> {
    let IncomingAct::Set { organisation, changes } = act;
    let settings = client.set_incoming(*organisation, changes).await?;
    let view = AdministrationView::Incoming(IncomingView::Settings(settings));
    Ok(Administered::View(Box::new(view)))
}

pub(super) fn about(act: &IncomingAct) -> Option<About> {
    let IncomingAct::Set { organisation, .. } = act;
    Some(About::own(Thing::Organisation, organisation))
}

pub(super) async fn answer(client: &Client, query: &IncomingQuery) -> Result<IncomingView, Refusal> {
    let IncomingQuery::Show { organisation } = query;
    Ok(IncomingView::Settings(client.incoming(*organisation).await?))
}

pub(super) fn asked(query: &IncomingQuery) -> Option<About> {
    let IncomingQuery::Show { organisation } = query;
    Some(About::own(Thing::Organisation, organisation))
}
