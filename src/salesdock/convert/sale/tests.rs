//! Sales in the documented form and in looser ones.

use chrono_tz::Europe::Amsterdam;
use serde_json::{Value, json};

use super::*;
use crate::model::sale::CustomerKind;

fn extended() -> Value {
    json!({
        "id": "81", "type": "sale",
        "status": {"status_identifier": "new", "status": "Nieuw", "status_remark": null},
        "created_at": "2026-07-01 12:00:00", "updated_at": "01-07-2026 12:05:00",
        "channel": "d2d", "source": "belsoftware",
        "customer": {"gender": "female", "initials": "J.", "firstname": "Jo", "infix": "de", "lastname": "Vries",
            "birthdate": "1980-02-03", "email": "jo@example.nl", "phone": "0612345678", "business": 0,
            "iban": "NL91ABNA0417164300", "address": {"postcode": "1234 AB", "housenumber": 5, "suffix": "",
            "streetname": "Dorpsstraat", "city": "Ons Dorp"}},
        "created_by": {"user": {"firstname": "Piet", "lastname": "Jansen"}, "organisation": {"name": "Deur BV"}},
        "product": {"id": 12, "identifier": "zon", "label": "Zonnestroom"},
        "products": [{"id": 12, "name": "Zonnestroom", "type": "energy", "quantity": "1"},
            {"id": 13, "name": "Ketel", "type": "service", "quantity": "2"}],
        "flow": {"id": 3, "identifier": "alles", "type": "energy", "label": "Energie"},
        "flow_data": {
            "product_questions": [{"id": 1, "identifier": "meter", "type": "mc-single", "label": "?", "value": "Slim"},
                {"id": 2, "identifier": "extra", "type": "mc-multi", "label": "?", "value": ["a", "b"]},
                {"id": 3, "identifier": "leeg", "type": "text", "label": "?", "value": ""}],
            "agreements": [{"identifier": "voorwaarden", "value": "1"}, {"identifier": "mail", "value": "0"}]},
        "flow_data_energy": {"multisite": 0, "sites": [{"address": {"postcode": "4321ZZ", "housenumber": "9",
            "streetname": "Elders", "city": "Verweg"},
            "electricity": {"ean_code": "871687400000000000", "double_meter": 1, "usage_normal": 1200, "usage_low": "800"},
            "gas": []}]},
        "unknown": {"deep": [1]}})
}

fn read(value: Value) -> Result<Sale, ConvertError> {
    sale(serde_json::from_value(value).unwrap(), Amsterdam)
}

#[test]
fn an_extended_row_reads_whole() {
    let sale = read(extended()).unwrap();
    assert_eq!(sale.id, SaleId(81));
    assert_eq!(sale.status.as_str(), "new");
    assert_eq!(sale.flow, FlowKey::new("energy", "alles"));
    assert!(
        sale.transaction_type == TransactionType::Order && sale.customer_kind() == CustomerKind::Consumer
    );
    assert!(sale.product.id == ProductId(12) && sale.product.product_type.as_deref() == Some("energy"));
    assert!(sale.related_products.len() == 1 && sale.related_products[0].quantity == 2);
    assert!(
        sale.customer.birthdate.as_deref() == Some("03-02-1980") && sale.customer.address.housenumber == "5"
    );
    assert!(sale.connection.as_ref().is_some_and(|connection| connection.postcode == "4321ZZ"));
    assert_eq!(sale.answers.len(), 2);
    assert_eq!(sale.agreements, [AgreementKey::from("voorwaarden")]);
    let energy = sale.energy.unwrap();
    assert_eq!(energy["electricity_ean"], "871687400000000000");
    assert_eq!((energy["usage_e_high"].as_str(), energy["usage_e_low"].as_str()), ("1200", "800"));
    assert_eq!((energy["tarifftype"].as_str(), energy["type"].as_str()), ("1", "e"));
    assert_eq!(sale.created_by.organisation.as_deref(), Some("Deur BV"));
}

#[test]
fn masked_personal_data_is_unknown_and_not_an_answer() {
    let mut value = extended();
    value["customer"]["lastname"] = json!("*****");
    value["customer"]["email"] = json!("*****");
    let sale = read(value).unwrap();
    assert!(sale.customer.lastname.is_empty() && sale.customer.email.is_none());
}

#[test]
fn what_a_sale_cannot_do_without_is_named() {
    for (field, name) in [("id", "id"), ("status", "status"), ("flow", "flow"), ("created_at", "created_at")]
    {
        let mut value = extended();
        value[field] = json!("");
        let error = read(value).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains(name), "{field}: {error}");
    }
}

#[test]
fn a_business_reads_from_flat_fields_too() {
    let mut value = extended();
    value["customer"] = json!([]);
    for (name, flat) in [
        ("business", json!("1")),
        ("company_name", json!("Bakker BV")),
        ("lastname", json!("Bakker")),
        ("postcode", json!("1111AA")),
        ("company_coc", json!(12345678)),
    ] {
        value[name] = flat;
    }
    let sale = read(value).unwrap();
    let company = sale.customer.company.unwrap();
    assert!(company.name == "Bakker BV" && company.coc.as_deref() == Some("12345678"));
    assert_eq!(sale.customer.address.postcode, "1111AA");
}

#[test]
fn a_plain_row_tells_the_state() {
    let raw = serde_json::from_value(
        json!({"id": 7, "status": "verified", "status_remark": "ok", "lastname": "*****",
        "external_reference": "k:1:1", "updated_at": "2026-07-01T10:00:00Z"}),
    )
    .unwrap();
    let state = state(&raw, Amsterdam).unwrap();
    assert_eq!((state.id, state.status.as_str(), state.remark.as_str()), (SaleId(7), "verified", "ok"));
    assert_eq!(state.external_reference.as_deref(), Some("k:1:1"));
}
