//! A small model check: every schedule of outcomes, crashes, late executions, listing lag and inconclusive
//! scans, with the production transitions and an abstract partner. Sound variants must end without a
//! duplicate and without a loss; broken ones must be caught, or the check proves nothing.
//!
//! One tick is a second. A request takes a tick; a late execution comes up to 3 ticks after it started, and
//! shows in the listing up to 2 ticks later: so a settle time above 5 is long enough, and one of 2 (found after the request, before both scans) is not.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta};

use super::*;
use crate::model::failure::{Cause, Element};

const SETTLE: u64 = 6;
const LATE: &[i64] = &[0, 1, 2, 3];
const LAG: &[i64] = &[0, 2];

/// What is tried.
#[derive(Clone, Copy)]
struct Variant {
    tier: Tier,
    settle: u64,
    sales: usize,
    attempts: u32,
    crashes: u32,
    late: &'static [i64],
    lag: &'static [i64],
    /// An operator tries a refused sale again with a new body, once; and decides doubts.
    operator: bool,
    /// The partner begins or stops to deduplicate, once, at any moment.
    flips: bool,
    /// The mistake that is planted.
    mistake: Option<Mistake>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mistake {
    /// An unknown outcome counts as not executed.
    NaiveRetry,
    /// The listing is asked at once, twice, and believed.
    AtOnce,
    /// An attempt whose lease has run out is queued again, as if it had not begun.
    ExpiredLease,
    /// Partner sales that another sale of ours owns are candidates too.
    NoClaims,
    /// A new body after a doubt goes under a new reference.
    NewReference,
}

impl Variant {
    fn of(tier: Tier) -> Self {
        Self {
            tier,
            settle: SETTLE,
            sales: 1,
            attempts: 3,
            crashes: 2,
            late: LATE,
            lag: LAG,
            operator: false,
            flips: false,
            mistake: None,
        }
    }

    fn two(tier: Tier) -> Self {
        Self { sales: 2, attempts: 2, late: &[0, 3], ..Self::of(tier) }
    }

    fn policy(&self, tier: Tier) -> Policy {
        let seconds = Duration::from_secs;
        let at_once = self.mistake == Some(Mistake::AtOnce);
        Policy {
            tier,
            settle: seconds(if at_once { 0 } else { self.settle }),
            scan_gap: seconds(u64::from(!at_once)),
            backoff_base: seconds(1),
            backoff_cap: seconds(1),
            retry_budget: seconds(10_000),
            poison_after: if tier == Tier::T0 { 5 } else { 2 },
            fruitless_checks: 12,
        }
    }
}

/// A sale at the partner.
#[derive(Clone)]
struct Placed {
    id: u64,
    owner: usize,
    /// Reference, and which body went under it.
    reference: (usize, u32),
    body: u32,
    visible_at: Timestamp,
    /// Placed while the partner deduplicated: a second one under its reference is refused.
    indexed: bool,
}

/// A request that the partner executes later.
#[derive(Clone)]
struct Late {
    at: Timestamp,
    lag: i64,
    owner: usize,
    reference: (usize, u32),
    body: u32,
}

#[derive(Clone)]
struct Ours {
    delivery: Delivery,
    body: u32,
    /// The body of the open attempt, or of the one that goes again.
    sent_body: u32,
    reference: (usize, u32),
    base: u64,
    retried: bool,
    decisions: u32,
}

#[derive(Clone)]
struct World {
    now: Timestamp,
    tier: Tier,
    flips: bool,
    ours: Vec<Ours>,
    placed: Vec<Placed>,
    late: Vec<Late>,
    crashes: u32,
    inconclusive: u32,
    fence: u64,
}

#[derive(Default, Debug)]
struct Tally {
    schedules: u64,
    duplicates: u64,
    losses: u64,
    with_operator: u64,
}

/// How the partner deals with one request.
#[derive(Clone, Copy)]
enum Fate {
    NotSent,
    Refused,
    Answered { lag: i64 },
    Silent { executed: Option<(i64, i64)> },
}

impl World {
    fn new(variant: &Variant) -> Self {
        let queued = Delivery { state: State::Queued, ..Delivery::default() };
        let ours = |sale| Ours {
            delivery: queued.clone(),
            body: 1,
            sent_body: 0,
            reference: (sale, 0),
            base: 0,
            retried: false,
            decisions: 2,
        };
        Self {
            now: DateTime::from_timestamp(0, 0).unwrap(),
            tier: variant.tier,
            flips: variant.flips,
            ours: (0..variant.sales).map(ours).collect(),
            placed: Vec::new(),
            late: Vec::new(),
            crashes: variant.crashes,
            inconclusive: 1,
            fence: 0,
        }
    }

