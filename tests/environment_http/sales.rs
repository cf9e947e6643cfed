//! New sales: what is taken, what is refused and how, and that everything given can be read back.

use serde_json::{Value, json};

use super::setting::{Caller, errors, serve, served, supplier, unlimited};
use koppel::environment::{self, Options, Sample};
use secrecy::ExposeSecret;

/// A sale that the supplier's sample takes.
pub fn good() -> Value {
    serde_json::from_str(include_str!("sale.json")).unwrap()
}

/// What is changed in a good sale, the status it is answered with, and the fields that are found wrong.
type Case = (Vec<(&'static str, Value)>, u16, Vec<&'static str>);

fn with(changes: &[(&str, Value)]) -> Value {
    let mut body = good();
    for (pointer, value) in changes {
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        let parent = if parent.is_empty() { &mut body } else { body.pointer_mut(parent).unwrap() };
        if value.is_null() {
            parent.as_object_mut().unwrap().remove(field);
        } else {
            parent[field] = value.clone();
        }
    }
    body
}

pub async fn sold(caller: &Caller, body: &Value) -> u64 {
    let (status, answer) = caller.sell(body).await;
    assert_eq!(status, 201, "{answer}");
    answer["data"]["sale_id"].as_u64().unwrap()
}

#[tokio::test]
async fn everything_given_is_found_again_in_the_extended_row() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let id = sold(&partner.caller, &good()).await;
    let page = partner.caller.data("user/sales?extended=true").await;
    assert_eq!((page["total"].as_u64(), page["last_page"].as_u64()), (Some(1), Some(1)));
    let row = &page["data"][0];
    assert_eq!(*row, partner.caller.data(&format!("user/sales/{id}")).await);
    let expected = [
        ("/id", json!(id)),
        ("/type", json!("sale")),
        ("/status/status_identifier", json!("new")),
        ("/channel", json!("d2d")),
        ("/customer/lastname", json!("Jansen")),
        ("/customer/birthdate", json!("01-02-1980")),
        ("/customer/business", json!(false)),
        ("/customer/iban", json!("NL91ABNA0417164300")),
        ("/customer/address/suffix", json!("b")),
        ("/connection_city", json!("Waterstad")),
        ("/product/id", json!(2001)),
        ("/product/identifier", json!("zw-vast-1")),
        ("/products/0/id", json!(2001)),
        ("/supplier/identifier", json!("zonnewind-energie")),
        ("/flow/type", json!("energy")),
        ("/flow/identifier", json!("stroom-en-gas")),
        ("/flow_data_energy/type", json!("e")),
        ("/flow_data_energy/building_function", json!("residential")),
        ("/flow_data_energy/sites/0/address/postcode", json!("4321 BA")),
        ("/flow_data_energy/sites/0/electricity/ean_code", json!("871685200000000005")),
        ("/flow_data_energy/sites/0/electricity/double_meter", json!("0")),
        ("/flow_data_energy/sites/0/electricity/usage_single", json!("2500")),
        ("/flow_data_energy/sites/0/electricity/return_single", json!("900")),
        ("/flow_data_energy/sites/0/electricity/has_return", json!("1")),
        ("/flow_data_energy/sites/0/electricity/e_gridoperator", json!("Netbeheer Noord")),
        ("/flow_data_energy/sites/0/electricity/connection", json!("E_3X25A")),
        ("/initial_user_lastname", json!("Verkoper")),
        ("/created_by/organisation/name", json!("Klaver")),
        ("/created_by/user/firstname", json!("Koppeling_Klaver")),
    ];
    for (pointer, value) in expected {
        assert_eq!(row.pointer(pointer), Some(&value), "{pointer}");
    }
    let given = good()["questionData"].clone();
    let answers = partner.caller.data(&format!("user/sales/answers/{id}")).await;
    assert_eq!(answers, given);
    for question in row["flow_data"]["product_questions"].as_array().unwrap() {
        assert_eq!(question["value"], given[question["identifier"].as_str().unwrap()]);
    }
    let agreements = row["flow_data"]["agreements"].as_array().unwrap();
    assert!(agreements.len() == 4 && agreements.iter().all(|agreement| agreement["value"] == "1"));
}

