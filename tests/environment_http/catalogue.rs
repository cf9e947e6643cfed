//! The catalogue: shapes, what a partner sees of it, and the account's changes.

use serde_json::{Value, json};

use super::setting::supplier;

fn keys(row: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

fn ids(rows: &Value) -> Vec<u64> {
    rows.as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn rows_have_the_fields_that_are_documented() {
    let served = supplier().await;
    let owner = &served.owner;
    let product = owner.data("account/products").await[0].clone();
    let mut documented = vec![
        "id",
        "name",
        "identifier",
        "supplier_id",
        "supplier_name",
        "supplier_identifier",
        "type",
        "usp",
        "description",
        "cart_info",
        "business",
        "active",
        "valid_from",
        "valid_till",
        "created_at",
        "updated_at",
    ];
    documented.sort_unstable();
    assert_eq!(keys(&product), documented);
    let whole = owner.data("account/products/2001").await;
    for field in ["main", "image", "duration", "price_monthly_action_value", "customfields", "documents"] {
        assert!(whole.get(field).is_some(), "{field}");
    }
    assert_eq!(whole["customfields"]["stroom_enkel"].as_str().map(|text| text.starts_with("0.")), Some(true));
    let location = whole["documents"][0]["location"].as_str().unwrap();
    let path = location.split("/v1/").nth(1).unwrap();
    let file = owner.request(reqwest::Method::GET, path).send().await.unwrap();
    assert_eq!(file.headers()["content-type"], "application/pdf");
    assert!(file.bytes().await.unwrap().starts_with(b"%PDF"));
    let flow = owner.data("account/flows/101").await;
    assert_eq!(
        (&flow["transaction_type"], &flow["consumer_order_iban_required"]),
        (&json!("all"), &json!("1"))
    );
    let question = owner.data("account/productquestions/3001").await;
    assert!(question["extra"].is_string() && question["required"] == "0");
    assert!(owner.data("account/agreements/4001").await["rule_required"].is_string());
    let statuses = owner.data("account/statuses?status_source=sale").await;
    let one = statuses.as_array().unwrap().iter().find(|status| status["id"] == "in_behandeling").unwrap();
    assert_eq!(keys(one), ["id", "name", "source", "source_data", "text", "type"]);
    assert!(statuses.as_array().unwrap().iter().any(|status| status["id"] == "offer_rejected_alternative"));
}

#[tokio::test]
async fn a_partner_sees_what_is_granted_and_active_and_no_more_from_the_next_request_on() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let seen = || async { ids(&partner.caller.data("user/products").await) };
    assert!(seen().await.contains(&2001) && seen().await.contains(&2010));
    let connect = format!("account/connect-organisation-to-products/{}", partner.organisation);
    let (_, answer) = served.owner.post(&connect, &json!({"products": [2001, 2002, "2010"]})).await;
    assert_eq!(answer["data"]["products"], json!([2001, 2002, 2010]));
    assert_eq!(seen().await, [2001, 2002, 2010]);
    // A product is sold through a granted flow only.
    let flows = format!("koppel/organisations/{}/flows", partner.organisation);
    assert_eq!(
        served.owner.put(&flows, &json!({"flows": ["energy/stroom-en-gas"]})).await.1["data"]["flows"],
        json!([101])
    );
    assert_eq!(seen().await, [2001, 2002]);
    assert_eq!(ids(&partner.caller.data("user/flows").await), [101]);
    let questions = partner.caller.data("user/productquestions").await;
    assert!(questions.as_array().unwrap().iter().all(|question| question["identifier"] != "nummerbehoud"));
    assert!(questions.as_array().unwrap().iter().any(|question| question["identifier"] == "situatie"));
    served.owner.put("account/products/2001", &json!({"active": 0})).await;
    served.owner.put("account/products/2002", &json!({"valid_till": "2020-01-01"})).await;
    assert_eq!(seen().await, [0_u64; 0]);
    // Gone, foreign and never there look the same.
    let unknown = partner.caller.get("user/products/999999").await;
    assert_eq!(unknown.0, 404);
    for id in ["2001", "2010", "2x"] {
        assert_eq!(partner.caller.get(&format!("user/products/{id}")).await, unknown);
    }
    served.owner.post(&connect, &json!({"products": []})).await;
    assert_eq!(
        served.owner.data(&format!("account/organisations/{}/products", partner.organisation)).await,
        json!({"products": []})
    );
}

#[tokio::test]
async fn a_product_is_made_changed_found_and_deleted() {
    let served = supplier().await;
    let owner = &served.owner;
    let (status, answer) = owner.post("account/products", &json!({"name": "Leeg"})).await;
    assert_eq!(
        (status, super::setting::errors(&answer)),
        (422, ["active", "identifier", "type"].map(str::to_owned).to_vec())
    );
    let new = json!({"name": "Nieuw Vast", "identifier": "nieuw-vast", "type": "energy", "active": "1", "supplier_id": 901,
                     "business": 2, "price_monthly": "9.95", "cf_stroom_enkel": "0.2",
                     "image": {"content": "iVBORw==", "extension": "png"},
                     "attachments": [{"name": "tarief.pdf", "content": "JVBERi0xLjQ=", "extension": "pdf"}]});
    let (status, answer) = owner.post("account/products", &new).await;
    assert_eq!(status, 201, "{answer}");
    let id = answer["data"]["product_id"].as_u64().unwrap();
    let product = owner.data(&format!("account/products/{id}")).await;
    assert_eq!(
        (&product["price_monthly"], &product["customfields"]),
        (&json!("9.95"), &json!({"stroom_enkel": "0.2"}))
    );
    assert_eq!(product["image"], json!({"extension": "png", "content": "iVBORw=="}));
    assert_eq!(product["documents"][0]["name"], "tarief.pdf");
    assert_eq!(ids(&owner.data("account/products?q=nieuw&type=energy&business=2").await), [id]);
    assert_eq!(ids(&owner.data("account/products?types[]=telecom&q=nieuw").await), [0_u64; 0]);
    assert_eq!(ids(&owner.data("account/products?period_filter_on=created_date&period=today").await), [id]);
    // It is in the flow of its type, so it can be sold.
    let mut sale = super::sales::good();
    sale["product_id"] = json!(id);
    assert_eq!(owner.sell(&sale).await.0, 201);
    assert_eq!(owner.put(&format!("account/products/{id}"), &json!({"name": "Anders"})).await.0, 200);
    let product = owner.data(&format!("account/products/{id}")).await;
    assert_eq!((&product["name"], &product["price_monthly"]), (&json!("Anders"), &json!("9.95")));
    // A document without content is the one of that name that there is; an empty custom field goes.
    let more = json!({"cf_stroom_enkel": "", "documents": [
        {"name": "tarief.pdf"}, {"name": "meer.pdf", "content": "JVBERi0xLjU=", "extension": "pdf"}]});
    assert_eq!(owner.put(&format!("account/products/{id}"), &more).await.0, 200);
    let product = owner.data(&format!("account/products/{id}")).await;
    let names = product["documents"].as_array().unwrap().iter();
    let names: Vec<_> = names.map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!((names, &product["customfields"]), (vec!["tarief.pdf", "meer.pdf"], &json!({})));
    let (status, answer) =
        owner.put(&format!("account/products/{id}"), &json!({"documents": [{"name": "geen.pdf"}]})).await;
    assert_eq!(
        (status, super::setting::errors(&answer)),
        (422, vec!["attachments.0".to_owned()]),
        "{answer}"
    );
    assert_eq!(owner.delete(&format!("account/products/{id}")).await.0, 200);
    assert_eq!(owner.delete(&format!("account/products/{id}")).await.0, 404);
}

#[tokio::test]
async fn suppliers_organisations_users_webhooks_and_concepts() {
    let served = supplier().await;
    let owner = &served.owner;
    let (_, made) =
        owner.post("account/suppliers", &json!({"name": "Nieuwe Stroom", "identifier": "nieuw"})).await;
    let id = made["data"]["supplier_id"].as_u64().unwrap();
    assert!(ids(&owner.data("user/suppliers").await).iter().all(|seen| *seen != id));
    assert_eq!(owner.delete(&format!("account/suppliers/{id}")).await.0, 200);
    let contractor = json!({"name": "Klaver", "contractor": "yes", "city": "Ons Dorp"});
    let (status, answer) = owner.post("account/organisations", &contractor).await;
    let missing = ["company_name", "contact_person", "email", "housenumber", "postcode", "streetname"];
    assert_eq!((status, super::setting::errors(&answer)), (422, missing.map(str::to_owned).to_vec()));
    let partner = served.partner("Klaver").await;
    assert_eq!(
        owner
            .put(&format!("account/organisations/{}", partner.organisation), &json!({"city": "Ons Dorp"}))
            .await
            .0,
        200
    );
    assert_eq!(owner.data("account/organisations").await["data"][0]["city"], "Ons Dorp");
    let invitation =
        json!({"email": "agent@voorbeeld.nl", "role": "agent", "organisation_id": partner.organisation});
    assert_eq!(owner.post("account/invitation", &invitation).await.0, 201);
    assert_eq!(owner.post("account/invitation", &json!({"email": "a@b.nl", "role": "agent"})).await.0, 422);
    let users = owner.data("account/users").await;
    assert_eq!(users["total"], 3);
    let own = json!({"event": "product.updated", "target_url": "https://voorbeeld.nl/haak"});
    let (status, hook) = partner.caller.post("user/webhooks", &own).await;
    assert_eq!(status, 201);
    assert_eq!(owner.data("user/webhooks").await, json!([]));
    assert_eq!(owner.data("account/webhooks").await.as_array().unwrap().len(), 1);
    let uuid = hook["data"]["uuid"].as_str().unwrap();
    assert_eq!(partner.caller.delete(&format!("user/webhooks/{uuid}")).await.0, 200);
    let (status, concept) =
        owner.post("account/concepttransaction", &json!({"source": "beller", "source_id": "9"})).await;
    assert!(status == 201 && concept["data"]["order_url"].is_string());
    assert_eq!(owner.post("account/concepttransaction", &json!({"source": "x".repeat(21)})).await.0, 422);
}
