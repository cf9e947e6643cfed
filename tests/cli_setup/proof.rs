//! `koppel check` against two real environments: proven as set up; an option that goes at the partner gives the
//! smallest sale with it, and all is proven again once the option is back.
//!
//! Not here: the proof by itself (`linking::prove`).

use serde_json::{Value, json};

use crate::world::World;

const A: &str = "reseller";
const B: &str = "supplier";

/// Ends with everything as it was, but for the bundle, which is no longer linked.
pub fn an_option_that_goes_at_the_partner_is_named(world: &World) {
    // The bundle's flow at the partner wants an additional product that the reseller's does not ask for: a hole
    // that is found, and that no row can close. It is not sold.
    let bundle = world.run(A, &["--json", "check", "zonnewind"]);
    let proof: Value = serde_json::from_str(bundle.stdout.trim()).unwrap();
    let elements: Vec<_> =
        proof["counterexamples"].as_array().unwrap().iter().map(|one| &one["failure"]["element"]).collect();
    assert_eq!(elements, [&json!({"kind": "field", "name": "related_products"})]);
    world.ok(A, &["product", "unlink", "zonnewind", "2040"]);

    let proven = world.json(A, &["check", "zonnewind"]);
    assert_eq!(
        (proven["verdict"].as_str(), &proven["counterexamples"]),
        (Some("proven"), &json!([])),
        "{proven}"
    );
    assert!(proven["products"].as_array().unwrap().len() > 15, "{proven}");
    assert!(!proven["assumptions"].as_array().unwrap().is_empty(), "{proven}");

    let questions = world.rows(B, &["env", "question", "list"]);
    let situation = questions.iter().find(|one| one["identifier"] == "situatie").unwrap();
    let id = situation["id"].to_string().trim_matches('"').to_owned();
    let options = |text: &str| {
        world.ok(B, &["env", "question", "set", &id, &format!("options={text}")]);
        world.ok(A, &["sync", "zonnewind", "--now"]);
    };
    options("Overstap\r\nVerhuizing");
    let ended = world.run(A, &["--json", "check", "zonnewind"]);
    assert_eq!(ended.code, 1, "{}", ended.stderr);
    let proof: Value = serde_json::from_str(ended.stdout.trim()).unwrap();
    assert_eq!(proof["verdict"], "counterexample");
    let found = &proof["counterexamples"][0];
    assert_eq!(found["row"], json!({"kind": "question", "name": "situatie"}));
    assert_eq!(found["sale"]["answers"]["reden"], "nieuwbouw", "{found}");
    for (language, words) in [("nl", "Nieuwe aansluiting"), ("en", "Nieuwe aansluiting")] {
        let told = world.run(A, &["--lang", language, "check", "zonnewind"]);
        assert!(
            told.code == 1 && told.stdout.contains(words) && told.stdout.contains("nieuwbouw"),
            "{}",
            told.stdout
        );
    }
    // Products that do not ask it are proven by themselves; what is not there is a slip.
    let telecom = world.json(A, &["check", "zonnewind", "--flow", "telecom/verbinding"]);
    assert_eq!(telecom["verdict"], "proven", "{telecom}");
    assert_eq!(world.run(A, &["check", "zonnewind", "--flow", "telecom/nergens"]).code, 2);
    assert_eq!(world.run(A, &["check", "nobody"]).code, 2);

    options("Overstap\r\nVerhuizing\r\nNieuwe aansluiting");
    // What the partner changed is told, with what it means; it is over by itself.
    let drifts = world.rows(A, &["drift", "list", "zonnewind", "--all"]);
    assert!(drifts.len() >= 3 && drifts.iter().all(|one| one["held"] == json!([])), "{drifts:?}");
    assert_eq!(drifts[1]["standing"]["kind"], "proven", "{drifts:?}");
    let version = drifts[1]["version"].to_string();
    let told = world.run(A, &["--lang", "nl", "drift", "show", "zonnewind", &version]);
    assert!(
        told.stdout.contains("«Nieuwe aansluiting»: weg") && told.stdout.contains("breekt"),
        "{}",
        told.stdout
    );
    assert_eq!(world.run(A, &["drift", "show", "zonnewind", "99"]).code, 2);
    assert_eq!(world.run(A, &["drift", "release", "zonnewind", &version]).code, 2, "it is over");
    // A replaced version of the mapping comes back.
    world.ok(A, &["map", "status", "unset", "zonnewind", "kredietcheck"]);
    let versions = world.rows(A, &["map", "versions", "zonnewind"]);
    assert_eq!(world.rows(A, &["map", "draft", "list", "zonnewind"]), Vec::<Value>::new());
    world.ok(A, &["map", "revert", "zonnewind", &versions[0]["version"].to_string()]);
    let rows = world.json(A, &["map", "status", "show", "zonnewind", "kredietcheck"]);
    assert!(rows.to_string().contains("terugbellen"), "{rows}");
    assert_eq!(world.json(A, &["check", "zonnewind"])["verdict"], "proven");
}
