//! Trying a rule: for one sale, or answers that somebody made up, each part of the rule of a question or an
//! agreement with whether it holds, and what follows. The environment's own evaluation, the one it judges sales by.
//!
//! Not here: evaluating (`world::evaluate`), explaining in words (whoever shows it).

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::super::super::access::{Answer, Ask};
use super::super::super::reply::{Failure, Reply};
use super::super::super::world::catalogue::{Asked, Catalogue, Question};
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
pub async fn question(ask: Ask) -> Answer {
    let catalogue = ask.world().catalogue();
    let mut question = catalogue.questions.get(&ask.id("id")?).ok_or(Failure::NotFound)?.clone();
    unsaved(&ask, &mut question.asked);
    let tried = on_what(&ask, &catalogue).await?;
    let others = catalogue.questions.values().filter(|one| one.id != question.id && tried.is_asked(one));
    let applying = others.chain(std::iter::once(&question)).collect();
    Ok(attempt(&question.asked, tried.is_asked(&question), applying, &catalogue, &tried))
}

/// `POST koppel/agreements/{id}/try`: the same of an agreement.
pub async fn agreement(ask: Ask) -> Answer {
    let catalogue = ask.world().catalogue();
    let mut agreement = catalogue.agreements.get(&ask.id("id")?).ok_or(Failure::NotFound)?.clone();
    unsaved(&ask, &mut agreement.asked);
    let tried = on_what(&ask, &catalogue).await?;
    let applying = catalogue.questions.values().filter(|one| tried.is_asked(one)).collect();
    let is_asked = !agreement.archive && tried.applies(&agreement.asked);
    Ok(attempt(&agreement.asked, is_asked, applying, &catalogue, &tried))
}

/// What is not saved counts.
fn unsaved(ask: &Ask, asked: &mut Asked) {
    if let Some(rule) = ask.body.0.get("rule") {
        asked.rule = rule.clone();
        asked.prepare();
    }
    asked.rule_visible = ask.body.flag("rule_visible").unwrap_or(asked.rule_visible);
    asked.rule_required = ask.body.flag("rule_required").unwrap_or(asked.rule_required);
}

async fn on_what(ask: &Ask, catalogue: &Catalogue) -> Result<Tried, Failure> {
    match ask.body.number("sale") {
        Some(id) => of_sale(ask, id).await,
        None => made_up(ask, catalogue),
    }
}

impl Tried {
    fn applies(&self, asked: &Asked) -> bool {
        self.product_type.is_empty() || asked.applies(&self.product_type, &self.flow)
    }

    fn is_asked(&self, question: &Question) -> bool {
        self.applies(&question.asked) && !matches!(question.input_type.as_str(), "h2" | "p")
    }
}

fn attempt(
    asked: &Asked,
    is_asked: bool,
    applying: Vec<&Question>,
    catalogue: &Catalogue,
    tried: &Tried,
) -> Reply {
    let situation =
        Situation { product_type: &tried.product_type, supplier: tried.supplier, business: tried.business };
    let evaluation = Evaluation::new(situation, applying, &tried.answers);
    let (visible, required) = evaluation.asks(asked);
    let tree = asked.parsed.as_ref().map(|rule| part(rule, &evaluation, catalogue, tried));
    Reply::Ok(json!({
        "asked": is_asked,
        "visible": visible,
        "required": required,
        "rule_visible": asked.rule_visible,
        "rule_required": asked.rule_required,
        "rule": tree,
    }))
}

async fn of_sale(ask: &Ask, id: u64) -> Result<Tried, Failure> {
    let sale = ask.world().sale(id).await?;
    let sale = sale.ok_or_else(|| Failure::field("sale", Finding::Unknown { name: id.to_string() }))?;
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
            let unknown = || Failure::field("product_id", Finding::Unknown { name: id.to_string() });
            Some(found.ok_or_else(unknown)?)
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
            let mut yes_no = false;
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
                    yes_no = named.is_some_and(|other| other.input_type == "checkbox");
                    let given = named.and_then(|other| tried.answers.get(&other.identifier));
                    ("answer", Some(name), given.cloned().unwrap_or_default())
                }
            };
            json!({"kind": "condition", "subject": subject, "question": name, "value": value,
                   "found": found, "yes_no": yes_no, "holds": holds})
        }
    }
}