#[tokio::test]
async fn all_findings_come_at_once_each_under_its_field_in_the_callers_language() {
    let served = supplier().await;
    let caller = served.partner("Klaver").await.caller;
    let bad = with(&[
        ("/iban", json!("NL92ABNA0417164300")),
        ("/birthdate", json!("01-02-2015")),
        ("/city", Value::Null),
        ("/electricity_ean", json!("871685200000000006")),
        ("/usage_e_single", Value::Null),
        ("/questionData/ean_elektriciteit", json!("871685200000000006")),
        ("/questionData/situatie", json!("Anders")),
        ("/questionData/aantal_panelen", json!("acht")),
        ("/questionData/terugleververgoeding", Value::Null),
        ("/agreements/privacyverklaring", json!("0")),
    ]);
    let (status, answer) = caller.sell(&bad).await;
    assert_eq!((status, &answer["success"], &answer["code"]), (400, &json!(false), &json!(400)));
    let expected = [
        "agreements.privacyverklaring",
        "birthdate",
        "city",
        "electricity_ean",
        "iban",
        "questionData.aantal_panelen",
        "questionData.ean_elektriciteit",
        "questionData.situatie",
        "questionData.terugleververgoeding",
        "usage_e_single",
    ];
    assert_eq!(errors(&answer), expected);
    assert_eq!(answer["errors"]["birthdate"], json!(["The customer must be at least 18 years old."]));
    let (_, dutch) = caller.speaking("nl-NL,nl;q=0.9,en;q=0.8").sell(&bad).await;
    assert_eq!(dutch["errors"]["birthdate"], json!(["De klant moet minstens 18 jaar zijn."]));
    assert_eq!(errors(&dutch), expected);
}

