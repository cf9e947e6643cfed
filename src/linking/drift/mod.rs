//! Drift: how two readings of what a partner asks differ, what each change means for a mapping, and which
//! sales fall out over it.
//!
//! What a change means is told from the two contracts and the mapping alone: *breaking* is what the mapping
//! gives and the partner refuses from now on; *tightening* may refuse some sales: where the proof then finds
//! one, it is breaking (`weighed`). Only what breaks holds sales, and each sale tells whether it is one of
//! them (`hit`). Called otherwise is harmless, as long as no rule looks at the name.
//!
//! Not here: products (`vanish`, `carry`), when catalogues are read (`engine::sync`).

mod agreements;
mod flows;
mod hit;
mod names;
mod questions;
mod reach;
mod statuses;

pub use hit::{hit, is_settled, weighed};

use std::collections::HashMap;
use std::hash::Hash;

use crate::model::catalogue::Catalogue;
use crate::model::drift::{Change, Class, What};
use crate::model::failure::Element;
use crate::model::mapping::Mapping;
use crate::model::rule::{Rule, text};
use crate::model::shown::Shown;

/// What changed from `old` to `new`, the worst first, each with what it means for `mapping`.
pub fn drift(old: &Catalogue, new: &Catalogue, mapping: &Mapping) -> Vec<Change> {
    let mut changes = Vec::new();
    flows::compare(&old.contract.flows, &new.contract.flows, mapping, &mut changes);
    questions::compare(&old.contract, &new.contract, mapping, &mut changes);
    agreements::compare(&old.contract, &new.contract, mapping, &mut changes);
    statuses::compare(&old.statuses, &new.statuses, mapping, &mut changes);
    sort(&mut changes);
    changes
}

/// The worst first.
fn sort(changes: &mut [Change]) {
    changes.sort_by(|one, other| {
        (other.class, &one.element, one.what).cmp(&(one.class, &other.element, other.what))
    });
}

/// A change that has nothing to show but itself.
fn bare(class: Class, element: Element, what: What) -> Change {
    Change { class, element, what, before: None, after: None }
}

/// A change from one text to another.
fn from_to(class: Class, element: Element, what: What, before: &str, after: &str) -> Change {
    Change { class, element, what, before: Some(Shown::new(before)), after: Some(Shown::new(after)) }
}

/// How much something is asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Need {
    Never,
    Sometimes,
    Always,
}

impl Need {
    fn of(required: bool, by_rule: bool, visible: bool, visible_by_rule: bool) -> Self {
        match (required, by_rule, visible, visible_by_rule) {
            (false, false, ..) | (_, _, false, false) => Self::Never,
            (true, false, true, false) => Self::Always,
            _ => Self::Sometimes,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Sometimes => "sometimes",
            Self::Always => "always",
        }
    }

    /// What it means that it was asked for so and is asked for differently now; `is_given` when the mapping
    /// answers it.
    fn class(before: Self, now: Self, is_given: bool) -> Class {
        match (before, now) {
            (Self::Never, Self::Never) => Class::Harmless,
            (_, Self::Never) | (Self::Always, Self::Sometimes) => Class::Widening,
            (_, Self::Always) if !is_given => Class::Breaking,
            _ => Class::Tightening,
        }
    }
}

/// How much was and is asked for, in a word each; where that stayed the same, the rules that changed.
fn asked(
    class: Class,
    element: Element,
    (before, now): (Need, Need),
    (was, is): (Option<&Rule>, Option<&Rule>),
) -> Change {
    let (was, is) = (text::write(was), text::write(is));
    if before == now && was != is {
        let line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        return from_to(class, element, What::Demand, &line(was), &line(is));
    }
    from_to(class, element, What::Demand, before.word(), now.word())
}

/// The things of two lists by their key: as they were and are. What is on neither side is on none.
fn paired<'a, T, K: Eq + Hash>(
    old: &'a [T],
    new: &'a [T],
    key: impl Fn(&'a T) -> K,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let before: HashMap<K, &T> = old.iter().map(|one| (key(one), one)).collect();
    let now: HashMap<K, &T> = new.iter().map(|one| (key(one), one)).collect();
    let gone = old.iter().filter(|one| !now.contains_key(&key(one))).map(|one| (Some(one), None));
    new.iter().map(|one| (before.get(&key(one)).copied(), Some(one))).chain(gone).collect()
}

#[cfg(test)]
mod tests;
