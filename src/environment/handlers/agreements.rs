//! Agreements. In the user scope: those in use that may be asked of a product the caller may sell, and required
//! only of whose agreements are checked.

use serde_json::{Value, json};

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};
use super::super::world::catalogue::{Agreement, Catalogue};
use super::super::world::time::local;
use super::questions::{flag, is_asked};

/// `GET {scope}/agreements`
pub async fn list(ask: Ask) -> Answer {
    let catalogue = ask.world().catalogue();
    let rows = catalogue.agreements.values().filter(|agreement| is_seen(&ask, &catalogue, agreement));
    Ok(Reply::Ok(rows.map(row).collect()))
}

/// `GET {scope}/agreements/{id}`
pub async fn one(ask: Ask) -> Answer {
    let catalogue = ask.world().catalogue();
    let agreement = catalogue
        .agreements
        .get(&ask.id("id")?)
        .filter(|agreement| is_seen(&ask, &catalogue, agreement))
        .ok_or(Failure::NotFound)?;
    let checked = ask.incoming().check_agreements;
    let mut page = row(agreement);
    let more = json!({
        "type": agreement.kind,
        "archive": flag(agreement.archive),
        "required": flag(checked && agreement.asked.required),
        "visible": flag(agreement.asked.visible),
        "default_value": agreement.default_value,
        "contract_pdf_visibility": agreement.contract_pdf_visibility,
        "rule": agreement.asked.rule,
        "rule_required": flag(checked && agreement.asked.rule_required),
        "rule_visible": flag(agreement.asked.rule_visible),
        "sort": agreement.sort,
        "created_at": agreement.created_at.map(local),
        "updated_at": agreement.updated_at.map(local),
    });
    if let (Some(page), Value::Object(more)) = (page.as_object_mut(), more) {
        page.extend(more);
    }
    Ok(Reply::Ok(page))
}

fn is_seen(ask: &Ask, catalogue: &Catalogue, agreement: &Agreement) -> bool {
    ask.sees_all() || (!agreement.archive && is_asked(ask, catalogue, &agreement.asked))
}

fn row(agreement: &Agreement) -> Value {
    json!({
        "id": agreement.id,
        "identifier": agreement.identifier,
        "name": agreement.name,
        "text": agreement.text,
    })
}
