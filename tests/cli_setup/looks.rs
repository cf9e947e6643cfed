//! Names that neither side has, and changes that are only looked at: refused or told, and nothing is kept.

use serde_json::Value;

use crate::world::World;

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
    let gone = look(&["integration", "remove", "zonnewind"]);
    assert_eq!(gone[0]["name"], "zonnewind", "{gone:?}");
    assert_eq!(standing(world), before);
}
