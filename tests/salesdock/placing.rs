//! What each answer to a new sale proves: every row of the table that attempts are judged by, each sent
//! exactly once.

use std::time::Duration;

use koppel::model::delivery::Outcome;
use koppel::model::failure::{Cause, Element};
use koppel::model::ids::{FlowKey, ProductId, QuestionKey, SaleId};
use koppel::salesdock::client::Scope;
use koppel::salesdock::error::verdict::Verdict;

use super::partner::{Act, Partner, Quiet, answer, body, html, json, place};

/// A verdict in short.
#[derive(Debug, PartialEq)]
pub enum Want {
    Accepted(u64),
    /// Not executed, come back: the wait the partner named, in seconds.
    Wait(Cause, Option<u64>),
    Returned(Cause),
    Rejected(Cause),
    Unknown(Cause),
}

pub fn short(verdict: &Verdict) -> Want {
    match &verdict.outcome {
        Outcome::Accepted(SaleId(id)) => Want::Accepted(*id),
        Outcome::NotExecuted { failure, retry_after } => {
            Want::Wait(failure.cause, retry_after.map(|wait| wait.as_secs()))
        }
        Outcome::Returned(failure) => Want::Returned(failure.cause),
        Outcome::Rejected(failure) => Want::Rejected(failure.cause),
        Outcome::Unknown(failure) => Want::Unknown(failure.cause),
    }
}

/// Places a sale with a partner that gives each answer; each must be read as wanted, and asked for once.
async fn judged(rows: Vec<(&str, Vec<u8>, Want)>) {
    for (name, bytes, want) in rows {
        let partner = Partner::doing(Act::Answer(bytes)).await;
        let verdict = place(&partner.client(Scope::User)).await;
        assert_eq!(short(&verdict), want, "{name}");
        assert_eq!((partner.requests().len(), partner.connections()), (1, 1), "{name}: sent once");
        assert!(verdict.evidence.http_status.is_some(), "{name}");
        assert_eq!(verdict.evidence.failures.is_empty(), matches!(want, Want::Accepted(_)), "{name}");
    }
}

