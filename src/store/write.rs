//! How a sale's record is written: with its place in the lists, its counts, its group, its claim on the
//! partner's sale, its schedule row and its timeline, all in one commit.
//!
//! Not here: what makes it change (`sales`, `attempts`, `follow`).

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::error::StoreError;
use super::page::{group_scope, parting_scope, state_scope, unmapped_scope};
use super::rows::{Digest, GroupRecord, SaleRecord, TimelineRow, V1};
use super::tables::{ACTIVE, BY_PARTNER, GROUP, LISTING, SALE, TIMELINE};
use super::tally::{Held, Slot};
use super::{Changed, Inner, Store};
use crate::clock::Timestamp;
use crate::kv::{Batch, Expected, KvError, Versioned};
use crate::model::delivery::Verb;
use crate::model::failure::GroupKey;
use crate::model::ids::SaleId;
use crate::model::queue::{Happening, SaleRow, parting};
use crate::model::shown::Shown;

/// How often a read-decide-commit is tried again after somebody else came first. Within one process the
/// shard locks leave nothing to come first; across processes a few rounds settle it.
pub(super) const ROUNDS: usize = 5;

/// Who changes something, and why.
#[derive(Clone, Copy)]
pub(super) struct By<'a> {
    pub actor: &'a str,
    pub reason: Option<&'a Shown>,
    /// What an operator did, as in the command.
    pub verb: Option<&'static str>,
}

/// koppel itself.
pub(super) const KOPPEL: By<'static> = By { actor: "koppel", reason: None, verb: None };

/// One commit in the making. Holds the shards of its sales until it is dropped.
pub(super) struct Writing {
    store: Store,
    pub batch: Batch,
    pub held: Held,
    pub now: Timestamp,
    written: Vec<(SaleId, SaleRecord)>,
    groups: Vec<(Digest, GroupRecord)>,
}

impl Writing {
    /// Locks the shards of `sales`. Read their records after this.
    pub async fn begin(store: &Store, sales: impl IntoIterator<Item = SaleId>) -> Self {
        let held = store.0.tally.lock(sales).await;
        let (batch, now) = (store.kv().batch(), store.0.clock.now());
        let store = store.clone();
        Self { store, batch, held, now, written: Vec::new(), groups: Vec::new() }
    }

    /// Puts `new` in the place of `old`, with everything that hangs on it.
    pub fn sale(
        &mut self,
        id: SaleId,
        old: Option<&Versioned<SaleRecord>>,
        mut new: SaleRecord,
        mut happenings: Vec<Happening>,
        by: By<'_>,
    ) -> Result<(), StoreError> {
        let before = old.map(|old| &old.value);
        new.updated_at = self.now;
        happenings.extend(before.and_then(|before| transition(before, &new, by)));
        for what in happenings {
            let row = TimelineRow { v: V1, at: self.now, actor: by.actor.to_owned(), what };
            self.batch.put(&TIMELINE, &(id.0, new.happenings), &row)?;
            new.happenings += 1;
        }
        let expected = old.map_or(Expected::Absent, |old| Expected::At(old.version));
        self.batch.expect(&SALE, &id.0, expected);
        self.batch.put(&SALE, &id.0, &new)?;
        self.lists(id, before, &new)?;
        self.schedule(id, before, &new)?;
        self.claim(id, before, &new)?;
        self.written.push((id, new));
        Ok(())
    }

    fn lists(&mut self, id: SaleId, old: Option<&SaleRecord>, new: &SaleRecord) -> Result<(), StoreError> {
        if let Some(old) = old {
            for (scope, slot) in self.places(old) {
                self.batch.remove(&LISTING, &(scope, micros(old.updated_at), id.0));
                self.held.down(id, slot);
            }
        }
        for (scope, slot) in self.places(new) {
            self.batch.put(&LISTING, &(scope, micros(new.updated_at), id.0), &())?;
            self.held.up(id, slot);
        }
        let had = old.and_then(SaleRecord::group);
        match new.group() {
            Some(group) if had.as_ref() != Some(&group) => self.enter(&group, new),
            _ => Ok(()),
        }
    }

    /// The scopes a record is listed under, and what counts it there.
    fn places(&self, record: &SaleRecord) -> Vec<(String, Slot)> {
        let (integration, state) = (record.integration.clone(), record.delivery.state);
        let mut places =
            vec![(state_scope(integration.as_ref(), state), Slot::State(integration.clone(), state))];
        if let Some(group) = record.group() {
            let digest = self.store.group_digest(&group);
            places.push((group_scope(digest), Slot::Group(digest)));
        }
        let parts = parting(record.own_cancel, state, record.delivery.cancel_requested);
        if let (Some(_), Some(name)) = (parts, &integration) {
            places.push((parting_scope(name), Slot::Parting(name.clone())));
        }
        if let (true, Some(name), Some(status)) = (record.unmapped, integration, &record.partner_status) {
            places.push((unmapped_scope(&name), Slot::Unmapped(name, status.clone())));
        }
        places
    }

