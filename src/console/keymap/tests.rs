//! The table of keys: what must hold of every row, and README's copy of it.

use super::*;

#[test]
fn no_plan_opens_on_the_tail_of_a_split_escape_nor_on_enter_or_esc() {
    let tails: Vec<String> =
        ('A'..='D').chain(['F', 'H']).chain('P'..='S').chain(['Z']).map(String::from).collect();
    for row in TABLE.iter().filter(|row| row.action.opens_plan()) {
        for key in row.keys {
            assert!(!tails.contains(&(*key).to_owned()) && !["Esc", "Enter"].contains(key), "{row:?}");
        }
    }
}

#[test]
fn keys_that_something_else_takes_are_not_bound() {
    let taken = [
        "Ctrl-a", "Ctrl-b", "Ctrl-s", "Ctrl-q", "Ctrl-h", "Ctrl-j", "Ctrl-k", "Ctrl-w", "`", "~", "^", "'",
        "\"",
    ];
    for row in TABLE {
        for key in row.keys {
            assert!(!taken.contains(key), "{key} is bound to {:?}", row.action);
        }
    }
}

#[test]
fn a_binding_whose_keys_mean_something_else_here_is_not_shown() {
    let of_q = |contexts: &'static [Context]| {
        bindings(contexts).filter(|row| row.keys.contains(&"q")).map(|row| row.text).collect::<Vec<_>>()
    };
    assert_eq!(of_q(&[Context::Overlay, Context::Pane]), ["close"]);
    assert_eq!(of_q(&[Context::Queue, Context::Pane]), ["quit"]);
}

#[test]
fn no_key_means_two_things_in_one_context() {
    for (index, row) in TABLE.iter().enumerate() {
        for other in &TABLE[index + 1..] {
            if row.context == other.context {
                for key in row.keys {
                    assert!(!other.keys.contains(key), "{key} twice in {:?}", row.context);
                }
            }
        }
    }
}

#[test]
fn every_binding_and_place_has_a_text_in_both_languages() {
    for language in [Language::Nl, Language::En] {
        for row in TABLE {
            assert!(locale::has(language, &format!("console-key-{}", row.text)), "{}", row.text);
            assert!(!place(language, row.context).starts_with("console-"), "{:?}", row.context);
        }
    }
}

/// `KOPPEL_UPDATE=1 cargo test readme` writes it.
#[test]
fn the_key_table_in_the_readme_is_this_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (before, after) = readme.split_once("<!-- keys -->\n").unwrap();
    let (table, after) = after.split_once("<!-- /keys -->").unwrap();
    let made = markdown(Language::En);
    if std::env::var_os("KOPPEL_UPDATE").is_some() {
        let whole = format!("{before}<!-- keys -->\n{made}<!-- /keys -->{after}");
        return std::fs::write(path, whole).unwrap();
    }
    assert!(table == made, "README's key table is old: run this test with KOPPEL_UPDATE=1");
}

#[test]
fn two_keys_after_one_another_are_found_through_their_prefix() {
    let contexts = [Context::List, Context::Pane];
    assert_eq!(find(&contexts, "g"), Found::Prefix);
    assert_eq!(find(&contexts, "g g"), Found::Action(Action::Top));
    assert_eq!(find(&contexts, "g z"), Found::Nothing);
    assert_eq!(find(&[Context::Confirm], "g"), Found::Nothing);
}
