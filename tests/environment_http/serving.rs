//! The accept loop, and an environment that is stopped and opened again.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use koppel::environment::{self, EnvironmentError, Sample};
use secrecy::ExposeSecret;
use serde_json::json;

use super::sales::{good, sold};
use super::setting::{served, supplier, unlimited};

#[tokio::test]
async fn what_was_answered_is_there_after_a_restart_and_numbers_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let made = environment::init(dir.path(), "windkracht", Some(Sample::Supplier)).await.unwrap();
    let token = made.owner_token.expose_secret();
    let again = environment::init(dir.path(), "windkracht", None).await;
    assert!(matches!(again, Err(EnvironmentError::Exists { .. })));
    let mut body = good();
    body["external_reference"] = json!("A:1:1");
    let (first, partner) = {
        let running = served(environment::open(dir.path(), unlimited()).await.unwrap(), token).await;
        let partner = running.partner("Klaver").await;
        let first = sold(&partner.caller, &body).await;
        running.owner.put("account/products/2002", &json!({"name": "Anders"})).await;
        running.end().await;
        (first, partner)
    };
    let running = served(open_when_free(dir.path()).await, token).await;
    let caller = running.caller(&bearer(&partner.caller));
    let (status, answer) = caller.sell(&body).await;
    assert_eq!((status, answer["data"]["sale_id"].as_u64()), (200, Some(first)));
    assert!(sold(&caller, &good()).await > first);
    assert_eq!(caller.data("user/sales").await["total"], 2);
    assert_eq!(caller.data("user/products/2002").await["name"], "Anders");
    assert!(matches!(
        environment::init(&dir.path().join("x"), "Groot!", None).await,
        Err(EnvironmentError::Domain { .. })
    ));
    let none = environment::open(&dir.path().join("none"), unlimited()).await;
    assert!(matches!(none, Err(EnvironmentError::Missing { .. })));
}

/// The lock of an environment that has ended is free once its last connection is gone.
async fn open_when_free(dir: &std::path::Path) -> environment::Environment {
    loop {
        match environment::open(dir, unlimited()).await {
            Ok(environment) => return environment,
            Err(EnvironmentError::Store(error)) if error.to_string().contains("in use") => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Err(error) => panic!("{error}"),
        }
    }
}

fn bearer(caller: &super::setting::Caller) -> String {
    let request = caller.request(reqwest::Method::GET, "").build().unwrap();
    request.headers()["authorization"].to_str().unwrap().trim_start_matches("Bearer ").to_owned()
}

#[tokio::test]
async fn bodies_above_their_cap_are_refused_by_route() {
    let served = supplier().await;
    let send = |path: &str, size: usize| {
        let body = json!({"name": "x".repeat(size)}).to_string();
        let request = served.owner.request(reqwest::Method::POST, path);
        let request = request.header("Content-Type", "application/json").body(body);
        async move { request.send().await.unwrap().status().as_u16() }
    };
    assert_eq!(send("account/organisations", 300 * 1024).await, 413);
    assert_eq!(send("sales/flow/energy/stroom-en-gas", 300 * 1024).await, 422);
    assert_eq!(send("sales/flow/energy/stroom-en-gas", 13 * 1024 * 1024).await, 413);
}

#[tokio::test]
async fn many_requests_are_in_flight_from_this_machine() {
    let served = supplier().await;
    let many = (0..128).map(|_| {
        let owner = served.owner.clone();
        async move { owner.get("account/flows").await.0 }
    });
    assert!(futures_util::future::join_all(many).await.into_iter().all(|status| status == 200));
}

/// Waited for by `abuse`, which waits as long.
pub async fn headers_that_never_end_are_hung_up_on_and_silence_is_allowed_longer() {
    let served = supplier().await;
    let address = served.address;
    let hung_up_after = |first: &'static [u8]| {
        tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(first).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
            let since = koppel::clock::Instant::now();
            let mut rest = Vec::new();
            let _ = stream.read_to_end(&mut rest);
            since.elapsed().as_secs()
        })
    };
    let (stuck, silent) = (hung_up_after(b"GET / HTTP/1.1\r\nHost: x\r\n"), hung_up_after(b""));
    // Somebody honest is served meanwhile.
    assert_eq!(served.owner.get("account/flows").await.0, 200);
    let (stuck, silent) = (stuck.await.unwrap(), silent.await.unwrap());
    assert!((9..=13).contains(&stuck), "headers: {stuck} s");
    assert!((28..=34).contains(&silent), "silence: {silent} s");
}
