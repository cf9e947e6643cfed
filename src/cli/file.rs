//! `koppel sale import`: sales out of a file, as CSV or one JSON object a line. Each row becomes one sale of
//! the own environment and goes on from there as any other; what is wrong is told by line and column; the
//! plan is shown first. A row that was taken in before is known again: by its `reference`, or without one
//! by all it says.
//!
//! Not here: status updates out of a spreadsheet (`env::sale_import`), making the sales (`engine::filing`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Map, Value, json};

use super::context::Context;
use super::env::world::expected;
use super::error::CliError;
use super::exit::Exit;
use super::print::Out;
use crate::locale::Language;
use crate::locale::updates::sheet;
use crate::model::failure::{Cause, Failure};
use crate::model::filing::column;
use crate::model::spreadsheet::{Row, Spreadsheet, decoded, written};
use crate::service::protocol::{Answer, Command, Done, FileFate, FileRow, Filed, Query};

/// `koppel sale import`
#[derive(Args, Debug)]
pub struct FileArgs {
    /// The file: CSV with a first line of names, or one JSON object a line; - for standard input
    #[arg(required_unless_present = "template")]
    file: Option<PathBuf>,
    /// Print an example to fill in
    #[arg(long)]
    template: bool,
    /// Do it; without this only the plan is shown
    #[arg(long, conflicts_with = "dry_run")]
    yes: bool,
    /// Only show the plan
    #[arg(long)]
    dry_run: bool,
    /// Take in the good rows although others are wrong
    #[arg(long)]
    partial: bool,
    /// Only when exactly so many sales are made
    #[arg(long, value_name = "N")]
    expect_count: Option<usize>,
}

/// The column with a row's own key.
const REFERENCE: &str = "reference";
/// Rows that are looked at in one command, and rows that are made in one: few enough for an answer in time
/// within any limit.
const LOOKED_AT: usize = 200;
const MADE: usize = 10;

/// What is wrong with a row before anybody is asked.
struct Wrong {
    line: u64,
    column: String,
    key: &'static str,
    value: String,
}

/// Runs `koppel sale import`.
pub async fn run(context: &Context, args: FileArgs) -> Result<Exit, CliError> {
    let out = &context.out;
    if args.template {
        let Answer::FileTemplate { columns, example } = context.query(Query::FileTemplate).await? else {
            return Err(CliError::WrongAnswer);
        };
        out.raw(&written(&[columns, example]))?;
        return Ok(Exit::Ok);
    }
    let path = args.file.unwrap_or_default();
    let content = super::edit::read(&path)?;
    let (rows, wrong) = read(&path, &decoded(&content), out.language)?;
    let mut told = 0;
    for one in &wrong {
        tell(out, one.line, &one.column, &out.text(one.key, &[("value", one.value.as_str().into())]))?;
        told += 1;
    }
    let mut plan = Vec::with_capacity(rows.len());
    for some in rows.chunks(LOOKED_AT) {
        plan.extend(filed(context, some, true).await?);
    }
    let to_make = |one: &Filed| matches!(one.fate, FileFate::New | FileFate::Doubted { .. });
    let making: BTreeSet<u64> = plan.iter().filter(|one| to_make(one)).map(|one| one.line).collect();
    for one in &plan {
        told += usize::from(matches!(one.fate, FileFate::Wrong { .. }));
        // What is made says so when it is.
        if !args.yes || !to_make(one) {
            print(out, one)?;
        }
    }
    let known = plan.len() - making.len() - plan.iter().filter(|one| is_wrong(one)).count();
    out.say(
        "cli-file-plan",
        &[("count", making.len().into()), ("known", known.into()), ("wrong", told.into())],
    );
    if told > 0 && !args.partial {
        return Ok(Exit::Failed);
    }
    let mut good = told == 0;
    if args.yes {
        expected(args.expect_count, making.len())?;
        let rows: Vec<FileRow> = rows.into_iter().filter(|row| making.contains(&row.line)).collect();
        let mut made = 0;
        for some in rows.chunks(MADE) {
            for one in filed(context, some, false).await? {
                print(out, &one)?;
                let is_made = matches!(one.fate, FileFate::Made { .. } | FileFate::Known { .. });
                made += usize::from(is_made);
                good &= is_made;
            }
        }
        out.say("cli-file-done", &[("count", made.into())]);
    }
    Ok(if good { Exit::Ok } else { Exit::Failed })
}

fn is_wrong(one: &Filed) -> bool {
    matches!(one.fate, FileFate::Wrong { .. })
}

