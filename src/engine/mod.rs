//! The engine: the only code that spawns workers and writes the store. One actor for each integration owns
//! its lanes, breaker, cursors and share of the budget; one for the own environment takes sales in and
//! writes statuses back.
//!
//! - [`Engine`] is the handle: queries and commands (`queries`, `sheet`, `setup`, `drafts`, `acts`, `edits`, `cancel`, `administer`)
//! - `intake`, `judge`, `sync`, `follow`, `write_back` are passes; `worker` runs them
//! - `chain` is where a product came from
//! - `drift` holds what a change of the partner's hits, until the mapping fits again
//! - `listen` wakes them at once where an environment tells what changes; `stale` is what it told,
//!   `told` what the own one tells whoever looks at it
//! - `jobs` does bulk work, and says what a replay would give
//! - `course` is how sales move through a partner's statuses
//! - `plan` says what an act would do, before it is done; `trace` why a sale goes or does not
//! - `forward` places sales; `filing` makes sales of a file's rows in the own environment; `import` creates products
//! - `alerts` calls an operator
//! - `quarantine` lets nothing but questions out while the store may be one of two
//! - `budget` spends the partner's limit; `link` is one environment with its token
//! - `mirror` is what a partner has that is none of ours, looked at before a sale is sent
//! - `presence` is who maps what, and what nobody has looked at
//! - `partner` is one integration while it runs; `shared` is what all share; `change` tells what changed; `mask` hides personal data
//!
//! Not here: the socket (`service`), decisions about sales (`linking`), the API (`salesdock`).

mod acts;
mod administer;
mod alerts;
mod budget;
mod cancel;
mod chain;
mod change;
mod check;
mod course;
mod drafts;
mod drift;
mod edits;
mod error;
mod exchange;
mod filing;
mod follow;
mod forward;
mod groups;
mod intake;
mod jobs;
mod judge;
mod link;
mod listen;
mod mask;
mod mirror;
mod partner;
mod plan;
mod presence;
mod products;
mod quarantine;
mod queries;
mod rehearse;
mod settings;
mod setup;
mod shared;
mod sheet;
mod stale;
mod sync;
#[cfg(test)]
mod tests;
mod told;
mod trace;
mod vanishing;
mod worker;
mod write_back;

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{broadcast, watch};
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::salesdock::request::transport::Transport;
use crate::store::Store;
use follow::Follow;
use forward::actor::Forward;
use intake::Intake;
use jobs::Jobs;
use judge::Judge;
use partner::Partner;
use shared::Shared;
use sync::Sync;
use worker::Owner;
use write_back::WriteBacks;

pub use acts::Acted;
pub use administer::Administered;
pub use change::Change;
pub use edits::Tried;
pub use error::EngineError;
pub use jobs::NewJob;
pub use settings::EngineSettings;

/// The engine's handle. Cheap to clone; the engine runs until [`Engine::stop`].
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    tasks: Mutex<JoinSet<()>>,
    works: bool,
}

impl Engine {
    /// Starts the engine with all its workers. Attempts that an earlier stop left open are doubted first.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn start(
        store: Store,
        clock: Clock,
        settings: EngineSettings,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, EngineError> {
        let engine = Self::open(store, clock, settings, transport, true).await?;
        let shared = &engine.0.shared;
        engine.spawn(change::publish(shared.clone(), shared.store.changed(), engine.stopped()));
        for partner in shared.partners() {
            engine.start_partner(&partner).await?;
        }
        let own = || Owner::Own(shared.clone());
        engine.spawn(worker::run(own(), Judge(shared.clone()), engine.stopped()));
        shared.stir_jobs();
        engine.spawn(worker::run(own(), Jobs::new(shared.clone()), engine.stopped()));
        engine.spawn(worker::run(own(), Intake::new(shared.clone()), engine.stopped()));
        engine.spawn(worker::run(own(), WriteBacks::new(shared.clone()), engine.stopped()));
        engine.spawn(worker::run(own(), Sync::own(shared.clone()), engine.stopped()));
        engine.spawn(listen::run(own(), engine.stopped()));
        engine.spawn(alerts::run(shared.clone(), engine.stopped()));
        Ok(engine)
    }

    /// Opens the engine without any worker: for commands that look, or change the set-up.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn open_idle(
        store: Store,
        clock: Clock,
        settings: EngineSettings,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, EngineError> {
        Self::open(store, clock, settings, transport, false).await
    }

    async fn open(
        store: Store,
        clock: Clock,
        settings: EngineSettings,
        transport: Arc<dyn Transport>,
        works: bool,
    ) -> Result<Self, EngineError> {
        let transport = quarantine::Guarded::before(transport, store.clone());
        let shared = Arc::new(Shared::load(store, clock, settings, transport).await?);
        let stop = watch::Sender::new(false);
        Ok(Self(Arc::new(Inner { shared, stop, tasks: Mutex::default(), works })))
    }

    /// What changes from now on. A receiver that falls behind must read anew.
    pub fn changes(&self) -> broadcast::Receiver<Arc<Change>> {
        self.0.shared.changes()
    }

    /// True when no worker would change a sale without new input.
    pub fn is_settled(&self) -> bool {
        self.0.shared.is_settled()
    }

    /// Why the store takes no more writes; `None` while it does. The service must then stop.
    pub fn store_failure(&self) -> Option<String> {
        self.0.shared.store.failure()
    }

    /// Looks at both sides now instead of at the next interval.
    pub fn wake(&self) {
        let shared = &self.0.shared;
        shared.intake_wake.notify_one();
        shared.write_back_wake.notify_one();
        for partner in shared.partners() {
            partner.follow_wake.notify_one();
            partner.forward_wake.notify_one();
        }
    }

    /// Stops: no new attempt; attempts under way get their time and are uncertain after it. Returns when
    /// everything is written.
    pub async fn stop(&self) {
        self.0.stop.send_replace(true);
        for partner in self.0.shared.partners() {
            partner.stop.send_replace(true);
        }
        let mut tasks = std::mem::take(&mut *self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        while tasks.join_next().await.is_some() {}
    }

    /// Ends every worker where it stands, as a crash would: what is durable is all that is left. Returns
    /// when none of them can write any more.
    pub async fn abort(&self) {
        let mut tasks = std::mem::take(&mut *self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        tasks.shutdown().await;
        while Arc::strong_count(&self.0.shared) > 1 {
            tokio::task::yield_now().await;
        }
        self.0.shared.store.rest().await;
    }

    fn stopped(&self) -> watch::Receiver<bool> {
        self.0.stop.subscribe()
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(task);
    }

    /// Starts the workers of an integration.
    async fn start_partner(&self, partner: &Arc<Partner>) -> Result<(), EngineError> {
        if !self.0.works || *self.0.stop.borrow() {
            return Ok(());
        }
        let shared = self.0.shared.clone();
        // Before the forwarding actor, so that it hears of every sale that is placed.
        let follow = Follow::new(shared.clone(), partner.clone());
        let forward = Forward::start(shared.clone(), partner.clone()).await?;
        let owner = || Owner::Partner(shared.clone(), partner.clone());
        self.spawn(forward.run(partner.stop.subscribe()));
        self.spawn(worker::run(owner(), follow, partner.stop.subscribe()));
        let sync = Sync::partner(shared.clone(), partner.clone());
        self.spawn(worker::run(owner(), sync, partner.stop.subscribe()));
        self.spawn(listen::run(owner(), partner.stop.subscribe()));
        Ok(())
    }
}
