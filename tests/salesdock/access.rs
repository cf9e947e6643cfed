//! Organisations, users and webhooks as a partner shows them, what is written to it, and how a limit and a
//! refusal are told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use koppel::model::failure::Cause;
use koppel::model::ids::{OrganisationId, ProductId, SaleId, StatusKey};
use koppel::salesdock::client::Scope;
use koppel::salesdock::request::Meter;
use koppel::salesdock::request::rate::Seen;

use super::partner::{Act, Partner, answer, json, serving};

#[tokio::test]
async fn organisations_and_users_read_in_every_form() {
    let partner = serving(&[
        (
            "/v1/account/organisations",
            r#"{"success": true, "data": {"current_page": 1, "per_page": "10", "last_page": "1", "total": 2, "links": [{"url": null, "label": 1, "active": true}],
             "data": [{"id": "3", "name": "Klaver", "identifier": "klaver", "contractor": "no"}, {"id": 4, "name": "Vier", "identifier": ""}]}}"#,
        ),
        (
            "/v1/account/organisations/3",
            r#"{"success": true, "data": {"id": 3, "name": "Klaver", "coc": 12345678, "vat": "", "logo": {"content": "x"}, "contractor": "yes"}}"#,
        ),
        ("/v1/account/organisations/3/products", r#"{"success": true, "data": {"products": ["11", 12, {"id": 13}]}}"#),
        ("/v1/account/organisations/4/products", r#"{"success": true, "data": {"products": ""}}"#),
        (
            "/v1/account/users",
            r#"{"success": true, "data": [{"id": "5", "firstname": "Vera", "lastname": "Koop", "email": "vera@example.nl", "role": "agent",
             "active": "1", "organisation": "Klaver", "organisation_id": "3"}, {"id": 6, "firstname": "", "lastname": null, "role": "owner", "active": 0, "organisation_id": ""}]}"#,
        ),
    ])
    .await;
    let client = partner.client(Scope::User);
    let organisations = client.organisations().await.unwrap();
    assert!(organisations.complete);
    assert_eq!(organisations.rows.iter().map(|one| one.id.0).collect::<Vec<_>>(), [3, 4]);
    let fields = client.organisation(OrganisationId(3)).await.unwrap();
    assert_eq!(fields.get("coc").map(String::as_str), Some("12345678"));
    assert!(!fields.contains_key("vat") && !fields.contains_key("logo"));
    let granted = client.organisation_products(OrganisationId(3)).await.unwrap();
    assert_eq!(granted, [ProductId(11), ProductId(12), ProductId(13)]);
    assert!(client.organisation_products(OrganisationId(4)).await.unwrap().is_empty());
    let users = client.users().await.unwrap().rows;
    assert_eq!((users[0].name.as_str(), users[0].organisation), ("Vera Koop", Some(OrganisationId(3))));
    assert_eq!((users[0].role.as_str(), users[0].active), ("agent", true));
    assert_eq!((users[1].name.as_str(), users[1].active, users[1].organisation), ("", false, None));
}

