//! Names that neither side has, and changes that are only looked at: refused or told, and nothing is kept. And what
//! else there is to set and to look at while a link is made.
//!
//! Not here: making it (`linked`).

use serde_json::Value;

use crate::world::{Environment, World};

const DATA: &str = "reseller";

/// All that an operator set.
fn standing(world: &World) -> [String; 4] {
    let of = |arguments: &[&str]| world.ok(DATA, &[&["--json"], arguments].concat());
    let settings: Value = serde_json::from_str(&of(&["integration", "show", "zonnewind"])).unwrap();
    [
        of(&["map", "export", "zonnewind"]).split_once("\n\n").unwrap().1.to_owned(),
        of(&["map", "draft", "list", "zonnewind"]),
        of(&["condition", "list", "zonnewind"]),
        settings["settings"].to_string() + &settings["products_imported"].to_string(),
    ]
}

/// A name that neither side has is refused with the nearest that there are.
pub fn unknown_names_are_refused_with_the_nearest(world: &World) {
    let before = standing(world);
    let reason = ["map", "question", "set", "zonnewind", "situatie", "--own", "reden"];
    let condition = ["condition", "add", "zonnewind", "proef"];
    let cases: &[(&[&str], &[&str], [&str; 2])] = &[
        (&reason, &["--option", "nieuwbuow=Overstap"], ["«nieuwbuow»", "nieuwbouw"]),
        (&reason, &["--option", "nieuwbouw=Overstapp"], ["«Overstapp»", "Overstap"]),
        (&reason, &["--option", "nieuwbouw=Overstapp", "--draft"], ["«Overstapp»", "Overstap"]),
        (&reason, &["--option", "nieuwbouw=Overstapp", "--dry-run"], ["«Overstapp»", "Overstap"]),
        (&reason, &["--date-from", "%Q", "--date-to", "%d-%m-%Y"], ["«%Q»", "%d-%m-%Y"]),
        (&["map", "question", "set", "zonnewind", "situtie"], &["--own", "reden"], ["«situtie»", "situatie"]),
        (&["map", "question", "set", "zonnewind", "situatie"], &["--own", "redne"], ["«redne»", "reden"]),
        (
            &["map", "question", "set", "zonnewind", "situatie"],
            &["--constant", "Kaas"],
            ["«Kaas»", "Overstap"],
        ),
        (
            &["map", "flow", "set", "zonnewind"],
            &["default/thuus", "default/slim-wonen"],
            ["thuus", "default/thuis"],
        ),
        (
            &["map", "flow", "set", "zonnewind"],
            &["default/thuis", "default/slim"],
            ["«default/slim»", "slim-wonen"],
        ),
        (&["map", "status", "set", "zonnewind"], &["kredietcheck", "Klaar!"], ["«Klaar!»", "klaar"]),
        (&["map", "agreement", "set", "zonnewind"], &["privicy", "privacy"], ["«privicy»", "privacy"]),
        (&condition, &["--statuses", "nieuw"], ["«nieuw»", "new"]),
        (&condition, &["--matches-statuses", "Geverifieerd"], ["«Geverifieerd»", "verified"]),
        (&condition, &["--flows", "default/thuus"], ["«default/thuus»", "default/thuis"]),
        (&condition, &["--answer", "redne=nieuwbouw"], ["«redne»", "reden"]),
        (&["integration", "set", "zonnewind"], &["statuses=always", "statuses=nieuw"], ["«nieuw»", "new"]),
    ];
    for (command, more, named) in cases {
        for language in ["nl", "en"] {
            let ended = world.run(DATA, &[&["--lang", language], *command, *more].concat());
            assert_eq!(ended.code, 2, "{command:?} {more:?}: {} {}", ended.stdout, ended.stderr);
            let told = named.iter().all(|name| ended.stderr.contains(name));
            assert!(told && ended.stdout.is_empty(), "{more:?}: {} {}", ended.stdout, ended.stderr);
        }
    }
    assert_eq!(standing(world), before);
}

/// What a change would be is told without it.
pub fn a_dry_run_tells_and_changes_nothing(world: &World) {
    let before = standing(world);
    let look = |arguments: &[&str]| world.rows(DATA, &[arguments, &["--dry-run"]].concat());
    let set = look(&["integration", "set", "zonnewind", "automatic=off", "on-vanished=delete"]).remove(0);
    let automatic = |of: &str| set[of]["processing"]["automatic"].clone();
    assert_eq!((automatic("before"), automatic("after")), (true.into(), false.into()), "{set}");
    let told =
        world.ok(DATA, &["--lang", "nl", "integration", "set", "zonnewind", "on-drift=warn", "--dry-run"]);
    assert!(told.lines().count() == 2 && told.contains("vasthouden"), "{told}");

    let condition =
        ["condition", "add", "zonnewind", "proef", "--customers", "business", "--processing", "off"];
    let conditions = look(&condition);
    assert_eq!(conditions.last().unwrap()["name"], "proef", "{conditions:?}");
    assert_eq!(world.run(DATA, &["condition", "set", "zonnewind", "proef", "--dry-run"]).code, 2);

    let product = world.rows(DATA, &["product", "list", "zonnewind"]);
    let linked = product.iter().find(|row| !row["own_id"].is_null()).unwrap()["partner_id"].to_string();
    let gone = look(&["product", "unlink", "zonnewind", &linked]);
    assert_eq!(gone[0]["partner_id"].to_string(), linked, "{gone:?}");
    for (product, act, code) in [("99999", "unlink", 2), (linked.as_str(), "restore", 1)] {
        let asked = ["product", act, "zonnewind", product];
        let (looked, done) =
            (world.run(DATA, &[&asked, ["--dry-run"].as_slice()].concat()), world.run(DATA, &asked));
        assert_eq!((looked.code, done.code), (code, code), "{act}: {} {}", looked.stderr, done.stderr);
        assert_eq!(looked.stderr, done.stderr);
    }
    let taken = look(&["product", "take", "zonnewind", &linked, "--all"]).remove(0);
    assert!(taken.is_null() || taken["fields"].is_array(), "{taken}");
    let nowhere = world.run(DATA, &["product", "take", "zonnewind", "99999", "--all", "--dry-run"]);
    assert_eq!(nowhere.code, 2, "{}", nowhere.stderr);
    let gone = look(&["integration", "remove", "zonnewind"]);
    assert_eq!(gone[0]["name"], "zonnewind", "{gone:?}");
    assert_eq!(standing(world), before);
}

