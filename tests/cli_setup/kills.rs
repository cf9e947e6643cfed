//! `kill -9` of the reseller's service, again and again at random, while sales flow and the supplier's
//! answers go wrong. The judge is what both environments list.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use koppel::demo::judge::{Listed, Queued, judge};
use koppel::model::delivery::State;
use koppel::model::ids::SaleId;
use rustix::process::Signal;
use serde_json::Value;

use crate::world::{Environment, World};

/// Kills in one run; `KOPPEL_SOAK` multiplies.
const KILLS: u64 = 50;
/// Answers that are lost after the sale was made, errors on either side of it, answers that come too late.
const FAULTS: &str = "cut-after=5%,error-before=3%,error-after=2%,delay=5%,delay-ms=1500,seed=11";

#[test]
fn a_service_killed_again_and_again_doubles_and_loses_nothing() {
    let world = World::at_speed(20, "request_timeout_ms = 1000\n");
    let b = world.environment_with("supplier-env", "zonnewind", "supplier", &["--faults", FAULTS]);
    let a = world.environment("reseller-env", "klaver", "reseller");
    crate::linked::link(&world, &a, &b);
    let (made, with_a_person) = killed(&world, &a, &b, "T0");
    // A sale found in the middle of an attempt at five starts in a row goes to a person.
    assert!(with_a_person * 50 <= made, "{with_a_person} of {made} in a person's hands");
}

#[test]
fn a_service_killed_beside_a_partner_that_only_shows_our_reference_doubles_and_loses_nothing() {
    let world = World::at_speed(300, "request_timeout_ms = 1000\n");
    let b =
        world.environment_with("supplier-env", "zonnewind", "supplier", &["--echo-only", "--faults", FAULTS]);
    let a = world.environment("reseller-env", "klaver", "reseller");
    crate::linked::link(&world, &a, &b);
    looked_for(&world, &a, &b, "T1");
}

#[test]
fn a_service_killed_beside_a_partner_that_is_told_our_reference_by_an_answer_doubles_and_loses_nothing() {
    let world = World::at_speed(300, "request_timeout_ms = 1000\n");
    let b = world.environment("supplier-env", "zonnewind", "supplier");
    let a = world.environment("reseller-env", "klaver", "reseller");
    crate::linked::link(&world, &a, &b);
    let asked = ["identifier=referentie", "name=Referentie", "input_type=text", "visible=1", "required=0"];
    world.ok("supplier", &[["env", "question", "create"].as_slice(), &asked].concat());
    world.ok("reseller", &["sync", "zonnewind"]);
    world.ok("reseller", &["map", "question", "set", "zonnewind", "referentie", "--constant", "{reference}"]);
    let b = world.serve_again("supplier-env", b, &["--plain", "--faults", FAULTS]);
    looked_for(&world, &a, &b, "T2");
    let page = b.get("/api/zonnewind/v1/account/sales?extended=true");
    let told = page["data"]["data"][0]["flow_data"]["product_questions"].to_string();
    assert!(told.contains("referentie"), "the reference travels with the sale: {told}");
}

#[test]
fn a_service_killed_beside_a_partner_that_shows_no_reference_doubles_and_loses_nothing() {
    // The settle time is then 3 s: longer than a late execution, and than the client waits.
    let world = World::at_speed(300, "request_timeout_ms = 1000\n");
    let b = world.environment("supplier-env", "zonnewind", "supplier");
    let a = world.environment("reseller-env", "klaver", "reseller");
    crate::linked::link(&world, &a, &b);
    // Giving access takes calls that the real service does not have; from here on there are none.
    let b = world.serve_again("supplier-env", b, &["--plain", "--faults", FAULTS]);
    looked_for(&world, &a, &b, "T3");
}

/// Kills beside a partner where a sale in doubt has to be looked for.
fn looked_for(world: &World, a: &Environment, b: &Environment, tier: &str) {
    let tested = world.json("reseller", &["integration", "test", "zonnewind"]);
    assert_eq!(tested["failure"], Value::Null, "{tested}");
    let shown = world.json("reseller", &["integration", "show", "zonnewind"]);
    assert_eq!(shown["tier"], tier, "{shown}");
    let (made, with_a_person) = killed(world, a, b, tier);
    // What is looked for is found, or goes again. Found in the middle of an attempt at two starts in a row,
    // a sale goes to a person.
    assert!(with_a_person * 20 <= made, "{with_a_person} of {made} in a person's hands");
}

/// Sells, kills, and judges by what both environments list: how many sales were made, and how many of them
/// a person must decide about.
fn killed(world: &World, a: &Environment, b: &Environment, tier: &str) -> (u64, u64) {
    let soak: u64 = std::env::var("KOPPEL_SOAK").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let desk = crate::linked::desk(world, a, "telecom/verbinding", "zw-glas-200");

    let done = AtomicBool::new(false);
    let made = std::thread::scope(|scope| {
        let selling = scope.spawn(|| {
            let mut made = 0;
            while !done.load(Ordering::Relaxed) {
                crate::linked::post(a, &desk, made);
                made += 1;
                std::thread::sleep(Duration::from_millis(50));
            }
            made
        });
        let mut dice = fastrand::Rng::with_seed(50);
        for _ in 0..KILLS * soak {
            let service = world.serve("reseller");
            // Some lives end before the first look at A, some in the middle of many attempts.
            std::thread::sleep(Duration::from_millis(dice.u64(5..600)));
            service.signal(Signal::KILL);
            service.wait();
        }
        done.store(true, Ordering::Relaxed);
        selling.join().unwrap()
    });

    let service = world.serve("reseller");
    // The queue knows every sale before it can be at rest.
    world.until("every sale is known", || world.rows("reseller", &["sale", "list"]).len() as u64 == made);
    world.ok("reseller", &["queue", "wait", "--settled", "--timeout", "300"]);
    let rows = world.rows("reseller", &["sale", "list"]);
    let queue: Vec<Queued> = rows.iter().map(queued).collect();
    let (own, partner) = (listed(a), listed(b));
    let verdict = judge(&own, &partner, &queue);
    let in_state = |state| queue.iter().filter(|row| row.state == state).count() as u64;
    let (uncertain, fallout) = (in_state(State::Uncertain), in_state(State::Fallout));
    println!(
        "{tier}: {} kills, {made} sales, {} at the partner, {fallout} fallout, {uncertain} in a person's hands ({}%), {} doubled, {} lost",
        KILLS * soak,
        partner.len(),
        uncertain * 100 / made,
        verdict.duplicates.len(),
        verdict.lost.len()
    );
    assert!(made > KILLS, "the desk hardly sold");
    assert!(verdict.duplicates.is_empty(), "doubled: {:?}", verdict.duplicates);
    assert!(verdict.lost.is_empty(), "lost: {:?}", verdict.lost);
    // Nothing is left half way: what is not at the partner says why.
    let placed = queue.iter().filter(|row| row.state.is_placed()).count() as u64;
    assert_eq!(placed + fallout + uncertain, made);
    service.signal(Signal::TERM);
    assert!(service.wait().success());
    (made, uncertain)
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
