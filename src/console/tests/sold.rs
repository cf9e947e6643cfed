//! What a partner sold, as its supplier works on it: searched, set to another status by a plan of the
//! environment, and looked at whole.

use super::super::app::fixture::Harness;
use super::incoming::{act, answered, fields, in_front};
use super::partner::{PARTNER, tell};
use super::*;
use crate::model::administration::catalogue::{CatalogueQuery, CatalogueView, Kind};
use crate::model::administration::sale::{SaleAct, SaleFile, SaleQuery, SaleView};
use crate::model::administration::{Administration, AdministrationQuery};
use crate::model::reason::Reason;
use crate::model::status_plan::{StatusMove, StatusPlan, StatusWarning};
use crate::service::protocol::{Acted, AdministrationView, Problem};

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
    judged(&mut h, "gekeurd", &[71, 73], would(&[(71, "new", None), (73, "new", None)]));
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

/// A plan in which these sales change, each with what that does besides.
fn would(changes: &[(u64, &str, Option<StatusWarning>)]) -> StatusPlan {
    let change = |(sale, was, warning): &(u64, &str, Option<StatusWarning>)| StatusMove {
        sale: SaleId(*sale),
        was: (*was).into(),
        warning: *warning,
    };
    StatusPlan { changes: changes.iter().map(change).collect(), ..StatusPlan::default() }
}

/// The environment was asked what a status does to these sales, and says it.
fn judged(h: &mut Harness, status: &str, sales: &[u64], plan: StatusPlan) {
    let sales = sales.iter().copied().map(SaleId).collect();
    let query = AdministrationQuery::Sale(SaleQuery::PlanStatus { sales, status: status.into() });
    assert!(h.effects.contains(&Effect::Load(Load::Administration(query.clone()))), "{:?}", h.effects);
    tell(h, query, AdministrationView::Sale(SaleView::StatusPlan(plan)));
}

#[test]
fn a_plan_shows_what_the_environment_says_a_status_does() {
    let asked = |h: &mut Harness| {
        sold(h);
        h.keys("ab<enter><enter>");
    };
    let (same, missing) = (vec![SaleId(71)], vec![SaleId(73)]);
    let plan = StatusPlan { same, missing, ..would(&[(72, "in_behandeling", Some(StatusWarning::Revives))]) };
    snapshots("access_sales_plan", |h| {
        asked(h);
        judged(h, "new", &[71, 72, 73], plan.clone());
    });
    let mut h = Harness::new(Language::Nl, 80, 24);
    asked(&mut h);
    assert!(!drawn(&h).contains("[y Ja]"), "nothing is known yet: {}", drawn(&h));
    judged(&mut h, "new", &[71, 72, 73], plan);
    h.keys("y");
    let sales = vec![SaleId(72)];
    let wanted = SaleAct::SetStatus { sales, status: "new".into(), remark: None };
    assert_eq!(act(&h), Administration::Sale(wanted));

    // Where nothing is left to do, there is no plan.
    let mut h = Harness::new(Language::Nl, 80, 24);
    asked(&mut h);
    let same = vec![SaleId(71), SaleId(72), SaleId(73)];
    judged(&mut h, "new", &[71, 72, 73], StatusPlan { same, ..StatusPlan::default() });
    assert!(drawn(&h).contains("3 sales hebben die status al"), "{}", drawn(&h));
    assert!(!drawn(&h).contains("[y Ja]"), "{}", drawn(&h));

    // Whoever chose another status meanwhile is not asked about the first.
    let mut h = Harness::new(Language::Nl, 80, 24);
    asked(&mut h);
    h.keys("<space>");
    judged(&mut h, "new", &[71, 72, 73], would(&[(72, "in_behandeling", None)]));
    assert!(!drawn(&h).contains("[y Ja]"), "{}", drawn(&h));
}

#[test]
fn a_status_for_many_sales_wants_a_reason_and_the_number() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    sold(&mut h);
    h.keys("ab<enter><enter>");
    let besides = |sale| match sale {
        1 => Some(StatusWarning::AcceptsCancellation),
        2 | 3 => Some(StatusWarning::RejectsCancellation),
        _ => None,
    };
    let changes: Vec<_> = (1..=11).map(|sale| (sale, "new", besides(sale))).collect();
    judged(&mut h, "new", &[71, 72, 73], would(&changes));
    assert!(drawn(&h).contains("Dit moet ingevuld zijn."), "{}", drawn(&h));
    h.keys("Nagekeken<enter>");
    judged(&mut h, "new", &[71, 72, 73], would(&changes));
    let plan = drawn(&h);
    let lines = [
        "Bij sale 1 staat",
        "dit willigt het in",
        "Bij 2 sales staat",
        "Annuleringen: 2, 3",
        "opmerking: Nagekeken",
    ];
    assert!(lines.iter().all(|line| plan.contains(line)), "{plan}");
    h.keys("y");
    assert!(h.orders().is_empty(), "a yes is not enough for eleven");
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
    // What is hidden keeps its mark, and its plan says how it stands.
    h.keys("b<enter><space><enter>");
    judged(&mut h, "gekeurd", &[72], would(&[(72, "in_behandeling", None)]));
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

#[test]
fn what_a_partner_asked_about_a_sale_stands_in_words() {
    let mut h = Harness::new(Language::Nl, 120, 40);
    sold(&mut h);
    h.keys("<enter>");
    let sale = fields(serde_json::json!({
        "id": 73, "channel": "retail", "external_reference": "fs2t:10003:1",
        "customer": {"firstname": "Eva", "lastname": "Smit", "gender": "f"},
        "koppel_cancellation": {
            "standing": "rejected", "status": "cancelled", "reason": "Bedacht", "previous_status": "new",
            "requested_at": "2026-09-21 10:00:00", "answered_at": "2026-09-21 11:00:00", "remark": "Te laat",
        },
    }));
    let query = AdministrationQuery::Sale(SaleQuery::Show { sale: SaleId(73) });
    tell(&mut h, query, AdministrationView::Sale(SaleView::Sheet(sale)));
    let screen = drawn(&h);
    for told in [
        "annuleringsverzoek:",
        "AFGEWEZEN",
        "gevraagd op: 21-09-2026",
        "wil annuleren omdat: Bedacht",
        "beantwoord met: Te laat",
        "status vóór het verzoek: nieuw",
        "referentie van de partner: fs2t:10003:1",
        "geslacht: vrouw",
        "winkel",
    ] {
        assert!(screen.contains(told), "{told}\n{screen}");
    }
    for raw in ["koppel_cancellation", "answered_at", "standing"] {
        assert!(!screen.contains(raw), "{raw}\n{screen}");
    }
}
