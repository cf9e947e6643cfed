//! The accept loop: HTTP/1.1 with time-outs on headers, bodies and silence, and caps on connections.
//! A loop of our own because the router's ready-made one has none of these.
//!
//! Not here: TLS, which a proxy in front does; bodies' time-out (`dispatch`).

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::Sleep;
use tower::ServiceExt;

use super::EnvironmentError;
use super::dispatch::{Cut, Peer};

/// Once its first byte is there, a request's headers must be complete within this.
const HEADER_WITHIN: Duration = Duration::from_secs(10);
/// A connection on which nothing is asked is closed after this.
const IDLE: Duration = Duration::from_secs(30);
/// Connections in all.
const CONNECTIONS: usize = 1_000;
/// Connections of one address; many agents may sit behind one.
const PER_ADDRESS: usize = 50;
/// Connections from this machine: services and measurements here have hundreds of requests in flight.
const PER_LOOPBACK: usize = 600;
/// How long requests under way get at shutdown: a little more than a client waits for an answer.
const DRAIN: Duration = Duration::from_secs(35);

/// Serves `router` on `listener` until `shutdown` resolves, then lets requests under way end.
pub(super) async fn serve(
    router: Router,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> Result<(), EnvironmentError> {
    let connections = Connections::default();
    let (stop, stopping) = watch::channel(false);
    tokio::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                // Over a cap the connection is closed at once: a queue would only hide the flood.
                let Some(place) = connections.enter(peer.ip()) else { continue };
                let (router, stopping) = (router.clone(), stopping.clone());
                tokio::spawn(async move {
                    connection(stream, peer, router, stopping).await;
                    drop(place);
                });
            }
            // Out of file descriptors, or a caller gone before it was accepted: others go on.
            Err(error) => {
                tracing::warn!(error = %error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
    drop(listener);
    let _ = stop.send(true);
    drop(stopping);
    // Every connection holds a receiver; when the last is gone, all have ended.
    let _ = tokio::time::timeout(DRAIN, stop.closed()).await;
    Ok(())
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    mut stopping: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let phase = Arc::new(Phase::default());
    let service = service_fn({
        let phase = phase.clone();
        move |request: hyper::Request<Incoming>| {
            phase.set(Phase::BUSY);
            let (router, phase) = (router.clone(), phase.clone());
            async move {
                let mut request = request.map(Body::new);
                request.extensions_mut().insert(Peer(peer.ip().to_canonical()));
                let response =
                    router.oneshot(request).await.unwrap_or_else(|never: Infallible| match never {});
                phase.set(Phase::WAITING);
                match response.extensions().get::<Cut>() {
                    Some(_) => Err(std::io::Error::from(std::io::ErrorKind::ConnectionAborted)),
                    None => Ok(response),
                }
            }
        }
    });
    let io = TokioIo::new(Timed { stream, phase, deadline: None });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .max_headers(64)
        .serve_connection(io, service);
    tokio::pin!(served);
    let stop = async {
        let _ = stopping.wait_for(|stopping| *stopping).await;
    };
    tokio::select! {
        // How a connection ends (a reset, a time-out, a cut on purpose) is the caller's business.
        _ = &mut served => {}
        () = stop => {
            served.as_mut().graceful_shutdown();
            let _ = served.await;
        }
    }
}

/// What a connection is doing.
#[derive(Default)]
struct Phase(AtomicU8);

impl Phase {
    /// Between requests.
    const WAITING: u8 = 0;
    /// Headers have begun.
    const READING: u8 = 1;
    /// A request is under way; its body has its own time-out.
    const BUSY: u8 = 2;

    fn set(&self, phase: u8) {
        self.0.store(phase, Ordering::Relaxed);
    }

    fn is(&self, phase: u8) -> bool {
        self.0.load(Ordering::Relaxed) == phase
    }
}

/// A stream that fails when headers, once begun, are not complete in time. hyper's own time-out starts
/// with the wait for a request, so it can only be the longer one.
struct Timed {
    stream: TcpStream,
    phase: Arc<Phase>,
    deadline: Option<Pin<Box<Sleep>>>,
}

impl AsyncRead for Timed {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if polled.is_ready() && buffer.filled().len() > before && self.phase.is(Phase::WAITING) {
            self.phase.set(Phase::READING);
            self.deadline = Some(Box::pin(tokio::time::sleep(HEADER_WITHIN)));
        }
        if !self.phase.is(Phase::READING) {
            self.deadline = None;
        }
        if polled.is_pending()
            && let Some(deadline) = &mut self.deadline
            && deadline.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(Err(std::io::ErrorKind::TimedOut.into()));
        }
        polled
    }
}

impl AsyncWrite for Timed {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// Connections by address.
#[derive(Clone, Default)]
struct Connections(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One connection's place; given back when dropped.
struct Place {
    connections: Connections,
    address: IpAddr,
}

impl Connections {
    fn enter(&self, address: IpAddr) -> Option<Place> {
        let address = address.to_canonical();
        let most = if address.is_loopback() { PER_LOOPBACK } else { PER_ADDRESS };
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let total: usize = counts.values().sum();
        let own = counts.entry(address).or_default();
        if total >= CONNECTIONS || *own >= most {
            return None;
        }
        *own += 1;
        Some(Place { connections: self.clone(), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.connections.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = counts.get_mut(&self.address) {
            *own -= 1;
            if *own == 0 {
                counts.remove(&self.address);
            }
        }
    }
}
