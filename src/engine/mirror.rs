//! The mirror of a partner's listing: what it has that no sale of ours is known to be. Before a sale is sent it
//! is looked up here, without a request: somebody may have entered it there by hand, or a copy of koppel sent it.
//!
//! Not here: reading the listing (`follow`), keeping the mirror (`store::mirror`), what follows from a sale that
//! stands there already (`model::delivery`).

use std::collections::{BTreeMap, HashMap};

use crate::linking::likeness::stands_there;
use crate::model::ids::{ProductId, SaleId};
use crate::model::traits::{Place, Traits};

/// Sales at the partner by what they are and where.
#[derive(Default)]
pub struct Mirror {
    sales: HashMap<SaleId, Traits>,
    places: HashMap<(ProductId, Place), BTreeMap<SaleId, ()>>,
}

impl Mirror {
    /// True while the partner has nothing that is not ours.
    pub fn is_empty(&self) -> bool {
        self.sales.is_empty()
    }

    /// Notes a sale there; false when it was known as it is.
    pub fn note(&mut self, sale: SaleId, traits: &Traits) -> bool {
        if self.sales.get(&sale) == Some(traits) {
            return false;
        }
        self.forget(sale);
        if let Some(place) = place(traits) {
            self.places.entry(place).or_default().insert(sale, ());
        }
        self.sales.insert(sale, traits.clone());
        true
    }

    /// A sale there turned out to be ours; false when it was not noted.
    pub fn forget(&mut self, sale: SaleId) -> bool {
        let Some(traits) = self.sales.remove(&sale) else { return false };
        if let Some(place) = place(&traits)
            && let Some(there) = self.places.get_mut(&place)
        {
            there.remove(&sale);
            if there.is_empty() {
                self.places.remove(&place);
            }
        }
        true
    }

    /// The sales there that `ours` would be a second of, beyond `seen`, lowest number first. One under a
    /// reference of this `instance` that is not this one's is another sale of ours.
    pub fn like(&self, ours: &Traits, instance: &str, seen: Option<SaleId>) -> Vec<SaleId> {
        let Some(there) = place(ours).and_then(|place| self.places.get(&place)) else { return Vec::new() };
        let like = |sale: &SaleId| {
            let Some(theirs) = self.sales.get(sale) else { return false };
            let another = theirs.is_under(instance) && number(&ours.reference) != number(&theirs.reference);
            !another && stands_there(ours, theirs)
        };
        there.keys().copied().filter(|sale| seen.is_none_or(|seen| *sale > seen)).filter(like).collect()
    }
}

/// A reference without its generation: instance and own sale.
fn number(reference: &Option<String>) -> Option<&str> {
    Some(reference.as_ref()?.rsplit_once(':')?.0)
}

/// What a sale is of, and where it is delivered.
fn place(traits: &Traits) -> Option<(ProductId, Place)> {
    Some((traits.product?, traits.connection.clone().or_else(|| traits.contact.clone())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::traits::Person;

    fn traits(product: u64, number: &str, email: &str) -> Traits {
        Traits {
            product: Some(ProductId(product)),
            contact: Place::new("1234 AB", number, ""),
            person: Person::new(Some("1980-02-01"), Some(email), None, None, (None, Some("Vries"))),
            ..Traits::default()
        }
    }

    #[test]
    fn what_stands_there_is_found_until_it_is_ours_or_was_looked_at() {
        let mut mirror = Mirror::default();
        let ours = traits(7, "10", "a@b.nl");
        assert!(mirror.note(SaleId(40), &traits(7, "10", "A@B.nl")));
        assert!(!mirror.note(SaleId(40), &traits(7, "10", "a@b.nl")), "known as it is");
        // Another product, another house, another person.
        let others = [traits(8, "10", "a@b.nl"), traits(7, "12", "a@b.nl")];
        mirror.note(SaleId(41), &others[0]);
        mirror.note(SaleId(42), &others[1]);
        let stranger = Person::new(Some("1990-01-01"), Some("x@y.nl"), None, None, (None, Some("Smit")));
        mirror.note(SaleId(43), &Traits { person: stranger, ..ours.clone() });
        assert_eq!(mirror.like(&ours, "me", None), [SaleId(40)]);
        assert_eq!(mirror.like(&ours, "me", Some(SaleId(40))), []);
        assert!(mirror.forget(SaleId(40)) && !mirror.forget(SaleId(40)));
        assert_eq!(mirror.like(&ours, "me", None), []);
    }

    #[test]
    fn another_sale_of_ours_is_no_second_of_this_one() {
        let mut mirror = Mirror::default();
        let under =
            |reference: &str| Traits { reference: Some(reference.into()), ..traits(7, "10", "a@b.nl") };
        mirror.note(SaleId(1), &under("me:4:1"));
        mirror.note(SaleId(2), &under("me:5:1"));
        mirror.note(SaleId(3), &under("mela:5:1"));
        assert_eq!(mirror.like(&under("me:5:1"), "me", None), [SaleId(2), SaleId(3)]);
        assert_eq!(mirror.like(&under("me:5:2"), "me", None), [SaleId(2), SaleId(3)], "another body of it");
    }
}
