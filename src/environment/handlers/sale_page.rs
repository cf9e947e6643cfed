//! How a sale looks: the plain row, the extended row (also `GET sales/{id}`), and the answers' own call.
//!
//! Everything in the body of a new sale can be read back. Where a field of that body is found in the
//! extended row; what the API documents no place for is marked ✻ and stands in the nearest one:
//!
//! | field of a new sale | in the extended row |
//! |---|---|
//! | `transaction_type` | `type` (`sale` or `offer`) |
//! | `product_id` | `product.id`; `products[]` holds it first, with `main: true`✻ |
//! | `related_products[]` | `products[]` after it: `id`, `quantity`, `section_identifier`✻, `main: false`✻ |
//! | flow of the path | `flow.type`, `flow.identifier` |
//! | `gender` … `phone`, `iban`, `iban_holder` | `customer.*` |
//! | `business`, `company_name`, `contact_person` | `customer.*`; `company_coc`, `company_vat` as `customer.coc`, `customer.vat` |
//! | `postcode` … `city` | `customer.address.*` |
//! | `connection_*` | `connection_*`✻ (documented in plain rows), and `flow_data_energy.sites[0].address` |
//! | `sale_channel` | `channel` |
//! | `source`, `source_id` | `source`, `source_id`✻ |
//! | `questionData` | `flow_data.product_questions[] {id, identifier, type, label, value}`: visible questions only; a `_switchdate_option` companion is a row of its own with `type: "switchdate_option"`✻ |
//! | `agreements` | `flow_data.agreements[] {id, identifier, label, text, value}`: the words on the day of the sale |
//! | `signature`, `contract_date` | `signature`✻, `contract_date`✻ |
//! | `contract_pdf` | `contract {created_at, extension}`✻; the content at `account/sales/contract/{id}` |
//! | `initial_user_firstname` … `initial_created_at` | the same names✻ |
//! | `external_reference` | the same name✻, unless the environment is plain |
//! | `incoming_id`, `relation_id` | `incoming_id`, `relation.id` |
//! | `optin` | `koppel/sales/{id}/optin` |
//! | `type`, `building_function` | `flow_data_energy.type`✻, `flow_data_energy.building_function`✻ |
//! | `tarifftype`, `usage_e_*`, `return*`, `e_connection_type`, `electricity_ean` | `….sites[0].electricity`: `double_meter`, `usage_single/normal/low`, `return_single/normal/low`, `connection`, `ean_code` |
//! | `has_return`, `e_gridoperator` | `….sites[0].electricity`: the same names✻ |
//! | `usage_g`, `g_connection_type`, `g_region`, `gas_ean` | `….sites[0].gas`: `usage`, `connection`, `gasregion`, `ean_code` |
//! | `g_gridoperator` | `….sites[0].gas`: the same name✻ |
//!
//! A body too large for its row (files above 32 KiB in all) shows its files in lists as `{name, extension,
//! size}`; `GET sales/{id}` and `sales/answers/{id}` always give their content.

use serde_json::{Map, Value, json};

use super::super::world::cancellation::Cancellation;
use super::super::world::catalogue::Catalogue;
use super::super::world::loose;
use super::super::world::people::People;
use super::super::world::rows::Sale;
use super::super::world::time::local;
use super::super::world::wording::{self, AGREEMENTS, PRODUCTS, QUESTIONS, words};

/// What a sale is shown with.
pub struct Showing<'a> {
    pub catalogue: &'a Catalogue,
    pub people: &'a People,
    /// The environment echoes references.
    pub echoes: bool,
}

const ADDRESS: [&str; 5] = ["postcode", "housenumber", "suffix", "streetname", "city"];

fn text(body: &Map<String, Value>, field: &str) -> Value {
    body.get(field).and_then(loose::as_text).map_or(Value::Null, Value::String)
}

fn address(body: &Map<String, Value>, prefix: &str) -> Value {
    ADDRESS
        .iter()
        .map(|field| ((*field).to_owned(), text(body, &format!("{prefix}{field}"))))
        .collect::<Map<_, _>>()
        .into()
}

