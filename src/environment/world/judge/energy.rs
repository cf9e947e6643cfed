//! The fields of energy flows: what is delivered, how much is used, the connections.
//!
//! Usage is needed for what is delivered: electricity by tariff type (`usage_e_single`, or `usage_e_high`
//! and `usage_e_low`), gas as `usage_g`; a return where `has_return` says there is one. EAN codes are
//! optional, but a given one must have its check digit.

use super::{Finding, Findings, Proposal, add, forms};

pub(super) fn judge(proposal: &Proposal<'_>, findings: &mut Findings) {
    let kind = proposal.text("type");
    match kind.as_deref() {
        Some("e" | "g" | "e_g") => {}
        Some(_) => add(findings, "type", Finding::NotAnOption),
        None => add(findings, "type", Finding::Required),
    }
    if matches!(kind.as_deref(), Some("e" | "e_g")) {
        electricity(proposal, findings);
    }
    if matches!(kind.as_deref(), Some("g" | "e_g")) {
        proposal.require("usage_g", findings);
    }
    for field in [
        "usage_e_single",
        "usage_e_high",
        "usage_e_low",
        "usage_g",
        "return",
        "return_e_high",
        "return_e_low",
    ] {
        proposal.check(field, Finding::NotNumeric, is_usage, findings);
    }
    for field in ["electricity_ean", "gas_ean"] {
        proposal.check(field, Finding::NoEan, forms::is_ean, findings);
    }
    let connection = |prefix: &'static str| move |text: &str| text.starts_with(prefix);
    proposal.check("e_connection_type", Finding::NotAnOption, connection("E_"), findings);
    proposal.check("g_connection_type", Finding::NotAnOption, connection("G_"), findings);
    let region = |text: &str| text.parse::<u8>().is_ok_and(|region| (1..=10).contains(&region));
    proposal.check("g_region", Finding::NotAnOption, region, findings);
}

/// How much is used or returned: nothing or more.
fn is_usage(text: &str) -> bool {
    forms::is_numeric(text) && !text.starts_with('-')
}

fn electricity(proposal: &Proposal<'_>, findings: &mut Findings) {
    let double = match proposal.text("tarifftype").as_deref() {
        Some("0") => Some(false),
        Some("1") => Some(true),
        Some(_) => super::found(findings, "tarifftype", Finding::NotAnOption),
        None => super::found(findings, "tarifftype", Finding::Required),
    };
    let returns = proposal.flag("has_return") == Some(true);
    match double {
        Some(true) => {
            proposal.require("usage_e_high", findings);
            proposal.require("usage_e_low", findings);
            if returns && proposal.text("return").is_none() {
                proposal.require("return_e_high", findings);
                proposal.require("return_e_low", findings);
            }
        }
        Some(false) => {
            proposal.require("usage_e_single", findings);
            if returns {
                proposal.require("return", findings);
            }
        }
        None => {}
    }
}
