//! What a dialer leaves: a concept of a sale, with the customer's data and opt-in, that an agent finishes
//! later.

use serde_json::json;

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};
use super::super::world::judge::{Finding, Findings};

/// The longest `source`, in characters, as the API has it.
const SOURCE: usize = 20;

/// `POST account/concepttransaction`: 201 `{uuid, order_url, offer_url}`.
pub async fn concept(ask: Ask) -> Answer {
    let mut findings = Findings::new();
    match ask.body.text("source") {
        None => findings.insert("source".to_owned(), vec![Finding::Required]),
        Some(source) if source.chars().count() > SOURCE => {
            findings.insert("source".to_owned(), vec![Finding::TooMany { maximum: SOURCE as u64 }])
        }
        Some(_) => None,
    };
    if ask.body.text("source_id").is_none() {
        findings.insert("source_id".to_owned(), vec![Finding::Required]);
    }
    if !findings.is_empty() {
        return Err(Failure::Fields(findings));
    }
    let uuid = ask.world().ulid();
    ask.world().keep_concept(&uuid, ask.body.0.clone()).await?;
    let link = |kind: &str| format!("{}/concept/{uuid}/{kind}", ask.origin);
    Ok(Reply::Created(json!({"uuid": uuid, "order_url": link("order"), "offer_url": link("offer")})))
}
