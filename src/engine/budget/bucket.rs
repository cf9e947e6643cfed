//! One token bucket: a limit a minute, less a tenth for what others of the same user may ask, and a small
//! burst. A limit that nobody has said yet is assumed: every throttled answer lowers it, and a quiet hour
//! raises it again.
//!
//! Not here: who gets a token (`budget`).

use std::time::Duration;

use crate::clock::Instant;

/// What is kept free of a learned limit: another program may use the same token or address.
const KEPT_FREE: f64 = 0.10;
/// So many requests may go at once after a quiet time.
const BURST: f64 = 5.0;

/// Assumed of a partner until its answers say what its limit is.
pub const ASSUMED: u32 = 100;
/// An assumed limit is not lowered further.
const LEAST: u32 = 10;
/// Minutes without a throttled answer after which a lowered limit is raised.
const QUIET: u32 = 60;

/// A token bucket.
pub struct Bucket {
    limit: Option<u32>,
    /// Since when the limit is as it is, while it is only assumed.
    assumed: Option<Instant>,
    tokens: f64,
    filled: Instant,
    frozen_until: Option<Instant>,
    minute: Duration,
}

impl Bucket {
    /// One without a limit, or with one that is assumed; what it learns is for `minute`.
    pub fn new(now: Instant, minute: Duration, limit: Option<u32>) -> Self {
        Self { limit, assumed: Some(now), tokens: BURST, filled: now, frozen_until: None, minute }
    }

    /// The limit, requests a minute.
    pub fn limit(&self) -> Option<u32> {
        self.limit
    }

    /// The partner said what its limit is. What was saved up stays.
    pub fn set_limit(&mut self, limit: u32, now: Instant) {
        self.fill(now);
        self.limit = Some(limit.max(1));
        self.assumed = None;
    }

    /// The partner throttled without having said what its limit is. Answers to what was under way at the same
    /// time say it once.
    pub fn throttled(&mut self, now: Instant) {
        if self.assumed.is_some() && self.frozen_until.is_none_or(|until| until <= now) {
            self.fill(now);
            self.limit = Some(self.limit.map_or(ASSUMED, |limit| (limit * 3 / 4).max(LEAST)));
            self.assumed = Some(now);
        }
    }

    /// The partner said how many requests are left.
    pub fn at_most(&mut self, remaining: u32, now: Instant) {
        self.fill(now);
        if self.limit.is_some() {
            self.tokens = self.tokens.min(f64::from(remaining));
        }
    }

    /// Nothing goes before `until`.
    pub fn freeze(&mut self, until: Instant) {
        self.frozen_until = Some(self.frozen_until.map_or(until, |frozen| frozen.max(until)));
        self.tokens = self.tokens.min(1.0);
    }

    /// True when a request may go.
    pub fn has_token(&mut self, now: Instant) -> bool {
        if self.frozen_until.is_some_and(|until| until > now) {
            return false;
        }
        self.frozen_until = None;
        self.fill(now);
        self.limit.is_none() || self.tokens >= 1.0
    }

    /// A request went.
    pub fn take(&mut self) {
        if self.limit.is_some() {
            self.tokens -= 1.0;
        }
    }

    /// How long until a request may go.
    pub fn next_token(&mut self, now: Instant) -> Duration {
        if let Some(until) = self.frozen_until.filter(|until| *until > now) {
            return until - now;
        }
        match self.rate() {
            Some(rate) if self.tokens < 1.0 => Duration::from_secs_f64((1.0 - self.tokens) / rate),
            _ => Duration::ZERO,
        }
        .max(Duration::from_millis(1))
    }

    fn rate(&self) -> Option<f64> {
        Some(f64::from(self.limit?) * (1.0 - KEPT_FREE) / self.minute.as_secs_f64())
    }

    fn fill(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.filled).as_secs_f64();
        self.filled = now;
        if let (Some(limit), Some(since)) = (self.limit, self.assumed)
            && limit < ASSUMED
            && now.saturating_duration_since(since) >= self.minute * QUIET
        {
            self.limit = Some((limit * 4 / 3).min(ASSUMED));
            self.assumed = Some(now);
        }
        if let Some(rate) = self.rate() {
            self.tokens = (self.tokens + passed * rate).min(BURST);
        }
    }
}
