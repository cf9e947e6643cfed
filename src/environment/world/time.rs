//! Times as the API writes and reads them: `YYYY-MM-DD HH:MM:SS` in the account's zone, dates as
//! `dd-mm-yyyy`, and the named periods of the list filters.
//!
//! Not here: the clock.

use chrono::{
    DateTime, Datelike, Days, LocalResult, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc,
};
use chrono_tz::Tz;

use crate::clock::Timestamp;

/// The zone of every account: what the service this API comes from uses.
pub const ZONE: Tz = chrono_tz::Europe::Amsterdam;

/// `YYYY-MM-DD HH:MM:SS` in the account's zone.
pub fn local(instant: Timestamp) -> String {
    instant.with_timezone(&ZONE).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// Today in the account's zone.
pub fn today(now: Timestamp) -> NaiveDate {
    now.with_timezone(&ZONE).date_naive()
}

/// The earliest instant that `local` can mean; in the hour that does not exist, the hour after it.
pub fn earliest(local: NaiveDateTime) -> Timestamp {
    match ZONE.from_local_datetime(&local) {
        LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => instant.with_timezone(&Utc),
        LocalResult::None => (ZONE.from_utc_datetime(&local)).with_timezone(&Utc),
    }
}

/// The latest instant that `local` can mean.
pub fn latest(local: NaiveDateTime) -> Timestamp {
    match ZONE.from_local_datetime(&local) {
        LocalResult::Ambiguous(_, instant) => instant.with_timezone(&Utc),
        _ => earliest(local),
    }
}

/// A date: `dd-mm-yyyy`, or `yyyy-mm-dd` as some clients write it.
pub fn date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    NaiveDate::parse_from_str(text, "%d-%m-%Y").or_else(|_| NaiveDate::parse_from_str(text, "%Y-%m-%d")).ok()
}

/// A local time `yyyy-mm-dd hh:mm:ss` or `dd-mm-yyyy hh:mm:ss`.
pub fn local_time(text: &str) -> Option<NaiveDateTime> {
    ["%Y-%m-%d %H:%M:%S", "%d-%m-%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text.trim(), form).ok())
}

/// An instant in any form a world file or request may hold: RFC 3339, local time, or a date.
pub fn instant(text: &str) -> Option<Timestamp> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text.trim()) {
        return Some(instant.with_timezone(&Utc));
    }
    local_time(text).or_else(|| date(text).map(|day| day.and_time(NaiveTime::MIN))).map(earliest)
}

/// A window of time: from the first instant up to, not including, the last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// First instant.
    pub from: Timestamp,
    /// First instant after it.
    pub to: Timestamp,
}

impl Window {
    /// True when `instant` lies in it.
    pub fn holds(&self, instant: Timestamp) -> bool {
        self.from <= instant && instant < self.to
    }

    fn days(from: NaiveDate, after: NaiveDate) -> Self {
        Self { from: earliest(from.and_time(NaiveTime::MIN)), to: earliest(after.and_time(NaiveTime::MIN)) }
    }
}

/// The window of a named period; `custom` takes its bounds, both included: a bound without a time is the
/// whole day, with a time the whole second. An absent bound leaves that side open.
///
/// # Errors
/// The field that is not known or cannot be read: `period`, `period_start` or `period_end`.
pub fn period(
    name: &str,
    start: Option<&str>,
    end: Option<&str>,
    now: Timestamp,
) -> Result<Window, &'static str> {
    let today = today(now);
    let tomorrow = today + Days::new(1);
    let week = today - Days::new(today.weekday().num_days_from_monday().into());
    let month = today.with_day(1).ok_or("period")?;
    Ok(match name {
        "today" => Window::days(today, tomorrow),
        "yesterday" => Window::days(today - Days::new(1), today),
        "this_week" => Window::days(week, week + Days::new(7)),
        "last_week" => Window::days(week - Days::new(7), week),
        "last_30_days" => Window::days(today - Days::new(30), tomorrow),
        "this_month" => Window::days(month, month + Months::new(1)),
        "last_month" => Window::days(month - Months::new(1), month),
        "custom" => Window {
            from: start.map_or(Some(DateTime::<Utc>::MIN_UTC), first).ok_or("period_start")?,
            to: end.map_or(Some(DateTime::<Utc>::MAX_UTC), after).ok_or("period_end")?,
        },
        _ => return Err("period"),
    })
}

fn first(text: &str) -> Option<Timestamp> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text.trim()) {
        return Some(instant.with_timezone(&Utc));
    }
    local_time(text).map(earliest).or_else(|| Some(earliest(date(text)?.and_time(NaiveTime::MIN))))
}

fn after(text: &str) -> Option<Timestamp> {
    let second = chrono::TimeDelta::seconds(1);
    if let Ok(instant) = DateTime::parse_from_rfc3339(text.trim()) {
        return Some(instant.with_timezone(&Utc) + second);
    }
    local_time(text)
        .map(|time| latest(time) + second)
        .or_else(|| Some(earliest((date(text)? + Days::new(1)).and_time(NaiveTime::MIN))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn a_custom_period_includes_both_its_seconds() {
        let window = period(
            "custom",
            Some("2026-07-01 12:00:00"),
            Some("2026-07-01 12:00:05"),
            at("2026-07-02T00:00:00Z"),
        )
        .unwrap();
        assert!(window.holds(at("2026-07-01T10:00:00Z")));
        assert!(window.holds(at("2026-07-01T10:00:05.999Z")));
        assert!(!window.holds(at("2026-07-01T10:00:06Z")));
        assert!(!window.holds(at("2026-07-01T09:59:59Z")));
    }

    #[test]
    fn the_hour_that_comes_twice_is_inside_a_window_both_times() {
        // Clocks go back on 25 October 2026: 02:30 is both 00:30Z and 01:30Z.
        let window = period(
            "custom",
            Some("2026-10-25 02:30:00"),
            Some("2026-10-25 02:30:00"),
            at("2026-10-26T00:00:00Z"),
        )
        .unwrap();
        assert!(window.holds(at("2026-10-25T00:30:00Z")) && window.holds(at("2026-10-25T01:30:00Z")));
    }

    #[test]
    fn an_unknown_period_is_not_guessed() {
        assert_eq!(period("fortnight", None, None, at("2026-07-01T00:00:00Z")), Err("period"));
        assert_eq!(period("custom", Some("soon"), None, at("2026-07-01T00:00:00Z")), Err("period_start"));
        assert_eq!(period("custom", None, Some("31-02-2026"), at("2026-07-01T00:00:00Z")), Err("period_end"));
    }
}
