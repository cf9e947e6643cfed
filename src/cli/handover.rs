//! `koppel overdracht`: what the next shift must know, as Markdown: where the queue stands, causes that are new
//! since then, what is whose, bulk work that is under way, and what people did.
//!
//! Not here: how it all is doing now (`overview`).

use std::fmt::Write as _;
use std::path::PathBuf;

use chrono::TimeDelta;
use clap::Args;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::groups;
use crate::clock::Timestamp;
use crate::console::look::Look;
use crate::console::words;
use crate::locale;
use crate::locale::status::Statuses;
use crate::model::delivery::State;
use crate::model::queue::GroupRow;
use crate::service::protocol::{ActivityRow, Answer, Query};

/// `koppel overdracht`
#[derive(Args, Debug)]
pub struct HandoverArgs {
    /// What happened in the last so many hours
    #[arg(long, value_name = "HOURS", default_value = "8", value_parser = clap::value_parser!(u32).range(1..=24 * 31))]
    hours: u32,
    /// Write it to this file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Entries of what happened that are asked for at a time.
const PAGE: usize = 500;
/// So much of what people did is told; beyond that it is said how much more there was.
const TOLD: usize = 100;

/// Runs `koppel overdracht`.
pub async fn run(context: &Context, args: HandoverArgs) -> Result<Exit, CliError> {
    let since = context.clock.now() - TimeDelta::hours(i64::from(args.hours));
    let text = report(context, since).await?;
    match args.out {
        Some(path) => {
            std::fs::write(&path, text).map_err(CliError::writing(&path))?;
            context.out.say("cli-handover-written", &[("path", path.display().to_string().into())]);
        }
        None => context.out.raw(&text)?,
    }
    Ok(Exit::Ok)
}

async fn report(context: &Context, since: Timestamp) -> Result<String, CliError> {
    let out = &context.out;
    let overview = context.overview().await?;
    let Answer::Groups(known) = context.query(Query::Groups).await? else {
        return Err(CliError::WrongAnswer);
    };
    let Answer::Jobs(jobs) = context.query(Query::Jobs).await? else { return Err(CliError::WrongAnswer) };
    let done = happened(context, since).await?;
    let failed = |error: std::fmt::Error| CliError::Output(std::io::Error::other(error));
    let heading = |key: &str| format!("\n## {}\n\n", out.text(key, &[]));

    let (from, to) = (out.moment(Some(since)), out.moment(Some(context.clock.now())));
    let mut text = out.text("cli-handover", &[("from", from.into()), ("to", to.into())]);
    text = format!("# {text}\n");
    text += &heading("cli-handover-queue");
    for (state, count) in &overview.counts.by_state {
        writeln!(text, "- {}: {count}", out.state(*state)).map_err(failed)?;
    }
    let of_state = |state| overview.counts.by_state.get(&state).copied().unwrap_or(0);
    if of_state(State::Uncertain) > 0 {
        writeln!(text, "\n{}", out.text("cli-handover-uncertain", &[])).map_err(failed)?;
    }
    for integration in &overview.integrations {
        if let Some(failure) = integration.paused.as_ref().or(integration.link.failure.as_ref()) {
            writeln!(text, "- {}: {}", integration.name, out.failure(failure)).map_err(failed)?;
        }
    }
    let (new, old): (Vec<&GroupRow>, Vec<&GroupRow>) = known.iter().partition(|group| group.since > since);
    for (key, rows) in [("cli-handover-new", new), ("cli-handover-known", old)] {
        text += &heading(key);
        for group in &rows {
            let why = out.failure(&group.example);
            write!(text, "- {} × {}: {why}", group.count, group.integration).map_err(failed)?;
            write!(
                text,
                " · {}: {}",
                out.text("cli-col-owner", &[]),
                groups::owner(out, &group.care, context.clock.now())
            )
            .map_err(failed)?;
            match &group.care.note {
                Some(note) => writeln!(text, " · «{note}»").map_err(failed)?,
                None => text.push('\n'),
            }
        }
        if rows.is_empty() {
            writeln!(text, "{}", out.text("cli-handover-none", &[])).map_err(failed)?;
        }
    }
    let open: Vec<_> = jobs.iter().filter(|job| job.standing.is_open()).collect();
    if !open.is_empty() {
        text += &heading("cli-handover-jobs");
        for job in open {
            let standing = locale::job::standing(out.language, job.standing.word());
            writeln!(text, "- {} · {standing} · {}", job.id, job.actor).map_err(failed)?;
        }
    }
    text += &heading("cli-handover-done");
    let look = Look::plain(out.language);
    for row in done.iter().take(TOLD) {
        let what = words::activity(&look, &Statuses::default(), &row.what);
        writeln!(text, "- {} · {} · {what}", out.moment(Some(row.at)), row.actor).map_err(failed)?;
    }
    if done.is_empty() {
        writeln!(text, "{}", out.text("cli-handover-none", &[])).map_err(failed)?;
    }
    if let Some(more) = done.len().checked_sub(TOLD).filter(|more| *more > 0) {
        writeln!(text, "- {}", out.text("evidence-more", &[("count", more.into())])).map_err(failed)?;
    }
    Ok(text)
}

/// What people did since then, newest first.
async fn happened(context: &Context, since: Timestamp) -> Result<Vec<ActivityRow>, CliError> {
    let (mut rows, mut before) = (Vec::new(), None);
    loop {
        let page = match context.query(Query::Activity { before, limit: PAGE }).await? {
            Answer::Activity(page) => page,
            _ => return Err(CliError::WrongAnswer),
        };
        before = page.last().map(|row| row.sequence);
        let over = page.len() < PAGE || page.last().is_some_and(|row| row.at < since);
        rows.extend(page.into_iter().filter(|row| row.at >= since && row.actor != "koppel"));
        if over {
            return Ok(rows);
        }
    }
}
