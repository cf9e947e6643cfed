//! A connection's stream and what it is doing: headers that have begun must end in time, and an answer must
//! be taken in time. hyper's own time-out starts with the wait for a request, so it can only be the longest.
//!
//! Not here: accepting (`serve`), a body's time-out (`dispatch`).

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// Once its first byte is there, a request's headers must be complete within this.
const HEADER_WITHIN: Duration = Duration::from_secs(10);
/// An answer of which nothing is taken for so long is taken by nobody.
const TAKEN_WITHIN: Duration = Duration::from_secs(15);

/// What a connection is doing.
#[derive(Default)]
pub struct Phase(AtomicU8);

impl Phase {
    /// Between requests, or an answer is under way.
    pub const WAITING: u8 = 0;
    /// Headers have begun.
    pub const READING: u8 = 1;
    /// A body is being received.
    pub const RECEIVING: u8 = 2;
    /// A request is complete and being carried out.
    pub const EXECUTING: u8 = 3;

    /// It is doing something else now.
    pub fn set(&self, phase: u8) {
        self.0.store(phase, Ordering::Relaxed);
    }

    /// True while a complete request is being carried out.
    pub fn executes(&self) -> bool {
        self.is(Self::EXECUTING)
    }

    fn is(&self, phase: u8) -> bool {
        self.0.load(Ordering::Relaxed) == phase
    }
}

/// A stream that fails when headers, once begun, are not complete in time, or when an answer is not taken.
pub struct Timed {
    stream: TcpStream,
    phase: Arc<Phase>,
    headers: Option<Pin<Box<Sleep>>>,
    taken: Option<Pin<Box<Sleep>>>,
}

impl Timed {
    /// Watches `stream`.
    pub fn new(stream: TcpStream, phase: Arc<Phase>) -> Self {
        Self { stream, phase, headers: None, taken: None }
    }

    /// Passes on how a write went, unless it has stood still for too long.
    fn watched<T>(
        &mut self,
        cx: &mut Context<'_>,
        polled: Poll<std::io::Result<T>>,
    ) -> Poll<std::io::Result<T>> {
        if polled.is_ready() {
            self.taken = None;
            return polled;
        }
        let taken = self.taken.get_or_insert_with(|| Box::pin(tokio::time::sleep(TAKEN_WITHIN)));
        if taken.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        // What the kernel still holds for them goes too.
        let _ = self.stream.set_zero_linger();
        Poll::Ready(Err(std::io::ErrorKind::TimedOut.into()))
    }
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
            self.headers = Some(Box::pin(tokio::time::sleep(HEADER_WITHIN)));
        }
        if !self.phase.is(Phase::READING) {
            self.headers = None;
        }
        if polled.is_pending()
            && let Some(headers) = &mut self.headers
            && headers.as_mut().poll(cx).is_ready()
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
        let polled = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.watched(cx, polled)
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
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.watched(cx, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// A request's body that says when it is complete.
pub struct Received {
    body: Incoming,
    phase: Arc<Phase>,
}

impl Received {
    /// Watches `body`, of a request that has just begun.
    pub fn new(body: Incoming, phase: Arc<Phase>) -> Self {
        phase.set(if body.is_end_stream() { Phase::EXECUTING } else { Phase::RECEIVING });
        Self { body, phase }
    }
}

impl Body for Received {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        if matches!(polled, Poll::Ready(None)) || polled.is_ready() && self.body.is_end_stream() {
            self.phase.set(Phase::EXECUTING);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
