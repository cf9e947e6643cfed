//! The end: waits until koppel knows every sale, has settled, and has caught up with the supplier's
//! statuses; then counts.
//!
//! Not here: what counts as a duplicate or lost (`demo::judge`).

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::{Running, kept};
use crate::clock::Clock;
use crate::demo::error::DemoError;
use crate::demo::judge::{Listed, Queued, judge};
use crate::demo::outcome::{GroupOutcome, Outcome, SalesOutcome};
use crate::demo::stage::link;
use crate::model::act::SalesQuery;
use crate::model::delivery::State;
use crate::model::ids::{SaleId, StatusKey};
use crate::model::queue::SaleRow;
use crate::model::sale::Sale;
use crate::salesdock::client::Client;
use crate::salesdock::client::sales::SalesFilter;
use crate::salesdock::page::Which;
use crate::service::client::Client as ServiceClient;
use crate::service::protocol::{Answer, Overview, Query};

/// Between two looks.
const LOOK: Duration = Duration::from_millis(250);
/// Without any change for so long, nobody believes that anything will: longer than the longest backoff.
const PATIENCE: Duration = Duration::from_secs(20 * 60);

/// Waits until the queue knows every sale of the reseller.
pub(super) async fn known(running: &Running) -> Result<(), DemoError> {
    let made = listed(&running.stage.reseller.client).await?.len() as u64;
    until(running, async |overview| Ok(overview.counts.by_state.values().sum::<u64>() >= made)).await
}

/// Waits until no worker would change anything without new input.
pub(super) async fn settled(running: &Running) -> Result<(), DemoError> {
    until(running, async |overview| Ok(overview.settled)).await
}

/// Waits until every placed sale has the status in the queue that it has at the supplier, and is settled.
pub(super) async fn caught_up(running: &Running) -> Result<(), DemoError> {
    let theirs: BTreeMap<SaleId, StatusKey> =
        whole(&running.stage.supplier.client).await?.into_iter().map(|sale| (sale.id, sale.status)).collect();
    let service = running.client();
    until(running, async |overview| {
        let rows = if overview.settled { queue(&service).await? } else { return Ok(false) };
        let follows = |row: &SaleRow| {
            let there = row.partner_sale_id.and_then(|id| theirs.get(&id));
            !row.state.is_placed() || row.partner_status.as_ref() == there
        };
        Ok(rows.iter().all(follows))
    })
    .await
}

async fn until(
    running: &Running,
    reached: impl AsyncFn(&Overview) -> Result<bool, DemoError>,
) -> Result<(), DemoError> {
    let (service, clock): (ServiceClient, &Clock) = (running.client(), &running.clock);
    let mut last = None;
    let mut changed = clock.instant();
    loop {
        let overview = link::overview(&service).await?;
        if reached(&overview).await? {
            return Ok(());
        }
        if last.as_ref() != Some(&overview.counts) {
            changed = clock.instant();
        } else if clock.instant() - changed > PATIENCE {
            return Err(DemoError::Stuck { minutes: PATIENCE.as_secs() / 60 });
        }
        last = Some(overview.counts);
        clock.sleep(LOOK).await;
    }
}

