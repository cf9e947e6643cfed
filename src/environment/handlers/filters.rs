//! The filters of a list, read strictly: one that cannot be read is refused by name. To leave it out would
//! answer with everything.
//!
//! Not here: what a list does with them.

use super::super::input::Fields;
use super::super::reply::Failure;
use super::super::world::judge::Finding;
use super::super::world::loose;
use super::super::world::time::{Window, period};
use crate::clock::Timestamp;

/// A number; none when the filter is absent or empty.
pub fn number(query: &Fields, field: &str) -> Result<Option<u64>, Failure> {
    let Some(text) = query.text(field) else { return Ok(None) };
    text.parse().map(Some).map_err(|_| Failure::field(field, Finding::NotNumeric))
}

/// Numbers, of which there is one at least when the filter is there.
pub fn numbers(query: &Fields, field: &str) -> Result<Vec<u64>, Failure> {
    let given = query.0.get(field).map(loose::as_list).unwrap_or_default();
    let numbers: Vec<u64> = given.iter().filter_map(loose::as_number).collect();
    if numbers.len() < given.len() || (query.has(field) && numbers.is_empty()) {
        return Err(Failure::field(field, Finding::NotNumeric));
    }
    Ok(numbers)
}

/// The window of `period`, with its bounds when it is `custom`.
pub fn window(query: &Fields, name: &str, now: Timestamp) -> Result<Window, Failure> {
    let (start, end) = (query.text("period_start"), query.text("period_end"));
    period(name, start.as_deref(), end.as_deref(), now).map_err(|field| {
        Failure::field(field, if field == "period" { Finding::NotAnOption } else { Finding::NoTime })
    })
}
