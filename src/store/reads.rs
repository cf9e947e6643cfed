//! Reads of single things, and how large values are kept.
//!
//! Not here: lists (`page`).

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Store;
use super::error::StoreError;
use super::rows::{ActiveRow, CursorRow, SaleRecord, Stored, V1};
use super::sales::IN_ROW;
use super::tables::{ACTIVE, CURSOR, SALE, TIMELINE};
use crate::kv::{Batch, Key, Scan, Versioned};
use crate::model::ids::{IntegrationName, SaleId};
use crate::model::queue::TimelineEntry;

impl Store {
    /// The record of a sale, and its version.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn sale(&self, sale: SaleId) -> Result<Option<Versioned<SaleRecord>>, StoreError> {
        Ok(self.kv().get(&SALE, &sale.0).await?)
    }

    /// The timeline of a sale, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn timeline(&self, sale: SaleId) -> Result<Vec<TimelineEntry>, StoreError> {
        let rows = self.kv().scan(&TIMELINE, Scan::prefix(sale.0.encode())).await?;
        Ok(rows.into_iter().map(|(_, row)| row.value.into()).collect())
    }

    /// Everything under way at an integration, by sale.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn active(
        &self,
        integration: &IntegrationName,
    ) -> Result<Vec<(SaleId, ActiveRow)>, StoreError> {
        let rows = self.kv().scan(&ACTIVE, Scan::prefix(integration.0.encode())).await?;
        Ok(rows.into_iter().map(|((_, sale), row)| (SaleId(sale), row.value)).collect())
    }

    /// Where a pass has got to.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn cursor(&self, name: &str) -> Result<Option<serde_json::Value>, StoreError> {
        Ok(self.kv().get(&CURSOR, &name.to_owned()).await?.map(|row| row.value.value))
    }

    /// Moves a pass's cursor: one commit.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn set_cursor(&self, name: &str, value: serde_json::Value) -> Result<(), StoreError> {
        let mut batch = self.kv().batch();
        batch.put(&CURSOR, &name.to_owned(), &CursorRow { v: V1, value })?;
        self.kv().commit(batch).await?;
        Ok(())
    }

    /// `value` as it is kept: in the row, or in a document when it is large.
    pub(super) fn keep<T: Serialize + Clone>(batch: &mut Batch, value: &T) -> Stored<T> {
        let json = serde_json::to_vec(value).unwrap_or_default();
        if json.len() <= IN_ROW {
            Stored::Here(Box::new(value.clone()))
        } else {
            Stored::Document(batch.document(json))
        }
    }

    /// A kept value, read back.
    pub(super) async fn fetch<T: DeserializeOwned>(
        &self,
        stored: Stored<T>,
        subject: impl Fn() -> String,
    ) -> Result<T, StoreError> {
        let id = match stored {
            Stored::Here(value) => return Ok(*value),
            Stored::Document(id) => id,
        };
        let found = self.kv().document(id).await?;
        let content = found.ok_or_else(|| StoreError::DocumentMissing { subject: subject() })?;
        serde_json::from_slice(&content)
            .map_err(|source| StoreError::DocumentUnreadable { subject: subject(), source })
    }
}
