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
    (harness, Screen::new(80, 24, false).unwrap())
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
