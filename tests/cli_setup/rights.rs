//! Rights, tokens and the record of who changed what, by commands only, over real processes.
//!
//! Not here: the walk until a partner has accepted its invite (`access`), invites (`invites`).

use serde_json::{Value, json};

use crate::world::World;

const A: &str = "reseller";
const B: &str = "supplier";
const FLOW: &str = "energy/stroom-en-gas";

/// A supplier with an organisation that has nothing yet: its number.
fn supplier() -> (World, crate::world::Environment, String) {
    let world = World::new();
    let b = world.environment("supplier-env", "zonnewind", "supplier");
    world.ok(B, &["own", "set", "--base-url", &b.url, "--domain", &b.domain, "--token-file", &b.owner]);
    let organisation = world.json(B, &["env", "organisation", "create", "--name", "Klaver"]);
    let organisation = organisation["organisation_id"].to_string();
    (world, b, organisation)
}

fn reasons(why: &Value) -> Vec<&str> {
    why["reasons"].as_array().unwrap().iter().map(|one| one["reason"].as_str().unwrap()).collect()
}

#[test]
fn rights_are_planned_granted_seen_as_the_partner_and_explained() {
    let (world, _b, organisation) = supplier();
    let rights = |act: &str, more: &[&str]| {
        let whole = [["env", "rights", act, "--organisation", &organisation].as_slice(), more].concat();
        world.rows(B, &whole)
    };
    let why = |about: &str| rights("why", &[about]).remove(0);
    assert_eq!(reasons(&why("2001")), ["no_user", "product_not_granted", "flows_not_granted"]);
    assert_eq!(reasons(&why(FLOW)), ["no_user", "flow_not_granted"]);

    // Many things at once are named by number; the plan changes nothing.
    let all = ["env", "rights", "grant", "--organisation", &organisation, "--all-products", "--yes"];
    let unnamed = world.run(B, &all);
    assert!(unnamed.code == 2 && unnamed.stderr.contains("--expect-count"), "{}", unnamed.stderr);
    // Everything of a flow as a standing rule.
    let plan = rights("grant", &["--everything-of", FLOW]).remove(0);
    let count = plan["changes"].as_u64().unwrap();
    assert!(count > 2 && plan["applied"] == false, "{plan}");
    assert_eq!(plan["rules_added"][0]["key"], FLOW);
    assert!(rights("view", &[]).is_empty());
    let other = (count + 1).to_string();
    let other = [
        "grant",
        "--organisation",
        &organisation,
        "--everything-of",
        FLOW,
        "--yes",
        "--expect-count",
        &other,
    ];
    assert_eq!(world.run(B, &[["env", "rights"].as_slice(), &other].concat()).code, 2);
    let done = rights("grant", &["--everything-of", FLOW, "--yes"]);
    assert_eq!((&done[0]["applied"], &done[0]["changes"]), (&json!(true), &json!(count)));

    // What its token sees, and what was granted by the rule alone.
    let seen = rights("view", &["products"]);
    assert!(seen.iter().any(|row| row["id"] == 2001), "{seen:?}");
    assert_eq!(rights("view", &["flows"]).len(), 1);
    let granted = rights("show", &[]).remove(0);
    assert_eq!(granted["flows"][0]["standing"], true);
    assert!(granted["products"].as_array().unwrap().iter().all(|one| one["by_rule"] == true), "{granted}");
    assert_eq!(reasons(&why("2001")), ["no_user"]);

    // A product taken out ends the rule, and leaves the rest as a fixed list.
    let plan = rights("revoke", &["--products", "2001"]).remove(0);
    assert_eq!(plan["products_removed"][0]["id"], 2001);
    assert_eq!(plan["rules_removed"][0]["key"], FLOW);
    rights("revoke", &["--products", "2001", "--yes"]);
    assert!(reasons(&why("2001")).contains(&"product_not_granted"));
    let left = rights("view", &[]);
    assert_eq!(left.len() + 1, seen.len());
    assert!(rights("show", &[])[0]["flows"][0].get("standing").is_none());
    // By type, and by what a flow sells now; nothing to do is said and done.
    assert_eq!(rights("grant", &["--type", "energy", "--of-flow", FLOW, "--yes"])[0]["changes"], 1);
    assert_eq!(rights("grant", &["--products", "2001", "--yes"])[0]["changes"], 0);
    let said =
        world.run(B, &["--lang", "nl", "env", "rights", "why", "--organisation", &organisation, "2001"]);
    assert!(said.stdout.contains("koppelgebruiker"), "{}", said.stdout);

    for odd in [
        ["grant", "--organisation", &organisation, "--products", "999999"].as_slice(),
        &["grant", "--organisation", &organisation, "--flows", "energy/nergens"],
        &["grant", "--organisation", &organisation, "--flows", "nergens"],
        &["grant", "--organisation", &organisation],
        &["view", "--organisation", "999999"],
        &["why", "--organisation", &organisation, "999999"],
    ] {
        let ended = world.run(B, &[["env", "rights"].as_slice(), odd].concat());
        assert_eq!(ended.code, 2, "{odd:?} {} {}", ended.stdout, ended.stderr);
    }
}