/// What else a reseller sets and looks at while it links: each by a command.
pub fn the_rest_of_setting_a_link_up(world: &World, partner: &Environment, token: &str) {
    let address = ["--base-url", &partner.url, "--domain", &partner.domain, "--token-file", token];
    let test = [&["integration", "add", "proef"], address.as_slice(), &["--test-only"]].concat();
    let tested = world.json(DATA, &test);
    assert!(tested["failure"].is_null() && tested["products"].as_u64() > Some(10), "{tested}");
    assert_eq!(world.run(DATA, &["integration", "show", "proef"]).code, 2, "nothing was saved");

    // Another token is tried without it, and a pause is looked at.
    let try_token = ["integration", "token", "zonnewind", "--dry-run", "--token-file"];
    assert!(world.json(DATA, &[try_token.as_slice(), &[token]].concat())["failure"].is_null());
    let wrong = world.path("nobodys.token");
    std::fs::write(&wrong, "kpl_not_a_token_of_anybody").unwrap();
    assert_eq!(world.run(DATA, &[try_token.as_slice(), &[&wrong]].concat()).code, 4);
    assert_eq!(world.run(DATA, &["integration", "test", "zonnewind"]).code, 0, "the token is the old one");
    let resumed = world.json(DATA, &["integration", "resume", "zonnewind", "--dry-run"]);
    assert!(resumed["paused"].is_null() && resumed["count"].is_u64(), "{resumed}");

    // Settings that decide about products, and what the settings check says of a condition that never matches.
    let settings = || world.json(DATA, &["integration", "show", "zonnewind"])["settings"].clone();
    world.ok(DATA, &["integration", "set", "zonnewind", "on-vanished=deactivate", "field.name=ours"]);
    assert_eq!(settings()["on_vanished"], "deactivate");
    world.ok(DATA, &["integration", "set", "zonnewind", "on-vanished=nothing", "field.name=partner"]);
    let add = |name: &str, more: &[&str]| {
        world.ok(DATA, &[&["condition", "add", "zonnewind", name], more].concat());
    };
    add("alles", &["--processing", "on"]);
    add("nooit", &["--customers", "business", "--processing", "off"]);
    let advice = world.rows(DATA, &["integration", "check", "zonnewind"]);
    assert!(advice.iter().any(|one| one.to_string().contains("nooit")), "{advice:?}");
    // The simulator tells which of them decides, and in the other order another does.
    let deciding = || {
        let simulated = world.json(DATA, &["integration", "simulate", "zonnewind", "--last", "20"]);
        simulated["sales"].as_array().unwrap().iter().map(Value::to_string).collect::<String>()
    };
    let first = deciding();
    assert!(first.contains("alles") && !first.contains("nooit"), "{first}");
    for name in ["alles", "nooit"] {
        world.ok(DATA, &["condition", "remove", "zonnewind", name]);
    }

    // Products field by field, after a look at the partner now.
    let synced = world.json(DATA, &["sync", "zonnewind", "--now"]);
    assert!(synced["seen"].as_u64() > Some(10) && synced["products"].is_array(), "{synced}");
    world.rows(DATA, &["product", "diff", "zonnewind"]);
    let gone = world.json(DATA, &["product", "vanished", "zonnewind"]);
    assert_eq!(gone["products"], Value::Array(Vec::new()), "{gone}");

    // A question whole, and what is proposed for a row that has none.
    let sheet = world.json(DATA, &["map", "question", "info", "zonnewind", "situatie"]);
    assert_eq!(sheet["input_type"], "mc-single", "{sheet}");
    assert!(sheet["mapped"]["version"].is_u64() && sheet["demands"].is_object(), "{sheet}");
    let mapping = || world.ok(DATA, &["map", "export", "zonnewind"]).split_once("\n\n").unwrap().1.to_owned();
    let before = mapping();
    world.ok(DATA, &["map", "agreement", "unset", "zonnewind", "privacy"]);
    let proposed = world.rows(DATA, &["map", "suggest", "zonnewind"]);
    assert!(proposed.iter().any(|one| one.to_string().contains("privacyverklaring")), "{proposed:?}");
    world.ok(DATA, &["map", "agreement", "set", "zonnewind", "privacy", "privacyverklaring"]);
    let rows = |text: &str| text.split("\n\n").map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(rows(&mapping()), rows(&before));
    let proof = world.json(DATA, &["check", "zonnewind"]);
    assert_eq!(proof["verdict"], "proven", "{proof}");
}
