//! Rehearsals: what the switches and the mapping of now would make of sales that exist. Nothing is asked of
//! either environment and nothing is kept.
//!
//! Not here: the decisions (`linking`).

use std::collections::BTreeSet;

use serde_json::Value;

use super::error::EngineError;
use super::forward::prepare::Enclosed;
use super::{Engine, mask};
use crate::linking;
use crate::model::act::{MappingRow, SalesQuery};
use crate::model::delivery::{Judgement, State};
use crate::model::draft::change_row;
use crate::model::failure::Element;
use crate::model::ids::{IntegrationName, SaleId, StatusKey};
use crate::model::mapping::QuestionRow;
use crate::model::payload::Payload;
use crate::model::queue::{Happening, SaleRow};
use crate::model::rehearsal::{Advice, Backtest, Backtested, Decided, Sampled, Tested, Way};
use crate::model::sale::{Answer, Sale};
use crate::model::shown::Shown;
use crate::salesdock::convert::new_sale;
use crate::store::Side;

/// So many sales at most.
const MOST: usize = 10_000;

impl Engine {
    /// What is probably not meant in the switches of an integration.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn advice(&self, name: &IntegrationName) -> Result<Vec<Advice>, EngineError> {
        let snapshot = self.0.shared.partner(name)?.snapshot();
        let own = self.0.shared.store.catalogue(&Side::Own).await?.map(|(own, _)| own).unwrap_or_default();
        Ok(linking::advice::advice(&snapshot.row.integration, &own, &snapshot.mapping.mapping))
    }

    /// What the switches of now would decide for the last sales of an integration, sent or not, latest first:
    /// each in the statuses that A gave it, one after the other, until one lets it go. What the follow-up wrote
    /// to A lets nothing go, and stops nothing.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn simulate(&self, name: &IntegrationName, last: usize) -> Result<Vec<Decided>, EngineError> {
        let shared = &self.0.shared;
        let snapshot = shared.partner(name)?.snapshot();
        let (links, _) = shared.links();
        let mut decided = Vec::new();
        for row in self.last(name, last).await? {
            let Some(mut body) = shared.store.edited(row.id).await? else { continue };
            let integration = &snapshot.row.integration;
            let timeline = shared.store.timeline(row.id).await?;
            let given = timeline.into_iter().filter_map(|entry| match entry.what {
                Happening::Accepted { status } => status,
                Happening::OwnStatus { status } => Some(status),
                _ => None,
            });
            let mut given: Vec<StatusKey> = given.collect();
            if given.is_empty() {
                given.push(body.status.clone());
            }
            let mut judged = (Way::Never, None);
            for status in given {
                body.status = status;
                judged = match linking::eligible(&body, integration, &links) {
                    Judgement::Automatic { .. } => (Way::ByItself, None),
                    Judgement::ByHand => (Way::ByHand, None),
                    Judgement::Waits(why) => (Way::Never, Some(why)),
                };
                if judged.0 != Way::Never {
                    break;
                }
            }
            let condition = linking::decider(&body, integration, &links).map(|one| one.name.clone());
            let (way, why) = judged;
            decided.push(Decided { sale: row.id, way, condition, why });
        }
        Ok(decided)
    }

    /// The last sales of an integration through the mapping of now, against what became of them.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn backtest(&self, name: &IntegrationName, last: usize) -> Result<Backtest, EngineError> {
        let shared = &self.0.shared;
        let snapshot = shared.partner(name)?.snapshot();
        let mapping_version = snapshot.mapping.version;
        let mut backtest = Backtest { sales: Vec::new(), predicted: 0, refused: 0, mapping_version };
        // Neither an opt-in nor a contract is fetched: no mapping decides about them.
        let enclosed = Enclosed::default();
        for row in self.last(name, last).await? {
            let Some(body) = shared.store.edited(row.id).await? else { continue };
            let passed = row.partner_sale_id.is_some();
            let fell_out = row.state == State::Fallout;
            if row.attempts > 0 && (passed || fell_out) {
                backtest.predicted += 1;
                backtest.refused += u64::from(fell_out);
            }
            let context = enclosed.context(shared, &snapshot, 0);
            // Without its product, what else may be wrong says nothing.
            let translated = match snapshot.not_offered(&body) {
                Some(failure) => Err(vec![failure]),
                None => linking::translate(&body, &context),
            };
            let (tested, failures, fields) = match translated {
                Err(failures) if passed => (Tested::NewlyFailing, failures, Vec::new()),
                Err(failures) if fell_out => (Tested::StillFailing, failures, Vec::new()),
                Err(failures) => (Tested::Failing, failures, Vec::new()),
                Ok(payload) => {
                    let now = new_sale::body(&payload).unwrap_or_default();
                    let fields = self.changed(row.id, &now).await?;
                    let tested = match fields.is_empty() {
                        // What the partner refused once, it refuses again.
                        true if fell_out && row.attempts > 0 => Tested::StillFailing,
                        _ if fell_out => Tested::NewlyPassing,
                        true if passed => Tested::Same,
                        false if passed => Tested::Changed,
                        _ => Tested::Passing,
                    };
                    let failures = row.failure.clone().filter(|_| tested == Tested::StillFailing);
                    (tested, failures.into_iter().collect(), fields)
                }
            };
            backtest.sales.push(Backtested { sale: row.id, state: row.state, tested, failures, fields });
        }
        Ok(backtest)
    }

    /// What `row` would give for the last sales of an integration, were it part of its mapping, latest first; of a
    /// question only for those that the partner asks it.
    /// Statuses come from the partner: of a row about one there is nothing to see in sales.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn samples(
        &self,
        name: &IntegrationName,
        row: &MappingRow,
        last: usize,
    ) -> Result<Vec<Sampled>, EngineError> {
        let shared = &self.0.shared;
        let snapshot = shared.partner(name)?.snapshot();
        let own = shared.store.catalogue(&Side::Own).await?.map(|(own, _)| own).unwrap_or_default();
        let mut mapping = snapshot.mapping.mapping.clone();
        change_row(&mut mapping, row);
        let enclosed = Enclosed::default();
        let mut sampled = Vec::new();
        let bodies = match row {
            MappingRow::SetQuestion(QuestionRow { partner, .. }) | MappingRow::UnsetQuestion(partner) => {
                self.last_asked(name, &snapshot, &mapping, partner, last).await?
            }
            _ => self.last_bodies(name, last).await?,
        };
        for body in bodies {
            let context = linking::Context { mapping: &mapping, ..enclosed.context(shared, &snapshot, 0) };
            let (sent, failure) = match linking::translate(&body, &context) {
                Ok(payload) => (given(row, &mask::payload(&payload, &snapshot.catalogue)), None),
                Err(failures) => {
                    (None, failures.into_iter().find(|failure| points_at(&failure.element, row)))
                }
            };
            let of = match row {
                MappingRow::SetFlow(_) | MappingRow::UnsetFlow(_) => Some(Shown::from(body.flow.to_string())),
                MappingRow::SetQuestion(QuestionRow { own: Some(key), .. }) => {
                    let field = format!("questionData.{key}");
                    let fields = mask::fields(&body, &own);
                    fields.into_iter().find(|(name, _)| *name == field).map(|(_, shown)| shown)
                }
                MappingRow::SetAgreement(row) => {
                    body.agreements.contains(&row.own).then(|| Shown::from(row.own.to_string()))
                }
                _ => None,
            };
            sampled.push(Sampled { sale: body.id, own: of, sent, failure });
        }
        Ok(sampled)
    }

    /// In which fields `now` differs from the last body that was sent; empty before the first.
    pub(super) async fn changed(&self, sale: SaleId, now: &[u8]) -> Result<Vec<String>, EngineError> {
        let Some(then) = self.0.shared.store.last_body(sale).await? else { return Ok(Vec::new()) };
        let read = |bytes: &[u8]| serde_json::from_slice(bytes).unwrap_or(Value::Null);
        Ok(differing(&read(&then), &read(now)))
    }

    async fn last_bodies(&self, name: &IntegrationName, last: usize) -> Result<Vec<Sale>, EngineError> {
        let mut bodies = Vec::new();
        for row in self.last(name, last).await? {
            bodies.extend(self.0.shared.store.edited(row.id).await?);
        }
        Ok(bodies)
    }

    /// The last sales of an integration, latest first.
    pub(super) async fn last(
        &self,
        name: &IntegrationName,
        last: usize,
    ) -> Result<Vec<SaleRow>, EngineError> {
        let mut rows = Vec::new();
        let mut cursor = None;
        let last = last.min(MOST);
        while rows.len() < last {
            let limit = last - rows.len();
            let query =
                SalesQuery { integration: Some(name.clone()), cursor, limit, ..SalesQuery::default() };
            let page = self.sales(&query).await?;
            rows.extend(page.rows);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        Ok(rows)
    }
}

