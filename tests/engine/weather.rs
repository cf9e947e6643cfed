//! The way to both environments without a network, for simulated days: a router in this process for each,
//! and weather on the way to the partner.
//!
//! Not here: what a day holds (`day`).

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use bytes::Bytes;
use fastrand::Rng;
use futures_util::future::BoxFuture;
use hyper::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use hyper::http::{HeaderValue, Method, Request, Response, StatusCode};
use koppel::clock::Instant;
use koppel::environment::Environment;
use koppel::salesdock::request::in_process::InProcess;
use koppel::salesdock::request::transport::{Chunks, Handling, Transport, TransportError};
use serde_json::Value;

pub const A: &str = "http://127.0.0.1:1001";
pub const B: &str = "http://127.0.0.1:1002";

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
/// A client gives up after this.
const PATIENCE: Duration = Duration::from_secs(30);
const LATEST_EXECUTION: Duration = Duration::from_secs(10 * 60);
const LONGEST_LAG: Duration = Duration::from_secs(5 * 60);

/// When the partner is not there at all, and when its token is revoked; hours of the day.
const OUTAGE: std::ops::Range<u64> = 9..12;
pub const REVOKED: std::ops::Range<u64> = 15..16;
/// A page of a listing may come so late that the one after it has moved on.
const SLOWEST_PAGE: Duration = Duration::from_secs(25);
/// Storms of 429 in a day, each so long.
const STORMS: usize = 20;
const STORM: Duration = Duration::from_secs(100);

/// Carries requests to A and to B.
#[derive(Clone)]
pub struct Way(Arc<Inner>);

struct Inner {
    a: InProcess<Router>,
    b: InProcess<Router>,
    started: Instant,
    /// The partner has none of koppel's own calls, and keeps no reference: as the real service.
    plain: bool,
    /// Fair weather when there is none.
    storms: Option<Vec<Duration>>,
    state: Mutex<State>,
}

struct State {
    rng: Rng,
    /// Requests that reached B in the last minute, and the most there ever were in one.
    minute: VecDeque<Instant>,
    most: usize,
    creations: u64,
    /// Sales there that no listing shows yet.
    hidden: BTreeMap<u64, Instant>,
    made: Vec<u64>,
    met: BTreeMap<Met, u64>,
    /// What the last page of a listing said that there is in all.
    total: u64,
}

/// What a day may meet on its way to the partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Met {
    /// A sale was placed, and no answer came.
    TimedOut,
    /// A sale was placed, and the answer was a 5xx.
    ServerError,
    /// The partner came to a sale when its client had long gone.
    LateExecution,
    /// 429, or 1015.
    Throttled,
    /// Nobody was there.
    Outage,
    /// The token was no good.
    Revoked,
    /// A listing left out a sale that was there.
    ListingLag,
    /// A listing changed between two of its pages.
    PagesShifted,
}

impl Met {
    pub const ALL: [Self; 8] = [
        Self::TimedOut,
        Self::ServerError,
        Self::LateExecution,
        Self::Throttled,
        Self::Outage,
        Self::Revoked,
        Self::ListingLag,
        Self::PagesShifted,
    ];
}

/// What becomes of a request.
enum Fate {
    Carried,
    Unreachable,
    Throttled {
        hard: bool,
    },
    /// Answered with an error, or not at all; executed after so long, or never.
    Lost {
        answer: Option<StatusCode>,
        executed: Option<Duration>,
    },
}

impl Way {
    /// A way to `a` and `b`, which is `plain` or not; with a seed in foul weather, without one in fair.
    pub fn new(a: &Environment, b: &Environment, plain: bool, seed: Option<u64>) -> Self {
        let mut rng = Rng::with_seed(seed.unwrap_or(1));
        let storms = seed.map(|_| (0..STORMS).map(|_| MINUTE * rng.u32(0..24 * 60)).collect());
        let (minute, hidden, made, met) = Default::default();
        Self(Arc::new(Inner {
            a: InProcess::new(a.router()),
            b: InProcess::new(b.router()),
            started: Instant::now(),
            plain,
            storms,
            state: Mutex::new(State { rng, minute, most: 0, creations: 0, hidden, made, met, total: 0 }),
        }))
    }

