//! Trying a rule: for one sale, or answers that somebody made up, each part of a question's rule with
//! whether it holds, and what follows. The environment's own evaluation, the one it judges sales by.
//!
//! Not here: evaluating (`world::evaluate`), explaining in words (whoever shows it).

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::super::super::access::{Answer, Ask};
use super::super::super::reply::{Failure, Reply};
use super::super::super::world::catalogue::{Catalogue, Question};
use super::super::super::world::evaluate::{Evaluation, Situation};
use super::super::super::world::judge::{Finding, texts};
use super::super::super::world::loose;
use crate::model::rule::{Criterion, Rule, Subject};

/// What a rule is tried on.
struct Tried {
    product_type: String,
    supplier: Option<u64>,
    business: bool,
    /// The flow's identifier; empty for any.
    flow: String,
    answers: HashMap<String, Vec<String>>,
}

/// `POST koppel/questions/{id}/try` `{sale}` or `{answers, product_id?, business?, flow?}`, and `rule`,
/// `rule_visible` and `rule_required` to try what is not saved: `{asked, visible, required, rule}`, where
/// every part of the rule says `holds`.
pub async fn attempt(ask: Ask) -> Answer {
    let catalogue = ask.world().catalogue();
    let mut question = catalogue.questions.get(&ask.id("id")?).ok_or(Failure::NotFound)?.clone();
    if let Some(rule) = ask.body.0.get("rule") {
        question.asked.rule = rule.clone();
        question.asked.prepare();
    }
    question.asked.rule_visible = ask.body.flag("rule_visible").unwrap_or(question.asked.rule_visible);
    question.asked.rule_required = ask.body.flag("rule_required").unwrap_or(question.asked.rule_required);
    let tried = match ask.body.number("sale") {
        Some(id) => of_sale(&ask, id).await?,
        None => made_up(&ask, &catalogue)?,
    };
    let applies = |question: &Question| {
        (tried.product_type.is_empty() || question.asked.applies(&tried.product_type, &tried.flow))
            && !matches!(question.input_type.as_str(), "h2" | "p")
    };
    let questions = catalogue.questions.values().filter(|other| other.id != question.id && applies(other));
    let applying: Vec<&Question> = questions.chain(std::iter::once(&question)).collect();
    let situation =
        Situation { product_type: &tried.product_type, supplier: tried.supplier, business: tried.business };
    let evaluation = Evaluation::new(situation, applying, &tried.answers);
    let (visible, required) = evaluation.asks(&question.asked);
    let tree = question.asked.parsed.as_ref().map(|rule| part(rule, &evaluation, &catalogue, &tried));
    Ok(Reply::Ok(json!({
        "asked": applies(&question),
        "visible": visible,
        "required": required,
        "rule_visible": question.asked.rule_visible,
        "rule_required": question.asked.rule_required,
        "rule": tree,
    })))
}

async fn of_sale(ask: &Ask, id: u64) -> Result<Tried, Failure> {
    let sale = ask.world().sale(id).await?.ok_or_else(|| Failure::field("sale", Finding::NotAnOption))?;
    let body = ask.world().restored(&sale.body).await?;
    Ok(Tried {
        product_type: sale.listed.product_type.clone(),
        supplier: sale.listed.supplier_id,
        business: body.get("business").and_then(loose::as_flag).unwrap_or(false),
        flow: sale.flow_identifier.clone(),
        answers: answers(body.get("questionData")),
    })
}

fn made_up(ask: &Ask, catalogue: &Catalogue) -> Result<Tried, Failure> {
    let product = match ask.body.number("product_id") {
        None => None,
        Some(id) => {
            let found = catalogue.products.get(&id);
            Some(found.ok_or_else(|| Failure::field("product_id", Finding::NotAnOption))?)
        }
    };
    Ok(Tried {
        product_type: product.map(|product| product.kind.clone()).unwrap_or_default(),
        supplier: product.and_then(|product| product.supplier_id),
        business: ask.body.flag("business").unwrap_or(false),
        flow: ask.body.text("flow").unwrap_or_default(),
        answers: answers(ask.body.0.get("answers")),
    })
}

fn answers(given: Option<&Value>) -> HashMap<String, Vec<String>> {
    let nothing = Map::new();
    let given = given.and_then(Value::as_object).unwrap_or(&nothing);
    given
        .iter()
        .map(|(key, answer)| (key.clone(), texts(answer)))
        .filter(|(_, texts)| !texts.is_empty())
        .collect()
}

fn part(rule: &Rule, evaluation: &Evaluation<'_>, catalogue: &Catalogue, tried: &Tried) -> Value {
    let holds = evaluation.holds(rule);
    match rule {
        Rule::Group { criterion, rules } => json!({
            "kind": "group",
            "criterion": match criterion { Criterion::Any => "any", Criterion::All => "all" },
            "holds": holds,
            "rules": rules.iter().map(|rule| part(rule, evaluation, catalogue, tried)).collect::<Vec<_>>(),
        }),
        Rule::Unknown { found } => json!({"kind": "unknown", "found": found, "holds": holds}),
        Rule::Condition { subject, value } => {
            let (subject, name, found) = match subject {
                Subject::ProductType => ("product_type", None, vec![tried.product_type.clone()]),
                Subject::Supplier => {
                    ("supplier", None, tried.supplier.iter().map(ToString::to_string).collect())
                }
                Subject::Profile => {
                    ("profile", None, vec![if tried.business { "business" } else { "consumer" }.to_owned()])
                }
                Subject::Answer { question: name } => {
                    let named = catalogue.questions.values().find(|other| other.name.trim() == name.trim());
                    let given = named.and_then(|other| tried.answers.get(&other.identifier));
                    ("answer", Some(name), given.cloned().unwrap_or_default())
                }
            };
            json!({"kind": "condition", "subject": subject, "question": name, "value": value,
                   "found": found, "holds": holds})
        }
    }
}
