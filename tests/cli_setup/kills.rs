//! `kill -9` of the reseller's service, again and again at random, while sales flow and the supplier's
//! answers go wrong. The judge is what both environments list.
//!
//! Fifty kills for each tier; `KOPPEL_SOAK` multiplies. 300 kills, and 10 000 of one tier, which is more than an
//! hour:
//!
//! ```text
//! KOPPEL_SOAK=6 cargo test --test cli_setup kills:: -- --nocapture
//! KOPPEL_SOAK=200 cargo test --test cli_setup kills::beside_a_partner_that_deduplicates -- --nocapture
//! ```
//!
//! The others are `kills::beside_a_partner_that_shows_our_reference`, `..._that_is_told_our_reference` and
//! `..._that_shows_no_reference`.

use std::sync::Mutex;
use std::time::Duration;

use koppel::clock::Instant;
use koppel::demo::judge::{Listed, Queued, judge};
use koppel::model::delivery::State;
use koppel::model::ids::SaleId;
use rustix::process::Signal;
use serde_json::Value;

use crate::world::{Environment, World};

/// Kills in one run; `KOPPEL_SOAK` multiplies.
const KILLS: u64 = 50;
/// Kills in one world. A longer run goes through several, so that its last kill meets a queue of the same size
/// as its first ones did.
const KILLS_IN_A_WORLD: u64 = 500;
/// Worlds side by side: each waits for most of its time.
const AT_ONCE: u64 = 2;
/// Sales in one life of the service, on average.
const SALES_IN_A_LIFE: u64 = 3;
/// Answers that are lost after the sale was made, errors on either side of it, answers that come too late.
const FAULTS: &str = "cut-after=5%,error-before=3%,error-after=2%,delay=5%,delay-ms=1500";

/// A world before its first kill, and both its environments.
struct Scene {
    world: World,
    a: Environment,
    b: Environment,
}

#[test]
fn beside_a_partner_that_deduplicates() {
    // Found in the middle of an attempt at five starts in a row, a sale goes to a person.
    lived("T0", 50, |faults| {
        let world = World::at_speed(20, "request_timeout_ms = 1000\n");
        let b = world.environment_with("supplier-env", "zonnewind", "supplier", &["--faults", faults]);
        let a = world.environment("reseller-env", "klaver", "reseller");
        crate::linked::link(&world, &a, &b);
        Scene { world, a, b }
    });
}

#[test]
fn beside_a_partner_that_shows_our_reference() {
    lived("T1", 20, |faults| {
        let world = World::at_speed(300, "request_timeout_ms = 1000\n");
        let flags = ["--echo-only", "--faults", faults];
        let b = world.environment_with("supplier-env", "zonnewind", "supplier", &flags);
        let a = world.environment("reseller-env", "klaver", "reseller");
        crate::linked::link(&world, &a, &b);
        Scene { world, a, b }
    });
}

#[test]
fn beside_a_partner_that_is_told_our_reference() {
    lived("T2", 20, |faults| {
        let world = World::at_speed(300, "request_timeout_ms = 1000\n");
        let b = world.environment("supplier-env", "zonnewind", "supplier");
        let a = world.environment("reseller-env", "klaver", "reseller");
        crate::linked::link(&world, &a, &b);
        let asked =
            ["identifier=referentie", "name=Referentie", "input_type=text", "visible=1", "required=0"];
        world.ok("supplier", &[["env", "question", "create"].as_slice(), &asked].concat());
        world.ok("reseller", &["sync", "zonnewind"]);
        let mapped = ["map", "question", "set", "zonnewind", "referentie", "--constant", "{reference}"];
        world.ok("reseller", &mapped);
        let b = world.serve_again("supplier-env", b, &["--plain", "--faults", faults]);
        Scene { world, a, b }
    });
}

#[test]
fn beside_a_partner_that_shows_no_reference() {
    // The settle time is then 3 s: longer than a late execution, and than the client waits.
    lived("T3", 20, |faults| {
        let world = World::at_speed(300, "request_timeout_ms = 1000\n");
        let b = world.environment("supplier-env", "zonnewind", "supplier");
        let a = world.environment("reseller-env", "klaver", "reseller");
        crate::linked::link(&world, &a, &b);
        // Giving access takes calls that the real service does not have; from here on there are none.
        let b = world.serve_again("supplier-env", b, &["--plain", "--faults", faults]);
        Scene { world, a, b }
    });
}

/// What one world came to, or all of them.
#[derive(Default)]
struct Came {
    kills: u64,
    made: u64,
    at_partner: usize,
    fallout: u64,
    with_a_person: u64,
}

