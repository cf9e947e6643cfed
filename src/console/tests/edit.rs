//! Editing sales before they are sent: the form, what would become of each, and the orders that follow.

use super::super::app::fixture::Harness;
use super::*;
use crate::service::protocol::{Acted, EditedSale, Problem};

/// The form for two sales that fell out, filled in and asked about.
fn asked(h: &mut Harness) -> Order {
    h.keys("!");
    h.page(vec![row(100_431, State::Fallout), row(100_430, State::Fallout)], None, 2);
    h.keys("<space><space>e<tab><tab>1012AB<enter>");
    h.orders().last().map(|order| (*order).clone()).unwrap()
}

fn edited(id: u64, version: Option<u64>) -> EditedSale {
    EditedSale {
        sale: SaleId(id),
        refused: version.is_none().then_some(Problem::Conflict { expected: 1, found: 2 }),
        version,
        fields: vec!["gender".into()],
        was: vec![("gender".into(), "m…".into())],
        failures: Vec::new(),
        waiting: None,
    }
}

fn answered(h: &mut Harness, order: Order, edited: Vec<EditedSale>) {
    h.msg(Msg::Ordered(order, Ok(Box::new(Done::Edited(edited)))));
}

#[test]
fn before_stands_against_after_and_what_is_refused_says_why() {
    snapshots("edit_plan", |h| {
        let order = asked(h);
        answered(h, order, vec![edited(100_431, Some(1)), edited(100_430, None)]);
    });
}

#[test]
fn only_a_confirmed_plan_keeps_an_edit_and_exactly_what_was_kept_is_sent_at_its_new_version() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    let order = asked(&mut h);
    assert!(!order.changes(), "{order:?}");
    answered(&mut h, order, vec![edited(100_431, Some(1)), edited(100_430, None)]);
    h.effects.clear();
    h.keys("klant belde<enter>y");
    let orders: Vec<Order> = h.orders().into_iter().cloned().collect();
    let [Order::Edit { editing, reason }] = orders.as_slice() else { panic!("{orders:?}") };
    assert_eq!(editing.targets, [SaleTarget { id: SaleId(100_431), version: 1 }]);
    assert!(editing.send);
    assert_eq!(reason.as_deref(), Some("klant belde"));
}

#[test]
fn what_changed_under_an_edit_is_asked_again_and_shown_beside_what_was_read() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    let order = asked(&mut h);
    answered(&mut h, order, vec![edited(100_431, Some(1)), edited(100_430, Some(1))]);
    h.keys("klant belde<enter>y");
    let order = h.orders().last().map(|order| (*order).clone()).unwrap();
    let acted = |sale, refused| Acted { sale: SaleId(sale), state: None, refused };
    let conflict = Problem::Conflict { expected: 1, found: 4 };
    let done = vec![acted(100_431, None), acted(100_430, Some(conflict))];
    h.effects.clear();
    h.msg(Msg::Ordered(order, Ok(Box::new(Done::Acted(done)))));
    let order = h.orders().last().map(|order| (*order).clone()).unwrap();
    let Order::TryEdit(editing) = &order else { panic!("{order:?}") };
    assert_eq!(editing.targets, [SaleTarget { id: SaleId(100_430), version: 4 }]);
    let mut now = edited(100_430, Some(4));
    now.was = vec![("gender".into(), "v…".into())];
    answered(&mut h, order, vec![now]);
    let screen = drawn(&h);
    assert!(screen.contains("stond op m…, nu v…; wordt 1012AB"), "{screen}");
    // It is a plan like any other: nothing is kept before its own yes.
    h.effects.clear();
    h.keys("toch<enter>y");
    assert!(matches!(h.orders().as_slice(), [Order::Edit { .. }]), "{}", drawn(&h));
}
