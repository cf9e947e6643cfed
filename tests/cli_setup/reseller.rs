//! The reseller's half of setting a link up, by commands only and in the order in which it is done: from the token to
//! the proof that no sale it accepts can fall out for what a mapping decides.
//!
//! Not here: the same by keys (`console_terminal`), the supplier's half (`supplier`), what is refused (`looks`).

use koppel::model::mapping::{Mapping, QuestionRow};
use serde_json::{Value, json};

use crate::linked::{desk, give_access, post};
use crate::world::{Environment, World};

const A: &str = "reseller";
const LINK: &str = "zonnewind";
/// The bundle, whose flow at the partner wants more than any row can give.
const BUNDLE: &str = "2040";

#[test]
fn a_reseller_sets_a_link_up_by_commands_only_and_ends_with_proven() {
    let world = World::new();
    let b = world.environment("supplier-env", "zonnewind", "supplier");
    let a = world.environment("reseller-env", "klaver", "reseller");
    let token = give_access(&world, &b);
    world.ok(A, &["own", "set", "--base-url", &a.url, "--domain", "klaver", "--token-file", &a.owner]);

    the_integration_is_tried_and_made(&world, &b, &token);
    every_switch_is_set(&world);
    products_are_imported(&world);
    the_mapping_is_made(&world);
    changes_of_the_partner_are_carried_over(&world);
    conditions_decide_in_their_order(&world, &a);

    let proof = world.json(A, &["check", LINK]);
    assert_eq!((&proof["verdict"], &proof["counterexamples"]), (&json!("proven"), &json!([])), "{proof}");
    assert!(!proof["assumptions"].as_array().unwrap().is_empty(), "what lies outside is said: {proof}");
}

/// Tested before it is saved and after, in the facts that a person wants to know.
fn the_integration_is_tried_and_made(world: &World, b: &Environment, token: &str) {
    let add =
        ["integration", "add", LINK, "--base-url", &b.url, "--domain", &b.domain, "--token-file", token];
    let tried = world.json(A, &[add.as_slice(), &["--test-only"]].concat());
    assert!(world.rows(A, &["integration", "list"]).is_empty(), "a test saves nothing");
    world.ok(A, &add);
    for tested in [tried, world.json(A, &["integration", "test", LINK])] {
        let facts = [&tested["failure"], &tested["scope"], &tested["integration_only"]];
        assert_eq!(facts, [&Value::Null, &json!("user"), &json!(true)], "{tested}");
        assert_eq!(tested["organisation"], "Klaver Energieadvies", "{tested}");
        assert!(tested["products"].as_u64() > Some(10) && tested["flows"].as_u64() > Some(1), "{tested}");
        assert!(tested["round_trip_ms"].is_u64() && tested.get("limit_per_minute").is_some(), "{tested}");
    }
    let told = world.ok(A, &["--lang", "nl", "integration", "test", LINK]);
    assert!(told.contains("verbonden") && told.contains("Koppeling_Klaver Energieadvies"), "{told}");
    // One of another account says why not.
    let elsewhere = [&add[..6], &["nobody"], &add[7..], &["--test-only"]].concat();
    assert_eq!(world.run(A, &elsewhere).code, 2);
}

/// All there is to switch, one at a time, each read back.
fn every_switch_is_set(world: &World) {
    let settings = || world.json(A, &["integration", "show", LINK])["settings"].clone();
    let cases: [(&str, &str, Value); 12] = [
        ("on-vanished=deactivate", "/on_vanished", json!("deactivate")),
        ("on-vanished=delete", "/on_vanished", json!("delete")),
        ("on-vanished=nothing", "/on_vanished", json!("nothing")),
        ("sale-processing=on", "/processing/enabled", json!(true)),
        ("automatic=on", "/processing/automatic", json!(true)),
        ("statuses=new,verified", "/processing/statuses/specific", json!(["new", "verified"])),
        ("statuses=always", "/processing/statuses", json!("always")),
        ("check-updates=on", "/check_updates", json!(true)),
        ("send-opt-in=on", "/send_optin", json!(true)),
        ("send-opt-in=off", "/send_optin", json!(false)),
        ("on-drift=hold", "/on_drift", json!("hold")),
        ("field.name=ask", "/fields/name", json!("ask")),
    ];
    for (change, at, value) in cases {
        world.ok(A, &["integration", "set", LINK, change]);
        assert_eq!(settings().pointer(at), Some(&value), "{change}: {}", settings());
    }
}

