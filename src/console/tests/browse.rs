//! What can be looked at about a link: what the partner changed, what the switches would decide, what the mapping
//! makes of sales that went.

use super::super::app::arrange::Arrange;
use super::super::app::fixture::Harness;
use super::*;
use crate::model::drift::{Change as Changed, Drift, DriftView, Standing, What};
use crate::model::failure::Element;
use crate::model::queue::WaitingReason;
use crate::model::rehearsal::{Advice, Backtest, Backtested, Decided, Tested, Way};
use crate::model::view::DryRun;

fn drifts() -> Vec<DriftView> {
    let change = |class, element, what, before: Option<&str>, after: Option<&str>| Changed {
        class,
        element,
        what,
        before: before.map(Into::into),
        after: after.map(Into::into),
    };
    let drift = |version, standing, changes| Drift {
        version,
        at: fixture::start() - chrono::TimeDelta::hours(version as i64),
        fingerprint: String::new(),
        changes,
        standing,
    };
    let option = Element::Answer("meter-type".into(), "Slim".into());
    let asked = Element::Question("zonnepanelen".into());
    let was = Standing::Released { by: "anna".into(), at: fixture::start() };
    vec![
        DriftView {
            drift: drift(
                3,
                was,
                vec![change(Class::Widening, asked.clone(), What::Added, None, Some("never"))],
            ),
            held: Vec::new(),
        },
        DriftView {
            drift: drift(
                2,
                Standing::Open,
                vec![
                    change(Class::Breaking, option, What::Removed, None, None),
                    change(Class::Tightening, asked, What::Demand, Some("sometimes"), Some("always")),
                ],
            ),
            held: (0..12).map(|n| SaleId(100_400 + n)).collect(),
        },
        DriftView { drift: drift(1, Standing::Noted, Vec::new()), held: Vec::new() },
    ]
}

fn decided() -> Vec<Decided> {
    let one = |sale, way, condition: Option<&str>, why| Decided {
        sale: SaleId(sale),
        way,
        condition: condition.map(Into::into),
        why,
    };
    vec![
        one(7, Way::ByItself, Some("Energie"), None),
        one(8, Way::ByItself, Some("Energie"), None),
        one(9, Way::Never, None, Some(WaitingReason::ProcessingOff)),
    ]
}

fn backtest() -> Backtest {
    let one = |sale, state, tested, failures, fields: &[&str]| Backtested {
        sale: SaleId(sale),
        state,
        tested,
        failures,
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
    };
    Backtest {
        sales: vec![
            one(11, State::Sent, Tested::Same, Vec::new(), &[]),
            one(12, State::Sent, Tested::Changed, Vec::new(), &["iban", "questionData[meter-type]"]),
            one(13, State::Sent, Tested::NewlyFailing, vec![fixture::failure()], &[]),
        ],
        predicted: 41,
        refused: 2,
        mapping_version: 12,
    }
}

fn with_drifts(h: &mut Harness) {
    h.keys("3d");
    h.answer(Load::Drifts("gas".into()), Answer::Drifts(drifts()));
}

#[test]
fn what_the_partner_changed_the_switches_and_earlier_sales() {
    snapshots("browse_drifts", with_drifts);
    snapshots("browse_release", |h| {
        with_drifts(h);
        h.keys("r");
    });
    snapshots("browse_rehearsal", |h| {
        h.keys("3s");
        let advice = vec![Advice::EverythingElseGoes, Advice::NeverInStatus { condition: "Glas".into() }];
        h.answer(Load::Advice("gas".into()), Answer::Advice(advice));
        h.answer(Load::Simulate("gas".into()), Answer::Simulate(decided()));
        h.keys("j");
    });
    snapshots("browse_backtest", |h| {
        h.keys("5t");
        h.answer(Load::Backtest("gas".into()), Answer::Backtest(Box::new(backtest())));
    });
}

#[test]
fn held_sales_go_by_a_plan_with_their_count_and_only_of_what_is_open() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    with_drifts(&mut h);
    assert!(drawn(&h).contains("> versie 2"), "what is open comes first: {}", drawn(&h));
    h.keys("r12<enter>");
    let Some(Order::Arrange(arrange)) = h.orders().last().map(|order| (*order).clone()) else {
        panic!("{}", drawn(&h))
    };
    assert_eq!(*arrange, Arrange::Release { name: "gas".into(), version: 2 });
    h.effects.clear();
    h.msg(Msg::Ordered(Order::Arrange(arrange), Ok(Box::new(Done::Count(1)))));
    assert!(h.effects.contains(&Effect::Load(Load::Drifts("gas".into()))), "looked at anew: {:?}", h.effects);

    h.keys("jr");
    assert!(drawn(&h).contains("Deze wijziging houdt niets vast."), "{}", drawn(&h));
    assert_eq!(h.orders().len(), 0);
}

#[test]
fn a_change_and_a_failing_sale_are_one_key_from_what_they_are_about() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    h.keys("5");
    h.answer(Load::Mapping("gas".into()), Answer::Mapping(Box::new(mapping())));
    with_drifts(&mut h);
    h.keys("<enter>");
    assert!(h.app.layers.is_empty());
    assert_eq!((h.app.pane, h.app.catalogue.tab.word()), (Pane::Mappings, "questions"));

    h.keys("t");
    h.answer(Load::Backtest("gas".into()), Answer::Backtest(Box::new(backtest())));
    assert!(drawn(&h).contains("> 13  valt nu uit"), "the worst first: {}", drawn(&h));
    h.keys("<enter>");
    assert!(h.effects.contains(&Effect::Load(Load::Sale(SaleId(13)))));
}

#[test]
fn a_sale_is_tried_without_sending_it() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    h.keys("d");
    let sale = SaleId(h.cursor());
    assert!(h.effects.contains(&Effect::Load(Load::DryRun(sale))), "{:?}", h.effects);
    let run = DryRun { payload: None, failures: vec![fixture::failure()], mapping_version: 12 };
    h.answer(Load::DryRun(sale), Answer::DryRun(Box::new(run)));
    let screen = drawn(&h);
    assert!(screen.contains("er gaat niets weg") && screen.contains("koppeling versie 12"), "{screen}");
    assert!(screen.contains("meter-type"), "{screen}");
    assert_eq!(h.orders().len(), 0);
}
