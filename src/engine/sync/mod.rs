//! Sync: what both sides offer and ask, read and kept; and what that means for the products that are
//! linked: changes are carried over (`carry`), what is gone is guarded (`vanished`), what is wanted is
//! imported (`import`).
//!
//! Products are looked at often, everything else more rarely, every single page once in a long while:
//! a full check of a partner costs a request for each of its questions.
//!
//! Not here: what a change means for a mapping (`linking`).

mod carry;
mod files;
mod import;
mod read;
mod vanished;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

pub use carry::{differences, take};
pub use import::import;
pub use read::Depth;
pub use vanished::{apply_vanished, restore, under_way};

use super::budget::Lane;
use super::change::Change;
use super::drift;
use super::error::EngineError;
use super::link::Link;
use super::partner::Partner;
use super::shared::Shared;
use super::worker::{Pass, Report};
use crate::clock::Instant;
use crate::model::catalogue::Catalogue;
use crate::model::delivery::Tier;
use crate::model::difference::ProductDiff;
use crate::model::ids::ProductId;
use crate::model::view::Activity;
use crate::salesdock::client::Client;
use crate::store::Side;

/// Single pages are read anew at least so often.
const WHOLE_EVERY: Duration = Duration::from_secs(60 * 60);

/// Reads the own environment's catalogue and keeps it.
///
/// # Errors
/// [`EngineError::Refused`] while the own environment is not set, [`EngineError::Link`].
pub async fn sync_own(shared: &Shared, depth: Depth) -> Result<Report, EngineError> {
    let client = shared.own.client(Lane::Catalogue)?.ok_or_else(EngineError::no_own)?;
    let known = shared.store.catalogue(&Side::Own).await?.map(|(known, _)| known).unwrap_or_default();
    let catalogue = read_marked(&shared.own, &client, &known, depth).await?;
    let report = counted(&known, &catalogue);
    if shared.store.set_catalogue(&Side::Own, &catalogue).await? {
        shared.refresh_links().await?;
        shared.judge_anew();
        for partner in shared.partners() {
            drift::settle(shared, &partner).await?;
            // Where ours changed, the partner's value may have to be carried over again.
            partner.sync_wake.notify_one();
        }
    }
    Ok(report)
}

/// Reads a partner's catalogue, keeps it, and does what it means for linked products: with what was written
/// to them.
///
/// # Errors
/// [`EngineError::Link`] of either side.
pub async fn sync_partner(
    shared: &Shared,
    partner: &Arc<Partner>,
    depth: Depth,
) -> Result<(Report, Vec<ProductDiff>), EngineError> {
    let Some(client) = partner.link.client(Lane::Catalogue)? else { return Ok(Default::default()) };
    let _alone = partner.importing.lock().await;
    if partner.snapshot().row.tier.is_none() {
        // First contact: how sales can be matched decides how carefully they must be sent.
        let tier = client.capabilities().await?.map_or(Tier::T3, |capabilities| capabilities.tier);
        shared.store.learn(&partner.name, |row| row.tier = Some(tier)).await?;
        shared.refresh(&partner.name).await?;
    }
    let side = Side::Partner(partner.name.clone());
    let before = shared.store.catalogue(&side).await?.map(|(known, _)| known);
    let known = before.clone().unwrap_or_default();
    let catalogue = read_marked(&partner.link, &client, &known, depth).await?;
    let mut report = counted(&known, &catalogue);
    if drift::keep(shared, partner, before.as_ref(), &catalogue).await? {
        drift::settle(shared, partner).await?;
    }
    let mut written = Vec::new();
    if let Some(own) = shared.own.client(Lane::Catalogue)? {
        let sides = Sides { shared, partner, own, theirs: client };
        report.changed += vanished::look(&sides, &catalogue).await?;
        written = carry::over(&sides, &catalogue).await?;
        // One that was read changed is counted already.
        let changed = changed_products(&known, &catalogue);
        let told = |diff: &&ProductDiff| changed.contains(&diff.partner_id);
        report.changed += (written.len() - written.iter().filter(told).count()) as u64;
    }
    Ok((report, written))
}

