//! An option goes at the supplier while the demo sells: the drift shows, exactly the sales that say it are held,
//! the proof has a counterexample with it, and once it is mapped they go.
//!
//! Not here: what else a change can be (`engine/drift`).

use std::collections::BTreeSet;

use koppel::clock::Timestamp;
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::world::World;

/// Folders of the two services of a demo.
const A: &str = "demo";
const B: &str = "demo/supplier";
const LINK: &str = "zonnewind";
/// The reseller's answer, and the option of the supplier's that it becomes.
const OWN: &str = "nieuwbouw";
const THEIRS: &str = "Nieuwe aansluiting";
/// What the desk does wrong on purpose: no mapping prevents it.
const PLANNED: [&str; 3] = ["ean_elektriciteit", "ean_gas", "incasso_iban"];

fn sales(world: &World) -> Vec<Value> {
    world.rows(A, &["sale", "list", "--limit", "5000"])
}

fn id(row: &Value) -> u64 {
    row["id"].as_u64().unwrap()
}

fn moment(value: &Value) -> Timestamp {
    value.as_str().unwrap().parse().unwrap()
}

/// Whether A's sale says what the supplier no longer takes.
fn says_it(world: &World, row: &Value) -> bool {
    let asked = row["flow"] == "energy/energiecontract" && !row["integration"].is_null();
    let said = || world.json(A, &["sale", "show", &id(row).to_string()]);
    asked && said()["fields"].as_array().unwrap().contains(&json!(["questionData.reden", OWN]))
}

fn is_held(row: &Value) -> bool {
    row["state"] == "waiting"
        && row["waiting"]["kind"] == "drift"
        && row["waiting"]["element"] == json!({"kind": "answer", "name": ["situatie", THEIRS]})
}

fn is_placed(row: &Value) -> bool {
    ["sent", "done", "cancelled"].iter().any(|state| row["state"] == *state)
}

/// Sets what can be answered at B, and says when it took it.
fn set_options(world: &World, options: &[&str]) -> Timestamp {
    let questions = world.rows(B, &["env", "question", "list"]);
    let number = questions.iter().find(|one| one["identifier"] == "situatie").unwrap()["id"].to_string();
    world.ok(B, &["env", "question", "set", &number, &format!("options={}", options.join("\r\n"))]);
    let log = world.rows(B, &["env", "audit", "--limit", "50"]);
    moment(&log.iter().find(|one| one["act"] == "question.update").unwrap()["at"])
}

/// The latest version of what B asks, once there is one after `known`.
fn version_after(world: &World, known: u64) -> Value {
    let latest = || world.rows(A, &["drift", "list", LINK, "--all"]).remove(0);
    world.until("the drift shows", || latest()["version"].as_u64() > Some(known));
    latest()
}

