//! The mapping session: one row at a time with its likely counterparts, taken by a key each. Every decision is
//! kept at once; nothing counts before it is published.
//!
//! Not here: keeping decisions (`drafting`), drawing (`layers::session`).

use std::collections::BTreeMap;

use super::layer::{Layer, Report};
use super::line::Line;
use super::listing::{Listing, Step};
use super::mapping::{self, Tab};
use super::{App, Effect, Load, Pane};
use crate::console::labels;
use crate::console::theme::Meaning;
use crate::console::words;
use crate::model::act::MappingRow;
use crate::model::mapping::{AgreementRow, FlowRow, QuestionRow, StatusRow};
use crate::model::rehearsal::Sampled;
use crate::model::shown::Shown;
use crate::model::side_by_side::{MappingView, QuestionView};
use crate::model::suggestion::Likeness;

/// The session over the mappings pane, whose cursor says which row it is about.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// Which counterpart is highlighted.
    pub at: Listing,
    /// What is searched for among all counterparts there are.
    pub search: Option<Line>,
}

/// A counterpart to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The row it would make.
    pub row: MappingRow,
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// How sure and why, where it was proposed.
    pub sure: Option<(u8, Likeness)>,
}

/// What can be chosen for a row: what is proposed, or everything that holds the words searched for.
pub fn choices(app: &App, session: &Session) -> Vec<Choice> {
    let (tab, index) = (app.catalogue.tab, app.catalogue.mapping_at.at);
    let Some(view) = app.mapped() else { return Vec::new() };
    let Some(place) = mapping::place(view, tab, index) else { return Vec::new() };
    let proposed = app.catalogue.draft.candidates.value.iter().flatten();
    let proposed = proposed.filter(|one| one.row.place() == place).map(|one| {
        let row = one.row.change();
        let name = if tab == Tab::Flows { &one.partner } else { &one.own };
        let key = counterpart(&row).unwrap_or_default();
        Choice { row, key, name: name.to_string(), sure: Some((one.score, one.reason)) }
    });
    let Some(search) = &session.search else { return proposed.collect() };
    let words: Vec<String> = search.text().to_lowercase().split_whitespace().map(str::to_owned).collect();
    let mut known: BTreeMap<String, Choice> = proposed.map(|one| (one.key.clone(), one)).collect();
    let holds = |text: String| words.iter().all(|word| text.to_lowercase().contains(word.as_str()));
    let found = targets(view, tab).into_iter().filter(|(key, name)| holds(format!("{key} {name}")));
    let made = found.filter_map(|(key, name)| {
        let row = made(view, tab, index, &key)?;
        Some(known.remove(&key).unwrap_or(Choice { row, key, name, sure: None }))
    });
    made.collect()
}

/// Everything that could stand on the other side of a list, by key and name.
fn targets(view: &MappingView, tab: Tab) -> Vec<(String, String)> {
    fn named<K: ToString, N: ToString>(list: &[(K, N)]) -> Vec<(String, String)> {
        list.iter().map(|(key, name)| (key.to_string(), name.to_string())).collect()
    }
    match tab {
        Tab::Flows => named(&view.partner_flows),
        Tab::Questions => {
            let own = view.own_questions.iter();
            own.map(|own| (own.key.to_string(), own.name.to_string())).collect()
        }
        Tab::Agreements => named(&view.own_agreements),
        Tab::Statuses => named(&view.own_statuses),
    }
}

/// The row `index` of a list, mapped to what is called `to`.
pub fn made(view: &MappingView, tab: Tab, index: usize, to: &str) -> Option<MappingRow> {
    Some(match tab {
        Tab::Flows => {
            let partner = view.partner_flows.iter().find(|(key, _)| key.to_string() == to)?.0.clone();
            MappingRow::SetFlow(FlowRow { own: view.own_flows.get(index)?.0.clone(), partner })
        }
        Tab::Questions => {
            let question = view.partner_questions.get(index)?;
            let own = view.own_questions.iter().find(|own| own.key.as_str() == to)?;
            MappingRow::SetQuestion(QuestionRow {
                partner: question.key.clone(),
                own: Some(own.key.clone()),
                constant: None,
                default: None,
                options: table(own, question),
                date: None,
            })
        }
        Tab::Agreements => {
            let partner = view.partner_agreements.get(index)?.key.clone();
            MappingRow::SetAgreement(AgreementRow { own: to.into(), partner })
        }
        Tab::Statuses => {
            let partner = view.partner_statuses.get(index)?.0.clone();
            MappingRow::SetStatus(StatusRow { partner, own: to.into() })
        }
    })
}

