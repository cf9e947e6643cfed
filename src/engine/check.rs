//! The proof of an integration and suggestions for its mapping, from the catalogues as last read and the
//! mapping of now. What has been decided is kept beside the integration, so that after one change only what
//! depends on it is decided again.
//!
//! Not here: the proof itself (`linking::prove`).

use std::sync::{Arc, PoisonError};

use super::Engine;
use super::error::EngineError;
use super::partner::Partner;
use super::shared::Shared;
use crate::linking;
use crate::linking::prove::{self, Setup};
use crate::model::catalogue::Catalogue;
use crate::model::ids::IntegrationName;
use crate::model::mapping::Mapping;
use crate::model::proof::Proof;
use crate::model::suggestion::Suggestion;
use crate::store::Side;

/// The proof of an integration, from what was last read.
///
/// # Errors
/// [`EngineError::Store`].
pub async fn prove(shared: &Shared, partner: &Arc<Partner>) -> Result<Proof, EngineError> {
    prove_with(shared, partner, None, None).await
}

/// The proof as it would be with another catalogue of the partner's, or another mapping.
///
/// # Errors
/// [`EngineError::Store`].
pub async fn prove_with(
    shared: &Shared,
    partner: &Arc<Partner>,
    catalogue: Option<Catalogue>,
    mapping: Option<Mapping>,
) -> Result<Proof, EngineError> {
    let (partner, snapshot) = (partner.clone(), partner.snapshot());
    let own = shared.store.catalogue(&Side::Own).await?;
    let own = own.map(|(catalogue, _)| catalogue).unwrap_or_default();
    // A first proof of a large partner takes its second: the workers go on meanwhile.
    let proving = tokio::task::spawn_blocking(move || {
        let mut known = partner.proven.lock().unwrap_or_else(PoisonError::into_inner);
        let setup = Setup {
            own: &own,
            partner: catalogue.as_ref().unwrap_or(&snapshot.catalogue),
            mapping: mapping.as_ref().unwrap_or(&snapshot.mapping.mapping),
            links: &snapshot.products,
        };
        prove::prove(setup, &mut known)
    });
    match proving.await {
        Ok(proof) => Ok(proof),
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

impl Engine {
    /// Whether a sale that A accepts can be refused by the partner.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn check(&self, name: &IntegrationName) -> Result<Proof, EngineError> {
        let partner = self.0.shared.partner(name)?;
        prove(&self.0.shared, &partner).await
    }

    /// Rows that are likely missing in a mapping.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn suggestions(&self, name: &IntegrationName) -> Result<Vec<Suggestion>, EngineError> {
        let snapshot = self.0.shared.partner(name)?.snapshot();
        let own = self.0.shared.store.catalogue(&Side::Own).await?;
        let own = own.map(|(catalogue, _)| catalogue).unwrap_or_default();
        let guessing = tokio::task::spawn_blocking(move || {
            linking::suggest(&own, &snapshot.catalogue, &snapshot.mapping.mapping)
        });
        match guessing.await {
            Ok(suggestions) => Ok(suggestions),
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
}
