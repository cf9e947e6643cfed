//! Sales from a file: each row becomes one sale of the own environment, however often it is taken in and
//! whatever becomes of the answers.

use std::collections::BTreeSet;
use std::time::Duration;

use koppel::clock::Clock;
use koppel::credential::Keyring;
use koppel::demo::desk::{Desk, Offer, Standing};
use koppel::engine::{Engine, EngineSettings};
use koppel::environment::{self, Options, Sample};
use koppel::kv::memory;
use koppel::model::delivery::Tier;
use koppel::model::filing::{FileFate, FileRow};
use koppel::salesdock::client::sales::SalesFilter;
use koppel::store::Store;
use serde_json::Value;

use crate::stage::{Side, network};

const ROWS: u64 = 24;

/// Takes the same file in until nothing is in doubt; how many sales the own environment has then.
async fn taken_in(tier: Tier) -> usize {
    let faults = "cut-after=20%,error-after=20%,error-before=20%,seed=5".parse().unwrap();
    let options = Options { limit: None, faults, plain: tier != Tier::T0, ..Options::default() };
    let (a, token) = environment::in_memory("winkel", Some(Sample::Reseller), options).await.unwrap();
    let a = Side::serve(a, token, 0).await;
    let clock = Clock::with_speed(900.0);
    let store = Store::open(memory::open(), Keyring::ephemeral(), clock.clone()).await.unwrap();
    let engine = Engine::open_idle(store, clock, EngineSettings::default(), network()).await.unwrap();
    engine.set_own(a.address.clone(), &a.token, "anna").await.unwrap();
    let tested = engine.test_own().await.unwrap();
    assert_eq!((tested.failure, tested.tier), (None, Some(tier)));

    let rows = rows(&a).await;
    let looked = engine.file_sales(&rows, true, "anna").await.unwrap();
    assert!(looked.iter().all(|one| one.fate == FileFate::New), "{looked:?}");
    let (mut doubted, mut made) = (0, BTreeSet::new());
    for _ in 0..40 {
        let filed = engine.file_sales(&rows, false, "anna").await.unwrap();
        doubted += filed.iter().filter(|one| matches!(one.fate, FileFate::Doubted { .. })).count();
        made = filed
            .iter()
            .filter_map(|one| match &one.fate {
                FileFate::Made { sale } | FileFate::Known { sale, differs: false } => Some(*sale),
                FileFate::Doubted { .. } | FileFate::Failed { .. } => None,
                other => panic!("{other:?}"),
            })
            .collect();
        if made.len() == rows.len() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert!(doubted > 3, "answers were lost: {doubted}");
    let listed = a.owner.sales(&SalesFilter::default()).await.unwrap().rows;
    let ids: BTreeSet<_> = listed.iter().map(|sale| sale.id).collect();
    assert_eq!(made, ids, "what it says was made is what is there");

    // The same references with something else in the row: nothing is made, and it says so.
    let mut other = rows.clone();
    other[0].fields.insert("city".to_owned(), "Elders".to_owned());
    let filed = engine.file_sales(&other, false, "anna").await.unwrap();
    assert!(matches!(filed[0].fate, FileFate::Known { differs: true, .. }), "{:?}", filed[0]);
    assert!(matches!(filed[1].fate, FileFate::Known { differs: false, .. }), "{:?}", filed[1]);
    engine.stop().await;
    a.owner.sales(&SalesFilter::default()).await.unwrap().rows.len()
}

/// Rows that say what a desk would sell.
async fn rows(a: &Side) -> Vec<FileRow> {
    let products = a.owner.products().await.unwrap();
    let flows = a.owner.flows().await.unwrap();
    let product = products.iter().find(|product| product.active && product.product_type == "energy").unwrap();
    let flow = flows.iter().find(|flow| flow.key.flow_type == "energy").unwrap();
    let (flow, customers) = (flow.key.clone(), product.customers);
    let desk = Desk::new(3, vec![Offer { product: product.id, flow, customers, standing: Standing::Sold }]);
    let row = |number: u64| {
        let order = desk.sale(number).unwrap();
        let mut fields = std::collections::BTreeMap::new();
        for (name, value) in order.body.as_object().unwrap() {
            match (name.as_str(), value) {
                ("questionData", Value::Object(answers)) => {
                    // A file is no cell.
                    for (key, answer) in answers.iter().filter(|(_, answer)| !is_file(answer)) {
                        fields.insert(format!("questionData.{key}"), text(answer));
                    }
                }
                ("agreements", Value::Object(keys)) => {
                    let keys: Vec<&str> = keys.keys().map(String::as_str).collect();
                    fields.insert(name.clone(), keys.join("; "));
                }
                ("external_reference" | "signature" | "related_products", _) => {}
                (_, value) => drop(fields.insert(name.clone(), text(value))),
            }
        }
        fields.insert("flow".to_owned(), order.flow.to_string());
        FileRow { line: number + 2, reference: Some(format!("R-{number}")), fields }
    };
    (0..ROWS).map(row).collect()
}

fn is_file(answer: &Value) -> bool {
    answer.as_array().is_some_and(|parts| parts.iter().any(Value::is_object))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_taken_in_again_and_again_makes_each_sale_once() {
    assert_eq!(taken_in(Tier::T0).await as u64, ROWS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_it_does_where_the_own_environment_keeps_no_reference() {
    assert_eq!(taken_in(Tier::T3).await as u64, ROWS);
}
