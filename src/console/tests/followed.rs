//! Cursors in lists of the own environment: they stay on their row while others come and go, and what a key
//! offers there it does.

use super::super::app::fixture::Harness;
use super::incoming::{catalogue, fields, in_front, organisations, requests};
use super::partner::tell;
use super::sold::sold;
use super::*;
use crate::model::administration::agent::{AgentQuery, AgentView};
use crate::model::administration::cancellation::{CancellationQuery, CancellationRow, CancellationView};
use crate::model::administration::catalogue::Kind;
use crate::model::administration::incoming::{IncomingQuery, IncomingSettings, IncomingView};
use crate::model::administration::invite::InviteView;
use crate::model::administration::sale::{SaleQuery, SaleView};
use crate::model::administration::{AdministrationQuery, Moved};
use crate::model::ids::OrganisationId;
use crate::model::queue::{SaleRow, WaitingReason};
use crate::service::protocol::AdministrationView;

/// The partner's sales, as they are read anew.
fn sales(h: &mut Harness, ids: &[u64]) {
    let row = |id: &u64| fields(serde_json::json!({"id": id, "status": "new", "product_name": "Vast"}));
    let filter = vec![("organisations[]".to_owned(), "4".to_owned())];
    let query = AdministrationQuery::Sale(SaleQuery::List { filter });
    tell(h, query, AdministrationView::Sale(SaleView::Rows(ids.iter().map(row).collect())));
}

fn asks_for(h: &Harness, sale: u64) -> bool {
    let query = AdministrationQuery::Sale(SaleQuery::Show { sale: SaleId(sale) });
    h.effects.contains(&Effect::Load(Load::Administration(query)))
}

/// The line of the screen that the cursor is on.
fn line(h: &Harness) -> usize {
    drawn(h).lines().position(|line| line.starts_with('>')).unwrap()
}

#[test]
fn a_cursor_stays_on_its_sale_while_others_come_and_go() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    sold(&mut h);
    h.keys("j");
    let at = line(&h);
    // What came last stands first.
    sales(&mut h, &[71, 72, 73, 74, 75]);
    assert!(drawn(&h).contains(">  72"), "{}", drawn(&h));
    sales(&mut h, &[71, 72]);
    assert!(drawn(&h).contains(">  72"), "{}", drawn(&h));
    h.keys("<enter>");
    assert!(asks_for(&h, 72), "{:?}", h.effects);
    // One that is gone leaves the cursor where it was.
    sales(&mut h, &[71]);
    assert!(drawn(&h).contains(">  71"), "{}", drawn(&h));
    // In a list longer than the screen its line stays its line too.
    let long: Vec<u64> = (100..160).collect();
    sales(&mut h, &long);
    h.keys("Gkkk");
    let (row, was) = (line(&h), at);
    assert_ne!(row, was);
    sales(&mut h, &(100..170).collect::<Vec<_>>());
    assert!(drawn(&h).contains(">  103"), "{}", drawn(&h));
    assert_eq!(line(&h), row);
}

