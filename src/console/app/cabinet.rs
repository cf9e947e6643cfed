//! Answers about the own environment, by the question they answer. A screen says which it needs; they are
//! asked for once, and again after an act, on refresh, and when they have grown old: another operator's act
//! comes as no event.
//!
//! Not here: which screen needs what (`access`), asking (`load`).

use chrono::TimeDelta;

use super::shelf::{Ask, Shelf};
use super::{Load, Trouble};
use crate::clock::Timestamp;
use crate::model::administration::{AdministrationQuery, AdministrationView};

/// An answer in view is asked for again after so long: two requests a minute for each list in view are
/// little beside what an environment allows.
const OLD: TimeDelta = TimeDelta::seconds(30);
/// The same while sales change there.
const MOVED: TimeDelta = TimeDelta::seconds(10);
/// Answers kept at most: what was looked at longest ago goes.
const KEPT: usize = 32;

/// One question and its answer.
#[derive(Clone, Debug)]
struct Drawer {
    query: AdministrationQuery,
    shelf: Shelf<AdministrationView>,
    asked: Option<Timestamp>,
}

/// The answers.
#[derive(Clone, Debug, Default)]
pub struct Cabinet {
    drawers: Vec<Drawer>,
}

impl Cabinet {
    fn shelf(&self, query: &AdministrationQuery) -> Option<&Shelf<AdministrationView>> {
        self.drawers.iter().find(|drawer| drawer.query == *query).map(|drawer| &drawer.shelf)
    }

    /// The last answer.
    pub fn get(&self, query: &AdministrationQuery) -> Option<&AdministrationView> {
        self.shelf(query)?.value.as_ref()
    }

    /// Why there is no newer answer, if so.
    pub fn trouble(&self, query: &AdministrationQuery) -> Option<&Trouble> {
        match &self.shelf(query)?.ask {
            Ask::Failed(trouble) => Some(trouble),
            _ => None,
        }
    }

    /// A screen needs this: the question to ask now, if it must be asked.
    pub fn want(&mut self, query: AdministrationQuery, now: Timestamp) -> Option<Load> {
        let drawer = match self.drawers.iter().position(|drawer| drawer.query == query) {
            Some(at) => &mut self.drawers[at],
            None => {
                if self.drawers.len() >= KEPT {
                    self.drawers.remove(0);
                }
                self.drawers.push(Drawer { query, shelf: Shelf::new(), asked: None });
                self.drawers.last_mut()?
            }
        };
        let old = drawer.asked.is_some_and(|asked| now - asked >= OLD);
        if old && drawer.shelf.ask != Ask::Asked {
            drawer.shelf.stale();
        }
        drawer.shelf.take_need().then(|| {
            drawer.asked = Some(now);
            Load::Administration(drawer.query.clone())
        })
    }

    /// Takes an answer.
    pub fn put(&mut self, query: &AdministrationQuery, answer: Result<AdministrationView, Trouble>) {
        if let Some(drawer) = self.drawers.iter_mut().find(|drawer| drawer.query == *query) {
            drawer.shelf.put(answer);
        }
    }

    /// Sales changed at the own environment: what was asked for a while ago may be otherwise.
    pub fn moved(&mut self, now: Timestamp) {
        for drawer in &mut self.drawers {
            let asked = drawer.asked.is_some_and(|asked| now - asked >= MOVED);
            if asked && drawer.shelf.ask != Ask::Asked {
                drawer.shelf.stale();
            }
        }
    }

    /// Nothing here is known to be as it is.
    pub fn stale(&mut self) {
        for drawer in &mut self.drawers {
            drawer.shelf.stale();
        }
    }
}
