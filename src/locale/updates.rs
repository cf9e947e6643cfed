//! What is wrong with a file of status updates, as a person reads it.

use super::{Language, text};
use crate::model::spreadsheet::NoSheet;
use crate::model::updates::{Odd, Unread, WrongCell};

/// One wrong cell, with its line and column.
pub fn wrong(language: Language, wrong: &WrongCell) -> String {
    let key = match wrong.what {
        Odd::NoNumber => "updates-no-number",
        Odd::Twice => "updates-twice",
        Odd::TooWide => "updates-too-wide",
        Odd::NoSale => "updates-no-sale",
        Odd::NoStatus => "updates-no-status",
    };
    let what = text(language, key, &[("value", wrong.value.as_str().into())]);
    let arguments = [
        ("line", wrong.line.to_string().into()),
        ("column", wrong.column.as_str().into()),
        ("what", what.into()),
    ];
    text(language, "updates-wrong", &arguments)
}

/// Why a file cannot be read at all.
pub fn unread(language: Language, why: &Unread) -> String {
    match why {
        Unread::NoSales => text(language, "updates-no-sales", &[]),
        Unread::Empty => text(language, "updates-empty", &[]),
        Unread::Odd(why) => sheet(language, why),
    }
}

/// Why a file is no spreadsheet.
pub fn sheet(language: Language, why: &NoSheet) -> String {
    match why {
        NoSheet::Twice(name) => text(language, "updates-column-twice", &[("name", name.as_str().into())]),
        NoSheet::Odd(why) => text(language, "updates-odd", &[("why", why.as_str().into())]),
    }
}
