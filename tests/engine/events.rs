//! Following at once: an environment tells what changes, and the engine looks then, not at its next interval.
//! All intervals here are an hour: what arrives, arrives because it was told.

use std::sync::Arc;
use std::time::Duration;

use koppel::engine::{Change, EngineError, EngineSettings};
use koppel::model::act::SaleVerb;
use koppel::model::administration::catalogue::Kind;
use koppel::model::administration::organisation::OrganisationAct;
use koppel::model::administration::{Administration, Moved};
use koppel::model::delivery::State;
use koppel::model::ids::{SaleId, StatusKey};
use koppel::model::queue::{Happening, SaleRow};
use koppel::model::reason::Reason;
use koppel::model::shown::Shown;
use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::stage::{PATIENCE, Stage, engine_with, name, until};

const HOUR: Duration = Duration::from_secs(60 * 60);

/// A linked stage whose engine looks at nothing by itself for an hour; and a sale that B has.
pub async fn quiet() -> (Stage, SaleRow) {
    let mut stage = Stage::linked("", false).await;
    let made = stage.sell(1).await;
    stage.settle(1).await;
    let row = stage.row(made[0]).await.unwrap();
    assert_eq!(row.state, State::Sent);
    stage.engine.stop().await;
    let settings = EngineSettings {
        poll_own: HOUR,
        poll_partner: HOUR,
        sync_every: HOUR,
        sweep_every: HOUR,
        ..EngineSettings::default()
    };
    stage.engine = engine_with(stage.kv.clone(), stage.keyring.clone(), stage.speed, settings).await;
    (stage, row)
}

