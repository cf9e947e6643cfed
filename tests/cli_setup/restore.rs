//! A store that was put back from a backup, copied, or replaced by an older one, while another had gone on
//! placing its sales: nothing leaves before somebody confirms that it is the only copy, and what the other one
//! placed is found instead of placed again.
//!
//! Each of the six runs has five sales: one placed before the backup, one that had fallen out and was tried
//! again after it, one whose answer was outstanding, one that had not gone yet, and one of which the backup
//! knows nothing.

use std::path::Path;

use koppel::demo::judge::{Queued, judge};
use rustix::process::Signal;
use serde_json::Value;

use crate::kills::{listed, queued};
use crate::world::World;

const MAP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/maps/demo.toml");

/// How the store comes to be one of two.
#[derive(Clone, Copy, PartialEq)]
enum How {
    /// `koppel restore` of a backup.
    Restored,
    /// The whole folder was copied, and the copy is started elsewhere.
    Copied,
    /// The files of the store were put back in the same folder.
    Older,
}

#[test]
fn a_restored_store_places_nothing_before_it_is_confirmed_and_then_nothing_twice() {
    beside_both(How::Restored, &["--plain"], "T3");
}

#[test]
fn a_copied_store_places_nothing_before_it_is_confirmed_and_then_nothing_twice() {
    beside_both(How::Copied, &["--echo-only"], "T1");
}

#[test]
fn an_older_store_in_its_own_folder_places_nothing_before_it_is_confirmed_and_then_nothing_twice() {
    beside_both(How::Older, &["--plain"], "T3");
}

/// Beside a partner that deduplicates, and beside one that does not.
fn beside_both(how: How, flags: &[&str], tier: &str) {
    std::thread::scope(|scope| {
        scope.spawn(|| displaced(how, &[], "T0"));
        scope.spawn(|| displaced(how, flags, tier));
    });
}

fn displaced(how: How, flags: &[&str], tier: &str) {
    let world = World::at_speed(300, "request_timeout_ms = 1000\n");
    let b = world.environment("supplier-env", "zonnewind", "supplier");
    let a = world.environment("reseller-env", "klaver", "reseller");
    crate::linked::link(&world, &a, &b);
    let desk = crate::linked::desk(&world, &a, "telecom/verbinding", "zw-glas-200");
    let b = world.serve_again("supplier-env", b, flags);
    world.ok("reseller", &["integration", "test", "zonnewind"]);
    assert_eq!(world.json("reseller", &["integration", "show", "zonnewind"])["tier"], tier);
    let sell = |number| crate::linked::post(&a, &desk, number);
    let until = |sale: u64, states: &[&str]| {
        let reached = || states.iter().any(|state| state_of(&world, "reseller", sale) == *state);
        world.until(&format!("sale {sale} is {states:?}"), reached);
    };

    let service = world.serve("reseller");
    let placed = sell(0);
    until(placed, &["sent"]);
    world.ok("reseller", &["map", "flow", "unset", "zonnewind", "telecom/verbinding"]);
    let fallen = sell(1);
    until(fallen, &["fallout"]);
    world.ok("reseller", &["map", "import", "zonnewind", MAP]);
    b.signal(Signal::STOP);
    let outstanding = sell(2);
    // Where the partner deduplicates, its bytes go again and again until it answers.
    world.until("an answer is outstanding", || {
        let rows = world.rows("reseller", &["sale", "list"]);
        rows.iter().any(|row| row["own_sale_id"] == outstanding && row["attempts"].as_u64() > Some(0))
    });
    world.ok("reseller", &["integration", "set", "zonnewind", "automatic=off"]);
    let waiting = sell(3);
    until(waiting, &["ready"]);

    let backup = world.path("koppel.backup");
    world.ok("reseller", &["backup", "--out", &backup]);
    let copy = world.path("copy");
    if how != How::Restored {
        world.ok("reseller", &["serve", "--stop"]);
        copied(Path::new(&world.path("reseller")), Path::new(&copy));
    }
    let service = if how == How::Restored { service } else { world.serve("reseller") };

    // The other one goes on.
    b.signal(Signal::CONT);
    world.ok("reseller", &["integration", "set", "zonnewind", "automatic=on"]);
    world.ok("reseller", &["sale", "retry", &fallen.to_string()]);
    let unknown = sell(4);
    for sale in [fallen, outstanding, waiting, unknown] {
        until(sale, &["sent"]);
    }
    let before = world.rows("reseller", &["sale", "list"]);
    world.ok("reseller", &["serve", "--stop"]);
    drop(service);
    assert_eq!(listed(&b).len(), 5);

    let data = match how {
        How::Restored => {
            world.ok("reseller", &["restore", &backup]);
            "reseller"
        }
        How::Copied => "copy",
        How::Older => {
            let store = world.path("reseller") + "/store";
            for entry in std::fs::read_dir(&store).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }
                    .unwrap();
            }
            copied(Path::new(&(copy.clone() + "/store")), Path::new(&store));
            "reseller"
        }
    };
    let service = world.serve(data);
    let found = world.json(data, &["quarantine"]);
    assert_eq!(found["quarantine"], true, "{found}");
    assert_eq!(found["found"]["why"], if how == How::Older { "older" } else { "moved" });
    // Whatever is asked of it, nothing leaves.
    world.ok(data, &["integration", "set", "zonnewind", "automatic=on"]);
    world.until("it knows the last sale too", || world.rows(data, &["sale", "list"]).len() == 5);
    world.run(data, &["sale", "retry", &fallen.to_string()]);
    std::thread::sleep(std::time::Duration::from_millis(1500));
    // Looking is no placing: what was outstanding may be found.
    for sale in [fallen, waiting, unknown] {
        assert_eq!(state_of(&world, data, sale), "queued", "sale {sale}");
    }
    assert_eq!(listed(&b).len(), 5, "before it was confirmed");

    // A restart in between confirms nothing.
    world.ok(data, &["serve", "--stop"]);
    drop(service);
    let service = world.serve(data);
    assert_eq!(world.json(data, &["quarantine"])["quarantine"], true);
    world.ok(data, &["quarantine", "--only-copy"]);
    assert_eq!(world.run(data, &["quarantine", "--only-copy"]).code, 1, "once is enough");
    world.ok(data, &["queue", "wait", "--settled", "--timeout", "120"]);
    let after = world.rows(data, &["sale", "list"]);
    let queue: Vec<Queued> = after.iter().map(queued).collect();
    let verdict = judge(&listed(&a), &listed(&b), &queue);
    assert_eq!(verdict, Default::default());
    assert_eq!(listed(&b).len(), 5, "{after:#?}");
    for sale in [placed, fallen, outstanding, waiting, unknown] {
        assert_eq!(partner_of(&after, sale), partner_of(&before, sale), "sale {sale}: {after:#?}");
    }
    // And work goes on.
    let next = sell(5);
    world.until("a new sale goes", || state_of(&world, data, next) == "sent");
    assert_eq!(listed(&b).len(), 6);
    service.signal(Signal::TERM);
    assert!(service.wait().success());
}

