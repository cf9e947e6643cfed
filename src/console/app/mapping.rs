//! A mapping as lists: what corresponds to what, row by row, and what is missing.
//!
//! Not here: changing one (`service`), drawing (`screens::mappings`).

use crate::model::failure::Element;
use crate::model::status::is_system;
use crate::model::view::{MappingView, QuestionView};

/// The four lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Own flow to partner flow.
    #[default]
    Flows,
    /// Partner question, and where its answer comes from.
    Questions,
    /// Partner agreement, and the own one.
    Agreements,
    /// Partner status to own status.
    Statuses,
}

impl Tab {
    /// All, in order.
    pub const ALL: [Self; 4] = [Self::Flows, Self::Questions, Self::Agreements, Self::Statuses];

    /// The word in text keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Flows => "flows",
            Self::Questions => "questions",
            Self::Agreements => "agreements",
            Self::Statuses => "statuses",
        }
    }

    /// The one after, round and round.
    pub fn next(self) -> Self {
        Self::ALL[(self as usize + 1) % Self::ALL.len()]
    }

    /// The one before.
    pub fn previous(self) -> Self {
        Self::ALL[(self as usize + Self::ALL.len() - 1) % Self::ALL.len()]
    }
}

/// What a row is mapped to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// This, by its key and name.
    To(String),
    /// Always this answer.
    Constant(String),
    /// Itself: a system status.
    Itself,
    /// Nothing, and nothing is asked for.
    Optional,
    /// Nothing, although the partner needs it.
    Missing,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapLine {
    /// The key on the left.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What it is mapped to.
    pub target: Target,
    /// Rows in its option table.
    pub options: usize,
}

/// How many rows a list has.
pub fn length(view: &MappingView, tab: Tab) -> usize {
    match tab {
        Tab::Flows => view.own_flows.len(),
        Tab::Questions => view.partner_questions.len(),
        Tab::Agreements => view.partner_agreements.len(),
        Tab::Statuses => view.partner_statuses.len(),
    }
}

fn named<K: ToString + PartialEq, N: AsRef<str>>(list: impl IntoIterator<Item = (K, N)>, key: &K) -> String {
    let name = list.into_iter().find(|(found, _)| found == key).map(|(_, name)| name.as_ref().to_owned());
    match name {
        Some(name) if !name.is_empty() => format!("{} ({name})", key.to_string()),
        _ => key.to_string(),
    }
}

/// Row `index` of a list.
pub fn line(view: &MappingView, tab: Tab, index: usize) -> Option<MapLine> {
    let mapping = &view.mapping;
    let made =
        |key: String, name: &str, target: Target| MapLine { key, name: name.to_owned(), target, options: 0 };
    match tab {
        Tab::Flows => view.own_flows.get(index).map(|(key, title)| {
            let partner = view.partner_flows.iter().map(|(key, title)| (key.clone(), title.as_str()));
            let target = mapping.flow(key).map_or(Target::Missing, |flow| Target::To(named(partner, flow)));
            made(key.to_string(), title, target)
        }),
        Tab::Questions => view.partner_questions.get(index).map(|question| question_line(view, question)),
        Tab::Agreements => view.partner_agreements.get(index).map(|(key, name)| {
            let row = mapping.agreements.iter().find(|row| &row.partner == key);
            let own = view.own_agreements.iter().map(|(key, name)| (key.clone(), name.as_str()));
            let target = row.map_or(Target::Missing, |row| Target::To(named(own, &row.own)));
            made(key.to_string(), name, target)
        }),
        Tab::Statuses => view.partner_statuses.get(index).map(|(key, name)| {
            let row = mapping.statuses.iter().find(|row| &row.partner == key);
            let own = view.own_statuses.iter().map(|(key, name)| (key.clone(), name.as_str()));
            let target = match row {
                Some(row) => Target::To(named(own, &row.own)),
                None if is_system(key) => Target::Itself,
                None => Target::Missing,
            };
            made(key.to_string(), name, target)
        }),
    }
}

fn question_line(view: &MappingView, question: &QuestionView) -> MapLine {
    let row = view.mapping.questions.iter().find(|row| row.partner == question.key);
    let own = view.own_questions.iter().map(|own| (own.key.clone(), own.name.as_str()));
    let target = match row.map(|row| (&row.own, &row.constant)) {
        Some((_, Some(constant))) => Target::Constant(constant.clone()),
        Some((Some(key), None)) => Target::To(named(own, key)),
        _ if question.required => Target::Missing,
        _ => Target::Optional,
    };
    MapLine {
        key: question.key.to_string(),
        name: question.name.to_string(),
        target,
        options: row.map_or(0, |row| row.options.len()),
    }
}

/// The next row (or the one before) that is mapped to nothing although it must be.
pub fn next_missing(view: &MappingView, tab: Tab, at: usize, forward: bool) -> Option<usize> {
    let missing = |index: &usize| line(view, tab, *index).is_some_and(|line| line.target == Target::Missing);
    if forward {
        (at + 1..length(view, tab)).find(missing)
    } else {
        (0..at.min(length(view, tab))).rev().find(missing)
    }
}

/// Where the mapping row stands that a failure's element points at.
pub fn place_of(element: &Element) -> Option<(Tab, String)> {
    match element {
        Element::Question(key) | Element::Answer(key, _) => Some((Tab::Questions, key.to_string())),
        Element::Agreement(key) => Some((Tab::Agreements, key.to_string())),
        Element::OwnFlow(key) | Element::Flow(key) => Some((Tab::Flows, key.to_string())),
        Element::Status(key) => Some((Tab::Statuses, key.to_string())),
        _ => None,
    }
}

/// The row of `key` in a list. A partner flow is found by the own flow that is mapped to it.
pub fn index_of(view: &MappingView, tab: Tab, key: &str) -> Option<usize> {
    let own = || view.mapping.flows.iter().find(|row| row.partner.to_string() == key);
    let found = |wanted: &str| {
        (0..length(view, tab)).find(|index| line(view, tab, *index).is_some_and(|line| line.key == wanted))
    };
    found(key).or_else(|| (tab == Tab::Flows).then(own).flatten().and_then(|row| found(&row.own.to_string())))
}
