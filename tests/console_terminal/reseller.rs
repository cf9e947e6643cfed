//! The reseller's half of setting a link up, by keys only, in the real program against real environments: from the
//! token to the proof that no sale it accepts can fall out for what a mapping decides.
//!
//! Not here: the supplier's half (`supplier`), and the same by commands (`cli_setup`).

use std::path::Path;

use koppel::model::mapping::{Mapping, QuestionRow};

use crate::linked::{desk, give_access, post};
use crate::session::{QUIET, Service, Session};
use crate::world::{Environment, World};

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

/// Waits for what lies on top, and closes it.
fn closed(console: &mut Session, title: &str) {
    console.wait(title, |seen| seen.screen().contains(title));
    console.send("\x1b");
    console.wait("what lies below", |seen| !seen.screen().contains(title));
}

/// Answers a plan: with yes, or with the count that it asks for.
fn counted(console: &mut Session) {
    let asks = |screen: &str| screen.contains("Typ ") || screen.contains("[y Ja]");
    console.wait("what is asked", |seen| asks(&seen.screen()));
    std::thread::sleep(QUIET);
    let screen = console.screen();
    let count = screen.split("Typ ").nth(1).and_then(|rest| rest.split_whitespace().next());
    console.send(&count.map_or_else(|| "y".to_owned(), |count| format!("{count}\r")));
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

    the_integration_is_tried_and_made(&mut console, &b, token.trim());
    every_switch_is_set(&mut console);
    conditions_are_made(&mut console);
    products_are_imported(&mut console);
    the_mapping_is_made(&mut console, &stopped.0);
    the_sheet_of_a_question_is_read(&mut console, &stopped.0);
    the_mapping_is_published(&mut console);

    // Statuses that ship map by themselves: shown when asked for, and left out again.
    console.keys("a", "zichzelf (systeem)");
    console.keys("a", "systeemstatussen");

    // The proof, on screen and for a script.
    console.keys("p", "Bewijs voor zonnewind");
    console.wait("what lies outside", |seen| seen.screen().contains("Hierbuiten valt"));
    assert!(!console.screen().contains("Tegenvoorbeeld"), "{}", console.screen());
    let proof = world.json("reseller", &["check", "zonnewind"]);
    assert_eq!(proof["verdict"], "proven", "{proof}");
    closed(&mut console, "Bewijs voor zonnewind");

    changes_of_the_partner_are_carried_over(&mut console, &world);
    conditions_decide_in_their_order(&mut console, &world, &a);

    // What else there is to look at: what the partner changed, and what is gone there.
    console.send("d");
    closed(&mut console, "Wijzigingen van zonnewind");
    console.keys("v", "Er is geen gekoppeld product weg");
    let proof = world.json("reseller", &["check", "zonnewind"]);
    assert_eq!(proof["verdict"], "proven", "{proof}");
    console.send("\x1bq");
}

/// With its token, tested before it is made and after; what is missing is said beside its field.
fn the_integration_is_tried_and_made(console: &mut Session, b: &Environment, token: &str) {
    console.keys("3", "[3 Integraties]");
    console.keys("+", "Nieuwe koppeling");
    console.keys("\r", "Dit moet ingevuld zijn.");
    typed(console, "zonnewind");
    console.keys("\t\t", "> adres");
    console.keys("\x15", "> adres");
    typed(console, &b.url);
    console.keys("\t", "> accountnaam");
    console.send("zonnewind");
    console.wait("the account", |seen| seen.screen().matches("zonnewind").count() == 2);
    console.keys("\t", "> token");
    console.send(token);
    console.wait("the token unseen", |seen| {
        let screen = seen.screen();
        screen.contains("****") && !screen.contains(&token[..12])
    });
    console.send("\r");
    console.yes("is toegevoegd");
    // Its test, in plain words; its catalogue.
    console.keys("t", "Zichtbare producten");
    console.send("q");
    console.wait("the pane", |seen| !seen.screen().contains("Zichtbare producten"));
    console.send("f");
    console.yes("Opgehaald");
}

/// Every switch, by its row.
fn every_switch_is_set(console: &mut Session) {
    console.keys("\r", "Instellingen van zonnewind");
    for row in ["Sale-verwerking", "Automatisch"] {
        console.wait(row, |seen| seen.screen().contains(&format!("> {row}")));
        console.send("e");
        console.yes("Uitgevoerd");
        console.send("j");
    }
    console.keys("e", "> alleen met status");
    typed(console, "new, verified");
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
    console.keys("j", "> Product weg bij de partner");
    for policy in ["deactiveren", "verwijderen", "niets doen"] {
        console.send("e");
        console.yes(&format!("> Product weg bij de partner         {policy}"));
    }
    console.keys("j", "> Partner vraagt iets anders");
    // A name that differs is asked about from here on.
    console.keys("j", "> Velden van producten");
    console.keys("e", "> naam");
    console.keys("  ", "> naam                             < vragen >");
    console.send("\r");
    console.yes("naam: vragen");
}

