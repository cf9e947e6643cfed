//! The form of a row of a mapping.

use super::super::app::fixture::Harness;
use super::*;
use crate::service::protocol::Problem;

fn form(h: &mut Harness, keys: &str) {
    h.keys("5");
    let name = h.app.chosen().unwrap().name.clone();
    h.answer(Load::Mapping(name), Answer::Mapping(Box::new(mapping())));
    h.keys(keys);
}

/// The mapping of the order that was given, after the plan's yes.
fn ordered(h: &mut Harness) -> Mapping {
    h.pass(400);
    h.keys("y");
    let orders = h.orders();
    let [Order::Map { mapping, version: 12, .. }] = orders.as_slice() else { panic!("{orders:?}") };
    (**mapping).clone()
}

#[test]
fn the_form_of_a_question() {
    snapshots("mapping_form", |h| form(h, "]e"));
    snapshots("mapping_plan", |h| form(h, "]e<space><enter>"));
}

#[test]
fn a_row_is_changed_through_a_plan_and_the_others_stay() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    form(&mut h, "]je");
    // From nothing to our question; options that read the same are proposed.
    h.keys("s<enter>");
    let found = ordered(&mut h);
    assert_eq!(found.questions.len(), 2);
    assert_eq!(found.questions[0], mapping().mapping.questions[0]);
    let row = &found.questions[1];
    assert_eq!(row.own.as_ref().map(|own| own.as_str()), Some("soort-meter"));
    assert_eq!(row.options["Slimme meter"], "Slimme meter");
}

#[test]
fn an_answer_that_is_always_the_same_is_chosen_and_a_row_is_taken_away() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    form(&mut h, "]je");
    h.keys("a<tab>s<enter>");
    let row = ordered(&mut h).questions.remove(1);
    assert_eq!((row.own, row.constant.as_deref()), (None, Some("Slimme meter")));

    let mut h = Harness::new(Language::Nl, 80, 24);
    form(&mut h, "e");
    h.keys("n<enter>");
    assert_eq!(ordered(&mut h).flows, []);
}

#[test]
fn what_is_not_changed_opens_no_plan_and_a_conflict_keeps_what_was_filled_in() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    form(&mut h, "]]e<enter>");
    assert!(drawn(&h).contains("Er is niets gewijzigd."), "{}", drawn(&h));
    h.keys("n<enter>");
    h.pass(400);
    h.keys("y");
    let order = h.orders()[0].clone();
    let problem = Problem::Conflict { expected: 12, found: 13 };
    h.msg(Msg::Ordered(order, Err(Trouble::Problem(problem))));
    assert!(matches!(h.app.layers.last(), Some(layer::Layer::Form(_))));
}
