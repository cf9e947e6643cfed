//! The supplier's own work by commands: its catalogue with the rules in it, a whole world out and in, and
//! the sales it got, moved on from a spreadsheet.

use serde_json::{Value, json};

use crate::world::{Environment, World};

const B: &str = "supplier";

pub fn supplier() -> (World, Environment) {
    let world = World::new();
    let b = world.environment("supplier-env", "zonnewind", "supplier");
    world.ok(B, &["own", "set", "--base-url", &b.url, "--domain", &b.domain, "--token-file", &b.owner]);
    (world, b)
}

#[test]
fn a_catalogue_is_administered_and_a_rule_is_shown_set_and_tried() {
    let (world, _b) = supplier();
    let image = world.path("logo.png");
    std::fs::write(&image, b"\x89PNG").unwrap();
    let product =
        ["env", "product", "create", "name=Los", "identifier=los", "type=energy", "active=1", "retention=0"];
    let more =
        ["price_monthly=12.50", "cf_tarief=0.21", &format!("image=@{image}"), &format!("documents=@{image}")];
    let id = world.json(B, &[product.as_slice(), &more].concat())["id"].as_str().unwrap().to_owned();
    let shown = world.json(B, &["env", "product", "show", &id]);
    assert_eq!(
        (&shown["image"]["extension"], &shown["price_monthly"]),
        (&json!("png"), &json!("12.50")),
        "{shown}"
    );
    assert_eq!(
        (&shown["customfields"]["tarief"], &shown["documents"][0]["name"]),
        (&json!("0.21"), &json!("logo.png"))
    );
    world.ok(B, &["env", "product", "set", &id, "active=0"]);
    assert_eq!(world.json(B, &["env", "product", "show", &id])["active"], false);
    assert_eq!(world.json(B, &["env", "product", "remove", &id])["removed"], false, "the plan first");
    world.ok(B, &["env", "product", "remove", &id, "--yes"]);
    let gone = world.run(B, &["env", "product", "show", &id]);
    assert!(gone.code == 2 && gone.stderr.contains(&id), "{} {}", gone.code, gone.stderr);

    let wrong = world.run(B, &["env", "question", "create", "input_type=guess", "identifier=kop_levering"]);
    assert_eq!(wrong.code, 2, "{}", wrong.stderr);
    for field in ["name:", "input_type:", "identifier:"] {
        assert!(wrong.stderr.contains(field), "{field} in {}", wrong.stderr);
    }
    let make = [
        "env",
        "question",
        "create",
        "name=Slim",
        "identifier=slim",
        "input_type=mc-single",
        "options=Ja,Nee",
        "visible=1",
    ];
    let slim = world.json(B, &make)["id"].as_str().unwrap().to_owned();
    let make = [
        "env",
        "question",
        "create",
        "name=Merk",
        "identifier=merk",
        "input_type=text",
        "product_types=energy",
    ];
    let brand = world.json(B, &make)["id"].as_str().unwrap().to_owned();
    let rule = world.path("rule.json");
    let condition = json!({"type": "condition", "name": "Slim", "identifier": "question.id", "operator": "=", "value": "Ja"});
    let group =
        json!({"type": "condition_group", "criterion": "ANY", "visibility": true, "rules": [condition]});
    std::fs::write(&rule, group.to_string()).unwrap();
    world.ok(B, &["env", "question", "rule", "set", &brand, "--file", &rule]);
    world.ok(B, &["env", "question", "set", &brand, "rule_visible=1"]);
    let tree = world.ok(B, &["--lang", "nl", "env", "question", "rule", "show", &brand]);
    assert_eq!(tree, "Zichtbaar als:\n  één hiervan:\n    het antwoord op «Slim» is «Ja»\n");
    assert!(
        world.ok(B, &["env", "question", "rule", "show", &brand]).contains("the answer to “Slim” is “Ja”")
    );
    // A box that is ticked reads as its trial does, and a type in words.
    let tick = ["env", "question", "create", "name=Incasso?", "identifier=machtigen", "input_type=checkbox"];
    world.ok(B, &[tick.as_slice(), &["product_types=energy"]].concat());
    let condition = |name: &str, of: &str, value: &str| json!({"type": "condition", "name": name, "identifier": of, "operator": "=", "value": value});
    let rules = [condition("Incasso?", "question.id", "1"), condition("", "product.type", "energy")];
    let boxed = world.path("boxed.json");
    let group = json!({"type": "condition_group", "criterion": "ALL", "visibility": true, "rules": rules});
    std::fs::write(&boxed, group.to_string()).unwrap();
    let other = ["env", "question", "create", "name=Bank", "identifier=bank", "input_type=text"];
    let bank = world.json(B, &[other.as_slice(), &["product_types=energy"]].concat())["id"].clone();
    let bank = bank.as_str().unwrap();
    world.ok(B, &["env", "question", "rule", "set", bank, "--file", &boxed]);
    let tree = world.ok(B, &["--lang", "nl", "env", "question", "rule", "show", bank]);
    for said in ["het antwoord op «Incasso?» is «ja»", "het producttype is «energie»"] {
        assert!(tree.contains(said), "{said}\n{tree}");
    }
    let none = world.path("none.json");
    std::fs::write(&none, "{}").unwrap();
    let trial = ["question", "rule", "try", bank, "--answers", &none, "--product", "2001"];
    let tried = world.ok(B, &[["--lang", "nl", "env"].as_slice(), &trial].concat());
    assert!(tried.contains("✗ het antwoord op «Incasso?» is «ja» (het is: –)"), "{tried}");
    let answers = world.path("answers.json");
    std::fs::write(&answers, json!({"slim": "Nee"}).to_string()).unwrap();
    let tried =
        world.ok(B, &["env", "question", "rule", "try", &brand, "--answers", &answers, "--product", "2001"]);
    assert!(
        tried.contains("✗ the answer to “Slim” is “Ja” (it is: Nee)") && tried.contains("not visible"),
        "{tried}"
    );
    let needed = world.run(B, &["env", "question", "remove", &slim, "--yes"]);
    assert!(needed.code == 1 && needed.stderr.contains("Merk"), "{} {}", needed.code, needed.stderr);

    for kind in ["flow", "agreement", "status", "supplier", "user", "question"] {
        assert!(!world.rows(B, &["env", kind, "list"]).is_empty(), "{kind}");
    }
    // Out and in again: nothing changes; after a change the plan names it.
    let file = world.path("world.json");
    world.ok(B, &["env", "world", "export", "--out", &file]);
    assert!(world.rows(B, &["env", "world", "import", &file, "--yes"]).is_empty());
    world.ok(B, &["env", "status", "create", "identifier=gekeurd", "name=Gekeurd", "type=default"]);
    world.ok(B, &["env", "flow", "set", "101", "title=Anders"]);
    let plan = world.rows(B, &["env", "world", "import", &file]);
    assert_eq!(
        (plan.len(), &plan[0]["list"], &plan[0]["fields"]),
        (1, &json!("flows"), &json!(["title"])),
        "{plan:?}"
    );
    world.ok(B, &["env", "world", "import", &file, "--yes"]);
    assert_ne!(world.json(B, &["env", "flow", "show", "101"])["title"], "Anders");
}

