//! A thousand failures are four causes; one is mended by keys, and its whole group goes again by keys, in
//! waves, at a partner that counts every request.
//!
//! Not here: the waves themselves (`engine/jobs.rs`).

use std::path::Path;

use koppel::demo::desk::Kind;
use serde_json::Value;

use crate::linked::{desk, link};
use crate::session::{QUIET, Session};
use crate::world::World;

/// Requests a minute that the partner allows.
const LIMIT: u64 = 120;

/// Sales sold of each partner product, through which flow of ours.
const SOLD: [(&str, &str, u64); 4] = [
    ("telecom/verbinding", "zw-glas-200", 700),
    ("default/thuis", "zw-thermostaat", 300),
    ("energy/energiecontract", "zw-vast-3", 300),
    ("energy/energiecontract", "zw-vast-1", 200),
];

#[test]
fn a_thousand_failures_are_four_causes_and_one_is_mended_and_sent_again_by_keys() {
    let world = World::at_speed(20, "");
    let b = world.environment("supplier-env", "zonnewind", "supplier");
    let a = world.environment("reseller-env", "klaver", "reseller");
    link(&world, &a, &b);
    // Three gaps in the mapping, and a product that the partner stops selling.
    let gaps = ["betaalwijze", "soort_aansluiting"];
    for (question, own, kept) in [
        (gaps[0], "hoe_betalen", "factuur=Factuur per e-mail"),
        (gaps[1], "afname", "stroom en gas=Elektriciteit en gas"),
    ] {
        let set = ["map", "question", "set", "zonnewind", question, "--own", own, "--option", kept];
        world.ok("reseller", &set);
    }
    world.ok("reseller", &["map", "flow", "unset", "zonnewind", "default/thuis"]);
    let mut known = 0;
    for (flow, product, count) in SOLD {
        let desk = desk(&world, &a, flow, product);
        let mut orders =
            (0..).map(|number| desk.sale(number).unwrap()).filter(|order| order.kind == Kind::Good);
        for _ in 0..count {
            let order = orders.next().unwrap();
            let path = format!("/api/{}/v1/sales/flow/{}", a.domain, order.flow);
            let (status, answer) = a.request("POST", &path, Some(&order.body));
            assert_eq!(status, 201, "{answer}");
            known += 1;
        }
    }
    let supplier: Value = serde_json::from_str(include_str!("../../assets/worlds/supplier.json")).unwrap();
    let products = supplier["products"].as_array().unwrap();
    let stopped = products.iter().find(|product| product["identifier"] == "zw-vast-3").unwrap();
    world.ok("supplier", &["env", "product", "set", &stopped["id"].to_string(), "active=0"]);
    // From here on every request counts.
    let b = world.serve_again("supplier-env", b, &["--limit", &LIMIT.to_string()]);

    let _service = world.serve("reseller");
    world.until("every sale is known", || world.rows("reseller", &["sale", "list"]).len() == known);
    world.ok("reseller", &["queue", "wait", "--settled", "--timeout", "300"]);
    let groups = world.rows("reseller", &["groups"]);
    let fallen: u64 = groups.iter().map(|group| group["count"].as_u64().unwrap()).sum();
    println!("{known} sales, {fallen} fell out in {} groups", groups.len());
    assert!(fallen >= 1000, "{groups:?}");
    assert_eq!(groups.len(), 4, "{groups:?}");
    let before = placed(&world);

    // The largest group, and from it by one key to the row that causes it.
    let mut console = Session::program(Path::new(&world.path("reseller")));
    console.wait_shown();
    console.keys("2", "= 4 oorzaken");
    console.keys("gd", "betaalwijze");
    console.wait("the questions", |seen| seen.screen().contains("[Productvragen]"));
    // The option that lacks its counterpart gets one.
    console.keys("e", "> incasso");
    console.keys("A", "< Automatische incasso >");
    console.send("\r");
    console.yes("De koppeling is gewijzigd.");
    // The group goes again: the plan, a reason, its number, in waves.
    console.keys("2", "= 4 oorzaken");
    console.keys("r", "zouden nu slagen.");
    let count = expected(&console);
    assert!(count >= 200, "{count} would pass");
    // Each step is read before it is answered.
    std::thread::sleep(QUIET);
    console.keys("optie gekoppeld", "Reden: optie gekoppeld");
    console.keys("\r", &format!("Typ {count} om"));
    std::thread::sleep(QUIET);
    console.keys(&format!("{count}\r"), "Taak 1 is bezig");
    world.until("the end of the job", || {
        world.rows("reseller", &["jobs"])[0]["standing"]["standing"] != "running"
    });
    let job = world.rows("reseller", &["jobs"]).remove(0);
    println!("{}", job["counts"]);
    assert_eq!(job["standing"]["standing"], "done", "{job}");
    let done = job["counts"]["done"].as_u64().unwrap();
    assert!(done + job["counts"]["failed"].as_u64().unwrap() == count as u64, "{job}");
    assert!(done > 150, "{job}");
    assert_eq!(job["waves"].as_u64().unwrap() as usize, 3 + (count - 8).div_ceil(20), "{job}");
    // What went is at the partner, once each; and every sale of the job says what became of it.
    assert_eq!(placed(&world), before + done);
    let rows = world.rows("reseller", &["jobs", "show", "1"]);
    assert_eq!(rows.len(), count + 1);
    console.keys("gt", "Taak 1 is klaar");
    // In budget, by the partner's own count.
    let counters = b.get("/api/zonnewind/v1/koppel/counters");
    let busiest = counters["data"]["busiest_minute"].as_u64().unwrap();
    println!("{busiest} requests in the busiest minute of {LIMIT}");
    assert!((1..=LIMIT).contains(&busiest), "{counters}");
    let throttled = counters["data"]["throttled"].as_object().unwrap();
    assert!(throttled.keys().all(|asker| !asker.starts_with("integration")), "{counters}");
    console.send("\x1bq");
}

/// How many sales the partner has.
fn placed(world: &World) -> u64 {
    world.json("reseller", &["queue"])["sent_ever"].as_u64().unwrap()
}

/// The number in front of `van N zouden nu slagen`.
fn expected(console: &Session) -> usize {
    let screen = console.screen();
    let words: Vec<&str> = screen.split_whitespace().collect();
    let at = words.windows(2).position(|pair| pair == ["zouden", "nu"]).unwrap();
    words[at - 3].parse().unwrap()
}
