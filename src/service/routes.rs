//! The addresses of the service: query, command, events. One error form: a [`Problem`] with a fitting
//! status.
//!
//! Not here: what is answered (`desk`), the stream of events (`stream`).

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Query as UrlQuery, State};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::client::events::{EPOCH_HEADER, SEQUENCE_HEADER};
use super::desk::Desk;
use super::peer::Peer;
use super::protocol::{Problem, Query, Request};
use super::stream::{self, Start};
use crate::clock::Clock;
use crate::model::reason::Reason;

/// The largest body taken: a mapping of thousands of rows is far below it.
const MAX_BODY: usize = 8 * 1024 * 1024;

#[derive(Clone)]
struct Shared {
    desk: Arc<Desk>,
    clock: Clock,
    closing: watch::Receiver<bool>,
}

/// The routes.
pub fn router(desk: Arc<Desk>, clock: Clock, closing: watch::Receiver<bool>) -> Router {
    Router::new()
        .route("/v1/query", post(query))
        .route("/v1/command", post(command))
        .route("/v1/events", get(events))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(Shared { desk, clock, closing })
}

/// What an account that may not use the service gets, whatever it asks.
pub fn refusal() -> Router {
    Router::new().fallback(async || StatusCode::FORBIDDEN)
}

/// The language that the client reads in.
fn language(headers: &HeaderMap) -> Option<&'static str> {
    let named = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    ["nl", "en"].into_iter().find(|known| named == *known)
}

async fn query(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    match read::<Query>(&body) {
        Ok(query) => respond(shared.desk.answer(language(&headers), query).await),
        Err(problem) => refused(&problem),
    }
}

async fn command(
    State(shared): State<Shared>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = match read::<Request>(&body) {
        Ok(request) => request,
        Err(problem) => return refused(&problem),
    };
    if let Err(problem) = peer.may(&request.command) {
        return refused(&problem);
    }
    let actor = peer.actor(request.as_actor.as_deref());
    // A client that goes away must not cut a command in two.
    let language = language(&headers);
    let carried_out =
        tokio::spawn(async move { shared.desk.carry_out(&actor, language, request.command).await });
    match carried_out.await {
        Ok(result) => respond(result),
        Err(error) => {
            tracing::error!(%error, "a command ended badly");
            refused(&Problem::Store { why: "the command ended badly; see the log".into() })
        }
    }
}

#[derive(Deserialize)]
struct EventsQuery {
    after: Option<u64>,
    epoch: Option<String>,
}

async fn events(State(shared): State<Shared>, UrlQuery(query): UrlQuery<EventsQuery>) -> Response {
    let ring = shared.desk.ring();
    let (epoch, last) = (ring.epoch().to_owned(), ring.last());
    let start = Start { after: query.after.or(Some(last)), epoch: query.epoch };
    let body = Body::from_stream(stream::events(ring, shared.clock, start, shared.closing));
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(SEQUENCE_HEADER, HeaderValue::from(last));
    if let Ok(epoch) = HeaderValue::from_str(&epoch) {
        headers.insert(EPOCH_HEADER, epoch);
    }
    response
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Problem> {
    // The body may hold a token: only where it is wrong is told, never what stands there.
    serde_json::from_slice(body).map_err(|error| Problem::Invalid {
        why: Reason::Unreadable { line: error.line(), column: error.column() },
    })
}

fn respond<T: Serialize>(result: Result<T, Problem>) -> Response {
    match result {
        Ok(answer) => axum::Json(answer).into_response(),
        Err(problem) => refused(&problem),
    }
}

fn refused(problem: &Problem) -> Response {
    let status = match problem {
        Problem::Invalid { .. } => StatusCode::BAD_REQUEST,
        Problem::NotFound { .. } => StatusCode::NOT_FOUND,
        Problem::Conflict { .. } => StatusCode::CONFLICT,
        Problem::Refused { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Problem::NotAllowed { .. } => StatusCode::FORBIDDEN,
        Problem::Link { .. } => StatusCode::BAD_GATEWAY,
        Problem::Store { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, axum::Json(problem)).into_response()
}
