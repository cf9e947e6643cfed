//! The request budget: what a partner's limit is spent on. One budget for each origin, because the limit
//! counts for this machine's address; within it one for each API user. Until answers say what the limit
//! is, one is assumed of a partner elsewhere, and lowered when it throttles; on this machine nothing waits until
//! then.
//!
//! Not here: sending (`salesdock::request`), what each pass asks for.

mod bucket;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::clock::{Clock, Instant};
use bucket::Bucket;

pub use bucket::ASSUMED;

/// What a request is for, in order of who goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lane {
    /// Placing sales.
    Forward,
    /// Finding out what became of sales in doubt.
    Check,
    /// Statuses of sales, both ways; sales of A.
    Status,
    /// Whether the partner's set-up changed.
    Drift,
    /// Catalogues and imports.
    Catalogue,
}

impl Lane {
    /// Every lane, who goes first first.
    pub const ALL: [Self; 5] = [Self::Forward, Self::Check, Self::Status, Self::Drift, Self::Catalogue];

    /// The word used in JSON and on screens.
    pub fn word(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Check => "check",
            Self::Status => "status",
            Self::Drift => "drift",
            Self::Catalogue => "catalogue",
        }
    }

    /// The share it gets whatever else waits: without one, a spike of sales would blind koppel to
    /// statuses for an hour.
    fn floor(self) -> f64 {
        match self {
            Self::Forward => 0.0,
            Self::Check => 0.20,
            Self::Status => 0.10,
            Self::Drift => 0.02,
            Self::Catalogue => 0.03,
        }
    }
}

/// What limits are for.
pub const MINUTE: Duration = Duration::from_secs(60);
/// Requests of the last minute are counted by second.
const SECONDS: usize = 60;

/// What an answer said that the budget learns from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Learned {
    /// Requests a minute.
    pub limit: Option<u32>,
    /// Requests left in this minute.
    pub remaining: Option<u32>,
    /// Throttled: nothing for so long.
    pub frozen_for: Option<Duration>,
}

/// The budget of one origin. Cheap to clone.
#[derive(Clone)]
pub struct Budget {
    state: Arc<Mutex<State>>,
    clock: Clock,
}

struct State {
    address: Bucket,
    users: HashMap<String, Bucket>,
    waiting: [VecDeque<Waiter>; 5],
    credit: [f64; 5],
    spent: HashMap<String, [[u32; SECONDS]; 5]>,
    spent_at: u64,
    started: Instant,
    minute: Duration,
    pumping: bool,
}

struct Waiter {
    user: String,
    go: oneshot::Sender<()>,
}

impl Budget {
    /// A budget whose limits will be for `minute`; until one is learned, `assumed` holds.
    pub fn new(clock: Clock, minute: Duration, assumed: Option<u32>) -> Self {
        let started = clock.instant();
        let state = State {
            address: Bucket::new(started, minute, assumed),
            users: HashMap::new(),
            waiting: Default::default(),
            credit: [0.0; 5],
            spent: HashMap::new(),
            spent_at: 0,
            started,
            minute,
            pumping: false,
        };
        Self { state: Arc::new(Mutex::new(state)), clock }
    }

    /// Returns when a request of `user` for `lane` may go.
    pub async fn admit(&self, user: &str, lane: Lane) {
        loop {
            let waits = {
                let now = self.clock.instant();
                let mut state = self.state();
                if state.is_free(user, now) {
                    state.spend(user, lane, now);
                    return;
                }
                let (go, waits) = oneshot::channel();
                state.waiting[lane as usize].push_back(Waiter { user: user.to_owned(), go });
                if !state.pumping {
                    state.pumping = true;
                    tokio::spawn(self.clone().pump());
                }
                waits
            };
            // The pump has spent the token before it let go; if it is gone, ask again.
            if waits.await.is_ok() {
                return;
            }
        }
    }

    /// Lets waiters go as tokens come, until none waits.
    async fn pump(self) {
        loop {
            let wait = {
                let now = self.clock.instant();
                let mut state = self.state();
                match state.release(now) {
                    Some(wait) => wait,
                    None => {
                        state.pumping = false;
                        return;
                    }
                }
            };
            self.clock.sleep(wait).await;
        }
    }

    /// Learns from an answer to a request of `user`.
    pub fn learn(&self, user: &str, learned: Learned) {
        let now = self.clock.instant();
        let mut state = self.state();
        let State { address, users, minute, .. } = &mut *state;
        let user = users.entry(user.to_owned()).or_insert_with(|| Bucket::new(now, *minute, None));
        if let Some(limit) = learned.limit {
            user.set_limit(limit, now);
            // The address has at least what one user has; two users show whether they share it.
            address.set_limit(limit, now);
        }
        if let Some(remaining) = learned.remaining {
            user.at_most(remaining, now);
        }
        if let Some(wait) = learned.frozen_for {
            address.throttled(now);
            address.freeze(now + wait);
        }
    }

