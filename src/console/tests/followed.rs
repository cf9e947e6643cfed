//! Cursors in lists of the own environment: they stay on their row while others come and go, and what a key
//! offers there it does.

use super::super::app::fixture::Harness;
use super::incoming::{catalogue, fields, in_front, requests};
use super::partner::{sold, tell};
use super::*;
use crate::model::administration::AdministrationQuery;
use crate::model::administration::cancellation::{CancellationQuery, CancellationRow, CancellationView};
use crate::model::administration::catalogue::Kind;
use crate::model::administration::sale::{SaleQuery, SaleView};
use crate::model::ids::OrganisationId;
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
