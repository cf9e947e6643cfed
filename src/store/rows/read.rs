//! Rows of what was read of environments: catalogues, the versions of a partner's contract, sales there.
//!
//! Not here: reading them (`engine::sync`).

use serde::{Deserialize, Serialize};

use super::{Digest, Stored};
use crate::clock::Timestamp;
use crate::model::catalogue::Catalogue;
use crate::model::drift::Drift;
use crate::model::traits::Traits;

/// A catalogue as last read.
#[derive(Clone, Serialize, Deserialize)]
pub struct CatalogueRow {
    /// Form.
    pub v: u8,
    /// When it was read.
    pub read_at: Timestamp,
    /// Digest of its content.
    pub content: Digest,
    /// The catalogue.
    pub catalogue: Stored<Catalogue>,
}

/// A version of a partner's contract, and what changed with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContractRow {
    /// Form.
    pub v: u8,
    /// The version.
    pub drift: Drift,
}

/// A sale at a partner that none of ours is known to be. Personal data, so no `Debug`.
#[derive(Clone, Serialize, Deserialize)]
pub struct MirrorRow {
    /// Form.
    pub v: u8,
    /// What tells it apart.
    pub traits: Traits,
}