    fn pass(&mut self, ticks: i64) {
        self.run_until(self.now + TimeDelta::seconds(ticks));
    }

    fn run_until(&mut self, until: Timestamp) {
        self.late.sort_by_key(|late| late.at);
        while self.late.first().is_some_and(|late| late.at <= until) {
            let late = self.late.remove(0);
            self.now = self.now.max(late.at);
            self.execute(late.owner, late.reference, late.body, late.lag, late.at);
        }
        self.now = self.now.max(until);
    }

    /// The partner executes a request: its number, or `None` when the reference is taken by another body.
    fn execute(
        &mut self,
        owner: usize,
        reference: (usize, u32),
        body: u32,
        lag: i64,
        at: Timestamp,
    ) -> Option<u64> {
        let taken = self.placed.iter().find(|placed| placed.indexed && placed.reference == reference);
        if let (Tier::T0, Some(taken)) = (self.tier, taken) {
            return (taken.body == body).then_some(taken.id);
        }
        let id = self.placed.len() as u64 + 1;
        let visible_at = at + TimeDelta::seconds(lag);
        let indexed = self.tier == Tier::T0;
        self.placed.push(Placed { id, owner, reference, body, visible_at, indexed });
        Some(id)
    }

    fn visible(&self) -> impl Iterator<Item = &Placed> {
        self.placed.iter().filter(|placed| placed.visible_at <= self.now)
    }

    fn apply(&mut self, sale: usize, event: Event, variant: &Variant) -> Result<(), Refused> {
        self.ours[sale].delivery =
            self.ours[sale].delivery.apply(event, self.now, &variant.policy(self.tier))?;
        Ok(())
    }

