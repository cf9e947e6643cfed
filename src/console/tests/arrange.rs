//! Setting a link up by forms, and its proof.

use super::super::app::arrange::Arrange;
use super::super::app::fixture::Harness;
use super::*;
use crate::model::act::SettingChange;
use crate::model::integration::{Condition, Processing, StatusGate};
use crate::model::proof::{
    Assumption, Counterexample, ExampleSale, ProductProof, Proof, RowToChange, Verdict,
};
use crate::model::reason::Reason;
use crate::model::sale::{Answer as Given, CustomerKind, TransactionType};

fn harness(keys: &str) -> Harness {
    let mut h = Harness::new(Language::Nl, 80, 24);
    h.keys(keys);
    h
}

/// The order that the plan in front gives.
fn confirmed(h: &mut Harness) -> Order {
    h.pass(400);
    h.keys("y");
    h.orders().last().map(|order| (*order).clone()).unwrap_or_else(|| panic!("{}", drawn(h)))
}

fn with_conditions(h: &mut Harness) {
    stand(h, [("Stroom", "energy"), ("Glas", "telecom")]);
}

fn stand(h: &mut Harness, conditions: [(&str, &str); 2]) {
    let condition = |name: &str, kind: &str| Condition {
        name: name.into(),
        matches: crate::model::integration::Matcher {
            product_types: vec![kind.into()],
            ..Default::default()
        },
        processing: Processing { enabled: true, automatic: true, statuses: StatusGate::Always },
    };
    let conditions = conditions.map(|(name, kind)| condition(name, kind)).to_vec();
    h.told(Change::Integration(Box::new(IntegrationView { conditions, ..fixture::integration("gas") })));
}

pub(super) fn proof() -> Proof {
    let failure = crate::model::failure::Failure::found(
        Cause::InvalidOption,
        crate::model::failure::Element::Answer("meter-type".into(), "Slim".into()),
    );
    let sale = ExampleSale {
        product: ProductId(31),
        flow: Some(FlowKey::new("energy", "consument")),
        transaction_type: TransactionType::Order,
        customer: CustomerKind::Consumer,
        answers: [("soort-meter".into(), Given::One("Slim".into()))].into(),
        agreements: Vec::new(),
        related: Vec::new(),
        matters: vec!["soort-meter".into()],
        matters_agreed: Vec::new(),
    };
    let found = |row| Counterexample {
        sale: sale.clone(),
        failure: failure.clone(),
        row,
        partner_rule: None,
        own_rule: None,
        labels: Default::default(),
        products: Vec::new(),
    };
    let product = ProductProof {
        own: ProductId(31),
        partner: ProductId(9031),
        name: "Groene energie 3 jaar vast".into(),
        flow: Some(FlowKey::new("energy", "consument")),
        customer: CustomerKind::Consumer,
        verdict: Verdict::Counterexample,
        counterexamples: vec![0, 1],
        doubts: Vec::new(),
    };
    Proof {
        verdict: Verdict::Counterexample,
        products: vec![product],
        counterexamples: vec![
            found(RowToChange::Agreement("av".into())),
            found(RowToChange::Question("zonnepanelen".into())),
        ],
        assumptions: vec![Assumption::Fields, Assumption::StaysOnSale],
    }
}

#[test]
fn the_forms_the_conditions_and_the_proof() {
    snapshots("link_new", |h| h.keys("3+zonnewind<tab><tab><tab>zonnewind<tab>geheim"));
    snapshots("link_conditions", |h| {
        with_conditions(h);
        h.keys("3cj");
    });
    snapshots("link_condition", |h| h.keys("3c+"));
    snapshots("link_proof", |h| {
        h.keys("5p");
        h.answer(Load::Check("gas".into()), Answer::Check(Box::new(proof())));
    });
}

#[test]
fn an_integration_is_made_of_a_token_that_nobody_reads_along() {
    let mut h = harness("3+<enter>");
    assert!(drawn(&h).contains("Dit moet ingevuld zijn."), "{}", drawn(&h));
    h.keys("stroom2<tab><tab><tab>leverancier<tab>geheim<enter>");
    // It is tested first: what was found stands in the plan, and nothing is saved before the yes.
    let trial = h.orders().last().map(|order| (*order).clone()).unwrap();
    assert!(matches!(&trial, Order::Try { address, .. } if address.domain == "leverancier"), "{trial:?}");
    assert!(!drawn(&h).contains("[y Ja]"), "{}", drawn(&h));
    h.effects.clear();
    h.msg(Msg::Ordered(trial, Ok(Box::new(Done::Tested(Box::new(fixture::connection()))))));
    let screen = drawn(&h);
    assert!(!screen.contains("geheim") && screen.contains("token: ******"), "{screen}");
    assert!(screen.contains("De verbinding werkt") && screen.contains("Stroomnet"), "{screen}");
    let Order::Arrange(arrange) = confirmed(&mut h) else { panic!() };
    let Arrange::Add { name, address, token } = arrange.as_ref() else { panic!() };
    assert_eq!((name.as_str(), address.domain.as_str()), ("stroom2", "leverancier"));
    assert_eq!(*token, crate::service::protocol::Plain("geheim".to_owned().into()));
    assert_eq!(address.base_url, "https://app.salesdock.nl");

    let mut h = harness("3+gas2<tab><space><tab>/tmp/gas.invite<enter>");
    let Order::Invite { name, file } = confirmed(&mut h) else { panic!() };
    assert_eq!((name.as_str(), file.to_str()), ("gas2", Some("/tmp/gas.invite")));
}

