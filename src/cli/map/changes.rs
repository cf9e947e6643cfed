//! What importing a mapping changes, and what a row says that is worth a word beside it.
//!
//! Not here: importing it (`map`), names that neither side has (`known`).

use std::collections::BTreeMap;

use crate::cli::known::Unknown;
use crate::cli::print::Out;
use crate::model::mapping::{Mapping, QuestionRow};
use crate::model::table::lacking;
use crate::service::protocol::MappingView;

/// Rows that come, go and become something else.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    /// Rows after it.
    pub rows: usize,
    /// New ones.
    pub added: usize,
    /// Those that are gone.
    pub removed: usize,
    /// Those that say something else.
    pub changed: usize,
}

/// What `after` makes of `before`.
pub fn between(before: &Mapping, after: &Mapping) -> Difference {
    let (before, after) = (rows(before), rows(after));
    let removed = before.keys().filter(|key| !after.contains_key(*key)).count();
    let added = after.keys().filter(|key| !before.contains_key(*key)).count();
    let changed = after.iter().filter(|(key, row)| before.get(*key).is_some_and(|was| was != *row)).count();
    Difference { rows: after.len(), added, removed, changed }
}

/// The rows of `after` that `before` does not say just so.
pub fn news(before: &Mapping, after: &Mapping) -> Mapping {
    fn only<T: Clone + PartialEq>(after: &[T], before: &[T]) -> Vec<T> {
        after.iter().filter(|row| !before.contains(row)).cloned().collect()
    }
    Mapping {
        flows: only(&after.flows, &before.flows),
        questions: only(&after.questions, &before.questions),
        agreements: only(&after.agreements, &before.agreements),
        statuses: only(&after.statuses, &before.statuses),
    }
}

/// Every row by its table and the side that names it; what it says as text, for comparing only.
fn rows(mapping: &Mapping) -> BTreeMap<(&'static str, String), String> {
    let flows = mapping.flows.iter().map(|row| (("flow", row.own.to_string()), format!("{row:?}")));
    let questions =
        mapping.questions.iter().map(|row| (("question", row.partner.to_string()), format!("{row:?}")));
    let agreements =
        mapping.agreements.iter().map(|row| (("agreement", row.own.to_string()), format!("{row:?}")));
    let statuses =
        mapping.statuses.iter().map(|row| (("status", row.partner.to_string()), format!("{row:?}")));
    flows.chain(questions).chain(agreements).chain(statuses).collect()
}

/// Names each on standard error.
pub fn warn(out: &Out, unknown: &[Unknown]) {
    unknown.iter().for_each(|one| out.say_line(&one.sentence(out.language)));
}

/// Names on standard error which of our options a row gives no answer for.
pub fn warn_lacking(out: &Out, view: &MappingView, row: &QuestionRow) {
    for option in lacking(view, row) {
        let own = row.own.as_ref().map(ToString::to_string).unwrap_or_default();
        out.say("cli-map-odd-lacking", &[("name", option.into_string().into()), ("own", own.into())]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::FlowKey;
    use crate::model::mapping::{FlowRow, StatusRow};

    fn flow(own: &str, partner: &str) -> FlowRow {
        FlowRow { own: FlowKey::new("energy", own), partner: FlowKey::new("energy", partner) }
    }

    #[test]
    fn rows_that_come_go_and_change_are_counted() {
        let before = Mapping { flows: vec![flow("a", "b"), flow("c", "d")], ..Mapping::default() };
        let status = StatusRow { partner: "bezig".into(), own: "open".into() };
        let after = Mapping { flows: vec![flow("a", "x")], statuses: vec![status], ..Mapping::default() };
        assert_eq!(between(&before, &after), Difference { rows: 2, added: 1, removed: 1, changed: 1 });
        assert_eq!(between(&after, &after), Difference { rows: 2, added: 0, removed: 0, changed: 0 });
        assert_eq!(news(&before, &after), after);
        assert_eq!(news(&after, &after), Mapping::default());
    }
}
