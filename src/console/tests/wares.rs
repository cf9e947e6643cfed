//! Linked products that are gone at the partner, own ones that come back, and fields that differ.

use super::super::app::arrange::Arrange;
use super::super::app::fixture::Harness;
use super::*;
use crate::model::act::SettingChange;
use crate::model::difference::{FieldDiff, ProductDiff};
use crate::model::integration::{FieldPolicy, OnVanished, Settings};
use crate::model::proof::RowToChange;
use crate::model::vanishing::{VanishPlan, Vanishing};
use crate::model::view::VanishHold;

fn gone() -> Vec<ProductRow> {
    let mut rows = products();
    let template = rows[2].clone();
    let row = |id: u64, retired, under_way| ProductRow {
        partner_id: ProductId(id),
        own_id: Some(ProductId(id - 9_000)),
        missing_since: Some(fixture::start() - chrono::TimeDelta::minutes(20)),
        retired,
        under_way,
        ..template.clone()
    };
    rows[2] = row(9_033, None, 3);
    rows.push(row(9_034, None, 0));
    rows.push(row(9_035, Some(OnVanished::Delete), 0));
    rows
}

/// The plan of the service: one of them has sales that were not sent, and with both a few rows go.
fn plan(policy: OnVanished) -> Answer {
    let of = |id: u64, retired, sales: &[u64]| Vanishing {
        partner_id: ProductId(id),
        own_id: ProductId(id - 9_000),
        name: "Groene energie 1 jaar vast".into(),
        missing_since: fixture::start() - chrono::TimeDelta::minutes(20),
        retired,
        spared: false,
        sales: sales.iter().map(|sale| SaleId(*sale)).collect(),
    };
    let hold = VanishHold { products: vec![ProductId(9_033), ProductId(9_034)], linked: 4, failure: None };
    Answer::Vanishing(Box::new(VanishPlan {
        policy,
        hold: Some(hold),
        products: vec![
            of(9_033, None, &[4_711, 4_712, 4_713]),
            of(9_034, None, &[]),
            of(9_035, Some(OnVanished::Delete), &[]),
        ],
        rows: vec![RowToChange::Question("meter-type".into()), RowToChange::Agreement("levering".into())],
    }))
}

/// The vanish guard stopped: both are gone at once.
fn stopped(h: &mut Harness, on_vanished: OnVanished) {
    let hold = VanishHold { products: vec![ProductId(9_033), ProductId(9_034)], linked: 4, failure: None };
    let link = fixture::integration("gas");
    let settings = Settings { on_vanished, ..link.settings.clone() };
    let link = IntegrationView { vanished: Some(hold), settings, ..link };
    h.told(Change::Integration(Box::new(link)));
}

fn differing() -> Vec<ProductDiff> {
    let field = |policy, field: &str, ours: Option<&str>, theirs: Option<&str>| {
        let (ours, theirs) = (ours.map(Into::into), theirs.map(Into::into));
        (policy, FieldDiff { field: field.into(), ours, theirs })
    };
    vec![ProductDiff {
        partner_id: ProductId(9_031),
        own_id: ProductId(31),
        name: "Groene energie 3 jaar vast".into(),
        fields: vec![
            field(FieldPolicy::Ours, "name", Some("Onze groene"), Some("Groene energie 3 jaar vast")),
            field(FieldPolicy::Ask, "price_monthly", Some("24.95"), Some("26.50")),
            field(FieldPolicy::Ask, "documents", None, None),
        ],
    }]
}

/// The order that the plan in front gives.
fn confirmed(h: &mut Harness) -> Arrange {
    h.pass(400);
    h.keys("y");
    match h.orders().last() {
        Some(Order::Arrange(arrange)) => arrange.as_ref().clone(),
        other => panic!("{other:?} {}", drawn(h)),
    }
}

