//! The real transport: reqwest over rustls, with everything off that would send a request twice or
//! somewhere else. The TLS client is made at the first https request: this machine's own roots, and
//! bundled ones where it has none.
//!
//! Not here: what may be asked (`base`), when (`Meter`).

use std::error::Error;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use hyper::http::{Request, Response};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::OnceCell;

use super::detail::{NoSuchName, NotReachable};
use super::transport::{Chunks, Handling, Source, Transport, TransportError};
use crate::model::reach::is_public;

/// A stream is opened anew at least once in so long.
const STREAM: Duration = Duration::from_secs(24 * 60 * 60);

/// How the network is used.
#[derive(Clone, Debug)]
pub struct NetworkSettings {
    /// Longest wait for a connection, handshake included.
    pub connect_timeout: Duration,
    /// Longest wait for a complete answer, connecting included. Must stay below the lease of an attempt.
    pub total_timeout: Duration,
    /// Proxy for https requests; none unless set, whatever the process's environment says.
    pub proxy: Option<String>,
    /// The address of this machine that requests leave from; `None` for whichever the system chooses.
    pub local_address: Option<IpAddr>,
    /// Names that resolve to private addresses may be connected to. Off: a partner's name must not lead
    /// into this network. An address that the operator typed as numbers is always meant.
    pub private_addresses: bool,
}

impl Default for NetworkSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            total_timeout: Duration::from_secs(30),
            proxy: None,
            local_address: None,
            private_addresses: false,
        }
    }
}

/// Requests over the network. Cheap to clone: connections are shared.
#[derive(Clone)]
pub struct Network {
    inner: Arc<Inner>,
}

struct Inner {
    settings: NetworkSettings,
    plain: OnceCell<Clients>,
    secure: OnceCell<Clients>,
}

/// A client that keeps connections, and one that never uses a connection twice.
struct Clients {
    pooled: reqwest::Client,
    fresh: reqwest::Client,
}

impl Network {
    /// A transport over the network.
    pub fn new(settings: NetworkSettings) -> Self {
        Self { inner: Arc::new(Inner { settings, plain: OnceCell::new(), secure: OnceCell::new() }) }
    }
}

impl Default for Network {
    fn default() -> Self {
        Self::new(NetworkSettings::default())
    }
}

impl Transport for Network {
    fn send(
        &self,
        request: Request<Bytes>,
        handling: Handling,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(self.inner.carry(request, handling))
    }

    fn open(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Chunks>, TransportError>> {
        Box::pin(self.inner.open(request))
    }
}

impl Inner {
    async fn carry(
        &self,
        request: Request<Bytes>,
        handling: Handling,
    ) -> Result<Response<Bytes>, TransportError> {
        let clients = match request.uri().scheme_str() {
            Some("https") => self.secure.get_or_try_init(|| self.make(true)).await?,
            _ => self.plain.get_or_try_init(|| self.make(false)).await?,
        };
        let request = reqwest::Request::try_from(request)
            .map_err(|source| TransportError::NotBuilt { source: Box::new(source) })?;
        let client = if handling.reuse { &clients.pooled } else { &clients.fresh };
        #[allow(clippy::disallowed_methods)] // the one place a request is sent
        let mut response = client.execute(request).await.map_err(failed)?;
        let status = response.status();
        let mut head = Response::builder().status(status);
        if let Some(headers) = head.headers_mut() {
            headers.clone_from(response.headers());
        }
        let too_long = || TransportError::TooLong { cap: handling.cap, status: status.as_u16() };
        let announced = response.content_length().unwrap_or(0);
        if announced > handling.cap as u64 {
            return Err(too_long());
        }
        let mut body = BytesMut::with_capacity(usize::try_from(announced).unwrap_or(0));
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > handling.cap {
                return Err(too_long());
            }
            body.extend_from_slice(&chunk);
        }
        head.body(body.freeze()).map_err(|source| TransportError::Lost { source: Box::new(source) })
    }

    async fn open(&self, request: Request<Bytes>) -> Result<Response<Chunks>, TransportError> {
        let clients = match request.uri().scheme_str() {
            Some("https") => self.secure.get_or_try_init(|| self.make(true)).await?,
            _ => self.plain.get_or_try_init(|| self.make(false)).await?,
        };
        let mut request = reqwest::Request::try_from(request)
            .map_err(|source| TransportError::NotBuilt { source: Box::new(source) })?;
        // The body has no end; who reads it watches for silence.
        *request.timeout_mut() = Some(STREAM);
        #[allow(clippy::disallowed_methods)] // the one place a request is sent
        let head = clients.fresh.execute(request);
        let response = tokio::time::timeout(self.settings.total_timeout, head)
            .await
            .map_err(|source| TransportError::TimedOut { source: Box::new(source) })?
            .map_err(failed)?;
        let mut head = Response::builder().status(response.status());
        if let Some(headers) = head.headers_mut() {
            headers.clone_from(response.headers());
        }
        let chunks = futures_util::stream::try_unfold(response, |mut response| async move {
            Ok(response.chunk().await.map_err(failed)?.map(|chunk| (chunk, response)))
        });
        head.body(chunks.boxed()).map_err(|source| TransportError::Lost { source: Box::new(source) })
    }

    /// Reading this machine's certificates takes a while and blocks.
    async fn make(&self, secure: bool) -> Result<Clients, TransportError> {
        let settings = self.settings.clone();
        let made = tokio::task::spawn_blocking(move || {
            Ok(Clients { pooled: client(&settings, secure, true)?, fresh: client(&settings, secure, false)? })
        });
        match made.await {
            Ok(Ok(clients)) => Ok(clients),
            Ok(Err(source)) => Err(TransportError::NoTlsClient { source }),
            Err(source) => Err(TransportError::NoTlsClient { source: Box::new(source) }),
        }
    }
}

