//! A partner's rights, tokens and sales on screen: granted and revoked by a plan of the environment, replaced
//! and revoked, and why it does not see something.

use super::super::app::fixture::Harness;
use super::incoming::{act, answered, catalogue, fields, in_front, people};
use super::*;
use crate::model::administration::agent::{AgentAct, TokenEnd};
use crate::model::administration::catalogue::{CatalogueQuery, CatalogueView, Kind};
use crate::model::administration::organisation::{OrganisationAct, OrganisationQuery, OrganisationView};
use crate::model::administration::rights::{
    Granted, GrantedFlow, GrantedProduct, ProductFilter, RightsAct, RightsChange, RightsPlan, RightsQuery,
    RightsView, Seeable, SeenList, Sellable, Why, WhyNot,
};
use crate::model::administration::sale::{SaleAct, SaleFile, SaleQuery, SaleView};
use crate::model::administration::{Administration, AdministrationQuery};
use crate::model::ids::{OrganisationId, ProductId, TokenId};
use crate::model::reason::Reason;
use crate::service::protocol::{Acted, AdministrationView, Plain, Problem};

pub(super) const PARTNER: OrganisationId = OrganisationId(4);

pub(super) fn tell(h: &mut Harness, query: AdministrationQuery, view: AdministrationView) {
    h.answer(Load::Administration(query), Answer::Administration(Box::new(view)));
}

fn tell_rights(h: &mut Harness, query: RightsQuery, view: RightsView) {
    tell(h, AdministrationQuery::Rights(query), AdministrationView::Rights(view));
}

/// One flow with two products; the flow and the first are granted, and the first is seen.
pub(super) fn rights(h: &mut Harness) {
    in_front(h);
    h.keys("<enter>]");
    let flow = serde_json::json!({"id": 5, "title": "Stroom", "type": "energy", "identifier": "stroom"});
    catalogue(h, Kind::Flow, vec![fields(flow.clone())]);
    let product = |id: u64, name: &str| serde_json::json!({"id": id, "name": name, "type": "energy"});
    let (vast, los) = (product(31, "Vast 3 jaar"), product(32, "Los"));
    catalogue(h, Kind::Product, vec![fields(vast.clone()), fields(los)]);
    let granted = Granted {
        products: vec![GrantedProduct { id: 31, ..GrantedProduct::default() }],
        flows: vec![GrantedFlow { id: 5, standing: false, ..GrantedFlow::default() }],
        ..Granted::default()
    };
    tell_rights(h, RightsQuery::Show { organisation: PARTNER }, RightsView::Granted(granted));
    for (list, row) in [(SeenList::Flows, flow), (SeenList::Products, vast)] {
        let query = RightsQuery::Seen { organisation: PARTNER, list };
        tell_rights(h, query, RightsView::Seen(vec![fields(row)]));
    }
}

fn change() -> RightsChange {
    let filter = ProductFilter { products: Some(vec![ProductId(32)]), ..ProductFilter::default() };
    RightsChange { grant: true, products: Some(filter), ..RightsChange::default() }
}

fn plan(h: &mut Harness, changes: u64) {
    let product = |id| GrantedProduct { id, name: "Los".into(), ..GrantedProduct::default() };
    let products_added = (0..changes).map(|more| product(32 + more)).collect();
    let plan =
        RightsPlan { changes, products: 1 + changes, flows: 1, products_added, ..RightsPlan::default() };
    let query = RightsQuery::Plan { organisation: PARTNER, change: change() };
    tell_rights(h, query, RightsView::Plan(Box::new(plan)));
}

