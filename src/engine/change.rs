//! What changed, as told to whoever listens; and the task that tells it: rows as they change, numbers a few
//! times a second at most.
//!
//! Not here: sequence numbers and streams (`service`).

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};

use super::shared::Shared;
use super::worker::stopped;
use crate::model::administration::Moved;
use crate::model::alert::Alert;
use crate::model::ids::IntegrationName;
use crate::model::job::Job;
use crate::model::queue::{QueueCounts, SaleRow};
use crate::model::view::{ActivityRow, IntegrationView, OwnView};
use crate::store::Changed;

/// One thing that changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A sale's row is new or changed.
    Sale(Box<SaleRow>),
    /// The queue in numbers.
    Counts(QueueCounts),
    /// An integration changed: settings, link, breaker, a pass that ended.
    Integration(Box<IntegrationView>),
    /// An integration was removed.
    IntegrationRemoved(IntegrationName),
    /// The own environment or its link changed.
    Own(OwnView),
    /// This of the own environment may be otherwise than it was read.
    Moved(BTreeSet<Moved>),
    /// A job began, went on or ended.
    Job(Box<Job>),
    /// Something to show under activity.
    Activity(ActivityRow),
    /// An operator is called for.
    Alert(Alert),
    /// Everything is settled, or no longer.
    Settled(bool),
    /// Changes were missed: read anew.
    Resync,
}

/// Numbers and views go out at most so often.
const TICK: Duration = Duration::from_millis(200);

/// Tells what changes until the engine stops.
pub async fn publish(
    shared: Arc<Shared>,
    mut rows: broadcast::Receiver<Arc<Changed>>,
    mut stop: watch::Receiver<bool>,
) {
    let mut touched: BTreeSet<Option<IntegrationName>> = BTreeSet::new();
    let mut settled = None;
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            row = rows.recv() => match row {
                Ok(changed) => {
                    touched.insert(changed.row.integration.clone());
                    shared.tell(Change::Sale(Box::new(changed.row.clone())));
                }
                Err(RecvError::Lagged(_)) => shared.tell(Change::Resync),
                Err(RecvError::Closed) => return,
            },
            _ = tick.tick() => {
                if !touched.is_empty() {
                    shared.tell(Change::Counts(shared.store.counts()));
                }
                for name in std::mem::take(&mut touched).into_iter().flatten() {
                    shared.tell_integration(&name);
                }
                for name in shared.take_touched() {
                    shared.tell_integration(&name);
                }
                let moved = shared.told.take();
                if !moved.is_empty() {
                    shared.tell(Change::Moved(moved));
                }
                let now = shared.is_settled();
                if settled != Some(now) {
                    settled = Some(now);
                    shared.tell(Change::Settled(now));
                }
            }
            () = stopped(&mut stop) => return,
        }
    }
}
