//! Moments and days as operators write them: day, month, year, on their own clock.
//!
//! Not here: ages, and how much of a moment a screen has room for (`console::text`).

use chrono::Local;

use crate::model::shown::Shown;
use crate::model::time::{self, USUAL_ZONE};

/// A moment with its day and year.
pub const STAMP: &str = "%d-%m-%Y %H:%M";

/// A moment or a day as an environment tells it in text. A text that is neither stays as it is.
pub fn told(text: &str) -> String {
    if let Some(day) = time::plain_day(text) {
        return day;
    }
    let at = time::instant(text, USUAL_ZONE);
    at.map_or_else(|| Shown::new(text).into_string(), |at| at.with_timezone(&Local).format(STAMP).to_string())
}

/// Whether a field of a sale holds a moment or a day, by the API's name.
pub fn is_time(field: &str) -> bool {
    ["_at", "_date", "_from", "_till", "_until"].iter().any(|end| field.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_stays_a_day_and_what_is_no_time_stays_as_it_is() {
        assert_eq!(told("2026-01-31"), "31-01-2026");
        assert_eq!(told("31-01-2026"), "31-01-2026");
        assert_eq!(told("straks"), "straks");
        let at = told("2026-01-31T12:30:00Z");
        assert!(at.starts_with("31-01-2026 ") || at.starts_with("01-02-2026 "), "{at}");
        assert!(!at.contains('T') && is_time("contract_date") && !is_time("questionData.update"), "{at}");
    }
}
