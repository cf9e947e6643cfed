//! Bulk work: the same act on many sales as a job that outlives whoever began it. And the replay of a
//! root-cause group: what would become of its sales now, before one of them goes.
//!
//! Not here: the pace and when a job halts (`model::job`), the worker (`work`), keeping it (`store::jobs`).

mod work;

use std::collections::BTreeSet;

use super::Engine;
use super::error::EngineError;
use super::forward::prepare::{Enclosed, withheld};
use super::mask;
use super::partner::Snapshot;
use super::plan::would_act;
use crate::linking;
use crate::model::act::{SaleVerb, SalesQuery};
use crate::model::delivery::State;
use crate::model::failure::{Cause, GroupKey};
use crate::model::ids::SaleId;
use crate::model::job::{
    Counts, Direction, Expected, Job, LARGEST, Pace, Rehearsed, ReplayPlan, Standing, Task,
};
use crate::model::queue::SaleRow;
use crate::model::reason::{Reason, Thing};
use crate::model::shown::Shown;
use crate::model::view::Activity;
use crate::salesdock::convert::new_sale;

pub use work::Jobs;

use super::change::Change;

/// What an operator wants done with many sales.
pub struct NewJob {
    /// Which, each at the version that was looked at.
    pub sales: Vec<(SaleId, u64)>,
    /// What.
    pub verb: SaleVerb,
    /// How fast.
    pub pace: Pace,
    /// The group it replays.
    pub group: Option<GroupKey>,
    /// Why.
    pub reason: Option<String>,
}

impl Engine {
    /// What would become of a group's sales if they went again with everything as it is now. Nothing is
    /// sent or kept.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no sale in the group.
    pub async fn replay(&self, group: &GroupKey) -> Result<ReplayPlan, EngineError> {
        let shared = &self.0.shared;
        let known = shared.store.groups().into_iter().find(|row| row.key == *group);
        let known = known.ok_or_else(|| EngineError::not_found(Thing::Group, &group.0))?;
        let partner = shared.partner(&known.integration)?;
        let snapshot = partner.snapshot();
        let mut plan = ReplayPlan {
            group: group.clone(),
            integration: known.integration,
            sales: Vec::new(),
            beyond: 0,
            per_minute: partner.link.view().limit_per_minute,
            mapping_version: snapshot.mapping.version,
        };
        // Whoever has waited longest goes first.
        let mut query = SalesQuery {
            group: Some(group.clone()),
            states: vec![State::Fallout],
            oldest_first: true,
            limit: 1_000,
            ..SalesQuery::default()
        };
        let mut seen = BTreeSet::new();
        loop {
            let page = self.sales(&query).await?;
            for row in page.rows {
                if !seen.insert(row.id) {
                    // It changed meanwhile: what was found out about it is of before.
                    plan.sales.retain(|one| one.sale != row.id);
                }
                if plan.sales.len() == LARGEST {
                    plan.beyond += 1;
                    continue;
                }
                plan.sales.extend(self.rehearsed(&row, &snapshot).await?);
            }
            query.cursor = page.next;
            if query.cursor.is_none() {
                break;
            }
            tokio::task::yield_now().await;
        }
        Ok(plan)
    }

    /// One sale through the rules and the mapping of now, against what was refused.
    async fn rehearsed(&self, row: &SaleRow, snapshot: &Snapshot) -> Result<Option<Rehearsed>, EngineError> {
        let shared = &self.0.shared;
        let of = |expected, failures, why| {
            Ok(Some(Rehearsed { sale: row.id, version: row.version, expected, failures, why }))
        };
        if row.held {
            return of(Expected::Stays, Vec::new(), Some(Reason::Held));
        }
        match would_act(shared, row.id, Some(row.version), &SaleVerb::Retry, false).await {
            Ok(()) => {}
            Err(EngineError::Refused { why } | EngineError::Invalid { why }) => {
                return of(Expected::Stays, Vec::new(), Some(why));
            }
            // It changed meanwhile, and is no part of the group as it was.
            Err(EngineError::Conflict { .. } | EngineError::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error),
        }
        let Some(body) = shared.store.edited(row.id).await? else { return Ok(None) };
        // Where it cannot be asked now, it is asked before the sale goes.
        if let Ok(Some(waiting)) = withheld(shared, &body).await {
            return of(Expected::Stays, Vec::new(), Some(Reason::NotNow { waiting }));
        }
        // What the partner does not offer it refuses, whatever else is said.
        if let Some(gone) = snapshot.not_offered(&body) {
            return of(Expected::Fails, vec![gone], None);
        }
        // No contract is fetched: no mapping decides about it.
        let enclosed = Enclosed::default();
        let (expected, failures) = match linking::translate(&body, &enclosed.context(shared, snapshot, 0)) {
            Err(failures) => (Expected::Fails, failures),
            Ok(payload) => {
                let now = new_sale::body(&payload).unwrap_or_default();
                let sent = row.attempts > 0;
                // Also where the partner shows no product at all any more.
                let offered = |id| snapshot.catalogue.products.iter().any(|one| one.id == id && one.active);
                let refused = row.failure.as_ref().filter(|found| found.cause == Cause::InvalidProduct);
                if let Some(gone) = refused.filter(|_| !offered(payload.product_id)) {
                    return of(Expected::Fails, vec![gone.clone()], None);
                }
                match self.changed(row.id, &now).await? {
                    fields if sent && fields.is_empty() => (Expected::Same, Vec::new()),
                    _ => (Expected::Passes, Vec::new()),
                }
            }
        };
        of(expected, failures, None)
    }

