//! Subscriptions to events and their messages on screen: made with a secret shown once, ended and delivered
//! once more by plans.

use secrecy::SecretString;

use super::super::app::fixture::Harness;
use super::super::app::layer::Layer;
use super::incoming::{act, answered, in_front};
use super::*;
use crate::model::administration::webhook::{
    DeliveryRow, MessageState, MessageTry, WebhookAct, WebhookQuery, WebhookRow, WebhookView,
};
use crate::model::administration::{Administration, AdministrationQuery};
use crate::service::protocol::{AdministrationView, Plain};

fn tell(h: &mut Harness, query: WebhookQuery, view: WebhookView) {
    let load = Load::Administration(AdministrationQuery::Webhook(query));
    h.answer(load, Answer::Administration(Box::new(AdministrationView::Webhook(view))));
}

/// The subscriptions, of which there is one.
fn subscriptions(h: &mut Harness) {
    in_front(h);
    h.keys("w");
    tell(h, WebhookQuery::Events, WebhookView::Events(vec!["sale.created".into(), "sale.cancelled".into()]));
    let row = WebhookRow {
        uuid: "u1".into(),
        event: "sale.created".into(),
        target: "https://voorbeeld.nl/haak".into(),
        subscribed_at: "2026-09-21 10:00:00".into(),
    };
    tell(h, WebhookQuery::List, WebhookView::List(vec![row]));
}

/// The messages of that one, the last of which was given up.
fn messages(h: &mut Harness) {
    subscriptions(h);
    h.keys("<enter>");
    let attempt = |status, error: Option<&str>| MessageTry {
        at: "2026-09-21 10:05:00".into(),
        http_status: status,
        error: error.map(Into::into),
    };
    let row = |id: &str, standing, tries| DeliveryRow {
        id: id.into(),
        event: "sale.created".into(),
        standing,
        attempts: 2,
        created_at: "2026-09-21 10:04:00".into(),
        tries,
    };
    let rows = vec![
        row("m2", MessageState::Failed, vec![attempt(Some(500), None), attempt(None, Some("timed_out"))]),
        row("m1", MessageState::Delivered, vec![attempt(Some(204), None)]),
    ];
    let query = WebhookQuery::Deliveries { uuid: "u1".into(), standing: None, limit: 200 };
    tell(h, query, WebhookView::Deliveries { rows, total: 2 });
}

#[test]
fn a_subscription_is_made_with_a_secret_shown_once_and_ended_by_a_plan() {
    snapshots("hooks", subscriptions);
    let mut h = Harness::new(Language::Nl, 80, 24);
    subscriptions(&mut h);
    h.keys("+<space><tab><enter>");
    assert!(drawn(&h).contains("Dit moet ingevuld zijn"), "{}", drawn(&h));
    h.keys("https://voorbeeld.nl/weg<enter>");
    assert!(h.orders().is_empty());
    h.keys("y");
    let (event, target) = ("sale.cancelled".to_owned(), "https://voorbeeld.nl/weg".to_owned());
    assert_eq!(act(&h), Administration::Webhook(WebhookAct::Add { event, target }));
    let secret = Some(Plain(SecretString::from("whsec_abc")));
    answered(&mut h, Ok(Done::Subscribed { webhook: "u2".into(), secret }));
    assert!(drawn(&h).contains("whsec_abc"), "{}", drawn(&h));
    h.keys("<esc>");
    assert!(matches!(h.app.layers.last(), Some(Layer::Secret(_))), "leaving it must be meant");
    h.keys("qx");
    assert!(drawn(&h).contains("vervalt"), "{}", drawn(&h));
    h.keys("y");
    assert_eq!(act(&h), Administration::Webhook(WebhookAct::Remove { uuid: "u1".into() }));
}

#[test]
fn a_message_is_looked_at_and_delivered_once_more_by_a_plan() {
    snapshots("hooks_messages", messages);
    let mut h = Harness::new(Language::Nl, 80, 24);
    messages(&mut h);
    h.keys("<enter>");
    let screen = drawn(&h);
    assert!(screen.contains("HTTP 500") && screen.contains("timed_out"), "{screen}");
    h.keys("qr");
    assert!(h.orders().is_empty());
    h.keys("y");
    let (uuid, delivery) = ("u1".to_owned(), "m2".to_owned());
    assert_eq!(act(&h), Administration::Webhook(WebhookAct::Replay { uuid, delivery }));
}
