//! What B says of sales it has, and what must still be written to A because of it. The debt to A is
//! durable in the same commit as the sighting, so that a crash loses none.
//!
//! Not here: reading B and writing A (`engine::follow`).

use super::Store;
use super::error::StoreError;
use super::rows::{CursorRow, SaleRecord, V1, WriteBack};
use super::tables::{CURSOR, SALE, WRITE_BACK};
use super::tally::Slot;
use super::write::{KOPPEL, ROUNDS, Writing};
use crate::kv::{Expected, Key, Scan, Versioned};
use crate::model::delivery::{Event, Policy, Tier};
use crate::model::failure::Failure;
use crate::model::ids::{SaleId, StatusKey};
use crate::model::queue::{Happening, SaleRow};
use crate::model::shown::Shown;
use crate::model::status::asks_cancellation;

/// B's status of one of our sales, as seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Sighting {
    /// Number at A.
    pub sale: SaleId,
    /// B's status.
    pub status: StatusKey,
    /// B's remark.
    pub remark: Shown,
    /// A's status for it; `None` when no row maps it.
    pub mapped: Option<StatusKey>,
    /// The sale will not change any more.
    pub is_final: bool,
    /// It ended without a contract.
    pub is_cancelled: bool,
    /// A request to cancel it is open there, or was answered; where B tells.
    pub cancellation_open: Option<bool>,
}

/// Whether a request to cancel is open there. Where B does not tell, its status does.
fn asked(sighting: &Sighting, record: &SaleRecord) -> Option<bool> {
    let is_open = |status: &StatusKey| asks_cancellation(status.as_str());
    let was_open = record.partner_status.as_ref().is_some_and(is_open);
    sighting
        .cancellation_open
        .or_else(|| (was_open || is_open(&sighting.status)).then(|| is_open(&sighting.status)))
}

