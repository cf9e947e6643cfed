//! The sales that a condition matches, as one range for each part it looks at; and whether earlier conditions
//! leave anything of that.
//!
//! Not here: whether one sale is matched (`eligible`).

use std::collections::BTreeSet;

use crate::model::integration::{Condition, Matcher};

/// The parts of a sale that conditions look at by a list.
const PARTS: usize = 6;

/// So many steps are taken; beyond, something is taken to be left.
const MOST_STEPS: usize = 10_000;

/// What one part of a sale may be.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Range {
    Only(BTreeSet<String>),
    AllBut(BTreeSet<String>),
}

impl Range {
    /// A list of a condition's: an empty one asks nothing.
    fn of<T: ToString>(list: &[T]) -> Self {
        if list.is_empty() {
            Self::AllBut(BTreeSet::new())
        } else {
            Self::Only(list.iter().map(T::to_string).collect())
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Self::Only(values) if values.is_empty())
    }

    /// What both have.
    fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Only(one), Self::Only(other)) => Self::Only(one & other),
            (Self::Only(only), Self::AllBut(not)) | (Self::AllBut(not), Self::Only(only)) => {
                Self::Only(only - not)
            }
            (Self::AllBut(one), Self::AllBut(other)) => Self::AllBut(one | other),
        }
    }

    /// What the other has not.
    fn without(&self, other: &Self) -> Self {
        match other {
            Self::Only(values) => self.and(&Self::AllBut(values.clone())),
            Self::AllBut(values) => self.and(&Self::Only(values.clone())),
        }
    }
}

/// The sales that lists match; answers are looked at apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Space([Range; PARTS]);

impl Space {
    pub fn of(matcher: &Matcher) -> Self {
        let customers: Vec<String> = matcher.customers.iter().map(|kind| format!("{kind:?}")).collect();
        // There are two kinds of customer, and no more.
        let both = ["Business", "Consumer"].map(String::from);
        let customers = if customers.is_empty() { Range::of(&both) } else { Range::of(&customers) };
        Self([
            Range::of(&matcher.products),
            Range::of(&matcher.suppliers),
            Range::of(&matcher.flows),
            Range::of(&matcher.product_types),
            Range::of(&matcher.statuses),
            customers,
        ])
    }

    fn is_empty(&self) -> bool {
        self.0.iter().any(Range::is_empty)
    }

    /// Whether one sale could be in both, as far as lists tell.
    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(one, other)| !one.and(other).is_empty())
    }

    /// What is in this and not in `other`, in pieces.
    fn without(&self, other: &Self) -> Vec<Self> {
        let mut inside = self.clone();
        let mut left = Vec::new();
        for part in 0..PARTS {
            let mut outside = inside.clone();
            outside.0[part] = inside.0[part].without(&other.0[part]);
            left.push(outside);
            inside.0[part] = inside.0[part].and(&other.0[part]);
        }
        left.retain(|piece| !piece.is_empty());
        left
    }
}

/// The earlier conditions that together take every sale `condition` matches, as few as there must be; none
/// when something is left.
pub(super) fn covering(condition: &Condition, earlier: &[Condition]) -> Vec<String> {
    // All answers must hold: what asks for another one leaves something.
    let asks_no_more = |one: &&Condition| {
        one.matches.answers.iter().all(|answer| condition.matches.answers.contains(answer))
    };
    let mut by: Vec<(&str, Space)> =
        earlier.iter().filter(asks_no_more).map(|one| (one.name.as_str(), Space::of(&one.matches))).collect();
    let whole = Space::of(&condition.matches);
    if !is_shared_out(&whole, &by) {
        return Vec::new();
    }
    // Whoever can be spared is no reason.
    let mut at = by.len();
    while at > 0 {
        at -= 1;
        let spared = by.remove(at);
        if !is_shared_out(&whole, &by) {
            by.insert(at, spared);
        }
    }
    by.into_iter().map(|(name, _)| name.to_owned()).collect()
}

fn is_shared_out(whole: &Space, by: &[(&str, Space)]) -> bool {
    let mut left = vec![whole.clone()];
    let mut steps = 0;
    for (_, taken) in by {
        steps += left.len();
        if steps > MOST_STEPS {
            return false;
        }
        left = left
            .iter()
            .flat_map(|piece| if piece.meets(taken) { piece.without(taken) } else { vec![piece.clone()] })
            .collect();
    }
    left.is_empty()
}
