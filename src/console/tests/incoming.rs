//! Side B's screens: organisations, a partner's access, forms, plans, a new token.

use super::super::app::fixture::Harness;
use super::partner::rights;
use super::*;
use crate::model::administration::agent::{AgentAct, AgentQuery, AgentView, TokenRow};
use crate::model::administration::cancellation::{
    CancellationAct, CancellationQuery, CancellationRow, CancellationView,
};
use crate::model::administration::catalogue::{CatalogueQuery, CatalogueView, Fields, Kind};
use crate::model::administration::incoming::{IncomingAct, IncomingQuery, IncomingSettings, IncomingView};
use crate::model::administration::invite::{InviteAct, InviteFor};
use crate::model::administration::organisation::{
    OrganisationAct, OrganisationRow, OrganisationStanding, OrganisationView,
};
use crate::model::administration::rights::RightsAct;
use crate::model::administration::sale::{SaleQuery, SaleView};
use crate::model::administration::{Administration, AdministrationQuery};
use crate::model::failure::{Element, Failure};
use crate::model::ids::OrganisationId;
use crate::service::protocol::{AdministrationView, Plain, Problem};

pub(super) fn organisations() -> Answer {
    let row = OrganisationRow {
        id: OrganisationId(4),
        name: "Verkoop BV".into(),
        identifier: "verkoop".into(),
        active: true,
        standing: Some(OrganisationStanding {
            products: 12,
            flows: 2,
            agents: 1,
            tokens: 1,
            last_contact: None,
            open_sales: 3,
            requests: 0,
        }),
    };
    let view = AdministrationView::Organisation(OrganisationView::List(vec![row]));
    Answer::Administration(Box::new(view))
}

pub(super) fn in_front(h: &mut Harness) {
    h.keys("6");
    h.answer(Load::Administration(access::all_organisations()), organisations());
}

pub(super) fn act(h: &Harness) -> Administration {
    match h.orders().last().unwrap() {
        Order::Administer { act, .. } => *act.clone(),
        other => panic!("{other:?}"),
    }
}

pub(super) fn answered(h: &mut Harness, done: Result<Done, Problem>) {
    let order = (*h.orders().last().unwrap()).clone();
    h.msg(Msg::Ordered(order, done.map(Box::new).map_err(Trouble::Problem)));
}

#[test]
fn incoming() {
    snapshots("incoming", in_front);
    snapshots("access", |h| {
        in_front(h);
        h.keys("<enter>");
    });
    snapshots("offers", |h| {
        in_front(h);
        h.keys("<enter>]bj");
    });
    snapshots("offer_plan", |h| {
        rights(h);
        h.keys("bjjjj<enter>");
    });
    snapshots("form", |h| {
        in_front(h);
        h.keys("+Deur BV");
    });
    snapshots("form_wrong", |h| {
        in_front(h);
        h.keys("+<tab><tab><space><enter>");
    });
    snapshots("form_plan", |h| {
        in_front(h);
        h.keys("+Deur BV<enter>");
    });
    snapshots("invite", |h| {
        in_front(h);
        h.keys("<enter>]]bj<enter><enter>");
    });
    snapshots("token", |h| {
        in_front(h);
        people(h);
        h.keys("bjj<enter><enter>y");
        answered(h, Ok(Done::Token(Plain("k0a1b2c3d4e5_made-up-for-this-test".into()))));
    });
}

#[test]
fn an_organisation_is_made_by_its_form_and_its_plan_only() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    in_front(&mut h);
    h.keys("+<enter>");
    assert!(drawn(&h).contains("Dit moet ingevuld zijn."), "{}", drawn(&h));
    h.keys("Deur BV<enter>");
    assert!(h.orders().is_empty());
    // Enter alone answers the focus, which is no: back in the form, with what was typed.
    h.keys("<enter>");
    assert!(h.orders().is_empty());
    assert!(drawn(&h).contains("Deur BV"));
    h.keys("<enter>y");
    let fields = [("contractor", "0"), ("name", "Deur BV")].map(|(key, value)| (key.into(), value.into()));
    assert_eq!(act(&h), Administration::Organisation(OrganisationAct::Create { fields: fields.into() }));
    answered(&mut h, Ok(Done::Id(9)));
    assert!(h.app.layers.is_empty());
    assert!(drawn(&h).contains("het nummer is 9"));
    // The list is asked for anew.
    let asked = Effect::Load(Load::Administration(access::all_organisations()));
    assert!(h.effects.iter().filter(|effect| **effect == asked).count() > 1);
}

