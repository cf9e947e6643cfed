//! A sale that takes the place of a cancelled one.

use super::super::app::fixture::Harness;
use super::*;
use crate::model::act::SaleVerb;
use crate::model::delivery::State;
use crate::model::queue::SaleRow;
use crate::service::protocol::Acted;

/// The form over the sale at the top of the queue: two of one customer, of whose other sale one is cancelled.
fn asked(h: &mut Harness) {
    let other = SaleRow { customer: "P. S…".into(), ..fixture::row(100_003, State::Cancelled) };
    let list = vec![fixture::row(100_001, State::Sent), fixture::row(100_002, State::Cancelled), other];
    h.keys("<c-r>");
    h.page(list, None, 3);
    h.keys("bG<enter>");
}

#[test]
fn a_sale_takes_the_place_of_a_cancelled_one_through_a_plan() {
    snapshots("replace_menu", |h| h.keys("bG"));
    snapshots("replace", asked);
    snapshots("replace_plan", |h| {
        asked(h);
        h.keys("<enter>");
    });
    let mut h = Harness::new(Language::Nl, 80, 24);
    asked(&mut h);
    h.keys("x<enter>");
    assert!(h.orders().is_empty() && drawn(&h).contains("100002x"), "{}", drawn(&h));
    h.keys("<bs><enter>");
    assert!(drawn(&h).contains("Sale 100002 is geannuleerd"), "{}", drawn(&h));
    h.pass(400);
    h.keys("verkeerd adres<enter>");
    h.pass(400);
    h.keys("y");
    let orders: Vec<Order> = h.orders().into_iter().cloned().collect();
    let [order @ Order::Act { targets, verb, reason }] = orders.as_slice() else { panic!("{orders:?}") };
    assert_eq!(targets.iter().map(|one| one.id).collect::<Vec<_>>(), [SaleId(100_001)]);
    assert_eq!(*verb, SaleVerb::Replace { cancelled: SaleId(100_002) });
    assert_eq!(reason.as_deref(), Some("verkeerd adres"));
    let acted = Acted { sale: SaleId(100_001), state: Some(State::Sent), refused: None };
    h.msg(Msg::Ordered(order.clone(), Ok(Box::new(Done::Acted(vec![acted])))));
    assert!(h.app.layers.is_empty(), "{}", drawn(&h));
}

#[test]
fn several_do_not_take_one_place() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    h.keys("<space><space>bG<enter>");
    assert!(h.app.layers.is_empty() && drawn(&h).contains("met een sale tegelijk"), "{}", drawn(&h));
}
