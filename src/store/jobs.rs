//! Jobs and what became of each of their sales. A sale is in at most one open job: two operators, or one who
//! presses twice, cannot begin the same work twice.
//!
//! Not here: carrying them out (`engine::jobs`).

use super::error::StoreError;
use super::rows::{JobRow, TaskRow, V1};
use super::tables::{IN_JOB, JOB, TASK};
use super::{Store, Versioned};
use crate::kv::{Expected, Key, KvError, Scan};
use crate::model::ids::SaleId;
use crate::model::job::{Counts, Fate, Job, Task};

/// So many jobs that have ended are kept, with their sales.
const KEPT: usize = 100;

impl Store {
    /// Begins a job: one commit. Its number is given here.
    ///
    /// # Errors
    /// [`StoreError::InJob`] when another job is not done with one of the sales.
    pub async fn begin_job(&self, mut job: Job, sales: &[(SaleId, u64)]) -> Result<Job, StoreError> {
        loop {
            let last = self.kv().scan(&JOB, Scan::all().reversed().limit(1)).await?;
            job.id = last.first().map_or(1, |(id, _)| id + 1);
            let mut batch = self.kv().batch();
            batch.expect(&JOB, &job.id, Expected::Absent);
            for (sale, version) in sales {
                let task = Task { sale: *sale, version: *version, fate: Fate::Planned };
                batch.expect(&IN_JOB, &sale.0, Expected::Absent);
                batch.put(&IN_JOB, &sale.0, &job.id)?;
                batch.put(&TASK, &(job.id, sale.0), &TaskRow { v: V1, task })?;
            }
            job.counts = Counts { planned: sales.len() as u64, ..Counts::default() };
            batch.put(&JOB, &job.id, &JobRow { v: V1, job: job.clone() })?;
            match self.kv().commit(batch).await {
                Ok(_) => {
                    self.forget_old_jobs().await?;
                    return Ok(job);
                }
                Err(KvError::Conflict { .. }) => {
                    for (sale, _) in sales {
                        if let Some(found) = self.kv().get(&IN_JOB, &sale.0).await? {
                            return Err(StoreError::InJob { sale: *sale, job: found.value });
                        }
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Jobs, newest first.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn jobs(&self) -> Result<Vec<Versioned<Job>>, StoreError> {
        let rows = self.kv().scan(&JOB, Scan::all().reversed()).await?;
        Ok(rows
            .into_iter()
            .map(|(_, row)| Versioned { value: row.value.job, version: row.version })
            .collect())
    }

    /// One job.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn job(&self, id: u64) -> Result<Option<Versioned<Job>>, StoreError> {
        let found = self.kv().get(&JOB, &id).await?;
        Ok(found.map(|row| Versioned { value: row.value.job, version: row.version }))
    }

    /// The sales of a job, by number.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn tasks(&self, job: u64) -> Result<Vec<Task>, StoreError> {
        let rows = self.kv().scan(&TASK, Scan::prefix(job.encode())).await?;
        Ok(rows.into_iter().map(|(_, row)| row.value.task).collect())
    }

    /// Writes a job as it was read at `version`, and those of its sales that changed: one commit. A sale
    /// the job is done with may be taken by another. False when somebody else came first.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn write_job(&self, job: &Job, version: u64, changed: &[Task]) -> Result<bool, StoreError> {
        let mut batch = self.kv().batch();
        batch.expect(&JOB, &job.id, Expected::At(version));
        batch.put(&JOB, &job.id, &JobRow { v: V1, job: job.clone() })?;
        for task in changed {
            batch.put(&TASK, &(job.id, task.sale.0), &TaskRow { v: V1, task: task.clone() })?;
        }
        let over = !job.standing.is_open();
        let freed = match over {
            true => self.tasks(job.id).await?.into_iter().map(|task| task.sale).collect(),
            false => changed.iter().filter(|task| !is_begun(task)).map(|task| task.sale).collect::<Vec<_>>(),
        };
        for sale in freed {
            if self.kv().get(&IN_JOB, &sale.0).await?.is_some_and(|found| found.value == job.id) {
                batch.remove(&IN_JOB, &sale.0);
            }
        }
        self.commits(batch).await
    }

    async fn forget_old_jobs(&self) -> Result<(), StoreError> {
        let ended = self.jobs().await?.into_iter().filter(|job| !job.value.standing.is_open());
        for old in ended.skip(KEPT) {
            let mut batch = self.kv().batch();
            batch.remove(&JOB, &old.value.id);
            for (key, _) in self.kv().scan(&TASK, Scan::prefix(old.value.id.encode())).await? {
                batch.remove(&TASK, &key);
            }
            self.kv().commit(batch).await?;
        }
        Ok(())
    }
}

/// Whether the job still has something to do with a sale.
fn is_begun(task: &Task) -> bool {
    matches!(task.fate, Fate::Planned | Fate::UnderWay { .. } | Fate::Uncertain)
}
