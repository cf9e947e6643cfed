//! What a partner sells and asks, read from bodies as loose as they come.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeZone, Utc};
use koppel::model::flow::TransactionTypes;
use koppel::model::ids::{AgreementId, FlowId, FlowKey, ProductId, QuestionId, SupplierId};
use koppel::model::product::CustomerKinds;
use koppel::model::question::{InputType, Question};
use koppel::model::rule::{Criterion, Rule, Subject};
use koppel::model::status::StatusKind;
use koppel::salesdock::client::Scope;

use super::partner::{Partner, serving};

#[tokio::test]
async fn products_read_in_every_form() {
    let partner = serving(&[(
        "/v1/user/products",
        r#"{"success": 1, "data": [
            {"id": "11", "name": "Vast 1 jaar", "identifier": "vast-1", "supplier_id": "3", "supplier_name": "Windkracht",
             "supplier_identifier": "wk", "type": "energy", "business": 2, "active": "1", "valid_from": "2026-01-01",
             "valid_till": "31-12-2026", "created_at": "2026-01-01 00:00:00", "updated_at": "2026-07-01T10:00:00.000000Z"},
            {"id": 12, "name": "  Vrij\u202e \u0007 spel ", "identifier": null, "supplier_id": "", "type": "", "business": "0",
             "active": 0, "valid_from": "", "valid_till": null, "updated_at": "0000-00-00 00:00:00", "later_field": {"a": [1]}},
            {"id": 13.0, "name": 365, "business": "1", "active": false},
            {"id": 14}
        ]}"#,
    )])
    .await;
    let products = partner.client(Scope::User).products().await.unwrap();
    let [fixed, free, number, bare] = &products[..] else { panic!("{products:?}") };
    assert_eq!(
        (fixed.id, fixed.name.as_str(), fixed.identifier.as_str()),
        (ProductId(11), "Vast 1 jaar", "vast-1")
    );
    let supplier = fixed.supplier.as_ref().unwrap();
    assert_eq!((supplier.id, supplier.name.as_str()), (SupplierId(3), "Windkracht"));
    assert_eq!((fixed.customers, fixed.active), (CustomerKinds::Both, true));
    assert_eq!(fixed.valid_from, NaiveDate::from_ymd_opt(2026, 1, 1));
    assert_eq!(fixed.valid_till, NaiveDate::from_ymd_opt(2026, 12, 31));
    assert_eq!(fixed.updated_at, Some(Utc.with_ymd_and_hms(2026, 7, 1, 10, 0, 0).unwrap()));
    assert!(fixed.detail.is_none());
    assert_eq!((free.name.as_str(), free.identifier.as_str()), ("Vrij spel", ""));
    assert_eq!((free.customers, free.active), (CustomerKinds::Consumer, false));
    assert_eq!((&free.supplier, free.valid_from, free.updated_at), (&None, None, None));
    assert_eq!((number.id, number.name.as_str()), (ProductId(13), "365"));
    assert_eq!((number.customers, number.active), (CustomerKinds::Business, false));
    // A list of what a user may sell holds active products only.
    assert_eq!((bare.id, bare.active, bare.customers), (ProductId(14), true, CustomerKinds::Both));
}

#[tokio::test]
async fn one_product_reads_with_its_detail() {
    let partner = serving(&[
        (
            "/v1/account/products/11",
            r#"{"success": true, "message": "", "data": {"id": 11, "name": "Vast", "main": "1", "duration": 12, "retention": "0",
             "image": {"extension": "png", "content": "aGFsbG8="}, "price": "", "price_action": null, "price_monthly": 7.5,
             "price_monthly_action": "6,95", "price_monthly_action_type": "fixed", "business": "",
             "customfields": {"tarief_normaal": 0.31, "tarief_dal": "0.29", "leeg": "", "lijst": [1, 2], "groen": true},
             "documents": {"0": {"name": "Voorwaarden.pdf", "location": "https://evil.example/x.pdf"}, "1": {"name": "Leeg", "location": ""}}}}"#,
        ),
        (
            "/v1/account/products/12",
            r#"{"data": {"id": "12", "main": 0, "image": [], "customfields": [], "documents": null}}"#,
        ),
    ])
    .await;
    let client = partner.client(Scope::Account);
    let detail = client.product(ProductId(11)).await.unwrap().detail.unwrap();
    assert!(detail.main);
    assert_eq!((detail.duration.as_deref(), detail.retention.as_deref()), (Some("12"), Some("0")));
    assert_eq!(detail.image.map(|image| image.extension).as_deref(), Some("png"));
    let texts = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let prices =
        [("price_monthly", "7.5"), ("price_monthly_action", "6,95"), ("price_monthly_action_type", "fixed")];
    assert_eq!(detail.prices, texts(&prices));
    let fields = [("groen", "1"), ("tarief_dal", "0.29"), ("tarief_normaal", "0.31")];
    assert_eq!(detail.custom_fields, texts(&fields));
    assert_eq!(detail.documents.len(), 1);
    let bare = client.product(ProductId(12)).await.unwrap().detail.unwrap();
    assert!(!bare.main && bare.image.is_none() && bare.custom_fields.is_empty() && bare.documents.is_empty());
}

