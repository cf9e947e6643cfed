//! `koppel env product|supplier|flow|question|agreement|status|user`: the catalogue and the people of the
//! environment we work for, all in one way: list, show, create, set, remove. Fields have the API's names.
//!
//! Not here: rules (`rule`), whole worlds (`world`).

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{administer, ask};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::print::Out;
use crate::locale::status::status as status_name;
use crate::locale::when;
use crate::locale::word::word;
use crate::model::administration::catalogue::{CatalogueAct, CatalogueQuery, CatalogueView, Fields, Kind};
use crate::model::reason::Reason;
use crate::model::shown::Shown;
use crate::model::status::Names;
use crate::service::client::ClientError;
use crate::service::protocol::{Administration, AdministrationQuery, AdministrationView, Done, Problem};

/// `koppel env product ...` and its like
#[derive(Subcommand, Debug)]
pub enum ThingCommand {
    /// List them
    List,
    /// Show one with every field
    Show(IdArgs),
    /// Create one
    Create(FieldArgs),
    /// Change fields of one
    Set(SetArgs),
    /// Remove one; without --yes it is said what changes elsewhere, or what needs it
    Remove(RemoveArgs),
}

/// One of them.
#[derive(Args, Debug)]
pub struct IdArgs {
    /// Its number; a status by its identifier
    pub id: String,
}