/// The plain row of a list.
pub fn plain(sale: &Sale, body: &Map<String, Value>, showing: &Showing<'_>) -> Value {
    let listed = &sale.listed;
    let user = showing.people.users.get(&listed.user_id);
    let organisation = listed.organisation_id.and_then(|id| showing.people.organisations.get(&id));
    let supplier = listed.supplier_id.and_then(|id| showing.catalogue.suppliers.get(&id));
    let mut row = json!({
        "id": listed.id,
        "user_id": listed.user_id,
        "type": kind(sale),
        "sub_type": null,
        "offer": u8::from(listed.offer),
        "offer_accepted": listed.offer_accepted,
        "status": listed.status,
        "verification": null,
        "verified": u8::from(sale.verified_at.is_some()),
        "flow_id": listed.flow_id,
        "product_id": listed.product_id,
        "incoming_id": listed.incoming_id,
        "created_at": local(listed.created_at),
        "last_published_at": local(listed.created_at),
        "finalized_at": listed.finalized_at.map(local),
        "updated_at": local(listed.updated_at),
        "outgoing_at": null,
        "offer_answered_at": sale.offer_answered_at.map(local),
        "verified_at": sale.verified_at.map(local),
        "valid_till": null,
        "cancelled_at": listed.cancelled_at.map(local),
        "status_remark": sale.status_remark,
        "cancelled_remark": sale.cancelled_remark,
        "user_firstname": user.map(|user| &user.firstname),
        "user_lastname": user.map(|user| &user.lastname),
        "user_email": user.map(|user| &user.email),
        "organisation_name": organisation.map(|organisation| organisation.name()),
        "organisation_identifier": organisation.map(|organisation| organisation.field("identifier")),
    });
    let given =
        ["gender", "initials", "firstname", "infix", "lastname", "company_name", "source", "source_id"]
            .into_iter()
            .chain(ADDRESS)
            .chain(["coc_branch_number", "birthdate", "phone", "email", "iban"])
            .map(|field| (field.to_owned(), text(body, field)));
    let rest = json!({
        "business": u8::from(body.get("business").and_then(loose::as_flag).unwrap_or(false)),
        "product_name": sale.product_name,
        "product_identifier": sale.product_identifier,
        "supplier_name": supplier.map(|supplier| &supplier.name),
        "lead_id": null,
        "relation_id": text(body, "relation_id"),
    });
    if let (Some(row), Value::Object(rest)) = (row.as_object_mut(), rest) {
        row.extend(given);
        row.extend(connection(body));
        row.extend(rest);
        echo(row, sale, showing);
    }
    row
}

/// The extended row: `whole` also shows the content of large files.
pub fn extended(
    sale: &Sale,
    (body, wording): (&Map<String, Value>, &Map<String, Value>),
    showing: &Showing<'_>,
    whole: bool,
) -> Value {
    let listed = &sale.listed;
    let supplier = listed.supplier_id.and_then(|id| showing.catalogue.suppliers.get(&id));
    let status = showing.catalogue.status(&listed.status);
    let flow = showing.catalogue.flows.get(&listed.flow_id);
    let mut row = json!({
        "id": listed.id,
        "type": kind(sale),
        "status": {
            "status_identifier": listed.status,
            "status": status.map(|status| &status.name),
            "status_remark": sale.status_remark,
        },
        "offer_accepted": listed.offer_accepted,
        "offer_answered_at": sale.offer_answered_at.map(local),
        "offer_valid_till": null,
        "created_at": local(listed.created_at),
        "last_published_at": local(listed.created_at),
        "finalized_at": listed.finalized_at.map(local),
        "updated_at": local(listed.updated_at),
        "processed": {
            "processed_at": sale.processed_at.map(local), "outgoing_id": null, "outgoing_app": null,
        },
        "cancelled": {
            "cancelled_at": listed.cancelled_at.map(local), "cancelled_remark": sale.cancelled_remark,
        },
        "purchase_number": null,
        "channel": text(body, "sale_channel"),
        "source": text(body, "source"),
        "source_id": text(body, "source_id"),
        "incoming_id": listed.incoming_id,
        "customer": customer(body),
        "created_by": created_by(sale, showing.people),
        "sales_representative": null,
        "assigned_to": null,
        "lead": null,
        "relation": body.get("relation_id").and_then(loose::as_text).map(|id| json!({"id": id})),
        "product": {
            "id": listed.product_id, "identifier": sale.product_identifier, "label": sale.product_name,
            "type": listed.product_type,
        },
        "products": products(sale, (body, wording), showing.catalogue),
        "additional_costs": [],
        "discounts": [],
        "totals": {"monthly": "0.00", "onetime": "0.00"},
        "supplier": supplier.map(|supplier| json!({
            "id": supplier.id, "identifier": supplier.identifier, "label": supplier.name,
        })),
        "flow": {
            "id": listed.flow_id, "identifier": sale.flow_identifier, "type": sale.flow_type,
            "label": flow.map(|flow| &flow.title),
        },
        "flow_data": {
            "additional_pricing": [],
            "product_questions": questions(sale, body, wording, whole),
            "agreements": agreements(body, wording),
            "introduction": null,
            "additional_notes": null,
        },
        "extrafields": {"sale": sale.extrafields, "products": {}},
        "bundle": null,
        "signature": text(body, "signature"),
        "contract_date": text(body, "contract_date"),
        "contract": body.get("contract_pdf").map(|pdf| json!({
            "created_at": pdf.get("created_at"), "extension": pdf.get("extension"),
        })),
    });
    if let Some(row) = row.as_object_mut() {
        for field in [
            "initial_user_firstname",
            "initial_user_lastname",
            "initial_organisation_name",
            "initial_created_at",
        ] {
            row.insert(field.to_owned(), text(body, field));
        }
        row.extend(connection(body));
        if sale.flow_type.starts_with("energy") {
            row.insert("flow_data_energy".to_owned(), energy(body));
        }
        echo(row, sale, showing);
    }
    row
}

