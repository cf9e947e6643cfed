//! Addresses out of a body are never followed, and documents come from the environment itself or not at
//! all: the token stays where the operator sent it.

use koppel::model::failure::Cause;
use koppel::model::product::DocumentRef;
use koppel::model::shown::Shown;
use koppel::salesdock::client::Scope;

use super::partner::{Act, Partner, Quiet, answer, json};

#[tokio::test]
async fn links_to_other_pages_are_counted_and_never_followed() {
    let elsewhere = Quiet::new();
    let evil = format!("http://{}/api/stroom/v1/account/users?page=2", elsewhere.address);
    let partner = Partner::replying(move |request, number| {
        assert!(request.is_empty() || request.starts_with("GET /api/stroom/v1/account/users"), "{request}");
        let page = number + 1;
        Act::Keep(json(
            "200 OK",
            &format!(
                r#"{{"success":true,"data":{{"current_page":{page},"data":[{{"id":{page}}}],"last_page":3,
                "per_page":"1","total":"3","path":"{evil}","first_page_url":"{evil}","last_page_url":"{evil}",
                "next_page_url":"{evil}","prev_page_url":"{evil}","links":[{{"url":"{evil}","label":2}}]}}}}"#
            ),
        ))
    })
    .await;
    let users = partner.client(Scope::Account).users().await.unwrap();
    assert!(users.complete);
    assert_eq!(users.rows.iter().map(|user| user.id.0).collect::<Vec<_>>(), [1, 2, 3]);
    let asked: Vec<_> =
        partner.requests().iter().map(|request| request.lines().next().unwrap().to_owned()).collect();
    let path = "GET /api/stroom/v1/account/users";
    assert_eq!(
        asked,
        [format!("{path} HTTP/1.1"), format!("{path}?page=2 HTTP/1.1"), format!("{path}?page=3 HTTP/1.1")]
    );
    assert!(!elsewhere.was_visited());
}

#[tokio::test]
async fn a_document_comes_from_the_environment_or_not_at_all() {
    let partner =
        Partner::doing(Act::Keep(answer("200 OK", &["Content-Type: application/pdf"], "%PDF-1.7"))).await;
    let client = partner.client(Scope::User);
    let (own, elsewhere) = (partner.address, Quiet::new());
    let document =
        |location: &str| DocumentRef { name: Shown::new("voorwaarden.pdf"), location: location.to_owned() };
    for good in [format!("http://{own}/api/stroom/v1/documents/3"), "/api/stroom/v1/documents/3".to_owned()] {
        assert_eq!(&client.document(&document(&good)).await.unwrap()[..], b"%PDF-1.7");
    }
    assert_eq!(partner.requests().len(), 2);
    assert!(partner.requests().iter().all(|request| request.contains("authorization: Bearer geheim")));
    let there = elsewhere.address;
    for bad in [
        format!("http://{there}/api/stroom/v1/documents/3"),
        format!("//{there}/api/stroom/v1/documents/3"),
        format!("\\\\{there}/api/stroom/v1/documents/3"),
        format!("http:/\\{there}/api/stroom/v1/documents/3"),
        format!("https://{own}/api/stroom/v1/documents/3"),
        format!("http://{own}@{there}/api/stroom/v1/documents/3"),
        format!("http://iemand@{own}/api/stroom/v1/documents/3"),
        format!("http://localhost:{}/api/stroom/v1/documents/3", own.port()),
        format!("http://{own}/api/ander/v1/documents/3"),
        format!("http://{own}/api/stroom/../ander/documents/3"),
        format!("http://{own}/api/stroom/%2e%2e/ander/documents/3"),
        "file:///etc/passwd".to_owned(),
        "/api/stroom".to_owned(),
        String::new(),
    ] {
        let error = client.document(&document(&bad)).await.unwrap_err();
        assert_eq!(error.failure.cause, Cause::Redirected, "{bad}");
        assert!(!error.may_have_happened, "{bad}");
    }
    assert_eq!(partner.requests().len(), 2, "nothing more was asked");
    assert!(!elsewhere.was_visited());
}

#[tokio::test]
async fn a_reading_call_follows_no_redirect_either() {
    let elsewhere = Quiet::new();
    let location = format!("Location: http://{}/api/stroom/v1/user/flows", elsewhere.address);
    for status in ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let partner = Partner::doing(Act::Answer(answer(status, &[&location], ""))).await;
        let client = partner.client(Scope::User);
        assert_eq!(client.flows().await.unwrap_err().failure.cause, Cause::Redirected, "{status}");
        let document = DocumentRef { name: Shown::new("x"), location: "/api/stroom/v1/documents/3".into() };
        assert_eq!(client.document(&document).await.unwrap_err().failure.cause, Cause::Redirected);
        assert_eq!(partner.requests().len(), 2, "{status}");
    }
    assert!(!elsewhere.was_visited());
}
