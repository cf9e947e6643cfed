//! What the workers and the commands of one engine share: the store, the links, what was last read of the
//! set-up, and who must be woken.
//!
//! Not here: the workers (`worker` and the passes).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::sync::{Notify, broadcast, watch};

use super::budget::{ASSUMED, Budget, MINUTE};
use super::change::Change;
use super::error::EngineError;
use super::link::{Access, Link};
use super::partner::{Partner, Snapshot};
use super::presence;
use super::settings::EngineSettings;
use super::told::Told;
use crate::clock::Clock;
use crate::linking;
use crate::model::delivery::{Policy, State, Tier};
use crate::model::drift::{Drift, DriftMark};
use crate::model::ids::{IntegrationName, ProductId};
use crate::model::integration::EnvironmentAddress;
use crate::model::reason::Thing;
use crate::model::status::{self, StatusKind};
use crate::model::view::{IntegrationView, OwnView};
use crate::salesdock::client::{Client, Scope};
use crate::salesdock::request::base::Base;
use crate::salesdock::request::transport::Transport;
use crate::store::{Side, Store};

/// What everybody in the engine shares.
pub struct Shared {
    /// The store.
    pub store: Store,
    /// Time.
    pub clock: Clock,
    /// Settings.
    pub settings: EngineSettings,
    /// The link to the own environment.
    pub own: Link,
    /// Woken when the own environment should be looked at now.
    pub intake_wake: Notify,
    /// Woken when a status waits to be written back.
    pub write_back_wake: Notify,
    /// Woken when sales must be judged anew.
    pub judge_wake: Notify,
    /// Woken when a job was begun or directed.
    pub jobs_wake: Notify,
    /// Woken when the catalogue of the own environment should be read now.
    pub own_sync_wake: Notify,
    /// What decides eligibility at A.
    links: RwLock<Arc<linking::Links>>,
    /// Grows with everything that may change a judgement.
    set_up: AtomicU64,
    /// The set-up that every sale was judged by.
    judged: AtomicU64,
    /// Grows with everything that may set a job going.
    jobs_stirred: AtomicU64,
    /// Up to where nothing is left of that.
    jobs_quiet: AtomicU64,
    partners: RwLock<BTreeMap<IntegrationName, Arc<Partner>>>,
    /// What the own environment's own statuses are called.
    own_statuses: RwLock<status::Names>,
    transport: Arc<dyn Transport>,
    budgets: Mutex<HashMap<String, Budget>>,
    changes: broadcast::Sender<Arc<Change>>,
    touched: Mutex<BTreeSet<IntegrationName>>,
    /// What the own environment tells of itself.
    pub told: Told,
    quiet: Mutex<HashMap<String, Option<u64>>>,
}

/// Changes a listener may fall behind before it must read anew.
const CHANGES_DEPTH: usize = 8192;