#[test]
fn sales_are_listed_shown_and_moved_on_from_a_spreadsheet() {
    let (world, b) = supplier();
    let ids: Vec<String> = (0..3).map(|_| sold(&b)).collect();
    assert_eq!(world.rows(B, &["env", "sale", "list"]).len(), 3);
    let made = |period: &[&str]| world.rows(B, &[&["env", "sale", "list"], period].concat()).len();
    assert_eq!(made(&["--since", "2001-01-01"]), 3);
    assert_eq!(made(&["--since", "2001-01-01 00:00:00", "--until", "2001-12-31 12:00:00"]), 0);
    assert_eq!(made(&["--since", "2999-01-01"]), 0);
    let set = ["env", "sale", "status", &ids.join(","), "accepted_by_supplier", "--remark", "Akkoord"];
    assert_eq!(world.rows(B, &[set.as_slice(), &["--dry-run"]].concat()).len(), 3);
    assert!(world.rows(B, &["env", "sale", "list", "--status", "accepted_by_supplier"]).is_empty());
    // Several are a plan, which says what each is now, until it is confirmed.
    let plan = world.rows(B, &set);
    assert!(plan.len() == 3 && plan.iter().all(|row| row["was"] == "new" && row["set"] == false), "{plan:?}");
    assert!(world.rows(B, &["env", "sale", "list", "--status", "accepted_by_supplier"]).is_empty());
    assert_eq!(world.rows(B, &[set.as_slice(), &["--yes"]].concat()).len(), 3);
    assert_eq!(world.rows(B, &["env", "sale", "list", "--status", "accepted_by_supplier"]).len(), 3);
    let history = world.rows(B, &["env", "sale", "history", &ids[0]]);
    assert_eq!(
        (&history[1]["new_status"], &history[1]["remark"]),
        (&json!("accepted_by_supplier"), &json!("Akkoord"))
    );
    assert_eq!(world.json(B, &["env", "sale", "show", &ids[0]])["id"].to_string(), ids[0]);
    assert_eq!(world.run(B, &["env", "sale", "show", "999999"]).code, 2);
    let folder = world.path("contracts");
    let contract = world.json(B, &["env", "sale", "contract", &ids[0], "--out", &folder]);
    assert!(std::fs::read(contract["file"].as_str().unwrap()).unwrap().starts_with(b"%PDF"));
    let document = world.json(B, &["env", "sale", "documents", &ids[0]]);
    assert_eq!((&document["question"], &document["name"]), (&json!("jaarnota"), &json!("nota.pdf")));
    let mut nameless = sale();
    nameless["questionData"]["jaarnota"] = json!([{"content": "JVBERi0xLjQ=", "extension": "pdf"}]);
    let document = world.json(B, &["env", "sale", "documents", &placed(&b, &nameless)]);
    assert_eq!(document["name"], "jaarnota.pdf", "without a name it goes by what it answers");

    let csv = world.path("updates.csv");
    let write = |rows: &str| {
        std::fs::write(&csv, format!("ordernummer;status;opmerking;meterstand\n{rows}")).unwrap()
    };
    let import = ["env", "sale", "import", &csv];
    write(&format!("{};netto;Klaar;1234\n{};nergens;;\n999999;netto;;\nx;netto;;\n", ids[0], ids[1]));
    let wrong = world.run(B, &[import.as_slice(), &["--yes"]].concat());
    assert_eq!(wrong.code, 1, "{}", wrong.stderr);
    for part in ["line 3, column status", "line 4, column ordernummer", "line 5, column ordernummer"] {
        assert!(wrong.stderr.contains(part), "{part} in {}", wrong.stderr);
    }
    assert!(world.rows(B, &["env", "sale", "list", "--status", "netto"]).is_empty(), "nothing was taken in");
    write(&format!("{};netto;Klaar;1234\n{};accepted_by_supplier;Akkoord;\n", ids[0], ids[1]));
    let plan = world.rows(B, &import);
    assert_eq!((plan.len(), plan[0]["sale"].to_string()), (1, ids[0].clone()), "{plan:?}");
    world.ok(B, &[import.as_slice(), &["--yes", "--expect-count", "1"]].concat());
    let shown = world.json(B, &["env", "sale", "show", &ids[0]]);
    assert_eq!(shown["status"]["status_identifier"], "netto");
    assert_eq!(shown["extrafields"]["sale"]["meterstand"], "1234");
    assert!(
        world.rows(B, &[import.as_slice(), &["--yes"]].concat()).is_empty(),
        "a second time changes nothing"
    );
    assert_eq!(world.rows(B, &["env", "sale", "history", &ids[0]]).len(), 3);
    assert!(world.ok(B, &["env", "sale", "import", "--template"]).starts_with("order_number,status,remark"));
}

