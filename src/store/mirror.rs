//! The mirror of partners' listings: sales there that none of ours is known to be, by what tells them apart.
//!
//! Not here: looking sales up in it (`engine::mirror`).

use super::Store;
use super::error::StoreError;
use super::rows::{CursorRow, MirrorRow, V1};
use super::tables::{CURSOR, MIRROR};
use crate::clock::Timestamp;
use crate::kv::{Key, Scan};
use crate::model::ids::{IntegrationName, SaleId};
use crate::model::traits::Traits;

/// Where the mirror of an integration has got to, among the cursors.
pub(super) fn mirror_cursor(name: &IntegrationName) -> String {
    format!("mirror/{name}")
}

impl Store {
    /// The mirror of a partner's listing, and since when it is one; `None` before it was first read.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn mirror(
        &self,
        name: &IntegrationName,
    ) -> Result<(Vec<(SaleId, Traits)>, Option<Timestamp>), StoreError> {
        let rows = self.kv().scan(&MIRROR, Scan::prefix(name.0.encode())).await?;
        let since = self.cursor(&mirror_cursor(name)).await?;
        let rows = rows.into_iter().map(|((_, sale), row)| (SaleId(sale), row.value.traits)).collect();
        Ok((rows, since.and_then(|since| serde_json::from_value(since).ok())))
    }

    /// Notes sales there, and takes out those that turned out to be ours. One commit; `since` with the first.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn mirrored(
        &self,
        name: &IntegrationName,
        noted: &[(SaleId, Traits)],
        ours: &[SaleId],
        since: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let mut batch = self.kv().batch();
        for (sale, traits) in noted {
            batch.put(&MIRROR, &(name.0.clone(), sale.0), &MirrorRow { v: V1, traits: traits.clone() })?;
        }
        for sale in ours {
            batch.remove(&MIRROR, &(name.0.clone(), sale.0));
        }
        if let Some(since) = since {
            let value = serde_json::to_value(since).unwrap_or_default();
            batch.put(&CURSOR, &mirror_cursor(name), &CursorRow { v: V1, value })?;
        }
        self.kv().commit(batch).await?;
        Ok(())
    }
}