#[tokio::test]
async fn suppliers_and_statuses_read_in_every_form() {
    let partner = serving(&[
        (
            "/v1/user/suppliers",
            r#"{"success": true, "data": {"0": {"id": "3", "name": "Windkracht", "identifier": ""}, "1": {"id": 4}}}"#,
        ),
        (
            "/v1/user/statuses?status_source=sale",
            r#"{"success": true, "data": [
             {"source": "sale", "id": "cancelled", "name": "Geannuleerd", "text": "", "type": "cancelled", "source_data": []},
             {"id": "netto", "type": "netto"}, {"id": "open", "type": "default"}, {"id": "bel-terug", "name": "Bel terug", "type": "action_required"},
             {"id": "closed", "type": "closed"}, {"id": 7, "name": "Zeven", "type": "iets-nieuws"}]}"#,
        ),
    ])
    .await;
    let client = partner.client(Scope::User);
    let suppliers = client.suppliers().await.unwrap();
    assert_eq!(suppliers.iter().map(|supplier| supplier.id.0).collect::<Vec<_>>(), [3, 4]);
    let statuses = client.statuses().await.unwrap();
    let found: Vec<_> = statuses.iter().map(|status| (status.key.as_str(), status.kind)).collect();
    assert_eq!(
        found,
        [
            ("cancelled", StatusKind::Cancelled),
            ("netto", StatusKind::Netto),
            ("open", StatusKind::Default),
            ("bel-terug", StatusKind::ActionRequired),
            ("closed", StatusKind::Closed),
            ("7", StatusKind::Default),
        ]
    );
    assert!(statuses[0].is_system() && !statuses[3].is_system());
}

#[tokio::test]
async fn flows_read_in_every_form() {
    let partner = serving(&[
        (
            "/v1/user/flows",
            r#"[{"id": "1", "title": "Stroom en gas", "type": "energy", "identifier": "stroom-en-gas", "created_at": ""},
                {"id": 2, "title": "", "type": "default", "identifier": 42}]"#,
        ),
        (
            "/v1/user/flows/2",
            r#"{"success": true, "data": {"id": 2, "title": "Alles", "type": "default", "identifier": "alles", "transaction_type": "order",
             "verification_method": "signature", "minimum_age_customer": "18", "maximum_age_customer": 0,
             "consumer_offer_iban_required": "0", "business_offer_iban_required": 1, "consumer_order_iban_required": true, "business_order_iban_required": "",
             "sections": [{"id": "5", "title": "Extra", "identifier": "extra", "mandatory": "1", "mandatory_for_supplier_ids": ["3", 4],
              "mandatory_for_product_ids": "", "products": {"0": {"id": "12", "name": "Router", "identifier": "r", "maximum_quantity": "2"},
              "1": {"id": 13, "maximum_quantity": null}}}]}}"#,
        ),
        (
            "/v1/user/flows/1",
            r#"{"success": true, "data": {"id": 1, "type": "energy", "identifier": "stroom-en-gas", "transaction_type": "all", "verification_method": "", "sections": null}}"#,
        ),
    ])
    .await;
    let client = partner.client(Scope::User);
    let flows = client.flows().await.unwrap();
    assert_eq!(flows[0].key, FlowKey::new("energy", "stroom-en-gas"));
    assert_eq!((flows[1].id, &flows[1].key), (FlowId(2), &FlowKey::new("default", "42")));
    let settings = client.flow(FlowId(2)).await.unwrap().settings.unwrap();
    assert_eq!(settings.transaction_types, TransactionTypes::Order);
    assert_eq!((settings.minimum_age, settings.maximum_age), (Some(18), None));
    assert_eq!(settings.verification_method, "signature");
    let iban = settings.iban_required;
    assert_eq!(
        (iban.consumer_offer, iban.business_offer, iban.consumer_order, iban.business_order),
        (false, true, true, false)
    );
    let section = &settings.sections[0];
    assert!(section.mandatory && section.mandatory_for_products.is_empty());
    assert_eq!(section.mandatory_for_suppliers, [SupplierId(3), SupplierId(4)]);
    let quantities: Vec<_> = section.products.iter().map(|one| (one.id.0, one.maximum_quantity)).collect();
    assert_eq!(quantities, [(12, Some(2)), (13, None)]);
    let energy = client.flow(FlowId(1)).await.unwrap().settings.unwrap();
    assert_eq!(energy.verification_method, "none");
    assert!(energy.sections.is_empty());
}

