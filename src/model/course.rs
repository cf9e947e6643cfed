//! How sales move through a partner's statuses: how many stand where, what follows what, how long they stay,
//! which stay longer than others did, and which came back to where they were.
//!
//! Pure. Not here: reading the timelines (`engine::course`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::{SaleId, StatusKey};
use crate::clock::Timestamp;

/// Fewer stays than this say nothing about how long is long.
const ENOUGH: usize = 20;
/// So many sales are named where there may be more.
const NAMED: usize = 20;

/// What one sale went through at the partner.
#[derive(Clone, Debug, PartialEq)]
pub struct Journey {
    /// Number at A.
    pub sale: SaleId,
    /// The statuses it took, oldest first, each with when koppel saw it.
    pub stops: Vec<(Timestamp, StatusKey)>,
    /// True when the last of them is its end.
    pub over: bool,
}

/// The graph of a partner's statuses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// Sales looked at.
    pub sales: u64,
    /// Every status seen on them, most sales first.
    pub statuses: Vec<Place>,
    /// What followed what, most often first.
    pub moves: Vec<Move>,
}

/// A status on the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The partner's status.
    pub status: StatusKey,
    /// Our status it is mapped to; `None` while no row maps it.
    pub mapped: Option<StatusKey>,
    /// Sales that stand there.
    pub now: u64,
    /// Sales that were ever there.
    pub ever: u64,
    /// Half of the sales that left it did so within this many seconds; `None` when too few did.
    pub p50: Option<u64>,
    /// The same of 95 in 100.
    pub p95: Option<u64>,
    /// Sales that stand there longer than that, and are not at their end.
    pub stuck: u64,
    /// Those that do longest, longest first.
    pub stuck_sales: Vec<SaleId>,
    /// Sales that came back to it after they had left it.
    pub returned: u64,
    /// Some of them.
    pub returned_sales: Vec<SaleId>,
}

/// One status after another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Move {
    /// From here.
    pub from: StatusKey,
    /// To here.
    pub to: StatusKey,
    /// So often.
    pub count: u64,
}

/// What was seen of one status.
#[derive(Default)]
struct Seen {
    now: Vec<(Timestamp, SaleId, bool)>,
    ever: u64,
    stays: Vec<u64>,
    returned: Vec<SaleId>,
}

/// The graph of these journeys as they stand at `now`.
pub fn course(
    journeys: &[Journey],
    mapped: impl Fn(&StatusKey) -> Option<StatusKey>,
    now: Timestamp,
) -> Course {
    let mut seen: BTreeMap<&StatusKey, Seen> = BTreeMap::new();
    let mut moves: BTreeMap<(&StatusKey, &StatusKey), u64> = BTreeMap::new();
    for journey in journeys {
        let mut visited: Vec<&StatusKey> = Vec::new();
        let mut back: Vec<&StatusKey> = Vec::new();
        // The same status told again, with another remark, is no move.
        let mut stops: Vec<&(Timestamp, StatusKey)> = journey.stops.iter().collect();
        stops.dedup_by(|later, earlier| later.1 == earlier.1);
        for pair in stops.windows(2) {
            let [(since, from), (until, to)] = [pair[0], pair[1]];
            let stay = (*until - *since).num_seconds().max(0).cast_unsigned();
            seen.entry(from).or_default().stays.push(stay);
            *moves.entry((from, to)).or_default() += 1;
        }
        for (_, status) in &stops {
            let entry = seen.entry(status).or_default();
            if !visited.contains(&status) {
                visited.push(status);
                entry.ever += 1;
            } else if !back.contains(&status) {
                back.push(status);
                entry.returned.push(journey.sale);
            }
        }
        if let Some((at, status)) = stops.last() {
            seen.entry(status).or_default().now.push((*at, journey.sale, journey.over));
        }
    }
    let mut statuses: Vec<_> =
        seen.into_iter().map(|(status, seen)| place(status, seen, mapped(status), now)).collect();
    statuses.sort_by(|a, b| (b.now, b.ever, &a.status).cmp(&(a.now, a.ever, &b.status)));
    let mut moves: Vec<_> = moves
        .into_iter()
        .map(|((from, to), count)| Move { from: from.clone(), to: to.clone(), count })
        .collect();
    moves.sort_by(|a, b| (b.count, &a.from, &a.to).cmp(&(a.count, &b.from, &b.to)));
    Course { sales: journeys.len() as u64, statuses, moves }
}

