//! Letting a caller in: the token on the wire becomes a user with rights, or a refusal.
//!
//! An unknown key id costs the same work as a known one with a wrong secret.
//!
//! Not here: what a route needs (`access`), the limits (`limit`).

use std::net::IpAddr;
use std::sync::Arc;

use axum::http::{HeaderMap, header};
use secrecy::SecretString;

use super::access::{Route, Scope, Scopes, Tokens};
use super::reply::Failure;
use super::world::World;
use super::world::people::{People, Rights, User};
use crate::credential::token;

/// Who calls.
#[derive(Clone)]
pub struct Caller {
    /// The token's number.
    pub token: u64,
    /// What the token is for.
    pub label: String,
    /// The token is for integration only.
    pub integration: bool,
    /// Whose rights it has.
    pub user: User,
    /// What they may sell and see.
    pub rights: Rights,
    /// Everybody, as of the moment the caller was let in.
    pub people: Arc<People>,
}

/// Finds the caller of a request from `address`.
///
/// # Errors
/// [`Failure::Unauthorised`], [`Failure::Address`], [`Failure::Inactive`].
pub fn caller(world: &World, headers: &HeaderMap, address: IpAddr) -> Result<Caller, Failure> {
    let plain = bearer(headers).ok_or(Failure::Unauthorised)?;
    let parsed = token::parse(plain);
    let secret = SecretString::from(plain);
    let people = world.people();
    let row = parsed.and_then(|parsed| people.tokens.get(&parsed.key_id));
    let digest = row.map_or([0; 32], |row| row.digest);
    let matches = token::matches(world.keyring(), &secret, &digest);
    let Some(row) = row.filter(|_| matches) else { return Err(Failure::Unauthorised) };
    let user = people.users.get(&row.user_id).ok_or(Failure::Unauthorised)?.clone();
    if !row.addresses.is_empty() && !row.addresses.contains(&address) {
        return Err(Failure::Address);
    }
    let organisation = user.organisation_id.and_then(|id| people.organisations.get(&id));
    if !user.active || organisation.is_some_and(|organisation| !organisation.active) {
        return Err(Failure::Inactive);
    }
    let rights = people.rights(&user);
    let (token, label, integration) = (row.id, row.label.clone(), row.integration);
    Ok(Caller { token, label, integration, user, rights, people })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (kind, token) = value.split_once(' ')?;
    kind.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Whether `caller` may call `route` in `scope`. What no arm allows is refused.
///
/// # Errors
/// [`Failure::IntegrationOnly`], [`Failure::NeedsAdmin`].
pub fn allow(caller: &Caller, route: &Route, scope: Scope) -> Result<(), Failure> {
    if caller.integration {
        let surface = route.tokens == Tokens::All
            && match route.scopes {
                Scopes::Both => scope == Scope::User,
                Scopes::User | Scopes::Free => true,
                Scopes::Account | Scopes::FreeAccount => false,
            };
        return if surface { Ok(()) } else { Err(Failure::IntegrationOnly) };
    }
    let administers = caller.user.role.administers() && caller.user.organisation_id.is_none();
    match (scope, route.scopes) {
        (Scope::User, Scopes::Both | Scopes::User) | (_, Scopes::Free) => Ok(()),
        (Scope::Account, Scopes::Both | Scopes::Account) | (_, Scopes::FreeAccount) if administers => Ok(()),
        _ => Err(Failure::NeedsAdmin),
    }
}
