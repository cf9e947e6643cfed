//! Why a sale goes or does not: what the rules say, and then what stands in its way.
//!
//! Not here: the rules (`linking::trace`).

use super::drift;
use super::error::EngineError;
use super::judge::judge;
use super::partner::Partner;
use super::shared::Shared;
use crate::linking;
use crate::model::delivery::{Judgement, State};
use crate::model::ids::SaleId;
use crate::model::queue::WaitingReason;
use crate::model::sale::Sale;
use crate::model::trace::{Step, Verdict};
use crate::store::SaleRecord;

/// Why a sale goes or does not, as everything stands now. Nothing for one that was sent, and for one whose
/// sending is under way.
///
/// # Errors
/// [`EngineError::Store`].
pub async fn trace(
    shared: &Shared,
    id: SaleId,
    record: &SaleRecord,
    sale: &Sale,
) -> Result<Vec<Step>, EngineError> {
    let delivery = &record.delivery;
    let state = delivery.state;
    if !matches!(
        state,
        State::Waiting | State::Ready | State::Queued | State::Retrying | State::Fallout | State::Skipped
    ) {
        return Ok(Vec::new());
    }
    let (links, _) = shared.links();
    let (name, judgement) = judge(shared, &links, sale);
    let Some(partner) = name.and_then(|name| shared.partner(&name).ok()) else {
        let stops = match judgement {
            Judgement::Waits(why) => Some(Step::Waits { why }),
            Judgement::ByHand | Judgement::Automatic { .. } => None,
        };
        return Ok(stops.into_iter().collect());
    };
    let snapshot = partner.snapshot();
    let mut steps = linking::trace(sale, &snapshot.row.integration, &links);
    if matches!(steps.last(), Some(Step::Waits { .. })) {
        return Ok(steps);
    }
    let goes = steps.pop();
    steps.push(drift::held(shared, &snapshot, sale).map_or(Step::NoDrift, |why| Step::Waits { why }));
    if let Some(why @ (WaitingReason::OptInLapsed { .. } | WaitingReason::OptInWithdrawn { .. })) =
        &delivery.waiting
    {
        steps.push(Step::Waits { why: why.clone() });
    }
    steps.extend(goes.filter(|goes| *goes != Step::ByHand || state == State::Ready));
    if delivery.held {
        steps.push(Step::Held);
    }
    if matches!(state, State::Fallout | State::Skipped) {
        steps.push(Step::InState { state });
    } else {
        steps.extend(in_the_way(shared, &partner, id, record).await?);
    }
    if steps.iter().all(|step| step.verdict() != Verdict::Stops) {
        steps.push(Step::Free);
    }
    Ok(steps)
}

/// What stands in the way of a sale that the rules let go.
async fn in_the_way(
    shared: &Shared,
    partner: &Partner,
    id: SaleId,
    record: &SaleRecord,
) -> Result<Vec<Step>, EngineError> {
    let mut steps = Vec::new();
    if shared.store.is_quarantined() {
        steps.push(Step::Quarantined);
    }
    if let Some(failure) = &partner.snapshot().row.paused {
        steps.push(Step::Paused { failure: Box::new(failure.clone()) });
    }
    if let Some(until) = partner.breaker_until() {
        steps.push(Step::Resting { until });
    }
    if let Some(at) = record.delivery.next_at {
        let (integration, snapshot) = (partner.name.clone(), partner.snapshot());
        let grace = snapshot.row.integration.settings.grace_seconds;
        steps.push(match record.delivery.state {
            State::Queued => Step::Recallable { at, integration, grace },
            _ => Step::Due { at },
        });
    }
    if record.delivery.state == State::Queued {
        let before = shared.store.active(&partner.name).await?.into_iter();
        let mut before = before.filter(|(sale, row)| *sale < id && row.lane == record.lane);
        let blocks = before.find(|(_, row)| !(row.state == State::Queued && row.held));
        steps.extend(blocks.map(|(sale, _)| Step::Behind { sale }));
    }
    Ok(steps)
}