#[test]
fn a_right_is_granted_by_a_plan_that_the_environment_made() {
    snapshots("access_rights", rights);
    snapshots("access_rights_offers", |h| {
        rights(h);
        h.keys("b");
    });
    snapshots("access_rights_plan", |h| {
        rights(h);
        h.keys("Gb<enter>");
        plan(h, 1);
    });
    let mut h = Harness::new(Language::Nl, 80, 24);
    rights(&mut h);
    h.keys("Gb<enter>");
    let asked = AdministrationQuery::Rights(RightsQuery::Plan { organisation: PARTNER, change: change() });
    assert!(h.effects.contains(&Effect::Load(Load::Administration(asked))));
    assert!(h.orders().is_empty());
    plan(&mut h, 1);
    h.keys("y");
    let expected = Some(1);
    let wanted = RightsAct::Change { organisation: PARTNER, change: change(), expected };
    assert_eq!(act(&h), Administration::Rights(wanted));

    // Many things: the number is typed. And a plan that would do nothing is none.
    let mut h = Harness::new(Language::Nl, 80, 24);
    rights(&mut h);
    plan(&mut h, 12);
    h.keys("y");
    assert!(h.orders().is_empty(), "a yes is not enough for twelve");
    let mut h = Harness::new(Language::Nl, 80, 24);
    rights(&mut h);
    plan(&mut h, 0);
    assert!(drawn(&h).contains("Dit zou niets wijzigen."));
    // Whoever went on is not disturbed by a plan that comes late.
    h.keys("]");
    h.keys("b");
    plan(&mut h, 1);
    assert!(!drawn(&h).contains("[y Ja]"), "{}", drawn(&h));
}

#[test]
fn all_flows_or_products_are_granted_and_revoked_by_a_plan_that_names_what_changes() {
    let standing = |h: &mut Harness| {
        rights(h);
        let granted = Granted {
            products: vec![
                GrantedProduct { id: 31, ..GrantedProduct::default() },
                GrantedProduct { id: 32, by_rule: true, ..GrantedProduct::default() },
            ],
            flows: vec![GrantedFlow { id: 5, standing: true, ..GrantedFlow::default() }],
            ..Granted::default()
        };
        tell_rights(h, RightsQuery::Show { organisation: PARTNER }, RightsView::Granted(granted));
    };
    let screen = |set: &dyn Fn(&mut Harness), keys: &str| {
        let mut h = Harness::new(Language::Nl, 80, 24);
        set(&mut h);
        h.keys(keys);
        assert!(h.orders().is_empty());
        drawn(&h)
    };
    let holds = |screen: &str, lines: &[&str]| {
        assert!(screen.contains("[y Ja]"), "{screen}");
        for line in lines {
            assert!(screen.contains(line), "{line}\n{screen}");
        }
    };
    let granted = screen(&rights, "bjjjj<enter>");
    holds(&granted, &["+ product 32 Los", "Daarna toegekend: 2 producten, 1 flows."]);
    assert!(!granted.contains("+ product 31"), "{granted}");
    // What comes later counts too: there is something to say where nothing is added now.
    holds(&screen(&rights, "bjjj<enter>"), &["Daarna toegekend: 1 producten, 1 flows."]);
    let revoked = screen(&rights, "bjjjjjj<enter>");
    holds(&revoked, &["- product 31 Vast 3 jaar", "Daarna toegekend: 0 producten, 1 flows."]);
    // A flow that goes takes its rule along, and what was granted by that alone.
    let gone = screen(&standing, "bjjjjj<enter>");
    let lines = ["- flow energy/stroom", "- alles van energy/stroom", "- product 32 Los"];
    holds(&gone, &lines);
    assert!(gone.contains("Daarna toegekend: 1 producten, 0 flows."), "{gone}");
    let none = |h: &mut Harness| {
        rights(h);
        let granted = Granted { all_products: true, ..Granted::default() };
        tell_rights(h, RightsQuery::Show { organisation: PARTNER }, RightsView::Granted(granted));
    };
    assert!(screen(&none, "Gbjjjjj<enter>").contains("Dit zou niets wijzigen."));
}

#[test]
fn why_a_partner_does_not_see_something_is_asked_and_told() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    rights(&mut h);
    h.keys("Gi");
    let query = RightsQuery::Why { organisation: PARTNER, about: Sellable::Product(ProductId(32)).into() };
    assert!(
        h.effects.contains(&Effect::Load(Load::Administration(AdministrationQuery::Rights(query.clone()))))
    );
    let flows = vec!["energy/stroom".into()];
    let reasons = vec![WhyNot::ProductNotGranted, WhyNot::FlowsNotGranted { flows }];
    tell_rights(&mut h, query, RightsView::Why(Why { seen: false, reasons }));
    let screen = drawn(&h);
    assert!(screen.contains("Ziet de partner Los?") && screen.contains("ken het toe"), "{screen}");
    assert!(screen.contains("energy/stroom"), "{screen}");
}

