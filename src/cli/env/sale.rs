//! `koppel env sale`: looking at sales in the environment we work for.
//!
//! Not here: setting statuses (`sale_status`), the import of status updates (`sale_import`).

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::ask;
use super::sale_import::{self, ImportArgs};
use super::sale_status::{self, StatusArgs};
use super::things::{cell, sheet};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::print::Out;
use crate::cli::secret;
use crate::locale::status::status as status_name;
use crate::model::administration::catalogue::{CatalogueQuery, CatalogueView, Fields, Kind};
use crate::model::administration::sale::{SaleFile, SaleQuery, SaleView};
use crate::model::ids::SaleId;
use crate::model::shown::Shown;
use crate::model::status::Names;
use crate::service::protocol::{AdministrationQuery, AdministrationView};

/// `koppel env sale ...`
#[derive(Subcommand, Debug)]
pub enum EnvSaleCommand {
    /// List sales, filtered in the environment
    List(ListArgs),
    /// Show one with every field
    Show(SaleArgs),
    /// What happened to it, and who did it
    History(SaleArgs),
    /// Set the status of a sale, or of several
    Status(StatusArgs),
    /// Take status updates in from a spreadsheet (CSV)
    Import(ImportArgs),
    /// The files in its answers
    Documents(FilesArgs),
    /// Its contract
    Contract(FilesArgs),
}

/// `koppel env sale list`
#[derive(Args, Debug)]
pub struct ListArgs {
    /// These statuses
    #[arg(long, value_name = "STATUS,...", value_delimiter = ',')]
    status: Vec<String>,
    /// Of these organisations, by number
    #[arg(long, value_name = "ID,...", value_delimiter = ',')]
    organisation: Vec<u64>,
    /// Of these product types
    #[arg(long, value_name = "TYPE,...", value_delimiter = ',')]
    product_type: Vec<String>,
    /// Of this supplier, by number
    #[arg(long, value_name = "ID")]
    supplier: Option<u64>,
    /// Through this flow, by number
    #[arg(long, value_name = "ID")]
    flow: Option<u64>,
    /// Orders (sale) or offers (offer)
    #[arg(long = "type", value_name = "sale|offer")]
    kind: Option<String>,
    /// Created since: yyyy-mm-dd, or yyyy-mm-dd hh:mm:ss
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Created until then
    #[arg(long, value_name = "TIME", requires = "since")]
    until: Option<String>,
    /// These sales, by number
    #[arg(long, value_name = "ID,...", value_delimiter = ',')]
    sale: Vec<u64>,
}

/// One sale.
#[derive(Args, Debug)]
pub struct SaleArgs {
    /// The sale, by number
    sale: String,
}

