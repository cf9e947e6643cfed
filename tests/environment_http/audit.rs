//! The audit log: every administrative change is in it, chained, and without secrets.

use serde_json::{Map, Value, json};

use super::setting::{Served, supplier};

/// All entries, oldest first, read in pages.
async fn entries(served: &Served) -> Vec<Map<String, Value>> {
    let mut all: Vec<Map<String, Value>> = Vec::new();
    let mut path = "koppel/audit?limit=3".to_owned();
    loop {
        let page = served.owner.data(&path).await;
        all.extend(
            page["entries"].as_array().unwrap().iter().map(|entry| entry.as_object().unwrap().clone()),
        );
        match page["next"].as_u64() {
            Some(next) => path = format!("koppel/audit?limit=3&before={next}"),
            None => break,
        }
    }
    all.reverse();
    all
}

#[tokio::test]
async fn every_administrative_change_is_chained_with_who_where_before_and_after() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let organisation = format!("account/organisations/{}", partner.organisation);
    served.owner.put(&organisation, &json!({"city": "Ede", "active": "0"})).await;
    let person =
        json!({"email": "an@deur.example", "role": "agent", "organisation_id": partner.organisation});
    served.owner.post("account/invitation", &person).await;
    served.owner.put("account/suppliers/1", &json!({"name": "x"})).await;
    served.owner.delete(&format!("koppel/users/{}/tokens/{}", partner.user, partner.token)).await;
    let refused = served.owner.post("account/organisations", &json!({})).await;
    assert_eq!(refused.0, 422);

    let log = entries(&served).await;
    let acts: Vec<&str> = log.iter().map(|entry| entry["act"].as_str().unwrap()).collect();
    for act in [
        "organisation.create",
        "rights.products",
        "rights.flows",
        "user.create",
        "token.create",
        "organisation.update",
        "user.invite",
        "token.revoke",
    ] {
        assert_eq!(acts.iter().filter(|found| **found == act).count(), 1, "{act}: {acts:?}");
    }
    // Chained: recomputed here, by what the call's description says and nothing else.
    let mut previous = json!("0".repeat(64));
    for (index, entry) in log.iter().enumerate() {
        assert_eq!((&entry["number"], &entry["previous"]), (&json!(index + 1), &previous), "{entry:?}");
        let mut bare = entry.clone();
        previous = bare.remove("hash").unwrap();
        let bytes = serde_json::to_vec(&bare).unwrap();
        assert_eq!(previous, json!(blake3::hash(&bytes).to_hex().to_string()));
        assert_eq!(entry["user"]["name"], "Eigenaar");
        assert_eq!((&entry["token"]["label"], &entry["address"]), (&json!("owner"), &json!("127.0.0.1")));
    }
    let update = &log.iter().find(|entry| entry["act"] == "organisation.update").unwrap()["changes"][0];
    assert_eq!(update["id"], partner.organisation.to_string());
    assert_eq!((&update["before"]["active"], &update["after"]["active"]), (&json!(true), &json!(false)));
    assert_eq!(update["after"]["fields"]["city"], "Ede");
    assert!(update["after"].get("products").is_none(), "what stayed is not told again: {update}");
    let made = &log.iter().find(|entry| entry["act"] == "token.create").unwrap()["changes"][0];
    assert_eq!(
        (&made["after"]["label"], &made["after"]["digest"]),
        (&json!("koppeling"), &json!("[secret]"))
    );
}

#[tokio::test]
async fn a_new_address_of_an_integration_token_is_told_once_and_its_uses_are_counted() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    for _ in 0..3 {
        assert_eq!(partner.caller.get("user/products").await.0, 200);
    }
    let log = entries(&served).await;
    let told: Vec<_> = log.iter().filter(|entry| entry["act"] == "token.new_address").collect();
    assert_eq!(told.len(), 1, "{log:?}");
    assert_eq!((&told[0]["user"], &told[0]["address"]), (&Value::Null, &json!("127.0.0.1")));
    assert_eq!(told[0]["changes"][0]["id"], partner.token.to_string());
    let tokens = served.owner.data(&format!("koppel/users/{}/tokens", partner.user)).await;
    assert_eq!((&tokens[0]["uses"], &tokens[0]["last_used_from"]), (&json!(3), &json!("127.0.0.1")));
    assert!(tokens[0]["last_used_at"].is_string());
}
