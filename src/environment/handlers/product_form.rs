//! The form of a product, on create and update: fields that are absent stay as they are.
//!
//! Custom fields come as `cf_{identifier}`; `attachments[]` and `documents[]` (`{name, content(base64),
//! extension}`) replace the documents as a whole; one without content is the one of that name that there is. An
//! empty custom field goes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::super::input::Fields;
use super::super::reply::Failure;
use super::super::world::catalogue::{Document, Image, PRICES, Product};
use super::super::world::judge::{Finding, Findings};
use super::super::world::{loose, time};
use crate::clock::Timestamp;
use crate::kv::Batch;

/// What a new product needs.
///
/// # Errors
/// [`Failure::Fields`] with all that is missing.
pub fn needed(body: &Fields) -> Result<(), Failure> {
    let mut findings = Findings::new();
    for field in ["name", "identifier", "type", "active"] {
        if body.text(field).is_none() {
            findings.insert(field.to_owned(), vec![Finding::Required]);
        }
    }
    if findings.is_empty() { Ok(()) } else { Err(Failure::Fields(findings)) }
}

/// Takes the fields of `body` over into `product`.
///
/// # Errors
/// [`Failure::Fields`] with all that cannot be read.
pub fn apply(product: &mut Product, body: &Fields, batch: &mut Batch, now: Timestamp) -> Result<(), Failure> {
    let mut findings = Findings::new();
    texts(product, body);
    if body.has("koppel_provenance") {
        product.provenance = body.texts("koppel_provenance");
    }
    if body.has("supplier_id") {
        product.supplier_id = body.number("supplier_id");
    }
    if body.has("business") {
        match body.number("business") {
            Some(kind) if kind <= 2 => product.business = Some(kind),
            _ => wrong(&mut findings, "business", Finding::NotAnOption),
        }
    }
    for (field, flag) in [("active", &mut product.active), ("main", &mut product.main)] {
        match (body.has(field), body.flag(field)) {
            (true, Some(value)) => *flag = value,
            (true, None) => wrong(&mut findings, field, Finding::NotYesOrNo),
            (false, _) => {}
        }
    }
    for (field, day) in [("valid_from", &mut product.valid_from), ("valid_till", &mut product.valid_till)] {
        match (body.has(field), body.text(field)) {
            (true, Some(text)) if time::date(text.get(..10).unwrap_or(&text)).is_none() => {
                wrong(&mut findings, field, Finding::NoDate);
            }
            (true, text) => *day = text,
            (false, _) => {}
        }
    }
    for price in PRICES {
        if let Some(value) = body.0.get(*price) {
            let text = loose::as_text(value).map_or(Value::Null, Value::String);
            product.prices.insert((*price).to_owned(), text);
        }
    }
    for (name, value) in &body.0 {
        if let Some(identifier) = name.strip_prefix("cf_") {
            match loose::as_text(value) {
                Some(text) => drop(product.customfields.insert(identifier.to_owned(), text)),
                None => drop(product.customfields.remove(identifier)),
            }
        }
    }
    files(product, body, batch, &mut findings);
    product.updated_at = Some(now);
    if findings.is_empty() { Ok(()) } else { Err(Failure::Fields(findings)) }
}

fn texts(product: &mut Product, body: &Fields) {
    let fields = [
        ("name", &mut product.name),
        ("identifier", &mut product.identifier),
        ("type", &mut product.kind),
        ("usp", &mut product.usp),
        ("description", &mut product.description),
        ("cart_info", &mut product.cart_info),
    ];
    for (field, text) in fields {
        if body.has(field) {
            *text = body.text(field).unwrap_or_default();
        }
    }
    let optional = [
        ("duration", &mut product.duration),
        ("retention", &mut product.retention),
        ("confirmation_pdf_layout", &mut product.confirmation_pdf_layout),
    ];
    for (field, text) in optional {
        if body.has(field) {
            *text = body.text(field);
        }
    }
}

fn files(product: &mut Product, body: &Fields, batch: &mut Batch, findings: &mut Findings) {
    if let Some(image) = body.0.get("image") {
        match (image.is_object(), content(image)) {
            (false, _) => product.image = None,
            (true, Some(bytes)) => {
                let extension = image.get("extension").and_then(loose::as_text).unwrap_or_default();
                product.image = Some(Image { extension, document: batch.document(bytes) });
            }
            (true, None) => wrong(findings, "image", Finding::NoFile),
        }
    }
    let Some(given) = body.0.get("attachments").or_else(|| body.0.get("documents")) else { return };
    let mut documents = Vec::new();
    let mut there = std::mem::take(&mut product.documents);
    for (number, file) in loose::as_list(given).iter().enumerate() {
        let name = file.get("name").and_then(loose::as_text);
        let kept =
            there.iter().position(|one| file.get("content").is_none() && Some(&one.name) == name.as_ref());
        if let Some(at) = kept {
            documents.push(there.remove(at));
            continue;
        }
        match content(file) {
            Some(bytes) => documents.push(Document {
                name: name.unwrap_or_else(|| format!("{number}.pdf")),
                content: None,
                document: Some(batch.document(bytes)),
            }),
            None => wrong(findings, &format!("attachments.{number}"), Finding::NoFile),
        }
    }
    product.documents = documents;
}

fn content(file: &Value) -> Option<Vec<u8>> {
    STANDARD.decode(file.get("content")?.as_str()?).ok()
}

fn wrong(findings: &mut Findings, field: &str, finding: Finding) {
    findings.insert(field.to_owned(), vec![finding]);
}
