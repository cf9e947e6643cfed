//! A root-cause group by commands: whose it is, since when and after which change, what there is to show the
//! partner, and what the next shift reads.

use serde_json::Value;

use crate::world::World;

/// Every thirteenth sale of the desk has what no mapping can prevent.
const SALES: u64 = 26;

#[test]
fn a_cause_has_an_owner_and_a_past_and_evidence_without_personal_data() {
    let world = World::at_speed(20, "");
    let b = world.environment("supplier-env", "zonnewind", "supplier");
    let a = world.environment("reseller-env", "klaver", "reseller");
    crate::linked::link(&world, &a, &b);
    let desk = crate::linked::desk(&world, &a, "telecom/verbinding", "zw-glas-200");
    let mut personal = Vec::new();
    for number in 0..SALES {
        let body = desk.sale(number).unwrap().body;
        personal
            .extend(["lastname", "email", "postcode"].map(|field| body[field].as_str().unwrap().to_owned()));
        crate::linked::post(&a, &desk, number);
    }
    world.ok("reseller", &["queue", "wait", "--settled", "--timeout", "60"]);
    let groups = world.rows("reseller", &["groups"]);
    let group = groups.iter().find(|group| group["example"]["found_by"] == "partner").expect("some fell out");
    let key = group["key"].as_str().unwrap();
    let count = group["count"].as_u64().unwrap();
    assert_eq!((group["trend"]["hour"].as_u64(), group["care"]["owner"].as_str()), (Some(count), None));

    world.ok("reseller", &["groups", "own", key, "anna"]);
    world.ok("reseller", &["groups", "note", key, "nagevraagd bij de partner"]);
    let care = world.json("reseller", &["groups", "snooze", key, "2"]);
    assert_eq!(care["owner"], "anna");
    assert_eq!(care["note"], "nagevraagd bij de partner");
    assert!(care["snoozed_until"].is_string(), "{care}");
    let unknown = world.run("reseller", &["groups", "own", "zonnewind/x/y", "anna"]);
    assert_eq!(unknown.code, 2, "{}", unknown.stderr);

    let shown = world.json("reseller", &["groups", "show", key]);
    assert_eq!(shown["row"]["count"], count);
    assert_eq!(shown["customers"], count, "each at an address of its own");
    // The last thing that was set before it began was a switch.
    assert_eq!(shown["after"]["what"]["kind"], "integration_set", "{shown}");
    assert_eq!(shown["evidence"].as_array().unwrap().len() as u64, count);

    let out = world.path("bewijs");
    world.ok("reseller", &["--lang", "nl", "groups", "evidence", key, "--out", &out]);
    let text = std::fs::read_to_string(format!("{out}/evidence.md")).unwrap();
    let table = std::fs::read_to_string(format!("{out}/sales.csv")).unwrap();
    assert_eq!(table.lines().count() as u64, count + 1, "{table}");
    assert!(text.contains("HTTP 4"), "{text}");
    for told in personal.iter().filter(|told| !told.is_empty()) {
        assert!(
            !text.contains(told.as_str()) && !table.contains(told.as_str()),
            "{told} in\n{text}\n{table}"
        );
    }

    // Before acting, what it would do: of these two one has nothing to try again.
    let fallen = shown["evidence"][0]["sale"].to_string();
    let sent = world.rows("reseller", &["sale", "list", "state:sent"])[0]["id"].to_string();
    let plan = world.json("reseller", &["sale", "retry", &fallen, &sent, "--dry-run"]);
    assert_eq!((&plan["verb"], &plan["requests"]), (&Value::from("retry"), &Value::from(1)), "{plan}");
    assert_eq!(plan["goes"][0][0].to_string(), fallen, "{plan}");
    assert_eq!(plan["left_out"][0]["sale"].to_string(), sent, "{plan}");
    let told = world.ok("reseller", &["--lang", "nl", "sale", "retry", &fallen, &sent, "--dry-run"]);
    assert!(told.contains(&format!("1 doet niet mee ({sent})")), "{told}");
    let other = world.run("reseller", &["sale", "retry", &fallen, &sent, "--expect-count", "2"]);
    assert_eq!(other.code, 2, "{}", other.stderr);
    let nothing = world.run("reseller", &["sale", "skip", &sent, "--dry-run"]);
    assert_eq!(nothing.code, 1, "{}", nothing.stdout);

    let report = world.ok("reseller", &["--lang", "en", "handover", "--hours", "2"]);
    for told in ["# Handover", "## Causes that are new", "«nagevraagd bij de partner»", "Owner: anna"] {
        assert!(report.contains(told), "{told} in\n{report}");
    }
    let dutch = world.ok("reseller", &["--lang", "nl", "overdracht"]);
    assert!(dutch.contains("## Wat mensen deden") && dutch.contains("is van anna"), "{dutch}");

    // Nobody's again, and news.
    world.ok("reseller", &["groups", "own", key]);
    let care = world.json("reseller", &["groups", "snooze", key, "0"]);
    assert_eq!((&care["owner"], &care["snoozed_until"]), (&Value::Null, &Value::Null));
}
