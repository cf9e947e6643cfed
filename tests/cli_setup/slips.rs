//! Slips of an operator: a mistyped folder, an empty file, a filter that is none, settings that mean nothing.
//! Each is told with its exit code, and nothing is made or lost by it.
//!
//! Not here: trouble with a connection (`trouble`).

use std::path::Path;

use crate::world::{Environment, World};

const DATA: &str = "reseller";

#[test]
fn looking_in_a_mistyped_folder_makes_nothing_and_says_so() {
    let world = World::new();
    let looks: [&[&str]; 10] = [
        &["status"],
        &["queue"],
        &["groups"],
        &["sale", "list"],
        &["integration", "list"],
        &["own", "test"],
        &["sync", "zonnewind"],
        &["queue", "wait", "--settled", "--timeout", "5"],
        &["env", "organisation", "list"],
        &["doctor"],
    ];
    for arguments in looks {
        let ended = world.run("mistyped", arguments);
        assert_eq!(ended.code, 2, "{arguments:?}: {} {}", ended.stdout, ended.stderr);
        let told = ended.stdout + &ended.stderr;
        assert!(told.contains("mistyped") && told.contains("--data"), "{arguments:?}: {told}");
        assert!(!Path::new(&world.path("mistyped")).exists(), "{arguments:?} made a folder");
    }
}

