//! The life of a forwarded sale: states, and the one pure transition function that production, the model
//! check and the tests all use.
//!
//! ```text
//! waiting -> ready (by hand) | queued -> sending (intent durable) -+-> sent -> done | cancelled
//!    ^                           ^                                 +-> fallout   proven not executed
//!    |                           |                                 +-> retrying  proven not executed, next_at
//!    |                           |                                 +-> uncertain settle -> two checks
//!    +--- an operator: adopt | confirm absent | retry | skip             -> sent | queued | operator
//! ```
//!
//! The promise: never two POSTs unless the first is proven not executed, or was absent from a sound
//! listing after the settle time, or the partner itself refuses a second sale under one reference (tier
//! T0). Everything else goes to a person.
//!
//! Not here: I/O, waiting, and who may send (`engine::forward`).

use std::time::Duration;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use ulid::Ulid;

use super::failure::{Cause, Failure};
use super::ids::SaleId;
use super::queue::WaitingReason;
use crate::clock::Timestamp;

/// The states of a sale. The words are the same in JSON, on screens and in tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Conditions or status do not let it go.
    Waiting,
    /// May go, by hand.
    Ready,
    /// Will go.
    Queued,
    /// An attempt's intent is durable and its outcome is not.
    Sending,
    /// Proven not executed; goes again at `next_at`.
    Retrying,
    /// The partner has it.
    Sent,
    /// The partner refused it, or koppel knows that it would.
    Fallout,
    /// Nobody knows yet whether the partner has it.
    Uncertain,
    /// An operator decided that it does not go.
    Skipped,
    /// Cancelled at the partner.
    Cancelled,
    /// The partner's status is final.
    Done,
}

impl State {
    /// Every state, in the order of a sale's life.
    pub const ALL: [State; 11] = [
        Self::Waiting,
        Self::Ready,
        Self::Queued,
        Self::Sending,
        Self::Retrying,
        Self::Sent,
        Self::Fallout,
        Self::Uncertain,
        Self::Skipped,
        Self::Cancelled,
        Self::Done,
    ];

    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Ready => "ready",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Retrying => "retrying",
            Self::Sent => "sent",
            Self::Fallout => "fallout",
            Self::Uncertain => "uncertain",
            Self::Skipped => "skipped",
            Self::Cancelled => "cancelled",
            Self::Done => "done",
        }
    }

    /// True when the partner has the sale.
    pub fn is_placed(self) -> bool {
        matches!(self, Self::Sent | Self::Done | Self::Cancelled)
    }
}

/// Where the doubt about an uncertain sale stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Late execution is still possible.
    Settling,
    /// Waits for the first conclusive check.
    FirstCheck,
    /// Absent once; waits for the second conclusive check.
    SecondCheck,
    /// A person must decide.
    Operator,
}

/// How a partner's sale is matched to ours. Chosen per integration, shown to the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Tier {
    /// The partner deduplicates by `external_reference`: identical bytes may be posted again.
    T0,
    /// The partner echoes `external_reference` in its listings.
    T1,
    /// The reference travels as the answer to a question.
    T2,
    /// Fingerprint of the sale, and ids above a base.
    T3,
}

/// Which boot and which claim an attempt belongs to. A later fence outranks an earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fence {
    /// Number of the boot of the store.
    pub epoch: u64,
    /// Counter within the boot.
    pub counter: u64,
}

/// Waits and limits of the protocol, already scaled by the clock's speed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Policy {
    /// How sales are matched.
    pub tier: Tier,
    /// How long a late execution must be feared.
    pub settle: Duration,
    /// Between the two conclusive checks.
    pub scan_gap: Duration,
    /// First wait after an attempt that was proven not executed; doubles.
    pub backoff_base: Duration,
    /// Longest such wait.
    pub backoff_cap: Duration,
    /// A sale that retried for so long goes to a person.
    pub retry_budget: Duration,
    /// Found `sending` at so many boots in a row, a sale goes to a person.
    pub poison_after: u32,
}

impl Policy {
    /// The protocol's own waits for `tier`, divided by `speed`.
    pub fn new(tier: Tier, speed: f64) -> Self {
        let scaled = |seconds: u64| Duration::from_secs(seconds).div_f64(speed.max(1.0));
        Self {
            tier,
            // Cloudflare gives up at about 100 s while the origin may go on; 15 minutes cost little next
            // to two contracts.
            settle: scaled(15 * 60),
            scan_gap: scaled(5 * 60),
            backoff_base: scaled(2),
            backoff_cap: scaled(15 * 60),
            retry_budget: scaled(24 * 60 * 60),
            // Where a resend is harmless, being killed in the middle of one says little about the sale.
            poison_after: if tier == Tier::T0 { 5 } else { 2 },
        }
    }

