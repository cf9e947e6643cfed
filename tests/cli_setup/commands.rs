//! The commands beside setting up, without a service: each opens the store by itself, changes what it says,
//! and starts no worker unless it needs one.

use koppel::demo::desk::Desk;
use serde_json::Value;

use crate::world::{Environment, World};

const DATA: &str = "reseller";

/// Sends by hand without a service: the workers run for just that.
pub fn a_sale_is_sent_by_hand_without_a_service(world: &World, sell: impl Fn() -> u64) {
    world.ok(DATA, &["integration", "set", "zonnewind", "automatic=off"]);
    let id = sell().to_string();
    world.ok(DATA, &["queue", "wait", "--settled", "--timeout", "120"]);
    let ready = world.rows(DATA, &["sale", "list", &id, "state:ready"]);
    assert_eq!(ready.len(), 1, "it was taken in and waits for a hand: {ready:?}");

    let tried = world.json(DATA, &["sale", "dry-run", &id]);
    assert_eq!(tried["failures"], Value::Array(vec![]), "{tried}");
    assert_eq!(tried["payload"]["flow"], "telecom/internet-thuis");
    world.ok(DATA, &["sale", "hold", &id]);
    assert_eq!(world.json(DATA, &["sale", "send", &id])["state"], "queued", "a held sale does not go");
    assert_eq!(world.rows(DATA, &["sale", "list", &id])[0]["held"], true);
    world.ok(DATA, &["sale", "release", &id]);

    world.ok(DATA, &["queue", "wait", "--settled", "--timeout", "120"]);
    let sent = world.rows(DATA, &["sale", "list", &id, "state:sent"]);
    assert_eq!(sent.len(), 1, "released, it goes as it was told: {sent:?}");

    let id = sell().to_string();
    world.ok(DATA, &["queue", "wait", "--settled", "--timeout", "120"]);
    let sent = world.json(DATA, &["sale", "send", &id]);
    assert_eq!((sent["state"].as_str(), &sent["refused"]), (Some("sent"), &Value::Null), "{sent}");
    let row = world.rows(DATA, &["sale", "list", &id]).remove(0);
    assert!(row["partner_sale_id"].is_u64(), "{row}");

    // What cannot be is told for that sale, and the command ends with 1.
    let again = world.run(DATA, &["--json", "sale", "skip", &id, "--reason", "te laat"]);
    assert_eq!(again.code, 1, "{}", again.stdout);
    let refused: Value = serde_json::from_str(again.stdout.trim()).unwrap();
    assert_ne!(refused["refused"], Value::Null);
    world.ok(DATA, &["integration", "set", "zonnewind", "automatic=on"]);
}

