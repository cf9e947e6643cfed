//! The supplier's half of a link, by commands only: the organisation, its rights, its link user, how its sales
//! are taken, and an invite that the partner accepts and works with.
//!
//! Not here: an invite that must not work (`invites`), the partner's own half (`cli_setup`).

use serde_json::{Value, json};

use crate::world::World;

const A: &str = "reseller";
const B: &str = "supplier";
const FLOW: &str = "energy/stroom-en-gas";

#[test]
fn a_supplier_gives_a_partner_access_by_commands_until_it_has_accepted_the_invite() {
    let world = World::new();
    let b = world.environment("supplier-env", "zonnewind", "supplier");
    world.ok(B, &["own", "set", "--base-url", &b.url, "--domain", &b.domain, "--token-file", &b.owner]);

    // The organisation: a contractor names all that it lacks at once, and then gets another name.
    let create = ["env", "organisation", "create", "--name", "Klaver", "--field", "contractor=yes"];
    let lacking = world.run(B, &create);
    assert_eq!(lacking.code, 2, "{}", lacking.stderr);
    let fields = [
        "company_name=Klaver BV",
        "email=link@klaver.example",
        "contact_person=Anna",
        "postcode=1234 AB",
        "housenumber=1",
        "streetname=Dorpsstraat",
        "city=Ons Dorp",
    ];
    let mut whole = create.to_vec();
    for field in &fields {
        let name = field.split_once('=').unwrap().0;
        assert!(lacking.stderr.contains(name), "{name} in {}", lacking.stderr);
        whole.extend(["--field", *field]);
    }
    let organisation = world.json(B, &whole)["organisation_id"].to_string();
    let set = |change: &str| world.ok(B, &["env", "organisation", "set", &organisation, change]);
    set("name=Klaver Energieadvies");
    let listed = || -> Value {
        let rows = world.rows(B, &["env", "organisation", "list"]);
        rows.into_iter().find(|row| row["id"].as_u64() == organisation.parse().ok()).unwrap()
    };
    assert_eq!((&listed()["name"], &listed()["products"]), (&json!("Klaver Energieadvies"), &json!(0)));
    assert_eq!(world.run(B, &["env", "organisation", "set", "999999", "name=x"]).code, 2);
    assert_eq!(world.json(B, &["env", "organisation", "show", &organisation])["city"], "Ons Dorp");

    // Its rights: one flow, two products.
    let rights = |what: &str, named: &[&str]| {
        let act = ["env", "rights", what, "--organisation", &organisation];
        world.json(B, &[act.as_slice(), named].concat())["granted"].as_u64().unwrap()
    };
    assert_eq!(rights("flows", &["--flows", FLOW]), 1);
    assert_eq!(rights("products", &["--products", "2001,2002"]), 2);
    assert_eq!(listed()["products"], 2);

    // Its link user, named after it, and how its sales are taken.
    let user =
        world.json(B, &["env", "user", "create", "--organisation", &organisation])["user_id"].to_string();
    let shown = world.json(B, &["env", "user", "show", &user]);
    assert!(shown.to_string().contains("Koppeling_Klaver Energieadvies"), "{shown}");
    let incoming = ["env", "incoming", "set", &organisation, "check-agreements=off", "order-status=verified"];
    let taken = world.json(B, &incoming);
    assert_eq!(
        (&taken["check_agreements"], &taken["check_verification"], &taken["order_status"]),
        (&json!(false), &json!(true), &json!("verified")),
        "{taken}"
    );

    // The token travels sealed to the partner's key; the partner accepts it and sees what it was given.
    let key = world.json(A, &["identity"])["public_key"].as_str().unwrap().to_owned();
    let file = world.path("klaver.invite");
    world.ok(B, &["env", "token", "invite", "--user", &user, "--to", &key, "--out", &file]);
    world.ok(A, &["integration", "add", "zonnewind", "--invite", &file]);
    let tested = || world.json(A, &["integration", "test", "zonnewind"]);
    let works = tested();
    assert_eq!((&works["failure"], &works["integration_only"]), (&Value::Null, &json!(true)), "{works}");
    assert_eq!((&works["products"], &works["flows"]), (&json!(2), &json!(1)), "{works}");
    let invite = world.rows(B, &["env", "token", "invites"]).remove(0);
    assert_eq!((&invite["state"], &invite["user"].to_string()), (&json!("used"), &user), "{invite}");

    // Revoking counts at once, and so does putting the organisation out.
    assert_eq!(rights("products", &["--products", "2001"]), 1);
    assert_eq!(tested()["products"], 1);
    set("active=0");
    let refused = world.run(A, &["--json", "integration", "test", "zonnewind"]);
    assert_eq!(refused.code, 4, "{} {}", refused.stdout, refused.stderr);
    set("active=1");
    assert_eq!(tested()["failure"], Value::Null);
}

#[test]
fn a_link_that_stands_still_says_so_when_the_partner_answers_again() {
    let world = World::new();
    let b = world.environment("supplier-env", "zonnewind", "supplier");
    let a = world.environment("reseller-env", "klaver", "reseller");
    crate::linked::link(&world, &a, &b);
    let desk = crate::linked::desk(&world, &a, "telecom/verbinding", "zw-glas-200");
    let organisations = world.rows(B, &["env", "organisation", "list"]);
    let partner = organisations.iter().find(|row| row["name"] == "Klaver Energieadvies").unwrap();
    let partner = partner["id"].to_string();
    let tell = |active: &str| world.ok(B, &["env", "organisation", "set", &partner, active]);
    let tested = || world.run(A, &["--lang", "nl", "integration", "test", "zonnewind"]);
    let _service = world.serve(A);
    tell("active=0");
    crate::linked::post(&a, &desk, 0);
    world.until("it is paused", || !world.json(A, &["integration", "show", "zonnewind"])["paused"].is_null());
    assert_eq!(tested().code, 4);
    tell("active=1");
    let answers = tested();
    assert_eq!(answers.code, 0, "{}", answers.stderr);
    assert!(answers.stderr.contains("koppel integration resume zonnewind"), "{}", answers.stderr);
    world.ok(A, &["integration", "resume", "zonnewind"]);
    let answers = tested();
    assert!(!answers.stderr.contains("resume"), "{}", answers.stderr);
}
