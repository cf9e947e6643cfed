//! What does not depend on answers: the flow is mapped, granted and takes the transaction, the product is
//! in it, and its settings ask for nothing that A's do not.
//!
//! Not here: questions and agreements (`target`).

use std::collections::BTreeSet;

use super::super::translate::LinkedProduct;
use super::index::Setup;
use super::search::takes;
use crate::model::failure::{Cause, Element, Failure};
use crate::model::flow::{Flow, FlowSettings, Section};
use crate::model::ids::FlowKey;
use crate::model::product::{CustomerKinds, Product};
use crate::model::proof::{Assumption, Doubt, Party, RowToChange};
use crate::model::sale::{CustomerKind, RelatedProduct, TransactionType};
use crate::model::shown::Shown;

/// What is known of selling one product through one flow to one kind of customer, answers aside.
#[derive(Default)]
pub(super) struct Checked {
    pub refused: Vec<(Failure, RowToChange, TransactionType)>,
    pub doubts: BTreeSet<Doubt>,
    pub assumptions: BTreeSet<Assumption>,
    /// What A's flow does not do without.
    pub related: Vec<RelatedProduct>,
    /// A sale that both sides' flows take is of this type.
    pub transaction_type: Option<TransactionType>,
}

/// One product at both sides, its flow at A, and who buys.
pub(super) struct Sold<'a> {
    pub own: &'a Product,
    pub linked: &'a LinkedProduct,
    pub partner: &'a Product,
    pub flow: &'a Flow,
    pub customer: CustomerKind,
}

/// Checks it.
pub(super) fn check(sold: &Sold<'_>, setup: &Setup<'_>) -> Checked {
    let mut checked = Checked::default();
    let own_settings = sold.flow.settings.as_ref();
    let own_types = takes(own_settings.map(|own| own.transaction_types).unwrap_or_default());
    let first = own_types.first().copied().unwrap_or(TransactionType::Order);
    checked.transaction_type = Some(first);
    if own_settings.is_some_and(|own| !own.sections.is_empty()) {
        checked.assumptions.insert(Assumption::AdditionalProducts { flow: sold.flow.key.clone() });
    }
    checked.related = related(sold, own_settings);
    if !buys(sold.partner.customers, sold.customer) {
        let failure = Failure::found(Cause::InvalidField, Element::Field("business".to_owned()));
        checked.refused.push((failure, RowToChange::Product(sold.own.id), first));
    }
    let row = || RowToChange::Flow(sold.flow.key.clone());
    let Some(theirs) = setup.mapping.flow(&sold.flow.key) else {
        let failure = Failure::found(Cause::FlowNotMapped, Element::OwnFlow(sold.flow.key.clone()));
        checked.refused.push((failure, row(), first));
        return checked;
    };
    let flows = &setup.partner.contract.flows;
    let Some(theirs_read) = flows.iter().find(|flow| flow.key == *theirs) else {
        if flows.is_empty() {
            checked.doubts.insert(Doubt::CatalogueNotRead { party: Party::Partner });
        } else {
            let failure = Failure::found(Cause::UnknownFlow, Element::Flow(theirs.clone()));
            checked.refused.push((failure, row(), first));
        }
        return checked;
    };
    if sold.linked.product_type.as_deref() != Some(&theirs.flow_type) {
        let doubt = Doubt::ProductNotInFlow { product: sold.linked.id, flow: theirs.clone() };
        checked.doubts.insert(doubt);
    }
    let Some(settings) = &theirs_read.settings else {
        checked.doubts.insert(Doubt::FlowNotRead { flow: theirs.clone() });
        return checked;
    };
    let their_types = takes(settings.transaction_types);
    if let Some(refused) = own_types.iter().find(|own| !their_types.contains(own)) {
        let field = Element::Field("transaction_type".to_owned());
        checked.refused.push((Failure::found(Cause::InvalidField, field), row(), *refused));
    }
    checked.transaction_type =
        own_types.iter().copied().find(|own| their_types.contains(own)).or(Some(first));
    sections(sold, settings, setup, theirs, &mut checked);
    assume(sold, settings, theirs, &mut checked);
    checked
}

