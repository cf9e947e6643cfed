//! Tokens over their life: where they may come from, until when, rotated with an overlap, revoked; and whose
//! they cannot be.

use serde_json::{Value, json};

use super::setting::{Caller, Partner, Served, supplier};

async fn created(served: &Served, partner: &Partner, body: Value) -> (u64, Caller) {
    let (status, made) = served.owner.post(&format!("koppel/users/{}/tokens", partner.user), &body).await;
    assert_eq!(status, 201, "{made}");
    (made["data"]["id"].as_u64().unwrap(), served.caller(made["data"]["token"].as_str().unwrap()))
}

/// The token that was made last.
async fn last_id(served: &Served) -> u64 {
    let tokens = served.owner.data("koppel/tokens").await;
    tokens.as_array().unwrap().iter().filter_map(|token| token["id"].as_u64()).max().unwrap()
}

/// Waits until a token is refused as expired.
async fn until_expired(caller: &Caller) {
    for _ in 0..300 {
        let (status, answer) = caller.get("user/products").await;
        if status == 401 {
            assert!(answer["message"].as_str().unwrap().contains("expired"), "{answer}");
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the token never expired");
}

fn soon(seconds: i64) -> String {
    (chrono::Utc::now() + chrono::TimeDelta::milliseconds(seconds * 1_000)).to_rfc3339()
}

#[tokio::test]
async fn a_token_is_held_to_its_networks_and_its_time() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let near = json!({"label": "dichtbij", "addresses": ["127.0.0.0/8"], "expires_at": soon(2)});
    let (id, near) = created(&served, &partner, near).await;
    assert_eq!(near.get("user/products").await.0, 200);
    let (far, caller) =
        created(&served, &partner, json!({"label": "ver", "addresses": ["192.0.2.0/24"]})).await;
    assert_eq!(caller.get("user/products").await.0, 403);
    let wider = json!({"addresses": ["192.0.2.0/24", "127.0.0.1"], "label": "verder"});
    assert_eq!(served.owner.put(&format!("koppel/tokens/{far}"), &wider).await.0, 200);
    assert_eq!(caller.get("user/products").await.0, 200);
    until_expired(&near).await;
    let listed = served.owner.data(&format!("koppel/tokens?organisation={}", partner.organisation)).await;
    let row = |id: u64| listed.as_array().unwrap().iter().find(|row| row["id"] == id).unwrap();
    assert_eq!((&row(id)["expired"], &row(far)["label"]), (&json!(true), &json!("verder")));
    assert_eq!(row(far)["addresses"], json!(["192.0.2.0/24", "127.0.0.1"]));
    assert_eq!(row(far)["known_addresses"], json!(["127.0.0.1"]));
    for odd in [
        json!({"label": "x", "addresses": ["192.0.2.0/40"]}),
        json!({"label": "x", "expires_at": "2020-01-01"}),
        json!({}),
    ] {
        let path = format!("koppel/users/{}/tokens", partner.user);
        assert_eq!(served.owner.post(&path, &odd).await.0, 422, "{odd}");
    }
}

#[tokio::test]
async fn both_tokens_of_a_rotation_are_good_until_the_overlap_ends() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let rotate = format!("koppel/tokens/{}/rotate", partner.token);
    let (status, made) = served.owner.post(&rotate, &json!({"overlap_seconds": 2})).await;
    assert_eq!(status, 201, "{made}");
    let new = served.caller(made["data"]["token"].as_str().unwrap());
    assert_eq!(made["data"]["integration"], true);
    assert_eq!((partner.caller.get("koppel/me").await.0, new.get("koppel/me").await.0), (200, 200));
    until_expired(&partner.caller).await;
    assert_eq!(new.get("koppel/me").await.0, 200);
    // Without an overlap the old one ends at once; and what ended is not rotated.
    let id = made["data"]["id"].as_u64().unwrap();
    let (_, last) = served.owner.post(&format!("koppel/tokens/{id}/rotate"), &json!({})).await;
    assert_eq!(new.get("koppel/me").await.0, 401);
    let last = served.caller(last["data"]["token"].as_str().unwrap());
    assert_eq!(last.get("koppel/me").await.0, 200);
    let (status, ended) = served.owner.post(&rotate, &json!({})).await;
    assert!(status == 422 && ended["errors"]["token"][0].as_str().unwrap().contains("no longer"), "{ended}");
    // Whose new token was lost rotates again: what ends soon is the old one, and not the new.
    let again = format!("koppel/tokens/{}/rotate", last_id(&served).await);
    served.owner.post(&again, &json!({"overlap_seconds": 2})).await;
    let (_, second) = served.owner.post(&again, &json!({"overlap_seconds": 3_600})).await;
    let second = served.caller(second["data"]["token"].as_str().unwrap());
    until_expired(&last).await;
    assert_eq!(second.get("koppel/me").await.0, 200);
    let month = json!({"overlap_seconds": 40 * 24 * 3_600});
    assert_eq!(served.owner.post(&format!("koppel/tokens/{id}/rotate"), &month).await.0, 422);
}

#[tokio::test]
async fn a_token_for_integration_is_nobody_s_who_administers_and_a_user_can_be_put_out() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let (status, refused) =
        served.owner.post("koppel/users/1/tokens", &json!({"label": "x", "integration": true})).await;
    assert_eq!(status, 422);
    let why = refused["errors"]["integration"][0].as_str().unwrap();
    assert!(why.contains("no person's"), "{why}");
    // Nor a person's of the organisation itself.
    let organisation = partner.organisation;
    let person = json!({
        "email": "jan@klaver.example", "firstname": "Jan", "role": "agent", "organisation_id": organisation,
    });
    let (status, person) = served.owner.post("account/invitation", &person).await;
    assert!((200..300).contains(&status), "{person}");
    let person = format!("koppel/users/{}/tokens", person["data"]["user_id"]);
    let wanted = json!({"label": "x", "integration": true});
    assert_eq!(served.owner.post(&person, &wanted).await.0, 422);
    assert_eq!(served.owner.post(&person, &json!({"label": "x"})).await.0, 201);
    // Outside the integration surface the refusal says what it is for.
    let (status, refused) = partner.caller.get("account/organisations").await;
    assert!(status == 403 && refused["message"].as_str().unwrap().contains("integration only"), "{refused}");

    let user = format!("koppel/users/{}", partner.user);
    assert_eq!(served.owner.put(&user, &json!({"active": "0"})).await.0, 200);
    let (status, refused) = partner.caller.get("user/products").await;
    assert!(status == 403 && refused["message"].as_str().unwrap().contains("not active"), "{refused}");
    served.owner.put(&user, &json!({"active": "1", "firstname": "Koppeling_anders"})).await;
    assert_eq!(partner.caller.data("koppel/me").await["user"]["name"], "Koppeling_anders");
    assert_eq!(served.owner.put("koppel/users/1", &json!({"active": "0"})).await.0, 422, "the owner stays");
}