/// `koppel env sale documents|contract`
#[derive(Args, Debug)]
pub struct FilesArgs {
    /// The sale, by number
    sale: String,
    /// A folder to write them to
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs `koppel env sale ...`.
pub async fn run(context: &Context, command: EnvSaleCommand) -> Result<Exit, CliError> {
    match command {
        EnvSaleCommand::List(args) => list(context, args).await,
        EnvSaleCommand::Show(args) => {
            let sale = number(&args.sale)?;
            match asked(context, SaleQuery::Show { sale }).await? {
                SaleView::Sheet(fields) => sheet(&context.out, &fields)?,
                _ => return Err(CliError::WrongAnswer),
            }
            Ok(Exit::Ok)
        }
        EnvSaleCommand::History(args) => history(context, &args.sale).await,
        EnvSaleCommand::Status(args) => sale_status::run(context, args).await,
        EnvSaleCommand::Import(args) => sale_import::run(context, args).await,
        EnvSaleCommand::Documents(args) => {
            let sale = number(&args.sale)?;
            files(context, SaleQuery::Documents { sale }, args.out.as_deref()).await
        }
        EnvSaleCommand::Contract(args) => {
            let sale = number(&args.sale)?;
            files(context, SaleQuery::Contract { sale }, args.out.as_deref()).await
        }
    }
}

/// Asks something about sales.
pub async fn asked(context: &Context, query: SaleQuery) -> Result<SaleView, CliError> {
    match ask(context, AdministrationQuery::Sale(query)).await? {
        AdministrationView::Sale(view) => Ok(view),
        _ => Err(CliError::WrongAnswer),
    }
}

async fn list(context: &Context, args: ListArgs) -> Result<Exit, CliError> {
    let mut filter: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, value: String| filter.push((name.to_owned(), value));
    // What a filter names must be there: an environment of koppel says so.
    put("koppel_strict", "1".to_owned());
    args.status.into_iter().for_each(|status| put("statuses[]", status));
    args.organisation.iter().for_each(|id| put("organisations[]", id.to_string()));
    args.product_type.into_iter().for_each(|kind| put("product_types[]", kind));
    args.sale.iter().for_each(|id| put("sale_ids[]", id.to_string()));
    args.supplier.into_iter().for_each(|id| put("supplier_id", id.to_string()));
    args.flow.into_iter().for_each(|id| put("flow_id", id.to_string()));
    args.kind.into_iter().for_each(|kind| put("type", kind));
    if let Some(since) = args.since {
        put("period_filter_on", "created_date".to_owned());
        put("period", "custom".to_owned());
        put("period_start", at(&since, "00:00:00")?);
        put("period_end", at(args.until.as_deref().unwrap_or("9999-12-31"), "23:59:59")?);
    }
    let rows = rows(context, SaleQuery::List { filter }).await?;
    let out = &context.out;
    if out.json {
        rows.iter().try_for_each(|row| out.row(row))?;
        return Ok(Exit::Ok);
    }
    let fields = ["id", "status", "created_at", "product_name", "organisation_name", "status_remark"];
    let called = called(context).await?;
    let cell_of = |row: &Fields, field: &str| match field {
        "status" => named(out, &called, row.get(field)),
        "created_at" => out.told_at(&cell(out, row.get(field))),
        _ => cell(out, row.get(field)),
    };
    let cells: Vec<_> =
        rows.iter().map(|row| fields.iter().map(|field| cell_of(row, field)).collect()).collect();
    let columns = [
        "cli-col-sale",
        "cli-col-state",
        "cli-col-made",
        "cli-col-product",
        "cli-col-organisation",
        "cli-col-remark",
    ];
    out.table(&columns, &cells)?;
    Ok(Exit::Ok)
}

/// What the environment's own statuses are called.
pub async fn called(context: &Context) -> Result<Names, CliError> {
    let query = CatalogueQuery::List { kind: Kind::Status };
    let rows = match ask(context, AdministrationQuery::Catalogue(query)).await? {
        AdministrationView::Catalogue(CatalogueView::List(rows)) => rows,
        _ => return Err(CliError::WrongAnswer),
    };
    let text = |row: &Fields, field: &str| Some(row.get(field)?.as_str()?.to_owned());
    let name = |row: &Fields| Some((text(row, "id")?.as_str().into(), Shown::new(&text(row, "name")?)));
    Ok(rows.iter().filter_map(name).filter(|(_, name)| !name.is_empty()).collect())
}

/// A status in a cell, by its name.
pub fn named(out: &Out, called: &Names, value: Option<&Value>) -> String {
    match value.and_then(Value::as_str).filter(|key| !key.is_empty()) {
        Some(key) => status_name(out.language, key, Some(called)),
        None => cell(out, value),
    }
}

/// A day becomes a moment.
fn at(text: &str, time: &str) -> Result<String, CliError> {
    let moment =
        if text.trim().len() == 10 { format!("{} {time}", text.trim()) } else { text.trim().to_owned() };
    match chrono::NaiveDateTime::parse_from_str(&moment, "%Y-%m-%d %H:%M:%S") {
        Ok(_) => Ok(moment),
        Err(_) => Err(CliError::argument("cli-moment-odd", text)),
    }
}

/// Rows that answer a question.
pub async fn rows(context: &Context, query: SaleQuery) -> Result<Vec<Fields>, CliError> {
    match asked(context, query).await? {
        SaleView::Rows(rows) => Ok(rows),
        _ => Err(CliError::WrongAnswer),
    }
}

async fn history(context: &Context, sale: &str) -> Result<Exit, CliError> {
    let rows = rows(context, SaleQuery::History { sale: number(sale)? }).await?;
    let out = &context.out;
    if out.json {
        rows.iter().try_for_each(|row| out.row(row))?;
        return Ok(Exit::Ok);
    }
    let called = called(context).await?;
    let who = |row: &Fields| cell(out, row.get("user").and_then(|user| user.get("name")));
    let cells: Vec<_> = rows
        .iter()
        .map(|row| {
            let field = |name: &str| cell(out, row.get(name));
            vec![
                out.told_at(&field("modified_at")),
                named(out, &called, row.get("previous_status")),
                named(out, &called, row.get("new_status")),
                field("remark"),
                who(row),
                field("koppel_address"),
            ]
        })
        .collect();
    let columns =
        ["cli-col-when", "cli-col-from", "cli-col-to", "cli-col-remark", "cli-col-who", "cli-col-address"];
    out.table(&columns, &cells)?;
    Ok(Exit::Ok)
}

async fn files(context: &Context, query: SaleQuery, folder: Option<&Path>) -> Result<Exit, CliError> {
    let files: Vec<SaleFile> = match asked(context, query).await? {
        SaleView::Files(files) => files,
        _ => return Err(CliError::WrongAnswer),
    };
    let out = &context.out;
    let mut cells = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let bytes = STANDARD.decode(file.content.as_bytes()).unwrap_or_default();
        let mut written = Value::Null;
        if let Some(folder) = folder {
            std::fs::create_dir_all(folder).map_err(CliError::writing(folder))?;
            let path = folder.join(file.file_name(number));
            secret::write_new(&path, &bytes)?;
            written = path.display().to_string().into();
        }
        if out.json {
            out.row(
                &json!({"question": file.question, "name": file.name, "bytes": bytes.len(), "file": written}),
            )?;
        }
        let file_cell = cell(out, Some(&written));
        cells.push(vec![
            file.question.to_string(),
            file.name.to_string(),
            bytes.len().to_string(),
            file_cell,
        ]);
    }
    if !out.json {
        out.table(&["cli-col-question", "cli-col-name", "cli-col-bytes", "cli-col-file"], &cells)?;
    }
    Ok(Exit::Ok)
}

pub fn number(text: &str) -> Result<SaleId, CliError> {
    text.trim().parse().map_err(|_| CliError::argument("cli-number-odd", text))
}
