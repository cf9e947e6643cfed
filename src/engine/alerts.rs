//! Calling an operator: looks at what changed, and tells what is worth it to whoever listens.
//!
//! Not here: what is worth it (`model::alert`), bells, messages and mail (`console`, `service::alert`).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::watch;

use super::Engine;
use super::change::Change;
use super::error::EngineError;
use super::forward::lanes::steps_aside;
use super::shared::Shared;
use super::worker::stopped;
use crate::clock::Timestamp;
use crate::model::alert::{Blocked, Kept, LONG_BLOCKED, Picture, Watch};
use crate::model::delivery::{Doubt, State};
use crate::model::failure::GroupKey;
use crate::model::ids::{IntegrationName, SaleId};
use crate::model::queue::GroupRow;
use crate::model::shown::Shown;
use crate::model::view::Activity;
use crate::store::{ActiveRow, Digest, SaleRecord};

/// What changes is gathered for so long before it is looked at.
const GATHERED: Duration = Duration::from_secs(1);
/// Looked at least so often: a queue grows old by itself.
const AT_LEAST: Duration = Duration::from_secs(60);
/// Where it is kept what outlives a stop.
const CURSOR: &str = "alert";
/// Sales looked at in one piece.
const PIECE: usize = 200;

/// Looks until the engine stops.
pub async fn run(shared: Arc<Shared>, mut stop: watch::Receiver<bool>) {
    let mut changes = shared.changes();
    let age = shared.settings.queue_age.and_then(|age| TimeDelta::from_std(age).ok());
    let mut seen = Watch::new(age, kept(&shared).await);
    let mut written = seen.kept().clone();
    loop {
        let now = shared.clock.now();
        match picture(&shared, seen.wants_ages(), now).await {
            Ok(picture) => {
                let alert = seen.look(picture, now);
                if *seen.kept() != written {
                    // Written first: whoever starts after a stop in between calls nobody within the minute,
                    // and still tells what waits.
                    written.clone_from(seen.kept());
                    if let Err(error) = shared.store.set_cursor(CURSOR, json!(written)).await {
                        tracing::error!(error = &error as &dyn std::error::Error, "not kept");
                    }
                }
                alert.into_iter().for_each(|alert| shared.tell(Change::Alert(alert)));
            }
            Err(error) => tracing::error!(error = &error as &dyn std::error::Error, "not looked"),
        }
        let rest = seen.waits(now).and_then(|wait| wait.to_std().ok());
        let wake = shared.clock.sleep(rest.unwrap_or(AT_LEAST).min(AT_LEAST));
        tokio::pin!(wake);
        loop {
            tokio::select! {
                change = changes.recv() => match change {
                    Ok(change) if !matters(&change) => continue,
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return,
                },
                () = &mut wake => break,
                () = stopped(&mut stop) => return,
            }
            tokio::select! {
                () = shared.clock.sleep(GATHERED) => break,
                () = stopped(&mut stop) => return,
            }
        }
        // What came while it was gathered is in the next picture.
        while !matches!(changes.try_recv(), Err(TryRecvError::Empty | TryRecvError::Closed)) {}
    }
}

/// What outlived the last stop.
async fn kept(shared: &Shared) -> Kept {
    let kept = shared.store.cursor(CURSOR).await.inspect_err(|error| {
        tracing::error!(error = error as &dyn std::error::Error, "not read");
    });
    let Some(kept) = kept.ok().flatten() else { return Kept::default() };
    // Stores of before kept the time alone.
    let told = serde_json::from_value(kept.clone()).ok();
    serde_json::from_value(kept).unwrap_or(Kept { told, ..Kept::default() })
}

/// Whether a change can be worth a call.
fn matters(change: &Change) -> bool {
    match change {
        Change::Sale(row) => matches!(row.state, State::Fallout | State::Uncertain | State::Retrying),
        Change::Integration(view) => view.paused.is_some() || view.breaker_until.is_some(),
        Change::Activity(_) | Change::Resync => true,
        _ => false,
    }
}

