//! One attempt, from the record to the durable outcome: translate, wait for the budget, intent (W1), POST,
//! outcome (W2).
//!
//! Not here: which sale is tried, and when (`actor`).

use std::sync::Arc;

use super::breaker::Sign;
use super::permit::{Abandoned, SendPermit, post};
use crate::engine::budget::Lane;
use crate::engine::error::EngineError;
use crate::engine::shared::{Partner, Shared, Snapshot};
use crate::linking;
use crate::model::delivery::{Event, Outcome};
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::SaleId;
use crate::model::sale::Sale;
use crate::salesdock::convert::new_sale;
use crate::salesdock::error::refusal::Sent;
use crate::salesdock::error::verdict::{self, Verdict};
use crate::store::{Evidence, NewAttempt, StoreError};

/// What an attempt means for the integration.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// What it says about the partner's health; `None` when nothing was asked of it.
    pub sign: Option<Sign>,
    /// Nothing more must be sent until an operator acts.
    pub pause: Option<Pause>,
    /// Nothing could be tried now; not before this pause in the actor's own loop.
    pub hold_off: bool,
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
    const UNTRIED: Self = Self { sign: None, pause: None, hold_off: false };
    /// Nothing could be tried: the store or the own environment did not do its part.
    pub const HOLD_OFF: Self = Self { sign: None, pause: None, hold_off: true };
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
}

impl Attempting {
    /// Tries `sale` once.
    pub async fn run(self, sale: SaleId) -> Finished {
        match self.attempt(sale).await {
            Ok(finished) => finished,
            // It changed since it was chosen: the change brings it back, if it may still go.
            Err(
                EngineError::Conflict { .. } | EngineError::Refused { .. } | EngineError::NotFound { .. },
            ) => Finished::UNTRIED,
            Err(error) => {
                tracing::error!(%sale, error = &error as &dyn std::error::Error, "an attempt could not be made");
                Finished::HOLD_OFF
            }
        }
    }

    async fn attempt(&self, sale: SaleId) -> Result<Finished, EngineError> {
        let store = &self.shared.store;
        let snapshot = self.partner.snapshot();
        let Some(found) = store.sale(sale).await? else { return Ok(Finished::UNTRIED) };
        let (record, version) = (found.value, found.version);
        if !record.delivery.may_start() || record.integration.as_ref() != Some(&self.partner.name) {
            return Ok(Finished::UNTRIED);
        }
        let new = if record.delivery.repeats() {
            None
        } else {
            match self.translated(sale, &snapshot, record.delivery.next_generation()).await? {
                Ok(new) => Some(new),
                Err(failure) => {
                    let event = Event::Untranslatable(failure);
                    store.change(sale, Some(version), event, &snapshot.policy, "koppel", None).await?;
                    return Ok(Finished::UNTRIED);
                }
            }
        };
        let trust = self.partner.link.trust();
        let Some(client) = self.partner.link.admitted_client()? else { return Ok(Finished::HOLD_OFF) };
        // Before the intent, so that a sale that waits for its turn is not one of unknown outcome.
        self.partner.link.admit(Lane::Forward).await;
        let base = SaleId(self.partner.highest_id.load(std::sync::atomic::Ordering::Relaxed));
        let (intent, _) = store.begin_attempt(sale, version, new, base, &snapshot.policy).await?;
        let sent = Sent::read(intent.flow(), intent.body());
        let permit = SendPermit::new(intent, self.abandoned.clone());
        let deduplicates = snapshot.policy.tier == crate::model::delivery::Tier::T0;
        let (verdict, posted) = post(permit, &client, deduplicates).await;
        let (verdict, finished) = self.weigh(verdict, &sent, trust).await;
        let evidence = Evidence {
            http_status: verdict.evidence.http_status,
            answer: verdict.evidence.digest.as_ref().map(|hex| store.digest("answer", hex.as_bytes())),
            took_ms: u64::try_from(verdict.evidence.round_trip.as_millis()).ok(),
        };
        let luck = fastrand::f64();
        match store.end_attempt(&posted.ended(verdict.outcome, evidence), luck, &snapshot.policy).await {
            Ok(_) | Err(StoreError::Refused { .. }) => Ok(finished),
            Err(error) => Err(error.into()),
        }
    }

    /// What the sale becomes at the partner, as the bytes to send; or the first reason why it cannot be.
    async fn translated(
        &self,
        sale: SaleId,
        snapshot: &Snapshot,
        generation: u32,
    ) -> Result<Result<NewAttempt, Failure>, EngineError> {
        let store = &self.shared.store;
        let Some(mut body) = store.body(sale).await? else {
            return Err(StoreError::DocumentMissing { subject: format!("sale {sale}") }.into());
        };
        if let Some(own) = self.shared.own.client(Lane::Forward)? {
            // Lists leave the content of large files out.
            own.restore_files(&mut body).await?;
        }
        let (optin, contract_pdf) = self.enclosures(&body, snapshot).await?;
        let context = linking::Context {
            mapping: &snapshot.mapping.mapping,
            partner: &snapshot.catalogue.contract,
            products: &snapshot.products,
            instance: store.instance(),
            generation,
            send_optin: snapshot.row.integration.settings.send_optin,
            optin: optin.as_ref(),
            contract_pdf: contract_pdf.as_deref(),
        };
        let payload = match linking::translate(&body, &context) {
            Ok(payload) => payload,
            Err(failures) => {
                let unknown = || Failure::found(Cause::Refused, Element::Partner);
                return Ok(Err(failures.into_iter().next().unwrap_or_else(unknown)));
            }
        };
        let bytes = new_sale::body(&payload).map_err(|error| EngineError::invalid(error.to_string()))?;
        Ok(Ok(NewAttempt { flow: payload.flow, body: bytes, mapping_version: snapshot.mapping.version }))
    }

    /// What only some sales have and the list does not carry: an opt-in of a dialer, a concluded contract.
    async fn enclosures(
        &self,
        sale: &Sale,
        snapshot: &Snapshot,
    ) -> Result<(Option<crate::model::optin::OptIn>, Option<String>), EngineError> {
        let wants_optin = snapshot.row.integration.settings.send_optin && sale.source.is_some();
        if !wants_optin && sale.contract_date.is_none() {
            return Ok((None, None));
        }
        let Some(own) = self.shared.own.client(Lane::Forward)? else { return Ok((None, None)) };
        let optin = if wants_optin { own.optin(sale.id).await? } else { None };
        let contract = if sale.contract_date.is_some() { own.contract(sale.id).await? } else { None };
        Ok((optin, contract))
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
                (verdict, Finished { sign: Some(Sign::Unknown), pause, hold_off: false })
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
