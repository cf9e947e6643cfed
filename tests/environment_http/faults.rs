//! Faults on purpose: what the caller sees, and whether the sale was made.

use std::time::Duration;

use koppel::environment::{Options, Sample};
use serde_json::json;

use super::sales::good;
use super::setting::{Served, serve, unlimited};

async fn faulty(spec: &str) -> Served {
    serve(Some(Sample::Supplier), Options { faults: spec.parse().unwrap(), ..unlimited() }).await
}

/// The status of a sale that is asked for, if an answer came, and how many sales there are after it.
async fn met(spec: &str) -> (Option<u16>, u64, Option<serde_json::Value>) {
    let served = faulty(spec).await;
    let request = served
        .owner
        .request(reqwest::Method::POST, "sales/flow/energy/stroom-en-gas")
        .header("Content-Type", "application/json")
        .body(good().to_string());
    let (status, body) = match request.send().await {
        Ok(response) => {
            (Some(response.status().as_u16()), serde_json::from_str(&response.text().await.unwrap()).ok())
        }
        Err(error) => {
            assert!(!error.is_connect(), "{error}");
            (None, None)
        }
    };
    let counters = served.owner.data("koppel/counters").await;
    let kind = spec.split('=').next().unwrap();
    assert_eq!(counters["faults"]["create"][kind], 1, "{counters}");
    assert_eq!(counters["requests"]["create"], 1);
    (status, counters["sales"].as_u64().unwrap(), body)
}

#[tokio::test]
async fn each_fault_does_what_its_name_says() {
    assert!(matches!(met("cut-before=100%").await, (None, 0, None)));
    assert!(matches!(met("cut-after=100%").await, (None, 1, None)));
    assert!(matches!(met("error-before=100%").await, (Some(503), 0, Some(_))));
    assert!(matches!(met("error-after=100%").await, (Some(503), 1, Some(_))));
    assert!(matches!(met("throttle=100%").await, (Some(429), 0, Some(_))));
    assert!(matches!(met("malformed=100%").await, (Some(201), 1, None)));
    assert!(matches!(met("delay=100%,delay-ms=20").await, (Some(201), 1, Some(_))));
}

#[tokio::test]
async fn a_delayed_sale_is_made_early_or_late_whether_or_not_its_caller_waits() {
    let served = faulty("delay=100%,delay-ms=400").await;
    let impatient = || async {
        let request = served.owner.request(reqwest::Method::POST, "sales/flow/energy/stroom-en-gas");
        let request = request.header("Content-Type", "application/json").body(good().to_string());
        let error = request.timeout(Duration::from_millis(100)).send().await.unwrap_err();
        assert!(error.is_timeout());
    };
    let made = || async { served.owner.data("koppel/counters").await["sales"].as_u64().unwrap() };
    impatient().await;
    assert_eq!(made().await, 1, "the first is executed at once, its answer comes late");
    impatient().await;
    assert_eq!(made().await, 1, "the second is executed late");
    while made().await < 2 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_named_route_is_hit_and_no_other() {
    let served = faulty("status.error-before=100%").await;
    let id = super::sales::sold(&served.owner, &good()).await;
    let path = format!("account/sales/updatestatus/{id}?status=verified");
    assert_eq!(served.owner.post(&path, &json!({})).await.0, 503);
    assert_eq!(served.owner.data(&format!("account/sales/{id}")).await["status"]["status_identifier"], "new");
}
