//! `koppel status`: one screen of how it all is doing.
//!
//! Not here: the same, live (`console`).

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::integration;
use super::quarantine;

/// Runs `koppel status`.
pub async fn status(context: &Context) -> Result<Exit, CliError> {
    let out = &context.out;
    let running = context.client.is_running().await?;
    let overview = context.overview().await?;
    if out.json {
        let mut object = serde_json::to_value(&overview).map_err(|error| CliError::Output(error.into()))?;
        object["running"] = running.into();
        out.row(&object)?;
        return Ok(Exit::Ok);
    }
    let named = |key: &str, value: String| (out.text(key, &[]), value);
    let own = match &overview.own {
        Some(own) => {
            let link = own.link.failure.as_ref().map(|failure| out.failure(failure));
            let contact = link.unwrap_or_else(|| out.moment(own.link.last_contact));
            format!("{} ({})  {contact}", own.address.base_url, own.address.domain)
        }
        None => out.text("cli-own-missing", &[]),
    };
    let service = match running {
        true => out.text("cli-service-since", &[("at", out.moment(Some(overview.started_at)).into())]),
        false => out.text("cli-service-stopped", &[]),
    };
    let mut sheet = vec![
        named("cli-col-service", service),
        named("cli-col-own-environment", own),
        named("cli-settled", out.text(if overview.settled { "cli-yes" } else { "cli-no" }, &[])),
    ];
    if let Some(found) = overview.quarantine.as_ref().filter(|found| found.is_open()) {
        sheet.insert(0, named("cli-col-quarantine", quarantine::sentence(out, found)));
    }
    sheet
        .extend(overview.counts.by_state.iter().map(|(state, count)| (out.state(*state), count.to_string())));
    sheet.push(named("cli-sent-ever", overview.counts.sent_ever.to_string()));
    sheet.push(named("cli-status-updates", overview.counts.status_updates.to_string()));
    out.sheet(&sheet)?;
    if !overview.integrations.is_empty() {
        out.line("")?;
        integration::list(out, &overview.integrations)?;
    }
    Ok(Exit::Ok)
}