/// Our options with those of the partner's that read the same; empty where all of ours are the partner's.
fn table(own: &QuestionView, question: &QuestionView) -> BTreeMap<String, String> {
    let (ours, theirs) = (mapping::answers(own), mapping::answers(question));
    if theirs.is_empty() || ours.iter().all(|option| theirs.contains(option)) {
        return BTreeMap::new();
    }
    let pair =
        |option: &Shown| Some((option.to_string(), mapping::reads_the_same(question, option.as_str())?));
    ours.iter().filter_map(pair).collect()
}

/// What a row is mapped to, by its key; `None` where there is none.
pub fn counterpart(row: &MappingRow) -> Option<String> {
    match row {
        MappingRow::SetFlow(row) => Some(row.partner.to_string()),
        MappingRow::SetQuestion(row) => row.own.as_ref().map(ToString::to_string),
        MappingRow::SetAgreement(row) => Some(row.own.to_string()),
        MappingRow::SetStatus(row) => Some(row.own.to_string()),
        _ => None,
    }
}

/// The row of question `index` for every question that is the same and not mapped as it is.
pub fn identical(view: &MappingView, index: usize) -> Vec<MappingRow> {
    let question = view.partner_questions.get(index);
    let row = question.and_then(|one| view.mapping.questions.iter().find(|row| row.partner == one.key));
    row.into_iter().flat_map(|row| view.alike(row)).map(MappingRow::SetQuestion).collect()
}

/// `last`, decided about row `index` instead.
fn repeated(view: &MappingView, tab: Tab, index: usize, last: &MappingRow) -> Option<MappingRow> {
    let none = mapping::none(view, tab, index)?;
    if none.place().0 != last.place().0 {
        return None;
    }
    match last {
        MappingRow::SetQuestion(row) => match &row.own {
            Some(own) => match made(view, tab, index, own.as_str())? {
                MappingRow::SetQuestion(made) => {
                    let (default, date) = (row.default.clone(), row.date.clone());
                    Some(MappingRow::SetQuestion(QuestionRow { default, date, ..made }))
                }
                other => Some(other),
            },
            None => {
                let partner = view.partner_questions.get(index)?.key.clone();
                Some(MappingRow::SetQuestion(QuestionRow { partner, ..row.clone() }))
            }
        },
        _ => match counterpart(last) {
            Some(to) => made(view, tab, index, &to),
            None => Some(none),
        },
    }
}

impl App {
    /// The session in front.
    fn session(&self) -> Option<&Session> {
        match self.layers.last() {
            Some(Layer::Session(session)) => Some(session),
            _ => None,
        }
    }

    /// True while the session is in front.
    pub(super) fn in_session(&self) -> bool {
        self.session().is_some()
    }

    /// Begins a session at the row under the cursor.
    pub(super) fn open_session(&mut self) {
        if self.pane != Pane::Mappings || self.mapping_length() == 0 || self.is_blocked() {
            return;
        }
        self.layers.push(Layer::Session(Session::default()));
    }

    /// The next row of the list, or the one before; only one that is open when `open`.
    pub(super) fn session_go(&mut self, forward: bool, open: bool) {
        let (tab, at) = (self.catalogue.tab, self.catalogue.mapping_at.at);
        if open {
            return self.advance(forward);
        }
        let step = if forward { Step::Down } else { Step::Up };
        self.session_show(tab, step.from(at, self.mapping_length(), 1));
    }

    fn session_show(&mut self, tab: Tab, index: usize) {
        self.catalogue.tab = tab;
        self.catalogue.mapping_at = Listing { at: index, top: 0 };
        if let Some(Layer::Session(session)) = self.layers.last_mut() {
            *session = Session::default();
        }
    }

    /// On to the next open row, or back to the one before.
    fn advance(&mut self, forward: bool) {
        let (tab, at) = (self.catalogue.tab, self.catalogue.mapping_at.at);
        match self.catalogue.draft.progress.next(tab, at, forward) {
            Some((tab, index)) => self.session_show(tab, index),
            None => {
                self.session_show(tab, at);
                self.say(Meaning::Ok, self.look.say("session-all", &[]));
            }
        }
    }

    /// Takes the counterpart of a digit, or none.
    pub(super) fn take_candidate(&mut self, key: &str) -> Vec<Effect> {
        let (tab, at) = (self.catalogue.tab, self.catalogue.mapping_at.at);
        let Some(session) = self.session() else { return Vec::new() };
        let row = match key.parse::<usize>() {
            Ok(0) => self.mapped().and_then(|view| mapping::none(view, tab, at)),
            Ok(number) => choices(self, session).into_iter().nth(number - 1).map(|choice| choice.row),
            Err(_) => None,
        };
        match row {
            Some(row) => self.take(row),
            None => {
                self.say(Meaning::Dim, self.look.say("session-no-such", &[("number", key.into())]));
                Vec::new()
            }
        }
    }

