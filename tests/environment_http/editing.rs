//! Administering flows, questions, agreements, statuses and people, and a whole world out and in.

use koppel::environment::Sample;
use serde_json::{Value, json};

use super::setting::{errors, serve, supplier, unlimited};

fn rule(name: &str, value: &str) -> Value {
    json!({"type": "condition_group", "criterion": "ALL", "visibility": true, "rules": [
        {"type": "condition", "name": name, "identifier": "question.id", "operator": "=", "value": value}]})
}

#[tokio::test]
async fn all_that_is_wrong_with_a_question_is_told_at_once_and_nothing_is_made() {
    let served = supplier().await;
    let before = served.owner.data("account/productquestions").await.as_array().unwrap().len();
    let wrong = json!({"name": "", "identifier": "kop_levering", "input_type": "guess", "required": "perhaps",
        "flow_identifiers": ["nergens"], "colour": "blue", "rule_visible": "1", "rule": rule("Nergens", "Ja")});
    let (status, answer) = served.owner.post("koppel/questions", &wrong).await;
    let fields = ["colour", "flow_identifiers", "identifier", "input_type", "name", "required", "rule"];
    assert_eq!((status, errors(&answer)), (422, fields.map(str::to_owned).to_vec()), "{answer}");
    assert!(answer["errors"]["rule"][0].as_str().unwrap().contains("Nergens"), "{answer}");
    let odd = json!({"type": "condition", "name": "x", "identifier": "customer.age", "operator": "=", "value": "1"});
    let (_, answer) = served
        .owner
        .post(
            "koppel/questions",
            &json!({"name": "x", "identifier": "x", "input_type": "mc-single", "rule": odd}),
        )
        .await;
    assert_eq!(errors(&answer), ["options", "rule"], "{answer}");
    assert_eq!(served.owner.data("account/productquestions").await.as_array().unwrap().len(), before);
}