#[test]
fn a_contractor_is_asked_for_all_it_must_tell_at_once() {
    let mut h = Harness::new(Language::Nl, 120, 40);
    in_front(&mut h);
    h.keys("+Deur BV<tab><tab><space><enter>");
    assert_eq!(drawn(&h).matches("Dit moet ingevuld zijn.").count(), 7, "{}", drawn(&h));
    assert!(h.orders().is_empty());
}

#[test]
fn what_the_environment_refuses_is_said_beside_its_field_and_nothing_typed_is_lost() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    in_front(&mut h);
    h.keys("+Deur BV<tab>deur<enter>y");
    let said = "Dit kenmerk is al in gebruik.";
    let element = Element::Field("identifier".into());
    let failure = Failure::answered(Cause::InvalidField, element, 422, Some(said.into()));
    answered(&mut h, Err(Problem::Link { failure }));
    let screen = drawn(&h);
    let lines: Vec<_> = screen.lines().collect();
    let at = lines.iter().position(|line| line.contains("> kenmerk")).unwrap();
    assert!(lines[at].contains("deur") && lines[at + 1].contains(said), "{screen}");
    assert!(screen.contains("Deur BV"), "{screen}");
}

#[test]
fn rights_are_granted_and_a_link_user_is_proposed_by_name() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    rights(&mut h);
    h.keys("bjjj<enter>y");
    let organisation = OrganisationId(4);
    assert_eq!(act(&h), Administration::Rights(RightsAct::SetFlows { organisation, flows: None }));
    answered(&mut h, Ok(Done::Count(3)));
    h.keys("]b<enter><enter>y");
    let name = Some("Koppeling_Verkoop BV".to_owned());
    assert_eq!(act(&h), Administration::Agent(AgentAct::Create { organisation, name }));
}

#[test]
fn an_invite_goes_to_a_file_and_what_is_wrong_with_the_file_is_said_beside_it() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    in_front(&mut h);
    h.keys("<enter>]]bj<enter>");
    let key = format!("age1{}", "q".repeat(58));
    h.msg(Msg::Paste(key.clone()));
    h.keys("<enter>y");
    let act = Administration::Invite(InviteAct::Create {
        whom: InviteFor::Organisation(OrganisationId(4)),
        to: key,
        label: "Verkoop BV".into(),
        within: 168 * 60 * 60,
        base_url: None,
    });
    let order =
        Order::Administer { act: Box::new(act), file: Some("verkoop-bv.invite".into()), attach: Vec::new() };
    assert_eq!(*h.orders().last().unwrap(), &order);
    h.msg(Msg::Ordered(order, Err(Trouble::File("verkoop-bv.invite".into(), FileTrouble::Exists))));
    let screen = drawn(&h);
    let lines: Vec<_> = screen.lines().collect();
    let at = lines.iter().position(|line| line.contains("> bestand")).unwrap();
    assert!(lines[at + 1].contains("bestaat al"), "{screen}");
}

#[test]
fn a_token_is_not_lost_by_a_key_that_closes_other_windows() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    in_front(&mut h);
    people(&mut h);
    h.keys("bjj<enter><enter>y");
    answered(&mut h, Ok(Done::Token(Plain("k0a1b2c3d4e5_made-up-for-this-test".into()))));
    h.keys("<enter><esc>61j");
    assert!(drawn(&h).contains("k0a1b2c3d4e5_made-up-for-this-test"));
    h.keys("q");
    assert!(!drawn(&h).contains("made-up"));
}

pub(super) fn fields(value: serde_json::Value) -> Fields {
    value.as_object().unwrap().clone()
}

pub(super) fn catalogue(h: &mut Harness, kind: Kind, rows: Vec<Fields>) {
    let query = AdministrationQuery::Catalogue(CatalogueQuery::List { kind });
    let view = AdministrationView::Catalogue(CatalogueView::List(rows));
    h.answer(Load::Administration(query), Answer::Administration(Box::new(view)));
}

fn question() -> Fields {
    fields(serde_json::json!({
        "id": 7, "identifier": "slimme-meter", "name": "Heeft u een slimme meter?", "input_type": "mc-single",
        "required": "1", "visible": "1", "options": "Ja\r\nNee", "description": "Alleen voor stroom",
        "rule": {"type": "condition_group", "criterion": "ALL", "visibility": true, "rules": [
            {"type": "condition", "name": "product.type", "identifier": "product.type", "operator": "=", "value": "energy"},
            {"type": "condition_group", "criterion": "ANY", "visibility": true, "rules": [
                {"type": "condition", "name": "profile.type", "identifier": "profile.type", "operator": "=", "value": "business"},
                {"type": "condition", "name": "Verhuist u?", "identifier": "question.id", "operator": "=", "value": "Ja"},
            ]},
        ]},
    }))
}

