//! The promise of a store in quarantine, kept at the one door through which everything goes out: nothing but a
//! question leaves.
//!
//! Not here: how a store finds out (`store::quarantine`), what happens to its sales afterwards
//! (`forward::prepare`).

use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use hyper::http::{Method, Request, Response};

use super::Engine;
use super::error::EngineError;
use crate::model::view::{Activity, Quarantine};
use crate::salesdock::request::transport::{Chunks, Handling, Transport, TransportError};
use crate::store::Store;

/// A transport that carries nothing but questions while the store is in quarantine.
pub struct Guarded {
    inner: Arc<dyn Transport>,
    store: Store,
}

impl Guarded {
    /// One in front of `inner`.
    pub fn before(inner: Arc<dyn Transport>, store: Store) -> Arc<dyn Transport> {
        Arc::new(Self { inner, store })
    }
}

impl Transport for Guarded {
    fn send(
        &self,
        request: Request<Bytes>,
        handling: Handling,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        if request.method() != Method::GET && self.store.is_quarantined() {
            return Box::pin(std::future::ready(Err(TransportError::Quarantined)));
        }
        self.inner.send(request, handling)
    }

    fn open(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Chunks>, TransportError>> {
        self.inner.open(request)
    }
}

impl Engine {
    /// The last time the store was found to be a copy, or put back.
    pub fn quarantine(&self) -> Option<Quarantine> {
        self.0.shared.store.quarantine()
    }

    /// Writes down that `actor` confirms that this is the only copy: work goes on, and what was not placed by
    /// now is looked for first. False when there was nothing to confirm.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn lift_quarantine(&self, actor: &str) -> Result<bool, EngineError> {
        let lifted = self.0.shared.store.lift_quarantine(actor).await?;
        if lifted {
            self.log(actor, None, Activity::QuarantineLifted).await?;
            self.wake();
        }
        Ok(lifted)
    }
}
