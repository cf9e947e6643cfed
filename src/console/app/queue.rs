//! The queue as the screen holds it: pages of rows, live changes in place, a cursor that follows its sale,
//! marks that stay.
//!
//! Rows are in the order of the last change, as it was when they were read; the screen says when that was.
//! From then on a row never moves under the operator's hands: a known sale changes where it stands, a new one comes in
//! above without moving what is in view, and one that no longer fits the filter leaves a tombstone for
//! three seconds.
//!
//! Not here: asking for pages (`load`), drawing (`screens::queue`).

use std::collections::{BTreeMap, HashMap, VecDeque};

use chrono::TimeDelta;

use super::filter::Filter;
use super::listing::{Step, scrolled};
use super::shelf::Ask;
use super::{Load, Trouble};
use crate::clock::Timestamp;
use crate::model::act::SalesQuery;
use crate::model::ids::SaleId;
use crate::model::queue::SaleRow;
use crate::model::view::SalePage;

/// Rows kept at most: some 10 MB. The screen says so when there are more.
pub const KEPT: usize = 10_000;
/// The next page is asked for when fewer rows than this lie below the cursor.
const AHEAD: usize = 60;
/// Rows of a page, and at most of the first.
const PAGE: usize = 200;
const MOST: usize = 2_000;
/// How long a row that left stays to be seen.
const TOMBSTONE: TimeDelta = TimeDelta::seconds(3);

/// Whether live rows are taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Taking {
    /// As they come.
    #[default]
    Live,
    /// Not now; counts go on.
    Paused,
}

/// Where the cursor stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// At the top, whatever comes in there.
    #[default]
    Top,
    /// On this sale.
    Sale(SaleId),
}

/// The queue.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// What is shown.
    pub filter: Filter,
    /// The filter as typed.
    pub text: String,
    /// Rows that match in all, when the service can tell.
    pub total: Option<u64>,
    /// The service stopped searching after so many rows.
    pub searched: Option<u64>,
    /// When the rows were put in order, the last changed first. Later ones stand above them.
    pub sorted_at: Option<Timestamp>,
    /// Whether rows are being asked for.
    pub ask: Ask,
    /// Whether live rows are taken in.
    pub taking: Taking,
    /// Rows that came in above the view and were not looked at yet.
    pub arrivals: usize,
    /// Marked sales, with the row as last seen.
    pub marks: BTreeMap<SaleId, SaleRow>,
    /// The first row in view.
    pub top: usize,
    anchor: Anchor,
    rows: VecDeque<SaleRow>,
    /// Position of a sale, counted from `base`, so that a row put in front moves no number.
    places: HashMap<SaleId, i64>,
    base: i64,
    next: Option<String>,
    gone: HashMap<SaleId, Timestamp>,
    generation: u64,
    truncated: bool,
}

impl Queue {
    /// Rows loaded.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True when none are.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row at `index`.
    pub fn row(&self, index: usize) -> Option<&SaleRow> {
        self.rows.get(index)
    }

    /// True while there are more rows than are kept here.
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// True when more pages can be asked for.
    pub fn has_more(&self) -> bool {
        self.next.is_some()
    }

    /// True when the row left the filter and is about to vanish.
    pub fn is_gone(&self, id: SaleId) -> bool {
        self.gone.contains_key(&id)
    }

    /// Index of the row under the cursor.
    pub fn at(&self) -> usize {
        match self.anchor {
            Anchor::Top => 0,
            Anchor::Sale(id) => self.index(id).unwrap_or(0),
        }
    }

    /// The row under the cursor.
    pub fn current(&self) -> Option<&SaleRow> {
        self.rows.get(self.at())
    }

    /// Where the cursor stands.
    pub fn anchor(&self) -> Anchor {
        self.anchor
    }

    fn index(&self, id: SaleId) -> Option<usize> {
        self.places.get(&id).and_then(|place| usize::try_from(place - self.base).ok())
    }