    /// A sale enters a group: the group is made, or seen again.
    fn enter(&mut self, key: &GroupKey, record: &SaleRecord) -> Result<(), StoreError> {
        let (Some(failure), Some(integration)) = (&record.delivery.failure, &record.integration) else {
            return Ok(());
        };
        let digest = self.store.group_digest(key);
        let tally = &self.store.0.tally;
        let known = tally.group(&digest).filter(|_| tally.count(&Slot::Group(digest)) > 0);
        let group = GroupRecord {
            v: V1,
            key: key.clone(),
            integration: integration.clone(),
            cause: failure.cause,
            example: failure.clone(),
            since: known.map_or(self.now, |known| known.since),
            last: self.now,
        };
        self.batch.put(&GROUP, &digest.0, &group)?;
        self.groups.push((digest, group));
        Ok(())
    }

    fn schedule(&mut self, id: SaleId, old: Option<&SaleRecord>, new: &SaleRecord) -> Result<(), StoreError> {
        let row = |record: &SaleRecord| Some((record.integration.as_ref()?.0.clone(), record.active()?));
        let (before, after) = (old.and_then(row), row(new));
        if before == after {
            return Ok(());
        }
        if let Some((name, _)) = before
            && after.as_ref().is_none_or(|(now, _)| *now != name)
        {
            self.batch.remove(&ACTIVE, &(name, id.0));
        }
        if let Some((name, row)) = after {
            self.batch.put(&ACTIVE, &(name, id.0), &row)?;
        }
        Ok(())
    }

    /// A sale that the partner has is claimed: no other sale of ours may have the same one.
    fn claim(&mut self, id: SaleId, old: Option<&SaleRecord>, new: &SaleRecord) -> Result<(), StoreError> {
        let had = old.and_then(|old| old.delivery.partner_sale_id);
        let (Some(partner), Some(name)) = (new.delivery.partner_sale_id, &new.integration) else {
            return Ok(());
        };
        if had == Some(partner) {
            return Ok(());
        }
        let key = (name.0.clone(), partner.0);
        self.batch.expect(&BY_PARTNER, &key, Expected::Absent);
        self.batch.put(&BY_PARTNER, &key, &id.0)?;
        if had.is_none() {
            self.held.up(id, Slot::SentEver);
        }
        Ok(())
    }

    /// Commits, and tells who listens. `None` when somebody else came first: read again.
    ///
    /// Runs to its end even when its caller is dropped meanwhile: what is committed and what is counted in
    /// memory must not part.
    pub async fn commit(mut self) -> Result<Option<Vec<SaleRow>>, StoreError> {
        self.held.write(&mut self.batch)?;
        if self.batch.is_empty() {
            return Ok(Some(Vec::new()));
        }
        match tokio::spawn(self.finish()).await {
            Ok(ended) => ended,
            Err(error) => Err(KvError::Failed { why: error.to_string() }.into()),
        }
    }

    async fn finish(mut self) -> Result<Option<Vec<SaleRow>>, StoreError> {
        let inner: &Inner = &self.store.0;
        let version = match inner.kv.commit(self.batch).await {
            Ok(version) => version,
            Err(KvError::Conflict { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        inner.stirred.fetch_add(1, Ordering::SeqCst);
        inner.tally.remember(self.groups);
        self.held.committed(&inner.tally);
        let mut rows = Vec::with_capacity(self.written.len());
        for (id, record) in &self.written {
            let row = record.row(*id, version);
            // Nobody listening is no error.
            let _ = inner.changed.send(Arc::new(Changed { row: row.clone(), active: record.active() }));
            rows.push(row);
        }
        Ok(Some(rows))
    }
}

impl Store {
    pub(super) fn group_digest(&self, group: &GroupKey) -> Digest {
        self.digest("group", group.0.as_bytes())
    }
}

/// What a timeline says about a change of state. An attempt that begins says it itself.
fn transition(old: &SaleRecord, new: &SaleRecord, by: By<'_>) -> Option<Happening> {
    let (before, after) = (&old.delivery, &new.delivery);
    let same = before.state == after.state
        && before.waiting == after.waiting
        && before.doubt == after.doubt
        && before.held == after.held;
    // Its state is the same; that it was asked is what happened, and an answer tells itself. That the
    // partner shows the request is told by its status.
    if by.verb == Some(Verb::RequestCancel.word()) {
        return Some(Happening::CancelAsked { reason: by.reason.cloned() });
    }
    if (same && by.reason.is_none()) || after.state == crate::model::delivery::State::Sending {
        return None;
    }
    Some(Happening::State {
        from: before.state,
        to: after.state,
        waiting: after.waiting.clone(),
        failure: after.failure.clone(),
        reason: by.reason.cloned(),
        verb: by.verb.map(str::to_owned),
        partner_sale: after.partner_sale_id.filter(|number| before.partner_sale_id != Some(*number)),
    })
}

/// Time as a key part.
pub(super) fn micros(at: Timestamp) -> u64 {
    u64::try_from(at.timestamp_micros()).unwrap_or(0)
}
