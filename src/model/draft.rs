//! Drafts: what operators decided about rows of a mapping and did not publish yet. One for each integration,
//! kept by the service: it outlives a terminal, and whoever maps the same partner sees it.
//!
//! Not here: what becomes of it (`linking::draft`).

use serde::{Deserialize, Serialize};

use super::act::MappingRow;
use super::mapping::Mapping;
use crate::clock::Timestamp;

/// One decision about one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The row as it will be, or that there is to be none.
    pub row: MappingRow,
    /// The published row that was there when it was decided; `None` when there was none.
    pub base: Option<MappingRow>,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The version of the draft that it came with: what whoever decides otherwise must have seen.
    pub version: u64,
}

/// What was decided and not published.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Grows with each decision, and never goes back.
    pub version: u64,
    /// Decisions, one for each row, in the order they were made.
    pub decisions: Vec<Decision>,
}

impl Draft {
    /// The decision about the row that `row` is about.
    pub fn about(&self, row: &MappingRow) -> Option<&Decision> {
        self.decisions.iter().find(|decision| decision.row.is_about(row))
    }
}

/// The row of `mapping` that `row` is about, as it is published; `None` when there is none.
pub fn published(mapping: &Mapping, row: &MappingRow) -> Option<MappingRow> {
    match row {
        MappingRow::SetFlow(_) | MappingRow::UnsetFlow(_) => {
            mapping.flows.iter().cloned().map(MappingRow::SetFlow).find(|known| known.is_about(row))
        }
        MappingRow::SetQuestion(_) | MappingRow::UnsetQuestion(_) => {
            mapping.questions.iter().cloned().map(MappingRow::SetQuestion).find(|known| known.is_about(row))
        }
        MappingRow::SetAgreement(_) | MappingRow::UnsetAgreement(_) => {
            mapping.agreements.iter().cloned().map(MappingRow::SetAgreement).find(|known| known.is_about(row))
        }
        MappingRow::SetStatus(_) | MappingRow::UnsetStatus(_) => {
            mapping.statuses.iter().cloned().map(MappingRow::SetStatus).find(|known| known.is_about(row))
        }
    }
}

/// Sets a row in the place of the one with the same key, or takes it away.
pub fn change_row(mapping: &mut Mapping, row: &MappingRow) {
    fn set<T: Clone>(rows: &mut Vec<T>, row: &T, same: impl Fn(&T) -> bool) {
        match rows.iter_mut().find(|known| same(known)) {
            Some(known) => known.clone_from(row),
            None => rows.push(row.clone()),
        }
    }
    match row {
        MappingRow::SetFlow(row) => set(&mut mapping.flows, row, |known| known.own == row.own),
        MappingRow::UnsetFlow(own) => mapping.flows.retain(|known| known.own != *own),
        MappingRow::SetQuestion(row) => {
            set(&mut mapping.questions, row, |known| known.partner == row.partner);
        }
        MappingRow::UnsetQuestion(partner) => mapping.questions.retain(|known| known.partner != *partner),
        MappingRow::SetAgreement(row) => {
            set(&mut mapping.agreements, row, |known| known.partner == row.partner);
        }
        MappingRow::UnsetAgreement(key) => {
            mapping.agreements.retain(|known| known.partner != *key && known.own != *key);
        }
        MappingRow::SetStatus(row) => {
            set(&mut mapping.statuses, row, |known| known.partner == row.partner);
        }
        MappingRow::UnsetStatus(partner) => mapping.statuses.retain(|known| known.partner != *partner),
    }
}

/// A row that somebody published otherwise after it was decided: nothing is overwritten unseen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// The decision, with the published row it began from.
    pub mine: Decision,
    /// The published row of now.
    pub theirs: Option<MappingRow>,
}

/// A draft beside what is published.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DraftView {
    /// The draft.
    pub draft: Draft,
    /// Decisions that somebody published otherwise meanwhile.
    pub conflicts: Vec<Conflict>,
}

/// An earlier version of a mapping.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MappingVersion {
    /// Its number.
    pub version: u64,
    /// When it was published, and by whom.
    pub changed: Option<(Timestamp, String)>,
    /// Rows it has.
    pub rows: u64,
}

/// Every row in which two mappings differ: its key, and how it is in either.
pub fn differing(before: &Mapping, after: &Mapping) -> Vec<(String, [Option<MappingRow>; 2])> {
    let mut differing = Vec::new();
    for row in rows(before).chain(rows(after)) {
        let both = [before, after].map(|of| published(of, &row));
        let one = (row.place().1, both);
        if one.1[0] != one.1[1] && !differing.contains(&one) {
            differing.push(one);
        }
    }
    differing
}

fn rows(mapping: &Mapping) -> impl Iterator<Item = MappingRow> + use<> {
    let Mapping { flows, questions, agreements, statuses } = mapping.clone();
    let flows = flows.into_iter().map(MappingRow::SetFlow);
    let questions = questions.into_iter().map(MappingRow::SetQuestion);
    let agreements = agreements.into_iter().map(MappingRow::SetAgreement);
    let statuses = statuses.into_iter().map(MappingRow::SetStatus);
    flows.chain(questions).chain(agreements).chain(statuses)
}
