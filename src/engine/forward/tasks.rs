//! What the forwarding actor has done beside its attempts: probes, and checks of what is due. A panic in
//! one of them ends that one only.
//!
//! Not here: when they are due (`actor`), what a check is (`check`).

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;

use super::check::{self, Checked};
use super::stumbles::Stumble;
use crate::engine::budget::Lane;
use crate::engine::partner::Partner;
use crate::engine::shared::Shared;
use crate::engine::worker::stopped;
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::SaleId;

/// Whether the partner answers again: a GET that changes nothing. `None` when it does.
pub async fn probe(partner: &Partner) -> Option<Failure> {
    let asked = async {
        match partner.link.client(Lane::Check) {
            Ok(Some(client)) => client.flows().await.err().map(|error| error.failure),
            _ => None,
        }
    };
    let unclear = || Some(Failure::found(Cause::Internal, Element::Partner));
    caught("a probe", asked).await.unwrap_or_else(unclear)
}

/// Checks `sales`, unless the partner's workers stop: whoever starts next checks again.
pub async fn checks(shared: &Shared, partner: &Partner, sales: Vec<SaleId>) -> Vec<Checked> {
    let mut stop = partner.stop.subscribe();
    let checked = tokio::select! {
        checked = caught("a check", check::check(shared, partner, &sales)) => checked,
        () = stopped(&mut stop) => Some(Vec::new()),
    };
    let given_up = || sales.iter().map(|sale| (*sale, Some(Stumble::Panic))).collect();
    checked.unwrap_or_else(given_up)
}

/// What `work` gives; `None` when it panicked.
async fn caught<T>(what: &str, work: impl Future<Output = T>) -> Option<T> {
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(ended) => Some(ended),
        Err(_) => {
            tracing::error!("{what} of the forwarding actor panicked");
            None
        }
    }
}
