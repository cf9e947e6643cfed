//! Whether an opt-in still holds, at the moment of sending. What lapsed or was withdrawn is not handed on, and
//! the sale that rests on it waits, whether opt-ins are sent along or not.
//!
//! Not here: whether one is sent along at all (`linking::translate`).

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::model::optin::OptIn;
use crate::model::queue::WaitingReason;
use crate::model::time::{self, USUAL_ZONE};

/// Why there is no consent at `now`; `None` when there is. A time that cannot be read proves no consent.
pub fn missing(optin: &OptIn, now: Timestamp) -> Option<WaitingReason> {
    let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    if let Some(withdrawn_at) = said(&optin.withdrawn_at)
        && time::instant(&withdrawn_at, USUAL_ZONE).is_none_or(|at| at <= now)
    {
        return Some(WaitingReason::OptInWithdrawn { withdrawn_at });
    }
    let valid_till = said(&optin.valid_till)?;
    ends(&valid_till).is_none_or(|end| end <= now).then_some(WaitingReason::OptInLapsed { valid_till })
}

/// The end of what is valid until `text`: a day counts whole.
fn ends(text: &str) -> Option<Timestamp> {
    let day = time::date(text).filter(|_| !text.trim().contains([' ', 'T', ':']));
    match day {
        Some(day) => time::instant(&(day + TimeDelta::days(1)).to_string(), USUAL_ZONE),
        None => time::instant(text, USUAL_ZONE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn optin(valid_till: &str, withdrawn_at: &str) -> OptIn {
        OptIn {
            source: "beller".into(),
            obtained_at: String::new(),
            obtained_by: None,
            obtained_system: None,
            obtained_via_url: None,
            client_ip: None,
            valid_till: Some(valid_till.into()),
            withdrawn_at: Some(withdrawn_at.into()),
            channels: Vec::new(),
            remarks: None,
            campaign_code: None,
        }
    }

    #[test]
    fn it_holds_through_its_last_day_and_not_when_it_was_withdrawn_or_cannot_be_read() {
        let noon: Timestamp = "2026-01-31T11:00:00Z".parse().unwrap();
        let cases = [
            ("", "", None),
            ("31-01-2026", "", None),
            ("2026-01-31", "", None),
            ("2026-01-31 12:00:01", "", None),
            ("2026-01-31 12:00:00", "", Some("lapsed")),
            ("2026-01-30", "", Some("lapsed")),
            ("ooit", "", Some("lapsed")),
            ("2027-01-01", "2026-01-31 11:59:59", Some("withdrawn")),
            ("2020-01-01", "2026-01-01", Some("withdrawn")),
            ("", "2026-02-01", None),
            ("", "onbekend", Some("withdrawn")),
        ];
        for (valid_till, withdrawn_at, expected) in cases {
            let found = missing(&optin(valid_till, withdrawn_at), noon).map(|why| match why {
                WaitingReason::OptInLapsed { .. } => "lapsed",
                WaitingReason::OptInWithdrawn { .. } => "withdrawn",
                other => panic!("{other:?}"),
            });
            assert_eq!(found, expected, "{valid_till:?} {withdrawn_at:?}");
        }
    }
}
