//! Whatever an environment answers, it is read or refused by name; nothing panics.

use chrono_tz::Europe::Amsterdam;
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::*;
use crate::model::ids::{AgreementKey, FlowKey, ProductId, QuestionKey};
use crate::model::payload::{Contract, Payload};
use crate::model::sale::{Address, Answer, Company, Customer, FileAnswer, RelatedProduct, TransactionType};
use crate::salesdock::page::{Page, Which};
use crate::salesdock::wire::envelope::{Envelope, RawPage};
use crate::salesdock::wire::{access, catalogue as wire, koppel, sale as wire_sale};

/// Names that decoders look for, so that arbitrary JSON reaches deep into them.
const NAMES: &[&str] = &[
    "id",
    "name",
    "identifier",
    "type",
    "status",
    "status_identifier",
    "created_at",
    "updated_at",
    "customer",
    "address",
    "postcode",
    "product",
    "products",
    "product_id",
    "flow",
    "flow_data",
    "product_questions",
    "value",
    "agreements",
    "flow_data_energy",
    "sites",
    "electricity",
    "gas",
    "double_meter",
    "return_single",
    "questionData",
    "options",
    "extra",
    "product_types",
    "rule",
    "rules",
    "criterion",
    "documents",
    "image",
    "customfields",
    "data",
    "success",
    "errors",
    "message",
    "code",
    "current_page",
    "last_page",
    "total",
    "next_cursor",
    "next_page_url",
    "valid_from",
    "business",
    "created_by",
    "user",
    "organisation",
    "content",
    "extension",
    "quantity",
    "channels",
    "0",
    "1",
    "17",
];

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(vec![
            "",
            "0",
            "1",
            "17",
            "*****",
            "true",
            "2026-10-25 02:30:00",
            "2026-03-29 02:30:00",
            "31-12-2026",
            "262142-12-31 23:59:59",
            "-262143-01-01",
            "0000-00-00 00:00:00",
            "9999-12-31T23:59:59Z",
            "{\"product_types\": [1]}",
            "energy",
            "offer",
            "condition_group",
            "a,b\r\nc",
            "\u{202e}x\u{1b}[2J",
        ])
        .prop_map(Value::from),
    ]
}

