//! Mistakes that tests make on purpose, to see that the property tests of the prover and of the vanish guard notice
//! them. Each is
//! made in the thread that plants it, and nowhere outside of tests.
//!
//! Not here: the property tests (`prove::tests::exhaustive`, `vanish`).

use std::cell::Cell;

/// A mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// An answer that is none of the partner's options is let through.
    AnyOption,
    /// An answer without a row in the option table is left out instead of refused.
    NoRowNoAnswer,
    /// The last option of a choice is never tried.
    LastOption,
    /// A question that A may leave empty is taken to be answered.
    NeverEmpty,
    /// The last sale that is refused is taken for the smallest.
    AnySale,
    /// What A wants besides is answered with whatever comes first.
    FirstFill,
    /// A sale is the smallest when no answer in it can be spared.
    OnlyWhatMatters,
    /// What A's rules reach from a question is not looked at.
    OwnRules,
    /// A product that is missing for the first time is gone.
    OneLook,
    /// A product that a probe did not find out about is gone.
    AnyProbe,
    /// No number of products that are gone at once is a matter for a person.
    NeverMass,
}

thread_local! {
    static PLANTED: Cell<Option<Mistake>> = const { Cell::new(None) };
}

/// Whether this mistake is to be made here.
pub fn is(mistake: Mistake) -> bool {
    PLANTED.get() == Some(mistake)
}

/// Makes `mistake` while `run` runs, in this thread.
pub fn plant<T>(mistake: Mistake, run: impl FnOnce() -> T) -> T {
    PLANTED.set(Some(mistake));
    let done = run();
    PLANTED.set(None);
    done
}
