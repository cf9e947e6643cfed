//! The breaker of one integration: stops sending when the partner fails, tries with a GET, and lets the
//! first sale after that go alone. Pure: told of outcomes, asked what may be done.
//!
//! Not here: refusals of single sales (they say the partner works), a pause until an operator acts.

use std::collections::VecDeque;
use std::time::Duration;

use crate::clock::Timestamp;

/// How an attempt ended, as far as the partner's health goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// It answered, whatever it said.
    Works,
    /// It was not reached.
    Failed,
    /// Nobody knows what became of the request.
    Unknown,
}

/// What may be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Send, so many at once as the tier allows.
    Open,
    /// Send one, and wait for its outcome.
    One,
    /// Nothing until then.
    Shut(Timestamp),
    /// Ask with a GET, and say how it went.
    Probe,
}

/// Failures within this time count together.
const WINDOW: Duration = Duration::from_secs(60);
/// So many of them stop sending, when they are at least half of all outcomes in that time: one request in
/// ten that fails is no reason to leave the other nine waiting.
const FAILURES: usize = 5;
/// So many unknown outcomes in a row stop it too: each may be a sale that is there and not known.
const UNKNOWN_IN_A_ROW: u32 = 3;
const FIRST_WAIT: Duration = Duration::from_secs(30);
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Closed,
    Shut {
        until: Timestamp,
    },
    Probing,
    /// The probe went well; `sent` once the one sale is under way.
    OnTrial {
        sent: bool,
    },
}

/// The breaker.
#[derive(Debug)]
pub struct Breaker {
    state: State,
    speed: f64,
    wait: Duration,
    recent: VecDeque<(Timestamp, bool)>,
    unknown: u32,
}

impl Breaker {
    /// A closed breaker; waits are divided by `speed`.
    pub fn new(speed: f64) -> Self {
        let speed = speed.max(1.0);
        Self {
            state: State::Closed,
            speed,
            wait: FIRST_WAIT.div_f64(speed),
            recent: VecDeque::new(),
            unknown: 0,
        }
    }

    /// What may be done at `now`.
    pub fn gate(&self, now: Timestamp) -> Gate {
        match self.state {
            State::Closed => Gate::Open,
            State::Shut { until } if until > now => Gate::Shut(until),
            State::Shut { .. } => Gate::Probe,
            // Its own outcome moves it on.
            State::Probing | State::OnTrial { sent: true } => Gate::Shut(Timestamp::MAX_UTC),
            State::OnTrial { sent: false } => Gate::One,
        }
    }

    /// A probe has begun.
    pub fn probing(&mut self) {
        self.state = State::Probing;
    }

    /// A probe has ended.
    pub fn probed(&mut self, works: bool, now: Timestamp) {
        if self.state == State::Probing {
            if works {
                self.state = State::OnTrial { sent: false };
            } else {
                self.shut(now);
            }
        }
    }

    /// The one sale that is let through is under way.
    pub fn trial_sent(&mut self) {
        if self.state == (State::OnTrial { sent: false }) {
            self.state = State::OnTrial { sent: true };
        }
    }

    /// The one sale that was let through turned out not to be sent at all.
    pub fn trial_returned(&mut self) {
        if self.state == (State::OnTrial { sent: true }) {
            self.state = State::OnTrial { sent: false };
        }
    }

    /// Until when nothing is sent; `None` while sending.
    pub fn until(&self) -> Option<Timestamp> {
        match self.state {
            State::Shut { until } => Some(until),
            _ => None,
        }
    }

    /// True while sending as usual.
    pub fn is_closed(&self) -> bool {
        self.state == State::Closed
    }

    /// An attempt ended; true when that opened the breaker.
    pub fn saw(&mut self, sign: Sign, now: Timestamp) -> bool {
        let window = WINDOW.div_f64(self.speed);
        self.recent.push_back((now, sign != Sign::Works));
        while self.recent.front().is_some_and(|(at, _)| (now - *at).to_std().unwrap_or_default() > window) {
            self.recent.pop_front();
        }
        self.unknown = if sign == Sign::Unknown { self.unknown + 1 } else { 0 };
        match self.state {
            State::OnTrial { .. } if sign == Sign::Works => {
                self.state = State::Closed;
                self.wait = FIRST_WAIT.div_f64(self.speed);
                self.recent.clear();
                false
            }
            State::OnTrial { .. } => {
                self.shut(now);
                true
            }
            State::Closed => {
                let failed = self.recent.iter().filter(|(_, failed)| *failed).count();
                let opens =
                    failed >= FAILURES && 2 * failed >= self.recent.len() || self.unknown >= UNKNOWN_IN_A_ROW;
                if opens {
                    self.shut(now);
                }
                opens
            }
            // Late outcomes of attempts that were under way say nothing new.
            State::Shut { .. } | State::Probing => false,
        }
    }

    fn shut(&mut self, now: Timestamp) {
        self.state = State::Shut { until: now + self.wait };
        self.wait = (self.wait * 2).min(LONGEST_WAIT.div_f64(self.speed));
        self.unknown = 0;
        self.recent.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        chrono::DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn five_failures_in_a_minute_shut_it_and_the_wait_doubles() {
        let mut breaker = Breaker::new(1.0);
        for n in 0..4 {
            assert!(!breaker.saw(Sign::Failed, at(n)));
        }
        assert!(breaker.saw(Sign::Failed, at(4)));
        assert_eq!(breaker.gate(at(5)), Gate::Shut(at(34)));
        assert_eq!(breaker.gate(at(34)), Gate::Probe);
        breaker.probing();
        breaker.probed(false, at(35));
        assert_eq!(breaker.gate(at(36)), Gate::Shut(at(95)));
    }

    #[test]
    fn old_failures_and_a_few_among_many_do_not_shut_it() {
        let mut breaker = Breaker::new(1.0);
        for n in 0..20 {
            assert!(!breaker.saw(Sign::Failed, at(n * 20)), "{n}");
        }
        let mut breaker = Breaker::new(1.0);
        for n in 0..100 {
            let sign = if n % 10 == 0 { Sign::Failed } else { Sign::Works };
            assert!(!breaker.saw(sign, at(0)), "{n}");
        }
    }

    #[test]
    fn three_unknown_in_a_row_shut_it() {
        let mut breaker = Breaker::new(1.0);
        assert!(!breaker.saw(Sign::Unknown, at(0)));
        assert!(!breaker.saw(Sign::Unknown, at(0)));
        assert!(!breaker.saw(Sign::Works, at(0)));
        assert!(!breaker.saw(Sign::Unknown, at(0)));
        assert!(!breaker.saw(Sign::Unknown, at(0)));
        assert!(breaker.saw(Sign::Unknown, at(0)));
    }

    #[test]
    fn after_a_good_probe_one_sale_goes_alone_and_decides() {
        for (sign, closed) in [(Sign::Works, true), (Sign::Failed, false), (Sign::Unknown, false)] {
            let mut breaker = Breaker::new(60.0);
            for _ in 0..5 {
                breaker.saw(Sign::Failed, at(0));
            }
            breaker.probing();
            breaker.probed(true, at(1));
            assert_eq!(breaker.gate(at(1)), Gate::One);
            breaker.trial_sent();
            assert!(matches!(breaker.gate(at(1)), Gate::Shut(_)), "the second waits for the first");
            breaker.saw(sign, at(1));
            assert_eq!(breaker.is_closed(), closed, "{sign:?}");
        }
    }
}
