//! The office at work: moves the sales that lie in its drawer one step at a time, through the API.
//!
//! Not here: which step is next (`demo::office`).

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::stream::{self, TryStreamExt};
use tokio::sync::watch;

use crate::clock::{Clock, Timestamp};
use crate::demo::error::DemoError;
use crate::demo::office;
use crate::model::ids::{SaleId, StatusKey};
use crate::salesdock::client::Client;
use crate::salesdock::client::sales::SalesFilter;
use crate::salesdock::error::LinkError;
use crate::salesdock::page::Which;

/// Between two looks into the drawer.
const LOOK: Duration = Duration::from_secs(1);
/// The same under a request limit: it is koppel that should have the requests.
const LOOK_LIMITED: Duration = Duration::from_secs(20);
/// Sales moved at once.
const AT_ONCE: usize = 8;
/// Pages looked at in one go; what is further down has its turn later.
const PAGES: u32 = 10;

/// A status that was set: when it was the supplier's.
#[derive(Clone, Debug)]
pub(super) struct Moved {
    pub sale: SaleId,
    pub status: StatusKey,
    pub at: Timestamp,
}

/// Works until it is stopped; under a limit it notes what it moved, which then is little.
pub(super) async fn work(
    client: Client,
    clock: Clock,
    limit: Option<u32>,
    mut stop: watch::Receiver<bool>,
) -> Result<Vec<Moved>, DemoError> {
    let moved = Mutex::new(Vec::new());
    let note = |sale, status| {
        if limit.is_some() {
            let at = clock.now();
            moved.lock().unwrap_or_else(PoisonError::into_inner).push(Moved { sale, status, at });
        }
    };
    let open = open_statuses(&client).await?;
    let (look, most) = match limit {
        // A tenth of the limit, three looks a minute.
        Some(limit) => (LOOK_LIMITED, usize::try_from(limit / 30).unwrap_or(usize::MAX).max(1)),
        None => (LOOK, usize::MAX),
    };
    loop {
        tokio::select! {
            () = clock.sleep(look) => {}
            _ = stop.wait_for(|stop| *stop) => break,
        }
        // About half of what lies there, so that sales do not all walk in step.
        match step(&client, &open, |_| fastrand::bool(), most, &note).await {
            Ok(_) => {}
            Err(error) if error.is_passing() || error.retry_after.is_some() => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(moved.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Works until nothing is left to do.
pub(super) async fn clear(client: &Client) -> Result<(), DemoError> {
    let open = open_statuses(client).await?;
    while step(client, &open, |_| true, usize::MAX, &|_, _| {}).await? > 0 {}
    Ok(())
}

/// The statuses with which a sale is not through.
async fn open_statuses(client: &Client) -> Result<Vec<StatusKey>, DemoError> {
    let statuses = client.statuses().await?;
    Ok(statuses.into_iter().filter(|status| !status.is_final()).map(|status| status.key).collect())
}

/// Moves the sales that `chosen` picks by one step, and tells `moved` of each: how many.
async fn step(
    client: &Client,
    open: &[StatusKey],
    chosen: impl Fn(u64) -> bool,
    most: usize,
    moved: &impl Fn(SaleId, StatusKey),
) -> Result<usize, LinkError> {
    let filter = SalesFilter { statuses: open.to_vec(), ..SalesFilter::default() };
    let pages = if most == usize::MAX { PAGES } else { 1 };
    let mut which = Some(Which::Number(1));
    let mut moves = Vec::new();
    while let Some(now) = which.take().filter(|which| which.number() <= pages) {
        let page = client.sales_page(&filter, &now).await?;
        which = page.next();
        let next = |sale: crate::model::sale::Sale| {
            Some((sale.id, office::next(sale.id, &sale.flow.flow_type, &sale.status)?))
        };
        moves.extend(page.rows.into_iter().filter(|sale| chosen(sale.id.0)).filter_map(next));
    }
    moves.truncate(most);
    let count = moves.len();
    stream::iter(moves.into_iter().map(Ok))
        .try_for_each_concurrent(AT_ONCE, |(sale, step)| async move {
            let remark = Some(step.remark).filter(|remark| !remark.is_empty());
            let status = StatusKey::from(step.status);
            client.update_status(sale, &status, remark).await?;
            moved(sale, status);
            Ok(())
        })
        .await?;
    Ok(count)
}