#[test]
fn the_own_catalogue() {
    snapshots("catalogue", |h| {
        h.keys("7");
        let product = fields(
            serde_json::json!({"id": 31, "name": "Vast 3 jaar", "identifier": "vast-3", "type": "energy"}),
        );
        catalogue(h, Kind::Product, vec![product]);
    });
    snapshots("catalogue_question", |h| {
        h.keys("7]]");
        catalogue(h, Kind::Question, vec![question()]);
        h.keys("i");
        let query = CatalogueQuery::Show { kind: Kind::Question, id: "7".into() };
        let view = AdministrationView::Catalogue(CatalogueView::Thing(question()));
        h.answer(
            Load::Administration(AdministrationQuery::Catalogue(query)),
            Answer::Administration(Box::new(view)),
        );
    });
}

#[test]
fn a_sheet_of_the_own_catalogue_is_asked_for_and_its_rule_is_a_tree() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    h.keys("7]]");
    catalogue(&mut h, Kind::Question, vec![question()]);
    h.keys("i");
    let query = CatalogueQuery::Show { kind: Kind::Question, id: "7".into() };
    let asked = Effect::Load(Load::Administration(AdministrationQuery::Catalogue(query)));
    assert!(h.effects.contains(&asked));
    let screen = drawn(&h);
    let at =
        |part: &str| screen.lines().find(|line| line.contains(part)).map(|line| line.find(part).unwrap());
    let (all, any, profile) = (at("alles hiervan:"), at("één hiervan:"), at("de klant is zakelijk"));
    assert!(all.is_some() && all < any && any < profile, "{screen}");
}

#[test]
fn what_a_partner_sold_is_a_tab_of_it() {
    let sold = |h: &mut Harness| {
        in_front(h);
        h.keys("<enter>]]]]");
        let filter = vec![("organisations[]".to_owned(), "4".to_owned())];
        let query = AdministrationQuery::Sale(SaleQuery::List { filter });
        let row = serde_json::json!({
            "id": 90_001, "status": "new", "product_name": "Vast 3 jaar", "created_at": "2026-09-21 10:00:00",
        });
        let view = AdministrationView::Sale(SaleView::Rows(vec![fields(row)]));
        h.answer(Load::Administration(query), Answer::Administration(Box::new(view)));
    };
    snapshots("access_sales", sold);
    let mut h = Harness::new(Language::Nl, 80, 24);
    sold(&mut h);
    assert!(drawn(&h).contains("nieuw"));
}

fn settings(h: &mut Harness) {
    in_front(h);
    h.keys("<enter>]]]");
    let organisation = OrganisationId(4);
    let settings = IncomingSettings {
        check_verification: true,
        check_agreements: true,
        accepted_offer_status: None,
        order_status: Some("new".into()),
        always_confirm: false,
        accept_cancellations: false,
    };
    let view = AdministrationView::Incoming(IncomingView::Settings(settings));
    let query = AdministrationQuery::Incoming(IncomingQuery::Show { organisation });
    h.answer(Load::Administration(query), Answer::Administration(Box::new(view)));
    let row =
        |id: &str, name: &str, kind: &str| fields(serde_json::json!({"id": id, "name": name, "type": kind}));
    let rows = vec![
        row("new", "Nieuw", "default"),
        row("herroepen", "Herroepen", "cancelled"),
        row("keuring", "Keuring", "default"),
    ];
    catalogue(h, Kind::Status, rows);
}

pub(super) fn requests(h: &mut Harness) {
    settings(h);
    h.keys("]]");
    let row = |sale, standing: &str, reason: &str| CancellationRow {
        sale: SaleId(sale),
        organisation_id: Some(OrganisationId(4)),
        organisation: "Verkoop BV".into(),
        product: "Vast 3 jaar".into(),
        resold: sale == 90_002,
        passed_on: sale == 90_004,
        standing: standing.into(),
        reason: reason.into(),
        previous_status: "new".into(),
        requested_at: "2026-09-21 10:00:00".into(),
        remark: "".into(),
    };
    // A partner of the same name is another partner.
    let other = CancellationRow { organisation_id: Some(OrganisationId(9)), ..row(90_003, "open", "-") };
    let rows = vec![
        row(90_001, "rejected", "toch niet"),
        row(90_002, "open", "klant bedenkt zich"),
        row(90_004, "open", "verhuisd"),
        other,
    ];
    let view = AdministrationView::Cancellation(CancellationView::List(rows));
    let query = AdministrationQuery::Cancellation(CancellationQuery::List { all: true });
    h.answer(Load::Administration(query), Answer::Administration(Box::new(view)));
}