/// Fields of one.
#[derive(Args, Debug)]
pub struct FieldArgs {
    /// A field by the API's name, as field=value; field=@FILE takes the content of a file
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// A JSON object with fields
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Which one, and its fields.
#[derive(Args, Debug)]
pub struct SetArgs {
    #[command(flatten)]
    pub id: IdArgs,
    #[command(flatten)]
    pub fields: FieldArgs,
}

/// Which one goes.
#[derive(Args, Debug)]
pub struct RemoveArgs {
    #[command(flatten)]
    pub id: IdArgs,
    /// Do it; without this it is only said what would go
    #[arg(long)]
    yes: bool,
}

/// Runs one of the commands for things of `kind`.
pub async fn run(context: &Context, kind: Kind, command: ThingCommand) -> Result<Exit, CliError> {
    match command {
        ThingCommand::List => list(context, kind).await,
        ThingCommand::Show(args) => show(context, kind, args).await,
        ThingCommand::Create(args) => create(context, kind, args).await,
        ThingCommand::Set(args) => set(context, kind, args).await,
        ThingCommand::Remove(args) => remove(context, kind, args).await,
    }
}

/// All of a kind.
pub async fn all(context: &Context, kind: Kind) -> Result<Vec<Fields>, CliError> {
    match asked(context, CatalogueQuery::List { kind }).await? {
        CatalogueView::List(rows) => Ok(rows),
        _ => Err(CliError::WrongAnswer),
    }
}

/// Lists things.
pub async fn list(context: &Context, kind: Kind) -> Result<Exit, CliError> {
    let rows = all(context, kind).await?;
    let out = &context.out;
    if out.json {
        rows.iter().try_for_each(|row| out.row(row))?;
        return Ok(Exit::Ok);
    }
    let columns: &[&str] = match kind {
        Kind::Product => {
            &["cli-col-number", "cli-col-name", "cli-col-identifier", "cli-col-type", "cli-col-active"]
        }
        Kind::Flow => &["cli-col-number", "cli-col-name", "cli-col-type", "cli-col-key"],
        Kind::Question => &["cli-col-number", "cli-col-name", "cli-col-identifier", "cli-col-type"],
        Kind::Status => &["cli-col-identifier", "cli-col-name", "cli-col-type"],
        Kind::User => &[
            "cli-col-number",
            "cli-col-name",
            "cli-col-kind",
            "cli-col-role",
            "cli-col-active",
            "cli-col-organisation",
        ],
        Kind::Supplier | Kind::Agreement => &["cli-col-number", "cli-col-name", "cli-col-identifier"],
    };
    let cells: Vec<_> = rows.iter().map(|row| cells(out, kind, row)).collect();
    out.table(columns, &cells)?;
    Ok(Exit::Ok)
}

/// One thing of a list; words of the API as people say them.
fn cells(out: &Out, kind: Kind, row: &Fields) -> Vec<String> {
    let text = |field: &str| row.get(field).and_then(Value::as_str).unwrap_or_default();
    let said = |kind: &str, field: &str| word(out.language, kind, text(field));
    let plain = |field: &str| cell(out, row.get(field));
    match kind {
        Kind::Product => {
            let kind = said("product-type", "type");
            vec![plain("id"), plain("name"), plain("identifier"), kind, plain("active")]
        }
        // Commands take a flow by its key.
        Kind::Flow => {
            let key = Shown::new(&format!("{}/{}", text("type"), text("identifier"))).into_string();
            vec![plain("id"), plain("title"), said("product-type", "type"), key]
        }
        Kind::Question => {
            vec![plain("id"), plain("name"), plain("identifier"), said("input", "input_type")]
        }
        Kind::Status => {
            let names = Names::from([(text("id").into(), Shown::new(text("name")))]);
            let name = status_name(out.language, text("id"), Some(&names));
            vec![plain("id"), name, said("status-kind", "type")]
        }
        Kind::User => {
            let name = Shown::new(format!("{} {}", text("firstname"), text("lastname")).trim()).into_string();
            let is_link = row.get("link").and_then(Value::as_bool) == Some(true);
            let kind = word(out.language, "person", if is_link { "link" } else { "person" });
            vec![plain("id"), name, kind, said("role", "role"), plain("active"), plain("organisation")]
        }
        Kind::Supplier | Kind::Agreement => vec![plain("id"), plain("name"), plain("identifier")],
    }
}

/// Shows one.
pub async fn show(context: &Context, kind: Kind, args: IdArgs) -> Result<Exit, CliError> {
    let thing = one(context, kind, &args.id).await?;
    sheet(&context.out, &thing)?;
    Ok(Exit::Ok)
}

/// One thing with every field.
pub async fn one(context: &Context, kind: Kind, id: &str) -> Result<Fields, CliError> {
    match asked(context, CatalogueQuery::Show { kind, id: id.to_owned() }).await? {
        CatalogueView::Thing(thing) => Ok(thing),
        _ => Err(CliError::WrongAnswer),
    }
}

/// Creates one.
pub async fn create(context: &Context, kind: Kind, args: FieldArgs) -> Result<Exit, CliError> {
    let mut fields = args.read()?;
    // Like a flow or a question, a status has an identifier; only on the wire that is its id.
    let coded = kind == Kind::Status;
    if coded && let Some(identifier) = fields.remove("identifier") {
        fields.insert("id".to_owned(), identifier);
    }
    let act = CatalogueAct::Create { kind, fields };
    let made = administer(context, Administration::Catalogue(act)).await;
    let id = match made.map_err(|error| if coded { of_identifier(error) } else { error })? {
        Done::Administered(view) => match *view {
            AdministrationView::Catalogue(CatalogueView::Made(id)) => id,
            _ => return Err(CliError::WrongAnswer),
        },
        _ => return Err(CliError::WrongAnswer),
    };
    context.out.done(&json!({"id": id}), "cli-thing-made", &[("id", id.as_str().into())])?;
    Ok(Exit::Ok)
}

/// What is wrong with a status's id is wrong with its identifier.
fn of_identifier(error: CliError) -> CliError {
    match error {
        CliError::Client(ClientError::Refused(Problem::Invalid {
            why: Reason::WrongFields { mut fields },
        })) => {
            fields
                .iter_mut()
                .filter(|(field, _)| field == "id")
                .for_each(|(field, _)| *field = "identifier".into());
            ClientError::Refused(Problem::Invalid { why: Reason::WrongFields { fields } }).into()
        }
        other => other,
    }
}

/// Changes fields of one.
pub async fn set(context: &Context, kind: Kind, args: SetArgs) -> Result<Exit, CliError> {
    let (id, fields) = (args.id.id, args.fields.read()?);
    if fields.is_empty() {
        return Err(CliError::argument("cli-fields-missing", ""));
    }
    save(context, kind, id, fields).await
}

/// Changes these fields of one.
pub async fn save(context: &Context, kind: Kind, id: String, fields: Fields) -> Result<Exit, CliError> {
    let act = CatalogueAct::Set { kind, id: id.clone(), fields };
    administer(context, Administration::Catalogue(act)).await?;
    context.out.done(&json!({"id": id}), "cli-thing-changed", &[("id", id.as_str().into())])?;
    Ok(Exit::Ok)
}

/// Removes one, when told so.
pub async fn remove(context: &Context, kind: Kind, args: RemoveArgs) -> Result<Exit, CliError> {
    let id = args.id.id;
    let thing = one(context, kind, &id).await?;
    let called = ["name", "title", "firstname"].iter().find_map(|field| thing.get(*field)?.as_str());
    let called = Shown::new(called.unwrap_or_default()).to_string();
    let left = match asked(context, CatalogueQuery::Removal { kind, id: id.clone() }).await? {
        CatalogueView::Left(left) => left,
        _ => return Err(CliError::WrongAnswer),
    };
    let row = json!({"id": id, "name": called, "removed": args.yes, "also": left});
    let arguments = [("id", id.as_str().into()), ("name", called.as_str().into())];
    if !args.yes {
        context.out.done(&row, "cli-thing-would-go", &arguments)?;
        for one in left.iter().filter(|_| !context.out.json) {
            let key = match one.list.as_str() {
                "flows" => "cli-left-flow",
                "tokens" => "cli-left-token",
                _ => "cli-left-organisation",
            };
            let name = Shown::new(&one.name).to_string();
            let arguments = [("id", one.id.to_string().into()), ("name", name.into())];
            context.out.line(&context.out.text(key, &arguments))?;
        }
        return Ok(Exit::Ok);
    }
    administer(context, Administration::Catalogue(CatalogueAct::Remove { kind, id: id.clone() })).await?;
    context.out.done(&row, "cli-thing-gone", &arguments)?;
    Ok(Exit::Ok)
}

/// Asks something about the catalogue.
pub async fn asked(context: &Context, query: CatalogueQuery) -> Result<CatalogueView, CliError> {
    match ask(context, AdministrationQuery::Catalogue(query)).await? {
        AdministrationView::Catalogue(view) => Ok(view),
        _ => Err(CliError::WrongAnswer),
    }
}

/// Every field, one below the other; foreign text made safe.
pub fn sheet(out: &Out, fields: &Fields) -> Result<(), CliError> {
    if out.json {
        return out.row(fields);
    }
    let mut rows = Vec::new();
    lay_out(out, "", fields, &mut rows);
    out.sheet(&rows)
}

/// A row for each field; of one that holds others, for each of those.
fn lay_out(out: &Out, above: &str, fields: &Fields, rows: &mut Vec<(String, String)>) {
    for (name, value) in fields {
        let path = format!("{above}{}", Shown::new(name));
        match value {
            Value::Object(inner) if !inner.is_empty() && !inner.contains_key("content") => {
                lay_out(out, &format!("{path}."), inner, rows);
            }
            value => rows.push((path, held(out, name, value))),
        }
    }
}

/// What a field holds: a time as every other list tells it.
fn held(out: &Out, name: &str, value: &Value) -> String {
    match value.as_str() {
        Some(text) if when::is_time(name) && !text.is_empty() => out.told_at(text),
        _ => cell(out, Some(value)),
    }
}

/// A value in a cell.
pub fn cell(out: &Out, value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "–".to_owned(),
        Some(Value::Bool(flag)) => out.text(if *flag { "cli-yes" } else { "cli-no" }, &[]),
        Some(Value::String(text)) => Shown::new(text).to_string(),
        // A file: what it holds says nothing to a reader.
        Some(Value::Object(file)) if file.contains_key("content") => {
            let size = file.get("content").and_then(Value::as_str).map_or(0, |text| text.len() / 4 * 3);
            format!("{}, {} kB", cell(out, file.get("extension")), size.div_ceil(1_000))
        }
        Some(other) => Shown::new(&other.to_string()).to_string(),
    }
}

