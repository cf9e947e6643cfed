//! Bodies as on the wire: one struct for each resource, fields by the API's names, every loose form
//! accepted, unknown fields ignored. Personal data: no `Debug`.
//!
//! Never here: a word of the model. `convert` is where the two meet.

pub mod access;
pub mod catalogue;
pub mod envelope;
pub mod koppel;
pub mod loose;
pub mod new_sale;
pub mod sale;
