//! What an environment counts while it runs: requests and faults by route, and how the limit was kept. The
//! owner reads them at `koppel/counters`; they start anew with the process.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use super::faults::Fault;
use crate::clock::Instant;

/// Whose requests are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asker {
    /// Nobody yet: it was refused by its address, before its token was looked at.
    Address,
    /// Another environment, with an integration token.
    Integration,
    /// A person, or a program of theirs.
    Person,
}

impl Asker {
    fn as_word(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Integration => "integration",
            Self::Person => "person",
        }
    }
}

/// Requests of one token in a minute are counted up to here: no limit is as high.
const COUNTED: usize = 10_000;

/// The counts.
pub struct Counters {
    counts: Mutex<Counts>,
    /// What the limit counts in: in so long a token's busiest requests are counted.
    window: Duration,
}

#[derive(Default)]
struct Counts {
    requests: BTreeMap<&'static str, u64>,
    refused: BTreeMap<&'static str, u64>,
    faults: BTreeMap<&'static str, BTreeMap<&'static str, u64>>,
    throttled: BTreeMap<(Asker, &'static str), u64>,
    /// When integration tokens asked in the last minute.
    asked: HashMap<u64, VecDeque<Instant>>,
    busiest: usize,
}

impl Counters {
    /// Nothing counted yet; the limit counts in `window`.
    pub fn new(window: Duration) -> Self {
        Self { counts: Mutex::default(), window }
    }

    /// Counts a request on `route` and gives how many came before it.
    pub fn request(&self, route: &'static str) -> u64 {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.requests.entry(route).or_default();
        *count += 1;
        *count - 1
    }

    /// Counts a request that was refused before it reached its handler: `throttled`, `unauthorised`, ...
    pub fn refused(&self, why: &'static str) {
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner).refused.entry(why).or_default() += 1;
    }

    /// Counts a request on `route` beyond the limit of `asker`.
    pub fn throttled(&self, asker: Asker, route: &'static str) {
        self.refused("throttled");
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.throttled.entry((asker, route)).or_default() += 1;
    }

    /// Counts a request with an integration token, let in or not: the most of one token in any minute.
    pub fn asked(&self, token: u64, now: Instant) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = counts.asked.entry(token).or_default();
        while asked.len() >= COUNTED
            || asked.front().is_some_and(|first| now.duration_since(*first) >= self.window)
        {
            asked.pop_front();
        }
        asked.push_back(now);
        let busy = asked.len();
        counts.busiest = counts.busiest.max(busy);
    }

    /// Counts a fault.
    pub fn fault(&self, route: &'static str, fault: Fault) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.faults.entry(route).or_default().entry(fault.as_word()).or_default() += 1;
    }

    /// As JSON: `{"requests": {route: n}, "refused": {why: n}, "faults": {route: {kind: n}}, "throttled":
    /// {asker: {route: n}}, "busiest_minute": n}`.
    pub fn to_value(&self) -> Value {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut throttled: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
        for ((asker, route), count) in &counts.throttled {
            throttled.entry(asker.as_word()).or_default().insert(route, *count);
        }
        json!({"requests": counts.requests, "refused": counts.refused, "faults": counts.faults,
            "throttled": throttled, "busiest_minute": counts.busiest})
    }
}
