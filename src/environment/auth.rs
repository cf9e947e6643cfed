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
use super::world::people::{People, Rights, Token, User};
use crate::clock::Timestamp;
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
    /// The token is an invite's own: the invite's key.
    pub invite: Option<String>,
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
/// [`Failure::Unauthorised`], [`Failure::Expired`], [`Failure::Address`], [`Failure::Inactive`].
pub fn caller(world: &World, headers: &HeaderMap, address: IpAddr) -> Result<Caller, Failure> {
    let plain = bearer(headers).ok_or(Failure::Unauthorised)?;
    let parsed = token::parse(plain);
    let secret = SecretString::from(plain);
    let people = world.people();
    let row = parsed.as_ref().and_then(|parsed| people.tokens.get(&parsed.key_id));
    let invite = parsed.as_ref().and_then(|parsed| people.invites.get(&parsed.key_id));
    let digest = row.map(|row| row.digest).or(invite.map(|invite| invite.digest)).unwrap_or_default();
    if !token::matches(world.keyring(), &secret, &digest) {
        return Err(Failure::Unauthorised);
    }
    let user = row.map(|row| row.user_id).or(invite.map(|invite| invite.user_id));
    let user = user.and_then(|id| people.users.get(&id)).ok_or(Failure::Unauthorised)?.clone();
    if row.is_some_and(|row| row.is_expired(world.now())) {
        return Err(Failure::Expired);
    }
    let comes_from = |row: &Token| row.addresses.iter().any(|network| network.holds(address));
    if let Some(row) = row.filter(|row| !row.addresses.is_empty() && !comes_from(row)) {
        return Err(Failure::Address { token: row.id });
    }
    let organisation = user.organisation_id.and_then(|id| people.organisations.get(&id));
    if !user.active || organisation.is_some_and(|organisation| !organisation.active) {
        return Err(Failure::Inactive);
    }
    let rights = people.rights(&user);
    // Invites are numbered by nobody: together they share one limit.
    let invite = invite.filter(|_| row.is_none());
    let (token, integration) = row.map_or((0, true), |row| (row.id, row.integration));
    let label = row.map(|row| &row.label).or(invite.map(|invite| &invite.label)).cloned().unwrap_or_default();
    let invite = invite.map(|invite| invite.key_id.clone());
    Ok(Caller { token, label, integration, invite, user, rights, people })
}

/// Whether a token that was let in may still be used: it is there, its time has not passed, and its user and
/// organisation are active.
pub fn may_still(people: &People, token: u64, now: Timestamp) -> bool {
    let row = people.tokens.values().find(|row| row.id == token && !row.is_expired(now));
    let user = row.and_then(|row| people.users.get(&row.user_id)).filter(|user| user.active);
    user.is_some_and(|user| match user.organisation_id {
        None => true,
        Some(id) => people.organisations.get(&id).is_some_and(|organisation| organisation.active),
    })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (kind, token) = value.split_once(' ')?;
    kind.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Whether `caller` may call `route` in `scope`. What no arm allows is refused.
///
/// # Errors
/// [`Failure::IntegrationOnly`], [`Failure::NeedsAdmin`], [`Failure::InviteOnly`],
/// [`Failure::NeedsInvite`].
pub fn allow(caller: &Caller, route: &Route, scope: Scope) -> Result<(), Failure> {
    match (&caller.invite, route.tokens) {
        (Some(_), Tokens::Invite) => return Ok(()),
        (Some(_), Tokens::All | Tokens::People) => return Err(Failure::InviteOnly),
        (None, Tokens::Invite) => return Err(Failure::NeedsInvite),
        (None, Tokens::All | Tokens::People) => {}
    }
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
