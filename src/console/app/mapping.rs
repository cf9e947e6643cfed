//! A mapping as lists: what corresponds to what, row by row, what is missing, and what is in doubt.
//!
//! Not here: deciding about a row (`drafting`), drawing (`screens::mappings`).

use std::collections::{BTreeMap, BTreeSet};

use crate::model::act::MappingRow;
use crate::model::draft::{Conflict, published};
use crate::model::failure::Element;
use crate::model::side_by_side::{AgreementView, MappingView, QuestionView};
use crate::model::status::by_itself;
use crate::model::suggestion::Suggestion;
use crate::model::table;
pub use crate::model::table::answers;

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
    /// Always ticked, or never.
    Box(bool),
    /// Itself: a system status.
    Itself,
    /// Another system status, of this identifier.
    System(String),
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
        Tab::Agreements => view.partner_agreements.get(index).map(|AgreementView { key, name, required }| {
            let row = mapping.agreements.iter().find(|row| &row.partner == key);
            let own = view.own_agreements.iter().map(|(key, name)| (key.clone(), name.as_str()));
            let none = if *required { Target::Missing } else { Target::Optional };
            let target = row.map_or(none, |row| Target::To(named(own, &row.own)));
            made(key.to_string(), name, target)
        }),
        Tab::Statuses => view.partner_statuses.get(index).map(|(key, name)| {
            let row = mapping.statuses.iter().find(|row| &row.partner == key);
            let own = view.own_statuses.iter().map(|(key, name)| (key.clone(), name.as_str()));
            let target = match (row, by_itself(key)) {
                (Some(row), _) => Target::To(named(own, &row.own)),
                (None, Some(own)) if own == *key => Target::Itself,
                (None, Some(own)) => Target::System(own.to_string()),
                (None, None) => Target::Missing,
            };
            made(key.to_string(), name, target)
        }),
    }
}

fn question_line(view: &MappingView, question: &QuestionView) -> MapLine {
    let row = view.mapping.questions.iter().find(|row| row.partner == question.key);
    let own = view.own_questions.iter().map(|own| (own.key.clone(), own.name.as_str()));
    let target = match row.map(|row| (&row.own, &row.constant)) {
        Some((_, Some(constant))) if question.input_type == "checkbox" => Target::Box(constant == "1"),
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

/// How far a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is to be done.
    Done,
    /// It lacks its counterpart, and one candidate stands out.
    Open,
    /// It lacks its counterpart and no candidate stands out, or options of ours have no counterpart.
    Doubt,
    /// It was decided, and somebody published otherwise meanwhile.
    Conflict,
}

/// How far every row is, list by list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    rows: [Vec<Standing>; Tab::ALL.len()],
}

