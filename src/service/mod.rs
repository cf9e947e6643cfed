//! The service: owns the store, runs the workers, and answers on a unix socket. And its client.
//!
//! Not here: decisions (`linking`, `engine`) and screens (`console`).

pub mod client;
pub mod protocol;
