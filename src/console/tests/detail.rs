//! A sale in detail: reading on to its end.

use super::super::app::fixture::Harness;
use super::super::app::layer::Layer;
use super::*;

#[test]
fn the_end_of_a_timeline_is_a_full_screen_and_no_key_is_dead_there() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    h.keys("<enter>");
    let mut whole = detail(100_433);
    let first = whole.timeline[0].clone();
    whole.timeline = (0..60)
        .map(|number| {
            // Some of them take more lines than one.
            let actor = format!("nr{number}").as_str().into();
            TimelineEntry { actor, ..whole.timeline.get(number % 5).unwrap_or(&first).clone() }
        })
        .collect();
    h.answer(Load::Sale(SaleId(100_433)), Answer::Sale(Box::new(whole)));
    let top = |h: &Harness| match h.app.layers.last() {
        Some(Layer::Detail(detail)) => detail.top,
        _ => panic!("no detail"),
    };
    let shown = |h: &Harness, number: usize| drawn(h).contains(&format!(" nr{number} "));
    h.keys("G");
    let last = top(&h);
    assert!(shown(&h, 59) && !shown(&h, 0), "{}", drawn(&h));
    let empty = drawn(&h).lines().filter(|line| line.trim().is_empty()).count();
    assert!(empty < 3, "{}", drawn(&h));
    h.keys("jjk");
    assert_eq!(top(&h), last - 1);
    // By pages nothing is skipped and nothing is read twice, however many lines an entry takes.
    h.keys("gg");
    let body = |h: &Harness| -> Vec<String> {
        let screen = drawn(h);
        let tabs = screen.lines().position(|line| line.contains("[Tijdlijn]")).unwrap();
        screen.lines().skip(tabs + 1).take(24 - tabs - 3).map(str::to_owned).collect()
    };
    let first = body(&h);
    h.keys("<pgdn>");
    let second = body(&h);
    h.keys("k");
    assert_eq!(body(&h)[0], first[first.len() - 1], "{}", drawn(&h));
    assert_eq!(body(&h)[1], second[0]);
    h.keys("j<pgup>");
    assert_eq!(body(&h), first);
    // A short one stands whole.
    let mut h = Harness::new(Language::Nl, 80, 24);
    h.keys("<enter>");
    h.answer(Load::Sale(SaleId(100_433)), Answer::Sale(Box::new(detail(100_433))));
    h.keys("G");
    assert_eq!(top(&h), 0);
}
