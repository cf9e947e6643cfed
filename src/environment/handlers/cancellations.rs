//! Requests of partners to cancel a sale: which wait for an answer, and answering them.
//!
//! Not here: asking (`sales`), what an answer does (`world::cancellation`).

use serde_json::{Value, json};

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};
use super::super::world::acts::Act;
use super::super::world::cancellation::{Standing, Verdict, is_resold};
use super::super::world::judge::Finding;
use super::page::Page;
use super::sale_page;

/// `GET koppel/cancellations?standing=open|accepted|rejected|all` (open): pages of `{sale_id, organisation,
/// product_name, resold, current_status, standing, status, reason, requested_at, ..., before}`: a row for each
/// sale, by its last request, with those before it.
pub async fn list(ask: Ask) -> Answer {
    let standing = match ask.query.text("standing").as_deref() {
        None | Some("open") => Some(Standing::Open),
        Some("accepted") => Some(Standing::Accepted),
        Some("rejected") => Some(Standing::Rejected),
        Some("all") => None,
        Some(_) => {
            let words = ["open", "accepted", "rejected", "all"];
            return Err(Failure::field("standing", Finding::not_one_of(&words)));
        }
    };
    let (people, catalogue) = (ask.world().people(), ask.world().catalogue());
    let page = Page::of(&ask);
    let ids = ask.world().cancellations(standing);
    let total = ids.len();
    let mut rows: Vec<Value> = Vec::new();
    for id in ids.into_iter().skip(page.offset()).take(page.size()) {
        let Some(sale) = ask.world().sale(id).await? else { continue };
        let Some(request) = &sale.cancellation else { continue };
        let mut row = sale_page::cancellation(request);
        let organisation = sale.listed.organisation_id.and_then(|id| people.organisations.get(&id));
        row["sale_id"] = json!(id);
        row["incoming_id"] = json!(sale.listed.incoming_id);
        row["external_reference"] = json!(sale.external_reference);
        row["organisation"] = json!(organisation.map(|one| json!({"id": one.id, "name": one.name()})));
        row["product_name"] = json!(sale.product_name);
        row["resold"] = json!(is_resold(&sale, &catalogue));
        row["current_status"] = json!(sale.listed.status);
        row["before"] = sale.cancellations_before.iter().map(sale_page::cancellation).collect();
        rows.push(row);
    }
    Ok(Reply::Ok(page.made(&ask, rows, total)))
}

/// `POST koppel/cancellations/{id}/accept` `{remark?, status?}`: the sale gets the status of type cancelled
/// that was asked for, or this one.
pub async fn accept(ask: Ask) -> Answer {
    let (id, status) = (sale(&ask)?, ask.body.text("status"));
    let remark = ask.body.text("remark").unwrap_or_default();
    let verdict = Verdict::Accept { status: status.as_deref() };
    ask.world().answer_cancellation(id, verdict, &remark, &ask.by(Act::CancellationAccept)).await?;
    Ok(Reply::Ok(json!([])))
}

/// `POST koppel/cancellations/{id}/reject` `{reason, status?}`: the sale gets back the status it had, or this
/// one, which cancels nothing and asks for nothing.
pub async fn reject(ask: Ask) -> Answer {
    let (id, status) = (sale(&ask)?, ask.body.text("status"));
    let reason = ask.body.text("reason").ok_or_else(|| Failure::field("reason", Finding::Required))?;
    let verdict = Verdict::Reject { status: status.as_deref() };
    ask.world().answer_cancellation(id, verdict, &reason, &ask.by(Act::CancellationReject)).await?;
    Ok(Reply::Ok(json!([])))
}

fn sale(ask: &Ask) -> Result<u64, Failure> {
    let found = ask.world().find_sale(ask.id("id")?, &ask.caller.rights);
    found.map(|listed| listed.id).ok_or(Failure::NotFound)
}
