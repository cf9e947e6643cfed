//! The service on a real socket: who gets in, what lies on disk, and that no event is missed in silence.
//!
//! Not here: what queries answer (`engine`), the commands (`cli_setup.rs`).
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use koppel::clock::Clock;
use koppel::config::{Config, Variables};
use koppel::model::integration::EnvironmentAddress;
use koppel::service::StartError;
use koppel::service::client::{Client, ClientError, Events, Link};
use koppel::service::host::Service;
use koppel::service::local::{Local, Workers};
use koppel::service::peer::{Access, Role};
use koppel::service::protocol::{Answer, Change, Command, Event, Overview, Problem, Query};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};

fn config() -> Config {
    Config::defaults(&Variables::of_process())
}

async fn start(data: &Path) -> Service {
    Service::start(data, &config(), Clock::system()).await.unwrap()
}

async fn overview(client: &Client) -> Overview {
    match client.query(Query::Overview).await.unwrap() {
        Answer::Overview(overview) => *overview,
        _ => panic!("another answer"),
    }
}

/// A change that needs nobody else: where the own environment is. Nothing listens there.
fn set_own(domain: &str) -> Command {
    let address = EnvironmentAddress { base_url: "http://127.0.0.1:9".into(), domain: domain.into() };
    Command::SetOwn { address, token: "t".to_owned().into() }
}