#[test]
fn a_cursor_stays_on_its_request_partner_and_product() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    requests(&mut h);
    assert!(drawn(&h).contains(">  90002"), "{}", drawn(&h));
    let row = |sale, standing: &str| CancellationRow {
        sale: SaleId(sale),
        organisation_id: Some(OrganisationId(4)),
        organisation: "Verkoop BV".into(),
        product: "Vast 3 jaar".into(),
        resold: false,
        passed_on: false,
        standing: standing.into(),
        reason: "klant bedenkt zich toch na het tweede telefoongesprek met de klantenservice".into(),
        previous_status: "new".into(),
        requested_at: "2026-09-21 10:00:00".into(),
        remark: "".into(),
    };
    let rows = vec![row(90_009, "open"), row(90_001, "rejected"), row(90_002, "open")];
    let query = AdministrationQuery::Cancellation(CancellationQuery::List { all: true });
    tell(&mut h, query, AdministrationView::Cancellation(CancellationView::List(rows)));
    assert!(drawn(&h).contains(">  90002"), "{}", drawn(&h));
    // Its key opens its sale, with the whole reason above.
    h.keys("<enter>");
    assert!(asks_for(&h, 90_002), "{:?}", h.effects);
    let query = AdministrationQuery::Sale(SaleQuery::Show { sale: SaleId(90_002) });
    let sheet = fields(serde_json::json!({"id": 90_002, "customer": {"city": "Utrecht"}}));
    tell(&mut h, query, AdministrationView::Sale(SaleView::Sheet(sheet)));
    let screen = drawn(&h);
    assert!(screen.contains("met de klantenservice") && screen.contains("Utrecht"), "{screen}");

    let mut h = Harness::new(Language::Nl, 80, 24);
    h.keys("7");
    let product =
        |id: u64| fields(serde_json::json!({"id": id, "name": format!("Vast {id}"), "type": "energy"}));
    catalogue(&mut h, Kind::Product, vec![product(31), product(32)]);
    h.keys("j");
    catalogue(&mut h, Kind::Product, vec![product(29), product(30), product(31), product(32)]);
    assert!(drawn(&h).contains(">  32"), "{}", drawn(&h));
}

#[test]
fn esc_ends_a_search_before_it_leaves_the_partner() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    sold(&mut h);
    h.keys("/nieuw<enter>");
    assert_eq!(h.app.access_length(h.app.access().unwrap()), 2);
    h.keys("<esc>");
    assert_eq!(h.app.access_length(h.app.access().unwrap()), 3, "still with the partner");
    h.keys("<esc>");
    assert!(h.app.access().is_none());
}

#[test]
fn marks_of_a_partner_are_counted_hidden_ones_too_and_are_no_marks_of_the_queue() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    h.keys("<space>");
    assert!(drawn(&h).contains("1 gemarkeerd"), "{}", drawn(&h));
    sold(&mut h);
    assert!(!drawn(&h).contains("gemarkeerd"), "another list: {}", drawn(&h));
    h.keys("a/nieuw<enter>");
    assert!(drawn(&h).contains("3 gemarkeerd, 1 verborgen door het filter"), "{}", drawn(&h));
    h.keys("x");
    assert!(!drawn(&h).contains("gemarkeerd"), "{}", drawn(&h));
    h.keys("<esc><esc>1");
    assert!(drawn(&h).contains("1 gemarkeerd"), "{}", drawn(&h));
}

/// How often the partner's sales were asked for.
fn asked(h: &Harness) -> usize {
    let filter = vec![("organisations[]".to_owned(), "4".to_owned())];
    let query = AdministrationQuery::Sale(SaleQuery::List { filter });
    let load = Effect::Load(Load::Administration(query));
    h.effects.iter().filter(|effect| **effect == load).count()
}

#[test]
fn what_moves_in_the_own_environment_is_read_at_once_and_less_often_while_it_goes_on() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    sold(&mut h);
    let moved = |h: &mut Harness, what| h.told(Change::Moved([what].into()));
    let read = |h: &mut Harness| {
        sales(h, &[71]);
        h.answer(Load::Administration(access::all_organisations()), organisations());
        catalogue(h, Kind::Status, Vec::new());
    };
    h.pass(5_000);
    h.effects.clear();
    moved(&mut h, Moved::Catalogue);
    assert_eq!(asked(&h), 0, "sales are as they were");
    // Now and then: each is read at once.
    for told in 1..=5 {
        h.pass(3_000);
        moved(&mut h, Moved::Sales);
        assert_eq!(asked(&h), told);
        read(&mut h);
    }
    assert!(drawn(&h).contains("LIVE"), "{}", drawn(&h));
    // Acts in a row, as somebody works: each is read at once too.
    h.pass(30_000);
    read(&mut h);
    h.effects.clear();
    for told in 1..=8 {
        h.pass(1_000);
        moved(&mut h, Moved::Sales);
        assert_eq!(asked(&h), told);
        read(&mut h);
    }
    // Five times a second for a minute: once in five seconds.
    h.effects.clear();
    let mut late = false;
    for _ in 0..300 {
        let before = asked(&h);
        h.pass(200);
        moved(&mut h, Moved::Sales);
        if asked(&h) > before {
            read(&mut h);
        }
        late |= drawn(&h).contains("VERTRAAGD");
    }
    assert!((12..18).contains(&asked(&h)), "{}", asked(&h));
    assert!(!late, "it is never older than that");
    // What came last is read too.
    let before = asked(&h);
    h.pass(11_000);
    assert_eq!(asked(&h), before + 1);
    read(&mut h);
    assert!(drawn(&h).contains("LIVE"), "{}", drawn(&h));
}

