//! Links between own products and partner products: unique in both directions.
//!
//! Not here: creating the own product (`engine::import`).

use super::Store;
use super::error::StoreError;
use super::rows::{LinkRow, V1};
use super::tables::{LINK, LINK_OWN};
use crate::kv::{Expected, Key, KvError, Scan};
use crate::model::ids::{IntegrationName, ProductId};

impl Store {
    /// The links of an integration, by partner product.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn links(&self, name: &IntegrationName) -> Result<Vec<LinkRow>, StoreError> {
        let rows = self.kv().scan(&LINK, Scan::prefix(name.0.encode())).await?;
        Ok(rows.into_iter().map(|(_, row)| row.value).collect())
    }

    /// Links two products: one commit.
    ///
    /// # Errors
    /// [`StoreError::Linked`] when one of them is linked to another.
    pub async fn link(
        &self,
        name: &IntegrationName,
        own: ProductId,
        partner: ProductId,
    ) -> Result<(), StoreError> {
        let now = self.0.clock.now();
        let row = LinkRow { v: V1, own, partner, last_synchronised: now, last_checked: now };
        let key = (name.0.clone(), partner.0);
        let mut batch = self.kv().batch();
        batch.expect(&LINK, &key, Expected::Absent);
        batch.expect(&LINK_OWN, &own.0, Expected::Absent);
        batch.put(&LINK, &key, &row)?;
        batch.put(&LINK_OWN, &own.0, &key)?;
        match self.kv().commit(batch).await {
            Ok(_) => Ok(()),
            Err(KvError::Conflict { .. }) => {
                let there = self.kv().get(&LINK, &key).await?;
                if there.is_some_and(|there| there.value.own == own) {
                    return Ok(());
                }
                Err(StoreError::Linked { own, partner })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Takes a link away: one commit; true when there was one.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn unlink(&self, name: &IntegrationName, partner: ProductId) -> Result<bool, StoreError> {
        let key = (name.0.clone(), partner.0);
        let Some(found) = self.kv().get(&LINK, &key).await? else { return Ok(false) };
        let mut batch = self.kv().batch();
        batch.expect(&LINK, &key, Expected::At(found.version));
        batch.remove(&LINK, &key);
        batch.remove(&LINK_OWN, &found.value.own.0);
        self.kv().commit(batch).await?;
        Ok(true)
    }

    /// Notes that links were looked at, and which of them were carried over: one commit.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn links_checked(
        &self,
        name: &IntegrationName,
        checked: &[(ProductId, bool)],
    ) -> Result<(), StoreError> {
        let now = self.0.clock.now();
        let mut batch = self.kv().batch();
        for (partner, carried_over) in checked {
            let key = (name.0.clone(), partner.0);
            let Some(found) = self.kv().get(&LINK, &key).await? else { continue };
            let mut row = found.value;
            row.last_checked = now;
            if *carried_over {
                row.last_synchronised = now;
            }
            batch.put(&LINK, &key, &row)?;
        }
        if batch.is_empty() {
            return Ok(());
        }
        self.kv().commit(batch).await?;
        Ok(())
    }
}
