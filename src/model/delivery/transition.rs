//! The transitions: what each event makes of a delivery, or why it does not apply. Pure and total.
//!
//! Not here: the words (`delivery`), and when an event happens (`engine`).

use std::time::Duration;

use chrono::TimeDelta;

use super::{
    Attempt, Check, Delivery, Doubt, Event, Fence, Judgement, Outcome, Policy, Refused, State, Tier, Verb,
};
use crate::clock::Timestamp;
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::SaleId;

impl Delivery {
    /// What `event` makes of this delivery at `now`.
    ///
    /// # Errors
    /// [`Refused`] when the event does not apply; the delivery stays as it was.
    pub fn apply(&self, event: Event, now: Timestamp, policy: &Policy) -> Result<Self, Refused> {
        let mut next = self.clone();
        match event {
            Event::Judged(judgement) => next.judged(judgement, now)?,
            Event::Intent { attempt, identical } => next.intent(attempt, identical, now, policy)?,
            Event::Untranslatable(failure) => next.untranslatable(failure)?,
            Event::Undeduplicated => next.undeduplicated(now, policy)?,
            Event::StandsThere { twin, failure } => next.stands_there(twin, failure)?,
            Event::Suspected(attempt) => next.suspected(attempt, now, policy)?,
            Event::Outcome { fence, outcome, luck } => next.outcome(fence, outcome, luck, now, policy)?,
            Event::FoundAtBoot => next.found_at_boot(now, policy)?,
            Event::Due => next.due(now, policy)?,
            Event::Checked(check) => next.checked(check, now, policy)?,
            Event::PartnerStatus { is_final, is_cancelled } => next.partner_status(is_final, is_cancelled)?,
            Event::Cancellation { open } if next.state.is_placed() => {
                next.cancel_requested = open && next.state == State::Sent;
            }
            Event::Cancellation { .. } => return self.wrong_state(),
            Event::Operator(verb) => next.operator(verb, now, policy)?,
        }
        Ok(next)
    }

    fn wrong_state<T>(&self) -> Result<T, Refused> {
        Err(Refused::WrongState { state: self.state })
    }

    fn judged(&mut self, judgement: Judgement, now: Timestamp) -> Result<(), Refused> {
        // A sale whose bytes may already be at the partner is no longer a matter of switches; one whose
        // bytes are proven not to be there is.
        if self.may_be_placed() || !matches!(self.state, State::Waiting | State::Ready | State::Queued) {
            return self.wrong_state();
        }
        (self.state, self.waiting) = match judgement {
            Judgement::Waits(why) => {
                // When it may go again, it goes as the mapping then says.
                self.attempt = None;
                self.next_at = None;
                (State::Waiting, Some(why))
            }
            // What an operator sent by hand, or was queued while the switch was on, stays queued.
            Judgement::ByHand if self.state == State::Queued => (State::Queued, None),
            Judgement::ByHand => (State::Ready, None),
            Judgement::Automatic { .. } if self.state == State::Queued => (State::Queued, None),
            Judgement::Automatic { grace } => {
                self.next_at = after(grace, now);
                (State::Queued, None)
            }
        };
        Ok(())
    }