#[test]
fn a_token_is_held_to_its_addresses_rotated_with_an_overlap_and_revoked() {
    let (world, b, organisation) = supplier();
    let user = world.json(B, &["env", "user", "create", "--organisation", &organisation]);
    let user = user["user_id"].to_string();
    for what in ["flows", "products"] {
        world.ok(B, &["env", "rights", what, "--organisation", &organisation, "--all"]);
    }
    let first = world.path("first.token");
    let create = ["env", "token", "create", "--user", &user, "--label", "deur", "--out", &first];
    world.ok(B, &[create.as_slice(), &["--expires", "90d", "--address", "192.0.2.0/24,192.0.2.7"]].concat());
    let tokens = || world.rows(B, &["env", "token", "list", "--organisation", &organisation]);
    let row = tokens().remove(0);
    let id = row["id"].to_string();
    assert_eq!(row["addresses"], json!(["192.0.2.0/24", "192.0.2.7"]));
    assert!(row["expires_at"].is_string() && row["integration"] == true && row["uses"] == 0, "{row}");

    let add = ["integration", "add", "zonnewind", "--base-url", &b.url, "--domain", &b.domain];
    world.ok(A, &[add.as_slice(), &["--token-file", &first]].concat());
    let code = || world.run(A, &["integration", "test", "zonnewind"]).code;
    assert_eq!(code(), 4, "not from here");
    world.ok(B, &["env", "token", "set", &id, "--any-address", "--expires", "never", "--label", "overal"]);
    assert_eq!(code(), 0);
    let row = tokens().remove(0);
    assert_eq!(
        (&row["label"], &row["addresses"], &row["expires_at"], &row["last_used_from"]),
        (&json!("overal"), &json!([]), &Value::Null, &json!("127.0.0.1"))
    );

    // Both are good during the overlap; then the old one is revoked, and only the new one works.
    let second = world.path("second.token");
    world.ok(B, &["env", "token", "rotate", &id, "--overlap", "1h", "--out", &second]);
    assert_eq!(code(), 0, "the old one still works");
    world.ok(A, &["integration", "token", "zonnewind", "--token-file", &second]);
    assert_eq!(code(), 0, "and so does the new one");
    let rows = tokens();
    assert_eq!((rows.len(), rows[1]["replaces"].to_string()), (2, id.clone()), "{rows:?}");
    assert!(rows[0]["expires_at"].is_string() && rows[1]["expires_at"].is_null(), "{rows:?}");
    let new = rows[1]["id"].to_string();
    assert_eq!(world.json(B, &["env", "token", "revoke", &new])["revoked"], false, "the plan first");
    assert_eq!(code(), 0);
    world.ok(B, &["env", "token", "revoke", &new, "--yes"]);
    assert_eq!(code(), 4);
    assert_eq!(tokens().len(), 1);
    let list = world.rows(B, &["env", "organisation", "list"]);
    let listed = list.into_iter().find(|row| row["id"].as_u64() == organisation.parse().ok()).unwrap();
    assert_eq!(
        (&listed["agents"], &listed["tokens"], &listed["open_sales"]),
        (&json!(1), &json!(1), &json!(0))
    );
    assert!(listed["last_contact"].is_string(), "{listed}");

    for odd in [
        ["create", "--user", &user, "--label", "x", "--address", "hier"].as_slice(),
        &["create", "--user", &user, "--label", "x", "--expires", "morgen"],
        &["set", &id],
        &["rotate", "999999"],
        &["rotate", &id, "--overlap", "40d"],
        &["revoke", "999999", "--yes"],
    ] {
        let ended = world.run(B, &[["env", "token"].as_slice(), odd].concat());
        assert_eq!(ended.code, 2, "{odd:?} {} {}", ended.stdout, ended.stderr);
    }
}

