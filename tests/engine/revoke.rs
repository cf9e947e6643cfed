//! A right that is taken away while sales run: the next sale for it stops with a typed failure, and both sides
//! show it within two seconds, because it is told. What was never revoked goes on.
//!
//! Not here: what an import does with a product that stays away (`sync`).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use koppel::demo::desk::{Desk, Kind, Offer};
use koppel::model::delivery::{Outcome, State};
use koppel::model::failure::{Cause, Element, FoundBy};
use koppel::model::ids::{OrganisationId, ProductId, SaleId};
use koppel::salesdock::client::events::{Heard, Subject};
use koppel::salesdock::client::sales::SalesFilter;
use koppel::salesdock::client::{Client, Scope};
use tokio::time::Instant;

use crate::events::quiet;
use crate::stage::{Stage, name, network, until};

/// From asking to revoke until both sides show it.
const SHOWN_WITHIN: Duration = Duration::from_secs(2);

/// A sale that A took, and when it was asked to.
type Sold = (SaleId, Instant);

/// Sells good sales of `offer` at A, one after another, until told to stop.
fn sell(stage: &Stage, offer: Offer, seed: u64, stop: Arc<AtomicBool>) -> tokio::task::JoinHandle<Vec<Sold>> {
    let own = stage.a.owner.clone();
    tokio::spawn(async move {
        let desk = Desk::new(seed, vec![offer]);
        let mut sold = Vec::new();
        for number in 0.. {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            let order = desk.sale(number).unwrap();
            if order.kind != Kind::Good {
                continue;
            }
            let asked = Instant::now();
            let body = Bytes::from(serde_json::to_vec(&order.body).unwrap());
            match own.create_sale(&order.flow, body, true).await.outcome {
                Outcome::Accepted(sale) => sold.push((sale, asked)),
                _ => panic!("A does not take a good sale"),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        sold
    })
}

async fn granted(stage: &Stage, product: ProductId) -> bool {
    let rows = stage.engine.products(&name()).await.unwrap();
    rows.iter().any(|row| row.partner_id == product && row.granted)
}

/// How many sales of the stage's queue B has.
async fn sent(stage: &Stage) -> usize {
    stage.queue().await.iter().filter(|row| row.partner_sale_id.is_some()).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_revoked_while_sales_run_stops_the_next_one_and_both_sides_show_it_within_two_seconds() {
    let (stage, first) = quiet().await;
    let b = &stage.b.owner;
    let partner = Client::new(
        &stage.b.address,
        stage.token.clone(),
        Scope::User,
        network(),
        koppel::clock::Clock::system(),
    )
    .unwrap();
    let organisation: OrganisationId = b.organisations().await.unwrap().rows.remove(0).id;
    // Two products of one flow that A sells: one right is taken, the other stays.
    let linked = stage.engine.products(&name()).await.unwrap();
    let theirs =
        |own: ProductId| linked.iter().find(|row| row.own_id == Some(own)).map(|row| row.partner_id).unwrap();
    let mut offers = stage.offers().await;
    offers.retain(|offer| {
        offer.standing == koppel::demo::desk::Standing::Sold && offer.flow.flow_type == "telecom"
    });
    let kept = offers.pop().unwrap();
    let taken = offers.pop().unwrap();
    let (kept_id, taken_id) = (theirs(kept.product), theirs(taken.product));
    let mut told = b.events(None).await.unwrap();

    let stop = Arc::new(AtomicBool::new(false));
    let sellers = [(taken, 11), (kept, 12)].map(|(offer, seed)| sell(&stage, offer, seed, stop.clone()));
    until("sales run", async || sent(&stage).await >= 8).await;

    let others: Vec<ProductId> = b.organisation_products(organisation).await.unwrap();
    assert!(others.contains(&taken_id));
    let others: Vec<ProductId> = others.into_iter().filter(|id| *id != taken_id).collect();
    let asked = Instant::now();
    b.grant_products(organisation, Some(&others)).await.unwrap();
    let revoked = Instant::now();

    // B shows it at once: to itself, to the partner's token, and in its stream.
    assert!(!b.organisation_products(organisation).await.unwrap().contains(&taken_id));
    let seen = partner.products().await.unwrap();
    assert!(seen.iter().any(|product| product.id == kept_id));
    assert!(!seen.iter().any(|product| product.id == taken_id));
    let hears = async {
        while let Some(heard) = told.next().await.unwrap() {
            if matches!(heard, Heard::Changed { subject: Subject::Rights, id } if id == Some(organisation.0))
            {
                return;
            }
        }
        panic!("B's stream ended");
    };
    tokio::time::timeout(SHOWN_WITHIN, hears).await.unwrap();
    let at_b = asked.elapsed();

    // A shows it in its list of products, and by what stopped.
    until("A shows that it is not granted any more", async || !granted(&stage, taken_id).await).await;
    let at_a = asked.elapsed();
    until("the next sale stopped", async || !stage.in_state(State::Fallout).await.is_empty()).await;
    let stopped = asked.elapsed();
    println!(
        "revoked during traffic: B shows it after {at_b:?}, A after {at_a:?}, a sale stopped after {stopped:?}"
    );
    assert!(at_b.max(at_a).max(stopped) < SHOWN_WITHIN, "{at_b:?} {at_a:?} {stopped:?}");

    let (sent_then, sales) = (sent(&stage).await, SalesFilter::default());
    until("what was not revoked goes on", async || sent(&stage).await >= sent_then + 3).await;
    stop.store(true, Ordering::Relaxed);
    let [of_taken, of_kept] = sellers;
    let (of_taken, of_kept) = (of_taken.await.unwrap(), of_kept.await.unwrap());
    let all = 1 + of_taken.len() + of_kept.len();
    until("every sale went or stopped", async || {
        let ended = stage.in_state(State::Sent).await.len() + stage.in_state(State::Fallout).await.len();
        ended == all
    })
    .await;

    let row = async |sale: SaleId| stage.row(sale).await.unwrap();
    for (sale, _) in &of_kept {
        assert!(matches!(row(*sale).await.state, State::Sent | State::Done));
    }
    let late: Vec<SaleId> =
        of_taken.iter().filter(|(_, asked)| *asked > revoked).map(|(sale, _)| *sale).collect();
    assert!(late.len() >= 2, "{} of {} were sold after it", late.len(), of_taken.len());
    for sale in &late {
        let row = row(*sale).await;
        let failure = row.failure.clone().unwrap();
        assert_eq!((row.state, row.partner_sale_id), (State::Fallout, None));
        assert_eq!((failure.cause, failure.element), (Cause::InvalidProduct, Element::Product(taken_id)));
        assert_eq!((failure.found_by, failure.http_status), (FoundBy::Partner, Some(400)));
    }
    // One cause, one group; and B has just what A says it has.
    let fallen = stage.in_state(State::Fallout).await;
    let mut groups: Vec<_> = fallen.iter().map(|row| row.group.clone().unwrap()).collect();
    groups.sort();
    groups.dedup();
    assert_eq!(groups.len(), 1);
    let at_b = b.sales(&sales).await.unwrap().rows.len();
    assert_eq!(at_b, sent(&stage).await);
    let verdict = stage.verdict().await;
    assert_eq!(verdict, Default::default());
    assert_eq!(first.state, State::Sent);
    stage.engine.stop().await;
}
