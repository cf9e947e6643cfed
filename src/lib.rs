//! koppel links sales environments: it places a reseller's sales in a supplier's environment, follows
//! them, and repairs what falls out. This page is the map; modules stand in the order data flows.
//!
//! Not here: any code. Each room says at its own door what it is and what it never does.

// What everything stands on: time, texts, settings, logs.
pub mod clock;
pub mod config;
pub mod locale;
pub mod logging;

// The words of the domain. No I/O.
pub mod model;

// Pure decisions over the model: which sale may go, what it becomes at the partner.
pub mod linking;

// The Salesdock API v1, seen from outside.
pub mod salesdock;

// Everything secret: keys at rest, tokens.
pub mod credential;

// Typed tables over an ordered key-value engine.
pub mod kv;

// Named operations on `kv`, each one commit.
pub mod store;

// The only code that spawns workers and writes the store.
pub mod engine;

// Signed messages to addresses that somebody chose.
pub mod post;

// The service on its socket, and its client.
pub mod service;

// The terminal console.
pub mod console;

// The commands.
pub mod cli;

// koppel's own environment: the other side of the API.
pub mod environment;

// Two environments and their services, put together through public doors.
pub mod demo;
