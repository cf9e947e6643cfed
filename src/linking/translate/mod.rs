//! What a sale becomes at the partner: a complete payload, or every reason at once why it cannot be.
//! One function makes real sends and dry runs.
//!
//! Judged here is what a mapping can prevent: flows, products, options, required answers and agreements.
//! What no mapping can prevent (an EAN's check digit, an IBAN, an age, an empty field of the customer) is
//! the partner's to judge.
//!
//! Not here: JSON (`salesdock`), whether the sale may go (`eligible`), finding the opt-in or contract.

mod agreements;
pub(super) mod answers;
pub(super) mod fit;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::contract::PartnerContract;
use crate::model::failure::{Cause, Element, Failure};
use crate::model::flow::{Flow, Section, TransactionTypes};
use crate::model::ids::{AgreementKey, FlowKey, ProductId, QuestionKey, SupplierId};
use crate::model::mapping::Mapping;
use crate::model::optin::OptIn;
use crate::model::payload::{Contract, Payload};
use crate::model::sale::{Answer, CreatedBy, RelatedProduct, Sale, TransactionType};
use crate::model::time::{self, USUAL_ZONE};

use super::truth::{Facts, Seen};

pub(super) use answers::SWITCHDATE_COMPANION;

/// Everything a translation depends on besides the sale.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The mapping.
    pub mapping: &'a Mapping,
    /// The partner's contract as last read.
    pub partner: &'a PartnerContract,
    /// Own product to partner product.
    pub products: &'a BTreeMap<ProductId, LinkedProduct>,
    /// Name of this koppel instance: first part of the reference.
    pub instance: &'a str,
    /// Generation of the body: last part of the reference.
    pub generation: u32,
    /// The switch *send opt-in*.
    pub send_optin: bool,
    /// The opt-in recorded with the sale. It is sent only when the switch is on and the sale came from a
    /// dialer (it names the system that made it).
    pub optin: Option<&'a OptIn>,
    /// Base64 of the concluded contract, where A's environment gives it.
    pub contract_pdf: Option<&'a str>,
}

impl Context<'_> {
    /// What the sale goes under at the partner.
    pub fn reference(&self, sale: &Sale) -> String {
        format!("{}:{}:{}", self.instance, sale.id, self.generation)
    }
}

/// A partner's product, as far as rules look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedProduct {
    /// Number at the partner.
    pub id: ProductId,
    /// Type at the partner, once read.
    pub product_type: Option<String>,
    /// Supplier at the partner, once read and where it has one.
    pub supplier: Option<SupplierId>,
}

/// What `sale` becomes at the partner.
///
/// # Errors
/// Every failure that can be known before sending, each once, in a stable order.
pub fn translate(sale: &Sale, context: &Context<'_>) -> Result<Payload, Vec<Failure>> {
    let Crossed { flow, main, related, answers, agreements, failures, .. } = cross(sale, context);
    let (Some(flow), Some(main), true) = (flow, main, failures.is_empty()) else {
        return Err(failures);
    };
    Ok(Payload {
        flow: flow.clone(),
        transaction_type: sale.transaction_type,
        product_id: main.id,
        customer: sale.customer.clone(),
        connection: sale.connection.clone().filter(|connection| *connection != sale.customer.address),
        related_products: related.into_iter().map(|(_, related)| related).collect(),
        answers,
        agreements,
        energy: sale.energy.clone().filter(|energy| !energy.is_empty()),
        channel: sale.channel.clone(),
        signature: sale.signature.clone(),
        contract: contract(sale, context),
        initial_user: initial_user(&sale.created_by),
        initial_organisation: sale.created_by.organisation.clone().filter(|name| !name.trim().is_empty()),
        initial_created_at: Some(time::local(sale.created_at, USUAL_ZONE)),
        external_reference: context.reference(sale),
        optin: optin(sale, context),
    })
}

/// A sale as far as it came over: all of a payload that a mapping decides, and what stands in its way.
pub(super) struct Crossed<'a> {
    /// The partner's flow.
    pub flow: Option<&'a FlowKey>,
    /// The partner's product.
    pub main: Option<&'a LinkedProduct>,
    /// Additional products.
    pub related: Vec<(&'a LinkedProduct, RelatedProduct)>,
    /// Answers, by the partner's question.
    pub answers: BTreeMap<QuestionKey, Answer>,
    /// Partner questions whose answer could not be made.
    pub doubtful: BTreeSet<QuestionKey>,
    /// Accepted agreements, by the partner's key.
    pub agreements: Vec<AgreementKey>,
    /// Every failure, once, in a stable order.
    pub failures: Vec<Failure>,
}

impl Crossed<'_> {
    /// What the partner's rules look at.
    pub(super) fn facts<'b>(&'b self, sale: &Sale, partner: &'b PartnerContract) -> Facts<'b> {
        facts(sale, partner, self.main, &self.related, &self.answers, &self.doubtful)
    }
}

fn facts<'b>(
    sale: &Sale,
    partner: &'b PartnerContract,
    main: Option<&'b LinkedProduct>,
    related: &[(&'b LinkedProduct, RelatedProduct)],
    answers: &'b BTreeMap<QuestionKey, Answer>,
    doubtful: &'b BTreeSet<QuestionKey>,
) -> Facts<'b> {
    Facts {
        questions: &partner.questions,
        product_type: main.and_then(|product| product.product_type.as_deref()),
        related_types: related.iter().map(|(linked, _)| linked.product_type.as_deref()).collect(),
        supplier: main.and_then(|product| product.supplier),
        customer: sale.customer_kind(),
        answers,
        doubtful,
        seen: Seen::default(),
    }
}

