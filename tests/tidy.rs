//! Rules of the house that no compiler knows: who may import whom, how a file opens, how long it may be, what
//! may be named where, and that README and the two languages keep up.
//!
//! Test code is exempt: files and modules behind `#[cfg(test)]`. Not here: what clippy already bans.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Who may import whom, besides themselves. What is in [`EVERYBODY`] is open to all. An entry with a path
/// opens that part of a module only.
const IMPORTS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("clock", &[]),
    ("locale", &[]),
    ("logging", &[]),
    ("config", &["logging"]),
    ("credential", &[]),
    ("linking", &[]),
    ("salesdock", &[]),
    ("kv", &["credential"]),
    ("store", &["kv", "credential"]),
    ("post", &[]),
    ("engine", &["linking", "salesdock", "store", "credential"]),
    // It puts the service together: it opens the tables and the network, and asks neither anything.
    ("service", &["linking", "engine", "store", "kv", "credential", "config", "salesdock::request", "post"]),
    ("console", &["service::protocol", "service::client", "service::folder", "config"]),
    // A command may be the service itself (`serve`, and what runs without one), the environment or the demo.
    ("cli", &["service", "config", "logging", "environment", "demo", "console"]),
    // Not `salesdock`: with bodies of its own, a wrong field name cannot hide on both sides.
    ("environment", &["kv", "credential", "post"]),
    ("demo", &["service", "environment", "config", "salesdock", "credential"]),
    ("main", &["cli", "config", "console", "logging", "service", "environment", "demo", "engine", "store"]),
];

const EVERYBODY: &[&str] = &["model", "clock", "locale"];

/// Longer than this, a file is two.
const LONGEST: usize = 500;

/// A source file: its path below the repository, and its code without comments and test modules.
struct Source {
    path: String,
    text: String,
    code: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), code: code(text) }
    }

    /// `engine` for `src/engine/forward.rs`; `None` outside `src`.
    fn module(&self) -> Option<&str> {
        let below = self.path.strip_prefix("src/")?;
        below.split('/').next()?.split('.').next()
    }
}

/// Without comments and without items that exist for tests only.
fn code(text: &str) -> String {
    let mut kept = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let bare = line.trim_start();
        if bare == "#[cfg(test)]" {
            let end = format!("{}}}", &line[..line.len() - bare.len()]);
            // A declaration ends on its own line, an item with a body where its brace stands.
            if lines.next().is_some_and(|item| !item.ends_with(';')) {
                lines.by_ref().find(|line| *line == end);
            }
        } else if !bare.starts_with("//") {
            kept.push(line.split(" // ").next().unwrap_or(line));
        }
    }
    kept.join("\n")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|own| own == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn below_root(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

fn sources(folder: &str) -> Vec<Source> {
    let read = |path: PathBuf| Source::new(&below_root(&path), &std::fs::read_to_string(&path).unwrap());
    files(folder, "rs").into_iter().map(read).collect()
}

/// Files and folders that exist for tests only: `#[cfg(test)] mod name;`, and all below them.
fn of_tests(sources: &[Source]) -> Vec<String> {
    let mut paths = Vec::new();
    for source in sources {
        let folder = match source.path.strip_suffix("/mod.rs") {
            Some(folder) => folder.to_owned(),
            None if source.path == "src/lib.rs" || source.path == "src/main.rs" => "src".to_owned(),
            None => source.path.trim_end_matches(".rs").to_owned(),
        };
        let mut lines = source.text.lines();
        while let Some(line) = lines.next() {
            if line.trim() == "#[cfg(test)]"
                && let Some(declared) = lines.next()
                && let Some(name) = declared.trim().strip_suffix(';').and_then(|own| own.split("mod ").nth(1))
            {
                paths.push(format!("{folder}/{name}.rs"));
                paths.push(format!("{folder}/{name}/"));
            }
        }
    }
    paths
}

/// Sources below `src` that a user runs.
fn shipped() -> Vec<Source> {
    let all = sources("src");
    let tests = of_tests(&all);
    let is_test =
        |path: &str| tests.iter().any(|test| path == test || test.ends_with('/') && path.starts_with(test));
    all.into_iter().filter(|source| !is_test(&source.path)).collect()
}

/// Every path that starts with `crate::`, two names deep, groups written out.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        // `$crate::` and `pub(crate)` aside, this is a path of our own.
        if code[..at].ends_with('$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        let name = identifier(rest);
        let after = &rest[name.len()..];
        match after.strip_prefix("::") {
            Some(group) if group.starts_with('{') => {
                let inner = group[1..].split('}').next().unwrap_or_default();
                for part in inner.split(',').map(str::trim).filter(|part| !part.is_empty()) {
                    found.insert(format!("{name}::{}", identifier(part)));
                }
            }
            Some(path) => {
                found.insert(format!("{name}::{}", identifier(path)));
            }
            None => {
                found.insert(name.to_owned());
            }
        }
    }
    found
}

fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

fn wrong_imports(source: &Source) -> Vec<String> {
    let Some(module) = source.module().filter(|module| *module != "lib") else { return Vec::new() };
    let Some((_, allowed)) = IMPORTS.iter().find(|(own, _)| *own == module) else {
        return vec![format!("{}: module {module} has no row in the table of imports", source.path)];
    };
    let is_allowed = |import: &str| {
        let top = import.split("::").next().unwrap_or_default();
        top == module
            || EVERYBODY.contains(&top)
            || allowed
                .iter()
                .any(|own| *own == top || import == *own || import.starts_with(&format!("{own}::")))
    };
    let wrong = |import: &String| format!("{}: {module} may not import {import}", source.path);
    imports(&source.code).iter().filter(|import| !is_allowed(import)).map(wrong).collect()
}

/// Words that only some may use, and why. Whoever may is a module, or the start of a path below `src`.
const RESERVED: &[(&str, &[&str], &str)] = &[
    ("sled", &["kv"], "the table engine stays behind `kv`"),
    (
        "reqwest",
        &["salesdock", "post"],
        "requests are sent in one place, and messages to addresses somebody chose in one",
    ),
    ("println!", &["cli", "main"], "only commands print"),
    ("eprintln!", &["cli", "main"], "only commands print"),
    ("print!", &["cli", "main"], "only commands print"),
    ("eprint!", &["cli", "main"], "only commands print"),
    ("dbg!", &[], "left from looking for a fault"),
    ("todo!", &[], "nothing is left out silently"),
    ("unimplemented!", &[], "nothing is left out silently"),
    (".unwrap()", &[], "a failure is named, not a panic"),
    (
        ".create_sale(",
        &["engine/forward/permit", "engine/filing/permit", "demo/play/counter", "environment"],
        "a sale goes with a permit only",
    ),
    ("Ulid::generate", &[], "an id's time comes from `clock`"),
    ("std::process::exit", &["main"], "there is one edge"),
];

fn wrong_words(source: &Source) -> Vec<String> {
    let module = source.module().unwrap_or_default();
    let mut wrong = Vec::new();
    for (word, allowed, why) in RESERVED {
        let may = |own: &&str| module == *own || source.path.starts_with(&format!("src/{own}"));
        if !allowed.iter().any(may) && holds_word(&source.code, word) {
            wrong.push(format!("{}: {word} ({why})", source.path));
        }
    }
    wrong
}

/// True when `word` stands by itself: `print!` is not in `eprint!`.
fn holds_word(code: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        let free = |own: Option<char>, other: Option<char>| {
            !(own.is_some_and(is_part) && other.is_some_and(is_part))
        };
        free(before, word.chars().next()) && free(word.chars().next_back(), after)
    })
}

fn wrong_form(source: &Source) -> Vec<String> {
    let mut wrong = Vec::new();
    if !source.text.starts_with("//!") {
        wrong.push(format!("{}: does not open with what it is (`//!`)", source.path));
    }
    let lines = source.text.lines().count();
    if lines > LONGEST {
        wrong.push(format!("{}: {lines} lines, at most {LONGEST}", source.path));
    }
    let mut paths = BTreeSet::new();
    for line in source.code.lines().filter(|line| line.starts_with("use ")) {
        let path = line["use ".len()..].trim_end_matches(';');
        let path = match (path.split_once("::{"), path.rsplit_once("::")) {
            (Some((path, _)), _) => path,
            // `use super::frame` names a module, and is a path of its own.
            (None, Some((path, last))) if last.starts_with(char::is_uppercase) => path,
            (None, _) => path,
        };
        if !paths.insert(path) {
            wrong.push(format!("{}: two `use` lines of {path}", source.path));
        }
    }
    wrong
}

fn assert_none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn modules_import_only_whom_they_may() {
    assert_none(shipped().iter().flat_map(wrong_imports).collect());
}

#[test]
fn reserved_words_stay_in_their_rooms() {
    assert_none(shipped().iter().flat_map(wrong_words).collect());
}

