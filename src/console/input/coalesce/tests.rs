//! Every way a link can tear input, against the whole.

use proptest::prelude::*;

use super::*;

fn key(c: char) -> Event {
    Event::Key(KeyCode::Char(c).into())
}

fn esc() -> Event {
    Event::Key(KeyCode::Esc.into())
}

fn at(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// Feeds events at their times, then lets time pass.
fn fed(events: impl IntoIterator<Item = (Event, u64)>) -> Vec<Input> {
    let mut coalescer = Coalescer::default();
    let mut out = Vec::new();
    let mut last = 0;
    let mut events = events.into_iter().peekable();
    while let Some((event, time)) = events.next() {
        let more = events.peek().is_some_and(|(_, next)| *next == time);
        // The loop wakes at each deadline.
        while let Some(due) = coalescer.deadline().filter(|due| *due <= at(time)) {
            out.extend(coalescer.tick(due));
        }
        out.extend(coalescer.feed(event, at(time), more));
        last = time;
    }
    out.extend(coalescer.tick(at(last + 10_000)));
    assert_eq!(coalescer.deadline(), None, "nothing stays held");
    out
}

/// A torn sequence: Esc first, then its characters one by one, `gap` apart.
fn torn(tail: &str, gap: u64) -> Vec<Input> {
    let tail = tail.chars().zip(1..).map(|(c, index)| (key(c), index * gap));
    fed(std::iter::once((esc(), 0)).chain(tail))
}

#[test]
fn an_arrow_torn_after_its_escape_is_the_arrow() {
    for gap in [0, 1, 20, 49] {
        assert_eq!(torn("[D", gap), [Input::Key(KeyCode::Left.into())], "gap {gap}");
        assert_eq!(torn("OA", gap), [Input::Key(KeyCode::Up.into())], "gap {gap}");
        assert_eq!(torn("[6~", gap), [Input::Key(KeyCode::PageDown.into())], "gap {gap}");
    }
}

#[test]
fn a_sequence_koppel_has_no_use_for_is_swallowed_whole() {
    for tail in ["[1;5D", "OP", "[15~", "[<0;3;4M", "[I", "[?1;2c", "[201~"] {
        assert_eq!(torn(tail, 5), [], "{tail}");
    }
}

#[test]
fn a_lone_escape_counts_after_fifty_milliseconds() {
    let mut coalescer = Coalescer::default();
    assert_eq!(coalescer.feed(esc(), at(0), false), []);
    assert_eq!(coalescer.deadline(), Some(ESC));
    assert_eq!(coalescer.tick(at(49)), []);
    assert_eq!(coalescer.tick(at(50)), [Input::Key(KeyCode::Esc.into())]);
}

#[test]
fn a_single_key_passes_at_once() {
    let mut coalescer = Coalescer::default();
    assert_eq!(coalescer.feed(key('j'), at(0), false), [Input::Key(KeyCode::Char('j').into())]);
    assert_eq!(coalescer.feed(key('j'), at(33), false), [Input::Key(KeyCode::Char('j').into())]);
}

#[test]
fn a_burst_that_no_hand_can_type_becomes_one_text() {
    let keys = |text: &'static str| {
        text.chars().map(|c| if c == '\n' { Event::Key(KeyCode::Enter.into()) } else { key(c) })
    };
    let out = fed(keys("jansen\nb\nbr").map(|event| (event, 0)));
    assert_eq!(out, [Input::Burst("jansen\nb\nbr".into())], "not even its first key is acted on");
    // Spread over packets: what came together with others begins the burst.
    let packets = keys("ja").map(|event| (event, 0)).chain(keys("nsen\nbr").map(|event| (event, 10)));
    assert_eq!(fed(packets), [Input::Burst("jansen\nbr".into())]);
}

#[test]
fn a_key_held_down_is_no_burst() {
    let out = fed((0..30).map(|_| (key('j'), 0)));
    assert_eq!(out.len(), 30);
    assert!(out.iter().all(|input| *input == Input::Key(KeyCode::Char('j').into())));
}

#[test]
fn a_few_quick_keys_come_through_in_order() {
    let out = fed("gg:q".chars().map(|c| (key(c), 0)));
    let keys: Vec<_> = "gg:q".chars().map(|c| Input::Key(KeyCode::Char(c).into())).collect();
    assert_eq!(out, keys);
}

#[test]
fn a_paste_whose_marks_were_torn_is_still_a_paste() {
    let begin = "[200~".chars().map(key);
    let text = "rm -rf\n".chars().map(|c| match c {
        '\n' => Event::Key(KeyCode::Enter.into()),
        c => key(c),
    });
    let end = std::iter::once(esc()).chain("[201~".chars().map(key));
    let whole = std::iter::once(esc()).chain(begin.clone()).chain(text.clone()).chain(end);
    assert_eq!(fed(whole.map(|event| (event, 0))), [Input::Paste("rm -rf\n".into())]);
    // crossterm drops an end mark it did not see the start of.
    let without_end = std::iter::once(esc()).chain(begin).chain(text);
    assert_eq!(fed(without_end.map(|event| (event, 0))), [Input::Paste("rm -rf\n".into())]);
}

proptest! {
    /// Whatever the tail of a sequence is and however its bytes are spread over half a second, no character
    /// of it comes out as a key of its own.
    #[test]
    fn no_byte_of_a_torn_sequence_acts(parameters in "[0-9;<?]{0,8}", last in "[@-~]", gaps in prop::collection::vec(0u64..400, 12)) {
        let tail: Vec<char> = format!("[{parameters}{last}").chars().collect();
        let mut time = 0;
        let mut events = vec![(esc(), 0)];
        for (index, c) in tail.iter().enumerate() {
            time += if index == 0 { gaps[0] % 50 } else { gaps[index] };
            events.push((key(*c), time));
        }
        for input in fed(events) {
            if let Input::Key(key) = input {
                prop_assert!(!matches!(key.code, KeyCode::Char(_)), "{key:?} of {tail:?}");
            }
        }
    }
}
