//! Lists read page by page. The number of the next page is counted here: a link to it is never followed,
//! for it comes out of a body and would take the token wherever it leads.
//!
//! Not here: sending (`request`), what a row means (`convert`).

use std::collections::BTreeSet;

use crate::salesdock::wire::envelope::RawPage;

/// Most pages read of one list; a longer one needs a narrower filter.
pub const MOST_PAGES: u32 = 200;

/// One page of a list.
#[derive(Clone)]
pub struct Page<T> {
    /// Rows.
    pub rows: Vec<T>,
    /// Number of this page, from 1.
    pub number: u32,
    /// Number of the last page, where the environment says.
    pub last: Option<u32>,
    /// Rows in all, where the environment says.
    pub total: Option<u64>,
    /// There is another page.
    pub more: bool,
    /// Where it starts, for lists that go on by cursor.
    pub cursor: Option<String>,
    /// Rows that could not be read, by number where they have one.
    pub left_out: Vec<Option<u64>>,
}

/// A list read to its end.
#[derive(Clone)]
pub struct Scan<T> {
    /// Rows of all pages.
    pub rows: Vec<T>,
    /// True when it is proven that nothing was missed: every page was read, total and number of pages
    /// were the same at the start and at the end, and there are as many different ids as the total says.
    pub complete: bool,
    /// True when no row was missed that was there all the while: every page was read, the total never fell
    /// while they were, and there are as many different ids as it says at last. Rows may have come.
    pub sound: bool,
    /// True when no page was left unread, whatever happened to the rows meanwhile.
    pub ended: bool,
    /// Rows that could not be read, by number where they have one.
    pub left_out: Vec<Option<u64>>,
    /// Rows in all, as the last page said.
    pub total: Option<u64>,
    /// Pages read.
    pub pages: u32,
}

/// Which page to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// By number, from 1.
    Number(u32),
    /// By cursor; the number is for counting.
    Cursor(u32, String),
}

impl Which {
    /// The query pairs that ask for it. The first page is what comes unasked.
    pub fn query(&self) -> Vec<(String, String)> {
        match self {
            Self::Number(1) => Vec::new(),
            Self::Number(number) => vec![("page".to_owned(), number.to_string())],
            Self::Cursor(_, cursor) => vec![("cursor".to_owned(), cursor.clone())],
        }
    }

    /// Its number, from 1.
    pub fn number(&self) -> u32 {
        match self {
            Self::Number(number) | Self::Cursor(number, _) => *number,
        }
    }
}

impl<T> Page<T> {
    /// A page of `rows`, the rest of what `raw` says; `left_out` could not be read.
    pub fn new(asked: &Which, raw: &RawPage, rows: Vec<T>, left_out: Vec<Option<u64>>) -> Self {
        let number = asked.number();
        let last = raw.last.and_then(|last| u32::try_from(last).ok());
        let more = match (raw.paged, last, &raw.next_cursor) {
            (false, ..) => false,
            (true, Some(last), _) => number < last,
            (true, None, Some(_)) => true,
            // Pages without a count: an empty one ends the list, whatever it says.
            (true, None, None) => raw.says_more && !raw.rows.is_empty(),
        };
        let total = if raw.paged { raw.total } else { Some(raw.rows.len() as u64) };
        Self { rows, number, last, total, more, cursor: raw.next_cursor.clone(), left_out }
    }

    /// The page after this one.
    pub fn next(&self) -> Option<Which> {
        let number = self.number + 1;
        match (self.more, &self.cursor, self.last) {
            (false, ..) => None,
            (true, Some(cursor), None) => Some(Which::Cursor(number, cursor.clone())),
            (true, ..) => Some(Which::Number(number)),
        }
    }
}

/// Gathers pages into a [`Scan`].
pub struct Gatherer<T> {
    rows: Vec<T>,
    ids: BTreeSet<u64>,
    first: Option<(Option<u64>, Option<u32>)>,
    last: (Option<u64>, Option<u32>),
    /// Rows have gone while it was read.
    fell: bool,
    pages: u32,
    left_out: Vec<Option<u64>>,
}

impl<T> Default for Gatherer<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            ids: BTreeSet::new(),
            first: None,
            last: (None, None),
            fell: false,
            pages: 0,
            left_out: Vec::new(),
        }
    }
}

impl<T> Gatherer<T> {
    /// Takes a page; the page to ask for next, if any.
    pub fn take(&mut self, page: Page<T>, id: impl Fn(&T) -> u64) -> Option<Which> {
        let next = page.next();
        self.fell |= self.pages > 0 && page.total < self.last.0;
        self.last = (page.total, page.last);
        self.first.get_or_insert(self.last);
        self.pages += 1;
        self.left_out.extend(page.left_out);
        for row in page.rows {
            // A row that moved to the next page while we read is seen twice.
            if self.ids.insert(id(&row)) {
                self.rows.push(row);
            }
        }
        next.filter(|_| self.pages < MOST_PAGES)
    }

    /// What was gathered; `ended` when no page was left unread.
    pub fn end(self, ended: bool) -> Scan<T> {
        let total = self.last.0;
        let whole = ended && self.left_out.is_empty() && total == Some(self.ids.len() as u64);
        let (complete, sound) = (whole && self.first == Some(self.last), whole && !self.fell);
        Scan { rows: self.rows, complete, sound, ended, left_out: self.left_out, total, pages: self.pages }
    }
}