#[test]
fn a_folder_of_an_environment_is_checked_as_one_and_left_as_it_is() {
    let world = World::new();
    world.ok("env", &["env", "init", "--domain", "stroom", "--json"]);
    let store = Path::new(&world.path("env")).join("store");
    let findings = world.rows("env", &["doctor"]);
    assert!(findings.iter().any(|row| row["check"] == "store" && row["ok"] == true), "{findings:?}");
    assert!(!store.exists());
    let ended = world.run("env", &["sale", "list"]);
    assert!(ended.code == 2 && ended.stderr.contains("environment"), "{}", ended.stderr);
    assert!(!store.exists());
    // A cause is a word, whatever the language.
    let key = Path::new(&world.path("env")).join("key");
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    for lang in ["nl", "en"] {
        let ended = world.run("env", &["--json", "--lang", lang, "doctor"]);
        assert_eq!(ended.code, 1, "{}", ended.stdout);
        assert!(ended.stdout.contains(r#""check":"key","ok":false,"cause":"mode""#), "{}", ended.stdout);
    }
}

#[test]
fn settings_that_mean_nothing_are_named_and_a_settings_file_is_never_overwritten() {
    let world = World::new();
    let validate = ["config", "validate"];
    assert_eq!(world.run(DATA, &validate).code, 0);
    let ended = world.run_with(DATA, &validate, &[("KOPPEL_LANG", "xx")]);
    assert_eq!(ended.code, 2, "{}", ended.stdout);
    assert!(
        ended.stderr.contains("KOPPEL_LANG") && ended.stderr.contains("console.language"),
        "{}",
        ended.stderr
    );
    assert_eq!(world.run_with(DATA, &validate, &[("KOPPEL_FOO", "1")]).code, 2);
    assert_eq!(world.run_with(DATA, &validate, &[("KOPPEL_CONSOLE_LANGUAGE", "nl")]).code, 0);
    let file = world.path("config.toml");
    std::fs::write(&file, "\n[onbekend]\n").unwrap();
    let ended = world.run(DATA, &validate);
    assert!(ended.code == 2 && ended.stderr.contains("config.toml:2"), "{} {}", ended.code, ended.stderr);

    std::fs::remove_file(&file).unwrap();
    let init = ["config", "init"];
    // The file that is to be made need not be there.
    let made = world.run(DATA, &init);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let again = world.run(DATA, &init);
    assert!(again.code == 2 && again.stderr.contains("exists already"), "{}", again.stderr);
    assert!(!again.stderr.contains("os error"), "{}", again.stderr);
}

#[test]
fn a_screen_without_a_terminal_is_a_mistake_that_names_the_way_without_one() {
    let world = World::new();
    let ended = world.run("demo", &["demo"]);
    assert!(ended.code == 2 && ended.stderr.contains("--headless"), "{} {}", ended.code, ended.stderr);
    let ended = world.run("nothing", &[]);
    assert!(ended.code == 2 && ended.stderr.contains("--json"), "{} {}", ended.code, ended.stderr);
    assert!(!Path::new(&world.path("nothing")).exists());
}

/// With a link that works: what an import of the mapping changes, and filters that are none.
pub fn are_told_before_they_cost_anything(world: &World) {
    let saved = world.path("saved.toml");
    world.ok(DATA, &["map", "export", "zonnewind", &saved]);
    let empty = world.path("empty.toml");
    std::fs::write(&empty, "# nothing\n").unwrap();
    let refused = world.run(DATA, &["map", "import", "zonnewind", &empty]);
    assert!(refused.code == 2 && refused.stderr.contains("--allow-empty"), "{}", refused.stderr);
    let again = world.json(DATA, &["map", "import", "zonnewind", &saved]);
    assert_eq!([&again["added"], &again["removed"], &again["changed"]], [0, 0, 0], "{again}");
    let rows = again["rows"].as_u64().unwrap();
    assert!(rows > 40, "{again}");

    let odd = world.path("odd.toml");
    let text = std::fs::read_to_string(&saved).unwrap()
        + "\n[[flow]]\nown = \"default/nergens\"\npartner = \"default/ook-niet\"\n\
           [[status]]\npartner = \"geen\"\nown = \"nada\"\n";
    std::fs::write(&odd, text).unwrap();
    // Names that nobody has are refused with the nearest, before anything is kept, unless they are meant for later.
    for look in [&[][..], &["--dry-run"]] {
        let refused = world.run(DATA, &[&["map", "import", "zonnewind", &odd], look].concat());
        assert!(refused.code == 2 && refused.stdout.is_empty(), "{} {}", refused.code, refused.stderr);
        let told = ["«default/nergens»", "«default/ook-niet»", "«geen»", "«nada»", "--allow-unknown"];
        assert!(told.iter().all(|name| refused.stderr.contains(name)), "{}", refused.stderr);
        assert!(refused.stderr.contains("default/thuis"), "the nearest: {}", refused.stderr);
    }
    let options = world.path("options.toml");
    let text = std::fs::read_to_string(&saved).unwrap();
    std::fs::write(&options, text.replace("\"Verhuizing\"", "\"Verhuisd\"")).unwrap();
    let refused = world.run(DATA, &["map", "import", "zonnewind", &options]);
    assert!(
        refused.code == 2 && refused.stderr.contains("«Verhuisd»"),
        "{} {}",
        refused.code,
        refused.stderr
    );
    let kept = world.json(DATA, &["map", "import", "zonnewind", &saved]);
    assert_eq!(kept["version"], again["version"], "nothing was written");
    let warned = world.run(DATA, &["--json", "map", "import", "zonnewind", &odd, "--allow-unknown"]);
    assert!(
        warned.code == 0 && warned.stdout.contains(r#""added":2"#),
        "{} {}",
        warned.stdout,
        warned.stderr
    );
    for name in ["default/nergens", "default/ook-niet", "geen", "nada"] {
        assert!(warned.stderr.contains(&format!("«{name}»")), "{name}: {}", warned.stderr);
    }
    // What is published already is no news.
    let same = world.run(DATA, &["map", "import", "zonnewind", &odd]);
    assert!(same.code == 0 && same.stderr.is_empty(), "{} {}", same.code, same.stderr);
    // Rows that go are counted first, and the file that says the same is no new version.
    let look = world.rows(DATA, &["map", "import", "zonnewind", &saved, "--dry-run"]);
    assert!(look.len() == 2 && look.iter().all(|one| one["after"].is_null()), "{look:?}");
    let refused = world.run(DATA, &["map", "import", "zonnewind", &saved]);
    assert!(refused.code == 5 && refused.stderr.contains("--expect-count 2"), "{}", refused.stderr);
    let gone = world.json(DATA, &["map", "import", "zonnewind", &saved, "--expect-count", "2"]);
    assert_eq!(gone["removed"], 2, "{gone}");
    let same = world.json(DATA, &["map", "import", "zonnewind", &saved]);
    assert_eq!(same["version"], gone["version"], "{same}");
    let warned = world.run(DATA, &["map", "import", "zonnewind", &odd, "--allow-unknown"]);
    assert_eq!(warned.code, 0, "{}", warned.stderr);
    let emptied = world.json(DATA, &["map", "import", "zonnewind", &empty, "--allow-empty"]);
    assert_eq!(emptied["removed"].as_u64(), Some(rows + 2), "{emptied}");
    let back = world.run(DATA, &["map", "import", "zonnewind", &saved]);
    assert!(back.code == 0 && back.stderr.is_empty(), "{}", back.stderr);

    let refused = world.run(DATA, &["integration", "set", "zonnewind", "statuses=bestaatniet,new"]);
    assert!(refused.code == 2 && refused.stderr.contains("«bestaatniet»"), "{}", refused.stderr);
    assert!(!refused.stderr.contains("«new»"), "{}", refused.stderr);

    for filter in ["foo:bar", "integration:nope", "state:nonsense"] {
        let ended = world.run(DATA, &["sale", "list", filter]);
        assert!(ended.code == 2 && !ended.stderr.is_empty(), "{filter}: {} {}", ended.code, ended.stderr);
    }
    world.ok(DATA, &["sale", "list", "integration:zonnewind", "12:30"]);
}

/// A dry run of a sale that is at the partner says so, and is no JSON unless asked.
pub fn a_dry_run_of_a_sent_sale_says_so(world: &World, sale: u64) {
    let ended = world.run(DATA, &["sale", "dry-run", &sale.to_string()]);
    assert!(ended.code == 0 && ended.stderr.contains("sent already"), "{} {}", ended.code, ended.stderr);
    assert!(!ended.stdout.contains('{') && ended.stdout.contains("customer.firstname"), "{}", ended.stdout);
}

/// A token that reaches the partner's whole account links, with a warning; and the environment is asked to
/// speak the operator's language.
pub fn an_owners_token_is_warned_about(world: &World, partner: &Environment) {
    let add = ["integration", "add", "eigenaar", "--base-url", &partner.url, "--domain", &partner.domain];
    world.ok(DATA, &[add.as_slice(), &["--token-file", &partner.owner]].concat());
    let tested = world.run(DATA, &["integration", "test", "eigenaar"]);
    assert!(tested.code == 0 && tested.stderr.contains("whole account"), "{}", tested.stderr);
    let fine = world.run(DATA, &["integration", "test", "zonnewind"]);
    assert!(fine.code == 0 && fine.stderr.is_empty(), "{}", fine.stderr);
    let wrong = world.path("nobody.token");
    std::fs::write(&wrong, "kpl_not_a_token_of_anybody").unwrap();
    world.ok(DATA, &["integration", "token", "eigenaar", "--token-file", &wrong]);
    let said = ["nl", "en"].map(|lang| {
        let ended = world.run(DATA, &["--json", "--lang", lang, "integration", "test", "eigenaar"]);
        let found: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
        found["failure"]["said"].as_str().unwrap().to_owned()
    });
    assert_ne!(said[0], said[1], "the environment was asked in one language");
    world.ok(DATA, &["integration", "remove", "eigenaar"]);
}

#[test]
fn what_cannot_start_says_so_in_the_operators_language() {
    let world = World::new();
    let said = |data: &str, language: &str, arguments: &[&str]| {
        let ended = world.run(data, &[&["--lang", language], arguments].concat());
        (ended.code, ended.stderr)
    };
    let serve = ["env", "serve", "--listen", "127.0.0.1:0"];
    for (language, words) in [("nl", "bevat geen omgeving"), ("en", "holds no environment")] {
        let (code, stderr) = said("empty", language, &serve);
        assert!(code == 2 && stderr.contains(words), "{code} {stderr}");
    }
    // A second service beside a running one; and beside something that is no socket.
    let _service = world.serve("S");
    for (language, words) in [("nl", "draait al een service"), ("en", "a service runs already")] {
        let (code, stderr) = said("S", language, &["serve"]);
        assert!(code == 5 && stderr.contains(words), "{code} {stderr}");
    }
    std::fs::write(world.path("file"), "").unwrap();
    for (language, words) in [("nl", "is geen map"), ("en", "is no folder")] {
        let (code, stderr) = said("file", language, &["serve"]);
        assert!(code == 1 && stderr.contains(words), "{code} {stderr}");
    }
}
