//! What stands at the partner for a sale in doubt: shown on its tab, and in the plan of whoever says what
//! became of it, which is never confirmed before it was read.
//!
//! Not here: drawing it (`layers::doubt`).

use super::layer::{Detail, DetailTab, Layer};
use super::line::Line;
use super::plan::{Plan, Subject};
use super::shelf::{Ask, Shelf};
use super::{App, Load, Trouble};
use crate::clock::Timestamp;
use crate::model::act::SaleVerb;
use crate::model::delivery::State;
use crate::model::doubt::DoubtView;
use crate::model::ids::SaleId;
use crate::model::plan::ActPlan;

/// What is looked at before an operator says what became of a sale in doubt.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The sale.
    pub sale: SaleId,
    /// What the partner shows.
    pub view: Shelf<Box<DoubtView>>,
}

impl Evidence {
    /// What a plan must show: nothing, where nobody is in doubt.
    pub fn of(found: &ActPlan) -> Option<Self> {
        match (&found.verb, found.goes.as_slice()) {
            (SaleVerb::Adopt { .. } | SaleVerb::ConfirmAbsent, [(sale, _)]) => {
                Some(Self { sale: *sale, view: Shelf::new() })
            }
            _ => None,
        }
    }

    /// True until the partner was looked at, or could not be.
    pub fn is_open(&self) -> bool {
        matches!(self.view.ask, Ask::Needed | Ask::Asked)
    }

    /// What must be asked for.
    pub fn needed(&mut self) -> Option<Load> {
        self.view.take_need().then_some(Load::Doubt(self.sale))
    }
}

impl App {
    /// The partner was looked at: wherever it is to be read.
    pub(super) fn looked(&mut self, id: SaleId, answer: &Result<Box<DoubtView>, Trouble>) {
        let now = self.now;
        for layer in &mut self.layers {
            match layer {
                Layer::Detail(detail) if detail.id == id => detail.doubt.put(answer.clone()),
                Layer::Plan(plan) => plan.looked(id, answer, now),
                _ => {}
            }
        }
    }
}

impl Plan {
    fn looked(&mut self, id: SaleId, answer: &Result<Box<DoubtView>, Trouble>, now: Timestamp) {
        let Some(evidence) = self.evidence.as_mut().filter(|evidence| evidence.sale == id) else { return };
        evidence.view.put(answer.clone());
        self.propose();
        self.uncovered(now);
    }

    /// Proposes the partner's number to whoever adopts, where only one can be it; the operator still says so.
    pub(super) fn propose(&mut self) {
        let adopts = matches!(&self.subject, Subject::Sales { found, .. } if matches!(found.verb, SaleVerb::Adopt { .. }));
        let evidence = self.evidence.as_ref().filter(|_| adopts);
        let only = evidence.and_then(|evidence| evidence.view.value.as_ref()?.only_candidate());
        if let (Some(only), "") = (only, self.number.text()) {
            self.number = Line::new(&only.to_string());
        }
    }
}

impl Detail {
    /// Whether the partner must be looked at: while there is a doubt, for who looks at it.
    pub fn wants_doubt(&self) -> bool {
        let uncertain = self.sale.value.as_ref().is_some_and(|sale| sale.row.state == State::Uncertain);
        self.tab == DetailTab::Doubt && uncertain
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Harness, row};
    use super::super::{Msg, Order};
    use super::*;
    use crate::locale::Language;

    #[test]
    fn adopting_asks_number_reason_and_a_yes() {
        let mut h = Harness::new(Language::Nl, 80, 24);
        h.keys("/status:onzeker<enter>");
        h.page(vec![row(7, State::Uncertain)], None, 1);
        h.keys("bjj<enter>");
        h.keys("abc<enter><bs><bs><bs>4411<enter>gebeld met partner<enter>y");
        assert!(h.orders().is_empty(), "nobody has looked at the partner yet");
        h.msg(Msg::Answered(Load::Doubt(SaleId(7)), Err(Trouble::Lost)));
        h.keys("y");
        let [Order::Act { verb, reason, .. }] = h.orders()[..] else { panic!("{:?}", h.effects) };
        assert_eq!(*verb, SaleVerb::Adopt { partner_sale_id: SaleId(4_411) });
        assert_eq!(reason.as_deref(), Some("gebeld met partner"));
    }
}
