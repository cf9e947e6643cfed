//! The request limit, per token and per address, and the brake on guessing tokens. Windows are whole
//! minutes from the first request, as at the service this API comes from.
//!
//! Not here: the headers (`dispatch`).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::clock::Instant;

/// What a limit counts in.
pub const WINDOW: Duration = Duration::from_secs(60);

/// Bad tokens an address may try in a minute before it is told to wait: a mistyped token is tried a few
/// times by hand, a guesser needs billions.
const BAD_TOKENS: u32 = 10;

/// So many windows are kept; then the older half is forgotten, so that however many addresses ask, they do
/// not fill memory. Whoever has so many addresses is not held by a limit for each.
const KEPT: usize = 1 << 17;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    Address(IpAddr),
    Token(u64),
    Guesser(IpAddr),
}

#[derive(Clone, Copy)]
struct Window {
    since: Instant,
    count: u32,
}

/// The windows of this minute, and those of the minute before that nobody has asked in since.
struct Windows {
    fresh: HashMap<Who, Window>,
    stale: HashMap<Who, Window>,
    turned: Option<Instant>,
}

impl Windows {
    fn of(&mut self, who: Who, now: Instant, lasts: Duration) -> &mut Window {
        let turned = *self.turned.get_or_insert(now);
        if now.duration_since(turned) >= lasts || self.fresh.len() >= KEPT / 2 {
            self.stale = std::mem::take(&mut self.fresh);
            self.turned = Some(now);
        }
        let stale = &mut self.stale;
        self.fresh.entry(who).or_insert_with(|| stale.remove(&who).unwrap_or(Window { since: now, count: 0 }))
    }
}

/// Whom an address stands for: a household has as many of the longer kind as it likes, below one prefix.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if !address.is_loopback() => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        address => address,
    }
}

/// Counts requests.
pub struct Limiter {
    limit: Option<u32>,
    window: Duration,
    windows: Mutex<Windows>,
}

/// What is left after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Requests a minute.
    pub limit: u32,
    /// Requests left in this window.
    pub remaining: u32,
    /// Set when the request is one too many: when to come back.
    pub retry_after: Option<Duration>,
}

impl Limiter {
    /// A limiter with windows of `window`; `None` limits nothing but guessing.
    pub fn new(limit: Option<u32>, window: Duration) -> Self {
        let windows = Windows { fresh: HashMap::new(), stale: HashMap::new(), turned: None };
        Self { limit, window, windows: Mutex::new(windows) }
    }

    /// Counts a request of `address`.
    pub fn address(&self, address: IpAddr, now: Instant) -> Option<Left> {
        self.limit.map(|limit| self.count(Who::Address(network(address)), limit, now))
    }

    /// Counts a request with a token.
    pub fn token(&self, token: u64, now: Instant) -> Option<Left> {
        self.limit.map(|limit| self.count(Who::Token(token), limit, now))
    }

    /// Counts a bad token of `address`; `Some` when there were too many. A good token from there is still
    /// taken: one address may be many people.
    pub fn bad_token(&self, address: IpAddr, now: Instant) -> Option<Left> {
        Some(self.count(Who::Guesser(network(address)), BAD_TOKENS, now))
            .filter(|left| left.retry_after.is_some())
    }

    fn count(&self, who: Who, limit: u32, now: Instant) -> Left {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let window = windows.of(who, now, self.window);
        let age = now.duration_since(window.since);
        if age >= self.window {
            *window = Window { since: now, count: 0 };
        }
        if window.count >= limit {
            return Left { limit, remaining: 0, retry_after: Some(self.window.saturating_sub(age)) };
        }
        window.count += 1;
        Left { limit, remaining: limit - window.count, retry_after: None }
    }
}

/// The tighter of two.
pub fn tighter(one: Option<Left>, other: Option<Left>) -> Option<Left> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.remaining < one.remaining { other } else { one }),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_window_closes_after_its_limit_and_opens_after_a_minute() {
        let limiter = Limiter::new(Some(2), WINDOW);
        let now = Instant::now;
        assert_eq!(limiter.token(1, now()).unwrap().remaining, 1);
        assert_eq!(limiter.token(1, now()).unwrap().remaining, 0);
        tokio::time::advance(Duration::from_secs(20)).await;
        assert_eq!(limiter.token(1, now()).unwrap().retry_after, Some(Duration::from_secs(40)));
        assert_eq!(limiter.token(2, now()).unwrap().remaining, 1);
        tokio::time::advance(Duration::from_secs(40)).await;
        assert_eq!(limiter.token(1, now()).unwrap().remaining, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn guessing_is_braked_also_where_nothing_else_is_limited() {
        let limiter = Limiter::new(None, WINDOW);
        let address = IpAddr::from([127, 0, 0, 1]);
        let tries = (0..11).filter(|_| limiter.bad_token(address, Instant::now()).is_none()).count();
        assert_eq!(tries, 10);
        assert_eq!(limiter.address(address, Instant::now()), None);
    }

    #[tokio::test(start_paused = true)]
    async fn however_many_addresses_ask_the_memory_they_take_has_an_end() {
        let limiter = Limiter::new(Some(2), WINDOW);
        let kept = || {
            let windows = limiter.windows.lock().unwrap();
            windows.fresh.len() + windows.stale.len()
        };
        for number in 0..300_000_u32 {
            limiter.address(IpAddr::from(number.to_be_bytes()), Instant::now());
            assert!(kept() <= KEPT, "{number}");
        }
        tokio::time::advance(2 * WINDOW).await;
        for number in 0..2_u8 {
            limiter.address(IpAddr::from([198, 51, 100, number]), Instant::now());
            tokio::time::advance(WINDOW).await;
        }
        assert!(kept() <= 2, "what is over is forgotten");
    }

    #[tokio::test(start_paused = true)]
    async fn a_window_lives_through_the_turn_of_the_minute() {
        let limiter = Limiter::new(Some(2), WINDOW);
        let now = Instant::now;
        limiter.token(1, now());
        tokio::time::advance(Duration::from_secs(50)).await;
        limiter.token(2, now());
        limiter.token(2, now());
        tokio::time::advance(Duration::from_secs(15)).await;
        assert_eq!(limiter.token(1, now()).unwrap().remaining, 1, "its minute is over");
        assert_eq!(limiter.token(2, now()).unwrap().retry_after, Some(Duration::from_secs(45)));
    }

    #[test]
    fn the_addresses_of_one_household_are_one() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2:3::4"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert!(of("::1").is_loopback());
    }
}
