//! What the customer of a sale was shown: the words of its questions and agreements on the day it was made,
//! kept with it. What the catalogue says later changes nothing about what somebody answered or accepted.
//!
//! Not here: how a sale looks (`handlers::sale_page`).

use serde_json::{Map, Value, json};

use super::catalogue::Catalogue;

/// The words of the questions that were asked and answered, and of the agreements that were answered, each
/// by its identifier.
pub fn of_sale(body: &Map<String, Value>, asked: &[String], catalogue: &Catalogue) -> Map<String, Value> {
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
    [(QUESTIONS, questions), (AGREEMENTS, agreements)]
        .into_iter()
        .map(|(list, words)| (list.to_owned(), words.into()))
        .collect()
}

/// A list of [`of_sale`].
pub const QUESTIONS: &str = "questions";
/// Likewise.
pub const AGREEMENTS: &str = "agreements";
