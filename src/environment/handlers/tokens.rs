//! Link users and API tokens, which the public API does not let one make.
//!
//! Not here: letting a token in (`auth`), people (`users`).

use chrono::TimeDelta;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};
use super::super::world::acts::Act;
use super::super::world::forms::{TOO_LONG, is_long};
use super::super::world::judge::Finding;
use super::super::world::network::Network;
use super::super::world::people::{People, Role, Token, User};
use super::super::world::time::{instant, local};
use super::super::world::{World, rows};
use crate::clock::Timestamp;
use crate::credential::token::{self, TokenKind};
use crate::kv::Batch;

/// Both tokens of a rotation are valid for a month at most.
const MOST_OVERLAP: u64 = 31 * 24 * 3_600;

/// `POST koppel/organisations/{id}/agents` `{name?}`: 201 `{user_id, name}`, a link user.
pub async fn create_agent(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let user = ask
        .world()
        .change_people(&ask.by(Act::UserCreate), |people, batch, world| {
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

/// `GET koppel/tokens?organisation=&user=`: everything but the secret.
pub async fn list(ask: Ask) -> Answer {
    let people = ask.world().people();
    let (organisation, user) = (ask.query.number("organisation"), ask.query.number("user"));
    if organisation.is_some_and(|id| !people.organisations.contains_key(&id)) {
        return Err(Failure::NotFound);
    }
    let takes = |token: &&Token| {
        let owner = people.users.get(&token.user_id);
        user.is_none_or(|id| token.user_id == id)
            && organisation.is_none_or(|id| owner.is_some_and(|owner| owner.organisation_id == Some(id)))
    };
    let mut found: Vec<&Token> = people.tokens.values().filter(takes).collect();
    found.sort_by_key(|token| token.id);
    Ok(Reply::Ok(found.into_iter().map(|token| row(&ask, &people, token)).collect()))
}

/// `GET koppel/users/{id}/tokens`: those of one user.
pub async fn of_user(mut ask: Ask) -> Answer {
    let id = ask.id("id")?;
    ask.world().people().users.get(&id).ok_or(Failure::NotFound)?;
    ask.query.0.clear();
    ask.query.0.insert("user".to_owned(), id.into());
    list(ask).await
}

fn row(ask: &Ask, people: &People, token: &Token) -> Value {
    let user = people.users.get(&token.user_id);
    let used = ask.world().token_use(token.id);
    let used = used.as_ref();
    json!({
        "id": token.id,
        "key_id": token.key_id,
        "label": token.label,
        "user_id": token.user_id,
        "user_name": user.map(User::name),
        "organisation_id": user.and_then(|user| user.organisation_id),
        "integration": token.integration,
        "addresses": token.addresses,
        "created_at": local(token.created_at),
        "expires_at": token.ends_at().map(local),
        "expired": token.is_expired(ask.world().now()),
        "replaces": token.replaces,
        "last_used_at": used.map(|used| local(used.last_at)),
        "last_used_from": used.map(|used| used.last_address),
        "uses": used.map_or(0, |used| used.count),
        "known_addresses": ask.world().token_addresses(token.id),
    })
}

/// What a token is called.
fn label(ask: &Ask) -> Result<Option<String>, Failure> {
    match ask.body.text("label") {
        Some(label) if is_long(&label) => Err(Failure::field("label", TOO_LONG)),
        label => Ok(label),
    }
}

/// `POST koppel/users/{id}/tokens` `{label, integration, addresses?, expires_at?}`: 201 `{token, id, label,
/// integration}`. The token is shown this once. For link users `integration` is on unless said otherwise; for
/// whoever else it is refused, because such a token is no person's.
pub async fn create(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let label = label(&ask)?.ok_or_else(|| Failure::field("label", Finding::Required))?;
    let (addresses, expires_at) = (networks(&ask)?, expiry(&ask)?);
    let (row, plain) = ask
        .world()
        .change_people(&ask.by(Act::TokenCreate), |people, batch, world| {
            let user = people.users.get(&id).ok_or(Failure::NotFound)?;
            let integration = ask.body.flag("integration").unwrap_or(user.link);
            let links = user.link && user.role == Role::Agent && user.organisation_id.is_some();
            if integration && !links {
                return Err(Failure::field("integration", Finding::AgentsOnly));
            }
            let like = Token {
                user_id: id,
                label,
                integration,
                addresses,
                expires_at: expires_at.flatten(),
                ..Token::empty(world.now())
            };
            Ok::<_, Failure>(mint(people, batch, world, like)?)
        })
        .await?;
    Ok(made(&row, &plain))
}

/// A token like this one, with a number and a secret of its own.
fn mint(
    people: &mut People,
    batch: &mut Batch,
    world: &World,
    like: Token,
) -> Result<(Token, secrecy::SecretString), crate::kv::KvError> {
    let kind = if like.integration { TokenKind::Integration } else { TokenKind::Person };
    let minted = token::mint(world.keyring(), kind);
    let row = Token { id: world.number(), key_id: minted.key_id, digest: minted.digest, ..like };
    batch.put(&rows::TOKENS, &row.key_id, &row)?;
    people.tokens.insert(row.key_id.clone(), row.clone());
    Ok((row, minted.plain))
}

fn made(row: &Token, plain: &secrecy::SecretString) -> Reply {
    Reply::Created(json!({
        "token": plain.expose_secret(), "id": row.id, "label": row.label, "integration": row.integration,
    }))
}

/// `PUT koppel/tokens/{id}` `{label?, addresses?, expires_at?}`: absent fields stay; no addresses is any
/// address, an empty `expires_at` is never.
pub async fn set(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let expires_at = expiry(&ask)?;
    let addresses = if ask.body.has("addresses") { Some(networks(&ask)?) } else { None };
    ask.world()
        .change_people(&ask.by(Act::TokenUpdate), |people, batch, _| {
            let token = numbered(people, id)?;
            token.label = label(&ask)?.unwrap_or_else(|| token.label.clone());
            if let Some(addresses) = addresses {
                token.addresses = addresses;
            }
            if let Some(expires_at) = expires_at {
                (token.expires_at, token.replaced_until) = (expires_at, None);
            }
            batch.put(&rows::TOKENS, &token.key_id, token)?;
            Ok::<_, Failure>(())
        })
        .await?;
    Ok(Reply::Ok(json!({"id": id})))
}

/// `POST koppel/tokens/{id}/rotate` `{overlap_seconds?}`: 201 as for a new token, which is like the old one.
/// The old one is refused after the overlap; without one, at once.
pub async fn rotate(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let seconds = ask.body.number("overlap_seconds").unwrap_or(0);
    let overlap = i64::try_from(seconds).ok().filter(|_| seconds <= MOST_OVERLAP);
    let overlap = overlap
        .ok_or_else(|| Failure::field("overlap_seconds", Finding::TooMany { maximum: MOST_OVERLAP }))?;
    let (row, plain) = ask
        .world()
        .change_people(&ask.by(Act::TokenRotate), |people, batch, world| {
            let ends = world.now() + TimeDelta::seconds(overlap);
            let old = numbered(people, id)?;
            if old.is_expired(world.now()) {
                return Err(Failure::field("token", Finding::Ended));
            }
            let like = Token {
                replaces: Some(old.id),
                created_at: world.now(),
                replaced_until: None,
                ..old.clone()
            };
            old.replaced_until = Some(old.replaced_until.map_or(ends, |at| at.min(ends)));
            batch.put(&rows::TOKENS, &old.key_id, old)?;
            Ok::<_, Failure>(mint(people, batch, world, like)?)
        })
        .await?;
    Ok(made(&row, &plain))
}

/// `DELETE koppel/tokens/{id}`: it is refused from the next request on.
pub async fn revoke(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    gone(&ask, id, None).await
}

/// `DELETE koppel/users/{id}/tokens/{token}`: likewise.
pub async fn revoke_of_user(ask: Ask) -> Answer {
    let (user, number) = (ask.id("id")?, ask.id("token")?);
    gone(&ask, number, Some(user)).await
}

async fn gone(ask: &Ask, id: u64, of: Option<u64>) -> Answer {
    ask.world()
        .change_people(&ask.by(Act::TokenRevoke), |people, batch, _| {
            let token = numbered(people, id)?;
            if of.is_some_and(|user| token.user_id != user) {
                return Err(Failure::NotFound);
            }
            let key = token.key_id.clone();
            batch.remove(&rows::TOKENS, &key);
            people.tokens.remove(&key);
            Ok::<_, Failure>(())
        })
        .await?;
    Ok(Reply::Ok(json!([])))
}

fn numbered(people: &mut People, id: u64) -> Result<&mut Token, Failure> {
    people.tokens.values_mut().find(|token| token.id == id).ok_or(Failure::NotFound)
}

fn networks(ask: &Ask) -> Result<Vec<Network>, Failure> {
    let parsed: Result<Vec<Network>, _> =
        ask.body.texts("addresses").iter().map(|address| address.parse()).collect();
    parsed.map_err(|_| Failure::field("addresses", Finding::NoNetwork))
}

/// `None` when not given; `Some(None)` for never.
fn expiry(ask: &Ask) -> Result<Option<Option<Timestamp>>, Failure> {
    match ask.body.text("expires_at") {
        None => Ok(ask.body.has("expires_at").then_some(None)),
        Some(text) => match instant(&text) {
            Some(at) if at > ask.world().now() => Ok(Some(Some(at))),
            _ => Err(Failure::field("expires_at", Finding::NotAhead)),
        },
    }
}
