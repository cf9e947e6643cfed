//! Products: lists with their filters, one with everything, and the account's changes. In the user scope:
//! active, within their validity, granted, and in a granted flow; anything else is not there.
//!
//! Not here: reading a product's form (`product_form`), removing one (`edit::removal`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};
use super::super::world::acts::Act;
use super::super::world::catalogue::{Catalogue, PRICES, Product};
use super::super::world::check::troubles;
use super::super::world::judge::{Finding, Findings};
use super::super::world::time::local;
use super::super::world::{World, loose, rows};
use super::{edit, filters, pdf, product_form};
use crate::kv::Batch;

/// `GET {scope}/products`: not paged.
pub async fn list(ask: Ask) -> Answer {
    let catalogue = ask.world().catalogue();
    let window = match ask.query.text("period") {
        None => None,
        Some(name) => Some(filters::window(&ask.query, &name, ask.world().now())?),
    };
    let on_updates = match ask.query.text("period_filter_on").as_deref() {
        None | Some("created_date" | "created_at") => false,
        Some("updated_date" | "updated_at") => true,
        Some(_) => return Err(Failure::field("period_filter_on", Finding::NotAnOption)),
    };
    let business = filters::number(&ask.query, "business")?;
    let supplier = filters::number(&ask.query, "supplier_id")?;
    let mut types = ask.query.texts("types");
    types.extend(ask.query.text("type"));
    let needle = ask.query.text("q").map(|text| text.to_lowercase());
    let takes = |product: &Product| {
        let time = if on_updates { product.updated_at } else { product.created_at };
        (types.is_empty() || types.contains(&product.kind))
            && business.is_none_or(|kind| product.business.unwrap_or(2) == kind)
            && supplier.is_none_or(|id| product.supplier_id == Some(id))
            && ask.query.flag("active").is_none_or(|active| !ask.sees_all() || product.active == active)
            && window.is_none_or(|window| time.is_some_and(|time| window.holds(time)))
            && needle.as_ref().is_none_or(|needle| {
                product.name.to_lowercase().contains(needle)
                    || product.identifier.to_lowercase().contains(needle)
            })
    };
    let rows =
        catalogue.products.values().filter(|product| is_seen(&ask, &catalogue, product) && takes(product));
    Ok(Reply::Ok(rows.map(|product| Value::Object(row(&catalogue, product))).collect()))
}

/// `GET {scope}/products/{id}`
pub async fn one(ask: Ask) -> Answer {
    let catalogue = ask.world().catalogue();
    let product = found(&ask, &catalogue)?;
    let mut page = row(&catalogue, product);
    let scope = if ask.sees_all() { "account" } else { "user" };
    let base = format!(
        "{}/api/{}/v1/{scope}/products/{}/documents",
        ask.origin,
        ask.environment.domain(),
        product.id
    );
    let documents = product.documents.iter().enumerate();
    let documents: Vec<Value> = documents
        .map(|(number, document)| json!({"name": document.name, "location": format!("{base}/{number}")}))
        .collect();
    let image = match &product.image {
        None => Value::Null,
        Some(image) => {
            let content = ask.world().kv().document(image.document).await?.unwrap_or_default();
            json!({"extension": image.extension, "content": STANDARD.encode(content)})
        }
    };
    page.insert("main".to_owned(), json!(product.main));
    page.insert("image".to_owned(), image);
    page.insert("duration".to_owned(), json!(product.duration));
    page.insert("retention".to_owned(), json!(product.retention));
    page.insert("confirmation_pdf_layout".to_owned(), json!(product.confirmation_pdf_layout));
    for price in PRICES {
        page.insert((*price).to_owned(), product.prices.get(*price).cloned().unwrap_or(Value::Null));
    }
    page.insert("customfields".to_owned(), json!(product.customfields));
    page.insert("documents".to_owned(), documents.into());
    if !ask.environment.is_plain() && !product.provenance.is_empty() {
        page.insert("koppel_provenance".to_owned(), json!(product.provenance));
    }
    Ok(Reply::Ok(Value::Object(page)))
}

/// `GET {scope}/products/{id}/documents/{number}`: where a document's `location` leads.
pub async fn document(ask: Ask) -> Answer {
    let catalogue = ask.world().catalogue();
    let product = found(&ask, &catalogue)?;
    let number = usize::try_from(ask.id("number")?).map_err(|_| Failure::NotFound)?;
    let document = product.documents.get(number).ok_or(Failure::NotFound)?;
    if let Some(id) = document.document {
        let content = ask.world().kv().document(id).await?.ok_or(Failure::NotFound)?;
        let content_type =
            if content.starts_with(b"%PDF") { "application/pdf" } else { "application/octet-stream" };
        return Ok(Reply::File { content_type, content });
    }
    let text = document.content.as_deref().unwrap_or_default();
    Ok(Reply::File { content_type: "application/pdf", content: pdf::of(&product.name, text).into() })
}