async fn own_status(stage: &Stage, sale: SaleId) -> (StatusKey, Shown) {
    let sale = stage.a.owner.sale(sale).await.unwrap();
    (sale.status, sale.status_remark)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_status_at_b_is_at_a_at_once_and_a_sale_at_a_is_at_b() {
    let (mut stage, row) = quiet().await;
    let theirs = row.partner_sale_id.unwrap();
    // The first also waits for the streams to be open.
    for (status, remark) in [("verified", "eerst"), ("accepted_by_supplier", "daarna")] {
        let asked = tokio::time::Instant::now();
        stage.b.owner.update_status(theirs, &StatusKey::from(status), Some(remark)).await.unwrap();
        until(remark, async || own_status(&stage, row.own_sale_id).await.1.as_str() == remark).await;
        if remark == "daarna" {
            let took = asked.elapsed();
            assert!(took < Duration::from_secs(3), "a status took {took:?}");
        }
    }
    // Both are seen on the way of this one sale, and that one followed the other.
    let course = stage.engine.course(&name()).await.unwrap();
    let last = StatusKey::from("accepted_by_supplier");
    assert_eq!(course.statuses.iter().map(|place| place.now).sum::<u64>(), course.sales);
    let place = course.statuses.iter().find(|place| place.status == last).unwrap();
    assert_eq!((place.now, place.mapped.as_ref()), (1, Some(&last)), "{course:?}");
    assert!(course.moves.iter().any(|one| one.from.as_str() == "verified" && one.to == last), "{course:?}");
    let made = stage.sell(1).await;
    until("the new sale is at B", async || {
        stage.row(made[0]).await.is_some_and(|row| row.partner_sale_id.is_some())
    })
    .await;
    let product = stage.engine.products(&name()).await.unwrap().remove(0);
    assert!(product.granted);
    let organisation = stage.b.owner.organisations().await.unwrap().rows.remove(0).id;
    stage.b.owner.grant_products(organisation, Some(&[])).await.unwrap();
    until("the revoked right is noticed", async || {
        !stage.engine.products(&name()).await.unwrap().iter().any(|row| row.granted)
    })
    .await;
    stage.engine.stop().await;
}

/// Waits until it is told that this of the own environment may be otherwise.
async fn moved(changes: &mut Receiver<Arc<Change>>, what: Moved) {
    let told = async {
        loop {
            match changes.recv().await {
                Ok(change) if matches!(&*change, Change::Moved(moved) if moved.contains(&what)) => return,
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => panic!("the engine ended"),
            }
        }
    };
    assert!(tokio::time::timeout(PATIENCE, told).await.is_ok(), "{what:?} was not told");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_looks_at_the_own_environment_is_told_what_moved_there_and_whether_it_tells() {
    let (mut stage, _) = quiet().await;
    let tells = async |stage: &Stage, open: bool| {
        until("the stream", async || stage.engine.own().is_some_and(|own| own.tells == open)).await;
    };
    tells(&stage, true).await;
    let mut changes = stage.engine.changes();
    stage.sell(1).await;
    moved(&mut changes, Moved::Sales).await;
    let fields =
        json!({"id": "in_beraad", "name": "In beraad", "type": "default"}).as_object().unwrap().clone();
    stage.a.owner.create_thing(Kind::Status, &fields).await.unwrap();
    moved(&mut changes, Moved::Catalogue).await;
    // What others administer there is told as well: it is in the record.
    let fields = |name: &str| [("name".to_owned(), name.to_owned())].into();
    let organisation = stage.a.owner.create_organisation(&fields("Roos")).await.unwrap();
    moved(&mut changes, Moved::Record).await;
    let agent = stage.a.owner.create_agent(organisation, None).await.unwrap();
    moved(&mut changes, Moved::Record).await;
    stage.a.owner.create_token(agent, "deur", true, &[], None).await.unwrap();
    moved(&mut changes, Moved::Record).await;
    // What is done through this service is told too, whatever it is.
    let fields = [("name".to_owned(), "Deur BV".to_owned())].into();
    let act = Administration::Organisation(OrganisationAct::Create { fields });
    assert!(stage.engine.administer(&act, "anna", None).await.is_ok());
    moved(&mut changes, Moved::Anything).await;
    stage.a.close().await;
    tells(&stage, false).await;
    stage.a.reopen().await;
    tells(&stage, true).await;
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_breaks_is_opened_again_and_nothing_of_the_gap_is_missed() {
    let (mut stage, row) = quiet().await;
    let theirs = row.partner_sale_id.unwrap();
    let tell = async |stage: &Stage, status: &str| {
        stage.b.owner.update_status(theirs, &StatusKey::from(status), Some(status)).await.unwrap();
    };
    tell(&stage, "verified").await;
    until("followed", async || own_status(&stage, row.own_sale_id).await.1.as_str() == "verified").await;
    stage.b.close().await;
    stage.b.reopen().await;
    tell(&stage, "accepted_by_supplier").await;
    until("followed after a break", async || {
        own_status(&stage, row.own_sale_id).await.1.as_str() == "accepted_by_supplier"
    })
    .await;
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_to_cancel_and_its_answer_are_seen_at_both_sides() {
    let (stage, row) = quiet().await;
    let theirs = row.partner_sale_id.unwrap();
    stage.b.owner.update_status(theirs, &StatusKey::from("verified"), Some("in behandeling")).await.unwrap();
    let seen = async |status: &str| {
        until(status, async || {
            let row = stage.row(row.id).await.unwrap();
            row.partner_status.is_some_and(|found| found.as_str() == status)
        })
        .await;
        stage.row(row.id).await.unwrap()
    };
    seen("verified").await;
    let ask = async |why: &str| {
        let acted =
            stage.engine.act(&[(row.id, None)], &SaleVerb::RequestCancel, Some(why), "anna").await.unwrap();
        assert!(acted.iter().all(|one| one.result.is_ok()));
    };
    ask("Bedenktijd").await;
    assert!(seen("open_cancellation_proposal").await.cancel_requested);
    let open = stage.b.owner.cancellations(false).await.unwrap();
    assert_eq!((open.len(), open[0].sale, open[0].reason.as_str()), (1, theirs, "Bedenktijd"));
    until("A's sale says that it was passed on", async || {
        own_status(&stage, row.own_sale_id).await.0.as_str() == "synced_cancellation_request"
    })
    .await;
    assert!(stage.row(row.id).await.unwrap().own_cancel.is_none(), "which is nobody's decision at A");

    stage.b.owner.reject_cancellation(theirs, "De monteur is geweest", None).await.unwrap();
    let rejected = seen("verified").await;
    assert!(!rejected.cancel_requested && rejected.state == State::Sent);
    let detail = stage.engine.sale(row.id).await.unwrap();
    let told = detail.timeline.iter().any(|entry| {
        matches!(&entry.what, Happening::CancelRejected { remark } if remark.as_str() == "De monteur is geweest")
    });
    assert!(told, "the history says that it was rejected, and why");
    let asked = detail.timeline.iter().any(|entry| {
        matches!(&entry.what, Happening::CancelAsked { reason: Some(why) } if why.as_str() == "Bedenktijd")
    });
    let still = |what: &Happening| matches!(what, Happening::State { from, to, .. } if from == to);
    assert!(asked, "and that it was asked: {:?}", detail.timeline);
    assert!(!detail.timeline.iter().any(|entry| still(&entry.what)), "not that it is as it was");
    until("A shows the answer", async || {
        own_status(&stage, row.own_sale_id).await.1.as_str() == "De monteur is geweest"
    })
    .await;

    ask("Toch").await;
    seen("open_cancellation_proposal").await;
    stage.b.owner.accept_cancellation(theirs, None, Some("Akkoord")).await.unwrap();
    let cancelled = seen("cancelled").await;
    assert!(cancelled.state == State::Cancelled && !cancelled.cancel_requested);
    until("A's sale is cancelled", async || {
        own_status(&stage, row.own_sale_id).await.0.as_str() == "cancelled"
    })
    .await;
    // Both stay to be read, and each was asked once.
    let all = stage.b.owner.cancellations(true).await.unwrap();
    let all: Vec<_> = all.iter().map(|one| (one.standing.as_str(), one.reason.as_str())).collect();
    assert_eq!(all, [("accepted", "Toch"), ("rejected", "Bedenktijd")]);
    let timeline = stage.engine.sale(row.id).await.unwrap().timeline;
    let asked = timeline.iter().filter(|entry| matches!(entry.what, Happening::CancelAsked { .. }));
    assert_eq!(asked.count(), 2, "{timeline:?}");
    let record = stage.b.owner.audit(None, None, 20).await.unwrap().entries;
    let said: Vec<_> = record.iter().map(|entry| entry["changes"][0]["after"]["remark"].clone()).collect();
    assert!(said.contains(&"De monteur is geweest".into()) && said.contains(&"Akkoord".into()), "{said:?}");
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_to_cancel_that_is_not_taken_is_in_the_timeline_with_what_was_said() {
    let (stage, row) = quiet().await;
    let theirs = row.partner_sale_id.unwrap();
    let partner = stage.b.owner.organisations().await.unwrap().rows[0].id;
    let closed = [("accept_cancellations".to_owned(), "0".to_owned())].into();
    stage.b.owner.set_incoming(partner, &closed).await.unwrap();
    stage.b.owner.update_status(theirs, &StatusKey::from("verified"), None).await.unwrap();
    let sales = [(row.id, None)];
    let acted = stage.engine.act(&sales, &SaleVerb::RequestCancel, Some("Bedenktijd"), "anna").await.unwrap();
    let Err(EngineError::Refused { why: Reason::CancelNotTaken { said, .. } }) = &acted[0].result else {
        panic!("it is not said why");
    };
    assert!(said.contains("contact"), "{said}");
    let timeline = stage.engine.sale(row.id).await.unwrap().timeline;
    let told = timeline.iter().any(|entry| {
        matches!(&entry.what, Happening::CancelNotTaken { reason: Some(why), .. } if why.as_str() == "Bedenktijd")
            && entry.actor == "anna"
    });
    assert!(told, "{timeline:?}");
    stage.engine.stop().await;
}
