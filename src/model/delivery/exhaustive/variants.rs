//! What the model check is run on: the sound variants, and those with a mistake planted.
//!
//! Not here: the check itself (`exhaustive`).

use super::*;

fn run(name: &str, variant: Variant) -> Tally {
    let mut tally = Tally::default();
    explore(World::new(&variant), &variant, &mut tally);
    println!(
        "{name}: {} schedules, {} with a duplicate, {} with a loss, {} end with the operator",
        tally.schedules, tally.duplicates, tally.losses, tally.with_operator
    );
    tally
}

#[test]
fn no_schedule_of_the_protocol_places_a_sale_twice_or_loses_one() {
    for (name, variant) in [
        ("T0, one sale", Variant::of(Tier::T0)),
        (
            "T0, one sale, an operator who tries again",
            Variant { operator: true, attempts: 3, late: &[0, 3], ..Variant::of(Tier::T0) },
        ),
        ("T0, two alike", Variant::two(Tier::T0)),
        ("T0, two alike, three crashes", Variant { crashes: 3, ..Variant::two(Tier::T0) }),
        ("T3, one sale", Variant::of(Tier::T3)),
        (
            "T3, one sale, an operator who tries again and decides",
            Variant { operator: true, attempts: 3, late: &[0, 3], ..Variant::of(Tier::T3) },
        ),
        ("T3, two alike", Variant::two(Tier::T3)),
        ("T3, two alike, three crashes", Variant { crashes: 3, ..Variant::two(Tier::T3) }),
        (
            "T0 that stops deduplicating, an operator",
            Variant { flips: true, operator: true, crashes: 1, late: &[0, 3], ..Variant::of(Tier::T0) },
        ),
        (
            "T3 that begins to deduplicate, an operator",
            Variant { flips: true, operator: true, crashes: 1, late: &[0, 3], ..Variant::of(Tier::T3) },
        ),
    ] {
        let tally = run(name, variant);
        assert!(tally.schedules > 500, "{name}: too few to mean anything: {tally:?}");
        assert_eq!((tally.duplicates, tally.losses), (0, 0), "{name}: {tally:?}");
    }
}

#[test]
fn the_check_catches_what_would_go_wrong() {
    let naive = Variant { mistake: Some(Mistake::NaiveRetry), attempts: 2, ..Variant::of(Tier::T3) };
    assert!(run("T3, naive retry", naive).duplicates > 0);
    let at_once = Variant { mistake: Some(Mistake::AtOnce), attempts: 2, ..Variant::of(Tier::T3) };
    assert!(run("T3, reconciled at once", at_once).duplicates > 0);
    let expired = Variant { mistake: Some(Mistake::ExpiredLease), attempts: 2, ..Variant::of(Tier::T3) };
    assert!(run("T3, sent again when a lease runs out", expired).duplicates > 0);
    let hasty = Variant { settle: 2, attempts: 2, ..Variant::of(Tier::T3) };
    assert!(run("T3, settle too short", hasty).duplicates > 0);
    let unclaimed = Variant { mistake: Some(Mistake::NoClaims), ..Variant::two(Tier::T3) };
    assert!(run("T3, two alike without claims", unclaimed).losses > 0);
    let renamed = Variant {
        mistake: Some(Mistake::NewReference),
        operator: true,
        late: &[0, 3],
        ..Variant::of(Tier::T0)
    };
    assert!(run("T0, a new reference after a doubt", renamed).duplicates > 0);
}