/// What the mapping makes of `sale`.
pub(super) fn cross<'a>(sale: &Sale, context: &Context<'a>) -> Crossed<'a> {
    let mut failures = Vec::new();
    let flow = flow(sale, context, &mut failures);
    let main = product(sale.product.id, context, &mut failures);
    let related = related_products(sale, context, flow, &mut failures);

    let draft = answers::draft(sale, context);
    let drafted = facts(sale, context.partner, main, &related, &draft.answers, &draft.doubtful);
    let answers = answers::shown(&draft, &drafted);
    let facts = drafted.with_answers(&answers);
    // What the partner does not ask need not be answered well.
    let asked =
        |(key, failure): &(QuestionKey, Failure)| (!answers::hidden(key, &facts)).then(|| failure.clone());
    failures.extend(draft.failures.iter().filter_map(asked));
    answers::missing(sale, &facts, &mut failures);
    let agreements = agreements::accepted(sale, context, &facts, &mut failures);

    let mut seen = std::collections::HashSet::new();
    failures.retain(|failure| seen.insert(failure.clone()));
    let doubtful = draft.doubtful.clone();
    Crossed { flow: flow.map(|(key, _)| key), main, related, answers, doubtful, agreements, failures }
}

type PartnerFlow<'a> = (&'a FlowKey, Option<&'a Flow>);

/// The partner's flow, by its row; with its page, once read.
fn flow<'a>(sale: &Sale, context: &Context<'a>, failures: &mut Vec<Failure>) -> Option<PartnerFlow<'a>> {
    let Some(key) = context.mapping.flow(&sale.flow) else {
        failures.push(Failure::found(Cause::FlowNotMapped, Element::OwnFlow(sale.flow.clone())));
        return None;
    };
    let known = context.partner.flows.iter().find(|flow| flow.key == *key);
    // No flows at all: they were not read yet.
    if known.is_none() && !context.partner.flows.is_empty() {
        failures.push(Failure::found(Cause::UnknownFlow, Element::Flow(key.clone())));
    }
    let takes = known.and_then(|flow| flow.settings.as_ref()).map(|settings| settings.transaction_types);
    let refused = matches!(
        (takes, sale.transaction_type),
        (Some(TransactionTypes::Offer), TransactionType::Order)
            | (Some(TransactionTypes::Order), TransactionType::Offer)
    );
    if refused {
        let field = Element::Field("transaction_type".to_owned());
        failures.push(Failure::found(Cause::InvalidField, field));
    }
    Some((key, known))
}

fn product<'a>(
    own: ProductId,
    context: &Context<'a>,
    failures: &mut Vec<Failure>,
) -> Option<&'a LinkedProduct> {
    let linked = context.products.get(&own);
    if linked.is_none() {
        failures.push(Failure::found(Cause::ProductNotLinked, Element::OwnProduct(own)));
    }
    linked
}

fn related_products<'a>(
    sale: &Sale,
    context: &Context<'a>,
    flow: Option<PartnerFlow<'_>>,
    failures: &mut Vec<Failure>,
) -> Vec<(&'a LinkedProduct, RelatedProduct)> {
    let settings = flow.and_then(|(_, flow)| flow).and_then(|flow| flow.settings.as_ref());
    let sections = settings.map(|settings| settings.sections.as_slice()).unwrap_or_default();
    let translated = sale.related_products.iter().filter_map(|own| {
        let linked = product(own.id, context, failures)?;
        let section_identifier = section(sections, linked.id, own.section_identifier.as_deref());
        Some((linked, RelatedProduct { id: linked.id, quantity: own.quantity, section_identifier }))
    });
    translated.collect()
}

/// The partner's section for an additional product: A's, when the partner offers the product there too;
/// else the only one that offers it; else A's word for it, and the partner judges.
fn section(sections: &[Section], product: ProductId, own: Option<&str>) -> Option<String> {
    let offers: Vec<&str> = sections
        .iter()
        .filter(|section| section.products.iter().any(|offered| offered.id == product))
        .map(|section| section.identifier.as_str())
        .collect();
    match (own, offers.as_slice()) {
        (Some(own), offers) if offers.contains(&own) => Some(own.to_owned()),
        (_, [only]) => Some((*only).to_owned()),
        (own, _) => own.map(str::to_owned),
    }
}

fn contract(sale: &Sale, context: &Context<'_>) -> Option<Contract> {
    let date = sale.contract_date.clone().filter(|date| !date.trim().is_empty())?;
    Some(Contract { date, pdf: context.contract_pdf.map(str::to_owned), created_at: None })
}

fn initial_user(by: &CreatedBy) -> Option<(String, String)> {
    let first = by.firstname.as_deref().unwrap_or_default().trim();
    let last = by.lastname.as_deref().unwrap_or_default().trim();
    (!first.is_empty() || !last.is_empty()).then(|| (first.to_owned(), last.to_owned()))
}

fn optin(sale: &Sale, context: &Context<'_>) -> Option<OptIn> {
    let from_dialer = sale.source.as_deref().is_some_and(|source| !source.trim().is_empty());
    let optin = context.optin.filter(|_| context.send_optin && from_dialer)?;
    // The API asks for at least one channel: without one there is no consent to hand on.
    (!optin.channels.is_empty()).then(|| optin.clone())
}

#[cfg(test)]
mod tests;
