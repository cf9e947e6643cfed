//! Sales that could not even be tried: each waits longer by itself, while the others go on; and one whose
//! own fault it is goes to a person after a while. Pure: told of every stumble, asked who may be tried again.
//!
//! Not here: attempts that were made (`model::delivery` counts those).

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use crate::clock::Instant;
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::SaleId;

/// Why a sale could not be tried.
#[derive(Clone, Debug, PartialEq)]
pub enum Stumble {
    /// The other side could not be asked for something; it says nothing about this sale.
    Passing,
    /// Something of this sale is missing or refused.
    Fault(Failure),
    /// koppel itself came to grief over it.
    Panic,
}

/// First wait; doubles.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);
/// So many faults of one sale are enough: about a quarter of an hour.
const FAULTS: u32 = 10;
/// Nothing is learned from a third.
const PANICS: u32 = 2;

/// The sales that stumbled.
pub struct Stumbles {
    speed: f64,
    sales: HashMap<SaleId, Count>,
    later: BTreeSet<(Instant, SaleId)>,
}

#[derive(Default)]
struct Count {
    times: u32,
    faults: u32,
    panics: u32,
    failure: Option<Failure>,
    until: Option<Instant>,
}

impl Stumbles {
    /// None yet; waits are divided by `speed`.
    pub fn new(speed: f64) -> Self {
        Self { speed: speed.max(1.0), sales: HashMap::new(), later: BTreeSet::new() }
    }

    /// A sale stumbled: it is not tried before its wait is over.
    pub fn stumbled(&mut self, sale: SaleId, stumble: Stumble, now: Instant) {
        let count = self.sales.entry(sale).or_default();
        count.times += 1;
        match stumble {
            Stumble::Passing => {}
            Stumble::Fault(failure) => {
                count.faults += 1;
                count.failure = Some(failure);
            }
            Stumble::Panic => {
                count.panics += 1;
                count.failure = Some(Failure::found(Cause::Internal, Element::Partner));
            }
        }
        let doubled = FIRST_WAIT.saturating_mul(1 << (count.times - 1).min(20)).min(LONGEST_WAIT);
        let until = now + doubled.div_f64(self.speed);
        if let Some(before) = count.until.replace(until) {
            self.later.remove(&(before, sale));
        }
        self.later.insert((until, sale));
    }

    /// Sales whose wait is over at `now`, each once.
    pub fn take_back(&mut self, now: Instant) -> Vec<SaleId> {
        let mut back = Vec::new();
        while let Some(&(until, sale)) = self.later.first() {
            if until > now {
                break;
            }
            self.later.pop_first();
            if let Some(count) = self.sales.get_mut(&sale) {
                count.until = None;
            }
            back.push(sale);
        }
        back
    }

    /// When the next wait is over.
    pub fn next(&self) -> Option<Instant> {
        self.later.first().map(|(until, _)| *until)
    }

    /// Why a sale is given up, when it has stumbled often enough by its own fault.
    pub fn given_up(&self, sale: SaleId) -> Option<&Failure> {
        let count = self.sales.get(&sale)?;
        count.failure.as_ref().filter(|_| count.faults >= FAULTS || count.panics >= PANICS)
    }

    /// A sale got through, or away; true when it was waiting.
    pub fn forget(&mut self, sale: SaleId) -> bool {
        let Some(count) = self.sales.remove(&sale) else { return false };
        count.until.is_some_and(|until| self.later.remove(&(until, sale)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault() -> Stumble {
        Stumble::Fault(Failure::found(Cause::OwnEnvironment, Element::Partner))
    }

    #[test]
    fn each_wait_is_longer_and_one_sale_does_not_hold_up_another() {
        let (mut stumbles, start) = (Stumbles::new(1.0), Instant::now());
        let seconds = |count| start + Duration::from_secs(count);
        stumbles.stumbled(SaleId(1), Stumble::Passing, start);
        assert_eq!(stumbles.next(), Some(seconds(2)));
        assert_eq!(stumbles.take_back(seconds(1)), []);
        assert_eq!(stumbles.take_back(seconds(2)), [SaleId(1)]);
        stumbles.stumbled(SaleId(1), Stumble::Passing, seconds(2));
        stumbles.stumbled(SaleId(2), Stumble::Passing, seconds(2));
        assert_eq!(stumbles.take_back(seconds(5)), [SaleId(2)]);
        assert_eq!(stumbles.take_back(seconds(6)), [SaleId(1)]);
        for _ in 0..40 {
            stumbles.stumbled(SaleId(1), Stumble::Passing, seconds(10));
        }
        assert_eq!(stumbles.next(), Some(seconds(10) + LONGEST_WAIT), "one wait at a time");
        assert_eq!(stumbles.given_up(SaleId(1)), None, "an outage is not its fault");
        assert!(stumbles.forget(SaleId(1)));
        assert_eq!(stumbles.next(), None);
    }

    #[test]
    fn only_its_own_fault_hands_a_sale_to_a_person() {
        let (mut stumbles, now) = (Stumbles::new(1.0), Instant::now());
        for times in 1..=FAULTS {
            assert!(stumbles.given_up(SaleId(1)).is_none(), "{times}");
            stumbles.stumbled(SaleId(1), fault(), now);
        }
        assert!(stumbles.given_up(SaleId(1)).is_some());
        stumbles.stumbled(SaleId(2), Stumble::Panic, now);
        assert!(stumbles.given_up(SaleId(2)).is_none());
        stumbles.stumbled(SaleId(2), Stumble::Panic, now);
        assert!(stumbles.given_up(SaleId(2)).is_some());
    }
}