#[test]
fn settings_and_requests_of_a_partner() {
    snapshots("access_settings", settings);
    snapshots("access_settings_form", |h| {
        settings(h);
        h.keys("e");
    });
    snapshots("access_requests", requests);
}

#[test]
fn only_the_settings_that_were_changed_are_set() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    settings(&mut h);
    h.keys("e<enter>");
    assert!(drawn(&h).contains("Er is niets gewijzigd."));
    // A status goes by its first letter; one that cancels is none to begin with.
    h.keys("<tab><space><tab>h");
    assert!(!drawn(&h).contains("< Herroepen >"), "{}", drawn(&h));
    h.keys("k<enter>");
    for told in
        ["accorderingen controleren: ja → nee", "status geaccepteerde aanbieding: de gebruikelijke → Keuring"]
    {
        assert!(drawn(&h).contains(told), "{told}\n{}", drawn(&h));
    }
    h.keys("y");
    let changes = [("accepted_offer_status", "keuring"), ("check_agreements", "0")];
    let changes = changes.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let organisation = OrganisationId(4);
    assert_eq!(act(&h), Administration::Incoming(IncomingAct::Set { organisation, changes }));
}

#[test]
fn a_request_to_cancel_is_answered_and_a_refusal_needs_a_reason() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    requests(&mut h);
    // What waits stands first; the request of another partner is not here.
    assert!(!drawn(&h).contains("90003"));
    // The menu, the form and the plan each say which sale it is about.
    h.keys("b");
    assert!(drawn(&h).contains("Sale 90002 annuleren, zoals de partner vraagt"), "{}", drawn(&h));
    // Of what was sold on it is said that the next one still has it.
    h.keys("<enter><enter>");
    assert!(drawn(&h).contains("De sale is doorverkocht"), "{}", drawn(&h));
    h.keys("<esc><esc>bj<enter>");
    assert!(drawn(&h).contains("Sale 90002 niet annuleren"), "{}", drawn(&h));
    h.keys("<enter>");
    assert!(drawn(&h).contains("Dit moet ingevuld zijn."));
    h.keys("al geleverd<enter>");
    let plan = drawn(&h);
    assert!(plan.contains("Sale 90002, Vast 3 jaar.") && plan.contains("bedenkt zich»"), "{plan}");
    h.keys("y");
    let (sale, reason) = (SaleId(90_002), "al geleverd".to_owned());
    assert_eq!(act(&h), Administration::Cancellation(CancellationAct::Reject { sale, reason, status: None }));
    answered(&mut h, Ok(Done::Ok));
    requests_again(&mut h);
}

/// The partner's users with their tokens, in front.
pub(super) fn people(h: &mut Harness) {
    h.keys("<enter>]]");
    let user = |id: u64, name: &str| {
        fields(serde_json::json!({
            "id": id, "firstname": name, "lastname": "", "organisation_id": 4, "link": true, "active": true,
        }))
    };
    catalogue(h, Kind::User, vec![user(7, "Koppeling_Verkoop BV")]);
    let token = TokenRow {
        id: 70,
        label: "deur".into(),
        user_id: 7,
        integration: true,
        addresses: vec!["192.0.2.0/24".into()],
        created_at: "2026-09-01 10:00:00".into(),
        expires_at: Some("2026-09-22 10:00:00".into()),
        last_used_at: Some("2026-09-21 10:00:00".into()),
        last_used_from: Some("192.0.2.7".into()),
        uses: 1_200,
        known_addresses: vec!["192.0.2.7".into()],
        ..TokenRow::default()
    };
    let newer = TokenRow {
        id: 71,
        replaces: Some(70),
        expires_at: None,
        uses: 0,
        last_used_at: None,
        last_used_from: None,
        ..token.clone()
    };
    let query = AdministrationQuery::Agent(AgentQuery::Tokens { organisation: Some(OrganisationId(4)) });
    let view = AdministrationView::Agent(AgentView::Tokens(vec![token, newer]));
    h.answer(Load::Administration(query), Answer::Administration(Box::new(view)));
}

/// What was answered offers nothing.
fn requests_again(h: &mut Harness) {
    h.keys("jjb");
    assert!(drawn(h).contains("Hier valt nu niets te doen."), "{}", drawn(h));
}
