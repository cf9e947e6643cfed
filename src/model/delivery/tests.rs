//! Every arrow and every refusal, as a table; what always holds, as properties.

use chrono::{DateTime, TimeDelta};

use super::*;
use crate::model::failure::{Cause, Element};

mod doubt;
mod properties;
mod recall;

fn at(seconds: i64) -> Timestamp {
    DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

fn policy(tier: Tier) -> Policy {
    Policy::new(tier, 1.0)
}

fn failure(cause: Cause) -> Failure {
    Failure::found(cause, Element::Partner)
}

const FENCE: Fence = Fence { epoch: 1, counter: 1 };

fn attempt_at(seconds: i64) -> Attempt {
    attempt_of(seconds, Tier::T3)
}

fn attempt_of(seconds: i64, tier: Tier) -> Attempt {
    Attempt { id: Ulid::nil(), fence: FENCE, started_at: at(seconds), tier }
}

fn ended(outcome: Outcome) -> Event {
    Event::Outcome { fence: FENCE, outcome, luck: 0.0 }
}

/// Every event, by name. All happen when every wait is over, and the retry budget is not.
fn events(tier: Tier) -> Vec<(&'static str, Event)> {
    let judged = |judgement| Event::Judged(judgement);
    let intent = |identical| Event::Intent { attempt: attempt_of(0, tier), identical };
    let failed = || failure(Cause::TimedOut);
    let not_executed = Outcome::NotExecuted { failure: failed(), retry_after: None };
    let status = |is_final, is_cancelled| Event::PartnerStatus { is_final, is_cancelled };
    vec![
        ("waits", judged(Judgement::Waits(WaitingReason::Mixed))),
        ("by hand", judged(Judgement::ByHand)),
        ("automatic", judged(Judgement::AT_ONCE)),
        ("after its grace", judged(Judgement::Automatic { grace: Duration::from_secs(60) })),
        ("new body", intent(false)),
        ("same body", intent(true)),
        ("untranslatable", Event::Untranslatable(failed())),
        ("undeduplicated", Event::Undeduplicated),
        ("stands there", Event::StandsThere { twin: SaleId(90), failure: failure(Cause::AlreadyThere) }),
        ("suspected", Event::Suspected(attempt_of(0, tier))),
        ("accepted", ended(Outcome::Accepted(SaleId(9)))),
        ("not executed", ended(not_executed)),
        ("returned", ended(Outcome::Returned(failed()))),
        ("rejected", ended(Outcome::Rejected(failed()))),
        ("unknown", ended(Outcome::Unknown(failed()))),
        ("conflict", ended(Outcome::Unknown(failure(Cause::ReferenceConflict)))),
        ("boot", Event::FoundAtBoot),
        ("due", Event::Due),
        ("found", Event::Checked(Check::Found(SaleId(9)))),
        ("absent", Event::Checked(Check::Absent)),
        ("ambiguous", Event::Checked(Check::Ambiguous)),
        ("inconclusive", Event::Checked(Check::Inconclusive)),
        ("open", status(false, false)),
        ("final", status(true, false)),
        ("ended", status(true, true)),
        ("send", Event::Operator(Verb::Send { grace: Duration::ZERO })),
        ("send later", Event::Operator(Verb::Send { grace: Duration::from_secs(60) })),
        ("recall", Event::Operator(Verb::Recall)),
        ("retry", Event::Operator(Verb::Retry)),
        ("skip", Event::Operator(Verb::Skip)),
        ("hold", Event::Operator(Verb::Hold)),
        ("release", Event::Operator(Verb::Release)),
        ("adopt", Event::Operator(Verb::Adopt(SaleId(9)))),
        ("confirm absent", Event::Operator(Verb::ConfirmAbsent)),
        ("request cancel", Event::Operator(Verb::RequestCancel)),
    ]
}

/// A delivery in each situation, by name, as its events would have made it.
fn situations(tier: Tier) -> Vec<(&'static str, Delivery)> {
    let of = |state| Delivery { state, ..Delivery::default() };
    let tried = |state| Delivery {
        attempt: Some(attempt_of(0, tier)),
        trying_since: Some(at(0)),
        generation: 1,
        attempts: 1,
        ..of(state)
    };
    let doubted = |state| Delivery { doubted_at: Some(at(0)), ..tried(state) };
    let doubt = |doubt| Delivery { doubt: Some(doubt), next_at: Some(at(0)), ..doubted(State::Uncertain) };
    let placed = |state| Delivery { partner_sale_id: Some(SaleId(7)), ..of(state) };
    vec![
        ("waiting", of(State::Waiting)),
        ("ready", of(State::Ready)),
        ("queued", of(State::Queued)),
        ("in its grace", Delivery { next_at: Some(at(0)), ..of(State::Queued) }),
        ("queued again", tried(State::Queued)),
        ("queued doubted", doubted(State::Queued)),
        ("sending", tried(State::Sending)),
        ("retrying", Delivery { next_at: Some(at(0)), ..tried(State::Retrying) }),
        ("retrying doubted", Delivery { next_at: Some(at(0)), ..doubted(State::Retrying) }),
        ("settling", doubt(Doubt::Settling)),
        ("first check", doubt(Doubt::FirstCheck)),
        ("second check", doubt(Doubt::SecondCheck)),
        ("operator", Delivery { next_at: None, ..doubt(Doubt::Operator) }),
        ("fallout", of(State::Fallout)),
        ("skipped", of(State::Skipped)),
        ("skipped doubted", doubted(State::Skipped)),
        ("sent", placed(State::Sent)),
        ("cancelled", placed(State::Cancelled)),
        ("done", placed(State::Done)),
    ]
}

/// The situation's name as far as a result shows it.
fn name(delivery: &Delivery) -> &'static str {
    match (delivery.state, delivery.doubt) {
        (State::Uncertain, Some(Doubt::Settling)) => "settling",
        (State::Uncertain, Some(Doubt::FirstCheck)) => "first check",
        (State::Uncertain, Some(Doubt::SecondCheck)) => "second check",
        (State::Uncertain, Some(Doubt::Operator)) => "operator",
        (State::Queued, _) if delivery.may_be_placed() => "queued doubted",
        (State::Queued, _) if delivery.repeats() => "queued again",
        (State::Queued, _) if delivery.next_at.is_some() => "in its grace",
        (state, _) => state.word(),
    }
}