    /// All sales look alike: only number and claims tell them apart.
    fn scan(&self, sale: usize, variant: &Variant) -> Check {
        let claimed: BTreeSet<u64> = self
            .ours
            .iter()
            .filter_map(|ours| ours.delivery.partner_sale_id)
            .map(|id| id.0)
            .filter(|_| variant.mistake != Some(Mistake::NoClaims))
            .collect();
        let base = self.ours[sale].base;
        let mut candidates =
            self.visible().filter(|placed| placed.id > base && !claimed.contains(&placed.id));
        match (candidates.next(), candidates.next()) {
            (None, _) => Check::Absent,
            (Some(one), None) => Check::Found(SaleId(one.id)),
            _ => Check::Ambiguous,
        }
    }
}

fn explore(world: World, variant: &Variant, tally: &mut Tally) {
    // Sales of one address go in order: the first that is not at rest has the lane.
    let Some(sale) = world.ours.iter().position(|ours| !at_rest(ours, variant)) else {
        return judge(world, tally);
    };
    // With two of one sale on their way, a partner that stops deduplicating takes both whatever is done here.
    if world.flips && world.late.len() + world.placed.len() < 2 {
        let mut next = world.clone();
        next.flips = false;
        next.tier = if world.tier == Tier::T0 { Tier::T3 } else { Tier::T0 };
        explore(next, variant, tally);
    }
    let ours = &world.ours[sale];
    match (ours.delivery.state, ours.delivery.doubt) {
        (State::Queued, _) if ours.delivery.may_double(&variant.policy(world.tier), world.now) => {
            let mut next = world;
            next.apply(sale, Event::Undeduplicated, variant).unwrap();
            explore(next, variant, tally);
        }
        (State::Queued, _) if ours.delivery.attempts < variant.attempts => {
            attempt(&world, sale, variant, tally)
        }
        // Out of attempts: what comes now is the same again.
        (State::Queued, _) => judge(world, tally),
        (State::Fallout, _) => {
            let mut next = world;
            next.ours[sale].retried = true;
            next.ours[sale].body += 1;
            next.apply(sale, Event::Operator(Verb::Retry), variant).unwrap();
            explore(next, variant, tally);
        }
        (State::Uncertain, Some(Doubt::FirstCheck | Doubt::SecondCheck)) => {
            check(&world, sale, variant, tally)
        }
        (State::Uncertain, Some(Doubt::Operator)) => decide(&world, sale, variant, tally),
        (State::Retrying | State::Uncertain, _) => {
            let mut next = world;
            let due = next.ours[sale].delivery.next_at.unwrap();
            next.run_until(due);
            next.apply(sale, Event::Due, variant).unwrap();
            explore(next, variant, tally);
        }
        (state, _) => panic!("nothing is left open, found {state:?}"),
    }
}

/// Nothing more happens to it by itself, nor by this variant's operator.
fn at_rest(ours: &Ours, variant: &Variant) -> bool {
    match (ours.delivery.state, ours.delivery.doubt) {
        (State::Fallout, _) => !variant.operator || ours.retried,
        (State::Uncertain, Some(Doubt::Operator)) => !variant.operator || ours.decisions == 0,
        (state, _) => state.is_placed(),
    }
}

fn fates(variant: &Variant) -> Vec<Fate> {
    let mut fates = vec![Fate::NotSent, Fate::Refused];
    fates.extend(variant.lag.iter().map(|lag| Fate::Answered { lag: *lag }));
    fates.extend(silences(variant));
    fates
}

fn silences(variant: &Variant) -> Vec<Fate> {
    let executed = variant.late.iter().flat_map(|late| variant.lag.iter().map(|lag| Some((*late, *lag))));
    std::iter::once(None).chain(executed).map(|executed| Fate::Silent { executed }).collect()
}

fn attempt(world: &World, sale: usize, variant: &Variant, tally: &mut Tally) {
    let mut begun = world.clone();
    begun.fence += 1;
    let fence = Fence { epoch: 1, counter: begun.fence };
    let identical = begun.ours[sale].delivery.repeats();
    let attempt = Attempt { id: Ulid::nil(), fence, started_at: begun.now, tier: begun.tier };
    let base = begun.visible().map(|placed| placed.id).max().unwrap_or(0);
    begun.apply(sale, Event::Intent { attempt, identical }, variant).unwrap();
    let ours = &mut begun.ours[sale];
    ours.reference.1 = match variant.mistake {
        Some(Mistake::NewReference) if !identical => ours.reference.1 + 1,
        _ => ours.delivery.generation,
    };
    if !identical {
        ours.sent_body = ours.body;
        ours.base = base;
    }

    for fate in fates(variant) {
        let mut next = begun.clone();
        let outcome = meet(&mut next, sale, fate, variant);
        next.pass(1);
        let outcome = match outcome {
            Outcome::Unknown(failure) if variant.mistake == Some(Mistake::NaiveRetry) => {
                Outcome::NotExecuted { failure, retry_after: None }
            }
            other => other,
        };
        next.apply(sale, Event::Outcome { fence, outcome, luck: 1.0 }, variant).unwrap();
        explore(next, variant, tally);
    }
    if begun.crashes > 0 {
        for fate in silences(variant) {
            let mut next = begun.clone();
            meet(&mut next, sale, fate, variant);
            next.crashes -= 1;
            next.pass(1);
            let found = match variant.mistake {
                Some(Mistake::ExpiredLease) => {
                    let failure = Failure::found(Cause::ConnectionLost, Element::Partner);
                    let outcome = Outcome::NotExecuted { failure, retry_after: None };
                    Event::Outcome { fence, outcome, luck: 1.0 }
                }
                _ => Event::FoundAtBoot,
            };
            next.apply(sale, found, variant).unwrap();
            explore(next, variant, tally);
        }
    }
}

fn meet(world: &mut World, sale: usize, fate: Fate, variant: &Variant) -> Outcome {
    let failed = |cause| Failure::found(cause, Element::Partner);
    let (reference, body, now) = (world.ours[sale].reference, world.ours[sale].sent_body, world.now);
    match fate {
        Fate::NotSent => Outcome::NotExecuted { failure: failed(Cause::Unreachable), retry_after: None },
        // A reference that the partner knows is answered before anything is judged.
        Fate::Refused
            if world.tier != Tier::T0
                || world.placed.iter().all(|p| !p.indexed || p.reference != reference) =>
        {
            if variant.flips {
                // Who refuses these bytes refuses them late, too. (Without a change of the partner nothing
                // hangs on that.)
                world.late.retain(|late| (late.owner, late.body) != (sale, body));
            }
            Outcome::Rejected(failed(Cause::Refused))
        }
        Fate::Refused => match world.execute(sale, reference, body, 0, now) {
            Some(id) => Outcome::Accepted(SaleId(id)),
            None => Outcome::Unknown(failed(Cause::ReferenceConflict)),
        },
        Fate::Answered { lag } => match world.execute(sale, reference, body, lag, now) {
            Some(id) => Outcome::Accepted(SaleId(id)),
            None => Outcome::Unknown(failed(Cause::ReferenceConflict)),
        },
        Fate::Silent { executed } => {
            if let Some((late, lag)) = executed {
                let at = now + TimeDelta::seconds(late);
                world.late.push(Late { at, lag, owner: sale, reference, body });
                world.run_until(now);
            }
            Outcome::Unknown(failed(Cause::TimedOut))
        }
    }
}

fn check(world: &World, sale: usize, variant: &Variant, tally: &mut Tally) {
    let mut due = world.clone();
    due.run_until(due.ours[sale].delivery.next_at.unwrap());
    let shown = due.scan(sale, variant);
    if due.inconclusive > 0 {
        let mut next = due.clone();
        next.inconclusive -= 1;
        next.apply(sale, Event::Checked(Check::Inconclusive), variant).unwrap();
        explore(next, variant, tally);
    }
    due.apply(sale, Event::Checked(shown), variant).unwrap();
    explore(due, variant, tally);
}

/// An operator looks in the partner's environment at once, and again later when that is too early.
fn decide(world: &World, sale: usize, variant: &Variant, tally: &mut Tally) {
    let mut next = world.clone();
    next.ours[sale].decisions -= 1;
    let verb = |world: &World| {
        let owned = |placed: &Placed| placed.owner == sale;
        world
            .visible()
            .find(|placed| owned(placed))
            .map_or(Verb::ConfirmAbsent, |placed| Verb::Adopt(SaleId(placed.id)))
    };
    let looked = verb(&next);
    if next.apply(sale, Event::Operator(looked), variant) == Err(Refused::NotDue) {
        next.pass(i64::try_from(variant.settle).unwrap());
        let looked = verb(&next);
        next.apply(sale, Event::Operator(looked), variant).unwrap();
    }
    explore(next, variant, tally);
}

/// Everything late has happened; then both sides are compared.
fn judge(mut world: World, tally: &mut Tally) {
    world.pass(100);
    tally.schedules += 1;
    let of = |sale: usize| world.placed.iter().filter(|placed| placed.owner == sale).count();
    tally.duplicates += u64::from((0..world.ours.len()).any(|sale| of(sale) > 1));
    let sent: Vec<u64> =
        world.ours.iter().filter_map(|ours| ours.delivery.partner_sale_id).map(|id| id.0).collect();
    let known: BTreeSet<u64> = world.placed.iter().map(|placed| placed.id).collect();
    let distinct: BTreeSet<u64> = sent.iter().copied().collect();
    tally.losses += u64::from(distinct.len() < sent.len() || !distinct.is_subset(&known));
    let with_operator = |ours: &Ours| ours.delivery.doubt == Some(Doubt::Operator);
    tally.with_operator += u64::from(world.ours.iter().any(with_operator));
}

mod variants;