#[test]
fn every_file_says_what_it_is_and_stays_small() {
    let all = ["src", "tests", "benches"].into_iter().flat_map(sources);
    assert_none(all.flat_map(|source| wrong_form(&source)).collect());
}

#[test]
fn the_readme_and_the_table_name_every_module() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let map = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let modules: Vec<&str> =
        map.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(modules.len() > 10, "the map was not read: {modules:?}");
    for module in modules {
        assert!(readme.contains(&format!("`{module}`")), "README does not name {module}");
        assert!(IMPORTS.iter().any(|(own, _)| *own == module), "{module} has no row in the table of imports");
    }
}

/// Lean dependencies, each with its reason in README.
#[test]
fn the_readme_gives_a_reason_for_every_dependency() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let part = readme.split("## Dependencies").nth(1).unwrap().split("\n## ").next().unwrap();
    let first = |row: &str| row.trim_start_matches("| ").split(" |").next().unwrap_or_default().to_owned();
    let named: Vec<String> = part.lines().filter(|line| line.starts_with("| ")).map(first).collect();
    let named: Vec<&str> = named.iter().flat_map(|cell| cell.split(", ")).collect();
    let part = manifest.split("\n[dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap();
    let used: Vec<&str> = part.lines().filter_map(|line| Some(line.split_once(" =")?.0)).collect();
    assert!(used.len() > 20, "{used:?}");
    let without: Vec<_> = used.iter().filter(|name| !named.contains(name)).collect();
    assert!(without.is_empty(), "no reason in README for {without:?}");
    let gone: Vec<_> =
        named.iter().filter(|name| !["crate", "---"].contains(*name) && !used.contains(name)).collect();
    assert!(gone.is_empty(), "README names {gone:?}, which nothing uses");
}

#[test]
fn each_text_file_exists_in_both_languages() {
    let names = |language: &str| -> BTreeSet<String> {
        let folder = format!("assets/locales/{language}");
        files(&folder, "ftl").iter().map(|path| path.file_name().unwrap().display().to_string()).collect()
    };
    assert!(!names("nl").is_empty());
    assert_eq!(names("nl"), names("en"));
}

#[test]
fn a_planted_fault_is_caught() {
    let source = |path: &str, text: &str| Source::new(path, text);
    let console = "//! x\nuse crate::store::Store;\nuse crate::service::{client, ring::Ring};\nuse crate::model::ids;\n";
    assert_eq!(
        wrong_imports(&source("src/console/app.rs", console)),
        [
            "src/console/app.rs: console may not import service::ring",
            "src/console/app.rs: console may not import store::Store",
        ]
    );
    let hidden = "fn f() { let x = crate::salesdock::wire::Sale; }";
    assert_eq!(wrong_imports(&source("src/environment/mod.rs", hidden)).len(), 1);
    let only_tests = "//! x\n#[cfg(test)]\nmod tests {\n    use crate::engine::Engine;\n}\n";
    assert!(wrong_imports(&source("src/model/x.rs", only_tests)).is_empty());

    let words = "// sled in a comment\nlet a = sled::open(p).unwrap(); println!(); let unsledded = 1;";
    assert_eq!(wrong_words(&source("src/store/x.rs", words)).len(), 3);
    assert!(wrong_words(&source("src/kv/x.rs", "sled::open(p)?; // println!\n")).is_empty());

    let places = "async fn f(c: Client) { c.create_sale(flow).await }";
    assert_eq!(wrong_words(&source("src/engine/intake.rs", places)).len(), 1);
    assert!(wrong_words(&source("src/engine/forward/permit.rs", places)).is_empty());

    let long = format!("use a::B;\nuse a::C;\n{}", "\n".repeat(LONGEST));
    assert_eq!(wrong_form(&source("src/x.rs", &long)).len(), 3);
    assert!(wrong_form(&source("src/x.rs", "//! x\nuse a::B;\nuse a::{b::C, D};\n")).len() == 1);
    assert!(
        wrong_form(&source("src/x.rs", "//! x\nuse a::b;\nuse a::c;\nuse a::d::C;\nuse d;\n")).is_empty()
    );

    let declared = [
        source("src/kv/mod.rs", "#[cfg(test)]\nmod suite;\n"),
        source("src/clock.rs", "#[cfg(test)]\nmod tests;"),
    ];
    assert_eq!(
        of_tests(&declared),
        ["src/kv/suite.rs", "src/kv/suite/", "src/clock/tests.rs", "src/clock/tests/"]
    );
}
