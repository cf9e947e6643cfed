//! The record of what was done about a partner: its lines, one of them whole, page after page, and whether all of
//! it stands as it was written.

use super::super::app::fixture::Harness;
use super::incoming::in_front;
use super::partner::{PARTNER, tell};
use super::*;
use crate::model::administration::AdministrationQuery;
use crate::model::administration::audit::{
    AuditBreak, AuditChange, AuditEntry, AuditName, AuditProof, AuditQuery, AuditView,
};
use crate::service::protocol::AdministrationView;

#[test]
fn what_was_done_about_a_partner_is_a_tab_of_it() {
    let record = |h: &mut Harness| {
        in_front(h);
        h.keys("<enter>[");
        let query = AuditQuery::List { organisation: Some(PARTNER), before: None, limit: 200 };
        let after = serde_json::json!({"label": "deur", "digest": "[secret]"});
        let change = AuditChange { kind: "tokens".into(), id: "k0".into(), after, ..AuditChange::default() };
        let entry = |number, act: &str, user: Option<&str>| AuditEntry {
            number,
            at: "2026-09-21T10:00:00Z".into(),
            act: act.into(),
            user: user.map(|name| AuditName { id: 1, name: name.into() }),
            address: Some("192.0.2.7".into()),
            changes: vec![change.clone()],
            ..AuditEntry::default()
        };
        let entries = vec![entry(3, "token.new_address", None), entry(2, "token.create", Some("Eigenaar"))];
        let view = AdministrationView::Audit(AuditView::Entries { entries, next: None });
        tell(h, AdministrationQuery::Audit(query), view);
    };
    snapshots("access_record", record);
    let mut h = Harness::new(Language::Nl, 80, 24);
    record(&mut h);
    assert!(drawn(&h).contains("token van nieuw adres"), "{}", drawn(&h));
    h.keys("ji");
    let screen = drawn(&h);
    let told = ["Eigenaar (1)", "token k0 · nieuw", "omschrijving: deur", "geheim: (geheim)"];
    assert!(told.iter().all(|line| screen.contains(line)), "{screen}");
}

#[test]
fn a_line_of_the_record_says_field_by_field_what_it_was_and_became() {
    let mut h = Harness::new(Language::Nl, 80, 40);
    in_front(&mut h);
    h.keys("<enter>[");
    let change = |kind: &str, before, after| AuditChange { kind: kind.into(), id: "4".into(), before, after };
    let granted = change(
        "organisations",
        serde_json::json!({"fields": {"city": "Ede"}, "flows": null, "products": [31, 32], "active": true}),
        serde_json::json!({"fields": {"city": "Epe"}, "flows": [], "products": [32, 40], "active": false}),
    );
    let all = change("organisations", serde_json::json!({"flows": []}), serde_json::json!({"flows": null}));
    let narrowed =
        change("organisations", serde_json::json!({"products": null}), serde_json::json!({"products": [31]}));
    let kept = change(
        "statuses",
        serde_json::Value::Null,
        serde_json::json!({"id": "gekeurd", "type": "cancelled"}),
    );
    let sold =
        change("sales", serde_json::json!({"status": "new"}), serde_json::json!({"status": "verified"}));
    let entry = AuditEntry {
        number: 3,
        at: "2026-09-21T10:00:00Z".into(),
        act: "organisation.update".into(),
        changes: vec![granted, sold, all, narrowed, kept],
        ..AuditEntry::default()
    };
    let query = AuditQuery::List { organisation: Some(PARTNER), before: None, limit: 200 };
    let view = AdministrationView::Audit(AuditView::Entries { entries: vec![entry], next: None });
    tell(&mut h, AdministrationQuery::Audit(query), view);
    h.keys("i");
    let screen = drawn(&h);
    for line in [
        "organisatie 4 · gewijzigd",
        "plaats: Ede → Epe",
        "flows: alle → –",
        "producten: + 40  - 31",
        "actief: ja → nee",
        "status: nieuw → geverifieerd",
        "flows: – → alle",
        "producten: alle → 31",
        "kenmerk: gekeurd",
        "soort: geannuleerd",
    ] {
        assert!(screen.contains(line), "{line}\n{screen}");
    }
    let titles = screen.lines().filter(|line| line.contains("organisatie 4 · gewijzigd"));
    assert_eq!(titles.count(), 3, "more or less is granted, and nothing is new or gone\n{screen}");
}