/// Arrows of tiers without deduplication. What is not here is refused. `hold` and `release` come apart.
const ARROWS: &[(&str, &[(&str, &str)])] = &[
    (
        "waiting",
        &[
            ("waits", "waiting"),
            ("by hand", "ready"),
            ("automatic", "queued"),
            ("after its grace", "in its grace"),
            ("skip", "skipped"),
        ],
    ),
    (
        "in its grace",
        &[
            ("waits", "waiting"),
            ("by hand", "in its grace"),
            ("automatic", "in its grace"),
            ("after its grace", "in its grace"),
            ("untranslatable", "fallout"),
            ("stands there", "operator"),
            ("due", "queued"),
            ("send", "queued"),
            ("send later", "queued"),
            ("recall", "queued"),
            ("skip", "skipped"),
        ],
    ),
    (
        "ready",
        &[
            ("waits", "waiting"),
            ("by hand", "ready"),
            ("automatic", "queued"),
            ("after its grace", "in its grace"),
            ("send", "queued"),
            ("send later", "in its grace"),
            ("skip", "skipped"),
        ],
    ),
    (
        "queued",
        &[
            ("waits", "waiting"),
            ("by hand", "queued"),
            ("automatic", "queued"),
            ("after its grace", "queued"),
            ("recall", "queued"),
            ("new body", "sending"),
            ("untranslatable", "fallout"),
            ("stands there", "operator"),
            ("suspected", "settling"),
            ("skip", "skipped"),
        ],
    ),
    // Proven absent: a matter of the switches, like any other.
    (
        "queued again",
        &[
            ("waits", "waiting"),
            ("by hand", "queued again"),
            ("automatic", "queued again"),
            ("after its grace", "queued again"),
            ("recall", "queued again"),
            ("same body", "sending"),
            ("untranslatable", "fallout"),
            ("stands there", "operator"),
            ("suspected", "settling"),
            ("skip", "skipped"),
        ],
    ),
    // Left from when the partner still deduplicated.
    (
        "queued doubted",
        &[
            ("undeduplicated", "settling"),
            ("untranslatable", "operator"),
            ("suspected", "settling"),
            ("accepted", "sent"),
        ],
    ),
    (
        "sending",
        &[
            ("accepted", "sent"),
            ("not executed", "retrying"),
            ("returned", "queued"),
            ("rejected", "fallout"),
            ("unknown", "settling"),
            ("conflict", "settling"),
            ("boot", "settling"),
        ],
    ),
    ("retrying", &[("due", "queued"), ("send", "queued"), ("send later", "queued"), ("skip", "skipped")]),
    (
        "retrying doubted",
        &[("due", "settling"), ("send", "settling"), ("send later", "settling"), ("accepted", "sent")],
    ),
    (
        "settling",
        &[
            ("accepted", "sent"),
            ("due", "first check"),
            ("found", "sent"),
            ("ambiguous", "operator"),
            ("adopt", "sent"),
        ],
    ),
    (
        "first check",
        &[
            ("accepted", "sent"),
            ("found", "sent"),
            ("absent", "second check"),
            ("ambiguous", "operator"),
            ("inconclusive", "first check"),
            ("adopt", "sent"),
        ],
    ),
    (
        "second check",
        &[
            ("accepted", "sent"),
            ("found", "sent"),
            ("absent", "queued again"),
            ("ambiguous", "operator"),
            ("inconclusive", "second check"),
            ("adopt", "sent"),
        ],
    ),
    (
        "operator",
        &[
            ("accepted", "sent"),
            ("found", "sent"),
            ("adopt", "sent"),
            ("confirm absent", "queued again"),
            ("skip", "skipped"),
        ],
    ),
    ("fallout", &[("retry", "queued"), ("skip", "skipped")]),
    ("skipped", &[("retry", "queued")]),
    ("skipped doubted", &[("retry", "settling")]),
    ("sent", &[("open", "sent"), ("final", "done"), ("ended", "cancelled"), ("request cancel", "sent")]),
    ("cancelled", &[("open", "sent"), ("final", "done"), ("ended", "cancelled")]),
    ("done", &[("open", "sent"), ("final", "done"), ("ended", "cancelled")]),
];

