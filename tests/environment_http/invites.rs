//! Invites: what their token opens, and what it does not.

use std::time::Duration;

use koppel::clock::Clock;
use koppel::environment::{Options, Sample};
use serde_json::{Value, json};

use super::setting::{Partner, Served, errors, serve, supplier, unlimited};

const KEY: &str = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";

async fn invited(served: &Served, partner: &Partner, body: &Value) -> Value {
    let (status, made) = served.owner.post(&format!("koppel/users/{}/invites", partner.user), body).await;
    assert_eq!(status, 201, "{made}");
    made["data"].clone()
}

/// The environment's clock follows tokio's. A connection that idled out meanwhile is found out here.
async fn passes(served: &Served, seconds: u64) {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
    while served.owner.request(reqwest::Method::GET, "koppel/me").send().await.is_err() {}
}

fn claim(word: char) -> Value {
    json!({"claim": word.to_string().repeat(64)})
}

#[tokio::test]
async fn an_invites_token_is_good_for_its_exchange_and_nothing_else() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let invite = invited(&served, &partner, &json!({"to": KEY, "label": "deur"})).await;
    assert_eq!((&invite["organisation"], &invite["state"]), (&json!("Klaver"), &json!("open")));
    let holder = served.caller(invite["token"].as_str().unwrap());
    for path in ["user/products", "koppel/me", "koppel/capabilities", "account/products"] {
        let (status, answer) = holder.get(path).await;
        assert!(status == 403 && answer["message"].as_str().unwrap().contains("exchanged"), "{answer}");
    }
    assert_eq!(partner.caller.post("koppel/invite/exchange", &claim('a')).await.0, 403);
    assert_eq!(served.owner.post("koppel/invite/exchange", &claim('a')).await.0, 403);
    assert_eq!(holder.post("koppel/invite/exchange", &json!({"claim": "short"})).await.0, 422);

    let (status, first) = holder.post("koppel/invite/exchange", &claim('a')).await;
    assert_eq!((status, &first["data"]["label"]), (201, &json!("deur")), "{first}");
    let first = served.caller(first["data"]["token"].as_str().unwrap());
    assert_eq!(first.get("user/products").await.0, 200);
    // Whoever did it may do it again until they say that it arrived: what they lost dies.
    assert_eq!(holder.post("koppel/invite/exchange", &claim('b')).await.0, 409, "a copy has another claim");
    let (_, second) = holder.post("koppel/invite/exchange", &claim('a')).await;
    let second = served.caller(second["data"]["token"].as_str().unwrap());
    assert_eq!((first.get("user/products").await.0, second.get("user/products").await.0), (401, 200));
    assert_eq!(second.post("koppel/invite/confirm", &json!({})).await.0, 200);
    assert_eq!(holder.post("koppel/invite/exchange", &claim('a')).await.0, 409);
    assert_eq!(second.get("user/products").await.0, 200);
    let listed = served.owner.data("koppel/invites").await;
    assert_eq!((&listed[0]["state"], &listed[0]["refused"]), (&json!("used"), &json!(2)), "{listed}");
    assert!(listed[0].get("token").is_none());
    let uuid = listed[0]["id"].as_str().unwrap();
    assert_eq!(served.owner.delete(&format!("koppel/invites/{uuid}")).await.0, 409);
}

#[tokio::test]
async fn an_invite_dies_with_its_time_its_withdrawal_and_its_organisation() {
    let clock = Clock::simulated(Clock::system().now());
    let served = serve(Some(Sample::Supplier), Options { clock, ..unlimited() }).await;
    let partner = served.partner("Klaver").await;
    let exchange = async |invite: &Value| {
        let holder = served.caller(invite["token"].as_str().unwrap());
        holder.post("koppel/invite/exchange", &claim('a')).await.0
    };
    let (soon, late) = (json!({"to": KEY, "expires_in": 60}), json!({"to": KEY, "expires_in": 86_400}));
    let (short, long) = (invited(&served, &partner, &soon).await, invited(&served, &partner, &late).await);
    passes(&served, 59).await;
    let in_time = invited(&served, &partner, &soon).await;
    passes(&served, 1).await;
    assert_eq!((exchange(&short).await, exchange(&in_time).await), (410, 201));
    let path = format!("koppel/invites/{}", long["id"].as_str().unwrap());
    assert_eq!(served.owner.delete(&path).await.0, 200);
    assert_eq!(exchange(&long).await, 410);
    assert_eq!(
        served.owner.delete(&format!("koppel/invites/{}", short["id"].as_str().unwrap())).await.0,
        410
    );

    let orphan = invited(&served, &partner, &late).await;
    served.owner.delete(&format!("account/organisations/{}", partner.organisation)).await;
    assert_eq!(exchange(&orphan).await, 401);
    assert_eq!(served.owner.data("koppel/invites").await, json!([]));
}

#[tokio::test]
async fn an_invite_is_for_a_link_user_and_says_what_is_wrong_with_it() {
    let served = supplier().await;
    let (_, made) = served.owner.post("account/organisations", &json!({"name": "Nieuw"})).await;
    let organisation = made["data"]["organisation_id"].as_u64().unwrap();
    let path = format!("koppel/organisations/{organisation}/invites");
    let (status, made) = served.owner.post(&path, &json!({"to": KEY})).await;
    assert_eq!(status, 201, "its link user is made with it: {made}");
    let (_, again) = served.owner.post(&path, &json!({"to": KEY})).await;
    assert_eq!(again["data"]["user_id"], made["data"]["user_id"]);
    assert_eq!(made["data"]["user"], "Koppeling_Nieuw");
    let (status, wrong) = served.owner.post(&path, &json!({"to": "me", "expires_in": 0})).await;
    assert_eq!((status, errors(&wrong)), (422, vec!["expires_in".to_owned(), "to".to_owned()]));
    assert_eq!(
        served.owner.post("koppel/users/1/invites", &json!({"to": KEY})).await.0,
        404,
        "the owner is a person"
    );
    assert_eq!(served.owner.post("koppel/organisations/9/invites", &json!({"to": KEY})).await.0, 404);
}

#[tokio::test]
async fn nobody_is_invited_whose_token_would_be_refused_and_it_says_what_is_switched_off() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let to = json!({"to": "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "label": "x"});
    let of_user = format!("koppel/users/{}/invites", partner.user);
    let of_organisation = format!("koppel/organisations/{}/invites", partner.organisation);
    let refused = async |path: &str, field: &str| {
        let (status, answer) = served.owner.post(path, &to).await;
        assert_eq!((status, errors(&answer)), (422, vec![field.to_owned()]), "{path}: {answer}");
        assert_eq!(answer["errors"][field][0], "This is switched off; switch it on first.");
    };
    served.owner.put(&format!("koppel/users/{}", partner.user), &json!({"active": "0"})).await;
    refused(&of_user, "user").await;
    let organisation = format!("account/organisations/{}", partner.organisation);
    served.owner.put(&organisation, &json!({"active": "0"})).await;
    refused(&of_user, "organisation").await;
    refused(&of_organisation, "organisation").await;
    assert_eq!(served.owner.data("koppel/invites").await, json!([]), "none was made");
    served.owner.put(&organisation, &json!({"active": "1"})).await;
    assert_eq!(served.owner.post(&of_organisation, &to).await.0, 201);
}
