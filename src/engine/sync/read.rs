//! Reading a catalogue: lists each time, pages of single things only when their row changed or when asked.
//!
//! Not here: what is done with it.

use std::collections::HashMap;

use crate::engine::error::EngineError;
use crate::model::catalogue::Catalogue;
use crate::model::flow::Flow;
use crate::model::product::Product;
use crate::salesdock::client::Client;

/// How much of a catalogue is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The list of products, and pages of what is new or changed in it.
    Products,
    /// Every list, and pages of what is new or changed in them.
    Lists,
    /// Every page.
    Whole,
}

/// Reads a catalogue; `known` is what was read last.
///
/// # Errors
/// [`EngineError::Link`].
pub async fn read(client: &Client, known: &Catalogue, depth: Depth) -> Result<Catalogue, EngineError> {
    let products = products(client, known, depth).await?;
    if depth == Depth::Products && !known.statuses.is_empty() {
        return Ok(Catalogue { products, ..known.clone() });
    }
    let mut catalogue = Catalogue { products, statuses: client.statuses().await?, ..Catalogue::default() };
    catalogue.contract.flows = client.flows().await?;
    catalogue.contract.questions = client.questions().await?;
    catalogue.contract.agreements = client.agreements().await?;
    let fresh = depth != Depth::Whole;

    let before: HashMap<_, _> = known.contract.flows.iter().map(|flow| (flow.id, flow)).collect();
    for flow in &mut catalogue.contract.flows {
        let same = |old: &&&Flow| fresh && old.key == flow.key && old.title == flow.title;
        match before.get(&flow.id).filter(same).and_then(|old| old.settings.clone()) {
            Some(settings) => flow.settings = Some(settings),
            None => *flow = client.flow(flow.id).await?,
        }
    }
    let before: HashMap<_, _> =
        known.contract.questions.iter().map(|question| (question.id, question)).collect();
    for question in &mut catalogue.contract.questions {
        let old = before.get(&question.id).filter(|old| {
            fresh
                && old.key == question.key
                && old.name == question.name
                && old.input_type == question.input_type
        });
        match old.and_then(|old| old.contract.clone()) {
            Some(contract) => question.contract = Some(contract),
            None => *question = client.question(question.id).await?,
        }
    }
    let before: HashMap<_, _> = known.contract.agreements.iter().map(|one| (one.id, one)).collect();
    for agreement in &mut catalogue.contract.agreements {
        let old = before.get(&agreement.id).filter(|old| {
            fresh && old.key == agreement.key && old.name == agreement.name && old.text == agreement.text
        });
        match old.and_then(|old| old.contract.clone()) {
            Some(contract) => agreement.contract = Some(contract),
            None => *agreement = client.agreement(agreement.id).await?,
        }
    }
    Ok(catalogue)
}

async fn products(client: &Client, known: &Catalogue, depth: Depth) -> Result<Vec<Product>, EngineError> {
    let mut products = client.products().await?;
    let before: HashMap<_, _> = known.products.iter().map(|product| (product.id, product)).collect();
    for product in &mut products {
        let old = before.get(&product.id).filter(|old| old.updated_at == product.updated_at);
        match old.and_then(|old| old.detail.clone()) {
            // A day is as fine as some environments tell when a product changed.
            Some(detail) if product.updated_at.is_some() && depth != Depth::Whole => {
                product.detail = Some(detail);
            }
            _ => *product = client.product(product.id).await?,
        }
        if let Some(detail) = &mut product.detail {
            // Large, and of use only while it is carried over.
            detail.image = None;
        }
    }
    Ok(products)
}
