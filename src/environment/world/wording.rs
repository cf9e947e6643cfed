//! What the customer of a sale was shown: the words of its questions and agreements, and what its products
//! cost, on the day it was made, kept with it. What the catalogue says later changes nothing about what
//! somebody answered, accepted or bought.
//!
//! Not here: how a sale looks (`handlers::sale_page`).

use serde_json::{Map, Value, json};

use super::catalogue::{Catalogue, Product};
use super::loose;

/// An additional product of a sale.
pub struct Taken {
    /// Its number.
    pub product: u64,
    /// How many.
    pub quantity: u64,
    /// The section of the flow that it was taken from, where the maker says so.
    pub section: Option<String>,
}

/// The additional products of a sale that was taken.
pub fn taken(body: &Map<String, Value>) -> Vec<Taken> {
    let items = body.get("related_products").map(loose::as_list).unwrap_or_default();
    let read = |item: &Value| {
        Some(Taken {
            product: item.get("product_id").or_else(|| item.get("id")).and_then(loose::as_number)?,
            quantity: item.get("quantity").and_then(loose::as_number).unwrap_or(1),
            section: item.get("section_identifier").and_then(loose::as_text),
        })
    };
    items.iter().filter_map(read).collect()
}

/// The words of the questions that were asked and answered, and of the agreements that were answered, each
/// by its identifier; of the product and those taken with it what they are called and cost, by number.
pub fn of_sale(
    body: &Map<String, Value>,
    asked: &[String],
    product: &Product,
    catalogue: &Catalogue,
) -> Map<String, Value> {
    let given = |part: &str| body.get(part).and_then(Value::as_object).cloned().unwrap_or_default();
    let (answers, accepted) = (given("questionData"), given("agreements"));
    let is_answered =
        |identifier: &str| asked.iter().any(|one| one == identifier && answers.contains_key(one));
    let questions = catalogue.questions.values().filter(|question| is_answered(&question.identifier));
    let agreements = catalogue.agreements.values().filter(|one| accepted.contains_key(&one.identifier));
    let questions: Map<String, Value> = questions
        .map(|one| (one.identifier.clone(), json!({"id": one.id, "type": one.input_type, "label": one.name})))
        .collect();
    let agreements: Map<String, Value> = agreements
        .map(|one| (one.identifier.clone(), json!({"id": one.id, "label": one.name, "text": one.text})))
        .collect();
    let related = taken(body).into_iter().filter_map(|one| catalogue.products.get(&one.product));
    let products =
        std::iter::once(product).chain(related).map(|one| (one.id.to_string(), terms(one))).collect();
    [(QUESTIONS, questions), (AGREEMENTS, agreements), (PRODUCTS, products)]
        .into_iter()
        .map(|(list, words)| (list.to_owned(), words.into()))
        .collect()
}

fn terms(product: &Product) -> Value {
    json!({
        "name": product.name, "identifier": product.identifier, "type": product.kind,
        "duration": product.duration, "prices": product.prices, "customfields": product.customfields,
    })
}

/// What was said of one thing of a list; null when nothing was.
pub fn words<'a>(wording: &'a Map<String, Value>, list: &str, identifier: &str) -> &'a Value {
    wording.get(list).and_then(|list| list.get(identifier)).unwrap_or(&Value::Null)
}

/// A list of [`of_sale`].
pub const QUESTIONS: &str = "questions";
/// Likewise.
pub const AGREEMENTS: &str = "agreements";
/// Likewise.
pub const PRODUCTS: &str = "products";
