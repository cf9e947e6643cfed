//! The audit log: every administrative change is in it, chained, and without secrets.

use serde_json::{Map, Value, json};

use super::sales::{good, sold};
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

#[tokio::test]
async fn what_is_done_with_a_sale_is_told_with_who_and_from_where_and_nothing_of_its_customer() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let sale = sold(&partner.caller, &good()).await;
    let owner = &served.owner;
    let set = async |path: &str| {
        let request = owner.request(reqwest::Method::POST, path).header("Koppel-Actor", "An%20de%20Wit");
        assert_eq!(request.send().await.unwrap().status(), 200, "{path}");
    };
    set(&format!("account/sales/updatestatus/{sale}?status=netto&remark=geheim")).await;
    set(&format!("account/sales/updatefields/{sale}?meterstand=4711")).await;
    let cancel = format!("user/sales/cancel/{sale}?status=cancelled&remark=spijt");
    assert_eq!(partner.caller.post(&cancel, &json!({})).await.0, 200);
    let reject = format!("koppel/cancellations/{sale}/reject");
    assert_eq!(owner.post(&reject, &json!({"reason": "te laat"})).await.0, 200);
    assert_eq!(partner.caller.post(&cancel, &json!({})).await.0, 200);
    assert_eq!(owner.post(&format!("koppel/cancellations/{sale}/accept"), &json!({})).await.0, 200);

    let log = entries(&served).await;
    let of_sale: Vec<_> = log.iter().filter(|entry| entry["changes"][0]["kind"] == "sales").collect();
    let told: Vec<_> = of_sale
        .iter()
        .map(|one| {
            let change = &one["changes"][0];
            let status = |side: &str| change[side]["status"].as_str().unwrap_or_default();
            (one["act"].as_str().unwrap(), status("before"), status("after"))
        })
        .collect();
    let asked = "open_cancellation_proposal";
    let expected = [
        ("sale.status", "new", "netto"),
        ("sale.fields", "netto", "netto"),
        ("cancellation.reject", asked, "netto"),
        ("cancellation.accept", asked, "cancelled"),
    ];
    assert_eq!(told, expected, "what the partner does itself is in the history alone");
    assert_eq!(of_sale[0]["actor"], "An de Wit");
    assert!(of_sale[2].get("actor").is_none());
    assert_eq!(of_sale[1]["changes"][0]["after"]["fields"], json!(["meterstand"]));
    let whole = serde_json::to_string(&of_sale).unwrap();
    assert!(!["geheim", "4711", "Jansen", "te laat"].iter().any(|one| whole.contains(one)), "{whole}");
    // It is found with the partner whose sale it is.
    let path = format!("koppel/audit?limit=200&organisation={}", partner.organisation);
    let found = served.owner.data(&path).await["entries"].to_string();
    assert!(found.contains("cancellation.accept"), "{found}");
    let history = served.owner.data(&format!("account/sales/{sale}/history")).await;
    for row in history.as_array().unwrap() {
        assert_eq!(row["koppel_address"], "127.0.0.1", "{row}");
    }
}

#[tokio::test]
async fn a_refused_address_and_a_refused_invite_are_told_as_what_they_are() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let body = json!({"label": "ver", "addresses": ["192.0.2.0/24"]});
    let (_, made) = served.owner.post(&format!("koppel/users/{}/tokens", partner.user), &body).await;
    let far = served.caller(made["data"]["token"].as_str().unwrap());
    for _ in 0..3 {
        assert_eq!(far.get("user/products").await.0, 403);
    }
    let invite =
        json!({"to": "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "label": "x"});
    let path = format!("koppel/users/{}/invites", partner.user);
    let (status, invited) = served.owner.post(&path, &invite).await;
    assert_eq!(status, 201, "{invited}");
    let guest = served.caller(invited["data"]["token"].as_str().unwrap());
    let claim = |letter: &str| json!({"claim": letter.repeat(40)});
    assert_eq!(guest.post("koppel/invite/exchange", &claim("a")).await.0, 201);
    assert_eq!(guest.post("koppel/invite/exchange", &claim("b")).await.0, 409);

    let log = entries(&served).await;
    let times = |act: &str| log.iter().filter(|entry| entry["act"] == act).count();
    assert_eq!((times("invite.exchange"), times("invite.refuse")), (1, 1), "{log:?}");
    let refused: Vec<_> = log.iter().filter(|entry| entry["act"] == "token.refused_address").collect();
    assert_eq!(refused.len(), 1, "once for each address: {refused:?}");
    assert_eq!(refused[0]["address"], "127.0.0.1");
    assert_eq!(refused[0]["changes"][0]["id"], made["data"]["id"].to_string());
    let listed = served.owner.data("koppel/invites").await;
    assert_eq!(listed[0]["refused"], 1, "{listed}");
}
