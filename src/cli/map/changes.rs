//! What importing a mapping changes, and which of its rows name something that neither side knows: a warning,
//! since a catalogue that was read yesterday may lack what was made today.
//!
//! Not here: importing it (`map`), what such a row does to a sale (`linking::translate`).

use std::collections::BTreeMap;

use crate::cli::print::Out;
use crate::model::mapping::{Mapping, QuestionRow};
use crate::model::shown::Shown;
use crate::model::status::is_system;
use crate::model::table::Odd;
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

/// A name in a row that is on neither side's list.
#[derive(Debug, PartialEq, Eq)]
pub struct Unknown {
    /// `flow`, `question`, `agreement` or `status`.
    pub table: &'static str,
    /// It should be the partner's.
    pub partner: bool,
    /// The name.
    pub name: String,
}

/// What `after` makes of `before`.
pub fn between(before: &Mapping, after: &Mapping) -> Difference {
    let (before, after) = (rows(before), rows(after));
    let removed = before.keys().filter(|key| !after.contains_key(*key)).count();
    let added = after.keys().filter(|key| !before.contains_key(*key)).count();
    let changed = after.iter().filter(|(key, row)| before.get(*key).is_some_and(|was| was != *row)).count();
    Difference { rows: after.len(), added, removed, changed }
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

/// Names in `mapping` that the catalogues in `view` lack. A side whose list is empty was not read yet.
pub fn unknown(view: &MappingView, mapping: &Mapping) -> Vec<Unknown> {
    let own_flows: Vec<String> = view.own_flows.iter().map(|(key, _)| key.to_string()).collect();
    let partner_flows: Vec<String> = view.partner_flows.iter().map(|(key, _)| key.to_string()).collect();
    let own_questions: Vec<String> = view.own_questions.iter().map(|asked| asked.key.to_string()).collect();
    let own_agreements: Vec<String> = view.own_agreements.iter().map(|(key, _)| key.to_string()).collect();
    let partner_agreements: Vec<String> =
        view.partner_agreements.iter().map(|one| one.key.to_string()).collect();
    let own_statuses: Vec<String> = view.own_statuses.iter().map(|(key, _)| key.to_string()).collect();
    let partner_statuses: Vec<String> =
        view.partner_statuses.iter().map(|(key, _)| key.to_string()).collect();
    let mut found: Vec<Unknown> = Vec::new();
    let mut look = |table, partner, known: &[String], name: String| {
        if !known.is_empty() && !known.contains(&name) {
            let one = Unknown { table, partner, name };
            if !found.contains(&one) {
                found.push(one);
            }
        }
    };
    for row in &mapping.flows {
        look("flow", false, &own_flows, row.own.to_string());
        look("flow", true, &partner_flows, row.partner.to_string());
    }
    // The partner's questions are listed for imported products only, so one that is not there says nothing.
    for own in mapping.questions.iter().filter_map(|row| row.own.as_ref()) {
        look("question", false, &own_questions, own.to_string());
    }
    for row in &mapping.agreements {
        look("agreement", false, &own_agreements, row.own.to_string());
        look("agreement", true, &partner_agreements, row.partner.to_string());
    }
    for row in &mapping.statuses {
        if !is_system(&row.own) {
            look("status", false, &own_statuses, row.own.to_string());
        }
        if !is_system(&row.partner) {
            look("status", true, &partner_statuses, row.partner.to_string());
        }
    }
    found
}

/// The text key of a table's word.
fn word(table: &str) -> &'static str {
    match table {
        "flow" => "cli-map-what-flow",
        "question" => "cli-map-what-question",
        "agreement" => "cli-map-what-agreement",
        _ => "cli-map-what-status",
    }
}

/// Names each on standard error.
pub fn warn(out: &Out, unknown: &[Unknown]) {
    for one in unknown {
        let key = if one.partner { "cli-map-unknown-partner" } else { "cli-map-unknown-own" };
        let what = out.text(word(one.table), &[]);
        out.say(key, &[("what", what.into()), ("name", one.name.as_str().into())]);
    }
}

/// Names on standard error what in a row of a question is not as the two sides have it.
pub fn warn_odd(out: &Out, row: &QuestionRow, odd: &[Odd]) {
    for one in odd {
        let (key, name) = match one {
            Odd::PartnerQuestion(name) => ("cli-map-odd-question", name),
            Odd::OwnOption(name) => ("cli-map-odd-own", name),
            Odd::PartnerOption(name) => ("cli-map-odd-partner", name),
            Odd::Lacking(name) => ("cli-map-odd-lacking", name),
        };
        let own = row.own.as_ref().map(ToString::to_string).unwrap_or_default();
        let said = [
            ("name", Shown::new(name).into_string().into()),
            ("own", own.into()),
            ("partner", row.partner.to_string().into()),
        ];
        out.say(key, &said);
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
    }

    #[test]
    fn a_name_that_neither_side_knows_is_named_and_a_list_not_read_yet_is_no_proof() {
        let known = |key: &str| (FlowKey::new("energy", key), Shown::new(key));
        let mut view = MappingView {
            mapping: Mapping::default(),
            version: 1,
            changed: None,
            own_flows: vec![known("a")],
            partner_flows: vec![],
            own_questions: vec![],
            partner_questions: vec![],
            own_agreements: vec![],
            partner_agreements: vec![],
            own_statuses: vec![("open".into(), Shown::new("Open"))],
            partner_statuses: vec![],
        };
        let system = StatusRow { partner: "new".into(), own: "sent".into() };
        let odd = StatusRow { partner: "bezig".into(), own: "nada".into() };
        let mapping = Mapping {
            flows: vec![flow("a", "b"), flow("z", "b")],
            statuses: vec![system, odd],
            ..Mapping::default()
        };
        let own = |table, name: &str| Unknown { table, partner: false, name: name.to_owned() };
        assert_eq!(unknown(&view, &mapping), [own("flow", "energy/z"), own("status", "nada")]);
        view.partner_flows = vec![known("q")];
        let theirs = Unknown { table: "flow", partner: true, name: "energy/b".to_owned() };
        assert!(unknown(&view, &mapping).contains(&theirs));
    }
}
