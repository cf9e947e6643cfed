//! `koppel env audit`: who changed what in the environment we work for, and whether that record is whole.
//!
//! Not here: what happens at our own service (`sale show`, the console's activity).

use clap::Args;

use super::sale::called;
use super::{ask, organisation_id};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::console::look::Look;
use crate::console::record::Wording;
use crate::locale::rights;
use crate::locale::status::Statuses;
use crate::model::administration::audit::{AuditEntry, AuditProof, AuditQuery, AuditView};
use crate::model::shown::Shown;
use crate::service::protocol::{AdministrationQuery, AdministrationView};

/// Entries asked for at once.
const PAGE: usize = 200;

/// `koppel env audit`
#[derive(Args, Debug)]
pub struct AuditArgs {
    /// Only what is about this organisation, its users and its tokens, by number
    #[arg(long, value_name = "ID", conflicts_with_all = ["verify", "known"])]
    organisation: Option<String>,
    /// At most so many, the last first
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Only what came before this number
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["verify", "known"])]
    before: Option<u64>,
    /// Read it whole and check that nothing in it was changed, put in or taken out; ends with 1 when something was
    #[arg(long)]
    verify: bool,
    /// With --verify: this entry must still have the hash that was noted
    #[arg(long, value_name = "NUMBER=HASH", requires = "verify")]
    known: Option<String>,
}

/// Runs `koppel env audit`.
pub async fn run(context: &Context, args: AuditArgs) -> Result<Exit, CliError> {
    if args.verify {
        let known = args.known.as_deref().map(noted).transpose()?;
        return match asked(context, AuditQuery::Verify { known }).await? {
            AuditView::Verified(proof) => verified(context, &proof),
            AuditView::Entries { .. } => Err(CliError::WrongAnswer),
        };
    }
    let organisation = args.organisation.as_deref().map(organisation_id).transpose()?;
    let (mut before, mut left) = (args.before, args.limit);
    let mut found = Vec::new();
    while left > 0 {
        let query = AuditQuery::List { organisation, before, limit: left.min(PAGE) };
        let AuditView::Entries { entries, next } = asked(context, query).await? else {
            return Err(CliError::WrongAnswer);
        };
        left = left.saturating_sub(entries.len());
        found.extend(entries);
        before = next;
        if before.is_none() {
            break;
        }
    }
    listed(context, &found).await?;
    if before.is_some() {
        context.out.say("cli-more", &[("shown", found.len().into())]);
    }
    Ok(Exit::Ok)
}

async fn listed(context: &Context, entries: &[AuditEntry]) -> Result<(), CliError> {
    let out = &context.out;
    if out.json {
        return entries.iter().try_for_each(|entry| out.row(entry));
    }
    let dash = || "–".to_owned();
    let cells: Vec<_> = entries
        .iter()
        .map(|entry| {
            vec![
                entry.number.to_string(),
                out.moment(entry.at.parse().ok()),
                entry.who().unwrap_or_else(dash),
                entry.address.as_ref().map_or_else(dash, Shown::to_string),
                rights::act(out.language, entry),
            ]
        })
        .collect();
    let columns = ["cli-col-number", "cli-col-when", "cli-col-who", "cli-col-from", "cli-col-act"];
    let (called, look) = (called(context).await?, Look::plain(out.language));
    let wording = Wording::new(&look, Statuses { own: Some(&called), partner: None });
    // What a thing was and became stands below the act, as on screen.
    out.table_with(&columns, &cells, |index| {
        let changes = entries.get(index).map(|entry| wording.changes(&entry.changes));
        changes.unwrap_or_default().concat()
    })
}

fn verified(context: &Context, proof: &AuditProof) -> Result<Exit, CliError> {
    let out = &context.out;
    if out.json {
        out.row(proof)?;
    } else {
        match proof.broken {
            None => {
                let last = proof.last.clone().unwrap_or_default();
                let arguments = [("count", proof.entries.into()), ("last", last.into())];
                out.line(&out.text("cli-audit-whole", &arguments))?;
            }
            Some(broken) => out.line(&rights::broken(out.language, broken))?,
        }
    }
    Ok(if proof.broken.is_none() { Exit::Ok } else { Exit::Failed })
}

async fn asked(context: &Context, query: AuditQuery) -> Result<AuditView, CliError> {
    match ask(context, AdministrationQuery::Audit(query)).await? {
        AdministrationView::Audit(view) => Ok(view),
        _ => Err(CliError::WrongAnswer),
    }
}

fn noted(text: &str) -> Result<(u64, String), CliError> {
    let parts =
        text.split_once('=').and_then(|(number, hash)| Some((number.trim().parse().ok()?, hash.trim())));
    let (number, hash) = parts.ok_or_else(|| CliError::argument("cli-audit-known-odd", text))?;
    Ok((number, hash.to_owned()))
}