#[test]
fn sales_are_listed_since_and_until_a_moment_both_included() {
    let (world, b) = supplier();
    let made =
        |id: &str| world.json(B, &["env", "sale", "show", id])["created_at"].as_str().unwrap().to_owned();
    let first = sold(&b);
    let mut last = sold(&b);
    // Moments are whole seconds: the two must not lie in one.
    world.until("a sale of a later second", || {
        last = sold(&b);
        made(&last) > made(&first)
    });
    let listed = |more: &[&str]| -> Vec<String> {
        let rows = world.rows(B, &[["env", "sale", "list"].as_slice(), more].concat());
        rows.iter().map(|row| row["id"].to_string()).collect()
    };
    let (early, late) = (made(&first), made(&last));
    let all = listed(&[]);
    assert_eq!(listed(&["--since", &early]), all);
    assert_eq!(listed(&["--since", &early, "--until", &late]), all);
    let until = listed(&["--since", &early, "--until", &early]);
    assert!(until.contains(&first) && !until.contains(&last), "{until:?}");
    let since = listed(&["--since", &late]);
    assert!(since.contains(&last) && !since.contains(&first), "{since:?}");
    // A day is the whole of it.
    assert_eq!(listed(&["--since", &early[..10], "--until", &late[..10]]), all);
    assert!(listed(&["--since", "2020-01-01", "--until", "2020-12-31"]).is_empty());
    assert!(listed(&["--since", "2999-01-01"]).is_empty());
    assert_eq!(world.run(B, &["env", "sale", "list", "--until", &late]).code, 2, "since when?");
    let odd = world.run(B, &["env", "sale", "list", "--since", "gisteren"]);
    assert!(odd.code != 0 && odd.stdout.is_empty(), "{} {}", odd.code, odd.stdout);
}

