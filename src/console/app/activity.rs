//! What happened lately, as the screen holds it: read page by page as the cursor goes down, and only what holds
//! the words that are searched for.
//!
//! Not here: drawing (`screens::activity`).

use super::layer::Layer;
use super::line::Line;
use super::listing::Listing;
use super::shelf::{Ask, Shelf};
use super::{App, Load, Pane, Trouble};
use crate::console::words;
use crate::model::view::ActivityRow;

/// Lines read at once.
pub const PAGE: usize = 200;
/// Lines kept at most: as many as the service keeps.
const KEPT: usize = 20_000;
/// A further page is read when the cursor is so near the end of what there is.
const NEAR: usize = 30;

/// The activity.
#[derive(Clone, Debug, Default)]
pub struct Lately {
    /// The lines, newest first.
    pub rows: Shelf<Vec<ActivityRow>>,
    /// Cursor among those that are shown.
    pub at: Listing,
    /// Which of them are shown, while something is searched for.
    found: Option<Vec<usize>>,
    /// Everything there is has been read.
    ended: bool,
    /// A further page is under way.
    more: bool,
}

impl Lately {
    /// How many lines are shown.
    pub fn length(&self) -> usize {
        match (&self.found, &self.rows.value) {
            (Some(found), _) => found.len(),
            (None, rows) => rows.as_ref().map_or(0, Vec::len),
        }
    }

    /// A line that is shown.
    pub fn row(&self, index: usize) -> Option<&ActivityRow> {
        let index = match &self.found {
            Some(found) => *found.get(index)?,
            None => index,
        };
        self.rows.value.as_ref()?.get(index)
    }

    /// How many lines have been read, and whether those are all.
    pub fn read(&self) -> (usize, bool) {
        (self.rows.value.as_ref().map_or(0, Vec::len), self.ended)
    }

    /// The question to ask now, if one must be asked.
    pub fn need(&mut self) -> Option<Load> {
        if self.rows.take_need() {
            return Some(Load::Activity { before: None });
        }
        let near = self.at.at + NEAR >= self.length();
        if self.ended || self.more || !near || self.rows.ask != Ask::Here {
            return None;
        }
        let before = self.rows.value.as_ref()?.last()?.sequence;
        self.more = true;
        Some(Load::Activity { before: Some(before) })
    }
}

impl App {
    /// Takes a page of activity: the first replaces what there was.
    pub(super) fn activity_answered(
        &mut self,
        before: Option<u64>,
        answer: Result<Vec<ActivityRow>, Trouble>,
    ) {
        let lately = &mut self.lately;
        match (before, answer) {
            (None, answer) => {
                lately.ended = answer.as_ref().is_ok_and(|rows| rows.len() < PAGE);
                lately.more = false;
                lately.rows.put(answer);
            }
            (Some(before), answer) => {
                lately.more = false;
                match (answer, &mut lately.rows.value) {
                    // Of a reading that has been replaced meanwhile nothing is taken.
                    (Ok(page), Some(rows)) if rows.last().is_some_and(|last| last.sequence == before) => {
                        lately.ended = page.len() < PAGE || rows.len() >= KEPT;
                        rows.extend(page);
                    }
                    (Ok(_), _) => {}
                    // What is on screen stays; it goes on after the next refresh.
                    (Err(_), _) => lately.ended = true,
                }
            }
        }
        self.search_activity();
    }

    /// A line came in.
    pub(super) fn activity_came(&mut self, row: ActivityRow) {
        let held = self.holds_search(&row);
        let lately = &mut self.lately;
        let Some(rows) = &mut lately.rows.value else { return };
        rows.insert(0, row);
        rows.truncate(KEPT);
        if let Some(found) = &mut lately.found {
            found.iter_mut().for_each(|index| *index += 1);
            if held {
                found.insert(0, 0);
            }
            found.retain(|index| *index < rows.len());
        }
        if held && lately.at.at > 0 {
            lately.at.at += 1;
            lately.at.top += 1;
        }
    }

    /// Looks for the words of the search anew.
    pub(super) fn search_activity(&mut self) {
        let found = match &self.lately.rows.value {
            Some(rows) if !self.search.is_empty() => {
                let held = rows.iter().enumerate().filter(|(_, row)| self.holds_search(row));
                Some(held.map(|(index, _)| index).collect())
            }
            _ => None,
        };
        self.lately.found = found;
    }

    fn holds_search(&self, row: &ActivityRow) -> bool {
        let statuses = self.statuses(row.integration.as_ref());
        let integration = row.integration.as_ref().map_or("", |name| name.as_str());
        let what = words::activity(&self.look, &statuses, &row.what);
        self.holds(&format!("{} {integration} {what}", row.actor))
    }

    /// Whether a line holds every word that is searched for.
    pub fn holds(&self, line: &str) -> bool {
        holds(self.words(), line)
    }

    /// The words that are searched for in what is in front: a partner's tab has its own, and so has the record.
    pub fn words(&self) -> &str {
        match (self.record(), self.access()) {
            (Some(record), _) => &record.words,
            (None, Some(access)) => &access.words,
            (None, None) => &self.search,
        }
    }

    /// Opens the line in which the words to search for are typed.
    pub(super) fn open_search(&mut self) {
        self.layers.push(Layer::Search(Line::new(self.words())));
    }

    /// The words were changed: what is shown follows.
    pub(super) fn searched(&mut self) {
        let Some(Layer::Search(line)) = self.layers.last() else { return };
        let typed = line.text().trim().to_owned();
        self.search_for(typed);
    }

    /// Shows only what holds these words; everything for none.
    pub(super) fn search_for(&mut self, words: String) {
        if self.words() == words {
            return;
        }
        if let Some(record) = self.record_mut() {
            (record.words, record.at) = (words, Listing::default());
            return;
        }
        if let Some(access) = self.access_mut() {
            (access.words, access.at) = (words, Listing::default());
            return;
        }
        self.search = words;
        match self.pane {
            Pane::Activity => self.lately.at = Listing::default(),
            Pane::Incoming => self.incoming_at = Listing::default(),
            Pane::Catalogue => self.own.at = Listing::default(),
            _ => {}
        }
        self.search_activity();
    }
}

/// Whether a line holds each of the words.
pub fn holds(words: &str, line: &str) -> bool {
    let line = line.to_lowercase();
    words.to_lowercase().split_whitespace().all(|word| line.contains(word))
}