/// How things stand now, as far as they are worth a call.
pub(super) async fn picture(shared: &Shared, ages: bool, now: Timestamp) -> Result<Picture, EngineError> {
    let store = &shared.store;
    let mut picture = Picture { groups: store.cared_groups().await?, ..Picture::default() };
    let mut trying = BTreeMap::new();
    for (integration, state, _) in store.states() {
        match (integration, state) {
            (Some(integration), State::Queued) if ages => {
                // Held ones wait because somebody said so.
                walk(shared, Some(&integration), state, |_, record| {
                    let delivery = &record.delivery;
                    let found =
                        delivery.state == State::Queued && !delivery.held && delivery.next_at.is_none();
                    if found {
                        picture.oldest.insert(integration.clone(), record.updated_at);
                    }
                    !found
                })
                .await?;
            }
            (integration, State::Uncertain | State::Retrying) => {
                let mut old = Vec::new();
                walk(shared, integration.as_ref(), state, |sale, record| {
                    let delivery = &record.delivery;
                    record.group().into_iter().for_each(|group| *trying.entry(group).or_default() += 1);
                    if delivery.doubt == Some(Doubt::Operator) {
                        picture.person.insert(sale);
                    }
                    let since = delivery.doubted_at.or(delivery.trying_since).unwrap_or(record.updated_at);
                    if now - since >= LONG_BLOCKED {
                        old.push((sale, since));
                    }
                    true
                })
                .await?;
                if let (Some(integration), false) = (integration, old.is_empty()) {
                    blocked(shared, &integration, old, &mut picture).await?;
                }
            }
            _ => {}
        }
    }
    // What is tried again has not fallen out, and what stops a partner is a call of its own.
    told_apart(&mut picture.groups, &trying);
    picture.groups.retain(|group| group.count > group.trying);
    picture.groups.iter_mut().for_each(|group| group.count -= group.trying);
    picture.filed = store.open_filings().await?.into_iter().map(|(row, at)| (row.0, at)).collect();
    for partner in shared.partners() {
        let paused = partner.snapshot().row.paused.as_ref().map(|failure| failure.cause);
        let open = partner.breaker_until().is_some();
        if paused.is_some() || open {
            picture.stopped.insert(partner.name.clone(), paused);
        }
    }
    Ok(picture)
}

/// Of sales that are `old` where they are, finds those that keep others of their address from going, and since
/// when they do.
async fn blocked(
    shared: &Shared,
    integration: &IntegrationName,
    old: Vec<(SaleId, Timestamp)>,
    picture: &mut Picture,
) -> Result<(), EngineError> {
    let mut lanes: BTreeMap<Digest, Vec<(SaleId, ActiveRow)>> = BTreeMap::new();
    for (sale, row) in shared.store.active(integration).await? {
        lanes.entry(row.lane).or_default().push((sale, row));
    }
    let old: BTreeMap<_, _> = old.into_iter().collect();
    for members in lanes.into_values() {
        let mut ordered = members.into_iter().filter(|(_, row)| !steps_aside(row));
        let Some((head, _)) = ordered.next() else { continue };
        let Some(since) = old.get(&head) else { continue };
        let behind: Vec<_> =
            ordered.filter(|(_, row)| row.state == State::Queued).map(|(sale, _)| sale).collect();
        // It blocks from when the first of them came to wait.
        let mut first = None;
        for sale in &behind {
            let came = shared.store.sale(*sale).await?.map(|found| found.value.updated_at);
            first = [first, came].into_iter().flatten().min();
        }
        if let Some(first) = first {
            let (integration, behind) = (integration.clone(), behind.len() as u64);
            picture.blocked.insert(head, Blocked { integration, since: first.max(*since), behind });
        }
    }
    Ok(())
}

/// Sales of each group that did not fall out: they are tried again or looked for.
pub(super) async fn trying(shared: &Shared) -> Result<BTreeMap<GroupKey, u64>, EngineError> {
    let mut trying = BTreeMap::new();
    for (integration, state, _) in shared.store.states() {
        if matches!(state, State::Uncertain | State::Retrying) {
            walk(shared, integration.as_ref(), state, |_, record| {
                record.group().into_iter().for_each(|group| *trying.entry(group).or_default() += 1);
                true
            })
            .await?;
        }
    }
    Ok(trying)
}

/// Notes with each group how many of its sales did not fall out.
pub(super) fn told_apart(groups: &mut [GroupRow], trying: &BTreeMap<GroupKey, u64>) {
    for group in groups {
        // Counted one after the other: what moved in between is no fewer than none.
        group.trying = trying.get(&group.key).copied().unwrap_or_default().min(group.count);
    }
}

/// Walks sales in a state, longest unchanged first, until `take` has had enough.
async fn walk(
    shared: &Shared,
    integration: Option<&IntegrationName>,
    state: State,
    mut take: impl FnMut(SaleId, SaleRecord) -> bool,
) -> Result<(), EngineError> {
    let mut after: Option<(u64, SaleId)> = None;
    loop {
        let sales = shared.store.in_state(integration, state, after, PIECE).await?;
        for (_, sale) in &sales {
            let Some(found) = shared.store.sale(*sale).await? else { continue };
            if !take(*sale, found.value) {
                return Ok(());
            }
        }
        match sales.last() {
            Some(last) if sales.len() == PIECE => after = Some(*last),
            _ => return Ok(()),
        }
    }
}

impl Engine {
    /// Writes down that a call reached nobody, and why.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn note_unheard(&self, way: &str, why: &str) -> Result<(), EngineError> {
        let what = Activity::AlertNotSent { way: way.to_owned(), why: Shown::new(why) };
        self.log("koppel", None, what).await
    }
}
