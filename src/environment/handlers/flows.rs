//! Flows. In the user scope: those granted, and verified only for whose verification is checked.

use serde_json::{Value, json};

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};
use super::super::world::catalogue::{Catalogue, Flow, Section};
use super::super::world::time::local;

/// `GET {scope}/flows`
pub async fn list(ask: Ask) -> Answer {
    let catalogue = ask.world().catalogue();
    Ok(Reply::Ok(catalogue.flows.values().filter(|flow| is_seen(&ask, flow)).map(row).collect()))
}

/// `GET {scope}/flows/{id}`
pub async fn one(ask: Ask) -> Answer {
    let catalogue = ask.world().catalogue();
    let flow =
        catalogue.flows.get(&ask.id("id")?).filter(|flow| is_seen(&ask, flow)).ok_or(Failure::NotFound)?;
    let flag = |flag: bool| if flag { "1" } else { "0" };
    let verifies = !flow.verification_method.is_empty() && ask.incoming().check_verification;
    let mut page = row(flow);
    let settings = json!({
        "transaction_type": if flow.transaction_type.is_empty() { "all" } else { &flow.transaction_type },
        "verification_method": if verifies { &flow.verification_method } else { "none" },
        "minimum_age_customer": flow.minimum_age_customer,
        "maximum_age_customer": flow.maximum_age_customer,
        "consumer_offer_iban_required": flag(flow.consumer_offer_iban_required),
        "business_offer_iban_required": flag(flow.business_offer_iban_required),
        "consumer_order_iban_required": flag(flow.consumer_order_iban_required),
        "business_order_iban_required": flag(flow.business_order_iban_required),
    });
    if let (Some(page), Value::Object(settings)) = (page.as_object_mut(), settings) {
        page.extend(settings);
        if flow.kind == "default" {
            page.insert(
                "sections".to_owned(),
                flow.sections.iter().map(|one| section(&ask, &catalogue, one)).collect(),
            );
        }
    }
    Ok(Reply::Ok(page))
}

fn is_seen(ask: &Ask, flow: &Flow) -> bool {
    // A fault that the route matrix must catch.
    #[cfg(test)]
    if crate::environment::matrix::is_left_out(crate::environment::matrix::Filter::Flow) {
        return true;
    }
    ask.sees_all() || ask.caller.rights.flows.include(flow.id)
}

fn row(flow: &Flow) -> Value {
    json!({
        "id": flow.id,
        "title": flow.title,
        "type": flow.kind,
        "identifier": flow.identifier,
        "created_at": flow.created_at.map(local),
        "updated_at": flow.updated_at.map(local),
    })
}

/// In the user scope without what the caller may not sell: not even its name.
fn section(ask: &Ask, catalogue: &Catalogue, section: &Section) -> Value {
    let (rights, today) = (&ask.caller.rights, ask.world().today());
    let is_seen = |id: &u64| {
        let product = catalogue.products.get(id);
        ask.sees_all() || product.is_some_and(|product| catalogue.sellable(product, rights, today))
    };
    let products = section.products.iter().filter(|offer| is_seen(&offer.id)).map(|product| {
        let (name, identifier) = catalogue.called(product);
        json!({"id": product.id, "name": name, "identifier": identifier,
               "maximum_quantity": product.maximum_quantity})
    });
    json!({
        "id": section.id,
        "title": section.title,
        "identifier": section.identifier,
        "mandatory": section.mandatory,
        "mandatory_for_supplier_ids": section.mandatory_for_supplier_ids,
        "mandatory_for_product_ids":
            section.mandatory_for_product_ids.iter().filter(|id| is_seen(id)).collect::<Vec<_>>(),
        "products": products.collect::<Vec<_>>(),
    })
}
