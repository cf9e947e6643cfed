//! Times and dates as an environment writes them, in its own zone, and back.
//!
//! Times come as `YYYY-MM-DD HH:MM:SS` in the account's local time, as ISO 8601 with a zone, or as
//! `dd-mm-yyyy HH:MM:SS`. The hour that happens twice in autumn is read as its first; a time that the
//! spring leaves out is moved on by the hour that is missing.
//!
//! Not here: ages and words for them (`console`).

use chrono::offset::{LocalResult, Offset};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, SubsecRound, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

use crate::clock::Timestamp;

/// The zone of an environment unless configured otherwise.
pub const USUAL_ZONE: Tz = Tz::Europe__Amsterdam;

/// Local forms, most usual first.
const FORMS: &[&str] = &[
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%d-%m-%Y %H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%d-%m-%Y %H:%M",
];

/// The instant that `text` means in `zone`; `None` for an empty or unreadable one and for a database's
/// zero date.
pub fn instant(text: &str, zone: Tz) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() || text.starts_with("0000") || text.starts_with("00-00") {
        return None;
    }
    if let Ok(zoned) = DateTime::parse_from_rfc3339(text) {
        return within_reason(zoned.with_timezone(&Utc).trunc_subsecs(6));
    }
    let local = FORMS
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .or_else(|| date(text)?.and_hms_opt(0, 0, 0))
        // The calendar's own ends cannot be computed with.
        .filter(|local| (1..=9999).contains(&local.year()))?;
    within_reason(from_local(local, zone)?.trunc_subsecs(6))
}

/// Years with four digits, so that whatever was read can be written again.
fn within_reason(time: Timestamp) -> Option<Timestamp> {
    (1..=9999).contains(&time.year()).then_some(time)
}

fn from_local(local: NaiveDateTime, zone: Tz) -> Option<Timestamp> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => Some(time.with_timezone(&Utc)),
        // The offset before the gap, applied to a time within it, lands as far after it.
        LocalResult::None => {
            let before = local.checked_sub_signed(TimeDelta::hours(24))?;
            let offset = zone.from_local_datetime(&before).earliest()?.offset().fix();
            offset.from_local_datetime(&local).single().map(|time| time.with_timezone(&Utc))
        }
    }
}

/// `YYYY-MM-DD HH:MM:SS` in `zone`, fractions of a second cut off.
pub fn local(time: Timestamp, zone: Tz) -> String {
    time.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// The end of a window: rounded up to the next second, and past the end of an hour that happens twice,
/// because the other side reads such a time as the first of the two.
pub fn local_end(time: Timestamp, zone: Tz) -> String {
    let whole = if time.nanosecond() > 0 { time.trunc_subsecs(0) + TimeDelta::seconds(1) } else { time };
    let read = whole.with_timezone(&zone).naive_local();
    match zone.from_local_datetime(&read) {
        LocalResult::Ambiguous(first, second) if second.with_timezone(&Utc) == whole => {
            let step = second.with_timezone(&Utc) - first.with_timezone(&Utc);
            (read + step).format("%Y-%m-%d %H:%M:%S").to_string()
        }
        _ => local(whole, zone),
    }
}

/// The day that a text means: `yyyy-mm-dd` or `dd-mm-yyyy`, with or without a time behind it.
pub fn date(text: &str) -> Option<NaiveDate> {
    let day = text.trim().split([' ', 'T']).next()?;
    ["%Y-%m-%d", "%d-%m-%Y"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(day, form).ok())
        .filter(|date| (1..=9999).contains(&date.year()))
}

/// The same as `dd-mm-yyyy`, of a text that means a day and no time.
pub fn plain_day(text: &str) -> Option<String> {
    let text = text.trim();
    if text.contains([' ', 'T']) { None } else { date(text).map(day) }
}

/// `dd-mm-yyyy`, as requests want it.
pub fn day(date: NaiveDate) -> String {
    date.format("%d-%m-%Y").to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn every_form_of_a_time_reads() {
        for (text, time) in [
            ("2026-01-31 12:00:00", "2026-01-31T11:00:00Z"),
            ("2026-07-31 12:00:00", "2026-07-31T10:00:00Z"),
            ("31-07-2026 12:00:00", "2026-07-31T10:00:00Z"),
            ("2026-07-31T12:00:00Z", "2026-07-31T12:00:00Z"),
            ("2026-07-31T12:00:00.123456789Z", "2026-07-31T12:00:00.123456Z"),
            ("2026-07-31T12:00:00+02:00", "2026-07-31T10:00:00Z"),
            ("2026-07-31T12:00:00", "2026-07-31T10:00:00Z"),
            ("2026-07-31", "2026-07-30T22:00:00Z"),
            // Autumn: twice 02:30, read as the first. Spring: no 02:30, read as 03:30.
            ("2026-10-25 02:30:00", "2026-10-25T00:30:00Z"),
            ("2026-03-29 02:30:00", "2026-03-29T01:30:00Z"),
        ] {
            assert_eq!(instant(text, USUAL_ZONE), Some(at(time)), "{text}");
        }
        for nothing in ["", " ", "0000-00-00 00:00:00", "soon", "2026-13-01", "32-01-2026 10:00:00"] {
            assert_eq!(instant(nothing, USUAL_ZONE), None, "{nothing}");
        }
    }

    #[test]
    fn a_window_never_ends_before_its_end() {
        assert_eq!(local_end(at("2026-07-31T10:00:00.000001Z"), USUAL_ZONE), "2026-07-31 12:00:01");
        assert_eq!(local_end(at("2026-10-25T00:30:00Z"), USUAL_ZONE), "2026-10-25 02:30:00");
        assert_eq!(local_end(at("2026-10-25T01:30:00Z"), USUAL_ZONE), "2026-10-25 03:30:00");
    }

    proptest! {
        #[test]
        fn whatever_is_written_reads_back_at_most_an_hour_early(seconds in 0i64..4_000_000_000) {
            let time = DateTime::from_timestamp(seconds, 0).unwrap();
            let back = instant(&local(time, USUAL_ZONE), USUAL_ZONE).unwrap();
            prop_assert!(back == time || back == time - TimeDelta::hours(1));
            let end = instant(&local_end(time, USUAL_ZONE), USUAL_ZONE).unwrap();
            prop_assert!(end >= time);
        }

        #[test]
        fn no_text_breaks_it(text in any::<String>()) {
            if let Some(time) = instant(&text, USUAL_ZONE) {
                local_end(time, USUAL_ZONE);
            }
        }
    }
}
