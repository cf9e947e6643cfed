//! Pure decisions over the model: which sale may go, what it becomes at the partner, and whether any can be
//! refused there.
//!
//! The same functions make a real send, a dry run and a list of what waits, so none of them can tell an
//! operator something the others do not do.
//!
//! Not here: any I/O, any clock, any memory between two calls.

pub mod advice;
pub mod carry;
pub mod draft;
pub mod drift;
mod eligible;
pub mod filing;
pub mod likeness;
pub mod probe;
pub mod prove;
pub mod sheet;
mod suggest;
mod translate;
mod truth;
pub mod vanish;

#[cfg(test)]
mod planted;
#[cfg(test)]
mod sample;

pub use eligible::{Link, Links, cancelled, decider, eligible, integration_of, trace, unlinked, withdrawn};
pub use suggest::{candidates, suggest};
pub use translate::{Context, LinkedProduct, translate};