#[test]
fn what_others_administer_is_read_at_once_whatever_it_is() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    in_front(&mut h);
    let moved = |h: &mut Harness, what| {
        h.pass(5_000);
        h.effects.clear();
        h.told(Change::Moved([what].into()));
    };
    let tokens = AdministrationQuery::Agent(AgentQuery::Tokens { organisation: Some(OrganisationId(4)) });
    let invites = access::invites::all_invites();
    let settings = AdministrationQuery::Incoming(IncomingQuery::Show { organisation: OrganisationId(4) });
    h.keys("<enter>]]");
    tell(&mut h, tokens.clone(), AdministrationView::Agent(AgentView::Tokens(Vec::new())));
    tell(&mut h, invites.clone(), AdministrationView::Invite(InviteView::List(Vec::new())));
    let asked = |h: &Harness, query: &AdministrationQuery| {
        h.effects.contains(&Effect::Load(Load::Administration(query.clone())))
    };
    moved(&mut h, Moved::Sales);
    assert!(!asked(&h, &tokens) && !asked(&h, &invites), "{:?}", h.effects);
    h.answer(Load::Administration(access::all_organisations()), organisations());
    moved(&mut h, Moved::Record);
    assert!(asked(&h, &tokens) && asked(&h, &invites), "{:?}", h.effects);
    assert!(asked(&h, &access::all_organisations()), "{:?}", h.effects);
    h.keys("]");
    tell(
        &mut h,
        settings.clone(),
        AdministrationView::Incoming(IncomingView::Settings(IncomingSettings {
            check_verification: true,
            check_agreements: true,
            accepted_offer_status: None,
            order_status: None,
            always_confirm: false,
            accept_cancellations: true,
        })),
    );
    moved(&mut h, Moved::Record);
    assert!(asked(&h, &settings), "{:?}", h.effects);
}

#[test]
fn what_a_partner_made_here_and_goes_nowhere_is_not_called_waiting() {
    let mut h = Harness::new(Language::Nl, 120, 40);
    let product = ProductId(31);
    let mut row = fixture::row(100_433, State::Waiting);
    row.integration = None;
    h.changed(row.clone());
    assert!(drawn(&h).contains("~ WACHT") && !drawn(&h).contains("BLIJFT"), "{}", drawn(&h));
    row.version += 1;
    row.waiting = Some(WaitingReason::Received { product, organisation: "Deur BV".to_owned() });
    h.changed(row);
    let screen = drawn(&h);
    assert!(screen.contains("= BLIJFT HIER") && screen.contains("van Deur BV, blijft hier"), "{screen}");
}

