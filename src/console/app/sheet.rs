//! The sheet of a partner's question: read for the row under the cursor, its rule looked at with one sale after
//! another.
//!
//! Not here: drawing it (`layers::sheet`), its words (`locale::sheet`).

use super::layer::Layer;
use super::listing::Step;
use super::mapping::Tab;
use super::shelf::Shelf;
use super::{App, Effect, Load, Pane, Trouble};
use crate::model::ids::QuestionKey;
use crate::model::sheet::{Example, QuestionSheet};

/// What was read for the question in front.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    about: Option<(QuestionKey, Option<Example>)>,
    /// The sheet.
    pub sheet: Shelf<Box<QuestionSheet>>,
}

impl App {
    /// What is known of what is in front.
    pub(super) fn inform(&mut self) -> Vec<Effect> {
        match self.layers.last() {
            Some(Layer::Access(_)) => return self.inform_access(),
            Some(Layer::Record(_)) => self.inform_record(),
            None if self.pane == Pane::Groups => return self.ask_group(),
            _ => self.open_sheet(),
        }
        Vec::new()
    }

    /// The question whose sheet is in front.
    pub fn question_in_front(&self) -> Option<&QuestionKey> {
        let shown = matches!(self.layers.last(), Some(Layer::Sheet(_)));
        if !shown || self.pane != Pane::Mappings || self.catalogue.tab != Tab::Questions {
            return None;
        }
        Some(&self.mapped()?.partner_questions.get(self.catalogue.mapping_at.at)?.key)
    }

    /// Its sheet, as far as it is here.
    pub fn sheet_in_front(&self) -> Option<&QuestionSheet> {
        let key = self.question_in_front()?;
        self.catalogue.reading.sheet.value.as_deref().filter(|sheet| sheet.key == *key)
    }

    /// What the sheet in front needs.
    pub(super) fn sheet_needed(&mut self) -> Option<Load> {
        let (key, name) = (self.question_in_front()?.clone(), self.chosen()?.name.clone());
        let reading = &mut self.catalogue.reading;
        if reading.about.as_ref().is_none_or(|(about, _)| *about != key) {
            // A sale goes with an operator from one question to the next.
            let sale = reading.about.take().and_then(|(_, example)| example);
            let sale = sale.filter(|example| matches!(example, Example::Sale(_)));
            *reading = Reading { about: Some((key.clone(), sale)), sheet: Shelf::new() };
        }
        let example = reading.about.as_ref().and_then(|(_, example)| *example);
        reading.sheet.take_need().then_some(Load::QuestionSheet(name, key, example))
    }

    /// The sheet is here.
    pub(super) fn sheet_answered(
        &mut self,
        key: QuestionKey,
        example: Option<Example>,
        answer: Result<Box<QuestionSheet>, Trouble>,
    ) {
        let reading = &mut self.catalogue.reading;
        if reading.about == Some((key, example)) {
            reading.sheet.put(answer);
        }
    }

    /// Looks at the rule with the next sale, or the one before.
    pub(super) fn other_example(&mut self, forward: bool) {
        let Some(sheet) = self.sheet_in_front() else { return };
        let Some(at) =
            sheet.tried.and_then(|tried| sheet.examples.iter().position(|one| *one == tried.example))
        else {
            return;
        };
        let step = if forward { Step::Down } else { Step::Up };
        let example = sheet.examples[step.from(at, sheet.examples.len(), 1)];
        let key = sheet.key.clone();
        let reading = &mut self.catalogue.reading;
        reading.about = Some((key, Some(example)));
        reading.sheet.stale();
    }

    /// Moves what is in front of the sheet: its lines by pages, the row beneath it by one.
    pub(super) fn step_sheet(&mut self, step: Step) {
        let page = self.page();
        let Some(Layer::Sheet(top)) = self.layers.last().cloned() else { return };
        let top = match step {
            Step::HalfDown | Step::HalfUp | Step::PageDown | Step::PageUp => {
                let lines = self.sheet_lines().map_or(0, |(_, lines)| lines.len());
                let shown = self.sheet_page(lines);
                step.from(top, lines.saturating_sub(shown) + 1, shown)
            }
            _ => {
                self.step_pane(step, page);
                0
            }
        };
        if let Some(Layer::Sheet(at)) = self.layers.last_mut() {
            *at = top;
        }
    }
}
