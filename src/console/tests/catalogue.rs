//! The own catalogue changed on screen: forms by the API's fields, what the environment finds wrong beside its
//! field, removing by plan, and a rule tried on a sale.

use super::super::app::fixture::Harness;
use super::incoming::{act, answered, catalogue, fields};
use super::*;
use crate::model::administration::catalogue::{
    CatalogueAct, CatalogueQuery, CatalogueView, Kind, RulePart, Trial,
};
use crate::model::administration::{Administration, AdministrationQuery};
use crate::model::reason::Reason;
use crate::model::rule::Criterion;
use crate::service::protocol::{AdministrationView, Problem};

fn question() -> crate::model::administration::catalogue::Fields {
    fields(serde_json::json!({
        "id": 7, "identifier": "meter", "name": "Slimme meter?", "input_type": "mc-single", "required": "1",
        "visible": true, "options": "Ja, graag\r\nNee", "product_types": ["energy"], "rule": null,
    }))
}

fn tell(h: &mut Harness, query: CatalogueQuery, view: CatalogueView) {
    let view = AdministrationView::Catalogue(view);
    let load = Load::Administration(AdministrationQuery::Catalogue(query));
    h.answer(load, Answer::Administration(Box::new(view)));
}

/// The form of a question, opened from the list.
fn editing(h: &mut Harness) {
    h.keys("7]]");
    catalogue(h, Kind::Question, vec![question()]);
    h.keys("e");
    let query = CatalogueQuery::Show { kind: Kind::Question, id: "7".into() };
    let asked = Effect::Load(Load::Administration(AdministrationQuery::Catalogue(query.clone())));
    assert!(h.effects.contains(&asked));
    tell(h, query, CatalogueView::Thing(question()));
}

#[test]
fn only_what_was_changed_of_a_question_is_set() {
    snapshots("catalogue_form", editing);
    let mut h = Harness::new(Language::Nl, 80, 24);
    editing(&mut h);
    assert!(drawn(&h).contains("Ja, graag | Nee"), "{}", drawn(&h));
    h.keys("<enter>");
    assert!(drawn(&h).contains("Er is niets gewijzigd."));
    h.keys("<tab><tab><tab> | Weet niet<tab><space><enter>y");
    let changed = serde_json::json!({"options": ["Ja, graag", "Nee", "Weet niet"], "required": "0"});
    let wanted = CatalogueAct::Set { kind: Kind::Question, id: "7".into(), fields: fields(changed) };
    assert_eq!(act(&h), Administration::Catalogue(wanted));
}

#[test]
fn what_the_environment_finds_wrong_stands_beside_each_field() {
    let mut h = Harness::new(Language::Nl, 120, 40);
    h.keys("7");
    catalogue(&mut h, Kind::Product, Vec::new());
    h.keys("+Los<tab>los 1<enter>y");
    let Administration::Catalogue(CatalogueAct::Create { kind, fields }) = act(&h) else { panic!() };
    assert_eq!((kind, &fields["name"], &fields["active"]), (Kind::Product, &"Los".into(), &"1".into()));
    assert!(!fields.contains_key("type"), "what is empty is not told");
    let wrong = [("identifier", "Dit is geen kenmerk."), ("type", "Dit is verplicht.")];
    let wrong = wrong.map(|(field, said)| (field.to_owned(), said.into())).to_vec();
    answered(&mut h, Err(Problem::Invalid { why: Reason::WrongFields { fields: wrong } }));
    let screen = drawn(&h);
    let lines: Vec<_> = screen.lines().collect();
    let at = |label: &str| lines.iter().position(|line| line.contains(label)).unwrap();
    assert!(lines[at("> kenmerk") + 1].contains("Dit is geen kenmerk."), "{screen}");
    assert!(lines[at("  soort") + 1].contains("Dit is verplicht."), "{screen}");
    assert!(screen.contains("Los"), "{screen}");
}

#[test]
fn a_thing_is_removed_by_a_plan_and_a_rule_is_tried_on_a_sale() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    h.keys("7]]");
    catalogue(&mut h, Kind::Question, vec![question()]);
    h.keys("bjj<enter>x<enter>");
    assert!(drawn(&h).contains("Vul een heel getal in"), "{}", drawn(&h));
    h.keys("<bs>90001<enter>");
    let on = fields(serde_json::json!({"sale": 90_001}));
    let query = CatalogueQuery::Try { id: "7".into(), on };
    let condition = RulePart::Condition {
        subject: "answer".into(),
        question: Some("Verhuist u?".into()),
        value: Some("Ja".into()),
        found: vec!["Nee".into()],
        holds: Some(false),
    };
    let rule = RulePart::Group { criterion: Criterion::All, holds: Some(false), rules: vec![condition] };
    let trial = Trial { asked: true, visible: false, required: false, rule: Some(rule) };
    tell(&mut h, query, CatalogueView::Tried(trial));
    let screen = drawn(&h);
    assert!(screen.contains("x alles hiervan") && screen.contains("(het is: Nee)"), "{screen}");
    assert!(screen.contains("niet zichtbaar"), "{screen}");
    h.keys("q<esc>bjjj<enter>");
    assert!(h.orders().is_empty());
    h.keys("y");
    let wanted = CatalogueAct::Remove { kind: Kind::Question, id: "7".into() };
    assert_eq!(act(&h), Administration::Catalogue(wanted));
}