impl Shared {
    /// Reads the whole set-up.
    pub async fn load(
        store: Store,
        clock: Clock,
        settings: EngineSettings,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, EngineError> {
        let own =
            Link::new("own", Scope::Account, transport.clone(), clock.clone()).speaking(settings.language);
        let shared = Self {
            store,
            clock,
            settings,
            own,
            intake_wake: Notify::new(),
            write_back_wake: Notify::new(),
            judge_wake: Notify::new(),
            jobs_wake: Notify::new(),
            own_sync_wake: Notify::new(),
            links: RwLock::default(),
            set_up: AtomicU64::new(1),
            judged: AtomicU64::new(0),
            jobs_stirred: AtomicU64::new(0),
            jobs_quiet: AtomicU64::new(0),
            partners: RwLock::default(),
            own_statuses: RwLock::default(),
            transport,
            budgets: Mutex::default(),
            changes: broadcast::Sender::new(CHANGES_DEPTH),
            touched: Mutex::default(),
            told: Told::default(),
            quiet: Mutex::default(),
        };
        shared.load_own().await?;
        for row in shared.store.integrations().await? {
            shared.open_partner(&row.integration.name).await?;
        }
        shared.refresh_links().await?;
        Ok(shared)
    }

    /// Reads the own environment's access.
    pub async fn load_own(&self) -> Result<(), EngineError> {
        if let (Some(own), Some(token)) = (self.store.own().await?, self.store.token(&Side::Own).await?) {
            let budget = self.budget(&own.address);
            self.own.set(Access { address: own.address, token }, budget);
        }
        Ok(())
    }

    /// Whether the own environment is one of ours, which looks for itself whether a sale was cancelled.
    pub async fn own_checks(&self) -> Result<bool, EngineError> {
        let own = self.store.own().await?;
        Ok(own.and_then(|own| own.connection?.tier) == Some(Tier::T0))
    }

    /// Reads an integration and makes it known.
    pub async fn open_partner(&self, name: &IntegrationName) -> Result<Arc<Partner>, EngineError> {
        let snapshot = self.read_snapshot(name).await?;
        let draft = self.store.draft(name).await?;
        let partner = Partner {
            name: name.clone(),
            link: Link::new(name.as_str(), Scope::User, self.transport.clone(), self.clock.clone())
                .speaking(self.settings.language),
            forward_wake: Notify::new(),
            follow_wake: Notify::new(),
            sync_wake: Notify::new(),
            highest_id: AtomicU64::new(0),
            moving: AtomicBool::new(false),
            known: AtomicUsize::new(0),
            ahead: Mutex::default(),
            breaker_until: Mutex::new(None),
            stop: watch::Sender::new(false),
            importing: tokio::sync::Mutex::default(),
            draft: Mutex::new((draft.decisions.len() as u64, draft.version)),
            present: Mutex::default(),
            proven: Mutex::default(),
            mirror: Mutex::default(),
            snapshot: RwLock::new(Arc::new(snapshot)),
        };
        let partner = Arc::new(partner);
        self.load_access(&partner).await?;
        self.partners.write().unwrap_or_else(PoisonError::into_inner).insert(name.clone(), partner.clone());
        Ok(partner)
    }

    /// A client for a link that is not saved, spending nobody's budget.
    pub fn unsaved_client(&self, access: Access) -> Result<Client, EngineError> {
        let transport = self.transport.clone();
        let client = Client::new(&access.address, access.token, Scope::User, transport, self.clock.clone())?;
        Ok(client.in_language(self.settings.language))
    }

    /// Reads an integration's access.
    pub async fn load_access(&self, partner: &Partner) -> Result<(), EngineError> {
        if let Some(token) = self.store.token(&Side::Partner(partner.name.clone())).await? {
            let address = partner.snapshot().row.integration.partner.clone();
            let budget = self.budget(&address);
            partner.link.set(Access { address, token }, budget);
        }
        Ok(())
    }

    /// Forgets a removed integration.
    pub fn close_partner(&self, name: &IntegrationName) {
        self.partners.write().unwrap_or_else(PoisonError::into_inner).remove(name);
        let prefix = format!("{name}/");
        self.quiet().retain(|pass, _| !pass.starts_with(&prefix));
    }

    /// An integration.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub fn partner(&self, name: &IntegrationName) -> Result<Arc<Partner>, EngineError> {
        let partners = self.partners.read().unwrap_or_else(PoisonError::into_inner);
        partners.get(name).cloned().ok_or_else(|| EngineError::not_found(Thing::Integration, name))
    }