/// What became of it all.
pub(super) async fn outcome(running: &Running) -> Result<Outcome, DemoError> {
    let service = running.client();
    let overview = link::overview(&service).await?;
    let own = listed(&running.stage.reseller.client).await?;
    let partner = listed(&running.stage.supplier.client).await?;
    let rows = queue(&service).await?;
    let limit = kept::limit(running, &rows).await?;
    let rows: Vec<Queued> = rows.into_iter().map(queued).collect();
    let verdict = judge(&own, &partner, &rows);
    for sale in verdict.duplicates.iter().chain(&verdict.lost).chain(&verdict.denied) {
        tracing::error!(%sale, "a sale is lost, doubled or denied");
    }
    let in_state = |state| overview.counts.by_state.get(&state).copied().unwrap_or(0);
    let groups = match service.query(Query::Groups).await? {
        Answer::Groups(groups) => groups,
        _ => return Err(DemoError::unexpected_answer("Groups")),
    };
    let mut groups: Vec<GroupOutcome> = groups
        .into_iter()
        .map(|group| GroupOutcome { group: group.key.0, cause: group.cause.word(), count: group.count })
        .collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.count));
    Ok(Outcome {
        sales: SalesOutcome {
            made: own.len() as u64,
            sent: overview.counts.sent_ever,
            fallout: in_state(State::Fallout),
            waiting: in_state(State::Waiting),
            uncertain: in_state(State::Uncertain),
        },
        duplicates: verdict.duplicates.len() as u64,
        lost: verdict.lost.len() as u64,
        denied: verdict.denied.len() as u64,
        status_updates: overview.counts.status_updates,
        products_imported: overview.integrations.iter().map(|view| view.products_imported).sum(),
        groups,
        requests: requests(running).await?,
        limit,
    })
}

/// Requests by environment, and the supplier's faults by kind; how often it was asked to make a sale, and how
/// often it had to say that the limit was reached.
async fn requests(running: &Running) -> Result<BTreeMap<String, u64>, DemoError> {
    let mut requests = BTreeMap::new();
    for (name, house) in [("reseller", &running.stage.reseller), ("supplier", &running.stage.supplier)] {
        let counters = house.counters().await?;
        let sum = |value: &Value| -> u64 {
            value.as_object().into_iter().flatten().filter_map(|(_, n)| n.as_u64()).sum()
        };
        requests.insert(name.to_owned(), sum(&counters["requests"]));
        let kinds =
            counters["faults"].as_object().into_iter().flatten().filter_map(|(_, kinds)| kinds.as_object());
        for (kind, count) in kinds.flatten() {
            *requests.entry(format!("fault:{kind}")).or_default() += count.as_u64().unwrap_or(0);
        }
        if name == "supplier" {
            let count = |value: &Value| value.as_u64().unwrap_or(0);
            requests.insert("supplier:create".to_owned(), count(&counters["requests"]["create"]));
            requests.insert("supplier:throttled".to_owned(), count(&counters["refused"]["throttled"]));
        }
    }
    Ok(requests)
}

/// Every sale of an environment, as the judge looks at it.
pub(super) async fn listed(client: &Client) -> Result<Vec<Listed>, DemoError> {
    let listed = |sale: Sale| Listed {
        id: sale.id,
        email: sale.customer.email.unwrap_or_default(),
        external_reference: sale.external_reference,
    };
    Ok(whole(client).await?.into_iter().map(listed).collect())
}

/// Every sale of an environment. Nothing is made while this is read.
async fn whole(client: &Client) -> Result<Vec<Sale>, DemoError> {
    let mut sales = Vec::new();
    let mut which = Some(Which::Number(1));
    while let Some(now) = which {
        let page = client.sales_page(&SalesFilter::default(), &now).await?;
        which = page.next();
        sales.extend(page.rows);
    }
    Ok(sales)
}

/// The whole queue.
async fn queue(service: &ServiceClient) -> Result<Vec<SaleRow>, DemoError> {
    let mut rows = BTreeMap::new();
    let mut cursor = None;
    loop {
        // One that changes meanwhile comes again.
        let query = SalesQuery { cursor: cursor.take(), oldest_first: true, ..SalesQuery::default() };
        let Answer::Sales(page) = service.query(Query::Sales(query)).await? else {
            return Err(DemoError::unexpected_answer("Sales"));
        };
        rows.extend(page.rows.into_iter().map(|row| (row.id, row)));
        cursor = page.next;
        if cursor.is_none() {
            return Ok(rows.into_values().collect());
        }
    }
}

fn queued(row: SaleRow) -> Queued {
    Queued { own: row.own_sale_id, state: row.state, partner: row.partner_sale_id }
}
