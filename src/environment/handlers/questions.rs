//! Product questions. In the user scope: those that may be asked of a product the caller may sell.

use serde_json::{Value, json};

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};
use super::super::world::catalogue::{Asked, Catalogue, Question};
use super::super::world::time::local;

/// `GET {scope}/productquestions`
pub async fn list(ask: Ask) -> Answer {
    let catalogue = ask.world().catalogue();
    let rows = catalogue.questions.values().filter(|question| is_asked(&ask, &catalogue, &question.asked));
    Ok(Reply::Ok(rows.map(row).collect()))
}

/// `GET {scope}/productquestions/{id}`
pub async fn one(ask: Ask) -> Answer {
    let catalogue = ask.world().catalogue();
    let question = catalogue
        .questions
        .get(&ask.id("id")?)
        .filter(|question| is_asked(&ask, &catalogue, &question.asked))
        .ok_or(Failure::NotFound)?;
    let mut page = row(question);
    let more = json!({
        "required": flag(question.asked.required),
        "visible": flag(question.asked.visible),
        "visible_customer": flag(question.visible_customer),
        "rule": question.asked.rule,
        "rule_required": flag(question.asked.rule_required),
        "rule_visible": flag(question.asked.rule_visible),
        "validator": question.validator,
        "options": question.options,
        "default_value": question.default_value,
        "extra": question.asked.extra_text(),
        "created_at": question.created_at.map(local),
        "updated_at": question.updated_at.map(local),
    });
    if let (Some(page), Value::Object(more)) = (page.as_object_mut(), more) {
        page.extend(more);
    }
    Ok(Reply::Ok(page))
}

/// True when something with these conditions may be asked of a product the caller may sell.
pub(super) fn is_asked(ask: &Ask, catalogue: &Catalogue, asked: &Asked) -> bool {
    ask.sees_all() || catalogue.asks(asked, &ask.caller.rights, ask.world().today())
}

pub(super) fn flag(flag: bool) -> &'static str {
    if flag { "1" } else { "0" }
}

fn row(question: &Question) -> Value {
    json!({
        "id": question.id,
        "name": question.name,
        "identifier": question.identifier,
        "input_type": question.input_type,
        "description": question.description,
    })
}
