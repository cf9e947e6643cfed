//! Rights by filter, with a plan, as a standing rule; what a partner sees, and why not the rest.

use serde_json::{Value, json};

use super::setting::{Partner, Served, supplier};

/// A partner with nothing granted.
async fn bare(served: &Served) -> Partner {
    let partner = served.partner("Klaver").await;
    let none = json!({"products": [], "flows": []});
    served
        .owner
        .post(&format!("account/connect-organisation-to-products/{}", partner.organisation), &none)
        .await;
    served.owner.put(&format!("koppel/organisations/{}/flows", partner.organisation), &none).await;
    partner
}

async fn change(served: &Served, partner: &Partner, body: Value) -> (u16, Value) {
    served.owner.post(&format!("koppel/organisations/{}/rights", partner.organisation), &body).await
}

async fn seen(partner: &Partner, list: &str) -> Vec<u64> {
    let rows = partner.caller.data(&format!("user/{list}")).await;
    rows.as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()).collect()
}

async fn reasons(served: &Served, partner: &Partner, about: &str) -> Vec<String> {
    let path = format!("koppel/organisations/{}/why?{about}", partner.organisation);
    let why = served.owner.data(&path).await;
    let reasons: Vec<String> = why["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reason| reason["reason"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(why["seen"], reasons.is_empty());
    reasons
}

#[tokio::test]
async fn a_plan_says_what_a_change_does_and_the_change_does_just_that_at_once() {
    let served = supplier().await;
    let partner = bare(&served).await;
    assert!(seen(&partner, "products").await.is_empty());
    let wanted = json!({"act": "grant", "flow": "energy/stroom-en-gas", "flows": ["energy/stroom-en-gas"]});
    let mut asked = wanted.clone();
    asked["dry_run"] = json!(true);
    let (status, plan) = change(&served, &partner, asked).await;
    assert_eq!(status, 200, "{plan}");
    let plan = &plan["data"];
    let added = plan["products_added"].as_array().unwrap().len();
    assert!(added > 1 && plan["flows_added"][0]["key"] == "energy/stroom-en-gas", "{plan}");
    assert_eq!(plan["changes"], added + 1);
    assert!(seen(&partner, "products").await.is_empty(), "a plan changes nothing");

    // Something came between the plan and the change: nothing is done.
    let mut stale = wanted.clone();
    stale["expect"] = json!(added);
    assert_eq!(change(&served, &partner, stale).await.0, 409);
    let mut sure = wanted.clone();
    sure["expect"] = json!(added + 1);
    let (status, done) = change(&served, &partner, sure).await;
    assert_eq!((status, &done["data"]["applied"]), (200, &json!(true)), "{done}");
    assert!(!seen(&partner, "products").await.is_empty());
    assert_eq!(partner.caller.sell(&super::sales::good()).await.0, 201);

    // Revoking one by its filter works on the very next request, for lists and for sales.
    let (status, _) = change(&served, &partner, json!({"act": "revoke", "products": [2001]})).await;
    assert_eq!(status, 200);
    assert!(!seen(&partner, "products").await.contains(&2001));
    let (status, refused) = partner.caller.sell(&super::sales::good()).await;
    assert_eq!((status, &refused["message"]), (400, &json!("Invalid product")));
    // Who was granted everything, also what is to come, is told that taking one thing away ends that.
    let whole = served.partner("Klaver").await;
    let one = json!({"act": "revoke", "products": [2001], "dry_run": true});
    let (status, plan) = change(&served, &whole, one.clone()).await;
    let told = |field: &str| plan["data"][field].clone();
    assert_eq!((status, told("products_fixed"), told("changes")), (200, json!(true), json!(2)), "{plan}");
    assert_eq!((told("flows_fixed"), told("products_removed")[0]["id"].clone()), (json!(false), json!(2001)));
    let (_, plan) = change(&served, &partner, one).await;
    assert_eq!(plan["data"]["products_fixed"], false, "{plan}");
    for odd in [
        json!({"act": "take"}),
        json!({"act": "grant"}),
        json!({"act": "grant", "products": [999_999]}),
        json!({"act": "grant", "flow": "energy/nergens"}),
        json!({"act": "grant", "supplier_id": 999_999}),
    ] {
        assert_eq!(change(&served, &partner, odd.clone()).await.0, 422, "{odd}");
    }
}

#[tokio::test]
async fn a_standing_rule_grants_what_comes_and_a_fixed_list_does_not() {
    let served = supplier().await;
    let (ruled, fixed) = (bare(&served).await, bare(&served).await);
    let flow = "telecom/internet-thuis";
    change(&served, &ruled, json!({"act": "grant", "standing": flow})).await;
    change(&served, &fixed, json!({"act": "grant", "flow": flow, "flows": [flow]})).await;
    let before = seen(&ruled, "products").await;
    assert!(!before.is_empty() && before == seen(&fixed, "products").await);
    let product =
        json!({"name": "Nieuw", "identifier": "nieuw", "type": "telecom", "active": "1", "retention": "0"});
    let (status, made) = served.owner.post("account/products", &product).await;
    assert_eq!(status, 201, "{made}");
    let new = made["data"]["product_id"].as_u64().unwrap();
    assert!(seen(&ruled, "products").await.contains(&new));
    assert!(!seen(&fixed, "products").await.contains(&new));
    let rights = served.owner.data(&format!("koppel/organisations/{}/rights", ruled.organisation)).await;
    assert_eq!(rights["flows"][0]["standing"], true, "{rights}");
    // One of them taken away: the rule ends, the others stay.
    change(&served, &ruled, json!({"act": "revoke", "products": [new]})).await;
    assert_eq!(seen(&ruled, "products").await, before);
    // The flow taken away: nothing of it is left.
    change(&served, &ruled, json!({"act": "revoke", "flows": [flow]})).await;
    assert!(seen(&ruled, "products").await.is_empty() && seen(&ruled, "flows").await.is_empty());
}

#[tokio::test]
async fn the_view_of_a_partner_is_what_its_token_gets_and_every_absence_has_its_reason() {
    let served = supplier().await;
    let partner = bare(&served).await;
    let wanted = json!({"act": "grant", "flow": "energy/stroom-en-gas", "flows": ["energy/stroom-en-gas"]});
    change(&served, &partner, wanted).await;
    let view = format!("koppel/organisations/{}/view", partner.organisation);
    for list in ["products", "flows", "suppliers", "productquestions", "agreements", "statuses"] {
        let own = partner.caller.data(&format!("user/{list}")).await;
        assert_eq!(served.owner.data(&format!("{view}/{list}")).await, own, "{list}");
        assert!(!own.as_array().unwrap().is_empty(), "{list}");
    }
    assert_eq!(served.owner.get(&format!("{view}/users")).await.0, 404);
    // Whoever it is, while its users are switched off nobody sees anything; that is all there is to say of it.
    let user = format!("koppel/users/{}", partner.user);
    served.owner.put(&user, &json!({"active": "0"})).await;
    assert_ne!(partner.caller.get("user/products").await.0, 200);
    assert_eq!(served.owner.data(&format!("{view}/products")).await, json!([]));
    assert_eq!(reasons(&served, &partner, "").await, ["no_user"]);
    served.owner.put(&user, &json!({"active": "1"})).await;
    assert!(reasons(&served, &partner, "").await.is_empty());

    assert!(reasons(&served, &partner, "product=2001").await.is_empty());
    assert!(reasons(&served, &partner, "flow=energy/stroom-en-gas").await.is_empty());
    assert_eq!(reasons(&served, &partner, "flow=telecom/internet-thuis").await, ["flow_not_granted"]);
    let products = served.owner.data("account/products?type=telecom&active=1").await;
    let other = products[0]["id"].as_u64().unwrap();
    assert_eq!(
        reasons(&served, &partner, &format!("product={other}")).await,
        ["product_not_granted", "flows_not_granted"]
    );
    // A question and an agreement likewise: of telecom, of nothing, of products that are not granted, archived.
    let makes =
        async |body: Value| served.owner.post("koppel/agreements", &body).await.1["data"]["id"].clone();
    let words = |identifier: &str| json!({"name": identifier, "identifier": identifier, "text": "Ja", "visible": "1"});
    let (mut telecom, mut nothing, mut old) = (words("telecom"), words("nergens"), words("oud"));
    telecom["product_types"] = json!("telecom");
    nothing["product_types"] = json!("energy");
    nothing["flow_identifiers"] = json!("internet-thuis");
    old["archive"] = json!("1");
    for (body, expected) in
        [(telecom, ["none_of_its_flows"].as_slice()), (nothing, &["asked_of_nothing"]), (old, &["archived"])]
    {
        let id = makes(body).await;
        assert_eq!(reasons(&served, &partner, &format!("agreement={id}")).await, expected);
    }
    assert!(reasons(&served, &partner, "agreement=algemene_voorwaarden").await.is_empty());
    let seen = partner.caller.data("user/productquestions").await;
    let all = served.owner.data("account/productquestions").await;
    for question in all.as_array().unwrap() {
        let is_seen = seen.as_array().unwrap().contains(question);
        let why = reasons(&served, &partner, &format!("question={}", question["id"])).await;
        assert_eq!(why.is_empty(), is_seen, "{question}: {why:?}");
    }
    let revoke = json!({"act": "revoke", "flow": "energy/stroom-en-gas"});
    change(&served, &partner, revoke).await;
    let why = reasons(&served, &partner, "question=soort_aansluiting").await;
    assert_eq!(why, ["none_of_its_products"]);
    change(&served, &partner, json!({"act": "grant", "flow": "energy/stroom-en-gas"})).await;
    served.owner.put("account/products/2001", &json!({"active": "0"})).await;
    assert_eq!(reasons(&served, &partner, "product=2001").await, ["product_inactive"]);
    let past = json!({"active": "1", "valid_till": "2020-01-01"});
    served.owner.put("account/products/2001", &past).await;
    assert_eq!(reasons(&served, &partner, "product=2001").await, ["product_expired"]);
    served.owner.put("account/products/2001", &json!({"valid_till": ""})).await;
    served.owner.delete(&format!("koppel/tokens/{}", partner.token)).await;
    assert_eq!(reasons(&served, &partner, "product=2001").await, ["no_token"]);
    let organisation = format!("account/organisations/{}", partner.organisation);
    served.owner.put(&organisation, &json!({"active": "0"})).await;
    assert_eq!(reasons(&served, &partner, "product=2001").await, ["organisation_inactive", "no_token"]);
    assert_eq!(served.owner.data(&format!("{view}/products")).await, json!([]));
}

#[tokio::test]
async fn organisations_show_who_is_there_and_a_contractor_names_all_that_it_lacks() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    super::sales::sold(&partner.caller, &super::sales::good()).await;
    let rows = served.owner.data("koppel/organisations").await;
    let row = rows.as_array().unwrap().iter().find(|row| row["id"] == partner.organisation).unwrap();
    assert_eq!((&row["agents"], &row["tokens"], &row["open_sales"]), (&json!(1), &json!(1), &json!(1)));
    assert!(row["last_contact"].is_string() && row["products"].as_u64() > Some(1), "{row}");
    let contractor = json!({"name": "Aannemer", "contractor": "yes", "city": "Ede"});
    let (status, refused) = served.owner.post("account/organisations", &contractor).await;
    assert_eq!(status, 422);
    assert_eq!(
        super::setting::errors(&refused),
        ["company_name", "contact_person", "email", "housenumber", "postcode", "streetname"]
    );
}
