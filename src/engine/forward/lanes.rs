//! Who may go next. Sales of one address form a lane and go one at a time, in order; lanes do not wait for
//! each other. Pure: told of every change, asked for the next.
//!
//! Not here: sending, and whether the partner may be sent to at all (`breaker`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::clock::Timestamp;
use crate::model::delivery::{Doubt, State};
use crate::model::ids::SaleId;
use crate::model::view::Ahead;
use crate::store::{ActiveRow, Digest};

/// Everything under way at one integration.
#[derive(Default)]
pub struct Lanes {
    sales: BTreeMap<SaleId, ActiveRow>,
    lanes: HashMap<Digest, BTreeSet<SaleId>>,
    /// Sales at the head of their lane that may start.
    ready: BTreeSet<SaleId>,
    /// Sales whose next step has a time.
    due: BTreeSet<(Timestamp, SaleId)>,
    /// Sales that will be sent by themselves, and of these when each may go that waits for its time.
    going: usize,
    starts: BTreeSet<(Timestamp, SaleId)>,
    /// Sales of which nobody knows whether the partner has them.
    doubted: BTreeSet<SaleId>,
    /// Claimed by [`Lanes::claim`] and not yet seen to change.
    claimed: BTreeSet<SaleId>,
}

impl Lanes {
    /// A sale is under way as `row` says, or no longer.
    pub fn update(&mut self, sale: SaleId, row: Option<ActiveRow>) {
        let old = self.sales.remove(&sale);
        self.doubted.remove(&sale);
        if let Some(old) = &old {
            if goes(old) {
                self.going -= 1;
                old.next_at.map(|at| self.starts.remove(&(at, sale)));
            }
            if let Some(at) = old.next_at {
                self.due.remove(&(at, sale));
            }
            if row.as_ref().is_none_or(|row| row.lane != old.lane)
                && let Some(lane) = self.lanes.get_mut(&old.lane)
            {
                lane.remove(&sale);
                if lane.is_empty() {
                    self.lanes.remove(&old.lane);
                }
            }
        }
        let (left, entered) = (old.map(|old| old.lane), row.as_ref().map(|row| row.lane));
        if let Some(row) = row {
            self.lanes.entry(row.lane).or_default().insert(sale);
            if row.state == State::Uncertain {
                self.doubted.insert(sale);
            }
            if goes(&row) {
                self.going += 1;
                self.starts.extend(row.next_at.map(|at| (at, sale)));
            }
            if let Some(at) = row.next_at {
                self.due.insert((at, sale));
            }
            self.sales.insert(sale, row);
        } else {
            self.ready.remove(&sale);
        }
        for lane in [left, entered].into_iter().flatten() {
            self.refresh(lane);
        }
    }

    /// Works out anew which sale of a lane may start: its first that is not held, if that is queued
    /// and can no longer be recalled.
    fn refresh(&mut self, lane: Digest) {
        let Some(members) = self.lanes.get(&lane) else { return };
        let mut head = true;
        for sale in members {
            let Some(row) = self.sales.get(sale) else { continue };
            let free = !row.held && row.next_at.is_none() && !self.claimed.contains(sale);
            let startable = head && row.state == State::Queued && free;
            if startable {
                self.ready.insert(*sale);
            } else {
                self.ready.remove(sale);
            }
            // A held sale that has not been sent steps aside; anything else stands in the way.
            head = head && row.state == State::Queued && row.held;
        }
    }

    /// Takes the oldest sale that may start. It counts as started until [`Lanes::release`].
    pub fn claim(&mut self) -> Option<SaleId> {
        let sale = self.ready.pop_first()?;
        self.claimed.insert(sale);
        Some(sale)
    }

    /// Whatever was begun for a claimed sale has ended.
    pub fn release(&mut self, sale: SaleId) {
        self.claimed.remove(&sale);
        if let Some(row) = self.sales.get(&sale) {
            self.refresh(row.lane);
        }
    }

    /// Takes over the claims of `other`, of which this is a newer reading.
    pub fn keep_claims(&mut self, other: &Self) {
        self.claimed.clone_from(&other.claimed);
        self.ready.retain(|sale| !self.claimed.contains(sale));
    }

    /// Sales under way.
    pub fn len(&self) -> usize {
        self.sales.len()
    }