    /// Requests to place a sale, whatever became of them.
    pub fn creations(&self) -> u64 {
        self.0.state.lock().unwrap().creations
    }

    /// The most requests that reached B in any 60 seconds.
    pub fn most_in_a_minute(&self) -> usize {
        self.0.state.lock().unwrap().most
    }

    /// Sales made at B so far.
    pub fn made(&self) -> Vec<u64> {
        self.0.state.lock().unwrap().made.clone()
    }

    /// What was met, and how often.
    pub fn met(&self) -> BTreeMap<Met, u64> {
        self.0.state.lock().unwrap().met.clone()
    }

    fn meet(&self, what: Met) {
        self.0.state.lock().unwrap().meet(what);
    }

    fn fate(&self, creates: bool) -> Fate {
        let Some(storms) = &self.0.storms else { return Fate::Carried };
        let rng = &mut self.0.state.lock().unwrap().rng;
        let since = self.0.started.elapsed();
        if OUTAGE.contains(&(since.as_secs() / HOUR.as_secs())) {
            return match rng.u8(..10) {
                0 => Fate::Lost { answer: Some(StatusCode::BAD_GATEWAY), executed: None },
                1 => Fate::Lost { answer: None, executed: None },
                _ => Fate::Unreachable,
            };
        }
        if storms.iter().any(|begin| since >= *begin && since < *begin + STORM) {
            return Fate::Throttled { hard: rng.bool() };
        }
        let executed = match rng.u8(..3) {
            0 => None,
            1 => Some(Duration::ZERO),
            _ => Some(LATEST_EXECUTION.mul_f64(rng.f64())),
        };
        match (creates, rng.u8(..100)) {
            (true, 0..5) => Fate::Lost { answer: None, executed },
            (true, 5..10) => Fate::Lost { answer: Some(StatusCode::INTERNAL_SERVER_ERROR), executed },
            (false, 0..2) => Fate::Lost { answer: Some(StatusCode::BAD_GATEWAY), executed: None },
            (false, 2) => Fate::Lost { answer: None, executed: None },
            _ => Fate::Carried,
        }
    }

