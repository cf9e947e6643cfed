//! What can be looked at about a link, in lines: what the partner changed, what the switches would decide, what the
//! mapping makes of sales that went, what a sync carried over. A row shows what belongs to it while the cursor is on
//! it.
//!
//! Not here: its lines (`layers::browse`).

use super::arrange::Arrange;
use super::layer::{Detail, Layer};
use super::listing::Step;
use super::plan::{Plan, Subject};
use super::shelf::Shelf;
use super::{App, Load, Order, Pane, Trouble, mapping};
use crate::console::theme::Meaning;
use crate::locale::drift as told;
use crate::model::drift::DriftView;
use crate::model::ids::{IntegrationName, SaleId};
use crate::model::rehearsal::{Advice, Backtest, Backtested, Decided, Tested};
use crate::service::protocol::{Answer, ProductDiff};

/// Something to look at.
#[derive(Clone, Debug)]
pub struct Browse {
    /// The integration.
    pub name: IntegrationName,
    /// What.
    pub what: Looking,
    /// The row under the cursor.
    pub at: usize,
    /// Lines scrolled beyond it.
    pub top: usize,
}

/// What is looked at.
#[derive(Clone, Debug)]
pub enum Looking {
    /// What the partner changed.
    Drifts(Shelf<Vec<DriftView>>),
    /// What is probably not meant in the switches, and what they would decide.
    Rehearsal(Shelf<Vec<Advice>>, Shelf<Vec<Decided>>),
    /// The last sales through the mapping of now.
    Backtest(Shelf<Box<Backtest>>),
    /// What a sync carried over, by product.
    Written(Vec<ProductDiff>),
}

impl Looking {
    /// The word in text keys.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Drifts(_) => "drifts",
            Self::Rehearsal(..) => "rehearsal",
            Self::Backtest(_) => "backtest",
            Self::Written(_) => "written",
        }
    }
}

/// The versions that are shown: what is open first, each of them the newest first. What raised nothing and changed
/// nothing is no news.
pub fn drifts(views: &[DriftView]) -> Vec<&DriftView> {
    let mut shown: Vec<_> = views.iter().filter(|view| !view.drift.changes.is_empty()).collect();
    shown.sort_by_key(|view| !view.drift.is_open());
    shown
}

impl Browse {
    /// What it needs of the service.
    pub fn needed(&mut self) -> Vec<Load> {
        let name = || self.name.clone();
        match &mut self.what {
            Looking::Drifts(views) => views.take_need().then(|| Load::Drifts(name())).into_iter().collect(),
            Looking::Rehearsal(advice, decided) => {
                let advice = advice.take_need().then(|| Load::Advice(name()));
                advice.into_iter().chain(decided.take_need().then(|| Load::Simulate(name()))).collect()
            }
            Looking::Backtest(found) => {
                found.take_need().then(|| Load::Backtest(name())).into_iter().collect()
            }
            Looking::Written(_) => Vec::new(),
        }
    }

    /// What was asked for is to be asked again.
    pub fn stale(&mut self) {
        match &mut self.what {
            Looking::Drifts(views) => views.stale(),
            Looking::Rehearsal(advice, decided) => {
                advice.stale();
                decided.stale();
            }
            Looking::Backtest(found) => found.stale(),
            Looking::Written(_) => {}
        }
    }

    /// The drift under the cursor.
    fn drift(&self) -> Option<&DriftView> {
        let Looking::Drifts(Shelf { value: Some(views), .. }) = &self.what else { return None };
        drifts(views).get(self.at).copied()
    }
}

impl App {
    fn browse(&mut self, what: Looking) {
        let name = match self.pane {
            Pane::Mappings | Pane::Products => self.chosen(),
            _ => self.integration_in_front(),
        };
        if let Some(name) = name.map(|link| link.name.clone()) {
            self.layers.push(Layer::Browse(Box::new(Browse { name, what, at: 0, top: 0 })));
        }
    }

    /// Shows what the partner of the integration in front changed.
    pub(super) fn open_drifts(&mut self) {
        self.browse(Looking::Drifts(Shelf::new()));
    }

    /// Shows what is probably not meant in the switches of the integration in front, and what they would decide.
    pub(super) fn open_rehearsal(&mut self) {
        self.browse(Looking::Rehearsal(Shelf::new(), Shelf::new()));
    }

    /// Shows the last sales through the mapping in front.
    pub(super) fn open_backtest(&mut self) {
        self.browse(Looking::Backtest(Shelf::new()));
    }

    /// Shows what a sync carried over.
    pub(super) fn open_written(&mut self, name: IntegrationName, written: Vec<ProductDiff>) {
        self.layers.push(Layer::Browse(Box::new(Browse {
            name,
            what: Looking::Written(written),
            at: 0,
            top: 0,
        })));
    }

