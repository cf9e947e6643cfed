//! One attempt, from the record to the durable outcome: make ready, wait for the budget, intent (W1), POST,
//! outcome (W2).
//!
//! Not here: which sale is tried, and when (`actor`), what is sent (`prepare`).

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures_util::FutureExt;
use tokio::sync::watch;

use super::breaker::Sign;
use super::permit::{Abandoned, SendPermit, post};
use super::prepare::prepare;
use super::stumbles::Stumble;
use crate::engine::budget::Lane;
use crate::engine::error::EngineError;
use crate::engine::mask;
use crate::engine::partner::Partner;
use crate::engine::shared::Shared;
use crate::model::delivery::{Outcome, Tier};
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::SaleId;
use crate::salesdock::error::refusal::Sent;
use crate::salesdock::error::verdict::{self, Verdict};
use crate::store::{Beforehand, Evidence, StoreError};

/// What an attempt means for the integration.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// What it says about the partner's health; `None` when nothing was asked of it.
    pub sign: Option<Sign>,
    /// Nothing more must be sent until an operator acts.
    pub pause: Option<Pause>,
    /// Nothing could be tried now; not before this pause in the actor's own loop.
    pub hold_off: bool,
    /// This sale could not be tried; others can.
    pub stumble: Option<Stumble>,
}

/// Why nothing more must be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Pause {
    /// What was answered.
    pub failure: Failure,
    /// How far the link was trusted when it was asked: an answer to an old token pauses no new one.
    pub trust: u64,
}

impl Finished {
    /// Nothing was asked of the partner.
    const UNTRIED: Self = Self { sign: None, pause: None, hold_off: false, stumble: None };
    /// Nothing could be tried: the store did not do its part, or there is no token.
    const HOLD_OFF: Self = Self { hold_off: true, ..Self::UNTRIED };

    fn stumbled(stumble: Stumble) -> Self {
        Self { stumble: Some(stumble), ..Self::UNTRIED }
    }
}

/// What one attempt needs.
#[derive(Clone)]
pub struct Attempting {
    /// The engine's.
    pub shared: Arc<Shared>,
    /// The integration.
    pub partner: Arc<Partner>,
    /// Where abandoned attempts are reported.
    pub abandoned: Abandoned,
    /// Changes when sending stops: a breaker opened, the integration paused, the service stops.
    pub halt: watch::Receiver<u64>,
}

impl Attempting {
    /// Tries `sale` once. `halted` is told when nothing more is to be sent.
    pub async fn run(mut self, sale: SaleId, halted: Arc<watch::Sender<u64>>) -> Finished {
        let attempt = AssertUnwindSafe(self.attempt(sale, &halted)).catch_unwind().await;
        let error = match attempt {
            Ok(Ok(finished)) => return finished,
            Ok(Err(error)) => error,
            Err(_) => {
                // Its permit, if it had one, has reported the attempt.
                tracing::error!(%sale, "an attempt panicked");
                return Finished::stumbled(Stumble::Panic);
            }
        };
        let finished = match &error {
            // It changed since it was chosen: the change brings it back, if it may still go.
            EngineError::Conflict { .. } | EngineError::Refused { .. } | EngineError::NotFound { .. } => {
                return Finished::UNTRIED;
            }
            EngineError::Link { failure } if says_nothing_of_a_sale(failure.cause) => {
                Finished::stumbled(Stumble::Passing)
            }
            EngineError::Link { failure } => {
                let failure = Failure { cause: Cause::OwnEnvironment, ..(**failure).clone() };
                Finished::stumbled(Stumble::Fault(failure))
            }
            EngineError::Invalid { .. }
            | EngineError::Store(
                StoreError::DocumentMissing { .. } | StoreError::DocumentUnreadable { .. },
            ) => {
                let failure = Failure::found(Cause::OwnEnvironment, Element::Partner);
                Finished::stumbled(Stumble::Fault(failure))
            }
            EngineError::Store(_) => Finished::HOLD_OFF,
        };
        tracing::error!(%sale, error = &error as &dyn std::error::Error, "an attempt could not be made");
        finished
    }

