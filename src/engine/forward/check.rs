//! The check of a sale in doubt, after its settle time: is it in the partner's listing? Where the partner
//! echoes our reference, the match is exact. Elsewhere this version does not guess: a person decides.
//!
//! Not here: what follows from a check (`model::delivery`).

use chrono::TimeDelta;

use crate::engine::budget::Lane;
use crate::engine::error::EngineError;
use crate::engine::shared::{Partner, Shared, Snapshot};
use crate::model::delivery::{Check, Event, Tier};
use crate::model::ids::SaleId;
use crate::salesdock::client::sales::SalesFilter;
use crate::store::StoreError;

/// Zone and daylight saving of the partner are in doubt: a day and the widest zone on either side.
const AROUND: TimeDelta = TimeDelta::hours(26);

/// Checks one sale and writes what follows; false when that could not be kept.
pub async fn check(shared: &Shared, partner: &Partner, sale: SaleId) -> bool {
    let snapshot = partner.snapshot();
    let found = match look(shared, partner, sale).await {
        Ok(found) => found,
        Err(error) => {
            tracing::warn!(%sale, error = &error as &dyn std::error::Error, "a check proves nothing");
            Check::Inconclusive
        }
    };
    let mut kept = keep(shared, &snapshot, sale, found).await;
    if matches!(kept, Err(StoreError::Claimed { .. })) {
        kept = keep(shared, &snapshot, sale, Check::Ambiguous).await;
    }
    match kept {
        Ok(()) => true,
        Err(error) => {
            tracing::error!(%sale, error = &error as &dyn std::error::Error, "a check was not kept");
            false
        }
    }
}

/// Writes what follows from a check; a sale that has moved on meanwhile is no error.
pub async fn keep(
    shared: &Shared,
    snapshot: &Snapshot,
    sale: SaleId,
    found: Check,
) -> Result<(), StoreError> {
    let event = Event::Checked(found);
    match shared.store.change(sale, None, event, &snapshot.policy, "koppel", None).await {
        Ok(_) | Err(StoreError::Refused { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn look(shared: &Shared, partner: &Partner, sale: SaleId) -> Result<Check, EngineError> {
    let snapshot = partner.snapshot();
    let Some(record) = shared.store.sale(sale).await? else { return Ok(Check::Inconclusive) };
    let delivery = &record.value.delivery;
    let Some(attempt) = &delivery.attempt else { return Ok(Check::Inconclusive) };
    // A partner that did not keep references when this one was sent shows none of it now.
    if snapshot.policy.tier != Tier::T1 || attempt.tier > Tier::T1 {
        return Ok(Check::Ambiguous);
    }
    let Some(client) = partner.link.client(Lane::Check)? else { return Ok(Check::Inconclusive) };
    let window = (attempt.started_at - AROUND, shared.clock.now() + AROUND);
    let filter = SalesFilter { created: Some(window), ..SalesFilter::default() };
    let scan = client.sale_states(&filter).await?;
    let reference = format!("{}:{sale}:{}", shared.store.instance(), delivery.generation);
    let mut matches = Vec::new();
    let mut ours = false;
    for row in &scan.rows {
        if row.external_reference.as_deref() == Some(&reference) {
            matches.push(row.id);
        }
        ours = ours || shared.store.owner(&partner.name, row.id).await?.is_some();
    }
    Ok(match (matches.as_slice(), scan.complete) {
        ([one], _) => Check::Found(*one),
        ([], true) if ours || !has_placed(shared, partner) => Check::Absent,
        // A listing that shows none of our sales shows too little to say that one is absent.
        ([], _) => Check::Inconclusive,
        _ => Check::Ambiguous,
    })
}

/// Whether any sale of ours should be in the listing at all.
fn has_placed(shared: &Shared, partner: &Partner) -> bool {
    shared
        .store
        .states()
        .iter()
        .any(|(name, state, _)| name.as_ref() == Some(&partner.name) && state.is_placed())
}
