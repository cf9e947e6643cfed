//! The confirmation of a sale: everything that a mail to its customer says, for whoever sends mails for the
//! account. Products, prices and agreements are those of the day it was made, as the customer was shown them.
//!
//! Not here: who confirms (`incoming`), how it is delivered (`outbox`).

use serde_json::{Map, Value, json};

use super::catalogue::Catalogue;
use super::events::{Audience, Happening, Kind};
use super::incoming::{Incoming, is_completed};
use super::loose;
use super::rows::Sale;
use super::time::local;
use super::wording::{self, AGREEMENTS, PRODUCTS, QUESTIONS, Taken, words};

/// The confirmation that a sale needs. One that its maker completed was confirmed there, unless it is always
/// done from here.
pub fn confirmation(
    sale: &Sale,
    (body, wording): (&Map<String, Value>, &Map<String, Value>),
    catalogue: &Catalogue,
    organisation: Option<(&str, &Incoming)>,
) -> Option<Happening> {
    let (name, incoming) = organisation?;
    if !incoming.always_confirm && is_completed(body) {
        return None;
    }
    let text = |field: &str| body.get(field).and_then(loose::as_text);
    let fields = |names: &[&str]| -> Map<String, Value> {
        names.iter().filter_map(|name| Some(((*name).to_owned(), text(name)?.into()))).collect()
    };
    let person =
        ["firstname", "infix", "lastname"].into_iter().filter_map(text).collect::<Vec<_>>().join(" ");
    let flow = catalogue.flows.get(&sale.listed.flow_id);
    let supplier = sale.listed.supplier_id.and_then(|id| catalogue.suppliers.get(&id));
    let mail = json!({
        "to": {"name": text("contact_person").unwrap_or(person), "email": text("email")},
        "reference": {
            "sale": sale.listed.id, "external_reference": sale.external_reference,
            "incoming_id": sale.listed.incoming_id,
        },
        "customer": fields(&[
            "gender", "initials", "firstname", "infix", "lastname", "birthdate", "email", "phone", "business",
            "company_name", "contact_person", "company_coc", "company_vat", "iban", "iban_holder",
        ]),
        "address": fields(&["postcode", "housenumber", "suffix", "streetname", "city"]),
        "connection": fields(&[
            "connection_postcode", "connection_housenumber", "connection_suffix", "connection_streetname",
            "connection_city",
        ]),
        "offer": sale.listed.offer,
        "products": products(sale, body, wording, catalogue),
        "supplier": supplier.map(|one| json!({"name": one.name, "identifier": one.identifier})),
        "flow": {
            "type": sale.flow_type, "identifier": sale.flow_identifier, "title": flow.map(|flow| &flow.title),
        },
        "answers": answers(sale, body, wording),
        "agreements": agreements(body, wording),
        "sold_by": {"organisation": name, "user": fields(&["initial_user_firstname", "initial_user_lastname"])},
        "sold_at": text("initial_created_at").unwrap_or_else(|| local(sale.listed.created_at)),
        "received_at": local(sale.listed.created_at),
        "accepted_at": sale.offer_answered_at.map(local),
        "contract_date": text("contract_date"),
        "contract": format!("account/sales/contract/{}", sale.listed.id),
    });
    let mut happening = Happening::of_sale(Kind::ConfirmationRequested, sale);
    happening.audience = Audience::Account;
    happening.more = Some(json!({"mail": mail}));
    Some(happening)
}

/// The product itself and what was taken with it. What it costs is as sold; what it is, as it is told today.
fn products(
    sale: &Sale,
    body: &Map<String, Value>,
    wording: &Map<String, Value>,
    catalogue: &Catalogue,
) -> Vec<Value> {
    let main = Taken { product: sale.listed.product_id, quantity: 1, section: None };
    let row = |taken: Taken, is_main: bool| {
        let said = words(wording, PRODUCTS, &taken.product.to_string());
        let product = catalogue.products.get(&taken.product);
        json!({
            "id": taken.product, "main": is_main, "quantity": taken.quantity, "section": taken.section,
            "name": said["name"], "identifier": said["identifier"], "duration": said["duration"],
            "prices": said["prices"], "customfields": said["customfields"],
            "usp": product.map(|one| &one.usp), "description": product.map(|one| &one.description),
            "documents": product.map(documents),
        })
    };
    let related = wording::taken(body).into_iter().map(|taken| row(taken, false));
    std::iter::once(row(main, true)).chain(related).collect()
}

/// Where the account's own token finds them.
fn documents(product: &super::catalogue::Product) -> Vec<Value> {
    let path = |number: usize| format!("account/products/{}/documents/{number}", product.id);
    let documents = product.documents.iter().enumerate();
    documents.map(|(number, one)| json!({"name": one.name, "location": path(number)})).collect()
}

/// What was asked and answered, in the order asked; of a file its name alone.
fn answers(sale: &Sale, body: &Map<String, Value>, wording: &Map<String, Value>) -> Vec<Value> {
    let given = body.get("questionData").and_then(Value::as_object);
    let row = |identifier: &String| {
        let said = words(wording, QUESTIONS, identifier);
        let of = |name: &str| given.and_then(|given| given.get(name));
        // How a date was chosen: the first possible one has no date.
        let option = of(&format!("{identifier}_switchdate_option"));
        let answer = of(identifier).filter(|_| said["type"] != "signature");
        let value = answer.map(shown).unwrap_or_default();
        (answer.is_some() || option.is_some()).then(
            || json!({"identifier": identifier, "label": said["label"], "value": value, "option": option}),
        )
    };
    sale.asked.iter().filter_map(row).collect()
}

fn shown(answer: &Value) -> Vec<Value> {
    let is_file = |value: &Value| value.get("content").is_some();
    let all = if is_file(answer) { vec![answer.clone()] } else { loose::as_list(answer) };
    all.into_iter().map(|one| if is_file(&one) { one["name"].clone() } else { one }).collect()
}

/// Those that were accepted.
fn agreements(body: &Map<String, Value>, wording: &Map<String, Value>) -> Vec<Value> {
    let given = body.get("agreements").and_then(Value::as_object).into_iter().flatten();
    given
        .filter(|(_, value)| loose::as_flag(value) == Some(true))
        .map(|(identifier, _)| {
            let said = words(wording, AGREEMENTS, identifier);
            json!({"identifier": identifier, "name": said["label"], "text": said["text"]})
        })
        .collect()
}
