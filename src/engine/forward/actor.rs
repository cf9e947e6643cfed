//! The forwarding actor of one integration: chooses what goes next, keeps within the tier's number at once,
//! heeds the breaker and a pause, and ends what was left open.
//!
//! Not here: one attempt (`attempt`), the order within lanes (`lanes`).

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::sync::{broadcast, mpsc, watch};
use tokio::task::JoinSet;

use super::attempt::{Attempting, Finished};
use super::breaker::{Breaker, Gate, Sign};
use super::check::{self, Checked};
use super::lanes::Lanes;
use super::permit::Abandoned;
use super::stumbles::{Stumble, Stumbles};
use super::tasks;
use crate::clock::{Instant, Timestamp};
use crate::engine::change::Change;
use crate::engine::error::EngineError;
use crate::engine::partner::Partner;
use crate::engine::shared::Shared;
use crate::engine::worker::stopped;
use crate::model::delivery::{Check, Doubt, Event, State, Tier};
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::SaleId;
use crate::model::view::Activity;
use crate::store::{Changed, Ended, StoreError};

/// The actor.
pub struct Forward {
    shared: Arc<Shared>,
    partner: Arc<Partner>,
    rows: broadcast::Receiver<Arc<Changed>>,
    lanes: Lanes,
    breaker: Breaker,
    at_work: JoinSet<Done>,
    attempts: usize,
    abandoned: Abandoned,
    given_up: mpsc::UnboundedReceiver<Ended>,
    /// Told when nothing more is to be sent.
    halted: Arc<watch::Sender<u64>>,
    stumbles: Stumbles,
    held_off: Option<Instant>,
    /// Sales whose check is due, and whether one is under way: all that are due share the next.
    to_check: BTreeSet<SaleId>,
    checking: bool,
}

/// What a task of the actor ended with.
enum Done {
    Attempt(SaleId, Finished),
    Probe(Option<Failure>),
    /// With what kept each from being done.
    Checks(Vec<Checked>),
}

/// After the store did not do its part, nothing is tried for so long.
const HOLD_OFF: Duration = Duration::from_secs(2);
/// The actor looks at the time at least so often.
const LOOK: Duration = Duration::from_secs(1);