#[test]
fn questions_and_agreements_stand_with_what_a_partner_sees_and_say_why_not() {
    let asked = |h: &mut Harness| {
        rights(h);
        let row = |id: u64, key: &str, name: &str| {
            fields(serde_json::json!({"id": id, "identifier": key, "name": name}))
        };
        let (meter, dak) = (row(7, "slimme-meter", "Heeft u een slimme meter?"), row(8, "dak", "Soort dak"));
        catalogue(h, Kind::Question, vec![meter.clone(), dak]);
        catalogue(h, Kind::Agreement, vec![row(3, "voorwaarden", "Algemene voorwaarden")]);
        for (list, rows) in [(SeenList::Questions, vec![meter]), (SeenList::Agreements, Vec::new())] {
            tell_rights(h, RightsQuery::Seen { organisation: PARTNER, list }, RightsView::Seen(rows));
        }
    };
    snapshots("access_rights_asked", asked);
    let mut h = Harness::new(Language::Nl, 80, 24);
    asked(&mut h);
    h.keys("/vraag<enter>");
    assert_eq!(h.app.access_length(h.app.access().unwrap()), 2, "{}", drawn(&h));
    h.keys("ji");
    let query = RightsQuery::Why { organisation: PARTNER, about: Seeable::Question("8".into()) };
    let load = Load::Administration(AdministrationQuery::Rights(query.clone()));
    assert!(h.effects.contains(&Effect::Load(load)), "{:?}", h.effects);
    let flows = vec!["energy/zon".into()];
    let why = Why { seen: false, reasons: vec![WhyNot::NoneOfItsFlows { flows }] };
    tell_rights(&mut h, query, RightsView::Why(why));
    assert!(drawn(&h).contains("Ziet de partner Soort dak?"), "{}", drawn(&h));
    // Nothing about it is granted by itself: what can be done is about everything.
    h.keys("qb");
    assert!(drawn(&h).contains("> Alle flows toekennen"), "{}", drawn(&h));
}

#[test]
fn a_token_is_replaced_changed_and_revoked_from_its_row() {
    snapshots("access_tokens", people_in_front);
    let mut h = Harness::new(Language::Nl, 80, 24);
    people_in_front(&mut h);
    h.keys("jb<enter>");
    assert!(drawn(&h).contains("overlap, in uren"), "{}", drawn(&h));
    h.keys("x<enter>");
    assert!(drawn(&h).contains("van 0 tot 744"), "{}", drawn(&h));
    h.keys("<bs><enter>y");
    let token = TokenId(70);
    assert_eq!(act(&h), Administration::Agent(AgentAct::RotateToken { token, overlap: 24 * 60 * 60 }));
    answered(&mut h, Ok(Done::Token(Plain("k0a1b2c3d4e5_made-up-for-this-test".into()))));
    assert!(drawn(&h).contains("made-up-for-this-test"));

    let mut h = Harness::new(Language::Nl, 80, 24);
    people_in_front(&mut h);
    h.keys("je<enter>");
    assert!(drawn(&h).contains("Er is niets gewijzigd."));
    h.keys("<tab>, hier<enter>");
    assert!(drawn(&h).contains("Dit is geen adres"), "{}", drawn(&h));
    for _ in 0..6 {
        h.keys("<bs>");
    }
    h.keys("<tab><left><enter>y");
    let expires_at = Some(TokenEnd::Never);
    let wanted = AgentAct::SetToken { token, label: None, addresses: None, expires_at };
    assert_eq!(act(&h), Administration::Agent(wanted));

    let mut h = Harness::new(Language::Nl, 80, 24);
    people_in_front(&mut h);
    h.keys("ji");
    assert!(drawn(&h).contains("192.0.2.7"), "where it came from: {}", drawn(&h));
    h.keys("qbjj<enter>");
    assert!(drawn(&h).contains("Niet terug te draaien"), "{}", drawn(&h));
    h.keys("y");
    assert_eq!(act(&h), Administration::Agent(AgentAct::RevokeToken { token }));
}

