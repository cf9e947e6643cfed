//! A token's way to the partner in an invite, by commands over two processes: made here, opened there, used
//! once. And each way in which it must not work.

use serde_json::Value;

use crate::world::{Environment, World};

const A: &str = "reseller";
const B: &str = "supplier";

struct Pair {
    world: World,
    b: Environment,
    organisation: String,
    key: String,
}

/// Two services' folders; B works for an environment that has an organisation with everything granted.
fn pair() -> Pair {
    let world = World::new();
    let b = world.environment("supplier-env", "zonnewind", "supplier");
    world.ok(B, &["own", "set", "--base-url", &b.url, "--domain", &b.domain, "--token-file", &b.owner]);
    let made = world.json(B, &["env", "organisation", "create", "--name", "Deur"]);
    let organisation = made["organisation_id"].to_string();
    for what in ["products", "flows"] {
        world.ok(B, &["env", "rights", what, "--organisation", &organisation, "--all"]);
    }
    let key = world.json(A, &["identity"])["public_key"].as_str().unwrap().to_owned();
    Pair { world, b, organisation, key }
}

impl Pair {
    fn invite(&self, file: &str, more: &[&str]) -> String {
        let path = self.world.path(file);
        let invite = ["env", "token", "invite", "--organisation", &self.organisation, "--to", &self.key];
        let made = self.world.json(B, &[&invite, ["--out", &path].as_slice(), more].concat());
        assert!(made.get("token").is_none(), "{made}");
        path
    }

    fn accept(&self, data: &str, name: &str, file: &str) -> (i32, String) {
        let ended = self.world.run(data, &["integration", "add", name, "--invite", file]);
        (ended.code, ended.stderr)
    }

    fn listed(&self) -> Vec<Value> {
        self.world.rows(B, &["env", "token", "invites"])
    }
}

#[test]
fn an_invite_becomes_an_integration_once_and_a_copy_is_worthless() {
    let pair = pair();
    let (world, key) = (&pair.world, &pair.key);
    assert_eq!(world.json(A, &["identity"])["public_key"], key.as_str(), "it is made once");
    let file = pair.invite("deur.invite", &[]);
    let sealed = std::fs::read_to_string(&file).unwrap();
    assert!(sealed.starts_with("-----BEGIN AGE ENCRYPTED FILE-----") && !sealed.contains("kpl_"));
    assert_eq!(pair.listed()[0]["state"], "open");
    // It leads to this machine, which nobody chose: that is said, and not when it was chosen.
    let invite = ["env", "token", "invite", "--organisation", &pair.organisation, "--to", &pair.key, "--out"];
    let local = world.run(B, &[&invite, [world.path("local.invite").as_str()].as_slice()].concat());
    assert!(local.code == 0 && local.stderr.contains("--address"), "{} {}", local.code, local.stderr);
    let chosen = world.path("chosen.invite");
    let chosen = [chosen.as_str(), "--address", "https://zonnewind.example"];
    let chosen = world.run(B, &[&invite, chosen.as_slice()].concat());
    assert!(chosen.code == 0 && !chosen.stderr.contains("--address"), "{}", chosen.stderr);
    for row in pair.listed().iter().skip(1) {
        world.ok(B, &["env", "token", "withdraw", row["id"].as_str().unwrap()]);
    }
    let open = world.run(B, &["--lang", "nl", "env", "token", "invites", "--open"]).stdout;
    assert!(open.contains("Deur") && open.contains("koppeling") && open.lines().count() == 2, "{open}");

    let accepted = world.json(A, &["integration", "add", "zonnewind", "--invite", &file]);
    assert_eq!(
        (&accepted["base_url"], &accepted["domain"]),
        (&pair.b.url.as_str().into(), &"zonnewind".into())
    );
    let tested = world.json(A, &["integration", "test", "zonnewind"]);
    assert_eq!((&tested["failure"], &tested["integration_only"]), (&Value::Null, &true.into()), "{tested}");
    assert!(tested["products"].as_u64().unwrap() > 0, "{tested}");
    let row = pair.listed().remove(0);
    assert_eq!(
        (&row["state"], &row["used_from"], &row["refused"]),
        (&"used".into(), &"127.0.0.1".into(), &0.into())
    );

    // A second use is refused, whoever tries, and shows at B; the integration goes on.
    let (code, said) = pair.accept(A, "nog-een", &file);
    assert!(code == 5 && said.contains("used already"), "{code} {said}");
    let row = pair.listed().remove(0);
    assert_eq!((&row["refused"], &row["last_refused_from"]), (&1.into(), &"127.0.0.1".into()));
    assert_eq!(world.json(A, &["integration", "test", "zonnewind"])["failure"], Value::Null);
    // Nor does the name that is taken cost an invite.
    let before = pair.listed().len();
    let second = pair.invite("second.invite", &[]);
    let (code, said) = pair.accept(A, "zonnewind", &second);
    assert!(code == 5 && said.contains("zonnewind"), "{code} {said}");
    assert_eq!(pair.listed()[before]["state"], "open");
}

