//! The tables: what each answer proves about a new sale, and what each refusal points at.

use bytes::Bytes;
use hyper::http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::refusal::Sent;
use super::verdict::{self, Verdict};
use super::*;
use crate::model::delivery::Outcome;
use crate::model::ids::{AgreementKey, FlowKey, ProductId, QuestionKey, SaleId};
use crate::salesdock::request::rate::RateHeaders;

fn reply(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        map.insert(name, HeaderValue::from_str(value).unwrap());
    }
    let rate = RateHeaders::read(&map, Default::default());
    let body = Bytes::copy_from_slice(body);
    Reply { status, headers: map, body, round_trip: Duration::from_millis(1), rate, date: None }
}

fn sent() -> Sent {
    Sent::read(
        &FlowKey::new("energy", "x"),
        br#"{"product_id":"7","questionData":{"meter":"Slim","verhaal":["a"],"email":"a@b.nl"}}"#,
    )
}

fn judged(status: u16, headers: &[(&str, &str)], body: &str) -> Verdict {
    verdict::of_reply(&reply(status, headers, body.as_bytes()), &sent())
}

/// Class, cause and element in one word each.
fn class(verdict: &Verdict) -> String {
    let (class, failure) = match &verdict.outcome {
        Outcome::Accepted(sale) => return format!("accepted {sale}"),
        Outcome::NotExecuted { failure, .. } => ("not-executed", failure),
        Outcome::Returned(failure) => ("returned", failure),
        Outcome::Rejected(failure) => ("rejected", failure),
        Outcome::Unknown(failure) => ("unknown", failure),
    };
    assert_eq!(failure.http_status, verdict.evidence.http_status);
    assert_eq!(verdict.evidence.failures.first(), Some(failure));
    format!("{class} {} {}", failure.cause.word(), failure.element)
}

const HTML: &[(&str, &str)] = &[("content-type", "text/html; charset=UTF-8")];
const JSON: &[(&str, &str)] = &[("content-type", "application/json")];
const NO: &str = r#"{"success":false,"message":"Nee","code":"400"}"#;