/// By number, by what they are, and the rest; one is taken out again.
fn products_are_imported(world: &World) {
    world.ok(A, &["sync", LINK, "--now"]);
    let import = |which: &[&str]| {
        world.json(A, &[&["product", "import", LINK], which].concat())["imported"].as_u64().unwrap()
    };
    let listed = || world.rows(A, &["product", "list", LINK]);
    let linked = || listed().iter().filter(|row| !row["own_id"].is_null()).count();
    assert_eq!(import(&[BUNDLE]), 1);
    let telecom = listed().iter().filter(|row| row["product_type"] == "telecom").count() as u64;
    assert_eq!(import(&["--type", "telecom"]), telecom);
    // Only what is asked for those is listed; more products bring questions, which are told apart until looked at.
    let questions = || world.rows(A, &["map", "question", "list", LINK]);
    let before: Vec<Value> = questions().iter().map(|row| row["partner"].clone()).collect();
    assert!(import(&["--all"]) > 0);
    let mut brought = questions();
    brought.retain(|row| !before.contains(&row["partner"]));
    assert!(!brought.is_empty() && brought.iter().all(|row| row["new"] == true), "{brought:?}");
    assert_eq!(linked(), listed().len());
    let gone = world.rows(A, &["product", "unlink", LINK, BUNDLE, "--dry-run"]);
    assert_eq!(gone[0]["partner_id"].to_string(), BUNDLE);
    world.ok(A, &["product", "unlink", LINK, BUNDLE]);
    assert_eq!(linked(), listed().len() - 1);
}

/// Flows, questions with all that goes with them, agreements and statuses: what is proposed for sure, then row by row.
fn the_mapping_is_made(world: &World) {
    let known: Mapping = toml::from_str(include_str!("../../assets/maps/demo.toml")).unwrap();
    let map = |row: &[&str]| world.ok(A, &[&["map"], row].concat());
    let exported = || -> Mapping { toml::from_str(&map(&["export", LINK])).unwrap() };

    // What is proposed: one is looked at and taken by itself, all that are sure at once.
    let proposed = world.rows(A, &["map", "suggest", LINK]);
    assert!(proposed.iter().all(|one| one["score"].is_u64() && one["reason"].is_string()), "{proposed:?}");
    let sure = world.rows(A, &["map", "suggest", LINK, "--accept", "95", "--dry-run"]);
    let accepted = world.json(A, &["map", "suggest", LINK, "--accept", "95"]);
    assert_eq!(accepted["accepted"], json!(sure.len()), "{accepted}");
    let taken = exported();
    assert!(sure.len() > 3 && taken.questions.iter().all(|row| known.questions.contains(row)), "{taken:?}");

    for row in &known.flows {
        map(&["flow", "set", LINK, &row.own.to_string(), &row.partner.to_string()]);
    }
    // Only questions of imported products are listed, each with its sheet.
    let asked = world.rows(A, &["map", "question", "list", LINK]);
    let asked = |row: &&QuestionRow| asked.iter().any(|one| one["partner"] == row.partner.as_str());
    let sheet = world.json(A, &["map", "question", "info", LINK, "huidige_leverancier"]);
    assert!(sheet["input_type"].is_string() && sheet["rule"].is_object(), "{sheet}");
    let told = world.ok(A, &["--lang", "nl", "map", "question", "info", LINK, "huidige_leverancier"]);
    assert!(told.contains("Situatie") && told.contains("Overstap"), "the tree of its rule: {told}");
    let wanted: Vec<QuestionRow> = known.questions.iter().filter(asked).cloned().collect();
    for row in wanted.iter().filter(|row| !taken.questions.contains(row)) {
        map(&question(row).iter().map(String::as_str).collect::<Vec<_>>());
    }
    for row in &known.agreements {
        map(&["agreement", "set", LINK, row.own.as_str(), row.partner.as_str()]);
    }
    // Custom statuses wait for a row; those that ship map by themselves, and to something else when told so.
    let statuses = || world.rows(A, &["map", "status", "list", LINK]);
    let is_open = |row: &Value| row["system"] == false && row["mapped"] == false;
    assert!(statuses().iter().any(is_open));
    for row in &known.statuses {
        map(&["status", "set", LINK, row.partner.as_str(), row.own.as_str()]);
    }
    assert!(!statuses().iter().any(is_open));
    map(&["status", "set", LINK, "cancelled", "ingetrokken"]);
    let shown = world.json(A, &["map", "status", "show", LINK, "cancelled"]);
    assert_eq!((&shown["own"], &shown["system"]), (&json!("ingetrokken"), &json!(true)), "{shown}");
    map(&["status", "unset", LINK, "cancelled"]);
    assert_eq!(world.json(A, &["map", "status", "show", LINK, "cancelled"])["own"], "cancelled");

    let made = exported();
    let all = |rows: &[QuestionRow]| {
        let mut rows = rows.to_vec();
        rows.sort_by(|one, other| one.partner.cmp(&other.partner));
        rows
    };
    assert_eq!(all(&made.questions), all(&wanted));
    assert_eq!(made.flows.len() + made.agreements.len() + made.statuses.len(), {
        known.flows.len() + known.agreements.len() + known.statuses.len()
    });
}

