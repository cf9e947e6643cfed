//! The own catalogue by keys only, in the real program against a real environment: a status is made, is found
//! wrong, is changed and removed; a question gets a rule.
//!
//! Not here: the same by commands (`cli_setup`).

use std::path::Path;

use serde_json::json;

use crate::session::{Service, Session};
use crate::world::World;

#[test]
fn a_supplier_changes_its_catalogue_by_keys_only() {
    let world = World::new();
    let b = world.environment("B", "stroom", "supplier");
    let set = ["own", "set", "--base-url", &b.url, "--domain", &b.domain, "--token-file", &b.owner];
    world.ok("SB", &set);
    let mut console = Session::program(Path::new(&world.path("SB")));
    let _service = Service::of(Path::new(&world.path("SB")));
    console.wait_shown();

    // A status: what the environment finds wrong is said beside its field, and nothing typed is lost.
    console.keys("7", "[7 Catalogus]");
    console.wait("the products", |seen| seen.screen().contains("Zonnewind"));
    console.keys("]]]]", "[Statussen]");
    console.wait("the statuses", |seen| seen.screen().contains("actie nodig"));
    console.keys("+", "Status: nieuw");
    console.keys("new", "new");
    console.keys("\t", "> naam");
    console.keys("Gekeurd", "Gekeurd");
    console.send("\r");
    console.wait("the question", |seen| seen.screen().contains("[y Ja]"));
    std::thread::sleep(crate::session::QUIET);
    console.send("y");
    console.wait("what is wrong", |seen| {
        let screen = seen.screen();
        let lines: Vec<_> = screen.lines().collect();
        let at = lines.iter().position(|line| line.contains("> kenmerk") && line.contains("new"));
        at.is_some_and(|at| !lines[at + 1].contains("naam")) && !screen.contains("[y Ja]")
    });
    console.keys("\x15gekeurd", "gekeurd");
    console.send("\r");
    console.yes("Uitgevoerd");
    let listed = || world.rows("SB", &["env", "status", "list"]);
    let found = listed().into_iter().find(|row| row["id"] == "gekeurd").unwrap();
    assert_eq!((&found["name"], &found["type"]), (&json!("Gekeurd"), &json!("default")));

    // It stands last: it gets another name, and goes.
    console.keys("G", ">  gekeurd");
    console.keys("e", "Status: Gekeurd");
    console.keys(" monteur", "Gekeurd monteur");
    console.send("\r");
    console.yes("Uitgevoerd");
    console.wait("its new name", |seen| {
        seen.screen().contains("Gekeurd monteur") && !seen.screen().contains("Status:")
    });
    console.keys("b", "> Wijzigen");
    console.keys("j", "> Verwijderen");
    console.keys("\r", "Niet terug te draaien");
    console.yes("Uitgevoerd");
    assert!(listed().iter().all(|row| row["id"] != "gekeurd"));

    // A question gets a rule: a condition by its form, the rest as text, saved by a plan that says it.
    console.keys("[[", "[Vragen]");
    console.wait("the questions", |seen| seen.screen().contains("Soort aansluiting"));
    console.keys("j", ">  3002");
    console.keys("r", "Er is geen regel");
    console.keys("+", "> soort deel");
    console.keys("  ", "< de leverancier >");
    // Which suppliers there are has to be here first.
    console.wait("the suppliers", |seen| seen.screen().matches("< ").count() == 2);
    console.send("\r");
    console.wait("the first part", |seen| seen.screen().contains(">   de leverancier is"));
    console.keys("v", "zichtbaar bij voorwaarden: ja");
    console.keys("w", "ALL");
    console.keys("\x1b[B\x1b[F\r", "    3 ");
    console.keys("question \"Situatie\" = Overstap", "= Overstap");
    console.keys("\t", "het antwoord op «Situatie» is «Overstap»");
    console.keys("s", "+   het antwoord op");
    console.yes("Uitgevoerd");
    let rule = world.json("SB", &["env", "question", "rule", "show", "3002"]);
    assert_eq!((&rule["rule_visible"], &rule["rule_required"]), (&json!(true), &json!(false)));
    let last = json!({"kind": "condition", "subject": "answer", "question": "Situatie", "value": "Overstap",
                      "found": [], "holds": null, "yes_no": false});
    assert_eq!((&rule["rule"]["criterion"], &rule["rule"]["rules"][1]), (&json!("all"), &last));

    console.send("q");
    assert_eq!(console.ended().0, 0);
}