#[test]
fn what_was_done_in_the_whole_environment_is_read_from_both_panes_of_a_supplier() {
    let query =
        |before| AdministrationQuery::Audit(AuditQuery::List { organisation: None, before, limit: 200 });
    let change =
        |kind: &str, id: &str, before, after| AuditChange { kind: kind.into(), id: id.into(), before, after };
    let entry = |number, act: &str, change| AuditEntry {
        number,
        at: "2026-09-21T10:00:00Z".into(),
        act: act.into(),
        user: Some(AuditName { id: 1, name: "Eigenaar".into() }),
        actor: Some("an".into()),
        address: Some("192.0.2.7".into()),
        changes: vec![change],
        ..AuditEntry::default()
    };
    let sold = |status: &str| serde_json::json!({"status": status, "organisation_id": 4});
    let file = |size: u64| serde_json::json!({"extension": "png", "size": size, "hash": "ab".repeat(32)});
    let image = |size| serde_json::json!({"image": file(size)});
    let made = serde_json::json!({"event": "sale.created", "target_url": "https://bus.example"});
    let entries = vec![
        entry(4, "product.update", change("products", "2001", image(1_200), image(4_200))),
        entry(3, "sale.status", change("sales", "6112", sold("new"), sold("verified"))),
        entry(2, "webhook.create", change("webhooks", "01JX", serde_json::Value::Null, made)),
        entry(
            1,
            "user.create",
            change("users", "9", serde_json::Value::Null, serde_json::json!({"lastname": "Koppeling_Deur"})),
        ),
    ];
    let record = |h: &mut Harness| {
        h.keys("7a");
        let asked = Effect::Load(Load::Administration(query(None)));
        assert!(h.effects.contains(&asked), "{:?}", h.effects);
        let view = AdministrationView::Audit(AuditView::Entries { entries: entries.clone(), next: None });
        tell(h, query(None), view);
    };
    snapshots("record", record);
    let mut h = Harness::new(Language::Nl, 120, 40);
    record(&mut h);
    let screen = drawn(&h);
    for said in [
        "product gewijzigd: 2001",
        "status gezet: sale 6112",
        "abonnement aangemaakt: sale.created",
        "koppelgebruiker gemaakt: 9 Koppeling_Deur",
    ] {
        assert!(screen.contains(said), "{said}\n{screen}");
    }
    h.keys("<enter>");
    assert!(drawn(&h).contains("afbeelding: png, 2 kB → png, 5 kB"), "{}", drawn(&h));
    h.keys("<esc>/6112");
    let found: Vec<_> = h.app.record_rows(None).unwrap().iter().map(|entry| entry.number).collect();
    assert_eq!(found, [3], "{}", drawn(&h));
    h.keys("<enter><esc>b<enter>");
    let verify = AdministrationQuery::Audit(AuditQuery::Verify { known: None });
    assert!(h.effects.contains(&Effect::Load(Load::Administration(verify))), "{}", drawn(&h));
    // The same from the partners, also while one is being read.
    h.keys("<esc>");
    in_front(&mut h);
    h.keys("a");
    assert!(drawn(&h).contains("status gezet: sale 6112"), "{}", drawn(&h));
    // It follows what happens, and the cursor its line.
    h.keys("j");
    let mut more = entries.clone();
    more.insert(
        0,
        entry(
            5,
            "status.delete",
            change("statuses", "eigen", entries[1].changes[0].before.clone(), serde_json::Value::Null),
        ),
    );
    tell(&mut h, query(None), AdministrationView::Audit(AuditView::Entries { entries: more, next: None }));
    let screen = drawn(&h);
    let under = screen.lines().find(|line| line.starts_with('>')).unwrap();
    assert!(under.contains("sale 6112") && screen.contains("status verwijderd: eigen"), "{screen}");
}