fn place(status: &StatusKey, mut seen: Seen, mapped: Option<StatusKey>, now: Timestamp) -> Place {
    seen.stays.sort_unstable();
    seen.now.sort();
    let p95 = quantile(&seen.stays, 95);
    let since = |at: Timestamp| (now - at).num_seconds().max(0).cast_unsigned();
    let long = |at: Timestamp, over: bool| !over && p95.is_some_and(|p95| since(at) > p95);
    let stuck: Vec<_> =
        seen.now.iter().filter(|(at, _, over)| long(*at, *over)).map(|(_, sale, _)| *sale).collect();
    Place {
        status: status.clone(),
        mapped,
        now: seen.now.len() as u64,
        ever: seen.ever,
        p50: quantile(&seen.stays, 50),
        p95,
        stuck: stuck.len() as u64,
        stuck_sales: stuck.into_iter().take(NAMED).collect(),
        returned: seen.returned.len() as u64,
        returned_sales: seen.returned.into_iter().take(NAMED).collect(),
    }
}

/// The smallest stay that so many in a hundred did not exceed; `None` of too few.
fn quantile(sorted: &[u64], percent: usize) -> Option<u64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(rank).copied().filter(|_| sorted.len() >= ENOUGH)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use proptest::prelude::*;

    use super::*;

    fn at(minutes: i64) -> Timestamp {
        DateTime::from_timestamp(1_790_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
    }

    fn journey(sale: u64, stops: &[(i64, &str)], over: bool) -> Journey {
        let stops = stops.iter().map(|(minutes, status)| (at(*minutes), StatusKey::from(*status))).collect();
        Journey { sale: SaleId(sale), stops, over }
    }

    fn of(journeys: &[Journey], now: i64) -> Course {
        let mapped = |status: &StatusKey| (status.as_str() != "vreemd").then(|| status.clone());
        course(journeys, mapped, at(now))
    }

    fn found<'a>(course: &'a Course, status: &str) -> &'a Place {
        course.statuses.iter().find(|place| place.status.as_str() == status).unwrap()
    }

    #[test]
    fn who_stands_longer_than_ninety_five_of_a_hundred_did_is_stuck_unless_at_its_end() {
        let mut all: Vec<_> =
            (1..=20).map(|n| journey(n, &[(0, "open"), (n.cast_signed(), "klaar")], true)).collect();
        all.push(journey(100, &[(0, "open")], false));
        all.push(journey(101, &[(62, "open")], false));
        let seen = of(&all, 80);
        let open = found(&seen, "open");
        assert_eq!((open.now, open.ever, open.p50, open.p95), (2, 22, Some(600), Some(19 * 60)));
        assert_eq!((open.stuck, open.stuck_sales.clone()), (1, vec![SaleId(100)]), "80 minutes, and 18");
        let done = found(&seen, "klaar");
        assert_eq!((done.now, done.stuck, done.p95), (20, 0, None), "nobody left it");
        let (from, to) = ("open".into(), "klaar".into());
        assert_eq!(seen.moves, [Move { from, to, count: 20 }]);
        // One fewer who left, and nothing can be said of how long is long.
        let few = of(&all[1..], 80);
        assert_eq!((found(&few, "open").p95, found(&few, "open").stuck), (None, 0));
    }

    #[test]
    fn coming_back_counts_once_a_sale_and_a_remark_is_no_move() {
        let back = journey(7, &[(0, "a"), (1, "a"), (2, "b"), (3, "a"), (4, "b"), (5, "a")], false);
        let seen = of(&[back, journey(8, &[(0, "a"), (9, "vreemd")], false)], 10);
        assert_eq!((found(&seen, "a").returned, found(&seen, "b").returned), (1, 1));
        assert_eq!(found(&seen, "a").returned_sales, [SaleId(7)]);
        assert_eq!(found(&seen, "vreemd").mapped, None);
        assert_eq!(seen.moves.iter().map(|one| one.count).sum::<u64>(), 5);
    }

    proptest! {
        #[test]
        fn everybody_stands_somewhere_and_every_move_is_counted(
            walks in prop::collection::vec(prop::collection::vec(0..5usize, 1..9), 0..40)
        ) {
            let names = ["a", "b", "c", "d", "e"];
            let journeys: Vec<_> = walks.iter().enumerate().map(|(n, walk)| {
                let stops: Vec<_> = walk.iter().enumerate().map(|(m, s)| (m as i64, names[*s])).collect();
                journey(n as u64 + 1, &stops, false)
            }).collect();
            let seen = of(&journeys, 100);
            prop_assert_eq!(seen.statuses.iter().map(|place| place.now).sum::<u64>(), walks.len() as u64);
            let steps: usize =
                walks.iter().map(|walk| walk.windows(2).filter(|pair| pair[0] != pair[1]).count()).sum();
            prop_assert_eq!(seen.moves.iter().map(|one| one.count).sum::<u64>(), steps as u64);
            for place in &seen.statuses {
                prop_assert!(place.now <= place.ever && place.stuck <= place.now && place.p50 <= place.p95);
            }
        }
    }
}
