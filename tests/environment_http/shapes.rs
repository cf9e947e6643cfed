//! A walk over every documented call in every scope it is in: its answer against the documented shape, and
//! its refusals with their code and sentence in both languages.

use std::collections::BTreeSet;

use koppel::environment::{self, Options, Sample, Scopes};
use reqwest::Method;
use serde_json::{Value, json};

use super::documented::{Documented, Endpoint};
use super::sales::{good, sold};
use super::setting::{Caller, Partner, Served, serve, supplier, unlimited};

/// The documented calls: of the document, and of nothing the environment says about itself.
fn endpoints() -> Vec<Endpoint> {
    Documented::read().endpoints()
}

/// The one place that looks at what the environment declares: as a set, with scopes, it is what is documented.
#[test]
fn what_is_served_is_what_is_documented_in_the_same_scopes() {
    let scopes = |scopes| match scopes {
        Scopes::Both => ["account/", "user/"].as_slice(),
        Scopes::User => &["user/"],
        Scopes::Account => &["account/"],
        Scopes::Free | Scopes::FreeAccount => &[""],
    };
    let served = environment::declared().into_iter().filter(|call| !call.own);
    let served: BTreeSet<_> =
        served.map(|call| (format!("{} {}", call.method, call.path), scopes(call.scopes))).collect();
    let documented: BTreeSet<_> = endpoints().iter().map(|call| (call.named(), call.prefixes)).collect();
    assert_eq!(served, documented);
}

/// Who walks, and what was seen on the way.
struct Walk {
    served: Served,
    partner: Partner,
    documented: Documented,
    walked: BTreeSet<String>,
    different: Vec<String>,
}

impl Walk {
    /// Asks `call` in each of its scopes, as the owner and as a partner; the data of the last answer.
    async fn on(&mut self, call: &str, id: impl ToString, body: Value) -> Value {
        let endpoint = endpoints().into_iter().find(|known| known.named() == call).unwrap();
        let shape = self.documented.call(call).clone();
        let mut last = Value::Null;
        for prefix in endpoint.prefixes {
            let caller = if *prefix == "account/" { &self.served.owner } else { &self.partner.caller };
            let id = id.to_string();
            let mut path = endpoint.path.replace("{number}", "0");
            for part in ["{id}", "{incoming_id}", "{uuid}", "{flow_type}/{flow_identifier}"] {
                path = path.replace(part, &id);
            }
            if call == "GET statuses" {
                path.push_str("?status_source=sale");
            }
            let at = format!("{} {prefix}{path}", endpoint.method);
            let method: Method = endpoint.method.parse().unwrap();
            if let Some(kind) = shape.get("file") {
                let response = caller.request(method, &format!("{prefix}{path}")).send().await.unwrap();
                assert_eq!(response.headers()["content-type"], kind.as_str().unwrap(), "{at}");
                assert!(response.bytes().await.unwrap().starts_with(b"%PDF"), "{at}");
                continue;
            }
            let (status, answer) = caller.ask(method, &format!("{prefix}{path}"), Some(&body)).await;
            assert_eq!(u64::from(status), shape["status"].as_u64().unwrap(), "{at}: {answer}");
            let envelope = json!({"success": "flag", "data": "any", "+message": "text"});
            self.different.extend(self.documented.differences(&envelope, &answer, &at));
            assert_eq!(answer["success"], true, "{at}");
            self.different.extend(self.documented.differences(&shape["data"], &answer["data"], &at));
            last = answer["data"].clone();
        }
        self.walked.insert(call.to_owned());
        last
    }
}