#[test]
fn an_invite_for_another_key_a_changed_one_and_one_too_late_say_what_they_are() {
    let pair = pair();
    let world = &pair.world;
    let file = pair.invite("deur.invite", &[]);
    let (code, said) = pair.accept("stranger", "zonnewind", &file);
    assert!(code == 2 && said.contains("another key"), "{code} {said}");

    let mut bytes = std::fs::read(&file).unwrap();
    let at = bytes.len() / 2;
    bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
    let tampered = world.path("tampered.invite");
    std::fs::write(&tampered, bytes).unwrap();
    let (code, said) = pair.accept(A, "zonnewind", &tampered);
    assert!(code == 2 && said.contains("damaged"), "{code} {said}");
    std::fs::write(&tampered, "hello").unwrap();
    let (code, said) = pair.accept(A, "zonnewind", &tampered);
    assert!(code == 2 && said.contains("no invite"), "{code} {said}");

    let late = pair.invite("late.invite", &["--expires", "1s"]);
    world.until("the invite has expired", || pair.listed()[1]["state"] == "expired");
    let (code, said) = pair.accept(A, "zonnewind", &late);
    assert!(code == 4 && said.contains("expired"), "{code} {said}");
    assert_eq!(pair.listed()[1]["refused"], 1);

    let back = pair.invite("back.invite", &[]);
    let id = pair.listed()[2]["id"].as_str().unwrap().to_owned();
    world.ok(B, &["env", "token", "withdraw", &id]);
    assert_eq!(pair.listed()[2]["state"], "withdrawn");
    for (language, word) in [("nl", "ingetrokken"), ("en", "withdrawn")] {
        let add = ["--lang", language, "integration", "add", "zonnewind", "--invite", &back];
        let ended = world.run(A, &add);
        assert!(ended.code == 4 && ended.stderr.contains(word), "{} {}", ended.code, ended.stderr);
    }
    assert!(world.rows(A, &["integration", "list"]).is_empty(), "nothing was made of any of them");

    // What cannot be sealed is found out before a token exists.
    let out = world.path("odd.invite");
    let odd =
        ["env", "token", "invite", "--organisation", &pair.organisation, "--to", "age1nokey", "--out", &out];
    let ended = world.run(B, &odd);
    assert!(ended.code == 2 && ended.stderr.contains("public key"), "{} {}", ended.code, ended.stderr);
    assert_eq!(pair.listed().len(), 3);
    // A token in plain is still possible, and warned about.
    let user = pair.listed()[0]["user"].to_string();
    let plain = world.run(B, &["env", "token", "create", "--user", &user, "--label", "los"]);
    assert!(plain.code == 0 && plain.stderr.contains("Safer"), "{}", plain.stderr);
}