#[tokio::test]
async fn only_success_with_a_number_is_a_sale() {
    use Want::{Accepted, Unknown};
    let unclear = || Unknown(Cause::UnclearAnswer);
    let ok = |body: &str| json("201 Created", body);
    judged(vec![
        ("plain", ok(r#"{"success":true,"data":{"sale_id":77},"message":"Gelukt"}"#), Accepted(77)),
        ("loose", ok(r#"{"success":"1","data":{"sale_id":" 77 ","new":{"x":[]}}}"#), Accepted(77)),
        ("200", json("200 OK", r#"{"success":1,"data":{"sale_id":77}}"#), Accepted(77)),
        ("no type", answer("201 Created", &[], r#"{"success":true,"data":{"sale_id":7}}"#), Accepted(7)),
        (
            "an interim answer first",
            [b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(), ok(r#"{"success":true,"data":{"sale_id":8}}"#)]
                .concat(),
            Accepted(8),
        ),
        ("no number", ok(r#"{"success":true,"data":[]}"#), unclear()),
        ("null", ok(r#"{"success":true,"data":{"sale_id":null}}"#), unclear()),
        ("zero", ok(r#"{"success":true,"data":{"sale_id":0}}"#), unclear()),
        ("negative", ok(r#"{"success":true,"data":{"sale_id":-7}}"#), unclear()),
        ("a fraction", ok(r#"{"success":true,"data":{"sale_id":7.5}}"#), unclear()),
        ("words", ok(r#"{"success":true,"data":{"sale_id":"7a"}}"#), unclear()),
        ("another's number", ok(r#"{"success":true,"data":{"id":7}}"#), unclear()),
        ("says no", ok(r#"{"success":false,"data":{"sale_id":77}}"#), unclear()),
        ("says nothing", ok(r#"{"data":{"sale_id":77}}"#), unclear()),
        ("not wrapped", ok(r#"{"sale_id":77}"#), unclear()),
        ("html", html("200 OK", "<html>Welkom</html>"), unclear()),
        ("empty", ok(""), unclear()),
        ("204", answer("204 No Content", &[], ""), unclear()),
        ("half a text", ok(r#"{"success":true,"data":{"sale_id":77"#), unclear()),
        ("two texts", ok(r#"{"success":true,"data":{"sale_id":7}}{}"#), unclear()),
        ("deep", ok(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))), unclear()),
        (
            "packed, which nobody asked for",
            answer("201 Created", &["Content-Encoding: gzip"], "\u{1f}\u{8b}\u{8}abc"),
            unclear(),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_refusal_in_the_apis_words_rejects_the_sale() {
    use Want::{Rejected, Returned, Unknown};
    let no = r#"{"success":false,"message":"Ongeldig","code":"400","errors":{"iban":["Ongeldige IBAN."]}}"#;
    judged(vec![
        ("400", json("400 Bad Request", no), Rejected(Cause::InvalidField)),
        ("413", json("413 Content Too Large", no), Rejected(Cause::InvalidField)),
        ("415", json("415 Unsupported Media Type", no), Rejected(Cause::InvalidField)),
        (
            "422 without success",
            json("422 Unprocessable Content", r#"{"errors":{"questionData.meter":"Verplicht"}}"#),
            Rejected(Cause::MissingAnswer),
        ),
        (
            "400 as html by its type",
            html("400 Bad Request", r#"{"success":false,"message":"Invalid product"}"#),
            Rejected(Cause::InvalidProduct),
        ),
        (
            "without message or fields",
            json("400 Bad Request", r#"{"success":false}"#),
            Rejected(Cause::Refused),
        ),
        ("413 by a proxy", html("413 Content Too Large", "<html>too large</html>"), Rejected(Cause::Refused)),
        ("400 html", html("400 Bad Request", "<html>Bad Request</html>"), Returned(Cause::Firewall)),
        ("400 empty", answer("400 Bad Request", &[], ""), Unknown(Cause::UnclearAnswer)),
        ("400 of something else", json("400 Bad Request", r#"{"ok":1}"#), Unknown(Cause::UnclearAnswer)),
    ])
    .await;
}

#[tokio::test]
async fn what_a_refusal_names_is_pointed_at() {
    for (said, cause, element) in [
        (
            r#"{"success":false,"message":"Invalid product","code":400}"#,
            Cause::InvalidProduct,
            Element::Product(ProductId(5)),
        ),
        (
            r#"{"errors":{"questionData[meter]":["The selected meter is invalid."]}}"#,
            Cause::InvalidOption,
            Element::Question(QuestionKey::from("meter")),
        ),
        (
            r#"{"message":"","errors":{"questionData":{"ean":["is required"]}}}"#,
            Cause::MissingAnswer,
            Element::Question(QuestionKey::from("ean")),
        ),
        (
            r#"{"success":"0","errors":{"related_products.0.quantity":["Too many"]}}"#,
            Cause::InvalidField,
            Element::Field("related_products.quantity".into()),
        ),
    ] {
        let partner = Partner::doing(Act::Answer(json("422 Unprocessable Content", said))).await;
        let verdict = place(&partner.client(Scope::User)).await;
        let Outcome::Rejected(failure) = &verdict.outcome else { panic!("{said}: {:?}", short(&verdict)) };
        assert_eq!((failure.cause, &failure.element), (cause, &element), "{said}");
    }
}

#[tokio::test]
async fn what_is_not_the_sales_fault_comes_back() {
    use Want::{Rejected, Returned, Wait};
    let no = r#"{"success":false,"message":"Nee"}"#;
    let waits = |seconds| Wait(Cause::Throttled, Some(seconds));
    let json_with = |status, header: &str| answer(status, &["Content-Type: application/json", header], no);
    judged(vec![
        ("401", json("401 Unauthorized", no), Returned(Cause::Unauthorised)),
        ("401 bare", answer("401 Unauthorized", &[], ""), Returned(Cause::Unauthorised)),
        ("403", json("403 Forbidden", no), Returned(Cause::NotAllowed)),
        ("403 html", html("403 Forbidden", "<!DOCTYPE html><p>Sorry</p>"), Returned(Cause::Firewall)),
        (
            "403 by a firewall without a type",
            answer("403 Forbidden", &[], "<div class=\"cf-error-details\">"),
            Returned(Cause::Firewall),
        ),
        ("403 challenge", json_with("403 Forbidden", "cf-mitigated: challenge"), Returned(Cause::Firewall)),
        (
            "400 by a firewall that speaks JSON",
            json("400 Bad Request", r#"{"cloudflare_error":true,"title":"Blocked","error_code":1020}"#),
            Returned(Cause::Firewall),
        ),
        ("422 passing a firewall", json_with("422 X", "cf-ray: 8f-AMS"), Rejected(Cause::Refused)),
        ("404", json("404 Not Found", no), Returned(Cause::UnknownFlow)),
        ("404 html", html("404 Not Found", "<html>404</html>"), Returned(Cause::UnknownFlow)),
        ("405", json("405 Method Not Allowed", no), Returned(Cause::UnknownFlow)),
        ("410", json("410 Gone", no), Returned(Cause::UnknownFlow)),
        ("429", json("429 Too Many Requests", no), waits(65)),
        ("429 in seconds", json_with("429 Too Many Requests", "Retry-After: 7"), waits(7)),
        ("429 for ever", json_with("429 Too Many Requests", "Retry-After: 999999999"), waits(900)),
        ("429 at once", json_with("429 Too Many Requests", "Retry-After: 0"), waits(1)),
        (
            "429 with a date",
            answer(
                "429 Too Many Requests",
                &["Date: Fri, 06 Nov 2026 08:49:37 GMT", "Retry-After: Fri, 06 Nov 2026 08:50:07 GMT"],
                "",
            ),
            waits(30),
        ),
        (
            "1015 as text",
            answer("403 Forbidden", &["Content-Type: text/plain"], "error code: 1015"),
            waits(65),
        ),
        ("1015 as a page", html("429 X", "<html><title>Error 1015</title></html>"), waits(65)),
        ("1015 as JSON", json("403 Forbidden", r#"{"success":false,"code":"1015"}"#), waits(65)),
    ])
    .await;
}

#[tokio::test]
async fn what_may_have_been_done_is_unknown() {
    let no = r#"{"success":false,"message":"Nee"}"#;
    let mut rows = vec![
        ("408", json("408 Request Timeout", no), Want::Unknown(Cause::TimedOut)),
        ("408 html", html("408 Request Timeout", "<html></html>"), Want::Unknown(Cause::TimedOut)),
        ("409", json("409 Conflict", no), Want::Unknown(Cause::ReferenceConflict)),
        ("423", json("423 Locked", no), Want::Unknown(Cause::UnclearAnswer)),
        ("425", json("425 Too Early", no), Want::Unknown(Cause::TimedOut)),
        ("418", json("418 Teapot", no), Want::Unknown(Cause::UnclearAnswer)),
        ("304", answer("304 Not Modified", &[], ""), Want::Unknown(Cause::Redirected)),
    ];
    for status in [
        "500 X", "501 X", "502 X", "503 X", "504 X", "520 X", "521 X", "522 X", "523 X", "524 X", "525 X",
        "526 X",
    ] {
        rows.push((status, json(status, no), Want::Unknown(Cause::ServerError)));
        rows.push((status, html(status, "<html>cloudflare</html>"), Want::Unknown(Cause::ServerError)));
        let created = r#"{"success":true,"data":{"sale_id":9}}"#;
        rows.push((status, json(status, created), Want::Unknown(Cause::ServerError)));
    }
    judged(rows).await;
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_proves_nothing() {
    for status in
        ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]
    {
        let elsewhere = Quiet::new();
        let location = format!("Location: http://{}/api/stroom/v1/sales/flow/a/b", elsewhere.address);
        let partner = Partner::doing(Act::Answer(answer(status, &[&location], ""))).await;
        let verdict = place(&partner.client(Scope::User)).await;
        assert_eq!(short(&verdict), Want::Unknown(Cause::Redirected), "{status}");
        assert_eq!(partner.requests().len(), 1, "{status}");
        assert!(!elsewhere.was_visited(), "{status}");
        // Nor to itself.
        let partner = Partner::doing(Act::Answer(answer(status, &["Location: /api/stroom/x"], ""))).await;
        place(&partner.client(Scope::User)).await;
        assert_eq!(partner.requests().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_sale_goes_out_as_these_exact_bytes() {
    let done = json("201 Created", r#"{"success":true,"data":{"sale_id":77}}"#);
    let partner = Partner::doing(Act::Answer(done)).await;
    let client = partner.client(Scope::User).in_language("en");
    let verdict = client.create_sale(&FlowKey::new("energy", "alles in/1"), body(), false).await;
    assert_eq!(short(&verdict), Want::Accepted(77));
    assert!(verdict.evidence.round_trip > Duration::ZERO);
    let request = partner.requests().remove(0);
    let (head, sent) = request.split_once("\r\n\r\n").unwrap();
    assert_eq!(sent.as_bytes(), &body()[..]);
    let mut lines = head.split("\r\n");
    assert_eq!(lines.next(), Some("POST /api/stroom/v1/sales/flow/energy/alles%20in%2F1 HTTP/1.1"));
    let mut headers: Vec<_> = lines.map(str::to_ascii_lowercase).collect();
    headers.sort();
    let expected = [
        "accept-encoding: identity".to_owned(),
        "accept-language: en".to_owned(),
        "accept: application/json".to_owned(),
        "authorization: bearer geheim".to_owned(),
        format!("content-length: {}", body().len()),
        "content-type: application/json".to_owned(),
        format!("host: {}", partner.address),
        format!("user-agent: koppel/{}", env!("CARGO_PKG_VERSION")),
    ];
    assert_eq!(headers, expected);
}
