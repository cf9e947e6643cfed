//! What is told of a change of a sale: a line of its history, an entry in the record of administrative acts,
//! and what it means to those who listen.
//!
//! Not here: changing one (`sales`).

use std::net::IpAddr;

use serde_json::{Map, Value, json};

use super::cancellation::{self, Standing};
use super::change::By;
use super::events::{Happening, Kind};
use super::rows::{self, Change, ChangeKind, Listed, Sale};
use crate::kv::{Batch, KvError};

/// What is told of a change of a sale.
#[derive(Clone, Copy)]
pub struct Noted<'a> {
    /// Who.
    pub by: &'a By,
    /// In the sale's history.
    pub history: Option<ChangeKind>,
    /// In the record of administrative acts.
    pub audited: bool,
}

/// Who does it.
pub fn user_of(by: &By) -> u64 {
    by.user.as_ref().map_or(0, |(id, _)| *id)
}

/// What the record of administrative acts shows of a change: the status, what a request to cancel was answered
/// with, and of each extra field that changed what it was and became; nothing of what the customer told.
pub fn changed(before: &Listed, fields: &Map<String, Value>, sale: &Sale) -> Value {
    let names = fields.keys().chain(sale.extrafields.keys().filter(|name| !fields.contains_key(*name)));
    let changed: Vec<&String> =
        names.filter(|name| fields.get(*name) != sale.extrafields.get(*name)).collect();
    let row = |listed: &Listed, fields: &Map<String, Value>| {
        let mut row = json!({"status": listed.status, "organisation_id": listed.organisation_id});
        if !changed.is_empty() {
            let of_each = changed.iter().map(|name| ((*name).clone(), json!(fields.get(*name))));
            row["fields"] = of_each.collect::<Map<_, _>>().into();
        }
        row
    };
    let now = &sale.listed;
    let (mut was, mut is) = (row(before, fields), row(now, &sale.extrafields));
    if before.cancellation == Some(Standing::Open) && now.cancellation != before.cancellation {
        (was["remark"], is["remark"]) = (Value::Null, json!(sale.status_remark));
    }
    json!({"kind": rows::SALES.name(), "id": now.id.to_string(), "before": was, "after": is})
}

/// What a change of a sale means to those who listen.
pub fn happened(before: &Listed, sale: &Sale) -> Vec<Happening> {
    let now = &sale.listed;
    let mut kinds = vec![Kind::SaleUpdated];
    if before.status != now.status {
        kinds.push(Kind::SaleStatusChanged);
    }
    if before.cancelled_at.is_none() && now.cancelled_at.is_some() {
        kinds.push(Kind::SaleCancelled);
    }
    match now.offer_accepted {
        answer if answer == before.offer_accepted => {}
        Some(1) => kinds.push(Kind::OfferAccepted),
        Some(_) => kinds.push(Kind::OfferRejected),
        None => {}
    }
    let mut told: Vec<Happening> = kinds.into_iter().map(|kind| Happening::of_sale(kind, sale)).collect();
    told.extend(cancellation::happened(before.cancellation, sale));
    told
}

/// Adds a line to the history.
pub fn note(
    batch: &mut Batch,
    sale: &Sale,
    previous: Option<String>,
    (user_id, address): (u64, Option<IpAddr>),
    kind: ChangeKind,
) -> Result<(), KvError> {
    let change = Change {
        modified_at: sale.listed.updated_at,
        previous_status: previous,
        new_status: sale.listed.status.clone(),
        remark: sale.status_remark.clone(),
        user_id,
        address,
        kind,
    };
    batch.put(&rows::HISTORY, &(sale.listed.id, sale.changes), &change)
}
