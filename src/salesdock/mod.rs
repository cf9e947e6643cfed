//! The Salesdock API v1, seen from outside: the client every environment is spoken to with, Salesdock's own
//! service and koppel's alike.
//!
//! - `request` is the one place a request is sent;
//! - `wire` holds bodies as on the wire, in every loose form;
//! - `convert` is the one place wire meets `model`;
//! - `error` says what an answer means, for a new sale and for every other call;
//! - `page` reads lists page by page;
//! - `client` is what the engine calls: one method per call.
//!
//! Not here: waiting, budgets and who may send (`engine`), the other side of the API (`environment`).

pub mod client;
pub mod convert;
pub mod error;
pub mod page;
pub mod request;
pub mod wire;