#[tokio::test]
async fn every_documented_call_answers_in_its_documented_shape() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let (owner, seller) = (served.owner.clone(), partner.caller.clone());
    let documented = Documented::read();
    let mut walk = Walk { served, partner, documented, walked: BTreeSet::new(), different: Vec::new() };
    let none = || json!({});

    // Catalogue
    for list in ["products", "suppliers", "flows", "productquestions", "agreements", "statuses"] {
        let rows = walk.on(&format!("GET {list}"), "", none()).await;
        assert!(!rows.as_array().unwrap().is_empty(), "{list}: nothing to compare");
    }
    for (list, account) in
        [("products", true), ("flows", true), ("productquestions", false), ("agreements", false)]
    {
        // Each of what a partner sees, and of what only the account sees at least the shape of the page.
        let rows = seller.data(&format!("user/{list}")).await;
        for row in rows.as_array().unwrap() {
            walk.on(&format!("GET {list}/{{id}}"), &row["id"], none()).await;
        }
        assert!(account || rows.as_array().unwrap().len() > 3);
    }
    assert!(walk.walked.contains("GET flows/{id}"));
    walk.on("GET products/{id}/documents/{number}", 2001, none()).await;
    let product = json!({"name": "Nieuw", "identifier": "nieuw", "type": "energy", "active": 1, "supplier_id": "901",
                         "business": "2", "price_monthly": "9.95", "cf_stroom_enkel": "0.2",
                         "image": {"content": "iVBORw==", "extension": "png"}});
    let id = walk.on("POST products", "", product).await["product_id"].clone();
    let whole = owner.data(&format!("account/products/{id}")).await;
    let shape = json!("product whole");
    walk.different.extend(walk.documented.differences(&shape, &whole, "a new product"));
    walk.on("PUT products/{id}", &id, json!({"name": "Anders"})).await;
    walk.on("DELETE products/{id}", &id, none()).await;
    let made = walk.on("POST suppliers", "", json!({"name": "Nieuw", "identifier": "nieuw"})).await;
    walk.on("PUT suppliers/{id}", &made["supplier_id"], json!({"name": "Anders"})).await;
    walk.on("DELETE suppliers/{id}", &made["supplier_id"], none()).await;

    // Sales
    let path = "POST sales/flow/{flow_type}/{flow_identifier}";
    let mut body = good();
    body["incoming_id"] = json!("in-1");
    let sale = walk.on(path, "energy/stroom-en-gas", body).await["sale_id"].clone();
    let mut offer = good();
    offer["transaction_type"] = json!("offer");
    let offer = sold(&seller, &offer).await;
    for sale in [sale.clone(), json!(offer)] {
        walk.on("GET sales/{id}", &sale, none()).await;
        walk.on("GET sales/answers/{id}", &sale, none()).await;
        walk.on("GET sales/contract/{id}", &sale, none()).await;
    }
    for (call, id) in [
        ("POST sales/updatestatus/{id}", sale.to_string()),
        ("POST sales/updatestatus/incoming/{incoming_id}", "in-1".to_owned()),
    ] {
        walk.on(call, id, json!({"status": "verified", "remark": "akkoord", "mark_processed": "1"})).await;
    }
    for (call, id) in [
        ("POST sales/updatefields/{id}", sale.to_string()),
        ("POST sales/updatefields/incoming/{incoming_id}", "in-1".to_owned()),
    ] {
        walk.on(call, id, json!({"meter": "12"})).await;
    }
    walk.on(
        "POST sales/{id}/optin",
        &sale,
        json!({"source": "dialer", "channels": [{"type": "phone", "value": "0612345678"}]}),
    )
    .await;
    walk.on("POST sales/cancel/{id}", &sale, json!({"status": "cancelled", "remark": "bedenktijd"})).await;
    walk.on("GET sales/{id}/history", &sale, none()).await;
    walk.on("GET sales", "", none()).await;
    walk.on("POST concepttransaction", "", json!({"source": "dialer", "source_id": "7"})).await;

    // Organisations, users, webhooks
    let made = walk.on("POST organisations", "", json!({"name": "Elders"})).await["organisation_id"].clone();
    walk.on("GET organisations", "", none()).await;
    walk.on("GET organisations/{id}", &made, none()).await;
    walk.on("PUT organisations/{id}", &made, json!({"city": "Ons Dorp"})).await;
    let all = walk.on("POST connect-organisation-to-products/{id}", &made, none()).await;
    assert!(all["products"].as_array().unwrap().len() > 3, "absent means all");
    walk.on("GET organisations/{id}/products", &made, none()).await;
    walk.on("POST connect-product-to-organisations/{id}", 2001, json!({"organisations": [made]})).await;
    walk.on(
        "POST invitation",
        "",
        json!({"email": "a@voorbeeld.nl", "role": "agent", "organisation_id": made}),
    )
    .await;
    walk.on("GET users", "", none()).await;
    walk.on("DELETE organisations/{id}", &made, none()).await;
    walk.on("GET webhooks/events", "", none()).await;
    walk.on(
        "POST webhooks",
        "",
        json!({"event": "product.updated", "target_url": "https://voorbeeld.nl/haak"}),
    )
    .await;
    let hooks = owner.data("account/webhooks").await;
    walk.on("GET webhooks", "", none()).await;
    for hook in hooks.as_array().unwrap() {
        // The partner may end its own only, the account any.
        let path = format!("webhooks/{}", hook["uuid"].as_str().unwrap());
        if seller.delete(&format!("user/{path}")).await.0 == 404 {
            assert_eq!(owner.delete(&format!("account/{path}")).await.0, 200);
        }
    }
    assert_eq!(owner.data("account/webhooks").await, json!([]));
    walk.walked.insert("DELETE webhooks/{uuid}".to_owned());

    assert!(walk.different.is_empty(), "{:#?}", walk.different);
    let left_out: Vec<String> =
        endpoints().iter().map(Endpoint::named).filter(|call| !walk.walked.contains(call)).collect();
    assert!(left_out.is_empty(), "not walked: {left_out:?}");
    println!("{} documented calls walked", walk.walked.len());
}