impl Forward {
    /// A new one: reads what is under way, and doubts every attempt that a stop left open.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn start(shared: Arc<Shared>, partner: Arc<Partner>) -> Result<Self, EngineError> {
        let rows = shared.store.changed();
        let snapshot = partner.snapshot();
        for (sale, row) in shared.store.active(&partner.name).await? {
            if row.state == State::Sending {
                let event = Event::FoundAtBoot;
                shared.store.change(sale, None, event, &snapshot.policy, "koppel", None).await?;
            }
        }
        // Known before the first status was ever followed.
        let highest = shared.store.highest_claimed(&partner.name).await?;
        partner.highest_id.fetch_max(highest.0, Ordering::Relaxed);
        let (abandoned, given_up) = mpsc::unbounded_channel();
        let speed = speed_of(&snapshot.policy);
        let mut forward = Self {
            shared,
            partner,
            rows,
            lanes: Lanes::default(),
            breaker: Breaker::new(speed),
            at_work: JoinSet::new(),
            attempts: 0,
            abandoned,
            given_up,
            halted: Arc::new(watch::Sender::new(0)),
            stumbles: Stumbles::new(speed),
            held_off: None,
            to_check: BTreeSet::new(),
            checking: false,
        };
        forward.reload().await?;
        forward.publish();
        Ok(forward)
    }

    /// Works until `stop`, then gives attempts under way their time.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        loop {
            self.drain_rows().await;
            for sale in self.stumbles.take_back(self.shared.clock.instant()) {
                self.lanes.release(sale);
                self.lanes.remind(sale);
            }
            self.steps_due().await;
            self.fill().await;
            self.publish();
            let wait = self.until_next();
            let partner = self.partner.clone();
            tokio::select! {
                row = self.rows.recv() => self.hear(row).await,
                Some(done) = self.at_work.join_next() => self.ended(done).await,
                Some(ended) = self.given_up.recv() => self.write_end(ended).await,
                () = partner.forward_wake.notified() => {}
                () = tokio::time::sleep(wait) => {}
                () = stopped(&mut stop) => break,
            }
        }
        self.drain_attempts().await;
    }

    /// Everything under way, read anew.
    async fn reload(&mut self) -> Result<(), EngineError> {
        self.rows = self.rows.resubscribe();
        let mut lanes = Lanes::default();
        for (sale, row) in self.shared.store.active(&self.partner.name).await? {
            lanes.update(sale, Some(row));
        }
        lanes.keep_claims(&self.lanes);
        self.lanes = lanes;
        Ok(())
    }

    async fn hear(&mut self, row: Result<Arc<Changed>, broadcast::error::RecvError>) {
        match row {
            Ok(changed) => self.take(&changed),
            Err(broadcast::error::RecvError::Lagged(_)) => {
                if let Err(error) = self.reload().await {
                    self.trouble(&error);
                }
            }
            Err(broadcast::error::RecvError::Closed) => {}
        }
    }

    async fn drain_rows(&mut self) {
        loop {
            match self.rows.try_recv() {
                Ok(changed) => self.take(&changed),
                Err(broadcast::error::TryRecvError::Lagged(missed)) => {
                    self.hear(Err(broadcast::error::RecvError::Lagged(missed))).await;
                }
                Err(_) => return,
            }
        }
    }

    fn take(&mut self, changed: &Changed) {
        let ours = changed.row.integration.as_ref() == Some(&self.partner.name);
        let active = if ours { changed.active.clone() } else { None };
        let left = active.is_none();
        self.lanes.update(changed.row.id, active);
        // What is not under way any more need not wait for its turn.
        if left && self.stumbles.forget(changed.row.id) {
            self.lanes.release(changed.row.id);
        }
    }

    /// Retries and doubts whose time has come.
    async fn steps_due(&mut self) {
        let snapshot = self.partner.snapshot();
        for sale in self.lanes.take_due(self.shared.clock.now()) {
            let Some(row) = self.lanes.row(sale) else { continue };
            let checks = matches!(row.doubt, Some(Doubt::FirstCheck | Doubt::SecondCheck));
            if row.state == State::Uncertain && checks && self.stumbles.given_up(sale).is_none() {
                self.to_check.insert(sale);
                continue;
            }
            let done = if checks {
                // No check of it ever comes to an end: a person looks.
                self.stumbles.forget(sale);
                check::keep(&self.shared, &snapshot, sale, Check::Ambiguous, None).await
            } else {
                let due = self.shared.store.change(sale, None, Event::Due, &snapshot.policy, "koppel", None);
                due.await.map(drop)
            };
            match done {
                Ok(()) | Err(StoreError::Refused { .. }) => {}
                Err(error) => {
                    self.trouble(&error.into());
                    self.stumbles.stumbled(sale, Stumble::Passing, self.shared.clock.instant());
                }
            }
        }
        self.drain_rows().await;
        self.start_check();
    }

    /// Checks what is due, with one reading of the partner's listing.
    fn start_check(&mut self) {
        if self.checking || self.to_check.is_empty() {
            return;
        }
        self.checking = true;
        let sales: Vec<SaleId> = std::mem::take(&mut self.to_check).into_iter().collect();
        let (shared, partner) = (self.shared.clone(), self.partner.clone());
        self.at_work.spawn(async move { Done::Checks(tasks::checks(&shared, &partner, sales).await) });
    }

    /// Starts what may be started.
    async fn fill(&mut self) {
        let snapshot = self.partner.snapshot();
        if snapshot.row.paused.is_some() || self.is_held_off() || self.shared.store.is_quarantined() {
            return;
        }
        let at_once = match snapshot.policy.tier {
            Tier::T0 => self.shared.settings.in_flight_deduplicated,
            Tier::T1 | Tier::T2 | Tier::T3 => self.shared.settings.in_flight,
        };
        loop {
            match self.breaker.gate(self.shared.clock.now()) {
                Gate::Open if self.attempts < at_once => {}
                Gate::One if self.attempts == 0 => {}
                Gate::Probe => {
                    self.breaker.probing();
                    let partner = self.partner.clone();
                    self.at_work.spawn(async move { Done::Probe(tasks::probe(&partner).await) });
                    return;
                }
                _ => return,
            }
            let Some(sale) = self.lanes.claim() else { return };
            if let Some(failure) = self.stumbles.given_up(sale).cloned() {
                self.give_up(sale, failure).await;
                continue;
            }
            self.breaker.trial_sent();
            self.attempts += 1;
            let attempting = Attempting {
                shared: self.shared.clone(),
                partner: self.partner.clone(),
                abandoned: self.abandoned.clone(),
                halt: self.halted.subscribe(),
            };
            let halted = self.halted.clone();
            self.at_work.spawn(async move { Done::Attempt(sale, attempting.run(sale, halted).await) });
        }
    }

    /// A sale that cannot even be tried goes to a person.
    async fn give_up(&mut self, sale: SaleId, failure: Failure) {
        let policy = self.partner.snapshot().policy;
        let event = Event::Untranslatable(failure);
        match self.shared.store.change(sale, None, event, &policy, "koppel", None).await {
            Ok(_) | Err(StoreError::Refused { .. } | StoreError::NoSale { .. }) => {
                self.drain_rows().await;
                self.stumbles.forget(sale);
                self.lanes.release(sale);
            }
            Err(error) => {
                self.trouble(&error.into());
                self.stumbles.stumbled(sale, Stumble::Passing, self.shared.clock.instant());
            }
        }
    }

    /// Nothing more is to be sent, by whoever has not begun yet.
    fn halt(&self) {
        self.halted.send_modify(|times| *times += 1);
    }

    async fn ended(&mut self, done: Result<Done, tokio::task::JoinError>) {
        let now = self.shared.clock.now();
        match done {
            Ok(Done::Attempt(sale, finished)) => {
                self.attempts -= 1;
                // What it wrote is heard before it may be chosen again.
                self.drain_rows().await;
                match finished.stumble.clone() {
                    // It keeps its claim until its wait is over.
                    Some(stumble) => {
                        self.stumbles.stumbled(sale, stumble, self.shared.clock.instant());
                    }
                    None => {
                        self.stumbles.forget(sale);
                        self.lanes.release(sale);
                    }
                }
                self.finished(finished, now).await;
            }
            Ok(Done::Probe(failure)) => {
                self.breaker.probed(failure.is_none(), now);
                self.partner.link.report(
                    crate::model::view::PassView {
                        pass: "probe".to_owned(),
                        ended_at: Some(now),
                        seen: 1,
                        changed: 0,
                        failure,
                    },
                    "probe",
                );
                self.shared.touch(&self.partner.name);
            }
            Ok(Done::Checks(checked)) => {
                self.checking = false;
                self.drain_rows().await;
                for (sale, stumble) in checked {
                    match stumble {
                        None => {
                            self.stumbles.forget(sale);
                            self.lanes.remind(sale);
                        }
                        Some(stumble) => {
                            self.stumbles.stumbled(sale, stumble, self.shared.clock.instant());
                        }
                    }
                }
            }
            // Tasks catch their own panics.
            Err(error) => {
                tracing::error!(%error, integration = %self.partner.name, "a task of the forwarding actor died");
            }
        }
    }

    async fn finished(&mut self, finished: Finished, now: Timestamp) {
        match finished.sign {
            Some(sign) => {
                let was_closed = self.breaker.is_closed();
                if self.breaker.saw(sign, now) {
                    self.halt();
                    self.log(Activity::BreakerOpened { failure: shut_by(sign) }).await;
                } else if !was_closed && self.breaker.is_closed() {
                    self.log(Activity::BreakerClosed).await;
                }
            }
            None => self.breaker.trial_returned(),
        }
        if finished.hold_off {
            self.held_off = Some(self.shared.clock.instant() + HOLD_OFF);
        }
        if let Some(pause) = finished.pause
            && pause.trust == self.partner.link.trust()
        {
            self.pause(pause.failure).await;
            if pause.trust != self.partner.link.trust() {
                // An operator resumed it in that very moment.
                if let Err(error) = self.shared.store.learn(&self.partner.name, |row| row.paused = None).await
                {
                    self.trouble(&error.into());
                }
                if let Err(error) = self.shared.refresh(&self.partner.name).await {
                    self.trouble(&error);
                }
            }
        }
    }

    /// Stops sending until an operator acts.
    async fn pause(&mut self, failure: Failure) {
        self.halt();
        let paused = |row: &mut crate::store::IntegrationRow| {
            row.paused.get_or_insert_with(|| failure.clone());
        };
        match self.shared.store.learn(&self.partner.name, paused).await {
            Ok(_) => {
                if let Err(error) = self.shared.refresh(&self.partner.name).await {
                    self.trouble(&error);
                }
                self.log(Activity::IntegrationPaused { failure }).await;
            }
            Err(error) => self.trouble(&error.into()),
        }
    }

    async fn log(&self, what: Activity) {
        match self.shared.store.log("koppel", Some(&self.partner.name), what).await {
            Ok(row) => self.shared.tell(Change::Activity(row)),
            Err(error) => self.trouble(&error.into()),
        }
        self.shared.touch(&self.partner.name);
    }

    /// The outcome of an attempt that was abandoned.
    async fn write_end(&self, ended: Ended) {
        let policy = self.partner.snapshot().policy;
        match self.shared.store.end_attempt(&ended, fastrand::f64(), &policy).await {
            Ok(_) | Err(StoreError::Refused { .. }) => {}
            Err(error) => self.trouble(&error.into()),
        }
    }

    fn trouble(&self, error: &EngineError) {
        let error = error as &dyn std::error::Error;
        tracing::error!(integration = %self.partner.name, error, "the forwarding actor is in trouble");
    }

    fn is_held_off(&mut self) -> bool {
        let now = self.shared.clock.instant();
        self.held_off = self.held_off.filter(|until| *until > now);
        self.held_off.is_some()
    }

    /// What others may know of it.
    fn publish(&self) {
        let paused = self.partner.snapshot().row.paused.is_some();
        let moving = !self.at_work.is_empty() || self.lanes.is_moving(paused);
        self.partner.moving.store(moving, Ordering::SeqCst);
        self.partner.known.store(self.lanes.len(), Ordering::SeqCst);
        let ahead = self.lanes.ahead();
        let mut known = self.partner.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut *known, ahead) != ahead {
            self.shared.touch(&self.partner.name);
        }
        drop(known);
        let until = self.breaker.until();
        let mut told = self.partner.breaker_until.lock().unwrap_or_else(PoisonError::into_inner);
        if *told != until {
            *told = until;
            self.shared.touch(&self.partner.name);
        }
    }

    /// How long nothing happens by itself.
    fn until_next(&self) -> Duration {
        let now = self.shared.clock.now();
        let mut next = self.lanes.next_due();
        if let Gate::Shut(until) = self.breaker.gate(now)
            && self.breaker.until().is_some()
        {
            next = Some(next.map_or(until, |next| next.min(until)));
        }
        let wait = next.map_or(LOOK, |next| (next - now).to_std().unwrap_or_default());
        let instant = self.shared.clock.instant();
        let again = self.stumbles.next().map_or(LOOK, |next| next.saturating_duration_since(instant));
        let wait = wait.min(again);
        wait.clamp(Duration::from_millis(1), LOOK)
    }

    /// Attempts under way get their time; the rest is unknown.
    async fn drain_attempts(&mut self) {
        self.halt();
        let drain = self.shared.settings.drain;
        let drained = async {
            while let Some(done) = self.at_work.join_next().await {
                if let Ok(Done::Attempt(sale, _)) = done {
                    tracing::debug!(%sale, "ended while stopping");
                }
            }
        };
        if tokio::time::timeout(drain, drained).await.is_err() {
            self.at_work.shutdown().await;
        }
        while let Ok(ended) = self.given_up.try_recv() {
            self.write_end(ended).await;
        }
        self.partner.moving.store(false, Ordering::SeqCst);
    }
}

/// What an open breaker is put down to.
fn shut_by(sign: Sign) -> Failure {
    let cause = if sign == Sign::Unknown { Cause::ConnectionLost } else { Cause::Unreachable };
    Failure::found(cause, Element::Partner)
}

/// How much faster than real a policy's waits pass.
fn speed_of(policy: &crate::model::delivery::Policy) -> f64 {
    let real = crate::model::delivery::Policy::new(policy.tier, 1.0);
    real.settle.as_secs_f64() / policy.settle.as_secs_f64().max(f64::MIN_POSITIVE)
}