/// Reads a file that holds a JSON object.
pub fn object(path: &Path) -> Result<Fields, CliError> {
    let text = std::fs::read_to_string(path).map_err(CliError::reading(path))?;
    serde_json::from_str(&text)
        .map_err(|error| CliError::Content { path: path.to_path_buf(), why: error.to_string() })
}

impl FieldArgs {
    /// The fields: those of the file, and over them those that were typed.
    fn read(&self) -> Result<Fields, CliError> {
        let mut fields = self.file.as_deref().map(object).transpose()?.unwrap_or_default();
        for text in &self.fields {
            let (field, value) = match text.split_once('=') {
                Some((field, value)) if !field.trim().is_empty() => (field.trim(), value),
                _ => return Err(CliError::argument("cli-field-odd", text.clone())),
            };
            let value = match value.strip_prefix('@') {
                None => Value::from(value),
                Some(path) => content(field, Path::new(path), fields.get(field))?,
            };
            fields.insert(field.to_owned(), value);
        }
        Ok(fields)
    }
}

/// What a field makes of a file: an image and documents carry it whole, anything else its text.
fn content(field: &str, path: &Path, before: Option<&Value>) -> Result<Value, CliError> {
    let bytes = std::fs::read(path).map_err(CliError::reading(path))?;
    let part = |part: Option<&std::ffi::OsStr>| part.map(|part| part.to_string_lossy().into_owned());
    let extension = part(path.extension()).unwrap_or_default();
    match field {
        "image" => Ok(json!({"extension": extension, "content": STANDARD.encode(bytes)})),
        "documents" | "attachments" => {
            let mut all = before.and_then(Value::as_array).cloned().unwrap_or_default();
            let name = part(path.file_name()).unwrap_or_default();
            all.push(json!({"name": name, "extension": extension, "content": STANDARD.encode(bytes)}));
            Ok(all.into())
        }
        _ => match String::from_utf8(bytes) {
            Ok(text) => Ok(text.into()),
            Err(_) => Err(CliError::Content { path: path.to_path_buf(), why: "UTF-8".to_owned() }),
        },
    }
}