/// Two conditions, and the other order.
fn conditions_are_made(console: &mut Session) {
    console.keys("c", "Nog geen voorwaarden");
    condition(console, "Energie", Some("energy"));
    condition(console, "Glas", Some("telecom"));
    console.keys("j", "> 2. Glas");
    console.send("K");
    console.yes("1. Glas");
    console.send("\x1b");
    console.wait("the settings", |seen| !seen.screen().contains("2. Energie"));
    closed(console, "Instellingen van");
}

/// One more condition, for products of a type or for all, with which sales go by themselves.
fn condition(console: &mut Session, name: &str, kind: Option<&str>) {
    console.keys("+", "> naam");
    typed(console, name);
    console.keys("\t\t\t\t", "> productsoorten");
    if let Some(kind) = kind {
        typed(console, kind);
    }
    console.keys("\t\t", "> klanten");
    for _ in 0..2 {
        on(console, " ", "another customer", str::to_owned);
    }
    console.wait("a kind in words", |seen| seen.screen().contains("< zakelijk >"));
    on(console, " ", "all customers", str::to_owned);
    console.keys("\t\t", "> mag verstuurd worden");
    console.keys(" ", "< ja >");
    console.keys("\t", "> gaat vanzelf");
    console.send(" ");
    console.wait("both", |seen| seen.screen().matches("< ja >").count() == 2);
    console.send("\r");
    console.yes(&format!(". {name}"));
}

/// Those of one type, then the rest, but for one that no mapping can make sound.
fn products_are_imported(console: &mut Session) {
    console.keys("4", "[4 Producten]");
    console.wait("the products", |seen| seen.screen().contains("van 18 producten"));
    console.keys("+", "> welke producten");
    console.keys("s", "soort ");
    console.send("\r");
    console.yes("producten geïmporteerd");
    console.keys("+", "> welke producten");
    console.send("\r");
    counted(console);
    console.wait("every product", |seen| seen.screen().contains("18 van 18"));
    for _ in 0..18 {
        if row(&console.screen()).contains("2040") {
            break;
        }
        on(console, "j", "the next product", row);
    }
    console.send("x");
    console.yes("17 van 18");
}

/// The row under the cursor of a pane.
fn row(screen: &str) -> String {
    screen.lines().find(|line| line.starts_with('>')).unwrap_or_default().to_owned()
}

fn keys<K: ToString>(rows: impl IntoIterator<Item = K>) -> Vec<String> {
    rows.into_iter().map(|key| key.to_string()).collect()
}

/// What is sure by one plan once candidates are read, then list by list; the second time every row has its counterpart.
fn the_mapping_is_made(console: &mut Session, service: &Service) {
    let mapping = known();
    let view = service.mapping("zonnewind");
    console.keys("5", "Flows");
    console.wait("the mapping", |seen| seen.screen().contains("twijfel"));
    console.keys("\r", "> 1  ");
    console.keys("+", "Zekere voorstellen overnemen");
    counted(console);
    console.wait("the session", |seen| !seen.screen().contains("Zekere voorstellen overnemen"));
    let flows = keys(view.own_flows.iter().map(|(key, _)| key));
    for row in &mapping.flows {
        list(console, "Flows");
        go(console, &flows, &row.own.to_string());
        take(console, &row.partner.to_string());
    }
    let questions = keys(view.partner_questions.iter().map(|question| &question.key));
    for row in mapping.questions.iter().filter(|row| questions.contains(&row.partner.to_string())) {
        list(console, "Productvragen");
        go(console, &questions, row.partner.as_str());
        if let Some(own) = &row.own {
            take(console, own.as_str());
        }
        if row.constant.is_some() || row.default.is_some() || row.date.is_some() || !row.options.is_empty() {
            list(console, "Productvragen");
            go(console, &questions, row.partner.as_str());
            fill(console, row);
        }
    }
    let agreements = keys(view.partner_agreements.iter().map(|one| &one.key));
    for row in &mapping.agreements {
        list(console, "Accorderingen");
        go(console, &agreements, row.partner.as_str());
        take(console, row.own.as_str());
    }
    let statuses = keys(view.partner_statuses.iter().map(|(key, _)| key));
    for row in &mapping.statuses {
        list(console, "Statussen");
        go(console, &statuses, row.partner.as_str());
        take(console, row.own.as_str());
    }
}