/// `{question_identifier: answer}`, of visible questions only.
pub fn answers(sale: &Sale, body: &Map<String, Value>) -> Map<String, Value> {
    let Some(given) = body.get("questionData").and_then(Value::as_object) else { return Map::new() };
    let companions = sale.asked.iter().map(|identifier| format!("{identifier}_switchdate_option"));
    let keys = sale.asked.iter().cloned().chain(companions);
    keys.filter_map(|key| given.get(&key).map(|answer| (key, listed_answer(answer)))).collect()
}

/// Form data writes a list as an object with numeric keys; everybody else is given a list.
fn listed_answer(answer: &Value) -> Value {
    match answer {
        Value::Object(object) if object.contains_key("content") => json!([object]),
        Value::Object(object) => object.values().cloned().collect(),
        other => other.clone(),
    }
}

fn kind(sale: &Sale) -> &'static str {
    if sale.listed.offer { "offer" } else { "sale" }
}

fn echo(row: &mut Map<String, Value>, sale: &Sale, showing: &Showing<'_>) {
    if showing.echoes {
        row.insert("external_reference".to_owned(), json!(sale.external_reference));
        if let Some(request) = &sale.cancellation {
            row.insert("koppel_cancellation".to_owned(), cancellation(request));
        }
    }
}

/// A request to cancel, as both sides see it.
pub fn cancellation(request: &Cancellation) -> Value {
    json!({
        "standing": request.standing,
        "status": request.status,
        "reason": request.reason,
        "requested_at": local(request.requested_at),
        "previous_status": request.previous_status,
        "answered_at": request.answered_at.map(local),
        "remark": request.remark,
    })
}

fn connection(body: &Map<String, Value>) -> Map<String, Value> {
    let field = |field: &str| {
        let name = format!("connection_{field}");
        let value = text(body, &name);
        (name, value)
    };
    ADDRESS.iter().map(|name| field(name)).collect()
}

fn customer(body: &Map<String, Value>) -> Value {
    let mut customer: Map<String, Value> = [
        "gender",
        "initials",
        "firstname",
        "infix",
        "lastname",
        "birthdate",
        "email",
        "phone",
        "company_name",
        "contact_person",
        "iban",
        "iban_holder",
    ]
    .iter()
    .map(|field| ((*field).to_owned(), text(body, field)))
    .collect();
    customer
        .insert("business".to_owned(), json!(body.get("business").and_then(loose::as_flag).unwrap_or(false)));
    customer.insert("coc".to_owned(), text(body, "company_coc"));
    customer.insert("vat".to_owned(), text(body, "company_vat"));
    customer.insert("address".to_owned(), address(body, ""));
    customer.insert("correspondence_address".to_owned(), Value::Null);
    customer.into()
}

fn created_by(sale: &Sale, people: &People) -> Value {
    let user = people.users.get(&sale.listed.user_id);
    let organisation = sale.listed.organisation_id.and_then(|id| people.organisations.get(&id));
    json!({
        "user": user.map(|user| json!({
            "id": user.id, "firstname": user.firstname, "lastname": user.lastname, "name": user.name(),
        })),
        "organisation": organisation.map(|organisation| json!({
            "id": organisation.id, "name": organisation.name(), "identifier": organisation.field("identifier"),
        })),
        "team": null,
    })
}