    /// Full jitter: a wait between half and the whole of the doubled base, by `luck` in 0..1.
    pub fn backoff(&self, retries: u32, luck: f64) -> Duration {
        let whole = self.backoff_base.saturating_mul(1 << retries.min(20)).min(self.backoff_cap);
        whole.mul_f64(0.5 + 0.5 * luck.clamp(0.0, 1.0))
    }
}

/// The attempt that is open, or that an automatic resend repeats.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Attempt {
    /// Its id; the store keeps the exact bytes it sent under it.
    pub id: Ulid,
    /// Who may write its outcome.
    pub fence: Fence,
    /// When its intent became durable.
    pub started_at: Timestamp,
}

/// The life of one sale's delivery, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Delivery {
    /// State.
    pub state: State,
    /// Set exactly when `uncertain`.
    pub doubt: Option<Doubt>,
    /// Set exactly when `waiting`, once known.
    pub waiting: Option<WaitingReason>,
    /// Held: keeps its state, but no attempt starts.
    pub held: bool,
    /// Cancellation was asked for.
    pub cancel_requested: bool,
    /// Generation of the body last sent; 0 before the first.
    pub generation: u32,
    /// Attempts made, all generations.
    pub attempts: u32,
    /// Retries of this generation, for the backoff.
    pub retries: u32,
    /// The open attempt (`sending`, `uncertain`), or the one whose bytes go again (`queued`, `retrying`).
    pub attempt: Option<Attempt>,
    /// When the first attempt of this generation started: the retry budget counts from here.
    pub generation_since: Option<Timestamp>,
    /// When the last attempt of unknown outcome started, while a late execution of it is possible.
    pub doubted_at: Option<Timestamp>,
    /// When the next step is due: a retry, a resend, a check.
    pub next_at: Option<Timestamp>,
    /// Boots in a row that found it `sending`.
    pub found_sending: u32,
    /// Number at the partner, once known.
    pub partner_sale_id: Option<SaleId>,
    /// The last failure, while it matters.
    pub failure: Option<Failure>,
}

/// What can happen to a delivery.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The switches and conditions were looked at again.
    Judged(Judgement),
    /// An attempt begins: its intent is about to become durable.
    Intent {
        /// The attempt.
        attempt: Attempt,
        /// True when it sends the bytes of the attempt before, false for a body made anew.
        identical: bool,
    },
    /// koppel found before sending that the partner would refuse it.
    Untranslatable(Failure),
    /// The open attempt ended. `fence` is the one it was made with.
    Outcome {
        /// Whose outcome it is.
        fence: Fence,
        /// How it ended.
        outcome: Outcome,
        /// 0..1, for the jitter of the next wait.
        luck: f64,
    },
    /// The service started and found the attempt open.
    FoundAtBoot,
    /// `next_at` has come.
    Due,
    /// A check of the partner's listing ended.
    Checked(Check),
    /// B's status was seen.
    PartnerStatus {
        /// The sale will not change any more.
        is_final: bool,
        /// It ended without a contract.
        is_cancelled: bool,
    },
    /// An operator decided.
    Operator(Verb),
}

/// What the switches and conditions say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It may not go.
    Waits(WaitingReason),
    /// It may go, by hand.
    ByHand,
    /// It goes by itself.
    Automatic,
}

/// How one POST ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The partner has it under this number.
    Accepted(SaleId),
    /// Proven not executed; worth another attempt.
    NotExecuted {
        /// Why.
        failure: Failure,
        /// The partner's own wait, when it named one.
        retry_after: Option<Duration>,
    },
    /// Proven not executed, and not this sale's fault: it goes back, and the integration pauses.
    Returned(Failure),
    /// Proven not executed: the partner refuses it.
    Rejected(Failure),
    /// Nobody knows.
    Unknown(Failure),
}

/// What a check of the partner's listing showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// Exactly one sale of theirs is this one.
    Found(SaleId),
    /// A conclusive scan does not show it.
    Absent,
    /// Several, or only a weak likeness.
    Ambiguous,
    /// The scan proves nothing.
    Inconclusive,
}

/// What an operator may decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Send it now, by hand.
    Send,
    /// Try a fallout or skipped sale again.
    Retry,
    /// It does not go.
    Skip,
    /// Keep it from going.
    Hold,
    /// Let it go again.
    Release,
    /// The partner has it, under this number.
    Adopt(SaleId),
    /// The partner does not have it.
    ConfirmAbsent,
    /// Ask the partner to cancel it.
    RequestCancel,
}

