//! Catalogues as last read, and the versions of partners' contracts: a version is written in the commit that
//! keeps what was read, so that no change goes unnoticed.
//!
//! Not here: what a change means (`linking::drift`).

use super::Store;
use super::error::StoreError;
use super::rows::{CatalogueRow, ContractRow, Digest, V1};
use super::setup::Side;
use super::tables::{CATALOGUE, CONTRACT};
use crate::clock::Timestamp;
use crate::kv::{Batch, Key, Scan};
use crate::model::catalogue::Catalogue;
use crate::model::drift::{Change, Drift, Standing};
use crate::model::ids::IntegrationName;

/// So many versions are kept; those that are still open besides.
const KEPT: u64 = 50;

impl Store {
    /// What was last read of a side, and when.
    ///
    /// # Errors
    /// [`StoreError::Kv`], and errors of its document.
    pub async fn catalogue(&self, side: &Side) -> Result<Option<(Catalogue, Timestamp)>, StoreError> {
        let Some(found) = self.kv().get(&CATALOGUE, &side.key()).await? else { return Ok(None) };
        let read_at = found.value.read_at;
        let catalogue = self.fetch(found.value.catalogue, || "a catalogue".to_owned()).await?;
        Ok(Some((catalogue, read_at)))
    }

    /// Keeps what was read of a side; true when it differs from what was known. An unchanged catalogue
    /// costs no write.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn set_catalogue(&self, side: &Side, catalogue: &Catalogue) -> Result<bool, StoreError> {
        let batch = self.kv().batch();
        self.put_catalogue(batch, side, catalogue).await
    }

    /// Keeps what was read of a partner, and what changed in its contract since as its next version: one
    /// commit. True when anything differs from what was known. The first version has no changes.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn set_partner_catalogue(
        &self,
        name: &IntegrationName,
        catalogue: &Catalogue,
        changes: Vec<Change>,
        standing: Standing,
    ) -> Result<bool, StoreError> {
        let known = self.contracts(name).await?;
        let mut batch = self.kv().batch();
        if known.is_empty() || !changes.is_empty() {
            let version = known.last().map_or(1, |last| last.version + 1);
            let fingerprint = self.fingerprint(catalogue).to_hex();
            let drift = Drift { version, at: self.0.clock.now(), fingerprint, changes, standing };
            put(&mut batch, name, drift)?;
            let old = known.iter().filter(|one| one.version + KEPT <= version && !one.is_open());
            old.for_each(|one| batch.remove(&CONTRACT, &(name.0.clone(), one.version)));
        }
        self.put_catalogue(batch, &Side::Partner(name.clone()), catalogue).await
    }

    async fn put_catalogue(
        &self,
        mut batch: Batch,
        side: &Side,
        catalogue: &Catalogue,
    ) -> Result<bool, StoreError> {
        let json = serde_json::to_vec(catalogue).unwrap_or_default();
        let content: Digest = self.digest("catalogue", &json);
        let known = self.kv().get(&CATALOGUE, &side.key()).await?;
        if known.is_some_and(|known| known.value.content == content) {
            return Ok(false);
        }
        let kept = Self::keep(&mut batch, catalogue);
        let row = CatalogueRow { v: V1, read_at: self.0.clock.now(), content, catalogue: kept };
        batch.put(&CATALOGUE, &side.key(), &row)?;
        self.kv().commit(batch).await?;
        Ok(true)
    }

    /// Versions of a partner's contract, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn contracts(&self, name: &IntegrationName) -> Result<Vec<Drift>, StoreError> {
        let rows = self.kv().scan(&CONTRACT, Scan::prefix(name.0.encode())).await?;
        Ok(rows.into_iter().map(|(_, row)| row.value.drift).collect())
    }

    /// Ends open drift: of one version, or of all. The versions that ended by it: one commit.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn end_drift(
        &self,
        name: &IntegrationName,
        versions: &[u64],
        standing: &Standing,
    ) -> Result<Vec<u64>, StoreError> {
        let mut batch = self.kv().batch();
        let mut ended = Vec::new();
        for mut drift in self.contracts(name).await? {
            if drift.is_open() && versions.contains(&drift.version) {
                ended.push(drift.version);
                drift.standing = standing.clone();
                put(&mut batch, name, drift)?;
            }
        }
        if !ended.is_empty() {
            self.kv().commit(batch).await?;
        }
        Ok(ended)
    }

    /// Digest of what decides whether a sale is taken, whatever the order it is listed in.
    fn fingerprint(&self, catalogue: &Catalogue) -> Digest {
        let mut contract = catalogue.contract.clone();
        contract.flows.sort_by(|one, other| one.key.cmp(&other.key));
        contract.questions.sort_by(|one, other| one.key.cmp(&other.key));
        contract.agreements.sort_by(|one, other| one.key.cmp(&other.key));
        let mut statuses = catalogue.statuses.clone();
        statuses.sort_by(|one, other| one.key.cmp(&other.key));
        let json = serde_json::to_vec(&(contract, statuses)).unwrap_or_default();
        self.digest("contract", &json)
    }
}

fn put(batch: &mut Batch, name: &IntegrationName, drift: Drift) -> Result<(), StoreError> {
    let key = (name.0.clone(), drift.version);
    batch.put(&CONTRACT, &key, &ContractRow { v: V1, drift })?;
    Ok(())
}
