//! What the catalogue takes and what it does not; what removing something does elsewhere; and that whatever is
//! done leaves a world that another environment takes in.

use serde_json::{Value, json};

use super::sales::{good, sold};
use super::setting::{Caller, errors, serve, supplier, unlimited};

#[tokio::test]
async fn a_sale_keeps_the_words_that_were_shown() {
    let served = supplier().await;
    let owner = &served.owner;
    let partner = served.partner("Klaver").await;
    let sale = sold(&partner.caller, &good()).await;
    let path = format!("user/sales/{sale}");
    let before = partner.caller.data(&path).await["flow_data"].clone();
    let accepted = before["agreements"].as_array().unwrap();
    assert!(accepted.iter().all(|one| one["text"].as_str().is_some_and(|text| !text.is_empty())), "{before}");
    let answered = &before["product_questions"][0];
    assert!(answered["label"].is_string() && answered["id"].is_number(), "{answered}");

    // Whatever the catalogue says later: other words, another name, or nothing any more.
    let other = json!({"text": "U bent ons voortaan alles verschuldigd.", "name": "Anders"});
    for agreement in accepted {
        assert_eq!(owner.put(&format!("koppel/agreements/{}", agreement["id"]), &other).await.0, 200);
    }
    assert_eq!(owner.delete(&format!("koppel/agreements/{}", accepted[0]["id"])).await.0, 200);
    let (_, changed) =
        owner.put(&format!("koppel/questions/{}", answered["id"]), &json!({"description": "Anders"})).await;
    assert_eq!(changed["success"], true, "{changed}");
    assert_eq!(partner.caller.data(&path).await["flow_data"], before);
    assert_eq!(partner.caller.data("user/sales?extended=true").await["data"][0]["flow_data"], before);

    // And what is sold from now on has the new ones.
    let mut body = good();
    body["agreements"].as_object_mut().unwrap().remove(accepted[0]["identifier"].as_str().unwrap());
    let later = sold(&partner.caller, &body).await;
    let later = partner.caller.data(&format!("user/sales/{later}")).await;
    assert_eq!(later["flow_data"]["agreements"][0]["text"], other["text"]);
}

#[tokio::test]
async fn an_agreement_without_words_is_refused() {
    let served = supplier().await;
    let empty = json!({"name": "Leeg", "identifier": "leeg", "text": ""});
    let (status, refused) = served.owner.post("koppel/agreements", &empty).await;
    assert_eq!((status, errors(&refused)), (422, vec!["text".to_owned()]), "{refused}");
    let (status, refused) = served.owner.put("koppel/agreements/4001", &json!({"text": " "})).await;
    assert_eq!((status, errors(&refused)), (422, vec!["text".to_owned()]), "{refused}");
}

#[tokio::test]
async fn what_a_product_cannot_be_is_refused_by_name() {
    let served = supplier().await;
    let owner = &served.owner;
    let good = json!({"name": "Los", "identifier": "los", "type": "energy", "active": "1"});
    let (status, made) = owner.post("account/products", &good).await;
    assert_eq!(status, 201, "{made}");
    let made = format!("account/products/{}", made["data"]["product_id"]);
    let before = owner.data(&made).await;
    let wrong = [
        ("name", json!("")),
        ("type", json!("bogus")),
        ("type", json!("")),
        ("price", json!("abc")),
        ("price", json!("-5")),
        ("price_monthly", json!("€ -5")),
        ("price_action", json!({"amount": 5})),
        ("supplier_id", json!("99")),
        ("supplier_id", json!("nobody")),
        ("business", json!("3")),
        ("active", json!("perhaps")),
        ("main", json!("")),
        ("valid_from", json!("tomorrow")),
        ("image", json!("not a picture")),
        ("image", json!({"extension": "json", "content": "e30="})),
        ("image", json!({"extension": "png", "content": "***"})),
        ("cf_", json!("1")),
        ("colour", json!("green")),
    ];
    for (field, value) in wrong {
        let (status, refused) = owner.put(&made, &json!({field: value})).await;
        assert_eq!((status, errors(&refused)), (422, vec![field.to_owned()]), "{field}={value}: {refused}");
        let mut body = good.clone();
        body["identifier"] = json!("anders");
        body[field] = value.clone();
        let (status, refused) = owner.post("account/products", &body).await;
        assert_eq!((status, errors(&refused)), (422, vec![field.to_owned()]), "{field}={value}: {refused}");
    }
    let (status, refused) = owner.post("account/products", &json!({"flow_ids": [99_999]})).await;
    let all = ["active", "flow_ids", "identifier", "name", "type"].map(str::to_owned).to_vec();
    assert_eq!((status, errors(&refused)), (422, all), "{refused}");
    assert_eq!(owner.data(&made).await, before, "nothing of it was taken");
    // In the words of who asks.
    let (_, refused) = owner.speaking("nl").put(&made, &json!({"price": "abc"})).await;
    assert_eq!(refused["errors"]["price"][0], "Dit is geen geldig bedrag.");
    // What a person types is read as it is meant.
    assert_eq!(owner.put(&made, &json!({"price": "€ 12,50", "price_action": ""})).await.0, 200);
    let now = owner.data(&made).await;
    assert_eq!((&now["price"], &now["price_action"]), (&json!("12.50"), &Value::Null));
    for (path, name) in [("account/suppliers", json!("")), ("account/suppliers", Value::Null)] {
        let (status, refused) = owner.post(path, &json!({"name": name})).await;
        assert_eq!((status, errors(&refused)), (422, vec!["name".to_owned()]), "{refused}");
    }
    let (status, refused) = owner.put("account/suppliers/901", &json!({"name": "", "size": 3})).await;
    assert_eq!((status, errors(&refused)), (422, ["name", "size"].map(str::to_owned).to_vec()), "{refused}");
    let contractor = json!({"name": "Klaver", "contractor": "yes", "company_name": "Klaver bv", "email": "klaver",
        "contact_person": "K", "postcode": "ergens", "housenumber": "1", "streetname": "Weg", "city": "Stad"});
    let (status, refused) = owner.post("account/organisations", &contractor).await;
    let both = ["email", "postcode"].map(str::to_owned).to_vec();
    assert_eq!((status, errors(&refused)), (422, both), "{refused}");
}

