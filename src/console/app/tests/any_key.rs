//! What holds whatever is typed.

use proptest::prelude::*;

use super::*;

/// Keys of every kind the console knows, and letters.
fn any_key() -> impl Strategy<Value = KeyEvent> {
    let special = prop::sample::select(vec![
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::Backspace,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::PageUp,
        KeyCode::PageDown,
    ]);
    prop_oneof![
        3 => prop::char::range(' ', '~').prop_map(|c| KeyCode::Char(c).into()),
        6 => prop::sample::select(vec!['r', 'r', 'b', 'e', 'f', 'y', 'y', '1', '3', 'j', ' ']).prop_map(|c| KeyCode::Char(c).into()),
        3 => special.prop_map(KeyEvent::from),
        1 => prop::char::range('a', 'z').prop_map(|c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever keys come in at whatever pace, an order that changes something comes only out of a plan that
    /// stood on screen for 300 ms, by `y`, or by Enter after the focus was moved or the asked text was typed.
    #[test]
    fn no_keys_change_anything_without_a_confirmed_plan(keys in prop::collection::vec((any_key(), prop_oneof![0i64..300, 300i64..700]), 1..120)) {
        let mut h = harness();
        let mut shown_since = None;
        for (key, pause) in keys {
            h.pass(pause);
            let before = h.app.layers.last().cloned();
            let plan_before = match &before { Some(Layer::Plan(plan)) => Some(plan.clone()), _ => None };
            h.effects.clear();
            h.msg(Msg::Key(key));
            for order in h.orders().into_iter().filter(|order| order.changes()) {
                let plan = plan_before.as_ref();
                prop_assert!(plan.is_some(), "{order:?} without a plan, by {key:?}");
                let plan = plan.unwrap();
                prop_assert!(plan.step == super::plan::Step::Confirm && !plan.is_empty());
                let stood = h.app.now - shown_since.unwrap();
                prop_assert!(stood >= TimeDelta::milliseconds(300), "stood for {stood}");
                let confirmed = match (&plan.tier, key.code) {
                    (super::plan::Tier::Type(word), KeyCode::Enter) => plan.typed.text().trim() == word,
                    (super::plan::Tier::YesNo, KeyCode::Char('y')) => true,
                    (super::plan::Tier::YesNo, KeyCode::Enter) => plan.focus == super::plan::Focus::Yes,
                    _ => false,
                };
                prop_assert!(confirmed, "{order:?} by {key:?}");
            }
            let stands = |layer: &Option<Layer>| match layer {
                Some(Layer::Plan(plan)) => Some((plan.subject.clone(), plan.step)),
                _ => None,
            };
            let after = h.app.layers.last().cloned();
            match (stands(&before), stands(&after)) {
                (_, None) => shown_since = None,
                (before, after) if before != after => shown_since = Some(h.app.now),
                _ => {}
            }
            // What the service would answer, so that panes have rows to act on.
            if h.app.queue.is_empty() {
                let asked = h.effects.iter().any(|effect| matches!(effect, Effect::Load(Load::Sales { .. })));
                if asked {
                    h.page(fixture::rows(), None, 33);
                }
            }
        }
    }
}
