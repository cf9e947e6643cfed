//! How the supplier's limit was kept, by its own count, and how old statuses became meanwhile.
//!
//! Not here: keeping it (`engine::budget`).

use std::collections::BTreeMap;

use serde_json::Value;

use super::Running;
use super::drawer::Moved;
use crate::demo::error::DemoError;
use crate::demo::outcome::LimitOutcome;
use crate::model::ids::SaleId;
use crate::model::queue::{Happening, SaleRow, TimelineEntry};
use crate::service::protocol::{Answer, Query};

/// What there is to say about the limit; `None` when there was none.
pub(super) async fn limit(running: &Running, rows: &[SaleRow]) -> Result<Option<LimitOutcome>, DemoError> {
    let Some(per_minute) = running.limit else { return Ok(None) };
    let counters = running.stage.supplier.counters().await?;
    let forwarded = rows.iter().filter(|row| row.attempts > 0).count();
    let creates = counters["requests"]["create"].as_u64().unwrap_or(0);
    Ok(Some(LimitOutcome {
        per_minute,
        busiest_minute: counters["busiest_minute"].as_u64().unwrap_or(0),
        requests_per_sale: if forwarded == 0 { 0.0 } else { creates as f64 / forwarded as f64 },
        throttled: throttled(&counters["throttled"]),
        status_poll: running.stage.status_poll.as_secs_f64(),
        oldest_status: oldest(running, rows).await?,
    }))
}

/// By who asked what.
fn throttled(counted: &Value) -> BTreeMap<String, u64> {
    let askers = counted.as_object().into_iter().flatten();
    let routes = askers.flat_map(|(asker, routes)| {
        let routes = routes.as_object().into_iter().flatten();
        routes.map(move |(route, count)| (format!("{asker}:{route}"), count.as_u64().unwrap_or(0)))
    });
    routes.collect()
}

/// The longest, in seconds, from a status that the office set to its sighting.
async fn oldest(running: &Running, rows: &[SaleRow]) -> Result<Option<f64>, DemoError> {
    let own: BTreeMap<SaleId, SaleId> =
        rows.iter().filter_map(|row| Some((row.partner_sale_id?, row.own_sale_id))).collect();
    let mut oldest = None;
    for moved in &running.moved {
        let Some(id) = own.get(&moved.sale).copied() else { continue };
        let Answer::Sale(detail) = running.client().query(Query::Sale { id }).await? else {
            return Err(DemoError::unexpected_answer("Sale"));
        };
        oldest = oldest.max(age(moved, &detail.timeline));
    }
    Ok(oldest.map(|age| age as f64 / 1_000.0))
}

/// How long a status was not seen, in milliseconds: until it was, or one after it.
fn age(moved: &Moved, timeline: &[TimelineEntry]) -> Option<i64> {
    let sighted = timeline.iter().filter(|entry| match &entry.what {
        Happening::PartnerStatus { status, .. } => *status == moved.status || entry.at >= moved.at,
        _ => false,
    });
    sighted.map(|entry| (entry.at - moved.at).num_milliseconds().max(0)).min()
}