#[tokio::test]
async fn a_removal_says_first_what_it_does_and_what_is_in_its_way() {
    let served = supplier().await;
    let owner = &served.owner;
    let partner = served.partner("Klaver").await;
    let connect = format!("account/connect-organisation-to-products/{}", partner.organisation);
    assert_eq!(owner.post(&connect, &json!({"products": [2001, 2002]})).await.0, 200);
    let planned = async |what: &str| owner.get(&format!("koppel/removal/{what}")).await;
    let names = |answer: &Value| -> Vec<String> {
        let rows = answer["data"].as_array().unwrap().iter();
        rows.map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };

    // A product leaves what lists it.
    let (status, plan) = planned("products/2002").await;
    assert_eq!(
        (status, names(&plan)),
        (200, vec!["Stroom en gas".to_owned(), "Klaver".to_owned()]),
        "{plan}"
    );
    assert_eq!(owner.get("account/products/2002").await.0, 200, "a plan does nothing");
    assert_eq!(owner.delete("account/products/2002").await.0, 200);
    let path = format!("account/organisations/{}/products", partner.organisation);
    assert_eq!(owner.data(&path).await["products"], json!([2001]));
    let world = owner.data("koppel/world").await;
    assert!(!world["flows"].to_string().contains("2002"), "{}", world["flows"]);

    // Without its only product a flow would sell everything of its type.
    let lone = json!({"title": "Een ding", "type": "energy", "identifier": "een", "product_ids": [2001]});
    assert_eq!(owner.post("koppel/flows", &lone).await.0, 201);
    for (status, answer) in [planned("products/2001").await, owner.delete("account/products/2001").await] {
        assert_eq!(status, 409, "{answer}");
        assert!(answer["errors"]["needed_by"].to_string().contains("Een ding"), "{answer}");
    }
    // A supplier stays while a product is theirs.
    for (status, answer) in [planned("suppliers/901").await, owner.delete("account/suppliers/901").await] {
        assert_eq!(status, 409, "{answer}");
        assert!(answer["errors"]["needed_by"][0].is_string(), "{answer}");
    }
    assert!(owner.data("account/products/2001").await["supplier_id"].is_number());
    // Rights end with the flow they are of.
    let (_, made) =
        owner.post("koppel/flows", &json!({"title": "Kort", "type": "x", "identifier": "kort"})).await;
    let flow = made["data"]["id"].as_u64().unwrap();
    let rights = format!("koppel/organisations/{}/flows", partner.organisation);
    assert_eq!(owner.put(&rights, &json!({"flows": [flow]})).await.0, 200);
    let (status, plan) = planned(&format!("flows/{flow}")).await;
    assert_eq!((status, names(&plan)), (200, vec!["Klaver".to_owned()]), "{plan}");
    assert_eq!(owner.delete(&format!("koppel/flows/{flow}")).await.0, 200);
    assert_eq!(owner.data("koppel/world").await["organisations"][0]["flows"], json!([]));
    // With a person go their tokens.
    let (status, plan) = planned(&format!("users/{}", partner.user)).await;
    assert_eq!((status, names(&plan)), (200, vec!["koppeling".to_owned()]), "{plan}");
    for (what, expected) in
        [("users/1", 422), ("statuses/new", 422), ("statuses/bogus", 404), ("worlds/1", 404)]
    {
        assert_eq!(planned(what).await.0, expected, "{what}");
    }
}

/// A little chance, the same every time.
struct Chance(u64);

