//! Status updates out of a file on screen: what is wrong with its lines, the plan, and the example.

use super::super::app::fixture::Harness;
use super::incoming::{act, answered, in_front};
use super::*;
use crate::model::administration::Administration;
use crate::model::administration::sale::{SaleAct, SaleUpdate};
use crate::model::updates::{Change, Odd, Unread, UpdatePlan, WrongCell};
use crate::service::protocol::{Acted, Problem};

fn plan() -> UpdatePlan {
    let update = |sale, remark: Option<&str>| SaleUpdate {
        sale: SaleId(sale),
        status: Some("accepted_by_supplier".into()),
        remark: remark.map(str::to_owned),
        fields: incoming::fields(serde_json::json!({"meterstand": "1234"})),
    };
    let change = |line, update| Change { line, from: Some("new".to_owned()), update };
    let wrong = WrongCell { line: 4, column: "status".into(), what: Odd::NoStatus, value: "nergens".into() };
    UpdatePlan {
        changes: vec![change(2, update(71, Some("Akkoord"))), change(3, update(72, None))],
        same: 3,
        wrong: vec![wrong],
    }
}

fn filled_in(h: &mut Harness) {
    in_front(h);
    h.keys("bj<enter>/srv/statussen.csv<enter>");
    assert!(h.effects.contains(&Effect::Load(Load::Updates("/srv/statussen.csv".into()))));
}

#[test]
fn wrong_lines_are_named_and_nothing_is_taken_in_before_a_plan_says_what() {
    snapshots("updates_wrong", |h| {
        filled_in(h);
        h.msg(Msg::Updates(Ok(Box::new(plan()))));
    });
    snapshots("updates_plan", |h| {
        filled_in(h);
        h.keys("<tab><space><enter>");
        h.msg(Msg::Updates(Ok(Box::new(plan()))));
    });
    let mut h = Harness::new(Language::Nl, 80, 24);
    filled_in(&mut h);
    h.msg(Msg::Updates(Err(Trouble::Updates("/srv/statussen.csv".into(), Unread::NoSales))));
    let screen = drawn(&h);
    let lines: Vec<_> = screen.lines().collect();
    let at = lines.iter().position(|line| line.contains("> bestand")).unwrap();
    assert!(lines[at + 1].contains("geen kolom ordernummer"), "{screen}");
    h.keys("<enter>");
    h.msg(Msg::Updates(Ok(Box::new(plan()))));
    assert!(drawn(&h).contains("regel 4, kolom status: er is geen status «nergens»"), "{}", drawn(&h));
    h.keys("y");
    assert!(h.orders().is_empty(), "there is no plan yet");
    h.keys("<esc><tab><space><enter>");
    h.msg(Msg::Updates(Ok(Box::new(plan()))));
    assert!(drawn(&h).contains("1 foute regel wordt overgeslagen"), "{}", drawn(&h));
    h.keys("y");
    let updates = plan().changes.into_iter().map(|change| change.update).collect();
    assert_eq!(act(&h), Administration::Sale(SaleAct::Update { updates }));
    let acted = |sale, refused| Acted { sale: SaleId(sale), state: None, refused };
    let why = Problem::Refused { why: crate::model::reason::Reason::NotOffered };
    answered(&mut h, Ok(Done::Acted(vec![acted(71, None), acted(72, Some(why))])));
    let screen = drawn(&h);
    assert!(screen.contains("1 gedaan, 1 niet") && screen.contains("72  "), "{screen}");
}

#[test]
fn an_example_is_written_to_a_new_file_and_said_where() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    in_front(&mut h);
    h.keys("bjj<enter><enter>");
    assert!(drawn(&h).contains("Dit moet ingevuld zijn."), "{}", drawn(&h));
    h.keys("/srv/voorbeeld.csv<enter>");
    assert!(h.effects.contains(&Effect::Load(Load::UpdatesExample("/srv/voorbeeld.csv".into()))));
    let path = std::path::PathBuf::from("/srv/voorbeeld.csv");
    h.msg(Msg::Example(path.clone(), Err(Trouble::File(path.clone(), FileTrouble::Exists))));
    assert!(drawn(&h).contains("bestaat al"), "{}", drawn(&h));
    h.msg(Msg::Example(path, Ok(())));
    assert!(drawn(&h).contains("Geschreven naar /srv/voorbeeld.csv"), "{}", drawn(&h));
}