    /// What will be sent by itself: not what waits behind a doubt, which nobody knows the end of.
    pub fn ahead(&self) -> Ahead {
        let mut blocked: BTreeSet<SaleId> = BTreeSet::new();
        for sale in &self.doubted {
            let lane = self.sales.get(sale).and_then(|row| self.lanes.get(&row.lane));
            let behind = lane.into_iter().flat_map(|members| members.range(*sale..));
            blocked.extend(behind.filter(|sale| self.sales.get(sale).is_some_and(goes)));
        }
        let going = self.going - blocked.len();
        let mut starts = self.starts.iter().filter(|(_, sale)| !blocked.contains(sale)).map(|(at, _)| *at);
        let waiting = starts.clone().count();
        Ahead {
            sales: going as u64,
            first: starts.next().filter(|_| waiting == going),
            last: self.starts.iter().rev().find(|(_, sale)| !blocked.contains(sale)).map(|(at, _)| *at),
        }
    }

    /// The time of a sale's next step is looked at again.
    pub fn remind(&mut self, sale: SaleId) {
        if let Some(at) = self.sales.get(&sale).and_then(|row| row.next_at) {
            self.due.insert((at, sale));
        }
    }

    /// Sales whose next step is due at `now`, each once until it changes.
    pub fn take_due(&mut self, now: Timestamp) -> Vec<SaleId> {
        let mut due = Vec::new();
        while let Some(&(at, sale)) = self.due.first() {
            if at > now {
                break;
            }
            self.due.pop_first();
            due.push(sale);
        }
        due
    }

    /// When the next step is due.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.due.first().map(|(at, _)| *at)
    }

    /// How a sale stands.
    pub fn row(&self, sale: SaleId) -> Option<&ActiveRow> {
        self.sales.get(&sale)
    }

    /// True when something here will change by itself: whatever has a time, whether sales may be sent or
    /// not. While nothing may be sent (`paused`), queued sales wait for an operator; so do sales behind one
    /// that a person must decide about.
    pub fn is_moving(&self, paused: bool) -> bool {
        let moves = |row: &ActiveRow| row.state == State::Sending || row.next_at.is_some();
        if !self.claimed.is_empty() || self.sales.values().any(moves) {
            return true;
        }
        if paused {
            return false;
        }
        self.lanes.values().any(|members| {
            let blocking =
                members.iter().filter_map(|sale| self.sales.get(sale)).find(|row| !steps_aside(row));
            blocking.is_some_and(|row| !(row.state == State::Uncertain && row.doubt == Some(Doubt::Operator)))
        })
    }
}

/// Whether a sale will be sent by itself.
fn goes(row: &ActiveRow) -> bool {
    matches!(row.state, State::Queued | State::Sending | State::Retrying) && !row.held
}

