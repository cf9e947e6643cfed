//! The reseller's half of setting a link up, by keys only, in the real program against real environments: from the
//! token to the proof that no sale it accepts can fall out for what a mapping decides.
//!
//! Not here: the supplier's half (`supplier`), and the same by commands (`cli_setup`).

use std::path::Path;

use koppel::model::mapping::{Mapping, QuestionRow};

use crate::linked::give_access;
use crate::session::{QUIET, Service, Session};
use crate::world::World;

/// Stops the service that the console started, whatever the test does.
struct Stopped(Service);

impl Drop for Stopped {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// What the operator knows to belong together: the sample worlds' own mapping.
fn known() -> Mapping {
    toml::from_str(include_str!("../../assets/maps/demo.toml")).unwrap()
}

/// The line under the cursor of what lies on top.
fn front(console: &Session) -> String {
    let screen = console.screen();
    let line = screen.lines().rev().find(|line| line.contains("\u{2502} > "));
    line.map(|line| line.trim_matches(|c| c == '\u{2502}' || c == ' ').to_owned()).unwrap_or_default()
}

/// Types into the field in front; its hint may name the same words.
fn typed(console: &mut Session, text: &str) {
    console.send(text);
    console.wait(text, |seen| {
        let screen = seen.screen();
        screen.lines().any(|line| line.contains("\u{2502} > ") && line.contains(text))
    });
}

/// The key of the row that the session is about: the first word in its box, after the mark of a new one.
fn about(screen: &str) -> String {
    let mut lines = screen.lines().skip_while(|line| !line.contains("zonnewind \u{b7} "));
    let first = lines.nth(1).unwrap_or_default();
    let first = first.split_once("NIEUW \u{b7} ").map_or(first, |(_, rest)| rest);
    first.trim_start_matches(['\u{2502}', ' ']).split_whitespace().next().unwrap_or_default().to_owned()
}

/// Presses a key and waits until something else is in front.
fn on(console: &mut Session, key: &str, what: &str, state: impl Fn(&str) -> String) {
    let before = state(&console.screen());
    console.send(key);
    console.wait(what, |seen| state(&seen.screen()) != before);
}

/// Goes to a row of the list in front, whose rows stand in the order of `keys`.
fn go(console: &mut Session, keys: &[String], wanted: &str) {
    let at = |key: &str| keys.iter().position(|known| known == key);
    let to = at(wanted).unwrap();
    loop {
        let here = about(&console.screen());
        match at(&here).unwrap_or_else(|| panic!("{here} in {keys:?}: {}", console.screen())).cmp(&to) {
            std::cmp::Ordering::Equal => return,
            std::cmp::Ordering::Less => on(console, "l", "the next row", about),
            std::cmp::Ordering::Greater => on(console, "h", "the row before", about),
        }
    }
}

/// Goes to a list: its name stands in the title.
fn list(console: &mut Session, name: &str) {
    let title = |screen: &str| {
        let line = screen.lines().find(|line| line.contains("zonnewind \u{b7} ")).unwrap_or_default();
        line.split('\u{b7}').nth(1).unwrap_or_default().trim().to_owned()
    };
    while title(&console.screen()) != name {
        on(console, "]", "the next list", title);
    }
}

/// Takes a counterpart by its key: searched for among all there are.
fn take(console: &mut Session, own: &str) {
    console.keys("/", "Zoek:");
    console.send(own);
    console.wait(own, |seen| seen.screen().contains(&format!("Zoek: {own}")));
    let is = |line: &str| line.trim_start_matches(['>', ' ', '=']).split_whitespace().next() == Some(own);
    for _ in 0..40 {
        if is(&front(console)) {
            break;
        }
        let before = front(console);
        console.send("\x1b[B");
        console.wait("another counterpart", |seen| {
            let screen = seen.screen();
            let line = screen.lines().rev().find(|line| line.contains("\u{2502} > ")).unwrap_or_default();
            !line.contains(&before)
        });
    }
    assert!(is(&front(console)), "{own}: {}", console.screen());
    console.send("\r");
    console.wait("the decision", |seen| !seen.screen().contains("Zoek:"));
}

/// Fills the form of a question in: its table of options, its default, its date.
fn fill(console: &mut Session, row: &QuestionRow) {
    console.keys("e", "Koppeling van");
    let value = |line: &str| {
        line.split('<').nth(1).and_then(|rest| rest.split('>').next()).map(|v| v.trim().to_owned())
    };
    // A check box reads as yes and no, on either side.
    let shown = |value: &str| match value {
        "1" => "ja".to_owned(),
        "0" => "nee".to_owned(),
        other => other.to_owned(),
    };
    let mut wanted: Vec<(String, String)> =
        row.options.iter().map(|(own, to)| (shown(own), to.clone())).collect();
    wanted.extend(row.default.iter().map(|to| ("als wij geen antwoord hebben".to_owned(), to.clone())));
    if let Some(constant) = &row.constant {
        // From nothing to always the same.
        let mut tries = 0;
        while value(&front(console)).as_deref() != Some("altijd hetzelfde antwoord") {
            on(console, "a", "always the same", |screen| screen.to_owned());
            tries += 1;
            assert!(tries < 60, "{}", console.screen());
        }
        wanted.push(("antwoord".to_owned(), constant.clone()));
    }
    for (label, to) in wanted {
        let is = |line: &str| line.trim_start_matches(['>', ' ']).starts_with(&label);
        for _ in 0..12 {
            if is(&front(console)) {
                break;
            }
            on(console, "\t", "the next field", |screen| screen.to_owned());
        }
        assert!(is(&front(console)), "{label}: {}", console.screen());
        let shown = shown(&to);
        let letter = shown.chars().next().unwrap().to_lowercase().to_string();
        for _ in 0..12 {
            if value(&front(console)).as_deref() == Some(shown.as_str()) {
                break;
            }
            on(console, &letter, "another value", |screen| screen.to_owned());
        }
        assert_eq!(value(&front(console)).as_deref(), Some(shown.as_str()), "{}", console.screen());
    }
    if let Some(date) = &row.date {
        for (label, held) in [("datum bij ons", &date.from), ("datum bij de partner", &date.to)] {
            while !front(console).contains(label) {
                on(console, "\t", "the next field", |screen| screen.to_owned());
            }
            typed(console, held);
        }
    }
    console.send("\r");
    console.wait("the decision", |seen| {
        let screen = seen.screen();
        !screen.contains("Koppeling van") || screen.contains("Er is niets gewijzigd.")
    });
    if console.screen().contains("Er is niets gewijzigd.") {
        console.send("\x1b");
        console.wait("the session", |seen| !seen.screen().contains("Koppeling van"));
    }
}

#[test]
fn a_reseller_sets_a_link_up_by_keys_only_and_ends_with_proven() {
    let world = World::new();
    let b = world.environment("supplier-env", "zonnewind", "supplier");
    let a = world.environment("reseller-env", "klaver", "reseller");
    let token = std::fs::read_to_string(give_access(&world, &b)).unwrap();
    let own = ["own", "set", "--base-url", &a.url, "--domain", "klaver", "--token-file", &a.owner];
    world.ok("reseller", &own);

    let mut console = Session::program(Path::new(&world.path("reseller")));
    let stopped = Stopped(Service::of(Path::new(&world.path("reseller"))));
    console.wait_shown();
    console.wait("the service", |seen| seen.screen().contains("LIVE"));

    // The integration, with its token; what is missing is said beside its field.
    console.keys("3", "[3 Integraties]");
    console.keys("+", "Nieuwe koppeling");
    console.keys("\r", "Dit moet ingevuld zijn.");
    typed(&mut console, "zonnewind");
    console.keys("\t\t", "> adres");
    console.keys("\x15", "> adres");
    typed(&mut console, &b.url);
    console.keys("\t", "> accountnaam");
    console.send("zonnewind");
    console.wait("the account", |seen| seen.screen().matches("zonnewind").count() == 2);
    console.keys("\t", "> token");
    console.send(token.trim());
    console.wait("the token unseen", |seen| {
        let screen = seen.screen();
        screen.contains("****") && !screen.contains(&token.trim()[..12])
    });
    console.send("\r");
    console.yes("is toegevoegd");
    // Its test, in plain words; its catalogue.
    console.keys("t", "Zichtbare producten");
    console.send("q");
    console.wait("the pane", |seen| !seen.screen().contains("Zichtbare producten"));
    console.send("f");
    console.yes("Opgehaald");

    // Every switch, by its row.
    console.keys("\r", "Instellingen van zonnewind");
    for row in ["Sale-verwerking", "Automatisch"] {
        console.wait(row, |seen| seen.screen().contains(&format!("> {row}")));
        console.send("e");
        console.yes("Uitgevoerd");
        console.send("j");
    }
    console.keys("e", "> alleen met status");
    typed(&mut console, "new, verified");
    console.send("\r");
    console.yes("Uitgevoerd");
    console.keys("e", "> alleen met status");
    console.send("\x15");
    console.wait("an empty field", |seen| !seen.screen().contains("> alleen met status                new"));
    console.send("\r");
    console.yes("Uitgevoerd");
    for _ in 0..3 {
        console.send("j");
        console.send("e");
        console.yes("Uitgevoerd");
    }
    // Two conditions, and the other order.
    console.keys("c", "Nog geen voorwaarden");
    for (name, kind) in [("Energie", "energy"), ("Glas", "telecom")] {
        console.keys("+", "> naam");
        typed(&mut console, name);
        console.keys("\t\t\t\t", "> productsoorten");
        typed(&mut console, kind);
        console.keys("\t\t\t\t", "> mag verstuurd worden");
        console.keys(" ", "< ja >");
        console.keys("\t", "> gaat vanzelf");
        console.send(" ");
        console.wait("both", |seen| seen.screen().matches("< ja >").count() == 2);
        console.send("\r");
        console.yes(&format!(". {name}"));
    }
    console.keys("j", "> 2. Glas");
    console.send("K");
    console.yes("1. Glas");
    console.send("\x1b");
    console.wait("the settings", |seen| !seen.screen().contains("2. Energie"));
    console.send("\x1b");
    console.wait("the pane", |seen| !seen.screen().contains("Instellingen van"));

    // Products: those of one type, then the rest, but for one that no mapping can make sound.
    console.keys("4", "[4 Producten]");
    console.wait("the products", |seen| seen.screen().contains("van 18 producten"));
    console.keys("+", "> welke producten");
    console.keys("s", "soort ");
    console.send("\r");
    console.yes("producten geïmporteerd");
    console.keys("+", "> welke producten");
    console.keys("\r", "Typ ");
    std::thread::sleep(QUIET);
    let screen = console.screen();
    let count = screen.split("Typ ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    console.send(&format!("{count}\r"));
    console.wait("every product", |seen| seen.screen().contains("18 van 18"));
    for _ in 0..18 {
        let row =
            |screen: &str| screen.lines().find(|line| line.starts_with('>')).unwrap_or_default().to_owned();
        if row(&console.screen()).contains("2040") {
            break;
        }
        on(&mut console, "j", "the next product", row);
    }
    console.send("x");
    console.yes("17 van 18");

    // The mapping, list by list; the second time every row has its counterpart.
    let mapping = known();
    let view = stopped.0.mapping("zonnewind");
    fn keys<K: ToString>(rows: impl IntoIterator<Item = K>) -> Vec<String> {
        rows.into_iter().map(|key| key.to_string()).collect()
    }
    console.keys("5", "Flows");
    console.wait("the mapping", |seen| seen.screen().contains("twijfel"));
    console.keys("\r", "0  niets");
    let flows = keys(view.own_flows.iter().map(|(key, _)| key));
    for row in &mapping.flows {
        list(&mut console, "Flows");
        go(&mut console, &flows, &row.own.to_string());
        take(&mut console, &row.partner.to_string());
    }
    let questions = keys(view.partner_questions.iter().map(|question| &question.key));
    for row in mapping.questions.iter().filter(|row| questions.contains(&row.partner.to_string())) {
        list(&mut console, "Productvragen");
        go(&mut console, &questions, row.partner.as_str());
        if let Some(own) = &row.own {
            take(&mut console, own.as_str());
        }
        if row.constant.is_some() || row.default.is_some() || row.date.is_some() || !row.options.is_empty() {
            list(&mut console, "Productvragen");
            go(&mut console, &questions, row.partner.as_str());
            fill(&mut console, row);
        }
    }
    let agreements = keys(view.partner_agreements.iter().map(|one| &one.key));
    for row in &mapping.agreements {
        list(&mut console, "Accorderingen");
        go(&mut console, &agreements, row.partner.as_str());
        take(&mut console, row.own.as_str());
    }
    let statuses = keys(view.partner_statuses.iter().map(|(key, _)| key));
    for row in &mapping.statuses {
        list(&mut console, "Statussen");
        go(&mut console, &statuses, row.partner.as_str());
        take(&mut console, row.own.as_str());
    }
    console.keys("v", "Typ ");
    let screen = console.screen();
    assert!(screen.contains("Typ "), "{screen}");
    std::thread::sleep(QUIET);
    let count = screen.split("Typ ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    console.send(&format!("{count}\r"));
    console.wait("the new mapping", |seen| seen.screen().contains("De koppeling is gewijzigd."));
    console.send("\x1b");
    console.wait("the pane", |seen| !seen.screen().contains("0  niets"));

    // And the proof, on screen and for a script.
    console.keys("p", "Bewijs voor zonnewind");
    console.wait("what lies outside", |seen| seen.screen().contains("Hierbuiten valt"));
    assert!(!console.screen().contains("Tegenvoorbeeld"), "{}", console.screen());
    let proof = world.json("reseller", &["check", "zonnewind"]);
    assert_eq!(proof["verdict"], "proven", "{proof}");
    console.send("\x1b");
    console.wait("the pane", |seen| !seen.screen().contains("Bewijs voor zonnewind"));

    // What else there is to look at: earlier sales, the switches rehearsed, what the partner changed, what is gone
    // there, and how a product differs.
    let closed = |console: &mut Session, title: &str| {
        console.wait(title, |seen| seen.screen().contains(title));
        console.send("\x1b");
        console.wait("the pane", |seen| !seen.screen().contains(title));
    };
    console.send("t");
    closed(&mut console, "Eerdere sales door de koppeling van zonnewind");
    console.keys("3", "[3 Integraties]");
    console.keys("s", "De algemene schakelaar staat aan naast");
    console.wait("the sales", |seen| {
        let screen = seen.screen();
        screen.contains("met de schakelaars van nu") || screen.contains("nog geen sales")
    });
    closed(&mut console, "Proefdraaien met de schakelaars van zonnewind");
    console.send("d");
    closed(&mut console, "Wijzigingen van zonnewind");
    console.keys("v", "Er is geen gekoppeld product weg");
    console.keys("4", "[4 Producten]");
    console.keys("gg", "[4 Producten]");
    console.send("i");
    console.wait("how it differs", |seen| {
        let screen = seen.screen();
        screen.contains("Gelijk aan de partner") || screen.contains("Verschilt van de partner")
    });
    console.send("\x1bq");
}
