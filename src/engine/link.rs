//! The link to one environment: where it is, its token, how it is doing, and a client for each lane of its
//! budget.
//!
//! Not here: requests (`salesdock`), what is asked (the passes).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use futures_util::future::BoxFuture;
use secrecy::SecretString;
use tokio::sync::Notify;

use super::budget::{Budget, Lane, Learned};
use super::error::EngineError;
use super::stale::Stale;
use crate::clock::{Clock, Timestamp};
use crate::model::failure::Failure;
use crate::model::integration::EnvironmentAddress;
use crate::model::view::{LinkView, PassView};
use crate::salesdock::client::{Client, Scope};
use crate::salesdock::request::Meter;
use crate::salesdock::request::rate::Seen;
use crate::salesdock::request::transport::Transport;

/// Where an environment is, and the token for it.
#[derive(Clone)]
pub struct Access {
    /// Where.
    pub address: EnvironmentAddress,
    /// The token.
    pub token: SecretString,
}

/// One link.
pub struct Link {
    /// Whom the budget is spent for: `own`, or the integration's name.
    user: String,
    scope: Scope,
    transport: Arc<dyn Transport>,
    clock: Clock,
    language: &'static str,
    access: RwLock<Option<(Access, Budget)>>,
    /// Grows whenever it is set, or let go again after a pause.
    trust: AtomicU64,
    health: Arc<Mutex<Health>>,
    /// Told when it was vouched for anew.
    changed: Notify,
    stale: Mutex<Stale>,
}

#[derive(Default)]
struct Health {
    last_contact: Option<Timestamp>,
    /// How far the other side's clock is ahead of ours, in milliseconds; second resolution.
    offset_ms: Option<i64>,
    passes: BTreeMap<&'static str, PassView>,
    /// Rows that could not be read, by list and number: those to be told, and those that were.
    left_out: BTreeMap<&'static str, (BTreeSet<u64>, BTreeSet<u64>)>,
}

/// So many unreadable rows of one list are remembered.
const REMEMBERED: usize = 1_000;

impl Health {
    /// Why it does not work: what the pass says that failed last and has not succeeded since. That another
    /// pass does well is no reason to be silent about it.
    fn failure(&self) -> Option<&Failure> {
        let failing = self.passes.values().filter(|pass| pass.failure.is_some());
        failing.max_by_key(|pass| pass.ended_at)?.failure.as_ref()
    }
}

impl Link {
    /// A link that leads nowhere yet.
    pub fn new(user: &str, scope: Scope, transport: Arc<dyn Transport>, clock: Clock) -> Self {
        Self {
            user: user.to_owned(),
            scope,
            transport,
            clock,
            language: "nl",
            access: RwLock::new(None),
            trust: AtomicU64::new(0),
            health: Arc::default(),
            changed: Notify::new(),
            stale: Mutex::default(),
        }
    }

    /// The same, asking for messages in `language` (`nl`, `en`).
    #[must_use]
    pub fn speaking(self, language: &'static str) -> Self {
        Self { language, ..self }
    }

    /// Sets where it leads.
    pub fn set(&self, access: Access, budget: Budget) {
        *self.access.write().unwrap_or_else(PoisonError::into_inner) = Some((access, budget));
        for pass in self.health().passes.values_mut() {
            pass.failure = None;
        }
        self.trust_anew();
    }

    /// An operator vouches for it again: what was asked before says nothing about it any more.
    pub fn trust_anew(&self) {
        self.trust.fetch_add(1, Ordering::SeqCst);
        self.changed.notify_one();
    }

    /// Returns when it was set or vouched for anew; one listener, who looks at [`Link::trust`] besides.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    /// What was told to have changed there.
    pub fn stale(&self) -> MutexGuard<'_, Stale> {
        self.stale.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which time it was vouched for.
    pub fn trust(&self) -> u64 {
        self.trust.load(Ordering::SeqCst)
    }

    /// Where it leads.
    pub fn address(&self) -> Option<EnvironmentAddress> {
        let access = self.access.read().unwrap_or_else(PoisonError::into_inner);
        access.as_ref().map(|(access, _)| access.address.clone())
    }

    /// A client whose requests are spent in `lane`, and that asks again; `None` while the link leads nowhere.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for an address that no token may be sent to.
    pub fn client(&self, lane: Lane) -> Result<Option<Client>, EngineError> {
        let client = self.client_with(|budget| Spending { admits: Some(lane), ..self.spending(budget) })?;
        Ok(match lane {
            // A catalogue takes hundreds of requests, and another program of this address may have spent
            // the limit: what was read so far must not be lost to that.
            Lane::Catalogue | Lane::Drift => client.map(Client::waiting),
            Lane::Forward | Lane::Check | Lane::Status => client,
        })
    }