async fn question(data: &str) -> Question {
    let partner: Partner =
        serving(&[("/v1/user/productquestions/4", &format!(r#"{{"success": true, "data": {data}}}"#))]).await;
    partner.client(Scope::User).question(QuestionId(4)).await.unwrap()
}

#[tokio::test]
async fn questions_read_in_every_form() {
    let partner = serving(&[(
        "/v1/user/productquestions",
        r#"{"success": true, "data": [{"id": "4", "name": "Meter", "identifier": "meter", "input_type": "mc-single", "description": null},
            {"id": 5, "name": "Kop", "identifier": "kop", "input_type": "h2"}, {"id": 6, "identifier": "x", "input_type": "slider"}]}"#,
    )])
    .await;
    let questions = partner.client(Scope::User).questions().await.unwrap();
    assert_eq!(questions[0].input_type, InputType::McSingle);
    assert!(questions[0].contract.is_none() && !questions[1].input_type.takes_answer());
    assert_eq!(questions[2].input_type, InputType::Other("slider".into()));

    for (options, expected) in [
        (r#""Slim\r\nGewoon\r\n""#, vec!["Slim", "Gewoon"]),
        (r#""Slim\nGewoon, met draaischijf""#, vec!["Slim", "Gewoon, met draaischijf"]),
        (r#""Slim, Gewoon""#, vec!["Slim", "Gewoon"]),
        (r#"["Slim", 3]"#, vec!["Slim", "3"]),
        (r#""""#, vec![]),
        ("null", vec![]),
    ] {
        let data =
            format!(r#"{{"id": 4, "identifier": "meter", "input_type": "mc-single", "options": {options}}}"#);
        assert_eq!(question(&data).await.contract.unwrap().options, expected, "{options}");
    }
    for extra in
        [r#""{\"product_types\": [\"energy\", \"telecom\"]}""#, r#"{"product_types": ["energy", "telecom"]}"#]
    {
        let data = format!(
            r#"{{"id": 4, "identifier": "meter", "required": "1", "visible": "0", "extra": {extra}}}"#
        );
        let contract = question(&data).await.contract.unwrap();
        assert_eq!(contract.product_types, ["energy", "telecom"], "{extra}");
        assert!(contract.required && !contract.visible);
    }
    for extra in [r#""""#, r#""geen json""#, "null", "[]"] {
        let data = format!(
            r#"{{"id": "4", "identifier": "meter", "required": 0, "extra": {extra}, "validator": ""}}"#
        );
        let contract = question(&data).await.contract.unwrap();
        assert!(contract.product_types.is_empty() && contract.validator.is_none(), "{extra}");
        assert!(!contract.required && contract.visible, "{extra}");
    }
}

#[tokio::test]
async fn rules_read_as_written_and_what_is_not_known_stays_unknown() {
    let tree = r#"{"type": "condition_group", "criterion": "ANY", "visibility": true, "rules": [
        {"type": "condition", "name": "Type", "identifier": "product.type", "operator": "=", "value": "energy"},
        {"type": "condition", "name": "Meter", "identifier": "question.id", "operator": "=", "value": ""},
        {"type": "condition", "name": "Leverancier", "identifier": "supplier.id", "operator": "=", "value": 3}]}"#;
    let as_text = serde_json::to_string(tree).unwrap();
    for rule in [tree, &as_text] {
        let data = format!(
            r#"{{"id": 4, "identifier": "x", "rule": {rule}, "rule_required": "1", "rule_visible": 0}}"#
        );
        let contract = question(&data).await.contract.unwrap();
        let value = |text: &str| Some(text.to_owned());
        let expected = Rule::Group {
            criterion: Criterion::Any,
            rules: vec![
                Rule::Condition { subject: Subject::ProductType, value: value("energy") },
                Rule::Condition { subject: Subject::Answer { question: "Meter".into() }, value: None },
                Rule::Condition { subject: Subject::Supplier, value: value("3") },
            ],
        };
        assert_eq!(contract.rule, Some(expected));
        assert!(contract.rule_required && !contract.rule_visible);
    }
    for unknown in [
        r#"{"type": "condition", "identifier": "product.type", "operator": "!=", "value": "x"}"#,
        r#"{"type": "condition", "identifier": "customer.age", "operator": "=", "value": "x"}"#,
        r#""zomaar""#,
    ] {
        let data = format!(r#"{{"id": 4, "identifier": "x", "rule": {unknown}}}"#);
        assert!(question(&data).await.contract.unwrap().rule.unwrap().has_unknown(), "{unknown}");
    }
    for none in ["null", r#""""#, "[]", "{}"] {
        let data = format!(r#"{{"id": 4, "identifier": "x", "rule": {none}}}"#);
        assert_eq!(question(&data).await.contract.unwrap().rule, None, "{none}");
    }
}

#[tokio::test]
async fn agreements_read_in_every_form() {
    let partner = serving(&[
        (
            "/v1/user/agreements",
            r#"{"success": true, "data": [{"id": "8", "identifier": "av", "name": "Voorwaarden", "text": "Ik ga\r\nakkoord."}]}"#,
        ),
        (
            "/v1/user/agreements/8",
            r#"{"success": true, "data": {"id": 8, "identifier": "av", "type": "checkbox", "archive": "0", "required": 1, "visible": true,
             "default_value": "", "contract_pdf_visibility": "1", "rule": "", "rule_required": "", "rule_visible": null, "sort": "3"}}"#,
        ),
    ])
    .await;
    let client = partner.client(Scope::User);
    assert_eq!(client.agreements().await.unwrap()[0].text.as_str(), "Ik ga akkoord.");
    let contract = client.agreement(AgreementId(8)).await.unwrap().contract.unwrap();
    assert!(contract.required && contract.visible && !contract.archived && contract.rule.is_none());
}

#[tokio::test]
async fn a_body_that_lacks_what_it_needs_is_named() {
    let partner = serving(&[
        ("/v1/user/products", r#"{"success": true, "data": [{"id": "elf"}, {"id": "twaalf"}]}"#),
        (
            "/v1/user/flows",
            r#"{"success": true, "data": [{"id": 1, "type": "energy"}, {"id": 2, "type": "energy"}]}"#,
        ),
        ("/v1/user/productquestions", r#"{"success": true, "data": "<html>"}"#),
        ("/v1/user/agreements", r#"{"success": false, "message": "Geen toegang tot akkoorden"}"#),
        ("/v1/user/suppliers", "<html>Onderhoud</html>"),
    ])
    .await;
    let client = partner.client(Scope::User);
    let named = [
        (client.products().await.err().unwrap(), "elf"),
        (client.flows().await.err().unwrap(), "identifier"),
        (client.questions().await.err().unwrap(), "list"),
        (client.agreements().await.err().unwrap(), "Geen toegang tot akkoorden"),
        (client.suppliers().await.err().unwrap(), "suppliers"),
    ];
    for (error, word) in named {
        // What koppel found is below the error; what the partner said is in it.
        let found = error.source.as_ref().map(ToString::to_string).unwrap_or_default();
        assert!(format!("{error}: {found}").contains(word), "{error}: {found}");
    }
}