/// An event that does not apply to the state it met. Nothing changes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The event has no meaning in this state.
    #[error("not possible while {}", .state.word())]
    WrongState {
        /// The state.
        state: State,
    },
    /// The attempt was fenced off by a later one.
    #[error("the outcome belongs to an attempt that was given up")]
    Fenced,
    /// The sale is held.
    #[error("the sale is held")]
    Held,
    /// Its time has not come.
    #[error("not yet due")]
    NotDue,
}

impl Default for Delivery {
    fn default() -> Self {
        Self {
            state: State::Waiting,
            doubt: None,
            waiting: None,
            held: false,
            cancel_requested: false,
            generation: 0,
            attempts: 0,
            retries: 0,
            attempt: None,
            generation_since: None,
            doubted_at: None,
            next_at: None,
            found_sending: 0,
            partner_sale_id: None,
            failure: None,
        }
    }
}

impl Delivery {
    /// True when the bytes of the last attempt must go again, unchanged, instead of a new body.
    pub fn repeats(&self) -> bool {
        self.state == State::Queued && self.attempt.is_some()
    }

    /// The generation that the next attempt sends under.
    pub fn next_generation(&self) -> u32 {
        if self.repeats() { self.generation } else { self.generation + 1 }
    }

    /// True when an attempt may start now.
    pub fn may_start(&self) -> bool {
        self.state == State::Queued && !self.held
    }

    /// True when nothing changes any more without new input: from an operator, a mapping, A or B.
    pub fn is_settled(&self) -> bool {
        match self.state {
            State::Queued => self.held,
            State::Sending | State::Retrying => false,
            State::Uncertain => self.doubt == Some(Doubt::Operator),
            _ => true,
        }
    }

    /// What `event` makes of this delivery at `now`.
    ///
    /// # Errors
    /// [`Refused`] when the event does not apply; the delivery stays as it was.
    pub fn apply(&self, event: Event, now: Timestamp, policy: &Policy) -> Result<Self, Refused> {
        let mut next = self.clone();
        match event {
            Event::Judged(judgement) => next.judged(judgement)?,
            Event::Intent { attempt, identical } => next.intent(attempt, identical, now)?,
            Event::Untranslatable(failure) => next.untranslatable(failure)?,
            Event::Outcome { fence, outcome, luck } => next.outcome(fence, outcome, luck, now, policy)?,
            Event::FoundAtBoot => next.found_at_boot(now, policy)?,
            Event::Due => next.due(now, policy)?,
            Event::Checked(check) => next.checked(check, now, policy)?,
            Event::PartnerStatus { is_final, is_cancelled } => next.partner_status(is_final, is_cancelled)?,
            Event::Operator(verb) => next.operator(verb, now, policy)?,
        }
        Ok(next)
    }

    fn wrong_state<T>(&self) -> Result<T, Refused> {
        Err(Refused::WrongState { state: self.state })
    }

    fn judged(&mut self, judgement: Judgement) -> Result<(), Refused> {
        // A sale whose bytes may already be at the partner is no longer a matter of switches.
        if self.repeats() || !matches!(self.state, State::Waiting | State::Ready | State::Queued) {
            return self.wrong_state();
        }
        (self.state, self.waiting) = match judgement {
            Judgement::Waits(why) => (State::Waiting, Some(why)),
            // What an operator sent by hand, or was queued while the switch was on, stays queued.
            Judgement::ByHand if self.state == State::Queued => (State::Queued, None),
            Judgement::ByHand => (State::Ready, None),
            Judgement::Automatic => (State::Queued, None),
        };
        Ok(())
    }

    fn intent(&mut self, attempt: Attempt, identical: bool, now: Timestamp) -> Result<(), Refused> {
        if self.state != State::Queued || identical != self.repeats() {
            return self.wrong_state();
        }
        if self.held {
            return Err(Refused::Held);
        }
        self.generation = self.next_generation();
        if !identical {
            self.retries = 0;
            self.generation_since = Some(now);
        }
        self.attempts += 1;
        self.attempt = Some(attempt);
        self.state = State::Sending;
        self.next_at = None;
        Ok(())
    }

    fn untranslatable(&mut self, failure: Failure) -> Result<(), Refused> {
        if self.state != State::Queued || self.repeats() {
            return self.wrong_state();
        }
        self.fall_out(failure);
        Ok(())
    }

