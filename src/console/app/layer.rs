//! What can lie over a pane. Layers stack; keys go to the topmost.
//!
//! Not here: drawing them (`layers`).

use secrecy::SecretString;

use super::super::keymap::Context;
use super::App;
use super::access::Access;
use super::access::offers::Offers;
use super::access::record::Record;
use super::browse::{Browse, Looking};
use super::drafting::Clash;
use super::form::Form;
use super::hooks::Hooks;
use super::line::Line;
use super::listing::{Listing, Step};
use super::menu::Menu;
use super::plan::{Focus, Plan};
use super::proving::Proving;
use super::rule_edit::{RuleEdit, RuleText};
use super::session::Session;
use super::shelf::Shelf;
use crate::model::doubt::DoubtView;
use crate::model::draft::MappingVersion;
use crate::model::ids::{IntegrationName, SaleId};
use crate::model::view::SaleDetail;

/// A layer.
#[derive(Clone, Debug)]
pub enum Layer {
    /// The queue's filter is being typed.
    Filter(Line),
    /// Words to search for are being typed.
    Search(Line),
    /// A command is being typed.
    Palette(Line),
    /// The keys, filtered by what is typed; with the first line in view.
    Help(Line, usize),
    /// A sale.
    Detail(Box<Detail>),
    /// An integration's settings.
    Settings(IntegrationName, Listing),
    /// Information on what the pane's cursor is on, with the first line in view; the cursor moves on beneath it.
    Sheet(usize),
    /// The mapping session: the row under the pane's cursor, and what could stand in it.
    Session(Session),
    /// The conditions of an integration.
    Conditions(IntegrationName, Listing),
    /// Something about an integration, in lines.
    Browse(Box<Browse>),
    /// The proof of an integration.
    Proof(Box<Proving>),
    /// Three versions of a row, one of which is to be chosen.
    Clash(Box<Clash>),
    /// Versions of a mapping that were replaced.
    Versions(Box<Versions>),
    /// What can be done with sales.
    Menu(Menu),
    /// A partner's access to the own environment.
    Access(Box<Access>),
    /// What was done in the own environment.
    Record(Box<Record>),
    /// What can be done for a partner.
    Offers(Offers),
    /// A form.
    Form(Box<Form>),
    /// A rule being edited.
    Rule(Box<RuleEdit>),
    /// The same as text.
    RuleText(Box<RuleText>),
    /// Subscriptions to events, or the messages of one.
    Hooks(Box<Hooks>),
    /// The secret that messages are signed with, shown this once.
    Secret(SecretString),
    /// A new token, shown this once.
    Token(SecretString),
    /// A plan.
    Plan(Box<Plan>),
    /// Bulk work.
    Jobs(Listing),
    /// What became of something, line by line, with the first line in view.
    Report(Report),
    /// Whether to leave, and the answer with the focus.
    Leave(Focus),
}

/// Versions of a mapping that were replaced, newest first.
#[derive(Clone, Debug)]
pub struct Versions {
    /// The integration.
    pub name: IntegrationName,
    /// The versions.
    pub list: Shelf<Vec<MappingVersion>>,
    /// Cursor among them.
    pub at: Listing,
}

/// A sale in detail.
#[derive(Clone, Debug)]
pub struct Detail {
    /// Its number at A.
    pub id: SaleId,
    /// Which part.
    pub tab: DetailTab,
    /// The first line in view.
    pub top: usize,
    /// What the service said.
    pub sale: Shelf<Box<SaleDetail>>,
    /// What stands at the partner, while there is a doubt.
    pub doubt: Shelf<Box<DoubtView>>,
}

impl Detail {
    /// One that has still to be asked for.
    pub fn new(id: SaleId) -> Self {
        Self { id, tab: DetailTab::default(), top: 0, sale: Shelf::new(), doubt: Shelf::new() }
    }
}

/// Parts of a sale's detail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DetailTab {
    /// What happened.
    #[default]
    Timeline,
    /// A's sale.
    Fields,
    /// Attempts to place it.
    Attempts,
    /// The last body sent.
    Sent,
    /// What the partner has that is like it.
    Doubt,
    /// Why it goes or does not.
    Trace,
}

impl DetailTab {
    /// All, in order.
    pub const ALL: [Self; 6] =
        [Self::Timeline, Self::Trace, Self::Fields, Self::Attempts, Self::Sent, Self::Doubt];

    /// The word in text keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Timeline => "timeline",
            Self::Fields => "fields",
            Self::Attempts => "attempts",
            Self::Sent => "sent",
            Self::Doubt => "doubt",
            Self::Trace => "trace",
        }
    }

    /// The one so many further, round and round.
    pub fn step(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|tab| *tab == self).unwrap_or(0);
        Self::ALL[(at + by) % Self::ALL.len()]
    }
}

/// Lines about something that was done.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its title.
    pub title: String,
    /// Lines.
    pub lines: Vec<String>,
    /// The first in view.
    pub top: usize,
}

