//! An environment's local times: `YYYY-MM-DD HH:MM:SS`, `dd-mm-yyyy HH:MM:SS`, or ISO 8601 with a zone.
//!
//! Not here: which zone an environment is in (its settings; Salesdock's is Europe/Amsterdam).

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::clock::Timestamp;

const LOCAL: &[&str] =
    &["%Y-%m-%d %H:%M:%S", "%d-%m-%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%d-%m-%Y %H:%M"];
const DATES: &[&str] = &["%Y-%m-%d", "%d-%m-%Y"];

/// The instant that `text` means in `zone`; `None` when it is none.
pub fn instant(text: &str, zone: Tz) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(zoned) = DateTime::parse_from_rfc3339(text) {
        return Some(zoned.with_timezone(&Utc));
    }
    let local = LOCAL.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    let local = local.or_else(|| date(text)?.and_hms_opt(0, 0, 0))?;
    Some(to_utc(local, zone))
}

/// The day that `text` means; `None` when it is none.
pub fn date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    DATES.iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok()).or_else(|| {
        LOCAL.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok()).map(|at| at.date())
    })
}

/// An instant as the API's filters want it: `yyyy-mm-dd hh:mm:ss` in `zone`.
pub fn local(at: Timestamp, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// The hour that comes twice in autumn is read as its earlier instant; the one that never comes in spring
/// as the moment after it.
fn to_utc(local: NaiveDateTime, zone: Tz) -> Timestamp {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
        LocalResult::None => match zone.from_local_datetime(&(local + TimeDelta::hours(1))) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
            LocalResult::None => Utc.from_utc_datetime(&local),
        },
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Amsterdam;

    use super::*;

    fn utc(text: &str) -> Option<Timestamp> {
        Some(DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc))
    }

    #[test]
    fn a_time_reads_in_every_form() {
        for text in [
            "2026-07-01 12:00:00",
            "01-07-2026 12:00:00",
            "2026-07-01T10:00:00Z",
            "2026-07-01T12:00:00+02:00",
        ] {
            assert_eq!(instant(text, Amsterdam), utc("2026-07-01T10:00:00Z"), "{text}");
        }
        assert_eq!(instant("2026-01-01", Amsterdam), utc("2025-12-31T23:00:00Z"));
        assert_eq!(instant("soon", Amsterdam), None);
        assert_eq!(date("31-12-2026"), NaiveDate::from_ymd_opt(2026, 12, 31));
    }

    #[test]
    fn the_hours_of_changing_clocks_are_read_one_way() {
        assert_eq!(instant("2026-10-25 02:30:00", Amsterdam), utc("2026-10-25T00:30:00Z"));
        assert_eq!(instant("2026-03-29 02:30:00", Amsterdam), utc("2026-03-29T01:30:00Z"));
    }

    #[test]
    fn a_time_is_written_as_it_is_read() {
        let at = utc("2026-11-24T08:00:00Z").unwrap();
        assert_eq!(local(at, Amsterdam), "2026-11-24 09:00:00");
        assert_eq!(instant(&local(at, Amsterdam), Amsterdam), Some(at));
    }
}