#[tokio::test]
async fn what_a_rule_needs_stays_until_the_rule_is_gone() {
    let served = supplier().await;
    let made = json!({"name": "Heeft u een slimme meter", "identifier": "slimme_meter", "input_type": "mc-single",
        "options": ["Ja", "Nee"], "visible": true, "product_types": ["energy"]});
    let (status, first) = served.owner.post("koppel/questions", &made).await;
    assert_eq!(status, 201, "{first}");
    let first = first["data"]["id"].as_u64().unwrap();
    let on = json!({"name": "Merk van de meter", "identifier": "meter_merk", "input_type": "text",
        "rule": rule("Heeft u een slimme meter", "Ja"), "rule_visible": "1", "product_types": "energy"});
    let (status, second) = served.owner.post("koppel/questions", &on).await;
    assert_eq!(status, 201, "{second}");
    let second = second["data"]["id"].as_u64().unwrap();
    let path = format!("koppel/questions/{first}");
    for (change, field, named) in [
        (json!({"name": "Slimme meter?"}), "name", "«Heeft u een slimme meter»"),
        (json!({"options": "Nee,Misschien"}), "options", "«Heeft u een slimme meter = Ja»"),
    ] {
        let (status, answer) = served.owner.put(&path, &change).await;
        assert_eq!((status, errors(&answer)), (422, vec![field.to_owned()]), "{answer}");
        let said = answer["errors"][field][0].as_str().unwrap();
        assert!(said.contains("The rule of «Merk van de meter»") && said.contains(named), "{answer}");
    }
    let (status, answer) = served.owner.delete(&path).await;
    assert_eq!((status, errors(&answer)), (409, vec!["needed_by".to_owned()]), "{answer}");
    let (status, answer) =
        served.owner.put(&path, &json!({"description": "Op de meter staat een P1-poort"})).await;
    assert_eq!(status, 200, "{answer}");
    let shown = served.owner.data(&path).await;
    assert_eq!((&shown["product_types"], &shown["options"]), (&json!(["energy"]), &json!("Ja\r\nNee")));
    assert_eq!(
        served.owner.data(&format!("account/productquestions/{first}")).await["description"],
        shown["description"]
    );

    // Tried: what holds, and what follows.
    let try_it = async |body: Value| {
        let (status, answer) = served.owner.post(&format!("koppel/questions/{second}/try"), &body).await;
        assert_eq!(status, 200, "{answer}");
        answer["data"].clone()
    };
    let tried =
        try_it(json!({"answers": {"slimme_meter": "Ja"}, "product_id": 2001, "flow": "stroom-en-gas"})).await;
    assert_eq!(
        (&tried["asked"], &tried["visible"], &tried["required"]),
        (&json!(true), &json!(true), &json!(false)),
        "{tried}"
    );
    let leaf = &tried["rule"]["rules"][0];
    assert_eq!(
        (&leaf["holds"], &leaf["found"], &leaf["question"]),
        (&json!(true), &json!(["Ja"]), &json!("Heeft u een slimme meter"))
    );
    let tried = try_it(json!({"answers": {"slimme_meter": "Nee"}, "product_id": 2001})).await;
    assert_eq!((&tried["visible"], &tried["rule"]["rules"][0]["holds"]), (&json!(false), &json!(false)));
    let other = json!({"answers": {"slimme_meter": "Nee"}, "product_id": 2001, "rule": rule("Heeft u een slimme meter", "Nee")});
    assert_eq!(try_it(other).await["visible"], true, "a rule that is not saved");
    let decides = json!({"answers": {"slimme_meter": "Ja"}, "product_id": 2001, "rule_required": true});
    let tried = try_it(decides).await;
    assert_eq!((&tried["visible"], &tried["required"]), (&json!(true), &json!(true)), "what it would decide");
    let partner = served.partner("Klaver").await;
    let sale = super::sales::sold(&partner.caller, &super::sales::good()).await;
    assert_eq!(try_it(json!({"sale": sale})).await["rule"]["rules"][0]["found"], json!([]));

    // An agreement's rule likewise; of a box the answer is said to be yes or no.
    let boxed =
        json!({"name": "Incasso?", "identifier": "incasso", "input_type": "checkbox", "visible": true});
    let (status, answer) = served.owner.post("koppel/questions", &boxed).await;
    assert_eq!(status, 201, "{answer}");
    let agreement = json!({"name": "Machtiging", "identifier": "machtiging", "text": "U machtigt ons.",
        "rule": rule("Incasso?", "1"), "rule_visible": "1", "product_types": "energy"});
    let (status, answer) = served.owner.post("koppel/agreements", &agreement).await;
    assert_eq!(status, 201, "{answer}");
    let path_of = format!("koppel/agreements/{}/try", answer["data"]["id"]);
    for (ticked, holds) in [("1", true), ("0", false)] {
        let body = json!({"answers": {"incasso": ticked}, "product_id": 2001});
        let (status, answer) = served.owner.post(&path_of, &body).await;
        assert_eq!(status, 200, "{answer}");
        let tried = &answer["data"];
        let leaf = &tried["rule"]["rules"][0];
        assert_eq!((&tried["asked"], &tried["visible"]), (&json!(true), &json!(holds)), "{tried}");
        assert_eq!((&leaf["found"], &leaf["yes_no"]), (&json!([ticked]), &json!(true)), "{tried}");
    }
    let (status, answer) = served.owner.post(&path_of, &json!({"sale": sale})).await;
    assert_eq!((status, &answer["data"]["visible"]), (200, &json!(false)), "{answer}");

    assert_eq!(served.owner.delete(&format!("koppel/questions/{second}")).await.0, 200);
    assert_eq!(served.owner.delete(&path).await.0, 200);
}

