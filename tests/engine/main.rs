//! The engine with its store, the real client and two environments over loopback HTTP: sales go from the
//! reseller to the supplier, whatever happens on the way.
//!
//! Not here: the socket and the commands, the demo.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod crash;
mod forward;
mod link;
mod rehearse;
mod setup;
mod stage;
mod sync;