    /// Marked sales that the filter hides, or that are not loaded.
    pub fn hidden_marks(&self) -> usize {
        self.marks.keys().filter(|id| !self.places.contains_key(id)).count()
    }

    /// Moves the cursor.
    pub fn go(&mut self, step: Step, page: usize) {
        let at = step.from(self.at(), self.rows.len(), page);
        self.anchor = match (step, self.rows.get(at)) {
            (Step::Top, _) | (_, None) => Anchor::Top,
            (_, Some(row)) => Anchor::Sale(row.id),
        };
        self.settle(page);
    }

    /// Puts the cursor on the next row (or the one before) that needs attention.
    pub fn go_to_problem(&mut self, forward: bool, page: usize) -> bool {
        let at = self.at();
        let problems = Filter::problems();
        let needs = |index: &usize| problems.matches(&self.rows[*index]);
        let found = if forward {
            (at + 1..self.rows.len()).find(needs)
        } else {
            (0..at.min(self.rows.len())).rev().find(needs)
        };
        if let Some(index) = found {
            self.anchor = Anchor::Sale(self.rows[index].id);
            self.settle(page);
        }
        found.is_some()
    }

    /// Keeps the cursor in view.
    pub fn settle(&mut self, page: usize) {
        self.top = scrolled(self.top, self.at(), self.rows.len(), page);
        if self.top == 0 && self.taking == Taking::Live {
            self.arrivals = 0;
        }
    }

    /// Shows another part of the queue. The cursor starts anew; marks stay.
    pub fn show(&mut self, filter: Filter, text: String) {
        self.filter = filter;
        self.text = text;
        self.anchor = Anchor::Top;
        self.top = 0;
        self.refresh();
    }

    /// Reads from the first page again; the rows stay until the answer is here.
    pub fn refresh(&mut self) {
        self.generation += 1;
        self.next = None;
        self.ask = Ask::Needed;
    }

    /// What must be asked for now.
    pub fn need(&mut self) -> Option<Load> {
        if self.ask == Ask::Needed {
            self.ask = Ask::Asked;
            // As many as reach below the cursor, so that reading anew does not lose its sale.
            let limit = (self.at() + PAGE).clamp(PAGE, MOST);
            let query = SalesQuery { limit, ..self.filter.query(None) };
            return Some(Load::Sales { generation: self.generation, more: false, query });
        }
        let near_the_end = self.rows.len() < self.at() + AHEAD;
        if self.ask == Ask::Here && near_the_end && self.rows.len() < KEPT {
            let cursor = self.next.clone()?;
            self.ask = Ask::Asked;
            return Some(Load::Sales {
                generation: self.generation,
                more: true,
                query: self.filter.query(Some(cursor)),
            });
        }
        None
    }

    /// Takes a page in.
    pub fn put(&mut self, generation: u64, more: bool, page: Result<SalePage, Trouble>, now: Timestamp) {
        if generation != self.generation {
            return;
        }
        let page = match page {
            Ok(page) => page,
            Err(trouble) => {
                self.ask = Ask::Failed(trouble);
                return;
            }
        };
        let at = self.at();
        if !more {
            self.rows.clear();
            self.places.clear();
            self.gone.clear();
            self.base = 0;
            self.arrivals = 0;
            self.sorted_at = Some(now);
            self.total = page.total.filter(|_| self.filter.without.is_empty());
        }
        self.searched = page.searched;
        for row in page.rows {
            if self.rows.len() < KEPT && self.filter.matches(&row) && !self.places.contains_key(&row.id) {
                self.remark(&row);
                self.places.insert(row.id, self.base + self.rows.len() as i64);
                self.rows.push_back(row);
            }
        }
        if let Anchor::Sale(id) = self.anchor
            && !self.places.contains_key(&id)
        {
            let at = at.min(self.rows.len().saturating_sub(1));
            self.anchor = self.rows.get(at).map_or(Anchor::Top, |row| Anchor::Sale(row.id));
        }
        self.next = page.next;
        self.truncated = self.rows.len() >= KEPT && self.next.is_some();
        self.ask = Ask::Here;
    }

