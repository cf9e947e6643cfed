//! The engine: the only code that spawns workers and writes the store.
//!
//! Not here: the socket (`service`), decisions about sales (`linking`), the API (`salesdock`).

pub mod budget;
pub mod forward;
