//! Status updates out of a spreadsheet: an order number, a status, a remark and any extra fields on each row.
//! What is wrong is told by line and column; a row whose sale already is so changes nothing, so that the same
//! file can be taken in again.
//!
//! Not here: reading the file, asking how the sales stand (`SaleQuery`), sentences (`locale::updates`).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::administration::catalogue::Fields;
use super::administration::sale::{SaleAct, SaleQuery, SaleUpdate};
use super::ids::SaleId;
use super::spreadsheet::{NoSheet, Row, Spreadsheet};

/// The names of the columns that are known, English and Dutch.
const SALE: &[&str] = &["order_number", "ordernummer", "sale_id"];
const STATUS: &[&str] = &["status"];
const REMARK: &[&str] = &["remark", "opmerking"];

/// An example to fill in.
pub const TEMPLATE: &str =
    "order_number,status,remark,meter_reading\n10001,accepted_by_supplier,Akkoord,1234\n";

/// So many sales are asked for at once: more would make the address too long. So many are changed at once.
pub const AT_ONCE: usize = 50;

/// Why a file cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// No column has the order numbers.
    NoSales,
    /// It has no rows.
    Empty,
    /// It is no spreadsheet.
    Odd(NoSheet),
}

/// One row that was read.
#[derive(Clone, Debug, PartialEq)]
struct Read {
    line: u64,
    sale: SaleId,
    status: Option<String>,
    remark: Option<String>,
    fields: BTreeMap<String, String>,
}

/// What is wrong with one cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrongCell {
    /// The line, from 1.
    pub line: u64,
    /// The column's name, or its number.
    pub column: String,
    /// What.
    #[serde(skip)]
    pub what: Odd,
    /// What stands there.
    pub value: String,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odd {
    /// It is no order number.
    NoNumber,
    /// The sale stood in an earlier line.
    Twice,
    /// The line has more columns than its heading.
    TooWide,
    /// There is no such sale.
    NoSale,
    /// There is no such status.
    NoStatus,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Updates {
    rows: Vec<Read>,
    wrong: Vec<WrongCell>,
    /// What the columns of the order number and of the status are called there.
    columns: [String; 2],
}

/// A sale that changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The line it stands on.
    pub line: u64,
    /// The status it has.
    pub from: Option<String>,
    /// What becomes of it.
    pub update: SaleUpdate,
}

/// What taking a file in does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UpdatePlan {
    /// Sales that change.
    pub changes: Vec<Change>,
    /// So many are so already.
    pub same: usize,
    /// Lines that cannot be taken in.
    pub wrong: Vec<WrongCell>,
}

