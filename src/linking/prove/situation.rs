//! What rules look at besides answers, on both sides, and which of it a target looks at: two products that
//! differ in nothing it looks at are decided together.
//!
//! Not here: answers (`search`).

use std::collections::BTreeSet;

use crate::model::agreement::Agreement;
use crate::model::ids::SupplierId;
use crate::model::question::Question;
use crate::model::rule::{Rule, Subject};
use crate::model::sale::CustomerKind;

use super::index::conditions;

/// A product of both sides, as rules see it, and who buys it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Situation {
    pub own: Seen,
    pub partner: Seen,
    /// `None` where it makes no difference.
    pub customer: Option<CustomerKind>,
}

/// A product, as rules see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Seen {
    pub product_type: Option<String>,
    pub supplier: Option<SupplierId>,
}

/// What is looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Uses {
    pub own: UsesOf,
    pub partner: UsesOf,
}

/// What one side looks at: that a rule compares with a value tells apart no more than that value from all
/// others.
#[derive(Clone, Debug, Default)]
pub(super) struct UsesOf {
    product_types: BTreeSet<String>,
    suppliers: BTreeSet<String>,
    customer: bool,
}

/// Stands for every product type that nothing is compared with. No type is spelled so.
const OTHER_TYPE: &str = "\u{0}";
/// The same of suppliers: environments number from 1.
const OTHER_SUPPLIER: SupplierId = SupplierId(0);

impl UsesOf {
    pub fn question(&mut self, question: &Question) {
        let Some(contract) = &question.contract else { return };
        self.product_types.extend(contract.product_types.iter().cloned());
        self.rule(contract.rule.as_ref());
    }

    pub fn agreement(&mut self, agreement: &Agreement) {
        self.rule(agreement.contract.as_ref().and_then(|contract| contract.rule.as_ref()));
    }

    fn rule(&mut self, rule: Option<&Rule>) {
        for (subject, value) in rule.into_iter().flat_map(conditions) {
            let value = value.unwrap_or_default().to_owned();
            match subject {
                Subject::ProductType => drop(self.product_types.insert(value)),
                Subject::Supplier => drop(self.suppliers.insert(value)),
                Subject::Profile => self.customer = true,
                Subject::Answer { .. } => {}
            }
        }
    }

    /// What it sees of a product: `None` for unknown, or where it makes no difference.
    fn of(&self, seen: &Seen) -> Seen {
        let product_type = seen.product_type.clone().filter(|_| !self.product_types.is_empty());
        let named = |own: &String| self.product_types.iter().any(|one| one.eq_ignore_ascii_case(own));
        let supplier = seen.supplier.filter(|_| !self.suppliers.is_empty());
        let told = |own: &SupplierId| self.suppliers.iter().any(|one| one.parse() == Ok(*own));
        Seen {
            product_type: product_type.map(|own| if named(&own) { own } else { OTHER_TYPE.to_owned() }),
            supplier: supplier.map(|own| if told(&own) { own } else { OTHER_SUPPLIER }),
        }
    }
}

impl Situation {
    /// What `uses` sees of it.
    pub fn seen_through(&self, uses: &Uses) -> Self {
        Self {
            own: uses.own.of(&self.own),
            partner: uses.partner.of(&self.partner),
            customer: self.customer.filter(|_| uses.own.customer || uses.partner.customer),
        }
    }

    /// The customer of a sale in this situation.
    pub fn buyer(&self) -> CustomerKind {
        self.customer.unwrap_or(CustomerKind::Consumer)
    }
}