#[tokio::test]
async fn flows_agreements_statuses_and_people_are_made_changed_and_removed() {
    let served = supplier().await;
    let owner = &served.owner;
    let flow = json!({"title": "Laadpaal", "type": "default", "identifier": "laadpaal", "product_ids": [2001],
        "minimum_age_customer": 18, "sections": [{"title": "Kabels", "identifier": "kabels", "products": [{"id": 2001, "maximum_quantity": 2}]}]});
    let (status, made) = owner.post("koppel/flows", &flow).await;
    assert_eq!(status, 201, "{made}");
    let id = made["data"]["id"].as_u64().unwrap();
    assert_eq!(owner.data(&format!("account/flows/{id}")).await["sections"][0]["title"], "Kabels");
    let product = &owner.data(&format!("account/flows/{id}")).await["sections"][0]["products"][0];
    assert_eq!(
        product["name"],
        owner.data("account/products/2001").await["name"],
        "named by its number alone"
    );
    let (status, answer) = owner.post("koppel/flows", &flow).await;
    assert_eq!((status, errors(&answer)), (422, vec!["identifier".to_owned()]));
    let wrong = json!({"product_ids": [1], "maximum_age_customer": 3, "sections": [{"identifier": "a b"}]});
    let (_, answer) = owner.put(&format!("koppel/flows/{id}"), &wrong).await;
    let fields = ["maximum_age_customer", "product_ids", "sections.0.identifier", "sections.0.title"];
    assert_eq!(errors(&answer), fields, "{answer}");
    let agreement = json!({"name": "Laadvoorwaarden", "identifier": "laden", "text": "Akkoord", "required": "1", "flow_identifiers": "laadpaal"});
    let (status, made) = owner.post("koppel/agreements", &agreement).await;
    assert_eq!(status, 201, "{made}");
    let (status, answer) = owner.delete(&format!("koppel/flows/{id}")).await;
    assert!(
        status == 409 && answer["errors"]["needed_by"][0].as_str().unwrap().contains("Laadvoorwaarden"),
        "{answer}"
    );
    assert_eq!(owner.delete(&format!("koppel/agreements/{}", made["data"]["id"])).await.0, 200);
    assert_eq!(owner.delete(&format!("koppel/flows/{id}")).await.0, 200);

    let partner = served.partner("Klaver").await;
    let sale = super::sales::sold(&partner.caller, &super::sales::good()).await;
    let (status, answer) = owner.post("koppel/statuses", &json!({"id": "wacht op", "type": "later"})).await;
    assert_eq!(
        (status, errors(&answer)),
        (422, ["id", "name", "type"].map(str::to_owned).to_vec()),
        "{answer}"
    );
    assert_eq!(
        owner
            .post("koppel/statuses", &json!({"id": "gekeurd", "name": "Gekeurd", "type": "default"}))
            .await
            .0,
        201
    );
    assert_eq!(
        owner
            .post("koppel/statuses", &json!({"id": "gekeurd", "name": "Nog eens", "type": "default"}))
            .await
            .0,
        422
    );
    assert_eq!(
        owner.put("koppel/statuses/new", &json!({"name": "Nieuwer"})).await.0,
        422,
        "the system's own"
    );
    owner.post(&format!("account/sales/updatestatus/{sale}?status=gekeurd"), &json!({})).await;
    let (status, answer) = owner.delete("koppel/statuses/gekeurd").await;
    assert!(status == 409 && answer["errors"]["needed_by"][0] == "One sale needs it.", "{answer}");
    owner.post(&format!("account/sales/updatestatus/{sale}?status=new"), &json!({})).await;
    assert_eq!(owner.delete("koppel/statuses/gekeurd").await.0, 200);

    let user = format!("koppel/users/{}", partner.user);
    let (status, answer) = owner.put(&user, &json!({"role": "owner", "active": "often", "shoe": 43})).await;
    assert_eq!(
        (status, errors(&answer)),
        (422, ["active", "role", "shoe"].map(str::to_owned).to_vec()),
        "{answer}"
    );
    assert_eq!(owner.put(&user, &json!({"active": false})).await.0, 200);
    assert_eq!(partner.caller.get("user/products").await.0, 403);
    assert_eq!(owner.delete(&user).await.0, 200);
    assert_eq!(partner.caller.get("user/products").await.0, 401);
    assert_eq!(owner.delete("koppel/users/1").await.0, 422, "the owner stays");
}

