//! Every point at which something can go wrong: each durable write in the life of a sale and each side of its
//! POST panics, fails or is where the process dies. A dry pass tells which points there are, for a sale that is
//! answered, one whose answer is lost, and one that never arrived; then each is met once with each trouble, and
//! one that is not reached fails the test. Afterwards nothing is lost and nothing is there twice.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use futures_util::future::{BoxFuture, join_all};
use hyper::http::{Method, Request, Response};
use koppel::demo::judge::Verdict;
use koppel::kv::{
    Answer, Batch, Change, DocumentId, Engine as KvEngine, Entry, Key, Kv, KvError, Revision, Scan, Sink,
    Verified, memory,
};
use koppel::model::delivery::Doubt;
use koppel::model::ids::SaleId;
use koppel::salesdock::request::transport::{Chunks, Handling, Transport, TransportError};
use serde_json::Value;

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

const TROUBLES: [Trouble; 6] = [FailsBefore, FailsAfter, PanicsBefore, PanicsAfter, DiesBefore, DiesAfter];

/// How the first POST of a sale goes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Course {
    Answered,
    AnswerLost,
    NeverArrived,
}

const COURSES: [Course; 3] = [Course::Answered, Course::AnswerLost, Course::NeverArrived];

/// A point in the life of a sale: the state that a write leaves it in, or its POST, and the how-manieth.
type Name = (String, usize);

/// What is watched: the sales that were not there when this began.
struct Watch {
    after: SaleId,
    course: Course,
    trouble: Option<(Name, Trouble)>,
    /// Points passed, in order.
    passed: Vec<Name>,
    counts: BTreeMap<String, usize>,
    hit: bool,
    /// Nothing is written any more.
    dead: bool,
}

impl Watch {
    fn new(after: SaleId, course: Course, trouble: Option<(Name, Trouble)>) -> Self {
        Self { after, course, trouble, passed: Vec::new(), counts: BTreeMap::new(), hit: false, dead: false }
    }

    /// Which point `what` is, when it is reached now.
    fn name(&self, what: &str) -> Name {
        (what.to_owned(), self.counts.get(what).copied().unwrap_or(0) + 1)
    }

    /// The trouble, when this is its point.
    fn trouble(&mut self, name: &Name) -> Option<Trouble> {
        let trouble = self.trouble.take_if(|(armed, _)| armed == name)?.1;
        self.hit = true;
        Some(trouble)
    }

    fn pass(&mut self, name: Name) {
        *self.counts.entry(name.0.clone()).or_default() += 1;
        self.passed.push(name);
    }
}

type Watched = Arc<Mutex<Watch>>;

fn of(watch: &Mutex<Watch>) -> MutexGuard<'_, Watch> {
    watch.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The state in which a batch leaves a sale that came after `after`.
fn left(batch: &Batch, after: SaleId) -> Option<String> {
    batch.writes().find_map(|(table, key, value)| {
        if table != "sale" || u64::decode(key)? <= after.0 {
            return None;
        }
        let record: Value = serde_json::from_slice(value?).ok()?;
        let delivery = &record["delivery"];
        let state = delivery["state"].as_str()?;
        Some(match delivery["doubt"].as_str() {
            Some(doubt) => format!("{state}, {doubt}"),
            None => state.to_owned(),
        })
    })
}