impl Layer {
    /// The line that keys go to, when one is being typed.
    pub fn line(&mut self) -> Option<&mut Line> {
        match self {
            Self::Filter(line) | Self::Search(line) | Self::Palette(line) | Self::Help(line, _) => Some(line),
            Self::Form(form) => form.line(),
            Self::Plan(plan) => plan.line(),
            Self::Session(session) => session.search.as_mut(),
            _ => None,
        }
    }

    /// True while keys are text.
    pub fn is_typing(&self) -> bool {
        match self {
            Self::Filter(_) | Self::Search(_) | Self::Palette(_) | Self::Help(..) => true,
            Self::Form(_) | Self::RuleText(_) => true,
            Self::Plan(plan) => plan.is_typing(),
            Self::Session(session) => session.search.is_some(),
            _ => false,
        }
    }
}

impl App {
    /// Where keys count now, the most particular first.
    pub fn contexts(&self) -> &'static [Context] {
        self.contexts_above(&self.layers)
    }

    /// Where keys count with these layers over the pane.
    pub fn contexts_above(&self, layers: &[Layer]) -> &'static [Context] {
        use Context::*;
        match layers.last() {
            Some(Layer::Form(_)) => &[Form, Always],
            Some(Layer::RuleText(_)) => &[RuleText, Always],
            Some(Layer::Rule(_)) => &[Rule, List, Overlay, Always],
            Some(layer) if layer.is_typing() => &[Typing, Always],
            Some(Layer::Detail(_)) => &[Detail, List, Overlay, Pane, Always],
            Some(Layer::Settings(..)) => &[Settings, List, Overlay, Pane, Always],
            Some(Layer::Conditions(..)) => &[Conditions, List, Overlay, Pane, Always],
            Some(Layer::Browse(browse)) => match browse.what {
                Looking::Drifts(_) => &[Drifts, List, Overlay, Pane, Always],
                Looking::Backtest(_) => &[Backtest, List, Overlay, Pane, Always],
                _ => &[List, Overlay, Pane, Always],
            },
            Some(Layer::Proof(_)) => &[Proof, List, Overlay, Pane, Always],
            Some(Layer::Session(_)) => &[Session, List, Overlay, Pane, Always],
            Some(Layer::Sheet(_)) if self.question_in_front().is_some() => {
                &[Sheet, List, Overlay, Pane, Always]
            }
            Some(Layer::Sheet(_)) if self.pane == super::Pane::Products => {
                &[Products, List, Overlay, Pane, Always]
            }
            Some(Layer::Menu(_) | Layer::Offers(_) | Layer::Clash(_) | Layer::Versions(_)) => {
                &[Menu, List, Overlay, Pane, Always]
            }
            Some(Layer::Jobs(_)) => &[Jobs, List, Overlay, Pane, Always],
            Some(Layer::Access(_)) => &[Access, List, Overlay, Pane, Always],
            Some(Layer::Record(_)) => &[Record, List, Overlay, Pane, Always],
            // Leaving it must be meant: a token is never shown again.
            Some(Layer::Token(_) | Layer::Secret(_)) => &[Token, Always],
            Some(Layer::Hooks(_)) => &[Hooks, List, Overlay, Pane, Always],
            // There is nothing to say yes or no to.
            Some(Layer::Plan(plan)) if plan.is_empty() => &[Overlay, Pane, Always],
            Some(Layer::Plan(_) | Layer::Leave(_)) => &[Confirm, Always],
            Some(_) => &[List, Overlay, Pane, Always],
            None if self.is_new() => &[List, Pane, Always],
            None => match self.pane {
                super::Pane::Queue => &[Queue, List, Pane, Always],
                super::Pane::Groups => &[Groups, List, Pane, Always],
                super::Pane::Integrations => &[Integrations, List, Pane, Always],
                super::Pane::Products => &[Products, Partner, List, Pane, Always],
                super::Pane::Mappings => &[Mappings, Partner, List, Pane, Always],
                super::Pane::Incoming => &[Incoming, List, Pane, Always],
                super::Pane::Catalogue => &[Catalogue, List, Pane, Always],
                super::Pane::Activity => &[Activity, List, Pane, Always],
            },
        }
    }

    pub(super) fn step_doors(&mut self, step: Step) {
        let lines = self.door_lines().len();
        let page = self.door_page(lines);
        self.doors_top = step.from(self.doors_top, lines.saturating_sub(page) + 1, page);
    }

    pub(super) fn step_detail(&mut self, step: Step) {
        let Some(Layer::Detail(detail)) = self.layers.last() else { return };
        let (lines, page) = self.detail_lines(detail);
        let top = step.from(detail.top, lines.saturating_sub(page) + 1, page);
        if let Some(Layer::Detail(detail)) = self.layers.last_mut() {
            detail.top = top;
        }
    }

    pub(super) fn step_report(&mut self, step: Step) {
        let Some(Layer::Report(report)) = self.layers.last() else { return };
        let lines = self.report_lines(report).len();
        let page = self.report_page(lines);
        let top = step.from(report.top, lines.saturating_sub(page) + 1, page);
        if let Some(Layer::Report(report)) = self.layers.last_mut() {
            report.top = top;
        }
    }
}
