//! How two readings of one thing differ, field by field.
//!
//! Not here: what is done about it (`linking::carry`).

use serde::{Deserialize, Serialize};

use super::ids::ProductId;
use super::integration::FieldPolicy;
use super::shown::Shown;

/// One field that differs between a product of A and the partner's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDiff {
    /// The API's name of the field, or `documents` or `image`.
    pub field: String,
    /// At A, files by their names; `None` when empty there, and for an image.
    pub ours: Option<Shown>,
    /// At the partner, likewise.
    pub theirs: Option<Shown>,
}

/// How a linked product differs from the partner's, and what the policies make of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductDiff {
    /// Number at B.
    pub partner_id: ProductId,
    /// Number at A.
    pub own_id: ProductId,
    /// Name at A.
    pub name: Shown,
    /// The fields, each with what its policy says.
    pub fields: Vec<(FieldPolicy, FieldDiff)>,
}
