//! Rows of what was read of environments: catalogues, and the versions of a partner's contract.
//!
//! Not here: reading them (`engine::sync`).

use serde::{Deserialize, Serialize};

use super::{Digest, Stored};
use crate::clock::Timestamp;
use crate::model::catalogue::Catalogue;
use crate::model::drift::Drift;

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