/// The command that sets a row of the known mapping.
fn question(row: &QuestionRow) -> Vec<String> {
    let mut words = vec!["question".to_owned(), "set".into(), LINK.into(), row.partner.to_string()];
    let mut given = |flag: &str, value: &str| words.extend([flag.to_owned(), value.to_owned()]);
    row.own.iter().for_each(|own| given("--own", own.as_str()));
    row.constant.iter().for_each(|constant| given("--constant", constant));
    row.default.iter().for_each(|default| given("--default", default));
    row.options.iter().for_each(|(own, theirs)| given("--option", &format!("{own}={theirs}")));
    if let Some(date) = &row.date {
        given("--date-from", &date.from);
        given("--date-to", &date.to);
    }
    words
}

/// What differs at the partner is carried over, or asked about, as each field's policy says; and told field by field.
fn changes_of_the_partner_are_carried_over(world: &World) {
    let product = "2001";
    let row = || {
        let rows = world.rows(A, &["product", "list", LINK]);
        rows.into_iter().find(|row| row["partner_id"] == 2001).unwrap()
    };
    let moved = |before: &Value, field: &str| row()[field] != before[field];
    let before = row();
    world.ok(A, &["sync", LINK, "--now"]);
    assert!(!moved(&before, "last_synchronised") && moved(&before, "last_checked"), "{before} {}", row());

    world.ok("supplier", &["env", "product", "set", product, "usp=Vandaag geregeld", "name=Zonnewind Nieuw"]);
    let synced = world.json(A, &["sync", LINK, "--now"]);
    let told = synced["products"][0]["fields"].to_string();
    assert!(told.contains("Vandaag geregeld") && !told.contains("Zonnewind Nieuw"), "{synced}");
    assert!(moved(&before, "last_synchronised"), "{before} {}", row());

    // The name is asked about: looked at, then taken.
    let name = json!({"field": "name", "ours": before["name"], "theirs": "Zonnewind Nieuw"});
    let differs = world.rows(A, &["product", "diff", LINK]);
    assert_eq!(differs[0]["fields"], json!([["ask", name]]), "{differs:?}");
    let take = ["product", "take", LINK, product, "name"];
    let looked = world.json(A, &[take.as_slice(), &["--dry-run"]].concat());
    assert_eq!(looked["fields"], json!([["ask", name]]), "{looked}");
    assert_eq!(world.rows(A, &["product", "diff", LINK]), differs, "a look takes nothing");
    assert_eq!(world.json(A, &take)["fields"], json!([["partner", name]]));
    assert!(world.rows(A, &["product", "diff", LINK]).is_empty());
    let gone = world.json(A, &["product", "vanished", LINK]);
    assert_eq!(gone["products"], json!([]), "{gone}");
}

