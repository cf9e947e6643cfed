//! Who else is at a mapping, which of its rows are new, and its system statuses.

use super::*;
use crate::model::presence::{Place, Presence};

fn question(key: &str) -> Place {
    Place { list: "question".into(), key: key.into() }
}

fn begin(h: &mut Harness, keys: &str) {
    h.keys("5");
    h.answer(Load::Mapping("gas".into()), Answer::Mapping(Box::new(mapping())));
    h.answer(Load::Draft("gas".into()), Answer::Draft(Box::default()));
    h.msg(Msg::Known("piet".into()));
    h.keys(keys);
}

/// The service tells who is there and what is new.
fn told(h: &mut Harness, present: &[(&str, &str)], new: &[&str]) {
    let at = h.app.now;
    let presence = |(by, key): &(&str, &str)| Presence { by: (*by).into(), place: question(key), at };
    h.told(Change::Integration(Box::new(IntegrationView {
        present: present.iter().map(presence).collect(),
        new_questions: new.iter().map(|key| (*key).into()).collect(),
        ..fixture::integration("gas")
    })));
}

fn said(h: &Harness) -> Vec<Option<Place>> {
    let here = h.effects.iter().filter_map(|effect| match effect {
        Effect::Here(_, place) => Some(place.clone()),
        _ => None,
    });
    here.collect()
}

#[test]
fn others_and_new_rows_are_seen_on_every_screen() {
    snapshots("mapping_others", |h| {
        begin(h, "]j");
        told(h, &[("anna", "meter-type"), ("piet", "zonnepanelen")], &["opmerking"]);
    });
    snapshots("mapping_others_session", |h| {
        begin(h, "]<enter>");
        told(h, &[("anna", "meter-type")], &["meter-type"]);
    });
}

#[test]
fn where_one_is_is_told_once_for_each_row_again_while_it_lasts_and_when_one_leaves() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    begin(&mut h, "]");
    h.pass(2_000);
    h.effects.clear();
    h.keys("j");
    h.pass(2_000);
    h.pass(2_000);
    assert_eq!(said(&h), [Some(question("zonnepanelen"))]);
    h.effects.clear();
    h.pass(25_000);
    h.pass(1_000);
    assert_eq!(said(&h), [Some(question("zonnepanelen"))], "still there");
    h.effects.clear();
    h.keys("1");
    h.pass(30_000);
    assert_eq!(said(&h), [None]);
}

#[test]
fn nobody_is_shown_to_himself_nor_who_fell_silent() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    begin(&mut h, "]");
    told(&mut h, &[("piet", "meter-type")], &[]);
    assert!(!drawn(&h).contains("piet"), "{}", drawn(&h));
    told(&mut h, &[("anna", "meter-type")], &[]);
    assert!(drawn(&h).contains("@ anna"), "{}", drawn(&h));
    h.pass(61_000);
    assert!(!drawn(&h).contains("anna"), "{}", drawn(&h));
}

#[test]
fn system_statuses_are_left_out_until_they_are_asked_for_or_mapped() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    let mut view = mapping();
    view.partner_statuses
        .extend([("new".into(), "Nieuw".into()), ("cancelled".into(), "Geannuleerd".into())]);
    view.partner_statuses.push(("open_cancellation_proposal".into(), "Annuleringsvoorstel open".into()));
    let row = StatusRow { partner: "cancelled".into(), own: "open".into() };
    view.mapping.statuses.push(row);
    h.keys("5[");
    h.answer(Load::Mapping("gas".into()), Answer::Mapping(Box::new(view)));
    h.answer(Load::Draft("gas".into()), Answer::Draft(Box::default()));
    let screen = drawn(&h);
    assert!(screen.contains("3 systeemstatussen verborgen, a toont ze"), "{screen}");
    assert!(screen.contains("cancelled") && !screen.contains("Nieuw"), "{screen}");
    h.keys("ja");
    let screen = drawn(&h);
    assert!(screen.contains("Nieuw") && !screen.contains("verborgen"), "{screen}");
    assert!(screen.contains("annuleringsverzoek door"), "a request was passed on: {screen}");
    let front = h.app.mapped().and_then(|view| view.partner_statuses.get(h.app.catalogue.mapping_at.at));
    assert_eq!(front.map(|(key, _)| key.as_str()), Some("schouw"), "the row in front stays");
    h.keys("a");
    assert!(!drawn(&h).contains("Nieuw"), "{}", drawn(&h));
}
