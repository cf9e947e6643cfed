//! The list of partners, and lists of the own catalogue: what asks for an answer stands first, both are searched,
//! and people stand there by name.

use super::super::app::access::Tab;
use super::super::app::fixture::Harness;
use super::incoming::{catalogue, fields};
use super::*;
use crate::console::look::Look;
use crate::console::text::Zone;
use crate::model::administration::catalogue::{CatalogueAct, Kind};
use crate::model::administration::organisation::{OrganisationRow, OrganisationStanding, OrganisationView};
use crate::model::administration::rights::{
    ProductFilter, RightsChange, RightsQuery, RightsView, Seeable, Why, WhyNot,
};
use crate::model::administration::{Administration, AdministrationQuery};
use crate::model::ids::{OrganisationId, ProductId};
use crate::service::protocol::AdministrationView;

fn partners(h: &mut Harness) {
    h.keys("6");
    let row = |id, name: &str, requests| OrganisationRow {
        id: OrganisationId(id),
        name: name.into(),
        identifier: name.to_lowercase().as_str().into(),
        active: id != 5,
        standing: Some(OrganisationStanding {
            products: 1_204,
            flows: 2,
            agents: 3,
            tokens: 2,
            last_contact: Some(h.app.now),
            open_sales: 3_120,
            requests,
        }),
    };
    let rows = vec![row(4, "Aanbod BV", 0), row(5, "Bel en Sluit BV", 0), row(6, "Contract Direct BV", 2)];
    let view = AdministrationView::Organisation(OrganisationView::List(rows));
    let load = Load::Administration(access::all_organisations());
    h.answer(load, Answer::Administration(Box::new(view)));
}

fn people_of_all(h: &mut Harness) {
    h.keys("7]]]]]");
    let user = |id: u64, first: &str, last: &str, role: &str, of: Option<&str>, link: bool| {
        fields(serde_json::json!({
            "id": id, "firstname": first, "lastname": last, "email": "", "role": role, "link": link,
            "organisation": of, "active": true,
        }))
    };
    let rows = vec![
        user(1, "Eva", "de Boer", "owner", None, false),
        user(7, "Koppeling_Aanbod BV", "", "agent", Some("Aanbod BV"), true),
    ];
    catalogue(h, Kind::User, rows);
}

#[test]
fn a_partner_is_switched_off_and_on_from_the_list() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    partners(&mut h);
    h.keys("b");
    let menu = drawn(&h);
    assert!(menu.contains("┌ Contract Direct BV ─") && menu.contains("  Uitzetten: alle tokens"), "{menu}");
    h.keys("q");
    h.keys("jjb");
    let menu = drawn(&h);
    assert!(menu.contains("┌ Bel en Sluit BV ─") && menu.contains("  Weer aanzetten"), "{menu}");
}

#[test]
fn partners_and_people() {
    snapshots("partners", partners);
    snapshots("own_users", people_of_all);
    snapshots("own_suppliers", |h| {
        h.keys("7[");
        let supplier = serde_json::json!({"id": 3, "name": "Groen Net", "identifier": "groen-net"});
        catalogue(h, Kind::Supplier, vec![fields(supplier)]);
    });
}

#[test]
fn who_waits_for_an_answer_stands_first_is_found_by_one_key_and_opens_where_it_is_given() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    partners(&mut h);
    let names = |h: &Harness| {
        let rows = h.app.partners().unwrap();
        rows.iter().map(|row| row.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(&h), ["Contract Direct BV", "Aanbod BV", "Bel en Sluit BV"]);
    assert!(drawn(&h).contains("! ACTIE 2"), "{}", drawn(&h));
    h.keys("!");
    assert_eq!(names(&h), ["Contract Direct BV"]);
    assert!(drawn(&h).contains("1 van 3 organisaties"), "{}", drawn(&h));
    h.keys("<enter>");
    assert_eq!(h.app.access().map(|access| access.tab), Some(Tab::Requests));
    // What was found stays found below what was opened.
    h.keys("q");
    assert_eq!(names(&h), ["Contract Direct BV"]);
    h.keys("!/sluit<enter>");
    assert_eq!(names(&h), ["Bel en Sluit BV"]);
    assert!(drawn(&h).contains("/sluit"), "{}", drawn(&h));
    h.keys("<enter>");
    assert_eq!(h.app.access().map(|access| access.organisation), Some(OrganisationId(5)));
    assert!(!drawn(&h).contains("/sluit"), "a partner is not searched for that: {}", drawn(&h));
    h.keys("q<esc>");
    assert_eq!(names(&h).len(), 3);
}