/// Lives through as many worlds as the run has kills for, some of them side by side. At most one in `share` sales
/// may come to a person: a sale found in the middle of an attempt at several starts in a row does.
fn lived(tier: &str, share: u64, scene: impl Fn(&str) -> Scene + Sync) {
    let soak: u64 = std::env::var("KOPPEL_SOAK").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let mut left = KILLS * soak;
    let worlds: Vec<(u64, u64)> = (11..)
        .map_while(|seed| {
            let kills = left.min(KILLS_IN_A_WORLD).min((KILLS * soak).div_ceil(AT_ONCE));
            left -= kills;
            (kills > 0).then_some((seed, kills))
        })
        .collect();
    let all = Mutex::new(Came::default());
    let one = |seed: u64, kills: u64| {
        let since = Instant::now();
        let came = killed(&scene(&format!("{FAULTS},seed={seed}")), tier, seed, kills);
        println!("{tier}, seed {seed}: {kills} kills took {:.0?}", since.elapsed());
        let mut all = all.lock().unwrap();
        all.kills += kills;
        all.made += came.made;
        all.at_partner += came.at_partner;
        all.fallout += came.fallout;
        all.with_a_person += came.with_a_person;
    };
    for some in worlds.chunks(AT_ONCE as usize) {
        std::thread::scope(|scope| {
            for (seed, kills) in some {
                scope.spawn(|| one(*seed, *kills));
            }
        });
    }
    let Came { kills, made, at_partner, fallout, with_a_person } = all.into_inner().unwrap();
    assert_eq!(kills, KILLS * soak);
    let share_now = 100.0 * with_a_person as f64 / made as f64;
    println!(
        "{tier}: {kills} kills, {made} sales, {at_partner} at the partner, {fallout} fallout, {with_a_person} in a \
         person's hands ({share_now:.1} %), 0 doubled, 0 lost, 0 denied"
    );
    assert!(with_a_person * share <= made, "{with_a_person} of {made} in a person's hands");
}

/// Sells, kills, and judges by what both environments list.
fn killed(Scene { world, a, b }: &Scene, tier: &str, seed: u64, kills: u64) -> Came {
    let tested = world.json("reseller", &["integration", "test", "zonnewind"]);
    assert_eq!(tested["failure"], Value::Null, "{tested}");
    let shown = world.json("reseller", &["integration", "show", "zonnewind"]);
    assert_eq!(shown["tier"], tier, "{shown}");
    let desk = crate::linked::desk(world, a, "telecom/verbinding", "zw-glas-200");

    // A life begins when the sales of the one before the last are made: neither runs away from the other.
    let (lives, begun) = std::sync::mpsc::sync_channel(1);
    let made = std::thread::scope(|scope| {
        let selling = scope.spawn(|| {
            let mut made = 0;
            for sales in begun {
                for _ in 0..sales {
                    crate::linked::post(a, &desk, made);
                    made += 1;
                    std::thread::sleep(Duration::from_millis(50));
                }
            }
            made
        });
        let mut dice = fastrand::Rng::with_seed(seed);
        for _ in 0..kills {
            lives.send(dice.u64(0..=2 * SALES_IN_A_LIFE)).unwrap();
            let service = world.serve("reseller");
            // Some lives end before the first look at A, some in the middle of many attempts.
            std::thread::sleep(Duration::from_millis(dice.u64(5..500)));
            service.signal(Signal::KILL);
            service.wait();
        }
        drop(lives);
        selling.join().unwrap()
    });

    let service = world.serve("reseller");
    // The queue knows every sale before it can be at rest.
    world.until("every sale is known", || world.rows("reseller", &["sale", "list"]).len() as u64 == made);
    let patience = (300 + made / 4).to_string();
    world.ok("reseller", &["queue", "wait", "--settled", "--timeout", &patience]);
    let rows = world.rows("reseller", &["sale", "list"]);
    let queue: Vec<Queued> = rows.iter().map(queued).collect();
    let (own, partner) = (listed(a), listed(b));
    assert_eq!(own.len() as u64, made);
    let verdict = judge(&own, &partner, &queue);
    let in_state = |state| queue.iter().filter(|row| row.state == state).count() as u64;
    let (with_a_person, fallout) = (in_state(State::Uncertain), in_state(State::Fallout));
    assert!(made > kills, "the desk hardly sold");
    assert!(verdict.duplicates.is_empty(), "{tier}, seed {seed}: doubled: {:?}", verdict.duplicates);
    assert!(verdict.lost.is_empty(), "{tier}, seed {seed}: lost: {:?}", verdict.lost);
    assert!(verdict.denied.is_empty(), "{tier}, seed {seed}: denied: {:?}", verdict.denied);
    // Nothing is left half way: what is not at the partner says why.
    let placed = queue.iter().filter(|row| row.state.is_placed()).count() as u64;
    assert_eq!(placed + fallout + with_a_person, made);
    if tier == "T2" {
        let page = b.get("/api/zonnewind/v1/account/sales?extended=true");
        let told = page["data"]["data"][0]["flow_data"]["product_questions"].to_string();
        assert!(told.contains("referentie"), "the reference travels with the sale: {told}");
    }
    service.signal(Signal::TERM);
    assert!(service.wait().success());
    Came { kills, made, at_partner: partner.len(), fallout, with_a_person }
}

/// A row of the queue, for the judge.
pub fn queued(row: &Value) -> Queued {
    Queued {
        own: serde_json::from_value(row["own_sale_id"].clone()).unwrap(),
        state: serde_json::from_value(row["state"].clone()).unwrap(),
        partner: serde_json::from_value(row["partner_sale_id"].clone()).unwrap(),
    }
}

/// Every sale that an environment lists.
pub fn listed(environment: &Environment) -> Vec<Listed> {
    let mut found = Vec::new();
    for page in 1.. {
        let path = format!("/api/{}/v1/account/sales?extended=true&page={page}", environment.domain);
        let answer = environment.get(&path);
        let rows = answer["data"]["data"].as_array().unwrap().clone();
        found.extend(rows.iter().map(|row| Listed {
            id: serde_json::from_value::<SaleId>(row["id"].clone()).unwrap(),
            email: row["customer"]["email"].as_str().unwrap().to_owned(),
            external_reference: row["external_reference"].as_str().map(ToOwned::to_owned),
        }));
        if answer["data"]["last_page"].as_u64().unwrap() <= page {
            break;
        }
    }
    found
}
