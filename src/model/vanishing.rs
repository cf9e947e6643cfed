//! Products that are gone at the partner, and what putting the own ones out of sale would do.
//!
//! Not here: what the looks and probes prove (`linking::vanish`), doing it (`engine::sync`).

use serde::{Deserialize, Serialize};

use super::ids::{ProductId, SaleId};
use super::integration::OnVanished;
use super::proof::RowToChange;
use super::shown::Shown;
use super::view::VanishHold;
use crate::clock::Timestamp;

/// What putting the own products out of sale would do whose partner products are gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VanishPlan {
    /// What becomes of them, as the setting says.
    pub policy: OnVanished,
    /// Why nothing was done by itself; `None` while nothing stops it.
    pub hold: Option<VanishHold>,
    /// Linked products that are gone, those among them that are out of sale already included.
    pub products: Vec<Vanishing>,
    /// Rows of the mapping that no product needs that stays.
    pub rows: Vec<RowToChange>,
}

impl VanishPlan {
    /// Those that would be put out of sale.
    pub fn affected(&self) -> impl Iterator<Item = &Vanishing> {
        self.products.iter().filter(|one| one.retired.is_none() && !one.spared)
    }
}

/// A linked product that is gone at the partner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vanishing {
    /// Number at B.
    pub partner_id: ProductId,
    /// Number at A.
    pub own_id: ProductId,
    /// Name at A.
    pub name: Shown,
    /// Since when the partner does not show it.
    pub missing_since: Timestamp,
    /// What koppel did with the own product for that.
    pub retired: Option<OnVanished>,
    /// An operator brought it back: it is left alone.
    pub spared: bool,
    /// Sales of it that were not sent yet, by their number at A.
    pub sales: Vec<SaleId>,
}
