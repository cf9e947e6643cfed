//! A sale that a dialer began: its opt-in goes along, once it is finished, for as long as it holds.

use bytes::Bytes;
use hyper::Method;
use koppel::clock::Clock;
use koppel::model::act::SettingChange;
use koppel::model::delivery::State;
use koppel::model::ids::SaleId;
use koppel::model::optin::{Channel, OptIn};
use koppel::model::queue::WaitingReason;
use koppel::salesdock::request::base::Base;
use koppel::salesdock::request::{Call, Requester};
use serde_json::{Value, json};

use crate::stage::{Stage, name, network, until};

/// What a dialer knows of a customer; the rest is the agent's.
const DIALED: [&str; 6] = ["firstname", "lastname", "email", "phone", "gender", "birthdate"];

/// Asks the reseller's environment as its owner's programs do.
async fn ask(stage: &Stage, path: &[&str], body: &Value) -> (u16, Value) {
    let base = Base::new(&stage.a.address).unwrap();
    let requester = Requester::new(base, stage.a.token.clone(), network(), Clock::system());
    let path = ["v1"].iter().chain(path).map(|part| (*part).to_owned());
    let reply = requester.send(&Call::write("ask", Method::POST, path).body(body.to_string())).await.unwrap();
    (reply.status, serde_json::from_slice::<Value>(&reply.body).unwrap_or_default()["data"].take())
}

/// What the desk would sell, as a dialer's concept and what the agent adds to it.
async fn concept(stage: &mut Stage, optin: Value) -> (Value, Value, koppel::model::ids::FlowKey) {
    let order = stage.order().await;
    let mut rest: Value = order.body;
    let mut concept = json!({"source": "beller", "source_id": "8812"});
    for field in DIALED {
        if let Some(value) = rest.as_object_mut().unwrap().remove(field) {
            concept[field] = value;
        }
    }
    for (field, value) in optin.as_object().unwrap() {
        concept[field] = value.clone();
    }
    (concept, rest, order.flow)
}

/// A sale that a dialer began and an agent finished.
async fn dialed(stage: &mut Stage, valid_till: &str, withdrawn_at: &str) -> SaleId {
    let optin = json!({"optin": 1, "optin_source": "actie", "optin_obtained_at": "2026-01-02 10:00:00",
        "optin_valid_till": valid_till, "optin_withdrawn_at": withdrawn_at,
        "optin_channels": [{"type": "phone", "value": "+31612345678", "topic": "energie",
            "verified_at": "2026-01-02 10:01:00", "verified_method": "sms"}]});
    let (concept, rest, flow) = concept(stage, optin).await;
    let (status, made) = ask(stage, &["account", "concepttransaction"], &concept).await;
    assert_eq!(status, 201, "{made}");
    let uuid = made["uuid"].as_str().unwrap().to_owned();
    let path = ["koppel", "concepts", &uuid, &flow.flow_type, &flow.identifier];
    let (status, sale) = ask(stage, &path, &rest).await;
    assert_eq!(status, 201, "{sale}");
    assert_eq!(ask(stage, &path, &rest).await.0, 404, "a concept is used up");
    SaleId(sale["sale_id"].as_u64().unwrap())
}

async fn waits(stage: &Stage, sale: SaleId) -> Option<WaitingReason> {
    stage.row(sale).await.filter(|row| row.state == State::Waiting)?.waiting
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_opt_in_of_a_dialer_goes_along_and_one_that_holds_no_longer_holds_the_sale() {
    let mut stage = Stage::linked("", false).await;
    let send = |on| [SettingChange::SendOptIn(on)];
    stage.engine.set_integration(&name(), &send(true), None, "anna").await.unwrap();

    let good = dialed(&mut stage, "2099-12-31", "").await;
    until("the sale with its opt-in at the partner", || async {
        stage.row(good).await.is_some_and(|row| row.state.is_placed())
    })
    .await;
    let there = stage.row(good).await.unwrap().partner_sale_id.unwrap();
    let optin = stage.b.owner.optin(there).await.unwrap().expect("it goes along");
    assert_eq!((optin.source.as_str(), optin.valid_till.as_deref()), ("actie", Some("2099-12-31")));
    let channel = &optin.channels[0];
    assert_eq!((channel.kind.as_str(), channel.value.as_str()), ("phone", "+31612345678"));
    assert_eq!(channel.verified_method.as_deref(), Some("sms"));

    let lapsed = dialed(&mut stage, "2026-01-31", "").await;
    let withdrawn = dialed(&mut stage, "2099-12-31", "2026-02-01 09:00:00").await;
    until("both to wait", || async {
        waits(&stage, lapsed).await == Some(WaitingReason::OptInLapsed { valid_till: "2026-01-31".into() })
            && waits(&stage, withdrawn).await
                == Some(WaitingReason::OptInWithdrawn { withdrawn_at: "2026-02-01 09:00:00".into() })
    })
    .await;
    for sale in [lapsed, withdrawn] {
        assert_eq!(stage.row(sale).await.unwrap().attempts, 0, "nothing was sent");
    }

    // No switch lets them go: what a consent was taken for does not go without it.
    stage.engine.set_integration(&name(), &send(false), None, "anna").await.unwrap();
    let third = dialed(&mut stage, "2026-01-31", "").await;
    let plain = dialed(&mut stage, "2099-12-31", "").await;
    until("the one that may go", || async {
        stage.row(plain).await.is_some_and(|row| row.state.is_placed())
    })
    .await;
    let there = stage.row(plain).await.unwrap().partner_sale_id.unwrap();
    assert!(
        stage.b.owner.optin(there).await.unwrap().is_none(),
        "the switch still says whether it goes along"
    );
    for sale in [lapsed, withdrawn, third] {
        until("it to wait", || async { waits(&stage, sale).await.is_some() }).await;
        assert_eq!(stage.row(sale).await.unwrap().attempts, 0, "nothing was sent");
    }
    let verdict = stage.verdict().await;
    assert_eq!(verdict, Default::default());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_opt_in_that_no_dialer_took_stays_at_home() {
    let mut stage = Stage::linked("", false).await;
    let on = [SettingChange::SendOptIn(true), SettingChange::SaleProcessing(false)];
    stage.engine.set_integration(&name(), &on, None, "anna").await.unwrap();
    let order = stage.order().await;
    let body = Bytes::from(serde_json::to_vec(&order.body).unwrap());
    let made = stage.a.owner.create_sale(&order.flow, body, true).await;
    let koppel::model::delivery::Outcome::Accepted(sale) = made.outcome else { panic!("A refuses") };
    let channel = Channel {
        kind: "email".into(),
        value: "klant@voorbeeld.nl".into(),
        topic: None,
        verified_at: None,
        verified_ip: None,
        verified_method: None,
    };
    let optin = OptIn {
        source: "website".into(),
        obtained_at: "2026-01-02 10:00:00".into(),
        obtained_by: None,
        obtained_system: None,
        obtained_via_url: None,
        client_ip: None,
        valid_till: None,
        withdrawn_at: Some("2026-01-03 10:00:00".into()),
        channels: vec![channel],
        remarks: None,
        campaign_code: None,
    };
    stage.a.owner.record_optin(sale, &optin).await.unwrap();
    stage.switch(true).await;
    until("the sale to go", || async { stage.row(sale).await.is_some_and(|row| row.state.is_placed()) })
        .await;
    let there = stage.row(sale).await.unwrap().partner_sale_id.unwrap();
    assert!(stage.b.owner.optin(there).await.unwrap().is_none(), "nobody called this customer");
}