fn arbitrary_json() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(5, 96, 8, |inner| {
        let name = prop_oneof![
            9 => prop::sample::select(NAMES).prop_map(str::to_owned),
            1 => any::<String>(),
        ];
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            3 => prop::collection::vec((name, inner), 0..10)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

proptest! {
    #[test]
    fn no_answer_breaks_a_decoder(value in arbitrary_json()) {
        for detailed in [false, true] {
            read::<wire::Product>(&value).map(|raw| catalogue::product(raw, Amsterdam, detailed));
            read::<wire::Flow>(&value).map(|raw| catalogue::flow(raw, detailed));
            read::<wire::Question>(&value).map(|raw| catalogue::question(raw, detailed));
            read::<wire::Agreement>(&value).map(|raw| catalogue::agreement(raw, detailed));
        }
        read::<wire::Status>(&value).map(catalogue::status);
        read::<wire_sale::Sale>(&value).map(|raw| sale::sale(raw, Amsterdam));
        read::<wire_sale::PlainSale>(&value).map(|raw| sale::state(&raw, Amsterdam));
        read::<(koppel::Me, koppel::Capabilities)>(&json!([value, value]));
        read::<(access::User, access::Created)>(&json!([value, value]));
        answers::product_questions(&value);
        answers::agreements(&value);
        let envelope = Envelope::of(value.clone());
        if let Some(raw) = RawPage::of(envelope.data) {
            let rows = raw.rows.clone();
            let page = Page::new(&Which::Number(1), &raw, rows, Vec::new());
            prop_assert!(page.next().is_none_or(|next| next.number() == 2));
        }
    }

    /// Whatever stands in a sale besides what it must have never makes it unreadable.
    #[test]
    fn a_sale_reads_whatever_stands_beside_what_it_must_have(
        extra in prop::collection::btree_map(prop::sample::select(NAMES), arbitrary_json(), 0..6),
    ) {
        let mut value = json!({"id": 5, "status": "new", "created_at": "2026-07-01 12:00:00", "product": {"id": 7},
            "flow": {"id": 1, "type": "energy", "identifier": "x"}});
        for (name, extra) in extra {
            // Lists of things must be lists of things: a row that is none is not lost in silence.
            if value.get(name).is_none() && name != "products" {
                value[name] = extra;
            }
        }
        let raw: wire_sale::Sale = serde_json::from_value(value).unwrap();
        prop_assert!(sale::sale(raw, Amsterdam).is_ok());
    }
}

#[test]
fn answers_read_in_every_form() {
    let one = |text: &str| Some(Answer::One(text.into()));
    let many = |texts: &[&str]| Some(Answer::Many(texts.iter().map(|text| (*text).to_owned()).collect()));
    let file = |content: &str| {
        Some(Answer::Files(vec![FileAnswer {
            name: "a.pdf".into(),
            content: content.into(),
            extension: "pdf".into(),
        }]))
    };
    for (value, answer) in [
        (json!("Ja"), one("Ja")),
        (json!(12), one("12")),
        (json!(true), one("1")),
        (json!(""), None),
        (json!(null), None),
        (json!("*****"), None),
        (json!([]), None),
        (json!(["a", 2]), many(&["a", "2"])),
        (json!({"0": "a", "1": "b"}), many(&["a", "b"])),
        (json!({"a": "1", "b": 0}), many(&["a"])),
        (json!([{"name": "a.pdf", "content": "QQ==", "extension": "pdf"}]), file("QQ==")),
        (json!({"name": "a.pdf", "content": "QQ=="}), file("QQ==")),
        // A list may leave the content out; the file is not forgotten.
        (json!([{"name": "a.pdf", "extension": "pdf", "size": 70000}]), file("")),
    ] {
        assert!(answers::answer(&value) == answer, "{value}");
    }
}

#[test]
fn accepted_agreements_read_in_every_form() {
    for value in [
        json!({"a": "1", "b": 0, "c": true}),
        json!(["a", "c"]),
        json!([{"identifier": "a"}, {"identifier": "b", "value": "0"}, {"identifier": "c", "value": 1}]),
        json!({"7": {"identifier": "c", "value": true}, "8": {"identifier": "a", "accepted": "1"}}),
    ] {
        assert_eq!(
            answers::agreements(&value),
            [AgreementKey::from("a"), AgreementKey::from("c")],
            "{value}"
        );
    }
    assert!(answers::agreements(&json!("")).is_empty());
}

#[test]
fn energy_reads_from_its_site_and_from_flat_fields() {
    let data = json!({"sites": {"0": {"electricity": {"ean_code": 871_687_400_000_000_000_u64, "double_meter": "false",
        "usage_single": "2500", "return_single": "300"}, "gas": []}}});
    let energy = energy::read(Some(&data), &Default::default()).unwrap();
    assert_eq!(energy["tarifftype"], "0");
    assert_eq!((energy["has_return"].as_str(), energy["return"].as_str()), ("1", "300"));
    assert_eq!((energy["type"].as_str(), energy["electricity_ean"].as_str()), ("e", "871687400000000000"));
    let flat =
        [("gas_ean".to_owned(), json!("871687400000000001")), ("type".to_owned(), json!("sale"))].into();
    let both = energy::read(Some(&data), &flat).unwrap();
    assert_eq!(both["type"], "e_g");
    assert_eq!(energy::read(None, &[("type".to_owned(), json!("sale"))].into()), None);
}

fn payload() -> Payload {
    Payload {
        flow: FlowKey::new("energy", "x"),
        transaction_type: TransactionType::Order,
        product_id: ProductId(7),
        customer: Customer {
            gender: Some("male".into()),
            initials: None,
            firstname: "Jo".into(),
            infix: Some("van der".into()),
            lastname: "Berg".into(),
            birthdate: Some("01-02-1980".into()),
            email: Some("jo@example.nl".into()),
            phone: None,
            iban: None,
            iban_holder: None,
            address: Address {
                postcode: "1234AB".into(),
                housenumber: "5".into(),
                suffix: String::new(),
                streetname: "Dorpsstraat".into(),
                city: "Ons Dorp".into(),
            },
            company: Some(Company {
                name: "Berg BV".into(),
                contact_person: None,
                coc: Some("12345678".into()),
                vat: None,
            }),
        },
        connection: Some(Address { postcode: "4321ZZ".into(), ..Address::default() }),
        related_products: vec![RelatedProduct {
            id: ProductId(9),
            quantity: 2,
            section_identifier: Some("extra".into()),
        }],
        answers: [
            (QuestionKey::from("b"), Answer::Many(vec!["x".into()])),
            (QuestionKey::from("a"), Answer::One("ja".into())),
        ]
        .into(),
        agreements: vec![AgreementKey::from("z"), AgreementKey::from("y")],
        energy: Some([("usage_g".into(), "900".into()), ("product_id".into(), "666".into())].into()),
        channel: Some("d2d".into()),
        signature: None,
        contract: Some(Contract {
            date: "01-07-2026".into(),
            pdf: Some("QQ==".into()),
            created_at: Some("2026-07-01 12:00:00".into()),
        }),
        initial_user: Some(("Piet".into(), "Jansen".into())),
        initial_organisation: Some("Deur BV".into()),
        initial_created_at: Some("2026-07-01 12:00:00".into()),
        external_reference: "k:1:1".into(),
        optin: None,
    }
}

/// The exact bytes, so that a change of order or form is seen: a resend must repeat what was sent, also
/// by a later version.
#[test]
fn a_payload_is_always_the_same_bytes() {
    let expected = concat!(
        r#"{"transaction_type":"order","product_id":7,"business":1,"gender":"male","firstname":"Jo","#,
        r#""lastname":"van der Berg","birthdate":"01-02-1980","email":"jo@example.nl","postcode":"1234AB","#,
        r#""housenumber":"5","streetname":"Dorpsstraat","city":"Ons Dorp","company_name":"Berg BV","#,
        r#""company_coc":"12345678","connection_postcode":"4321ZZ","connection_housenumber":"","#,
        r#""connection_streetname":"","connection_city":"","sale_channel":"d2d","usage_g":"900","#,
        r#""questionData":{"a":"ja","b":["x"]},"agreements":{"y":"1","z":"1"},"contract_date":"01-07-2026","#,
        r#""contract_pdf":{"content":"QQ==","extension":"pdf","created_at":"2026-07-01 12:00:00"},"#,
        r#""initial_user_firstname":"Piet","initial_user_lastname":"Jansen","#,
        r#""initial_organisation_name":"Deur BV","initial_created_at":"2026-07-01 12:00:00","#,
        r#""external_reference":"k:1:1","#,
        r#""related_products":[{"product_id":9,"quantity":2,"section_identifier":"extra"}]}"#,
    );
    let first = new_sale::body(&payload()).unwrap();
    assert_eq!(std::str::from_utf8(&first).unwrap(), expected);
    assert_eq!(first, new_sale::body(&payload()).unwrap());
}
