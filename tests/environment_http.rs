//! koppel's own environment over real HTTP, asked with plain requests: no type of koppel's client is used,
//! so a field that both sides name wrongly is seen here.
#![recursion_limit = "256"]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    missing_docs
)]

mod environment_http {
    pub mod setting;

    mod abuse;
    mod access;
    mod acts;
    mod audit;
    mod catalogue;
    mod documented;
    mod editing;
    mod events;
    mod faults;
    mod filters;
    mod incoming;
    mod invites;
    mod rights;
    mod sales;
    mod serving;
    mod shapes;
    mod tokens;
    mod webhooks;
}
