//! The worker of jobs: begins the next wave when the one before has landed, and halts when it should not.
//!
//! A sale is written down as begun before it is acted on. One that is found begun and still at the version
//! that was planned on was not reached before a stop, and is acted on then; one that has moved is only
//! followed. Either way it is acted on once. Of a job that an operator ended nothing is acted on any more; what
//! was under way is followed until it has landed.
//!
//! Not here: beginning and directing a job (`super`), the pace (`model::job`).

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use super::shown;
use crate::engine::acts::act_on;
use crate::engine::change::Change;
use crate::engine::error::EngineError;
use crate::engine::shared::Shared;
use crate::engine::worker::{Pass, Report};
use crate::model::job::{self, Counts, Fate, Halt, Job, Standing, Task};
use crate::model::view::Activity;

/// While a job runs it is looked at so often; an operator's word wakes it at once.
const LOOK: Duration = Duration::from_millis(250);
/// Sales are acted on for so long in one piece.
const PIECE: Duration = Duration::from_secs(1);
/// When none runs, only as a net.
const REST: Duration = Duration::from_secs(60);

/// The pass over every open job.
pub struct Jobs {
    shared: Arc<Shared>,
    busy: bool,
}

impl Jobs {
    /// One that has not looked yet.
    pub fn new(shared: Arc<Shared>) -> Self {
        Self { shared, busy: true }
    }
}

impl Pass for Jobs {
    const NAME: &'static str = "jobs";
    // It is quiet while no job goes on, whatever becomes of sales: *settled* asks for that by itself.
    const COUNTS: bool = false;

    fn interval(&self) -> Duration {
        if self.busy { LOOK } else { REST }
    }

    fn wake(&self) -> &Notify {
        &self.shared.jobs_wake
    }

    async fn run(&mut self) -> Report {
        let stirred = self.shared.jobs_stirred();
        let report = Report::of(self.go_on().await);
        if !report.open && report.failure.is_none() {
            self.shared.jobs_quiet(stirred);
        }
        self.busy = report.open || report.failure.is_some();
        report
    }
}

impl Jobs {
    async fn go_on(&self) -> Result<Report, EngineError> {
        let mut report = Report::default();
        for found in self.shared.store.jobs().await? {
            // What was under way when an operator ended a job lands all the same, and is told of it.
            if !found.value.standing.is_open() && !found.value.awaits() {
                continue;
            }
            report.seen += 1;
            let (changed, open) = self.step(found.value.id).await?;
            report.changed += changed;
            report.open |= open;
        }
        Ok(report)
    }

    /// One step of a job: how many of its sales changed, and whether more will without new input.
    async fn step(&self, id: u64) -> Result<(u64, bool), EngineError> {
        let mut tasks = self.shared.store.tasks(id).await?;
        let landed = self.land(id, &mut tasks).await?;
        let fell_out = landed.iter().filter_map(|task| match &task.fate {
            Fate::Failed { failure } => Some((task.sale, failure.clone())),
            _ => None,
        });
        let fell_out: Vec<_> = fell_out.collect();
        let mut failed = Vec::new();
        for (sale, failure) in fell_out {
            let record = self.shared.store.sale(sale).await?;
            if let Some(name) = record.and_then(|record| record.value.integration) {
                failed.push((sale, failure.group(&name)));
            }
        }
        let Some(job) = self.write(id, &tasks, &landed, |job| job::halt(job, &failed)).await? else {
            return Ok((0, false));
        };
        let changed = landed.len() as u64;
        let flying = tasks.iter().any(|task| matches!(task.fate, Fate::UnderWay { .. }));
        if job.standing != Standing::Running {
            let doubted = job.awaits() && self.may_still_land(&tasks).await?;
            return Ok((changed, flying || doubted));
        }
        if flying {
            return Ok((changed, true));
        }
        let begun = self.next_wave(&job, &mut tasks).await?;
        if begun > 0 {
            let landed = self.land(id, &mut tasks).await?;
            self.write(id, &tasks, &landed, |_| None).await?;
        }
        Ok((changed + begun, begun > 0 || job.counts.uncertain > 0))
    }

