//! Counts, kept in the same commit as what they count. One row for all would make every commit wait for
//! the one before; so each sale counts in one of 256 shards, by its number. A shard's lock is held across
//! the commit: that also puts the changes of one sale in order. The sum over the shards is kept in memory.
//!
//! Not here: what is counted for which change (`write`).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex as StdMutex, MutexGuard as StdGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::StoreError;
use super::rows::{Digest, GroupRecord, V1};
use super::tables::{GROUP, TALLY};
use crate::kv::{Batch, Kv, Scan};
use crate::model::delivery::State;
use crate::model::ids::{IntegrationName, SaleId, StatusKey};
use crate::model::queue::QueueCounts;

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// Sales of an integration in a state.
    State(Option<IntegrationName>, State),
    /// Sales in a group.
    Group(Digest),
    /// Sales whose partner status no row maps.
    Unmapped(IntegrationName, StatusKey),
    /// Sales that part ways with the partner.
    Parting(IntegrationName),
    /// Sales ever accepted by a partner.
    SentEver,
    /// Statuses written back to A.
    StatusUpdates,
}

/// One shard on disk.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ShardRow {
    /// Form.
    pub v: u8,
    /// Counts above zero.
    pub counts: Vec<(Slot, u64)>,
}

type Shard = BTreeMap<Slot, u64>;

/// All counts.
pub struct Tally {
    shards: Vec<Arc<Mutex<Shard>>>,
    totals: StdMutex<HashMap<Slot, u64>>,
    groups: StdMutex<HashMap<Digest, GroupRecord>>,
}

impl Tally {
    /// Reads the counts.
    pub async fn load(kv: &Kv) -> Result<Self, StoreError> {
        let mut shards: Vec<Shard> = vec![Shard::new(); 256];
        let mut totals = HashMap::new();
        for (number, row) in kv.scan(&TALLY, Scan::all()).await? {
            for (slot, count) in &row.value.counts {
                *totals.entry(slot.clone()).or_default() += count;
            }
            shards[usize::from(number)] = row.value.counts.into_iter().collect();
        }
        let groups = kv.scan(&GROUP, Scan::all()).await?;
        let groups = groups.into_iter().map(|(key, row)| (Digest(key), row.value)).collect();
        Ok(Self {
            shards: shards.into_iter().map(|shard| Arc::new(Mutex::new(shard))).collect(),
            totals: StdMutex::new(totals),
            groups: StdMutex::new(groups),
        })
    }

    /// Locks the shards of `sales`, always in the same order.
    pub async fn lock(&self, sales: impl IntoIterator<Item = SaleId>) -> Held {
        let mut numbers: Vec<u8> = sales.into_iter().map(shard_of).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut guards = BTreeMap::new();
        for number in numbers {
            guards.insert(number, self.shards[usize::from(number)].clone().lock_owned().await);
        }
        Held { guards, changes: BTreeMap::new() }
    }

    /// How many there are of `slot`.
    pub fn count(&self, slot: &Slot) -> u64 {
        self.totals().get(slot).copied().unwrap_or(0)
    }

    /// The integrations and states that have sales, with their number.
    pub fn states(&self) -> Vec<(Option<IntegrationName>, State, u64)> {
        let totals = self.totals();
        let counted = totals.iter().filter_map(|(slot, count)| match slot {
            Slot::State(integration, state) if *count > 0 => Some((integration.clone(), *state, *count)),
            _ => None,
        });
        counted.collect()
    }

    /// The integrations that have sales that part ways, with their number.
    pub fn parting(&self) -> Vec<(IntegrationName, u64)> {
        let totals = self.totals();
        let counted = totals.iter().filter_map(|(slot, count)| match slot {
            Slot::Parting(integration) if *count > 0 => Some((integration.clone(), *count)),
            _ => None,
        });
        counted.collect()
    }

    /// The queue in numbers.
    pub fn queue(&self) -> QueueCounts {
        let mut counts = QueueCounts::default();
        for (slot, count) in self.totals().iter().filter(|(_, count)| **count > 0) {
            match slot {
                Slot::State(_, state) => *counts.by_state.entry(*state).or_default() += count,
                Slot::Unmapped(_, status) => {
                    *counts.unmapped_statuses.entry(status.to_string()).or_default() += count;
                }
                Slot::SentEver => counts.sent_ever = *count,
                Slot::StatusUpdates => counts.status_updates = *count,
                Slot::Parting(_) => counts.parting += count,
                Slot::Group(_) => {}
            }
        }
        counts
    }

    /// The group of a digest, when it was ever seen.
    pub fn group(&self, key: &Digest) -> Option<GroupRecord> {
        self.groups().get(key).cloned()
    }

    /// Every group ever seen that has sales now.
    pub fn occupied_groups(&self) -> Vec<(GroupRecord, u64)> {
        let groups = self.groups();
        let totals = self.totals();
        let count = |key: &Digest| totals.get(&Slot::Group(*key)).copied().unwrap_or(0);
        groups
            .iter()
            .map(|(key, group)| (group.clone(), count(key)))
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    /// Remembers groups that were just written.
    pub fn remember(&self, groups: Vec<(Digest, GroupRecord)>) {
        self.groups().extend(groups);
    }

    fn totals(&self) -> StdGuard<'_, HashMap<Slot, u64>> {
        self.totals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn groups(&self) -> StdGuard<'_, HashMap<Digest, GroupRecord>> {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Locked shards, and what is about to change in them.
pub struct Held {
    guards: BTreeMap<u8, OwnedMutexGuard<Shard>>,
    changes: BTreeMap<u8, BTreeMap<Slot, i64>>,
}

impl Held {
    /// One more of `slot` for `sale`.
    pub fn up(&mut self, sale: SaleId, slot: Slot) {
        *self.changes.entry(shard_of(sale)).or_default().entry(slot).or_default() += 1;
    }

    /// One less of `slot` for `sale`.
    pub fn down(&mut self, sale: SaleId, slot: Slot) {
        *self.changes.entry(shard_of(sale)).or_default().entry(slot).or_default() -= 1;
    }

    /// Writes the new counts into `batch`.
    pub fn write(&mut self, batch: &mut Batch) -> Result<(), StoreError> {
        for changes in self.changes.values_mut() {
            changes.retain(|_, change| *change != 0);
        }
        self.changes.retain(|_, changes| !changes.is_empty());
        for (number, changes) in &self.changes {
            let Some(shard) = self.guards.get(number) else { continue };
            let counts = changed(shard, changes);
            batch.put(&TALLY, number, &ShardRow { v: V1, counts: counts.into_iter().collect() })?;
        }
        Ok(())
    }

    /// The commit has succeeded: the new counts are the counts.
    pub fn committed(&mut self, tally: &Tally) {
        let mut totals = tally.totals();
        for (number, changes) in std::mem::take(&mut self.changes) {
            let Some(shard) = self.guards.get_mut(&number) else { continue };
            **shard = changed(shard, &changes);
            for (slot, change) in changes {
                let total = totals.entry(slot).or_default();
                *total = total.saturating_add_signed(change);
            }
        }
    }
}

fn changed(shard: &Shard, changes: &BTreeMap<Slot, i64>) -> Shard {
    let mut counts = shard.clone();
    for (slot, change) in changes {
        let count = counts.get(slot).copied().unwrap_or(0).saturating_add_signed(*change);
        if count == 0 {
            counts.remove(slot);
        } else {
            counts.insert(slot.clone(), count);
        }
    }
    counts
}

fn shard_of(sale: SaleId) -> u8 {
    (sale.0 % 256) as u8
}
