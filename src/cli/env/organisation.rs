//! `koppel env organisation`: organisations of the environment we work for.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{ask, id, organisation_id};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::print::{Out, or_dash};
use crate::model::administration::organisation::{
    OrganisationAct, OrganisationQuery, OrganisationRow, OrganisationView,
};
use crate::model::shown::Shown;
use crate::service::protocol::{Administration, AdministrationQuery, AdministrationView};

/// `koppel env organisation ...`
#[derive(Subcommand, Debug)]
pub enum OrganisationCommand {
    /// Create an organisation
    Create(OrganisationArgs),
    /// Change fields of one: another name, or active=0 to refuse its tokens from the next request on
    Set(SetArgs),
    /// Show one with every field
    Show(ShowArgs),
    /// List organisations, with their rights, users, tokens, open sales and last contact
    List,
}

/// `koppel env organisation create`
#[derive(Args, Debug)]
pub struct OrganisationArgs {
    /// Its name
    #[arg(long)]
    name: String,
    /// Its identifier
    #[arg(long)]
    identifier: Option<String>,
    /// Any other field by the API's name, as field=value; may be given more than once
    #[arg(long = "field", value_name = "FIELD=VALUE")]
    fields: Vec<String>,
}

/// `koppel env organisation show`
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// The organisation, by number
    organisation: String,
}

/// `koppel env organisation set`
#[derive(Args, Debug)]
pub struct SetArgs {
    /// The organisation, by number
    organisation: String,
    /// What to change
    #[arg(required = true, value_name = "FIELD=VALUE")]
    fields: Vec<String>,
}

/// Runs `koppel env organisation ...`.
pub async fn run(context: &Context, command: OrganisationCommand) -> Result<Exit, CliError> {
    let out = &context.out;
    match command {
        OrganisationCommand::Create(args) => {
            let mut fields = read(&args.fields)?;
            fields.insert("name".into(), args.name);
            if let Some(identifier) = args.identifier {
                fields.insert("identifier".into(), identifier);
            }
            let id = id(context, Administration::Organisation(OrganisationAct::Create { fields })).await?;
            out.done(
                &json!({"organisation_id": id}),
                "cli-organisation-made",
                &[("id", id.to_string().into())],
            )?;
        }
        OrganisationCommand::Set(args) => {
            let organisation = organisation_id(&args.organisation)?;
            let act = OrganisationAct::Set { organisation, fields: read(&args.fields)? };
            let id = id(context, Administration::Organisation(act)).await?;
            out.done(
                &json!({"organisation_id": id}),
                "cli-organisation-set",
                &[("id", id.to_string().into())],
            )?;
        }
        OrganisationCommand::Show(args) => {
            let organisation = organisation_id(&args.organisation)?;
            let query = OrganisationQuery::Show { organisation };
            let fields = match ask(context, AdministrationQuery::Organisation(query)).await? {
                AdministrationView::Organisation(OrganisationView::Fields(fields)) => fields,
                _ => return Err(CliError::WrongAnswer),
            };
            let row = list(context).await?.into_iter().find(|row| row.id == organisation);
            show(out, &fields, row.as_ref())?;
        }
        OrganisationCommand::List => {
            let rows = list(context).await?;
            if out.json {
                rows.iter().try_for_each(|row| out.row(row))?;
            } else {
                let cells: Vec<_> = rows.iter().map(|row| cells(out, row)).collect();
                let columns = [
                    "cli-col-organisation",
                    "cli-col-name",
                    "cli-col-active",
                    "cli-col-flows",
                    "cli-col-products",
                    "cli-col-agents",
                    "cli-col-tokens",
                    "cli-col-open-sales",
                    "cli-col-last-contact",
                ];
                out.table(&columns, &cells)?;
            }
        }
    }
    Ok(Exit::Ok)
}

/// Every field, and how it stands with it.
fn show(out: &Out, fields: &BTreeMap<String, String>, row: Option<&OrganisationRow>) -> Result<(), CliError> {
    let standing = row.and_then(|row| row.standing);
    if out.json {
        let mut all = json!(fields);
        if let (Some(all), Some(row)) = (all.as_object_mut(), row) {
            // Number, names and standing as the list has them.
            all.extend(json!(row).as_object().cloned().unwrap_or_default());
        }
        return out.row(&all);
    }
    let shown = |text: &String| Shown::new(text).into_string();
    let mut rows: Vec<_> = fields.iter().map(|(name, value)| (shown(name), shown(value))).collect();
    if let Some(standing) = standing {
        let counts = [
            ("cli-col-flows", standing.flows),
            ("cli-col-products", standing.products),
            ("cli-col-agents", standing.agents),
            ("cli-col-tokens", standing.tokens),
            ("cli-col-open-sales", standing.open_sales),
        ];
        rows.extend(counts.map(|(key, count)| (out.text(key, &[]), count.to_string())));
        rows.push((out.text("cli-col-last-contact", &[]), out.moment(standing.last_contact)));
    }
    out.sheet(&rows)
}

fn cells(out: &Out, row: &OrganisationRow) -> Vec<String> {
    let standing = row.standing.as_ref();
    let active = out.text(if row.active { "cli-yes" } else { "cli-no" }, &[]);
    vec![
        row.id.to_string(),
        row.name.to_string(),
        active,
        or_dash(standing.map(|standing| standing.flows)),
        or_dash(standing.map(|standing| standing.products)),
        or_dash(standing.map(|standing| standing.agents)),
        or_dash(standing.map(|standing| standing.tokens)),
        or_dash(standing.map(|standing| standing.open_sales)),
        out.moment(standing.and_then(|standing| standing.last_contact)),
    ]
}

fn read(texts: &[String]) -> Result<BTreeMap<String, String>, CliError> {
    let field = |text: &String| match text.split_once('=') {
        Some((field, value)) if !field.is_empty() => Ok((field.to_owned(), value.to_owned())),
        _ => Err(CliError::argument("cli-field-odd", text.clone())),
    };
    texts.iter().map(field).collect()
}

async fn list(context: &Context) -> Result<Vec<OrganisationRow>, CliError> {
    match ask(context, AdministrationQuery::Organisation(OrganisationQuery::List)).await? {
        AdministrationView::Organisation(OrganisationView::List(rows)) => Ok(rows),
        _ => Err(CliError::WrongAnswer),
    }
}
