//! Root-cause groups as people see them: with what they made of each, and how many sales came in lately.
//!
//! Not here: which sales are in one (`write`, `page`).

use std::collections::HashMap;

use chrono::TimeDelta;

use super::Store;
use super::error::StoreError;
use super::page::group_scope;
use super::rows::{CareRow, Digest, V1};
use super::tables::{CARE, LISTING};
use super::write::micros;
use crate::clock::Timestamp;
use crate::kv::{Expected, Key, Scan};
use crate::model::failure::GroupKey;
use crate::model::group::{CareChange, GroupCare, Trend};
use crate::model::queue::GroupRow;

/// So many sales of a group are looked at for its trend; beyond that an hour is *so many or more*.
const LATELY: usize = 2_000;

impl Store {
    /// Groups that have sales now, largest first, whole.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn tended_groups(&self) -> Result<Vec<GroupRow>, StoreError> {
        let mut groups = self.cared_groups().await?;
        let now = self.0.clock.now();
        for group in &mut groups {
            group.trend = self.trend(&group.key, now).await?;
        }
        Ok(groups)
    }

    /// The same, without how many came in lately.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn cared_groups(&self) -> Result<Vec<GroupRow>, StoreError> {
        let cared = self.kv().scan(&CARE, Scan::all()).await?;
        let mut cared: HashMap<GroupKey, GroupCare> =
            cared.into_iter().map(|(_, row)| (row.value.key, row.value.care)).collect();
        let mut groups = self.groups();
        for group in &mut groups {
            group.care = cared.remove(&group.key).unwrap_or_default();
        }
        Ok(groups)
    }

    async fn trend(&self, group: &GroupKey, now: Timestamp) -> Result<Trend, StoreError> {
        let scope = group_scope(self.group_digest(group));
        let newest = Scan::prefix(scope.encode()).reversed().limit(LATELY);
        let hour = micros(now - TimeDelta::hours(1));
        let before = micros(now - TimeDelta::hours(2));
        let mut trend = Trend::default();
        for ((_, at, _), _) in self.kv().scan(&LISTING, newest).await? {
            match at {
                at if at >= hour => trend.hour += 1,
                at if at >= before => trend.before += 1,
                _ => break,
            }
        }
        Ok(trend)
    }

    /// Changes what people made of a group: one commit.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn tend_group(
        &self,
        group: &GroupKey,
        changes: &[CareChange],
        actor: &str,
    ) -> Result<GroupCare, StoreError> {
        let digest: Digest = self.group_digest(group);
        loop {
            let found = self.kv().get(&CARE, &digest.0).await?;
            let expected = found.as_ref().map_or(Expected::Absent, |found| Expected::At(found.version));
            let mut care = found.map(|found| found.value.care).unwrap_or_default();
            changes.iter().for_each(|change| change.apply(&mut care, actor));
            care.changed = Some((self.0.clock.now(), actor.to_owned()));
            let mut batch = self.kv().batch();
            batch.expect(&CARE, &digest.0, expected);
            batch.put(&CARE, &digest.0, &CareRow { v: V1, key: group.clone(), care: care.clone() })?;
            // Two of them at once: each keeps what the other set.
            if self.commits(batch).await? {
                return Ok(care);
            }
        }
    }
}