/// When it is asked, as a tree, with what it is about.
fn the_sheet_of_a_question_is_read(console: &mut Session, service: &Service) {
    let view = service.mapping("zonnewind");
    let questions = keys(view.partner_questions.iter().map(|question| &question.key));
    list(console, "Productvragen");
    go(console, &questions, "huidige_leverancier");
    console.keys("i", "Huidige leverancier");
    console.wait("its sheet", |seen| {
        let screen = seen.screen();
        let told = ["Soort antwoord", "tekst op één regel", "Verplicht", "Geldt voor"];
        told.iter().all(|words| screen.contains(words))
    });
    console.wait("its rule as a tree", |seen| {
        let screen = seen.screen();
        screen.contains("alle van deze") && screen.contains("Situatie") && screen.contains("Overstap")
    });
    closed(console, "Soort antwoord         tekst");
}

fn the_mapping_is_published(console: &mut Session) {
    console.send("v");
    counted(console);
    console.wait("the new mapping", |seen| seen.screen().contains("De koppeling is gewijzigd."));
    console.send("\x1b");
    console.wait("the pane", |seen| !seen.screen().contains("0  niets"));
}

/// What differs at the partner is carried over, or asked about, as each field's policy says; and told field by field.
fn changes_of_the_partner_are_carried_over(console: &mut Session, world: &World) {
    let change = ["env", "product", "set", "2001", "usp=Vandaag geregeld", "name=Zonnewind Nieuw"];
    world.ok("supplier", &change);
    console.keys("3", "[3 Integraties]");
    // It is read at once; whether its news came first is no matter.
    console.send("f");
    console.yes("Opgehaald");
    console.wait("all of it", |seen| {
        let screen = seen.screen();
        screen.contains("Opgehaald")
            && (screen.contains("0 gewijzigd") || screen.contains("Vandaag geregeld"))
    });
    if console.screen().contains("Vandaag geregeld") {
        closed(console, "Vandaag geregeld");
    }
    console.keys("8", "[8 Activiteit]");
    console.wait("what was carried over", |seen| seen.screen().contains("Product 2001 gewijzigd"));
    // The name is asked about: what it is on both sides is read, and taken.
    console.keys("4", "[4 Producten]");
    console.send("gg");
    console.wait("the first product", |seen| row(&seen.screen()).contains("2001"));
    console.keys("i", "Verschilt van de partner");
    console.wait("both names", |seen| {
        let screen = seen.screen();
        screen.contains("Zonnewind Vast 1 jaar") && screen.contains("Zonnewind Nieuw")
    });
    closed(console, "Verschilt van de partner");
    console.keys("t", "Zonnewind Nieuw");
    console.send("\r");
    console.yes("Uitgevoerd");
    console.keys("i", "Gelijk aan de partner");
    closed(console, "Gelijk aan de partner");
}

/// The first that matches decides alone: the simulator says which, and it is another one in the other order.
fn conditions_decide_in_their_order(console: &mut Session, world: &World, a: &Environment) {
    let desk = desk(world, a, "telecom/verbinding", "zw-glas-200");
    for number in 0..3 {
        post(a, &desk, number);
    }
    console.keys("1", "[1 Wachtrij]");
    console.wait("the sales", |seen| seen.screen().contains("3 sales"));
    console.keys("5", "[5 Koppelingen]");
    console.send("t");
    closed(console, "Eerdere sales door de koppeling van zonnewind");
    console.keys("3", "[3 Integraties]");
    let rehearsed = |console: &mut Session, name: &str| {
        console.keys("s", "Proefdraaien met de schakelaars van zonnewind");
        let decides = format!("3  vanzelf \u{b7} «{name}»");
        console.wait(&decides, |seen| seen.screen().contains(&decides));
        assert!(console.screen().contains("De algemene schakelaar staat aan naast"), "{}", console.screen());
        closed(console, "Proefdraaien met de schakelaars");
    };
    rehearsed(console, "Glas");
    console.keys("c", "1. Glas");
    condition(console, "Alles", None);
    console.send("G");
    console.wait("the last", |seen| seen.screen().contains("> 3. Alles"));
    for place in ["2", "1"] {
        console.send("K");
        console.yes(&format!("{place}. Alles"));
    }
    closed(console, "1. Alles");
    rehearsed(console, "Alles");
}
