//! Forwarding: exactly once as observed.
pub mod breaker;
pub mod lanes;
