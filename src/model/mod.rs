//! The words of the domain, as types: what environments hold, what koppel decides about it, and the life
//! of a forwarded sale. Names are the field's own.
//!
//! Not here: any I/O, any wire format (`salesdock::wire`), any sentence an operator reads (`locale`).

pub mod act;
pub mod administration;
pub mod agreement;
pub mod alert;
pub mod backoff;
pub mod catalogue;
pub mod contract;
pub mod course;
pub mod delivery;
pub mod detail;
pub mod difference;
pub mod doubt;
pub mod draft;
pub mod drift;
pub mod edit;
pub mod failure;
pub mod filing;
pub mod flow;
pub mod group;
pub mod ids;
pub mod integration;
pub mod job;
pub mod mapping;
pub mod optin;
pub mod payload;
pub mod plan;
pub mod presence;
pub mod product;
pub mod proof;
pub mod question;
pub mod queue;
pub mod reach;
pub mod reason;
pub mod rehearsal;
pub mod rule;
pub mod sale;
pub mod sheet;
pub mod shown;
pub mod side_by_side;
pub mod spelling;
pub mod spreadsheet;
pub mod sse;
pub mod status;
pub mod status_plan;
pub mod suggestion;
pub mod table;
pub mod time;
pub mod trace;
pub mod traits;
pub mod updates;
pub mod vanishing;
pub mod view;
