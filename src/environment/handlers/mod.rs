//! What the routes do: read fields, ask the world, answer in the API's shapes. One file per resource.
//!
//! Not here: who may call them (`routes`), the domain (`world`).

pub mod agreements;
pub mod audit;
pub mod cancellations;
pub mod dialer;
pub mod edit;
pub mod events;
mod filters;
pub mod flows;
pub mod incoming;
pub mod invites;
pub mod koppel;
pub mod organisations;
mod page;
mod pdf;
mod product_form;
pub mod products;
pub mod questions;
pub mod rights;
mod sale_page;
pub mod sales;
pub mod sales_list;
pub mod statuses;
pub mod suppliers;
pub mod tokens;
pub mod users;
pub mod webhooks;
