//! The guard before a product of ours is put out of sale because its partner's is gone. To the token of an
//! agent a deleted product, an inactive one and a withdrawn right look alike, and so does a partner in
//! trouble: nothing is done at the first look, nor when many are gone at once, nor when a probe says
//! anything but *not there*.
//!
//! Not here: the looks and the probes (`engine::sync`).

#[cfg(test)]
use super::planted::{self, Mistake};
use crate::model::failure::Failure;
use crate::model::ids::ProductId;

/// What asking for a missing product by its number gave.
#[derive(Clone, Debug, PartialEq)]
pub enum Probe {
    /// It is not there.
    Absent,
    /// It is there after all.
    Present,
    /// Neither was learned.
    Failed(Failure),
}

/// A linked product that the list does not show.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// Number at B.
    pub product: ProductId,
    /// It was missing at an earlier look too.
    pub before: bool,
    /// What the probe gave.
    pub probe: Probe,
}

/// What may be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// These are gone: the policy applies to them.
    Gone(Vec<ProductId>),
    /// An operator decides: the probe of one of them failed so.
    Refused(Failure),
}

/// Whether so many are missing at once that no policy may act by itself: more than two and more than a
/// quarter of those linked, or all of several.
pub fn is_mass(linked: usize, missing: usize) -> bool {
    #[cfg(test)]
    if planted::is(Mistake::NeverMass) {
        return false;
    }
    (missing > 2 && missing * 4 > linked) || (missing > 1 && missing == linked)
}

/// What the probes of missing products prove.
pub fn judge(missing: &[Missing]) -> Verdict {
    let failed = missing.iter().find_map(|one| match &one.probe {
        #[cfg(test)]
        Probe::Failed(_) if planted::is(Mistake::AnyProbe) => None,
        Probe::Failed(failure) => Some(failure.clone()),
        Probe::Absent | Probe::Present => None,
    });
    match failed {
        Some(failure) => Verdict::Refused(failure),
        None => {
            let twice = |one: &&Missing| {
                #[cfg(test)]
                if planted::is(Mistake::OneLook) {
                    return true;
                }
                one.before
            };
            let absent = |one: &&Missing| {
                #[cfg(test)]
                if planted::is(Mistake::AnyProbe) && matches!(one.probe, Probe::Failed(_)) {
                    return true;
                }
                one.probe == Probe::Absent
            };
            let gone = missing.iter().filter(twice).filter(absent);
            Verdict::Gone(gone.map(|one| one.product).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;

    use super::*;
    use crate::linking::planted::plant;
    use crate::model::failure::{Cause, Element};

    fn missing() -> impl Strategy<Value = Missing> {
        let refused = Failure::found(Cause::NotAllowed, Element::Token);
        let probe = prop_oneof![
            6 => Just(Probe::Absent),
            2 => Just(Probe::Present),
            1 => Just(Probe::Failed(refused)),
        ];
        (any::<u64>(), any::<bool>(), probe).prop_map(|(id, before, probe)| Missing {
            product: ProductId(id),
            before,
            probe,
        })
    }

    /// What is wrong with a verdict on `all`, if anything.
    fn wrong(all: &[Missing]) -> Option<String> {
        let failed = all.iter().any(|one| matches!(one.probe, Probe::Failed(_)));
        let proven = all.iter().filter(|one| one.before && one.probe == Probe::Absent);
        let proven: Vec<_> = proven.map(|one| one.product).collect();
        let mass = is_mass(12, all.len());
        match judge(all) {
            Verdict::Gone(gone) if failed || gone != proven => Some(format!("{gone:?} is gone of {all:?}")),
            Verdict::Refused(_) if !failed => Some(format!("refused: {all:?}")),
            _ if mass != (all.len() * 4 > 12 && all.len() > 2) => Some(format!("{} at once", all.len())),
            _ => None,
        }
    }

    /// The first wrong verdict among many.
    fn first_wrong() -> Option<String> {
        let mut runner = TestRunner::deterministic();
        let ran = runner.run(&prop::collection::vec(missing(), 0..8), |all| match wrong(&all) {
            Some(why) => Err(TestCaseError::fail(why)),
            None => Ok(()),
        });
        ran.err().map(|error| error.to_string())
    }

    #[test]
    fn only_what_is_proven_absent_at_two_looks_is_ever_gone_and_a_mistake_in_that_is_noticed() {
        assert_eq!(first_wrong(), None);
        for mistake in [Mistake::OneLook, Mistake::AnyProbe, Mistake::NeverMass] {
            let found = plant(mistake, first_wrong);
            println!("{mistake:?}: {}", found.unwrap_or_else(|| panic!("{mistake:?} was not noticed")));
        }
    }

    #[test]
    fn many_at_once_is_a_matter_for_a_person() {
        let cases = [
            ((1, 1), false),
            ((2, 1), false),
            ((2, 2), true),
            ((8, 2), false),
            ((8, 3), true),
            ((12, 3), false),
            ((500, 125), false),
            ((500, 126), true),
        ];
        for ((linked, gone), mass) in cases {
            assert_eq!(is_mass(linked, gone), mass, "{gone} of {linked}");
        }
    }
}
