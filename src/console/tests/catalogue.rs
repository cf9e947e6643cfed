//! The own catalogue changed on screen: forms by the API's fields, what the environment finds wrong beside its
//! field, removing by plan, and a rule tried on a sale.

use super::super::app::FileTrouble;
use super::super::app::fixture::Harness;
use super::super::app::layer::Layer;
use super::incoming::{act, answered, catalogue, fields};
use super::*;
use crate::model::administration::catalogue::{
    CatalogueAct, CatalogueQuery, CatalogueView, Kind, Planned, RulePart, Trial,
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
    h.keys("+Los<tab>los 1<enter>");
    assert!(drawn(&h).contains("Dit moet ingevuld zijn."), "without a type it is no product: {}", drawn(&h));
    h.keys("<space><enter>y");
    let Administration::Catalogue(CatalogueAct::Create { kind, fields }) = act(&h) else { panic!() };
    assert_eq!((kind, &fields["name"], &fields["active"]), (Kind::Product, &"Los".into(), &"1".into()));
    assert!(!fields.contains_key("price"), "what is empty is not told");
    let wrong = [("identifier", "Dit is geen kenmerk."), ("type", "Dit is verplicht.")];
    let wrong = wrong.map(|(field, said)| (field.to_owned(), said.into())).to_vec();
    answered(&mut h, Err(Problem::Invalid { why: Reason::WrongFields { fields: wrong } }));
    let screen = drawn(&h);
    let lines: Vec<_> = screen.lines().collect();
    let at = |label: &str| lines.iter().position(|line| line.contains(label)).unwrap();
    assert!(lines[at("> kenmerk") + 1].contains("Dit is geen kenmerk."), "{screen}");
    assert!(
        screen.contains("bij de velden staat wat er niet klopt") && !screen.contains("type:"),
        "{screen}"
    );
    assert!(lines[at("  soort") + 1].contains("Dit is verplicht."), "{screen}");
    assert!(screen.contains("Los"), "{screen}");
}

#[test]
fn no_plan_is_made_of_a_thing_without_a_name() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    h.keys("7]]]]");
    catalogue(&mut h, Kind::Status, Vec::new());
    h.keys("+<enter>");
    let screen = drawn(&h);
    assert!(screen.matches("Dit moet ingevuld zijn.").count() == 2 && !screen.contains("[y Ja]"), "{screen}");
    h.keys("wacht<tab>Wacht<enter>");
    let plan = drawn(&h);
    assert!(plan.contains("kenmerk: wacht") && plan.contains("naam: Wacht"), "{plan}");
}

#[test]
fn kinds_of_product_go_as_they_are_called_here_and_the_cursor_goes_to_what_was_made() {
    let mut h = Harness::new(Language::Nl, 120, 40);
    editing(&mut h);
    assert!(drawn(&h).contains("energie"), "{}", drawn(&h));
    fill(&mut h, "product_types", "Energie, algemeen, iets");
    h.keys("<enter>y");
    let changed = fields(serde_json::json!({"product_types": "energy, default, iets"}));
    let wanted = CatalogueAct::Set { kind: Kind::Question, id: "7".into(), fields: changed };
    assert_eq!(act(&h), Administration::Catalogue(wanted));

    let mut h = Harness::new(Language::Nl, 120, 40);
    h.keys("7]]");
    catalogue(&mut h, Kind::Question, vec![question()]);
    h.keys("+Foto<tab>foto<enter>y");
    let made = AdministrationView::Catalogue(CatalogueView::Made("9".into()));
    answered(&mut h, Ok(Done::Administered(Box::new(made))));
    assert!(drawn(&h).contains("het nummer is 9"), "{}", drawn(&h));
    let photo =
        fields(serde_json::json!({"id": 9, "identifier": "foto", "name": "Foto", "input_type": "file"}));
    catalogue(&mut h, Kind::Question, vec![question(), photo]);
    assert_eq!(h.app.own_row().and_then(|row| row.get("id")), Some(&9.into()), "{}", drawn(&h));
}

