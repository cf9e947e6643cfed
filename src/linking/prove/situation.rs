//! What rules look at besides answers, on both sides, and which of it a target looks at: two products that
//! differ in nothing it looks at are decided together.
//!
//! Not here: answers (`search`).

use crate::model::agreement::Agreement;
use crate::model::ids::SupplierId;
use crate::model::question::Question;
use crate::model::rule::{Rule, Subject};
use crate::model::sale::CustomerKind;

use super::index::conditions;

/// A product of both sides, as rules see it, and who buys it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Uses {
    pub own: UsesOf,
    pub partner: UsesOf,
}

/// What one side looks at.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct UsesOf {
    product_type: bool,
    supplier: bool,
    customer: bool,
}

impl UsesOf {
    pub fn question(&mut self, question: &Question) {
        let Some(contract) = &question.contract else { return };
        self.product_type |= !contract.product_types.is_empty();
        self.rule(contract.rule.as_ref());
    }

    pub fn agreement(&mut self, agreement: &Agreement) {
        self.rule(agreement.contract.as_ref().and_then(|contract| contract.rule.as_ref()));
    }

    fn rule(&mut self, rule: Option<&Rule>) {
        for (subject, _) in rule.into_iter().flat_map(conditions) {
            match subject {
                Subject::ProductType => self.product_type = true,
                Subject::Supplier => self.supplier = true,
                Subject::Profile => self.customer = true,
                Subject::Answer { .. } => {}
            }
        }
    }

    fn of(&self, seen: &Seen) -> Seen {
        Seen {
            product_type: seen.product_type.clone().filter(|_| self.product_type),
            supplier: seen.supplier.filter(|_| self.supplier),
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