/// What a payload says of a row.
fn given(row: &MappingRow, payload: &Payload) -> Option<Shown> {
    match row {
        MappingRow::SetFlow(_) => Some(Shown::from(payload.flow.to_string())),
        MappingRow::SetQuestion(row) => payload.answers.get(&row.partner).map(|answer| match answer {
            Answer::One(text) => Shown::new(text),
            Answer::Many(texts) => Shown::new(&texts.join(", ")),
            Answer::Files(files) => Shown::from(files.len().to_string()),
        }),
        MappingRow::SetAgreement(row) => {
            payload.agreements.contains(&row.partner).then(|| Shown::from(row.partner.to_string()))
        }
        _ => None,
    }
}

/// Whether what is wrong is mended in this row.
fn points_at(element: &Element, row: &MappingRow) -> bool {
    match (element, row) {
        (Element::Question(key) | Element::Answer(key, _), MappingRow::SetQuestion(row)) => {
            *key == row.partner
        }
        (Element::Agreement(key), MappingRow::SetAgreement(row)) => *key == row.partner,
        (Element::OwnFlow(key), MappingRow::SetFlow(row)) => *key == row.own,
        (Element::Flow(key), MappingRow::SetFlow(row)) => *key == row.partner,
        _ => false,
    }
}

/// What a body holds that no mapping decides: the reference names the attempt, and the rest is fetched when
/// it is sent.
const APART: [&str; 3] = ["external_reference", "optin", "contract_pdf"];