#[tokio::test]
async fn a_world_goes_out_and_into_another_account_with_a_plan_first() {
    let served = supplier().await;
    let pdf = json!({"name": "Los", "identifier": "los", "type": "energy", "active": true,
        "image": {"extension": "png", "content": "iVBORw0="}, "attachments": [{"name": "a.pdf", "content": "JVBERi0=", "extension": "pdf"}]});
    assert_eq!(served.owner.post("account/products", &pdf).await.0, 201);
    // With a partner: what it may sell, also by a standing rule, and how its sales are taken.
    let (_, made) = served.owner.post("account/organisations", &json!({"name": "Klaver"})).await;
    let partner = format!("koppel/organisations/{}", made["data"]["organisation_id"]);
    let standing = json!({"act": "grant", "standing": "telecom/internet-thuis"});
    assert_eq!(served.owner.post(&format!("{partner}/rights"), &standing).await.0, 200);
    let incoming = json!({"check_verification": "0"});
    assert_eq!(served.owner.put(&format!("{partner}/incoming"), &incoming).await.0, 200);
    let world = served.owner.data("koppel/world").await;
    let changes = |rows: &Value, change: &str| {
        rows.as_array().unwrap().iter().filter(|row| row["change"] == change).count()
    };
    // What is there already is the same.
    let (status, again) = served.owner.post("koppel/world", &json!({"world": world})).await;
    assert_eq!(
        (status, changes(&again["data"], "created"), changes(&again["data"], "changed")),
        (200, 0, 0),
        "{again}"
    );

    // An account with other numbers: the plan first, then all of it, then nothing more.
    let other = serve(Some(Sample::Reseller), unlimited()).await;
    let (_, made) = other
        .owner
        .post("account/suppliers", &json!({"name": "Zonnewind Energie", "identifier": "zonnewind-energie"}))
        .await;
    let supplier = made["data"]["supplier_id"].as_u64().or(made["data"]["id"].as_u64()).unwrap();
    let count = async || other.owner.data("account/products").await.as_array().unwrap().len();
    let before = count().await;
    let (status, plan) = other.owner.post("koppel/world", &json!({"world": world, "dry_run": true})).await;
    assert_eq!((status, count().await), (200, before), "{plan}");
    assert!(changes(&plan["data"], "created") > 50, "{plan}");
    let (status, done) = other.owner.post("koppel/world", &json!({"world": world})).await;
    assert_eq!((status, count().await), (200, before + 20), "{done}");
    let products = other.owner.data("account/products?q=zw-vast-1").await;
    assert_eq!(products[0]["supplier_id"], supplier, "numbers inside follow: {products}");
    let los = other.owner.data("account/products?q=los").await[0]["id"].to_string();
    assert_eq!(other.owner.data(&format!("account/products/{los}")).await["image"]["content"], "iVBORw0=");
    let (_, again) = other.owner.post("koppel/world", &json!({"world": world})).await;
    assert_eq!((changes(&again["data"], "created"), changes(&again["data"], "changed")), (0, 0), "{again}");
    let organisations = other.owner.data("koppel/organisations").await;
    let there = organisations.as_array().unwrap().iter().find(|row| row["name"] == "Klaver").unwrap();
    let partner = format!("koppel/organisations/{}", there["id"]);
    let rights = other.owner.data(&format!("{partner}/rights")).await;
    assert_eq!(rights["flows"][0]["key"], "telecom/internet-thuis", "{rights}");
    assert_eq!((&rights["flows"][0]["standing"], &rights["all_products"]), (&json!(true), &json!(false)));
    assert_eq!(other.owner.data(&format!("{partner}/incoming")).await["check_verification"], false);

    // All that is wrong at once, and nothing of it taken.
    let wrong = json!({"flows": [{"id": 1, "title": "x", "type": "energy", "identifier": "y", "product_ids": [99999999]}],
        "questions": [{"id": 2, "name": "q", "identifier": "q", "input_type": "guess"}],
        "statuses": [{"id": "new", "name": "Nieuw", "type": "default"}]});
    let (status, answer) = other.owner.post("koppel/world", &json!({"world": wrong})).await;
    assert_eq!(status, 422, "{answer}");
    let fields = errors(&answer);
    assert!(
        fields.iter().any(|field| field.ends_with(".product_ids"))
            && fields.contains(&"questions.2.input_type".to_owned())
            && fields.contains(&"statuses.new.id".to_owned()),
        "{answer}"
    );
}

