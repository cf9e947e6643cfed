//! `koppel groups show|own|note|snooze|evidence`: one root-cause group whole, what people make of it, and what
//! there is to show the partner.
//!
//! Not here: the list, and trying a group again (`jobs`).

use std::path::PathBuf;

use chrono::TimeDelta;
use clap::Args;

use super::context::Context;
use super::env::world::expected;
use super::error::CliError;
use super::exit::Exit;
use super::print::{Out, or_dash};
use crate::clock::Timestamp;
use crate::console::evidence;
use crate::console::look::Look;
use crate::locale::group::{self, Sheet};
use crate::model::group::GroupCare;
use crate::service::protocol::{Answer, CareChange, Command, Done, GroupDetail, GroupKey, Query};

/// A group.
#[derive(Args, Debug)]
pub struct GroupArgs {
    /// The group, as `koppel groups` names it
    group: String,
}

/// `koppel groups own`
#[derive(Args, Debug)]
pub struct OwnArgs {
    /// The group, as `koppel groups` names it
    group: String,
    /// Whose it is from now on; nobody’s without
    owner: Option<String>,
    #[command(flatten)]
    only: OnlyArgs,
}

/// `koppel groups note`
#[derive(Args, Debug)]
pub struct NoteArgs {
    /// The group, as `koppel groups` names it
    group: String,
    /// What to note; nothing takes the note away
    note: Option<String>,
    #[command(flatten)]
    only: OnlyArgs,
}

/// `koppel groups snooze`
#[derive(Args, Debug)]
pub struct SnoozeArgs {
    /// The group, as `koppel groups` names it
    group: String,
    /// For so many hours; 0 makes it news again
    #[arg(value_parser = clap::value_parser!(u32).range(0..=24 * 31))]
    hours: u32,
    #[command(flatten)]
    only: OnlyArgs,
}

/// Whether it is done at all.
#[derive(Args, Debug)]
pub struct OnlyArgs {
    /// Only say what would become of it
    #[arg(long)]
    dry_run: bool,
    /// Only when it is exactly so many sales
    #[arg(long, value_name = "N", conflicts_with = "dry_run")]
    expect_count: Option<usize>,
}

/// `koppel groups evidence`
#[derive(Args, Debug)]
pub struct EvidenceArgs {
    /// The group, as `koppel groups` names it
    group: String,
    /// The folder for evidence.md and sales.csv
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Runs `koppel groups own`.
pub async fn own(context: &Context, args: OwnArgs) -> Result<Exit, CliError> {
    tend(context, args.group, args.only, CareChange::Own(args.owner)).await
}

/// Runs `koppel groups note`.
pub async fn note(context: &Context, args: NoteArgs) -> Result<Exit, CliError> {
    tend(context, args.group, args.only, CareChange::Note(args.note)).await
}

/// Runs `koppel groups snooze`.
pub async fn snooze(context: &Context, args: SnoozeArgs) -> Result<Exit, CliError> {
    let until = context.clock.now() + TimeDelta::hours(i64::from(args.hours));
    let until = Some(until).filter(|_| args.hours > 0);
    tend(context, args.group, args.only, CareChange::Snooze(until)).await
}

async fn tend(
    context: &Context,
    group: String,
    only: OnlyArgs,
    change: CareChange,
) -> Result<Exit, CliError> {
    let (out, group) = (&context.out, GroupKey(group));
    let mut row = detail(context, group.clone()).await?.row;
    if only.expect_count.is_some() {
        expected(only.expect_count, usize::try_from(row.count).unwrap_or(usize::MAX))?;
    }
    if only.dry_run {
        // Whose it becomes is named here: nobody claims it by a command.
        change.apply(&mut row.care, "");
    } else {
        match context.command(Command::TendGroup { group: group.clone(), changes: vec![change] }).await? {
            Done::Ok => row = detail(context, group).await?.row,
            _ => return Err(CliError::WrongAnswer),
        }
    }
    if out.json {
        out.row(&row.care)?
    } else {
        out.sheet(&care(out, &row.care))?
    }
    Ok(Exit::Ok)
}

async fn detail(context: &Context, group: GroupKey) -> Result<GroupDetail, CliError> {
    match context.query(Query::Group { group }).await? {
        Answer::Group(detail) => Ok(*detail),
        _ => Err(CliError::WrongAnswer),
    }
}

/// Runs `koppel groups show`.
pub async fn show(context: &Context, args: GroupArgs) -> Result<Exit, CliError> {
    let out = &context.out;
    let detail = detail(context, GroupKey(args.group)).await?;
    if out.json {
        out.row(&detail)?;
        return Ok(Exit::Ok);
    }
    let mut rows = evidence::sheet(&Look::plain(out.language), &detail, true);
    rows.extend(care(out, &detail.row.care));
    rows.push(group::next(out.language, &detail));
    out.sheet(&rows)?;
    if !detail.probes.is_empty() {
        out.line("")?;
        out.sheet(&group::probes(out.language, &detail.probes))?;
    }
    group::unseen(out.language, &detail).map_or(Ok(()), |said| out.line(&said))?;
    Ok(Exit::Ok)
}

fn care(out: &Out, care: &GroupCare) -> Sheet {
    group::care(out.language, care, |at| out.moment(Some(at)))
}

/// Whose a group is; in brackets while it is no news.
pub fn owner(out: &Out, care: &GroupCare, now: Timestamp) -> String {
    let owner = or_dash(care.owner.as_ref());
    match care.snoozed_until.filter(|_| care.is_snoozed(now)) {
        Some(until) => {
            format!("{owner} ({} {})", out.text("whole-group-snoozed", &[]), out.moment(Some(until)))
        }
        None => owner,
    }
}

/// Runs `koppel groups evidence`.
pub async fn evidence(context: &Context, args: EvidenceArgs) -> Result<Exit, CliError> {
    let out = &context.out;
    let detail = detail(context, GroupKey(args.group)).await?;
    std::fs::create_dir_all(&args.out).map_err(CliError::writing(&args.out))?;
    let (text, table) = (args.out.join("evidence.md"), args.out.join("sales.csv"));
    std::fs::write(&text, evidence::markdown(out.language, &detail)).map_err(CliError::writing(&text))?;
    std::fs::write(&table, evidence::table(&detail)).map_err(CliError::writing(&table))?;
    let count = detail.evidence.len();
    let arguments = [("count", count.into()), ("dir", args.out.display().to_string().into())];
    out.done(&serde_json::json!({"text": text, "table": table, "sales": count}), "cli-evidence", &arguments)?;
    Ok(Exit::Ok)
}