/// Sells through the environment's own desk.
#[test]
fn a_status_for_many_leaves_out_what_has_it_warns_of_what_is_cancelled_and_asks_why_above_ten() {
    let (world, b) = supplier();
    let ids: Vec<String> = (0..3).map(|_| sold(&b)).collect();
    let ids = ids.as_slice();
    let set = |sales: &[String], status: &str, more: &[&str]| {
        let sales = sales.join(",");
        world.run(B, &[["--lang", "nl", "env", "sale", "status", &sales, status].as_slice(), more].concat())
    };
    set(ids, "accepted_by_supplier", &["--yes"]);
    let one = set(&ids[..1], "cancelled", &[]);
    assert!(one.stdout.contains("heeft nu status geannuleerd"), "{} {}", one.stdout, one.stderr);
    let plan = set(ids, "accepted_by_supplier", &[]);
    assert_eq!(plan.stdout.lines().count(), 1, "{}", plan.stdout);
    assert!(plan.stderr.contains("2 sales hebben deze status al"), "{}", plan.stderr);
    assert!(plan.stderr.contains("is geannuleerd en zou dat niet meer zijn"), "{}", plan.stderr);
    let done = set(ids, "accepted_by_supplier", &["--yes", "--expect-count", "1"]);
    assert!(done.code == 0 && done.stdout.lines().count() == 1, "{} {}", done.stdout, done.stderr);
    let again = set(ids, "accepted_by_supplier", &["--yes"]);
    assert!(again.code == 0 && again.stdout.is_empty(), "{} {}", again.stdout, again.stderr);
    // Many are asked why.
    let many: Vec<String> = (0..11).map(|_| sold(&b)).collect();
    assert!(set(&many, "netto", &[]).stderr.contains("--remark"), "the plan says it");
    let unsaid = set(&many, "netto", &["--yes", "--expect-count", "11"]);
    assert!(unsaid.code == 2 && unsaid.stderr.contains("--remark"), "{} {}", unsaid.code, unsaid.stderr);
    assert!(world.rows(B, &["env", "sale", "list", "--status", "netto"]).is_empty(), "none was set");
    let said = set(&many, "netto", &["--yes", "--expect-count", "11", "--remark", "Maandafsluiting"]);
    assert_eq!((said.code, said.stdout.lines().count()), (0, 11), "{}", said.stderr);
}

#[test]
fn the_status_that_a_sale_became_is_told_and_not_the_one_that_was_asked() {
    let (world, b) = supplier();
    let organisation =
        world.json(B, &["env", "organisation", "create", "--name", "Deur"])["organisation_id"].to_string();
    for what in ["products", "flows"] {
        world.ok(B, &["env", "rights", what, "--organisation", &organisation, "--all"]);
    }
    world.ok(B, &["env", "incoming", "set", &organisation, "accepted-offer-status=accepted_by_supplier"]);
    let user =
        world.json(B, &["env", "user", "create", "--organisation", &organisation])["user_id"].to_string();
    let token = world.json(B, &["env", "token", "create", "--user", &user, "--label", "x"])["token"].clone();
    let mut offer = sale();
    offer["transaction_type"] = json!("offer");
    let path = "/api/zonnewind/v1/sales/flow/energy/stroom-en-gas";
    let (status, made) = b.request_as(token.as_str().unwrap(), "POST", path, Some(&offer));
    assert_eq!(status, 201, "{made}");
    let id = made["data"]["sale_id"].to_string();
    let set = world.json(B, &["env", "sale", "status", &id, "offer_accepted"]);
    assert_eq!(set["status"], "accepted_by_supplier");
}

pub fn sold(b: &Environment) -> String {
    placed(b, &sale())
}

fn placed(b: &Environment, sale: &Value) -> String {
    let path = "/api/zonnewind/v1/sales/flow/energy/stroom-en-gas";
    let (status, answer) = b.request("POST", path, Some(sale));
    assert_eq!(status, 201, "{answer}");
    answer["data"]["sale_id"].to_string()
}

/// A sale that the supplier's sample takes.
fn sale() -> Value {
    serde_json::from_str(include_str!("../environment_http/sale.json")).unwrap()
}
