//! What the public API does not have, under `koppel/`: who one is, rights on flows, link users, tokens,
//! opt-ins, counters. Absent from an environment as bare as the real service.

use std::collections::BTreeSet;
use std::net::IpAddr;

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};
use super::super::world::catalogue::Catalogue;
use super::super::world::judge::Finding;
use super::super::world::people::{Organisation, Role, Token, User};
use super::super::world::{loose, rows, time::local};
use crate::credential::token::{self, TokenKind};

/// `GET koppel/capabilities`
pub async fn capabilities(_: Ask) -> Answer {
    Ok(Reply::Ok(json!({
        "version": 1,
        "reference": "unique",
        "organisation_flows": true,
        "agents": true,
        "tokens": true,
        "invites": true,
        "catalogue": true,
        "optin": true,
        "counters": true,
        "events": true,
        "incoming": true,
        "cancellations": true,
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

/// `GET koppel/organisations/{id}/flows`: `{flows: [ids]}`.
pub async fn flows(ask: Ask) -> Answer {
    let people = ask.world().people();
    let organisation = people.organisations.get(&ask.id("id")?).ok_or(Failure::NotFound)?;
    Ok(Reply::Ok(granted(&ask.world().catalogue(), organisation)))
}

/// `PUT koppel/organisations/{id}/flows` `{flows: [ids or "type/identifier"]}`: absent = all, empty = none.
pub async fn grant_flows(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let catalogue = ask.world().catalogue();
    let named = match ask.body.0.get("flows").filter(|value| !value.is_null()) {
        None => None,
        Some(list) => Some(named_flows(&catalogue, list)?),
    };
    let organisation = ask
        .world()
        .change_people(&ask.by("rights.flows"), |people, batch, _| {
            let organisation = people.organisations.get_mut(&id).ok_or(Failure::NotFound)?;
            organisation.flows = named;
            batch.put(&rows::ORGANISATIONS, &id, organisation)?;
            Ok::<_, Failure>(organisation.clone())
        })
        .await?;
    Ok(Reply::Ok(granted(&catalogue, &organisation)))
}

fn named_flows(catalogue: &Catalogue, list: &Value) -> Result<BTreeSet<u64>, Failure> {
    let find = |item: &Value| {
        let name = loose::as_text(item)?;
        let is_named = |id: u64, kind: &str, identifier: &str| {
            name == id.to_string() || name.split_once('/') == Some((kind, identifier))
        };
        catalogue
            .flows
            .values()
            .find(|flow| is_named(flow.id, &flow.kind, &flow.identifier))
            .map(|flow| flow.id)
    };
    let unknown = || Failure::field("flows", Finding::NotAnOption);
    loose::as_list(list).iter().map(|item| find(item).ok_or_else(unknown)).collect()
}

fn granted(catalogue: &Catalogue, organisation: &Organisation) -> Value {
    let takes = |id: &&u64| organisation.flows.as_ref().is_none_or(|ids| ids.contains(id));
    json!({"flows": catalogue.flows.keys().filter(takes).collect::<Vec<_>>()})
}

/// `POST koppel/organisations/{id}/agents` `{name?}`: 201 `{user_id, name}`, a link user.
pub async fn create_agent(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let user = ask
        .world()
        .change_people(&ask.by("user.create"), |people, batch, world| {
            let organisation = people.organisations.get(&id).ok_or(Failure::NotFound)?;
            let name = ask.body.text("name").unwrap_or_else(|| format!("Koppeling_{}", organisation.name()));
            let user = User {
                id: world.number(),
                firstname: name,
                lastname: String::new(),
                email: String::new(),
                role: Role::Agent,
                active: true,
                organisation_id: Some(id),
                link: true,
            };
            batch.put(&rows::USERS, &user.id, &user)?;
            people.users.insert(user.id, user.clone());
            Ok::<_, Failure>(user)
        })
        .await?;
    Ok(Reply::Created(json!({"user_id": user.id, "name": user.name()})))
}

/// `GET koppel/users/{id}/tokens`: everything but the secret.
pub async fn tokens(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let people = ask.world().people();
    people.users.get(&id).ok_or(Failure::NotFound)?;
    let rows = people.tokens.values().filter(|token| token.user_id == id).map(|token| {
        let used = ask.world().token_use(token.id);
        json!({"id": token.id, "key_id": token.key_id, "label": token.label, "integration": token.integration,
               "addresses": token.addresses, "created_at": local(token.created_at),
               "last_used_at": used.as_ref().map(|used| local(used.last_at)),
               "last_used_from": used.as_ref().map(|used| used.last_address),
               "uses": used.map_or(0, |used| used.count)})
    });
    Ok(Reply::Ok(rows.collect()))
}

/// `POST koppel/users/{id}/tokens` `{label, integration, addresses?}`: 201 `{token, id, label,
/// integration}`. The token is shown this once. For link users `integration` is on unless said otherwise.
pub async fn create_token(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let label = ask.body.text("label").ok_or_else(|| Failure::field("label", Finding::Required))?;
    let addresses: Result<Vec<IpAddr>, _> =
        ask.body.texts("addresses").iter().map(|address| address.parse()).collect();
    let addresses = addresses.map_err(|_| Failure::field("addresses", Finding::NotAnOption))?;
    let (row, plain) = ask
        .world()
        .change_people(&ask.by("token.create"), |people, batch, world| {
            let user = people.users.get(&id).ok_or(Failure::NotFound)?;
            let integration = ask.body.flag("integration").unwrap_or(user.link);
            let kind = if integration { TokenKind::Integration } else { TokenKind::Person };
            let minted = token::mint(world.keyring(), kind);
            let row = Token {
                id: world.number(),
                key_id: minted.key_id,
                digest: minted.digest,
                user_id: id,
                label,
                integration,
                addresses,
                created_at: world.now(),
            };
            batch.put(&rows::TOKENS, &row.key_id, &row)?;
            people.tokens.insert(row.key_id.clone(), row.clone());
            Ok::<_, Failure>((row, minted.plain))
        })
        .await?;
    Ok(Reply::Created(json!({
        "token": plain.expose_secret(), "id": row.id, "label": row.label, "integration": row.integration,
    })))
}

/// `DELETE koppel/users/{id}/tokens/{token}`: it is refused from the next request on.
pub async fn revoke_token(ask: Ask) -> Answer {
    let (user, number) = (ask.id("id")?, ask.id("token")?);
    ask.world()
        .change_people(&ask.by("token.revoke"), |people, batch, _| {
            let found = people.tokens.values().find(|token| token.id == number && token.user_id == user);
            let key = found.ok_or(Failure::NotFound)?.key_id.clone();
            batch.remove(&rows::TOKENS, &key);
            people.tokens.remove(&key);
            Ok::<_, Failure>(())
        })
        .await?;
    Ok(Reply::Ok(json!([])))
}

/// `GET koppel/sales/{id}/optin`: 404 when the sale has none.
pub async fn optin(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    ask.world().find_sale(id, &ask.caller.rights).ok_or(Failure::NotFound)?;
    Ok(Reply::Ok(ask.world().optin(id).await?.ok_or(Failure::NotFound)?.into()))
}
