//! Groups: an operator is called for new ones, and takes care of them by keys.

use crate::console::app::fixture::{self, Harness};
use crate::console::app::layer::Layer;
use crate::console::app::{Effect, Load, Msg, Order};
use crate::locale::Language;
use crate::model::alert::{Alert, News};
use crate::model::group::CareChange;
use crate::service::protocol::{Answer, Change, Done, Event};

/// The groups, with one in them.
fn harness() -> Harness {
    let mut h = Harness::new(Language::Nl, 80, 24);
    h.keys("2");
    h.answer(Load::Groups, Answer::Groups(fixture::groups()));
    h
}

#[test]
fn a_call_is_told_and_one_of_long_ago_is_not() {
    let mut h = harness();
    let alert = Alert { news: vec![News::Person { count: 2 }, News::Person { count: 1 }], more: 3 };
    let mut told = |age: i64| {
        let at = h.app.now - chrono::TimeDelta::seconds(age);
        let event = Event { sequence: 900, at, change: Change::Alert(alert.clone()) };
        h.app.update(Msg::Event(Box::new(event)))
    };
    let said = "2 onzekere sales wachten op uw beslissing. En nog 4 meldingen.";
    assert_eq!(told(3), [Effect::Notify(said.to_owned())]);
    assert_eq!(told(60), []);
    assert_eq!(h.app.notice.as_ref().unwrap().text, said);
}

#[test]
fn a_group_is_claimed_and_released_through_a_plan() {
    let mut h = harness();
    let mut care = fixture::groups();
    care[0].care.owner = None;
    h.answer(Load::Groups, Answer::Groups(care));
    h.keys("m");
    assert!(h.orders().is_empty());
    h.keys("y");
    let group = fixture::groups()[0].key.clone();
    let changes = vec![CareChange::Claim];
    assert_eq!(h.orders(), [&Order::Tend { group: group.clone(), changes }]);
    let mut h = harness();
    h.keys("my");
    assert_eq!(h.orders(), [&Order::Tend { group, changes: vec![CareChange::Own(None)] }]);
}

#[test]
fn owner_note_and_snooze_are_filled_in_and_only_what_changed_is_ordered() {
    let mut h = harness();
    h.keys("e<enter>");
    assert!(matches!(h.app.layers.last(), Some(Layer::Form(form)) if form.said.is_some()));
    h.keys("<tab>!<tab>800<enter>");
    let wrong = |h: &Harness| match h.app.layers.last() {
        Some(Layer::Form(form)) => form.fields[2].wrong.clone(),
        _ => None,
    };
    assert!(wrong(&h).is_some());
    h.keys("<bs><enter>y");
    let until = h.app.now;
    let orders = h.orders();
    let [Order::Tend { changes, .. }] = orders.as_slice() else { panic!("{orders:?}") };
    let [CareChange::Note(Some(note)), CareChange::Snooze(Some(snoozed))] = changes.as_slice() else {
        panic!("{changes:?}");
    };
    assert_eq!(note, "nagevraagd!");
    // The key that answered was pressed half a second later.
    assert_eq!((*snoozed - until).num_hours(), 79);
    let order = orders[0].clone();
    h.msg(Msg::Ordered(order, Ok(Box::new(Done::Ok))));
    assert!(h.app.layers.is_empty());
    assert!(h.effects.contains(&Effect::Load(Load::Groups)));
}
