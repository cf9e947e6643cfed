//! Products, flows, questions, agreements, statuses: from the wire to the model.
//!
//! Not here: writing a product (`client::catalogue` sends a draft).

use std::collections::BTreeMap;

use chrono_tz::Tz;
use serde_json::Value;

use super::{ConvertError, id};
use crate::model::agreement::{Agreement, AgreementContract};
use crate::model::flow::{Flow, FlowSettings, IbanRequired, Section, SectionProduct, TransactionTypes};
use crate::model::ids::{
    AgreementId, AgreementKey, FlowId, FlowKey, ProductId, QuestionId, QuestionKey, StatusKey, SupplierId,
};
use crate::model::product::{CustomerKinds, DocumentRef, Image, Product, ProductDetail, SupplierRef};
use crate::model::question::{InputType, Question, QuestionContract};
use crate::model::rule::Rule;
use crate::model::shown::Shown;
use crate::model::status::{Status, StatusKind};
use crate::model::time;
use crate::salesdock::wire::catalogue as wire;
use crate::salesdock::wire::loose::{List, Number, Text};

/// A product; with its detail when `detailed`: its own page was read.
///
/// # Errors
/// When it has no id.
pub fn product(raw: wire::Product, zone: Tz, detailed: bool) -> Result<Product, ConvertError> {
    let prices = prices(&raw);
    let detail = detailed.then(|| ProductDetail {
        main: raw.main.0.unwrap_or(true),
        duration: raw.duration.0.clone(),
        retention: raw.retention.0.clone(),
        prices,
        custom_fields: raw.customfields.texts(),
        documents: documents(raw.documents),
        provenance: raw.koppel_provenance.0.into_iter().filter_map(|one| one.0).collect(),
        image: raw.image.0.and_then(|image| {
            Some(Image { extension: image.extension.or_empty(), content: image.content.0? })
        }),
    });
    let supplier = raw.supplier_id.id().map(|id| SupplierRef {
        id: SupplierId(id),
        name: shown(&raw.supplier_name),
        identifier: raw.supplier_identifier.or_empty(),
    });
    Ok(Product {
        id: ProductId(id("product", "id", &raw.id)?),
        name: shown(&raw.name),
        identifier: raw.identifier.or_empty(),
        supplier,
        product_type: raw.product_type.or_empty(),
        customers: match raw.business.as_deref().map(str::trim) {
            Some("0") => CustomerKinds::Consumer,
            Some("1") => CustomerKinds::Business,
            _ => CustomerKinds::Both,
        },
        // An agent's list holds active products only and may leave the field out.
        active: raw.active.0.unwrap_or(true),
        valid_from: raw.valid_from.as_deref().and_then(time::date),
        valid_till: raw.valid_till.as_deref().and_then(time::date),
        usp: shown(&raw.usp),
        description: shown(&raw.description),
        cart_info: shown(&raw.cart_info),
        updated_at: raw.updated_at.as_deref().and_then(|text| time::instant(text, zone)),
        detail,
    })
}

fn prices(raw: &wire::Product) -> BTreeMap<String, String> {
    [
        ("price", &raw.price),
        ("price_action", &raw.price_action),
        ("price_action_type", &raw.price_action_type),
        ("price_action_value", &raw.price_action_value),
        ("price_monthly", &raw.price_monthly),
        ("price_monthly_action", &raw.price_monthly_action),
        ("price_monthly_action_type", &raw.price_monthly_action_type),
        ("price_monthly_action_value", &raw.price_monthly_action_value),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name.to_owned(), value.0.clone()?)))
    .collect()
}

fn documents(raw: List<wire::Document>) -> Vec<DocumentRef> {
    let read = |document: wire::Document| {
        Some(DocumentRef { name: shown(&document.name), location: document.location.0? })
    };
    raw.0.into_iter().filter_map(read).collect()
}

/// A supplier.
///
/// # Errors
/// When it has no id.
pub fn supplier(raw: &wire::Supplier) -> Result<SupplierRef, ConvertError> {
    Ok(SupplierRef {
        id: SupplierId(id("supplier", "id", &raw.id)?),
        name: shown(&raw.name),
        identifier: raw.identifier.or_empty(),
    })
}

