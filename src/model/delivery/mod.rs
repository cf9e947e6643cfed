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

mod transition;

use std::time::Duration;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use ulid::Ulid;

use super::backoff::Backoff;
use super::failure::Failure;
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

    /// True while the engine has something to do for the sale.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Queued | Self::Sending | Self::Retrying | Self::Uncertain)
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
    /// After so many checks in a row that proved nothing, it goes to a person too.
    pub fruitless_checks: u32,
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
            // An hour of checks, one every scan gap.
            fruitless_checks: 12,
        }
    }

    /// Full jitter: a wait between half and the whole of the doubled base, by `luck` in 0..1.
    pub fn backoff(&self, retries: u32, luck: f64) -> Duration {
        Backoff::new(self.backoff_base, self.backoff_cap).wait(retries, luck)
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
    /// How sales were matched when it began. Only what went to a partner that deduplicates may go there
    /// again without a look; of an attempt whose tier nobody wrote down that is not known.
    #[serde(default = "unproven")]
    pub tier: Tier,
}

fn unproven() -> Tier {
    Tier::T3
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
    /// Attempts in a row that did not settle it, for the backoff. An operator's decision starts anew.
    pub retries: u32,
    /// The open attempt (`sending`, `uncertain`), or the one whose bytes go again (`queued`, `retrying`), or
    /// would if an operator tried again (`skipped`).
    pub attempt: Option<Attempt>,
    /// When the first attempt of that row started: the retry budget counts from here.
    pub trying_since: Option<Timestamp>,
    /// When the last attempt of unknown outcome started. It stays set until the sale is placed, or proven
    /// absent: until then a late execution of it must be reckoned with.
    pub doubted_at: Option<Timestamp>,
    /// When the next step is due: a retry, a resend, a check; of a queued one, when it can no longer be
    /// recalled and goes.
    pub next_at: Option<Timestamp>,
    /// Boots in a row that found it `sending`.
    pub found_sending: u32,
    /// Checks in a row that proved nothing.
    #[serde(default)]
    pub fruitless: u32,
    /// The highest number there of a sale that this one would be a second of: a person was told of it, before
    /// anything was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<SaleId>,
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
    /// koppel found before sending that the partner would refuse it, or that it cannot be sent at all.
    Untranslatable(Failure),
    /// What went to a partner that deduplicated would go to one that does not, or not to the same one: it
    /// is looked for first.
    Undeduplicated,
    /// Before anything was sent, the partner was seen to have a sale that this one would be a second of: a
    /// person looks.
    StandsThere {
        /// Its number there; the highest, when there are several.
        twin: SaleId,
        /// What is said of it.
        failure: Failure,
    },
    /// Another copy of this store may have placed it: it is looked for first. The attempt stands for what that
    /// one may have sent.
    Suspected(Attempt),
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
    /// B was seen to have a request to cancel it: open, or answered without cancelling.
    Cancellation {
        /// Nobody has answered it.
        open: bool,
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
    Automatic {
        /// So long it can be recalled before it does.
        grace: Duration,
    },
}

impl Judgement {
    /// It goes by itself, at once.
    pub const AT_ONCE: Self = Self::Automatic { grace: Duration::ZERO };
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

/// What a check of the partner's listing showed. The scan began while the delivery waited for it: one that
/// began before the settle time was over proves no absence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// Send it, by hand; what waits to be recalled goes now.
    Send {
        /// So long it can be recalled before it goes.
        grace: Duration,
    },
    /// Try a fallout or skipped sale again.
    Retry,
    /// It does not go.
    Skip,
    /// Keep it from going.
    Hold,
    /// Let it go again.
    Release,
    /// Take it back before anything was sent: it is held from then on, and nothing is on its way.
    Recall,
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
    /// An earlier attempt may be at a partner that would take both.
    #[error("an earlier attempt may have arrived: it is looked for first")]
    Doubted,
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
            trying_since: None,
            doubted_at: None,
            next_at: None,
            found_sending: 0,
            fruitless: 0,
            twin: None,
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

    /// The generation that the next attempt sends under. A new body after a doubt goes under the reference
    /// of the doubted one: a partner that refuses a second sale under one reference then refuses whichever
    /// of the two comes last.
    pub fn next_generation(&self) -> u32 {
        if self.repeats() || self.doubted_at.is_some() { self.generation } else { self.generation + 1 }
    }

    /// True when bytes that may have reached the partner must go again unchanged: they may be there.
    pub fn may_be_placed(&self) -> bool {
        self.attempt.is_some() && self.doubted_at.is_some()
    }

    /// True when an attempt now would go out beside an earlier one of unknown outcome, to a partner that
    /// would take both.
    pub fn may_double(&self, policy: &Policy, now: Timestamp) -> bool {
        self.doubted_at.is_some()
            && !self.is_deduplicated(policy)
            && (self.attempt.is_some() || self.settled_at(policy).is_some_and(|safe| safe > now))
    }

    /// True when the partner takes the doubted attempt and a repetition of it for one.
    fn is_deduplicated(&self, policy: &Policy) -> bool {
        let was = self.attempt.as_ref().is_none_or(|attempt| attempt.tier == Tier::T0);
        policy.tier == Tier::T0 && was
    }

    /// When a late execution of the doubted attempt need no longer be feared.
    fn settled_at(&self, policy: &Policy) -> Option<Timestamp> {
        let settle = TimeDelta::from_std(policy.settle).unwrap_or(TimeDelta::MAX);
        self.doubted_at.map(|at| at + settle)
    }

    /// True when an attempt may start now.
    pub fn may_start(&self) -> bool {
        self.state == State::Queued && !self.held
    }

    /// True when nothing changes any more without new input: from an operator, a mapping, A or B.
    pub fn is_settled(&self) -> bool {
        match self.state {
            State::Queued => self.held && self.next_at.is_none(),
            State::Sending | State::Retrying => false,
            State::Uncertain => self.doubt == Some(Doubt::Operator),
            _ => true,
        }
    }
}

#[cfg(test)]
mod exhaustive;
#[cfg(test)]
mod tests;
