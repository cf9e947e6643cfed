//! Lists of sales: offset pages, ascending by id. What a page holds is decided in memory; only its own
//! rows are read from the store.
//!
//! Without filters a page is stable: new sales come last. In a window of `updated_date` a sale that changes
//! meanwhile leaves a closed window; readers overlap their windows.

use serde_json::Value;

use super::super::access::{Answer, Ask};
use super::super::input::Fields;
use super::super::reply::{Failure, Reply};
use super::super::world::catalogue::Catalogue;
use super::super::world::index::{Filter, TimeField};
use super::super::world::judge::{Finding, Findings};
use super::super::world::people::People;
use super::super::world::time::Window;
use super::filters;
use super::page::Page;
use super::sale_page::{Showing, extended, plain};
use crate::clock::Timestamp;

/// `GET {scope}/sales`
pub async fn list(ask: Ask) -> Answer {
    let filter = filter(&ask.query, ask.world().now(), ask.caller.rights.organisation)?;
    let page = Page::of(&ask);
    let whole = ask.query.flag("extended") == Some(true);
    let (ids, total) = ask.world().index(|index| index.page(&filter, page.offset(), page.size()));
    let (catalogue, people) = (ask.world().catalogue(), ask.world().people());
    if total == 0 && ask.sees_all() && ask.query.flag("koppel_strict") == Some(true) {
        known(&filter, &catalogue, &people)?;
    }
    let showing = Showing { catalogue: &catalogue, people: &people, echoes: !ask.environment.is_plain() };
    let mut rows: Vec<Value> = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(sale) = ask.world().sale(id).await? else { continue };
        let body = ask.world().restored(&sale.body).await?;
        rows.push(if whole {
            let wording = ask.world().restored(&sale.wording).await?;
            extended(&sale, (&body, &wording), &showing, false)
        } else {
            plain(&sale, &body, &showing)
        });
    }
    Ok(Reply::Ok(page.made(&ask, rows, total)))
}

fn filter(query: &Fields, now: Timestamp, organisation: Option<u64>) -> Result<Filter, Failure> {
    let offer = match query.text("type").as_deref() {
        None => None,
        Some("offer") => Some(true),
        Some("sale" | "order") => Some(false),
        Some(_) => return Err(Failure::field("type", Finding::not_one_of(&["sale", "offer"]))),
    };
    let mut offer_statuses = Vec::new();
    for word in query.texts("offer_statuses") {
        offer_statuses.push(match word.as_str() {
            "open" => None,
            "0" => Some(0),
            "1" => Some(1),
            "2" => Some(2),
            _ => return Err(Failure::field("offer_statuses", Finding::NotAnOption)),
        });
    }
    Ok(Filter {
        visible_to: organisation,
        period: window(query, now)?,
        offer,
        flow_id: filters::number(query, "flow_id")?,
        supplier_id: filters::number(query, "supplier_id")?,
        statuses: query.texts("statuses"),
        offer_statuses,
        product_types: query.texts("product_types"),
        sale_ids: filters::numbers(query, "sale_ids")?,
        organisations: filters::numbers(query, "organisations")?,
    })
}

/// Nothing was found because the account filters on what is not there: whoever asks for it (`koppel_strict`) is
/// told of their slip of the pen. (Of what is gone there may be sales still.) A partner is not told what there is.
fn known(filter: &Filter, catalogue: &Catalogue, people: &People) -> Result<(), Failure> {
    let mut findings = Findings::new();
    let mut unknown = |field: &str, name: String| {
        findings.entry(field.to_owned()).or_default().push(Finding::Unknown { name });
    };
    for status in filter.statuses.iter().filter(|id| catalogue.status(id).is_none()) {
        unknown("statuses", status.clone());
    }
    for id in filter.organisations.iter().filter(|id| !people.organisations.contains_key(id)) {
        unknown("organisations", id.to_string());
    }
    for id in filter.flow_id.iter().filter(|id| !catalogue.flows.contains_key(id)) {
        unknown("flow_id", id.to_string());
    }
    for id in filter.supplier_id.iter().filter(|id| !catalogue.suppliers.contains_key(id)) {
        unknown("supplier_id", id.to_string());
    }
    let is_kind = |kind: &&String| {
        catalogue.flows.values().any(|flow| flow.kind == **kind)
            || catalogue.products.values().any(|product| product.kind == **kind)
    };
    for kind in filter.product_types.iter().filter(|kind| !is_kind(kind)) {
        unknown("product_types", kind.clone());
    }
    if findings.is_empty() { Ok(()) } else { Err(Failure::Fields(findings)) }
}

fn window(query: &Fields, now: Timestamp) -> Result<Option<(TimeField, Window)>, Failure> {
    let on = query.text("period_filter_on");
    let named = query.text("period");
    if on.is_none() && named.is_none() {
        return Ok(None);
    }
    let field = on.map_or(Some(TimeField::Created), |word| TimeField::from_word(&word));
    let field = field.ok_or_else(|| Failure::field("period_filter_on", Finding::NotAnOption))?;
    Ok(Some((field, filters::window(query, named.as_deref().unwrap_or("custom"), now)?)))
}