fn people_in_front(h: &mut Harness) {
    in_front(h);
    people(h);
}

#[test]
fn an_organisation_is_changed_in_a_form_and_put_out_by_a_plan() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    in_front(&mut h);
    h.keys("<enter>");
    let held = [("name", "Verkoop BV"), ("contractor", "no"), ("city", "Ede")];
    let held = held.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let query = AdministrationQuery::Organisation(OrganisationQuery::Show { organisation: PARTNER });
    tell(&mut h, query, AdministrationView::Organisation(OrganisationView::Fields(held)));
    h.keys("e");
    assert!(drawn(&h).contains("Verkoop BV"));
    h.keys(" NL<enter>y");
    let fields = [("name".to_owned(), "Verkoop BV NL".to_owned())].into();
    let wanted = OrganisationAct::Set { organisation: PARTNER, fields };
    assert_eq!(act(&h), Administration::Organisation(wanted));
    answered(&mut h, Ok(Done::Id(4)));
    h.keys("bj<enter>y");
    let fields = [("active".to_owned(), "0".to_owned())].into();
    let wanted = OrganisationAct::Set { organisation: PARTNER, fields };
    assert_eq!(act(&h), Administration::Organisation(wanted));
}

/// The sales of a partner, in front.
pub(super) fn sold(h: &mut Harness) {
    in_front(h);
    h.keys("<enter>]]]]");
    let row = |id: u64, status: &str| {
        fields(serde_json::json!({
            "id": id, "status": status, "product_name": "Zonnewind Vast", "created_at": "2026-09-21 10:00:00",
        }))
    };
    let rows = vec![row(71, "new"), row(72, "in_behandeling"), row(73, "new")];
    let filter = vec![("organisations[]".to_owned(), PARTNER.to_string())];
    let query = AdministrationQuery::Sale(SaleQuery::List { filter });
    tell(h, query, AdministrationView::Sale(SaleView::Rows(rows)));
    let status =
        |id: &str, name: &str| fields(serde_json::json!({"id": id, "name": name, "type": "default"}));
    let statuses = vec![status("new", "Nieuw"), status("gekeurd", "Gekeurd")];
    let query = CatalogueQuery::List { kind: Kind::Status };
    let view = AdministrationView::Catalogue(CatalogueView::List(statuses));
    tell(h, AdministrationQuery::Catalogue(query), view);
}

#[test]
fn sales_of_a_partner_get_another_status_by_a_plan_and_the_refused_are_told() {
    snapshots("access_sales_menu", |h| {
        sold(h);
        h.keys("<space>b");
    });
    let mut h = Harness::new(Language::Nl, 80, 24);
    sold(&mut h);
    h.keys("<space>j<space>b<enter><space><tab>Klaar<enter>");
    let plan = drawn(&h);
    for line in
        ["Status zetten van 2 sales", "71: nieuw → gekeurd", "73: nieuw → gekeurd", "opmerking: Klaar"]
    {
        assert!(plan.contains(line), "{line}\n{plan}");
    }
    assert!(h.orders().is_empty());
    h.keys("y");
    let wanted = SaleAct::SetStatus {
        sales: vec![SaleId(71), SaleId(73)],
        status: "gekeurd".into(),
        remark: Some("Klaar".into()),
    };
    assert_eq!(act(&h), Administration::Sale(wanted));
    let one = |sale, refused| Acted { sale: SaleId(sale), state: None, refused };
    let why = Problem::Refused { why: Reason::NotOffered };
    answered(&mut h, Ok(Done::Acted(vec![one(71, None), one(73, Some(why))])));
    assert!(drawn(&h).contains("1 gedaan, 1 niet"), "{}", drawn(&h));
    let marks: Vec<_> = h.app.access().unwrap().marks.iter().copied().collect();
    assert_eq!(marks, [SaleId(73)], "what was done loses its mark");
}

