//! Tests that what the desk sells is complete at the reseller, and that the demo's mapping carries it to
//! the supplier, with koppel's own translation as the judge of both.
//!
//! Not here: the environments' judgement, which is another evaluation on purpose (`tests/demo.rs`).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::demo::desk::{Desk, Offer, Standing};
use crate::linking::{Context, LinkedProduct, translate};
use crate::model::agreement::{Agreement, AgreementContract};
use crate::model::contract::PartnerContract;
use crate::model::failure::Failure;
use crate::model::ids::{
    AgreementId, AgreementKey, FlowKey, ProductId, QuestionId, QuestionKey, SaleId, SupplierId,
};
use crate::model::mapping::{AgreementRow, FlowRow, Mapping, QuestionRow};
use crate::model::payload::Payload;
use crate::model::product::CustomerKinds;
use crate::model::question::{InputType, Question, QuestionContract};
use crate::model::rule::Rule;
use crate::model::sale::{Address, Answer, Company, CreatedBy, Customer, Sale, SoldProduct, TransactionType};
use crate::model::shown::Shown;

fn world(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn supplier() -> Value {
    world(include_str!("../../assets/worlds/supplier.json"))
}

fn reseller() -> Value {
    world(include_str!("../../assets/worlds/reseller.json"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A world's questions and agreements in one of its flows, as a partner's contract.
fn contract(world: &Value, flow: &FlowKey) -> PartnerContract {
    let flag = |value: &Value| value == "1";
    let asked = |question: &&Value| {
        let extra: Value = serde_json::from_str(question["extra"].as_str().unwrap()).unwrap();
        let holds = |list: &Value, word: &str| {
            let list = list.as_array().unwrap();
            list.is_empty() || list.iter().any(|entry| entry == word)
        };
        holds(&extra["product_types"], &flow.flow_type)
            && holds(&question["flow_identifiers"], &flow.identifier)
    };
    let question = |value: &Value| Question {
        id: QuestionId(value["id"].as_u64().unwrap()),
        key: QuestionKey(text(&value["identifier"])),
        name: text(&value["name"]),
        input_type: InputType::from_word(value["input_type"].as_str().unwrap()),
        description: Shown::default(),
        contract: Some(QuestionContract {
            required: flag(&value["required"]),
            visible: flag(&value["visible"]),
            visible_customer: flag(&value["visible_customer"]),
            rule: Rule::parse(&value["rule"]),
            rule_required: flag(&value["rule_required"]),
            rule_visible: flag(&value["rule_visible"]),
            validator: value["validator"].as_str().map(str::to_owned),
            options: text(&value["options"])
                .split("\r\n")
                .filter(|o| !o.is_empty())
                .map(str::to_owned)
                .collect(),
            // An environment does not fill in defaults for a caller: nor may this proof.
            default_value: None,
            product_types: Vec::new(),
        }),
    };
    let agreement = |value: &Value| Agreement {
        id: AgreementId(value["id"].as_u64().unwrap()),
        key: AgreementKey(text(&value["identifier"])),
        name: Shown::default(),
        text: Shown::default(),
        contract: Some(AgreementContract {
            archived: flag(&value["archive"]),
            required: flag(&value["required"]),
            visible: flag(&value["visible"]),
            rule: Rule::parse(&value["rule"]),
            rule_required: flag(&value["rule_required"]),
            rule_visible: flag(&value["rule_visible"]),
        }),
    };
    PartnerContract {
        questions: world["questions"].as_array().unwrap().iter().filter(asked).map(question).collect(),
        agreements: world["agreements"].as_array().unwrap().iter().map(agreement).collect(),
        ..PartnerContract::default()
    }
}

fn sale(flow: &FlowKey, body: &Value) -> Sale {
    let answer = |value: &Value| match value {
        Value::Array(list) if list.iter().all(Value::is_string) => {
            Answer::Many(list.iter().map(text).collect())
        }
        Value::Array(_) => Answer::Files(serde_json::from_value(value.clone()).unwrap()),
        other => Answer::One(text(other)),
    };
    let at = chrono::DateTime::from_timestamp(1_780_000_000, 0).unwrap();
    Sale {
        id: SaleId(1),
        transaction_type: TransactionType::Order,
        status: "new".into(),
        status_remark: Shown::default(),
        customer: Customer {
            gender: None,
            initials: None,
            firstname: text(&body["firstname"]),
            infix: None,
            lastname: text(&body["lastname"]),
            birthdate: None,
            email: None,
            phone: None,
            iban: None,
            iban_holder: None,
            address: Address::default(),
            company: (body["business"] == 1).then(|| Company {
                name: text(&body["company_name"]),
                contact_person: None,
                coc: None,
                vat: None,
            }),
        },
        connection: None,
        product: SoldProduct {
            id: ProductId(1),
            name: Shown::default(),
            product_type: Some(flow.flow_type.clone()),
        },
        related_products: Vec::new(),
        flow: flow.clone(),
        answers: body["questionData"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(key, value)| (QuestionKey(key.clone()), answer(value)))
            .collect(),
        agreements: body["agreements"]
            .as_object()
            .unwrap()
            .keys()
            .map(|key| AgreementKey(key.clone()))
            .collect(),
        energy: None,
        channel: None,
        source: None,
        signature: None,
        contract_date: None,
        created_by: CreatedBy::default(),
        external_reference: None,
        created_at: at,
        updated_at: at,
    }
}

/// Maps every question and agreement of a world to itself.
fn identity(world: &Value) -> Mapping {
    let keys = |list: &str| -> Vec<String> {
        world[list].as_array().unwrap().iter().map(|entry| text(&entry["identifier"])).collect()
    };
    let flow = |value: &Value| FlowKey::new(text(&value["type"]), text(&value["identifier"]));
    Mapping {
        flows: world["flows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|value| FlowRow { own: flow(value), partner: flow(value) })
            .collect(),
        questions: keys("questions")
            .into_iter()
            .map(|key| QuestionRow {
                partner: QuestionKey(key.clone()),
                own: Some(QuestionKey(key)),
                constant: None,
                default: None,
                options: BTreeMap::new(),
                date: None,
            })
            .collect(),
        agreements: keys("agreements")
            .into_iter()
            .map(|key| AgreementRow { own: AgreementKey(key.clone()), partner: AgreementKey(key) })
            .collect(),
        statuses: Vec::new(),
    }
}

fn carried(sale: &Sale, mapping: &Mapping, world: &Value, supplier: u64) -> Result<Payload, Vec<Failure>> {
    let flow = mapping.flow(&sale.flow).unwrap();
    let linked = LinkedProduct {
        id: ProductId(9),
        product_type: Some(flow.flow_type.clone()),
        supplier: Some(SupplierId(supplier)),
    };
    let products = BTreeMap::from([(ProductId(1), linked)]);
    let partner = contract(world, flow);
    translate(
        sale,
        &Context {
            mapping,
            partner: &partner,
            products: &products,
            instance: "demo",
            generation: 1,
            send_optin: false,
            optin: None,
            contract_pdf: None,
        },
    )
}

fn sold(flow: &str) -> Vec<(FlowKey, Value)> {
    let flow: FlowKey = flow.parse().unwrap();
    let offer =
        Offer { product: ProductId(1), flow, customers: CustomerKinds::Both, standing: Standing::Sold };
    let desk = Desk::new(3, vec![offer]);
    (0..400).map(|number| desk.sale(number).unwrap()).map(|order| (order.flow, order.body)).collect()
}

const FLOWS: [(&str, u64); 3] =
    [("energy/energiecontract", 901), ("telecom/verbinding", 902), ("default/thuis", 903)];

#[test]
fn every_sale_of_the_desk_answers_all_that_the_reseller_asks() {
    let world = reseller();
    let mapping = identity(&world);
    for (flow, supplier) in FLOWS {
        for (flow, body) in sold(flow) {
            let payload = carried(&sale(&flow, &body), &mapping, &world, supplier);
            let payload = payload.unwrap_or_else(|failures| panic!("{flow}: {failures:?}"));
            let given: BTreeSet<&str> =
                body["questionData"].as_object().unwrap().keys().map(String::as_str).collect();
            let asked: BTreeSet<&str> = payload.answers.keys().map(QuestionKey::as_str).collect();
            assert_eq!(given, asked, "{flow}: nothing is answered that is not asked");
            let accepted: BTreeSet<&str> = payload.agreements.iter().map(AgreementKey::as_str).collect();
            assert_eq!(accepted.len(), body["agreements"].as_object().unwrap().len(), "{flow}: {accepted:?}");
        }
    }
}

#[test]
fn the_mapping_carries_every_sale_of_the_desk_to_the_supplier() {
    let world = supplier();
    let mapping: Mapping = toml::from_str(include_str!("../../assets/maps/demo.toml")).unwrap();
    for (flow, supplier) in FLOWS {
        let mut questions = BTreeSet::new();
        for (flow, body) in sold(flow) {
            let payload = carried(&sale(&flow, &body), &mapping, &world, supplier);
            let payload = payload.unwrap_or_else(|failures| panic!("{flow}: {failures:?}"));
            questions.extend(payload.answers.into_keys());
        }
        // Every question that can be asked there is asked of somebody: no rule of the world is dead.
        let partner = contract(&world, mapping.flow(&flow.parse().unwrap()).unwrap());
        let takes = |question: &&Question| {
            question.input_type.takes_answer() && question.input_type != InputType::Relation
        };
        for question in partner.questions.iter().filter(takes) {
            assert!(questions.contains(&question.key), "{flow}: nobody ever answers {}", question.key);
        }
    }
}

#[test]
fn without_a_row_of_the_mapping_the_supplier_misses_something() {
    let world = supplier();
    let complete: Mapping = toml::from_str(include_str!("../../assets/maps/demo.toml")).unwrap();
    let optional: BTreeSet<&str> = [
        "zonnepanelen",
        "gewenst_maandbedrag",
        "jaarnota",
        "contract_loopt_nog",
        "opmerking_monteur",
        "postcode_installatie",
    ]
    .into();
    let sales: Vec<(Sale, u64)> = FLOWS
        .iter()
        .flat_map(|(flow, supplier)| {
            sold(flow).into_iter().map(|(flow, body)| (sale(&flow, &body), *supplier))
        })
        .collect();
    for at in 0..complete.questions.len() {
        let mut mapping = complete.clone();
        let row = mapping.questions.remove(at);
        let refused =
            sales.iter().any(|(sale, supplier)| carried(sale, &mapping, &world, *supplier).is_err());
        assert_eq!(refused, !optional.contains(row.partner.as_str()), "without {}", row.partner);
    }
}
