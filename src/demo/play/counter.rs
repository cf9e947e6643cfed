//! The desk at work: makes its sales at the reseller, at its pace, through the API.
//!
//! Not here: what a sale is (`demo::desk`).

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::stream::{self, StreamExt, TryStreamExt};
use tokio::sync::watch;

use crate::clock::Clock;
use crate::demo::desk::{Desk, Offer, Order, Standing, number_of};
use crate::demo::error::DemoError;
use crate::demo::outcome::{Options, Until};
use crate::demo::play::end;
use crate::demo::stage::{Stage, link};
use crate::model::delivery::Outcome;
use crate::model::failure::Cause;
use crate::model::ids::ProductId;
use crate::salesdock::client::Client;

/// Sales made at once: more than one, so that a slow disk does not set the pace.
const AT_ONCE: usize = 8;

/// Opens the desk: what it returns sells until it is done or stopped. It goes on after the last sale that
/// an earlier start made.
pub(super) async fn open(
    stage: &Stage,
    options: &Options,
    clock: &Clock,
    made: Arc<AtomicU64>,
    stop: watch::Receiver<bool>,
) -> Result<impl Future<Output = Result<(), DemoError>> + use<>, DemoError> {
    let desk = Desk::new(options.seed, offers(stage).await?);
    let there = end::listed(&stage.reseller.client).await?;
    let first =
        there.iter().filter_map(|sale| number_of(&sale.email)).map(|number| number + 1).max().unwrap_or(0);
    made.store(there.len() as u64, Ordering::Relaxed);
    let last = match options.until {
        Some(Until::Sales(sales)) => first + sales,
        _ => u64::MAX,
    };
    let seconds = match options.until {
        Some(Until::Seconds(seconds)) => Some(Duration::from_secs(seconds)),
        _ => None,
    };
    let pace = Pace { clock: clock.clone(), rate: options.rate, seconds, turn: 0, first, last, stop };
    Ok(sell(desk, pace, stage.reseller.client.clone(), made))
}

/// What the desk may sell, and how each product stands with the supplier.
async fn offers(stage: &Stage) -> Result<Vec<Offer>, DemoError> {
    let linked: BTreeMap<ProductId, ProductId> = link::products(&stage.service.client())
        .await?
        .into_iter()
        .filter_map(|row| Some((row.own_id?, row.partner_id)))
        .collect();
    let partner = stage.supplier.client.products().await?;
    let sold = |id: &ProductId| partner.iter().any(|product| product.id == *id && product.active);
    let flows = stage.reseller.client.flows().await?;
    let offers = stage.reseller.client.products().await?.into_iter().filter(|product| product.active);
    let offers = offers.filter_map(|product| {
        let flow = flows.iter().find(|flow| flow.key.flow_type == product.product_type)?.key.clone();
        let standing = match linked.get(&product.id) {
            None => Standing::Unlinked,
            Some(partner) if sold(partner) => Standing::Sold,
            Some(_) => Standing::Withdrawn,
        };
        Some(Offer { product: product.id, flow, customers: product.customers, standing })
    });
    Ok(offers.collect())
}

/// When which sale is made.
struct Pace {
    clock: Clock,
    rate: f64,
    seconds: Option<Duration>,
    turn: u32,
    first: u64,
    last: u64,
    stop: watch::Receiver<bool>,
}

async fn sell(desk: Desk, pace: Pace, client: Client, made: Arc<AtomicU64>) -> Result<(), DemoError> {
    let opened = pace.clock.instant();
    // One number after another, each when it is due.
    let due = stream::unfold((pace, opened), |(mut pace, opened)| async move {
        let number = pace.first;
        if number >= pace.last || *pace.stop.borrow() {
            return None;
        }
        pace.first += 1;
        let elapsed = pace.clock.instant() - opened;
        if pace.seconds.is_some_and(|seconds| elapsed >= seconds) {
            return None;
        }
        let wait = Duration::from_secs_f64(1.0 / pace.rate.clamp(0.001, 100_000.0));
        let turn = opened + wait.saturating_mul(pace.turn);
        pace.turn = pace.turn.saturating_add(1);
        tokio::select! {
            () = tokio::time::sleep_until(turn) => {}
            _ = pace.stop.wait_for(|stop| *stop) => return None,
        }
        Some((number, (pace, opened)))
    });
    let (desk, client) = (&desk, &client);
    due.map(Ok)
        .try_for_each_concurrent(AT_ONCE, |number| {
            let made = made.clone();
            async move {
                if let Some(order) = desk.sale(number)
                    && make(client, number, order).await?
                {
                    made.fetch_add(1, Ordering::Relaxed);
                }
                Ok(())
            }
        })
        .await
}

/// Makes a sale; false for one of a product that was put out of sale meanwhile: the desk sells on.
async fn make(client: &Client, number: u64, order: Order) -> Result<bool, DemoError> {
    let verdict = client.create_sale(&order.flow, order.body.to_string().into(), false).await;
    match verdict.outcome {
        Outcome::Accepted { .. } => Ok(true),
        Outcome::Rejected(failure) if failure.cause == Cause::InvalidProduct => Ok(false),
        _ => {
            let why = verdict.evidence.failures.iter().map(|failure| {
                let said = failure.said.as_deref().unwrap_or_default();
                format!("{} {} {said}", failure.cause.word(), failure.element)
            });
            Err(DemoError::Refused { number, why: why.collect::<Vec<_>>().join("; ") })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::{self, Options as Served, Sample};
    use crate::model::integration::EnvironmentAddress;
    use crate::salesdock::client::Scope;
    use crate::salesdock::request::in_process::InProcess;
    use crate::salesdock::wire::catalogue::ProductChange;

    #[tokio::test]
    async fn the_desk_sells_on_when_a_product_is_put_out_of_sale() {
        let served = Served { limit: None, ..Served::default() };
        let (reseller, token) =
            environment::in_memory("winkel", Some(Sample::Reseller), served).await.unwrap();
        let address = EnvironmentAddress { base_url: "http://127.0.0.1:1".into(), domain: "winkel".into() };
        let transport = Arc::new(InProcess::new(reseller.router()));
        let clock = Clock::system();
        let client = Client::new(&address, token, Scope::Account, transport, clock.clone()).unwrap();
        let flows = client.flows().await.unwrap();
        let sold = client.products().await.unwrap().into_iter().filter(|product| product.active);
        let offers: Vec<Offer> = sold
            .filter_map(|product| {
                let flow = flows.iter().find(|flow| flow.key.flow_type == product.product_type)?.key.clone();
                let standing = Standing::Sold;
                Some(Offer { product: product.id, flow, customers: product.customers, standing })
            })
            .collect();
        let gone = offers[0].product;
        let out = ProductChange {
            fields: [("active".to_owned(), "0".to_owned())].into(),
            ..ProductChange::default()
        };
        client.change_product(gone, &out).await.unwrap();
        let (made, (_stop, stop)) = (Arc::new(AtomicU64::new(0)), watch::channel(false));
        let pace = Pace { clock, rate: 100_000.0, seconds: None, turn: 0, first: 0, last: 40, stop };
        sell(Desk::new(7, offers), pace, client.clone(), made.clone()).await.unwrap();
        let made = made.load(Ordering::Relaxed);
        assert!(made > 0 && made < 40, "{made} of 40");
        assert_eq!(client.sales(&Default::default()).await.unwrap().rows.len() as u64, made);
    }
}