/// `POST account/products`: 201 `{product_id}`. Without koppel's own `flow_ids` a product joins every flow
/// of its type that names its products.
pub async fn create(mut ask: Ask) -> Answer {
    let named = ask.body.0.remove("flow_ids").map(|ids| loose::as_numbers(&ids));
    let by = ask.by(Act::ProductCreate);
    let made = ask.world().change_catalogue(&by, |catalogue, batch, world| {
        let id = world.number();
        // Until they say otherwise a product is sold to everybody, as a main product.
        let product = Product { id, main: true, created_at: Some(world.now()), ..Product::default() };
        let unknown = named.iter().flatten().find(|id| !catalogue.flows.contains_key(id));
        let unknown =
            unknown.map(|id| ("flow_ids".to_owned(), vec![Finding::Unknown { name: id.to_string() }]));
        let product = kept(&ask, product, unknown.into_iter().collect(), catalogue, batch, world)?;
        for flow in catalogue.flows.values_mut() {
            let joins = match &named {
                Some(ids) => ids.contains(&flow.id),
                None => product.main && flow.kind == product.kind && !flow.product_ids.is_empty(),
            };
            if joins && !flow.product_ids.contains(&id) {
                flow.product_ids.push(id);
                batch.put(&rows::FLOWS, &flow.id, flow)?;
            }
        }
        Ok::<_, Failure>(id)
    });
    Ok(Reply::Created(json!({"product_id": made.await?})))
}

/// `PUT account/products/{id}`
pub async fn update(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    ask.world()
        .change_catalogue(&ask.by(Act::ProductUpdate), |catalogue, batch, world| {
            let product = catalogue.products.get(&id).ok_or(Failure::NotFound)?.clone();
            kept(&ask, product, Findings::new(), catalogue, batch, world).map(drop)
        })
        .await?;
    Ok(Reply::Ok(json!({"product_id": id})))
}

/// Takes the fields of the body over into `product` and keeps it, when all of it is good.
fn kept(
    ask: &Ask,
    product: Product,
    mut findings: Findings,
    catalogue: &mut Catalogue,
    batch: &mut Batch,
    world: &World,
) -> Result<Product, Failure> {
    let before = troubles(catalogue);
    let new = !catalogue.products.contains_key(&product.id);
    let mut product = product_form::read(&product, &ask.body, new, batch, &mut findings)?;
    product.updated_at = Some(world.now());
    if ask.body.text("type").is_some_and(|kind| !product_form::is_known(&kind, catalogue)) {
        let unknown = Finding::Unknown { name: product.kind.clone() };
        findings.entry("type".to_owned()).or_default().push(unknown);
    }
    catalogue.products.insert(product.id, product.clone());
    edit::tell(&before, catalogue, "products", product.id, &ask.body.0, &mut findings);
    if !findings.is_empty() {
        return Err(Failure::Fields(findings));
    }
    batch.put(&rows::PRODUCTS, &product.id, &product)?;
    Ok(product)
}

fn found<'a>(ask: &Ask, catalogue: &'a Catalogue) -> Result<&'a Product, Failure> {
    let product = catalogue.products.get(&ask.id("id")?);
    product.filter(|product| is_seen(ask, catalogue, product)).ok_or(Failure::NotFound)
}

fn is_seen(ask: &Ask, catalogue: &Catalogue, product: &Product) -> bool {
    // A fault that the route matrix must catch.
    #[cfg(test)]
    if crate::environment::matrix::is_left_out(crate::environment::matrix::Filter::Product) {
        return true;
    }
    ask.sees_all() || catalogue.sellable(product, &ask.caller.rights, ask.world().today())
}

fn row(catalogue: &Catalogue, product: &Product) -> Map<String, Value> {
    let supplier = product.supplier_id.and_then(|id| catalogue.suppliers.get(&id));
    let row = json!({
        "id": product.id,
        "name": product.name,
        "identifier": product.identifier,
        "supplier_id": supplier.map(|supplier| supplier.id),
        "supplier_name": supplier.map(|supplier| &supplier.name),
        "supplier_identifier": supplier.map(|supplier| &supplier.identifier),
        "type": product.kind,
        "usp": product.usp,
        "description": product.description,
        "cart_info": product.cart_info,
        "business": product.business.unwrap_or(2),
        "active": product.active,
        "valid_from": product.valid_from,
        "valid_till": product.valid_till,
        "created_at": product.created_at.map(local),
        "updated_at": product.updated_at.map(local),
    });
    match row {
        Value::Object(row) => row,
        _ => Map::new(),
    }
}
