//! Drafts of mappings, and earlier versions of what was published.
//!
//! Not here: merging a draft with what was published meanwhile (`linking::draft`).

use super::Store;
use super::error::StoreError;
use super::rows::{DraftRow, MappingRecord, MappingRow, V1};
use super::tables::{DRAFT, MAPPING, MAPPING_VERSION};
use crate::kv::{Batch, Expected, Key, Scan};
use crate::model::act;
use crate::model::draft::{Decision, Draft, MappingVersion};
use crate::model::ids::IntegrationName;
use crate::model::mapping::Mapping;

/// So many versions of a mapping are kept.
const KEPT: u64 = 50;

impl Store {
    /// The draft of an integration's mapping; an empty one before the first decision.
    ///
    /// # Errors
    /// [`StoreError::Kv`].
    pub async fn draft(&self, name: &IntegrationName) -> Result<Draft, StoreError> {
        let found = self.kv().get(&DRAFT, &name.0).await?;
        Ok(found.map(|found| found.value.draft).unwrap_or_default())
    }

    /// Keeps a decision about a row in the draft, or forgets it (`base` and `row` are of the same row): one
    /// commit. `seen` is the version of the decision that was looked at, 0 for none.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when somebody decided about the row since.
    pub async fn decide(
        &self,
        name: &IntegrationName,
        row: &act::MappingRow,
        base: Option<act::MappingRow>,
        keep: bool,
        seen: u64,
        actor: &str,
    ) -> Result<Draft, StoreError> {
        self.integration(name).await?;
        loop {
            let found = self.kv().get(&DRAFT, &name.0).await?;
            let guard = found.as_ref().map_or(Expected::Absent, |found| Expected::At(found.version));
            let mut draft = found.map(|found| found.value.draft).unwrap_or_default();
            let known = draft.about(row).map_or(0, |decision| decision.version);
            if known != seen {
                return Err(StoreError::Changed { expected: seen, found: known });
            }
            draft.version += 1;
            draft.decisions.retain(|decision| !decision.row.is_about(row));
            if keep {
                let (by, at, version) = (actor.to_owned(), self.0.clock.now(), draft.version);
                let (row, base) = (row.clone(), base.clone());
                draft.decisions.push(Decision { row, base, by, at, version });
            }
            let mut batch = self.kv().batch();
            batch.expect(&DRAFT, &name.0, guard);
            batch.put(&DRAFT, &name.0, &DraftRow { v: V1, draft: draft.clone() })?;
            if self.commits(batch).await? {
                return Ok(draft);
            }
        }
    }

    /// Forgets every decision of a draft at `version`: one commit.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when it is at another version.
    pub async fn drop_draft(&self, name: &IntegrationName, version: u64) -> Result<(), StoreError> {
        let mut batch = self.kv().batch();
        self.put_emptied(&mut batch, name, version).await?;
        self.kv().commit(batch).await?;
        Ok(())
    }

    /// Publishes a draft at `version` as what `merge` makes of it and the mapping of now, and empties it: one
    /// commit. The new version of the mapping; `None` when `merge` makes nothing of it.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when the draft is at another version.
    pub async fn publish_draft(
        &self,
        name: &IntegrationName,
        version: u64,
        actor: &str,
        merge: impl Fn(&Mapping, &Draft) -> Option<Mapping>,
    ) -> Result<Option<u64>, StoreError> {
        loop {
            let found = self.kv().get(&MAPPING, &name.0).await?;
            let guard = found.as_ref().map_or(Expected::Absent, |found| Expected::At(found.version));
            let record = self.mapping(name).await?;
            let mut batch = self.kv().batch();
            let draft = self.put_emptied(&mut batch, name, version).await?;
            let Some(merged) = merge(&record.mapping, &draft) else { return Ok(None) };
            let next = self.put_mapping(&mut batch, name, &record, &merged, actor)?;
            batch.expect(&MAPPING, &name.0, guard);
            if self.commits(batch).await? {
                return Ok(Some(next));
            }
        }
    }

    async fn put_emptied(
        &self,
        batch: &mut Batch,
        name: &IntegrationName,
        version: u64,
    ) -> Result<Draft, StoreError> {
        let found = self.kv().get(&DRAFT, &name.0).await?;
        let guard = found.as_ref().map_or(Expected::Absent, |found| Expected::At(found.version));
        let draft = found.map(|found| found.value.draft).unwrap_or_default();
        if draft.version != version {
            return Err(StoreError::Changed { expected: version, found: draft.version });
        }
        batch.expect(&DRAFT, &name.0, guard);
        let emptied = Draft { version: version + 1, decisions: Vec::new() };
        batch.put(&DRAFT, &name.0, &DraftRow { v: V1, draft: emptied })?;
        Ok(draft)
    }

    /// Writes the next version of a mapping; those before it are kept, the last so many.
    pub(super) fn put_mapping(
        &self,
        batch: &mut Batch,
        name: &IntegrationName,
        before: &MappingRecord,
        mapping: &Mapping,
        actor: &str,
    ) -> Result<u64, StoreError> {
        let version = before.version + 1;
        let changed = Some((self.0.clock.now(), actor.to_owned()));
        let row = MappingRow { v: V1, version, changed, mapping: Self::keep(batch, mapping) };
        batch.put(&MAPPING, &name.0, &row)?;
        if before.version > 0 {
            let MappingRecord { version, changed, mapping } = before.clone();
            let row = MappingRow { v: V1, version, changed, mapping: Self::keep(batch, &mapping) };
            batch.put(&MAPPING_VERSION, &(name.0.clone(), version), &row)?;
        }
        if let Some(old) = before.version.checked_sub(KEPT) {
            batch.remove(&MAPPING_VERSION, &(name.0.clone(), old));
        }
        Ok(version)
    }

    /// The versions of a mapping that were replaced, newest first; the last so many are kept.
    ///
    /// # Errors
    /// [`StoreError::Kv`], and errors of their documents.
    pub async fn mapping_versions(&self, name: &IntegrationName) -> Result<Vec<MappingVersion>, StoreError> {
        let rows = self.kv().scan(&MAPPING_VERSION, Scan::prefix(name.0.encode())).await?;
        let mut versions = Vec::with_capacity(rows.len());
        for (_, row) in rows.into_iter().rev() {
            let (version, changed) = (row.value.version, row.value.changed.clone());
            let mapping = self.fetch(row.value.mapping, || format!("the mapping of {name}")).await?;
            let Mapping { flows, questions, agreements, statuses } = mapping;
            let rows = (flows.len() + questions.len() + agreements.len() + statuses.len()) as u64;
            versions.push(MappingVersion { version, changed, rows });
        }
        Ok(versions)
    }

    /// One of those versions.
    ///
    /// # Errors
    /// [`StoreError::Kv`], and errors of its document.
    pub async fn mapping_version(
        &self,
        name: &IntegrationName,
        version: u64,
    ) -> Result<Option<MappingRecord>, StoreError> {
        match self.kv().get(&MAPPING_VERSION, &(name.0.clone(), version)).await? {
            Some(found) => self.read_mapping(name, found.value).await.map(Some),
            None => Ok(None),
        }
    }
}