#[tokio::test]
async fn a_world_with_a_slip_of_the_pen_is_refused_by_list_number_and_field() {
    let served = supplier().await;
    let product =
        json!({"id": 900_001, "name": "Nieuw", "identifier": "nieuw", "type": "default", "active": 1});
    let with = |changes: Value| {
        let mut one = product.clone();
        one.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        one
    };
    let twice = with(json!({"identifier": "ander"}));
    for (products, field) in [
        (json!([product, twice]), "products.900001.id"),
        (json!([with(json!({"id": "abc"}))]), "products.abc.id"),
        (json!([with(json!({"id": u64::MAX}))]), "products.18446744073709551615.id"),
        (json!([with(json!({"validtill": "2026-12-31"}))]), "products.900001.validtill"),
    ] {
        let (status, answer) =
            served.owner.post("koppel/world", &json!({"world": {"products": products}})).await;
        assert_eq!((status, errors(&answer)), (422, vec![field.to_owned()]), "{answer}");
    }
    // A number that is refused moves nothing: what is made next has one that JSON holds.
    let (_, made) = served.owner.post("account/organisations", &json!({"name": "Deur"})).await;
    assert!(made["data"]["organisation_id"].as_u64().is_some_and(|id| id < 1_000_000), "{made}");
    let (status, taken) = served.owner.post("koppel/world", &json!({"world": {"products": [product]}})).await;
    assert_eq!(status, 200, "{taken}");
}

#[tokio::test]
async fn names_have_a_length_days_one_form_and_people_an_address_each() {
    let served = supplier().await;
    let (owner, long) = (&served.owner, "é".repeat(256));
    let partner = served.partner("Klaver").await;
    let wrong = async |path: &str, body: Value| {
        let (status, answer) = owner.post(path, &body).await;
        assert_eq!(status, 422, "{path} {answer}");
        errors(&answer).join(" ")
    };
    let product = json!({"name": long, "identifier": "p", "type": "default", "active": 1});
    assert_eq!(wrong("account/products", product).await, "name");
    assert_eq!(wrong("account/organisations", json!({"name": long})).await, "name");
    let tokens = format!("koppel/users/{}/tokens", partner.user);
    assert_eq!(wrong(&tokens, json!({"label": long})).await, "label");
    // What is read is as long as it is.
    let agreement = json!({"identifier": "lang", "name": "Lang", "text": "é".repeat(5_000)});
    assert_eq!(owner.post("koppel/agreements", &agreement).await.0, 201);
    assert_eq!(owner.put("account/products/2020", &json!({"valid_till": "31-12-2030"})).await.0, 200);
    assert_eq!(owner.data("account/products/2020").await["valid_till"], "2030-12-31");
    let invited = json!({"email": "jan@deur.example", "role": "admin"});
    let (_, jan) = owner.post("account/invitation", &invited).await;
    let again = json!({"email": "Jan@deur.example", "role": "admin"});
    assert_eq!(wrong("account/invitation", again).await, "email");
    let there =
        json!({"email": "jan@deur.example", "role": "agent", "organisation_id": partner.organisation});
    assert_eq!(owner.post("account/invitation", &there).await.0, 201, "of another organisation");
    let (_, an) =
        owner.post("account/invitation", &json!({"email": "an@deur.example", "role": "admin"})).await;
    let path = |one: &Value| format!("koppel/users/{}", one["data"]["user_id"]);
    assert_eq!(owner.put(&path(&an), &json!({"email": "jan@deur.example"})).await.0, 422);
    assert_eq!(owner.put(&path(&jan), &json!({"email": "jan@deur.example", "lastname": "J"})).await.0, 200);
}

