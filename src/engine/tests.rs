//! Workers and passes from the inside: what no look from outside can tell apart.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::sync::{Notify, watch};

use super::error::EngineError;
use super::judge::{Judge, arrival};
use super::settings::EngineSettings;
use super::shared::Shared;
use super::worker::{self, Owner, Pass, Report};
use crate::clock::Clock;
use crate::credential::Keyring;
use crate::kv::memory;
use crate::model::delivery::{Event, Policy, Tier, Verb};
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::SaleId;
use crate::model::view::PassView;
use crate::salesdock::request::in_process::InProcess;
use crate::store::{Store, tests::sale};

pub(super) async fn shared() -> Arc<Shared> {
    let clock = Clock::system();
    let store = Store::open(memory::open(), Keyring::ephemeral(), clock.clone()).await.unwrap();
    let transport = Arc::new(InProcess::new(Router::new()));
    Arc::new(Shared::load(store, clock, EngineSettings::default(), transport).await.unwrap())
}

struct Idle(Notify);

impl Pass for Idle {
    const NAME: &'static str = "idle";

    fn interval(&self) -> Duration {
        Duration::from_secs(1)
    }

    fn wake(&self) -> &Notify {
        &self.0
    }

    async fn run(&mut self) -> Report {
        Report::default()
    }
}

#[tokio::test]
async fn nothing_is_settled_before_a_pass_that_was_started_has_looked() {
    let shared = shared().await;
    shared.judged(shared.links().1);
    assert!(shared.is_settled());
    let (stop, stopped) = watch::channel(false);
    let running = worker::run(Owner::Own(shared.clone()), Idle(Notify::new()), stopped);
    assert!(!shared.is_settled(), "it was not even polled");
    let running = tokio::spawn(running);
    while !shared.is_settled() {
        tokio::task::yield_now().await;
    }
    stop.send_replace(true);
    running.await.unwrap();
}

#[tokio::test]
async fn a_pass_that_does_well_does_not_hide_that_another_fails() {
    let link = &shared().await.own;
    let at = Clock::system().now();
    let view = |failure: Option<Cause>, after: i64| PassView {
        pass: "any".to_owned(),
        ended_at: Some(at + chrono::TimeDelta::seconds(after)),
        seen: 0,
        changed: 0,
        failure: failure.map(|cause| Failure::found(cause, Element::Partner)),
    };
    let cause = || link.view().failure.map(|failure| failure.cause);
    assert!(link.report(view(Some(Cause::NotAllowed), 0), "sync"));
    assert!(link.report(view(None, 1), "follow"));
    assert!(!link.report(view(None, 2), "follow"), "no news");
    assert_eq!(cause(), Some(Cause::NotAllowed));
    assert!(link.report(view(Some(Cause::TimedOut), 3), "follow"));
    assert_eq!(cause(), Some(Cause::TimedOut), "the last one says most");
    link.report(view(None, 4), "follow");
    assert!(link.report(view(None, 5), "sync"));
    assert_eq!(cause(), None);
}

#[test]
fn what_koppel_itself_cannot_do_is_not_blamed_on_the_other_side() {
    let report = Report::of(Err(EngineError::invalid("no such thing")));
    assert_eq!(report.failure.unwrap().cause, Cause::Internal);
}

#[tokio::test]
async fn a_skipped_sale_is_not_read_whole_to_be_judged() {
    let shared = shared().await;
    let links = shared.links().0;
    for id in [1, 2] {
        shared.store.accept(&[arrival(&shared, &links, sale(id))], None).await.unwrap();
    }
    let (event, policy) = (Event::Operator(Verb::Skip), Policy::new(Tier::T3, 1.0));
    shared.store.change(SaleId(1), None, event, &policy, "anna", None).await.unwrap();
    assert_eq!(Judge(shared).run().await.seen, 1, "only the one that waits");
}
