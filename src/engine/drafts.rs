//! Mapping in a draft: decisions row by row, kept at once; published as a whole by whoever looked at it last,
//! never over what somebody else published meanwhile; and going back to an earlier version.
//!
//! Not here: merging (`linking::draft`), likely counterparts (`linking::suggest`).

use super::error::EngineError;
use super::{Engine, presence};
use crate::linking;
use crate::linking::draft::merge;
use crate::model::act::MappingRow;
use crate::model::draft::{DraftView, MappingVersion, published};
use crate::model::ids::IntegrationName;
use crate::model::mapping::Mapping;
use crate::model::proof::Proof;
use crate::model::reason::{Reason, Thing};
use crate::model::suggestion::Suggestion;
use crate::store::Side;

impl Engine {
    /// The draft of a mapping, and where it collides with what is published.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn draft(&self, name: &IntegrationName) -> Result<DraftView, EngineError> {
        let shared = &self.0.shared;
        let snapshot = shared.partner(name)?.snapshot();
        let draft = shared.store.draft(name).await?;
        let (_, conflicts) = merge(&snapshot.mapping.mapping, &draft);
        Ok(DraftView { draft, conflicts })
    }

    /// The proof as it would be with the draft published.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn check_draft(&self, name: &IntegrationName) -> Result<Proof, EngineError> {
        let shared = &self.0.shared;
        let partner = shared.partner(name)?;
        let draft = shared.store.draft(name).await?;
        let (merged, _) = merge(&partner.snapshot().mapping.mapping, &draft);
        super::check::prove_with(shared, &partner, None, Some(merged)).await
    }

    /// What could stand in each row of a mapping: at most nine counterparts, the surest first.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn candidates(&self, name: &IntegrationName) -> Result<Vec<Suggestion>, EngineError> {
        let shared = &self.0.shared;
        let snapshot = shared.partner(name)?.snapshot();
        let own = shared.store.catalogue(&Side::Own).await?.map(|(own, _)| own).unwrap_or_default();
        let guessing = tokio::task::spawn_blocking(move || linking::candidates(&own, &snapshot.catalogue));
        match guessing.await {
            Ok(candidates) => Ok(candidates),
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }

    /// Keeps a decision about a row, or forgets the one there is: the new version of the draft. `seen` is the
    /// version of the decision that was looked at, 0 for none.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Conflict`] when somebody decided about the row since.
    pub async fn decide(
        &self,
        name: &IntegrationName,
        row: &MappingRow,
        keep: bool,
        seen: u64,
        actor: &str,
    ) -> Result<u64, EngineError> {
        let shared = &self.0.shared;
        let base = published(&shared.partner(name)?.snapshot().mapping.mapping, row);
        let draft = shared.store.decide(name, row, base, keep, seen, actor).await?;
        shared.drafted(name, draft.decisions.len() as u64, draft.version);
        if let ("question", key) = row.place() {
            presence::seen(shared, &*shared.partner(name)?, &key.as_str().into()).await?;
        }
        Ok(draft.version)
    }

    /// Publishes the draft at `version`: the new version of the mapping.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Conflict`] when somebody decided since, and
    /// [`EngineError::Refused`] while a row was published otherwise since it was decided: it is decided anew.
    pub async fn publish_draft(
        &self,
        name: &IntegrationName,
        version: u64,
        actor: &str,
    ) -> Result<u64, EngineError> {
        let shared = &self.0.shared;
        shared.partner(name)?;
        let merged = |mapping: &_, draft: &_| {
            let (merged, conflicts) = merge(mapping, draft);
            conflicts.is_empty().then_some(merged)
        };
        let Some(published) = shared.store.publish_draft(name, version, actor, merged).await? else {
            let (_, conflicts) =
                merge(&shared.partner(name)?.snapshot().mapping.mapping, &shared.store.draft(name).await?);
            let rows = conflicts.iter().map(|conflict| conflict.mine.row.place().1);
            return Err(EngineError::refused(Reason::PublishedOtherwise { rows: rows.collect() }));
        };
        shared.drafted(name, 0, version + 1);
        self.mapping_changed(name, published, actor).await?;
        Ok(published)
    }

    /// Forgets the draft at `version`.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Conflict`] when somebody decided since.
    pub async fn drop_draft(&self, name: &IntegrationName, version: u64) -> Result<(), EngineError> {
        let shared = &self.0.shared;
        shared.partner(name)?;
        shared.store.drop_draft(name, version).await?;
        shared.drafted(name, 0, version + 1);
        Ok(())
    }

    /// Versions of a mapping that were replaced, newest first.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn mapping_versions(&self, name: &IntegrationName) -> Result<Vec<MappingVersion>, EngineError> {
        self.0.shared.partner(name)?;
        Ok(self.0.shared.store.mapping_versions(name).await?)
    }

    /// Publishes an earlier version of a mapping once more: the new version.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when it is not kept, [`EngineError::Conflict`].
    pub async fn revert_mapping(
        &self,
        name: &IntegrationName,
        version: u64,
        expected: Option<u64>,
        actor: &str,
    ) -> Result<u64, EngineError> {
        let kept = self.mapping_version(name, version).await?;
        self.import_mapping(name, &kept, expected, actor).await
    }

    /// An earlier version of a mapping.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when it is not kept.
    pub async fn mapping_version(
        &self,
        name: &IntegrationName,
        version: u64,
    ) -> Result<Mapping, EngineError> {
        self.0.shared.partner(name)?;
        let kept = self.0.shared.store.mapping_version(name, version).await?;
        Ok(kept.ok_or_else(|| EngineError::not_found(Thing::MappingVersion, version))?.mapping)
    }
}
