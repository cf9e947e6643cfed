//! What holds after any sequence of events.

use proptest::prelude::{Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::*;

fn sequences() -> impl Strategy<Value = Vec<(usize, i64)>> {
    let event = 0..events(Tier::T3).len();
    let wait = prop_oneof![Just(0i64), 0i64..10, Just(1_000), Just(100_000)];
    prop::collection::vec((event, wait), 1..60)
}

fn consistent(delivery: &Delivery) -> Result<(), String> {
    let claims = [
        ("doubt exactly when uncertain", delivery.doubt.is_some() == (delivery.state == State::Uncertain)),
        ("reason only when waiting", delivery.waiting.is_none() || delivery.state == State::Waiting),
        (
            "an attempt when sending or uncertain, or else a sale there that a person looks at",
            delivery.attempt.is_some()
                || !matches!(delivery.state, State::Sending | State::Uncertain)
                || (delivery.doubt == Some(Doubt::Operator) && delivery.twin.is_some()),
        ),
        ("a number exactly when placed", delivery.partner_sale_id.is_some() == delivery.state.is_placed()),
        ("a time only when something is due", delivery.next_at.is_none() || is_timed(delivery)),
        ("what retries has a time", delivery.state != State::Retrying || delivery.next_at.is_some()),
        ("nothing placed is held or doubted", !delivery.state.is_placed() || placed_is_clean(delivery)),
        ("fallout has a failure", delivery.state != State::Fallout || delivery.failure.is_some()),
        ("a settled one has nothing due", !delivery.is_settled() || delivery.next_at.is_none()),
    ];
    match claims.into_iter().find(|(_, holds)| !holds) {
        Some((claim, _)) => Err(format!("{claim}: {delivery:?}")),
        None => Ok(()),
    }
}

fn is_timed(delivery: &Delivery) -> bool {
    matches!(delivery.state, State::Queued | State::Retrying | State::Uncertain)
}

fn placed_is_clean(delivery: &Delivery) -> bool {
    !delivery.held && delivery.attempt.is_none() && delivery.doubted_at.is_none()
}

proptest! {
    #[test]
    fn whatever_happens_a_delivery_stays_consistent(
        sequence in sequences(),
        t0 in any::<bool>(),
        changes in prop::option::of(0usize..60),
    ) {
        let (mut delivery, mut now) = (Delivery::default(), 0);
        for (step, (index, wait)) in sequence.into_iter().enumerate() {
            now += wait;
            // The partner may begin or stop to deduplicate on the way.
            let t0 = t0 != changes.is_some_and(|at| step >= at);
            let tier = if t0 { Tier::T0 } else { Tier::T3 };
            let mut event = events(tier).swap_remove(index).1;
            if let Event::Intent { attempt, .. } = &mut event {
                attempt.started_at = at(now);
            }
            let before = delivery.clone();
            let starts_new = matches!(event, Event::Intent { identical: false, .. });
            let Ok(after) = delivery.apply(event, at(now), &policy(tier)) else { continue };
            prop_assert_eq!(consistent(&after), Ok(()));
            prop_assert!(after.generation >= before.generation && after.attempts >= before.attempts);
            prop_assert!(!before.state.is_placed() || after.state.is_placed(), "a placed sale stays placed");
            // The promise itself: no new body while an older one may be at a partner that would take both.
            // An older one that was refused since, and has settled, is not.
            if matches!(after.state, State::Sending) && tier != Tier::T0 {
                prop_assert!(!before.may_double(&policy(tier), at(now)), "{before:?}");
                prop_assert!(before.doubted_at.is_none() || before.attempt.is_none(), "{before:?}");
            }
            if starts_new && before.doubted_at.is_some() {
                prop_assert_eq!(after.generation, before.generation);
            }
            let stored = serde_json::to_string(&after).unwrap();
            prop_assert_eq!(serde_json::from_str::<Delivery>(&stored).unwrap(), after.clone());
            delivery = after;
        }
    }
}