#[tokio::test]
async fn each_rule_of_judging_refuses_what_it_is_for() {
    let served = supplier().await;
    let caller = served.partner("Klaver").await.caller;
    let none: [&str; 0] = [];
    let cases: Vec<Case> = vec![
        (vec![("/transaction_type", Value::Null)], 422, vec!["transaction_type"]),
        (vec![("/product_id", json!("x"))], 422, vec!["product_id"]),
        (vec![("/product_id", json!(99_999))], 400, none.to_vec()),
        // In another flow only, and a business one for a consumer.
        (vec![("/product_id", json!(2010))], 400, none.to_vec()),
        (vec![("/product_id", json!(2005))], 400, vec!["business"]),
        (vec![("/iban", Value::Null)], 400, vec!["iban"]),
        (vec![("/transaction_type", json!("offer")), ("/iban", Value::Null)], 201, none.to_vec()),
        (vec![("/type", json!("x"))], 400, vec!["type"]),
        (vec![("/type", json!("e_g"))], 400, vec!["usage_g"]),
        (vec![("/tarifftype", json!("1"))], 400, vec!["usage_e_high", "usage_e_low"]),
        (vec![("/return", Value::Null)], 400, vec!["return"]),
        (vec![("/email", json!("jan"))], 400, vec!["email"]),
        (vec![("/sale_channel", json!("pigeon"))], 400, vec!["sale_channel"]),
        (
            vec![("/product_id", json!(2004)), ("/business", json!("1"))],
            400,
            vec![
                "agreements.tekenbevoegdheid",
                "company_coc",
                "company_name",
                "contact_person",
                "questionData.merk_omvormer",
            ],
        ),
        // A question that is not visible is not required, and its bad answer is ignored.
        (
            vec![
                ("/questionData/zonnepanelen", json!("0")),
                ("/questionData/aantal_panelen", json!("acht")),
                ("/questionData/terugleververgoeding", Value::Null),
            ],
            201,
            none.to_vec(),
        ),
        (
            vec![("/questionData/soort_aansluiting", json!("Elektriciteit en gas"))],
            400,
            vec!["questionData.ean_gas"],
        ),
        // Three levels deep: a fixed price asks for the brand of the inverter.
        (
            vec![("/questionData/terugleververgoeding", json!("Vaste vergoeding"))],
            400,
            vec!["questionData.merk_omvormer"],
        ),
        (vec![("/questionData/ingangsdatum", json!("31-02-2027"))], 400, vec!["questionData.ingangsdatum"]),
        (vec![("/questionData/zonnepanelen", json!("misschien"))], 400, vec!["questionData.zonnepanelen"]),
        (vec![("/questionData/jaarnota", json!("tekst"))], 400, vec!["questionData.jaarnota"]),
        (
            vec![("/questionData/gewenst_maandbedrag", json!("veel"))],
            400,
            vec!["questionData.gewenst_maandbedrag"],
        ),
        (vec![("/contract_date", json!("ooit"))], 400, vec!["contract_date"]),
        (vec![("/contract_pdf", json!({"content": "%%", "extension": "pdf"}))], 400, vec!["contract_pdf"]),
        (vec![("/optin", json!({"source": "x", "channels": []}))], 400, vec!["optin.channels"]),
        (
            vec![("/optin", json!({"source": "x", "channels": [{"type": "fax", "value": "1"}]}))],
            400,
            vec!["optin.channels.0.type"],
        ),
        (
            vec![("/optin", json!({"source": "x", "channels": [{"type": "email", "value": "jan"}]}))],
            400,
            vec!["optin.channels.0.value"],
        ),
        (vec![("/usage_e_single", json!("-5"))], 400, vec!["usage_e_single"]),
        (vec![("/housenumber", json!("-1"))], 400, vec!["housenumber"]),
        (vec![("/housenumber", json!("0"))], 400, vec!["housenumber"]),
        (vec![("/housenumber", json!("12 bis"))], 201, none.to_vec()),
        // What a list shows is short; how long an answer may be is counted in characters.
        (vec![("/firstname", json!("é".repeat(256)))], 400, vec!["firstname"]),
        (vec![("/firstname", json!("é".repeat(255)))], 201, none.to_vec()),
        (vec![("/external_reference", json!("x".repeat(70_000)))], 400, vec!["external_reference"]),
        (
            vec![("/questionData/huidige_leverancier", json!("x".repeat(10_001)))],
            400,
            vec!["questionData.huidige_leverancier"],
        ),
        (
            vec![("/questionData/ingangsdatum_switchdate_option", json!("x".repeat(10_001)))],
            400,
            vec!["questionData.ingangsdatum"],
        ),
    ];
    for (changes, expected, fields) in cases {
        let (status, answer) = caller.sell(&with(&changes)).await;
        assert_eq!(
            (status, errors(&answer)),
            (expected, fields.iter().map(|f| (*f).to_owned()).collect()),
            "{changes:?}: {answer}"
        );
        if expected == 400 && fields.is_empty() {
            assert_eq!(answer["message"], "Invalid product");
            assert!(answer.get("errors").is_none(), "{answer}");
        }
    }
}

#[tokio::test]
async fn sections_of_a_default_flow_are_held() {
    let served = supplier().await;
    let caller = served.partner("Klaver").await.caller;
    let sell = |product: u64, related: Value| {
        let caller = caller.clone();
        async move {
            let mut body = good();
            body["product_id"] = json!(product);
            body["related_products"] = related;
            let (_, answer) = caller.post("sales/flow/default/slim-wonen", &body).await;
            errors(&answer).into_iter().filter(|key| key.starts_with("related")).collect::<Vec<_>>()
        }
    };
    let take = |id: u64, quantity: u64| json!([{"product_id": id, "quantity": quantity, "section_identifier": "installatie"}]);
    assert_eq!(sell(2040, json!([])).await, ["related_products"]);
    assert_eq!(sell(2040, take(2030, 1)).await, [""; 0]);
    assert_eq!(sell(2040, take(2030, 2)).await, ["related_products.0.quantity"]);
    assert_eq!(sell(2040, take(99_999, 1)).await, ["related_products", "related_products.0.product_id"]);
    let elsewhere = json!([{"product_id": 2030, "quantity": 1, "section_identifier": "zolder"}]);
    assert_eq!(sell(2040, elsewhere).await, ["related_products.0.section_identifier"]);
    // In two lines no more than in one.
    let twice = |first: u64, second: u64| {
        let line = |quantity| json!({"product_id": 2031, "quantity": quantity, "section_identifier": "uitbreidingen"});
        json!([{"product_id": 2030}, line(first), line(second)])
    };
    assert_eq!(sell(2040, twice(3, 2)).await, [""; 0]);
    assert_eq!(sell(2040, twice(3, 3)).await, ["related_products.2.quantity"]);
    assert_eq!(sell(2040, json!(vec![json!({"product_id": 2030}); 201])).await, ["related_products"]);
}

