//! The plan of `koppel product vanished`: what is gone, and what putting it out of sale would do.
//!
//! Not here: doing it (`product`).

use super::error::CliError;
use super::print::Out;
use crate::model::integration::OnVanished;
use crate::model::proof::RowToChange;
use crate::model::vanishing::{VanishPlan, Vanishing};

/// So many sales are named of a product; all are in `--json`.
const NAMED: usize = 8;

/// Prints it: one object for scripts.
pub fn print(out: &Out, plan: &VanishPlan) -> Result<(), CliError> {
    if out.json {
        return out.row(plan);
    }
    if plan.products.is_empty() {
        return out.line(&out.text("cli-vanish-none", &[]));
    }
    let columns = [
        "cli-col-partner-product",
        "cli-col-own-product",
        "cli-col-name",
        "cli-col-missing-since",
        "cli-col-standing",
        "cli-col-unsent",
    ];
    let rows: Vec<_> = plan
        .products
        .iter()
        .map(|one| {
            vec![
                one.partner_id.to_string(),
                one.own_id.to_string(),
                one.name.to_string(),
                out.moment(Some(one.missing_since)),
                out.text(standing(one), &[]),
                sales(one),
            ]
        })
        .collect();
    out.table(&columns, &rows)?;
    out.line("")?;
    if let Some(hold) = &plan.hold {
        let gone = [("gone", hold.products.len().into()), ("linked", hold.linked.into())];
        out.line(&match &hold.failure {
            Some(failure) => out.text("cli-vanish-refused", &[("why", out.failure(failure).into())]),
            None => out.text("cli-vanish-stopped", &gone),
        })?;
    }
    let count = plan.affected().count();
    if count == 0 {
        return Ok(());
    }
    let unsent: usize = plan.affected().map(|one| one.sales.len()).sum();
    let said = [("count", count.into()), ("sales", unsent.into())];
    out.line(&match plan.policy {
        OnVanished::Nothing => out.text("cli-vanish-nothing", &[]),
        OnVanished::Deactivate => out.text("cli-vanish-deactivate", &said),
        OnVanished::Delete => out.text("cli-vanish-delete", &said),
    })?;
    if !plan.rows.is_empty() {
        let rows: Vec<String> = plan.rows.iter().map(RowToChange::key).collect();
        out.line(&out.text("cli-vanish-rows", &[("rows", rows.join(", ").into())]))?;
    }
    Ok(())
}

fn standing(one: &Vanishing) -> &'static str {
    match one.retired {
        Some(OnVanished::Delete) => "cli-vanish-is-deleted",
        Some(_) => "cli-vanish-is-deactivated",
        None if one.spared => "cli-vanish-is-spared",
        None => "cli-vanish-is-sold",
    }
}

fn sales(one: &Vanishing) -> String {
    let named: Vec<String> = one.sales.iter().take(NAMED).map(ToString::to_string).collect();
    match one.sales.len() {
        0 => "–".to_owned(),
        count if count > NAMED => format!("{count}: {} …", named.join(", ")),
        count => format!("{count}: {}", named.join(", ")),
    }
}
