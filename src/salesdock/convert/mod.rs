//! The one place wire meets model: bodies of an environment become the domain's types, and a payload
//! becomes the exact bytes of a new sale.
//!
//! - `catalogue` products, flows, questions, agreements, statuses;
//! - `sale` a sale as read back, with its `answers` and `energy` fields;
//! - `new_sale` a payload as sent.
//!
//! Not here: times as environments write them (`model::time`), sending (`request`), judging (`linking`).

pub mod answers;
pub mod catalogue;
pub mod energy;
pub mod new_sale;
pub mod sale;

use crate::salesdock::wire::loose::Number;

/// A body that lacks what its kind cannot do without.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}: «{field}» is needed and {found}")]
pub struct ConvertError {
    /// Kind of thing, e.g. `product`.
    pub what: &'static str,
    /// The API's field name.
    pub field: &'static str,
    /// What stood there.
    pub found: String,
}

impl ConvertError {
    fn missing(what: &'static str, field: &'static str) -> Self {
        Self { what, field, found: "is missing".to_owned() }
    }
}

/// The number under `field`.
fn id(what: &'static str, field: &'static str, number: &Number) -> Result<u64, ConvertError> {
    match number {
        Number::Whole(id) if *id > 0 => Ok(*id),
        Number::Odd(found) => Err(ConvertError { what, field, found: format!("is no number: {found}") }),
        Number::Whole(_) | Number::Missing => Err(ConvertError::missing(what, field)),
    }
}

impl ConvertError {
    /// A `what` without a number.
    pub(in crate::salesdock) fn missing_id(what: &'static str) -> Self {
        Self::missing(what, "id")
    }
}

#[cfg(test)]
mod tests;
