//! What happens with a sale that may have arrived.

use super::*;

#[test]
fn a_doubt_is_never_sent_again_to_a_partner_that_stopped_or_only_began_to_deduplicate() {
    let unknown = || Outcome::Unknown(failure(Cause::TimedOut));
    let again = |delivery: &Delivery, tier| Event::Intent {
        attempt: attempt_of(10, tier),
        identical: delivery.repeats(),
    };
    // Queued to go again, when the partner stops deduplicating: looked for, after the whole settle time.
    let doubted = send(&queued(), 0, unknown(), Tier::T0);
    let queued_again = step(&doubted, Event::Due, 10, Tier::T0);
    for tier in [Tier::T1, Tier::T2, Tier::T3] {
        let event = again(&queued_again, tier);
        assert_eq!(queued_again.apply(event, at(10), &policy(tier)), Err(Refused::Doubted));
        let settling = step(&queued_again, Event::Undeduplicated, 10, tier);
        assert_eq!((name(&settling), settling.next_at), ("settling", Some(at(900))));
        assert_eq!(name(&step(&settling, Event::Due, 900, tier)), "first check");
        // Still in its short wait: that was no settle time either.
        let waits = step(&doubted, Event::Due, 10, tier);
        assert_eq!((name(&waits), waits.next_at), ("settling", Some(at(900))));
    }
    // Doubted at a partner that did not deduplicate then: what came before is not in its index now.
    let doubted = send(&queued(), 0, unknown(), Tier::T3);
    assert_eq!(name(&step(&doubted, Event::Due, 900, Tier::T0)), "first check");
}

#[test]
fn what_is_proven_absent_waits_when_it_may_not_go_any_more() {
    let mut absent = send(&queued(), 0, Outcome::Unknown(failure(Cause::TimedOut)), Tier::T3);
    absent = step(&absent, Event::Due, 900, Tier::T3);
    absent = step(&absent, Event::Checked(Check::Absent), 900, Tier::T3);
    absent = step(&absent, Event::Checked(Check::Absent), 1_200, Tier::T3);
    let cancelled = Event::Judged(Judgement::Waits(WaitingReason::CancelledAtOwn));
    let waits = step(&absent, cancelled, 1_200, Tier::T3);
    assert_eq!((waits.state, waits.attempt.is_none()), (State::Waiting, true));
    let goes = step(&waits, Event::Judged(Judgement::AT_ONCE), 1_300, Tier::T3);
    assert_eq!((goes.repeats(), goes.next_generation()), (false, 2), "as the mapping then says");
}

#[test]
fn checks_that_prove_nothing_for_an_hour_hand_it_to_a_person() {
    let mut delivery = send(&queued(), 0, Outcome::Unknown(failure(Cause::TimedOut)), Tier::T1);
    let mut now = 900;
    delivery = step(&delivery, Event::Due, now, Tier::T1);
    let started = now;
    while name(&delivery) == "first check" {
        now = (delivery.next_at.unwrap() - at(0)).num_seconds();
        delivery = step(&delivery, Event::Checked(Check::Inconclusive), now, Tier::T1);
        assert!(now < started + 7_200, "it goes on for ever");
    }
    assert_eq!(name(&delivery), "operator");
    assert!((3_000..=3_600).contains(&(now - started)), "{now}");
    assert_eq!(delivery.next_at, None);
}
