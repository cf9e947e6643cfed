//! Invites on a partner's tokens tab: how each stands, taken back by a plan, and the warning of one that leads
//! nowhere.

use super::super::app::fixture::Harness;
use super::incoming::{act, answered, in_front, people};
use super::partner::tell;
use super::*;
use crate::model::administration::invite::{InviteAct, InviteQuery, InviteRow, InviteState, InviteView};
use crate::model::administration::{Administration, AdministrationQuery};
use crate::model::ids::UserId;
use crate::service::protocol::AdministrationView;

fn row(id: &str, user: u64, state: InviteState) -> InviteRow {
    let at = fixture::start();
    InviteRow {
        id: id.into(),
        label: format!("uitnodiging {id}").as_str().into(),
        user: UserId(user),
        organisation: "Verkoop BV".into(),
        to: "age1vb".into(),
        created_at: at,
        expires_at: at + chrono::TimeDelta::days(7),
        state,
        used_at: (state == InviteState::Used).then_some(at),
        used_from: (state == InviteState::Used).then(|| "192.0.2.9".into()),
        refused: 2,
        last_refused_at: Some(at),
        last_refused_from: Some("192.0.2.66".into()),
    }
}

/// One of each kind, and one of another partner.
fn invited(h: &mut Harness) {
    in_front(h);
    people(h);
    let query = AdministrationQuery::Invite(InviteQuery::List);
    let asked = Effect::Load(Load::Administration(query.clone()));
    assert!(h.effects.contains(&asked), "{:?}", h.effects);
    let rows = vec![
        row("een", 7, InviteState::Used),
        row("twee", 7, InviteState::Expired),
        row("drie", 7, InviteState::Withdrawn),
        row("vier", 7, InviteState::Open),
        row("vijf", 8, InviteState::Open),
    ];
    tell(h, query, AdministrationView::Invite(InviteView::List(rows)));
}

#[test]
fn invites_stand_below_their_user_and_one_that_waits_is_taken_back_by_a_plan() {
    snapshots("access_invites", invited);
    snapshots("access_invite", |h| {
        invited(h);
        h.keys("jjji");
    });
    let mut h = Harness::new(Language::Nl, 120, 40);
    invited(&mut h);
    let screen = drawn(&h);
    for line in ["uitnodiging een", "AANGENOMEN", "uitnodiging twee", "uitnodiging vier", "UITGENODIGD"] {
        assert!(screen.contains(line), "{line}\n{screen}");
    }
    assert!(!screen.contains("uitnodiging drie") && !screen.contains("uitnodiging vijf"), "{screen}");
    // What was used is not taken back any more.
    h.keys("jjjb");
    assert!(!drawn(&h).contains("Uitnodiging uitnodiging een intrekken"), "{}", drawn(&h));
    h.keys("qjjb<enter>");
    assert!(h.orders().is_empty());
    h.keys("y");
    assert_eq!(act(&h), Administration::Invite(InviteAct::Withdraw { id: "vier".into() }));
}

#[test]
fn an_invite_that_leads_to_this_machine_alone_says_so_where_it_is_made() {
    let made = |local: bool| {
        let mut h = Harness::new(Language::Nl, 80, 24);
        in_front(&mut h);
        h.keys("<enter>]]bj<enter>");
        h.msg(Msg::Paste(format!("age1{}", "q".repeat(58))));
        h.keys("<enter>y");
        let row = Box::new(row("een", 7, InviteState::Open));
        let view = InviteView::Sealed { file: "age".into(), row, local };
        answered(&mut h, Ok(Done::Administered(Box::new(AdministrationView::Invite(view)))));
        drawn(&h)
    };
    let local = made(true);
    assert!(local.contains("Uitnodiging gemaakt") && local.contains("adres van deze machine"), "{local}");
    let elsewhere = made(false);
    assert!(elsewhere.contains("Uitnodiging gemaakt"), "{elsewhere}");
    assert!(!elsewhere.contains("adres van deze machine"), "{elsewhere}");
}
