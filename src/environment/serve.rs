//! The accept loop: HTTP/1.1 with time-outs on headers, bodies, answers and silence, and caps on
//! connections. A loop of our own because the router's ready-made one has none of these.
//!
//! Not here: TLS, which a proxy in front does; bodies' time-out (`dispatch`); who may connect
//! (`connections`), and the time-outs within a request (`stream`).

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::ServiceExt;

use super::EnvironmentError;
use super::connections::{Connections, Place};
use super::dispatch::{Cut, Peer};
use super::stream::{Phase, Received, Timed};

/// A connection on which nothing is asked is closed after this.
const IDLE: Duration = Duration::from_secs(30);
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
                // Without a place the connection is closed at once: a queue would only hide the flood.
                let Some(place) = connections.enter(peer.ip()) else { continue };
                let (router, stopping) = (router.clone(), stopping.clone());
                tokio::spawn(async move {
                    connection(stream, peer, &place, router, stopping).await;
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
    place: &Place,
    router: Router,
    mut stopping: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let phase = place.phase();
    let service = service_fn({
        let phase = phase.clone();
        move |request: hyper::Request<Incoming>| {
            let (router, phase) = (router.clone(), phase.clone());
            async move {
                let mut request = request.map(|body| Body::new(Received::new(body, phase.clone())));
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
    let io = TokioIo::new(Timed::new(stream, phase));
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
        () = place.given_up() => {}
        () = stop => {
            served.as_mut().graceful_shutdown();
            let _ = served.await;
        }
    }
}