/// A flow; with its settings when `detailed`.
///
/// # Errors
/// When it has no id, type or identifier.
pub fn flow(raw: wire::Flow, detailed: bool) -> Result<Flow, ConvertError> {
    let flow_type = raw.flow_type.0.ok_or_else(|| ConvertError::missing("flow", "type"))?;
    let identifier = raw.identifier.0.ok_or_else(|| ConvertError::missing("flow", "identifier"))?;
    let settings = detailed.then(|| FlowSettings {
        transaction_types: match raw.transaction_type.as_deref() {
            Some("offer") => TransactionTypes::Offer,
            Some("order") => TransactionTypes::Order,
            _ => TransactionTypes::All,
        },
        verification_method: raw.verification_method.0.unwrap_or_else(|| "none".to_owned()),
        minimum_age: raw.minimum_age_customer.small().filter(|age| *age > 0),
        maximum_age: raw.maximum_age_customer.small().filter(|age| *age > 0),
        iban_required: IbanRequired {
            consumer_offer: raw.consumer_offer_iban_required.is_set(),
            business_offer: raw.business_offer_iban_required.is_set(),
            consumer_order: raw.consumer_order_iban_required.is_set(),
            business_order: raw.business_order_iban_required.is_set(),
        },
        sections: raw.sections.0.into_iter().filter_map(section).collect(),
    });
    Ok(Flow {
        id: FlowId(id("flow", "id", &raw.id)?),
        key: FlowKey { flow_type, identifier },
        title: shown(&raw.title),
        settings,
    })
}

fn section(raw: wire::Section) -> Option<Section> {
    let ids = |list: &List<Number>| list.0.iter().filter_map(Number::id).collect::<Vec<_>>();
    let products = raw.products.0.into_iter().filter_map(|product| {
        Some(SectionProduct {
            id: ProductId(product.id.id()?),
            name: shown(&product.name),
            identifier: product.identifier.or_empty(),
            maximum_quantity: product.maximum_quantity.small().filter(|most| *most > 0),
        })
    });
    Some(Section {
        id: raw.id.id()?,
        title: shown(&raw.title),
        identifier: raw.identifier.0.clone()?,
        mandatory: raw.mandatory.is_set(),
        mandatory_for_suppliers: ids(&raw.mandatory_for_supplier_ids).into_iter().map(SupplierId).collect(),
        mandatory_for_products: ids(&raw.mandatory_for_product_ids).into_iter().map(ProductId).collect(),
        products: products.collect(),
    })
}

/// A question; with its contract when `detailed`.
///
/// # Errors
/// When it has no id or identifier.
pub fn question(raw: wire::Question, detailed: bool) -> Result<Question, ConvertError> {
    let key = raw.identifier.0.ok_or_else(|| ConvertError::missing("question", "identifier"))?;
    let contract = detailed.then(|| QuestionContract {
        required: raw.required.is_set(),
        visible: raw.visible.0.unwrap_or(true),
        visible_customer: raw.visible_customer.is_set(),
        rule: Rule::parse(&raw.rule.0),
        rule_required: raw.rule_required.is_set(),
        rule_visible: raw.rule_visible.is_set(),
        validator: raw.validator.0.clone(),
        options: options(&raw.options.0),
        default_value: raw.default_value.0.clone(),
        product_types: product_types(&raw.extra.0),
    });
    Ok(Question {
        id: QuestionId(id("question", "id", &raw.id)?),
        key: QuestionKey(key),
        name: raw.name.or_empty(),
        input_type: InputType::from_word(raw.input_type.as_deref().unwrap_or("text")),
        description: shown(&raw.description),
        contract,
    })
}

/// Options come as one text, split by CRLF, LF or, when it is a single line, by comma; or as a list.
fn options(value: &Value) -> Vec<String> {
    let clean = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    match value {
        Value::String(text) if text.contains(['\n', '\r']) => {
            text.lines().flat_map(|line| line.split('\r')).filter_map(clean).collect()
        }
        Value::String(text) => text.split(',').filter_map(clean).collect(),
        Value::Array(items) => {
            items.iter().filter_map(|item| Text::of(item).0).filter_map(|text| clean(&text)).collect()
        }
        Value::Object(map) => {
            map.values().filter_map(|item| Text::of(item).0).filter_map(|text| clean(&text)).collect()
        }
        Value::Number(_) => Text::of(value).0.into_iter().collect(),
        _ => Vec::new(),
    }
}

