//! Workers and passes from the inside: what no look from outside can tell apart.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;
use tokio::sync::{Notify, watch};

use super::alerts;
use super::budget::Lane;
use super::change::Change;
use super::error::EngineError;
use super::intake::Intake;
use super::judge::{Judge, arrival};
use super::settings::EngineSettings;
use super::shared::Shared;
use super::worker::{self, Owner, Pass, Report};
use super::write_back::WriteBacks;
use crate::clock::Clock;
use crate::credential::Keyring;
use crate::kv::memory;
use crate::model::delivery::{Attempt, Event, Fence, Judgement, Outcome, Policy, Tier, Verb};
use crate::model::failure::{Cause, Element, Failure};
use crate::model::filing::FileRow;
use crate::model::ids::{FlowKey, SaleId};
use crate::model::integration::EnvironmentAddress;
use crate::model::reason::Reason;
use crate::model::view::{Activity, PassView};
use crate::salesdock::request::in_process::InProcess;
use crate::store::{Sighting, Store, WriteBack, tests::sale};

async fn shared() -> Arc<Shared> {
    with_own(Router::new(), Duration::from_secs(5)).await
}

/// Everything shared, with `router` as the own environment.
async fn with_own(router: Router, poll_own: Duration) -> Arc<Shared> {
    let clock = Clock::system();
    let store = Store::open(memory::open(), Keyring::ephemeral(), clock.clone()).await.unwrap();
    let address = EnvironmentAddress { base_url: "http://127.0.0.1:1".into(), domain: "winkel".into() };
    store.set_own(address, &"t0ken".to_owned().into(), false).await.unwrap();
    let settings = EngineSettings { poll_own, ..EngineSettings::default() };
    let transport = Arc::new(InProcess::new(router));
    Arc::new(Shared::load(store, clock, settings, transport).await.unwrap())
}

/// A sale that is placed as `1000 + id`, and whose status `theirs` A must have as `ours`.
async fn owed(shared: &Shared, id: u64) {
    let (store, policy) = (&shared.store, Policy::new(Tier::T3, 1.0));
    let mut arrival = arrival(shared, &shared.links().0, sale(id)).await.unwrap();
    (arrival.integration, arrival.judgement) = (Some("green".into()), Judgement::AT_ONCE);
    store.accept(&[arrival], None).await.unwrap();
    let fence = Fence { epoch: 1, counter: id };
    let attempt = Attempt {
        id: ulid::Ulid::from(u128::from(id)),
        fence,
        started_at: shared.clock.now(),
        tier: Tier::T0,
    };
    let placed = Outcome::Accepted(SaleId(1000 + id));
    for event in
        [Event::Intent { attempt, identical: false }, Event::Outcome { fence, outcome: placed, luck: 0.0 }]
    {
        store.change(SaleId(id), None, event, &policy, "koppel", None).await.unwrap();
    }
    let sighting = Sighting {
        sale: SaleId(id),
        status: "theirs".into(),
        remark: "".into(),
        mapped: Some("ours".into()),
        is_final: false,
        is_cancelled: false,
        cancellation_open: None,
    };
    store.sighted(&[sighting], None).await.unwrap();
}

struct Idle(Notify);

impl Pass for Idle {
    const NAME: &'static str = "idle";

    fn interval(&self) -> Duration {
        Duration::from_secs(1)
    }

    fn wake(&self) -> &Notify {
        &self.0
    }

    async fn run(&mut self) -> Report {
        Report::default()
    }
}

#[tokio::test]
async fn nothing_is_settled_before_a_pass_that_was_started_has_looked() {
    let shared = shared().await;
    shared.judged(shared.links().1);
    assert!(shared.is_settled());
    let (stop, stopped) = watch::channel(false);
    let running = worker::run(Owner::Own(shared.clone()), Idle(Notify::new()), stopped);
    assert!(!shared.is_settled(), "it was not even polled");
    let running = tokio::spawn(running);
    while !shared.is_settled() {
        tokio::task::yield_now().await;
    }
    stop.send_replace(true);
    running.await.unwrap();
}

