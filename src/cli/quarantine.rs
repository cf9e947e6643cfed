//! `koppel quarantine`: whether the store was put back or copied, and confirming that it is the only one.
//!
//! Not here: putting one back (`backup`).

use clap::Args;
use serde_json::json;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::print::Out;
use crate::model::view::{Displaced, Quarantine};
use crate::service::protocol::Command;

/// `koppel quarantine`
#[derive(Args, Debug)]
pub struct QuarantineArgs {
    /// Confirm that no other copy of this store runs anywhere: work goes on
    #[arg(long)]
    only_copy: bool,
}

/// Runs `koppel quarantine`.
pub async fn run(context: &Context, args: QuarantineArgs) -> Result<Exit, CliError> {
    let out = &context.out;
    if args.only_copy {
        context.command(Command::LiftQuarantine).await?;
        out.done(&json!({"quarantine": false}), "cli-quarantine-lifted", &[])?;
        return Ok(Exit::Ok);
    }
    let found = context.overview().await?.quarantine;
    let is_open = found.as_ref().is_some_and(Quarantine::is_open);
    if out.json {
        out.row(&json!({"quarantine": is_open, "found": found}))?;
        return Ok(Exit::Ok);
    }
    match &found {
        Some(found) => {
            out.line(&sentence(out, found))?;
            if is_open {
                out.say("cli-quarantine-next", &[]);
            }
        }
        None => out.line(&out.text("cli-quarantine-none", &[]))?,
    }
    Ok(Exit::Ok)
}

/// A quarantine in one sentence.
pub fn sentence(out: &Out, found: &Quarantine) -> String {
    if let Some((at, actor)) = &found.lifted {
        let arguments = [("at", out.moment(Some(*at)).into()), ("actor", actor.as_str().into())];
        return out.text("cli-quarantine-past", &arguments);
    }
    let arguments =
        [("at", out.moment(Some(found.found_at)).into()), ("since", out.moment(Some(found.since)).into())];
    let key = match found.why {
        Displaced::Moved => "cli-quarantine-moved",
        Displaced::Older => "cli-quarantine-older",
    };
    out.text(key, &arguments)
}
