//! Posting what subscribers must be told: signed, and again and again with longer waits until it is taken or
//! given up. A subscriber gets one message at a time, in order; a slow one holds up no other.
//!
//! Messages go to addresses that somebody else chose. So they go over https to public addresses only, and the
//! address that was looked at is the one that is connected to; no redirect is followed. Plain http goes to
//! this machine, and only for the account itself: a partner could else reach what listens here.
//!
//! Not here: what must be told (`world::outbox`), the scheme (`credential::webhook`).

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::ops::Bound;
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::stream::{FuturesUnordered, StreamExt};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::watch;

use super::world::World;
use super::world::outbox::{Delivery, Next, Outcome, Trouble, Try, is_heard};
use super::world::people::Webhook;
use crate::clock::Timestamp;
use crate::credential::webhook;
use crate::kv::KvError;
use crate::model::backoff::Backoff;
use crate::model::reach::is_public;

/// A receiver that takes longer has its own outbox to build.
const WITHIN: Duration = Duration::from_secs(15);
/// Waits between tries: a moment first, then hours.
const AGAIN: Backoff = Backoff::new(Duration::from_secs(5), LONGEST);
const LONGEST: Duration = Duration::from_secs(6 * 60 * 60);
/// Looked at least so often, whatever is told.
const AT_LEAST: Duration = Duration::from_secs(60);
/// The log is pruned so often.
const PRUNED: TimeDelta = TimeDelta::hours(1);
/// Posts under way at once.
const AT_ONCE: usize = 64;

/// Delivers until `stopping` changes.
pub async fn run(world: &World, mut stopping: watch::Receiver<u64>) {
    let clients = match Clients::new() {
        Ok(clients) => clients,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "webhooks cannot be delivered");
            return;
        }
    };
    let mut stirred = world.events().listen();
    let mut turns = FuturesUnordered::new();
    let mut round = Round::default();
    loop {
        stirred.borrow_and_update();
        let due = match round.due(world).await {
            Ok(due) => due,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the outbox cannot be read");
                tokio::select! {
                    () = world.clock().sleep(AT_LEAST) => continue,
                    _ = stopping.changed() => return,
                }
            }
        };
        turns.extend(due.into_iter().map(|(to, id, delivery)| turn(world, &clients, to, id, delivery)));
        tokio::select! {
            () = world.clock().sleep(round.wait(world.now())) => {}
            _ = stirred.changed() => {}
            Some((uuid, done)) = turns.next(), if !turns.is_empty() => {
                if let Err(error) = done {
                    let error = &error as &dyn std::error::Error;
                    tracing::error!(error, "the outcome of a delivery cannot be kept");
                    // It stays in its turn: whatever fails now must not be posted again and again.
                    round.rest(uuid, world.now());
                } else {
                    round.busy.remove(&uuid);
                }
            }
            _ = stopping.changed() => return,
        }
    }
}

/// Whose turn it is.
#[derive(Default)]
struct Round {
    /// Subscribers that are being posted to.
    busy: BTreeSet<String>,
    /// Those that are left alone until then.
    resting: BTreeMap<String, Timestamp>,
    /// Whose turn was begun last: the others come first.
    last: String,
    next: Option<Timestamp>,
    pruned: Option<Timestamp>,
}

impl Round {
    /// What is to be posted now, one message for each subscriber.
    async fn due(&mut self, world: &World) -> Result<Vec<(Webhook, String, Delivery)>, KvError> {
        let (now, people) = (world.now(), world.people());
        if self.pruned.is_none_or(|pruned| now - pruned >= PRUNED) {
            world.prune_deliveries().await?;
            self.pruned = Some(now);
        }
        for (uuid, _) in self.resting.extract_if(.., |_, until| *until <= now) {
            self.busy.remove(&uuid);
        }
        let after = (Bound::Excluded(self.last.clone()), Bound::Unbounded);
        let until = (Bound::Unbounded, Bound::Included(self.last.clone()));
        let in_turn = people.webhooks.range(after).chain(people.webhooks.range(until));
        let (mut due, mut next) = (Vec::new(), self.resting.values().min().copied());
        for (uuid, to) in in_turn {
            if self.busy.len() >= AT_ONCE {
                break;
            }
            if self.busy.contains(uuid) || !is_heard(&people, to) {
                continue;
            }
            match world.next_delivery(uuid).await? {
                Next::Nothing => {}
                Next::At(at) => next = Some(next.map_or(at, |next| next.min(at))),
                Next::Now(id, delivery) => {
                    self.busy.insert(uuid.clone());
                    self.last.clone_from(uuid);
                    due.push((to.clone(), id, *delivery));
                }
            }
        }
        self.next = next;
        Ok(due)
    }

