//! koppel links sales environments: it places a reseller's sales in a supplier's environment, follows
//! them, and repairs what falls out. This page is the map; modules stand in the order data flows.
//!
//! Not here: any code. Each room says at its own door what it is and what it never does.

/// Time: the one clock, instants in UTC microseconds, waits that can be scaled or simulated.
pub mod clock;
/// Texts in Dutch and English, keyed by meaning.
pub mod locale;

/// Everything secret: keys at rest, tokens.
pub mod credential;
/// The only code that spawns workers and writes the store.
pub mod engine;
/// Typed tables over an ordered key-value engine.
pub mod kv;
/// Pure decisions over the model: which sale may go, what it becomes at the partner.
pub mod linking;
/// The words of the domain. No I/O.
pub mod model;
/// The Salesdock API v1, seen from outside.
pub mod salesdock;
/// The service on its socket, and its client.
pub mod service;
/// Named operations on `kv`, each one commit.
pub mod store;

/// The commands.
pub mod cli;
/// The terminal console.
pub mod console;
/// Two environments and their services, put together through public doors.
pub mod demo;
/// koppel's own environment: the other side of the API.
pub mod environment;

/// Settings: defaults, file, environment variables, flags.
pub mod config;
/// Where logs go and what never enters them.
pub mod logging;
