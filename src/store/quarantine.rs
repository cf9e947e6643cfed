//! Whether this store may be one of two: put back from a backup, or copied. The store knows where it lies and
//! how often it was opened; when it finds itself elsewhere, or older than its folder remembers, it changes
//! nothing anywhere until somebody confirms that it is the only copy. Once that is done, every sale of before
//! is looked for at the partner before it is placed.
//!
//! Not here: who keeps the promise (`engine::quarantine`), where a store lies (`service::place`).

use std::sync::PoisonError;

use super::Store;
use super::error::StoreError;
use super::rows::{Digest, Identity, SaleRecord};
use super::tables::{IDENTITY, SALE};
use crate::clock::Timestamp;
use crate::credential::Keyring;
use crate::kv::{Expected, Kv, KvError, Scan};
use crate::model::ids::SaleId;
use crate::model::view::{Displaced, Quarantine};

/// How far the clock of the own environment may be from ours.
const APART: chrono::TimeDelta = chrono::TimeDelta::hours(2);

/// Where a store lies.
pub struct Place {
    /// What tells the place from any other: machine and folder.
    pub mark: Vec<u8>,
    /// How often the store there was opened, as its folder remembers.
    pub epoch: Option<u64>,
}

/// Sees whether the store that says it is `identity` is where it was.
pub(super) async fn compare(
    kv: &Kv,
    keyring: &Keyring,
    identity: &mut Identity,
    place: &Place,
    now: Timestamp,
) -> Result<(), KvError> {
    let mut mark = [0; 16];
    mark.copy_from_slice(&keyring.digest("place", &place.mark)[..16]);
    let was = identity.place.replace(Digest(mark));
    let why = match was {
        Some(was) if was != Digest(mark) => Displaced::Moved,
        _ if place.epoch.is_some_and(|epoch| epoch > identity.epoch) => Displaced::Older,
        _ => return Ok(()),
    };
    let mut since = identity.booted_at.unwrap_or(identity.created_at);
    // Once in a store's life, so every sale may be read for it.
    for (_, row) in kv.scan(&SALE, Scan::all()).await? {
        since = since.max(row.value.updated_at);
    }
    let epoch = identity.epoch + 1;
    identity.quarantine = Some(Quarantine { why, found_at: now, since, epoch, lifted: None });
    Ok(())
}

impl Store {
    /// The last time this store was found to be a copy, or put back.
    pub fn quarantine(&self) -> Option<Quarantine> {
        self.0.quarantine.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// True while nothing may be changed anywhere.
    pub fn is_quarantined(&self) -> bool {
        let quarantine = self.0.quarantine.read().unwrap_or_else(PoisonError::into_inner);
        quarantine.as_ref().is_some_and(Quarantine::is_open)
    }

    /// Writes down that `actor` confirms that this is the only copy: one commit. False when there was nothing
    /// to confirm.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn lift_quarantine(&self, actor: &str) -> Result<bool, StoreError> {
        let Some(found) = self.kv().get(&IDENTITY, &()).await? else { return Ok(false) };
        let mut identity = found.value;
        let Some(quarantine) = identity.quarantine.as_mut().filter(|found| found.is_open()) else {
            return Ok(false);
        };
        quarantine.lifted = Some((self.0.clock.now(), actor.to_owned()));
        let lifted = identity.quarantine.clone();
        let mut batch = self.kv().batch();
        batch.expect(&IDENTITY, &(), Expected::At(found.version));
        batch.put(&IDENTITY, &(), &identity)?;
        self.kv().commit(batch).await?;
        *self.0.quarantine.write().unwrap_or_else(PoisonError::into_inner) = lifted;
        Ok(true)
    }

    /// Since when another copy of this store may have placed a sale that A made at `made_at`; `None` when it
    /// cannot have, or that was looked for already.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn suspected_since(
        &self,
        sale: SaleId,
        record: &SaleRecord,
        made_at: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let Some(Quarantine { since, epoch, lifted: Some((lifted, _)), .. }) = self.quarantine() else {
            return Ok(None);
        };
        if record.created_at > lifted && made_at > lifted + APART {
            return Ok(None);
        }
        let looked = self.attempt_records(sale).await?.iter().any(|(_, row)| row.fence.epoch >= epoch);
        Ok((!looked).then_some(since))
    }
}
