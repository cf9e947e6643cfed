//! A partner's rights and tokens on screen: granted and revoked by a plan of the environment, replaced and
//! revoked, and why it does not see something.

use super::super::app::fixture::Harness;
use super::incoming::{act, answered, catalogue, fields, in_front, people};
use super::*;
use crate::model::administration::agent::{AgentAct, TokenEnd};
use crate::model::administration::catalogue::Kind;
use crate::model::administration::organisation::{OrganisationAct, OrganisationQuery, OrganisationView};
use crate::model::administration::rights::{
    Granted, GrantedFlow, GrantedProduct, ProductFilter, RightsAct, RightsChange, RightsPlan, RightsQuery,
    RightsView, Seeable, SeenList, Sellable, Why, WhyNot,
};
use crate::model::administration::{Administration, AdministrationQuery};
use crate::model::ids::{OrganisationId, ProductId, TokenId};
use crate::service::protocol::{AdministrationView, Plain};

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
fn what_keeps_a_partner_from_seeing_anything_stands_above_its_rights() {
    let told = |h: &mut Harness, reasons: Vec<WhyNot>| {
        rights(h);
        let query = RightsQuery::WhyNothing { organisation: PARTNER };
        let asked = Effect::Load(Load::Administration(AdministrationQuery::Rights(query.clone())));
        assert!(h.effects.contains(&asked), "{:?}", h.effects);
        tell_rights(h, query, RightsView::Why(Why { seen: reasons.is_empty(), reasons }));
    };
    snapshots("access_rights_nothing", |h| told(h, vec![WhyNot::OrganisationInactive, WhyNot::NoToken]));
    let mut h = Harness::new(Language::Nl, 80, 24);
    told(&mut h, Vec::new());
    assert!(!drawn(&h).contains("ziet niets"), "{}", drawn(&h));
    // Where only a user or a token is missing, the rows show what comes with it: the two say the same.
    told(&mut h, vec![WhyNot::NoUser]);
    let screen = drawn(&h);
    assert!(screen.contains("ziet nog niets") && !screen.contains("ziet niets"), "{screen}");
    assert!(screen.contains("daarna") && screen.contains("ja"), "{screen}");
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