    /// Every integration.
    pub fn partners(&self) -> Vec<Arc<Partner>> {
        self.partners.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Reads an integration's snapshot anew and wakes its actor.
    pub async fn refresh(&self, name: &IntegrationName) -> Result<Arc<Snapshot>, EngineError> {
        let partner = self.partner(name)?;
        let snapshot = Arc::new(self.read_snapshot(name).await?);
        *partner.snapshot.write().unwrap_or_else(PoisonError::into_inner) = snapshot.clone();
        partner.forward_wake.notify_one();
        self.touch(name);
        Ok(snapshot)
    }

    async fn read_snapshot(&self, name: &IntegrationName) -> Result<Snapshot, EngineError> {
        let row = self.store.integration(name).await?;
        let mapping = self.store.mapping(name).await?;
        let catalogue = self.store.catalogue(&Side::Partner(name.clone())).await?;
        let catalogue = catalogue.map(|(catalogue, _)| catalogue).unwrap_or_default();
        let linked = |partner: ProductId| {
            let product = catalogue.products.iter().find(|product| product.id == partner);
            linking::LinkedProduct {
                id: partner,
                product_type: product.map(|product| product.product_type.clone()),
                supplier: product.and_then(|product| product.supplier.as_ref()).map(|supplier| supplier.id),
            }
        };
        let links = self.store.links(name).await?;
        let products = links.iter().map(|link| (link.own, linked(link.partner))).collect();
        let tier = match row.tier.unwrap_or(Tier::T3) {
            Tier::T3 if mapping.mapping.reference().is_some() => Tier::T2,
            learned => learned,
        };
        let policy = Policy::new(tier, self.speed(&row.integration.partner));
        let mut drifts = self.store.contracts(name).await?;
        let contract = drifts.last().map_or(0, |newest| newest.version);
        drifts.retain(Drift::is_open);
        Ok(Snapshot { row, mapping, catalogue, contract, drifts, products, policy })
    }

    /// What protocol waits are divided by: they are scaled for environments on this machine only.
    pub fn speed(&self, environment: &EnvironmentAddress) -> f64 {
        if is_loopback(environment) { self.clock.speed() } else { 1.0 }
    }

    /// Reads anew what decides eligibility at A.
    pub async fn refresh_links(&self) -> Result<(), EngineError> {
        let own = self.store.catalogue(&Side::Own).await?;
        let own = own.map(|(catalogue, _)| catalogue).unwrap_or_default();
        *self.own_statuses.write().unwrap_or_else(PoisonError::into_inner) = status::names(&own.statuses);
        let mut links = linking::Links::default();
        links.cancelled.extend(
            own.statuses
                .iter()
                .filter(|status| status.kind == StatusKind::Cancelled)
                .map(|status| status.key.clone()),
        );
        for partner in self.partners() {
            for link in self.store.links(&partner.name).await? {
                let product = own.products.iter().find(|product| product.id == link.own);
                links.products.insert(
                    link.own,
                    linking::Link {
                        integration: partner.name.clone(),
                        supplier: product.and_then(|product| product.supplier.as_ref()).map(|s| s.id),
                        product_type: product.map(|product| product.product_type.clone()),
                        retired: link.retired.is_some(),
                    },
                );
            }
        }
        *self.links.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(links);
        Ok(())
    }

    /// What decides eligibility at A now, and the number of this set-up.
    pub fn links(&self) -> (Arc<linking::Links>, u64) {
        let number = self.set_up.load(Ordering::SeqCst);
        (self.links.read().unwrap_or_else(PoisonError::into_inner).clone(), number)
    }

    /// Something changed that decides whether sales may go: all of them are judged anew.
    pub fn judge_anew(&self) {
        self.set_up.fetch_add(1, Ordering::SeqCst);
        self.judge_wake.notify_one();
    }

    /// Every sale was judged by the set-up of `number`.
    pub fn judged(&self, number: u64) {
        self.judged.store(number, Ordering::SeqCst);
    }

    /// True when the set-up is still the one of `number`.
    pub fn is_current(&self, number: u64) -> bool {
        self.set_up.load(Ordering::SeqCst) == number
    }

    /// A job was begun or directed: it is looked at.
    pub fn stir_jobs(&self) {
        self.jobs_stirred.fetch_add(1, Ordering::SeqCst);
        self.jobs_wake.notify_one();
    }

    /// What may have set a job going so far.
    pub fn jobs_stirred(&self) -> u64 {
        self.jobs_stirred.load(Ordering::SeqCst)
    }

    /// No job has anything left to do of what stirred them up to `number`.
    pub fn jobs_quiet(&self, number: u64) {
        self.jobs_quiet.store(number, Ordering::SeqCst);
    }

    /// The budget for the origin of `base_url`.
    fn budget(&self, address: &EnvironmentAddress) -> Budget {
        let mut budgets = self.budgets.lock().unwrap_or_else(PoisonError::into_inner);
        let origin = address.base_url.trim_end_matches('/').to_lowercase();
        // What runs on this machine says so when it has a limit.
        let assumed = (!is_loopback(address)).then_some(ASSUMED);
        let new = || Budget::new(self.clock.clone(), MINUTE.div_f64(self.speed(address)), assumed);
        budgets.entry(origin).or_insert_with(new).clone()
    }

    // ---- telling ----------------------------------------------------------------------------------

    /// What changes from now on.
    pub fn changes(&self) -> broadcast::Receiver<Arc<Change>> {
        self.changes.subscribe()
    }

    /// Tells whoever listens.
    pub fn tell(&self, change: Change) {
        // Nobody listening is no error.
        let _ = self.changes.send(Arc::new(change));
    }

    /// An integration's view is to be told with the next tick.
    pub fn touch(&self, name: &IntegrationName) {
        self.touched.lock().unwrap_or_else(PoisonError::into_inner).insert(name.clone());
    }

    /// The draft of a mapping changed: whoever maps the same partner is told.
    pub fn drafted(&self, name: &IntegrationName, decisions: u64, version: u64) {
        if let Ok(partner) = self.partner(name) {
            *partner.draft.lock().unwrap_or_else(PoisonError::into_inner) = (decisions, version);
        }
        self.touch(name);
    }

    /// The integrations to be told.
    pub fn take_touched(&self) -> BTreeSet<IntegrationName> {
        std::mem::take(&mut *self.touched.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Tells an integration's view.
    pub fn tell_integration(&self, name: &IntegrationName) {
        if let Ok(partner) = self.partner(name) {
            self.tell(Change::Integration(Box::new(self.integration_view(&partner))));
        }
    }

    /// An integration as a screen shows it.
    pub fn integration_view(&self, partner: &Partner) -> IntegrationView {
        let snapshot = partner.snapshot();
        let row = &snapshot.row;
        let states = self.store.states().into_iter();
        let ours = states.filter(|(name, ..)| name.as_ref() == Some(&partner.name));
        IntegrationView {
            name: partner.name.clone(),
            partner: row.integration.partner.clone(),
            settings: row.integration.settings.clone(),
            conditions: row.integration.conditions.clone(),
            tier: row.tier.map(|_| snapshot.policy.tier),
            link: partner.link.view(),
            paused: row.paused.clone(),
            breaker_until: partner.breaker_until(),
            passes: partner.link.passes(),
            ahead: *partner.ahead.lock().unwrap_or_else(PoisonError::into_inner),
            by_state: ours.map(|(_, state, count)| (state, count)).collect(),
            products_imported: snapshot.products.len() as u64,
            vanished: row.vanished.clone(),
            drift: DriftMark::of(&snapshot.drifts),
            draft: *partner.draft.lock().unwrap_or_else(PoisonError::into_inner),
            mapping_version: snapshot.mapping.version,
            present: presence::present(self, partner),
            new_questions: presence::new_questions(&snapshot),
            statuses: status::names(&snapshot.catalogue.statuses),
            version: row.integration.version,
        }
    }

    /// The own environment as a screen shows it, once set.
    pub fn own_view(&self) -> Option<OwnView> {
        let statuses = self.own_statuses.read().unwrap_or_else(PoisonError::into_inner).clone();
        Some(OwnView {
            address: self.own.address()?,
            link: self.own.view(),
            statuses,
            tells: self.told.is_listening(),
        })
    }

    // ---- settled ----------------------------------------------------------------------------------

    /// A pass ended: quiet since the store was at `stirred`, or not quiet at all.
    pub fn quieted(&self, pass: String, stirred: Option<u64>) {
        self.quiet().insert(pass, stirred);
    }

    /// A pass has ended for good.
    pub fn ended(&self, pass: &str) {
        self.quiet().remove(pass);
    }

    /// True when no worker would change a sale without new input: every pass looked after the last change
    /// and found nothing, and nothing under way moves by itself.
    pub fn is_settled(&self) -> bool {
        let stirred = self.store.stirred();
        let quiet = self.quiet().values().all(|at| *at == Some(stirred));
        let judged = self.judged.load(Ordering::SeqCst) == self.set_up.load(Ordering::SeqCst);
        let jobs = self.jobs_quiet.load(Ordering::SeqCst) == self.jobs_stirred();
        quiet && judged && jobs && self.partners().iter().all(|partner| self.is_at_rest(partner))
    }

    fn is_at_rest(&self, partner: &Partner) -> bool {
        let active = |state: State| {
            matches!(state, State::Queued | State::Sending | State::Retrying | State::Uncertain)
        };
        let states = self.store.states().into_iter();
        let under_way: u64 = states
            .filter(|(name, state, _)| name.as_ref() == Some(&partner.name) && active(*state))
            .map(|(.., count)| count)
            .sum();
        under_way == partner.known.load(Ordering::SeqCst) as u64 && !partner.moving.load(Ordering::SeqCst)
    }

    fn quiet(&self) -> std::sync::MutexGuard<'_, HashMap<String, Option<u64>>> {
        self.quiet.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether an environment runs on this machine.
fn is_loopback(environment: &EnvironmentAddress) -> bool {
    Base::new(environment).is_ok_and(|base| base.is_loopback())
}
