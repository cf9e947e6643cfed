//! Rows against a small own environment.

use super::*;
use crate::linking::sample;
use crate::model::contract::PartnerContract;
use crate::model::flow::Flow;
use crate::model::ids::FlowId;
use crate::model::product::CustomerKinds;

fn counter() -> Counter {
    let product = Product {
        id: ProductId(12),
        name: "Glas".into(),
        identifier: "glas".into(),
        supplier: None,
        product_type: "telecom".into(),
        customers: CustomerKinds::Both,
        active: true,
        valid_from: None,
        valid_till: None,
        usp: "".into(),
        description: "".into(),
        cart_info: "".into(),
        updated_at: None,
        detail: None,
    };
    let gone = Product { id: ProductId(13), active: false, ..product.clone() };
    let flow =
        Flow { id: FlowId(1), key: FlowKey::new("telecom", "verbinding"), title: "".into(), settings: None };
    let mut asked = sample::question("techniek", InputType::McSingle, &["glas", "koper"]);
    sample::asks(&mut asked).required = true;
    let several = sample::question("dagdelen", InputType::McMulti, &["ochtend", "avond"]);
    let contract =
        PartnerContract { flows: vec![flow], questions: vec![asked, several], ..PartnerContract::default() };
    Counter::new(Catalogue { contract, products: vec![product, gone], ..Catalogue::default() })
}

fn fields(given: &[(&str, &str)]) -> BTreeMap<String, String> {
    let whole = [
        ("product_id", "12"),
        ("firstname", "Anna"),
        ("lastname", "Wit"),
        ("postcode", "1012AB"),
        ("housenumber", "1"),
        ("streetname", "Dam"),
        ("city", "Amsterdam"),
        ("birthdate", "1980-12-31"),
        ("questionData.techniek", "glas"),
    ];
    whole.iter().chain(given).map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn wrong(given: &[(&str, &str)]) -> Vec<(Cause, String)> {
    let failures = counter().payload(&fields(given), "r").err().unwrap_or_default();
    failures.into_iter().map(|failure| (failure.cause, failure.element.to_string())).collect()
}

#[test]
fn a_row_becomes_a_sale_in_the_words_of_the_api() {
    let payload = counter().payload(&fields(&[]), "abc:file:1").ok().unwrap();
    assert_eq!(payload.flow, FlowKey::new("telecom", "verbinding"), "the only one of its type");
    assert_eq!(payload.external_reference, "abc:file:1");
    assert_eq!(payload.customer.birthdate.as_deref(), Some("31-12-1980"));
    assert!(payload.customer.company.is_none() && payload.connection.is_none() && payload.energy.is_none());
    assert!(payload.answers.values().all(|answer| *answer == Answer::One("glas".into())));

    let more = [
        ("company_name", "Bakkerij"),
        ("company_coc", "12345678"),
        ("connection_postcode", "9711AA"),
        ("connection_housenumber", "2"),
        ("usage_g", "1200"),
        ("questionData.dagdelen", "avond; ochtend"),
    ];
    let payload = counter().payload(&fields(&more), "r").ok().unwrap();
    let several = Answer::Many(vec!["avond".into(), "ochtend".into()]);
    assert!(payload.answers.values().any(|answer| *answer == several));
    assert_eq!(payload.customer.company.unwrap().coc.as_deref(), Some("12345678"));
    assert_eq!(payload.connection.unwrap().postcode, "9711AA");
    assert_eq!(payload.energy.unwrap()["usage_g"], "1200");
}

#[test]
fn what_is_wrong_with_a_row_is_named_by_its_field() {
    let one = |cause, element: &str| vec![(cause, element.to_owned())];
    assert_eq!(wrong(&[("city", " ")]), one(Cause::MissingField, "field:city"));
    assert_eq!(wrong(&[("product_id", "x")]), one(Cause::InvalidField, "field:product_id"));
    assert_eq!(wrong(&[("product_id", "13")]), one(Cause::InvalidProduct, "own-product:13"));
    assert_eq!(wrong(&[("flow", "telecom/x")]), one(Cause::UnknownFlow, "own-flow:telecom/x"));
    assert_eq!(wrong(&[("birthdate", "31-31-1980")]), one(Cause::InvalidField, "field:birthdate"));
    assert_eq!(wrong(&[("colour", "red")]), one(Cause::InvalidField, "field:colour"));
    assert_eq!(wrong(&[("questionData.x", "y")]), one(Cause::InvalidField, "field:questionData.x"));
    assert_eq!(wrong(&[("business", "1")]), one(Cause::MissingField, "field:company_name"));
    assert_eq!(wrong(&[("agreements", "av")]), one(Cause::InvalidField, "field:agreements"));
    assert_eq!(wrong(&[("transaction_type", "gift")]), one(Cause::InvalidField, "field:transaction_type"));
    assert_eq!(wrong(&[("questionData.techniek", "")]), one(Cause::MissingAnswer, "question:techniek"));
    let failures = wrong(&[("questionData.techniek", "draad")]);
    assert_eq!(failures, one(Cause::InvalidOption, "answer:techniek=draad"));
    assert_eq!(wrong(&[("city", ""), ("postcode", "")]).len(), 2, "all at once");
}

#[test]
fn the_example_is_itself_a_good_row() {
    let (columns, example) = counter().template();
    let mut row: BTreeMap<String, String> = columns.into_iter().zip(example).collect();
    row.remove("reference");
    assert!(counter().payload(&row, "r").is_ok());
}
