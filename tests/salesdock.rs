//! koppel's client of the API over real sockets, against bytes written by hand: no type of koppel's own
//! environment is used, so what a partner may do wrong is spelled out here and nowhere else.
#![recursion_limit = "256"]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, missing_docs)]

mod salesdock {
    pub mod partner;

    mod access;
    mod calls;
    mod catalogue;
    mod links;
    mod placing;
    mod sales;
    mod secure;
    mod trouble;
}
