//! What an answer's headers say about the limit and about the other side's clock.
//!
//! API: `X-RateLimit-Limit`, `X-RateLimit-Remaining`, sometimes `Retry-After` (seconds, or a date as in
//! RFC 9110). The headers win over any assumption about the limit.
//!
//! Not here: the budget that learns from them (`engine::budget`).

use std::time::Duration;

use chrono::{DateTime, Utc};
use hyper::http::HeaderMap;
use hyper::http::header::{DATE, RETRY_AFTER};

use crate::clock::Timestamp;

/// The longest wait that is believed.
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);
/// The wait when a throttled answer names none: what the real service was seen to name.
const USUAL_WAIT: Duration = Duration::from_secs(65);

/// What an answer said about the limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RateHeaders {
    /// Requests a minute.
    pub limit: Option<u32>,
    /// Requests left in this minute.
    pub remaining: Option<u32>,
    /// When to come back, as it was named.
    pub retry_after: Option<Duration>,
}

/// One answer as a [`Meter`](super::Meter) sees it.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// HTTP status; `None` when no answer came.
    pub status: Option<u16>,
    /// It says that the limit is reached: 429, or 1015 by the firewall before it.
    pub throttled: bool,
    /// What it said about the limit.
    pub rate: RateHeaders,
    /// Its `Date`: the other side's clock.
    pub date: Option<Timestamp>,
    /// Time between asking and the last byte.
    pub round_trip: Duration,
    /// When it was complete.
    pub at: Timestamp,
}

impl Seen {
    /// No answer came.
    pub fn nothing(round_trip: Duration, at: Timestamp) -> Self {
        Self { status: None, throttled: false, rate: RateHeaders::default(), date: None, round_trip, at }
    }
}

impl RateHeaders {
    /// Reads them; `now` by the other side's clock, for a `Retry-After` that is a date.
    pub fn read(headers: &HeaderMap, now: Timestamp) -> Self {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse().ok();
        Self {
            limit: number("x-ratelimit-limit"),
            remaining: number("x-ratelimit-remaining"),
            retry_after: headers.get(RETRY_AFTER).and_then(|value| retry_after(value.to_str().ok()?, now)),
        }
    }

    /// The wait after a throttled answer: as named, within 1 s and 15 minutes, else 65 s. Jitter is added
    /// by whoever waits.
    pub fn throttled_wait(&self) -> Duration {
        self.retry_after.unwrap_or(USUAL_WAIT).clamp(Duration::from_secs(1), LONGEST_WAIT)
    }
}

/// The answer's `Date`.
pub fn date(headers: &HeaderMap) -> Option<Timestamp> {
    http_date(headers.get(DATE)?.to_str().ok()?)
}

fn retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    // A date that has passed means: now.
    http_date(text).map(|then| (then - now).to_std().unwrap_or_default())
}

fn http_date(text: &str) -> Option<Timestamp> {
    Some(DateTime::parse_from_rfc2822(text.trim()).ok()?.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(name: &'static str, value: &str) -> RateHeaders {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        RateHeaders::read(&headers, http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap())
    }

    #[test]
    fn retry_after_reads_as_seconds_and_as_a_date() {
        for (text, seconds) in [
            ("65", Some(65)),
            (" 7 ", Some(7)),
            ("Sun, 06 Nov 1994 08:51:37 GMT", Some(120)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("soon", None),
            ("-3", None),
            ("NaN", None),
        ] {
            assert_eq!(read("retry-after", text).retry_after, seconds.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn a_throttled_wait_stays_within_reason() {
        let wait = |seconds: u64| {
            RateHeaders { retry_after: Some(Duration::from_secs(seconds)), ..Default::default() }
                .throttled_wait()
        };
        assert_eq!(wait(0), Duration::from_secs(1));
        assert_eq!(wait(u64::MAX), Duration::from_secs(900));
        assert_eq!(RateHeaders::default().throttled_wait(), Duration::from_secs(65));
    }

    proptest! {
        #[test]
        fn no_header_breaks_it(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let mut headers = HeaderMap::new();
            if let Ok(value) = hyper::http::HeaderValue::from_bytes(&bytes) {
                for name in ["retry-after", "date", "x-ratelimit-limit", "x-ratelimit-remaining"] {
                    headers.insert(name, value.clone());
                }
            }
            let now = date(&headers).unwrap_or_default();
            RateHeaders::read(&headers, now).throttled_wait();
        }
    }
}
