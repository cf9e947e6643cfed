//! What can be done with sales, as the menu offers it.
//!
//! Not here: what it would do, which the service judges; asking for the yes (`plan`).

use super::layer::Layer;
use super::line::Line;
use super::listing::Listing;
use super::plan::Plan;
use super::{App, Effect, Load, Pane, SaleTarget, Trouble};
use crate::console::theme::Meaning;
use crate::model::act::SaleVerb;
use crate::model::delivery::{Doubt, State};
use crate::model::ids::SaleId;
use crate::model::plan::ActPlan;
use crate::model::queue::SaleRow;

/// The menu. The partner's number is typed on the plan.
pub const VERBS: [SaleVerb; 9] = [
    SaleVerb::Send,
    SaleVerb::Retry,
    SaleVerb::Recall,
    SaleVerb::Skip,
    SaleVerb::Hold,
    SaleVerb::Release,
    SaleVerb::Adopt { partner_sale_id: SaleId(0) },
    SaleVerb::ConfirmAbsent,
    SaleVerb::RequestCancel,
];

/// What can be done with sales.
#[derive(Clone, Debug)]
pub struct Menu {
    /// With which.
    pub rows: Vec<SaleRow>,
    /// They were marked; else it is the one under the cursor, or the one in front.
    pub marked: bool,
    /// Cursor in the menu.
    pub at: Listing,
}

impl Menu {
    /// To how many of the rows a verb applies.
    pub fn count(&self, verb: &SaleVerb) -> usize {
        self.rows.iter().filter(|row| applies(verb, row)).count()
    }

    /// The verb under the cursor.
    pub fn verb(&self) -> SaleVerb {
        VERBS[self.at.at.min(VERBS.len() - 1)].clone()
    }
}

/// Whether a verb applies to a row, as far as the row shows.
pub fn applies(verb: &SaleVerb, row: &SaleRow) -> bool {
    match verb {
        SaleVerb::Send if row.state == State::Queued => row.next_at.is_some() && !row.held,
        SaleVerb::Send => matches!(row.state, State::Ready | State::Retrying) && !row.held,
        SaleVerb::Retry => matches!(row.state, State::Fallout | State::Skipped),
        SaleVerb::Skip => matches!(
            row.state,
            State::Waiting | State::Ready | State::Queued | State::Fallout | State::Retrying
        ),
        SaleVerb::Hold => !row.held && !row.state.is_placed(),
        SaleVerb::Release => row.held,
        SaleVerb::Recall => row.state == State::Queued && !row.held,
        SaleVerb::Adopt { .. } => row.state == State::Uncertain,
        SaleVerb::ConfirmAbsent => row.state == State::Uncertain && row.doubt == Some(Doubt::Operator),
        SaleVerb::RequestCancel => row.state == State::Sent,
        // A command: it names the cancelled one.
        SaleVerb::Replace { .. } => false,
    }
}

impl App {
    pub(super) fn open_menu(&mut self) {
        let rows = self.targets();
        let marked = self.layers.is_empty() && !self.queue.marks.is_empty();
        if !rows.is_empty() && !self.is_blocked() {
            let mut menu = Menu { rows, marked, at: Listing::default() };
            menu.at.at = VERBS.iter().position(|verb| menu.count(verb) > 0).unwrap_or_default();
            self.layers.push(Layer::Menu(menu));
        }
    }

    /// Asks what trying again would do.
    pub(super) fn plan_retry(&mut self) -> Vec<Effect> {
        let (rows, hidden) = (self.targets(), self.hidden());
        self.plan_verb(SaleVerb::Retry, &rows, hidden)
    }

    /// Asks what the verb under the menu's cursor would do.
    pub(super) fn plan_of_menu(&mut self) -> Vec<Effect> {
        let Some(Layer::Menu(menu)) = self.layers.pop() else { return Vec::new() };
        let hidden = self.hidden();
        self.plan_verb(menu.verb(), &menu.rows, hidden)
    }

    fn plan_verb(&mut self, verb: SaleVerb, rows: &[SaleRow], hidden: usize) -> Vec<Effect> {
        if rows.is_empty() || self.is_blocked() {
            return Vec::new();
        }
        let number = match (&verb, self.layers.last()) {
            (SaleVerb::Adopt { .. }, Some(Layer::Detail(detail))) => detail.only_candidate(),
            _ => None,
        };
        let targets = rows.iter().map(|row| SaleTarget { id: row.id, version: row.version }).collect();
        self.say(Meaning::Busy, self.look.say("plan-asked", &[]));
        vec![Effect::Load(Load::Plan { targets, verb, hidden, number })]
    }

    /// The answer has come: the plan opens, unless the operator went on to something else.
    pub(super) fn planned(
        &mut self,
        hidden: usize,
        number: Option<SaleId>,
        answer: Result<ActPlan, Trouble>,
    ) {
        let there = match self.layers.last() {
            Some(Layer::Detail(_)) => true,
            layer => layer.is_none() && self.pane == Pane::Queue,
        };
        match answer {
            Ok(_) if !there => {}
            Ok(found) => {
                self.notice = None;
                let mut plan = Plan::for_sales(found, hidden, self.is_production(), self.now);
                if let Some(number) = number {
                    // There is one that it can be; the operator still says so.
                    plan.number = Line::new(&number.to_string());
                }
                self.layers.push(Layer::Plan(Box::new(plan)));
            }
            Err(trouble) => {
                let why = self.trouble(&trouble);
                self.say(Meaning::Error, why);
            }
        }
    }
}