fn buys(kinds: CustomerKinds, customer: CustomerKind) -> bool {
    !matches!(
        (kinds, customer),
        (CustomerKinds::Consumer, CustomerKind::Business) | (CustomerKinds::Business, CustomerKind::Consumer)
    )
}

/// The kinds of customer that a product is for.
pub(super) fn kinds(of: CustomerKinds) -> Vec<CustomerKind> {
    [CustomerKind::Consumer, CustomerKind::Business].into_iter().filter(|kind| buys(of, *kind)).collect()
}

fn is_mandatory(section: &Section, product: &Product) -> bool {
    section.mandatory
        || section.mandatory_for_products.contains(&product.id)
        || product.supplier.as_ref().is_some_and(|one| section.mandatory_for_suppliers.contains(&one.id))
}

/// The first product of every section that A's flow does not do without.
fn related(sold: &Sold<'_>, settings: Option<&FlowSettings>) -> Vec<RelatedProduct> {
    let sections = settings.map(|settings| settings.sections.as_slice()).unwrap_or_default();
    let mandatory = sections.iter().filter(|section| is_mandatory(section, sold.own));
    let first = mandatory.filter_map(|section| {
        let id = section.products.first()?.id;
        Some(RelatedProduct { id, quantity: 1, section_identifier: Some(section.identifier.clone()) })
    });
    first.collect()
}

/// The partner's sections that cannot be left empty must be filled by A's that cannot either.
fn sections(
    sold: &Sold<'_>,
    settings: &FlowSettings,
    setup: &Setup<'_>,
    theirs: &FlowKey,
    checked: &mut Checked,
) {
    let own = sold.flow.settings.as_ref().map(|own| own.sections.as_slice()).unwrap_or_default();
    let own: Vec<&Section> = own.iter().filter(|section| is_mandatory(section, sold.own)).collect();
    for section in settings.sections.iter().filter(|section| is_mandatory(section, sold.partner)) {
        let leads_here = |own: &&&Section| {
            let offered = |id| section.products.iter().any(|product| product.id == id);
            let linked = |id| setup.links.get(id).is_some_and(|linked| offered(linked.id));
            !own.products.is_empty() && own.products.iter().all(|product| linked(&product.id))
        };
        if own.iter().any(|own| leads_here(&own)) {
            continue;
        }
        if own.is_empty() {
            let failure = Failure::found(Cause::MissingField, Element::Field("related_products".to_owned()));
            let kind = checked.transaction_type.unwrap_or(TransactionType::Order);
            checked.refused.push((failure, RowToChange::Product(sold.own.id), kind));
        } else {
            checked.doubts.insert(Doubt::Section { flow: theirs.clone(), title: Shown::new(&section.title) });
        }
    }
}

/// What the partner's settings ask more than A's: fields, which no mapping fills.
fn assume(sold: &Sold<'_>, settings: &FlowSettings, theirs: &FlowKey, checked: &mut Checked) {
    let own = sold.flow.settings.clone().unwrap_or_default();
    let iban = |settings: &FlowSettings| match sold.customer {
        CustomerKind::Consumer => {
            [settings.iban_required.consumer_offer, settings.iban_required.consumer_order]
        }
        CustomerKind::Business => {
            [settings.iban_required.business_offer, settings.iban_required.business_order]
        }
    };
    if iban(settings).iter().zip(iban(&own)).any(|(theirs, own)| *theirs && !own) {
        checked.assumptions.insert(Assumption::Iban { flow: theirs.clone(), customer: sold.customer });
    }
    if settings.verification_method == "signature" && own.verification_method != "signature" {
        checked.assumptions.insert(Assumption::Signature { flow: theirs.clone() });
    }
    let younger = settings.minimum_age > own.minimum_age;
    let older = match (settings.maximum_age, own.maximum_age) {
        (Some(theirs), Some(own)) => theirs < own,
        (Some(_), None) => true,
        (None, _) => false,
    };
    if sold.customer == CustomerKind::Consumer && (younger || older) {
        checked.assumptions.insert(Assumption::Age { flow: theirs.clone() });
    }
}