impl Chance {
    fn of(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % most as u64) as usize
    }

    fn pick(&mut self, rows: &Value, field: &str) -> Value {
        let rows = rows.as_array().map(Vec::as_slice).unwrap_or_default();
        if rows.is_empty() { Value::Null } else { rows[self.of(rows.len())][field].clone() }
    }
}

/// One act of an administrator on the world as it is: method, path and body.
fn act(chance: &mut Chance, world: &Value, number: usize) -> (&'static str, String, Value) {
    let (product, supplier) = (chance.pick(&world["products"], "id"), chance.pick(&world["suppliers"], "id"));
    let (flow, question) = (chance.pick(&world["flows"], "id"), chance.pick(&world["questions"], "id"));
    let asked = chance.pick(&world["questions"], "name");
    let key = format!("n{number}");
    let rule = json!({"type": "condition_group", "criterion": "ANY", "rules": [
        {"type": "condition", "name": asked, "identifier": "question.id", "operator": "=", "value": ""},
        {"type": "condition", "name": "", "identifier": "supplier.id", "operator": "=", "value": supplier.to_string()}]});
    let organisation = chance.pick(&world["organisations"], "id");
    let section = json!([{"title": "Deel", "identifier": "deel", "products": [{"id": product}], "mandatory": 1,
        "mandatory_for_product_ids": [product], "mandatory_for_supplier_ids": [supplier]}]);
    let kind = ["energy", "telecom", "default", "x"][chance.of(4)];
    match chance.of(18) {
        0 => ("POST", "account/suppliers".into(), json!({"name": key, "identifier": key})),
        1 => ("DELETE", format!("account/suppliers/{supplier}"), Value::Null),
        2 => (
            "POST",
            "account/products".into(),
            json!({"name": key, "identifier": key, "type": kind, "active": 1, "supplier_id": supplier}),
        ),
        3 => ("PUT", format!("account/products/{product}"), json!({"type": kind, "supplier_id": ""})),
        4 => ("PUT", format!("account/products/{product}"), json!({"supplier_id": supplier, "price": "3,5"})),
        5 | 6 => ("DELETE", format!("account/products/{product}"), Value::Null),
        7 => (
            "POST",
            "koppel/flows".into(),
            json!({"title": key, "type": kind, "identifier": key, "product_ids": [product], "sections": section}),
        ),
        8 => ("PUT", format!("koppel/flows/{flow}"), json!({"product_ids": [], "identifier": key})),
        9 => ("DELETE", format!("koppel/flows/{flow}"), Value::Null),
        10 => (
            "POST",
            "koppel/questions".into(),
            json!({"name": key, "identifier": key, "input_type": "text", "rule": rule, "rule_visible": 1}),
        ),
        11 => ("PUT", format!("koppel/questions/{question}"), json!({"name": key})),
        12 => ("DELETE", format!("koppel/questions/{question}"), Value::Null),
        13 => (
            "POST",
            "koppel/agreements".into(),
            json!({"name": key, "identifier": key, "text": "Ja", "rule": rule, "rule_required": 1}),
        ),
        14 => ("POST", "account/organisations".into(), json!({"name": key})),
        15 => (
            "POST",
            format!("account/connect-organisation-to-products/{organisation}"),
            json!({"products": [product]}),
        ),
        16 => ("PUT", format!("koppel/organisations/{organisation}/flows"), json!({"flows": [flow]})),
        _ => ("POST", "koppel/statuses".into(), json!({"id": key, "name": key, "type": "default"})),
    }
}

async fn done(owner: &Caller, (method, path, body): &(&'static str, String, Value)) -> u16 {
    let body = (!body.is_null()).then_some(body);
    owner.ask(method.parse().unwrap(), path, body).await.0
}

/// `KOPPEL_SOAK` multiplies the rounds.
#[tokio::test]
async fn whatever_is_done_another_environment_takes_the_world_in() {
    let times = std::env::var("KOPPEL_SOAK").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    for seed in 0..4 * times {
        let mut chance = Chance(seed);
        let served = supplier().await;
        let (mut log, mut taken) = (Vec::new(), 0);
        for number in 0..60 {
            let world = served.owner.data("koppel/world").await;
            let act = act(&mut chance, &world, number);
            let status = done(&served.owner, &act).await;
            assert!(status < 500, "{seed}: {act:?}");
            taken += usize::from(status < 300);
            log.push((act, status));
        }
        assert!(taken > 20, "{seed}: most was refused: {log:#?}");
        let world = served.owner.data("koppel/world").await;
        let fresh = serve(None, unlimited()).await;
        let (status, answer) = fresh.owner.post("koppel/world", &json!({"world": world})).await;
        assert_eq!(status, 200, "{seed}: {answer} after {log:#?}");
        let (status, again) = fresh.owner.post("koppel/world", &json!({"world": world})).await;
        let rows = again["data"].as_array().unwrap();
        assert!(status == 200 && rows.iter().all(|row| row["change"] == "same"), "{seed}: {again}");
    }
}
