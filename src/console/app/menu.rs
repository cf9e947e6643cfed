//! What can be done with sales, as the menu offers it.
//!
//! Not here: what it would do, which the service judges; asking for the yes (`plan`).

use super::form::{Field, Form, Purpose, Wrong};
use super::layer::Layer;
use super::listing::Listing;
use super::plan::Plan;
use super::{App, Effect, Load, Pane, SaleTarget, Trouble};
use crate::console::theme::Meaning;
use crate::model::act::SaleVerb;
use crate::model::delivery::{Doubt, State};
use crate::model::ids::SaleId;
use crate::model::plan::ActPlan;
use crate::model::queue::{SaleRow, WaitingReason};

/// The menu. The partner's number is typed on the plan; the number of the cancelled sale before it, since the
/// plan is about both.
pub const VERBS: [SaleVerb; 10] = [
    SaleVerb::Send,
    SaleVerb::Retry,
    SaleVerb::Recall,
    SaleVerb::Skip,
    SaleVerb::Hold,
    SaleVerb::Release,
    SaleVerb::Adopt { partner_sale_id: SaleId(0) },
    SaleVerb::ConfirmAbsent,
    SaleVerb::RequestCancel,
    SaleVerb::Replace { cancelled: SaleId(0) },
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
        let singly =
            matches!(verb, SaleVerb::Replace { .. } | SaleVerb::Adopt { .. } | SaleVerb::ConfirmAbsent);
        if singly && self.rows.len() != 1 {
            return 0;
        }
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
        // It has a form of its own.
        SaleVerb::Edit { .. } => false,
        SaleVerb::RequestCancel => row.state == State::Sent,
        SaleVerb::Replace { .. } => !is_over(row),
    }
}

/// A cancelled sale, whose place another can take.
fn is_over(row: &SaleRow) -> bool {
    row.state == State::Cancelled
        || row.cancel_requested
        || row.waiting == Some(WaitingReason::CancelledAtOwn)
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
        match (menu.verb(), menu.rows.as_slice()) {
            (SaleVerb::Replace { .. }, [row]) => {
                self.open_replace(row);
                Vec::new()
            }
            // What the partner shows of one in doubt must be read before a word about it.
            (SaleVerb::Replace { .. } | SaleVerb::Adopt { .. } | SaleVerb::ConfirmAbsent, [_, _, ..]) => {
                self.say(Meaning::Dim, self.look.say("one-at-a-time", &[]));
                Vec::new()
            }
            (verb, rows) => self.plan_verb(verb, rows, hidden),
        }
    }

    /// Asks for the number of the cancelled sale, proposing the only one of the same customer in the list.
    fn open_replace(&mut self, row: &SaleRow) {
        let like = |other: &&SaleRow| is_over(other) && other.id != row.id && other.customer == row.customer;
        let loaded = (0..self.queue.len()).filter_map(|index| self.queue.row(index));
        let proposed = match loaded.filter(like).collect::<Vec<_>>().as_slice() {
            [only] => only.own_sale_id.to_string(),
            _ => String::new(),
        };
        let purpose = Purpose::Replace(Box::new(row.clone()));
        let form = Form::new(purpose, vec![Field::text("cancelled_sale", &proposed)]);
        self.layers.push(Layer::Form(Box::new(form)));
    }

    /// Takes it: the plan opens over the form.
    pub(super) fn submit_replace(&mut self, row: &SaleRow) -> Vec<Effect> {
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return Vec::new() };
        let Ok(cancelled) = form.word("cancelled_sale").parse() else {
            form.refuse(vec![("cancelled_sale", Wrong::Number)]);
            return Vec::new();
        };
        self.plan_verb(SaleVerb::Replace { cancelled }, std::slice::from_ref(row), 0)
    }

    fn plan_verb(&mut self, verb: SaleVerb, rows: &[SaleRow], hidden: usize) -> Vec<Effect> {
        if rows.is_empty() || self.is_blocked() {
            return Vec::new();
        }
        let targets = rows.iter().map(|row| SaleTarget { id: row.id, version: row.version }).collect();
        self.say(Meaning::Busy, self.look.say("plan-asked", &[]));
        vec![Effect::Load(Load::Plan { targets, verb, hidden })]
    }

    /// The answer has come: the plan opens, unless the operator went on to something else.
    pub(super) fn planned(&mut self, hidden: usize, answer: Result<ActPlan, Trouble>) {
        let there = match self.layers.last() {
            Some(Layer::Detail(_)) => true,
            Some(Layer::Form(form)) => matches!(form.purpose, Purpose::Replace(_)),
            layer => layer.is_none() && self.pane == Pane::Queue,
        };
        match answer {
            Ok(_) if !there => {}
            Ok(found) => {
                self.notice = None;
                let mut plan = Plan::for_sales(found, hidden, self.is_production(), self.now);
                if let (Some(evidence), Some(Layer::Detail(detail))) =
                    (&mut plan.evidence, self.layers.last())
                    && detail.id == evidence.sale
                    && detail.doubt.value.is_some()
                {
                    // It has just been read there.
                    evidence.view = detail.doubt.clone();
                    plan.propose();
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
