//! Who is at which row of a mapping, and which questions nobody has looked at since an import or the partner
//! brought them.
//!
//! Not here: decisions about rows (`drafts`).

use std::collections::BTreeSet;
use std::sync::PoisonError;

use super::Engine;
use super::error::EngineError;
use super::partner::{Partner, Snapshot};
use super::shared::Shared;
use crate::model::ids::{IntegrationName, QuestionKey};
use crate::model::presence::{Place, Presence};

impl Engine {
    /// `actor` is at this row of a mapping, or at none any more. A new question that is left has been seen.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn here(
        &self,
        name: &IntegrationName,
        place: Option<Place>,
        actor: &str,
    ) -> Result<(), EngineError> {
        let shared = &self.0.shared;
        let partner = shared.partner(name)?;
        let now = shared.clock.now();
        let left = {
            let mut present = partner.present.lock().unwrap_or_else(PoisonError::into_inner);
            let left = present.iter().position(|one| one.by == actor).map(|at| present.remove(at).place);
            present.retain(|one| one.stays(now));
            let left = left.filter(|left| place.as_ref() != Some(left));
            present.extend(place.map(|place| Presence { by: actor.to_owned(), place, at: now }));
            left
        };
        shared.touch(name);
        match left.filter(|left| left.list == "question") {
            Some(left) => seen(shared, &partner, &left.key.as_str().into()).await,
            None => Ok(()),
        }
    }
}

/// Who is at this partner's mapping.
pub fn present(shared: &Shared, partner: &Partner) -> Vec<Presence> {
    let now = shared.clock.now();
    let present = partner.present.lock().unwrap_or_else(PoisonError::into_inner);
    present.iter().filter(|one| one.stays(now)).cloned().collect()
}

/// Questions that nobody has looked at or mapped since they came.
pub fn new_questions(snapshot: &Snapshot) -> Vec<QuestionKey> {
    let mapped: BTreeSet<&QuestionKey> =
        snapshot.mapping.mapping.questions.iter().map(|row| &row.partner).collect();
    snapshot.row.new_questions.iter().filter(|key| !mapped.contains(key)).cloned().collect()
}

/// A question has been looked at, or was decided about.
///
/// # Errors
/// [`EngineError::Store`].
pub async fn seen(shared: &Shared, partner: &Partner, key: &QuestionKey) -> Result<(), EngineError> {
    if partner.snapshot().row.new_questions.contains(key) {
        shared.store.learn(&partner.name, |row| row.new_questions.retain(|one| one != key)).await?;
        shared.refresh(&partner.name).await?;
    }
    Ok(())
}

/// These questions are asked of imported products now, and were not before.
///
/// # Errors
/// [`EngineError::Store`].
pub async fn came(
    shared: &Shared,
    partner: &Partner,
    keys: BTreeSet<QuestionKey>,
) -> Result<(), EngineError> {
    if !keys.is_empty() {
        shared.store.learn(&partner.name, |row| row.new_questions.extend(keys.iter().cloned())).await?;
        shared.refresh(&partner.name).await?;
    }
    Ok(())
}
