//! The client against a router in this process: the real path of a call, without a network.

use std::sync::Mutex;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use hyper::http::StatusCode;
use serde_json::json;

use super::sales::SalesFilter;
use bytes::Bytes;

use super::*;
use crate::model::delivery::{Outcome, Tier};
use crate::model::failure::{Cause, Element};
use crate::model::ids::{FlowKey, QuestionKey, SaleId, StatusKey};
use crate::salesdock::request::in_process::InProcess;

type Log = Arc<Mutex<Vec<String>>>;
type Reply = fn(&str, u32) -> (u16, Value);

/// A client of a service that answers each path and page with what `reply` says, and notes what was asked.
fn client(reply: Reply) -> (Client, Log) {
    let log = Log::default();
    let handler = move |State(log): State<Log>, request: Request| async move {
        let uri = request.uri().clone();
        log.lock().unwrap().push(format!("{} {uri}", request.method()));
        let page = uri.query().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("page=")));
        let (status, body) = reply(uri.path(), page.and_then(|page| page.parse().ok()).unwrap_or(1));
        (StatusCode::from_u16(status).unwrap(), axum::Json(body)).into_response()
    };
    let router = Router::new().fallback(handler).with_state(log.clone());
    let address = EnvironmentAddress { base_url: "http://127.0.0.1:1".into(), domain: "stroom".into() };
    let transport = Arc::new(InProcess::new(router));
    (Client::new(&address, "t0ken".to_owned().into(), Scope::User, transport, Clock::system()).unwrap(), log)
}

#[tokio::test]
async fn pages_are_counted_and_their_links_never_followed() {
    let (client, log) = client(|_, page| {
        let row = json!({"id": page, "status": "new", "updated_at": "2026-07-01 12:00:00"});
        (
            200,
            json!({"success": true, "data": {"current_page": page, "data": [row], "last_page": "3", "total": 3,
            "next_page_url": "https://evil.example/?page=2"}}),
        )
    });
    let scan =
        client.sale_states(&SalesFilter { sale_ids: vec![SaleId(1)], ..Default::default() }).await.unwrap();
    assert!(scan.complete);
    assert_eq!(scan.rows.iter().map(|row| row.id.0).collect::<Vec<_>>(), [1, 2, 3]);
    let log = log.lock().unwrap();
    assert_eq!(log.len(), 3);
    assert!(log.iter().all(|line| line.contains("/api/stroom/v1/user/sales?sale_ids")), "{log:?}");
}

#[tokio::test]
async fn a_row_that_cannot_be_read_keeps_no_other_back_and_leaves_the_list_incomplete() {
    let (client, _) = client(|_, page| {
        let row = |id: u32, status| json!({"id": id, "status": status, "updated_at": "2026-07-01 12:00:00"});
        let rows = match page {
            1 => json!([row(1, json!("new")), row(2, json!(null)), {"status": "new"}]),
            _ => json!([row(3, json!(null))]),
        };
        (200, json!({"data": {"current_page": page, "data": rows, "last_page": 2, "total": 1}}))
    });
    let meter = Arc::new(Counted::default());
    let client = client.metered(meter.clone());
    let scan = client.sale_states(&SalesFilter::default()).await.unwrap();
    assert_eq!(scan.rows.iter().map(|row| row.id.0).collect::<Vec<_>>(), [1]);
    assert_eq!((scan.complete, scan.ended), (false, true), "though there are as many as the total says");
    assert_eq!(scan.left_out, [Some(2), None, Some(3)]);
    assert_eq!(*meter.left_out.lock().unwrap(), [Some(2), None, Some(3)]);
}

#[tokio::test]
async fn a_list_that_shifts_while_it_is_read_is_not_complete() {
    let (client, _) = client(|_, page| {
        let row = json!({"id": 1, "status": "new"});
        (200, json!({"data": {"current_page": page, "data": [row], "last_page": 2, "total": 2}}))
    });
    assert!(!client.sale_states(&SalesFilter::default()).await.unwrap().complete);
}