    /// The limit a user has, requests a minute: learned, else assumed.
    pub fn limit(&self, user: &str) -> Option<u32> {
        let state = self.state();
        state.users.get(user).and_then(Bucket::limit).or_else(|| state.address.limit())
    }

    /// Requests of a user in the last minute, by lane.
    pub fn spent(&self, user: &str) -> BTreeMap<String, u32> {
        let now = self.clock.instant();
        let mut state = self.state();
        state.roll(now);
        let Some(spent) = state.spent.get(user) else { return BTreeMap::new() };
        let by_lane =
            Lane::ALL.iter().map(|lane| (lane.word().to_owned(), spent[*lane as usize].iter().sum()));
        by_lane.filter(|(_, count)| *count > 0).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// True when a request may go at once: nobody waits, and there is a token of both kinds.
    fn is_free(&mut self, user: &str, now: Instant) -> bool {
        self.waiting.iter().all(VecDeque::is_empty)
            && self.address.has_token(now)
            && self.users.get_mut(user).is_none_or(|bucket| bucket.has_token(now))
    }

    fn spend(&mut self, user: &str, lane: Lane, now: Instant) {
        self.address.take();
        if let Some(bucket) = self.users.get_mut(user) {
            bucket.take();
        }
        self.roll(now);
        let second = (self.spent_at as usize) % SECONDS;
        if !self.spent.contains_key(user) {
            self.spent.insert(user.to_owned(), [[0; SECONDS]; 5]);
        }
        if let Some(spent) = self.spent.get_mut(user) {
            spent[lane as usize][second] += 1;
        }
    }

    /// Clears the seconds that have passed since the last look.
    fn roll(&mut self, now: Instant) {
        let second = now.duration_since(self.started).as_secs();
        let passed = second.saturating_sub(self.spent_at).min(SECONDS as u64);
        for step in 1..=passed {
            let index = ((self.spent_at + step) as usize) % SECONDS;
            for lanes in self.spent.values_mut() {
                for lane in lanes.iter_mut() {
                    lane[index] = 0;
                }
            }
        }
        self.spent_at = second;
    }

    /// Lets go whoever may; how long until the next look, `None` when nobody waits.
    fn release(&mut self, now: Instant) -> Option<Duration> {
        loop {
            for queue in &mut self.waiting {
                queue.retain(|waiter| !waiter.go.is_closed());
            }
            if self.waiting.iter().all(VecDeque::is_empty) {
                return None;
            }
            if !self.address.has_token(now) {
                return Some(self.address.next_token(now));
            }
            let Some((lane, index)) = self.choose(now) else {
                let users = &mut self.users;
                let waits = self.waiting.iter().flatten().map(|waiter| {
                    users.get_mut(&waiter.user).map_or(Duration::ZERO, |bucket| bucket.next_token(now))
                });
                return Some(waits.min().unwrap_or_default().max(Duration::from_millis(1)));
            };
            let Some(waiter) = self.waiting[lane as usize].remove(index) else { continue };
            self.spend(&waiter.user, lane, now);
            self.settle_credit(lane);
            // A waiter that has gone meanwhile leaves its token unused: one too few, never one too many.
            let _ = waiter.go.send(());
        }
    }

    /// Who goes next: a lane whose floor is owed, else the first in order.
    fn choose(&mut self, now: Instant) -> Option<(Lane, usize)> {
        let mut order: Vec<Lane> = Lane::ALL.to_vec();
        order.sort_by(|a, b| {
            let owed = |lane: &Lane| self.credit[*lane as usize] >= 1.0;
            owed(b).cmp(&owed(a)).then(a.cmp(b))
        });
        for lane in order {
            let users = &mut self.users;
            let index = self.waiting[lane as usize]
                .iter()
                .position(|waiter| users.get_mut(&waiter.user).is_none_or(|bucket| bucket.has_token(now)));
            if let Some(index) = index {
                return Some((lane, index));
            }
        }
        None
    }

    fn settle_credit(&mut self, went: Lane) {
        for lane in Lane::ALL {
            let credit = &mut self.credit[lane as usize];
            if lane == went {
                *credit = (*credit - 1.0).max(0.0);
            } else {
                // Whoever has not asked for a while need not wait for its first turn; more is not saved up.
                let most = if self.waiting[lane as usize].is_empty() { 1.0 } else { 2.0 };
                *credit = (*credit + lane.floor()).min(most);
            }
        }
    }
}

#[cfg(test)]
mod tests;
