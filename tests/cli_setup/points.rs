//! The real service at every point where it may end: each side of the POST of a sale, and each call that
//! changes a file of its store from the moment a sale is made until it is at the supplier. It is killed there,
//! or cut off, or its disk fails. The judge is what both environments list.
//!
//! Not here: panics, which cannot be had from outside (`engine/points.rs`).

use koppel::demo::desk::{Desk, Kind};
use koppel::demo::judge::{Queued, Verdict, judge};
use koppel::model::delivery::State;
use rustix::process::Signal;

use crate::kills::{listed, queued};
use crate::wire::{SIDES, Side, Strike, Wire};
use crate::world::{Environment, Running, World};

/// A reseller whose supplier is asked over a wire that can be cut.
struct Scene {
    world: World,
    a: Environment,
    b: Environment,
    wire: Wire,
    desk: Desk,
    next: u64,
    made: u64,
}

impl Scene {
    fn new(plain: bool) -> Self {
        let world = World::at_speed(if plain { 300 } else { 20 }, "request_timeout_ms = 1000\n");
        let mut b = world.environment("supplier-env", "zonnewind", "supplier");
        let a = world.environment("reseller-env", "klaver", "reseller");
        let wire = Wire::to(&b.url);
        let direct = std::mem::replace(&mut b.url, wire.url.clone());
        crate::linked::link(&world, &a, &b);
        b.url = direct;
        if plain {
            b = world.serve_again("supplier-env", b, &["--plain"]);
            world.ok("reseller", &["integration", "test", "zonnewind"]);
        }
        let shown = world.json("reseller", &["integration", "show", "zonnewind"]);
        assert_eq!(shown["tier"], if plain { "T3" } else { "T0" }, "{shown}");
        let desk = crate::linked::desk(&world, &a, "telecom/verbinding", "zw-glas-200");
        Self { world, a, b, wire, desk, next: 0, made: 0 }
    }

    /// Sells one with which all is well: its number at A.
    fn sell(&mut self) -> u64 {
        while self.desk.sale(self.next).unwrap().kind != Kind::Good {
            self.next += 1;
        }
        self.next += 1;
        self.made += 1;
        crate::linked::post(&self.a, &self.desk, self.next - 1)
    }

    /// Waits until nothing of what was before is under way.
    fn rest(&self) {
        self.world.ok("reseller", &["queue", "wait", "--settled", "--timeout", "300"]);
    }

    fn state_of(&self, sale: u64) -> Option<State> {
        let rows = self.world.rows("reseller", &["sale", "list", &sale.to_string()]);
        rows.iter().find(|row| row["own_sale_id"] == sale).map(|row| queued(row).state)
    }

    /// Waits until `service` has ended.
    fn end_of(&self, mut service: Running, what: &str) -> std::process::ExitStatus {
        let mut ended = None;
        self.world.until(what, || {
            ended = service.ended();
            ended.is_some()
        });
        ended.unwrap()
    }

    /// Lets everything come to rest: each sale is at the supplier once, or with a person; how many are that.
    fn settle(&self) -> u64 {
        let world = &self.world;
        let service = world.serve("reseller");
        let known = || world.rows("reseller", &["sale", "list"]).len() as u64;
        world.until("every sale is known", || known() == self.made);
        self.rest();
        let queue: Vec<Queued> = world.rows("reseller", &["sale", "list"]).iter().map(queued).collect();
        let (own, partner) = (listed(&self.a), listed(&self.b));
        assert_eq!(own.len() as u64, self.made);
        assert_eq!(judge(&own, &partner, &queue), Verdict::default());
        let placed = queue.iter().filter(|row| row.state.is_placed()).count() as u64;
        let with_a_person = queue.iter().filter(|row| row.state == State::Uncertain).count() as u64;
        assert_eq!(placed + with_a_person, self.made, "{queue:?}");
        service.signal(Signal::TERM);
        assert!(service.wait().success());
        with_a_person
    }
}

/// The service is killed, and elsewhere only cut off, at every side of a POST. They wait for most of the time:
/// each has few sides and a scene of its own, side by side.
fn at_every_side_of_a_post(plain: bool) {
    std::thread::scope(|scope| {
        for sides in SIDES.chunks(4) {
            scope.spawn(move || killed_at(sides, plain));
            scope.spawn(move || cut_off_at(sides, plain));
        }
    });
}

/// A scene for strikes. Where a sale has to be looked for, only a listing that shows an earlier one proves
/// anything.
fn with_an_earlier_sale(plain: bool) -> Scene {
    let mut scene = Scene::new(plain);
    scene.sell();
    scene.settle();
    scene
}

