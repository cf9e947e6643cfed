//! One integration while the engine runs: its link, who must be woken, and what decisions about its sales
//! depend on.
//!
//! Not here: what all of them share (`shared`).

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tokio::sync::{Notify, watch};

use super::link::Link;
use super::mirror::Mirror;
use crate::clock::Timestamp;
use crate::linking;
use crate::model::catalogue::Catalogue;
use crate::model::delivery::Policy;
use crate::model::drift::Drift;
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::{IntegrationName, ProductId, StatusKey};
use crate::model::presence::Presence;
use crate::model::sale::Sale;
use crate::model::status::{Status, StatusKind};
use crate::model::view::Ahead;
use crate::store::{IntegrationRow, MappingRecord};

/// One integration while the engine runs.
pub struct Partner {
    /// Its name.
    pub name: IntegrationName,
    /// The link to it.
    pub link: Link,
    /// Woken when its queue, settings or mapping changed.
    pub forward_wake: Notify,
    /// Woken when its statuses should be looked at now.
    pub follow_wake: Notify,
    /// Woken when its catalogue should be read now.
    pub sync_wake: Notify,
    /// Highest sale number seen there.
    pub highest_id: AtomicU64,
    /// The forwarding actor has something that will change by itself.
    pub moving: AtomicBool,
    /// Sales under way that the forwarding actor knows.
    pub known: AtomicUsize,
    /// What the forwarding actor will send.
    pub ahead: Mutex<Ahead>,
    /// Until when its breaker is open.
    pub breaker_until: Mutex<Option<Timestamp>>,
    /// Stops its workers.
    pub stop: watch::Sender<bool>,
    /// One import at a time: two would each create the product that neither sees yet.
    pub importing: tokio::sync::Mutex<()>,
    /// Decisions of the draft of its mapping, and the draft's version.
    pub draft: Mutex<(u64, u64)>,
    /// Who is at which row of its mapping.
    pub present: Mutex<Vec<Presence>>,
    /// What earlier proofs decided.
    pub proven: Mutex<linking::prove::Memo>,
    /// What is there that is none of ours.
    pub(super) mirror: Mutex<Mirror>,
    /// What decisions about its sales depend on now.
    pub(super) snapshot: RwLock<Arc<Snapshot>>,
}

/// Everything a decision about an integration's sales depends on, as of one moment.
pub struct Snapshot {
    /// The integration.
    pub row: IntegrationRow,
    /// Its mapping.
    pub mapping: MappingRecord,
    /// The partner's catalogue.
    pub catalogue: Catalogue,
    /// The version of the partner's contract; 0 before it was read.
    pub contract: u64,
    /// Changes of what the partner asks that nobody has looked at.
    pub drifts: Vec<Drift>,
    /// Own product to partner product.
    pub products: BTreeMap<ProductId, linking::LinkedProduct>,
    /// Waits and limits.
    pub policy: Policy,
}

impl Snapshot {
    /// What the partner would refuse `sale` for whatever the mapping says: a product that it does not offer,
    /// as far as was last read.
    pub fn not_offered(&self, sale: &Sale) -> Option<Failure> {
        let theirs = &self.catalogue.products;
        let products = std::iter::once(sale.product.id).chain(sale.related_products.iter().map(|one| one.id));
        let linked = products.filter_map(|own| self.products.get(&own)).map(|linked| linked.id);
        let offered = |id: &ProductId| theirs.iter().any(|product| product.id == *id && product.active);
        let mut gone = linked.filter(|id| !theirs.is_empty() && !offered(id));
        gone.next().map(|id| Failure::found(Cause::InvalidProduct, Element::Product(id)))
    }

    /// What a partner's status means for a sale: it is final, it is cancelled.
    pub fn meaning(&self, status: &StatusKey) -> (bool, bool) {
        let known: Option<&Status> = self.catalogue.statuses.iter().find(|known| known.key == *status);
        match known {
            Some(known) => (known.is_final(), known.kind == StatusKind::Cancelled),
            None => (false, status.as_str() == "cancelled"),
        }
    }
}

impl Partner {
    /// Until when its breaker is open.
    pub fn breaker_until(&self) -> Option<Timestamp> {
        *self.breaker_until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is there that is none of ours.
    pub fn mirror(&self) -> MutexGuard<'_, Mirror> {
        self.mirror.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What decisions about its sales depend on now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
