//! `koppel status`: one screen of how it all is doing.
//!
//! Not here: the same, live (`console`).

use serde_json::json;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::integration;
use super::jobs;
use super::quarantine;
use crate::model::delivery::State;
use crate::model::queue::SaleRow;
use crate::model::view::IntegrationView;
use crate::service::protocol::{Answer, Query, SalesQuery};

/// Runs `koppel status`.
pub async fn status(context: &Context) -> Result<Exit, CliError> {
    let out = &context.out;
    let running = context.client.is_running().await?;
    let overview = context.overview().await?;
    let groups = jobs::groups(context).await?;
    let oldest = oldest(context).await?;
    if out.json {
        let mut object = serde_json::to_value(&overview).map_err(|error| CliError::Output(error.into()))?;
        object["running"] = running.into();
        object["groups"] = serde_json::to_value(&groups).map_err(|error| CliError::Output(error.into()))?;
        object["oldest_queued"] =
            json!(oldest.as_ref().map(|row| json!({"sale": row.id, "since": row.updated_at})));
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
    sheet.push(named("cli-status-oldest", out.moment(oldest.map(|row| row.updated_at))));
    out.sheet(&sheet)?;
    if !overview.integrations.is_empty() {
        out.line("")?;
        integration::list(out, &overview.integrations)?;
        out.line("")?;
        budgets(context, &overview.integrations)?;
    }
    if !groups.is_empty() {
        out.line("")?;
        jobs::groups_table(context, &groups)?;
    }
    Ok(Exit::Ok)
}

/// What each partner's limit was spent on, when its queue is empty, and how old its statuses are.
fn budgets(context: &Context, views: &[IntegrationView]) -> Result<(), CliError> {
    let (out, now) = (&context.out, context.clock.now());
    let columns = ["cli-col-integration", "cli-col-budget", "cli-col-empty-at", "cli-col-statuses-read"];
    let row = |view: &IntegrationView| {
        let followed = view.passes.iter().find(|pass| pass.pass == "follow").and_then(|pass| pass.ended_at);
        vec![
            view.name.to_string(),
            integration::budget(out, &view.link),
            out.moment(view.empty_at(now)),
            out.moment(followed),
        ]
    };
    out.table(&columns, &views.iter().map(row).collect::<Vec<_>>())
}

/// The sale that waits longest to be sent.
async fn oldest(context: &Context) -> Result<Option<SaleRow>, CliError> {
    let query =
        SalesQuery { states: vec![State::Queued], oldest_first: true, limit: 1, ..SalesQuery::default() };
    match context.query(Query::Sales(query)).await? {
        Answer::Sales(page) => Ok(page.rows.into_iter().next()),
        _ => Err(CliError::WrongAnswer),
    }
}
