//! The request limit, per token and per address, and the brake on guessing tokens. Windows are whole
//! minutes from the first request, as at the service this API comes from.
//!
//! Not here: the headers (`dispatch`).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::clock::Instant;

const WINDOW: Duration = Duration::from_secs(60);

/// Bad tokens an address may try in a minute before it is told to wait: a mistyped token is tried a few
/// times by hand, a guesser needs billions.
const BAD_TOKENS: u32 = 10;

/// Above this many windows the old ones are swept, so that many addresses do not fill memory.
const SWEEP_ABOVE: usize = 4_096;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    Address(IpAddr),
    Token(u64),
    Guesser(IpAddr),
}

struct Window {
    since: Instant,
    count: u32,
}

/// Counts requests.
pub struct Limiter {
    limit: Option<u32>,
    windows: Mutex<HashMap<Who, Window>>,
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
    /// A limiter; `None` limits nothing but guessing.
    pub fn new(limit: Option<u32>) -> Self {
        Self { limit, windows: Mutex::new(HashMap::new()) }
    }

    /// Counts a request of `address`.
    pub fn address(&self, address: IpAddr, now: Instant) -> Option<Left> {
        self.limit.map(|limit| self.count(Who::Address(address), limit, now))
    }

    /// Counts a request with a token.
    pub fn token(&self, token: u64, now: Instant) -> Option<Left> {
        self.limit.map(|limit| self.count(Who::Token(token), limit, now))
    }

    /// Counts a bad token of `address`; `Some` when there were too many.
    pub fn bad_token(&self, address: IpAddr, now: Instant) -> Option<Left> {
        Some(self.count(Who::Guesser(address), BAD_TOKENS, now)).filter(|left| left.retry_after.is_some())
    }

    fn count(&self, who: Who, limit: u32, now: Instant) -> Left {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() > SWEEP_ABOVE {
            windows.retain(|_, window| now.duration_since(window.since) < WINDOW);
        }
        let window = windows.entry(who).or_insert(Window { since: now, count: 0 });
        let age = now.duration_since(window.since);
        if age >= WINDOW {
            *window = Window { since: now, count: 0 };
        }
        if window.count >= limit {
            return Left { limit, remaining: 0, retry_after: Some(WINDOW.saturating_sub(age)) };
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
        let limiter = Limiter::new(Some(2));
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
        let limiter = Limiter::new(None);
        let address = IpAddr::from([127, 0, 0, 1]);
        let tries = (0..11).filter(|_| limiter.bad_token(address, Instant::now()).is_none()).count();
        assert_eq!(tries, 10);
        assert_eq!(limiter.address(address, Instant::now()), None);
    }
}