#[tokio::test]
async fn partners_of_one_name_keep_their_users_and_tokens_when_a_world_comes_back() {
    let served = supplier().await;
    let (first, second) = (served.partner("Jan").await, served.partner("Jan").await);
    let of = async |partner: &super::setting::Partner| {
        partner.caller.data("koppel/me").await["organisation"]["id"].clone()
    };
    let world = served.owner.data("koppel/world").await;
    let (status, taken) = served.owner.post("koppel/world", &json!({"world": world})).await;
    assert_eq!(status, 200, "{taken}");
    assert!(taken["data"].as_array().unwrap().iter().all(|row| row["change"] == "same"), "{taken}");
    assert_eq!(
        (of(&first).await, of(&second).await),
        (json!(first.organisation), json!(second.organisation))
    );

    // In an account with other numbers each becomes one of its own, and again the same ones.
    let other = serve(Some(Sample::Reseller), unlimited()).await;
    let here = other.partner("Jan").await;
    for times in 0..2 {
        let (status, taken) = other.owner.post("koppel/world", &json!({"world": world})).await;
        assert_eq!(status, 200, "{taken}");
        let organisations = other.owner.data("koppel/organisations").await;
        let jans = organisations.as_array().unwrap().iter().filter(|row| row["name"] == "Jan").count();
        assert_eq!(jans, 2, "{times}: {organisations}");
        assert_eq!(of(&here).await, json!(here.organisation));
    }
}

#[tokio::test]
async fn what_an_organisation_does_not_have_is_named() {
    let served = supplier().await;
    let partner = served.partner("Jan").await;
    let path = format!("account/organisations/{}", partner.organisation);
    let (status, answer) = served.owner.put(&path, &json!({"actief": "0", "active": "flase"})).await;
    assert_eq!((status, errors(&answer)), (422, vec!["actief".to_owned(), "active".to_owned()]), "{answer}");
    assert_eq!(partner.caller.get("user/products").await.0, 200);
}

