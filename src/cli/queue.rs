//! `koppel queue`: the queue in numbers, live, and waiting until it is settled.
//!
//! Not here: single sales (`sale`).

use std::collections::BTreeMap;
use std::time::Duration;

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::sheet;
use crate::service::protocol::{Change, Overview};

/// `koppel queue`
#[derive(Args, Debug)]
pub struct QueueArgs {
    #[command(subcommand)]
    command: Option<QueueCommand>,
    /// Go on, printing each change
    #[arg(long)]
    watch: bool,
}

/// `koppel queue ...`
#[derive(Subcommand, Debug)]
pub enum QueueCommand {
    /// Wait; the workers run meanwhile when no service does
    Wait(WaitArgs),
}

/// `koppel queue wait`
#[derive(Args, Debug)]
pub struct WaitArgs {
    /// Until no worker would change a sale without new input
    #[arg(long, required = true)]
    settled: bool,
    /// At most so many seconds; then ends with 1
    #[arg(long, value_name = "S")]
    timeout: Option<u64>,
}

/// How often a settled queue is looked for: the event may have come before we listened.
const LOOK: Duration = Duration::from_secs(1);

/// Runs `koppel queue ...`.
pub async fn run(context: &Context, args: QueueArgs) -> Result<Exit, CliError> {
    if let Some(QueueCommand::Wait(args)) = args.command {
        return wait(context, args).await;
    }
    let overview = context.overview().await?;
    numbers(context, &overview)?;
    if args.watch { watch(context, overview.sequence).await } else { Ok(Exit::Ok) }
}

fn numbers(context: &Context, overview: &Overview) -> Result<(), CliError> {
    let (out, counts, settled) = (&context.out, &overview.counts, overview.settled);
    let now = context.clock.now();
    let empty: BTreeMap<_, _> = overview
        .integrations
        .iter()
        .filter_map(|integration| Some((&integration.name.0, integration.empty_at(now)?)))
        .collect();
    if out.json {
        let mut object = serde_json::to_value(counts).map_err(|error| CliError::Output(error.into()))?;
        object["settled"] = json!(settled);
        object["empty_at"] = json!(empty);
        return out.row(&object);
    }
    let mut rows: Vec<(String, String)> =
        counts.by_state.iter().map(|(state, count)| (out.state(*state), count.to_string())).collect();
    if counts.parting > 0 {
        rows.push((out.text("cli-queue-parting", &[]), counts.parting.to_string()));
    }
    rows.push((out.text("cli-sent-ever", &[]), counts.sent_ever.to_string()));
    rows.push((out.text("cli-status-updates", &[]), counts.status_updates.to_string()));
    for (status, waiting) in &counts.unmapped_statuses {
        let name = out.text("cli-status-unmapped", &[("status", status.as_str().into())]);
        rows.push((name, waiting.to_string()));
    }
    for (name, at) in empty {
        let label = out.text("cli-queue-empty", &[("name", name.as_str().into())]);
        rows.push((label, format!("± {}", out.moment(Some(at)))));
    }
    rows.push((out.text("cli-settled", &[]), out.text(if settled { "cli-yes" } else { "cli-no" }, &[])));
    out.sheet(&rows)
}

/// With `--json` every event as one object a line, as it came over the socket.
async fn watch(context: &Context, after: u64) -> Result<Exit, CliError> {
    let out = &context.out;
    let mut events = context.service().await?.events(Some(after));
    while let Some(event) = events.next().await {
        if out.json {
            out.row(&event)?;
            continue;
        }
        if let Change::Sale(row) = &event.change {
            let at = out.moment(Some(event.at));
            let why = sheet::why(out, row);
            out.line(
                format!("{at}  {:<10} {}  {why}", row.own_sale_id, sheet::state_words(out, row)).trim_end(),
            )?;
        }
    }
    Ok(Exit::Ok)
}

async fn wait(context: &Context, args: WaitArgs) -> Result<Exit, CliError> {
    let door = context.working().await?;
    let limit = args.timeout.map(Duration::from_secs);
    let settled = async {
        loop {
            let overview: Overview = door.overview().await?;
            if overview.settled {
                return Ok::<_, CliError>(overview);
            }
            context.clock.sleep(LOOK).await;
        }
    };
    let result = match limit {
        Some(limit) => tokio::time::timeout(limit, settled).await.ok(),
        None => Some(settled.await),
    };
    let exit = match result {
        Some(overview) => {
            let overview = overview?;
            numbers(context, &overview)?;
            Exit::Ok
        }
        None => {
            let overview = door.overview().await?;
            numbers(context, &overview)?;
            context.out.say("cli-not-settled", &[("seconds", args.timeout.unwrap_or_default().into())]);
            Exit::Failed
        }
    };
    Ok(exit)
}
