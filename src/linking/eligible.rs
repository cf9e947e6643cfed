//! May this sale go through this integration, and by itself? Every answer explains itself.
//!
//! In this order: cancelled at A, or asked to be; not linked; products of two partners; out of sale; the first
//! condition that matches decides alone, whatever the general switch says; else the general switch decides. The
//! statuses of whoever decides gate sending by hand and by itself alike.
//!
//! Not here: holds and what has been sent already (`model::delivery`).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::model::delivery::Judgement;
use crate::model::ids::{IntegrationName, ProductId, StatusKey, SupplierId};
use crate::model::integration::{Condition, Integration, Matcher, Processing, StatusGate};
use crate::model::queue::{OwnCancel, WaitingReason};
use crate::model::sale::{Answer, Sale};
use crate::model::status::CANCELLATION_OPEN;
use crate::model::trace::Part;

mod trace;

pub use trace::trace;

/// What is known at A about the products and statuses that decide.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Links {
    /// Own products that are linked to a partner's.
    pub products: BTreeMap<ProductId, Link>,
    /// A's own statuses of type *cancelled*; `cancelled` itself counts without standing here.
    pub cancelled: BTreeSet<StatusKey>,
}

/// Whose product an own product is linked to, and what conditions ask about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The integration that sells it.
    pub integration: IntegrationName,
    /// Its supplier at A.
    pub supplier: Option<SupplierId>,
    /// Its type at A.
    pub product_type: Option<String>,
    /// It was put out of sale, as the partner does not offer it any more.
    pub retired: bool,
}

/// The integration a sale belongs to: that of its main product. `None` while that is linked to nothing.
pub fn integration_of<'a>(sale: &Sale, links: &'a Links) -> Option<&'a IntegrationName> {
    links.products.get(&sale.product.id).map(|link| &link.integration)
}

/// Why a sale that belongs to no integration does not go: what an organisation of the own environment made is
/// there already, and stays.
pub fn unlinked(sale: &Sale) -> WaitingReason {
    let product = sale.product.id;
    match sale.created_by.organisation.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
        Some(organisation) => WaitingReason::Received { product, organisation: organisation.to_owned() },
        None => WaitingReason::ProductNotLinked { product },
    }
}

/// What the switches and conditions of `integration` say of a sale that was never sent.
pub fn eligible(sale: &Sale, integration: &Integration, links: &Links) -> Judgement {
    if let Some(why) = withdrawn(sale, links) {
        return Judgement::Waits(why);
    }
    let link = match linked(sale, integration, links) {
        Ok(link) => link,
        Err(why) => return Judgement::Waits(why),
    };
    let grace = integration.settings.grace();
    match first(sale, integration, link) {
        Some(condition) => decide(sale, &condition.processing, Some(condition), grace),
        None => decide(sale, &integration.settings.processing, None, grace),
    }
}

/// Whether A cancelled it, or is asked to.
pub fn cancelled(sale: &Sale, links: &Links) -> Option<OwnCancel> {
    match sale.status.as_str() {
        "cancelled" => Some(OwnCancel::Done),
        CANCELLATION_OPEN => Some(OwnCancel::Asked),
        _ => links.cancelled.contains(&sale.status).then_some(OwnCancel::Done),
    }
}

/// Why it does not go when A cancelled it, or is asked to: that is answered first.
pub fn withdrawn(sale: &Sale, links: &Links) -> Option<WaitingReason> {
    cancelled(sale, links).map(|how| match how {
        OwnCancel::Asked => WaitingReason::CancelAskedAtOwn,
        OwnCancel::Done => WaitingReason::CancelledAtOwn,
    })
}

/// The condition that decides about `sale`: the first that matches; `None` for the general switch.
pub fn decider<'a>(sale: &Sale, integration: &'a Integration, links: &Links) -> Option<&'a Condition> {
    first(sale, integration, linked(sale, integration, links).ok()?)
}