fn products(
    sale: &Sale,
    (body, wording): (&Map<String, Value>, &Map<String, Value>),
    catalogue: &Catalogue,
) -> Vec<Value> {
    let row = |id: u64, name: &str, kind: &str, quantity: u64, section: Value, main: bool| {
        json!({"id": id, "name": name, "type": kind, "quantity": quantity, "vat_type": null,
               "vat_percentage": null, "price_data": null, "section_identifier": section, "main": main})
    };
    let listed = &sale.listed;
    let mut products =
        vec![row(listed.product_id, &sale.product_name, &listed.product_type, 1, Value::Null, true)];
    for taken in wording::taken(body) {
        let said = words(wording, PRODUCTS, &taken.product.to_string());
        let product = catalogue.products.get(&taken.product);
        let today = product.map_or(("", ""), |product| (product.name.as_str(), product.kind.as_str()));
        let (name, kind) =
            (said["name"].as_str().unwrap_or(today.0), said["type"].as_str().unwrap_or(today.1));
        products.push(row(taken.product, name, kind, taken.quantity, json!(taken.section), false));
    }
    products
}

/// As they were asked, whatever the catalogue says today.
fn questions(
    sale: &Sale,
    body: &Map<String, Value>,
    wording: &Map<String, Value>,
    whole: bool,
) -> Vec<Value> {
    let without_content = !whole && sale.body.is_large();
    let row = |(key, answer): (String, Value)| {
        let said = words(wording, QUESTIONS, &key);
        let usual = if key.ends_with("_switchdate_option") { "switchdate_option" } else { "text" };
        let value = if without_content { lighter(answer) } else { answer };
        json!({"id": said["id"], "identifier": key, "type": said["type"].as_str().unwrap_or(usual),
               "label": said["label"], "value": value})
    };
    answers(sale, body).into_iter().map(row).collect()
}

/// Files without their content.
fn lighter(answer: Value) -> Value {
    let Value::Array(items) = answer else { return answer };
    let light = |item: Value| match item {
        Value::Object(mut file) => {
            if let Some(content) = file.remove("content") {
                file.insert("size".to_owned(), json!(content.as_str().map_or(0, |text| text.len() / 4 * 3)));
            }
            Value::Object(file)
        }
        other => other,
    };
    items.into_iter().map(light).collect()
}

/// As they were accepted, whatever the catalogue says today.
fn agreements(body: &Map<String, Value>, wording: &Map<String, Value>) -> Vec<Value> {
    let Some(given) = body.get("agreements").and_then(Value::as_object) else { return Vec::new() };
    given
        .iter()
        .map(|(identifier, value)| {
            let said = words(wording, AGREEMENTS, identifier);
            json!({"id": said["id"], "identifier": identifier, "label": said["label"], "text": said["text"],
                   "value": if loose::as_flag(value) == Some(true) { "1" } else { "0" }})
        })
        .collect()
}

fn energy(body: &Map<String, Value>) -> Value {
    let kind = body.get("type").and_then(loose::as_text).unwrap_or_default();
    let part = |fields: &[(&str, &str)]| -> Value {
        fields.iter().map(|(to, from)| ((*to).to_owned(), text(body, from))).collect::<Map<_, _>>().into()
    };
    let electricity = part(&[
        ("ean_code", "electricity_ean"),
        ("double_meter", "tarifftype"),
        ("usage_single", "usage_e_single"),
        ("usage_normal", "usage_e_high"),
        ("usage_low", "usage_e_low"),
        ("return_single", "return"),
        ("return_normal", "return_e_high"),
        ("return_low", "return_e_low"),
        ("connection", "e_connection_type"),
        ("has_return", "has_return"),
        ("e_gridoperator", "e_gridoperator"),
    ]);
    let gas = part(&[
        ("ean_code", "gas_ean"),
        ("usage", "usage_g"),
        ("connection", "g_connection_type"),
        ("gasregion", "g_region"),
        ("g_gridoperator", "g_gridoperator"),
    ]);
    let elsewhere = body.get("connection_postcode").and_then(loose::as_text).is_some();
    json!({
        "multisite": false,
        "type": kind,
        "building_function": text(body, "building_function"),
        "sites": [{
            "address": address(body, if elsewhere { "connection_" } else { "" }),
            "electricity": electricity,
            "gas": gas,
        }],
    })
}