#[test]
fn a_plan_leaves_out_what_has_the_status_already_and_warns_of_what_it_undoes() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    sold(&mut h);
    h.keys("ab<enter><enter>");
    let plan = drawn(&h);
    let lines = ["Status zetten van één sale", "72: in_behandeling → nieuw", "2 sales hebben die status al"];
    assert!(lines.iter().all(|line| plan.contains(line)), "{plan}");
    h.keys("y");
    let sales = vec![SaleId(72)];
    let wanted = SaleAct::SetStatus { sales, status: "new".into(), remark: None };
    assert_eq!(act(&h), Administration::Sale(wanted));
    // Where nothing is left to do, there is no plan.
    let mut h = Harness::new(Language::Nl, 80, 24);
    sold(&mut h);
    h.keys("b<enter><enter>");
    assert!(drawn(&h).contains("1 sale heeft die status al"), "{}", drawn(&h));
    assert!(!drawn(&h).contains("[y Ja]"), "{}", drawn(&h));

    // Many: why must be said, the number is typed; what it would undo is counted.
    let mut h = Harness::new(Language::Nl, 80, 24);
    sold(&mut h);
    let row = |id: u64| {
        let status = match id {
            71 => "cancelled",
            72 | 73 => "open_cancellation_proposal",
            _ => "new",
        };
        fields(serde_json::json!({"id": id, "status": status, "product_name": "Zonnewind Vast"}))
    };
    let filter = vec![("organisations[]".to_owned(), PARTNER.to_string())];
    let query = AdministrationQuery::Sale(SaleQuery::List { filter });
    tell(&mut h, query, AdministrationView::Sale(SaleView::Rows((71..84).map(row).collect())));
    let status = |id: &str, kind: &str| fields(serde_json::json!({"id": id, "name": id, "type": kind}));
    catalogue(&mut h, Kind::Status, vec![status("gekeurd", "default"), status("cancelled", "cancelled")]);
    h.keys("ab<enter><enter>");
    assert!(drawn(&h).contains("Dit moet ingevuld zijn."), "{}", drawn(&h));
    h.keys("Nagekeken<enter>");
    let plan = drawn(&h);
    let lines =
        ["1 daarvan is geannuleerd", "Van 2 daarvan vraagt de partner annulering", "opmerking: Nagekeken"];
    assert!(lines.iter().all(|line| plan.contains(line)), "{plan}");
    h.keys("y");
    assert!(h.orders().is_empty(), "a yes is not enough for thirteen");
}

#[test]
fn sales_of_a_partner_are_searched_by_what_their_rows_say() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    sold(&mut h);
    let found = |h: &Harness| -> Vec<_> {
        let rows = h.app.access_sales(h.app.access().unwrap()).unwrap();
        rows.iter().map(|row| row["id"].as_u64().unwrap()).collect()
    };
    h.keys("j<space>/nieuw");
    assert_eq!(found(&h), [73, 71], "{}", drawn(&h));
    h.keys("<enter>");
    assert!(drawn(&h).contains("/nieuw"), "what is searched for stays in view: {}", drawn(&h));
    h.keys("/ 21-09-2026 vast 73<enter>");
    assert_eq!(found(&h), [73], "{}", drawn(&h));
    // What is hidden keeps its mark, and a plan knows its status.
    h.keys("b<enter><space><enter>");
    assert!(drawn(&h).contains("72: in_behandeling"), "{}", drawn(&h));
    h.keys("<esc><esc>/x");
    assert!(drawn(&h).contains("Niets bevat deze woorden"), "{}", drawn(&h));
    h.keys("<esc>");
    assert_eq!(found(&h), [73, 72, 71], "what came last stands first");
}