fn client(settings: &NetworkSettings, secure: bool, pooled: bool) -> Result<reqwest::Client, Source> {
    if !secure {
        // A connection without TLS needs no roots; reqwest would read them all the same.
        return Ok(builder(settings, Reach::Loopback, pooled)?
            .tls_backend_preconfigured(trust(rustls::RootCertStore::empty())?)
            .build()?);
    }
    // Behind a proxy the only name that is looked up here is the proxy's own, which an operator typed.
    let everywhere = settings.private_addresses || settings.proxy.is_some();
    let reach = if everywhere { Reach::Everywhere } else { Reach::Public };
    // Refused when the process has one already, which is then as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match builder(settings, reach, pooled)?.build() {
        Ok(client) => Ok(client),
        Err(error) => {
            tracing::warn!(error = %chain(&error), "no certificates of this machine: using the bundled roots");
            let roots = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
            Ok(builder(settings, reach, pooled)?.tls_backend_preconfigured(trust(roots)?).build()?)
        }
    }
}

fn builder(settings: &NetworkSettings, reach: Reach, pooled: bool) -> Result<reqwest::ClientBuilder, Source> {
    let builder = reqwest::Client::builder()
        // A POST would be repeated on a 307 or 308, and the token sent along.
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .http1_only()
        .connect_timeout(settings.connect_timeout)
        .timeout(settings.total_timeout)
        .local_address(settings.local_address)
        .pool_max_idle_per_host(if pooled { 64 } else { 0 })
        .pool_idle_timeout(Duration::from_secs(20))
        .dns_resolver(Resolver { reach });
    Ok(match &settings.proxy {
        Some(proxy) => builder.no_proxy().proxy(reqwest::Proxy::https(proxy)?),
        None => builder.no_proxy(),
    })
}

fn trust(roots: rustls::RootCertStore) -> Result<rustls::ClientConfig, Source> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

// ---- names --------------------------------------------------------------------------------------

/// How far a name may lead.
#[derive(Clone, Copy)]
enum Reach {
    /// To this machine: plain http.
    Loopback,
    /// To public addresses.
    Public,
    /// Anywhere.
    Everywhere,
}

struct Resolver {
    reach: Reach,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.reach;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0))
                .await
                .map_err(|source| NoSuchName { name: name.as_str().to_owned(), source })?;
            let (fit, unfit): (Vec<SocketAddr>, Vec<SocketAddr>) =
                found.partition(|address| reach.allows(address.ip()));
            // The addresses that were checked are the ones that are connected to. A name that leads to
            // both kinds is not trusted with either.
            match unfit.first() {
                None => Ok(Box::new(fit.into_iter()) as Addrs),
                Some(address) => {
                    Err(Box::new(NotReachable { name: name.as_str().to_owned(), address: address.ip() })
                        as Source)
                }
            }
        })
    }
}

impl Reach {
    fn allows(self, address: IpAddr) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Loopback => address.to_canonical().is_loopback(),
            Self::Public => is_public(address),
        }
    }
}

// ---- what went wrong ----------------------------------------------------------------------------

/// Only a failure to connect proves that nothing was sent: a reset before and one after the other side
/// read the request look the same.
fn failed(error: reqwest::Error) -> TransportError {
    // The address holds nothing secret, but an operator knows it already.
    let error = error.without_url();
    if error.is_connect() {
        let tls = sources(&error).any(is_tls);
        let source = Box::new(error);
        if tls { TransportError::Tls { source } } else { TransportError::Unreachable { source } }
    } else if error.is_builder() {
        TransportError::NotBuilt { source: Box::new(error) }
    } else if error.is_timeout() {
        TransportError::TimedOut { source: Box::new(error) }
    } else {
        TransportError::Lost { source: Box::new(error) }
    }
}

/// True for what rustls says, and for a connection that ended in the middle of a handshake.
fn is_tls(error: &(dyn Error + 'static)) -> bool {
    if error.is::<rustls::Error>() {
        return true;
    }
    let Some(error) = error.downcast_ref::<io::Error>() else { return false };
    let cut = matches!(
        error.kind(),
        io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
    );
    // What an `io::Error` wraps is not among its own sources, and the connector wraps one in another.
    cut || error.get_ref().is_some_and(|inner| is_tls(inner))
}

fn sources<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let error: &'a (dyn Error + 'static) = next?;
        next = error.source();
        Some(error)
    })
}

/// An error and its causes, in one line.
fn chain(error: &(dyn Error + 'static)) -> String {
    sources(error).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn an_https_request_goes_by_the_proxy_that_is_set() {
        let proxy = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = proxy.local_addr().unwrap().port();
        let settings =
            NetworkSettings { proxy: Some(format!("http://localhost:{port}")), ..Default::default() };
        let asked = tokio::spawn(async move {
            let (mut stream, _) = proxy.accept().await.unwrap();
            let mut asked = [0; 512];
            let length = stream.read(&mut asked).await.unwrap();
            stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").await.unwrap();
            String::from_utf8_lossy(&asked[..length]).into_owned()
        });
        let request = Request::get("https://partner.invalid/api").body(Bytes::new()).unwrap();
        let handling = Handling { reuse: false, cap: 1000 };
        assert!(Network::new(settings).send(request, handling).await.is_err());
        let asked = asked.await.unwrap();
        assert!(asked.starts_with("CONNECT partner.invalid:443 "), "{asked}");
    }
}