/// Conditions and rows of the mapping change, and two changes at once are told apart.
pub fn conditions_and_mapping_rows_change(world: &World) {
    let condition = ["condition", "add", "zonnewind"];
    let add = |name: &str, more: &[&str]| world.ok(DATA, &[&condition, [name].as_slice(), more].concat());
    add("zakelijk", &["--customers", "business", "--processing", "off"]);
    add(
        "energie",
        &[
            "--flows",
            "energy/energiecontract",
            "--processing",
            "on",
            "--statuses",
            "new,verified",
            "--at",
            "1",
        ],
    );
    let names = || -> Vec<String> {
        let rows = world.rows(DATA, &["condition", "list", "zonnewind"]);
        rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(), ["energie", "zakelijk"]);
    assert_eq!(world.run(DATA, &[&condition, ["energie"].as_slice()].concat()).code, 2);
    world.ok(DATA, &["condition", "move", "zonnewind", "energie", "2"]);
    assert_eq!(names(), ["zakelijk", "energie"]);
    world.ok(DATA, &["condition", "set", "zonnewind", "energie", "--automatic", "on"]);
    let energy = world.rows(DATA, &["condition", "list", "zonnewind"]).remove(1);
    assert_eq!(energy["processing"]["automatic"], true);
    assert_eq!(energy["processing"]["statuses"]["specific"], serde_json::json!(["new", "verified"]));
    let warned = world.run(DATA, &["condition", "remove", "zonnewind", "energie"]);
    assert!(warned.code == 0 && warned.stderr.contains("every sale"), "{}", warned.stderr);
    world.ok(DATA, &["condition", "remove", "zonnewind", "zakelijk"]);

    let flows = || world.rows(DATA, &["map", "flow", "list", "zonnewind"]);
    let before = flows();
    world.ok(DATA, &["map", "flow", "unset", "zonnewind", "default/thuis"]);
    let unmapped = flows().into_iter().find(|row| row["own"] == "default/thuis").expect("it is still listed");
    assert_eq!((&unmapped["partner"], &unmapped["mapped"]), (&Value::Null, &Value::Bool(false)));
    world.ok(DATA, &["map", "flow", "set", "zonnewind", "default/thuis", "default/slim-wonen"]);
    let mapped = |rows: Vec<Value>| {
        rows.into_iter().map(|row| row.to_string()).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(mapped(flows()), mapped(before));

    let question = ["map", "question", "set", "zonnewind", "verkoopkanaal"];
    world.ok(DATA, &[question.as_slice(), &["--constant", "Partner"]].concat());
    let rows = world.rows(DATA, &["map", "question", "list", "zonnewind"]);
    let row = rows.iter().find(|row| row["partner"] == "verkoopkanaal").unwrap();
    assert_eq!(row["constant"], "Partner");
    assert_eq!(world.run(DATA, &question).code, 2, "where from is missing");
    assert!(!world.rows(DATA, &["map", "agreement", "list", "zonnewind"]).is_empty());
    assert!(world.ok(DATA, &["groups"]).is_empty());
}

/// What keys do in the mapping session, by commands: a row is tried, decided in a draft, looked at, published and
/// taken back.
pub fn a_mapping_is_worked_on_in_a_draft(world: &World) {
    let map = |arguments: &[&str]| world.run(DATA, &[["--json", "map"].as_slice(), arguments].concat());
    let rows = |arguments: &[&str]| world.rows(DATA, &[["map"].as_slice(), arguments].concat());
    let exported =
        || world.ok(DATA, &["map", "export", "zonnewind"]).split_once("\n\n").unwrap().1.to_owned();
    let before = exported();
    // Answered in words of the customer's own, so any constant would do.
    let key = "opmerking_monteur";
    let row = ["zonnewind", key];
    // Looked at: nothing is kept.
    let looked = rows(&[&["question", "unset"], row.as_slice(), &["--dry-run"]].concat()).remove(0);
    assert!(looked["before"].is_object() && looked["after"].is_null(), "{looked}");
    let alike = ["question", "set", "zonnewind", key, "--constant", "a", "--alike", "--dry-run"];
    let looked = rows(&alike);
    assert_eq!(looked[0]["row"], key, "it comes first, its like after it: {looked:?}");
    assert!(rows(&["draft", "list", "zonnewind"]).is_empty());

    // Decided, twice about one row, and one decision forgotten again.
    for constant in ["a", "b"] {
        let set = [&["question", "set"], row.as_slice(), &["--constant", constant, "--draft"]].concat();
        assert_eq!(map(&set).code, 0);
    }
    // What somebody else decided is not gone over unseen: who it was is named.
    let other = ["--as", "bart", "map", "question", "set", "zonnewind", key, "--constant", "b", "--draft"];
    assert_eq!(world.run(DATA, &other).code, 0, "the same once more");
    let set = ["map", "question", "set", "zonnewind", key, "--constant", "c", "--draft"];
    let refused = world.run(DATA, &set);
    let version = rows(&["draft", "list", "zonnewind"])[0]["version"].to_string();
    let over = format!("--over {version}");
    assert!(
        refused.code == 5 && refused.stderr.contains("bart") && refused.stderr.contains(&over),
        "{}",
        refused.stderr
    );
    // Nor is it forgotten unseen, by itself or with the whole draft.
    let drop = ["map", "draft", "drop", "zonnewind"];
    let refused = world.run(DATA, &[drop.as_slice(), &[key]].concat());
    assert!(refused.code == 5 && refused.stderr.contains("bart"), "{}", refused.stderr);
    let refused = world.run(DATA, &drop);
    assert!(refused.code == 5 && refused.stderr.contains("--expect-count 1"), "{}", refused.stderr);
    assert_eq!(rows(&["draft", "list", "zonnewind"])[0]["version"].to_string(), version);
    assert_eq!(world.run(DATA, &[set.as_slice(), &["--over", &version]].concat()).code, 0);
    assert_eq!(map(&["flow", "unset", "zonnewind", "default/thuis", "--draft"]).code, 0);
    let listed = rows(&["draft", "list", "zonnewind"]);
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert_eq!(exported(), before, "nothing is published");
    assert_eq!(map(&["draft", "drop", "zonnewind", "default/thuis"]).code, 0);
    assert_eq!(map(&["draft", "drop", "zonnewind", "default/thuis"]).code, 2, "it is forgotten already");
    let mut plan = rows(&["draft", "publish", "zonnewind", "--dry-run"]);
    assert_eq!(plan.remove(0)["verdict"], "proven", "the verdict comes first: {plan:?}");
    let plan = plan.remove(0);
    assert_eq!((&plan["row"], &plan["conflict"]), (&Value::from(key), &Value::Bool(false)), "{plan}");
    assert_eq!(exported(), before);

    // The row is tried as it is decided: it says the same for every sale that is asked it.
    let tried = map(&[&["question", "try"], row.as_slice()].concat());
    assert!(tried.code <= 1, "{}", tried.stderr);
    assert_eq!(map(&["question", "try", "zonnewind", "er-is-niets"]).code, 2);

    assert_eq!(map(&["draft", "publish", "zonnewind"]).code, 0);
    assert_ne!(exported(), before);
    let version = rows(&["versions", "zonnewind"])[0]["version"].to_string();
    let back = rows(&["revert", "zonnewind", &version, "--dry-run"]);
    assert_eq!(back.len(), 1, "{back:?}");
    assert_eq!(map(&["revert", "zonnewind", &version]).code, 0);
    assert_eq!(exported(), before);
}

/// A condition keeps a sale back until it is gone, and an opt-in of a dialer goes along when it is asked for.
pub fn conditions_and_opt_in_decide_about_sales(
    world: &World,
    a: &Environment,
    b: &Environment,
    desk: &Desk,
) {
    let settled = || world.ok(DATA, &["queue", "wait", "--settled", "--timeout", "120"]);
    let row = |id: &str| world.rows(DATA, &["sale", "list", id]).remove(0);
    world.ok(
        DATA,
        &["condition", "add", "zonnewind", "mensen", "--customers", "consumer", "--processing", "off"],
    );
    world.ok(DATA, &["integration", "set", "zonnewind", "send-opt-in=on"]);

    // A dialer begins a sale, with what the customer allowed; an agent finishes it.
    let order = desk.sale(2).unwrap();
    let (mut concept, mut rest) = (
        serde_json::json!({"source": "beller", "source_id": "8812", "optin": 1,
        "optin_source": "actie", "optin_obtained_at": "2026-01-02 10:00:00", "optin_valid_till": "2099-12-31",
        "optin_channels": [{"type": "phone", "value": "+31612345678"}]}),
        order.body,
    );
    for field in ["firstname", "lastname", "email", "phone", "gender", "birthdate"] {
        if let Some(value) = rest.as_object_mut().unwrap().remove(field) {
            concept[field] = value;
        }
    }
    let path = format!("/api/{}/v1", a.domain);
    let (status, made) = a.request("POST", &format!("{path}/account/concepttransaction"), Some(&concept));
    assert_eq!(status, 201, "{made}");
    let uuid = made["data"]["uuid"].as_str().unwrap();
    let finish = format!("{path}/koppel/concepts/{uuid}/{}", order.flow);
    let (status, sale) = a.request("POST", &finish, Some(&rest));
    assert_eq!(status, 201, "{sale}");
    let id = sale["data"]["sale_id"].to_string();

    settled();
    let kept = row(&id);
    assert_eq!(
        (kept["state"].as_str(), kept["waiting"]["kind"].as_str()),
        (Some("waiting"), Some("condition_off")),
        "{kept}"
    );
    world.ok(DATA, &["condition", "remove", "zonnewind", "mensen"]);
    settled();
    let gone = row(&id);
    let there = gone["partner_sale_id"].as_u64().unwrap_or_else(|| panic!("{gone}"));
    let optin = b.get(&format!("/api/{}/v1/koppel/sales/{there}/optin", b.domain));
    assert_eq!(optin["data"]["source"], "actie", "{optin}");
    world.ok(DATA, &["integration", "set", "zonnewind", "send-opt-in=off"]);
}

/// A token is replaced, the doctor finds all well, and what is on disk is closed to others.
pub fn the_doctor_finds_all_well(world: &World, token: &str, partner: &Environment) {
    let wrong = world.path("other.token");
    std::fs::write(&wrong, "kpl_not_a_token_of_anybody").unwrap();
    world.ok(DATA, &["integration", "token", "zonnewind", "--token-file", &wrong]);
    assert_eq!(world.run(DATA, &["integration", "test", "zonnewind"]).code, 4);
    let ill = world.run(DATA, &["--json", "doctor"]);
    assert_eq!(ill.code, 1, "{}", ill.stdout);
    world.ok(DATA, &["integration", "token", "zonnewind", "--token-file", token]);
    assert_eq!(world.json(DATA, &["integration", "test", "zonnewind"])["failure"], Value::Null);
    let findings = world.rows(DATA, &["doctor"]);
    assert!(findings.iter().all(|row| row["ok"] == true), "{findings:?}");
    let checks: Vec<&str> = findings.iter().map(|row| row["check"].as_str().unwrap()).collect();
    for check in ["folder", "key", "store", "own", "integration zonnewind"] {
        assert!(checks.contains(&check), "{check}: {checks:?}");
    }
    let secret = std::fs::read_to_string(token).unwrap();
    for text in [world.ok(DATA, &["integration", "list"]), world.ok(DATA, &["status", "--json"])] {
        assert!(!text.contains(secret.trim()) && text.contains(&partner.url));
    }
}
