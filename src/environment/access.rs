//! Who may call what, and the request as a handler gets it. Every route declares the scopes it is in and
//! the tokens it takes; what declares nothing is not reachable.
//!
//! Not here: the routes (`routes`), how a token is read (`auth`).

use std::collections::HashMap;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;

use axum::http::Method;

use super::Environment;
use super::auth::Caller;
use super::input::Fields;
use super::reply::{Failure, Reply};
use super::world::acts::Act;
use super::world::change::By;
use super::world::incoming::Incoming;

/// The scope a route was called in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// What the token's user may see.
    User,
    /// Everything, for administrators.
    Account,
}

/// The scopes a route is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scopes {
    /// `user/...` and `account/...`.
    Both,
    /// `user/...`.
    User,
    /// `account/...`: administrators only.
    Account,
    /// No scope in the path; anybody with a token.
    Free,
    /// No scope in the path; administrators only.
    FreeAccount,
}

/// The tokens a route takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tokens {
    /// People's, and in the user scope those for integration only.
    All,
    /// People's.
    People,
    /// An invite's own, which is good for nothing else.
    Invite,
}

/// A route: one row of the table that `routes::table` is.
pub struct Route {
    /// Its name in fault specs and counters.
    pub name: &'static str,
    /// Method.
    pub method: Method,
    /// Path below `/api/{domain}/v1/` and the scope.
    pub path: &'static str,
    /// Scopes.
    pub scopes: Scopes,
    /// Tokens.
    pub tokens: Tokens,
    /// The most bytes of body it takes.
    pub body: usize,
    /// koppel's own: absent from an environment as bare as the real service.
    pub own: bool,
    /// What answers.
    pub handler: Handler,
}

/// What answers a route.
pub type Handler = fn(Ask) -> Pin<Box<dyn Future<Output = Answer> + Send>>;

/// What a handler gives.
pub type Answer = Result<Reply, Failure>;

/// A request that was let in.
pub struct Ask {
    /// The environment.
    pub environment: Environment,
    /// Who asks.
    pub caller: Caller,
    /// Where from.
    pub address: IpAddr,
    /// In which scope.
    pub scope: Scope,
    /// The parts of the path that vary, by name.
    pub path: HashMap<String, String>,
    /// Query.
    pub query: Fields,
    /// Body.
    pub body: Fields,
    /// `http://host` as the caller wrote it, for links.
    pub origin: String,
    /// The path as called, for links.
    pub called: String,
    /// `Koppel-Actor`: who says that they gave the command.
    pub actor: Option<String>,
    /// `Last-Event-ID`: where a reader of events goes on.
    pub resume: Option<String>,
}

impl Ask {
    /// A number of the path. Anything else names nothing: it is not found.
    ///
    /// # Errors
    /// [`Failure::NotFound`].
    pub fn id(&self, name: &str) -> Result<u64, Failure> {
        self.path.get(name).and_then(|text| text.parse().ok()).ok_or(Failure::NotFound)
    }

    /// A part of the path.
    pub fn part(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// The world.
    pub fn world(&self) -> &super::world::World {
        self.environment.world()
    }

    /// The caller as who does `act`, for the audit log.
    pub fn by(&self, act: Act) -> By {
        let (user, token) = (&self.caller.user, &self.caller.token);
        By {
            act,
            user: Some((user.id, user.name())),
            token: Some((*token, self.caller.label.clone())),
            address: Some(self.address),
            actor: self.actor.clone(),
        }
    }

    /// How the caller's sales are taken; in the account scope nobody's in particular.
    pub fn incoming(&self) -> Incoming {
        let asks = self.caller.rights.organisation.filter(|_| !self.sees_all());
        let organisation = asks.and_then(|id| self.caller.people.organisations.get(&id));
        organisation.map(|organisation| organisation.incoming.clone()).unwrap_or_default()
    }

    /// What the caller sees in this scope: in the account scope everything.
    pub fn sees_all(&self) -> bool {
        self.scope == Scope::Account
    }
}
