//! From a request on the wire to a handler and back: address, domain, limits, token, access, body, faults.
//!
//! What a changing request does is finished even when its caller goes away: it runs as a task of its own.
//!
//! Not here: what the routes are (`routes`), what they do (`handlers`).

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{RawPathParams, Request};
use axum::http::{HeaderValue, Method, Response, StatusCode, header};
use axum::response::IntoResponse;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;

use super::access::{Answer, Ask, Route, Scope};
use super::counters::Asker;
use super::faults::Fault;
use super::input::Fields;
use super::limit::{Left, tighter};
use super::reply::Failure;
use super::{Environment, auth};
use crate::locale::Language;

/// A body must be complete within this.
const BODY_WITHIN: Duration = Duration::from_secs(30);
/// So many bytes beyond a cap are taken, and for so long, to give whoever sent them their answer.
const OVERLONG: usize = 16 * 1024 * 1024;
const OVERLONG_WITHIN: Duration = Duration::from_secs(2);

/// Who gave the command, as koppel's own client says it: percent-encoded.
const ACTOR: &str = "koppel-actor";

/// A name out of a header, without what is no part of a name, and not endless.
fn said(encoded: &str) -> String {
    let name =
        url::form_urlencoded::parse(encoded.as_bytes()).next().map(|(name, _)| name).unwrap_or_default();
    name.chars().filter(|c| !c.is_control()).take(60).collect::<String>().trim().to_owned()
}

/// Where a request comes from; the accept loop puts it on every request.
#[derive(Clone, Copy)]
pub struct Peer(pub IpAddr);

/// On a response: the connection is to end without it.
#[derive(Clone, Copy)]
pub struct Cut;

/// Answers `request` on `route`, called in `scope`.
pub async fn dispatch(
    environment: Environment,
    route: Arc<Route>,
    scope: Scope,
    path: RawPathParams,
    request: Request,
) -> Response<Body> {
    let language = language(&request);
    let count = environment.counters().request(route.name);
    let path = path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let (left, answer) = admitted(&environment, &route, scope, path, request).await;
    let response = match answer {
        Ok(ask) => carried_out(environment, route, ask, count, language).await,
        Err(failure) => failure.into_response(language),
    };
    with_limit(response, left)
}

/// The caller's language; Dutch when they name none that koppel speaks.
pub fn language(request: &Request) -> Language {
    let named = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    named.and_then(Language::from_tag).unwrap_or_default()
}

async fn admitted(
    environment: &Environment,
    route: &Route,
    scope: Scope,
    path: HashMap<String, String>,
    request: Request,
) -> (Option<Left>, Result<Ask, Failure>) {
    let address = request.extensions().get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0);
    let now = environment.world().clock().instant();
    let by_address = environment.limiter().address(address, now);
    if let Some(refused) = over(environment, by_address, Asker::Address, route) {
        return (by_address, Err(refused));
    }
    if path.get("domain").map(String::as_str) != Some(environment.domain()) {
        return (by_address, Err(Failure::NotFound));
    }
    let caller = match auth::caller(environment.world(), request.headers(), address) {
        Ok(caller) => caller,
        Err(Failure::Unauthorised) => {
            environment.counters().refused("unauthorised");
            let guessing = environment.limiter().bad_token(address, now);
            let refused = over(environment, guessing, Asker::Address, route);
            return (by_address, Err(refused.unwrap_or(Failure::Unauthorised)));
        }
        Err(refused) => {
            if let Failure::Address { token } = refused {
                refused_address(environment, token, address).await;
            }
            return (by_address, Err(refused));
        }
    };
    if caller.invite.is_none() {
        used(environment, &caller, address).await;
    }
    let asker = if caller.integration { Asker::Integration } else { Asker::Person };
    if caller.integration {
        environment.counters().asked(caller.token, now);
    }
    let left = tighter(by_address, environment.limiter().token(caller.token, now));
    if let Some(refused) = over(environment, left, asker, route) {
        return (left, Err(refused));
    }
    if let Err(refused) = auth::allow(&caller, route, scope) {
        environment.counters().refused("forbidden");
        return (left, Err(refused));
    }
    (left, read(environment, route, scope, path, request, caller, address).await)
}

/// Counts the use of a token; a new address of an integration token is told at once.
async fn used(environment: &Environment, caller: &auth::Caller, address: IpAddr) {
    let world = environment.world();
    let is_new = world.use_token(caller.token, address) && caller.integration;
    if is_new && let Err(error) = world.tell_address(caller.token, address).await {
        tracing::error!(error = %error, "a token's new address could not be recorded");
    }
    if world.usage_is_due() {
        let environment = environment.clone();
        tokio::spawn(async move { environment.world().keep_usage().await });
    }
}

/// A token that is refused for where it comes from is told once for each address.
async fn refused_address(environment: &Environment, token: u64, address: IpAddr) {
    if let Err(error) = environment.world().tell_refused_address(token, address).await {
        tracing::error!(error = %error, "an address that a token was refused from could not be recorded");
    }
}

fn over(environment: &Environment, left: Option<Left>, asker: Asker, route: &Route) -> Option<Failure> {
    let after = left?.retry_after?;
    environment.counters().throttled(asker, route.name);
    Some(Failure::Throttled { after })
}

