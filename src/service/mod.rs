//! The service: owns the store, runs the workers, and answers on a unix socket. And its client.
//!
//! Not here: decisions (`linking`, `engine`) and screens (`console`).

pub mod alert;
pub mod backup;
pub mod client;
mod desk;
pub mod folder;
pub mod host;
pub mod local;
mod opening;
pub mod peer;
mod place;
pub mod protocol;
mod ring;
mod routes;
mod stream;
mod words;

pub use crate::kv::embedded::panic_is_contained;
pub use opening::StartError;
