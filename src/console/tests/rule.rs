//! A rule edited on screen: by parts and as text, tried before it is saved, and saved by a plan that says what
//! changes.

use super::super::app::fixture::Harness;
use super::super::app::layer::Layer;
use super::incoming::{act, answered, catalogue, fields};
use super::*;
use crate::model::administration::catalogue::{CatalogueAct, CatalogueQuery, CatalogueView, Fields, Kind};
use crate::model::administration::{Administration, AdministrationQuery};
use crate::model::rule::{Rule, text};
use crate::service::protocol::{AdministrationView, Done};

const HELD: &str = "ALL\n  product.type = energy\n  question \"Verhuist u?\" = Ja";

fn question(rule: &str) -> Fields {
    let rule = text::read(rule).unwrap().map(|rule| rule.to_value());
    fields(serde_json::json!({
        "id": 7, "identifier": "meter", "name": "Slimme meter?", "input_type": "mc-single", "required": "1",
        "rule": rule, "rule_visible": "1", "rule_required": "0",
    }))
}

fn tell(h: &mut Harness, query: CatalogueQuery, view: CatalogueView) {
    let load = Load::Administration(AdministrationQuery::Catalogue(query));
    h.answer(load, Answer::Administration(Box::new(AdministrationView::Catalogue(view))));
}

/// The rule of a question, opened from the list.
fn editing(h: &mut Harness) {
    let other =
        |id: u64, name: &str| fields(serde_json::json!({"id": id, "name": name, "input_type": "text"}));
    h.keys("7]]");
    catalogue(h, Kind::Question, vec![question(HELD), other(8, "Verhuist u?"), other(9, "Welke omvormer?")]);
    h.keys("r");
    let show = CatalogueQuery::Show { kind: Kind::Question, id: "7".into() };
    tell(h, show, CatalogueView::Thing(question(HELD)));
    let of = |kind, rows| (CatalogueQuery::List { kind }, CatalogueView::List(rows));
    let supplier = fields(serde_json::json!({"id": 3, "name": "Zonnestroom"}));
    let product = |kind: &str| fields(serde_json::json!({"id": 1, "name": "x", "type": kind}));
    let products = vec![product("energy"), product("telecom")];
    for (query, view) in [of(Kind::Supplier, vec![supplier]), of(Kind::Product, products)] {
        tell(h, query, view);
    }
}

fn set(h: &Harness) -> Fields {
    match act(h) {
        Administration::Catalogue(CatalogueAct::Set { kind: Kind::Question, id, fields }) if id == "7" => {
            fields
        }
        other => panic!("{other:?}"),
    }
}

fn rule(fields: &Fields) -> String {
    text::write(Rule::parse(&fields["rule"]).as_ref())
}

#[test]
fn a_rule_is_changed_part_by_part_and_saved_by_a_plan_that_says_what_changes() {
    snapshots("rule_edit", |h| {
        editing(h);
        h.keys("j");
    });
    let mut h = Harness::new(Language::Nl, 80, 24);
    editing(&mut h);
    // A group behind the second condition, in it what the customer is; the first condition goes.
    h.keys("G+<left><left><enter>");
    assert!(drawn(&h).contains(">   één hiervan:"), "{}", drawn(&h));
    h.keys("+<space><space><space><tab><space><enter>");
    assert!(drawn(&h).contains(">     de klant is zakelijk"), "{}", drawn(&h));
    h.keys("ggjxr");
    h.keys("s");
    let plan = drawn(&h);
    for line in [
        "verplicht bij voorwaarden: ja",
        "-   het producttype",
        "+   één hiervan:",
        "+     de klant is zakelijk",
    ] {
        assert!(plan.contains(line), "{line}\n{plan}");
    }
    assert!(h.orders().is_empty());
    h.keys("y");
    let fields = set(&h);
    let wanted = "ALL\n  question \"Verhuist u?\" = Ja\n  ANY\n    profile.type = business";
    assert_eq!((rule(&fields).as_str(), &fields["rule_required"]), (wanted, &"1".into()));
    assert!(!fields.contains_key("rule_visible"), "only what changed is set");
    answered(&mut h, Ok(Done::Ok));
    assert!(!h.app.layers.iter().any(|layer| matches!(layer, Layer::Rule(_))));
}

#[test]
fn what_can_be_answered_is_offered_once_the_other_question_is_known() {
    let mut h = Harness::new(Language::Nl, 120, 40);
    editing(&mut h);
    h.keys("G");
    h.effects.clear();
    h.keys("e");
    let show = CatalogueQuery::Show { kind: Kind::Question, id: "8".into() };
    let asked = Effect::Load(Load::Administration(AdministrationQuery::Catalogue(show.clone())));
    assert!(h.effects.contains(&asked), "{:?}", h.effects);
    let whole = serde_json::json!({"id": 8, "name": "Verhuist u?", "options": "Ja\r\nNee"});
    tell(&mut h, show, CatalogueView::Thing(fields(whole)));
    assert!(drawn(&h).contains("< Ja >"), "{}", drawn(&h));
    h.keys("<tab><tab><space><enter>sy");
    assert_eq!(rule(&set(&h)), HELD.replace("= Ja", "= Nee"));
}

#[test]
fn a_rule_is_typed_with_its_mistakes_in_place_and_tried_unsaved() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    editing(&mut h);
    h.keys("w");
    snapshots("rule_text", |h| {
        editing(h);
        h.keys("w<down><down><end><enter>klant is boos");
    });
    // A new line begins as far in as the one before.
    h.keys("<down><down><end><enter>supplier.id 3");
    assert!(
        drawn(&h).contains("x  4   supplier.id 3") && drawn(&h).contains("Regel 4 is geen"),
        "{}",
        drawn(&h)
    );
    h.keys("<tab>");
    assert!(matches!(h.app.layers.last(), Some(Layer::RuleText(_))), "a mistake is not taken");
    h.keys("<bs>= 3<tab>");
    assert!(drawn(&h).contains("de leverancier is Zonnestroom"), "{}", drawn(&h));
    h.keys("t90001<enter>");
    let wanted = format!("{HELD}\n  supplier.id = 3");
    let on = h.effects.iter().rev().find_map(|effect| match effect {
        Effect::Load(Load::Administration(AdministrationQuery::Catalogue(CatalogueQuery::Try {
            on,
            ..
        }))) => Some(on.clone()),
        _ => None,
    });
    let on = on.unwrap();
    assert_eq!((rule(&on), &on["rule_visible"], &on["sale"]), (wanted, &true.into(), &90_001.into()));
    assert!(h.orders().is_empty());
}

#[test]
fn changes_are_taken_back_and_not_lost_by_one_key() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    editing(&mut h);
    h.keys("gxv");
    h.keys("jx<esc>");
    assert!(drawn(&h).contains("Niet bewaard"), "{}", drawn(&h));
    h.keys("uu");
    assert!(!h.app.rule_edit().unwrap().is_changed());
    h.keys("u");
    assert!(drawn(&h).contains("niets terug te nemen"), "{}", drawn(&h));
    h.keys("v<esc><esc>");
    assert!(h.app.rule_edit().is_none() && h.orders().is_empty());
}
