//! What a dialer leaves: a concept of a sale, with the customer's data and opt-in, that an agent finishes
//! later. The sale keeps where it came from, and the opt-in goes with it.

use serde_json::{Map, Value, json};

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};
use super::super::world::judge::{self, Finding, Findings};
use super::super::world::loose;
use super::sales;

/// The longest `source`, in characters, as the API has it.
const SOURCE: usize = 20;

/// `POST account/concepttransaction`: 201 `{uuid, order_url, offer_url}`.
pub async fn concept(ask: Ask) -> Answer {
    let mut findings = Findings::new();
    match ask.body.text("source") {
        None => findings.insert("source".to_owned(), vec![Finding::Required]),
        Some(source) if source.chars().count() > SOURCE => {
            findings.insert("source".to_owned(), vec![Finding::TooLong { maximum: SOURCE as u64 }])
        }
        Some(_) => None,
    };
    if ask.body.text("source_id").is_none() {
        findings.insert("source_id".to_owned(), vec![Finding::Required]);
    }
    if has_optin(&ask.body.0) {
        judge::optin("", OPTIN, &ask.body.0, &mut findings);
    }
    if !findings.is_empty() {
        return Err(Failure::Fields(findings));
    }
    let uuid = ask.world().ulid();
    ask.world().keep_concept(&uuid, ask.body.0.clone()).await?;
    let link = |kind: &str| format!("{}/concept/{uuid}/{kind}", ask.origin);
    Ok(Reply::Created(json!({"uuid": uuid, "order_url": link("order"), "offer_url": link("offer")})))
}

/// `POST koppel/concepts/{uuid}/{flow_type}/{flow_identifier}`: 201 `{sale_id}`. What the agent gives lies
/// over what the dialer left; where it came from and the opt-in are the dialer's. Once: then it is used up.
pub async fn finish(ask: Ask) -> Answer {
    let uuid = ask.part("uuid").to_owned();
    let (concept, revision) = ask.world().concept(&uuid).await?.ok_or(Failure::NotFound)?;
    sales::made(&ask, finished(concept, ask.body.0.clone()), Some((&uuid, revision))).await
}

/// A concept as the body of a sale.
fn finished(mut concept: Map<String, Value>, given: Map<String, Value>) -> Map<String, Value> {
    let optin = has_optin(&concept).then(|| optin(&concept));
    concept.retain(|name, _| name != "optin" && !name.starts_with(OPTIN));
    let fixed = ["source", "source_id"].map(|name| (name.to_owned(), concept.get(name).cloned()));
    concept.extend(given);
    concept.remove("optin");
    concept.extend(fixed.into_iter().filter_map(|(name, value)| Some((name, value?))));
    concept.extend(optin.map(|optin| ("optin".to_owned(), Value::Object(optin))));
    concept
}

/// What the fields of an opt-in are called in a concept, before their own names.
const OPTIN: &str = "optin_";

fn has_optin(concept: &Map<String, Value>) -> bool {
    concept.get("optin").and_then(loose::as_flag).unwrap_or(false)
}

/// The opt-in of a concept, as a sale carries it.
fn optin(concept: &Map<String, Value>) -> Map<String, Value> {
    let own = concept.iter().filter_map(|(name, value)| {
        let name = name.strip_prefix(OPTIN)?;
        Some((name.to_owned(), value.clone()))
    });
    let mut optin: Map<String, Value> = own.collect();
    let channels = concept.get("optin_channels").map(loose::as_list).unwrap_or_default();
    optin.insert("channels".to_owned(), channels.into());
    if !optin.contains_key("source") {
        optin.extend(concept.get("source").map(|source| ("source".to_owned(), source.clone())));
    }
    optin
}