#[test]
fn conditions_are_made_moved_and_taken_away_by_plan() {
    let mut h =
        harness("3c+Energie<tab><tab><tab><tab>energy<tab><tab><tab>reden<tab><space><tab><space><enter>");
    assert!(drawn(&h).contains("Dit staat er anders dan gevraagd."), "{}", drawn(&h));
    h.keys("=nieuwbouw<enter>");
    let Order::Arrange(arrange) = confirmed(&mut h) else { panic!() };
    let Arrange::Conditions { conditions, version: 7, .. } = arrange.as_ref() else { panic!() };
    assert_eq!(conditions.len(), 1);
    assert_eq!(conditions[0].matches.product_types, ["energy"]);
    assert_eq!(conditions[0].matches.answers, [("reden".to_owned(), "nieuwbouw".to_owned())]);
    assert!(conditions[0].processing.enabled && conditions[0].processing.automatic);

    let names = |order: Order| -> Vec<String> {
        let Order::Arrange(arrange) = order else { panic!("{order:?}") };
        let Arrange::Conditions { conditions, .. } = *arrange else { panic!() };
        conditions.into_iter().map(|one| one.name).collect()
    };
    // The cursor goes along: the same key moves it on, and does not take back what was done.
    let mut h = harness("");
    with_conditions(&mut h);
    h.keys("3cjK");
    assert_eq!(names(confirmed(&mut h)), ["Glas", "Stroom"]);
    stand(&mut h, [("Glas", "telecom"), ("Stroom", "energy")]);
    assert!(drawn(&h).contains("> 1. Glas"), "{}", drawn(&h));
    let mut h = harness("");
    with_conditions(&mut h);
    h.keys("3cjx");
    assert_eq!(names(confirmed(&mut h)), ["Stroom"]);
    // A name that another has is told, and what is changed keeps its place.
    h.keys("e\u{8}");
    h.keys("<c-u>Stroom<enter>");
    assert!(drawn(&h).contains("Er is al een voorwaarde met deze naam."), "{}", drawn(&h));
}

#[test]
fn statuses_are_typed_and_products_are_carried_over_by_choice() {
    let mut h = harness("3<enter>jjenew, verified<enter>");
    let Order::Set { change: SettingChange::Statuses(gate), .. } = confirmed(&mut h) else { panic!() };
    assert_eq!(gate, StatusGate::Specific(vec!["new".into(), "verified".into()]));

    let mut h = harness("4");
    h.answer(Load::Products("gas".into()), Answer::Products(products()));
    let free = products().into_iter().filter(|row| row.granted && row.own_id.is_none());
    let free: Vec<_> = free.map(|row| row.partner_id).collect();
    h.keys("+<enter>");
    let Order::Arrange(arrange) = confirmed(&mut h) else { panic!() };
    let Arrange::Import { products, .. } = arrange.as_ref() else { panic!() };
    assert_eq!(*products, free);
    // What was left out of it is named, one by one.
    let left_out = vec![Reason::Loop { product: ProductId(2_040), environment: "winkel".to_owned() }];
    let done = Done::Imported { count: 1, left_out };
    h.msg(Msg::Ordered(Order::Arrange(arrange.clone()), Ok(Box::new(done))));
    let screen = drawn(&h);
    assert!(screen.contains("1 product geïmporteerd") && screen.contains("Niet geïmporteerd:"), "{screen}");
    assert!(screen.contains("2040"), "{screen}");
    h.keys("q");
    let done = Done::Imported { count: 1, left_out: Vec::new() };
    h.msg(Msg::Ordered(Order::Arrange(arrange), Ok(Box::new(done))));
    assert!(h.app.layers.is_empty());
    h.keys("x");
    let Order::Arrange(arrange) = confirmed(&mut h) else { panic!() };
    assert!(matches!(arrange.as_ref(), Arrange::Unlink { .. }));
}

#[test]
fn one_key_goes_from_a_counterexample_to_the_row_to_change() {
    let mut h = harness("5p");
    let name = h.app.chosen().unwrap().name.clone();
    h.answer(Load::Mapping(name.clone()), Answer::Mapping(Box::new(mapping())));
    h.answer(Load::Check(name), Answer::Check(Box::new(proof())));
    assert!(drawn(&h).contains("Hierbuiten valt"), "{}", drawn(&h));
    h.keys("j<enter>");
    assert!(h.app.layers.is_empty());
    assert_eq!((h.app.catalogue.tab.word(), h.app.catalogue.mapping_at.at), ("questions", 1));
}