    fn wait(&self, now: Timestamp) -> Duration {
        let next = self.next.map(|next| (next - now).to_std().unwrap_or_default());
        next.unwrap_or(AT_LEAST).min(AT_LEAST)
    }

    fn rest(&mut self, uuid: String, now: Timestamp) {
        let until = now + TimeDelta::from_std(AT_LEAST).unwrap_or_default();
        self.resting.insert(uuid, until);
    }
}

/// Posts one message and keeps how it went. The subscriber's turn is over then.
async fn turn(
    world: &World,
    clients: &Clients,
    to: Webhook,
    id: String,
    delivery: Delivery,
) -> (String, Result<(), KvError>) {
    let posted = async {
        let (tried, answer) = clients.post(world, &to, &id, &delivery).await?;
        let outcome = outcome(world, &to, delivery.attempts, answer);
        world.tried(&to.uuid, &id, delivery, tried, outcome).await?;
        if answer.status == Some(410) {
            world.subscriber_gone(&to.uuid).await?;
        }
        Ok(())
    };
    let done = posted.await;
    (to.uuid, done)
}

/// How a post ended.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Answered {
    status: Option<u16>,
    trouble: Option<Trouble>,
    /// The receiver says when to come back.
    after: Option<Duration>,
}

/// What it means for the message that was tried `attempts` times before.
fn outcome(world: &World, to: &Webhook, attempts: u32, answer: Answered) -> Outcome {
    let again = || {
        let wait = AGAIN.wait(attempts, fastrand::f64()).max(answer.after.unwrap_or_default()).min(LONGEST);
        let wait = if to.target_url.starts_with("http:") { world.clock().scaled(wait) } else { wait };
        world.now() + TimeDelta::from_std(wait).unwrap_or_default()
    };
    match (answer.status, answer.trouble) {
        (Some(200..=299), _) => Outcome::Taken,
        (Some(410), _) | (_, Some(Trouble::NoSecret)) => Outcome::Hopeless,
        // Something about this very message; anything else is so for every message.
        (Some(400 | 409 | 413 | 415 | 422), _) => Outcome::Refused(again()),
        _ => Outcome::Down(again()),
    }
}

/// One client for this machine, and one for everywhere that is public.
struct Clients {
    plain: reqwest::Client,
    secure: reqwest::Client,
}

impl Clients {
    fn new() -> Result<Self, reqwest::Error> {
        // Refused when the process has one already, which is then as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let made = |loopback: bool| {
            reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
                .no_proxy()
                .timeout(WITHIN)
                .dns_resolver(Resolver { loopback })
        };
        // A connection without TLS needs no roots, and this machine may have none.
        let bundled = || webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
        let plain = made(true).tls_backend_preconfigured(trust(rustls::RootCertStore::empty())).build()?;
        let secure = match made(false).build() {
            Ok(secure) => secure,
            Err(_) => made(false).tls_backend_preconfigured(trust(bundled())).build()?,
        };
        Ok(Self { plain, secure })
    }

    /// Posts one message.
    async fn post(
        &self,
        world: &World,
        to: &Webhook,
        id: &str,
        delivery: &Delivery,
    ) -> Result<(Try, Answered), KvError> {
        let body = serde_json::to_vec(&world.restored(&delivery.payload).await?).unwrap_or_default();
        let at = world.now();
        let ended = |status: Option<u16>, trouble: Option<Trouble>, after: Option<Duration>| {
            Ok((Try { at, http_status: status, trouble }, Answered { status, trouble, after }))
        };
        let secret = to.secret.as_deref().unwrap_or_default();
        let Some(signature) = webhook::sign(world.keyring(), secret, id, at.timestamp(), &body) else {
            return ended(None, Some(Trouble::NoSecret), None);
        };
        // Looked at again: an address may have been stored by an earlier version.
        let Some(url) = target(&to.target_url, to.organisation_id.is_none()) else {
            return ended(None, Some(Trouble::NotPublic), None);
        };
        let client = if url.scheme() == "https" { &self.secure } else { &self.plain };
        let request = client
            .post(url)
            .header("content-type", "application/json")
            .header("user-agent", concat!("koppel/", env!("CARGO_PKG_VERSION")))
            .header("webhook-id", id)
            .header("webhook-timestamp", at.timestamp().to_string())
            .header("webhook-signature", signature)
            .body(body);
        #[allow(clippy::disallowed_methods)] // the one place the environment posts to somebody
        let answered = request.send().await;
        match answered {
            Ok(answer) => {
                let after = answer.headers().get("retry-after").and_then(|value| value.to_str().ok());
                let after = after.and_then(|value| value.trim().parse().ok()).map(Duration::from_secs);
                ended(Some(answer.status().as_u16()), None, after)
            }
            Err(error) => ended(None, Some(trouble(&error)), None),
        }
    }
}