/// The first that matches decides alone; the simulator says which, and it is another one in the other order.
fn conditions_decide_in_their_order(world: &World, a: &Environment) {
    let condition = |verb: &str, name: &str, more: &[&str]| {
        world.run(A, &[&["condition", verb, LINK, name], more].concat())
    };
    let add = |name: &str, more: &[&str]| {
        let ended = condition("add", name, more);
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        ended.stderr
    };
    let known: Value = serde_json::from_str(include_str!("../../assets/worlds/reseller.json")).unwrap();
    let supplier = known["suppliers"][0]["id"].to_string();
    let everything_of = [
        ["--products", "1"],
        ["--suppliers", supplier.trim_matches('"')],
        ["--flows", "energy/energiecontract"],
        ["--product-types", "energy"],
        ["--matches-statuses", "verified"],
        ["--customers", "business"],
        ["--answer", "reden=verhuizen"],
    ];
    let narrow = [everything_of.concat(), vec!["--processing", "off"]].concat();
    add("smal", &narrow);
    let warned = add("particulier", &["--customers", "consumer", "--processing", "on", "--statuses", "new"]);
    assert!(warned.contains("every sale"), "the general switch is on beside them: {warned}");
    add("glas", &["--product-types", "telecom", "--processing", "on", "--automatic", "on"]);
    let listed = world.rows(A, &["condition", "list", LINK]);
    let matches = &listed[0]["matches"];
    let one = |field: &str| matches[field].as_array().map(Vec::len);
    for field in ["products", "suppliers", "flows", "product_types", "statuses", "customers", "answers"] {
        assert_eq!(one(field), Some(1), "{field}: {matches}");
    }

    // Sales are there, and none of them goes while nothing is switched on by itself.
    world.ok(A, &["integration", "set", LINK, "automatic=off"]);
    world.ok(A, &["condition", "set", LINK, "glas", "--automatic", "off"]);
    let desk = desk(world, a, "telecom/verbinding", "zw-glas-200");
    for number in 0..3 {
        post(a, &desk, number);
    }
    world.ok(A, &["queue", "wait", "--settled", "--timeout", "120"]);
    let decides = || {
        let found = world.json(A, &["integration", "simulate", LINK, "--last", "10"]);
        let sales = found["sales"].as_array().unwrap().clone();
        assert_eq!(sales.len(), 3, "{found}");
        sales.iter().map(|one| one["condition"].to_string()).collect::<Vec<_>>().join(" ")
    };
    let names = || {
        let rows = world.rows(A, &["condition", "list", LINK]);
        rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(), ["smal", "particulier", "glas"]);
    let first = decides();
    assert!(first.contains("particulier") && !first.contains("glas"), "{first}");
    let order = world.rows(A, &["condition", "move", LINK, "glas", "1", "--dry-run"]);
    assert_eq!(order[0]["name"], "glas", "{order:?}");
    assert_eq!(names(), ["smal", "particulier", "glas"], "a look moves nothing");
    assert_eq!(condition("move", "glas", &["1"]).code, 0);
    assert_eq!(names(), ["glas", "smal", "particulier"]);
    let second = decides();
    assert!(second.contains("glas") && !second.contains("particulier"), "{second}");
    let advice = world.rows(A, &["integration", "check", LINK]);
    assert!(!advice.is_empty(), "the general switch beside conditions is told: {advice:?}");
    assert_eq!(condition("remove", "smal", &[]).code, 0);
    // And what the mapping would make of them.
    let tested = world.json(A, &["backtest", LINK, "--last", "10"]);
    assert_eq!(tested["sales"].as_array().unwrap().len(), 3, "{tested}");
}
