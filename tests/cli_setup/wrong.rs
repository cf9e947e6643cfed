//! What the supplier's commands are given wrongly: each is refused as usage, with what is wrong in the words of
//! whoever reads it, and nothing of it is done.

use crate::supplier::{sold, supplier};

const B: &str = "supplier";

#[test]
fn wrong_input_of_the_suppliers_commands_is_usage_and_names_what_is_wrong() {
    let (world, b) = supplier();
    let organisation = world.json(B, &["env", "organisation", "create", "--name", "Klaver"]);
    let organisation = organisation["organisation_id"].to_string();
    let sale = sold(&b);
    let file = |name: &str, text: &str| {
        let path = world.path(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let (object, empty) = (file("a.json", "{\"a\": 1}"), file("empty.csv", ""));
    let (bare, other) = (file("bare.csv", "order_number,status\n"), file("other.csv", "status\nnew\n"));
    let of = format!("--organisation={organisation}");
    let cases: &[(&str, &[&str])] = &[
        ("email: Dit is geen geldig e-mailadres", &["env", "organisation", "set", &organisation, "email=x"]),
        ("Er is geen instelling «bogus»", &["env", "incoming", "set", &organisation, "bogus=1"]),
        (
            "niet ja (yes) en niet nee (no)",
            &["env", "incoming", "set", &organisation, "check-agreements=misschien"],
        ),
        ("Er is geen «bogus»", &["env", "incoming", "set", &organisation, "order-status=bogus"]),
        ("reason: Dit veld is verplicht", &["env", "cancellation", "reject", &sale, "--reason", ""]),
        ("products: Er is geen «99999»", &["env", "rights", "products", &of, "--products", "99999"]),
        ("<--all|--products <ID,...>>", &["env", "rights", "products", &of]),
        ("products: Er is geen «99999»", &["env", "rights", "grant", &of, "--products", "99999"]),
        ("supplier_id: Er is geen «99999»", &["env", "rights", "grant", &of, "--supplier", "99999"]),
        ("type: Er is geen «bogus»", &["env", "rights", "grant", &of, "--type", "bogus"]),
        ("product: Er is geen «99999»", &["env", "rights", "why", &of, "99999"]),
        ("flow: Er is geen «x/y»", &["env", "rights", "why", &of, "x/y"]),
        ("Er is geen flow «x/y»", &["env", "rights", "flows", &of, "--flows", "x/y"]),
        ("identifier: Dit veld is verplicht", &["env", "status", "create", "name=x", "type=default"]),
        (
            "role: Dit is geen van de opties: admin, organisationadmin, teamleader, agent.",
            &["env", "user", "invite", "email=x", "role=bogus"],
        ),
        // It would be asked with no product at all.
        (
            "product_types: Er is geen «algemeen»",
            &[
                "env",
                "question",
                "create",
                "name=x",
                "identifier=x",
                "input_type=date",
                "product_types=algemeen",
            ],
        ),
        ("price: Dit is geen geldig bedrag", &["env", "product", "set", "2001", "price=abc"]),
        ("image: Dit is geen afbeelding", &["env", "product", "set", "2001", &format!("image=@{object}")]),
        ("a: Dit veld bestaat niet", &["env", "world", "import", &object]),
        ("nofile.json is niet te lezen: het is er niet", &["env", "world", "import", "nofile.json"]),
        ("sale: Er is geen «99999»", &["env", "question", "rule", "try", "3001", "--sale", "99999"]),
        ("Er is geen organisatie met nummer «99»", &["env", "audit", "--organisation", "99"]),
        ("Er is geen organisatie met nummer «99»", &["env", "token", "list", "--organisation", "99"]),
        ("statuses: Er is geen «bogus»", &["env", "sale", "list", "--status", "bogus"]),
        ("organisations: Er is geen «99»", &["env", "sale", "list", "--organisation", "99"]),
        ("product_types: Er is geen «bogus»", &["env", "sale", "list", "--product-type", "bogus"]),
        ("«gisteren» is geen moment", &["env", "sale", "list", "--since", "gisteren"]),
        ("Er is geen status «bogus»", &["env", "sale", "status", &format!("{sale},2"), "bogus"]),
        ("heeft geen regels", &["env", "sale", "import", &empty]),
        ("heeft geen regels", &["env", "sale", "import", &bare]),
        ("heeft geen kolom ordernummer", &["env", "sale", "import", &other]),
    ];
    for (said, arguments) in cases {
        let ended = world.run(B, &[&["--lang", "nl"], *arguments].concat());
        assert_eq!(ended.code, 2, "{arguments:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(said) && ended.stdout.is_empty(), "{arguments:?}: {}", ended.stderr);
    }
    // Nobody asked to cancel it: it is the sale that stands otherwise, not the command that is wrong.
    let early = world.run(B, &["--lang", "nl", "env", "cancellation", "accept", &sale]);
    assert!(early.code == 5 && early.stderr.contains("Niemand heeft gevraagd"), "{}", early.stderr);
    // A plan that would be refused in part says so.
    let plan = world.run(B, &["--lang", "nl", "env", "sale", "status", &sale, "2", "netto"]);
    assert!(plan.code == 1 && plan.stderr.contains("Er is geen sale"), "{} {}", plan.code, plan.stderr);
    // How far a token reaches is said in words.
    let tested = world.ok(B, &["--lang", "nl", "own", "test"]);
    assert!(tested.contains("het hele account"), "{tested}");
    // What is removed: the plan ends as the act would.
    for more in [[].as_slice(), &["--yes"]] {
        let needed = world.run(B, &[&["env", "supplier", "remove", "901"], more].concat());
        assert!(needed.code == 1 && needed.stderr.contains("needs it"), "{}", needed.stderr);
    }
    let product = world.json(B, &["env", "product", "remove", "2002"]);
    assert_eq!((&product["removed"], &product["also"][0]["list"]), (&false.into(), &"flows".into()));
    // One organisation whole: what it is, and how it stands with it.
    let shown = world.json(B, &["env", "organisation", "show", &organisation]);
    assert_eq!(shown["id"].to_string(), organisation);
    for (field, count) in [("agents", 0), ("tokens", 0), ("open_sales", 0), ("products", 0)] {
        assert_eq!(shown[field], count, "{field}: {shown}");
    }
    assert!(shown["last_contact"].is_null() && shown["active"] == true, "{shown}");
    // An agreement has a rule as a question has, and is missed for a reason.
    let rule = file("rule.json", &rule().to_string());
    world.ok(B, &["env", "agreement", "rule", "set", "4001", "--file", &rule]);
    world.ok(B, &["env", "agreement", "set", "4001", "rule_visible=1"]);
    let tree = world.ok(B, &["--lang", "nl", "env", "agreement", "rule", "show", "4001"]);
    assert!(tree.starts_with("Zichtbaar als:") && tree.contains("zakelijk"), "{tree}");
    let tried = world.ok(B, &["--lang", "nl", "env", "agreement", "rule", "try", "4001", "--sale", &sale]);
    assert!(tried.contains('✗'), "{tried}");
    let why = world.json(B, &["env", "rights", "why", &of, "--agreement", "4001"]);
    assert_eq!(why["reasons"][1]["reason"], "none_of_its_flows", "{why}");
    let why = world.run(B, &["--lang", "nl", "env", "rights", "why", &of, "--question", "bogus"]);
    assert!(why.code == 2 && why.stderr.contains("question: Er is geen «bogus»"), "{}", why.stderr);
    // Who gave the command stands beside the token they share.
    world.ok(B, &["--as", "An de Wit", "env", "sale", "status", &sale, "netto"]);
    let log = world.ok(B, &["--lang", "nl", "env", "audit", "--limit", "1"]);
    assert!(log.contains("An de Wit") && log.contains(&format!("status gezet: sale {sale}")), "{log}");
}

/// Whatever language the service has.
#[test]
fn what_is_wrong_is_said_in_the_language_of_whoever_asks() {
    let (world, _b) = supplier();
    let service = world.serve(B);
    for (language, said) in [("nl", "Dit is geen geldig bedrag"), ("en", "This is not a valid amount")] {
        let wrong = world.run(B, &["--lang", language, "env", "product", "set", "2001", "price=abc"]);
        assert!(wrong.code == 2 && wrong.stderr.contains(said), "{language}: {}", wrong.stderr);
        let needed = world.run(B, &["--lang", language, "env", "supplier", "remove", "901"]);
        let said = if language == "nl" { "heeft het nodig" } else { "needs it" };
        assert!(needed.stderr.contains(said), "{language}: {}", needed.stderr);
    }
    world.ok(B, &["serve", "--stop"]);
    assert!(service.wait().success());
}

fn rule() -> serde_json::Value {
    serde_json::json!({"type": "condition_group", "criterion": "ANY", "visibility": true, "rules": [
        {"type": "condition", "name": "", "identifier": "profile.type", "operator": "=", "value": "business"}]})
}