#[tokio::test]
async fn a_pass_that_does_well_does_not_hide_that_another_fails() {
    let link = &shared().await.own;
    let at = Clock::system().now();
    let view = |failure: Option<Cause>, after: i64| PassView {
        pass: "any".to_owned(),
        ended_at: Some(at + chrono::TimeDelta::seconds(after)),
        seen: 0,
        changed: 0,
        failure: failure.map(|cause| Failure::found(cause, Element::Partner)),
    };
    let cause = || link.view().failure.map(|failure| failure.cause);
    assert!(link.report(view(Some(Cause::NotAllowed), 0), "sync"));
    assert!(link.report(view(None, 1), "follow"));
    assert!(!link.report(view(None, 2), "follow"), "no news");
    assert_eq!(cause(), Some(Cause::NotAllowed));
    assert!(link.report(view(Some(Cause::TimedOut), 3), "follow"));
    assert_eq!(cause(), Some(Cause::TimedOut), "the last one says most");
    link.report(view(None, 4), "follow");
    assert!(link.report(view(None, 5), "sync"));
    assert_eq!(cause(), None);
}

#[test]
fn what_koppel_itself_cannot_do_is_not_blamed_on_the_other_side() {
    let report = Report::of(Err(EngineError::invalid(Reason::OrganisationName)));
    assert_eq!(report.failure.unwrap().cause, Cause::Internal);
}

#[tokio::test]
async fn a_skipped_sale_is_not_read_whole_to_be_judged() {
    let shared = shared().await;
    let links = shared.links().0;
    for id in [1, 2] {
        shared.store.accept(&[arrival(&shared, &links, sale(id)).await.unwrap()], None).await.unwrap();
    }
    let (event, policy) = (Event::Operator(Verb::Skip), Policy::new(Tier::T3, 1.0));
    shared.store.change(SaleId(1), None, event, &policy, "anna", None).await.unwrap();
    assert_eq!(Judge(shared).run().await.seen, 1, "only the one that waits");
}

async fn set_status(Path(sale): Path<u64>) -> Response {
    let told = |status: u16, body| (StatusCode::from_u16(status).unwrap(), axum::Json(body)).into_response();
    match sale {
        1 => told(503, json!({})),
        2 => Html("<html>even geduld</html>").into_response(),
        3 => told(409, json!({"success": false, "message": "Bezet"})),
        4 => told(422, json!({"success": false, "message": "Onbekende status", "code": 422})),
        5 => told(403, json!({"success": false, "message": "Niet toegestaan", "code": 403})),
        _ => told(200, json!({"success": true, "data": {}})),
    }
}

