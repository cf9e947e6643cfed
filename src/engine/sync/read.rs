//! Reading a catalogue: lists each time, pages of single things only when their row changed or when asked.
//! What went between its list and its page is left out, as the next list will.
//!
//! Not here: what is done with it.

use std::collections::HashMap;

use crate::engine::error::EngineError;
use crate::model::catalogue::Catalogue;
use crate::model::contract::PartnerContract;
use crate::model::flow::Flow;
use crate::model::product::Product;
use crate::salesdock::client::Client;
use crate::salesdock::error::LinkError;

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
    let statuses = client.statuses().await?;
    let mut contract = PartnerContract::default();
    let fresh = depth != Depth::Whole;

    let before: HashMap<_, _> = known.contract.flows.iter().map(|flow| (flow.id, flow)).collect();
    for mut flow in client.flows().await? {
        let same = |old: &&&Flow| fresh && old.key == flow.key && old.title == flow.title;
        match before.get(&flow.id).filter(same).and_then(|old| old.settings.clone()) {
            Some(settings) => {
                flow.settings = Some(settings);
                contract.flows.push(flow);
            }
            None => contract.flows.extend(unless_gone(client.flow(flow.id).await)?),
        }
    }
    let before: HashMap<_, _> =
        known.contract.questions.iter().map(|question| (question.id, question)).collect();
    for mut question in client.questions().await? {
        let old = before.get(&question.id).filter(|old| {
            fresh
                && old.key == question.key
                && old.name == question.name
                && old.input_type == question.input_type
        });
        match old.and_then(|old| old.contract.clone()) {
            Some(page) => {
                question.contract = Some(page);
                contract.questions.push(question);
            }
            None => contract.questions.extend(unless_gone(client.question(question.id).await)?),
        }
    }
    let before: HashMap<_, _> = known.contract.agreements.iter().map(|one| (one.id, one)).collect();
    for mut agreement in client.agreements().await? {
        let old = before.get(&agreement.id).filter(|old| {
            fresh && old.key == agreement.key && old.name == agreement.name && old.text == agreement.text
        });
        match old.and_then(|old| old.contract.clone()) {
            Some(page) => {
                agreement.contract = Some(page);
                contract.agreements.push(agreement);
            }
            None => contract.agreements.extend(unless_gone(client.agreement(agreement.id).await)?),
        }
    }
    Ok(Catalogue { contract, statuses, products })
}

async fn products(client: &Client, known: &Catalogue, depth: Depth) -> Result<Vec<Product>, EngineError> {
    let before: HashMap<_, _> = known.products.iter().map(|product| (product.id, product)).collect();
    let mut products = Vec::new();
    for mut product in client.products().await? {
        let old = before.get(&product.id).filter(|old| old.updated_at == product.updated_at);
        match old.and_then(|old| old.detail.clone()) {
            // A day is as fine as some environments tell when a product changed.
            Some(detail) if product.updated_at.is_some() && depth != Depth::Whole => {
                product.detail = Some(detail);
                products.push(product);
            }
            _ => products.extend(unless_gone(client.product(product.id).await)?),
        }
    }
    for detail in products.iter_mut().filter_map(|product| product.detail.as_mut()) {
        // Large, and of use only while it is carried over.
        detail.image = None;
    }
    Ok(products)
}

/// A page, or nothing when what its list showed is there no more.
fn unless_gone<T>(page: Result<T, LinkError>) -> Result<Option<T>, EngineError> {
    match page {
        Ok(page) => Ok(Some(page)),
        Err(error) if error.is_gone() => Ok(None),
        Err(error) => Err(error.into()),
    }
}
