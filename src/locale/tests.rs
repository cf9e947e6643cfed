//! The two languages hold the same keys with the same arguments, and every file parses whole.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::*;

type Keys = BTreeMap<String, BTreeSet<String>>;

fn keys(files: &[(&str, &'static str)]) -> Keys {
    let mut keys = Keys::new();
    for (room, source) in files {
        let resource = fluent_syntax::parser::parse(*source)
            .unwrap_or_else(|(_, errors)| panic!("{room}.ftl does not parse: {errors:?}"));
        for entry in resource.body {
            if let Entry::Message(message) = entry {
                let mut arguments = BTreeSet::new();
                if let Some(value) = &message.value {
                    pattern(value, &mut arguments);
                }
                let twice = keys.insert(message.id.name.to_owned(), arguments);
                assert!(twice.is_none(), "{} stands twice", message.id.name);
            }
        }
    }
    keys
}

fn pattern(found: &Pattern<&str>, arguments: &mut BTreeSet<String>) {
    for element in &found.elements {
        if let PatternElement::Placeable { expression } = element {
            match expression {
                Expression::Inline(inline) => self::inline(inline, arguments),
                Expression::Select { selector, variants } => {
                    inline(selector, arguments);
                    variants.iter().for_each(|variant| pattern(&variant.value, arguments));
                }
            }
        }
    }
}

fn inline(expression: &InlineExpression<&str>, arguments: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = expression {
        arguments.insert(id.name.to_owned());
    }
}

#[test]
fn dutch_and_english_hold_the_same_keys_with_the_same_arguments() {
    assert_eq!(keys(&DUTCH), keys(&ENGLISH));
}

/// Every `.rs` file below a folder, but for tests.
fn sources(folder: &std::path::Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The key stands on screen as it is where its text is missing.
#[test]
fn every_key_that_is_asked_for_as_it_stands_has_a_text() {
    let known = keys(&DUTCH);
    let mut files = Vec::new();
    sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let (mut looked, mut missing) = (0, Vec::new());
    for (path, source) in &files {
        let asked = [
            (".say(\"", if path.contains("/console/") { "console-" } else { "" }),
            ("text(language, \"", ""),
        ];
        for (call, room) in asked {
            for rest in source.split(call).skip(1) {
                let key = format!("{room}{}", rest.split('"').next().unwrap());
                looked += 1;
                if !known.contains_key(&key) {
                    missing.push(format!("{path}: {key}"));
                }
            }
        }
    }
    assert!(looked > 500, "{looked}");
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn a_language_is_found_in_every_usual_form() {
    assert_eq!(Language::from_tag("nl_NL.UTF-8"), Some(Language::Nl));
    assert_eq!(Language::from_tag("fr, en-GB;q=0.8"), Some(Language::En));
    assert_eq!(Language::from_tag("C"), None);
}
