//! The check of a sale in doubt, after its settle time: is it in the partner's listing? Where the partner
//! echoes our reference, the match is exact. Elsewhere this version does not guess: a person decides.
//!
//! Not here: what follows from a check (`model::delivery`).

use chrono::TimeDelta;

use crate::engine::budget::Lane;
use crate::engine::error::EngineError;
use crate::engine::shared::{Partner, Shared};
use crate::model::delivery::{Check, Event, Tier};
use crate::model::ids::SaleId;
use crate::salesdock::client::sales::SalesFilter;
use crate::store::StoreError;

/// Zone and daylight saving of the partner are in doubt: a day and the widest zone on either side.
const AROUND: TimeDelta = TimeDelta::hours(26);

/// Checks one sale and writes what follows.
pub async fn check(shared: &Shared, partner: &Partner, sale: SaleId) {
    let snapshot = partner.snapshot();
    let found = match look(shared, partner, sale).await {
        Ok(found) => found,
        Err(error) => {
            tracing::warn!(%sale, error = &error as &dyn std::error::Error, "a check proves nothing");
            Check::Inconclusive
        }
    };
    let event = Event::Checked(found);
    match shared.store.change(sale, None, event, &snapshot.policy, "koppel", None).await {
        Ok(_) | Err(StoreError::Refused { .. }) => {}
        Err(StoreError::Claimed { .. }) => {
            let event = Event::Checked(Check::Ambiguous);
            if let Err(error) = shared.store.change(sale, None, event, &snapshot.policy, "koppel", None).await
            {
                tracing::warn!(%sale, error = &error as &dyn std::error::Error, "a check was not kept");
            }
        }
        Err(error) => {
            tracing::error!(%sale, error = &error as &dyn std::error::Error, "a check was not kept");
        }
    }
}

async fn look(shared: &Shared, partner: &Partner, sale: SaleId) -> Result<Check, EngineError> {
    let snapshot = partner.snapshot();
    if snapshot.policy.tier != Tier::T1 {
        return Ok(Check::Ambiguous);
    }
    let Some(record) = shared.store.sale(sale).await? else { return Ok(Check::Inconclusive) };
    let delivery = &record.value.delivery;
    let Some(attempt) = &delivery.attempt else { return Ok(Check::Inconclusive) };
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
