//! What a frame costs on the line: the ceilings an operator over SSH was promised, at 80x24 in 256 colours.

use super::*;
use crate::console::app::Msg;
use crate::console::app::fixture::{Harness, row};
use crate::console::theme::{Depth, Theme};
use crate::locale::Language;
use crate::model::delivery::State;

fn coloured() -> (Harness, Screen) {
    let mut harness = Harness::new(Language::Nl, 80, 24);
    harness.app.look.theme = Theme::new(Depth::Indexed);
    (harness, Screen::new(80, 24, false, Note::Bell).unwrap())
}

fn bytes(screen: &mut Screen, harness: &Harness) -> usize {
    screen.frame(&harness.app).unwrap().len()
}

#[test]
fn a_first_paint_takes_at_most_six_kilobytes() {
    let (harness, mut screen) = coloured();
    let first = bytes(&mut screen, &harness);
    assert!((1_000..=6 * 1024).contains(&first), "{first} bytes");
}

#[test]
fn a_moved_cursor_takes_at_most_350_bytes() {
    let (mut harness, mut screen) = coloured();
    bytes(&mut screen, &harness);
    for _ in 0..10 {
        harness.keys("j");
        let moved = bytes(&mut screen, &harness);
        assert!((1..=350).contains(&moved), "{moved} bytes");
    }
}

#[test]
fn one_changed_status_takes_at_most_150_bytes() {
    let (mut harness, mut screen) = coloured();
    bytes(&mut screen, &harness);
    let mut changed = row(100_431, State::Sent);
    changed.version = 2;
    changed.partner_status = None;
    harness.changed(changed);
    let cost = bytes(&mut screen, &harness);
    assert!((1..=150).contains(&cost), "{cost} bytes");
}

#[test]
fn a_scrolled_list_takes_at_most_two_and_a_half_kilobytes() {
    let (mut harness, mut screen) = coloured();
    harness.keys("<pgdn>");
    bytes(&mut screen, &harness);
    for _ in 0..8 {
        harness.keys("j");
        let scrolled = bytes(&mut screen, &harness);
        assert!(scrolled <= 2_560, "{scrolled} bytes");
    }
}

#[test]
fn a_note_is_what_the_terminal_takes_and_nothing_in_it_ends_it_early() {
    let of = |set: Notify, variables: &[(&str, &str)]| {
        Note::of(set, |name| {
            variables.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned())
        })
    };
    for (variables, note) in [
        ([("TERM", "xterm-256color"), ("TERM_PROGRAM", "")], Note::Bell),
        ([("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm")], Note::Osc9),
        ([("TERM", "xterm-kitty"), ("TERM_PROGRAM", "")], Note::Osc9),
        ([("TERM", "xterm-kitty"), ("TMUX", "/tmp/tmux")], Note::Bell),
        ([("TERM", "foot-extra"), ("TERM_PROGRAM", "")], Note::Osc777),
    ] {
        assert_eq!(of(Notify::Auto, &variables), note, "{variables:?}");
    }
    assert_eq!(of(Notify::Osc9, &[("TMUX", "/tmp/tmux")]), Note::Osc9);
    let bad = "a\x1b]52;c;x\x07b\u{9c}\u{202e}c";
    assert_eq!(Note::Off.bytes(bad), b"");
    assert_eq!(Note::Bell.bytes(bad), b"\x07");
    assert_eq!(String::from_utf8(Note::Osc9.bytes(bad)).unwrap(), "\x1b]9;koppel: a ]52;c;x b c\x1b\\");
    assert_eq!(
        String::from_utf8(Note::Osc777.bytes(bad)).unwrap(),
        "\x1b]777;notify;koppel;a ]52,c,x b c\x1b\\"
    );
}

#[test]
fn the_title_counts_what_is_wrong_and_is_written_when_it_changes() {
    let (mut harness, mut screen) = coloured();
    let first = String::from_utf8(screen.frame(&harness.app).unwrap()).unwrap();
    assert!(first.contains(&format!("\x1b]0;{}\x07", harness.app.title())), "{first}");
    assert!(harness.app.title().ends_with("!) koppel wederverkoper"), "{}", harness.app.title());
    harness.keys("j");
    let moved = String::from_utf8(screen.frame(&harness.app).unwrap()).unwrap();
    assert!(!moved.contains("\x1b]0;"));
    let overview = harness.app.overview.value.as_mut().unwrap();
    overview.counts.by_state.clear();
    let mended = String::from_utf8(screen.frame(&harness.app).unwrap()).unwrap();
    assert!(mended.contains("\x1b]0;koppel wederverkoper\x07"), "{mended}");
}

#[test]
fn a_screen_where_nothing_happens_sends_nothing_for_a_minute() {
    let (mut harness, mut screen) = coloured();
    bytes(&mut screen, &harness);
    let mut sent = 0;
    for _ in 0..60 {
        harness.pass(1_000);
        sent += bytes(&mut screen, &harness);
    }
    // The rows' ages go from three to four minutes, once.
    assert!(sent <= 400, "{sent} bytes");
    harness.msg(Msg::Paste("x".into()));
    assert!(bytes(&mut screen, &harness) > 0, "what is visible is sent");
}
