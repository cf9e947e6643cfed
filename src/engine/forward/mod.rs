//! Forwarding: exactly once as observed. An attempt's intent, with the exact bytes, is durable before the
//! first byte is sent; its outcome before anything follows from it; and nothing is sent again that may have
//! been executed, unless the partner itself refuses a second sale under one reference.
//!
//! - `lanes` who may go next; `breaker` whether anybody may; both pure
//! - `permit` the right to one POST
//! - `prepare` what is sent, and whether it still may be; `consent` whether the customer still agrees
//! - `attempt` one attempt from record to outcome
//! - `stumbles` sales that could not even be tried
//! - `actor` the actor of one integration
//! - `tasks` what it has done besides
//! - `check` what became of sales in doubt
//!
//! Not here: the states of a sale (`model::delivery`), what is durable when (`store::attempts`).

pub mod actor;
pub mod attempt;
pub mod breaker;
pub mod check;
pub mod consent;
pub mod evidence;
pub mod lanes;
pub mod permit;
pub mod prepare;
pub mod stumbles;
pub mod tasks;
