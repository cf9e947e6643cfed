//! Offset pages: `{current_page, data, first_page_url, from, last_page, ...}`, with absolute links made
//! from the address as the caller wrote it.

use serde_json::{Value, json};

use super::super::access::Ask;

/// No client needs more rows at once, and a page must stay under its cap for bodies.
const MOST: usize = 100;

/// Which page is asked for.
#[derive(Clone, Copy)]
pub struct Page {
    number: usize,
    size: usize,
}

impl Page {
    /// Reads `page` (from 1) and koppel's own `per_page`; the account's size is the default.
    pub fn of(ask: &Ask) -> Self {
        let size = ask.query.number("per_page").unwrap_or(ask.world().account().page_size as u64);
        let size = usize::try_from(size).unwrap_or(MOST).clamp(1, MOST);
        let number = usize::try_from(ask.query.number("page").unwrap_or(1)).unwrap_or(usize::MAX).max(1);
        Self { number, size }
    }

    /// How many rows come before it.
    pub fn offset(self) -> usize {
        (self.number - 1).saturating_mul(self.size)
    }

    /// How many rows it has at most.
    pub fn size(self) -> usize {
        self.size
    }

    /// The page of `rows`, all of them given.
    pub fn cut(self, ask: &Ask, rows: Vec<Value>) -> Value {
        let total = rows.len();
        self.made(ask, rows.into_iter().skip(self.offset()).take(self.size).collect(), total)
    }

    /// The page, of its own rows and how many there are in all.
    pub fn made(self, ask: &Ask, rows: Vec<Value>, total: usize) -> Value {
        let last = total.div_ceil(self.size).max(1);
        let path = format!("{}{}", ask.origin, ask.called);
        let link = |number: usize| format!("{path}?page={number}");
        let previous = (self.number > 1).then(|| link(self.number - 1));
        let next = (self.number < last).then(|| link(self.number + 1));
        let (from, to) = match rows.len() {
            0 => (None, None),
            count => (Some(self.offset() + 1), Some(self.offset() + count)),
        };
        json!({
            "current_page": self.number,
            "data": rows,
            "first_page_url": link(1),
            "from": from,
            "last_page": last,
            "last_page_url": link(last),
            "links": [
                {"url": previous, "label": "« Previous", "active": false},
                {"url": link(self.number), "label": self.number.to_string(), "active": true},
                {"url": next, "label": "Next »", "active": false},
            ],
            "next_page_url": next,
            "path": path,
            "per_page": self.size,
            "prev_page_url": previous,
            "to": to,
            "total": total,
        })
    }
}
