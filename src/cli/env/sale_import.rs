//! `koppel env sale import`: status updates out of a spreadsheet. A row is an order number, a status, a
//! remark, and any extra fields; what is wrong is told by line and column; the plan is shown first; a row
//! whose sale already is so changes nothing, so that the same file can be taken in again.
//!
//! Not here: setting one status (`sale`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};

use super::administer;
use super::sale::rows;
use super::things::asked;
use super::world::expected;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::spreadsheet::{Row, Spreadsheet};
use crate::model::administration::catalogue::{CatalogueQuery, CatalogueView, Fields, Kind};
use crate::model::administration::sale::{SaleAct, SaleQuery};
use crate::model::ids::SaleId;
use crate::service::protocol::Administration;

/// `koppel env sale import`
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// The file: CSV with a first line of names, parted by commas or semicolons
    #[arg(required_unless_present = "template")]
    file: Option<PathBuf>,
    /// Print an example to fill in
    #[arg(long)]
    template: bool,
    /// Do it; without this only the plan is shown
    #[arg(long)]
    yes: bool,
    /// Take in the good rows although others are wrong
    #[arg(long)]
    partial: bool,
    /// Only when exactly so many sales change
    #[arg(long, value_name = "N")]
    expect_count: Option<usize>,
}

/// The names of the columns that are known, English and Dutch.
const SALE: &[&str] = &["order_number", "ordernummer", "sale_id"];
const STATUS: &[&str] = &["status"];
const REMARK: &[&str] = &["remark", "opmerking"];

/// So many sales are asked for at once: more would make the address too long.
const AT_ONCE: usize = 50;

/// One row that was read.
#[derive(Clone, Debug, PartialEq)]
struct Update {
    line: u64,
    sale: SaleId,
    status: Option<String>,
    remark: Option<String>,
    fields: BTreeMap<String, String>,
}

/// What is wrong with one cell.
#[derive(Debug, PartialEq, Serialize)]
struct Wrong {
    line: u64,
    column: String,
    #[serde(skip)]
    key: &'static str,
    value: String,
}

/// Runs `koppel env sale import`.
pub async fn run(context: &Context, args: ImportArgs) -> Result<Exit, CliError> {
    let out = &context.out;
    if args.template {
        out.raw("order_number,status,remark,meter_reading\n10001,accepted_by_supplier,Akkoord,1234\n")?;
        return Ok(Exit::Ok);
    }
    let path = args.file.unwrap_or_default();
    let text = std::fs::read(&path).map_err(CliError::reading(&path))?;
    let (mut updates, mut wrong) = read(&path, &text)?;
    let statuses = statuses(context).await?;
    let current = current(context, &updates).await?;
    updates.retain(|update| {
        let mut refuse = |column: &str, key, value: String| {
            wrong.push(Wrong { line: update.line, column: column.to_owned(), key, value });
            false
        };
        if !current.contains_key(&update.sale) {
            return refuse("order_number", "cli-import-no-sale", update.sale.to_string());
        }
        match update.status.as_ref().filter(|status| !statuses.contains(*status)) {
            Some(unknown) => refuse("status", "cli-import-no-status", unknown.clone()),
            None => true,
        }
    });
    wrong.sort_by_key(|wrong| wrong.line);
    let (moving, same): (Vec<_>, Vec<_>) =
        updates.into_iter().partition(|update| changes(update, current.get(&update.sale)));
    for update in &moving {
        let row = json!({"line": update.line, "sale": update.sale, "status": update.status,
                         "remark": update.remark, "fields": update.fields});
        let line = format!(
            "{:>5}  {}  {}  {}",
            update.line,
            update.sale,
            update.status.as_deref().unwrap_or("–"),
            update.remark.as_deref().unwrap_or_default()
        );
        if out.json { out.row(&row)? } else { out.line(line.trim_end())? }
    }
    for wrong in &wrong {
        let what = out.text(wrong.key, &[("value", wrong.value.as_str().into())]);
        let arguments = [
            ("line", wrong.line.to_string().into()),
            ("column", wrong.column.as_str().into()),
            ("what", what.into()),
        ];
        out.say("cli-import-wrong", &arguments);
    }
    let arguments =
        [("count", moving.len().into()), ("same", same.len().into()), ("wrong", wrong.len().into())];
    out.say("cli-import-plan", &arguments);
    if !wrong.is_empty() && !args.partial {
        return Ok(Exit::Failed);
    }
    if args.yes {
        expected(args.expect_count, moving.len())?;
        carry_out(context, &moving, &current).await?;
    }
    Ok(if wrong.is_empty() { Exit::Ok } else { Exit::Failed })
}

