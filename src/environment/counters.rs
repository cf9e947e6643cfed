//! What an environment counts while it runs: requests and faults by route. The owner reads them at
//! `koppel/counters`; they start anew with the process.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::faults::Fault;

/// The counts.
#[derive(Default)]
pub struct Counters(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    requests: BTreeMap<&'static str, u64>,
    refused: BTreeMap<&'static str, u64>,
    faults: BTreeMap<&'static str, BTreeMap<&'static str, u64>>,
}

impl Counters {
    /// Counts a request on `route` and gives how many came before it.
    pub fn request(&self, route: &'static str) -> u64 {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.requests.entry(route).or_default();
        *count += 1;
        *count - 1
    }

    /// Counts a request that was refused before it reached its handler: `throttled`, `unauthorised`, ...
    pub fn refused(&self, why: &'static str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).refused.entry(why).or_default() += 1;
    }

    /// Counts a fault.
    pub fn fault(&self, route: &'static str, fault: Fault) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.faults.entry(route).or_default().entry(fault.as_word()).or_default() += 1;
    }

    /// As JSON: `{"requests": {route: n}, "refused": {why: n}, "faults": {route: {kind: n}}}`.
    pub fn to_value(&self) -> Value {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        json!({"requests": counts.requests, "refused": counts.refused, "faults": counts.faults})
    }
}