/// The next event that `wanted` accepts, within a minute.
async fn until(events: &mut Events, mut wanted: impl FnMut(&Change) -> bool) -> Event {
    let found = async {
        loop {
            let event = events.next().await.unwrap();
            if wanted(&event.change) {
                return event;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), found).await.expect("the event came")
}

fn is_own(domain: &'static str) -> impl FnMut(&Change) -> bool {
    move |change| matches!(change, Change::Own(own) if own.address.domain == domain)
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_on_disk_is_ours_alone_and_the_socket_goes_with_the_service() {
    let root = tempfile::tempdir().unwrap();
    let data = root.path().join("data");
    let service = start(&data).await;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    assert_eq!(mode(&data.join("service.sock")), 0o600);
    assert_eq!(mode(&data.join("key")), 0o600);
    let client = service.client();
    assert!(client.is_running().await.unwrap());
    service.stop().await;
    assert!(!client.is_running().await.unwrap());
    assert!(!data.join("service.sock").exists());
    assert!(matches!(client.query(Query::Groups).await, Err(ClientError::NotRunning { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_services_socket_is_taken_over_and_a_living_ones_is_not() {
    let root = tempfile::tempdir().unwrap();
    koppel::service::folder::prepare(root.path()).unwrap();
    let socket = root.path().join("service.sock");
    drop(UnixListener::bind(&socket).unwrap());
    assert!(socket.exists());
    let service = start(root.path()).await;
    let second = Service::start(root.path(), &config(), Clock::system()).await;
    assert!(matches!(second, Err(StartError::Running { .. })), "a service answers there");

    // Another folder, but configured to the same socket.
    let other = tempfile::tempdir().unwrap();
    let mut shared = config();
    shared.service.socket = Some(socket.clone());
    let third = Service::start(other.path(), &shared, Clock::system()).await;
    assert!(matches!(third, Err(StartError::Running { .. })));
    assert!(service.client().is_running().await.unwrap());
    service.stop().await;

    // What was refused left its store free.
    Service::start(other.path(), &shared, Clock::system()).await.unwrap().stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn something_else_in_the_sockets_place_is_left_alone() {
    let root = tempfile::tempdir().unwrap();
    koppel::service::folder::prepare(root.path()).unwrap();
    let socket = root.path().join("service.sock");
    std::fs::write(&socket, "precious").unwrap();
    let refused = Service::start(root.path(), &config(), Clock::system()).await;
    assert!(matches!(refused, Err(StartError::Occupied { .. })));
    assert_eq!(std::fs::read_to_string(&socket).unwrap(), "precious");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_not_listed_is_refused_and_a_role_reaches_no_further_than_it_says() {
    let root = tempfile::tempdir().unwrap();
    let uid = rustix::process::geteuid().as_raw();
    let service =
        Service::start_for(root.path(), &config(), Clock::system(), Access::nobody()).await.unwrap();
    let refused = service.client().query(Query::Overview).await;
    assert!(matches!(refused, Err(ClientError::NotAllowed { .. })));
    let refused = service.client().command(Command::Stop).await;
    assert!(matches!(refused, Err(ClientError::NotAllowed { .. })));
    service.stop().await;

    let viewers = Access::nobody().allow(uid, Role::Viewer);
    let service = Service::start_for(root.path(), &config(), Clock::system(), viewers).await.unwrap();
    overview(&service.client()).await;
    let refused = service.client().command(set_own("a")).await;
    assert!(matches!(refused, Err(ClientError::Refused(Problem::NotAllowed { .. }))));
    assert!(overview(&service.client()).await.own.is_none());
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_services_live_in_one_process_without_touching() {
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (first, second) = (start(a.path()).await, start(b.path()).await);
    first.client().command(set_own("a")).await.unwrap();
    assert_eq!(overview(&first.client()).await.own.unwrap().address.domain, "a");
    let other = overview(&second.client()).await;
    assert!(other.own.is_none());
    assert_ne!(other.instance, overview(&first.client()).await.instance);
    first.stop().await;
    overview(&second.client()).await;
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_reaches_every_follower_in_order_with_its_actor() {
    let root = tempfile::tempdir().unwrap();
    let service = start(root.path()).await;
    let client = service.client();
    let after = overview(&client).await.sequence;
    let (mut one, mut two) = (client.events(Some(after)), client.events(Some(after)));
    client.clone().acting_as(Some("Jan")).command(set_own("a")).await.unwrap();
    let seen = until(&mut one, is_own("a")).await;
    assert_eq!(until(&mut two, is_own("a")).await, seen);
    assert!(seen.sequence > after);
    assert_eq!(*one.link().borrow(), Link::Live);
    let Answer::Activity(rows) = client.query(Query::Activity { before: None, limit: 10 }).await.unwrap()
    else {
        panic!("another answer")
    };
    let account = koppel::service::peer::account_of(rustix::process::geteuid().as_raw());
    assert!(rows.iter().any(|row| row.actor == format!("Jan ({account})")), "{rows:?}");
    service.stop().await;
}

/// Reads the event stream as raw bytes until `end` occurs in it.
async fn raw(socket: &Path, path: &str, end: &str) -> String {
    let mut stream = UnixStream::connect(socket).await.unwrap();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: koppel\r\n\r\n").as_bytes()).await.unwrap();
    let mut seen = String::new();
    let read = async {
        let mut part = [0; 4096];
        while !seen.contains(end) {
            let length = stream.read(&mut part).await.unwrap();
            assert!(length > 0, "the stream ended: {seen}");
            seen.push_str(std::str::from_utf8(&part[..length]).unwrap());
        }
    };
    tokio::time::timeout(Duration::from_secs(60), read).await.expect("the stream went on");
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_is_filled_in_and_what_cannot_be_is_told() {
    let root = tempfile::tempdir().unwrap();
    let service = start(root.path()).await;
    let client = service.client();
    let before = overview(&client).await.sequence;
    for domain in ["a", "b", "c"] {
        client.command(set_own(domain)).await.unwrap();
    }
    let socket = root.path().join("service.sock");
    let filled = raw(&socket, &format!("/v1/events?after={before}"), "\"domain\":\"c\"").await;
    let numbers: Vec<u64> =
        filled.lines().filter_map(|line| line.trim().strip_prefix("id: ")?.parse().ok()).collect();
    assert_eq!(numbers.first(), Some(&(before + 1)), "{filled}");
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "{numbers:?}");
    assert!(!filled.contains("resync"));

    // A place beyond the end, or in another run of the service, cannot be gone on from.
    let gap = raw(&socket, "/v1/events?after=1000000", "resync").await;
    assert!(gap.contains("id: "), "{gap}");
    raw(&socket, &format!("/v1/events?after={before}&epoch=another"), "resync").await;
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_outlives_the_service_and_is_told_that_it_missed_something() {
    let root = tempfile::tempdir().unwrap();
    let service = start(root.path()).await;
    let client = service.client();
    let mut events = client.events(None);
    let mut link = events.link();
    tokio::time::timeout(Duration::from_secs(60), link.wait_for(|link| *link == Link::Live))
        .await
        .unwrap()
        .unwrap();
    service.stop().await;
    let lost = link.wait_for(|link| matches!(link, Link::Reconnecting { .. }));
    tokio::time::timeout(Duration::from_secs(60), lost).await.unwrap().unwrap();
    let service = start(root.path()).await;
    until(&mut events, |change| *change == Change::Resync).await;
    client.command(set_own("later")).await.unwrap();
    until(&mut events, is_own("later")).await;
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_command_without_a_service_sees_what_the_service_wrote() {
    let root = tempfile::tempdir().unwrap();
    let service = start(root.path()).await;
    service.client().command(set_own("a")).await.unwrap();
    service.stop().await;
    let local = Local::open(root.path(), &config(), Clock::system(), Workers::Off).await.unwrap();
    let Answer::Overview(seen) = local.query(Query::Overview).await.unwrap() else {
        panic!("another answer")
    };
    assert_eq!(seen.own.unwrap().address.domain, "a");
    assert!(local.verify().await.unwrap().entries > 0);
    local.close().await;
    start(root.path()).await.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rubbish_on_the_socket_is_refused_without_repeating_it() {
    let root = tempfile::tempdir().unwrap();
    let service = start(root.path()).await;
    let mut stream = UnixStream::connect(root.path().join("service.sock")).await.unwrap();
    let body = r#"{"command":{"command":"set_token","name":"x","token":"kpl_secret"#;
    let head = format!(
        "POST /v1/command HTTP/1.1\r\nHost: k\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("invalid"), "{answer}");
    assert!(!answer.contains("kpl_secret"));
    service.stop().await;
}
