//! Every point at which something can go wrong, one after another: each durable write and each side of a POST
//! panics, fails or is where the process dies. Afterwards nothing is lost and nothing is there twice.

use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use hyper::http::{Method, Request, Response};
use koppel::demo::judge::Verdict;
use koppel::kv::{
    Answer, Batch, Change, DocumentId, Engine as KvEngine, Entry, Kv, KvError, Revision, Scan, Sink,
    Verified, memory,
};
use koppel::model::delivery::State;
use koppel::salesdock::request::transport::{Chunks, Handling, Transport, TransportError};

use crate::stage::{Stage, engine_through, network, until};

/// What happens at a point.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Trouble {
    /// Nothing was done, and that is said.
    FailsBefore,
    /// It was done, and the contrary is said.
    FailsAfter,
    /// A panic, before it is done.
    PanicsBefore,
    /// A panic, after it is done.
    PanicsAfter,
    /// The process dies, before it is done.
    DiesBefore,
    /// The process dies, after it is done.
    DiesAfter,
}

use Trouble::{DiesAfter, DiesBefore, FailsAfter, FailsBefore, PanicsAfter, PanicsBefore};

/// Counts down to its trouble.
#[derive(Default)]
struct Point {
    armed: Option<(u64, Trouble)>,
    hit: bool,
    /// Nothing is written any more.
    dead: bool,
}

impl Point {
    /// The trouble, when this is its turn.
    fn turn(&mut self) -> Option<Trouble> {
        let (left, trouble) = self.armed?;
        self.armed = (left > 1).then_some((left - 1, trouble));
        self.hit |= left == 1;
        (left == 1).then_some(trouble)
    }
}

#[derive(Clone, Default)]
struct Points {
    writes: Arc<Mutex<Point>>,
    posts: Arc<Mutex<Point>>,
}

fn of(point: &Mutex<Point>) -> MutexGuard<'_, Point> {
    point.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A store that fails at a point.
struct Disk {
    inner: memory::Memory,
    point: Arc<Mutex<Point>>,
}

fn failed() -> KvError {
    KvError::Failed { why: "the point".into() }
}

impl KvEngine for Disk {
    fn get<'a>(&'a self, table: &'static str, key: &'a [u8]) -> Answer<'a, Option<Entry>> {
        self.inner.get(table, key)
    }

    fn scans(&self, table: &'static str, scans: Vec<Scan>) -> Answer<'_, Vec<Vec<Entry>>> {
        self.inner.scans(table, scans)
    }

    fn commit(&self, batch: Batch) -> Answer<'_, Revision> {
        Box::pin(async move {
            let trouble = {
                let mut point = of(&self.point);
                if point.dead {
                    return Err(failed());
                }
                let trouble = point.turn();
                // A store that failed once, or whose process died, takes nothing more.
                point.dead = matches!(trouble, Some(FailsBefore | FailsAfter | DiesBefore | DiesAfter));
                trouble
            };
            match trouble {
                None => self.inner.commit(batch).await,
                Some(FailsBefore | DiesBefore) => Err(failed()),
                Some(FailsAfter | DiesAfter) => self.inner.commit(batch).await.and(Err(failed())),
                Some(PanicsBefore) => panic!("before a write"),
                Some(PanicsAfter) => {
                    let _ = self.inner.commit(batch).await;
                    panic!("after a write")
                }
            }
        })
    }

    fn watch(&self, table: &'static str, prefix: Vec<u8>) -> tokio::sync::mpsc::Receiver<Change> {
        self.inner.watch(table, prefix)
    }

    fn document(&self, id: DocumentId) -> Answer<'_, Option<Bytes>> {
        self.inner.document(id)
    }

    fn document_key(&self) -> [u8; 32] {
        self.inner.document_key()
    }

    fn revision(&self) -> Revision {
        self.inner.revision()
    }

    fn verify(&self) -> Answer<'_, Verified> {
        self.inner.verify()
    }

    fn export(&self, sink: Sink) -> Answer<'_, Revision> {
        self.inner.export(sink)
    }

    fn close(&self) -> Answer<'_, ()> {
        self.inner.close()
    }

    fn failure(&self) -> Option<String> {
        None
    }
}

/// A wire that fails at a point: where a sale is placed.
struct Wire {
    inner: Arc<dyn Transport>,
    point: Arc<Mutex<Point>>,
}

impl Transport for Wire {
    fn send(
        &self,
        request: Request<Bytes>,
        handling: Handling,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let places = request.method() == Method::POST && request.uri().path().contains("/sales/flow/");
        let trouble = if places { of(&self.point).turn() } else { None };
        let source = || std::io::Error::from(std::io::ErrorKind::ConnectionReset).into();
        Box::pin(async move {
            match trouble {
                None => self.inner.send(request, handling).await,
                Some(FailsBefore) => Err(TransportError::Unreachable { source: source() }),
                Some(PanicsBefore) => panic!("before a POST"),
                Some(DiesBefore) => std::future::pending().await,
                Some(after) => {
                    let _ = self.inner.send(request, handling).await;
                    match after {
                        FailsAfter => Err(TransportError::Lost { source: source() }),
                        PanicsAfter => panic!("after a POST"),
                        _ => std::future::pending().await,
                    }
                }
            }
        })
    }

    fn open(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Chunks>, TransportError>> {
        self.inner.open(request)
    }
}

/// The points of one partner, one after another; a sale each.
async fn walk(plain: bool) {
    let points = Points::default();
    let kv = Kv::new(Disk { inner: memory::Memory::default(), point: points.writes.clone() });
    let mut stage = Stage::linked_over(kv, "", plain).await;
    let wire = || Arc::new(Wire { inner: network(), point: points.posts.clone() });
    let mut made = 0;
    let mut hits = 0;
    let troubles = [FailsBefore, FailsAfter, PanicsBefore, PanicsAfter, DiesBefore, DiesAfter];
    let writes = troubles.into_iter().flat_map(|trouble| (1..=6).map(move |turn| (turn, trouble, true)));
    let posts = troubles.into_iter().map(|trouble| (1, trouble, false));
    for (turn, trouble, write) in writes.chain(posts) {
        stage.restart(|kv, keyring, speed| engine_through(kv, keyring, speed, wire())).await;
        let point = if write { &points.writes } else { &points.posts };
        *of(point) = Point { armed: Some((turn, trouble)), ..Point::default() };
        let sale = stage.sell_good().await;
        made += 1;
        until("the point, or the sale at the partner", || async {
            of(point).hit || stage.row(sale).await.is_some_and(|row| row.state.is_placed())
        })
        .await;
        hits += usize::from(of(point).hit);
        stage.engine.abort().await;
        *of(point) = Point::default();
    }
    stage.restart(|kv, keyring, speed| engine_through(kv, keyring, speed, wire())).await;
    stage.settle(made).await;
    assert_eq!(stage.verdict().await, Verdict::default(), "plain: {plain}");
    let person = stage.in_state(State::Uncertain).await.len();
    println!("points: {made} sales, {hits} points hit, {person} handed to a person (plain: {plain})");
    assert!(hits >= 24, "{hits} of {made} points were met");
    assert!(person <= made / 4, "{person} of {made} went to a person");
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_point_loses_or_doubles_a_sale_where_the_partner_deduplicates() {
    walk(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_point_loses_or_doubles_a_sale_where_the_partner_shows_no_reference() {
    walk(true).await;
}
