//! The engine with its store, the real client and two environments over loopback HTTP: sales go from the
//! reseller to the supplier, whatever happens on the way. Whole days are simulated, without a network.
//!
//! Not here: the socket and the commands, the demo.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]

mod answers;
mod bulk;
mod calls;
mod chain;
mod crash;
mod day;
mod drafts;
mod drift;
mod edits;
mod events;
mod filing;
mod forward;
mod jobs;
mod link;
mod mirror;
mod optin;
mod plan;
mod points;
mod presence;
mod recall;
mod rehearse;
mod replace;
mod revoke;
mod setup;
mod sheet;
mod stage;
mod sync;
mod weather;