impl Updates {
    /// Reads a file. An order number may stand there once.
    pub fn read(text: &[u8]) -> Result<Self, Unread> {
        let Spreadsheet { header, rows } = Spreadsheet::read(text).map_err(Unread::Odd)?;
        let column =
            |names: &[&str]| header.iter().position(|name| names.contains(&name.to_lowercase().as_str()));
        if header.iter().all(String::is_empty) {
            return Err(Unread::Empty);
        }
        let sale_at = column(SALE).ok_or(Unread::NoSales)?;
        if rows.is_empty() {
            return Err(Unread::Empty);
        }
        let (status_at, remark_at) = (column(STATUS), column(REMARK));
        let (mut read, mut wrong, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
        for Row { line, cells } in rows {
            let cell = |at: usize| cells.get(at).cloned().filter(|text| !text.is_empty());
            let mut refuse = |at: usize, what, value: String| {
                let column = header.get(at).cloned().unwrap_or_else(|| (at + 1).to_string());
                wrong.push(WrongCell { line, column, what, value });
            };
            if cells.len() > header.len() {
                refuse(header.len(), Odd::TooWide, cells.len().to_string());
                continue;
            }
            let given = cell(sale_at).unwrap_or_default();
            let Ok(sale) = given.parse::<SaleId>() else {
                refuse(sale_at, Odd::NoNumber, given);
                continue;
            };
            if !seen.insert(sale) {
                refuse(sale_at, Odd::Twice, given);
                continue;
            }
            let known = [Some(sale_at), status_at, remark_at];
            let fields = (0..header.len()).filter(|at| !known.contains(&Some(*at)));
            let fields = fields.filter_map(|at| Some((header[at].clone(), cell(at)?))).collect();
            let (status, remark) = (status_at.and_then(cell), remark_at.and_then(cell));
            read.push(Read { line, sale, status, remark, fields });
        }
        let columns =
            [Some(sale_at), status_at].map(|at| at.map(|at| header[at].clone()).unwrap_or_default());
        Ok(Self { rows: read, wrong, columns })
    }

    /// What is to be asked to know how its sales stand.
    pub fn queries(&self) -> Vec<SaleQuery> {
        let one = |rows: &[Read]| {
            let of = |row: &Read| ("sale_ids[]".to_owned(), row.sale.to_string());
            let mut filter: Vec<_> = rows.iter().map(of).collect();
            filter.push(("extended".to_owned(), "true".to_owned()));
            SaleQuery::List { filter }
        };
        self.rows.chunks(AT_ONCE).map(one).collect()
    }

    /// What taking it in does, where there are these statuses and its sales stand so.
    pub fn plan(self, statuses: &[Fields], sales: &[Fields]) -> UpdatePlan {
        let number = |row: &Fields| row.get("id")?.to_string().trim_matches('"').parse::<SaleId>().ok();
        let current: BTreeMap<SaleId, &Fields> =
            sales.iter().filter_map(|row| Some((number(row)?, row))).collect();
        let mut plan = UpdatePlan { wrong: self.wrong, ..UpdatePlan::default() };
        for mut row in self.rows {
            let mut refuse = |column: &str, what, value: String| {
                plan.wrong.push(WrongCell { line: row.line, column: column.to_owned(), what, value });
            };
            let Some(now) = current.get(&row.sale) else {
                refuse(&self.columns[0], Odd::NoSale, row.sale.to_string());
                continue;
            };
            if let Some(written) = row.status.take() {
                row.status = meant(statuses, &written);
                if row.status.is_none() {
                    refuse(&self.columns[1], Odd::NoStatus, written);
                    continue;
                }
            }
            match change(&row, now) {
                Some(change) => plan.changes.push(change),
                None => plan.same += 1,
            }
        }
        plan.wrong.sort_by_key(|wrong| wrong.line);
        plan
    }
}

impl UpdatePlan {
    /// What does it, in the order of the file.
    pub fn acts(&self) -> Vec<SaleAct> {
        let act = |some: &[Change]| SaleAct::Update {
            updates: some.iter().map(|change| change.update.clone()).collect(),
        };
        self.changes.chunks(AT_ONCE).map(act).collect()
    }
}

/// The status that is meant: written as its identifier, or by a name that it alone has.
fn meant(statuses: &[Fields], written: &str) -> Option<String> {
    let text = |row: &Fields, field: &str| row.get(field).and_then(Value::as_str).map(str::to_owned);
    if statuses.iter().any(|row| text(row, "id").as_deref() == Some(written)) {
        return Some(written.to_owned());
    }
    let called = |row: &&Fields| {
        text(row, "name").is_some_and(|name| name.trim().to_lowercase() == written.to_lowercase())
    };
    let mut named = statuses.iter().filter(called);
    named.next().filter(|_| named.next().is_none()).and_then(|row| text(row, "id"))
}

/// What a row changes of its sale; nothing when it already is so.
fn change(row: &Read, now: &Fields) -> Option<Change> {
    let status = now.get("status").unwrap_or(&Value::Null);
    let told = |field: &str| status.get(field).and_then(Value::as_str).map(str::to_owned);
    let (from, said) = (told("status_identifier"), told("status_remark"));
    let moves = row.status.is_some() && row.status != from
        || row.remark.is_some() && row.remark != said.filter(|text| !text.is_empty());
    let known = now.get("extrafields").and_then(|fields| fields.get("sale"));
    let is = |name: &str| known.and_then(|fields| fields.get(name)).and_then(Value::as_str);
    let fields_differ = row.fields.iter().any(|(name, value)| is(name) != Some(value.as_str()));
    let fields = if fields_differ { row.fields.clone() } else { BTreeMap::new() };
    // A remark alone comes with the status that there is.
    let status = if moves { row.status.clone().or_else(|| from.clone()) } else { None };
    (status.is_some() || fields_differ).then(|| Change {
        line: row.line,
        from,
        update: SaleUpdate {
            sale: row.sale,
            remark: row.remark.clone().filter(|_| status.is_some()),
            status: status.map(|status| status.as_str().into()),
            fields: fields.into_iter().map(|(name, value)| (name, value.into())).collect(),
        },
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reads(text: &str) -> (Vec<Read>, Vec<(u64, String, Odd)>) {
        let Updates { rows, wrong, .. } = Updates::read(text.as_bytes()).unwrap();
        (rows, wrong.into_iter().map(|wrong| (wrong.line, wrong.column, wrong.what)).collect())
    }

    #[test]
    fn a_dutch_spreadsheet_with_semicolons_quotes_and_line_breaks_reads_like_any_other() {
        let text =
            "\u{feff}Ordernummer;Status;Opmerking;meterstand\r\n12; netto ;\"a;b\nc\";\r\n\r\n13;;;9\r\n";
        let (rows, wrong) = reads(text);
        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!((rows[0].sale, rows[0].status.as_deref()), (SaleId(12), Some("netto")));
        assert_eq!(rows[0].remark.as_deref(), Some("a;b\nc"));
        assert_eq!((rows[1].line, &rows[1].status), (5, &None));
        assert_eq!(rows[1].fields, BTreeMap::from([("meterstand".to_owned(), "9".to_owned())]));
    }

    #[test]
    fn what_is_wrong_is_named_by_line_and_column() {
        let (rows, wrong) = reads("order_number,status\nx,new\n7,new\n7,sent\n8,new,more\n");
        assert_eq!(rows.len(), 1);
        let named = |line, column: &str, what| (line, column.to_owned(), what);
        assert_eq!(
            wrong,
            [
                named(2, "order_number", Odd::NoNumber),
                named(4, "order_number", Odd::Twice),
                named(5, "3", Odd::TooWide),
            ]
        );
        assert_eq!(Updates::read(b"status\nnew\n"), Err(Unread::NoSales));
        for empty in ["", "\n\n", "order_number,status\n", "order_number,status\n,,\n"] {
            assert_eq!(Updates::read(empty.as_bytes()), Err(Unread::Empty), "{empty:?}");
        }
    }

    #[test]
    fn only_what_is_not_so_already_changes_and_a_remark_alone_keeps_the_status() {
        let text = "order_number,status,remark,meter\n1,new,,\n2,,Gebeld,\n3,nieuw,,9\n4,gone,,\n5,new,,\n\
                    6,Verzonden,,\n7,Dubbel,,\n";
        let sale = |id: u64, status: &str| {
            let row = json!({"id": id, "status": {"status_identifier": status, "status_remark": ""},
                             "extrafields": {"sale": {"meter": "8"}}});
            row.as_object().unwrap().clone()
        };
        let was = [(1, "new"), (2, "sent"), (3, "new"), (4, "new"), (6, "new"), (7, "new")];
        let sales = was.map(|(id, status)| sale(id, status));
        let named = [("new", "Nieuw"), ("sent", "Verzonden"), ("a", "Dubbel"), ("b", "Dubbel")];
        let statuses = named.map(|(id, name)| json!({"id": id, "name": name}).as_object().unwrap().clone());
        let plan = Updates::read(text.as_bytes()).unwrap().plan(&statuses, &sales);
        assert_eq!(plan.same, 1);
        let wrong: Vec<_> = plan.wrong.iter().map(|wrong| (wrong.line, wrong.what)).collect();
        assert_eq!(wrong, [(5, Odd::NoStatus), (6, Odd::NoSale), (8, Odd::NoStatus)]);
        let changes: Vec<_> = plan.changes.iter().map(|change| change.update.clone()).collect();
        let update =
            |sale| SaleUpdate { sale: SaleId(sale), status: None, remark: None, fields: Fields::new() };
        let remark = Some("Gebeld".to_owned());
        let meter = json!({"meter": "9"}).as_object().unwrap().clone();
        assert_eq!(
            changes,
            [
                SaleUpdate { status: Some("sent".into()), remark, ..update(2) },
                SaleUpdate { fields: meter, ..update(3) },
                SaleUpdate { status: Some("sent".into()), ..update(6) },
            ]
        );
    }
}