/// Asks twice, in both languages: the refusal must have its documented shape, say the same thing in each,
/// and name `fields`.
async fn refused(caller: &Caller, method: &str, path: &str, body: &Value, status: u16, fields: &[&str]) {
    let documented = Documented::read();
    let mut messages = BTreeSet::new();
    for language in ["nl", "en"] {
        let at = format!("{method} {path} in {language}");
        let caller = caller.speaking(language);
        let (found, answer) = caller.ask(method.parse().unwrap(), path, Some(body)).await;
        assert_eq!(found, status, "{at}: {answer}");
        let mut shape = json!({"success": "flag", "message": "text", "code": "number"});
        if !fields.is_empty() {
            shape["errors"] = json!({"...": ["text"]});
        }
        assert_eq!(documented.differences(&shape, &answer, &at), [""; 0]);
        assert_eq!((&answer["success"], &answer["code"]), (&json!(false), &json!(status)), "{at}");
        assert_eq!(super::setting::errors(&answer), fields, "{at}: {answer}");
        messages.insert(answer["message"].to_string() + &answer["errors"].to_string());
    }
    assert!(messages.len() == 2, "{method} {path}: the same in both languages: {messages:?}");
}

#[tokio::test]
async fn every_refusal_has_its_code_its_shape_and_its_sentence_in_both_languages() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let (owner, seller) = (&served.owner, &partner.caller);
    let none = json!({});
    let mut strangers = 0;
    for call in endpoints() {
        for prefix in call.prefixes {
            let unknown = ["{id}", "{number}", "{incoming_id}", "{uuid}", "{flow_type}", "{flow_identifier}"];
            let path = unknown
                .iter()
                .fold(format!("{prefix}{}", call.path), |path, part| path.replace(part, "999999"));
            // No call has this method.
            refused(owner, "PATCH", &path, &none, 405, &[]).await;
            if *prefix == "account/" {
                refused(seller, &call.method, &path, &none, 403, &[]).await;
            }
            let caller = if *prefix == "user/" { seller } else { owner };
            if call.path.contains('{')
                && !call.path.ends_with("/optin")
                && !call.path.contains("updatestatus")
                && !call.path.contains("connect-organisation")
            {
                refused(caller, &call.method, &path, &none, 404, &[]).await;
            }
            // Guessing is braked after ten.
            if strangers < 5 {
                strangers += 1;
                refused(&served.caller("kpl_p_nobody"), &call.method, &path, &none, 401, &[]).await;
            }
        }
    }
    refused(owner, "GET", "user/nowhere", &none, 404, &[]).await;
    refused(owner, "POST", "account/sales/updatestatus/999999", &json!({"status": "new"}), 404, &[]).await;
    refused(owner, "POST", "account/connect-organisation-to-products/999999", &none, 404, &[]).await;

    let sale = sold(seller, &good()).await;
    let sell = "sales/flow/energy/stroom-en-gas";
    for (caller, path, body, status, fields) in [
        (
            owner,
            "account/products".to_owned(),
            json!({"name": "Leeg"}),
            422,
            vec!["active", "identifier", "type"],
        ),
        (
            owner,
            "account/products".to_owned(),
            json!({"name": "x", "identifier": "x", "type": "energy", "active": "1", "business": "7", "valid_from": "ooit"}),
            422,
            vec!["business", "valid_from"],
        ),
        (owner, "account/suppliers".to_owned(), none.clone(), 422, vec!["name"]),
        (
            owner,
            "account/organisations".to_owned(),
            json!({"name": "x", "contractor": "yes", "city": "Ons Dorp"}),
            422,
            vec!["company_name", "contact_person", "email", "housenumber", "postcode", "streetname"],
        ),
        (owner, "account/invitation".to_owned(), none.clone(), 422, vec!["email", "role"]),
        (
            owner,
            "account/webhooks".to_owned(),
            json!({"event": "sun.risen", "target_url": "https://voorbeeld.nl"}),
            422,
            vec!["event"],
        ),
        (owner, "account/concepttransaction".to_owned(), none.clone(), 422, vec!["source", "source_id"]),
        (owner, format!("account/sales/updatestatus/{sale}"), none.clone(), 422, vec!["status"]),
        (owner, format!("account/sales/{sale}/optin"), json!({"source": "x"}), 422, vec!["channels"]),
        (seller, format!("user/sales/cancel/{sale}"), json!({"status": "new"}), 422, vec!["status"]),
        (seller, sell.to_owned(), json!({"product_id": 999_999}), 422, vec![]),
    ] {
        if path == sell {
            let (found, answer) = caller.post(&path, &body).await;
            assert!(found == status && !super::setting::errors(&answer).is_empty(), "{answer}");
            continue;
        }
        refused(caller, "POST", &path, &body, status, &fields).await;
    }
    let changed = |field: &str, value: Value| {
        let mut body = good();
        body[field] = value;
        body
    };
    refused(seller, "POST", sell, &changed("product_id", json!(999_999)), 400, &[]).await;
    refused(seller, "POST", sell, &changed("iban", json!("NL92ABNA0417164300")), 400, &["iban"]).await;
    refused(seller, "POST", sell, &json!([1]), 400, &[]).await;
    let long = json!({"name": "x".repeat(300 * 1024)});
    refused(owner, "POST", "account/organisations", &long, 413, &[]).await;
    refused(owner, "GET", "account/sales?type=other", &none, 422, &["type"]).await;
}

#[tokio::test]
async fn a_throttled_request_says_when_to_come_back() {
    let served = serve(Some(Sample::Supplier), Options { limit: Some(1), ..unlimited() }).await;
    assert_eq!(served.owner.get("account/flows").await.0, 200);
    refused(&served.owner, "GET", "account/flows", &json!({}), 429, &[]).await;
    let response = served.owner.request(Method::GET, "account/flows").send().await.unwrap();
    for (header, value) in [("x-ratelimit-limit", "1"), ("x-ratelimit-remaining", "0")] {
        assert_eq!(response.headers()[header], value);
    }
    let wait: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait));
}