#[test]
fn every_row_of_the_table_has_its_verdict() {
    for (status, headers, body, expected) in [
        (201, JSON, r#"{"success":true,"data":{"sale_id":77}}"#, "accepted 77"),
        (200, JSON, r#"{"success":1,"data":{"sale_id":"77"},"message":""}"#, "accepted 77"),
        (201, JSON, r#"{"success":true,"data":{"sale_id":0}}"#, "unknown unclear_answer partner"),
        (201, JSON, r#"{"success":true,"data":{"sale_id":-3}}"#, "unknown unclear_answer partner"),
        (201, JSON, r#"{"success":true,"data":{"sale_id":"7x"}}"#, "unknown unclear_answer partner"),
        (201, JSON, r#"{"success":true,"data":{"sale_id":7.5}}"#, "unknown unclear_answer partner"),
        (201, JSON, r#"{"success":true,"data":[]}"#, "unknown unclear_answer partner"),
        (201, JSON, r#"{"success":true}"#, "unknown unclear_answer partner"),
        (200, JSON, r#"{"data":{"sale_id":77}}"#, "unknown unclear_answer partner"),
        (200, JSON, r#"{"success":false,"data":{"sale_id":77}}"#, "unknown unclear_answer partner"),
        (200, JSON, r#"{"success":true,"data":{"sale_id":77"#, "unknown unclear_answer partner"),
        (200, HTML, "<html>ok</html>", "unknown unclear_answer partner"),
        (204, JSON, "", "unknown unclear_answer partner"),
        (301, JSON, "", "unknown redirected partner"),
        (307, JSON, "", "unknown redirected partner"),
        (400, JSON, NO, "rejected refused partner"),
        (413, JSON, NO, "rejected refused partner"),
        (413, HTML, "<html>413 Request Entity Too Large</html>", "rejected refused partner"),
        (415, JSON, NO, "rejected refused partner"),
        (422, JSON, r#"{"message":"x","errors":{"iban":["x"]}}"#, "rejected invalid_field field:iban"),
        (422, JSON, r#"{"success":true,"data":{"sale_id":7}}"#, "unknown unclear_answer partner"),
        (400, JSON, "[]", "unknown unclear_answer partner"),
        (400, JSON, "", "unknown unclear_answer partner"),
        (400, HTML, "<html><head><title>400 Bad Request</title>", "returned firewall partner"),
        (
            403,
            HTML,
            "<!DOCTYPE html><title>Attention Required! | Cloudflare</title>",
            "returned firewall partner",
        ),
        (403, &[("cf-mitigated", "challenge")], "{}", "returned firewall partner"),
        (422, HTML, "<html>", "returned firewall partner"),
        (401, JSON, r#"{"message":"Unauthenticated."}"#, "returned unauthorised token"),
        (401, JSON, "", "returned unauthorised token"),
        (403, JSON, NO, "returned not_allowed token"),
        (403, JSON, "", "unknown unclear_answer partner"),
        (404, JSON, NO, "returned unknown_flow flow:energy/x"),
        (404, HTML, "<html>404</html>", "returned unknown_flow partner"),
        (405, JSON, NO, "returned unknown_flow flow:energy/x"),
        (410, JSON, NO, "returned unknown_flow flow:energy/x"),
        (408, JSON, NO, "unknown timed_out partner"),
        (409, JSON, NO, "unknown reference_conflict partner"),
        (423, JSON, NO, "unknown unclear_answer partner"),
        (425, JSON, NO, "unknown timed_out partner"),
        (418, JSON, NO, "unknown unclear_answer partner"),
        (429, JSON, r#"{"success":false,"message":"Too Many Attempts."}"#, "not-executed throttled partner"),
        (429, HTML, "<html>error 1015</html>", "not-executed throttled partner"),
        (403, HTML, "error code: 1015", "not-executed throttled partner"),
        (400, JSON, r#"{"success":false,"code":"1015"}"#, "not-executed throttled partner"),
        (403, JSON, r#"{"cloudflare_error":true,"error_code":1015}"#, "not-executed throttled partner"),
        (
            403,
            JSON,
            r#"{"cloudflare_error":true,"error_code":1020,"title":"x"}"#,
            "returned firewall partner",
        ),
        (500, JSON, NO, "unknown server_error partner"),
        (502, HTML, "<html>", "unknown server_error partner"),
        (503, JSON, r#"{"code":1015}"#, "unknown server_error partner"),
        (504, HTML, "", "unknown server_error partner"),
        (520, HTML, "", "unknown server_error partner"),
        (521, HTML, "", "unknown server_error partner"),
        (522, HTML, "", "unknown server_error partner"),
        (523, HTML, "", "unknown server_error partner"),
        (524, HTML, "", "unknown server_error partner"),
        (525, HTML, "", "unknown server_error partner"),
        (526, HTML, "", "unknown server_error partner"),
        (599, JSON, "", "unknown server_error partner"),
    ] {
        assert_eq!(class(&judged(status, headers, body)), expected, "{status} {body}");
    }
}

#[test]
fn a_decorated_answer_of_the_environment_is_still_its_own() {
    // On every answer that passed through the firewall, also on good ones.
    let passed = [("cf-ray", "8f"), ("server", "cloudflare"), ("content-type", "text/html")];
    let verdict = judged(400, &passed, r#"{"success":false,"message":"cloudflare BV is geen klant"}"#);
    assert_eq!(class(&verdict), "rejected refused partner");
}

#[test]
fn a_throttled_answer_says_when_to_come_back() {
    for (headers, seconds) in
        [(&[("retry-after", "7")][..], 7), (&[("retry-after", "86400")], 900), (&[], 65)]
    {
        let verdict = judged(429, headers, "{}");
        let wait = Some(Duration::from_secs(seconds));
        assert_eq!(verdict.evidence.retry_after, wait);
        assert!(matches!(verdict.outcome, Outcome::NotExecuted { retry_after, .. } if retry_after == wait));
    }
}

#[test]
fn a_forbidden_sale_with_a_working_catalogue_is_its_own_refusal() {
    let verdict = verdict::not_granted(judged(403, JSON, NO), &sent());
    assert_eq!(class(&verdict), "rejected not_granted flow:energy/x");
}

#[test]
fn evidence_is_short_and_safe() {
    let body = "é\u{1b}[31m".repeat(4000);
    let evidence = judged(500, HTML, &body).evidence;
    let snippet = evidence.snippet.unwrap();
    assert!(snippet.len() <= 2048 && !snippet.contains('\u{1b}'));
    assert_eq!(evidence.digest.unwrap(), blake3::hash(body.as_bytes()).to_hex().to_string());
}

fn refused(body: Value) -> Vec<(Cause, Element)> {
    let verdict = judged(400, JSON, &body.to_string());
    assert!(matches!(verdict.outcome, Outcome::Rejected(_)), "{body}");
    verdict.evidence.failures.into_iter().map(|failure| (failure.cause, failure.element)).collect()
}

#[test]
fn a_refusal_points_at_what_it_is_about() {
    let question = |key: &str| Element::Question(QuestionKey::from(key));
    let field = |name: &str| Element::Field(name.to_owned());
    for (name, text, cause, element) in [
        ("questionData.ean", "Dit veld is verplicht.", Cause::MissingAnswer, question("ean")),
        ("questionData[ean]", "The field is required.", Cause::MissingAnswer, question("ean")),
        ("questionData.\"ean\"", "Vul dit in: het mag niet leeg zijn", Cause::MissingAnswer, question("ean")),
        ("questionData.meter", "De gekozen optie bestaat niet.", Cause::InvalidOption, question("meter")),
        ("questionData[meter]", "The selected meter is invalid.", Cause::InvalidOption, question("meter")),
        (
            "questionData.verhaal.0",
            "The selected value is invalid.",
            Cause::InvalidOption,
            question("verhaal"),
        ),
        // What was answered is nobody's group name: it may be an address.
        ("questionData.email", "The selected email is invalid.", Cause::InvalidOption, question("email")),
        ("questionData.ean", "Dit is geen EAN.", Cause::InvalidAnswer, question("ean")),
        ("questionData.ean", "Quelque chose", Cause::InvalidAnswer, question("ean")),
        ("ean_code_meter", "is required", Cause::MissingAnswer, question("ean_code_meter")),
        ("agreements.av", "??", Cause::MissingAgreement, Element::Agreement(AgreementKey::from("av"))),
        (
            "agreements[av]",
            "Akkoord is verplicht",
            Cause::MissingAgreement,
            Element::Agreement(AgreementKey::from("av")),
        ),
        ("agreements", "required", Cause::MissingAgreement, field("agreements")),
        ("iban", "Het veld iban is verplicht.", Cause::MissingField, field("iban")),
        ("iban", "Ongeldig.", Cause::InvalidField, field("iban")),
        (
            "related_products.3.product_id",
            "Ongeldig.",
            Cause::InvalidField,
            field("related_products.product_id"),
        ),
        ("optin[channels][0][value]", "Ongeldig.", Cause::InvalidField, field("optin.channels.value")),
        ("product_id", "Ongeldig.", Cause::InvalidProduct, Element::Product(ProductId(7))),
        ("external_reference", "is al in gebruik", Cause::ReferenceConflict, field("external_reference")),
    ] {
        for texts in [json!([text]), json!(text)] {
            let body = json!({"success": false, "message": "x", "code": 400, "errors": {name: texts}});
            assert_eq!(refused(body), [(cause, element.clone())], "{name}: {text}");
        }
    }
}

#[test]
fn invalid_product_is_known_in_both_languages_without_a_field() {
    for message in ["Invalid product", "Ongeldig product", "Product is ongeldig.", "Dit product is onbekend"]
    {
        let body = json!({"success": false, "message": message, "code": "400"});
        assert_eq!(refused(body), [(Cause::InvalidProduct, Element::Product(ProductId(7)))], "{message}");
    }
}

#[test]
fn every_complaint_of_one_answer_is_kept() {
    let found = refused(
        json!({"success": false, "errors": {"questionData": {"a": ["verplicht"], "b": ["verplicht"]},
        "questionData.lijst.0": ["fout"], "questionData.lijst.1": ["fout"], "phone": []}}),
    );
    let question = |key: &str| Element::Question(QuestionKey::from(key));
    let expected = [
        (Cause::MissingAnswer, question("a")),
        (Cause::MissingAnswer, question("b")),
        (Cause::InvalidAnswer, question("lijst")),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_page_says_its_title_or_its_words_and_what_cannot_be_read_says_nothing() {
    for (body, said) in [
        ("<!DOCTYPE html><html><head><title>403 Forbidden</title></head><body>x</body>", "403 Forbidden"),
        (
            "<html><body><h1>Sorry</h1><p class='a>b'>You have been blocked</p>",
            "Sorry b'>You have been blocked",
        ),
        ("<html><body><h1>Sorry", "Sorry"),
    ] {
        let error = LinkError::answered("call", &reply(403, HTML, body.as_bytes()));
        assert_eq!(error.failure.said.as_deref(), Some(said), "{body}");
    }
    let why = serde_json::from_str::<bool>("{").unwrap_err();
    let error = LinkError::unreadable("call", 200, why);
    assert_eq!(error.failure.said, None, "nobody said what koppel found");
    assert!(error.source.is_some());
}

#[test]
fn only_the_environment_itself_says_that_a_thing_is_gone() {
    let gone = |status, headers, body: &str| {
        LinkError::answered("product", &reply(status, headers, body.as_bytes())).is_gone()
    };
    assert!(gone(404, JSON, NO));
    assert!(!gone(404, HTML, "<html>not found</html>"), "a firewall's page");
    assert!(!gone(403, JSON, NO));
    assert!(!gone(500, JSON, NO));
}

#[test]
fn other_calls_fail_with_a_cause() {
    for (status, headers, body, cause, may_have_happened) in [
        (401, JSON, "{}", Cause::Unauthorised, false),
        (403, JSON, NO, Cause::NotAllowed, false),
        (403, HTML, "<html>", Cause::Firewall, false),
        (404, JSON, NO, Cause::NotFound, false),
        (404, HTML, "<html>", Cause::Firewall, false),
        (422, JSON, r#"{"errors":{"name":["is required"]}}"#, Cause::MissingField, false),
        (429, JSON, "{}", Cause::Throttled, false),
        (409, JSON, NO, Cause::ReferenceConflict, true),
        (302, JSON, "", Cause::Redirected, true),
        (500, JSON, NO, Cause::ServerError, true),
        (200, JSON, NO, Cause::Refused, true),
        (200, HTML, "<html>", Cause::UnclearAnswer, true),
    ] {
        let error = LinkError::answered("call", &reply(status, headers, body.as_bytes()));
        assert_eq!(
            (error.failure.cause, error.may_have_happened),
            (cause, may_have_happened),
            "{status} {body}"
        );
        assert_eq!(error.is_not_found(), status == 404);
    }
}

proptest! {
    /// The one thing that must hold for every answer there can be: without `success` and a number nothing
    /// counts as placed, and a 2xx or 5xx never proves that nothing happened.
    #[test]
    fn no_answer_is_taken_for_more_than_it_proves(
        status in 100u16..1000,
        body in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            any::<(bool, i64)>().prop_map(|(success, id)| json!({"success": success, "data": {"sale_id": id}}).to_string().into_bytes()),
        ],
        html in any::<bool>(),
    ) {
        let verdict = verdict::of_reply(&reply(status, if html { HTML } else { JSON }, &body), &sent());
        let value: Value = serde_json::from_slice(&body).unwrap_or_default();
        match verdict.outcome {
            Outcome::Accepted(SaleId(id)) => {
                prop_assert!((200..300).contains(&status) && value["success"] == true && value["data"]["sale_id"] == id);
            }
            Outcome::Unknown(_) => {}
            _ => prop_assert!((400..500).contains(&status)),
        }
    }
}
