//! Suppliers. In the user scope: those with a product the caller may sell.

use serde_json::json;

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};
use super::super::world::catalogue::Supplier;
use super::super::world::judge::Finding;
use super::super::world::rows;

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
    let name = ask.body.text("name").ok_or_else(|| Failure::field("name", Finding::Required))?;
    let identifier = ask.body.text("identifier").unwrap_or_default();
    let id = ask
        .world()
        .change_catalogue(&ask.by("supplier.create"), |catalogue, batch, world| {
            let supplier = Supplier { id: world.number(), name, identifier };
            batch.put(&rows::SUPPLIERS, &supplier.id, &supplier)?;
            let id = supplier.id;
            catalogue.suppliers.insert(id, supplier);
            Ok::<_, Failure>(id)
        })
        .await?;
    Ok(Reply::Created(json!({"supplier_id": id})))
}

/// `PUT account/suppliers/{id}`
pub async fn update(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    ask.world()
        .change_catalogue(&ask.by("supplier.update"), |catalogue, batch, _| {
            let supplier = catalogue.suppliers.get_mut(&id).ok_or(Failure::NotFound)?;
            if let Some(name) = ask.body.text("name") {
                supplier.name = name;
            }
            if let Some(identifier) = ask.body.text("identifier") {
                supplier.identifier = identifier;
            }
            batch.put(&rows::SUPPLIERS, &id, supplier)?;
            Ok::<_, Failure>(())
        })
        .await?;
    Ok(Reply::Ok(json!({"supplier_id": id})))
}

/// `DELETE account/suppliers/{id}`: its products stay, without a supplier.
pub async fn remove(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    ask.world()
        .change_catalogue(&ask.by("supplier.delete"), |catalogue, batch, world| {
            catalogue.suppliers.remove(&id).ok_or(Failure::NotFound)?;
            batch.remove(&rows::SUPPLIERS, &id);
            for product in catalogue.products.values_mut().filter(|product| product.supplier_id == Some(id)) {
                product.supplier_id = None;
                product.updated_at = Some(world.now());
                batch.put(&rows::PRODUCTS, &product.id, product)?;
            }
            Ok::<_, Failure>(())
        })
        .await?;
    Ok(Reply::Ok(json!([])))
}
