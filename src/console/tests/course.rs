//! How sales move through a partner's statuses, beside their mapping and on the sheet of one.

use super::*;
use crate::model::course::{Course, Move, Place};

/// Sales in two statuses, of which one is not mapped and holds some too long.
fn course() -> Course {
    let place = |status: &str, mapped: Option<&str>, now| Place {
        status: status.into(),
        mapped: mapped.map(Into::into),
        now,
        ever: now + 40,
        p50: Some(7_200),
        p95: Some(2 * 86_400),
        stuck: if mapped.is_none() { 3 } else { 0 },
        stuck_sales: if mapped.is_none() { vec![SaleId(31), SaleId(32), SaleId(40)] } else { Vec::new() },
        returned: if mapped.is_none() { 1 } else { 0 },
        returned_sales: if mapped.is_none() { vec![SaleId(31)] } else { Vec::new() },
    };
    let statuses = vec![place("in-behandeling", Some("open"), 210), place("schouw", None, 17)];
    let one = |from: &str, to: &str, count| Move { from: from.into(), to: to.into(), count };
    let moves = vec![one("in-behandeling", "schouw", 57), one("schouw", "netto", 39)];
    Course { sales: 227, statuses, moves }
}

fn open(h: &mut Harness) {
    h.keys("5[");
    h.answer(Load::Mapping("gas".into()), Answer::Mapping(Box::new(mapping())));
    h.answer(Load::Course("gas".into()), Answer::Course(Box::new(course())));
    h.keys("n");
}

#[test]
fn statuses_say_how_many_sales_stand_there_and_which_stay_too_long() {
    snapshots("mapping_statuses_course", open);
    snapshots("mapping_status_sheet", |h| {
        open(h);
        h.keys("Gi");
    });
}

#[test]
fn the_course_is_asked_for_by_who_looks_at_statuses() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    let asked = |h: &Harness| h.effects.contains(&Effect::Load(Load::Course("gas".into())));
    h.keys("5]");
    assert!(!asked(&h));
    h.keys("]]");
    assert!(asked(&h));
}