    /// Begins a job.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a verb that is decided sale by sale, without a reason where one is due,
    /// and without sales or with too many; [`EngineError::Refused`] while another job has one of them.
    pub async fn begin_job(&self, new: NewJob, actor: &str) -> Result<Job, EngineError> {
        let shared = &self.0.shared;
        let verb = new.verb.word().to_owned();
        if !new.verb.goes_in_bulk() {
            return Err(EngineError::invalid(Reason::NotInBulk { verb }));
        }
        let reason = new.reason.as_deref().map(Shown::new).filter(|reason| !reason.is_empty());
        if new.verb.needs_reason() && reason.is_none() {
            return Err(EngineError::invalid(Reason::NeedsReason { verb }));
        }
        let mut sales = new.sales;
        let mut seen = BTreeSet::new();
        sales.retain(|(sale, _)| seen.insert(*sale));
        let (count, most) = (sales.len() as u64, LARGEST as u64);
        if count == 0 || count > most {
            return Err(EngineError::invalid(Reason::JobSize { count, most }));
        }
        let groups = match new.pace {
            Pace::Waves => shared.store.groups().into_iter().map(|group| group.key).collect(),
            Pace::AtOnce => Vec::new(),
        };
        let job = Job {
            id: 0,
            verb: new.verb,
            pace: new.pace,
            group: new.group,
            reason,
            actor: actor.to_owned(),
            started_at: shared.clock.now(),
            ended_at: None,
            standing: Standing::Running,
            waves: 0,
            groups,
            counts: Counts::default(),
        };
        let job = shared.store.begin_job(job, &sales).await?;
        let what = Activity::JobBegun { job: job.id, verb, sales: count, reason: job.reason.clone() };
        let row = shared.store.log(actor, None, what).await?;
        shared.tell(Change::Activity(row));
        shared.tell(Change::Job(Box::new(shown(job.clone()))));
        shared.stir_jobs();
        Ok(shown(job))
    }

    /// Pauses, resumes or cancels a job.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; [`EngineError::Refused`] when it stands so that this has no meaning.
    pub async fn direct_job(&self, id: u64, to: Direction, actor: &str) -> Result<Job, EngineError> {
        let shared = &self.0.shared;
        loop {
            let found = shared.store.job(id).await?;
            let found = found.ok_or_else(|| EngineError::not_found(Thing::Job, id))?;
            let mut job = found.value;
            let Some(next) = job.standing.after(to) else {
                let standing = job.standing.word().to_owned();
                return Err(EngineError::refused(Reason::JobStanding { job: id, standing }));
            };
            if next == Standing::Cancelled {
                job.ended_at = Some(shared.clock.now());
            }
            job.standing = next;
            if shared.store.write_job(&job, found.version, &[]).await? {
                let standing = job.standing.word().to_owned();
                let row = shared.store.log(actor, None, Activity::JobDirected { job: id, standing }).await?;
                shared.tell(Change::Activity(row));
                shared.tell(Change::Job(Box::new(shown(job.clone()))));
                shared.stir_jobs();
                return Ok(shown(job));
            }
        }
    }

    /// Jobs, newest first.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn jobs(&self) -> Result<Vec<Job>, EngineError> {
        Ok(self.0.shared.store.jobs().await?.into_iter().map(|job| shown(job.value)).collect())
    }

    /// One job with its sales.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn job(&self, id: u64) -> Result<(Job, Vec<Task>), EngineError> {
        let store = &self.0.shared.store;
        let found = store.job(id).await?.ok_or_else(|| EngineError::not_found(Thing::Job, id))?;
        Ok((shown(found.value), store.tasks(id).await?))
    }
}

/// A job as anybody may read it: what an edit sets may be of a customer.
fn shown(mut job: Job) -> Job {
    if let SaleVerb::Edit { changes, .. } = &mut job.verb {
        changes.iter_mut().for_each(|(_, to)| *to = mask::masked(to));
    }
    job
}
