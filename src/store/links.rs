//! Links between own products and partner products: unique in both directions.
//!
//! Not here: creating the own product (`engine::import`).

use std::collections::BTreeMap;

use super::Store;
use super::error::StoreError;
use super::rows::{Digest, LinkRow, Looked, Retired, Stored, V1};
use super::tables::{LINK, LINK_OWN};
use crate::kv::{Batch, Expected, Key, Scan};
use crate::model::ids::{IntegrationName, ProductId};
use crate::model::integration::OnVanished;
use crate::model::product::Product;

impl Store {
    /// The links of an integration, by partner product.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn links(&self, name: &IntegrationName) -> Result<Vec<LinkRow>, StoreError> {
        let rows = self.kv().scan(&LINK, Scan::prefix(name.0.encode())).await?;
        Ok(rows.into_iter().map(|(_, row)| row.value).collect())
    }

    /// Links two products: one commit. With it what an import just wrote to the own product, and the files
    /// that it has.
    ///
    /// # Errors
    /// [`StoreError::Linked`] when one of them is linked to another.
    pub async fn link(
        &self,
        name: &IntegrationName,
        own: ProductId,
        partner: ProductId,
        (looked, files): (Option<Looked>, BTreeMap<String, Digest>),
    ) -> Result<(), StoreError> {
        let now = self.0.clock.now();
        let row = LinkRow {
            v: V1,
            own,
            partner,
            last_synchronised: now,
            last_checked: now,
            looked,
            files_seen: files.clone(),
            files,
            missing_since: None,
            retired: None,
            spared: false,
        };
        let key = (name.0.clone(), partner.0);
        let mut batch = self.kv().batch();
        batch.expect(&LINK, &key, Expected::Absent);
        batch.expect(&LINK_OWN, &own.0, Expected::Absent);
        batch.put(&LINK, &key, &row)?;
        batch.put(&LINK_OWN, &own.0, &key)?;
        if self.commits(batch).await? {
            return Ok(());
        }
        let there = self.kv().get(&LINK, &key).await?;
        if there.is_some_and(|there| there.value.own == own) {
            return Ok(());
        }
        Err(StoreError::Linked { own, partner })
    }

    /// Takes a link away: one commit; true when there was one.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn unlink(&self, name: &IntegrationName, partner: ProductId) -> Result<bool, StoreError> {
        self.with_link(name, partner, |batch, key, row| {
            batch.remove(&LINK, key);
            batch.remove(&LINK_OWN, &row.own.0);
            Ok(())
        })
        .await
    }

    /// Notes that the links of an integration were looked at: one commit.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn links_checked(&self, name: &IntegrationName) -> Result<(), StoreError> {
        let now = self.0.clock.now();
        let mut batch = self.kv().batch();
        for (key, found) in self.kv().scan(&LINK, Scan::prefix(name.0.encode())).await? {
            batch.expect(&LINK, &key, Expected::At(found.version));
            batch.put(&LINK, &key, &LinkRow { last_checked: now, ..found.value })?;
        }
        // A link that was just made or taken away is looked at next time.
        self.commits(batch).await?;
        Ok(())
    }

    /// Changes a link, if it is there: one commit.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn change_link(
        &self,
        name: &IntegrationName,
        partner: ProductId,
        change: impl Fn(&mut LinkRow),
    ) -> Result<(), StoreError> {
        self.with_link(name, partner, |batch, key, mut row| {
            change(&mut row);
            Ok(batch.put(&LINK, key, &row)?)
        })
        .await?;
        Ok(())
    }

    /// Notes that what was put out of sale is back as `own`, and is left alone from now on: one commit.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn spare(
        &self,
        name: &IntegrationName,
        partner: ProductId,
        own: ProductId,
    ) -> Result<(), StoreError> {
        self.with_link(name, partner, |batch, key, row| {
            if row.own != own {
                batch.remove(&LINK_OWN, &row.own.0);
                batch.put(&LINK_OWN, &own.0, key)?;
            }
            let spared = row.missing_since.is_some();
            Ok(batch.put(&LINK, key, &LinkRow { own, retired: None, spared, looked: None, ..row })?)
        })
        .await?;
        Ok(())
    }

    /// Notes that the own product of a link is put out of sale; `product`, which is to be deleted, is kept
    /// whole: one commit.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn retire(
        &self,
        name: &IntegrationName,
        partner: ProductId,
        how: OnVanished,
        product: Option<&Product>,
    ) -> Result<(), StoreError> {
        let at = self.0.clock.now();
        self.with_link(name, partner, |batch, key, row| {
            let product = product.map(|product| Self::keep(batch, product));
            let retired = Some(Retired { at, how, product });
            Ok(batch.put(&LINK, key, &LinkRow { retired, ..row })?)
        })
        .await?;
        Ok(())
    }

    /// What `act` makes of a link, in one commit; made anew of what a worker changed meanwhile. False when there
    /// is no such link.
    async fn with_link(
        &self,
        name: &IntegrationName,
        partner: ProductId,
        act: impl Fn(&mut Batch, &(String, u64), LinkRow) -> Result<(), StoreError>,
    ) -> Result<bool, StoreError> {
        let key = (name.0.clone(), partner.0);
        loop {
            let Some(found) = self.kv().get(&LINK, &key).await? else { return Ok(false) };
            let mut batch = self.kv().batch();
            batch.expect(&LINK, &key, Expected::At(found.version));
            act(&mut batch, &key, found.value)?;
            if self.commits(batch).await? {
                return Ok(true);
            }
        }
    }

    /// A product as it was before it was deleted.
    ///
    /// # Errors
    /// [`StoreError::Kv`], and errors of its document.
    pub async fn kept_product(&self, kept: Stored<Product>) -> Result<Product, StoreError> {
        self.fetch(kept, || "a deleted product".to_owned()).await
    }
}
