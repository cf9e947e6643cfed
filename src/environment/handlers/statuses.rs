//! Statuses: those that ship with every environment, then the account's own.

use serde_json::json;

use super::super::access::{Answer, Ask};
use super::super::reply::Reply;

/// `GET {scope}/statuses?status_source=sale`: another source has none.
pub async fn list(ask: Ask) -> Answer {
    let catalogue = ask.world().catalogue();
    let of_sales = ask.query.text("status_source").is_none_or(|source| source == "sale");
    let rows = catalogue.statuses.iter().filter(|_| of_sales).map(|status| {
        json!({"source": "sale", "id": status.id, "name": status.name, "text": status.text,
               "type": status.kind, "source_data": null})
    });
    Ok(Reply::Ok(rows.collect()))
}