    fn intent(
        &mut self,
        attempt: Attempt,
        identical: bool,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<(), Refused> {
        if self.state != State::Queued || identical != self.repeats() {
            return self.wrong_state();
        }
        if self.held {
            return Err(Refused::Held);
        }
        if self.next_at.is_some() {
            return Err(Refused::NotDue);
        }
        if self.may_double(policy, now) {
            return Err(Refused::Doubted);
        }
        self.generation = self.next_generation();
        // A body made anew is no new beginning: the backoff grows and the budget runs all the same.
        self.trying_since = self.trying_since.or(Some(now));
        self.attempts += 1;
        self.attempt = Some(attempt);
        self.state = State::Sending;
        self.next_at = None;
        Ok(())
    }

    fn untranslatable(&mut self, failure: Failure) -> Result<(), Refused> {
        if self.state != State::Queued {
            return self.wrong_state();
        }
        if self.may_be_placed() {
            // It may be there already, and cannot go again to find out.
            self.failure = Some(failure);
            self.enter_doubt(Doubt::Operator, None);
        } else {
            self.fall_out(failure);
        }
        Ok(())
    }

    fn undeduplicated(&mut self, now: Timestamp, policy: &Policy) -> Result<(), Refused> {
        if self.state != State::Queued || !self.may_double(policy, now) {
            return self.wrong_state();
        }
        self.requeue(now, policy);
        Ok(())
    }

    fn stands_there(&mut self, twin: SaleId, failure: Failure) -> Result<(), Refused> {
        // What was looked at once is not asked again, and what may be there goes its own way.
        if self.state != State::Queued || self.may_be_placed() || self.twin.is_some_and(|seen| seen >= twin) {
            return self.wrong_state();
        }
        self.twin = Some(twin);
        self.failure = Some(failure);
        self.enter_doubt(Doubt::Operator, None);
        Ok(())
    }

    /// Whatever the partner does with a second one: what another copy sent may have been another body.
    fn suspected(&mut self, attempt: Attempt, now: Timestamp, policy: &Policy) -> Result<(), Refused> {
        if self.state != State::Queued {
            return self.wrong_state();
        }
        if self.next_at.is_some() {
            return Err(Refused::NotDue);
        }
        self.generation = self.next_generation();
        self.doubted_at = Some(now);
        self.attempt = Some(Attempt { tier: attempt.tier.max(Tier::T1), ..attempt });
        self.failure = Some(Failure::found(Cause::Quarantine, Element::Partner));
        self.enter_doubt(Doubt::Settling, Some(now + delta(policy.settle)));
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
            let doubted = self.state == State::Uncertain
                || matches!(self.state, State::Queued | State::Retrying) && self.may_be_placed();
            return match (doubted, outcome) {
                (true, Outcome::Accepted(sale)) => {
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
                self.begin_anew();
                self.requeue(now, policy);
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
        let since = self.trying_since.unwrap_or(now);
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
        match self.is_deduplicated(policy) {
            // Another body under our reference: the partner has something of ours that is not this.
            true if conflict => self.enter_doubt(Doubt::Operator, None),
            true => {
                let since = self.trying_since.unwrap_or(now);
                if now - since > delta(policy.retry_budget) {
                    self.enter_doubt(Doubt::Operator, None);
                } else {
                    let wait = policy.backoff(self.retries, luck);
                    self.retries += 1;
                    self.enter_doubt(Doubt::Settling, Some(now + delta(wait)));
                }
            }
            false => self.enter_doubt(Doubt::Settling, Some(now + delta(policy.settle))),
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
        let wait = if self.is_deduplicated(policy) { policy.backoff(0, 0.0) } else { policy.settle };
        self.enter_doubt(Doubt::Settling, Some(now + delta(wait)));
        Ok(())
    }

    fn due(&mut self, now: Timestamp, policy: &Policy) -> Result<(), Refused> {
        if self.next_at.is_none_or(|at| at > now) {
            return Err(Refused::NotDue);
        }
        match (self.state, self.doubt) {
            (State::Queued, _) => self.next_at = None,
            (State::Retrying, _) => self.requeue(now, policy),
            (State::Uncertain, Some(Doubt::Settling)) if self.is_deduplicated(policy) => {
                self.requeue_identical();
            }
            // A short wait, from when the partner still deduplicated, is no settle time.
            (State::Uncertain, Some(Doubt::Settling)) => {
                match self.settled_at(policy).filter(|safe| *safe > now) {
                    Some(safe) => self.next_at = Some(safe),
                    None => {
                        self.fruitless = 0;
                        self.enter_doubt(Doubt::FirstCheck, Some(now));
                    }
                }
            }
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
            (Check::Absent, Some(Doubt::FirstCheck)) => {
                self.fruitless = 0;
                self.enter_doubt(Doubt::SecondCheck, Some(gap));
            }
            (Check::Absent, Some(Doubt::SecondCheck)) if self.next_at.is_none_or(|at| at <= now) => {
                self.requeue_absent(policy);
            }
            (Check::Absent, Some(Doubt::SecondCheck)) => return Err(Refused::NotDue),
            (Check::Inconclusive, Some(Doubt::Settling)) => return Err(Refused::NotDue),
            (Check::Inconclusive, Some(_)) if self.fruitless + 1 >= policy.fruitless_checks => {
                self.fruitless = 0;
                self.enter_doubt(Doubt::Operator, None);
            }
            (Check::Inconclusive, Some(_)) => {
                self.fruitless += 1;
                self.next_at = Some(gap);
            }
        }
        Ok(())
    }

    fn partner_status(&mut self, is_final: bool, is_cancelled: bool) -> Result<(), Refused> {
        if !self.state.is_placed() {
            return self.wrong_state();
        }
        self.cancel_requested &= !is_cancelled;
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
            (Verb::Send { grace }, State::Ready) => {
                self.state = State::Queued;
                self.next_at = after(grace, now);
            }
            (Verb::Send { .. }, State::Queued) if self.next_at.is_some() => self.next_at = None,
            // An attempt begins with a durable write: either that or this comes first.
            (Verb::Recall, State::Queued) if !self.may_be_placed() => {
                self.held = true;
                self.next_at = None;
            }
            (Verb::Send { .. }, State::Retrying) => {
                // With a doubt left from when the partner still deduplicated, that is waited out.
                if self.attempt.is_none() && self.may_double(policy, now) {
                    return Err(Refused::NotDue);
                }
                self.requeue(now, policy);
            }
            (Verb::Retry, State::Fallout | State::Skipped) => self.start_anew(now, policy),
            // What may be at the partner is not skipped before somebody has looked.
            (Verb::Skip, _) if self.may_be_placed() && self.doubt != Some(Doubt::Operator) => {
                return self.wrong_state();
            }
            (
                Verb::Skip,
                State::Waiting
                | State::Ready
                | State::Queued
                | State::Retrying
                | State::Fallout
                | State::Uncertain,
            ) => self.skip(),
            (Verb::Adopt(sale), State::Uncertain) => self.place(sale),
            (Verb::ConfirmAbsent, State::Uncertain) if self.doubt == Some(Doubt::Operator) => {
                // A look before the settle time shows nothing, whoever looks.
                if !self.is_deduplicated(policy) && self.settled_at(policy).is_some_and(|safe| safe > now) {
                    return Err(Refused::NotDue);
                }
                self.found_sending = 0;
                self.begin_anew();
                self.requeue_absent(policy);
            }
            (Verb::RequestCancel, State::Sent) => self.cancel_requested = true,
            _ => return self.wrong_state(),
        }
        Ok(())
    }

    /// An operator tries again what was refused or skipped: with a new body, unless the old one may be at
    /// the partner. Then its bytes go again where the partner deduplicates; elsewhere it is looked up first.
    fn start_anew(&mut self, now: Timestamp, policy: &Policy) {
        self.failure = None;
        self.begin_anew();
        if self.may_be_placed() && self.is_deduplicated(policy) {
            self.requeue_identical();
        } else {
            self.requeue(now, policy);
        }
    }

    /// The backoff and the retry budget count from the next attempt.
    fn begin_anew(&mut self) {
        self.retries = 0;
        self.trying_since = None;
    }

    fn place(&mut self, sale: SaleId) {
        self.state = State::Sent;
        self.partner_sale_id = Some(sale);
        self.doubt = None;
        self.attempt = None;
        self.doubted_at = None;
        self.next_at = None;
        self.found_sending = 0;
        self.fruitless = 0;
        self.failure = None;
        self.held = false;
        self.begin_anew();
    }

    fn fall_out(&mut self, failure: Failure) {
        self.state = State::Fallout;
        self.failure = Some(failure);
        self.attempt = None;
        self.next_at = None;
    }

    fn skip(&mut self) {
        self.state = State::Skipped;
        self.doubt = None;
        self.forget_attempt_unless_doubted();
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

    /// Absence is proven, so the doubt is over. Where the partner deduplicates it was only said by a person,
    /// and a late execution remains harmless as long as the reference stays the same.
    fn requeue_absent(&mut self, policy: &Policy) {
        if !self.is_deduplicated(policy) {
            self.doubted_at = None;
        }
        self.requeue_identical();
    }

    /// Queued again, where nothing can double. Otherwise an earlier attempt of unknown outcome is looked
    /// for, or waited out when the partner has refused its bytes since.
    fn requeue(&mut self, now: Timestamp, policy: &Policy) {
        self.forget_attempt_unless_doubted();
        self.doubt = None;
        let safe = self.settled_at(policy).map(|safe| safe.max(now));
        match (self.may_double(policy, now), self.attempt.is_some()) {
            (false, _) => {
                self.state = State::Queued;
                self.next_at = None;
            }
            (true, true) => self.enter_doubt(Doubt::Settling, safe),
            (true, false) => {
                self.state = State::Retrying;
                self.next_at = safe;
            }
        }
    }

    /// Bytes that may have reached the partner must go again unchanged; others may be made anew.
    fn forget_attempt_unless_doubted(&mut self) {
        if self.doubted_at.is_none() {
            self.attempt = None;
        }
    }
}

/// When a grace that begins now is over; `None` without one.
fn after(grace: Duration, now: Timestamp) -> Option<Timestamp> {
    (!grace.is_zero()).then(|| now + delta(grace))
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}
