//! Groups: an operator is called for new ones, and takes care of them by keys.

use crate::console::app::fixture::{self, Harness};
use crate::console::app::layer::Layer;
use crate::console::app::setting::{SETTINGS, Setting};
use crate::console::app::{Effect, Load, Msg, Order, Pane};
use crate::locale::Language;
use crate::model::alert::{Alert, News};
use crate::model::delivery::State;
use crate::model::failure::{Cause, Element, Failure};
use crate::model::group::CareChange;
use crate::model::ids::ProductId;
use crate::model::integration::{Condition, Matcher};
use crate::model::queue::WaitingReason;
use crate::model::view::IntegrationView;
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
fn the_cursor_stays_on_its_group_when_the_list_comes_in_another_order() {
    let mut h = harness();
    let mut two = fixture::groups();
    let mut other = two[0].clone();
    other.key = crate::model::failure::GroupKey("stroom/refused/partner".into());
    two.push(other.clone());
    h.answer(Load::Groups, Answer::Groups(two.clone()));
    h.keys("j");
    two.reverse();
    h.answer(Load::Groups, Answer::Groups(two));
    h.keys("<enter>");
    assert_eq!(h.app.queue.filter.group, Some(other.key));
}

#[test]
fn a_sale_of_no_partner_says_which_product_to_link() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    let mut row = fixture::row(7, State::Waiting);
    row.integration = None;
    row.failure = None;
    row.waiting = Some(WaitingReason::ProductNotLinked { product: ProductId(31) });
    h.keys("<c-r>");
    h.page(vec![row], None, 1);
    h.keys("gd");
    let said = &h.app.notice.as_ref().unwrap().text;
    assert!(said.contains("Product 31") && said.contains("Producten"), "{said}");
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

#[test]
fn the_cause_is_gone_to_whatever_its_kind() {
    let at_setting = |h: &Harness| match h.app.layers.last() {
        Some(Layer::Settings(name, at)) => Some((name.to_string(), SETTINGS[at.at])),
        _ => None,
    };
    // A token, from the groups.
    let mut h = harness();
    let mut group = fixture::groups().remove(0);
    group.example = Failure::answered(Cause::Unauthorised, Element::Token, 401, None);
    h.app.groups.stale();
    h.answer(Load::Groups, Answer::Groups(vec![group]));
    h.keys("gd");
    assert_eq!(at_setting(&h), Some(("stroom".to_owned(), Setting::Paused)));
    // A switch, and a product that is linked to nothing, from a sale that waits.
    let waits = |reason: WaitingReason| {
        let mut h = Harness::new(Language::Nl, 80, 24);
        let mut row = fixture::row(100_900, State::Waiting);
        row.waiting = Some(reason);
        h.keys("<c-r>");
        h.page(vec![row], None, 1);
        h.keys("gd");
        h
    };
    let h = waits(WaitingReason::ProcessingOff);
    assert_eq!(at_setting(&h), Some(("stroom".to_owned(), Setting::SaleProcessing)));
    let h = waits(WaitingReason::ProductNotLinked { product: ProductId(31) });
    assert_eq!(h.app.pane, Pane::Products);
    let h = waits(WaitingReason::OptInLapsed { valid_till: "2026-01-31".into() });
    assert_eq!(at_setting(&h), Some(("stroom".to_owned(), Setting::SendOptIn)));
    // A condition, the second of two; and one that is no longer there.
    let condition = |name: &str| Condition {
        name: name.into(),
        matches: Matcher::default(),
        processing: fixture::integration("stroom").settings.processing,
    };
    let held = |named: &str| {
        let mut h = waits(WaitingReason::ConditionOff { condition: named.into() });
        h.keys("1");
        let conditions = vec![condition("Zakelijk"), condition("Glas")];
        let view = IntegrationView { conditions, ..fixture::integration("stroom") };
        h.told(Change::Integration(Box::new(view)));
        h.keys("gd");
        h
    };
    let h = held("Glas");
    assert_eq!(h.app.pane, Pane::Integrations);
    let Some(Layer::Conditions(name, at)) = h.app.layers.last() else { panic!("no conditions") };
    assert_eq!((name.as_str(), at.at), ("stroom", 1));
    let h = held("Oud");
    assert!(h.app.layers.is_empty() && h.app.pane == Pane::Queue);
    assert!(h.app.notice.as_ref().is_some_and(|notice| notice.text.contains("«Oud»")), "{:?}", h.app.notice);
    // A field of the sale: it is mended in the sale.
    let mut h = Harness::new(Language::Nl, 80, 24);
    let mut row = fixture::row(100_900, State::Fallout);
    row.failure = Some(Failure::found(Cause::InvalidField, Element::Field("iban".into())));
    h.keys("!");
    h.page(vec![row], None, 1);
    h.keys("gd");
    let Some(Layer::Form(form)) = h.app.layers.last() else { panic!("no form") };
    assert_eq!(form.word("edit_field"), "iban");
}
