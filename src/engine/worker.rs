//! A worker: runs one pass again and again, by timer or when woken, until the engine stops. Every pass is
//! idempotent, takes no input, and ends in a report that an operator can see.
//!
//! Not here: what the passes do.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::{Notify, watch};

use super::change::Change;
use super::link::Link;
use super::partner::Partner;
use super::shared::Shared;
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::IntegrationName;
use crate::model::view::{Activity, PassView};

/// How a pass ended.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Things it looked at.
    pub seen: u64,
    /// Things it changed.
    pub changed: u64,
    /// There is more to do at once.
    pub again: bool,
    /// There is more to look at when its turn comes again.
    pub open: bool,
    /// Why it failed.
    pub failure: Option<Failure>,
}

impl Report {
    /// A pass that failed.
    pub fn failed(failure: Failure) -> Self {
        Self { failure: Some(failure), ..Self::default() }
    }

    /// The report of a pass, or of its error.
    pub fn of(result: Result<Self, super::error::EngineError>) -> Self {
        use super::error::EngineError;
        match result {
            Ok(report) => report,
            Err(EngineError::Link { failure }) => Self::failed(*failure),
            Err(error) => {
                // The store or the set-up refused: nobody at the other side did anything wrong.
                tracing::error!(error = &error as &dyn std::error::Error, "a pass failed");
                Self::failed(Failure::found(Cause::Internal, Element::Partner))
            }
        }
    }
}

/// Whose pass it is.
#[derive(Clone)]
pub enum Owner {
    /// The own environment's.
    Own(Arc<Shared>),
    /// An integration's.
    Partner(Arc<Shared>, Arc<Partner>),
}

impl Owner {
    /// What the engine shares.
    pub fn shared(&self) -> &Arc<Shared> {
        match self {
            Self::Own(shared) | Self::Partner(shared, _) => shared,
        }
    }

    /// The link it is about.
    pub fn link(&self) -> &Link {
        match self {
            Self::Own(shared) => &shared.own,
            Self::Partner(_, partner) => &partner.link,
        }
    }

    fn name(&self) -> Option<&IntegrationName> {
        match self {
            Self::Own(_) => None,
            Self::Partner(_, partner) => Some(&partner.name),
        }
    }

    fn key(&self, pass: &str) -> String {
        match self {
            Self::Own(_) => format!("own/{pass}"),
            Self::Partner(_, partner) => format!("{}/{pass}", partner.name),
        }
    }

    /// Tells how it stands to whoever looks.
    pub fn tell(&self) {
        match self {
            Self::Own(shared) => {
                if let Some(view) = shared.own_view() {
                    shared.tell(Change::Own(view));
                }
            }
            Self::Partner(shared, partner) => shared.touch(&partner.name),
        }
    }
}

/// One pass.
pub trait Pass: Send {
    /// Its name, as shown.
    const NAME: &'static str;
    /// Whether a sale may still change while this pass has not looked: it counts for *settled*.
    const COUNTS: bool = true;
    /// Between two runs.
    fn interval(&self) -> Duration;
    /// What wakes it.
    fn wake(&self) -> &Notify;
    /// One run.
    fn run(&mut self) -> impl Future<Output = Report> + Send;
}

/// So many rows that could not be read are named.
const NAMED: usize = 20;
/// After a failure a pass waits longer each time, up to this many intervals.
const LONGEST_STRETCH: u32 = 12;

/// Runs `pass` until `stop`. From the call on, and not only from the first poll, nothing is *settled*
/// before the pass has looked.
pub fn run<P: Pass>(owner: Owner, pass: P, stop: watch::Receiver<bool>) -> impl Future<Output = ()> + Send {
    let key = owner.key(P::NAME);
    if P::COUNTS {
        owner.shared().quieted(key.clone(), None);
    }
    running(owner, key, pass, stop)
}

async fn running<P: Pass>(owner: Owner, key: String, mut pass: P, mut stop: watch::Receiver<bool>) {
    let shared = owner.shared().clone();
    let mut failed = 0;
    while !*stop.borrow() {
        let stirred = shared.store.stirred();
        let began = shared.clock.instant();
        let report = tokio::select! {
            // A pass that panics must not take the others down with it.
            ended = AssertUnwindSafe(pass.run()).catch_unwind() => ended.unwrap_or_else(|_| {
                Report::failed(Failure::found(Cause::Internal, Element::Partner))
            }),
            () = stopped(&mut stop) => break,
        };
        failed = if report.failure.is_some() { failed + 1 } else { 0 };
        if P::COUNTS {
            let quiet = report.failure.is_none() && report.changed == 0 && !report.again && !report.open;
            shared.quieted(key.clone(), quiet.then_some(stirred));
        }
        let view = PassView {
            pass: P::NAME.to_owned(),
            ended_at: Some(shared.clock.now()),
            seen: report.seen,
            changed: report.changed,
            failure: report.failure,
        };
        if owner.link().report(view, P::NAME) {
            owner.tell();
        }
        tell_left_out(&owner).await;
        if report.again && failed == 0 {
            tokio::task::yield_now().await;
            continue;
        }
        let interval = pass.interval() * (1 << failed.min(8)).min(LONGEST_STRETCH);
        // What the next run reads is to be in before the interval has passed since this one began.
        let wait = interval.saturating_sub(began.elapsed() * 2).max(interval / 2);
        tokio::select! {
            () = shared.clock.sleep(wait) => {}
            () = pass.wake().notified() => {}
            () = stopped(&mut stop) => break,
        }
    }
    // A pass that is no more, as after its integration was removed, is waited for by nobody.
    shared.ended(&key);
}

/// Writes down and tells which rows of the other side could not be read.
async fn tell_left_out(owner: &Owner) {
    let shared = owner.shared();
    for (list, ids) in owner.link().take_left_out() {
        let count = ids.len() as u64;
        let ids = ids.into_iter().filter(|id| *id > 0).take(NAMED).collect();
        let what = Activity::RowsLeftOut { list: list.to_owned(), count, ids };
        match shared.store.log("koppel", owner.name(), what).await {
            Ok(row) => shared.tell(Change::Activity(row)),
            Err(error) => tracing::error!(error = &error as &dyn std::error::Error, "not written down"),
        }
    }
}

/// Returns when `stop` says so, or nobody can say so any more.
pub async fn stopped(stop: &mut watch::Receiver<bool>) {
    // The guard it gives must not live across another await.
    let _ = stop.wait_for(|stop| *stop).await.map(drop);
}
