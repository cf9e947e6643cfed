//! Cancellation requests of partners.

use super::{About, Administered, Refusal};
use crate::model::administration::cancellation::{CancellationAct, CancellationQuery, CancellationView};
use crate::model::reason::Thing;
use crate::salesdock::client::Client;

pub(super) async fn act(client: &Client, act: &CancellationAct) -> Result<Administered, Refusal> {
    match act {
        CancellationAct::Accept { sale, status, remark } => {
            client.accept_cancellation(*sale, status.as_ref(), remark.as_deref()).await?;
        }
        CancellationAct::Reject { sale, reason, status } => {
            client.reject_cancellation(*sale, reason, status.as_ref()).await?;
        }
    }
    Ok(Administered::Ok)
}

pub(super) fn about(act: &CancellationAct) -> Option<About> {
    let (CancellationAct::Accept { sale, .. } | CancellationAct::Reject { sale, .. }) = act;
    Some(About::own(Thing::OwnSale, sale))
}

pub(super) async fn answer(client: &Client, query: &CancellationQuery) -> Result<CancellationView, Refusal> {
    let CancellationQuery::List { all } = query;
    Ok(CancellationView::List(client.cancellations(*all).await?))
}

pub(super) fn asked(_: &CancellationQuery) -> Option<About> {
    None
}
