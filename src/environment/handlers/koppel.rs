//! What the public API does not have, under `koppel/`: who one is, opt-ins, counters. Absent from an
//! environment as bare as the real service.
//!
//! Not here: rights (`rights`), link users and tokens (`tokens`).

use serde_json::json;

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};

/// `GET koppel/capabilities`
pub async fn capabilities(ask: Ask) -> Answer {
    Ok(Reply::Ok(json!({
        "version": 1,
        "reference": if ask.environment.deduplicates() { "unique" } else { "echoed" },
        "organisation_flows": true,
        "rights": true,
        "audit": true,
        "agents": true,
        "tokens": true,
        "invites": true,
        "catalogue": true,
        "optin": true,
        "counters": true,
        "events": true,
        "incoming": true,
        "cancellations": true,
        "deliveries": true,
    })))
}

/// `GET koppel/me`
pub async fn me(ask: Ask) -> Answer {
    let user = &ask.caller.user;
    let organisation = user.organisation_id.and_then(|id| ask.caller.people.organisations.get(&id));
    let administers = user.role.administers() && organisation.is_none() && !ask.caller.integration;
    Ok(Reply::Ok(json!({
        "user": {"id": user.id, "name": user.name(), "role": user.role},
        "organisation": organisation.map(|found| json!({"id": found.id, "name": found.name()})),
        "scope": if administers { "account" } else { "user" },
        "integration_only": ask.caller.integration,
        "domain": ask.environment.domain(),
    })))
}

/// `GET koppel/counters`: since the process started, but for `sales`.
pub async fn counters(ask: Ask) -> Answer {
    let mut counters = ask.environment.counters().to_value();
    counters["sales"] = json!(ask.world().sales_count());
    Ok(Reply::Ok(counters))
}

/// `GET koppel/sales/{id}/optin`: 404 when the sale has none.
pub async fn optin(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    ask.world().find_sale(id, &ask.caller.rights).ok_or(Failure::NotFound)?;
    Ok(Reply::Ok(ask.world().optin(id).await?.ok_or(Failure::NotFound)?.into()))
}
