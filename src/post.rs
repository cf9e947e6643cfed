//! Posting a signed message to an address that somebody chose. So it goes over https to public addresses only,
//! and the address that was looked at is the one that is connected to; no redirect is followed. Plain http goes
//! to this machine, and only for whoever runs it: somebody else could reach what listens here.
//!
//! Not here: what must be told and how often (`environment::deliver`, `service::alert`), the scheme
//! (`credential::webhook`).

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::clock::Timestamp;
use crate::model::reach::is_public;

/// A receiver that takes longer has its own outbox to build.
const WITHIN: Duration = Duration::from_secs(15);

/// A message, ready to go.
#[derive(Debug)]
pub struct Message<'a> {
    /// The same for every try.
    pub id: &'a str,
    /// When it was signed.
    pub at: Timestamp,
    /// The signature.
    pub signature: String,
    /// JSON.
    pub body: Vec<u8>,
}

/// What was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The receiver says when to come back.
    pub after: Option<Duration>,
}

/// Why there was no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Not in time.
    TimedOut,
    /// No connection came about.
    NoConnection,
    /// It broke before there was an answer.
    Broken,
    /// The address leads into a private network.
    NotPublic,
}

/// Why nothing can be posted at all.
#[derive(Debug, thiserror::Error)]
#[error("no client for posting can be made")]
pub struct NoPost(#[from] reqwest::Error);

/// One client for this machine, and one for everywhere that is public.
#[derive(Debug)]
pub struct Post {
    plain: reqwest::Client,
    secure: reqwest::Client,
}

impl Post {
    /// Makes the clients.
    ///
    /// # Errors
    /// [`NoPost`] when the system gives none.
    pub fn new() -> Result<Self, NoPost> {
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

    /// Posts a message to an address that [`target`] gave.
    ///
    /// # Errors
    /// [`Trouble`] when nothing was answered.
    pub async fn send(&self, url: url::Url, message: Message<'_>) -> Result<Answer, Trouble> {
        let client = if url.scheme() == "https" { &self.secure } else { &self.plain };
        let request = client
            .post(url)
            .header("content-type", "application/json")
            .header("user-agent", concat!("koppel/", env!("CARGO_PKG_VERSION")))
            .header("webhook-id", message.id)
            .header("webhook-timestamp", message.at.timestamp().to_string())
            .header("webhook-signature", message.signature)
            .body(message.body);
        #[allow(clippy::disallowed_methods)] // the one place a message is posted to somebody
        let answer = request.send().await.map_err(|error| trouble(&error))?;
        let after = answer.headers().get("retry-after").and_then(|value| value.to_str().ok());
        let after = after.and_then(|value| value.trim().parse().ok()).map(Duration::from_secs);
        Ok(Answer { status: answer.status().as_u16(), after })
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

/// An address when it may be posted to: https to a public address or a name, or for whoever runs this machine
/// also http to it.
pub fn target(text: &str, own: bool) -> Option<url::Url> {
    let url = url::Url::parse(text).ok()?;
    let is_loopback = match url.host()? {
        url::Host::Domain(name) => name == "localhost",
        url::Host::Ipv4(address) => address.is_loopback(),
        url::Host::Ipv6(address) => IpAddr::from(address).to_canonical().is_loopback(),
    };
    let is_fit = match (url.scheme(), url.host()?) {
        ("http", _) => is_loopback && own,
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
    fn messages_go_to_public_addresses_and_our_own_to_this_machine_and_none_elsewhere() {
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
        let post = Post::new().unwrap();
        #[allow(clippy::disallowed_methods)]
        let refused = post.secure.get("https://localhost:1/").send().await.unwrap_err();
        assert_eq!(trouble(&refused), Trouble::NotPublic);
    }
}