#[tokio::test]
async fn webhooks_are_listed_made_and_ended() {
    let partner = Partner::replying(|request, _| {
        let row = r#"{"uuid": "9d1c", "event": "sale.cancelled", "target_url": "https://a.example/", "subscribed_at": "2026-07-01 12:00:00", "x": 1}"#;
        let (status, data) = match request.split(' ').next().unwrap_or_default() {
            "POST" => ("201 Created", row.to_owned()),
            "DELETE" => ("200 OK", "[]".to_owned()),
            _ if request.starts_with("GET /api/stroom/v1/account/webhooks/events ") => {
                ("200 OK", r#"["offer.accepted", "sale.cancelled"]"#.to_owned())
            }
            _ => ("200 OK", format!("[{row}]")),
        };
        Act::Keep(json(status, &format!(r#"{{"success": true, "data": {data}}}"#)))
    })
    .await;
    let client = partner.client(Scope::User);
    assert_eq!(client.webhook_events().await.unwrap(), ["offer.accepted", "sale.cancelled"]);
    let made = client.subscribe("sale.cancelled", "https://a.example/").await.unwrap();
    assert_eq!(client.webhooks().await.unwrap(), std::slice::from_ref(&made));
    client.unsubscribe(&made.uuid).await.unwrap();
    let requests = partner.requests();
    assert!(requests[1].starts_with("POST /api/stroom/v1/account/webhooks HTTP/1.1\r\n"));
    assert!(requests[1].ends_with(r#"{"event":"sale.cancelled","target_url":"https://a.example/"}"#));
    assert!(requests[3].starts_with("DELETE /api/stroom/v1/account/webhooks/9d1c HTTP/1.1\r\n"));
}

#[tokio::test]
async fn a_status_is_written_once_and_says_what_may_have_happened() {
    let status = StatusKey::from("cancelled");
    let good = Partner::doing(Act::Keep(json("200 OK", r#"{"success": true, "data": []}"#))).await;
    good.client(Scope::User).update_status(SaleId(7), &status, Some("Op & top")).await.unwrap();
    good.client(Scope::User).cancel(SaleId(7), &status, None).await.unwrap();
    let asked: Vec<_> =
        good.requests().iter().map(|request| request.lines().next().unwrap().to_owned()).collect();
    let base = "POST /api/stroom/v1";
    assert_eq!(
        asked,
        [
            format!(
                "{base}/account/sales/updatestatus/7?status=cancelled&mark_processed=0&remark=Op+%26+top HTTP/1.1"
            ),
            format!("{base}/user/sales/cancel/7?status=cancelled HTTP/1.1"),
        ]
    );
    let no = r#"{"success": false, "message": "Onbekende status"}"#;
    for (act, cause, may) in [
        (Act::Answer(json("400 Bad Request", no)), Cause::Refused, false),
        (Act::Answer(json("403 Forbidden", no)), Cause::NotAllowed, false),
        (Act::Answer(json("429 Too Many Requests", no)), Cause::Throttled, false),
        (Act::Answer(json("500 Oops", no)), Cause::ServerError, true),
        (Act::Answer(json("408 Timeout", no)), Cause::TimedOut, true),
        (Act::Answer(json("200 OK", "<html>")), Cause::UnclearAnswer, true),
        (Act::Silence(Vec::new()), Cause::TimedOut, true),
        (Act::ResetAfter, Cause::ConnectionLost, true),
    ] {
        let partner = Partner::doing(act).await;
        // Also a patient client writes once.
        let client = partner.client(Scope::User).patient();
        let error = client.update_status(SaleId(7), &status, None).await.unwrap_err();
        assert_eq!((error.failure.cause, error.may_have_happened), (cause, may), "{error}");
        assert_eq!(partner.requests().len(), 1, "{error}");
    }
}

#[tokio::test]
async fn a_patient_client_reads_again_and_an_impatient_one_does_not() {
    let shaky = || {
        Partner::replying(|_, number| match number {
            0 => Act::Answer(json("503 Busy", "")),
            1 => Act::ResetAfter,
            _ => Act::Answer(json("200 OK", r#"{"success": true, "data": []}"#)),
        })
    };
    let partner = shaky().await;
    assert!(partner.client(Scope::User).patient().flows().await.unwrap().is_empty());
    assert_eq!(partner.requests().len(), 3);
    let partner = shaky().await;
    assert_eq!(partner.client(Scope::User).flows().await.unwrap_err().failure.cause, Cause::ServerError);
    assert_eq!(partner.requests().len(), 1);
}

/// Notes what every answer said.
#[derive(Default)]
struct Notes(Mutex<Vec<Seen>>);

impl Meter for Notes {
    fn admit(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    fn learn(&self, seen: &Seen) {
        self.0.lock().unwrap().push(*seen);
    }
}

#[tokio::test]
async fn a_limit_is_learnt_from_every_answer() {
    let partner = Partner::replying(|_, number| match number {
        0 => Act::Keep(answer(
            "200 OK",
            &["X-RateLimit-Limit: 60", "X-RateLimit-Remaining: 59", "Date: Fri, 06 Nov 2026 08:49:37 GMT"],
            r#"{"success": true, "data": []}"#,
        )),
        1 => Act::Keep(answer("429 Too Many Requests", &["Retry-After: 65"], "")),
        _ => Act::CloseAfter,
    })
    .await;
    let notes = Arc::new(Notes::default());
    let client = partner.client(Scope::User).metered(notes.clone());
    client.flows().await.unwrap();
    let throttled = client.flows().await.unwrap_err();
    assert_eq!(throttled.retry_after, Some(Duration::from_secs(65)));
    client.flows().await.unwrap_err();
    let seen = notes.0.lock().unwrap();
    let short: Vec<_> = seen
        .iter()
        .map(|seen| (seen.status, seen.throttled, seen.rate.limit, seen.rate.remaining, seen.date.is_some()))
        .collect();
    assert_eq!(
        short,
        [
            (Some(200), false, Some(60), Some(59), true),
            (Some(429), true, None, None, false),
            (None, false, None, None, false),
        ]
    );
}
