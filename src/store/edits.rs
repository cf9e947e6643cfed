//! Edits of sales: kept beside the body that A wrote, which stays as it is.
//!
//! Not here: what an edit does to a sale (`model::edit`).

use super::error::StoreError;
use super::rows::{Digest, EditsRow, SaleRecord, V1};
use super::tables::EDITS;
use super::write::{By, ROUNDS, Writing};
use super::{Store, Versioned};
use crate::model::delivery::{Refused, State};
use crate::model::edit::{self, Edit};
use crate::model::ids::SaleId;
use crate::model::queue::{Happening, SaleRow};
use crate::model::sale::Sale;
use crate::model::shown::Shown;

/// Edits as an operator wants them, with what follows from them.
pub struct Editing {
    /// All edits of the sale from now on.
    pub edits: Vec<Edit>,
    /// The fields that were set just now.
    pub fields: Vec<String>,
    /// The customer of the edited sale, masked.
    pub customer: Shown,
    /// Digest of its address.
    pub lane: Digest,
}

impl Store {
    /// The edits of a sale.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn edits(&self, sale: SaleId) -> Result<Vec<Edit>, StoreError> {
        Ok(self.kv().get(&EDITS, &sale.0).await?.map(|found| found.value.edits).unwrap_or_default())
    }

    /// The sale as it would be sent: as A wrote it, with its edits over it.
    ///
    /// # Errors
    /// [`StoreError::Kv`], and errors of its document.
    pub async fn edited(&self, sale: SaleId) -> Result<Option<Sale>, StoreError> {
        let Some(body) = self.body(sale).await? else { return Ok(None) };
        Ok(Some(edit::edited(body, &self.edits(sale).await?)))
    }

    /// A sale that can be edited.
    ///
    /// # Errors
    /// As [`Store::edit`].
    pub async fn may_edit(
        &self,
        sale: SaleId,
        expected: Option<u64>,
    ) -> Result<Versioned<SaleRecord>, StoreError> {
        let old = self.record_at(sale, expected).await?;
        let delivery = &old.value.delivery;
        let state = delivery.state;
        let unsent = matches!(state, State::Waiting | State::Ready | State::Fallout | State::Skipped)
            || (state == State::Queued && delivery.attempt.is_none());
        let refused = match unsent {
            false => Some(Refused::WrongState { state }),
            true if delivery.doubted_at.is_some() => Some(Refused::Doubted),
            true => None,
        };
        refused.map_or(Ok(old), |refused| Err(StoreError::Refused { sale, refused }))
    }

    /// Keeps the edits of a sale: one commit.
    ///
    /// # Errors
    /// [`StoreError::NoSale`], [`StoreError::Changed`]; [`StoreError::Refused`] once a copy of it may be at
    /// the partner, or is about to be.
    pub async fn edit(
        &self,
        sale: SaleId,
        expected: Option<u64>,
        editing: &Editing,
        actor: &str,
        reason: Option<&Shown>,
    ) -> Result<SaleRow, StoreError> {
        for _ in 0..ROUNDS {
            let mut writing = Writing::begin(self, [sale]).await;
            let old = self.may_edit(sale, expected).await?;
            let mut record = old.value.clone();
            record.customer = editing.customer.clone();
            record.lane = editing.lane;
            let row = EditsRow { v: V1, edits: editing.edits.clone() };
            match row.edits.is_empty() {
                true => writing.batch.remove(&EDITS, &sale.0),
                false => writing.batch.put(&EDITS, &sale.0, &row)?,
            }
            let happening = Happening::Edited { fields: editing.fields.clone(), reason: reason.cloned() };
            writing.sale(sale, Some(&old), record, vec![happening], By { actor, reason, verb: None })?;
            if let Some(row) = writing.commit().await?.and_then(|rows| rows.into_iter().next()) {
                return Ok(row);
            }
        }
        Err(self.contended())
    }
}
