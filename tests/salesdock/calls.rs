//! Calls besides placing a sale: which are asked again, lists that go on by cursor, and errors that show
//! no token.
//!
//! Not here: links and documents (`links`), certificates (`secure`).

use std::io::{Read, Write};
use std::time::Duration;

use koppel::model::failure::Cause;
use koppel::model::ids::{SaleId, StatusKey};
use koppel::salesdock::client::sales::SalesFilter;
use koppel::salesdock::client::{Client, Scope};

use super::partner::{Act, Partner, Quiet, TOKEN, client, json, place};
use super::placing::{Want, short};

/// A partner that does these one request after the other, and the last again and again.
async fn partner(acts: Vec<Act>) -> (Partner, Client) {
    let partner = Partner::replying(move |_, number| acts[number.min(acts.len() - 1)].clone()).await;
    let client = client(&format!("http://{}", partner.address), Scope::User, Duration::from_millis(500));
    (partner, client)
}

#[tokio::test]
async fn a_cursor_is_asked_for_at_the_environment() {
    let quiet = Quiet::new();
    let page = |cursor: &str, id: u32| {
        let body = format!(
            r#"{{"data":{{"data":[{{"id":{id},"status":"new"}}],"next_cursor":{cursor},"next_page_url":"http://{}/"}}}}"#,
            quiet.address
        );
        Act::Keep(json("200 OK", &body))
    };
    let (partner, client) = partner(vec![page(r#""a&page=9""#, 1), page("null", 2)]).await;
    let scan = client.sale_states(&SalesFilter::default()).await.unwrap();
    assert!(partner.requests()[1].contains("sales?cursor=a%26page%3D9 "), "{:?}", partner.requests()[1]);
    // Without a total nothing proves that the list was whole.
    assert!(!scan.complete);
    assert!(!quiet.was_visited());
}

#[tokio::test]
async fn a_patient_client_reads_again_and_never_writes_again() {
    let busy = || Act::Keep(json("503 Service Unavailable", "{}"));
    let good = Act::Keep(json("200 OK", r#"{"success":true,"data":[]}"#));
    let (recovers, client) = partner(vec![busy(), Act::CloseAfter, good]).await;
    assert_eq!(client.patient().flows().await.unwrap(), []);
    assert_eq!(recovers.requests().len(), 3);

    let (stays, client) = partner(vec![busy()]).await;
    assert_eq!(client.patient().flows().await.unwrap_err().failure.cause, Cause::ServerError);
    assert_eq!(stays.requests().len(), 3);

    let (written, client) = partner(vec![busy()]).await;
    let client = client.patient();
    let error = client.update_status(SaleId(1), &StatusKey::from("new"), None).await.unwrap_err();
    assert!(error.may_have_happened);
    place(&client).await;
    assert_eq!(written.requests().len(), 2);

    let (refuses, client) = partner(vec![Act::Keep(json("401 Unauthorized", "{}"))]).await;
    assert_eq!(client.patient().flows().await.unwrap_err().failure.cause, Cause::Unauthorised);
    assert_eq!(refuses.requests().len(), 1);
}

#[tokio::test]
async fn no_error_shows_the_token() {
    for act in [Act::ResetAfter, Act::Answer(json("500 Oops", "{}")), Act::Silence(vec![])] {
        let (partner, client) = partner(vec![act]).await;
        let error = client.flows().await.unwrap_err();
        assert!(partner.requests()[0].contains(TOKEN), "it was sent");
        for text in [chain(&error), format!("{error:?}")] {
            assert!(!text.contains(TOKEN) && !text.to_ascii_lowercase().contains("bearer"), "{text}");
        }
    }
}

/// What answers a handshake in plain HTTP, or hangs up in the middle of it, was sent nothing.
#[tokio::test]
async fn a_handshake_that_breaks_off_is_named_so() {
    for bytes in [&b""[..], b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"] {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("https://{}", listener.local_addr().unwrap());
        let serving = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(bytes);
        });
        let verdict = place(&client(&base, Scope::User, Duration::from_secs(20))).await;
        assert_eq!(short(&verdict), Want::Wait(Cause::Tls, None));
        serving.join().unwrap();
    }
}

/// An error and its causes.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text = format!("{text}: {source}");
        next = source.source();
    }
    text
}
