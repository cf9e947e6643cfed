//! What setting a status on several sales would do, sale by sale: which change and what that means for them,
//! and which are left alone.
//!
//! Not here: asking how the sales stand (`engine`), sentences (`cli`, `console`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::administration::catalogue::Fields;
use super::ids::{SaleId, StatusKey};
use super::status::{CANCELLATION_OPEN, Status, StatusKind};

/// Above so many sales a status comes with a remark: why.
pub const MANY: usize = 10;

/// What setting a status on sales would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusPlan {
    /// Those that change, in the order they were named.
    pub changes: Vec<StatusMove>,
    /// Those that have the status already: nothing is done with them.
    pub same: Vec<SaleId>,
    /// Those that are not there.
    pub missing: Vec<SaleId>,
}

/// A sale that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusMove {
    /// The sale.
    pub sale: SaleId,
    /// The status it has.
    pub was: StatusKey,
    /// What it does besides.
    pub warning: Option<StatusWarning>,
}

/// What setting a status does besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusWarning {
    /// The sale is cancelled, and would not be any more.
    Revives,
    /// Its partner asked to cancel it: that would be granted.
    AcceptsCancellation,
    /// Its partner asked to cancel it: that would be refused.
    RejectsCancellation,
}

impl StatusPlan {
    /// What setting `status` on `sales` does, which stand as `rows` tell.
    pub fn new(sales: &[SaleId], status: &Status, rows: &[Fields]) -> Self {
        let number = |row: &Fields| row.get("id")?.to_string().trim_matches('"').parse::<SaleId>().ok();
        let rows: BTreeMap<SaleId, &Fields> =
            rows.iter().filter_map(|row| Some((number(row)?, row))).collect();
        let mut plan = Self::default();
        for sale in sales {
            let Some(row) = rows.get(sale) else {
                plan.missing.push(*sale);
                continue;
            };
            let was = StatusKey::from(row.get("status").and_then(Value::as_str).unwrap_or_default());
            match was == status.key {
                true => plan.same.push(*sale),
                false => {
                    let warning = warning(row, &was, status);
                    plan.changes.push(StatusMove { sale: *sale, was, warning });
                }
            }
        }
        plan
    }

    /// True when a remark has to say why.
    pub fn needs_remark(&self) -> bool {
        self.changes.len() > MANY
    }
}

fn warning(row: &Fields, was: &StatusKey, status: &Status) -> Option<StatusWarning> {
    let cancels = status.kind == StatusKind::Cancelled;
    let asked = row.get("koppel_cancellation").is_some_and(|request| request["standing"] == "open");
    if asked || was.as_str() == CANCELLATION_OPEN {
        return Some(match cancels {
            true => StatusWarning::AcceptsCancellation,
            false => StatusWarning::RejectsCancellation,
        });
    }
    let is_cancelled = row.get("cancelled_at").and_then(Value::as_str).is_some_and(|at| !at.is_empty());
    (is_cancelled && !cancels).then_some(StatusWarning::Revives)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::shown::Shown;

    fn status(key: &str, kind: StatusKind) -> Status {
        Status { key: key.into(), name: Shown::new(key), kind }
    }

    #[test]
    fn only_what_changes_takes_part_and_what_it_does_besides_is_told() {
        let row = |row: Value| row.as_object().unwrap().clone();
        let rows = [
            row(json!({"id": 1, "status": "new", "cancelled_at": null})),
            row(json!({"id": "2", "status": "netto"})),
            row(json!({"id": 3, "status": "cancelled", "cancelled_at": "2026-11-01 10:00:00"})),
            row(json!({"id": 4, "status": "open_cancellation_proposal"})),
            row(json!({"id": 5, "status": "custom", "koppel_cancellation": {"standing": "open"}})),
            row(json!({"id": 6, "status": "custom", "koppel_cancellation": {"standing": "rejected"}})),
        ];
        let sales: Vec<SaleId> = (1..=7).map(SaleId).collect();
        let told = |plan: &StatusPlan| -> Vec<(u64, Option<StatusWarning>)> {
            plan.changes.iter().map(|one| (one.sale.0, one.warning)).collect()
        };
        use StatusWarning::{AcceptsCancellation, RejectsCancellation, Revives};
        let netto = StatusPlan::new(&sales, &status("netto", StatusKind::Netto), &rows);
        assert_eq!((&netto.same, &netto.missing), (&vec![SaleId(2)], &vec![SaleId(7)]));
        assert_eq!(
            told(&netto),
            [
                (1, None),
                (3, Some(Revives)),
                (4, Some(RejectsCancellation)),
                (5, Some(RejectsCancellation)),
                (6, None),
            ]
        );
        let cancelled = StatusPlan::new(&sales, &status("cancelled", StatusKind::Cancelled), &rows);
        assert_eq!(cancelled.same, [SaleId(3)]);
        assert_eq!(
            told(&cancelled),
            [(1, None), (2, None), (4, Some(AcceptsCancellation)), (5, Some(AcceptsCancellation)), (6, None)]
        );
    }
}
