//! The store of the reseller's side: named operations on `kv`, each one commit. Nothing else writes it
//! than the engine.
//!
//! - A sale is one small record, its body apart, so that lists never read bodies.
//! - Lists are read from `listing`: one key per sale for its integration and state, one for its root-cause
//!   group. Counts are kept in the same commit as what they count, in shards (see `tally`).
//! - Nothing personal is in a key: lanes, groups and contents are keyed digests.
//!
//! Not here: decisions (`linking`, `model::delivery`), waiting and sending (`engine`), how a value reaches
//! the disk (`kv`).

mod activity;
mod attempts;
mod contracts;
mod drafts;
mod edits;
mod error;
mod exchange;
mod filing;
mod follow;
mod groups;
mod jobs;
mod links;
mod mirror;
mod page;
mod quarantine;
mod reads;
mod rows;
mod sales;
mod setup;
mod tables;
mod tally;
mod write;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};

use tokio::sync::broadcast;

use crate::clock::Clock;
use crate::credential::Keyring;
pub use crate::kv::Versioned;
use crate::kv::{Batch, Expected, Kv, KvError};
use crate::model::delivery::Fence;
use crate::model::ids::SaleId;
use crate::model::queue::SaleRow;
use crate::model::view::Quarantine;

pub use attempts::{Beforehand, Claim, Ended, Evidence, Intent, NewAttempt, Sought};
pub use edits::Editing;
pub use error::StoreError;
pub use filing::{FiledBefore, Filing};
pub use follow::Sighting;
pub use quarantine::Place;
pub use rows::{
    ActiveRow, Digest, IntegrationRow, LinkRow, Looked, MappingRecord, OwnRow, Retired, SaleRecord, WriteBack,
};
pub use sales::{Accepted, Arrival, Judged, Rejudged};
pub use setup::{INTAKE, Side, follow_cursor};

/// The store. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    kv: Kv,
    keyring: Keyring,
    clock: Clock,
    instance: String,
    epoch: u64,
    quarantine: RwLock<Option<Quarantine>>,
    fence: AtomicU64,
    next_activity: AtomicU64,
    tally: tally::Tally,
    changed: broadcast::Sender<Arc<Changed>>,
    stirred: AtomicU64,
}

/// A sale's row as it is now, and what the engine schedules it by.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The row.
    pub row: SaleRow,
    /// What to schedule; `None` when nothing is under way.
    pub active: Option<ActiveRow>,
}

/// How many changed rows a listener may fall behind before it must read anew.
const CHANGED_DEPTH: usize = 4096;

impl Store {
    /// Opens a store that lies nowhere: for tests and simulated days.
    ///
    /// # Errors
    /// [`StoreError::Kv`] when it cannot be read or written.
    pub async fn open(kv: Kv, keyring: Keyring, clock: Clock) -> Result<Self, StoreError> {
        Self::open_at(kv, keyring, clock, None).await
    }

    /// Opens the store on `kv`, which lies at `place`: makes its identity at first, counts this boot, and sees
    /// whether it may be a copy.
    ///
    /// # Errors
    /// [`StoreError::Kv`] when it cannot be read or written.
    pub async fn open_at(
        kv: Kv,
        keyring: Keyring,
        clock: Clock,
        place: Option<Place>,
    ) -> Result<Self, StoreError> {
        let identity = count_boot(&kv, &keyring, &clock, place).await?;
        let tally = tally::Tally::load(&kv).await?;
        let next_activity = activity::next_sequence(&kv).await?;
        Ok(Self(Arc::new(Inner {
            kv,
            keyring,
            clock,
            instance: identity.instance,
            epoch: identity.epoch,
            quarantine: RwLock::new(identity.quarantine),
            fence: AtomicU64::new(0),
            next_activity: AtomicU64::new(next_activity),
            tally,
            changed: broadcast::Sender::new(CHANGED_DEPTH),
            stirred: AtomicU64::new(0),
        })))
    }

    /// Name of this koppel instance: the first part of every `external_reference`.
    pub fn instance(&self) -> &str {
        &self.0.instance
    }

    /// Number of this boot.
    pub fn epoch(&self) -> u64 {
        self.0.epoch
    }

    /// A fence that outranks every earlier one.
    pub fn next_fence(&self) -> Fence {
        Fence { epoch: self.0.epoch, counter: self.0.fence.fetch_add(1, Ordering::Relaxed) + 1 }
    }

    /// Rows as they change, in commit order for each sale.
    pub fn changed(&self) -> broadcast::Receiver<Arc<Changed>> {
        self.0.changed.subscribe()
    }

    /// Grows with every commit that concerns a sale: what a pass compares to know that it has seen the last.
    pub fn stirred(&self) -> u64 {
        self.0.stirred.load(Ordering::SeqCst)
    }

    /// A digest of `bytes` that nobody without the key can recompute: for lanes, contents and groups.
    pub fn digest(&self, purpose: &'static str, bytes: &[u8]) -> Digest {
        let whole = self.0.keyring.digest(purpose, bytes);
        let mut short = [0; 16];
        short.copy_from_slice(&whole[..16]);
        Digest(short)
    }

    /// Returns when no commit is under way that was begun before.
    pub async fn rest(&self) {
        drop(self.0.tally.lock((0..=255).map(SaleId)).await);
    }

    /// True once the store takes no more writes, with the reason.
    pub fn failure(&self) -> Option<String> {
        self.0.kv.failure()
    }

    fn kv(&self) -> &Kv {
        &self.0.kv
    }

    /// Commits. False, and nothing is written, when what it expects was changed meanwhile: what it was made of
    /// is read again.
    async fn commits(&self, batch: Batch) -> Result<bool, StoreError> {
        match self.kv().commit(batch).await {
            Ok(_) => Ok(true),
            Err(KvError::Conflict { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// Reads the identity, makes it when there is none, and writes the number of this boot.
async fn count_boot(
    kv: &Kv,
    keyring: &Keyring,
    clock: &Clock,
    place: Option<Place>,
) -> Result<rows::Identity, KvError> {
    let found = kv.get(&tables::IDENTITY, &()).await?;
    let (mut identity, expected) = match found {
        Some(found) => (found.value, Expected::At(found.version)),
        None => (rows::Identity::new(instance_name(keyring), clock.now()), Expected::Absent),
    };
    if let Some(place) = place {
        quarantine::compare(kv, keyring, &mut identity, &place, clock.now()).await?;
    }
    identity.epoch += 1;
    identity.booted_at = Some(clock.now());
    let mut batch = kv.batch();
    batch.expect(&tables::IDENTITY, &(), expected);
    batch.put(&tables::IDENTITY, &(), &identity)?;
    kv.commit(batch).await?;
    Ok(identity)
}

/// Eight letters and digits: 40 bits are enough to tell the koppel instances of one partner apart, and
/// short enough to read out. Letters that look like digits are left out.
fn instance_name(keyring: &Keyring) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    keyring.random::<8>().iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}

#[cfg(test)]
pub(crate) mod tests;