    fn outcome(
        &mut self,
        fence: Fence,
        outcome: Outcome,
        luck: f64,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<(), Refused> {
        let Some(attempt) = self.attempt.clone() else { return self.wrong_state() };
        let open = self.state == State::Sending && attempt.fence == fence;
        if !open {
            // A late answer is evidence: it may only end a doubt, never reopen anything.
            return match (self.state, outcome) {
                (State::Uncertain, Outcome::Accepted(sale)) => {
                    self.place(sale);
                    Ok(())
                }
                _ => Err(Refused::Fenced),
            };
        }
        self.found_sending = 0;
        match outcome {
            Outcome::Accepted(sale) => self.place(sale),
            Outcome::Rejected(failure) => self.fall_out(failure),
            Outcome::Returned(failure) => {
                self.failure = Some(failure);
                self.state = State::Queued;
                self.forget_attempt_unless_doubted();
            }
            Outcome::NotExecuted { failure, retry_after } => {
                self.retry(failure, retry_after, luck, now, policy);
            }
            Outcome::Unknown(failure) => {
                self.doubted_at = Some(attempt.started_at);
                self.doubt_from(failure, luck, now, policy);
            }
        }
        Ok(())
    }

    fn retry(
        &mut self,
        failure: Failure,
        retry_after: Option<Duration>,
        luck: f64,
        now: Timestamp,
        policy: &Policy,
    ) {
        let since = self.generation_since.unwrap_or(now);
        self.failure = Some(failure);
        if now - since > delta(policy.retry_budget) {
            self.enter_doubt(Doubt::Operator, None);
            return;
        }
        let wait = match retry_after {
            Some(named) => named.mul_f64(1.0 + 0.2 * luck.clamp(0.0, 1.0)),
            None => policy.backoff(self.retries, luck),
        };
        self.retries += 1;
        self.state = State::Retrying;
        self.next_at = Some(now + delta(wait));
    }

    /// Unknown outcome: where the partner deduplicates, the same bytes go again after a backoff;
    /// elsewhere late execution must be feared for the settle time.
    fn doubt_from(&mut self, failure: Failure, luck: f64, now: Timestamp, policy: &Policy) {
        let conflict = failure.cause == Cause::ReferenceConflict;
        self.failure = Some(failure);
        match policy.tier {
            // Another body under our reference: the partner has something of ours that is not this.
            Tier::T0 if conflict => self.enter_doubt(Doubt::Operator, None),
            Tier::T0 => {
                let since = self.generation_since.unwrap_or(now);
                if now - since > delta(policy.retry_budget) {
                    self.enter_doubt(Doubt::Operator, None);
                } else {
                    let wait = policy.backoff(self.retries, luck);
                    self.retries += 1;
                    self.enter_doubt(Doubt::Settling, Some(now + delta(wait)));
                }
            }
            Tier::T1 | Tier::T2 | Tier::T3 => {
                self.enter_doubt(Doubt::Settling, Some(now + delta(policy.settle)));
            }
        }
    }

    fn found_at_boot(&mut self, now: Timestamp, policy: &Policy) -> Result<(), Refused> {
        if self.state != State::Sending {
            return self.wrong_state();
        }
        self.found_sending += 1;
        self.doubted_at = self.attempt.as_ref().map(|attempt| attempt.started_at);
        if self.found_sending >= policy.poison_after {
            self.enter_doubt(Doubt::Operator, None);
            return Ok(());
        }
        let wait = match policy.tier {
            Tier::T0 => policy.backoff(0, 0.0),
            Tier::T1 | Tier::T2 | Tier::T3 => policy.settle,
        };
        self.enter_doubt(Doubt::Settling, Some(now + delta(wait)));
        Ok(())
    }

    fn due(&mut self, now: Timestamp, policy: &Policy) -> Result<(), Refused> {
        if self.next_at.is_none_or(|at| at > now) {
            return Err(Refused::NotDue);
        }
        match (self.state, self.doubt) {
            (State::Retrying, _) => {
                self.state = State::Queued;
                self.next_at = None;
                self.forget_attempt_unless_doubted();
            }
            (State::Uncertain, Some(Doubt::Settling)) if policy.tier == Tier::T0 => self.requeue_identical(),
            (State::Uncertain, Some(Doubt::Settling)) => self.enter_doubt(Doubt::FirstCheck, Some(now)),
            _ => return self.wrong_state(),
        }
        Ok(())
    }

    fn checked(&mut self, check: Check, now: Timestamp, policy: &Policy) -> Result<(), Refused> {
        let State::Uncertain = self.state else { return self.wrong_state() };
        let gap = now + delta(policy.scan_gap);
        match (check, self.doubt) {
            // An exact or strong match ends the doubt at once, whatever a clock says.
            (Check::Found(sale), _) => self.place(sale),
            (_, Some(Doubt::Operator) | None) => return self.wrong_state(),
            (Check::Ambiguous, _) => self.enter_doubt(Doubt::Operator, None),
            // Absence counts only after the settle time.
            (Check::Absent, Some(Doubt::Settling)) => return Err(Refused::NotDue),
            (Check::Absent, Some(Doubt::FirstCheck)) => self.enter_doubt(Doubt::SecondCheck, Some(gap)),
            (Check::Absent, Some(Doubt::SecondCheck)) if self.next_at.is_none_or(|at| at <= now) => {
                self.requeue_identical();
            }
            (Check::Absent, Some(Doubt::SecondCheck)) => return Err(Refused::NotDue),
            (Check::Inconclusive, Some(Doubt::Settling)) => return Err(Refused::NotDue),
            (Check::Inconclusive, Some(_)) => self.next_at = Some(gap),
        }
        Ok(())
    }

    fn partner_status(&mut self, is_final: bool, is_cancelled: bool) -> Result<(), Refused> {
        if !self.state.is_placed() {
            return self.wrong_state();
        }
        self.state = match (is_final, is_cancelled) {
            (_, true) => State::Cancelled,
            (true, false) => State::Done,
            (false, false) => State::Sent,
        };
        Ok(())
    }

    fn operator(&mut self, verb: Verb, now: Timestamp, policy: &Policy) -> Result<(), Refused> {
        match (verb, self.state) {
            (Verb::Hold, state) if !state.is_placed() => self.held = true,
            (Verb::Release, _) if self.held => self.held = false,
            (Verb::Send, State::Ready) => self.state = State::Queued,
            (Verb::Send, State::Retrying) => {
                self.state = State::Queued;
                self.next_at = None;
                self.forget_attempt_unless_doubted();
            }
            (Verb::Retry, State::Fallout | State::Skipped) => self.start_anew(now, policy),
            (Verb::Skip, State::Waiting | State::Ready | State::Fallout | State::Retrying) => self.skip(),
            (Verb::Skip, State::Queued) if !self.repeats() => self.skip(),
            (Verb::Adopt(sale), State::Uncertain) => self.place(sale),
            (Verb::ConfirmAbsent, State::Uncertain) if self.doubt == Some(Doubt::Operator) => {
                self.found_sending = 0;
                self.retries = 0;
                self.generation_since = Some(now);
                self.requeue_identical();
            }
            (Verb::RequestCancel, State::Sent) => self.cancel_requested = true,
            _ => return self.wrong_state(),
        }
        Ok(())
    }

    /// A new body after a refusal. If an earlier attempt of unknown outcome could still be executed,
    /// the new one waits until it cannot.
    fn start_anew(&mut self, now: Timestamp, policy: &Policy) {
        self.attempt = None;
        self.failure = None;
        match self.doubted_at.map(|at| at + delta(policy.settle)) {
            Some(safe) if safe > now => {
                self.state = State::Retrying;
                self.next_at = Some(safe);
            }
            _ => {
                self.state = State::Queued;
                self.next_at = None;
            }
        }
        self.doubted_at = None;
    }

    fn place(&mut self, sale: SaleId) {
        self.state = State::Sent;
        self.partner_sale_id = Some(sale);
        self.doubt = None;
        self.attempt = None;
        self.doubted_at = None;
        self.next_at = None;
        self.found_sending = 0;
        self.failure = None;
        self.held = false;
    }

    fn fall_out(&mut self, failure: Failure) {
        self.state = State::Fallout;
        self.failure = Some(failure);
        self.attempt = None;
        self.next_at = None;
    }

    fn skip(&mut self) {
        self.state = State::Skipped;
        self.attempt = None;
        self.next_at = None;
        self.waiting = None;
    }

    fn enter_doubt(&mut self, doubt: Doubt, next_at: Option<Timestamp>) {
        self.state = State::Uncertain;
        self.doubt = Some(doubt);
        self.next_at = next_at;
    }

    fn requeue_identical(&mut self) {
        self.state = State::Queued;
        self.doubt = None;
        self.next_at = None;
    }

    /// Bytes that may have reached the partner must go again unchanged; others may be made anew.
    fn forget_attempt_unless_doubted(&mut self) {
        if self.doubted_at.is_none() {
            self.attempt = None;
        }
    }
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}
