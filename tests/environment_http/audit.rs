//! The audit log: every administrative change is in it, chained, and without secrets.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::events::Stream;
use super::sales::{good, sold};
use super::setting::{Served, supplier};
use super::webhooks::{subscriber, until};

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
    let fields = |entry: usize, side: &str| of_sale[entry]["changes"][0][side]["fields"].clone();
    assert_eq!(
        (fields(1, "before"), fields(1, "after")),
        (json!({"meterstand": null}), json!({"meterstand": "4711"}))
    );
    assert_eq!(fields(0, "after"), Value::Null, "no field was set");
    let whole = serde_json::to_string(&of_sale).unwrap();
    assert_eq!(of_sale[2]["changes"][0]["after"]["remark"], "te laat", "what a partner is answered");
    assert!(!["geheim", "Jansen"].iter().any(|one| whole.contains(one)), "{whole}");
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

/// The words of every act, from the one table that has them.
fn all_acts() -> BTreeSet<String> {
    let table = include_str!("../../src/environment/world/acts.rs");
    let words = table.lines().filter_map(|line| line.split_once(" => \"")?.1.strip_suffix("\","));
    words.map(str::to_owned).collect()
}

/// Does every act of the table once.
async fn everything_is_done(served: &Served) {
    let owner = &served.owner;
    let partner = served.partner("Klaver").await;
    let done = async |method: Method, path: &str, body: Value| {
        let (status, answer) = owner.ask(method.clone(), path, Some(&body)).await;
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
        answer["data"].clone()
    };
    let made = async |path: &str, body: Value, id: &str| done(Method::POST, path, body).await[id].clone();
    let organisation = partner.organisation;
    let rights = format!("koppel/organisations/{organisation}/rights");
    let incoming = format!("koppel/organisations/{organisation}/incoming");
    done(Method::PUT, &format!("account/organisations/{organisation}"), json!({"city": "Ede"})).await;
    done(Method::POST, &rights, json!({"act": "revoke", "products": [2001]})).await;
    done(Method::POST, &rights, json!({"act": "grant", "products": [2001]})).await;
    done(Method::PUT, &incoming, json!({"always_confirm": true})).await;
    let other = made("account/organisations", json!({"name": "Weg"}), "organisation_id").await;
    done(Method::DELETE, &format!("account/organisations/{other}"), Value::Null).await;

    let user =
        made("account/invitation", json!({"email": "an@deur.example", "role": "admin"}), "user_id").await;
    done(Method::PUT, &format!("koppel/users/{user}"), json!({"firstname": "An"})).await;
    done(Method::DELETE, &format!("koppel/users/{user}"), Value::Null).await;
    let tokens = format!("koppel/users/{}/tokens", partner.user);
    let token = made(&tokens, json!({"label": "ver", "addresses": ["192.0.2.0/24"]}), "id").await;
    let far = done(Method::POST, &format!("koppel/tokens/{token}/rotate"), json!({})).await["token"].clone();
    assert_eq!(served.caller(far.as_str().unwrap()).get("user/products").await.0, 403);
    done(Method::PUT, &format!("koppel/tokens/{token}"), json!({"label": "verder"})).await;
    done(Method::DELETE, &format!("koppel/tokens/{token}"), Value::Null).await;

    let invites = format!("koppel/users/{}/invites", partner.user);
    let to = json!({"to": "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "label": "x"});
    let withdrawn = made(&invites, to.clone(), "id").await;
    done(Method::DELETE, &format!("koppel/invites/{}", withdrawn.as_str().unwrap()), Value::Null).await;
    let invited = made(&invites, to, "token").await;
    let guest = served.caller(invited.as_str().unwrap());
    let claim = |letter: &str| json!({"claim": letter.repeat(40)});
    let (_, exchanged) = guest.post("koppel/invite/exchange", &claim("a")).await;
    let linked = served.caller(exchanged["data"]["token"].as_str().unwrap());
    assert_eq!(linked.post("koppel/invite/confirm", &json!({})).await.0, 200);
    assert_eq!(guest.post("koppel/invite/exchange", &claim("b")).await.0, 409);

    let (new, same) = (json!({"name": "Nieuw", "identifier": "nieuw"}), json!({"name": "Anders"}));
    let things = [
        ("account/suppliers", new.clone(), same.clone()),
        (
            "account/products",
            json!({"name": "N", "identifier": "n", "type": "energy", "active": 1,
                   "image": {"content": "iVBORw==", "extension": "png"},
                   "documents": [{"name": "tarief", "content": "JVBERg==", "extension": "pdf"}]}),
            json!({"name": "Anders", "image": {"content": "iVBORw0KGgo=", "extension": "png"}}),
        ),
        (
            "koppel/flows",
            json!({"title": "N", "type": "energy", "identifier": "n", "transaction_type": "all"}),
            json!({"title": "Anders"}),
        ),
        ("koppel/questions", json!({"name": "N", "identifier": "n", "input_type": "text"}), same.clone()),
        ("koppel/agreements", json!({"name": "N", "identifier": "n", "text": "Akkoord"}), same.clone()),
        ("koppel/statuses", json!({"name": "N", "id": "eigen", "type": "default"}), same.clone()),
    ];
    for (path, new, other) in things {
        let row = done(Method::POST, path, new).await;
        let ids = ["supplier_id", "product_id", "id"];
        let id = ids.iter().find_map(|id| row.get(*id)).unwrap_or_else(|| panic!("{path}: {row}"));
        let one = format!("{path}/{}", id.as_str().map_or_else(|| id.to_string(), str::to_owned));
        done(Method::PUT, &one, other).await;
        done(Method::DELETE, &one, Value::Null).await;
    }
    let mut world = owner.data("koppel/world").await;
    world["suppliers"]
        .as_array_mut()
        .unwrap()
        .push(json!({"id": 990, "name": "Ander", "identifier": "ander"}));
    done(Method::POST, "koppel/world", json!({"world": world})).await;

    let sale = sold(&partner.caller, &good()).await;
    done(Method::POST, &format!("account/sales/updatestatus/{sale}?status=netto"), json!({})).await;
    done(Method::POST, &format!("account/sales/updatefields/{sale}?meterstand=4711"), json!({})).await;
    let cancel = format!("user/sales/cancel/{sale}?status=cancelled&remark=spijt");
    for answer in ["reject", "accept"] {
        assert_eq!(partner.caller.post(&cancel, &json!({})).await.0, 200);
        let path = format!("koppel/cancellations/{sale}/{answer}");
        done(Method::POST, &path, json!({"reason": "daarom"})).await;
    }

    let hears = subscriber(&[200, 200, 410]).await;
    let hook = json!({"event": "sale.created", "target_url": hears.url});
    let uuid = made("account/webhooks", hook.clone(), "uuid").await;
    sold(&partner.caller, &good()).await;
    hears.messages(1).await;
    let log = format!("koppel/webhooks/{}/deliveries", uuid.as_str().unwrap());
    until(served, &log, |log| log["data"][0]["standing"] == "delivered").await;
    let first = owner.data(&log).await["data"][0]["id"].as_str().unwrap().to_owned();
    done(Method::POST, &format!("{log}/{first}/replay"), json!({})).await;
    hears.messages(2).await;
    sold(&partner.caller, &good()).await;
    hears.messages(3).await;
    until(served, &format!("koppel/webhooks/{}", uuid.as_str().unwrap()), |row| row["gone_at"].is_string())
        .await;
    done(Method::DELETE, &format!("account/webhooks/{}", uuid.as_str().unwrap()), Value::Null).await;
}

/// A list of numbers in a value: bytes, which say nothing to anybody.
fn bytes(value: &Value) -> bool {
    match value {
        Value::Array(many) => {
            many.len() > 16 && many.iter().all(|one| one.as_u64().is_some_and(|byte| byte < 256))
                || many.iter().any(bytes)
        }
        Value::Object(fields) => fields.values().any(bytes),
        _ => false,
    }
}

#[tokio::test]
async fn every_act_there_is_tells_who_when_from_where_what_it_was_and_what_it_became() {
    let served = supplier().await;
    let mut stream = Stream::open(&served.owner, None).await;
    everything_is_done(&served).await;
    let log = entries(&served).await;
    // Each is told to the account as it is done, and to nobody else.
    let mut told = Vec::new();
    while told.len() < log.len() {
        let event = stream.next().await.unwrap();
        if event.kind == "record.added" {
            told.push((event.data["data"]["id"].clone(), event.data["data"]["act"].clone()));
        }
    }
    let all: Vec<_> = log.iter().map(|entry| (entry["number"].clone(), entry["act"].clone())).collect();
    assert_eq!(told, all);
    let done: BTreeSet<String> = log.iter().map(|entry| entry["act"].as_str().unwrap().to_owned()).collect();
    assert_eq!(done, all_acts(), "each is done above");
    let of = |act: &str| log.iter().find(|entry| entry["act"] == act).unwrap()["changes"][0].clone();
    let (made, changed) = (of("product.create")["after"].clone(), of("product.update"));
    assert_eq!(made["documents"][0]["size"], 4, "{made}");
    assert_eq!(made["documents"][0]["hash"].as_str().map(str::len), Some(64), "{made}");
    let image = |side: &str| changed[side]["image"].clone();
    assert_eq!((&image("before")["size"], &image("after")["size"]), (&json!(4), &json!(8)), "{changed}");
    assert_ne!(image("before")["hash"], image("after")["hash"]);
    for entry in &log {
        let act = entry["act"].as_str().unwrap();
        let told = |holds: bool, what: &str| assert!(holds, "{what} of {act}: {}", json!(entry));
        let itself = ["token.new_address", "token.refused_address", "webhook.gone"].contains(&act);
        told(entry["user"]["name"].is_string() != itself, "who");
        told(entry["address"].is_string() || act == "webhook.gone", "from where");
        told(entry["at"].is_string(), "when");
        let changes = entry["changes"].as_array().unwrap();
        told(!changes.is_empty(), "what");
        // Whatever is new was nothing, and what is gone is nothing; all else shows both, and they differ.
        let ends = |side: &str| changes.iter().any(|change| change[side].is_null());
        let is = |suffixes: &[&str]| suffixes.iter().any(|suffix| act.ends_with(suffix));
        let new = is(&[".create", "user.invite", ".exchange", "_address"]);
        told(ends("before") || !new, "that nothing was there before");
        told(ends("after") || !is(&[".delete", "token.revoke"]), "that nothing is left");
        for change in changes {
            told(change["before"] != change["after"], "what changed");
            told(!bytes(change), "no bytes, but name, size and hash");
            let names =
                |side: &str| change[side].as_object().map(|row| row.keys().cloned().collect::<Vec<_>>());
            let (was, is) = (names("before"), names("after"));
            told(was.is_none() || is.is_none() || was == is, "each field before and after");
            let shown = |side: &str| {
                change[side].is_null() || change[side].as_object().is_some_and(|row| !row.is_empty())
            };
            told(
                change["kind"] == "token_addresses" || shown("before") && shown("after"),
                "before and after",
            );
        }
    }
}
