//! The supplier's back office: what it does with a sale, step by step, until a final status. Which way a
//! sale goes is decided by its number, so that a killed demo goes on where it was.
//!
//! Not here: reading sales and setting statuses over HTTP (`demo::stage`).

use crate::model::ids::{SaleId, StatusKey};

/// A status the office sets, and what it says with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The supplier's status.
    pub status: &'static str,
    /// The remark.
    pub remark: &'static str,
}

const fn step(status: &'static str, remark: &'static str) -> Step {
    Step { status, remark }
}

const RECEIVED: Step = step("in_behandeling", "Aanvraag ontvangen, wordt gecontroleerd");
const STARTED: Step = step("levering_gestart", "Levering is gestart");
const CREDIT: Step = step("kredietcheck", "Klant krijgt een mail over de kredietcheck");
const REJECTED: Step = step("afgewezen_krediet", "Kredietcheck niet gehaald");
const REVOKED: Step = step("herroepen", "Klant heeft in de bedenktijd herroepen");
const CLOSED: Step = step("dossier_gesloten", "Alles afgerond");
const FITTER: Step = step("monteur_ingepland", "Monteur komt tussen 8 en 12 uur");
const GRID: Step = step("wacht_op_netbeheerder", "Switchbericht verstuurd");
const DOCUMENT: Step = step("document_ontbreekt", "Kopie jaarnota is onleesbaar");
const ACCEPTED: Step = step("accepted_by_supplier", "");

const ENERGY: [&[Step]; 8] = [
    &[RECEIVED, GRID, STARTED],
    &[GRID, RECEIVED, STARTED],
    &[RECEIVED, GRID, STARTED],
    &[ACCEPTED, STARTED],
    &[DOCUMENT, RECEIVED, GRID, STARTED],
    &[RECEIVED, GRID, STARTED],
    &[RECEIVED, REVOKED],
    &[CREDIT, REJECTED],
];

const INSTALLED: [&[Step]; 6] = [
    &[RECEIVED, FITTER, STARTED],
    &[FITTER, CLOSED],
    &[RECEIVED, FITTER, STARTED],
    &[ACCEPTED, FITTER, CLOSED],
    &[RECEIVED, REVOKED],
    &[CREDIT, REJECTED],
];

/// What the office does next with a sale; `None` when it is through with it.
pub fn next(sale: SaleId, flow_type: &str, status: &StatusKey) -> Option<Step> {
    let ways: &[&[Step]] = if flow_type == "energy" { &ENERGY } else { &INSTALLED };
    let way = ways[usize::try_from(sale.0 % ways.len() as u64).unwrap_or_default()];
    match way.iter().position(|step| step.status == status.as_str()) {
        Some(at) => way.get(at + 1).copied(),
        // A status the office does not set itself: a new sale, or one that came back.
        None => way.first().copied(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::mapping::Mapping;

    fn way(sale: u64, flow_type: &str) -> Vec<&'static str> {
        let mut status = StatusKey::from("new");
        let mut seen = Vec::new();
        while let Some(step) = next(SaleId(sale), flow_type, &status) {
            assert!(!seen.contains(&step.status), "sale {sale} goes round");
            seen.push(step.status);
            status = StatusKey::from(step.status);
        }
        seen
    }

    #[test]
    fn every_sale_comes_to_a_final_status_in_a_few_steps() {
        let finals = ["levering_gestart", "afgewezen_krediet", "herroepen", "dossier_gesloten"];
        for sale in 1..=48 {
            for flow_type in ["energy", "telecom", "default"] {
                let way = way(sale, flow_type);
                assert!((2..=4).contains(&way.len()), "{way:?}");
                assert!(finals.contains(way.last().unwrap()), "{way:?}");
            }
        }
    }

    #[test]
    fn every_status_it_sets_is_mapped_and_every_custom_one_is_set() {
        let mapping: Mapping = toml::from_str(include_str!("../../assets/maps/demo.toml")).unwrap();
        let set: BTreeSet<&str> =
            (0..48).flat_map(|sale| ["energy", "telecom"].map(|flow| way(sale, flow))).flatten().collect();
        assert!(set.iter().all(|status| mapping.status(&StatusKey::from(*status)).is_some()));
        assert!(mapping.statuses.iter().all(|row| set.contains(row.partner.as_str())));
    }
}