#[tokio::test]
async fn a_reference_is_answered_with_its_sale_before_anything_is_judged() {
    let served = supplier().await;
    let (partner, other) = (served.partner("Klaver").await, served.partner("Elders").await);
    let body = with(&[("/external_reference", json!("A:17:1"))]);
    let id = sold(&partner.caller, &body).await;
    let again = |(status, answer): (u16, Value)| (status, answer["data"]["sale_id"].as_u64());
    assert_eq!(again(partner.caller.sell(&body).await), (200, Some(id)));
    // Also when it would be refused by now.
    served.owner.put("account/products/2001", &json!({"active": "0"})).await;
    assert_eq!(again(partner.caller.sell(&body).await), (200, Some(id)));
    let (status, answer) = partner.caller.sell(&with(&[("/external_reference", json!("A:18:1"))])).await;
    assert_eq!((status, answer["message"].as_str()), (400, Some("Invalid product")));
    served.owner.put("account/products/2001", &json!({"active": true})).await;
    let changed = with(&[("/external_reference", json!("A:17:1")), ("/city", json!("Elders"))]);
    assert_eq!(partner.caller.sell(&changed).await.0, 409);
    // Another organisation's references are its own.
    let theirs = sold(&other.caller, &body).await;
    assert!(theirs > id);
    for path in
        [format!("user/sales/{id}"), "user/sales?page=1".to_owned(), "user/sales?extended=1".to_owned()]
    {
        let data = partner.caller.data(&path).await;
        let row = data.get("data").map_or(&data, |rows| &rows[0]);
        assert_eq!(row["external_reference"], "A:17:1", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_reference_posted_many_times_at_once_is_one_sale() {
    // On disk: a commit takes time there, so the others look the reference up before the first is in.
    let dir = tempfile::tempdir().unwrap();
    let made = environment::init(dir.path(), "windkracht", Some(Sample::Supplier)).await.unwrap();
    let environment = environment::open(dir.path(), unlimited()).await.unwrap();
    let served = served(environment, made.owner_token.expose_secret()).await;
    let caller = served.partner("Klaver").await.caller;
    let body = with(&[("/external_reference", json!("A:1:1"))]);
    let posts = (0..32).map(|_| {
        let (caller, body) = (caller.clone(), body.clone());
        async move { caller.sell(&body).await }
    });
    let answers = futures_util::future::join_all(posts).await;
    let mut ids: Vec<_> =
        answers.iter().map(|(_, answer)| answer["data"]["sale_id"].as_u64().unwrap()).collect();
    assert_eq!(answers.iter().filter(|(status, _)| *status == 201).count(), 1);
    ids.dedup();
    assert_eq!(ids.len(), 1);
    assert_eq!(caller.data("user/sales").await["total"], 1);
}

#[tokio::test]
async fn a_plain_environment_has_no_key_no_echo_and_no_calls_of_koppels_own() {
    let partner_less = serve(Some(Sample::Supplier), Options { plain: true, ..unlimited() }).await;
    let owner = &partner_less.owner;
    let body = with(&[("/external_reference", json!("A:17:1"))]);
    let (one, two) = (sold(owner, &body).await, sold(owner, &body).await);
    assert_ne!(one, two);
    let page = owner.data("account/sales?extended=true").await;
    assert!(page["data"].as_array().unwrap().iter().all(|row| row.get("external_reference").is_none()));
    for path in ["koppel/capabilities", "koppel/me", "koppel/counters"] {
        assert_eq!(owner.get(path).await.0, 404, "{path}");
    }
}

#[tokio::test]
async fn a_status_moves_the_sale_its_history_and_its_place_in_a_window() {
    let served = supplier().await;
    let partner = served.partner("Klaver").await;
    let id = sold(&partner.caller, &good()).await;
    let before = served.owner.data(&format!("account/sales/{id}")).await;
    let (status, answer) = served
        .owner
        .post(
            &format!("account/sales/updatestatus/{id}?status=in_behandeling&remark=Bezig&mark_processed=1"),
            &json!({}),
        )
        .await;
    assert_eq!((status, &answer["data"]), (200, &json!([])));
    let after = partner.caller.data(&format!("user/sales/{id}")).await;
    assert_eq!(
        after["status"],
        json!({"status_identifier": "in_behandeling", "status": "In behandeling", "status_remark": "Bezig"})
    );
    assert!(after["processed"]["processed_at"].is_string());
    assert!(after["updated_at"].as_str() >= before["updated_at"].as_str());
    let history = served.owner.data(&format!("account/sales/{id}/history")).await;
    assert_eq!(history.as_array().unwrap().len(), 2);
    assert_eq!(
        (&history[1]["previous_status"], &history[1]["new_status"]),
        (&json!("new"), &json!("in_behandeling"))
    );
    let second = after["updated_at"].as_str().unwrap().replace(' ', "%20");
    let within = format!("period_filter_on=updated_date&period=custom&period_start={second}");
    assert_eq!(partner.caller.data(&format!("user/sales?{within}")).await["total"], 1);
    assert_eq!(partner.caller.data(&format!("user/sales?{within}&statuses[]=new")).await["total"], 0);
    let later = "period_filter_on=updated_date&period=custom&period_start=2999-01-01%2000:00:00";
    assert_eq!(partner.caller.data(&format!("user/sales?{later}")).await["total"], 0);
    let (status, answer) =
        served.owner.post(&format!("account/sales/updatestatus/{id}?status=onbekend"), &json!({})).await;
    assert_eq!((status, errors(&answer)), (422, vec!["status".to_owned()]));
}

#[tokio::test]
async fn a_partner_cancels_its_own_sale_and_only_to_a_status_of_that_type() {
    let served = supplier().await;
    let (partner, other) = (served.partner("Klaver").await, served.partner("Elders").await);
    let id = sold(&partner.caller, &good()).await;
    let cancel = |caller: &Caller, status: &str| {
        let (caller, path) =
            (caller.clone(), format!("user/sales/cancel/{id}?status={status}&remark=Bedenktijd"));
        async move { caller.post(&path, &json!({})).await.0 }
    };
    assert_eq!(cancel(&other.caller, "cancelled").await, 404);
    assert_eq!(cancel(&partner.caller, "verified").await, 422);
    assert_eq!(cancel(&partner.caller, "cancelled").await, 200);
    let row =
        &partner.caller.data("user/sales?period_filter_on=cancelled_date&period=today").await["data"][0];
    assert_eq!(
        (row["status"].as_str(), row["cancelled_remark"].as_str()),
        (Some("cancelled"), Some("Bedenktijd"))
    );
}

#[tokio::test]
async fn offers_filters_pages_opt_ins_and_incoming_numbers() {
    let served = supplier().await;
    let owner = &served.owner;
    for number in 0..23 {
        let kind = if number % 2 == 0 { "offer" } else { "order" };
        let body =
            with(&[("/transaction_type", json!(kind)), ("/incoming_id", json!(format!("in-{number}")))]);
        sold(owner, &body).await;
    }
    let first = owner.data("account/sales").await;
    assert_eq!(
        (first["per_page"].as_u64(), first["total"].as_u64(), first["last_page"].as_u64()),
        (Some(20), Some(23), Some(2))
    );
    let second = owner.data("account/sales?page=2").await;
    let ids: Vec<u64> = [&first, &second]
        .iter()
        .flat_map(|page| page["data"].as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()))
        .collect();
    assert!(ids.len() == 23 && ids.is_sorted());
    assert!(
        first["next_page_url"].as_str().unwrap().ends_with("page=2") && second["next_page_url"].is_null()
    );
    let total = |query: &str| {
        let path = format!("account/sales?{query}");
        async move { owner.data(&path).await["total"].as_u64().unwrap() }
    };
    assert_eq!(total("type=offer").await, 12);
    assert_eq!(total("type=sale").await, 11);
    assert_eq!(total("statuses[]=offer_pending").await, 12);
    assert_eq!(total("offer_statuses[]=open").await, 12);
    assert_eq!(total("product_types[]=telecom").await, 0);
    assert_eq!(total("flow_id=101&supplier_id=901").await, 23);
    assert_eq!(total(&format!("sale_ids[]={}&sale_ids[]={}&sale_ids[]=1", ids[0], ids[5])).await, 2);
    assert_eq!(total("organisations[]=5").await, 0);
    let (status, _) =
        owner.post("account/sales/updatestatus/incoming/in-0?status=offer_accepted", &json!({})).await;
    assert_eq!(status, 200);
    assert_eq!(total("offer_statuses[]=1").await, 1);
    assert_eq!(owner.post("account/sales/updatefields/incoming/in-0", &json!({"meter": "12"})).await.0, 200);
    assert_eq!(owner.data(&format!("account/sales/{}", ids[0])).await["extrafields"]["sale"]["meter"], "12");
    let optin = json!({"source": "dialer", "obtained_at": "2026-07-01 10:00:00",
                       "channels": [{"type": "phone", "value": "0612345678"}]});
    let path = format!("account/sales/{}/optin", ids[0]);
    assert_eq!(owner.post(&path, &json!({"source": "dialer"})).await.0, 422);
    assert_eq!(owner.post(&path, &optin).await.0, 201);
    assert_eq!(owner.post(&path, &optin).await.0, 409);
    assert_eq!(owner.data(&format!("koppel/sales/{}/optin", ids[0])).await, optin);
    assert_eq!(owner.get(&format!("koppel/sales/{}/optin", ids[1])).await.0, 404);
}

#[tokio::test]
async fn a_completed_sale_keeps_its_contract_and_large_files_stay_out_of_lists() {
    let served = supplier().await;
    let owner = &served.owner;
    let file = "QUJD".repeat(20_000);
    let body = with(&[
        ("/contract_date", json!("01-07-2026")),
        (
            "/contract_pdf",
            json!({"content": "JVBERi0xLjQ=", "extension": "pdf", "created_at": "2026-07-01 10:00:00"}),
        ),
        ("/questionData/jaarnota", json!([{"name": "nota.pdf", "content": file, "extension": "pdf"}])),
    ]);
    let id = sold(owner, &body).await;
    assert_eq!(
        owner.data(&format!("account/sales/contract/{id}")).await["contract"]["content"],
        "JVBERi0xLjQ="
    );
    let answers = owner.data(&format!("account/sales/answers/{id}")).await;
    assert_eq!(answers["jaarnota"][0]["content"].as_str(), Some(file.as_str()));
    let row = owner.data("account/sales?extended=true").await["data"][0].clone();
    assert_eq!(row["contract_date"], "01-07-2026");
    let note = row["flow_data"]["product_questions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|q| q["identifier"] == "jaarnota");
    assert_eq!(note.unwrap()["value"], json!([{"name": "nota.pdf", "extension": "pdf", "size": 60_000}]));
}

#[tokio::test]
async fn form_data_with_bracketed_keys_is_taken_as_well() {
    let served = supplier().await;
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for (field, value) in good().as_object().unwrap() {
        match value.as_object() {
            None => {
                form.append_pair(field, value.as_str().unwrap_or(&value.to_string()));
            }
            Some(inner) => {
                for (key, value) in inner.iter().filter(|(_, value)| value.is_string()) {
                    form.append_pair(&format!("{field}[{key}]"), value.as_str().unwrap());
                }
            }
        }
    }
    let response = served
        .owner
        .request(reqwest::Method::POST, "sales/flow/energy/stroom-en-gas")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(form.finish())
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 201, "{}", response.text().await.unwrap());
}