    /// Takes the highlighted counterpart.
    pub(super) fn take_highlighted(&mut self) -> Vec<Effect> {
        let Some(session) = self.session() else { return Vec::new() };
        match choices(self, session).into_iter().nth(session.at.at) {
            Some(choice) => self.take(choice.row),
            None => Vec::new(),
        }
    }

    pub(super) fn take(&mut self, row: MappingRow) -> Vec<Effect> {
        let stands = self.catalogue.draft.conflict(&row).is_some() || self.is_others(&row);
        if stands && self.open_clash(row.clone()) {
            return Vec::new();
        }
        let effects = self.decide(vec![row]);
        if !effects.is_empty() {
            self.advance(true);
        }
        effects
    }

    /// The same decision once more, about the row in front.
    pub(super) fn repeat(&mut self) -> Vec<Effect> {
        let (tab, at) = (self.catalogue.tab, self.catalogue.mapping_at.at);
        let last = self.catalogue.draft.last.as_ref();
        let row = last.zip(self.mapped()).and_then(|(last, view)| repeated(view, tab, at, last));
        match row {
            Some(row) => self.take(row),
            None => {
                self.say(Meaning::Dim, self.look.say("repeat-nothing", &[]));
                Vec::new()
            }
        }
    }

    /// The decision about the question in front, for every question that is the same.
    pub(super) fn spread(&mut self) -> Vec<Effect> {
        let at = self.catalogue.mapping_at.at;
        let rows = match self.mapped() {
            Some(view) if self.catalogue.tab == Tab::Questions => identical(view, at),
            _ => Vec::new(),
        };
        // What a colleague decided is asked about row by row.
        let rows: Vec<_> = rows.into_iter().filter(|row| !self.is_others(row)).collect();
        if rows.is_empty() {
            self.say(Meaning::Dim, self.look.say("spread-nothing", &[]));
            return Vec::new();
        }
        let count = rows.len();
        let effects = self.decide(rows);
        if !effects.is_empty() {
            self.say(Meaning::Ok, self.look.say("spread-done", &[("count", count.into())]));
        }
        effects
    }

    /// Moves the highlight.
    pub(super) fn step_session(&mut self, step: Step) {
        let Some(length) = self.session().map(|session| choices(self, session).len()) else { return };
        if let Some(Layer::Session(session)) = self.layers.last_mut() {
            session.at.go(step, length, length.max(1));
        }
    }

    /// Opens the search among all counterparts.
    pub(super) fn session_search(&mut self) {
        if let Some(Layer::Session(session)) = self.layers.last_mut() {
            *session = Session { at: Listing::default(), search: Some(Line::default()) };
        }
    }

    /// What a row gives for the last sales.
    pub(super) fn show_samples(&mut self, row: &MappingRow, found: &[Sampled]) {
        let look = self.look;
        let title = look.say("samples-title", &[("key", row.place().1.into())]);
        let view = self.mapped();
        let (own, partner) = match row {
            MappingRow::SetQuestion(row) => (
                view.and_then(|view| {
                    view.own_questions.iter().find(|one| Some(&one.key) == row.own.as_ref())
                }),
                view.and_then(|view| view.partner_questions.iter().find(|one| one.key == row.partner)),
            ),
            _ => (None, None),
        };
        let said = |question, held: &Option<Shown>| {
            held.as_ref()
                .map_or_else(|| "–".to_owned(), |held| labels::answer(&look, question, held.as_str()))
        };
        let line = |one: &Sampled| {
            let sent = match &one.failure {
                Some(failure) => format!("x {}", words::failure(&look, failure)),
                None => said(partner, &one.sent),
            };
            format!("{}  {} > {sent}", one.sale, said(own, &one.own))
        };
        let mut lines: Vec<_> = found.iter().map(line).collect();
        if lines.is_empty() {
            lines.push(look.say("samples-no-sales", &[]));
        }
        self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
    }

    /// Asks what the row in front, as it is decided, gives for sales that exist.
    pub(super) fn try_row(&mut self) -> Vec<Effect> {
        let (tab, at) = (self.catalogue.tab, self.catalogue.mapping_at.at);
        let Some(name) = self.chosen().map(|chosen| chosen.name.clone()) else { return Vec::new() };
        let row = self.mapped().and_then(|view| mapping::row(view, tab, at));
        match row {
            Some(row) if tab != Tab::Statuses => vec![Effect::Load(Load::Samples(name, row))],
            _ => {
                self.say(Meaning::Dim, self.look.say("samples-none", &[]));
                Vec::new()
            }
        }
    }
}