#[tokio::test]
async fn no_two_products_have_one_identifier_and_a_status_that_sales_begin_with_stays() {
    let served = supplier().await;
    let make = async |identifier: &str| {
        let product = json!({"name": "Los", "identifier": identifier, "type": "energy", "active": "1"});
        served.owner.post("account/products", &product).await
    };
    let (status, made) = make("los").await;
    assert_eq!(status, 201, "{made}");
    let (status, refused) = make("los").await;
    assert_eq!((status, errors(&refused)), (422, vec!["identifier".to_owned()]), "{refused}");
    let (status, other) = make("vast").await;
    assert_eq!(status, 201, "{other}");
    let path = format!("account/products/{}", other["data"]["product_id"]);
    let (status, refused) = served.owner.put(&path, &json!({"identifier": "los", "name": "Anders"})).await;
    assert_eq!((status, errors(&refused)), (422, vec!["identifier".to_owned()]), "{refused}");
    let kept = served.owner.data(&path).await;
    assert_eq!(
        (&kept["identifier"], &kept["name"]),
        (&json!("vast"), &json!("Los")),
        "nothing of it is taken"
    );
    // Its own identifier is no other's.
    assert_eq!(served.owner.put(&path, &json!({"identifier": "vast", "name": "Anders"})).await.0, 200);
    let twice =
        |id: u64| json!({"id": id, "name": "Twee", "identifier": "twee", "type": "energy", "active": true});
    let world = json!({"products": [twice(900_001), twice(900_002)]});
    let (status, refused) = served.owner.post("koppel/world", &json!({"world": world})).await;
    assert_eq!(status, 422, "{refused}");

    let own = json!({"id": "gekeurd", "name": "Gekeurd", "type": "default"});
    assert_eq!(served.owner.post("koppel/statuses", &own).await.0, 201);
    for (field, name) in [("order_status", "Klaver"), ("accepted_offer_status", "Linde")] {
        let partner = served.partner(name).await;
        let incoming = format!("koppel/organisations/{}/incoming", partner.organisation);
        assert_eq!(served.owner.put(&incoming, &json!({field: "gekeurd"})).await.0, 200);
        let (status, refused) = served.owner.delete("koppel/statuses/gekeurd").await;
        assert_eq!(status, 409, "{refused}");
        let needed = refused["errors"]["needed_by"].to_string();
        assert!(needed.contains(name), "{refused}");
        assert_eq!(served.owner.put(&incoming, &json!({field: ""})).await.0, 200);
    }
    assert_eq!(served.owner.delete("koppel/statuses/gekeurd").await.0, 200);
}

#[tokio::test]
async fn no_two_organisations_have_one_identifier() {
    let served = supplier().await;
    let make = async |identifier: &str| {
        served.owner.post("account/organisations", &json!({"name": "Deur", "identifier": identifier})).await
    };
    assert_eq!(make("deur").await.0, 201);
    assert_eq!((make("").await.0, make("").await.0), (201, 201), "without one there can be many");
    for same in ["deur", "DEUR"] {
        let (status, refused) = make(same).await;
        assert_eq!((status, errors(&refused)), (422, vec!["identifier".to_owned()]), "{refused}");
    }
    let (_, made) = make("raam").await;
    let path = format!("account/organisations/{}", made["data"]["organisation_id"]);
    let (status, refused) = served.owner.put(&path, &json!({"identifier": "deur"})).await;
    assert_eq!((status, errors(&refused)), (422, vec!["identifier".to_owned()]), "{refused}");
    assert_eq!(served.owner.put(&path, &json!({"identifier": "raam", "city": "Ede"})).await.0, 200);
    let twice = |id: u64| json!({"id": id, "name": "Twee", "identifier": "dak"});
    let world = json!({"organisations": [twice(900_001), twice(900_002)]});
    let (status, refused) = served.owner.post("koppel/world", &json!({"world": world})).await;
    assert_eq!(status, 422, "{refused}");
}

#[tokio::test]
async fn a_section_has_a_title_and_shows_its_products_by_the_names_they_have() {
    let served = supplier().await;
    let mut sections = json!([{"id": 1, "title": "", "identifier": "", "products": [{"id": 2030}]}]);
    let (status, refused) = served.owner.put("koppel/flows/103", &json!({"sections": sections})).await;
    assert_eq!(
        (status, errors(&refused)),
        (422, ["sections.0.identifier", "sections.0.title"].map(str::to_owned).to_vec()),
        "{refused}"
    );
    (sections[0]["title"], sections[0]["identifier"]) = (json!("Installatie"), json!("installatie"));
    let (status, saved) = served.owner.put("koppel/flows/103", &json!({"sections": sections})).await;
    assert_eq!(status, 200, "{saved}");
    served.owner.put("account/products/2030", &json!({"name": "Montage"})).await;
    for path in ["koppel/flows/103", "account/flows/103"] {
        let offered = &served.owner.data(path).await["sections"][0]["products"][0];
        assert_eq!(
            (&offered["name"], &offered["identifier"]),
            (&json!("Montage"), &json!("zw-installatie")),
            "{path}: {offered}"
        );
    }
}
