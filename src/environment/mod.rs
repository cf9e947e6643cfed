//! koppel's own environment: the other side of the Salesdock API v1, persistent, with rights, tokens and
//! its own judgement of new sales. It shares no wire type with koppel's client, so that a wrong field name
//! cannot hide, and the rules of its questions are evaluated here only.
//!
//! - `routes`, `access`: every call in one table with its scopes and tokens; `auth`, `limit` let callers in.
//! - `dispatch`: a request's way to its handler; `faults`, `counters`: going wrong on purpose, and counting.
//! - `deliver`: posting events to subscribers.
//! - `listeners`: who listens to events.
//! - `handlers`: what the calls do. `world`: the domain, without HTTP.
//! - `serve`: the accept loop; `connections` its caps, `stream` the time-outs of one.
//!
//! Not here: the commands (`cli`), the sample worlds (`assets/worlds`).

mod access;
mod auth;
mod connections;
mod counters;
mod deliver;
mod dispatch;
mod error;
mod faults;
mod handlers;
mod input;
mod limit;
mod listeners;
#[cfg(test)]
mod matrix;
mod reply;
mod routes;
mod serve;
mod stream;
pub(crate) mod world;

use std::future::Future;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use secrecy::SecretString;
use tokio::net::TcpListener;

pub use self::access::{Scopes, Tokens};
pub use self::error::EnvironmentError;
pub use self::faults::{Fault, Faults, FaultsError};

use self::counters::Counters;
use self::limit::Limiter;
use self::listeners::{Entered, Listeners};
use self::world::World;
use crate::clock::Clock;
use crate::credential::Keyring;
use crate::kv::{self, Kv, Verified};

/// What a new environment is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sample {
    /// Who others sell for: energy, telecom, and a flow with sections.
    Supplier,
    /// Who sells for others: its own wording, options and order.
    Reseller,
}

impl Sample {
    fn source(self) -> &'static str {
        match self {
            Self::Supplier => include_str!("../../assets/worlds/supplier.json"),
            Self::Reseller => include_str!("../../assets/worlds/reseller.json"),
        }
    }
}

/// A new environment.
pub struct Initialised {
    /// The account's name.
    pub domain: String,
    /// The owner's token: account scope. Shown this once.
    pub owner_token: SecretString,
}

/// How an environment behaves; none of it is stored.
#[derive(Clone)]
pub struct Options {
    /// Requests a minute per token and per address; `None` for no limit.
    pub limit: Option<u32>,
    /// Faults on purpose.
    pub faults: Faults,
    /// As bare as the real service: no `koppel/` calls, no echoed reference, no key honoured.
    pub plain: bool,
    /// A second sale under one reference is the first: no second is made.
    pub deduplicates: bool,
    /// Time.
    pub clock: Clock,
}

impl Default for Options {
    /// What the real service does: 120 requests a minute.
    fn default() -> Self {
        Self {
            limit: Some(120),
            faults: Faults::default(),
            plain: false,
            deduplicates: true,
            clock: Clock::system(),
        }
    }
}

/// A running environment, cheap to clone.
#[derive(Clone)]
pub struct Environment(Arc<Inner>);

struct Inner {
    world: World,
    options: Options,
    limiter: Limiter,
    counters: Counters,
    listeners: Listeners,
}

/// Makes an environment in `dir`: the account `domain`, empty or filled with a sample, its owner and their
/// token.
///
/// # Errors
/// [`EnvironmentError::Domain`], [`EnvironmentError::Exists`], or what the key or the store says.
pub async fn init(dir: &Path, domain: &str, sample: Option<Sample>) -> Result<Initialised, EnvironmentError> {
    check_domain(domain)?;
    let (kv, keyring) = storage(dir).await?;
    if let Some(account) = world::account(&kv).await? {
        return Err(EnvironmentError::Exists { path: dir.to_owned(), domain: account.domain });
    }
    let now = Clock::system().now();
    let owner_token = world::plant(&kv, &keyring, domain, sample.map(Sample::source), now).await?;
    Ok(Initialised { domain: domain.to_owned(), owner_token })
}

/// Opens the environment in `dir`.
///
/// # Errors
/// [`EnvironmentError::Missing`], or what the key or the store says (in use, damaged).
pub async fn open(dir: &Path, options: Options) -> Result<Environment, EnvironmentError> {
    if !dir.join("kv").exists() {
        return Err(EnvironmentError::Missing { path: dir.to_owned() });
    }
    let (kv, keyring) = storage(dir).await?;
    let account =
        world::account(&kv).await?.ok_or_else(|| EnvironmentError::Missing { path: dir.to_owned() })?;
    Environment::over(kv, keyring, account, options).await
}

/// An environment in memory, and its owner's token: for tests and simulated days.
///
/// # Errors
/// [`EnvironmentError::Domain`], [`EnvironmentError::World`].
pub async fn in_memory(
    domain: &str,
    sample: Option<Sample>,
    options: Options,
) -> Result<(Environment, SecretString), EnvironmentError> {
    of_world(domain, sample.map(Sample::source), options).await
}

/// The same, filled with a world of one's own: the JSON of a file as in `assets/worlds`.
///
/// # Errors
/// [`EnvironmentError::Domain`], [`EnvironmentError::World`] naming the entry that cannot be read.
pub async fn in_memory_world(
    domain: &str,
    world: &str,
    options: Options,
) -> Result<(Environment, SecretString), EnvironmentError> {
    of_world(domain, Some(world), options).await
}