impl Store {
    /// Takes over what was seen at B, and moves the cursor: one commit. What did not change costs no write.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn sighted(
        &self,
        sightings: &[Sighting],
        cursor: Option<(&str, serde_json::Value)>,
    ) -> Result<Vec<SaleRow>, StoreError> {
        for _ in 0..ROUNDS {
            let mut writing = Writing::begin(self, sightings.iter().map(|sighting| sighting.sale)).await;
            for sighting in sightings {
                let Some(old) = self.kv().get(&SALE, &sighting.sale.0).await? else { continue };
                self.see(&mut writing, sighting, &old).await?;
            }
            if let Some((name, value)) = &cursor {
                let row = CursorRow { v: V1, value: value.clone() };
                writing.batch.put(&CURSOR, &(*name).to_owned(), &row)?;
            }
            if let Some(rows) = writing.commit().await? {
                return Ok(rows);
            }
        }
        Err(self.contended())
    }

    async fn see(
        &self,
        writing: &mut Writing,
        sighting: &Sighting,
        old: &Versioned<SaleRecord>,
    ) -> Result<(), StoreError> {
        let mut record = old.value.clone();
        let news = record.partner_status.as_ref() != Some(&sighting.status)
            || record.partner_remark != sighting.remark
            || record.unmapped != sighting.mapped.is_none();
        let event = Event::PartnerStatus { is_final: sighting.is_final, is_cancelled: sighting.is_cancelled };
        // What a partner says of a sale does not depend on the policy. A sale that is not placed (its
        // answer is still under way) is looked at again with the next page.
        let policy = Policy::new(Tier::T3, 1.0);
        let Ok(delivery) = record.delivery.apply(event, writing.now, &policy) else { return Ok(()) };
        record.delivery = delivery;
        let mut happenings = Vec::new();
        if let Some(open) = asked(sighting, &record)
            && let Ok(delivery) = record.delivery.apply(Event::Cancellation { open }, writing.now, &policy)
        {
            if record.delivery.cancel_requested && !delivery.cancel_requested && !sighting.is_cancelled {
                happenings.push(Happening::CancelRejected { remark: sighting.remark.clone() });
            }
            record.delivery = delivery;
        }
        record.reconcile();
        record.partner_status = Some(sighting.status.clone());
        record.partner_remark = sighting.remark.clone();
        record.unmapped = sighting.mapped.is_none();
        if !news && record == old.value {
            return Ok(());
        }
        if news {
            self.owe(writing, sighting, &record).await?;
        }
        let happening = Happening::PartnerStatus {
            status: sighting.status.clone(),
            remark: sighting.remark.clone(),
            mapped: sighting.mapped.clone(),
        };
        if news {
            happenings.insert(0, happening);
        }
        if let (true, Some(_), Some(status)) = (news, record.own_cancel, &sighting.mapped) {
            happenings.push(Happening::NotWritten { status: status.clone() });
        }
        writing.sale(sighting.sale, Some(old), record, happenings, KOPPEL)
    }

    /// What A must be told of news, in the place of what it had still to be told.
    async fn owe(
        &self,
        writing: &mut Writing,
        sighting: &Sighting,
        record: &SaleRecord,
    ) -> Result<(), StoreError> {
        let sale = sighting.sale.0;
        let owed = self.kv().get(&WRITE_BACK, &sale).await?.is_some();
        match &sighting.mapped {
            // While an older status is owed, it may be on its way to A right now: also the one that A had
            // before it must be written then.
            Some(status) if owed || *status != record.own_status || !sighting.remark.is_empty() => {
                let debt = WriteBack {
                    v: V1,
                    status: status.clone(),
                    remark: sighting.remark.clone(),
                    since: writing.now,
                    failed: 0,
                    parked_at: None,
                };
                writing.batch.put(&WRITE_BACK, &sale, &debt)?;
            }
            // The older one is past, and nothing says what should come in its place.
            None if owed => writing.batch.remove(&WRITE_BACK, &sale),
            _ => {}
        }
        Ok(())
    }

    /// Statuses that must still be written to A, by sale, of sales after `after`; at most `limit`.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn write_backs(
        &self,
        after: Option<SaleId>,
        limit: usize,
    ) -> Result<Vec<(SaleId, Versioned<WriteBack>)>, StoreError> {
        let scan = match after {
            Some(after) => Scan::all().after(after.0.encode()),
            None => Scan::all(),
        };
        let rows = self.kv().scan(&WRITE_BACK, scan.limit(limit)).await?;
        Ok(rows.into_iter().map(|(sale, row)| (SaleId(sale), row)).collect())
    }

    /// A has the status now: the debt is paid, unless a newer one took its place meanwhile. One commit.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn written_back(&self, sale: SaleId, debt: &Versioned<WriteBack>) -> Result<(), StoreError> {
        self.settle_debt(sale, debt, None, false).await
    }

    /// A refused the status. `park` lays the debt aside, for it to be tried now and then only.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn write_back_failed(
        &self,
        sale: SaleId,
        debt: &Versioned<WriteBack>,
        failure: Failure,
        park: bool,
    ) -> Result<(), StoreError> {
        self.settle_debt(sale, debt, Some(failure), park).await
    }

    async fn settle_debt(
        &self,
        sale: SaleId,
        debt: &Versioned<WriteBack>,
        failure: Option<Failure>,
        park: bool,
    ) -> Result<(), StoreError> {
        for _ in 0..ROUNDS {
            let mut writing = Writing::begin(self, [sale]).await;
            let Some(old) = self.kv().get(&SALE, &sale.0).await? else { return Ok(()) };
            let current = self.kv().get(&WRITE_BACK, &sale.0).await?;
            let unchanged = current.as_ref().is_some_and(|current| current.version == debt.version);
            if unchanged {
                writing.batch.expect(&WRITE_BACK, &sale.0, Expected::At(debt.version));
                if failure.is_none() {
                    writing.batch.remove(&WRITE_BACK, &sale.0);
                } else {
                    let parked_at = park.then_some(writing.now);
                    let failed = debt.value.failed + 1;
                    let row = WriteBack { failed, parked_at, ..debt.value.clone() };
                    writing.batch.put(&WRITE_BACK, &sale.0, &row)?;
                }
            }
            let mut record = old.value.clone();
            let happening = match &failure {
                None => {
                    record.own_status = debt.value.status.clone();
                    record.own_cancel = None;
                    writing.held.up(sale, Slot::StatusUpdates);
                    Happening::WrittenBack { status: debt.value.status.clone() }
                }
                Some(failure) => Happening::WriteBackFailed { failure: failure.clone() },
            };
            // Repeated failures of one debt are one entry in the timeline, and one when it is parked.
            let told = failure.is_some() && debt.value.failed > 0 && park == debt.value.parked_at.is_some();
            let happenings = if told { Vec::new() } else { vec![happening] };
            if !happenings.is_empty() {
                writing.sale(sale, Some(&old), record, happenings, KOPPEL)?;
            }
            if writing.commit().await?.is_some() {
                return Ok(());
            }
        }
        Err(self.contended())
    }
}