    async fn attempt(&mut self, sale: SaleId, halted: &watch::Sender<u64>) -> Result<Finished, EngineError> {
        let (shared, partner) = (self.shared.clone(), self.partner.clone());
        let store = &shared.store;
        let Some(mut ready) = prepare(&shared, &partner, sale).await? else { return Ok(Finished::UNTRIED) };
        if partner.link.address().is_none() {
            return Ok(Finished::HOLD_OFF);
        }
        // Before the intent, so that a sale that waits for its turn is not one of unknown outcome.
        tokio::select! {
            () = partner.link.admit(Lane::Forward) => {}
            _ = self.halt.changed() => return Ok(Finished::UNTRIED),
        }
        // That may have taken a minute: a switch, a mapping or a token of then decides nothing now.
        while !ready.is_current(&shared, &partner) {
            match prepare(&shared, &partner, sale).await? {
                Some(again) => ready = again,
                None => return Ok(Finished::UNTRIED),
            }
        }
        if self.is_halted() {
            return Ok(Finished::UNTRIED);
        }
        let trust = partner.link.trust();
        let Some(client) = partner.link.admitted_client()? else { return Ok(Finished::HOLD_OFF) };
        let beforehand = Beforehand {
            base_high_id: SaleId(partner.highest_id.load(Ordering::Relaxed)),
            offset_ms: partner.link.offset_ms(),
        };
        let policy = ready.snapshot.policy;
        let (intent, _) = store.begin_attempt(sale, ready.version, ready.new, beforehand, &policy).await?;
        let body = intent.body().clone();
        let sent = Sent::read(intent.flow(), &body);
        let permit = SendPermit::new(intent, self.abandoned.clone());
        let (verdict, posted) = post(permit, &client, policy.tier == Tier::T0).await;
        let (verdict, finished) = self.weigh(verdict, &sent, trust).await;
        if finished.pause.is_some() {
            // Whoever is about to send need not wait for the pause to be written.
            halted.send_modify(|times| *times += 1);
        }
        if let Outcome::Accepted(there) = &verdict.outcome {
            partner.highest_id.fetch_max(there.0, Ordering::Relaxed);
        }
        let evidence = Evidence {
            http_status: verdict.evidence.http_status,
            answer: verdict.evidence.digest.as_ref().map(|hex| store.digest("answer", hex.as_bytes())),
            snippet: verdict.evidence.snippet.as_ref().map(|text| mask::answer(text.as_str(), &body)),
            took_ms: u64::try_from(verdict.evidence.round_trip.as_millis()).ok(),
        };
        let luck = fastrand::f64();
        match store.end_attempt(&posted.ended(verdict.outcome, evidence), luck, &policy).await {
            Ok(_) | Err(StoreError::Refused { .. }) => Ok(finished),
            Err(error) => Err(error.into()),
        }
    }

    /// Nothing more is to be sent.
    fn is_halted(&self) -> bool {
        let stopped = *self.partner.stop.borrow() || self.halt.has_changed().unwrap_or(true);
        stopped || self.partner.snapshot().row.paused.is_some()
    }

    /// What a verdict means for the sale and for the integration.
    async fn weigh(&self, verdict: Verdict, sent: &Sent, trust: u64) -> (Verdict, Finished) {
        let works = Finished { sign: Some(Sign::Works), ..Finished::UNTRIED };
        let paused = |failure: &Failure| Finished {
            pause: Some(Pause { failure: failure.clone(), trust }),
            ..works.clone()
        };
        match &verdict.outcome {
            Outcome::Accepted(_) | Outcome::Rejected(_) => (verdict, works),
            Outcome::NotExecuted { failure, .. } if failure.cause == Cause::Throttled => (verdict, works),
            Outcome::NotExecuted { .. } => {
                (verdict, Finished { sign: Some(Sign::Failed), ..Finished::UNTRIED })
            }
            Outcome::Unknown(failure) => {
                let pause =
                    (failure.cause == Cause::Redirected).then(|| Pause { failure: failure.clone(), trust });
                (verdict, Finished { sign: Some(Sign::Unknown), pause, ..Finished::UNTRIED })
            }
            // The flow is not there: this sale cannot go, others may.
            Outcome::Returned(failure)
                if failure.cause == Cause::UnknownFlow && matches!(failure.element, Element::Flow(_)) =>
            {
                let outcome = Outcome::Rejected(failure.clone());
                (Verdict { outcome, evidence: verdict.evidence }, works)
            }
            Outcome::Returned(failure) if failure.cause == Cause::NotAllowed => {
                let failure = failure.clone();
                if self.catalogue_works().await {
                    (verdict::not_granted(verdict, sent), works)
                } else {
                    (verdict, paused(&failure))
                }
            }
            Outcome::Returned(failure) => {
                let finished = paused(failure);
                (verdict, finished)
            }
        }
    }

    /// Whether the token is good for anything: a 403 for one sale is then about that sale.
    async fn catalogue_works(&self) -> bool {
        match self.partner.link.client(Lane::Check) {
            Ok(Some(client)) => client.flows().await.is_ok(),
            _ => false,
        }
    }
}

/// A did not answer as it does when it is well: whatever it was asked for, it is not this sale's fault.
fn says_nothing_of_a_sale(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::Unreachable
            | Cause::Tls
            | Cause::Unauthorised
            | Cause::UnknownAccount
            | Cause::Throttled
            | Cause::Firewall
            | Cause::Redirected
            | Cause::Quarantine
    )
}
