//! A sale in doubt: what was found, and what is at the partner beside what was sent.

use super::super::app::fixture::Harness;
use super::*;
use crate::model::act::SaleVerb;
use crate::model::delivery::Check;
use crate::model::doubt::{Candidate, Compared, DoubtView, Look};

fn view() -> DoubtView {
    let row = |field: &str, ours: &str, theirs: Option<&str>| Compared {
        field: field.into(),
        ours: Some(ours.into()),
        theirs: theirs.map(Into::into),
        equal: theirs.map(|theirs| theirs == ours),
    };
    let look = Look { rows: 14, sound: true, controlled: true, like: vec![SaleId(900_777)] };
    DoubtView {
        sale: SaleId(100_420),
        since: fixture::start(),
        reference: "k7q2:100420:1".into(),
        look,
        candidates: vec![Candidate {
            partner_sale: SaleId(900_777),
            owner: None,
            same: false,
            traits: vec![
                row("product_id", "9031", Some("9031")),
                row("email", "j…", Some("p…")),
                row("phone", "6…", None),
            ],
        }],
    }
}

/// The doubt of the first uncertain sale, on screen.
fn open(h: &mut Harness) -> SaleId {
    h.keys("!");
    let mut uncertain = row(100_420, State::Uncertain);
    uncertain.integration = Some("stroom".into());
    h.page(vec![uncertain.clone()], None, 1);
    h.keys("<enter>");
    let mut whole = detail(100_420);
    let look = Look { rows: 14, sound: true, controlled: false, like: Vec::new() };
    let what = Happening::Checked { found: Check::Inconclusive, look };
    whole.timeline.push(TimelineEntry { at: fixture::start(), actor: "koppel".into(), what });
    whole.row = uncertain;
    h.answer(Load::Sale(SaleId(100_420)), Answer::Sale(Box::new(whole)));
    SaleId(100_420)
}

#[test]
fn the_timeline_says_what_each_check_was_worth() {
    snapshots("doubt_timeline", |h| {
        open(h);
    });
}

#[test]
fn what_is_at_the_partner_stands_beside_what_was_sent() {
    snapshots("doubt", |h| {
        let id = open(h);
        h.keys("[");
        h.answer(Load::Doubt(id), Answer::Doubt(Box::new(view())));
    });
}

#[test]
fn the_partner_is_asked_only_by_who_looks_and_the_only_candidate_is_proposed() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    let id = open(&mut h);
    assert!(!h.effects.contains(&Effect::Load(Load::Doubt(id))));
    h.keys("[");
    assert!(h.effects.contains(&Effect::Load(Load::Doubt(id))));
    h.answer(Load::Doubt(id), Answer::Doubt(Box::new(view())));
    // The menu, its adopt, the number as proposed, why, and yes.
    h.keys("b");
    while !drawn(&h).lines().any(|line| line.contains("> Nummer van de partner")) {
        let before = drawn(&h);
        h.keys("j");
        assert_ne!(before, drawn(&h), "{before}");
    }
    h.keys("<enter><enter>gezien<enter>y");
    let orders = h.orders();
    let [Order::Act { verb, reason, .. }] = orders.as_slice() else { panic!("{orders:?}\n{}", drawn(&h)) };
    assert_eq!(*verb, SaleVerb::Adopt { partner_sale_id: SaleId(900_777) });
    assert_eq!(reason.as_deref(), Some("gezien"));
}