fn first<'a>(sale: &Sale, integration: &'a Integration, link: &Link) -> Option<&'a Condition> {
    integration.conditions.iter().find(|condition| matches(&condition.matches, sale, link))
}

/// The main product's link, when every product of the sale is this integration's.
fn linked<'a>(sale: &Sale, integration: &Integration, links: &'a Links) -> Result<&'a Link, WaitingReason> {
    let of =
        |product: ProductId| links.products.get(&product).ok_or(WaitingReason::ProductNotLinked { product });
    let main = of(sale.product.id)?;
    if main.integration != integration.name {
        // Linked, but elsewhere: through this integration it cannot go.
        return Err(WaitingReason::ProductNotLinked { product: sale.product.id });
    }
    // A second partner is said before a product that nobody sells: linking more would not help it.
    let elsewhere = |product: &ProductId| {
        links.products.get(product).is_some_and(|link| link.integration != integration.name)
    };
    if sale.related_products.iter().any(|related| elsewhere(&related.id)) {
        return Err(WaitingReason::Mixed);
    }
    let products = std::iter::once(sale.product.id).chain(sale.related_products.iter().map(|one| one.id));
    for product in products {
        if of(product)?.retired {
            return Err(WaitingReason::OutOfSale { product });
        }
    }
    Ok(main)
}

fn decide(sale: &Sale, processing: &Processing, condition: Option<&Condition>, grace: Duration) -> Judgement {
    match stops(sale, processing, condition.map(|condition| condition.name.clone())) {
        Some(why) => Judgement::Waits(why),
        None if processing.automatic => Judgement::Automatic { grace },
        None => Judgement::ByHand,
    }
}

/// What of the processing that decides does not let it go.
fn stops(sale: &Sale, processing: &Processing, condition: Option<String>) -> Option<WaitingReason> {
    if !processing.enabled {
        return Some(match condition {
            Some(condition) => WaitingReason::ConditionOff { condition },
            None => WaitingReason::ProcessingOff,
        });
    }
    match &processing.statuses {
        StatusGate::Specific(allowed) if !allowed.contains(&sale.status) => {
            Some(WaitingReason::Status { status: sale.status.clone(), allowed: allowed.clone(), condition })
        }
        _ => None,
    }
}

/// True when every filled list of the matcher holds the sale's value.
fn matches(matcher: &Matcher, sale: &Sale, link: &Link) -> bool {
    differs(matcher, sale, link).is_none()
}

/// The first filled list of the matcher that does not hold the sale's value.
fn differs(matcher: &Matcher, sale: &Sale, link: &Link) -> Option<Part> {
    let product_type = link.product_type.as_ref().or(sale.product.product_type.as_ref());
    let parts = [
        (holds(&matcher.products, Some(&sale.product.id)), Part::Product),
        (holds(&matcher.suppliers, link.supplier.as_ref()), Part::Supplier),
        (holds(&matcher.flows, Some(&sale.flow)), Part::Flow),
        (holds(&matcher.product_types, product_type), Part::ProductType),
        (holds(&matcher.statuses, Some(&sale.status)), Part::Status),
        (holds(&matcher.customers, Some(&sale.customer_kind())), Part::Customer),
    ];
    let part = parts.into_iter().find(|(holds, _)| !holds).map(|(_, part)| part);
    let answer = || matcher.answers.iter().find(|(question, value)| !answered(sale, question, value));
    part.or_else(|| answer().map(|(question, _)| Part::Answer(question.clone())))
}

fn holds<T: PartialEq>(list: &[T], value: Option<&T>) -> bool {
    list.is_empty() || value.is_some_and(|value| list.contains(value))
}

fn answered(sale: &Sale, question: &str, wanted: &str) -> bool {
    let equal = |given: &String| given.trim() == wanted.trim();
    match sale.answers.get(&question.into()) {
        Some(Answer::One(value)) => equal(value),
        Some(Answer::Many(values)) => values.iter().any(equal),
        Some(Answer::Files(_)) | None => false,
    }
}

#[cfg(test)]
mod tests;