async fn filed(context: &Context, rows: &[FileRow], only_look: bool) -> Result<Vec<Filed>, CliError> {
    match context.command(Command::FileSales { rows: rows.to_vec(), only_look }).await? {
        Done::Filed(filed) => Ok(filed),
        _ => Err(CliError::WrongAnswer),
    }
}

fn print(out: &Out, one: &Filed) -> Result<(), CliError> {
    if out.json {
        return out.row(one);
    }
    let (line, text) = (one.line, |key: &str, arguments: &[_]| out.text(key, arguments));
    let sentence = match &one.fate {
        FileFate::New => text("cli-file-new", &[]),
        FileFate::Made { sale } => text("cli-file-made", &[("sale", sale.to_string().into())]),
        FileFate::Known { sale, differs: false } => {
            text("cli-file-known", &[("sale", sale.to_string().into())])
        }
        FileFate::Known { sale, differs: true } => {
            text("cli-file-differs", &[("sale", sale.to_string().into())])
        }
        FileFate::Wrong { failures } => {
            return failures.iter().try_for_each(|failure| {
                let column = column(&failure.element).unwrap_or_else(|| "–".to_owned());
                tell(out, line, &column, &why(out, failure))
            });
        }
        FileFate::Doubted { alike, until } => {
            let alike: Vec<String> = alike.iter().map(ToString::to_string).collect();
            match (alike.is_empty(), until) {
                (false, _) => text("cli-file-alike", &[("sales", alike.join(", ").into())]),
                (true, Some(until)) => {
                    text("cli-file-doubted-until", &[("until", out.moment(Some(*until)).into())])
                }
                (true, None) => text("cli-file-doubted", &[]),
            }
        }
        FileFate::Failed { failure } => text("cli-file-failed", &[("why", out.advice(failure).into())]),
    };
    out.line(&out.text("cli-file-line", &[("line", line.to_string().into()), ("what", sentence.into())]))
}

fn tell(out: &Out, line: u64, column: &str, what: &str) -> Result<(), CliError> {
    let arguments = [("line", line.to_string().into()), ("column", column.into()), ("what", what.into())];
    if out.json {
        return out.row(&json!({"line": line, "fate": "wrong", "column": column, "what": what}));
    }
    out.line(&out.text("updates-wrong", &arguments))
}

/// What is wrong with a cell, as whoever filled it in needs it; what the environment said stands behind it.
fn why(out: &Out, failure: &Failure) -> String {
    let key = match failure.cause {
        Cause::MissingAnswer | Cause::MissingField => "cli-file-missing",
        Cause::InvalidOption => "cli-file-no-option",
        Cause::InvalidAnswer | Cause::InvalidField => "cli-file-invalid",
        Cause::MissingAgreement => "cli-file-agreement",
        Cause::InvalidProduct | Cause::ProductNotLinked => "cli-file-product",
        Cause::UnknownFlow | Cause::FlowNotMapped => "cli-file-flow",
        _ => return out.failure(failure),
    };
    let named = crate::locale::failure::element(out.language, &failure.element).unwrap_or_default();
    let what = out.text(key, &[("named", named.into())]);
    match &failure.said {
        Some(said) => format!("{what} ({said})"),
        None => what,
    }
}

fn read(path: &Path, text: &str, language: Language) -> Result<(Vec<FileRow>, Vec<Wrong>), CliError> {
    let (mut rows, mut wrong) = match text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        true => read_objects(text),
        false => read_spreadsheet(path, text, language)?,
    };
    let mut seen = BTreeSet::new();
    rows.retain(|row| {
        let new = seen.insert(row.key());
        if !new {
            let value = row.reference.clone().unwrap_or_default();
            wrong.push(Wrong { line: row.line, column: REFERENCE.to_owned(), key: "cli-file-twice", value });
        }
        new
    });
    wrong.sort_by_key(|one| one.line);
    Ok((rows, wrong))
}

fn row(line: u64, mut fields: BTreeMap<String, String>) -> FileRow {
    fields.retain(|_, text| !text.trim().is_empty());
    let reference = fields.remove(REFERENCE).map(|text| text.trim().to_owned());
    FileRow { line, reference, fields }
}

