//! The form of a product, on create and update: fields that are absent stay as they are.
//!
//! Custom fields come as `cf_{identifier}`; `attachments[]` and `documents[]` (`{name, content(base64),
//! extension}`) replace the documents as a whole; one without content is the one of that name that there is. An
//! empty custom field goes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::super::input::Fields;
use super::super::reply::Failure;
use super::super::world::catalogue::{Catalogue, Document, Image, Product};
use super::super::world::judge::{Finding, Findings};
use super::super::world::{forms, loose};
use super::edit::object;
use crate::kv::Batch;

/// What the name of a custom field begins with.
const CUSTOM: &str = "cf_";

/// Types of products that need no flow here to be known.
const TYPES: &[&str] = &["default", "energy", "telecom", "solar_panel", "heat_pump"];

/// Pictures that an image can be.
const PICTURES: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "svg"];

/// Fields that are files.
const FILES: &[&str] = &["image", "attachments", "documents"];

/// `product` with the fields of `body`. With `new` what is needed must be given.
pub fn read(
    product: &Product,
    body: &Fields,
    new: bool,
    batch: &mut Batch,
    findings: &mut Findings,
) -> Result<Product, Failure> {
    let is_own = |field: &str| !FILES.contains(&field) && !field.starts_with(CUSTOM);
    let own = body.0.iter().filter(|(field, _)| is_own(field));
    let own: Map<String, Value> = own.map(|(field, value)| (field.clone(), value.clone())).collect();
    if new && body.text("active").is_none() {
        wrong(findings, "active", Finding::Required);
    }
    let mut row = object(product);
    row.extend(forms::read(forms::PRODUCT, &own, new, findings));
    let mut product: Product = serde_json::from_value(row.into()).map_err(|_| Failure::Unreadable)?;
    for (name, value) in &body.0 {
        let Some(identifier) = name.strip_prefix(CUSTOM) else { continue };
        match loose::as_text(value) {
            _ if identifier.is_empty() => wrong(findings, name, Finding::UnknownField),
            _ if value.is_array() || value.is_object() => wrong(findings, name, Finding::NotText),
            Some(text) => drop(product.customfields.insert(identifier.to_owned(), text)),
            None => drop(product.customfields.remove(identifier)),
        }
    }
    files(&mut product, body, batch, findings);
    Ok(product)
}

/// True when the environment knows of products of this type.
pub fn is_known(kind: &str, catalogue: &Catalogue) -> bool {
    TYPES.contains(&kind)
        || catalogue.flows.values().any(|flow| flow.kind == kind)
        || catalogue.products.values().any(|product| product.kind == kind)
}

fn files(product: &mut Product, body: &Fields, batch: &mut Batch, findings: &mut Findings) {
    if let Some(image) = body.0.get("image") {
        let extension = image.get("extension").and_then(loose::as_text).map(|text| text.to_lowercase());
        match (extension, content(image)) {
            _ if image.is_null() || image.as_str().is_some_and(str::is_empty) => product.image = None,
            (Some(extension), Some(bytes)) if PICTURES.contains(&extension.as_str()) => {
                product.image = Some(Image { extension, document: batch.document(bytes) });
            }
            _ => wrong(findings, "image", Finding::NoPicture),
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