#[test]
fn a_sale_that_may_go_says_that_its_partner_is_sent_nothing() {
    let mut h = Harness::new(Language::Nl, 120, 40);
    let row =
        SaleRow { failure: None, integration: Some("gas".into()), ..fixture::row(100_433, State::Queued) };
    h.changed(row);
    let mut gas = fixture::integration("gas");
    for (interrupted, paused, said) in [
        (Some(fixture::start()), None, "onderbroken tot "),
        (None, Some(fixture::failure()), "koppeling gepauzeerd"),
    ] {
        assert!(!drawn(&h).contains(said), "{}", drawn(&h));
        (gas.breaker_until, gas.paused) = (interrupted, paused);
        gas.version += 1;
        h.told(Change::Integration(Box::new(gas.clone())));
        assert_eq!(drawn(&h).matches(said).count(), 2, "in its row and beneath: {}", drawn(&h));
    }
}

#[test]
fn an_environment_that_tells_nothing_is_as_old_as_it_was_read() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    let mut own = fixture::overview().own.unwrap();
    own.tells = false;
    h.told(Change::Own(own));
    sold(&mut h);
    assert!(drawn(&h).contains("LIVE"), "{}", drawn(&h));
    h.pass(12_000);
    assert!(drawn(&h).contains("VERTRAAGD 10 s"), "{}", drawn(&h));
    h.keys("b");
    assert!(drawn(&h).contains("> "), "it can be worked on all the same: {}", drawn(&h));
    h.keys("<esc>1");
    assert!(drawn(&h).contains("LIVE"), "the queue is: {}", drawn(&h));
}

#[test]
fn a_party_that_only_receives_sales_begins_with_its_partners_and_its_queue_says_why_it_is_empty() {
    let supplier = |language, columns, lines| {
        let mut h = Harness::cold(language, columns, lines);
        h.msg(Msg::Link(Link::Live));
        let mut overview = fixture::overview();
        (overview.integrations, overview.counts) = (Vec::new(), Default::default());
        h.answer(Load::Overview, Answer::Overview(Box::new(overview)));
        h.answer(Load::Administration(access::all_organisations()), organisations());
        h
    };
    let mut h = supplier(Language::Nl, 80, 24);
    let screen = drawn(&h);
    assert!(screen.contains("[6 Inkomend]") && screen.contains("Verkoop BV"), "{screen}");
    assert!(!screen.contains("0 sales"), "{screen}");
    h.keys("1");
    h.page(Vec::new(), None, 0);
    assert!(drawn(&h).contains("Er is geen integratie"), "{}", drawn(&h));
    // Whoever went elsewhere meanwhile stays there; and a later answer moves nobody.
    h.answer(Load::Overview, Answer::Overview(Box::new(fixture::overview())));
    assert_eq!(h.app.pane, Pane::Queue);
    let h = Harness::new(Language::Nl, 80, 24);
    assert_eq!(h.app.pane, Pane::Queue, "a reseller begins with its queue");
}

#[test]
fn every_tab_of_a_partner_answers_its_key() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    super::incoming::in_front(&mut h);
    super::incoming::people(&mut h);
    h.keys("<enter>");
    assert!(drawn(&h).contains("Een koppelgebruiker"), "{}", drawn(&h));
    let mut h = Harness::new(Language::Nl, 80, 24);
    in_front(&mut h);
    requests(&mut h);
    h.keys("[[<enter>");
    assert!(drawn(&h).contains("Instellingen voor deze partner"), "{}", drawn(&h));
}

#[test]
fn sales_that_part_ways_are_counted_with_what_is_wrong() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    let mut overview = fixture::overview();
    overview.counts.by_state = [(State::Sent, 9)].into();
    h.answer(Load::Overview, Answer::Overview(Box::new(overview.clone())));
    assert!(h.app.title().starts_with("koppel"), "{}", h.app.title());
    overview.counts.parting = 4;
    h.answer(Load::Overview, Answer::Overview(Box::new(overview)));
    assert!(h.app.title().starts_with("(4!) koppel"), "{}", h.app.title());
    let screen = drawn(&h);
    assert!(screen.lines().next().unwrap().contains("! 4 UITEEN"), "{screen}");
}