/// Where the partner deduplicates, a doubt ends by sending the same bytes again.
const ARROWS_T0: &[(&str, &str, &str)] = &[
    ("settling", "due", "queued doubted"),
    ("sending", "conflict", "operator"),
    ("skipped doubted", "retry", "queued doubted"),
    ("queued doubted", "same body", "sending"),
    ("queued doubted", "undeduplicated", ""),
    ("retrying doubted", "due", "queued doubted"),
    ("retrying doubted", "send", "queued doubted"),
    ("retrying doubted", "send later", "queued doubted"),
    ("second check", "absent", "queued doubted"),
    ("operator", "confirm absent", "queued doubted"),
];

fn expected(tier: Tier, situation: &str, event: &str) -> Option<&'static str> {
    if tier == Tier::T0 {
        let otherwise = ARROWS_T0.iter().find(|(from, by, _)| *from == situation && *by == event);
        if let Some((_, _, to)) = otherwise {
            return Some(*to).filter(|to| !to.is_empty());
        }
    }
    let (_, arrows) = ARROWS.iter().find(|(from, _)| *from == situation).unwrap();
    arrows.iter().find(|(by, _)| *by == event).map(|(_, to)| *to)
}

#[test]
fn every_arrow_leads_where_it_should_and_everything_else_is_refused() {
    let mut arrows = 0;
    for tier in [Tier::T0, Tier::T1, Tier::T2, Tier::T3] {
        for (situation, delivery) in situations(tier) {
            for (event, happened) in
                events(tier).into_iter().filter(|(e, _)| !["hold", "release"].contains(e))
            {
                let result = delivery.apply(happened, at(80_000), &policy(tier));
                let found = result.as_ref().ok().map(name);
                assert_eq!(found, expected(tier, situation, event), "{tier:?}: {situation} on {event}");
                arrows += usize::from(found.is_some());
            }
        }
    }
    let t0_only = ARROWS_T0.iter().filter(|(s, e, _)| expected(Tier::T3, s, e).is_none()).count();
    let t0_never = ARROWS_T0.iter().filter(|(_, _, to)| to.is_empty()).count();
    assert_eq!(arrows, 4 * ARROWS.iter().map(|(_, to)| to.len()).sum::<usize>() + t0_only - t0_never);
    let named: Vec<_> = ARROWS.iter().flat_map(|(_, to)| to.iter().map(|(event, _)| *event)).collect();
    for (event, _) in events(Tier::T3) {
        assert!(named.contains(&event) || ["hold", "release"].contains(&event), "{event} leads nowhere");
    }
}

