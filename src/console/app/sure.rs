//! Every proposal that is sure enough, decided at once by a plan: kept in the draft, as if each had been taken by its
//! key, and taken back by one.
//!
//! Not here: how sure a proposal is (the service), keeping decisions (`drafting`).

use super::plan::{Plan, Subject};
use super::session::counterpart;
use super::{App, Pane};
use crate::console::app::layer::Layer;
use crate::console::theme::Meaning;
use crate::model::act::MappingRow;
use crate::model::draft::published;
use crate::model::suggestion::Suggestion;

/// So many rows are named in the plan.
const LISTED: usize = 12;

impl App {
    /// Opens the plan that takes every sure proposal for a row that is open.
    pub(super) fn open_sure(&mut self) {
        if self.pane != Pane::Mappings || self.is_blocked() {
            return;
        }
        let look = self.look;
        let sure = self.sure();
        let Some(name) = self.chosen().map(|link| link.name.clone()).filter(|_| !sure.is_empty()) else {
            let score = [("score", u64::from(Suggestion::ACCEPT).into())];
            return self.say(Meaning::Dim, look.say("sure-nothing", &score));
        };
        let line = |(row, score): &(MappingRow, u8)| {
            let (key, to) = (row.place().1, counterpart(row).unwrap_or_default());
            let said = [("key", key.into()), ("to", to.into()), ("score", u64::from(*score).into())];
            (look.say("sure-row", &said), Meaning::Plain)
        };
        let mut lines: Vec<_> = sure.iter().take(LISTED).map(line).collect();
        if sure.len() > LISTED {
            lines.push((look.say("publish-more", &[("count", (sure.len() - LISTED).into())]), Meaning::Dim));
        }
        let said = [("count", sure.len().into()), ("score", u64::from(Suggestion::ACCEPT).into())];
        lines.push((look.say("sure-about", &said), Meaning::Plain));
        let rows: Vec<_> = sure.into_iter().map(|(row, _)| row).collect();
        let count = rows.len();
        let plan = Plan::counted(Subject::Sure { name, rows, lines }, count, self.is_production(), self.now);
        self.layers.push(Layer::Plan(Box::new(plan)));
    }

    /// The surest proposal of each row that has no counterpart and that nobody decided about.
    fn sure(&self) -> Vec<(MappingRow, u8)> {
        let Some(view) = self.mapped() else { return Vec::new() };
        let draft = &self.catalogue.draft;
        let mut sure: Vec<(MappingRow, u8)> = Vec::new();
        for one in draft.candidates.value.iter().flatten().filter(|one| one.is_sure(Suggestion::ACCEPT)) {
            let row = one.row.change();
            let is_open = published(&view.mapping, &row).is_none() && draft.about(&row).is_none();
            if is_open && !sure.iter().any(|(taken, _)| taken.is_about(&row)) {
                sure.push((row, one.score));
            }
        }
        sure
    }
}
