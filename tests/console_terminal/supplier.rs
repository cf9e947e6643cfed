//! The supplier's half of setting a link up, by keys only, in the real program against a real environment
//! and service; it ends with an invite that the reseller accepts.
//!
//! Not here: the reseller's half by keys, and the same by commands (`cli_setup`).

use std::path::Path;

use crate::session::{Service, Session};
use crate::world::World;

/// Stops the service that the console started, whatever the test does.
struct Stopped(Service);

impl Drop for Stopped {
    fn drop(&mut self) {
        self.0.stop();
    }
}

#[test]
fn a_supplier_gives_access_by_keys_only_and_the_reseller_accepts_the_invite() {
    let world = World::new();
    let b = world.environment("B", "stroom", "supplier");
    let a = world.environment("A", "deur", "reseller");
    for (service, environment) in [("SB", &b), ("SA", &a)] {
        let set = ["own", "set", "--base-url", &environment.url, "--domain", &environment.domain];
        world.ok(service, &[set.as_slice(), &["--token-file", &environment.owner]].concat());
    }
    let key = world.ok("SA", &["identity"]);
    let invite = world.path("deur.invite");

    let mut console = Session::program(Path::new(&world.path("SB")));
    let _stopped = Stopped(Service::of(Path::new(&world.path("SB"))));
    console.wait_shown();

    // The organisation: what is missing is said beside its field.
    console.keys("6", "[6 Inkomend]");
    console.keys("+", "Nieuwe organisatie");
    console.keys("\r", "Dit moet ingevuld zijn.");
    console.keys("Deur BV", "Deur BV");
    console.send("\r");
    console.yes("het nummer is");

    // Its rights: everything of one flow as a standing rule, planned by the environment; another flow with
    // what it sells now; and one product of those taken back.
    console.wait("the organisation", |seen| seen.screen().contains("Deur BV"));
    console.send("G");
    console.keys("\r", "Partner Deur BV");
    console.keys("]", "- NIET");
    console.keys("b", "> Flow energy/stroom-en-gas toekennen");
    console.keys("j", "> Alles van energy/stroom-en-gas toekennen");
    console.keys("\r", "+ alles van energy/stroom-en-gas");
    console.yes("Uitgevoerd");
    console.wait("the rule", |seen| seen.screen().contains("+ ALLES"));
    console.keys("i", "Ziet de partner");
    console.wait("why not", |seen| seen.screen().contains("geen actieve gebruiker"));
    console.send("q");
    console.wait("the rows", |seen| !seen.screen().contains("Ziet de partner"));
    console.keys("b", "> Flow energy/stroom-en-gas intrekken");
    console.keys("jjj", "> Alle flows toekennen");
    console.send("\r");
    console.yes("toegekend");

    // Its link user, under the name that is proposed.
    console.keys("]", "nog geen gebruiker");
    console.keys("b", "> Koppelgebruiker maken");
    console.keys("\r", "Koppeling_Deur BV");
    console.send("\r");
    console.yes("het nummer is");

    // How its sales are taken: agreements are not checked, and the customer hears from here.
    console.keys("]", "verificatie controleren");
    console.keys("e", "Instellingen voor deze partner");
    console.keys("\t ", "< nee >");
    console.keys("\t\t\t", "> altijd vanaf hier bevestigen");
    console.send(" ");
    console.wait("the switch", |seen| {
        seen.screen()
            .lines()
            .any(|line| line.contains("> altijd vanaf hier bevestigen") && line.contains("< ja >"))
    });
    console.send("\r");
    console.yes("Uitgevoerd");
    console.keys("[", "Koppeling_Deur BV");

    // The token, sealed to the reseller's key, in a file.
    console.keys("b", "> Koppelgebruiker maken");
    console.keys("j", "> Uitnodiging maken");
    console.keys("\r", "> sleutel van de partner");
    console.keys("age1bad", "age1bad");
    console.keys("\r", "Dit is geen sleutel");
    console.send("\x15");
    console.wait("an empty field", |seen| !seen.screen().contains("age1bad"));
    console.keys(key.trim(), &key.trim()[key.trim().len() - 12..]);
    console.keys("\t\t\t\t", "> bestand");
    console.keys("\x15", "> bestand");
    console.keys(&invite, "deur.invite");
    console.send("\r");
    console.yes("Uitnodiging gemaakt");
    console.send("q");
    console.wait("the partner", |seen| !seen.screen().contains("Uitnodiging gemaakt"));
    // What was done about it, with who and from where; then out.
    console.keys("]]]]", "uitnodiging gemaakt");
    console.keys("k", "instellingen gewijzigd");
    console.send("q");
    console.wait("the list", |seen| !seen.screen().contains("Partner Deur BV"));
    console.send("q");
    assert_eq!(console.ended().0, 0);

    let organisation = world.json("SB", &["env", "organisation", "list"])["id"].to_string();
    let settings = world.json("SB", &["env", "incoming", "show", &organisation]);
    assert_eq!(settings["check_agreements"], false, "{settings}");
    assert_eq!(settings["always_confirm"], true, "{settings}");
    assert_eq!(settings["check_verification"], true, "{settings}");

    // The reseller accepts it, and sees what was granted.
    world.ok("SA", &["integration", "add", "stroom", "--invite", &invite]);
    world.ok("SA", &["integration", "test", "stroom"]);
    world.ok("SA", &["sync", "stroom"]);
    let products = world.rows("SA", &["product", "list", "stroom"]);
    assert!(!products.is_empty());
    assert!(products.iter().all(|product| product["granted"] == true), "{products:?}");
    // Good once.
    let again = world.run("SA", &["integration", "add", "stroom2", "--invite", &invite]);
    assert_ne!(again.code, 0, "{}", again.stdout);
}

#[test]
fn a_console_whose_service_ended_starts_another_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let mut console = Session::program(folder.path());
    let stopped = Stopped(Service::of(folder.path()));
    console.wait_shown();
    console.wait("the service", |seen| seen.screen().contains("LIVE"));
    stopped.0.stop();
    console.wait("the end of it", |seen| seen.screen().contains("Geen verbinding sinds"));
    console.keys(":", "naam van een scherm");
    console.send("start\r");
    console.wait("the service", |seen| {
        let screen = seen.screen();
        screen.contains("LIVE") && !screen.contains("Geen verbinding")
    });
    assert!(stopped.0.is_running());
    console.send("q");
    assert_eq!(console.ended().0, 0);
}
