//! `koppel env incoming`: how the sales of one partner are taken.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};

use super::sale::called;
use super::{administer, ask, organisation_id};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::setting::switch;
use crate::locale::status::status;
use crate::model::administration::incoming::{IncomingAct, IncomingQuery, IncomingSettings, IncomingView};
use crate::service::protocol::{Administration, AdministrationQuery, AdministrationView, Done};

/// `koppel env incoming ...`
#[derive(Subcommand, Debug)]
pub enum IncomingCommand {
    /// Show how an organisation's sales are taken
    Show(ShowArgs),
    /// Change it: check-verification, check-agreements, always-confirm, accept-cancellations (yes, no);
    /// order-status, accepted-offer-status (a status, or nothing for the usual one). No at check-verification:
    /// taken without a signature too; a sale with a contract_date counts as signed either way
    Set(SetArgs),
}

/// `koppel env incoming show`
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// The organisation, by number
    organisation: String,
}

/// `koppel env incoming set`
#[derive(Args, Debug)]
pub struct SetArgs {
    /// The organisation, by number
    organisation: String,
    /// What to change
    #[arg(required = true, value_name = "SETTING=VALUE")]
    changes: Vec<String>,
}

/// Settings that are on or off.
const SWITCHES: [&str; 4] =
    ["check-verification", "check-agreements", "always-confirm", "accept-cancellations"];
/// Settings that name a status.
const STATUSES: [&str; 2] = ["order-status", "accepted-offer-status"];

/// Runs `koppel env incoming ...`.
pub async fn run(context: &Context, command: IncomingCommand) -> Result<Exit, CliError> {
    let view = match command {
        IncomingCommand::Show(args) => {
            let organisation = organisation_id(&args.organisation)?;
            ask(context, AdministrationQuery::Incoming(IncomingQuery::Show { organisation })).await?
        }
        IncomingCommand::Set(args) => {
            let organisation = organisation_id(&args.organisation)?;
            let mut changes = BTreeMap::new();
            for change in &args.changes {
                let Some((setting, value)) = change.split_once('=') else {
                    return Err(CliError::argument("cli-field-odd", change.clone()));
                };
                let (setting, value) = (setting.trim().replace('_', "-"), value.trim());
                let value = match setting.as_str() {
                    name if SWITCHES.contains(&name) => {
                        let odd = |_| CliError::argument("cli-incoming-switch", value);
                        u8::from(switch(value).map_err(odd)?).to_string()
                    }
                    name if STATUSES.contains(&name) => value.to_owned(),
                    _ => return Err(CliError::argument("cli-incoming-unknown", setting)),
                };
                changes.insert(setting.replace('-', "_"), value);
            }
            match administer(context, Administration::Incoming(IncomingAct::Set { organisation, changes }))
                .await?
            {
                Done::Administered(view) => *view,
                _ => return Err(CliError::WrongAnswer),
            }
        }
    };
    let AdministrationView::Incoming(IncomingView::Settings(settings)) = view else {
        return Err(CliError::WrongAnswer);
    };
    show(context, &settings).await?;
    Ok(Exit::Ok)
}

async fn show(context: &Context, settings: &IncomingSettings) -> Result<(), CliError> {
    let out = &context.out;
    if out.json {
        return out.row(settings);
    }
    let called = called(context).await?;
    let usual = |chosen: &Option<String>| match chosen {
        Some(chosen) => status(out.language, chosen, Some(&called)),
        None => out.text("cli-incoming-usual", &[]),
    };
    let rows = [
        ("cli-incoming-check-verification", out.yes_no(settings.check_verification)),
        ("cli-incoming-check-agreements", out.yes_no(settings.check_agreements)),
        ("cli-incoming-order-status", usual(&settings.order_status)),
        ("cli-incoming-accepted-offer-status", usual(&settings.accepted_offer_status)),
        ("cli-incoming-always-confirm", out.yes_no(settings.always_confirm)),
        ("cli-incoming-accept-cancellations", out.yes_no(settings.accept_cancellations)),
    ];
    let rows = rows.map(|(key, value)| (out.text(key, &[]), value));
    out.sheet(&rows)
}