    async fn reach_b(
        self,
        mut request: Request<Bytes>,
        handling: Handling,
    ) -> Result<Response<Bytes>, TransportError> {
        let creates = request.method() == Method::POST && request.uri().path().contains("/sales/flow/");
        self.0.state.lock().unwrap().creations += u64::from(creates);
        if self.0.storms.is_some() && REVOKED.contains(&(self.0.started.elapsed().as_secs() / HOUR.as_secs()))
        {
            self.meet(Met::Revoked);
            request.headers_mut().insert(AUTHORIZATION, HeaderValue::from_static("Bearer kpl_i_revoked"));
        }
        match self.fate(creates) {
            Fate::Carried => self.carried(request, handling).await,
            Fate::Unreachable => {
                self.meet(Met::Outage);
                Err(TransportError::Unreachable { source: "closed".into() })
            }
            Fate::Throttled { hard: true } => {
                self.meet(Met::Throttled);
                Ok(answer(StatusCode::FORBIDDEN, "error code: 1015"))
            }
            Fate::Throttled { hard: false } => {
                self.meet(Met::Throttled);
                let mut answer = answer(StatusCode::TOO_MANY_REQUESTS, "");
                answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("65"));
                Ok(answer)
            }
            Fate::Lost { answer: status, executed } => {
                if creates {
                    self.meet(if status.is_some() { Met::ServerError } else { Met::TimedOut });
                }
                if let Some(late) = executed {
                    let way = self.clone();
                    let run = async move {
                        tokio::time::sleep(late).await;
                        let answer = way.carried(request, handling).await;
                        // Where the same bytes had gone again meanwhile, the sale is told and not made.
                        if !late.is_zero() && answer.is_ok_and(|answer| answer.status().is_success()) {
                            way.meet(Met::LateExecution);
                        }
                    };
                    if late.is_zero() { run.await } else { drop(tokio::spawn(run)) }
                }
                match status {
                    Some(status) => Ok(answer(status, "<html>Error</html>")),
                    None => {
                        tokio::time::sleep(PATIENCE).await;
                        Err(TransportError::TimedOut { source: "silence".into() })
                    }
                }
            }
        }
    }

    /// Lets B answer; a listing shows no sale before its time.
    async fn carried(
        &self,
        mut request: Request<Bytes>,
        handling: Handling,
    ) -> Result<Response<Bytes>, TransportError> {
        let creates = request.method() == Method::POST && request.uri().path().contains("/sales/flow/");
        if self.0.plain {
            if request.uri().path().contains("/v1/koppel/") {
                return Ok(answer(StatusCode::NOT_FOUND, ""));
            }
            if creates {
                let mut body: Value = serde_json::from_slice(request.body()).unwrap();
                body.as_object_mut().unwrap().remove("external_reference");
                *request.body_mut() = Bytes::from(body.to_string());
            }
        }
        let lists = request.method() == Method::GET && request.uri().path().ends_with("/sales");
        let first_page = !request.uri().query().unwrap_or_default().split('&').any(is_later_page);
        if lists && !first_page && self.0.storms.is_some() {
            let slow = self.0.state.lock().unwrap().slow_page();
            tokio::time::sleep(slow).await;
        }
        let now = Instant::now();
        {
            let mut state = self.0.state.lock().unwrap();
            state.minute.push_back(now);
            while state.minute.front().is_some_and(|at| now.duration_since(*at) >= MINUTE) {
                state.minute.pop_front();
            }
            state.most = state.most.max(state.minute.len());
        }
        let response = self.0.b.send(request, handling).await?;
        if !(creates || lists) {
            return Ok(response);
        }
        let (parts, body) = response.into_parts();
        let Ok(mut answer) = serde_json::from_slice::<Value>(&body) else {
            return Ok(Response::from_parts(parts, body));
        };
        let mut state = self.0.state.lock().unwrap();
        if let Some(id) = answer.pointer("/data/sale_id").and_then(Value::as_u64)
            && parts.status == StatusCode::CREATED
        {
            state.made.push(id);
            if self.0.storms.is_some() {
                let lag = LONGEST_LAG.mul_f64(state.rng.f64());
                state.hidden.insert(id, now + lag);
            }
        }
        if !lists {
            return Ok(Response::from_parts(parts, body));
        }
        state.hidden.retain(|_, shown| *shown > now);
        if let Some(rows) = answer.pointer_mut("/data/data").and_then(Value::as_array_mut) {
            let there = rows.len();
            rows.retain(|row| row["id"].as_u64().is_none_or(|id| !state.hidden.contains_key(&id)));
            if rows.len() < there {
                state.meet(Met::ListingLag);
            }
        }
        if let Some(total) = answer.pointer("/data/total").and_then(Value::as_u64) {
            let total = total.saturating_sub(state.hidden.len() as u64);
            answer["data"]["total"] = total.into();
            if !first_page && total != state.total {
                state.meet(Met::PagesShifted);
            }
            state.total = total;
        }
        Ok(Response::from_parts(parts, Bytes::from(answer.to_string())))
    }
}

impl State {
    fn meet(&mut self, what: Met) {
        *self.met.entry(what).or_default() += 1;
    }

    /// How late a page comes: one in ten does, and every one until a few listings have changed by it. Where the
    /// partner deduplicates, a day has some twenty that have a second page.
    fn slow_page(&mut self) -> Duration {
        match self.met.get(&Met::PagesShifted) {
            Some(10..) if self.rng.u8(..10) == 0 => SLOWEST_PAGE.mul_f64(self.rng.f64()),
            Some(10..) => Duration::ZERO,
            _ => SLOWEST_PAGE,
        }
    }
}

/// `page=2` and higher.
fn is_later_page(pair: &str) -> bool {
    pair.strip_prefix("page=").is_some_and(|page| page != "1")
}

impl Transport for Way {
    fn send(
        &self,
        request: Request<Bytes>,
        handling: Handling,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        if A.ends_with(request.uri().authority().unwrap().as_str()) {
            return self.0.a.send(request, handling);
        }
        Box::pin(self.clone().reach_b(request, handling))
    }

    /// The day knows no streams: everything is found by looking.
    fn open(&self, _request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Chunks>, TransportError>> {
        let source = "no streams today".into();
        Box::pin(async move { Err(TransportError::Unreachable { source }) })
    }
}

fn answer(status: StatusCode, body: &'static str) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from_static(body.as_bytes()));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
    answer
}