/// A held sale does not stand in its lane's way before it was sent.
pub fn steps_aside(row: &ActiveRow) -> bool {
    row.state == State::Queued && row.held
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(lane: u8, state: State) -> Option<ActiveRow> {
        Some(ActiveRow { lane: Digest([lane; 16]), state, doubt: None, held: false, next_at: None })
    }

    fn queued(lane: u8) -> Option<ActiveRow> {
        row(lane, State::Queued)
    }

    #[test]
    fn what_is_held_is_not_ahead_and_what_may_be_recalled_goes_when_its_time_has_come() {
        let at = |seconds: i64| chrono::DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap();
        let due =
            |lane, seconds: i64| queued(lane).map(|row| ActiveRow { next_at: Some(at(seconds)), ..row });
        let mut lanes = Lanes::default();
        lanes.update(SaleId(1), due(1, 60));
        lanes.update(SaleId(2), due(2, 90));
        lanes.update(SaleId(3), queued(3).map(|row| ActiveRow { held: true, ..row }));
        lanes.update(SaleId(4), row(4, State::Uncertain));
        let ahead = lanes.ahead();
        assert_eq!(ahead, Ahead { sales: 2, first: Some(at(60)), last: Some(at(90)) });
        // One may go now; then the held one may too, and the last one is recalled.
        lanes.update(SaleId(1), queued(1));
        assert_eq!(lanes.ahead(), Ahead { sales: 2, first: None, last: Some(at(90)) });
        lanes.update(SaleId(3), queued(3));
        lanes.update(SaleId(2), None);
        assert_eq!(lanes.ahead(), Ahead { sales: 2, first: None, last: None });
        // Whatever waits behind a doubt is not; what stands before it is.
        lanes.update(SaleId(5), due(4, 30));
        lanes.update(SaleId(6), queued(4));
        assert_eq!(lanes.ahead(), Ahead { sales: 2, first: None, last: None });
        lanes.update(SaleId(4), None);
        assert_eq!(lanes.ahead(), Ahead { sales: 4, first: None, last: Some(at(30)) });
        for sale in [1, 3, 5, 6] {
            lanes.update(SaleId(sale), None);
        }
        assert_eq!(lanes.ahead(), Ahead::default());
    }

    #[test]
    fn one_at_a_time_in_a_lane_and_lanes_side_by_side() {
        let mut lanes = Lanes::default();
        for (sale, lane) in [(1, 1), (2, 1), (3, 2)] {
            lanes.update(SaleId(sale), queued(lane));
        }
        assert_eq!((lanes.claim(), lanes.claim(), lanes.claim()), (Some(SaleId(1)), Some(SaleId(3)), None));
        lanes.update(SaleId(1), row(1, State::Sending));
        assert_eq!(lanes.claim(), None);
        lanes.update(SaleId(1), None);
        lanes.release(SaleId(1));
        assert_eq!(lanes.claim(), Some(SaleId(2)));
    }

    #[test]
    fn doubt_blocks_its_lane_and_a_held_sale_steps_aside() {
        let mut lanes = Lanes::default();
        lanes.update(SaleId(1), row(1, State::Uncertain));
        lanes.update(SaleId(2), queued(1));
        assert_eq!(lanes.claim(), None);
        lanes.update(SaleId(3), queued(2).map(|row| ActiveRow { held: true, ..row }));
        lanes.update(SaleId(4), queued(2));
        assert_eq!(lanes.claim(), Some(SaleId(4)));
    }

    #[test]
    fn what_can_still_be_recalled_does_not_start_and_moves_by_itself() {
        let mut lanes = Lanes::default();
        let at = chrono::DateTime::from_timestamp(60, 0);
        lanes.update(SaleId(1), queued(1).map(|row| ActiveRow { next_at: at, ..row }));
        assert_eq!((lanes.claim(), lanes.next_due()), (None, at));
        assert!(lanes.is_moving(false));
        lanes.update(SaleId(1), queued(1));
        assert_eq!(lanes.claim(), Some(SaleId(1)));
    }

    #[test]
    fn a_claim_that_comes_to_nothing_can_be_claimed_again() {
        let mut lanes = Lanes::default();
        lanes.update(SaleId(1), queued(1));
        assert_eq!(lanes.claim(), Some(SaleId(1)));
        lanes.update(SaleId(1), queued(1));
        assert_eq!(lanes.claim(), None, "still claimed");
        lanes.release(SaleId(1));
        assert_eq!(lanes.claim(), Some(SaleId(1)));
    }

    #[test]
    fn an_older_sale_that_arrives_later_goes_first() {
        let mut lanes = Lanes::default();
        lanes.update(SaleId(5), queued(1));
        lanes.update(SaleId(4), queued(1));
        assert_eq!((lanes.claim(), lanes.claim()), (Some(SaleId(4)), None));
    }

    #[test]
    fn what_waits_for_a_person_does_not_move() {
        let mut lanes = Lanes::default();
        assert!(!lanes.is_moving(false));
        lanes.update(
            SaleId(1),
            row(1, State::Uncertain).map(|row| ActiveRow { doubt: Some(Doubt::Operator), ..row }),
        );
        lanes.update(SaleId(2), queued(1));
        assert!(!lanes.is_moving(false), "behind a decision of a person");
        lanes.update(SaleId(3), queued(2));
        assert!(lanes.is_moving(false));
        assert!(!lanes.is_moving(true), "while paused");
        let soon = chrono::DateTime::from_timestamp(9, 0);
        let settling = row(3, State::Uncertain).map(|row| ActiveRow {
            doubt: Some(Doubt::Settling),
            next_at: soon,
            ..row
        });
        lanes.update(SaleId(4), settling);
        assert!(lanes.is_moving(true), "a settle time passes also while paused");
    }

    #[test]
    fn due_steps_come_in_order_and_once() {
        let mut lanes = Lanes::default();
        let at = |seconds: i64| chrono::DateTime::from_timestamp(seconds, 0).unwrap();
        for (sale, seconds) in [(1, 30), (2, 10)] {
            let row = row(sale, State::Retrying).map(|row| ActiveRow { next_at: Some(at(seconds)), ..row });
            lanes.update(SaleId(u64::from(sale)), row);
        }
        assert_eq!(lanes.next_due(), Some(at(10)));
        assert_eq!(lanes.take_due(at(20)), [SaleId(2)]);
        assert_eq!(lanes.take_due(at(20)), []);
        assert_eq!(lanes.next_due(), Some(at(30)));
    }
}
