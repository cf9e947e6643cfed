//! A transport without a network: an environment's router in this process. Days can be simulated with it
//! under tokio's paused clock, where real sockets would time out.
//!
//! Not here: the router (`environment`).

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use http_body_util::{BodyExt, Limited};
use hyper::http::{Request, Response};
use tower::{Service, ServiceExt};

use super::transport::{Chunks, Handling, Transport, TransportError};

/// Requests to a service in this process, e.g. an axum router.
#[derive(Clone)]
pub struct InProcess<S> {
    service: S,
    total_timeout: Duration,
}

impl<S> InProcess<S> {
    /// A transport to `service`, giving up after 30 s as the network does.
    pub fn new(service: S) -> Self {
        Self { service, total_timeout: Duration::from_secs(30) }
    }

    /// The same, giving up after `wait`.
    #[must_use]
    pub fn giving_up_after(mut self, wait: Duration) -> Self {
        self.total_timeout = wait;
        self
    }
}

impl<S> Transport for InProcess<S>
where
    S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + Sync + 'static,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    S::Future: Send,
{
    fn send(
        &self,
        request: Request<Bytes>,
        handling: Handling,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let service = self.service.clone();
        Box::pin(async move {
            let answer = async {
                let response = service
                    .oneshot(request.map(Body::from))
                    .await
                    .map_err(|source| TransportError::Lost { source: source.into() })?;
                let (parts, body) = response.into_parts();
                let too_long = TransportError::TooLong { cap: handling.cap, status: parts.status.as_u16() };
                match Limited::new(body, handling.cap).collect().await {
                    Ok(body) => Ok(Response::from_parts(parts, body.to_bytes())),
                    Err(error) if error.is::<http_body_util::LengthLimitError>() => Err(too_long),
                    Err(source) => Err(TransportError::Lost { source }),
                }
            };
            tokio::time::timeout(self.total_timeout, answer)
                .await
                .unwrap_or_else(|source| Err(TransportError::TimedOut { source: Box::new(source) }))
        })
    }

    fn open(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Chunks>, TransportError>> {
        let service = self.service.clone();
        Box::pin(async move {
            let lost = |source| TransportError::Lost { source };
            let answer = service.oneshot(request.map(Body::from));
            let answer = tokio::time::timeout(self.total_timeout, answer)
                .await
                .map_err(|source| TransportError::TimedOut { source: Box::new(source) })?;
            let response = answer.map_err(|source| lost(source.into()))?;
            Ok(response.map(|body| {
                let chunks = body.into_data_stream();
                chunks.map(move |chunk| chunk.map_err(|error| lost(Box::new(error)))).boxed()
            }))
        })
    }
}