    /// What was looked at is here.
    pub(super) fn browsed(&mut self, load: &Load, answer: Result<Answer, Trouble>) {
        let (Load::Drifts(name) | Load::Advice(name) | Load::Simulate(name) | Load::Backtest(name)) = load
        else {
            return;
        };
        let found = self.layers.iter_mut().find_map(|layer| match layer {
            Layer::Browse(browse) if browse.name == *name => Some(&mut browse.what),
            _ => None,
        });
        let trouble = |answer: Result<Answer, Trouble>| answer.err().unwrap_or(Trouble::Unreadable);
        match (found, load, answer) {
            (Some(Looking::Drifts(views)), Load::Drifts(_), answer) => views.put(match answer {
                Ok(Answer::Drifts(found)) => Ok(found),
                other => Err(trouble(other)),
            }),
            (Some(Looking::Rehearsal(advice, _)), Load::Advice(_), answer) => advice.put(match answer {
                Ok(Answer::Advice(found)) => Ok(found),
                other => Err(trouble(other)),
            }),
            (Some(Looking::Rehearsal(_, decided)), Load::Simulate(_), answer) => decided.put(match answer {
                Ok(Answer::Simulate(found)) => Ok(found),
                other => Err(trouble(other)),
            }),
            (Some(Looking::Backtest(shelf)), Load::Backtest(_), answer) => shelf.put(match answer {
                Ok(Answer::Backtest(found)) => Ok(found),
                other => Err(trouble(other)),
            }),
            _ => {}
        }
    }

    /// Something of an integration changed: what is looked at about it is no longer so.
    pub(super) fn browsing_stale(&mut self, name: Option<&IntegrationName>) {
        for layer in &mut self.layers {
            if let Layer::Browse(browse) = layer
                && name.is_none_or(|name| browse.name == *name)
            {
                browse.stale();
            }
        }
    }

    /// To another row, or on through the lines of the one in front.
    pub(super) fn step_browse(&mut self, step: Step) {
        let page = self.page();
        let Some(Layer::Browse(browse)) = self.layers.last() else { return };
        let (rows, lines) = self.browse_size(browse);
        let Some(Layer::Browse(browse)) = self.layers.last_mut() else { return };
        match step {
            Step::Down | Step::Up | Step::Top | Step::Bottom if rows > 1 => {
                (browse.at, browse.top) = (step.from(browse.at, rows, page), 0);
            }
            _ => browse.top = step.from(browse.top, lines, page),
        }
    }

    /// From what is under the cursor to the row of the mapping or the sale that it is about.
    pub(super) fn go_browsed(&mut self) {
        let Some(Layer::Browse(browse)) = self.layers.last() else { return };
        let name = browse.name.clone();
        match &browse.what {
            Looking::Drifts(_) => {
                let changes = browse.drift().into_iter().flat_map(|view| &view.drift.changes);
                let Some(place) = changes.filter_map(|change| mapping::place_of(&change.element)).next()
                else {
                    self.say(Meaning::Dim, self.look.say("jump-nothing", &[]));
                    return;
                };
                self.layers.clear();
                self.choose(name);
                self.catalogue.go_to = Some(place);
                self.show(Pane::Mappings);
                self.go_to_place();
            }
            Looking::Backtest(Shelf { value: Some(found), .. }) => {
                if let Some(sale) = told_sales(found).get(browse.at).copied() {
                    self.layers.push(Layer::Detail(Box::new(Detail::new(sale))));
                }
            }
            _ => {}
        }
    }

    /// Opens the plan that lets the sales go that the drift under the cursor holds.
    pub(super) fn open_release(&mut self) {
        if self.is_blocked() {
            return;
        }
        let Some(Layer::Browse(browse)) = self.layers.last() else { return };
        let Some(view) = browse.drift().filter(|view| view.drift.is_open()) else {
            self.say(Meaning::Dim, self.look.say("drift-not-open", &[]));
            return;
        };
        let look = self.look;
        let version = view.drift.version;
        let arguments = [("version", version.into()), ("name", browse.name.as_str().into())];
        let title = look.say("plan-release", &arguments);
        let held = view.held.len();
        let mut lines: Vec<_> = view
            .drift
            .changes
            .iter()
            .map(|change| (told::sentence(look.language, change), Meaning::Plain))
            .collect();
        lines.push((look.say("plan-about-drift", &[("count", held.into())]), Meaning::Action));
        let order = Arrange::Release { name: browse.name.clone(), version };
        let order = Box::new(Order::Arrange(Box::new(order)));
        let subject = Subject::Arrange { title, lines, order };
        let plan = Plan::counted(subject, held, self.is_production(), self.now);
        self.layers.push(Layer::Plan(Box::new(plan)));
    }
}

/// Sales of a backtest that are worth a row.
fn told_sales(found: &Backtest) -> Vec<SaleId> {
    worth(found).into_iter().map(|one| one.sale).collect()
}

/// What a backtest shows row by row: whatever is not as it was, the worst first.
pub fn worth(found: &Backtest) -> Vec<&Backtested> {
    let told = |tested| !matches!(tested, Tested::Same | Tested::Passing);
    let mut shown: Vec<_> = found.sales.iter().filter(|one| told(one.tested)).collect();
    shown.sort_by_key(|one| one.tested);
    shown
}