#[test]
fn an_option_that_goes_while_the_demo_sells_holds_exactly_its_sales_until_it_is_mapped() {
    let world = World::new();
    let demo = world.start(A, &["demo", "--headless", "--json", "--rate", "8", "--seconds", "900"]);
    let socket = world.path(A) + "/service.sock";
    world.until("the demo runs", || std::os::unix::net::UnixStream::connect(&socket).is_ok());
    world.until("sales flow", || world.rows(A, &["sale", "list", "state:sent"]).len() > 20);
    assert_eq!(world.json(A, &["check", LINK])["verdict"], "proven");

    let changed = set_options(&world, &["Overstap", "Verhuizing"]);
    let drift = version_after(&world, 1);
    let read = moment(&drift["at"]);
    assert_eq!(drift["changes"][0]["class"], "breaking", "{drift}");
    assert_eq!(drift["standing"]["kind"], "open", "{drift}");

    // Every sale made since that says it is held, and no other is; one that was made before and met the
    // supplier first was refused there.
    let mut seen: BTreeSet<u64> = BTreeSet::new();
    let mut hit: BTreeSet<u64> = BTreeSet::new();
    world.until("sales are made that say it", || {
        for row in sales(&world) {
            if seen.insert(id(&row)) && says_it(&world, &row) {
                hit.insert(id(&row));
            }
            assert!(!is_held(&row) || hit.contains(&id(&row)), "held without a reason: {row}");
            let since = hit.contains(&id(&row)) && moment(&row["created_at"]) > read;
            assert!(!since || !(is_placed(&row) || row["state"] == "fallout"), "not held: {row}");
        }
        let since = |row: &&Value| hit.contains(&id(row)) && moment(&row["created_at"]) > read;
        sales(&world).iter().filter(since).count() >= 3
    });
    world.until("they are all held", || {
        let rows = sales(&world);
        let mut said = rows.iter().filter(|row| hit.contains(&id(row)));
        said.all(|row| is_held(row) || (moment(&row["created_at"]) <= read && row["state"] != "waiting"))
    });
    let held: BTreeSet<u64> = sales(&world).iter().filter(|row| is_held(row)).map(id).collect();
    assert!(held.len() >= 3, "{held:?}");
    let shown = world.json(A, &["drift", "show", LINK, &drift["version"].to_string()]);
    let named: BTreeSet<u64> =
        shown["held"].as_array().unwrap().iter().map(|one| one.as_u64().unwrap()).collect();
    assert!(named.is_superset(&held), "{named:?} {held:?}");
    // Others went on all the while.
    let went = |row: &&Value| moment(&row["created_at"]) > read && is_placed(row);
    assert!(sales(&world).iter().filter(went).count() > 0, "nothing went on");

    let ended = world.run(A, &["--json", "check", LINK]);
    assert_eq!(ended.code, 1, "{}", ended.stderr);
    let proof: Value = serde_json::from_str(ended.stdout.trim()).unwrap();
    let found = &proof["counterexamples"][0];
    assert_eq!(found["row"], json!({"kind": "question", "name": "situatie"}), "{found}");
    assert_eq!(found["sale"]["answers"]["reden"], OWN, "{found}");

    // The option is mapped to one that is left, with what the supplier asks beside that.
    let draft = |row: &[&str]| {
        world.ok(A, &[&["map", "question", "set", LINK], row, &["--draft"]].concat());
    };
    let reasons = [
        ("wisselen van leverancier", "Overstap"),
        ("terug na een uitstapje", "Overstap"),
        ("verhuizen", "Verhuizing"),
        (OWN, "Overstap"),
    ];
    let options: Vec<String> =
        reasons.iter().map(|(own, theirs)| format!("--option={own}={theirs}")).collect();
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    draft(&[&["situatie", "--own", "reden"], options.as_slice()].concat());
    draft(&["huidige_leverancier", "--own", "oude_leverancier", "--default", "onbekend"]);
    let plan = world.rows(A, &["map", "draft", "publish", LINK, "--dry-run"]);
    assert_eq!(plan[0]["verdict"], "proven", "{plan:?}");
    world.ok(A, &["map", "draft", "publish", LINK]);
    assert_eq!(world.json(A, &["check", LINK])["verdict"], "proven");
    world.until("nothing is held any more", || {
        world.rows(A, &["drift", "list", LINK]).is_empty() && !sales(&world).iter().any(is_held)
    });
    // Those the supplier refused before the change was read go when they are tried again.
    for row in sales(&world).iter().filter(|row| hit.contains(&id(row)) && row["cause"] == "invalid_option") {
        assert!(moment(&row["created_at"]) <= read, "{row}");
        world.ok(A, &["sale", "retry", &id(row).to_string()]);
    }
    let planned = |row: &Value| PLANNED.iter().any(|key| row["failure"]["element"]["name"] == *key);
    world.until("they all went", || {
        let rows = sales(&world);
        rows.iter().filter(|row| hit.contains(&id(row))).all(|row| is_placed(row) || planned(row))
    });
    assert!(sales(&world).iter().any(|row| held.contains(&id(row)) && is_placed(row)));

    // Read at once, by the clocks of both sides: the better of two, since a machine may be busy.
    let back = set_options(&world, &["Overstap", "Verhuizing", THEIRS]);
    let again = moment(&version_after(&world, drift["version"].as_u64().unwrap())["at"]);
    let (first, second) = (read - changed, again - back);
    println!("read after {} and {} ms", first.num_milliseconds(), second.num_milliseconds());
    assert!(first.min(second).num_milliseconds() <= 2000, "{first} {second}");

    demo.signal(Signal::INT);
    let last = demo.rest();
    let outcome: Value = serde_json::from_str(last.lines().last().unwrap()).unwrap();
    assert_eq!((&outcome["duplicates"], &outcome["lost"]), (&json!(0), &json!(0)), "{outcome}");
    println!(
        "{} of {} sales were held, {} sent",
        held.len(),
        outcome["sales"]["made"],
        outcome["sales"]["sent"]
    );
}