    /// A client whose requests were admitted already, with [`Link::admit`].
    ///
    /// # Errors
    /// As [`Link::client`].
    pub fn admitted_client(&self) -> Result<Option<Client>, EngineError> {
        self.client_with(|budget| self.spending(budget))
    }

    fn client_with(&self, meter: impl Fn(Budget) -> Spending) -> Result<Option<Client>, EngineError> {
        let access = self.access.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some((access, budget)) = access else { return Ok(None) };
        let client = Client::new(
            &access.address,
            access.token,
            self.scope,
            self.transport.clone(),
            self.clock.clone(),
        )?;
        let client = client.in_language(self.language);
        // In the own environment's record stands what koppel does by itself, apart from what an operator does.
        let client = if self.scope == Scope::Account { client.acting_for("koppel") } else { client };
        Ok(Some(client.metered(Arc::new(meter(budget))).patient()))
    }

    fn spending(&self, budget: Budget) -> Spending {
        Spending { budget, user: self.user.clone(), admits: None, health: self.health.clone() }
    }

    /// Returns when a request may go.
    pub async fn admit(&self, lane: Lane) {
        let budget = self.budget();
        if let Some(budget) = budget {
            budget.admit(&self.user, lane).await;
        }
    }

    fn budget(&self) -> Option<Budget> {
        let access = self.access.read().unwrap_or_else(PoisonError::into_inner);
        access.as_ref().map(|(_, budget)| budget.clone())
    }

    /// A pass over this link ended; true when that is news worth telling.
    pub fn report(&self, pass: PassView, name: &'static str) -> bool {
        let mut health = self.health();
        let before = health.failure().cloned();
        let changed = pass.changed > 0;
        let known = health.passes.insert(name, pass);
        changed || known.is_none() || health.failure() != before.as_ref()
    }

    /// Rows that could not be read and were not told yet, by list; 0 for one without a number.
    pub fn take_left_out(&self) -> Vec<(&'static str, BTreeSet<u64>)> {
        let mut health = self.health();
        let untold = health.left_out.iter_mut().filter(|(_, (untold, _))| !untold.is_empty());
        let mut taken = Vec::new();
        for (list, (untold, told)) in untold {
            if told.len() > REMEMBERED {
                told.clear();
            }
            told.extend(untold.iter());
            taken.push((*list, std::mem::take(untold)));
        }
        taken
    }

    /// The passes over this link.
    pub fn passes(&self) -> Vec<PassView> {
        self.health().passes.values().cloned().collect()
    }

    /// How the other side's clock differs, in milliseconds, once an answer told.
    pub fn offset_ms(&self) -> Option<i64> {
        self.health().offset_ms
    }

    /// How it is doing.
    pub fn view(&self) -> LinkView {
        let budget = self.budget();
        let health = self.health();
        LinkView {
            last_contact: health.last_contact,
            failure: health.failure().cloned(),
            limit_per_minute: budget.as_ref().and_then(|budget| budget.limit(&self.user)),
            spent: budget.map(|budget| budget.spent(&self.user)).unwrap_or_default(),
        }
    }

    fn health(&self) -> MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Spends the budget, and learns from answers.
struct Spending {
    budget: Budget,
    user: String,
    admits: Option<Lane>,
    health: Arc<Mutex<Health>>,
}

impl Meter for Spending {
    fn admit(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            if let Some(lane) = self.admits {
                self.budget.admit(&self.user, lane).await;
            }
        })
    }

    fn left_out(&self, list: &'static str, rows: &[Option<u64>]) {
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        let (untold, told) = health.left_out.entry(list).or_default();
        untold.extend(rows.iter().map(|row| row.unwrap_or(0)).filter(|row| !told.contains(row)));
    }

    fn learn(&self, seen: &Seen) {
        let frozen_for = seen.throttled.then(|| seen.rate.throttled_wait());
        if seen.rate.limit.is_some() || frozen_for.is_some() {
            let (limit, remaining) = (seen.rate.limit, seen.rate.remaining);
            self.budget.learn(&self.user, Learned { limit, remaining, frozen_for });
        }
        if seen.status.is_some() {
            let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
            if !seen.throttled && seen.status.is_some_and(|status| status < 500) {
                health.last_contact = Some(seen.at);
            }
            if let Some(date) = seen.date {
                health.offset_ms = Some((date - seen.at).num_milliseconds());
            }
        }
    }
}
