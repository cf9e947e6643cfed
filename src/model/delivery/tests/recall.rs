//! What can be held, and taken back before it goes.

use super::*;

#[test]
fn what_is_recalled_stays_until_it_is_let_go_and_what_has_begun_is_not_recalled() {
    let policy = policy(Tier::T3);
    let step = |delivery: &Delivery, event, seconds| delivery.apply(event, at(seconds), &policy);
    let grace = Duration::from_secs(60);
    let queued = step(&Delivery::default(), Event::Judged(Judgement::Automatic { grace }), 0).unwrap();
    assert_eq!((queued.state, queued.next_at), (State::Queued, Some(at(60))));
    let intent = |identical| Event::Intent { attempt: attempt_at(0), identical };
    assert_eq!(step(&queued, intent(false), 59), Err(Refused::NotDue), "not before its grace is over");
    assert_eq!(step(&queued, Event::Due, 59), Err(Refused::NotDue));
    let again = step(&queued, Event::Judged(Judgement::Automatic { grace }), 30).unwrap();
    assert_eq!(again.next_at, Some(at(60)), "a second look does not begin it anew");

    let recalled = step(&queued, Event::Operator(Verb::Recall), 59).unwrap();
    assert!(recalled.held && recalled.next_at.is_none() && !recalled.may_start());
    let judged = step(&recalled, Event::Judged(Judgement::AT_ONCE), 70).unwrap();
    assert!(step(&judged, intent(false), 80).is_err(), "nobody but an operator lets it go");
    let released = step(&judged, Event::Operator(Verb::Release), 90).unwrap();
    assert_eq!(step(&released, intent(false), 90).unwrap().state, State::Sending);

    let due = step(&queued, Event::Due, 60).unwrap();
    let sending = step(&due, intent(false), 60).unwrap();
    assert!(step(&sending, Event::Operator(Verb::Recall), 61).is_err(), "it is on its way");
}

#[test]
fn holding_keeps_the_state_and_lets_nothing_start() {
    for (situation, delivery) in situations(Tier::T3) {
        let held = delivery.apply(Event::Operator(Verb::Hold), at(0), &policy(Tier::T3));
        if delivery.state.is_placed() {
            assert!(held.is_err(), "{situation}");
            continue;
        }
        let held = held.unwrap();
        assert_eq!((held.state, held.held), (delivery.state, true), "{situation}");
        assert!(!held.may_start());
        let intent = Event::Intent { attempt: attempt_at(0), identical: held.repeats() };
        assert!(held.apply(intent, at(0), &policy(Tier::T3)).is_err(), "{situation}");
        let released = held.apply(Event::Operator(Verb::Release), at(0), &policy(Tier::T3)).unwrap();
        assert_eq!(released, delivery);
        assert!(delivery.apply(Event::Operator(Verb::Release), at(0), &policy(Tier::T3)).is_err());
    }
    let held = Delivery { state: State::Queued, held: true, ..Delivery::default() };
    let intent = Event::Intent { attempt: attempt_at(0), identical: false };
    assert_eq!(held.apply(intent, at(0), &policy(Tier::T3)), Err(Refused::Held));
}
