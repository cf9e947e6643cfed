//! What happened besides the sales' own lives, as a numbered list.
//!
//! Not here: timelines of sales (`write`).

use std::sync::atomic::Ordering;

use super::Store;
use super::error::StoreError;
use super::rows::{ActivityRecord, V1};
use super::tables::ACTIVITY;
use crate::kv::{Key, Kv, Scan};
use crate::model::ids::IntegrationName;
use crate::model::view::{Activity, ActivityRow};

/// So many entries are kept: months of ordinary work, and a bounded table.
const KEPT: u64 = 20_000;

pub(super) async fn next_sequence(kv: &Kv) -> Result<u64, StoreError> {
    let last = kv.scan(&ACTIVITY, Scan::all().reversed().limit(1)).await?;
    Ok(last.first().map_or(1, |(sequence, _)| sequence + 1))
}

impl Store {
    /// Writes down what happened: one commit.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn log(
        &self,
        actor: &str,
        integration: Option<&IntegrationName>,
        what: Activity,
    ) -> Result<ActivityRow, StoreError> {
        let sequence = self.0.next_activity.fetch_add(1, Ordering::Relaxed);
        let record = ActivityRecord {
            v: V1,
            at: self.0.clock.now(),
            actor: actor.to_owned(),
            integration: integration.cloned(),
            what,
        };
        let mut batch = self.kv().batch();
        batch.put(&ACTIVITY, &sequence, &record)?;
        if let Some(old) = sequence.checked_sub(KEPT) {
            batch.remove(&ACTIVITY, &old);
        }
        self.kv().commit(batch).await?;
        Ok(record.row(sequence))
    }

    /// The last entries before `before`, newest first.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn activity(&self, before: Option<u64>, limit: usize) -> Result<Vec<ActivityRow>, StoreError> {
        let mut scan = Scan::all().reversed().limit(limit.min(1_000));
        if let Some(before) = before {
            scan = scan.after(before.encode());
        }
        let rows = self.kv().scan(&ACTIVITY, scan).await?;
        Ok(rows.into_iter().map(|(sequence, row)| row.value.row(sequence)).collect())
    }
}