/// `extra` is an object, or an object in a JSON text.
fn product_types(extra: &Value) -> Vec<String> {
    let parsed;
    let extra = match extra {
        Value::String(text) => {
            parsed = serde_json::from_str(text).unwrap_or(Value::Null);
            &parsed
        }
        other => other,
    };
    match extra.get("product_types") {
        Some(Value::Array(types)) => types.iter().filter_map(|word| Text::of(word).0).collect(),
        Some(Value::String(word)) if !word.is_empty() => vec![word.clone()],
        _ => Vec::new(),
    }
}

/// An agreement; with its contract when `detailed`.
///
/// # Errors
/// When it has no id or identifier.
pub fn agreement(raw: wire::Agreement, detailed: bool) -> Result<Agreement, ConvertError> {
    let key = raw.identifier.0.ok_or_else(|| ConvertError::missing("agreement", "identifier"))?;
    let contract = detailed.then(|| AgreementContract {
        archived: raw.archive.is_set(),
        required: raw.required.is_set(),
        visible: raw.visible.0.unwrap_or(true),
        rule: Rule::parse(&raw.rule.0),
        rule_required: raw.rule_required.is_set(),
        rule_visible: raw.rule_visible.is_set(),
    });
    Ok(Agreement {
        id: AgreementId(id("agreement", "id", &raw.id)?),
        key: AgreementKey(key),
        name: shown(&raw.name),
        text: shown(&raw.text),
        contract,
    })
}

/// A status.
///
/// # Errors
/// When it has no identifier.
pub fn status(raw: wire::Status) -> Result<Status, ConvertError> {
    let key = raw.id.0.or(raw.identifier.0).ok_or_else(|| ConvertError::missing("status", "id"))?;
    Ok(Status {
        name: Shown::new(raw.name.as_deref().unwrap_or(&key)),
        key: StatusKey(key),
        kind: match raw.status_type.as_deref() {
            Some("cancelled") => StatusKind::Cancelled,
            Some("netto") => StatusKind::Netto,
            Some("action_required") => StatusKind::ActionRequired,
            Some("closed") => StatusKind::Closed,
            _ => StatusKind::Default,
        },
    })
}

fn shown(text: &Text) -> Shown {
    Shown::new(text.as_deref().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Amsterdam;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_product_reads_in_its_loosest_form() {
        let raw = serde_json::from_value(json!({
            "id": "12", "name": "Zon\u{202e}nestroom", "supplier_id": "3", "type": "energy", "business": 1, "active": "1",
            "valid_from": "01-01-2026", "valid_till": "", "updated_at": "2026-07-01 12:00:00", "price_monthly": 7.5,
            "customfields": [], "documents": "", "image": [], "newer": {"x": 1}}))
        .unwrap();
        let product = product(raw, Amsterdam, true).unwrap();
        assert_eq!((product.id, product.name.as_str()), (ProductId(12), "Zonnestroom"));
        assert_eq!(product.customers, CustomerKinds::Business);
        assert_eq!(product.valid_till, None);
        assert_eq!(product.detail.unwrap().prices["price_monthly"], "7.5");
    }

    #[test]
    fn a_product_without_a_number_is_refused_by_name() {
        let raw = serde_json::from_value(json!({"id": "x1", "name": "A"})).unwrap();
        let error = product(raw, Amsterdam, false).unwrap_err().to_string();
        assert!(error.contains("product") && error.contains("x1"), "{error}");
    }

    #[test]
    fn options_split_by_line_or_by_comma() {
        for text in ["Ja\r\nNee", "Ja\nNee", "Ja, Nee", "Ja\r\nNee\r\n"] {
            assert_eq!(options(&json!(text)), ["Ja", "Nee"], "{text:?}");
        }
        assert_eq!(options(&json!("Ja, graag\r\nNee, dank je")), ["Ja, graag", "Nee, dank je"]);
        assert_eq!(options(&json!(null)), Vec::<String>::new());
    }

    #[test]
    fn a_question_reads_its_extra_from_json_text() {
        let raw = serde_json::from_value(json!({
            "id": 4, "name": "EAN", "identifier": "ean", "input_type": "text", "required": "1", "visible": "0",
            "rule": "", "rule_required": 0, "validator": "", "options": "", "extra": "{\"product_types\": [\"energy\"]}"}))
        .unwrap();
        let contract = question(raw, true).unwrap().contract.unwrap();
        assert!(contract.required && !contract.visible && contract.rule.is_none());
        assert_eq!(contract.validator, None);
        assert_eq!(contract.product_types, ["energy"]);
    }
}