fn killed_at(sides: &[Side], plain: bool) {
    let mut scene = with_an_earlier_sale(plain);
    for side in sides {
        let service = scene.world.serve("reseller");
        scene.rest();
        scene.wire.arm(*side, Strike::Kill(service.id()));
        scene.sell();
        let ended = scene.end_of(service, &format!("killed: {side:?}"));
        assert_eq!(std::os::unix::process::ExitStatusExt::signal(&ended), Some(9), "{side:?}");
        assert!(scene.wire.has_struck(), "{side:?}");
    }
    assert_eq!(scene.settle(), 0, "with a person; killed at {sides:?}, plain: {plain}");
}

fn cut_off_at(sides: &[Side], plain: bool) {
    let mut scene = with_an_earlier_sale(plain);
    let service = scene.world.serve("reseller");
    for side in sides {
        scene.rest();
        scene.wire.arm(*side, Strike::Cut);
        scene.sell();
        scene.world.until(&format!("cut off: {side:?}"), || scene.wire.has_struck());
    }
    service.signal(Signal::TERM);
    assert!(service.wait().success());
    assert_eq!(scene.settle(), 0, "with a person; cut off at {sides:?}, plain: {plain}");
}

#[test]
fn killed_or_cut_off_at_every_side_of_a_post_where_the_partner_deduplicates() {
    at_every_side_of_a_post(false);
}

#[test]
fn killed_or_cut_off_at_every_side_of_a_post_where_the_partner_shows_no_reference() {
    at_every_side_of_a_post(true);
}

#[test]
fn told_to_end_in_the_middle_of_a_post_it_waits_for_the_answer_and_writes_it_down() {
    let mut scene = Scene::new(true);
    for side in SIDES.into_iter().filter(|side| *side != Side::AnswerPassed) {
        let service = scene.world.serve("reseller");
        scene.wire.arm(side, Strike::Terminate(service.id()));
        let sale = scene.sell();
        let ended = scene.end_of(service, &format!("told to end: {side:?}"));
        assert_eq!(ended.code(), Some(0), "{side:?}");
        assert!(scene.wire.has_struck(), "{side:?}");
        assert_eq!(scene.state_of(sale), Some(State::Sent), "{side:?}");
    }
    assert_eq!(scene.settle(), 0);
}

/// What the shim does at a call, and how the service ends by it: by a signal, or by itself.
const MODES: [(&str, bool); 4] = [("before", true), ("torn", true), ("after", true), ("io", false)];

#[test]
fn killed_or_failed_by_its_disk_at_every_call_that_changes_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let library = crate::shim::build(folder.path());
    let library = library.to_str().unwrap();
    std::thread::scope(|scope| {
        for (mode, killed) in MODES {
            scope.spawn(move || at_every_call(library, mode, killed));
        }
    });
}

fn at_every_call(library: &str, mode: &str, killed: bool) {
    let mut scene = Scene::new(false);
    let (store, gate, log) =
        (scene.world.path("reseller/store"), scene.world.path("gate"), scene.world.path("calls"));
    let shimmed = |world: &World, mode: &str, at: usize| {
        let variables = [
            ("LD_PRELOAD", library),
            ("KOPPEL_SHIM_DIR", &store),
            ("KOPPEL_SHIM_GATE", &gate),
            ("KOPPEL_SHIM_LOG", &log),
            ("KOPPEL_SHIM_MODE", mode),
            ("KOPPEL_SHIM_AT", &at.to_string()),
        ];
        let _ = std::fs::remove_file(&gate);
        let _ = std::fs::remove_file(&log);
        world.serve_with("reseller", &variables)
    };
    // A dry pass: which calls one sale takes.
    let service = shimmed(&scene.world, "after", usize::MAX >> 1);
    scene.rest();
    std::fs::write(&gate, "").unwrap();
    let sale = scene.sell();
    scene.world.until("the sale is sent", || scene.state_of(sale) == Some(State::Sent));
    service.signal(Signal::KILL);
    service.wait();
    let calls = std::fs::read_to_string(&log).unwrap();
    let calls: Vec<&str> = calls.lines().collect();
    let writes = calls.iter().filter(|call| call.contains("write")).count();
    assert!(writes >= 3 && calls.contains(&"fdatasync"), "{calls:?}");
    let ends = if mode == "torn" { writes } else { calls.len() };
    for at in 1..=ends {
        let service = shimmed(&scene.world, mode, at);
        scene.rest();
        std::fs::write(&gate, "").unwrap();
        scene.sell();
        let ended = scene.end_of(service, &format!("{mode} call {at}"));
        match killed {
            true => assert_eq!(ended.code(), None, "{mode} call {at}: {ended}"),
            false => assert!(ended.code().is_some_and(|code| code > 0), "{mode} call {at}: {ended}"),
        }
    }
    let with_a_person = scene.settle();
    println!("{mode}: {ends} ends at {calls:?}, {} sales, {with_a_person} with a person", scene.made);
    assert_eq!(with_a_person, 0);
}
