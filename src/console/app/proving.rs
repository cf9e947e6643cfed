//! The proof of a link on screen: the smallest sales that would fall out, one at a time, each a key away from the
//! row of the mapping to change; and beside the verdict what lies outside its scope.
//!
//! Not here: proving (the service), its sentences (`locale`, file `proof`).

use std::collections::BTreeSet;

use super::layer::Layer;
use super::listing::Step;
use super::mapping::Tab;
use super::{App, Effect, Load, Pane};
use crate::console::text;
use crate::console::theme::Meaning;
use crate::locale::proof as told;
use crate::model::ids::IntegrationName;
use crate::model::proof::{Doubt, Proof, RowToChange, Verdict};

/// A proof in words.
#[derive(Clone, Debug)]
pub struct Proving {
    /// The integration.
    pub name: IntegrationName,
    /// How it ended.
    pub verdict: (String, Meaning),
    /// Each counterexample, and the row to change.
    pub found: Vec<(RowToChange, Vec<String>)>,
    /// What is not decided, and what no proof can see.
    pub beside: Vec<(String, Meaning)>,
    /// The counterexample in front.
    pub at: usize,
    /// The first line in view.
    pub top: usize,
}

/// How good a verdict is.
pub(super) fn meaning(verdict: Verdict) -> Meaning {
    match verdict {
        Verdict::Proven => Meaning::Ok,
        Verdict::Unknown => Meaning::Action,
        Verdict::Counterexample => Meaning::Error,
    }
}

impl App {
    /// Asks for the proof of the integration in front.
    pub(super) fn prove(&mut self) -> Vec<Effect> {
        let Some(name) = self.chosen().map(|chosen| chosen.name.clone()) else { return Vec::new() };
        self.say(Meaning::Busy, self.look.say("proving", &[]));
        vec![Effect::Load(Load::Check(name))]
    }

    /// The proof is here.
    pub(super) fn proved(&mut self, name: IntegrationName, proof: &Proof) {
        let look = self.look;
        let language = look.language;
        let meaning = meaning(proof.verdict);
        let found = proof.counterexamples.iter().enumerate();
        let found = found.map(|(at, one)| (one.row.clone(), told::counterexample(language, at + 1, one)));
        let doubts: BTreeSet<&Doubt> = proof.products.iter().flat_map(|product| &product.doubts).collect();
        let doubts =
            doubts.into_iter().map(|doubt| (format!("? {}", told::doubt(language, doubt)), Meaning::Action));
        let beside = [(look.say("proof-beside", &[]), Meaning::Accent)].into_iter();
        let assumptions = proof.assumptions.iter();
        let assumptions =
            assumptions.map(|one| (format!("- {}", told::assumption(language, one)), Meaning::Plain));
        let proving = Proving {
            name,
            verdict: (told::verdict(language, proof), meaning),
            found: found.collect(),
            beside: doubts.chain(beside).chain(assumptions).collect(),
            at: 0,
            top: 0,
        };
        self.notice = None;
        self.layers.retain(|layer| !matches!(layer, Layer::Proof(_)));
        self.layers.push(Layer::Proof(Box::new(proving)));
    }

    /// The next counterexample or the one before; a page of its lines; or of everything where there is none.
    pub(super) fn step_proof(&mut self, step: Step) {
        let (page, columns) = (self.page(), Proving::columns(self.size.0));
        if let Some(Layer::Proof(proof)) = self.layers.last_mut() {
            match step {
                Step::Down | Step::Up if proof.found.len() > 1 => {
                    proof.at = step.from(proof.at, proof.found.len(), 1);
                    proof.top = 0;
                }
                _ => proof.top = step.from(proof.top, proof.lines(columns).len(), page),
            }
        }
    }

    /// To the row of the mapping that the counterexample in front leads to.
    pub(super) fn mend(&mut self) {
        let Some(Layer::Proof(proof)) = self.layers.last() else { return };
        let (name, row) = (proof.name.clone(), proof.found.get(proof.at).map(|(row, _)| row.clone()));
        let place = match row {
            Some(RowToChange::Flow(key)) => (Tab::Flows, key.to_string()),
            Some(RowToChange::Question(key)) => (Tab::Questions, key.to_string()),
            Some(RowToChange::Agreement(key)) => (Tab::Agreements, key.to_string()),
            Some(RowToChange::Product(_)) => {
                self.layers.clear();
                self.choose(name);
                self.show(Pane::Products);
                return;
            }
            None => return,
        };
        self.layers.clear();
        self.choose(name);
        self.catalogue.go_to = Some(place);
        self.show(Pane::Mappings);
        self.go_to_place();
    }
}

impl Proving {
    /// Columns of its box on a screen so wide.
    pub fn columns(screen: u16) -> u16 {
        screen.min(96)
    }

    /// The lines of the counterexample in front and of what stands beside it, in a box so wide.
    pub fn lines(&self, columns: u16) -> Vec<(String, Meaning)> {
        let room = usize::from(columns.saturating_sub(4)).max(1);
        let lines = self.whole().into_iter();
        lines
            .flat_map(|(said, meaning)| wrapped(&said, room).into_iter().map(move |part| (part, meaning)))
            .collect()
    }

    fn whole(&self) -> Vec<(String, Meaning)> {
        let mut lines = vec![self.verdict.clone()];
        if let Some((_, found)) = self.found.get(self.at) {
            lines.push((String::new(), Meaning::Plain));
            lines.extend(found.iter().map(|line| (line.clone(), Meaning::Plain)));
        }
        lines.push((String::new(), Meaning::Plain));
        lines.extend(self.beside.iter().cloned());
        lines
    }
}

/// Wrapped, with the indent of a line before each of its parts.
fn wrapped(said: &str, room: usize) -> Vec<String> {
    if said.is_empty() {
        return vec![String::new()];
    }
    let indent = " ".repeat(said.len() - said.trim_start().len());
    let parts = text::wrap(said.trim_start(), room.saturating_sub(indent.len()).max(1));
    parts.into_iter().map(|part| format!("{indent}{part}")).collect()
}