fn read_spreadsheet(
    path: &Path,
    text: &str,
    language: Language,
) -> Result<(Vec<FileRow>, Vec<Wrong>), CliError> {
    let Spreadsheet { header, rows } = Spreadsheet::read(text.as_bytes())
        .map_err(|why| CliError::Content { path: path.to_path_buf(), why: sheet(language, &why) })?;
    let (mut read, mut wrong) = (Vec::new(), Vec::new());
    for Row { line, cells } in rows {
        if cells.len() > header.len() {
            let (column, value) = ((header.len() + 1).to_string(), cells.len().to_string());
            wrong.push(Wrong { line, column, key: "updates-too-wide", value });
            continue;
        }
        read.push(row(line, header.iter().cloned().zip(cells).collect()));
    }
    Ok((read, wrong))
}

fn read_objects(text: &str) -> (Vec<FileRow>, Vec<Wrong>) {
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for (at, text) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = at as u64 + 1;
        if text.trim().is_empty() {
            continue;
        }
        let mut refuse = |column: String, key, value: String| {
            wrong.push(Wrong { line, column, key, value });
        };
        let object: Map<String, Value> = match serde_json::from_str(text) {
            Ok(object) => object,
            Err(error) => {
                refuse(error.column().to_string(), "cli-file-no-object", String::new());
                continue;
            }
        };
        let mut fields = BTreeMap::new();
        match flat("", object, &mut fields) {
            Ok(()) => rows.push(row(line, fields)),
            Err(field) => refuse(field.clone(), "cli-file-odd", field),
        }
    }
    (rows, wrong)
}

/// The fields of an object, those of an object within it behind its name and a dot; a list as its parts with
/// semicolons between. The name of what has no place.
fn flat(
    before: &str,
    object: Map<String, Value>,
    fields: &mut BTreeMap<String, String>,
) -> Result<(), String> {
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(if *yes { "1" } else { "0" }.to_owned()),
        Value::Null => Some(String::new()),
        Value::Array(_) | Value::Object(_) => None,
    };
    for (name, value) in object {
        let name = format!("{before}{name}");
        let text = match value {
            // Accepted is what has a key there.
            Value::Object(keys) if name == "agreements" => {
                Some(keys.into_iter().map(|(key, _)| key).collect::<Vec<_>>().join("; "))
            }
            Value::Object(inner) if before.is_empty() => {
                flat(&format!("{name}."), inner, fields)?;
                continue;
            }
            Value::Array(parts) => {
                parts.iter().map(plain).collect::<Option<Vec<_>>>().map(|parts| parts.join("; "))
            }
            value => plain(&value),
        };
        match text {
            Some(text) => drop(fields.insert(name, text)),
            None => return Err(name),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_and_objects_say_the_same() {
        let sheet = "reference;product_id;questionData.een;agreements\n7;12;ja;av; \n;13;nee;\n";
        let sheet = sheet.replace("av; ", "\"av; privacy\"");
        let objects = concat!(
            r#"{"reference": 7, "product_id": 12, "questionData": {"een": "ja"}, "agreements": ["av", "privacy"]}"#,
            "\n\n",
            r#"{"product_id": "13", "questionData": {"een": "nee"}, "agreements": {}}"#,
        );
        let (of_sheet, wrong) = read(Path::new("x.csv"), &sheet, Language::En).unwrap();
        assert!(wrong.is_empty());
        let (of_objects, wrong) = read(Path::new("x.ndjson"), objects, Language::En).unwrap();
        assert!(wrong.is_empty());
        let plain = |rows: &[FileRow]| rows.iter().map(FileRow::key).collect::<Vec<_>>();
        assert_eq!(plain(&of_sheet), plain(&of_objects));
        assert!(of_sheet[0].fields == of_objects[0].fields && of_sheet[1].fields == of_objects[1].fields);
        assert_eq!((of_sheet[1].line, of_objects[1].line), (3, 3));
    }

    #[test]
    fn what_is_wrong_with_a_file_is_named_by_line_and_column() {
        let named = |text: &str| -> Vec<(u64, String, &'static str)> {
            let (_, wrong) = read(Path::new("x"), text, Language::En).unwrap();
            wrong.into_iter().map(|one| (one.line, one.column, one.key)).collect()
        };
        assert_eq!(
            named("reference,city\n1,Ede\n1,Assen\n2,Ede,x\n"),
            [(3, "reference".to_owned(), "cli-file-twice"), (4, "3".to_owned(), "updates-too-wide")]
        );
        assert_eq!(
            named("{\"a\": 1}\nnothing\n{\"a\": {\"b\": {\"c\": 1}}}\n"),
            [(2, "2".to_owned(), "cli-file-no-object"), (3, "a.b".to_owned(), "cli-file-odd")]
        );
    }
}