async fn of_world(
    domain: &str,
    source: Option<&str>,
    options: Options,
) -> Result<(Environment, SecretString), EnvironmentError> {
    check_domain(domain)?;
    let (kv, keyring) = (kv::memory::open(), Keyring::ephemeral());
    let token = world::plant(&kv, &keyring, domain, source, options.clock.now()).await?;
    let account =
        world::account(&kv).await?.ok_or_else(|| EnvironmentError::Missing { path: Default::default() })?;
    Ok((Environment::over(kv, keyring, account, options).await?, token))
}

/// Serves `environment` on `listener` until `shutdown` resolves; requests under way are finished.
///
/// # Errors
/// [`EnvironmentError::Accept`].
pub async fn serve(
    environment: Environment,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> Result<(), EnvironmentError> {
    let router = environment.router();
    let ending = environment.clone();
    let ended = async move {
        shutdown.await;
        // A stream is a request under way that would never end by itself.
        ending.0.listeners.stop();
    };
    let delivering = environment.clone();
    let deliveries =
        tokio::spawn(async move { deliver::run(delivering.world(), delivering.stopping()).await });
    let served = serve::serve(router, listener, ended).await;
    let _ = deliveries.await;
    environment.world().keep_usage().await;
    served
}

impl Environment {
    async fn over(
        kv: Kv,
        keyring: Keyring,
        account: world::rows::Account,
        options: Options,
    ) -> Result<Self, EnvironmentError> {
        let world = World::open(kv, keyring, account, options.clock.clone()).await?;
        let window = options.clock.scaled(limit::WINDOW);
        let limiter = Limiter::new(options.limit, window);
        Ok(Self(Arc::new(Inner {
            world,
            options,
            limiter,
            counters: Counters::new(window),
            listeners: Listeners::default(),
        })))
    }

    /// The router, for a transport in this process. Requests without a peer count as from loopback.
    pub fn router(&self) -> Router {
        routes::router(self)
    }

    /// The account's name.
    pub fn domain(&self) -> &str {
        &self.0.world.account().domain
    }

    fn world(&self) -> &World {
        &self.0.world
    }

    fn limiter(&self) -> &Limiter {
        &self.0.limiter
    }

    fn counters(&self) -> &Counters {
        &self.0.counters
    }

    /// A place for an event stream of a token.
    fn enter_stream(&self, token: u64) -> Option<Entered> {
        self.0.listeners.enter(token)
    }

    /// Changes when event streams are to end.
    fn stopping(&self) -> tokio::sync::watch::Receiver<u64> {
        self.0.listeners.stopping()
    }

    fn faults(&self) -> &Faults {
        &self.0.options.faults
    }

    fn is_plain(&self) -> bool {
        self.0.options.plain
    }

    fn deduplicates(&self) -> bool {
        self.0.options.deduplicates && !self.is_plain()
    }
}

/// One call of the environment, as its table declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Name in fault specs and counters.
    pub name: &'static str,
    /// HTTP method.
    pub method: String,
    /// Path below `/api/{domain}/v1/` and the scope.
    pub path: &'static str,
    /// The scopes it is in.
    pub scopes: Scopes,
    /// The tokens it takes.
    pub tokens: Tokens,
    /// koppel's own.
    pub own: bool,
}

/// Every call with its scopes and tokens, for a test that walks them all.
pub fn declared() -> Vec<Declared> {
    routes::table()
        .into_iter()
        .map(|route| Declared {
            name: route.name,
            method: route.method.to_string(),
            path: route.path,
            scopes: route.scopes,
            tokens: route.tokens,
            own: route.own,
        })
        .collect()
}

fn check_domain(domain: &str) -> Result<(), EnvironmentError> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if (1..=64).contains(&domain.len()) && domain.chars().all(allowed) {
        return Ok(());
    }
    Err(EnvironmentError::Domain { domain: domain.to_owned() })
}

/// Makes the damaged tables of the environment in `dir` anew from their log; the damaged ones are set aside.
/// The last commit they have.
///
/// # Errors
/// [`EnvironmentError::Store`] when the log cannot help, or the environment is in use.
pub async fn rebuild(dir: &Path) -> Result<u64, EnvironmentError> {
    let keyring = Keyring::load_or_create(&dir.join(KEY))?;
    Ok(kv::embedded::rebuild(&dir.join(TABLES), &keyring).await?)
}

/// Reads every entry and document of the environment in `dir` and checks it. Nothing is made or changed.
///
/// # Errors
/// [`EnvironmentError::Missing`], or what the key or the store says (in use, damaged).
pub async fn verify(dir: &Path) -> Result<Verified, EnvironmentError> {
    if !is_here(dir) {
        return Err(EnvironmentError::Missing { path: dir.to_owned() });
    }
    let (kv, _) = storage(dir).await?;
    let found = kv.verify().await;
    let _ = kv.close().await;
    Ok(found?)
}

/// True when `dir` is the folder of an environment.
pub fn is_here(dir: &Path) -> bool {
    dir.join(TABLES).exists()
}

/// The environment's key, and its tables.
const KEY: &str = "key";
const TABLES: &str = "kv";

async fn storage(dir: &Path) -> Result<(Kv, Keyring), EnvironmentError> {
    let keyring = Keyring::load_or_create(&dir.join(KEY))?;
    let kv = kv::embedded::open(&dir.join(TABLES), &keyring).await?;
    Ok((kv, keyring))
}
