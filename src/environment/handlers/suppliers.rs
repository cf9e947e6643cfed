//! Suppliers. In the user scope: those with a product the caller may sell.
//!
//! Not here: removing one (`edit::removal`).

use serde_json::json;

use super::super::access::{Answer, Ask};
use super::super::reply::Reply;
use super::super::world::catalogue::Supplier;
use super::edit;

/// `GET {scope}/suppliers`
pub async fn list(ask: Ask) -> Answer {
    let catalogue = ask.world().catalogue();
    let today = ask.world().today();
    let sells = |supplier: &Supplier| {
        catalogue.products.values().any(|product| {
            product.supplier_id == Some(supplier.id) && catalogue.sellable(product, &ask.caller.rights, today)
        })
    };
    let rows = catalogue.suppliers.values().filter(|supplier| ask.sees_all() || sells(supplier));
    Ok(Reply::Ok(
        rows.map(|row| json!({"id": row.id, "name": row.name, "identifier": row.identifier})).collect(),
    ))
}

/// `POST account/suppliers`: 201 `{supplier_id}`.
pub async fn create(ask: Ask) -> Answer {
    Ok(Reply::Created(json!({"supplier_id": edit::save::<Supplier>(&ask, None).await?})))
}

/// `PUT account/suppliers/{id}`
pub async fn update(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    Ok(Reply::Ok(json!({"supplier_id": edit::save::<Supplier>(&ask, Some(id)).await?})))
}
