//! A sale on a bad road: only what never left proves that nothing was done.

use std::time::Duration;

use koppel::clock::Instant;
use koppel::model::failure::Cause;
use koppel::model::ids::FlowKey;
use koppel::salesdock::client::Scope;
use koppel::salesdock::request::SMALL;

use super::partner::{Act, Partner, body, client, json, place};
use super::placing::{Want, short};

const CREATED: &str = r#"{"success":true,"data":{"sale_id":77}}"#;

#[tokio::test]
async fn a_refused_port_proves_that_nothing_was_sent() {
    // A port that was free a moment ago: nothing else on this machine binds it by number.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let verdict = place(&client(&format!("http://{free}"), Scope::User, Duration::from_secs(1))).await;
    assert_eq!(short(&verdict), Want::Wait(Cause::Unreachable, None));
    assert_eq!(verdict.evidence.http_status, None);
}

#[tokio::test]
async fn a_name_that_does_not_exist_proves_that_nothing_was_sent() {
    let client = client("https://koppel.invalid", Scope::User, Duration::from_secs(20));
    assert_eq!(short(&place(&client).await), Want::Wait(Cause::Unreachable, None));
}

#[tokio::test]
async fn a_name_that_leads_into_this_network_is_not_visited() {
    let quiet = super::partner::Quiet::new();
    let base = format!("https://localhost:{}", quiet.address.port());
    let verdict = place(&client(&base, Scope::User, Duration::from_secs(5))).await;
    assert_eq!(short(&verdict), Want::Wait(Cause::Unreachable, None));
    assert!(!quiet.was_visited());
}

#[tokio::test]
async fn a_connection_that_breaks_leaves_the_outcome_unknown() {
    let head = |rest: &str| format!("HTTP/1.1 201 Created\r\n{rest}").into_bytes();
    let rows = [
        ("reset before reading", Act::ResetBefore, 0, Cause::ConnectionLost),
        ("reset after reading", Act::ResetAfter, 1, Cause::ConnectionLost),
        ("closed after reading", Act::CloseAfter, 1, Cause::ConnectionLost),
        ("no HTTP", Act::Answer(b"220 mail.example.nl ESMTP\r\n".to_vec()), 1, Cause::ConnectionLost),
        ("broken status line", Act::Answer(b"HTTP/1.1 2x1 OK\r\n\r\n".to_vec()), 1, Cause::ConnectionLost),
        ("half a head", Act::Answer(head("Content-Le")), 1, Cause::ConnectionLost),
        (
            "two lengths",
            Act::Answer(head(&format!("Content-Length: 38\r\nContent-Length: 39\r\n\r\n{CREATED}"))),
            1,
            Cause::ConnectionLost,
        ),
        (
            "half a body",
            Act::Answer(head(&format!("Content-Length: 500\r\n\r\n{CREATED}"))),
            1,
            Cause::ConnectionLost,
        ),
        (
            "chunks without an end",
            Act::Answer(head(&format!("Transfer-Encoding: chunked\r\n\r\n26\r\n{CREATED}\r\n"))),
            1,
            Cause::ConnectionLost,
        ),
        ("silence", Act::Silence(Vec::new()), 1, Cause::TimedOut),
        ("silence in the head", Act::Silence(head("X: y\r\n")), 1, Cause::TimedOut),
        (
            "silence in the body",
            Act::Silence(head("Content-Length: 38\r\n\r\n{\"success\":true")),
            1,
            Cause::TimedOut,
        ),
    ];
    for (name, act, read, cause) in rows {
        let partner = Partner::doing(act).await;
        let verdict = place(&partner.client(Scope::User)).await;
        assert_eq!(short(&verdict), Want::Unknown(cause), "{name}");
        assert_eq!((partner.requests().len(), partner.connections()), (read, 1), "{name}: sent once");
    }
}

#[tokio::test]
async fn no_more_of_an_answer_is_read_than_its_cap() {
    let endless = Act::Endless(
        b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec(),
        format!("10000\r\n{}\r\n", " ".repeat(0x10000)).into_bytes(),
    );
    let announced = Act::Silence(b"HTTP/1.1 201 Created\r\nContent-Length: 10737418240\r\n\r\n".to_vec());
    let mut beyond = json("201 Created", &format!("{CREATED}{}", " ".repeat(SMALL)));
    beyond.truncate(beyond.len() - 10);
    for (name, act) in [("endless", endless), ("announced", announced), ("beyond", Act::Silence(beyond))] {
        let partner = Partner::doing(act).await;
        let started = Instant::now();
        let verdict =
            place(&client(&format!("http://{}", partner.address), Scope::User, Duration::from_secs(20)))
                .await;
        assert_eq!(short(&verdict), Want::Unknown(Cause::UnclearAnswer), "{name}");
        assert_eq!(verdict.evidence.http_status, Some(201), "{name}");
        assert_eq!(partner.requests().len(), 1, "{name}");
        assert!(started.elapsed() < Duration::from_secs(10), "{name}: the cap ended it, not the time");
    }
    let fits = format!("{CREATED}{}", " ".repeat(SMALL - CREATED.len()));
    let partner = Partner::doing(Act::Answer(json("201 Created", &fits))).await;
    assert_eq!(short(&place(&partner.client(Scope::User)).await), Want::Accepted(77));
}

#[tokio::test]
async fn an_endless_head_ends() {
    let head = Act::Endless(b"HTTP/1.1 201 Created\r\n".to_vec(), b"X-More: and more\r\n".repeat(100));
    let partner = Partner::doing(head).await;
    assert_eq!(short(&place(&partner.client(Scope::User)).await), Want::Unknown(Cause::ConnectionLost));
    assert_eq!(partner.requests().len(), 1);
}

#[tokio::test]
async fn a_sale_has_a_connection_of_its_own_unless_the_partner_deduplicates() {
    let flow = FlowKey::new("energy", "alles-in");
    let partner = Partner::doing(Act::Keep(json("201 Created", CREATED))).await;
    let client = partner.client(Scope::User);
    for _ in 0..2 {
        assert_eq!(short(&client.create_sale(&flow, body(), false).await), Want::Accepted(77));
    }
    assert_eq!((partner.requests().len(), partner.connections()), (2, 2));
    for _ in 0..2 {
        assert_eq!(short(&client.create_sale(&flow, body(), true).await), Want::Accepted(77));
    }
    assert_eq!((partner.requests().len(), partner.connections()), (4, 3));
}

#[tokio::test]
async fn a_connection_that_breaks_when_it_is_used_again_is_not_tried_again() {
    let flow = FlowKey::new("energy", "alles-in");
    for broken in [Act::CloseAfter, Act::ResetAfter] {
        let partner = Partner::replying(move |_, number| match number {
            0 => Act::Keep(json("201 Created", CREATED)),
            _ => broken.clone(),
        })
        .await;
        let client = partner.client(Scope::User);
        assert_eq!(short(&client.create_sale(&flow, body(), true).await), Want::Accepted(77));
        let verdict = client.create_sale(&flow, body(), true).await;
        assert_eq!(short(&verdict), Want::Unknown(Cause::ConnectionLost));
        assert_eq!((partner.requests().len(), partner.connections()), (2, 1));
    }
}