/// Reads a catalogue, and the pages of what was told to have changed, which a list may not show.
async fn read_marked(
    link: &Link,
    client: &Client,
    known: &Catalogue,
    depth: Depth,
) -> Result<Catalogue, EngineError> {
    let stale = std::mem::take(&mut *link.stale());
    let read = read::read(client, &stale.without(known), stale.deepened(depth)).await;
    if read.is_err() {
        link.stale().put_back(stale);
    }
    read
}

/// Both sides of an integration, while its products are looked at.
struct Sides<'a> {
    shared: &'a Shared,
    partner: &'a Partner,
    own: Client,
    theirs: Client,
}

impl Sides<'_> {
    async fn log(&self, what: Activity) -> Result<(), EngineError> {
        let row = self.shared.store.log("koppel", Some(&self.partner.name), what).await?;
        self.shared.tell(Change::Activity(row));
        Ok(())
    }
}

/// The products that are new or were read otherwise than before.
fn changed_products(known: &Catalogue, read: &Catalogue) -> BTreeSet<ProductId> {
    let before: BTreeMap<_, _> = known.products.iter().map(|product| (product.id, product)).collect();
    let changed = read.products.iter().filter(|product| before.get(&product.id) != Some(product));
    changed.map(|product| product.id).collect()
}

/// How many things were read, and how many of them are new, changed or gone.
fn counted(known: &Catalogue, read: &Catalogue) -> Report {
    fn changed<T: PartialEq>(old: &[T], new: &[T]) -> u64 {
        let gone = old.len().saturating_sub(new.len());
        (new.iter().filter(|item| !old.contains(item)).count() + gone) as u64
    }
    Report {
        seen: (read.products.len()
            + read.statuses.len()
            + read.contract.flows.len()
            + read.contract.questions.len()
            + read.contract.agreements.len()) as u64,
        changed: changed(&known.products, &read.products)
            + changed(&known.statuses, &read.statuses)
            + changed(&known.contract.flows, &read.contract.flows)
            + changed(&known.contract.questions, &read.contract.questions)
            + changed(&known.contract.agreements, &read.contract.agreements),
        ..Report::default()
    }
}

/// The pass over one side's catalogue.
pub struct Sync {
    shared: Arc<Shared>,
    partner: Option<Arc<Partner>>,
    lists: Option<Instant>,
    whole: Option<Instant>,
}

impl Sync {
    /// Over the own environment's.
    pub fn own(shared: Arc<Shared>) -> Self {
        Self { shared, partner: None, lists: None, whole: None }
    }

    /// Over a partner's.
    pub fn partner(shared: Arc<Shared>, partner: Arc<Partner>) -> Self {
        Self { shared, partner: Some(partner), lists: None, whole: None }
    }

    /// How much is read this time.
    fn depth(&mut self) -> Depth {
        let now = self.shared.clock.instant();
        // What was read before a restart is good enough to start with.
        let whole = self.whole.get_or_insert(now);
        if now - *whole >= WHOLE_EVERY {
            (self.whole, self.lists) = (Some(now), Some(now));
            return Depth::Whole;
        }
        if self.lists.is_some_and(|lists| now - lists < self.shared.settings.contract_every) {
            return Depth::Products;
        }
        self.lists = Some(now);
        Depth::Lists
    }
}

impl Pass for Sync {
    const NAME: &'static str = "sync";
    // A catalogue decides nothing about a sale by itself: what it changes wakes `judge`.
    const COUNTS: bool = false;

    fn interval(&self) -> Duration {
        self.shared.settings.sync_every
    }

    fn wake(&self) -> &Notify {
        match &self.partner {
            Some(partner) => &partner.sync_wake,
            None => &self.shared.own_sync_wake,
        }
    }

    async fn run(&mut self) -> Report {
        let depth = self.depth();
        Report::of(match &self.partner {
            Some(partner) => sync_partner(&self.shared, partner, depth).await.map(|(report, _)| report),
            None if self.shared.own.address().is_none() => Ok(Report::default()),
            None => sync_own(&self.shared, depth).await,
        })
    }
}
