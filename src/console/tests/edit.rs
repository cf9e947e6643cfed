//! Editing sales before they are sent: the form, what would become of each, and the orders that follow.

use super::super::app::fixture::Harness;
use super::*;
use crate::model::act::SaleVerb;
use crate::service::protocol::{EditedSale, Problem};

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
    let [Order::Edit { editing, reason, only_look: false }] = orders.as_slice() else { panic!("{orders:?}") };
    assert_eq!(editing.targets.len(), 1);
    assert_eq!(reason.as_deref(), Some("klant belde"));
    h.effects.clear();
    answered(&mut h, orders[0].clone(), vec![edited(100_431, Some(7))]);
    let orders = h.orders();
    let [Order::Act { targets, verb: SaleVerb::Retry, .. }] = orders.as_slice() else { panic!("{orders:?}") };
    assert_eq!(targets.as_slice(), [SaleTarget { id: SaleId(100_431), version: 7 }]);
}
