//! What became of sales that were acted on.
//!
//! Not here: acting on them (the service), bulk work (`jobs`).

use super::layer::{Layer, Report};
use super::{App, Order};
use crate::console::theme::Meaning;
use crate::console::words;
use crate::model::act::SaleVerb;
use crate::service::protocol::Acted;

impl App {
    /// The form that an act came from has done its work.
    pub(super) fn filled_in(&mut self, order: &Order) {
        if matches!(order, Order::Act { verb: SaleVerb::Replace { .. }, .. } | Order::Edit { .. }) {
            self.layers.retain(|layer| !matches!(layer, Layer::Form(_)));
        }
    }

    /// Sales that were acted on lose their mark; refused ones keep it, and are listed with the reason.
    pub(super) fn acted(&mut self, order: &Order, acted: &[Acted]) {
        let refused: Vec<_> = acted.iter().filter(|one| one.refused.is_some()).collect();
        for one in acted.iter().filter(|one| one.refused.is_none()) {
            self.queue.marks.remove(&one.sale);
        }
        self.filled_in(order);
        let done = acted.len() - refused.len();
        let verb = match order {
            Order::Edit { .. } => self.look.say("verb-edit", &[]),
            Order::Act { verb, .. } => self.look.say(&format!("verb-{}", verb.word()), &[]),
            _ => self.look.say("verb-status", &[]),
        };
        let arguments =
            [("done", done.into()), ("refused", refused.len().into()), ("verb", verb.as_str().into())];
        // What goes again is on its way; whether it arrives is told by its row.
        let goes = matches!(order, Order::Act { verb, .. } if verb.sends())
            || matches!(order, Order::Edit { editing, .. } if editing.send);
        let said = self.look.say(if goes { "done-queued" } else { "done-acted" }, &arguments);
        let meaning = if refused.is_empty() { Meaning::Ok } else { Meaning::Error };
        if !refused.is_empty() {
            let lines = refused
                .iter()
                .filter_map(|one| {
                    let why = one.refused.as_ref()?;
                    Some(format!("{}  {}", one.sale, words::problem(&self.look, why)))
                })
                .collect();
            self.layers.push(Layer::Report(Report { title: said.clone(), lines, top: 0 }));
        }
        self.say(meaning, said);
    }
}
