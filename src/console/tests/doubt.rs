//! A sale in doubt: what was found, and what is at the partner beside what was sent.

use super::super::app::fixture::Harness;
use super::*;
use crate::model::act::SaleVerb;
use crate::model::delivery::Check;
use crate::model::doubt::{Candidate, Compared, DoubtView, Look, Scan};

fn view() -> DoubtView {
    let row = |field: &str, ours: &str, theirs: Option<&str>| Compared {
        field: field.into(),
        ours: Some(ours.into()),
        theirs: theirs.map(Into::into),
        equal: theirs.map(|theirs| theirs == ours),
    };
    let look = Look { rows: 14, sound: true, controlled: true, like: vec![SaleId(900_777)] };
    let scan = |found| Scan { at: fixture::start(), found, look: look.clone() };
    DoubtView {
        scans: vec![scan(Check::Ambiguous)],
        sale: SaleId(100_420),
        since: fixture::start(),
        reference: "k7q2:100420:1".into(),
        look: look.clone(),
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
    let what = Happening::State {
        from: State::Uncertain,
        to: State::Sent,
        waiting: None,
        failure: None,
        reason: Some("gezien".into()),
        verb: Some("adopt".into()),
        partner_sale: Some(SaleId(900_777)),
    };
    whole.timeline.push(TimelineEntry { at: fixture::start(), actor: "anna".into(), what });
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
    let (verb, reason) = adopted(&mut h, "gezien<enter>y");
    assert_eq!(verb, SaleVerb::Adopt { partner_sale_id: SaleId(900_777) });
    assert_eq!(reason.as_deref(), Some("gezien"));
}

/// Opens the plan of a verb by the menu.
fn choose(h: &mut Harness, named: &str) {
    h.keys("b");
    // Little room cuts a name off.
    let named: String = named.chars().take(24).collect();
    while !drawn(h).lines().any(|line| line.contains(&format!("> {named}"))) {
        let before = drawn(h);
        h.keys("j");
        assert_ne!(before, drawn(h), "{before}");
    }
    h.keys("<enter>");
}

/// Adopts with the number as proposed: the order that is given.
fn adopted(h: &mut Harness, keys: &str) -> (SaleVerb, Option<String>) {
    choose(h, "Nummer van de partner");
    h.keys("<enter>");
    h.keys(keys);
    let orders = h.orders();
    let [Order::Act { verb, reason, .. }] = orders.as_slice() else { panic!("{orders:?}\n{}", drawn(h)) };
    (verb.clone(), reason.clone())
}

/// The list with one sale in doubt, under the cursor.
fn listed(h: &mut Harness) -> SaleId {
    h.keys("!");
    let mut uncertain = row(100_420, State::Uncertain);
    uncertain.integration = Some("stroom".into());
    h.page(vec![uncertain], None, 1);
    SaleId(100_420)
}

#[test]
fn who_adopts_from_the_list_reads_first_what_the_partner_shows() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    let id = listed(&mut h);
    choose(&mut h, "Nummer van de partner");
    assert!(h.effects.contains(&Effect::Load(Load::Doubt(id))));
    // Whoever knows the number may type on, but nothing is confirmed before the answer is there.
    h.keys("900777<enter>gezien<enter>y");
    assert!(h.orders().is_empty(), "{}", drawn(&h));
    h.answer(Load::Doubt(id), Answer::Doubt(Box::new(view())));
    let screen = drawn(&h);
    for said in ["Nummer bij de partner: 900777", "Reden: gezien", "Sale 900777 bij de partner", "9031"] {
        assert!(screen.contains(said), "{said} in\n{screen}");
    }
    h.keys("y");
    assert!(matches!(h.orders().as_slice(), [Order::Act { .. }]), "{}", drawn(&h));
}

#[test]
fn what_the_partner_shows_stands_in_the_plan_to_say_that_it_is_not_there() {
    snapshots("doubt_absent", |h| {
        let id = listed(h);
        let label = h.app.look.say("verb-confirm-absent", &[]);
        choose(h, &label);
        h.answer(Load::Doubt(id), Answer::Doubt(Box::new(view())));
        h.keys("niet gevonden");
    });
}

#[test]
fn a_plan_that_is_longer_than_the_screen_begins_at_its_head_and_can_be_read_to_its_end() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    let id = listed(&mut h);
    choose(&mut h, "Nummer van de partner");
    let mut long = view();
    let candidate = long.candidates[0].clone();
    long.candidates.extend([candidate.clone(), candidate.clone(), candidate.clone(), candidate]);
    h.answer(Load::Doubt(id), Answer::Doubt(Box::new(long)));
    let head = drawn(&h);
    assert!(head.contains("Verzonden onder k7q2") && head.contains("Nummer bij de partner:"), "{head}");
    h.keys("<pgdn><pgdn><pgdn>");
    let end = drawn(&h);
    assert!(!end.contains("Verzonden onder") && end.contains("PgUp"), "{end}");
    h.keys("<pgup><pgup><pgup>");
    assert_eq!(drawn(&h), head);
}
