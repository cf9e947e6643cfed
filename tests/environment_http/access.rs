//! Who is let in, and to what.

use koppel::environment::{self, Options, Scopes, Tokens};
use serde_json::json;

use super::setting::{Served, serve, supplier, unlimited};

/// A person of an organisation, who sells: a token that is not for integration only.
async fn agent(served: &Served, user: u64) -> super::setting::Caller {
    let body = json!({"label": "mens", "integration": false});
    let (_, token) = served.owner.post(&format!("koppel/users/{user}/tokens"), &body).await;
    served.caller(token["data"]["token"].as_str().unwrap())
}

#[tokio::test]
async fn every_declared_call_refuses_who_it_is_not_for() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let person = agent(&served, partner.user).await;
    let stranger = served.caller("nonsense");
    let mut strangers = 0;
    for call in environment::declared() {
        let path =
            call.path.replace("{flow_type}", "x").replace("{flow_identifier}", "x").replace("{uuid}", "x");
        let path = ["{id}", "{number}", "{incoming_id}", "{token}"]
            .iter()
            .fold(path, |path, part| path.replace(part, "999999"));
        let prefixes: &[&str] = match call.scopes {
            Scopes::Both => &["user/", "account/"],
            Scopes::User => &["user/"],
            Scopes::Account => &["account/"],
            Scopes::Free | Scopes::FreeAccount => &[""],
        };
        for prefix in prefixes {
            // An invite's own call takes neither of these tokens.
            let administers =
                *prefix == "account/" || call.scopes == Scopes::FreeAccount || call.tokens == Tokens::Invite;
            let path = format!("{prefix}{path}");
            let method: reqwest::Method = call.method.parse().unwrap();
            let body = json!({});
            let ask = |caller: &super::setting::Caller| {
                let (caller, method, path, body) =
                    (caller.clone(), method.clone(), path.clone(), body.clone());
                async move { caller.ask(method, &path, Some(&body)).await }
            };
            let (status, answer) = ask(&partner.caller).await;
            let integration = call.tokens == Tokens::All && !administers;
            assert_eq!(status != 403, integration, "{method} {path} with an integration token: {answer}");
            let (status, answer) = ask(&person).await;
            assert_eq!(status != 403, !administers, "{method} {path} with an agent's token: {answer}");
            // Guessing is braked after ten: the rest would say 429.
            if strangers < 10 {
                strangers += 1;
                assert_eq!(ask(&stranger).await.0, 401, "{method} {path} without a token");
            }
        }
    }
    assert_eq!(stranger.get("user/products").await.0, 429);
    assert_eq!(partner.caller.get("user/products").await.0, 200);
}

#[tokio::test]
async fn a_token_ends_with_its_revocation_its_organisation_and_its_address() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let organisation = format!("account/organisations/{}", partner.organisation);
    assert_eq!(partner.caller.get("koppel/me").await.0, 200);
    served.owner.put(&organisation, &json!({"active": "0"})).await;
    let (status, answer) = partner.caller.get("user/products").await;
    assert!(status == 403 && answer["message"].as_str().unwrap().contains("not active"), "{answer}");
    served.owner.put(&organisation, &json!({"active": "1"})).await;
    assert_eq!(partner.caller.get("user/products").await.0, 200);
    let tokens = format!("koppel/users/{}/tokens", partner.user);
    let listed = served.owner.data(&tokens).await;
    assert_eq!(listed[0]["label"], "koppeling");
    assert!(listed[0].get("token").is_none() && listed[0].get("digest").is_none());
    assert_eq!(served.owner.delete(&format!("{tokens}/{}", partner.token)).await.0, 200);
    assert_eq!(partner.caller.get("user/products").await.0, 401);
    let far = json!({"label": "ver", "addresses": ["192.0.2.1"]});
    let (_, token) = served.owner.post(&tokens, &far).await;
    let (status, answer) = served.caller(token["data"]["token"].as_str().unwrap()).get("user/products").await;
    assert!(status == 403 && answer["message"].as_str().unwrap().contains("address"), "{answer}");
}

#[tokio::test]
async fn foreign_and_unknown_sales_look_the_same() {
    let served = supplier().await;
    let (partner, other) = (served.partner("Klaver").await, served.partner("Elders").await);
    let id = super::sales::sold(&partner.caller, &super::sales::good()).await;
    for path in ["user/sales/", "user/sales/answers/"] {
        let unknown = other.caller.get(&format!("{path}999999")).await;
        assert_eq!((unknown.0, other.caller.get(&format!("{path}{id}")).await), (404, unknown));
    }
    assert_eq!(other.caller.data("user/sales").await["total"], 0);
    assert_eq!(
        other
            .caller
            .data(&format!("user/sales?sale_ids[]={id}&organisations[]={}", partner.organisation))
            .await["total"],
        0
    );
}

#[tokio::test]
async fn an_environment_says_what_it_is_and_who_asks() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let capabilities = partner.caller.data("koppel/capabilities").await;
    assert_eq!((&capabilities["version"], &capabilities["reference"]), (&json!(1), &json!("unique")));
    let me = partner.caller.data("koppel/me").await;
    assert_eq!(me["user"]["name"], "Koppeling_Klaver");
    assert_eq!(me["organisation"], json!({"id": partner.organisation, "name": "Klaver"}));
    assert_eq!((&me["scope"], &me["integration_only"]), (&json!("user"), &json!(true)));
    let owner = served.owner.data("koppel/me").await;
    assert_eq!(
        (&owner["scope"], &owner["organisation"], &owner["domain"]),
        (&json!("account"), &json!(null), &json!("windkracht"))
    );
    let (status, answer) = served.owner.get("user/nowhere").await;
    assert_eq!((status, &answer["message"]), (404, &json!("Not found.")));
    assert_eq!(served.owner.delete("account/statuses").await.0, 405);
}

#[tokio::test]
async fn the_limit_is_told_held_and_per_token() {
    let served = serve(None, Options { limit: Some(3), ..unlimited() }).await;
    let response = served.owner.request(reqwest::Method::GET, "account/products").send().await.unwrap();
    assert_eq!(
        (&response.headers()["x-ratelimit-limit"], &response.headers()["x-ratelimit-remaining"]),
        (&"3".parse().unwrap(), &"2".parse().unwrap())
    );
    for _ in 0..2 {
        assert_eq!(served.owner.get("account/products").await.0, 200);
    }
    let response = served.owner.request(reqwest::Method::GET, "account/products").send().await.unwrap();
    assert_eq!(response.status(), 429);
    let wait: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait));
    assert_eq!(response.headers()["x-ratelimit-remaining"], "0");
}