#[test]
fn a_catalogue_is_searched_and_a_supplier_is_made_and_removed_by_plan() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    people_of_all(&mut h);
    h.keys("/koppeling aanbod<enter>");
    assert_eq!(h.app.own_length(), 1, "{}", drawn(&h));
    h.keys("]");
    let supplier = serde_json::json!({"id": 3, "name": "Groen Net", "identifier": "groen-net"});
    catalogue(&mut h, Kind::Supplier, vec![fields(supplier)]);
    assert_eq!(h.app.own_length(), 1, "another list is not searched for that: {}", drawn(&h));
    h.keys("+Zon Net<tab>zon-net<enter>y");
    let wanted = fields(serde_json::json!({"name": "Zon Net", "identifier": "zon-net"}));
    let made = CatalogueAct::Create { kind: Kind::Supplier, fields: wanted };
    assert_eq!(incoming::act(&h), Administration::Catalogue(made));
    incoming::answered(&mut h, Ok(Done::Id(9)));
    h.keys("bj<enter>");
    assert!(drawn(&h).contains("Verwijderen: Groen Net"), "{}", drawn(&h));
    h.keys("y");
    let removed = CatalogueAct::Remove { kind: Kind::Supplier, id: "3".into() };
    assert_eq!(incoming::act(&h), Administration::Catalogue(removed));
}

#[test]
fn a_new_organisation_is_where_the_cursor_goes_and_only_what_is_new_tells_its_number() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    partners(&mut h);
    h.keys("+Bel en Sluit BV<enter>y");
    incoming::answered(&mut h, Ok(Done::Id(5)));
    assert!(drawn(&h).contains("het nummer is 5"), "{}", drawn(&h));
    partners(&mut h);
    assert!(drawn(&h).contains(">  5 "), "{}", drawn(&h));
    h.keys("<enter>bj<enter>y");
    incoming::answered(&mut h, Ok(Done::Id(5)));
    assert!(drawn(&h).contains("Uitgevoerd.") && !drawn(&h).contains("nummer is"), "{}", drawn(&h));
}

#[test]
fn what_was_searched_for_is_granted_as_it_was_found() {
    let mut h = Harness::new(Language::Nl, 120, 40);
    super::partner::rights(&mut h);
    h.keys("b");
    assert!(!drawn(&h).contains("gevonden producten"), "{}", drawn(&h));
    h.keys("<esc>/energie<enter>b");
    assert!(drawn(&h).contains("Alle 2 gevonden producten toekennen"), "{}", drawn(&h));
    while !drawn(&h).contains("> Alle 2 gevonden producten intrekken") {
        h.keys("j");
    }
    h.keys("<enter>");
    let products =
        ProductFilter { products: Some(vec![ProductId(31), ProductId(32)]), ..ProductFilter::default() };
    let change = RightsChange { grant: false, products: Some(products), ..RightsChange::default() };
    let asked = RightsQuery::Plan { organisation: OrganisationId(4), change };
    assert!(h.effects.contains(&Effect::Load(Load::Administration(AdministrationQuery::Rights(asked)))));
}

#[test]
fn a_question_that_a_partner_does_not_see_says_why_from_the_catalogue() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    partners(&mut h);
    h.keys("7]]");
    let question = serde_json::json!({"id": 3002, "name": "Soort aansluiting", "identifier": "aansluiting"});
    catalogue(&mut h, Kind::Question, vec![fields(question)]);
    h.keys("bG<enter>");
    assert!(drawn(&h).contains("< Aanbod BV >"), "{}", drawn(&h));
    h.keys("<space><enter>");
    let (organisation, about) = (OrganisationId(5), Seeable::Question("3002".into()));
    let load = Load::Administration(AdministrationQuery::Rights(RightsQuery::Why { organisation, about }));
    assert!(h.effects.contains(&Effect::Load(load.clone())), "{:?}", h.effects);
    let flows = vec!["energy/stroom".into()];
    let why = Why { seen: false, reasons: vec![WhyNot::NoneOfItsFlows { flows }] };
    let view = AdministrationView::Rights(RightsView::Why(why));
    h.answer(load, Answer::Administration(Box::new(view)));
    let screen = drawn(&h);
    assert!(screen.contains("Ziet de partner Soort aansluiting?"), "{screen}");
    assert!(screen.contains("energy/stroom"), "{screen}");
}

#[test]
fn times_of_an_environment_stand_on_the_operators_clock() {
    let mut h = Harness::new(Language::Nl, 120, 40);
    h.app.look = Look { zone: Zone::Named(chrono_tz::Asia::Tokyo), ..h.app.look };
    incoming::in_front(&mut h);
    incoming::people(&mut h);
    let screen = drawn(&h);
    assert!(screen.contains("21-09-2026 17:00") && !screen.contains("10:00"), "{screen}");
    h.keys("?");
    assert!(drawn(&h).contains("tijden in UTC+9"), "{}", drawn(&h));
}