#[test]
fn nothing_that_waits_goes_before_its_time() {
    let policy = policy(Tier::T3);
    let waits = |delivery: &Delivery| Delivery { next_at: Some(at(10)), ..delivery.clone() };
    for (situation, delivery) in situations(Tier::T3) {
        let early = waits(&delivery).apply(Event::Due, at(9), &policy);
        assert_eq!(early, Err(Refused::NotDue), "{situation}");
    }
    let of = |name: &str| situations(Tier::T3).into_iter().find(|(s, _)| *s == name).unwrap().1;
    let absent = Event::Checked(Check::Absent);
    assert_eq!(waits(&of("second check")).apply(absent.clone(), at(9), &policy), Err(Refused::NotDue));
    assert_eq!(of("settling").apply(absent, at(1_000_000), &policy), Err(Refused::NotDue));
    // Whoever looks before the settle time sees nothing; where the partner deduplicates it does not matter.
    let confirm = || Event::Operator(Verb::ConfirmAbsent);
    assert_eq!(of("operator").apply(confirm(), at(899), &policy), Err(Refused::NotDue));
    assert_eq!(name(&of("operator").apply(confirm(), at(900), &policy).unwrap()), "queued again");
    let t0 = self::policy(Tier::T0);
    let operator = situations(Tier::T0).into_iter().find(|(s, _)| *s == "operator").unwrap().1;
    assert_eq!(name(&operator.apply(confirm(), at(1), &t0).unwrap()), "queued doubted");
    assert_eq!(of("operator").apply(confirm(), at(1), &t0), Err(Refused::NotDue), "not sent to such a one");
}

#[test]
fn an_outcome_of_another_attempt_is_fenced_off_and_only_evidence_of_placement_counts() {
    let policy = policy(Tier::T3);
    let old = |outcome| Event::Outcome { fence: Fence { epoch: 0, counter: 9 }, outcome, luck: 0.0 };
    for (situation, delivery) in situations(Tier::T3) {
        let rejected = delivery.apply(old(Outcome::Rejected(failure(Cause::Refused))), at(0), &policy);
        assert!(rejected.is_err(), "{situation}");
        let accepted = delivery.apply(old(Outcome::Accepted(SaleId(9))), at(0), &policy);
        let doubted = delivery.doubted_at.is_some() && delivery.state != State::Skipped;
        assert_eq!(accepted.is_ok(), doubted, "{situation}");
    }
}

fn step(delivery: &Delivery, event: Event, now: i64, tier: Tier) -> Delivery {
    delivery.apply(event, at(now), &policy(tier)).unwrap()
}

fn queued() -> Delivery {
    Delivery { state: State::Queued, ..Delivery::default() }
}

fn send(delivery: &Delivery, now: i64, outcome: Outcome, tier: Tier) -> Delivery {
    let intent = Event::Intent { attempt: attempt_of(now, tier), identical: delivery.repeats() };
    step(&step(delivery, intent, now, tier), ended(outcome), now, tier)
}

fn not_executed(retry_after: Option<Duration>) -> Outcome {
    Outcome::NotExecuted { failure: failure(Cause::Unreachable), retry_after }
}

#[test]
fn the_backoff_grows_over_bodies_made_anew_and_the_budget_ends_it() {
    let tier = Tier::T3;
    let mut delivery = queued();
    let (mut now, mut waits) = (0, Vec::new());
    loop {
        delivery = send(&delivery, now, not_executed(None), tier);
        if delivery.state != State::Retrying {
            break;
        }
        let wait = (delivery.next_at.unwrap() - at(now)).num_seconds();
        waits.push(wait);
        now += wait.max(1);
        delivery = step(&delivery, Event::Due, now, tier);
        assert!(!delivery.repeats(), "proven not executed: the body is made anew");
        assert!(waits.len() < 1_000, "the budget never ends");
    }
    assert_eq!(waits[..5], [1, 2, 4, 8, 16]);
    assert_eq!(waits.last(), Some(&450));
    assert_eq!(name(&delivery), "operator");
    assert!((86_400..90_000).contains(&now), "{now}");
}