    /// Acts on the sales that were written down as begun, for as long as an operator lets the job go on, and
    /// looks where the others under way have landed; gives those that changed. What takes longer than a piece
    /// is left for the next one, so that no job keeps another waiting.
    async fn land(&self, id: u64, tasks: &mut [Task]) -> Result<Vec<Task>, EngineError> {
        let Some(job) = self.shared.store.job(id).await? else { return Ok(Vec::new()) };
        let until = self.shared.clock.instant() + PIECE;
        let mut changed = Vec::new();
        for task in tasks {
            if !matches!(task.fate, Fate::UnderWay { .. } | Fate::Uncertain) {
                continue;
            }
            let fate = match self.shared.store.sale(task.sale).await? {
                None => Some(Fate::LeftOut { why: None }),
                Some(found) if found.version == task.version => match self.goes_on(id).await? {
                    false => Some(Fate::Planned),
                    true if self.shared.clock.instant() >= until => None,
                    true => self.begin(&job.value, task).await?,
                },
                Some(found) if job.value.follows() => job::landed(&found.value.row(task.sale, found.version)),
                Some(_) => Some(Fate::Done),
            };
            if let Some(fate) = fate.filter(|fate| *fate != task.fate) {
                task.fate = fate;
                changed.push(task.clone());
            }
        }
        Ok(changed)
    }

    /// Writes the next wave down as begun; gives how many sales it has.
    async fn next_wave(&self, job: &Job, tasks: &mut [Task]) -> Result<u64, EngineError> {
        let wave = job.waves + 1;
        let planned = tasks.iter_mut().filter(|task| task.fate == Fate::Planned);
        let mut begun = Vec::new();
        for task in planned.take(job.pace.wave(job.waves)) {
            task.fate = Fate::UnderWay { wave };
            begun.push(task.clone());
        }
        if begun.is_empty() {
            return Ok(0);
        }
        self.write(job.id, tasks, &begun, |_| None).await?;
        Ok(begun.len() as u64)
    }

    /// Whether an operator still lets it: asked before each sale, and not once for a wave.
    async fn goes_on(&self, id: u64) -> Result<bool, EngineError> {
        let found = self.shared.store.job(id).await?;
        Ok(found.is_some_and(|found| found.value.standing == Standing::Running))
    }

    /// Acts on a sale at the version that was planned on; gives what became of it, `None` while it is to be
    /// followed.
    async fn begin(&self, job: &Job, task: &Task) -> Result<Option<Fate>, EngineError> {
        let reason = job.reason.as_ref();
        let acted = act_on(&self.shared, task.sale, Some(task.version), &job.verb, reason, &job.actor).await;
        Ok(match acted {
            Ok(_) if job.follows() => None,
            Ok(_) => Some(Fate::Done),
            Err(EngineError::Conflict { .. } | EngineError::NotFound { .. }) => {
                Some(Fate::LeftOut { why: None })
            }
            Err(EngineError::Refused { why } | EngineError::Invalid { why }) => {
                Some(Fate::LeftOut { why: Some(why) })
            }
            // The partner did not do it for this one.
            Err(EngineError::Link { failure }) => Some(Fate::Failed { failure: *failure }),
            Err(error) => return Err(error),
        })
    }

    /// Writes what became of sales, with the job's counts; and ends it, or halts it for what `halts` says.
    /// `None` when there is no such job any more.
    async fn write(
        &self,
        id: u64,
        tasks: &[Task],
        changed: &[Task],
        halts: impl Fn(&Job) -> Option<Halt>,
    ) -> Result<Option<Job>, EngineError> {
        let shared = &self.shared;
        loop {
            let Some(found) = shared.store.job(id).await? else { return Ok(None) };
            let mut job = found.value.clone();
            job.counts = Counts::of(tasks.iter().map(|task| &task.fate));
            let wave = |task: &Task| match task.fate {
                Fate::UnderWay { wave } => wave,
                _ => 0,
            };
            job.waves = changed.iter().map(wave).fold(job.waves, u32::max);
            if job.standing == Standing::Running {
                if let Some(why) = halts(&job) {
                    job.standing = Standing::Halted { why };
                }
                if job.counts.planned + job.counts.under_way == 0 && !self.may_still_land(tasks).await? {
                    job.standing = Standing::Done;
                }
            }
            if job.standing != found.value.standing && !job.standing.is_open() {
                job.ended_at = Some(shared.clock.now());
            }
            if job == found.value && changed.is_empty() {
                return Ok(Some(job));
            }
            if !shared.store.write_job(&job, found.version, changed).await? {
                continue;
            }
            if job.standing != found.value.standing {
                let standing = job.standing.word().to_owned();
                let row =
                    shared.store.log("koppel", None, Activity::JobDirected { job: id, standing }).await?;
                shared.tell(Change::Activity(row));
            }
            shared.tell(Change::Job(Box::new(shown(job.clone()))));
            return Ok(Some(job));
        }
    }

    /// Whether the doubt about a sale may end by itself.
    async fn may_still_land(&self, tasks: &[Task]) -> Result<bool, EngineError> {
        for task in tasks.iter().filter(|task| task.fate == Fate::Uncertain) {
            let found = self.shared.store.sale(task.sale).await?;
            if found.is_some_and(|found| !job::is_over(&found.value.row(task.sale, found.version))) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
