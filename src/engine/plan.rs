//! What an act would do with sales, by the judgement that the act itself is under. Nothing is sent or kept.
//!
//! Not here: the act (`acts`), the plan to send a group again (`jobs`).

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::Engine;
use super::acts::{Deed, deed, may_go};
use super::cancel::may_cancel;
use super::edits;
use super::error::EngineError;
use super::forward::evidence::vouch;
use super::shared::Shared;
use crate::model::act::SaleVerb;
use crate::model::delivery::{Event, Verb};
use crate::model::ids::{IntegrationName, SaleId};
use crate::model::plan::{ActPlan, LeftOut};
use crate::model::reason::Reason;
use crate::model::view::{time_for, whole_minutes};

impl Engine {
    /// What a verb would do with sales, each at the version that was looked at.
    ///
    /// # Errors
    /// [`EngineError::Store`]. What is refused for one sale stands with it.
    pub async fn plan(
        &self,
        sales: &[(SaleId, Option<u64>)],
        verb: &SaleVerb,
    ) -> Result<ActPlan, EngineError> {
        let shared = &self.0.shared;
        let mut plan = ActPlan {
            verb: verb.clone(),
            goes: Vec::with_capacity(sales.len()),
            left_out: Vec::new(),
            touches: Vec::new(),
            oldest: None,
            newest: None,
            requests: 0,
            minutes: None,
        };
        let mut touches: BTreeMap<Option<IntegrationName>, u64> = BTreeMap::new();
        for (sale, expected) in sales {
            let (found, judged) = (
                shared.store.sale(*sale).await?,
                would_act(shared, *sale, *expected, verb, sales.len() == 1).await,
            );
            let found = found.map(|found| found.value.row(*sale, found.version));
            let why = match (judged, &found) {
                (Ok(()), Some(row)) => {
                    plan.goes.push((*sale, row.version));
                    *touches.entry(row.integration.clone()).or_default() += 1;
                    plan.oldest = Some(plan.oldest.map_or(row.created_at, |at| at.min(row.created_at)));
                    plan.newest = Some(plan.newest.map_or(row.created_at, |at| at.max(row.created_at)));
                    continue;
                }
                (Err(EngineError::Refused { why } | EngineError::Invalid { why }), _) => Some(why),
                (Err(error @ (EngineError::Store(_) | EngineError::Link { .. })), _) => return Err(error),
                (Err(EngineError::Conflict { .. } | EngineError::NotFound { .. }) | Ok(()), _) => None,
            };
            plan.left_out.push(LeftOut { sale: *sale, state: found.map(|row| row.state), why });
        }
        // One number can only be one sale's, and one place only be taken once.
        if matches!(verb, SaleVerb::Adopt { .. } | SaleVerb::Replace { .. }) && plan.goes.len() > 1 {
            touches.clear();
            (plan.oldest, plan.newest) = (None, None);
            for (sale, _) in std::mem::take(&mut plan.goes) {
                let state = shared.store.sale(sale).await?.map(|found| found.value.delivery.state);
                let why = Some(Reason::NotInBulk { verb: verb.word().to_owned() });
                plan.left_out.push(LeftOut { sale, state, why });
            }
        }
        if verb.asks_partner() {
            plan.requests = plan.goes.len() as u64;
            plan.minutes = self.slowest(&touches).map(whole_minutes);
        }
        plan.touches = touches.into_iter().collect();
        Ok(plan)
    }

    /// How long so many requests to each partner take; those of one address share its limit.
    fn slowest(&self, touches: &BTreeMap<Option<IntegrationName>, u64>) -> Option<TimeDelta> {
        let mut addresses: BTreeMap<String, (u64, u32)> = BTreeMap::new();
        for (name, requests) in touches {
            let partner = name.as_ref().and_then(|name| self.0.shared.partner(name).ok())?;
            let limit = partner.link.view().limit_per_minute.filter(|limit| *limit > 0)?;
            let address = partner.snapshot().row.integration.partner.base_url.clone();
            let at = addresses.entry(address).or_insert((0, limit));
            *at = (at.0 + requests, at.1.min(limit));
        }
        addresses.into_values().map(|(requests, limit)| time_for(requests, limit)).max()
    }
}

/// Whether the act would be done; of many, the partner is asked about none.
pub(super) async fn would_act(
    shared: &Shared,
    sale: SaleId,
    expected: Option<u64>,
    verb: &SaleVerb,
    alone: bool,
) -> Result<(), EngineError> {
    if matches!(verb, SaleVerb::Send | SaleVerb::Retry) {
        may_go(shared, sale).await?;
    }
    let (deed, policy) = deed(shared, sale, verb).await?;
    match deed {
        Deed::Replace(cancelled) => shared.store.would_replace((sale, expected), cancelled).await?,
        Deed::Edit(changes, _) => edits::tried(shared, sale, expected, changes).await.map(drop)?,
        Deed::Move(Verb::RequestCancel) => may_cancel(shared, sale, expected).await.map(drop)?,
        Deed::Move(verb) => {
            if let (Verb::Adopt(there), true) = (&verb, alone) {
                vouch(shared, sale, *there).await?;
            }
            shared.store.would_change(sale, expected, &Event::Operator(verb), &policy).await?;
        }
    }
    Ok(())
}