#[test]
fn a_pause_of_the_integration_is_no_attempt_of_the_sale() {
    let returned = Outcome::Returned(failure(Cause::Unauthorised));
    let tired = send(&queued(), 0, not_executed(None), Tier::T3);
    let tired = step(&tired, Event::Due, 100, Tier::T3);
    let back = send(&tired, 100, returned, Tier::T3);
    assert_eq!((back.state, back.retries, back.trying_since), (State::Queued, 0, None));
    let later = send(&back, 200_000, not_executed(None), Tier::T3);
    assert_eq!(later.state, State::Retrying, "days of pause do not spend the budget");
}

#[test]
fn the_partners_own_wait_is_honoured_and_never_shortened() {
    let wait = Some(Duration::from_secs(65));
    for luck in [0.0, 0.5, 1.0] {
        let intent = Event::Intent { attempt: attempt_of(0, Tier::T0), identical: false };
        let sending = step(&queued(), intent, 0, Tier::T0);
        let event = Event::Outcome { fence: FENCE, outcome: not_executed(wait), luck };
        let due = step(&sending, event, 0, Tier::T0).next_at.unwrap() - at(0);
        assert!((TimeDelta::seconds(65)..=TimeDelta::seconds(78)).contains(&due), "{due}");
    }
}

#[test]
fn a_sale_found_sending_at_boot_after_boot_goes_to_a_person() {
    for (tier, boots) in [(Tier::T0, 5), (Tier::T3, 2)] {
        let mut delivery = queued();
        let mut now = 0;
        for boot in 1..=boots {
            let intent = Event::Intent { attempt: attempt_of(now, tier), identical: delivery.repeats() };
            delivery = step(&delivery, intent, now, tier);
            delivery = step(&delivery, Event::FoundAtBoot, now, tier);
            assert_eq!(name(&delivery), if boot == boots { "operator" } else { "settling" }, "{tier:?}");
            now += 10_000;
            if tier == Tier::T0 && boot < boots {
                delivery = step(&delivery, Event::Due, now, tier);
            } else if boot < boots {
                delivery = step(&delivery, Event::Due, now, tier);
                delivery = step(&delivery, Event::Checked(Check::Absent), now, tier);
                now += 10_000;
                delivery = step(&delivery, Event::Checked(Check::Absent), now, tier);
            }
        }
    }
}

#[test]
fn generations_name_bodies_except_that_a_doubted_one_keeps_its_reference() {
    let refused = || Outcome::Rejected(failure(Cause::MissingAnswer));
    let retry = Event::Operator(Verb::Retry);
    let certain = send(&queued(), 0, refused(), Tier::T0);
    assert_eq!(
        step(&certain, retry.clone(), 1, Tier::T0).next_generation(),
        2,
        "a new body, a new reference"
    );

    let doubted = send(&queued(), 0, Outcome::Unknown(failure(Cause::TimedOut)), Tier::T0);
    let again = step(&doubted, Event::Due, 100, Tier::T0);
    assert_eq!((again.repeats(), again.next_generation()), (true, 1));
    let refused_after_doubt = send(&again, 100, refused(), Tier::T0);
    let anew = step(&refused_after_doubt, retry, 101, Tier::T0);
    assert_eq!(
        (anew.repeats(), anew.next_generation()),
        (false, 1),
        "the partner refuses whichever comes last"
    );

    // Elsewhere two scans have proven the first one absent, and the doubt is over.
    let mut absent = send(&queued(), 0, Outcome::Unknown(failure(Cause::TimedOut)), Tier::T3);
    absent = step(&absent, Event::Due, 900, Tier::T3);
    absent = step(&absent, Event::Checked(Check::Absent), 900, Tier::T3);
    absent = step(&absent, Event::Checked(Check::Absent), 1_200, Tier::T3);
    assert_eq!((absent.repeats(), absent.next_generation(), absent.doubted_at), (true, 1, None));
}

#[test]
fn the_full_jitter_stays_between_half_and_whole_and_below_the_cap() {
    let policy = policy(Tier::T3);
    for retries in 0..40 {
        let whole = (2.0 * f64::from(1u32 << retries.min(20))).min(900.0);
        assert_eq!(policy.backoff(retries, 0.0).as_secs_f64(), whole / 2.0);
        assert_eq!(policy.backoff(retries, 1.0).as_secs_f64(), whole);
        assert_eq!(policy.backoff(retries, 7.0), policy.backoff(retries, 1.0));
    }
    let fast = Policy::new(Tier::T3, 900.0);
    assert_eq!(fast.settle, Duration::from_secs(1));
}
