//! The service: owns the store, runs the workers, and answers on a unix socket. And its client.
//!
//! Not here: decisions (`linking`, `engine`) and screens (`console`).

pub mod client;
pub mod folder;
pub mod peer;
pub mod protocol;
pub mod ring;
pub mod stream;
