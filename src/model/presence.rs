//! Who is at which row of a mapping now: nothing that is kept, and gone with whoever does not say it again.
//!
//! Not here: what was decided about a row (`draft`).

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::act::MappingRow;
use crate::clock::Timestamp;

/// Who has said nothing for so long is there no more.
pub const STAYS: TimeDelta = TimeDelta::seconds(60);
/// Who stays where they are says so this often: twice may go unheard.
pub const AGAIN: TimeDelta = TimeDelta::seconds(20);

/// A row of a mapping, whether it is mapped or not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// `flow`, `question`, `agreement` or `status`.
    pub list: String,
    /// Its key in that list.
    pub key: String,
}

impl Place {
    /// Where the row stands that `row` is about.
    pub fn of(row: &MappingRow) -> Self {
        let (list, key) = row.place();
        Self { list: list.to_owned(), key }
    }
}

/// Somebody at a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// Who.
    pub by: String,
    /// Where.
    pub place: Place,
    /// When that was last said.
    pub at: Timestamp,
}

impl Presence {
    /// Whether it still counts.
    pub fn stays(&self, now: Timestamp) -> bool {
        now - self.at < STAYS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_says_nothing_for_a_minute_is_there_no_more() {
        let place = Place { list: "question".into(), key: "meter".into() };
        let at = Timestamp::default();
        let anna = Presence { by: "anna".into(), place, at };
        assert!(anna.stays(at + AGAIN + AGAIN) && !anna.stays(at + STAYS));
    }
}