#[test]
fn backups_are_made_by_the_clock_and_a_copy_with_its_key_opens_elsewhere() {
    let world = World::new();
    let config = world.path("config.toml");
    let settings = std::fs::read_to_string(&config).unwrap_or_default();
    std::fs::write(&config, format!("{settings}\n[service]\nbackup_every_ms = 1000\n")).unwrap();
    let a = world.environment("reseller-env", "klaver", "reseller");
    let own = ["own", "set", "--base-url", &a.url, "--domain", "klaver", "--token-file", &a.owner];
    world.ok("reseller", &own);
    let service = world.serve("reseller");
    world.until("there are two backups", || world.rows("reseller", &["backup", "--list"]).len() >= 2);
    let newest = world.rows("reseller", &["backup", "--list"])[0]["path"].as_str().unwrap().to_owned();
    let token = std::fs::read_to_string(&a.owner).unwrap();
    let raw = std::fs::read(&newest).unwrap();
    assert!(!raw.windows(20).any(|window| window == &token.as_bytes()[..20]), "the token is readable");

    let key = world.json("other", &["identity"])["public_key"].as_str().unwrap().to_owned();
    let copy = world.path("copy.age");
    let refused = world.run("reseller", &["export", "--to", "age1nonsense", "--out", &copy]);
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{}", refused.stderr);
    let made = world.json("reseller", &["export", "--to", &key, "--out", &copy]);
    assert!(made["entries"].as_u64() > Some(3), "{made}");
    assert_eq!(world.run("reseller", &["export", "--to", &key, "--out", &copy]).code, 2, "never over a file");
    let in_use = world.run("reseller", &["restore", &newest]);
    assert_eq!(in_use.code, 2, "{}", in_use.stderr);
    world.ok("reseller", &["serve", "--stop"]);
    drop(service);

    // Elsewhere: nothing but the file and the private half.
    let pair = age_pair();
    let sealed = world.path("sealed.age");
    world.ok("reseller", &["export", "--to", &pair.1, "--out", &sealed]);
    let identity = world.path("pair.txt");
    std::fs::write(&identity, format!("# created: today\n{}\n", pair.0)).unwrap();
    let closed = world.run("elsewhere", &["restore", &sealed]);
    assert!(closed.code == 2 && closed.stderr.contains("--identity"), "{}", closed.stderr);
    let other = world.run("elsewhere", &["restore", &copy, "--identity", &identity]);
    assert_eq!(other.code, 2, "{}", other.stderr);
    world.ok("elsewhere", &["restore", &sealed, "--identity", &identity]);
    assert_eq!(world.json("elsewhere", &["quarantine"])["quarantine"], true);
    let here = world.json("elsewhere", &["status"]);
    assert_eq!(here["own"]["address"]["domain"], "klaver", "{here}");
    // A backup of another store says which key it needs, and changes nothing.
    let foreign = world.run("other", &["restore", &newest]);
    assert_eq!(foreign.code, 1, "{}", foreign.stderr);
    assert_eq!(world.json("other", &["quarantine"])["quarantine"], false);
}

/// A private half and its public one.
fn age_pair() -> (String, String) {
    use secrecy::ExposeSecret;
    let pair = koppel::credential::invite::Exchange::generate();
    (pair.private().expose_secret().to_owned(), pair.public().to_string())
}

fn state_of(world: &World, data: &str, sale: u64) -> String {
    let rows = world.rows(data, &["sale", "list"]);
    let row = rows.iter().find(|row| row["own_sale_id"] == sale);
    row.map(|row| row["state"].as_str().unwrap().to_owned()).unwrap_or_default()
}

fn partner_of(rows: &[Value], sale: u64) -> Value {
    rows.iter().find(|row| row["own_sale_id"] == sale).unwrap()["partner_sale_id"].clone()
}

/// Copies a folder as a file manager does; what is no file or folder stays behind.
fn copied(from: &Path, to: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::create_dir_all(to).unwrap();
    std::fs::set_permissions(to, std::fs::Permissions::from_mode(0o700)).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        let kind = path.symlink_metadata().unwrap().file_type();
        if kind.is_dir() {
            copied(&path, &to);
        } else if kind.is_file() {
            std::fs::copy(&path, &to).unwrap();
        }
    }
}