async fn read(
    environment: &Environment,
    route: &Route,
    scope: Scope,
    path: HashMap<String, String>,
    request: Request,
    caller: auth::Caller,
    address: IpAddr,
) -> Result<Ask, Failure> {
    let (head, body) = request.into_parts();
    let host = head.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host =
        host.or_else(|| head.uri.authority().map(|authority| authority.as_str())).unwrap_or("localhost");
    let resume = head.headers.get("last-event-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let actor = head.headers.get(ACTOR).and_then(|name| name.to_str().ok()).map(said);
    let scheme = head.uri.scheme_str().unwrap_or("http");
    let origin = format!("{scheme}://{host}");
    let content_type =
        head.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let query =
        Fields::from_pairs(head.uri.query().unwrap_or("").as_bytes()).map_err(|_| Failure::Unreadable)?;
    let bytes = whole(body, route.body).await?;
    let body = Fields::from_body(content_type, &bytes).map_err(|_| Failure::Unreadable)?;
    Ok(Ask {
        environment: environment.clone(),
        caller,
        address,
        scope,
        path,
        query,
        body,
        origin,
        called: head.uri.path().to_owned(),
        actor: actor.filter(|name| !name.is_empty()),
        resume,
    })
}

async fn whole(mut body: Body, most: usize) -> Result<Bytes, Failure> {
    let read = tokio::time::timeout(BODY_WITHIN, up_to(&mut body, most)).await;
    let refused = match read {
        Ok(Ok(bytes)) => return Ok(bytes),
        Ok(Err(refused)) => refused,
        Err(_) => return Err(Failure::TooSlow),
    };
    if matches!(refused, Failure::TooLarge { .. }) {
        let _ = tokio::time::timeout(OVERLONG_WITHIN, discarded(&mut body, OVERLONG)).await;
    }
    Err(refused)
}

/// The body, when it has at most `most` bytes. One that says it has more is not read.
async fn up_to(body: &mut Body, most: usize) -> Result<Bytes, Failure> {
    let too_large = || Failure::TooLarge { most };
    if hyper::body::Body::size_hint(body).lower() > most as u64 {
        return Err(too_large());
    }
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Failure::Unreadable)?.into_data() else { continue };
        if bytes.len() + data.len() > most {
            return Err(too_large());
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes.freeze())
}

/// Reads what is too long and drops it, so that whoever sends it without looking finds the answer when they
/// do look: a connection that is closed over unread bytes is reset, and the answer lost.
async fn discarded(body: &mut Body, mut most: usize) {
    while let Some(Ok(frame)) = body.frame().await {
        let Some(left) = frame.data_ref().and_then(|data| most.checked_sub(data.len())) else { return };
        most = left;
    }
}

async fn carried_out(
    environment: Environment,
    route: Arc<Route>,
    ask: Ask,
    count: u64,
    language: Language,
) -> Response<Body> {
    let faults = environment.faults();
    let fault = faults.hit(route.name, count);
    if let Some(fault) = fault {
        environment.counters().fault(route.name, fault);
    }
    let (delay, clock) = (faults.delay(), environment.world().clock().clone());
    match fault {
        None => respond(run(&route, ask).await, language),
        Some(Fault::CutBefore) => cut(),
        Some(Fault::ErrorBefore) => Failure::Fault.into_response(language),
        Some(Fault::Throttle) => Failure::Throttled { after: Duration::from_secs(1) }.into_response(language),
        Some(Fault::CutAfter) => {
            let _ = run(&route, ask).await;
            cut()
        }
        Some(Fault::ErrorAfter) => {
            let _ = run(&route, ask).await;
            Failure::Fault.into_response(language)
        }
        Some(Fault::Malformed) => garbled(respond(run(&route, ask).await, language)),
        Some(Fault::Delay) if count.is_multiple_of(2) => {
            let response = respond(run(&route, ask).await, language);
            clock.sleep(delay).await;
            response
        }
        // As a task: it executes late even when the caller has long gone.
        Some(Fault::Delay) => {
            let late = tokio::spawn(async move {
                clock.sleep(delay).await;
                (route.handler)(ask).await
            });
            late.await.map_or_else(|_| broken(), |answer| respond(answer, language))
        }
    }
}

async fn run(route: &Arc<Route>, ask: Ask) -> Option<Answer> {
    if route.method == Method::GET {
        return Some((route.handler)(ask).await);
    }
    tokio::spawn((route.handler)(ask)).await.ok()
}

fn respond(answer: impl Into<Option<Answer>>, language: Language) -> Response<Body> {
    match answer.into() {
        Some(Ok(reply)) => reply.into_response(),
        Some(Err(failure)) => failure.into_response(language),
        None => broken(),
    }
}

/// A handler panicked; what it did is unknown.
fn broken() -> Response<Body> {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// The accept loop ends the connection; a caller in this process gets a body that breaks.
fn cut() -> Response<Body> {
    let broken = futures_util::stream::once(async {
        Err::<Bytes, _>(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
    });
    let mut response = Response::new(Body::from_stream(broken));
    response.extensions_mut().insert(Cut);
    response
}

/// The answer with the right status and a body that is no JSON, as a proxy in trouble sends.
fn garbled(mut response: Response<Body>) -> Response<Body> {
    *response.body_mut() = Body::from("{\"success\": true, \"data\": {<html>");
    response
}

fn with_limit(mut response: Response<Body>, left: Option<Left>) -> Response<Body> {
    if let Some(left) = left {
        let headers = response.headers_mut();
        headers.insert("X-RateLimit-Limit", HeaderValue::from(left.limit));
        headers.insert("X-RateLimit-Remaining", HeaderValue::from(left.remaining));
    }
    response
}
