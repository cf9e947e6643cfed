//! The one way state changes: a message in, effects out.
//!
//! Not here: what an action does (`act`), what an answer or event means (`answers`).

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::super::Ended;
use super::super::areas::Form;
use super::super::keymap::{self, Action, Found};
use super::super::theme::Meaning;
use super::doubt::Evidence;
use super::filter::Filter;
use super::layer::Layer;
use super::listing::Step;
use super::mapping::Tab;
use super::shelf::Ask;
use super::{App, Effect, Freshness, Load, Msg, NOTICE, Pane};
use crate::service::client::Link;

impl App {
    /// Takes a message in. Does no I/O.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let depth = self.layers.len();
        let effects = match msg {
            Msg::Tick(now) => self.tick(now),
            Msg::Key(key) => {
                // What was answered to the key before is read by now; what went wrong stays its time.
                self.notice = self.notice.take().filter(|notice| notice.meaning != Meaning::Dim);
                self.key(key)
            }
            Msg::Paste(text) => self.pasted(&text, "paste-ignored"),
            Msg::Burst(text) => self.pasted(&text, "burst-ignored"),
            Msg::Resize(columns, lines) => {
                self.size = (columns, lines);
                vec![Effect::Redraw]
            }
            Msg::Link(link) => self.linked(link),
            Msg::Event(event) => self.changed(*event),
            Msg::Answered(load, answer) => self.answered(load, answer),
            Msg::Updates(found) => {
                self.updates_planned(found.map(|plan| *plan));
                Vec::new()
            }
            Msg::Example(path, written) => {
                self.example_written(path, written);
                Vec::new()
            }
            Msg::Ordered(order, done) => self.ordered(order, done),
            Msg::Known(actor) => {
                self.whereabouts.actor = actor;
                Vec::new()
            }
            Msg::Started(started) => self.started(started),
        };
        if self.layers.len() < depth
            && let Some(Layer::Plan(plan)) = self.layers.last_mut()
        {
            // It was covered: keys meant for what lay over it answer nothing.
            plan.uncovered(self.now);
        }
        self.settle();
        effects
    }

    /// What the screen needs and does not have: asked for between update and draw.
    pub fn needs(&mut self) -> Vec<Effect> {
        let mut loads = Vec::new();
        if self.overview.take_need() {
            loads.push(Load::Overview);
        }
        loads.extend(self.queue.need());
        for layer in &mut self.layers {
            match layer {
                Layer::Detail(detail) => {
                    loads.extend(detail.sale.take_need().then_some(Load::Sale(detail.id)));
                    let looks = detail.wants_doubt() && detail.doubt.take_need();
                    loads.extend(looks.then_some(Load::Doubt(detail.id)));
                }
                Layer::Versions(versions) => {
                    let load = versions.list.take_need().then(|| Load::Versions(versions.name.clone()));
                    loads.extend(load);
                }
                Layer::Browse(browse) => loads.extend(browse.needed()),
                Layer::Plan(plan) => loads.extend(plan.evidence.as_mut().and_then(Evidence::needed)),
                _ => {}
            }
        }
        loads.extend(self.sheet_needed());
        let shown = self.layers.iter().any(|layer| matches!(layer, Layer::Jobs(_)));
        if shown && self.jobs.take_need() {
            loads.push(Load::Jobs);
        }
        let chosen = self.chosen().map(|integration| integration.name.clone());
        match (self.pane, chosen) {
            (Pane::Groups, _) if self.may_ask_groups() && self.groups.take_need() => {
                self.groups_asked = Some(self.now);
                loads.push(Load::Groups);
            }
            (Pane::Activity, _) => loads.extend(self.lately.need()),
            (Pane::Products, Some(name)) => {
                if self.catalogue.products.take_need() {
                    loads.push(Load::Products(name.clone()));
                }
                if self.layers.iter().any(|layer| matches!(layer, Layer::Sheet(_)))
                    && self.catalogue.differences.take_need()
                {
                    loads.push(Load::Differences(name));
                }
            }
            (Pane::Mappings, Some(name)) => {
                if self.catalogue.mapping.take_need() {
                    loads.push(Load::Mapping(name.clone()));
                }
                if self.catalogue.draft.view.take_need() {
                    loads.push(Load::Draft(name.clone()));
                }
                if self.catalogue.tab == Tab::Statuses && self.catalogue.course.take_need() {
                    loads.push(Load::Course(name.clone()));
                }
                if self.catalogue.draft.candidates.take_need() {
                    loads.push(Load::Candidates(name));
                }
            }
            _ => {}
        }
        if self.link == Link::Live {
            for query in self.administration_needed() {
                loads.extend(self.cabinet.want(query, self.now));
            }
        }
        let here = self.here_needed();
        loads.into_iter().map(Effect::Load).chain(here).collect()
    }

    fn may_ask_groups(&self) -> bool {
        self.groups_asked.is_none_or(|at| (self.now - at).num_seconds() >= 2)
    }

    fn tick(&mut self, now: crate::clock::Timestamp) -> Vec<Effect> {
        self.now = now;
        if self.notice.as_ref().is_some_and(|notice| now - notice.at >= NOTICE) {
            self.notice = None;
        }
        let page = self.page();
        self.queue.bury(now, page);
        Vec::new()
    }

    fn linked(&mut self, link: Link) -> Vec<Effect> {
        let was = std::mem::replace(&mut self.link, link);
        if link == Link::Live {
            self.heard = true;
            // The first answers may have failed while the service was starting.
            let failed = matches!(self.overview.ask, Ask::Failed(_));
            if failed || matches!(self.queue.ask, Ask::Failed(_)) {
                self.refresh();
            }
            if matches!(was, Link::Reconnecting { tries: 1.., .. }) && self.overview.value.is_some() {
                self.say(Meaning::Ok, self.look.say("reconnected", &[]));
            }
        }
        Vec::new()
    }

    fn started(&mut self, started: Result<(), String>) -> Vec<Effect> {
        match started {
            Ok(()) => self.say(Meaning::Ok, self.look.say("service-started", &[])),
            Err(why) => {
                self.say(Meaning::Error, self.look.say("service-not-started", &[("why", why.into())]))
            }
        }
        vec![Effect::Reconnect]
    }

    /// Reads everything that is on screen anew.
    pub fn refresh(&mut self) {
        self.overview.stale();
        self.queue.refresh();
        self.groups.stale();
        self.groups_asked = None;
        self.cabinet.stale();
        self.lately.rows.stale();
        self.catalogue.products.stale();
        self.catalogue.differences.stale();
        self.browsing_stale(None);
        self.catalogue.mapping.stale();
        self.catalogue.course.stale();
        self.catalogue.draft.view.stale();
        self.catalogue.draft.candidates.stale();
        self.catalogue.reading.sheet.stale();
        for layer in &mut self.layers {
            if let Layer::Detail(detail) = layer {
                detail.sale.stale();
                detail.doubt.stale();
            }
        }
    }

    fn pasted(&mut self, text: &str, said: &str) -> Vec<Effect> {
        if let Some(Layer::RuleText(typed)) = self.layers.last_mut() {
            typed.paste(text);
            return Vec::new();
        }
        match self.layers.last_mut().and_then(Layer::line) {
            Some(line) => {
                line.paste(text);
                self.searched();
            }
            None => {
                let count = text.chars().count();
                self.say(Meaning::Action, self.look.say(said, &[("count", count.into())]));
            }
        }
        Vec::new()
    }

    fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let named = keymap::name(&key);
        if self.areas().form == Form::TooSmall {
            return match named.as_deref() {
                Some("q" | "Ctrl-c") => vec![Effect::End(Ended::Left)],
                Some("Ctrl-l") => vec![Effect::Redraw],
                _ => Vec::new(),
            };
        }
        if self.layers.last().is_some_and(Layer::is_typing) {
            return self.typed(key, named.as_deref());
        }
        let Some(name) = named else { return Vec::new() };
        let typed = match self.prefix.take() {
            Some(prefix) => format!("{prefix} {name}"),
            None => name,
        };
        match keymap::find(self.contexts(), &typed) {
            Found::Action(Action::Candidate) => self.take_candidate(&typed),
            Found::Action(action) => self.act(action),
            Found::Prefix => {
                self.prefix = Some(typed);
                Vec::new()
            }
            Found::Nothing => Vec::new(),
        }
    }

    /// A key while something is being typed: only a few are not text.
    fn typed(&mut self, key: KeyEvent, name: Option<&str>) -> Vec<Effect> {
        let page = self.page();
        if let Some(Layer::Help(_, top)) = self.layers.last_mut() {
            if let Some(step) = Step::of(key.code) {
                *top = step.from(*top, keymap::TABLE.len(), page);
                return Vec::new();
            }
            *top = 0;
        }
        if let (Some(Layer::Plan(_)), Some(step)) = (self.layers.last(), Step::of(key.code)) {
            self.step_plan(step);
            return Vec::new();
        }
        let mut special = matches!(key.code, KeyCode::Enter | KeyCode::Esc | KeyCode::Tab | KeyCode::BackTab);
        if matches!(self.layers.last(), Some(Layer::RuleText(_))) {
            // Lines are made there.
            special &= key.code != KeyCode::Enter;
        }
        if let Some(Layer::Session(_)) = self.layers.last() {
            match key.code {
                KeyCode::Down => self.step_session(Step::Down),
                KeyCode::Up => self.step_session(Step::Up),
                _ => {}
            }
            special |= matches!(key.code, KeyCode::Up | KeyCode::Down);
        }
        if let Some(Layer::Form(form)) = self.layers.last() {
            special |= matches!(key.code, KeyCode::Up | KeyCode::Down);
            // Where there is no text to type, every key may mean something.
            special |= !form.is_text();
        }
        let control = name.is_some_and(|name| name.starts_with("Ctrl-"));
        if special || control {
            if let Found::Action(action) = keymap::find(self.contexts(), name.unwrap_or_default()) {
                return self.act(action);
            }
            if let Some(Layer::Form(form)) = self.layers.last_mut() {
                form.letter(key);
                self.form_turned();
            }
            if special {
                return Vec::new();
            }
        }
        match self.layers.last_mut() {
            Some(Layer::RuleText(text)) => text.key(key),
            Some(layer) => {
                if let Some(line) = layer.line() {
                    line.key(key);
                }
                self.searched();
            }
            None => {}
        }
        if let Some(Layer::Session(session)) = self.layers.last_mut() {
            // Other counterparts are found.
            session.at = Default::default();
        }
        Vec::new()
    }

    pub(super) fn show_filter(&mut self, filter: Filter, text: String) {
        self.queue.show(filter, text);
        self.show(Pane::Queue);
    }

    pub(super) fn show(&mut self, pane: Pane) {
        if self.pane != pane {
            self.last_pane = self.pane;
            self.pane = pane;
            self.search_for(String::new());
            self.only_asking = false;
            // What was said there is about what is no longer in front.
            self.notice = None;
        }
    }

    /// Rows of the pane that are in view.
    pub fn page(&self) -> usize {
        self.areas().rows().max(1)
    }

    /// Keeps every cursor inside its list.
    fn settle(&mut self) {
        let page = self.page();
        self.queue.settle(page);
        let length = |list: Option<usize>| list.unwrap_or(0);
        let groups = length(self.groups.value.as_ref().map(Vec::len));
        self.groups_at.settle(groups, self.half_page());
        let integrations = self.integrations().len();
        self.integrations_at.settle(integrations, self.half_page());
        let products = length(self.catalogue.products.value.as_ref().map(Vec::len));
        self.catalogue.products_at.settle(products, page);
        let mapping = self.mapping_length();
        self.catalogue.mapping_at.settle(mapping, page);
        let incoming = length(self.partners().map(|rows| rows.len()));
        self.incoming_at.settle(incoming, page);
        let own = self.own_length();
        self.own.at.settle(own, page);
        let activity = self.lately.length();
        self.lately.at.settle(activity, page);
    }

    /// Rows of a list whose lower part shows the row under the cursor.
    pub fn half_page(&self) -> usize {
        (self.page() / 2).max(3).min(self.page())
    }

    /// Rows of the mapping's list in front.
    pub fn mapping_length(&self) -> usize {
        let tab = self.catalogue.tab;
        self.mapped().map_or(0, |view| super::mapping::length(view, tab))
    }

    /// Why nothing may be changed now, if so.
    pub fn blocked(&self) -> Option<String> {
        (self.freshness() != Freshness::Live).then(|| self.look.say("blocked-offline", &[]))
    }

    /// True for actions that only move or show.
    pub fn is_harmless(action: Action) -> bool {
        !action.opens_plan()
    }
}