#[test]
fn the_guard_is_seen_and_answered() {
    snapshots("wares_guard", |h| {
        stopped(h, OnVanished::Delete);
        h.keys("3");
    });
    snapshots("wares_gone", |h| {
        stopped(h, OnVanished::Delete);
        h.keys("4");
        h.answer(Load::Products("gas".into()), Answer::Products(gone()));
    });
    snapshots("wares_plan", |h| {
        stopped(h, OnVanished::Delete);
        h.keys("3v");
        h.answer(Load::Vanished("gas".into()), plan(OnVanished::Delete));
    });

    let mut h = Harness::new(Language::Nl, 80, 24);
    stopped(&mut h, OnVanished::Deactivate);
    h.keys("4v");
    assert!(h.effects.contains(&Effect::Load(Load::Vanished("gas".into()))));
    h.answer(Load::Vanished("gas".into()), plan(OnVanished::Deactivate));
    let screen = drawn(&h);
    assert!(screen.contains("4711, 4712, 4713") && screen.contains("meter-type, levering"), "{screen}");
    assert_eq!(confirmed(&mut h), Arrange::Vanished { name: "gas".into(), expected: 2 });

    // Where the setting does nothing there is nothing to say yes to.
    let mut h = Harness::new(Language::Nl, 80, 24);
    stopped(&mut h, OnVanished::Nothing);
    h.keys("4v");
    h.answer(Load::Vanished("gas".into()), plan(OnVanished::Nothing));
    assert!(drawn(&h).contains("staat op niets doen"), "{}", drawn(&h));
    h.pass(400);
    h.keys("y<enter>");
    assert_eq!(h.orders().len(), 0);
}

#[test]
fn what_was_put_out_of_sale_comes_back_by_key() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    h.keys("4");
    h.answer(Load::Products("gas".into()), Answer::Products(gone()));
    h.keys("r");
    assert!(drawn(&h).contains("niet uit verkoop gehaald"), "{}", drawn(&h));
    h.keys("Gr");
    assert_eq!(confirmed(&mut h), Arrange::Restore { name: "gas".into(), product: ProductId(9_035) });
    let order = Order::Arrange(Box::new(Arrange::Restore { name: "gas".into(), product: ProductId(9_035) }));
    h.msg(Msg::Ordered(order, Ok(Box::new(Done::Id(77)))));
    assert!(drawn(&h).contains("Eigen product 77 is terug"), "{}", drawn(&h));
}

#[test]
fn fields_that_differ_are_shown_and_taken_over_by_choice() {
    let shown = |h: &mut Harness| {
        h.keys("4");
        h.answer(Load::Products("gas".into()), Answer::Products(gone()));
        h.keys("i");
        h.answer(Load::Differences("gas".into()), Answer::Differences(differing()));
    };
    snapshots("wares_sheet", shown);
    snapshots("wares_take", |h| {
        shown(h);
        h.keys("t");
    });
    let mut h = Harness::new(Language::Nl, 80, 24);
    shown(&mut h);
    // What is ours on purpose is not proposed.
    h.keys("t<enter>");
    let screen = drawn(&h);
    assert!(screen.contains("26,50") && !screen.contains("> [Ja]"), "{screen}");
    let fields = vec!["price_monthly".to_owned(), "documents".to_owned()];
    let wanted = Arrange::Take { name: "gas".into(), product: ProductId(9_031), fields };
    assert_eq!(confirmed(&mut h), wanted);

    // Nothing chosen is nothing to do.
    let mut h = Harness::new(Language::Nl, 80, 24);
    shown(&mut h);
    h.keys("t<tab><space><tab><space><enter>");
    assert!(drawn(&h).contains("Dit moet ingevuld zijn."), "{}", drawn(&h));
}

#[test]
fn a_sync_answers_with_what_it_carried_over() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    h.keys("3");
    let done = Done::Synced { seen: 12, changed: 1, written: differing() };
    h.msg(Msg::Ordered(Order::Sync("gas".into()), Ok(Box::new(done))));
    let screen = drawn(&h);
    assert!(screen.contains("Overgenomen van gas") && screen.contains("bij de partner «26,50»"), "{screen}");
}

#[test]
fn what_becomes_of_a_field_is_chosen_in_the_settings() {
    snapshots("wares_policies", |h| h.keys("3<enter>Gke"));
    let mut h = Harness::new(Language::Nl, 80, 24);
    h.keys("3<enter>Gke<enter>");
    assert!(drawn(&h).contains("Er is niets gewijzigd."), "{}", drawn(&h));
    h.keys("<space><tab><space><space><enter>");
    let Arrange::Policies { changes, version: 7, .. } = confirmed(&mut h) else { panic!("{}", drawn(&h)) };
    let of = |field: &str, policy| SettingChange::Field { field: field.into(), policy };
    assert_eq!(changes, [of("name", FieldPolicy::Ours), of("type", FieldPolicy::Ask)]);
}