#[tokio::test]
async fn a_status_that_one_sale_does_not_take_holds_up_no_other_and_none_is_given_up() {
    let path = "/api/winkel/v1/account/sales/updatestatus/{sale}";
    let shared = with_own(Router::new().route(path, post(set_status)), Duration::ZERO).await;
    for id in 1..=400 {
        owed(&shared, id).await;
    }
    let mut activity = shared.changes();
    let mut pass = WriteBacks::new(shared.clone());
    let mut reports = Vec::new();
    // Two pages a round, and a third run for the end that a full page does not show.
    for _ in 0..12 {
        reports.push(pass.run().await);
    }
    let left = shared.store.write_backs(None, 1000).await.unwrap();
    assert_eq!(left.iter().map(|(sale, _)| sale.0).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    let parked = |debt: &WriteBack| debt.parked_at.is_some();
    assert_eq!(
        left.iter().map(|(_, debt)| parked(&debt.value)).collect::<Vec<_>>(),
        [false, false, false, true, false]
    );
    assert!(reports.last().unwrap().failure.is_some(), "it is not at rest while a status is owed");
    let mut told = Vec::new();
    while let Ok(change) = activity.try_recv() {
        if let Change::Activity(row) = &*change {
            told.push(row.what.clone());
        }
    }
    assert!(matches!(&told[..], [Activity::StatusParked { sale: SaleId(4), .. }]), "{told:?}");
}

#[tokio::test]
async fn a_sale_that_cannot_be_read_is_told_once_and_keeps_no_other_out() {
    let row = |id: u64, created: &str| {
        json!({"id": id, "status": "new", "created_at": created, "updated_at": created, "product_id": 1,
            "flow": {"type": "energy", "identifier": "own"}})
    };
    let rows = json!([row(1, "2026-07-01 12:00:00"), row(2, "gisteren"), row(3, "2026-07-01 12:00:00")]);
    let list = move || std::future::ready(axum::Json(json!({"success": true, "data": rows})));
    let router = Router::new().route("/api/winkel/v1/account/sales", get(list));
    let shared = with_own(router, Duration::from_millis(1)).await;
    // Without an integration nothing is taken in.
    let partner = EnvironmentAddress { base_url: "http://127.0.0.1:2".into(), domain: "stroom".into() };
    shared.store.add_integration(&"green".into(), partner, &"t0ken".to_owned().into()).await.unwrap();
    shared.open_partner(&"green".into()).await.unwrap();
    let (stop, stopped) = watch::channel(false);
    let mut changes = shared.changes();
    let pass = Intake::new(shared.clone());
    let running = tokio::spawn(worker::run(Owner::Own(shared.clone()), pass, stopped));
    shared.judged(shared.links().1);
    while !shared.is_settled() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    stop.send_replace(true);
    running.await.unwrap();
    assert!(shared.store.sale(SaleId(1)).await.unwrap().is_some());
    assert!(shared.store.sale(SaleId(3)).await.unwrap().is_some());
    let mut told = Vec::new();
    while let Ok(change) = changes.try_recv() {
        if let Change::Activity(row) = &*change {
            told.push(row.what.clone());
        }
    }
    let left_out = Activity::RowsLeftOut { list: "sales".into(), count: 1, ids: vec![2] };
    assert_eq!(told, [left_out]);
}

#[tokio::test]
async fn what_is_read_is_asked_for_again_when_an_environment_is_busy_and_a_test_tells_how_it_is() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    let flows = move || {
        let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
        let status = if number.is_multiple_of(3) { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        std::future::ready((status, axum::Json(json!({"data": []}))))
    };
    let router = Router::new().route("/api/winkel/v1/account/flows", get(flows));
    let shared = with_own(router, Duration::from_secs(5)).await;
    let client = shared.own.client(Lane::Status).unwrap().unwrap();
    assert_eq!(client.flows().await.unwrap(), []);
    assert_eq!(asked.load(Ordering::SeqCst), 3);
    assert_eq!(client.probe().await.failure.unwrap().cause, Cause::ServerError);
    assert_eq!(asked.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn a_sale_that_keeps_others_of_its_address_waiting_and_a_row_of_a_file_in_doubt_are_in_the_picture() {
    let shared = shared().await;
    let (store, policy) = (&shared.store, Policy::new(Tier::T3, 1.0));
    for id in [1, 2, 3, 4] {
        let mut arrival = arrival(&shared, &shared.links().0, sale(id)).await.unwrap();
        // The last lives elsewhere, alone.
        arrival.lane = store.digest("lane", if id == 4 { b"dorp" } else { b"stad" });
        (arrival.integration, arrival.judgement) = (Some("green".into()), Judgement::AT_ONCE);
        store.accept(&[arrival], None).await.unwrap();
    }
    let blocked = async |hours| {
        let later = shared.clock.now() + chrono::TimeDelta::hours(hours);
        let picture = alerts::picture(&shared, false, later).await.unwrap();
        picture.blocked.into_iter().map(|(sale, one)| (sale.0, one.behind)).collect::<Vec<_>>()
    };
    assert_eq!(blocked(3).await, [], "what waits for nobody");
    for id in [1, 4] {
        let fence = Fence { epoch: 1, counter: id };
        let (number, started_at) = (ulid::Ulid::from(u128::from(id)), shared.clock.now());
        let attempt = Attempt { id: number, fence, started_at, tier: Tier::T3 };
        let lost = Outcome::Unknown(Failure::found(Cause::TimedOut, Element::Partner));
        for event in
            [Event::Intent { attempt, identical: false }, Event::Outcome { fence, outcome: lost, luck: 0.0 }]
        {
            store.change(SaleId(id), None, event, &policy, "koppel", None).await.unwrap();
        }
    }
    assert_eq!(blocked(1).await, [], "not yet");
    assert_eq!(blocked(3).await, [(1, 2)], "nobody waits for the one that lives alone");
    let hold = Event::Operator(Verb::Hold);
    store.change(SaleId(2), None, hold, &policy, "anna", None).await.unwrap();
    assert_eq!(blocked(3).await, [(1, 1)], "a held one waits because somebody said so");

    let filed = async || alerts::picture(&shared, false, shared.clock.now()).await.unwrap().filed.len();
    let row = |reference: &str| FileRow { line: 2, reference: Some(reference.into()), fields: [].into() };
    let begun = async |reference: &str| {
        let flow = FlowKey::new("energy", "own");
        store.begin_filing(&row(reference), flow, "{}".into(), SaleId(0)).await.unwrap()
    };
    let (made, refused, _lost) = (begun("R-1").await, begun("R-2").await, begun("R-3").await);
    assert_eq!(filed().await, 3);
    store.end_filing(&made, SaleId(9)).await.unwrap();
    store.forget_filing(&refused).await.unwrap();
    assert_eq!(filed().await, 1);
    let before = store.filed(&row("R-3")).await.unwrap().unwrap();
    store.adopt_filing(&row("R-3"), &before, SaleId(10)).await.unwrap();
    assert_eq!(filed().await, 0);
}