async fn carry_out(
    context: &Context,
    updates: &[Update],
    current: &BTreeMap<SaleId, Fields>,
) -> Result<(), CliError> {
    for update in updates {
        let now = current.get(&update.sale);
        // Fields first: whoever sees the new status finds them there.
        if !update.fields.is_empty() && fields_differ(update, now) {
            let fields = update.fields.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
            let act = SaleAct::SetFields { sale: update.sale, fields };
            administer(context, Administration::Sale(act)).await?;
        }
        if status_differs(update, now) {
            let status = update.status.clone().or_else(|| now.and_then(|now| told(now).0));
            let Some(status) = status else { continue };
            let (status, remark) = (status.as_str().into(), update.remark.clone());
            let act = SaleAct::SetStatus { sales: vec![update.sale], status, remark };
            administer(context, Administration::Sale(act)).await?;
        }
    }
    context.out.say("cli-import-done", &[("count", updates.len().into())]);
    Ok(())
}

/// Reads the file: rows, and what is wrong with others. An order number may stand there once.
fn read(path: &Path, text: &[u8]) -> Result<(Vec<Update>, Vec<Wrong>), CliError> {
    let Spreadsheet { header, rows } = Spreadsheet::read(path, text)?;
    let column =
        |names: &[&str]| header.iter().position(|name| names.contains(&name.to_lowercase().as_str()));
    let named = || path.display().to_string();
    if header.iter().all(String::is_empty) {
        return Err(CliError::argument("cli-import-empty", named()));
    }
    let sale_at = column(SALE).ok_or_else(|| CliError::argument("cli-import-no-column", named()))?;
    if rows.is_empty() {
        return Err(CliError::argument("cli-import-empty", named()));
    }
    let (status_at, remark_at) = (column(STATUS), column(REMARK));
    let (mut updates, mut wrong, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for Row { line, cells } in rows {
        let cell = |at: usize| cells.get(at).cloned().filter(|text| !text.is_empty());
        let mut refuse = |at: usize, key, value: String| {
            let column = header.get(at).cloned().unwrap_or_else(|| (at + 1).to_string());
            wrong.push(Wrong { line, column, key, value });
        };
        if cells.len() > header.len() {
            refuse(header.len(), "cli-import-too-wide", cells.len().to_string());
            continue;
        }
        let given = cell(sale_at).unwrap_or_default();
        let Ok(sale) = given.parse::<SaleId>() else {
            refuse(sale_at, "cli-import-no-number", given);
            continue;
        };
        if !seen.insert(sale) {
            refuse(sale_at, "cli-import-twice", given);
            continue;
        }
        let known = [Some(sale_at), status_at, remark_at];
        let fields = (0..header.len()).filter(|at| !known.contains(&Some(*at)));
        let fields = fields.filter_map(|at| Some((header[at].clone(), cell(at)?))).collect();
        let (status, remark) = (status_at.and_then(cell), remark_at.and_then(cell));
        updates.push(Update { line, sale, status, remark, fields });
    }
    Ok((updates, wrong))
}

async fn statuses(context: &Context) -> Result<BTreeSet<String>, CliError> {
    match asked(context, CatalogueQuery::List { kind: Kind::Status }).await? {
        CatalogueView::List(rows) => {
            Ok(rows.iter().filter_map(|row| row.get("id")?.as_str().map(str::to_owned)).collect())
        }
        _ => Err(CliError::WrongAnswer),
    }
}

/// How the sales of the file stand now.
async fn current(context: &Context, updates: &[Update]) -> Result<BTreeMap<SaleId, Fields>, CliError> {
    let mut found = BTreeMap::new();
    for part in updates.chunks(AT_ONCE) {
        let mut filter: Vec<(String, String)> =
            part.iter().map(|update| ("sale_ids[]".to_owned(), update.sale.to_string())).collect();
        filter.push(("extended".to_owned(), "true".to_owned()));
        for row in rows(context, SaleQuery::List { filter }).await? {
            let id = row.get("id").map(|id| id.to_string().trim_matches('"').parse::<SaleId>());
            if let Some(Ok(id)) = id {
                found.insert(id, row);
            }
        }
    }
    Ok(found)
}

/// Status and remark of an extended row.
fn told(now: &Fields) -> (Option<String>, Option<String>) {
    let status = now.get("status").unwrap_or(&Value::Null);
    let text = |field: &str| status.get(field).and_then(Value::as_str).map(str::to_owned);
    (text("status_identifier"), text("status_remark"))
}

fn changes(update: &Update, now: Option<&Fields>) -> bool {
    status_differs(update, now) || fields_differ(update, now)
}

fn status_differs(update: &Update, now: Option<&Fields>) -> bool {
    let (status, remark) = now.map(told).unwrap_or_default();
    update.status.is_some() && update.status != status
        || update.remark.is_some() && update.remark != remark.filter(|text| !text.is_empty())
}

fn fields_differ(update: &Update, now: Option<&Fields>) -> bool {
    let known = now.and_then(|now| now.get("extrafields")).and_then(|fields| fields.get("sale"));
    let is = |name: &str| known.and_then(|fields| fields.get(name)).and_then(Value::as_str);
    update.fields.iter().any(|(name, value)| is(name) != Some(value.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(text: &str) -> (Vec<Update>, Vec<(u64, String, &'static str)>) {
        let (updates, wrong) = read(Path::new("x.csv"), text.as_bytes()).ok().unwrap();
        (updates, wrong.into_iter().map(|wrong| (wrong.line, wrong.column, wrong.key)).collect())
    }

    #[test]
    fn a_dutch_spreadsheet_with_semicolons_quotes_and_line_breaks_reads_like_any_other() {
        let text =
            "\u{feff}Ordernummer;Status;Opmerking;meterstand\r\n12; netto ;\"a;b\nc\";\r\n\r\n13;;;9\r\n";
        let (updates, wrong) = reads(text);
        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!((updates[0].sale, updates[0].status.as_deref()), (SaleId(12), Some("netto")));
        assert_eq!(updates[0].remark.as_deref(), Some("a;b\nc"));
        assert_eq!((updates[1].line, &updates[1].status), (5, &None));
        assert_eq!(updates[1].fields, BTreeMap::from([("meterstand".to_owned(), "9".to_owned())]));
    }

    #[test]
    fn what_is_wrong_is_named_by_line_and_column() {
        let (updates, wrong) = reads("order_number,status\nx,new\n7,new\n7,sent\n8,new,more\n");
        assert_eq!(updates.len(), 1);
        let named = |line, column: &str, key| (line, column.to_owned(), key);
        assert_eq!(
            wrong,
            [
                named(2, "order_number", "cli-import-no-number"),
                named(4, "order_number", "cli-import-twice"),
                named(5, "3", "cli-import-too-wide"),
            ]
        );
        let refused = |text: &str| match read(Path::new("x.csv"), text.as_bytes()) {
            Err(CliError::Argument { key, .. }) => key,
            _ => "",
        };
        assert_eq!(refused("status\nnew\n"), "cli-import-no-column");
        for empty in ["", "\n\n", "order_number,status\n", "order_number,status\n,,\n"] {
            assert_eq!(refused(empty), "cli-import-empty", "{empty:?}");
        }
    }
}