#[test]
fn the_record_of_changes_is_read_checked_and_tells_a_new_address() {
    let (world, b, organisation) = supplier();
    world.ok(B, &["env", "organisation", "create", "--name", "Roos"]);
    let user = world.json(B, &["env", "user", "create", "--organisation", &organisation]);
    let file = world.path("token");
    let user = user["user_id"].to_string();
    world.ok(B, &["env", "token", "create", "--user", &user, "--label", "deur", "--out", &file]);
    let all = world.rows(B, &["env", "audit"]);
    let acts: Vec<&str> = all.iter().map(|entry| entry["act"].as_str().unwrap()).collect();
    assert_eq!(acts[..3], ["token.create", "user.create", "organisation.create"], "{acts:?}");
    assert_eq!((&all[0]["user"]["name"], &all[0]["address"]), (&json!("Eigenaar"), &json!("127.0.0.1")));
    let of_it = |more: &[&str]| {
        let about = ["env", "audit", "--organisation", &organisation];
        world.rows(B, &[about.as_slice(), more].concat())
    };
    assert_eq!(of_it(&[]).len(), 3, "not what is Roos's");
    assert_eq!(of_it(&["--limit", "1"]).len(), 1);
    // For people: who, when, from where, what, and below it what it was and became, in words.
    world.ok(B, &["env", "organisation", "set", &organisation, "city=Epe", "active=0"]);
    world.ok(B, &["env", "product", "set", "2001", "active=0"]);
    let said = world.run(B, &["--lang", "nl", "env", "audit", "--limit", "2"]).stdout;
    let lines: Vec<&str> = said.lines().map(str::trim).collect();
    let act = lines.iter().position(|line| line.ends_with("product gewijzigd: 2001")).unwrap();
    assert!(lines[act].contains("Eigenaar") && lines[act].contains("127.0.0.1"), "{said}");
    assert_eq!(lines[act + 1..act + 3], ["product 2001 · gewijzigd", "actief: ja → nee"], "{said}");
    for line in ["actief: ja → nee", "plaats: – → Epe"] {
        assert!(lines[act + 3..].contains(&line), "{line}\n{said}");
    }
    assert!(!said.contains(['{', '…']), "{said}");
    world.ok(B, &["env", "organisation", "set", &organisation, "active=1"]);

    // It is used for the first time: told with where from.
    let add = ["integration", "add", "zonnewind", "--base-url", &b.url, "--domain", &b.domain];
    world.ok(A, &[add.as_slice(), &["--token-file", &file]].concat());
    world.run(A, &["integration", "test", "zonnewind"]);
    let newest = of_it(&[]).remove(0);
    assert_eq!((&newest["act"], &newest["address"]), (&json!("token.new_address"), &json!("127.0.0.1")));
    assert_eq!(all[0]["changes"][0]["after"]["digest"], "[secret]");

    let proof = world.json(B, &["env", "audit", "--verify"]);
    let (entries, last) = (proof["entries"].to_string(), proof["last"].as_str().unwrap().to_owned());
    assert_eq!(proof["broken"], Value::Null, "{proof}");
    assert_eq!(newest["number"].to_string(), entries);
    // What was noted still stands after more was done; another hash would not.
    world.ok(B, &["env", "organisation", "set", &organisation, "city=Ede"]);
    let known = format!("{entries}={last}");
    world.ok(B, &["env", "audit", "--verify", "--known", &known]);
    let other = format!("{entries}={}", "0".repeat(64));
    let broken = world.run(B, &["--json", "env", "audit", "--verify", "--known", &other]);
    let proof: Value = serde_json::from_str(broken.stdout.trim()).unwrap();
    assert_eq!((broken.code, &proof["broken"]["what"]), (1, &json!("not_as_known")), "{proof}");
    assert_eq!(world.run(B, &["env", "audit", "--verify", "--known", "x"]).code, 2);
    assert_eq!(world.run(B, &["env", "audit", "--organisation", "999999"]).code, 2);
}
