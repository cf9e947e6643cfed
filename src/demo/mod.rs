//! The demo: two environments, linked, with sales flowing, on one machine and without configuration. It
//! does everything through public doors (the environments' HTTP API, the service's commands), as a user
//! would, and judges the result by what both environments list.
//!
//! - `stage` sets up and links, or goes on where an earlier demo was;
//! - `play` runs it: the desk sells, the office works, the end is waited for;
//! - `desk`, `office`, `judge` decide, without I/O;
//! - `outcome` is what it is told and what it says.
//!
//! Not here: anything another room does already. The demo never opens a store or a world.

pub mod desk;
pub mod error;
pub mod judge;
pub mod office;
pub mod outcome;
mod play;
mod stage;

pub use error::DemoError;
pub use outcome::{GroupOutcome, Options, Outcome, SalesOutcome, Until};
pub use play::{Running, run, start};

#[cfg(test)]
mod crossing;
#[cfg(test)]
mod worlds;
