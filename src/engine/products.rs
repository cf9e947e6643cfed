//! What an operator does with products: read both catalogues now, import, unlink, take over, bring back.
//!
//! Not here: what the sync does by itself (`sync`).

use super::error::EngineError;
use super::sync::{self, Depth, import, sync_own, sync_partner};
use super::{Engine, presence};
use crate::linking::sheet::asked_of;
use crate::model::difference::ProductDiff;
use crate::model::ids::{IntegrationName, ProductId};
use crate::model::reason::{Reason, Thing};
use crate::model::view::Activity;

impl Engine {
    /// Reads both catalogues now, every page: things looked at, things changed, and what was carried over.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Link`].
    pub async fn sync(&self, name: &IntegrationName) -> Result<(u64, u64, Vec<ProductDiff>), EngineError> {
        let shared = &self.0.shared;
        let partner = shared.partner(name)?;
        if shared.own.address().is_some() {
            sync_own(shared, Depth::Whole).await?;
        }
        let (report, written) = sync_partner(shared, &partner, Depth::Whole).await?;
        if !written.is_empty() {
            sync_own(shared, Depth::Products).await?;
        }
        Ok((report.seen, report.changed, written))
    }

    /// How linked products differ from the partner's as both were last read.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn product_differences(&self, name: &IntegrationName) -> Result<Vec<ProductDiff>, EngineError> {
        sync::differences(&self.0.shared, &*self.0.shared.partner(name)?).await
    }

    /// Creates partner products at A and links them; `None` for all that are granted. How many were linked;
    /// those that were linked before are skipped.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Link`].
    pub async fn import_products(
        &self,
        name: &IntegrationName,
        products: Option<&[ProductId]>,
        actor: &str,
    ) -> Result<(u64, Vec<Reason>), EngineError> {
        let partner = self.0.shared.partner(name)?;
        let before = partner.snapshot();
        let (count, left_out) = import(&self.0.shared, &partner, products, actor).await?;
        if count > 0 {
            let after = partner.snapshot();
            if !before.products.is_empty() {
                let known = asked_of(&before.catalogue.contract, &before.products);
                let asked = asked_of(&after.catalogue.contract, &after.products);
                let new = asked.difference(&known).map(|key| (*key).clone()).collect();
                presence::came(&self.0.shared, &partner, new).await?;
            }
            self.log(actor, Some(name), Activity::ProductsImported { count }).await?;
        }
        Ok((count, left_out))
    }

    /// Takes a link away; A's product stays.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn unlink_product(
        &self,
        name: &IntegrationName,
        partner_id: ProductId,
        actor: &str,
    ) -> Result<(), EngineError> {
        let shared = &self.0.shared;
        shared.partner(name)?;
        if !shared.store.unlink(name, partner_id).await? {
            return Err(EngineError::not_found(Thing::ProductLink, partner_id));
        }
        shared.refresh(name).await?;
        shared.refresh_links().await?;
        shared.judge_anew();
        self.log(actor, Some(name), Activity::ProductUnlinked { partner_id }).await
    }

    /// Carries the named fields of a product over now, whatever their policy; `None` for all that differ.
    /// What was written; `None` when nothing differs.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Link`].
    pub async fn take_fields(
        &self,
        name: &IntegrationName,
        product: ProductId,
        fields: Option<&[String]>,
        actor: &str,
    ) -> Result<Option<ProductDiff>, EngineError> {
        let shared = &self.0.shared;
        let taken = sync::take(shared, &*shared.partner(name)?, product, fields, actor).await?;
        if taken.is_some() {
            sync_own(shared, Depth::Products).await?;
            self.log(actor, Some(name), Activity::ProductTaken { partner_id: product }).await?;
        }
        Ok(taken)
    }

    /// Puts the own products out of sale whose partner products are gone, as the setting says, although many
    /// are gone at once: how many.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Conflict`] when not `expected` are gone, [`EngineError::Link`].
    pub async fn apply_vanished(
        &self,
        name: &IntegrationName,
        expected: Option<u64>,
        actor: &str,
    ) -> Result<u64, EngineError> {
        let shared = &self.0.shared;
        sync::apply_vanished(shared, &*shared.partner(name)?, expected, actor).await
    }

    /// Brings an own product back that was put out of sale: its number.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Link`].
    pub async fn restore_product(
        &self,
        name: &IntegrationName,
        product: ProductId,
        actor: &str,
    ) -> Result<ProductId, EngineError> {
        let shared = &self.0.shared;
        let own_id = sync::restore(shared, &*shared.partner(name)?, product, actor).await?;
        self.log(actor, Some(name), Activity::ProductRestored { partner_id: product, own_id }).await?;
        Ok(own_id)
    }
}