    /// Takes a live row in.
    pub fn change(&mut self, row: SaleRow, now: Timestamp) {
        self.remark(&row);
        if self.taking == Taking::Paused {
            if !self.places.contains_key(&row.id) && self.filter.matches(&row) {
                self.arrivals += 1;
            }
            return;
        }
        let matches = self.filter.matches(&row);
        match self.index(row.id) {
            Some(index) => {
                if matches {
                    self.gone.remove(&row.id);
                } else {
                    self.gone.entry(row.id).or_insert(now);
                }
                if let Some(stale) = self.rows.get_mut(index)
                    && stale.version <= row.version
                {
                    *stale = row;
                }
            }
            // Before the first page is here, that page will hold it.
            None if matches && self.ask != Ask::Needed => self.put_in_front(row),
            None => {}
        }
    }

    fn put_in_front(&mut self, row: SaleRow) {
        self.base -= 1;
        self.places.insert(row.id, self.base);
        self.rows.push_front(row);
        self.total = self.total.map(|total| total + 1);
        let follows = self.anchor == Anchor::Top && self.top == 0;
        if !follows {
            self.top += 1;
            self.arrivals += 1;
        }
        // The tail can be read again; what is in view stays, within reason.
        while self.rows.len() > KEPT && (self.at() < KEPT || self.rows.len() > 2 * KEPT) {
            let Some(last) = self.rows.pop_back() else { break };
            self.places.remove(&last.id);
            self.next = None;
            self.truncated = true;
            if self.anchor == Anchor::Sale(last.id) {
                self.anchor = self.rows.back().map_or(Anchor::Top, |row| Anchor::Sale(row.id));
            }
        }
    }

    fn remark(&mut self, row: &SaleRow) {
        if let Some(marked) = self.marks.get_mut(&row.id) {
            *marked = row.clone();
        }
    }

    /// Takes away rows whose tombstone has stood long enough.
    pub fn bury(&mut self, now: Timestamp, page: usize) {
        if !self.gone.values().any(|since| now - *since >= TOMBSTONE) {
            return;
        }
        let due: Vec<SaleId> =
            self.gone.iter().filter(|(_, since)| now - **since >= TOMBSTONE).map(|(id, _)| *id).collect();
        let (at, top) = (self.at(), self.top);
        let above = |limit: usize, queue: &Self| {
            due.iter().filter(|id| queue.index(**id).is_some_and(|index| index < limit)).count()
        };
        let (before_cursor, before_top) = (above(at, self), above(top, self));
        self.rows.retain(|row| !due.contains(&row.id));
        self.gone.retain(|id, _| !due.contains(id));
        self.total = self.total.map(|total| total.saturating_sub(due.len() as u64));
        self.base = 0;
        self.places = (0..).zip(&self.rows).map(|(place, row)| (row.id, place)).collect();
        // The cursor goes to the row that took the place of a buried one.
        if let Anchor::Sale(id) = self.anchor
            && due.contains(&id)
        {
            let at = (at - before_cursor).min(self.rows.len().saturating_sub(1));
            self.anchor = self.rows.get(at).map_or(Anchor::Top, |row| Anchor::Sale(row.id));
        }
        self.top = top - before_top;
        self.settle(page);
    }

    /// Marks the row under the cursor, or not, and goes to the next.
    pub fn toggle_mark(&mut self, page: usize) {
        if let Some(row) = self.current().cloned() {
            if self.marks.remove(&row.id).is_none() {
                self.marks.insert(row.id, row);
            }
            self.go(Step::Down, page);
        }
    }

    /// Marks every loaded row.
    pub fn mark_all(&mut self) {
        for row in &self.rows {
            self.marks.insert(row.id, row.clone());
        }
    }

    /// What an action is about: the marked sales, else the one under the cursor.
    pub fn targets(&self) -> Vec<SaleRow> {
        if self.marks.is_empty() {
            self.current().cloned().into_iter().collect()
        } else {
            self.marks.values().cloned().collect()
        }
    }
}