#[test]
fn the_plan_of_a_change_tells_what_was_and_amounts_and_days_go_as_they_are_written_here() {
    let product = fields(serde_json::json!({
        "id": 31, "name": "Vast", "identifier": "vast", "type": "energy", "active": true, "price": "12.50",
        "valid_from": "2026-01-01", "customfields": {"gas": "1.18", "kleur": "groen"},
    }));
    let mut h = Harness::new(Language::Nl, 120, 40);
    h.keys("7");
    catalogue(&mut h, Kind::Product, vec![product.clone()]);
    h.keys("e");
    let query = CatalogueQuery::Show { kind: Kind::Product, id: "31".into() };
    tell(&mut h, query, CatalogueView::Thing(product));
    let form = drawn(&h);
    assert!(form.contains("12,50") && form.contains("01-01-2026"), "{form}");
    h.keys("<enter>");
    assert!(drawn(&h).contains("Er is niets gewijzigd."), "{}", drawn(&h));
    h.keys(" plus<down><down><down><space>");
    h.keys(&"<down>".repeat(4));
    h.keys("<c-u>9,95");
    h.keys(&"<down>".repeat(15));
    h.keys(" | smaak=zoet<enter>");
    let plan = drawn(&h);
    for told in [
        "naam: Vast → Vast plus",
        "actief: ja → nee",
        "prijs eenmalig: 12,50 → 9,95",
        "eigen velden: + smaak=zoet",
    ] {
        assert!(plan.contains(told), "{told}\n{plan}");
    }
    h.keys("y");
    let wanted = serde_json::json!({"name": "Vast plus", "active": "0", "price": "9,95", "cf_smaak": "zoet"});
    let wanted = CatalogueAct::Set { kind: Kind::Product, id: "31".into(), fields: fields(wanted) };
    assert_eq!(act(&h), Administration::Catalogue(wanted));
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
    let query = CatalogueQuery::Try { kind: Kind::Question, id: "7".into(), on };
    let condition = RulePart::Condition {
        subject: "answer".into(),
        question: Some("Verhuist u?".into()),
        value: Some("Ja".into()),
        found: vec!["Nee".into()],
        yes_no: false,
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

#[test]
fn an_agreements_rule_is_tried_and_a_ticked_box_reads_yes() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    h.keys("7]]]");
    let agreement = serde_json::json!({"id": 9, "identifier": "incasso", "name": "Machtiging incasso"});
    catalogue(&mut h, Kind::Agreement, vec![fields(agreement)]);
    h.keys("bjj<enter>90001<enter>");
    let on = fields(serde_json::json!({"sale": 90_001}));
    let query = CatalogueQuery::Try { kind: Kind::Agreement, id: "9".into(), on };
    let asked = Effect::Load(Load::Administration(AdministrationQuery::Catalogue(query.clone())));
    assert!(h.effects.contains(&asked), "{}", drawn(&h));
    let rule = RulePart::Condition {
        subject: "answer".into(),
        question: Some("Incasso?".into()),
        value: Some("1".into()),
        found: vec!["0".into()],
        yes_no: true,
        holds: Some(false),
    };
    let trial = Trial { asked: true, visible: true, required: false, rule: Some(rule) };
    tell(&mut h, query, CatalogueView::Tried(trial));
    let screen = drawn(&h);
    assert!(screen.contains("ja") && screen.contains("(het is: nee)"), "{screen}");
    assert!(screen.contains("De accordering is zichtbaar en niet verplicht."), "{screen}");
    // Its sheet reads the same as its trial, and a type in words.
    h.keys("q<esc>i");
    let asked = CatalogueQuery::List { kind: Kind::Question };
    let load = Effect::Load(Load::Administration(AdministrationQuery::Catalogue(asked)));
    assert!(h.effects.contains(&load), "{:?}", h.effects);
    let rule = serde_json::json!({"type": "condition_group", "criterion": "ALL", "rules": [
        {"type": "condition", "name": "Incasso?", "identifier": "question.id", "operator": "=", "value": "1"},
        {"type": "condition", "name": "", "identifier": "product.type", "operator": "=", "value": "default"},
    ]});
    let whole =
        serde_json::json!({"id": 9, "identifier": "incasso", "name": "Machtiging incasso", "rule": rule});
    tell(
        &mut h,
        CatalogueQuery::Show { kind: Kind::Agreement, id: "9".into() },
        CatalogueView::Thing(fields(whole)),
    );
    let question = serde_json::json!({"id": 7, "name": "Incasso?", "input_type": "checkbox"});
    catalogue(&mut h, Kind::Question, vec![fields(question)]);
    let screen = drawn(&h);
    for said in ["het antwoord op «Incasso?» is «ja»", "het producttype is «algemeen»"] {
        assert!(screen.contains(said), "{said}\n{screen}");
    }
}

/// The form of what was asked for, opened from the list in front.
fn opened(h: &mut Harness, tabs: &str, kind: Kind, thing: crate::model::administration::catalogue::Fields) {
    let id = thing["id"].to_string();
    h.keys(tabs);
    catalogue(h, kind, vec![thing.clone()]);
    h.keys("e");
    tell(h, CatalogueQuery::Show { kind, id }, CatalogueView::Thing(thing));
}

/// Goes to the field called so and types in it, what was there first being taken away.
fn fill(h: &mut Harness, name: &str, text: &str) {
    loop {
        let Some(Layer::Form(form)) = h.app.layers.last() else { panic!("no form") };
        let field = form.field().unwrap();
        if field.key.as_deref().unwrap_or(field.name) == name {
            break;
        }
        h.keys("<tab>");
    }
    h.keys("<c-u>");
    h.keys(text);
}

#[test]
fn a_product_is_changed_with_its_own_fields_its_image_and_its_documents() {
    let product = || {
        fields(serde_json::json!({
            "id": 31, "name": "Zonnewind Vast", "identifier": "zw", "type": "energy", "active": true,
            "price_monthly": "24.95", "customfields": {"cashback": "100", "looptijd": "12"},
            "image": {"extension": "png", "content": "QUFB"},
            "documents": [{"name": "oud.pdf", "location": "http://x/0"}, {"name": "weg.pdf", "location": "http://x/1"}],
        }))
    };
    snapshots("product_form", |h| {
        opened(h, "7", Kind::Product, product());
        fill(h, "documents", "oud.pdf | /srv/tarieven.pdf");
    });
    let mut h = Harness::new(Language::Nl, 120, 40);
    opened(&mut h, "7", Kind::Product, product());
    fill(&mut h, "price_monthly_action", "19.95");
    fill(&mut h, "customfields", "looptijd");
    h.keys("<enter>");
    assert!(drawn(&h).contains("Schrijf naam=waarde"), "{}", drawn(&h));
    fill(&mut h, "customfields", "looptijd=24 | bonus=50");
    fill(&mut h, "image", "/srv/logo.png");
    fill(&mut h, "documents", "oud.pdf | /srv/tarieven.pdf");
    h.keys("<enter>");
    let plan = drawn(&h);
    assert!(
        plan.contains("documenten: - weg.pdf | + /srv/tarieven.pdf")
            && plan.contains("afbeelding: /srv/logo.png"),
        "{plan}"
    );
    h.keys("y");
    let changed = fields(serde_json::json!({
        "price_monthly_action": "19.95", "cf_cashback": "", "cf_looptijd": "24", "cf_bonus": "50",
        "documents": [{"name": "oud.pdf"}],
    }));
    let wanted = CatalogueAct::Set { kind: Kind::Product, id: "31".into(), fields: changed };
    assert_eq!(act(&h), Administration::Catalogue(wanted));
    let order = (*h.orders().last().unwrap()).clone();
    let Order::Administer { attach, .. } = &order else { panic!() };
    let files: Vec<_> = attach.iter().map(|one| (one.field, one.path.display().to_string())).collect();
    assert_eq!(files, [("image", "/srv/logo.png".to_owned()), ("documents", "/srv/tarieven.pdf".to_owned())]);
    // What a file does not do stands beside the field that names it.
    h.msg(Msg::Ordered(order, Err(Trouble::File("/srv/tarieven.pdf".into(), FileTrouble::NoDocument))));
    let screen = drawn(&h);
    let lines: Vec<_> = screen.lines().collect();
    let at = lines.iter().position(|line| line.contains("> documenten")).unwrap();
    assert!(lines[at + 1].contains("/srv/tarieven.pdf is geen PDF, PNG of JPEG"), "{screen}");
}

#[test]
fn the_parts_of_a_flow_are_changed_added_and_taken_away() {
    let flow = || {
        fields(serde_json::json!({
            "id": 5, "title": "Thuis", "type": "default", "identifier": "thuis", "sections": [
                {"id": 71, "title": "Extra", "identifier": "extra", "mandatory": false,
                 "products": [{"id": 2031, "name": "Sensor", "maximum_quantity": 2}, {"id": 2032}]},
                {"id": 72, "title": "Weg", "identifier": "weg", "mandatory": true, "products": []}],
        }))
    };
    let mut h = Harness::new(Language::Nl, 80, 24);
    opened(&mut h, "7]", Kind::Flow, flow());
    fill(&mut h, "sections.0.products", "");
    assert!(drawn(&h).contains("deel 1: producten"), "{}", drawn(&h));
    h.keys("2031 x3");
    fill(&mut h, "sections.1.title", "");
    fill(&mut h, "sections.2.title", "Nieuw");
    fill(&mut h, "sections.2.identifier", "nieuw");
    h.keys("<enter>y");
    let changed = fields(serde_json::json!({"sections": [
        {"id": 71, "title": "Extra", "identifier": "extra", "mandatory": false,
         "products": [{"id": "2031", "maximum_quantity": "3"}],
         "mandatory_for_product_ids": "", "mandatory_for_supplier_ids": ""},
        {"title": "Nieuw", "identifier": "nieuw", "mandatory": false, "products": [],
         "mandatory_for_product_ids": "", "mandatory_for_supplier_ids": ""}]}));
    let wanted = CatalogueAct::Set { kind: Kind::Flow, id: "5".into(), fields: changed };
    assert_eq!(act(&h), Administration::Catalogue(wanted));
    let wrong = vec![("sections.0.products".to_owned(), "Dit product is er niet.".into())];
    answered(&mut h, Err(Problem::Invalid { why: Reason::WrongFields { fields: wrong } }));
    let screen = drawn(&h);
    let lines: Vec<_> = screen.lines().collect();
    let at = lines.iter().position(|line| line.contains("> deel 1: producten")).unwrap();
    assert!(lines[at + 1].contains("Dit product is er niet."), "{screen}");

    // Of a new part that lacks its title nothing is passed over in silence.
    let mut h = Harness::new(Language::Nl, 80, 24);
    opened(&mut h, "7]", Kind::Flow, flow());
    fill(&mut h, "sections.2.products", "2031");
    h.keys("<enter>y");
    let Administration::Catalogue(CatalogueAct::Set { fields: sent, .. }) = act(&h) else { panic!() };
    let sections = serde_json::to_value(&sent).unwrap()["sections"].clone();
    assert_eq!(sections.as_array().map(Vec::len), Some(3), "{sections}");
}

#[test]
fn a_whole_world_goes_out_to_a_file_and_in_from_one_by_a_plan() {
    let mut h = Harness::new(Language::Nl, 120, 40);
    h.keys("7");
    catalogue(&mut h, Kind::Product, Vec::new());
    h.keys("b<enter>/srv/wereld.json<enter>");
    let out = Load::WorldOut("/srv/wereld.json".into());
    assert!(h.effects.contains(&Effect::Load(out.clone())), "{:?}", h.effects);
    h.msg(Msg::Answered(out.clone(), Err(Trouble::File("/srv/wereld.json".into(), FileTrouble::Exists))));
    assert!(drawn(&h).contains("bestaat al"), "{}", drawn(&h));
    let view = AdministrationView::Catalogue(CatalogueView::Thing(Default::default()));
    h.answer(out, Answer::Administration(Box::new(view)));
    assert!(drawn(&h).contains("Geschreven naar /srv/wereld.json"), "{}", drawn(&h));

    h.keys("qbj<enter>/srv/in.json<enter>");
    let load = Load::WorldIn("/srv/in.json".into());
    assert!(h.effects.contains(&Effect::Load(load.clone())), "{:?}", h.effects);
    let row = |id: &str, change: &str| Planned {
        list: "flows".into(),
        id: id.into(),
        name: format!("Flow {id}"),
        change: change.into(),
        fields: vec!["title".into()],
    };
    let planned =
        |rows| Answer::Administration(Box::new(AdministrationView::Catalogue(CatalogueView::Planned(rows))));
    h.answer(load.clone(), planned(vec![row("1", "same")]));
    assert!(drawn(&h).contains("staat er al zo"), "{}", drawn(&h));
    h.answer(load, planned(vec![row("1", "same"), row("2", "created"), row("3", "changed")]));
    let plan = drawn(&h);
    assert!(plan.contains("+ flows: Flow 2") && plan.contains("flows: Flow 3 (titel)"), "{plan}");
    assert!(!plan.contains("Flow 1") && h.orders().is_empty(), "{plan}");
    h.keys("y");
    let order = (*h.orders().last().unwrap()).clone();
    let Order::Administer { act, attach, .. } = order else { panic!() };
    assert!(matches!(*act, Administration::Catalogue(CatalogueAct::Import { dry_run: false, .. })));
    assert_eq!(attach[0].path.display().to_string(), "/srv/in.json");
}