#[tokio::test]
async fn a_placed_sale_has_its_number_and_a_refused_one_its_reasons() {
    let flow = FlowKey::new("energy", "alles in");
    let body = Bytes::from_static(br#"{"product_id":5,"questionData":{"meter":"Slim"}}"#);
    let (good, log) = client(|_, _| (201, json!({"success": true, "data": {"sale_id": "77"}})));
    assert_eq!(good.create_sale(&flow, body.clone(), false).await.outcome, Outcome::Accepted(SaleId(77)));
    assert_eq!(log.lock().unwrap()[0], "POST http://127.0.0.1:1/api/stroom/v1/sales/flow/energy/alles%20in");

    let (bad, _) = client(|_, _| {
        (
            422,
            json!({"message": "Ongeldig", "errors": {"questionData.ean": ["Dit veld is verplicht."],
            "questionData.meter": ["De gekozen optie bestaat niet."], "iban": ["Ongeldige IBAN."]}}),
        )
    });
    let verdict = bad.create_sale(&flow, body, false).await;
    let found: Vec<_> = verdict.evidence.failures.iter().map(|f| (f.cause, f.element.clone())).collect();
    let key = QuestionKey::from;
    for expected in [
        (Cause::MissingAnswer, Element::Question(key("ean"))),
        (Cause::InvalidOption, Element::Question(key("meter"))),
        (Cause::InvalidField, Element::Field("iban".into())),
    ] {
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
    assert!(matches!(verdict.outcome, Outcome::Rejected(_)));
}

#[tokio::test]
async fn an_environment_without_koppel_endpoints_is_matched_by_fingerprint() {
    let (plain, _) = client(|path, _| match path {
        path if path.contains("/koppel/") => (404, json!({"success": false, "message": "Niet gevonden"})),
        _ => (200, json!({"success": true, "data": []})),
    });
    let probe = plain.probe().await;
    assert_eq!((probe.failure, probe.tier, probe.flows), (None, Some(Tier::T3), Some(0)));

    let (ours, _) = client(|path, _| match path {
        path if path.ends_with("/capabilities") => {
            (200, json!({"success": true, "data": {"reference": "unique"}}))
        }
        _ => (200, json!({"success": true, "data": []})),
    });
    assert_eq!(ours.probe().await.tier, Some(Tier::T0));
}

#[tokio::test]
async fn a_bad_token_is_told_from_a_forbidden_one() {
    let (unknown, _) =
        client(|_, _| (401, json!({"success": false, "message": "Unauthenticated", "code": "401"})));
    assert_eq!(unknown.probe().await.failure.unwrap().cause, Cause::Unauthorised);
    let (forbidden, _) = client(|_, _| (403, json!({"success": false, "message": "IP"})));
    let error = forbidden.update_status(SaleId(1), &StatusKey::from("new"), None).await.unwrap_err();
    assert_eq!(error.failure.cause, Cause::NotAllowed);
    assert!(!error.may_have_happened);
}

#[tokio::test]
async fn an_account_that_is_not_there_is_told_from_an_empty_one() {
    let (nobody, log) = client(|_, _| (404, json!({"success": false, "message": "Niet gevonden"})));
    let failure = nobody.probe().await.failure.unwrap();
    assert_eq!(
        (failure.cause, failure.element, log.lock().unwrap().len()),
        (Cause::UnknownAccount, Element::Partner, 1)
    );
}

#[tokio::test]
async fn files_that_a_list_left_out_are_fetched_once() {
    let (client, log) = client(|path, _| match path {
        path if path.contains("/answers/") => (
            200,
            json!({"success": true, "data": {"bijlage": [{"name": "a.pdf", "content": "QQ==", "extension": "pdf"}]}}),
        ),
        _ => (
            200,
            json!({"success": true, "data": {"current_page": 1, "last_page": 1, "total": 1, "data": [{
            "id": 5, "status": "new", "created_at": "2026-07-01 12:00:00", "product": {"id": 7},
            "flow": {"type": "energy", "identifier": "x"}, "flow_data": {"product_questions": [
                {"identifier": "bijlage", "value": [{"name": "a.pdf", "extension": "pdf", "size": 70000}]},
                {"identifier": "weg", "value": [{"name": "b.pdf", "extension": "pdf", "size": 70000}]},
                {"identifier": "meter", "value": "Slim"}]}}]}}),
        ),
    });
    let mut sale = client.sales(&SalesFilter::default()).await.unwrap().rows.remove(0);
    client.restore_files(&mut sale).await.unwrap();
    client.restore_files(&mut sale).await.unwrap();
    let keys: Vec<_> = sale.answers.keys().map(QuestionKey::as_str).collect();
    assert_eq!(keys, ["bijlage", "meter"]);
    let answer = &sale.answers[&QuestionKey::from("bijlage")];
    assert!(matches!(answer, crate::model::sale::Answer::Files(files) if files[0].content == "QQ=="));
    assert_eq!(log.lock().unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_request_in_this_process_gives_up_in_simulated_time() {
    let router = Router::new().fallback(|| async {
        tokio::time::sleep(std::time::Duration::from_secs(24 * 60 * 60)).await;
    });
    let address = EnvironmentAddress { base_url: "http://127.0.0.1:1".into(), domain: "stroom".into() };
    let transport = Arc::new(InProcess::new(router));
    let clock = Clock::simulated(chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    let start = clock.instant();
    let client = Client::new(&address, "t".to_owned().into(), Scope::User, transport, clock.clone()).unwrap();
    assert_eq!(client.flows().await.unwrap_err().failure.cause, Cause::TimedOut);
    assert_eq!((clock.instant() - start).as_secs(), 30);
}

#[derive(Default)]
struct Counted {
    admitted: std::sync::atomic::AtomicUsize,
    seen: Mutex<Vec<crate::salesdock::request::rate::Seen>>,
    left_out: Mutex<Vec<Option<u64>>>,
}

impl Meter for Counted {
    fn admit(&self) -> futures_util::future::BoxFuture<'_, ()> {
        self.admitted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        Box::pin(std::future::ready(()))
    }
    fn left_out(&self, _: &'static str, rows: &[Option<u64>]) {
        self.left_out.lock().unwrap().extend(rows);
    }
    fn learn(&self, seen: &crate::salesdock::request::rate::Seen) {
        self.seen.lock().unwrap().push(*seen);
    }
}

#[tokio::test]
async fn a_meter_lets_every_request_pass_and_learns_from_every_answer() {
    let router = Router::new().fallback(|| async {
        let headers = [
            ("x-ratelimit-limit", "60"),
            ("x-ratelimit-remaining", "0"),
            ("retry-after", "Sun, 06 Nov 1994 08:50:42 GMT"),
            ("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ];
        (StatusCode::TOO_MANY_REQUESTS, headers, "{}")
    });
    let address = EnvironmentAddress { base_url: "http://127.0.0.1:1".into(), domain: "stroom".into() };
    let transport = Arc::new(InProcess::new(router));
    let meter = Arc::new(Counted::default());
    let client = Client::new(&address, "t".to_owned().into(), Scope::User, transport, Clock::system())
        .unwrap()
        .metered(meter.clone());
    let error = client.products().await.unwrap_err();
    let wait = Some(std::time::Duration::from_secs(65));
    assert_eq!((error.failure.cause, error.retry_after), (Cause::Throttled, wait));
    let seen = meter.seen.lock().unwrap()[0];
    assert!(seen.throttled && seen.rate.limit == Some(60) && seen.rate.remaining == Some(0));
    assert!(seen.rate.retry_after == wait && seen.date.is_some() && seen.status == Some(429));
    assert_eq!(meter.admitted.load(std::sync::atomic::Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_waiting_client_comes_back_when_a_throttled_answer_says_so() {
    // The first two answers of each path are throttled; every kind of call waits them out.
    static ASKED: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let (client, log) = client(|_, _| match ASKED.fetch_add(1, std::sync::atomic::Ordering::SeqCst) % 3 {
        2 => (200, json!({"success": true, "data": []})),
        _ => (429, json!({"success": false, "message": "Too many", "code": 429})),
    });
    let started = Clock::system().instant();
    let waiting = client.clone().waiting();
    assert_eq!(waiting.flows().await.unwrap(), []);
    // No `Retry-After`: the usual 65 s, twice, and a little jitter.
    let waited = Clock::system().instant() - started;
    assert!((Duration::from_secs(130)..=Duration::from_secs(134)).contains(&waited), "{waited:?}");
    waiting.update_status(SaleId(1), &StatusKey::from("new"), None).await.unwrap();
    assert_eq!(log.lock().unwrap().len(), 6);
    // A client that does not wait, and a test of the connection, say it at once.
    assert_eq!(client.flows().await.unwrap_err().failure.cause, Cause::Throttled);
    assert_eq!(waiting.probe().await.failure.unwrap().cause, Cause::Throttled);
    assert_eq!(log.lock().unwrap().len(), 8);
}

#[tokio::test(start_paused = true)]
async fn a_waiting_client_does_not_wait_for_ever() {
    let (client, _) = client(|_, _| (429, json!({"success": false, "code": 429})));
    let started = Clock::system().instant();
    assert_eq!(client.waiting().flows().await.unwrap_err().failure.cause, Cause::Throttled);
    assert!(Clock::system().instant() - started < WAITS + Duration::from_secs(30));
}
