//! The smallest sale as a whole: questions of A whose rules look at what a refusal depends on may make another answer
//! to that the better one.
//!
//! Exact within [`MOST_LOOKS`] cases of a search and looks at what A wants in each (and as far as the search and `fill`
//! are); beyond, the smallest of those.
//!
//! Not here: whether there is a refusal at all (`search`), what A wants besides (`fill`).

use std::cell::Cell;
use std::collections::BTreeSet;

#[cfg(test)]
use super::super::planted::{self, Mistake};
use super::fill::{Given, MOST_LOOKS, Wants};
use super::index::Index;
use super::search::{Found, Outcome, Prepared, search_for};
use super::situation::Situation;
use super::target::Target;
use crate::model::sale::Sale;

/// A search in which what A wants besides counts.
pub(super) struct Whole<'w> {
    wants: &'w Wants<'w>,
    groups: &'w BTreeSet<usize>,
    situation: &'w Situation,
    /// What is known to be refused.
    known: &'w Found,
    /// So much A wants besides whatever is answered.
    floor: usize,
    /// Answers and agreements of what is known, with what A wants besides.
    pub size: usize,
    looks: Cell<u64>,
}

impl Whole<'_> {
    /// Whether enough was looked at, with so many cases.
    pub fn is_enough(&self, cases: u64) -> bool {
        cases + self.looks.get() > MOST_LOOKS
    }

    /// No sale with so many answers that matter is smaller than this.
    pub fn least(&self, weight: usize) -> usize {
        weight.max(self.known.size()) + self.floor
    }

    /// What A wants besides a sale as far as it matters.
    pub fn besides(&self, sale: &Sale) -> usize {
        let known = self.known.given();
        let given = Given { answers: &sale.answers, ..known };
        let of = |group: &usize| {
            let left = MOST_LOOKS.saturating_sub(self.looks.get());
            let filled = self.wants.fewest(*group, self.situation, &given, left);
            self.looks.set(self.looks.get() + filled.looks);
            filled.len()
        };
        self.groups.iter().map(of).sum()
    }
}

/// A sale that is refused for the same thing as `found`, and that is the smallest with all that A wants besides.
pub(super) fn smallest(
    target: &Target,
    found: Found,
    situation: &Situation,
    wants: &Wants<'_>,
    index: &Index<'_>,
) -> Found {
    let groups = target.groups(wants);
    let floor = wants.floor(&groups, situation, &found.given());
    let of = |group: &usize| wants.fewest(*group, situation, &found.given(), MOST_LOOKS).len();
    let besides: usize = groups.iter().map(of).sum();
    // Most of the time A asks the same whatever is answered.
    if besides == floor {
        return found;
    }
    #[cfg(test)]
    if planted::is(Mistake::OnlyWhatMatters) {
        return found;
    }
    let size = found.size() + besides;
    let whole = Whole { wants, groups: &groups, situation, known: &found, floor, size, looks: Cell::new(0) };
    let mut cut = target.cut(index);
    cut.named.compare(&wants.compared(&groups));
    match search_for(&Prepared::new(cut), situation, Some(&whole)) {
        Outcome::Refused(smaller) => *smaller,
        Outcome::Safe | Outcome::Open(_) => found,
    }
}