#[test]
fn a_sale_reads_as_an_operator_reads_it() {
    let sheet = |h: &mut Harness| {
        sold(h);
        h.keys("i");
        let sale = serde_json::json!({
            "id": 73, "type": "sale", "created_at": "2026-09-21 10:00:00",
            "status": {"status_identifier": "new", "status": "New", "status_remark": "Belt terug"},
            "product": {"id": 2020, "identifier": "zw", "label": "Slimme thermostaat", "type": "default"},
            "products": [{"id": 2020, "name": "Slimme thermostaat", "quantity": 1},
                         {"id": 2031, "name": "Sensor", "quantity": 2}],
            "customer": {"firstname": "Anna", "infix": "de", "lastname": "Vries", "business": false,
                         "address": {"streetname": "Dam", "housenumber": "1", "suffix": null,
                                     "postcode": "1012AB", "city": "Amsterdam"}},
            "flow_data": {
                "product_questions": [
                    {"id": 9, "identifier": "vve", "label": "Akkoord van de VvE", "type": "checkbox", "value": "1"},
                    {"id": 10, "identifier": "kast", "label": "Meterkast", "type": "mc-single", "value": "3 fasen"},
                ],
                "agreements": [{"id": 4, "label": "Privacyverklaring", "text": "Gelezen.", "value": "1"}],
            },
            "totals": {"monthly": "24.95", "onetime": "0.00"}, "lead": null,
        });
        let query = AdministrationQuery::Sale(SaleQuery::Show { sale: SaleId(73) });
        tell(h, query, AdministrationView::Sale(SaleView::Sheet(fields(sale))));
    };
    snapshots("access_sale", sheet);
    let mut h = Harness::new(Language::Nl, 120, 40);
    sheet(&mut h);
    let screen = drawn(&h);
    for line in [
        "status: nieuw",
        "opmerking: Belt terug",
        "product: Slimme thermostaat (2020)",
        "- 2 × Sensor (2031)",
        "naam: Anna de Vries",
        "adres: Dam 1, 1012AB Amsterdam",
        "Akkoord van de VvE: ja",
        "Meterkast: 3 fasen",
        "Privacyverklaring: ja",
        "per maand: 24,95",
    ] {
        assert!(screen.contains(line), "{line}\n{screen}");
    }
    assert!(!screen.contains("status_identifier") && !screen.contains("mc-single"), "{screen}");
}

#[test]
fn a_sale_of_a_partner_is_looked_at_and_its_contract_saved() {
    let mut h = Harness::new(Language::Nl, 120, 40);
    sold(&mut h);
    h.keys("j");
    h.effects.clear();
    h.keys("i");
    let sale = SaleId(72);
    let query = AdministrationQuery::Sale(SaleQuery::Show { sale });
    assert!(h.effects.contains(&Effect::Load(Load::Administration(query.clone()))));
    let sheet = fields(serde_json::json!({
        "id": 72, "status": {"status_identifier": "new", "status_remark": "Belt terug"},
        "products": [{"name": "Sensor", "quantity": 2}], "customer": {"city": "Utrecht"}, "lead": null,
    }));
    tell(&mut h, query, AdministrationView::Sale(SaleView::Sheet(sheet)));
    let screen = drawn(&h);
    assert!(
        screen.contains("Utrecht") && screen.contains("Belt terug") && screen.contains("Sensor"),
        "{screen}"
    );
    assert!(!screen.contains("lead"), "{screen}");
    h.keys("qbjj<enter>/srv/uit<enter>");
    let load = Load::Files { query: SaleQuery::Contract { sale }, folder: "/srv/uit".into() };
    assert!(h.effects.contains(&Effect::Load(load.clone())), "{:?}", h.effects);
    let exists = Trouble::File("/srv/uit/1-contract-72.pdf".into(), FileTrouble::Exists);
    h.msg(Msg::Answered(load.clone(), Err(exists)));
    let screen = drawn(&h);
    let lines: Vec<_> = screen.lines().collect();
    let at = lines.iter().position(|line| line.contains("> map")).unwrap();
    assert!(lines[at + 1].contains("bestaat al"), "{screen}");
    let file = SaleFile { question: "".into(), name: "contract-72.pdf".into(), content: "JVBERg==".into() };
    let view = AdministrationView::Sale(SaleView::Files(vec![file]));
    h.answer(load, Answer::Administration(Box::new(view)));
    assert!(drawn(&h).contains("/srv/uit/1-contract-72.pdf"), "{}", drawn(&h));
}
