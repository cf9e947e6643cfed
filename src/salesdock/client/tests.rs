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
        (Cause::InvalidOption, Element::Answer(key("meter"), "Slim".into())),
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