fn trust(roots: rustls::RootCertStore) -> rustls::ClientConfig {
    rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()
}

/// Without the address, which may hold a secret.
fn trouble(error: &reqwest::Error) -> Trouble {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(one) = source {
        if one.is::<NotPublic>() {
            return Trouble::NotPublic;
        }
        source = one.source();
    }
    match error {
        error if error.is_timeout() => Trouble::TimedOut,
        error if error.is_connect() => Trouble::NoConnection,
        _ => Trouble::Broken,
    }
}

/// The address of a subscriber when it may be posted to: https to a public address or a name, or for the
/// account's own also http to this machine.
pub fn target(text: &str, of_account: bool) -> Option<url::Url> {
    let url = url::Url::parse(text).ok()?;
    let is_loopback = match url.host()? {
        url::Host::Domain(name) => name == "localhost",
        url::Host::Ipv4(address) => address.is_loopback(),
        url::Host::Ipv6(address) => IpAddr::from(address).to_canonical().is_loopback(),
    };
    let is_fit = match (url.scheme(), url.host()?) {
        ("http", _) => is_loopback && of_account,
        // What a name leads to is looked at when it is connected to.
        ("https", url::Host::Domain(name)) => name != "localhost",
        ("https", url::Host::Ipv4(address)) => is_public(address.into()),
        ("https", url::Host::Ipv6(address)) => is_public(address.into()),
        _ => false,
    };
    let is_bare = url.username().is_empty() && url.password().is_none();
    (is_fit && is_bare && text.len() <= 2_000).then_some(url)
}

/// The name leads somewhere that messages do not go.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that is not public")]
struct NotPublic;

/// Leads to this machine only, or to public addresses only. The address that was looked at is the one that
/// is connected to.
struct Resolver {
    loopback: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let loopback = self.loopback;
        Box::pin(async move {
            let found: BTreeSet<_> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let fits = |ip: IpAddr| if loopback { ip.to_canonical().is_loopback() } else { is_public(ip) };
            if found.iter().all(|address| fits(address.ip())) {
                Ok(Box::new(found.into_iter()) as Addrs)
            } else {
                Err(NotPublic.into())
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_go_to_public_addresses_and_the_accounts_own_to_this_machine_and_none_elsewhere() {
        for good in ["https://voorbeeld.nl/haak", "https://1.1.1.1/", "https://[2606:4700::1111]:8443/"] {
            assert!(target(good, false).is_some() && target(good, true).is_some(), "{good}");
        }
        for own in ["http://127.0.0.1:9/a", "http://localhost/a", "http://[::1]/a", "http://0x7f.1/"] {
            assert!(target(own, true).is_some() && target(own, false).is_none(), "{own}");
        }
        for bad in [
            "http://voorbeeld.nl/",
            "https://10.0.0.1/",
            "https://127.0.0.1/",
            "https://0x7f.1/",
            "https://169.254.169.254/latest",
            "https://[fd00::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://localhost/",
            "https://user:pass@voorbeeld.nl/",
            "ftp://voorbeeld.nl/",
            "geen adres",
        ] {
            assert!(target(bad, true).is_none(), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_into_this_machine_is_not_posted_to_over_https() {
        let clients = Clients::new().unwrap();
        #[allow(clippy::disallowed_methods)]
        let refused = clients.secure.get("https://localhost:1/").send().await.unwrap_err();
        assert_eq!(trouble(&refused), Trouble::NotPublic);
    }
}