/// The fields of two bodies that differ: `questionData` and `agreements` by their keys. Contents of files
/// are fetched when they are sent and do not count.
fn differing(then: &Value, now: &Value) -> Vec<String> {
    let keys = |value: &Value| -> BTreeSet<String> {
        value.as_object().map(|object| object.keys().cloned().collect()).unwrap_or_default()
    };
    let mut fields = Vec::new();
    for key in &keys(then) | &keys(now) {
        if APART.contains(&key.as_str()) || then.get(&key) == now.get(&key) {
            continue;
        }
        match (then.get(&key), now.get(&key)) {
            (Some(one @ Value::Object(_)), Some(other @ Value::Object(_))) => {
                let inner = differing(one, other);
                fields.extend(inner.into_iter().map(|inner| format!("{key}[{inner}]")));
            }
            (Some(one), Some(other)) if is_file(one) && is_file(other) => {}
            _ => fields.push(key),
        }
    }
    fields
}

fn is_file(value: &Value) -> bool {
    let file = |value: &Value| value.get("extension").is_some();
    value.as_array().is_some_and(|files| !files.is_empty() && files.iter().all(file))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_a_mapping_decides_is_a_difference_and_answers_are_named() {
        let then =
            json!({"external_reference": "a:1:0", "product_id": 1, "questionData": {"a": "1", "b": "2"}});
        let now = json!({"external_reference": "a:1:1", "product_id": 1, "questionData": {"a": "1", "b": "3"},
            "iban": "NL"});
        assert_eq!(differing(&then, &now), ["iban", "questionData[b]"]);
        let file = |content: &str| json!({"questionData": {"f": [{"extension": "pdf", "content": content}]}});
        assert_eq!(differing(&file("x"), &file("")), [""; 0]);
    }
}
