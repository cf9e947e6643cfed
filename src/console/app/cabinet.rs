//! Answers about the own environment, by the question they answer. A screen says which it needs; they are
//! asked for once, and again after an act, on refresh, when the environment tells that they may be otherwise,
//! and when they have grown old.
//!
//! Not here: which screen needs what (`access`), asking (`load`).

use chrono::TimeDelta;

use super::shelf::{Ask, Shelf};
use super::{Load, Trouble};
use crate::clock::Timestamp;
use crate::model::administration::{AdministrationQuery, AdministrationView, Moved};

/// An answer in view is asked for again after so long: two requests a minute for each list in view are
/// little beside what an environment allows.
const OLD: TimeDelta = TimeDelta::seconds(30);
/// While changes keep coming it is asked for once in so long: they cost requests.
const RESTS: TimeDelta = TimeDelta::seconds(5);
/// So many changes are each looked at at once before that; a rest without any earns one of them back.
const AT_ONCE: i32 = 10;
/// Answers kept at most: what was looked at longest ago goes.
const KEPT: usize = 32;

/// One question and its answer.
#[derive(Clone, Debug)]
struct Drawer {
    query: AdministrationQuery,
    shelf: Shelf<AdministrationView>,
    asked: Option<Timestamp>,
    /// It may be otherwise than it was read.
    moved: bool,
    /// Until when the changes that were looked at have been paid for, a rest for each.
    paid: Timestamp,
}

/// The answers; what is looked at goes to the end.
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
            Some(at) => self.drawers.remove(at),
            None => Drawer { query, shelf: Shelf::new(), asked: None, moved: false, paid: now },
        };
        if self.drawers.len() >= KEPT {
            self.drawers.remove(0);
        }
        let drawer = self.drawers.push_mut(drawer);
        let age = drawer.asked.map(|asked| now - asked);
        let told = drawer.moved && now >= drawer.paid - RESTS * (AT_ONCE - 1);
        if (told || age.is_some_and(|age| age >= OLD)) && drawer.shelf.ask != Ask::Asked {
            if drawer.moved {
                drawer.paid = drawer.paid.max(now) + RESTS;
            }
            drawer.shelf.stale();
        }
        drawer.shelf.take_need().then(|| {
            (drawer.asked, drawer.moved) = (Some(now), false);
            Load::Administration(drawer.query.clone())
        })
    }

    /// Takes an answer.
    pub fn put(&mut self, query: &AdministrationQuery, answer: Result<AdministrationView, Trouble>) {
        if let Some(drawer) = self.drawers.iter_mut().find(|drawer| drawer.query == *query) {
            drawer.shelf.put(answer);
        }
    }

    /// This may be otherwise than it was read.
    pub fn moved(&mut self, moved: Moved) {
        let follows = |drawer: &&mut Drawer| drawer.query.follows(moved);
        self.drawers.iter_mut().filter(follows).for_each(|drawer| drawer.moved = true);
    }

    /// How old an answer is; nothing while it is known to be as it is. Where the environment `tells` of what
    /// happens, that is as long as it told nothing.
    pub fn age(&self, query: &AdministrationQuery, tells: bool, now: Timestamp) -> Option<TimeDelta> {
        let drawer = self.drawers.iter().find(|drawer| drawer.query == *query)?;
        drawer.shelf.value.as_ref()?;
        Some(now - drawer.asked?).filter(|_| drawer.moved || !tells || drawer.shelf.ask == Ask::Asked)
    }

    /// Nothing here is known to be as it is.
    pub fn stale(&mut self) {
        for drawer in &mut self.drawers {
            drawer.shelf.stale();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::app::access::all_organisations;
    use crate::console::app::fixture;
    use crate::model::administration::incoming::IncomingQuery;
    use crate::model::ids::OrganisationId;

    #[test]
    fn what_is_looked_at_all_along_stays_however_many_others_are() {
        let (mut cabinet, now) = (Cabinet::default(), fixture::start());
        let first = all_organisations();
        for number in 0..100 {
            assert_eq!(cabinet.want(first.clone(), now).is_some(), number == 0, "asked once, not again");
            let other =
                AdministrationQuery::Incoming(IncomingQuery::Show { organisation: OrganisationId(number) });
            assert!(cabinet.want(other, now).is_some());
        }
        assert_eq!(cabinet.drawers.len(), KEPT);
    }
}