/// A store that fails at a point.
struct Disk {
    inner: memory::Memory,
    watch: Watched,
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
            let (name, trouble) = {
                let mut watch = of(&self.watch);
                if watch.dead {
                    return Err(failed());
                }
                let name = left(&batch, watch.after).map(|state| watch.name(&state));
                let trouble = name.as_ref().and_then(|name| watch.trouble(name));
                // A store that failed once, or whose process died, takes nothing more.
                watch.dead = matches!(trouble, Some(FailsBefore | FailsAfter | DiesBefore | DiesAfter));
                (name, trouble)
            };
            match trouble {
                None => {
                    let done = self.inner.commit(batch).await;
                    if let (Some(name), true) = (name, done.is_ok()) {
                        of(&self.watch).pass(name);
                    }
                    done
                }
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
    watch: Watched,
}

/// The sale that a request places, by the reference it carries.
fn placed_by(request: &Request<Bytes>) -> Option<SaleId> {
    if request.method() != Method::POST || !request.uri().path().contains("/sales/flow/") {
        return None;
    }
    let body: Value = serde_json::from_slice(request.body()).ok()?;
    body["external_reference"].as_str()?.rsplit(':').nth(1)?.parse().ok()
}

impl Transport for Wire {
    fn send(
        &self,
        request: Request<Bytes>,
        handling: Handling,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let (trouble, course) = {
            let mut watch = of(&self.watch);
            match placed_by(&request) {
                Some(sale) if sale > watch.after => {
                    let name = watch.name("POST");
                    let trouble = watch.trouble(&name);
                    let course = if name.1 == 1 { watch.course } else { Course::Answered };
                    watch.pass(name);
                    (trouble, course)
                }
                _ => (None, Course::Answered),
            }
        };
        let lost = || {
            let source = std::io::Error::from(std::io::ErrorKind::ConnectionReset).into();
            Err(TransportError::Lost { source })
        };
        Box::pin(async move {
            match (trouble, course) {
                (None, Course::Answered) => self.inner.send(request, handling).await,
                (None, Course::NeverArrived) => lost(),
                (Some(FailsBefore), _) => {
                    Err(TransportError::Unreachable { source: "nobody is there".into() })
                }
                (Some(PanicsBefore), _) => panic!("before a POST"),
                (Some(DiesBefore), _) => std::future::pending().await,
                (after, _) => {
                    let _ = self.inner.send(request, handling).await;
                    match after {
                        None | Some(FailsAfter) => lost(),
                        Some(PanicsAfter) => panic!("after a POST"),
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

/// A stage whose store and wire are watched.
struct Walk {
    stage: Stage,
    watch: Watched,
    plain: bool,
    last: SaleId,
    made: usize,
}

impl Walk {
    async fn begin(plain: bool) -> Self {
        let watch = Arc::new(Mutex::new(Watch::new(SaleId(u64::MAX), Course::Answered, None)));
        let kv = Kv::new(Disk { inner: memory::Memory::default(), watch: watch.clone() });
        let mut stage = Stage::linked_over(kv, "", plain).await;
        // Nothing is executed late here, so the settle time need not outlast anything.
        stage.speed = 900.0;
        Self { stage, watch, plain, last: SaleId(0), made: 0 }
    }

    async fn restart(&mut self) {
        let wire = Arc::new(Wire { inner: network(), watch: self.watch.clone() });
        self.stage.restart(|kv, keyring, speed| engine_through(kv, keyring, speed, wire)).await;
    }

    /// Begins anew, and sells one that takes this course and meets this trouble.
    async fn sell(&mut self, course: Course, trouble: Option<(Name, Trouble)>) -> SaleId {
        self.stage.engine.abort().await;
        *of(&self.watch) = Watch::new(self.last, course, trouble);
        self.restart().await;
        self.last = self.stage.sell_sound().await;
        self.made += 1;
        self.last
    }

    /// The points of a course that meets no trouble.
    async fn points(&mut self, course: Course) -> Vec<Name> {
        let sale = self.sell(course, None).await;
        until("the sale is at the partner", || async {
            self.stage.row(sale).await.is_some_and(|row| row.state.is_placed())
        })
        .await;
        of(&self.watch).passed.clone()
    }

    /// Meets `trouble` at every point of every course.
    async fn meet(mut self, trouble: Trouble) -> (usize, usize) {
        // Sales that were there before the first watch are none.
        self.last = self.stage.sell_sound().await;
        self.made = 1;
        self.stage.settle(1).await;
        let mut met = 0;
        for course in COURSES {
            let points = self.points(course).await;
            let posts = points.iter().filter(|(what, _)| what == "POST").count();
            let twice = course == Course::NeverArrived || course == Course::AnswerLost && !self.plain;
            assert_eq!(posts, if twice { 2 } else { 1 }, "{course:?}: {points:?}");
            for point in points {
                let what = format!("{course:?}, {point:?}, {trouble:?}");
                self.sell(course, Some((point, trouble))).await;
                until(&what, || async { of(&self.watch).hit }).await;
                met += 1;
            }
        }
        self.stage.engine.abort().await;
        *of(&self.watch) = Watch::new(SaleId(u64::MAX), Course::Answered, None);
        self.restart().await;
        self.stage.settle(self.made).await;
        assert_eq!(self.stage.verdict().await, Verdict::default(), "{trouble:?}");
        let queue = self.stage.queue().await;
        let person = queue.iter().filter(|row| row.doubt == Some(Doubt::Operator)).count();
        let placed = queue.iter().filter(|row| row.state.is_placed()).count();
        let left: Vec<_> = queue.iter().filter(|row| !row.state.is_placed()).collect();
        assert_eq!(placed + person, self.made, "{trouble:?}: {left:#?}");
        self.stage.engine.stop().await;
        (met, person)
    }
}

/// Every trouble at every point, each trouble on a stage of its own.
async fn walk(plain: bool) {
    let walks = TROUBLES.map(|trouble| async move { Walk::begin(plain).await.meet(trouble).await });
    let walked = join_all(walks).await;
    let met: usize = walked.iter().map(|(met, _)| met).sum();
    let person: usize = walked.iter().map(|(_, person)| person).sum();
    println!("{met} points met, {person} handed to a person (plain: {plain})");
    assert!(met >= 60 && person * 10 <= met, "{person} of {met} went to a person");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_point_loses_or_doubles_a_sale_where_the_partner_deduplicates() {
    walk(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_point_loses_or_doubles_a_sale_where_the_partner_shows_no_reference() {
    walk(true).await;
}
