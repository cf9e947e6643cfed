//! Who this instance is, and where it lies.

use serde::{Deserialize, Serialize};

use super::{Digest, V1};
use crate::clock::Timestamp;
use crate::model::view::Quarantine;

/// Who this instance is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Identity {
    /// Form.
    pub v: u8,
    /// Its name.
    pub instance: String,
    /// Boots so far.
    pub epoch: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last booted.
    #[serde(default)]
    pub booted_at: Option<Timestamp>,
    /// Where it lies, as a digest.
    #[serde(default)]
    pub place: Option<Digest>,
    /// The last time it was found to be a copy, or put back.
    #[serde(default)]
    pub quarantine: Option<Quarantine>,
}

impl Identity {
    /// One that has not booted yet.
    pub fn new(instance: String, created_at: Timestamp) -> Self {
        Self { v: V1, instance, epoch: 0, created_at, booted_at: None, place: None, quarantine: None }
    }
}