#[test]
fn a_long_record_is_read_page_after_page_and_searched() {
    let entry = |number: u64| AuditEntry {
        number,
        at: "2026-09-21T10:00:00Z".into(),
        act: if number == 7 { "token.revoke" } else { "token.create" }.into(),
        user: Some(AuditName { id: 1, name: "Eigenaar".into() }),
        ..AuditEntry::default()
    };
    let page = |from: u64, to: u64, next: Option<u64>| {
        let entries = (to..=from).rev().map(entry).collect();
        AdministrationView::Audit(AuditView::Entries { entries, next })
    };
    let query = |before| AuditQuery::List { organisation: Some(PARTNER), before, limit: 200 };
    let mut h = Harness::new(Language::Nl, 80, 24);
    in_front(&mut h);
    h.keys("<enter>[");
    h.effects.clear();
    tell(&mut h, AdministrationQuery::Audit(query(None)), page(330, 131, Some(131)));
    h.keys("j");
    let next = Effect::Load(Load::Administration(AdministrationQuery::Audit(query(Some(200)))));
    assert!(!h.effects.contains(&next), "not before it is near");
    h.keys("G");
    assert!(h.effects.contains(&next), "{:?}", h.effects);
    // Pages overlap, and no line stands twice.
    tell(&mut h, AdministrationQuery::Audit(query(Some(200))), page(199, 1, None));
    assert_eq!(h.app.record_rows(Some(PARTNER)).unwrap().len(), 330);
    h.keys("/ingetrokken");
    let rows: Vec<_> = h.app.record_rows(Some(PARTNER)).unwrap().iter().map(|e| e.number).collect();
    assert_eq!(rows, [7], "{}", drawn(&h));
    h.keys("<esc>");
    assert_eq!(h.app.record_rows(Some(PARTNER)).unwrap().len(), 330);
}

#[test]
fn the_record_is_checked_as_a_whole() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    in_front(&mut h);
    h.keys("<enter>[b<enter>");
    let query = AdministrationQuery::Audit(AuditQuery::Verify { known: None });
    assert!(h.effects.contains(&Effect::Load(Load::Administration(query.clone()))));
    let proof = AuditProof { entries: 1_204, last: Some("ab12".into()), broken: None };
    tell(&mut h, query.clone(), AdministrationView::Audit(AuditView::Verified(proof.clone())));
    assert!(drawn(&h).contains("1.204 regels") && drawn(&h).contains("1204=ab12"), "{}", drawn(&h));
    // What was noted is held against what stands there now.
    h.keys("qbj<enter>ab12<enter>");
    let wrong = drawn(&h);
    assert!(wrong.contains("> genoteerde regel") && !wrong.contains("wordt gelezen"), "{wrong}");
    h.effects.clear();
    h.keys("<esc>bj<enter>1204=ab12<enter>");
    let noted = AdministrationQuery::Audit(AuditQuery::Verify { known: Some((1_204, "ab12".into())) });
    assert!(h.effects.contains(&Effect::Load(Load::Administration(noted.clone()))), "{}", drawn(&h));
    let gone = AuditProof { broken: Some(AuditBreak::NotAsKnown(1_204)), ..proof.clone() };
    tell(&mut h, noted, AdministrationView::Audit(AuditView::Verified(gone)));
    assert!(drawn(&h).contains("1204") && !drawn(&h).contains("> genoteerde regel"), "{}", drawn(&h));
    h.keys("qb<enter>");
    let broken = AuditProof { broken: Some(AuditBreak::Changed(7)), ..proof };
    tell(&mut h, query, AdministrationView::Audit(AuditView::Verified(broken)));
    assert!(drawn(&h).contains("Regel 7 is niet wat de hash zegt"), "{}", drawn(&h));
}

#[test]
fn at_the_head_of_a_record_that_fills_the_screen_what_comes_in_is_seen_and_below_it_the_cursor_stays() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    in_front(&mut h);
    h.keys("a");
    let comes = |h: &mut Harness, last: u64| {
        let entry = |number: u64| AuditEntry {
            number,
            at: "2026-09-21T10:00:00Z".into(),
            act: "organisation.create".into(),
            changes: vec![AuditChange {
                kind: "organisations".into(),
                id: format!("{}", 4000 + number).as_str().into(),
                after: serde_json::json!({"id": 4000 + number}),
                ..AuditChange::default()
            }],
            ..AuditEntry::default()
        };
        let entries = (1..=last).rev().map(entry).collect();
        let query = AuditQuery::List { organisation: None, before: None, limit: 200 };
        let view = AdministrationView::Audit(AuditView::Entries { entries, next: None });
        tell(h, AdministrationQuery::Audit(query), view);
    };
    let under =
        |h: &Harness| drawn(h).lines().find(|line| line.starts_with('>')).unwrap_or_default().to_owned();
    for last in 60..70 {
        comes(&mut h, last);
        assert!(under(&h).contains(&(4000 + last).to_string()), "{}", drawn(&h));
    }
    h.keys("jj");
    comes(&mut h, 80);
    assert!(under(&h).contains("4067"), "{}", drawn(&h));
}
