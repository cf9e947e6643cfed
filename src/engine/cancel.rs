//! Asking the partner to cancel a sale that it has.
//!
//! Not here: whether it does so; its status says it, and `follow` takes that over.

use std::sync::Arc;

use super::budget::Lane;
use super::error::EngineError;
use super::partner::Partner;
use super::shared::Shared;
use crate::model::catalogue::Catalogue;
use crate::model::delivery::{Event, State, Verb};
use crate::model::ids::{SaleId, StatusKey};
use crate::model::queue::{Happening, SaleRow};
use crate::model::reason::Reason;
use crate::model::shown::Shown;
use crate::model::status::StatusKind;
use crate::store::StoreError;

/// Cancels a sale at the partner; until its status says so, the sale shows that this was asked. Asking
/// again is harmless: the same status again changes nothing there.
///
/// # Errors
/// [`EngineError::NotFound`], [`EngineError::Conflict`], [`EngineError::Refused`] for a sale that the
/// partner does not have or is done with, [`EngineError::Link`] when the partner does not do it.
pub async fn request_cancel(
    shared: &Shared,
    sale: SaleId,
    expected: Option<u64>,
    reason: Option<&Shown>,
    actor: &str,
) -> Result<SaleRow, EngineError> {
    let (partner, theirs) = may_cancel(shared, sale, expected).await?;
    let snapshot = partner.snapshot();
    let Some(client) = partner.link.client(Lane::Status)? else {
        return Err(EngineError::refused(Reason::NoToken { name: partner.name.clone() }));
    };
    let status = cancelled(&snapshot.catalogue);
    if let Err(error) = client.cancel(theirs, &status, reason.map(Shown::as_str)).await {
        if error.is_refusal {
            let told = Happening::CancelNotTaken { reason: reason.cloned(), failure: error.failure.clone() };
            shared.store.tell(sale, told, actor).await?;
            let said = error.failure.said.map(|said| said.to_string()).unwrap_or_default();
            return Err(EngineError::refused(Reason::CancelNotTaken { sale, said }));
        }
        return Err(error.into());
    }
    // Written down after the answer: a stop in between loses only the mark, and the partner's status
    // tells the rest.
    let event = Event::Operator(Verb::RequestCancel);
    let changed = shared.store.change(sale, None, event, &snapshot.policy, actor, reason).await;
    partner.follow_wake.notify_one();
    match changed {
        // Its status came in while we asked.
        Err(StoreError::Refused { .. }) => {
            let told = Happening::CancelAsked { reason: reason.cloned() };
            Ok(shared.store.tell(sale, told, actor).await?)
        }
        changed => Ok(changed?),
    }
}

/// The partner that has a sale, and its number there, when it can be asked to cancel it.
///
/// # Errors
/// [`EngineError::NotFound`], [`EngineError::Conflict`], [`EngineError::Refused`].
pub async fn may_cancel(
    shared: &Shared,
    sale: SaleId,
    expected: Option<u64>,
) -> Result<(Arc<Partner>, SaleId), EngineError> {
    let found = shared.store.sale(sale).await?.ok_or(StoreError::NoSale { sale })?;
    if let Some(expected) = expected
        && expected != found.version
    {
        return Err(EngineError::Conflict { expected, found: found.version });
    }
    let record = found.value;
    let (State::Sent, Some(theirs), Some(name)) =
        (record.delivery.state, record.delivery.partner_sale_id, &record.integration)
    else {
        return Err(EngineError::refused(Reason::WrongState { state: record.delivery.state }));
    };
    Ok((shared.partner(name)?, theirs))
}

/// The status that cancels: the system's own, else the first of that type.
fn cancelled(catalogue: &Catalogue) -> StatusKey {
    let plain = StatusKey::from("cancelled");
    let mut kinds = catalogue.statuses.iter().filter(|status| status.kind == StatusKind::Cancelled);
    match kinds.clone().any(|status| status.key == plain) {
        true => plain,
        false => kinds.next().map_or(plain, |status| status.key.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::status::Status;

    #[test]
    fn a_status_of_type_cancelled_is_chosen_and_the_systems_own_first() {
        let of = |statuses: &[(&str, StatusKind)]| {
            let status = |(key, kind): &(&str, StatusKind)| Status {
                key: StatusKey::from(*key),
                name: Shown::new(key),
                kind: *kind,
            };
            let statuses = statuses.iter().map(status).collect();
            cancelled(&Catalogue { statuses, ..Catalogue::default() })
        };
        use StatusKind::{Cancelled, Netto};
        assert_eq!(of(&[("weg", Cancelled), ("cancelled", Cancelled)]).as_str(), "cancelled");
        assert_eq!(of(&[("klaar", Netto), ("weg", Cancelled)]).as_str(), "weg");
        assert_eq!(of(&[]).as_str(), "cancelled");
    }
}