impl Progress {
    /// Of `view`, in which everything that was decided is carried out.
    pub fn of(view: &MappingView, conflicts: &[Conflict], candidates: &[Suggestion]) -> Self {
        let conflicts: BTreeSet<_> = conflicts.iter().map(|conflict| conflict.mine.row.place()).collect();
        let mut sure: BTreeMap<(&'static str, String), bool> = BTreeMap::new();
        for one in candidates {
            // The surest of a row comes first.
            sure.entry(one.row.place()).or_insert(one.is_sure(Suggestion::ACCEPT));
        }
        let questions: BTreeMap<_, _> =
            view.mapping.questions.iter().map(|row| (row.partner.as_str(), row)).collect();
        let of = |tab: Tab, index: usize| {
            let Some(place) = place(view, tab, index) else { return Standing::Done };
            let question = view.partner_questions.get(index).filter(|_| tab == Tab::Questions);
            let lacks = match question {
                Some(question) => question.required && !questions.contains_key(question.key.as_str()),
                None => line(view, tab, index).is_some_and(|line| line.target == Target::Missing),
            };
            let row = question.and_then(|question| questions.get(question.key.as_str()));
            if conflicts.contains(&place) {
                Standing::Conflict
            } else if lacks {
                if sure.get(&place) == Some(&true) { Standing::Open } else { Standing::Doubt }
            } else if row.is_some_and(|row| !table::lacking(view, row).is_empty()) {
                Standing::Doubt
            } else {
                Standing::Done
            }
        };
        let rows = Tab::ALL.map(|tab| (0..length(view, tab)).map(|index| of(tab, index)).collect());
        Self { rows }
    }

    /// How far a row is.
    pub fn at(&self, tab: Tab, index: usize) -> Standing {
        self.rows[tab as usize].get(index).copied().unwrap_or(Standing::Done)
    }

    /// Rows there are in all.
    pub fn all(&self) -> usize {
        self.rows.iter().map(Vec::len).sum()
    }

    /// Rows that are so far.
    pub fn count(&self, standing: Standing) -> usize {
        self.rows.iter().flatten().filter(|one| **one == standing).count()
    }

    /// The next other row that something is to be done about, or the one before: through all lists, round and
    /// round.
    pub fn next(&self, tab: Tab, at: usize, forward: bool) -> Option<(Tab, usize)> {
        let open = |tab: Tab| {
            let rows = self.rows[tab as usize].iter().enumerate();
            rows.filter(|(_, one)| **one != Standing::Done).map(move |(index, _)| (tab, index))
        };
        let place = |(tab, index): &(Tab, usize)| (*tab as usize, *index);
        let here = (tab as usize, at);
        let others: Vec<_> = Tab::ALL.into_iter().flat_map(open).filter(|one| place(one) != here).collect();
        let (before, after): (Vec<_>, Vec<_>) = others.into_iter().partition(|one| place(one) < here);
        let mut round = after.into_iter().chain(before);
        if forward { round.next() } else { round.next_back() }
    }
}

/// Our options that have no counterpart in row `index` of a list.
pub fn lacking(view: &MappingView, tab: Tab, index: usize) -> Vec<String> {
    match row(view, tab, index) {
        Some(MappingRow::SetQuestion(row)) => {
            table::lacking(view, &row).iter().map(ToString::to_string).collect()
        }
        _ => Vec::new(),
    }
}

/// The partner's option that reads as an own one.
pub fn reads_the_same(question: &QuestionView, own: &str) -> Option<String> {
    let plain = |text: &str| text.trim().to_lowercase();
    answers(question).iter().find(|option| plain(option.as_str()) == plain(own)).map(ToString::to_string)
}

/// The list of a row as decisions name it, and its key there.
pub fn place(view: &MappingView, tab: Tab, index: usize) -> Option<(&'static str, String)> {
    none(view, tab, index).map(|row| row.place())
}

/// The decision that there is to be no such row.
pub fn none(view: &MappingView, tab: Tab, index: usize) -> Option<MappingRow> {
    Some(match tab {
        Tab::Flows => MappingRow::UnsetFlow(view.own_flows.get(index)?.0.clone()),
        Tab::Questions => MappingRow::UnsetQuestion(view.partner_questions.get(index)?.key.clone()),
        Tab::Agreements => MappingRow::UnsetAgreement(view.partner_agreements.get(index)?.key.clone()),
        Tab::Statuses => MappingRow::UnsetStatus(view.partner_statuses.get(index)?.0.clone()),
    })
}

/// The row as it stands, when there is one.
pub fn row(view: &MappingView, tab: Tab, index: usize) -> Option<MappingRow> {
    published(&view.mapping, &none(view, tab, index)?)
}

/// Where a decision stands.
pub fn place_of_row(view: &MappingView, row: &MappingRow) -> Option<(Tab, usize)> {
    let (list, key) = row.place();
    let tab = match list {
        "flow" => Tab::Flows,
        "question" => Tab::Questions,
        "agreement" => Tab::Agreements,
        _ => Tab::Statuses,
    };
    Some((tab, index_of(view, tab, &key)?))
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
