//! `koppel jobs` and `koppel groups`: what goes wrong by cause, trying a whole group again once its cause
//! is mended, and the jobs that do so.
//!
//! Not here: single sales (`sale`), when a job halts (`model::job`).

use std::time::Duration;

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::env::world::expected;
use super::error::CliError;
use super::exit::Exit;
use super::groups;
use super::print::{Out, or_dash};
use crate::locale::plan::Tone;
use crate::locale::{group, job as words, reason};
use crate::model::ids::SaleId;
use crate::model::job::Fate;
use crate::model::queue::GroupRow;
use crate::model::reason::Reason;
use crate::service::protocol::{
    Acted, Answer, Command, Direction, Done, Expected, GroupKey, Job, JobDetail, Pace, Problem, Query,
    ReplayPlan, SaleVerb, Standing,
};

/// `koppel groups`
#[derive(Args, Debug)]
pub struct GroupsArgs {
    #[command(subcommand)]
    command: Option<GroupsCommand>,
}

/// `koppel groups ...`
#[derive(Subcommand, Debug)]
pub enum GroupsCommand {
    /// Try the sales of a group again: what is expected of each, and with --yes in waves of 1, 2, 5, 20 ...
    Replay(ReplayArgs),
    /// Show one whole: since when and because of which change, whose it is, what can be seen of its cause
    Show(groups::GroupArgs),
    /// Say whose it is
    Own(groups::OwnArgs),
    /// Note something with it
    Note(groups::NoteArgs),
    /// Let it be no news for a while
    Snooze(groups::SnoozeArgs),
    /// Write down for the partner what was sent and answered, without personal data
    Evidence(groups::EvidenceArgs),
}

/// `koppel groups replay`
#[derive(Args, Debug)]
pub struct ReplayArgs {
    /// The group, as `koppel groups` names it
    group: String,
    /// Begin; without this only the plan is shown
    #[arg(long)]
    yes: bool,
    /// Only show the plan
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Only when exactly so many sales go
    #[arg(long, value_name = "N", requires = "yes")]
    expect_count: Option<usize>,
    /// Why
    #[arg(long)]
    reason: Option<String>,
    /// Wait until the job has ended or halted
    #[arg(long, requires = "yes")]
    wait: bool,
}

/// `koppel jobs`
#[derive(Args, Debug)]
pub struct JobsArgs {
    #[command(subcommand)]
    command: Option<JobsCommand>,
}

/// `koppel jobs ...`
#[derive(Subcommand, Debug)]
pub enum JobsCommand {
    /// One with every sale and what became of it
    Show(JobArgs),
    /// Begin nothing new
    Pause(DirectArgs),
    /// Go on, also after it halted by itself
    Resume(DirectArgs),
    /// End it; what was not begun stays as it was
    Cancel(DirectArgs),
}

/// `koppel jobs pause|resume|cancel`
#[derive(Args, Debug)]
pub struct DirectArgs {
    /// Its number
    id: u64,
    /// Only say what would become of it
    #[arg(long)]
    dry_run: bool,
    /// Only when exactly so many of its sales have not begun
    #[arg(long, value_name = "N", conflicts_with = "dry_run")]
    expect_count: Option<usize>,
}

/// A job.
#[derive(Args, Debug)]
pub struct JobArgs {
    /// Its number
    id: u64,
}

/// How often a job that is waited for is looked at.
const LOOK: Duration = Duration::from_millis(300);

/// Runs `koppel groups ...`.
pub async fn run_groups(context: &Context, args: GroupsArgs) -> Result<Exit, CliError> {
    match args.command {
        None => list_groups(context).await,
        Some(GroupsCommand::Replay(args)) => replay(context, args).await,
        Some(GroupsCommand::Show(args)) => groups::show(context, args).await,
        Some(GroupsCommand::Own(args)) => groups::own(context, args).await,
        Some(GroupsCommand::Note(args)) => groups::note(context, args).await,
        Some(GroupsCommand::Snooze(args)) => groups::snooze(context, args).await,
        Some(GroupsCommand::Evidence(args)) => groups::evidence(context, args).await,
    }
}

/// Root-cause groups, largest first.
pub async fn groups(context: &Context) -> Result<Vec<GroupRow>, CliError> {
    match context.query(Query::Groups).await? {
        Answer::Groups(groups) => Ok(groups),
        _ => Err(CliError::WrongAnswer),
    }
}

async fn list_groups(context: &Context) -> Result<Exit, CliError> {
    let out = &context.out;
    let groups = groups(context).await?;
    if out.json {
        groups.iter().try_for_each(|group| out.row(group))?;
        return Ok(Exit::Ok);
    }
    groups_table(context, &groups)?;
    Ok(Exit::Ok)
}

/// Prints groups as a table.
pub fn groups_table(context: &Context, groups: &[GroupRow]) -> Result<(), CliError> {
    let out = &context.out;
    let columns = [
        "cli-col-count",
        "cli-col-integration",
        "cli-col-why",
        "cli-col-since",
        "cli-col-trend",
        "cli-col-owner",
        "cli-col-group",
    ];
    let rows: Vec<_> = groups
        .iter()
        .map(|group| {
            vec![
                group.count.to_string(),
                group.integration.to_string(),
                out.failure(&group.example),
                out.moment(Some(group.since)),
                group::trend(group.trend),
                groups::owner(out, &group.care, context.clock.now()),
                group.key.0.clone(),
            ]
        })
        .collect();
    out.table(&columns, &rows)
}

async fn replay(context: &Context, args: ReplayArgs) -> Result<Exit, CliError> {
    let out = &context.out;
    let group = GroupKey(args.group);
    let plan = match context.query(Query::Replay { group: group.clone() }).await? {
        Answer::Replay(plan) => plan,
        _ => return Err(CliError::WrongAnswer),
    };
    let (_, sales) = plan.sends();
    if args.dry_run || !args.yes {
        told(out, &plan)?;
        return Ok(if sales.is_empty() { Exit::Failed } else { Exit::Ok });
    }
    if sales.is_empty() {
        told(out, &plan)?;
        return Ok(Exit::Failed);
    }
    expected(args.expect_count, sales.len())?;
    let (verb, pace) = (SaleVerb::Retry, Pace::Waves);
    let begin = Command::BeginJob { sales, verb, pace, group: Some(group), reason: args.reason };
    let job = match context.command(begin).await? {
        Done::Job(job) => *job,
        _ => return Err(CliError::WrongAnswer),
    };
    // Without a service the job goes on only as long as this command does.
    if args.wait || !context.client.is_running().await? {
        return wait(context, job.id).await;
    }
    let arguments = [("job", job.id.to_string().into()), ("count", job.counts.planned.into())];
    out.done(&job, "cli-job-begun", &arguments)?;
    Ok(Exit::Ok)
}

/// The plan: how many would pass, and why the others would not.
fn told(out: &Out, plan: &ReplayPlan) -> Result<(), CliError> {
    let (_, sales) = plan.sends();
    if out.json {
        let row = json!({
            "group": plan.group,
            "integration": plan.integration,
            "passes": plan.count(Expected::Passes),
            "same": plan.count(Expected::Same),
            "fails": plan.count(Expected::Fails),
            "stays": plan.count(Expected::Stays),
            "sends": sales.len(),
            "beyond": plan.beyond,
            "requests": sales.len(),
            "per_minute": plan.per_minute,
            "mapping_version": plan.mapping_version,
            "sales": plan.sales,
        });
        return out.row(&row);
    }
    for told in words::replay(out.language, plan) {
        match told.tone {
            Tone::Aside => out.say_line(&told.line),
            Tone::Plain | Tone::Good | Tone::Open | Tone::Bad => out.line(&told.line)?,
        }
    }
    if !sales.is_empty() {
        out.say("cli-replay-yes", &[]);
    }
    Ok(())
}

async fn detail(context: &Context, id: u64) -> Result<JobDetail, CliError> {
    match context.query(Query::Job { id }).await? {
        Answer::Job(detail) => Ok(*detail),
        _ => Err(CliError::WrongAnswer),
    }
}

/// Waits until a job has ended, or does not go on by itself.
async fn wait(context: &Context, id: u64) -> Result<Exit, CliError> {
    loop {
        let found = detail(context, id).await?;
        if found.job.standing != Standing::Running {
            shown(&context.out, &found)?;
            let all =
                found.job.standing == Standing::Done && found.job.counts.done == found.job.counts.total();
            return Ok(if all { Exit::Ok } else { Exit::Failed });
        }
        context.clock.sleep(LOOK).await;
    }
}

/// Does something with many sales as a job of the service, and waits until it has got to each of them: what
/// became of it. Where a sale goes to from there, the queue tells.
pub async fn acted(
    context: &Context,
    verb: SaleVerb,
    sales: Vec<(SaleId, u64)>,
    reason: Option<String>,
) -> Result<Vec<Acted>, CliError> {
    let begin = Command::BeginJob { sales, verb, pace: Pace::AtOnce, group: None, reason };
    let job = match context.command(begin).await? {
        Done::Job(job) => *job,
        _ => return Err(CliError::WrongAnswer),
    };
    let arguments = [("job", job.id.to_string().into()), ("count", job.counts.planned.into())];
    context.out.say("cli-job-goes-on", &arguments);
    let row = async |sale| match context.query(Query::Sale { id: sale }).await? {
        Answer::Sale(detail) => Ok(detail.row),
        _ => Err(CliError::WrongAnswer),
    };
    let found = loop {
        let found = detail(context, job.id).await?;
        // They are acted on in their order: behind the last one nothing is left to do.
        let last = found.tasks.iter().rfind(|task| matches!(task.fate, Fate::UnderWay { .. }));
        let begun = found.job.counts.planned == 0
            && match last {
                Some(task) => row(task.sale).await?.version != task.version,
                None => true,
            };
        if begun || found.job.standing != Standing::Running {
            break found;
        }
        context.clock.sleep(LOOK).await;
    };
    let mut acted = Vec::with_capacity(found.tasks.len());
    for task in found.tasks {
        let row = row(task.sale).await?;
        let refused = match task.fate {
            Fate::LeftOut { why: Some(why) } => Some(Problem::Refused { why }),
            Fate::LeftOut { why: None } => {
                Some(Problem::Conflict { expected: task.version, found: row.version })
            }
            Fate::Failed { failure } if !found.job.follows() => Some(Problem::Link { failure }),
            Fate::Planned => {
                let standing = found.job.standing.word().to_owned();
                Some(Problem::Refused { why: Reason::JobStanding { job: found.job.id, standing } })
            }
            _ => None,
        };
        acted.push(Acted { sale: task.sale, state: Some(row.state), refused });
    }
    Ok(acted)
}

/// Runs `koppel jobs ...`.
pub async fn run(context: &Context, args: JobsArgs) -> Result<Exit, CliError> {
    match args.command {
        None => match context.query(Query::Jobs).await? {
            Answer::Jobs(jobs) => table(&context.out, &jobs).map(|()| Exit::Ok),
            _ => Err(CliError::WrongAnswer),
        },
        Some(JobsCommand::Show(args)) => {
            shown(&context.out, &detail(context, args.id).await?).map(|()| Exit::Ok)
        }
        Some(JobsCommand::Pause(args)) => direct(context, &args, Direction::Pause).await,
        Some(JobsCommand::Resume(args)) => direct(context, &args, Direction::Resume).await,
        Some(JobsCommand::Cancel(args)) => direct(context, &args, Direction::Cancel).await,
    }
}

async fn direct(context: &Context, args: &DirectArgs, to: Direction) -> Result<Exit, CliError> {
    let id = args.id;
    if args.dry_run || args.expect_count.is_some() {
        let job = detail(context, id).await?.job;
        if args.dry_run {
            return would(&context.out, &job, to);
        }
        expected(args.expect_count, usize::try_from(job.counts.planned).unwrap_or(usize::MAX))?;
    }
    match context.command(Command::DirectJob { id, to }).await? {
        Done::Job(job) if to == Direction::Resume && !context.client.is_running().await? => {
            wait(context, job.id).await
        }
        Done::Job(job) => table(&context.out, std::slice::from_ref(&*job)).map(|()| Exit::Ok),
        _ => Err(CliError::WrongAnswer),
    }
}

/// What would become of a job.
fn would(out: &Out, job: &Job, to: Direction) -> Result<Exit, CliError> {
    let Some(next) = job.standing.after(to) else {
        let standing = job.standing.word().to_owned();
        out.line(&reason::reason(out.language, &Reason::JobStanding { job: job.id, standing }))?;
        return Ok(Exit::Failed);
    };
    let arguments = [
        ("job", job.id.to_string().into()),
        ("standing", words::standing(out.language, next.word()).into()),
        ("count", job.counts.planned.into()),
    ];
    let row = json!({"job": job.id, "standing": next.word(), "planned": job.counts.planned});
    out.done(&row, "cli-job-would", &arguments).map(|()| Exit::Ok)
}

fn table(out: &Out, jobs: &[Job]) -> Result<(), CliError> {
    if out.json {
        return jobs.iter().try_for_each(|job| out.row(job));
    }
    let columns = [
        "cli-col-job",
        "cli-col-state",
        "cli-col-counts",
        "cli-col-group",
        "cli-col-who",
        "cli-col-since",
        "cli-col-why",
    ];
    let rows: Vec<_> = jobs
        .iter()
        .map(|job| {
            vec![
                job.id.to_string(),
                words::standing(out.language, job.standing.word()),
                words::counts(out.language, job),
                or_dash(job.group.as_ref().map(|group| &group.0)),
                job.actor.clone(),
                out.moment(Some(job.started_at)),
                words::halt(out.language, &job.standing).unwrap_or_default(),
            ]
        })
        .collect();
    out.table(&columns, &rows)
}

/// A job and what became of each of its sales: with `--json` the job, then a line for each sale.
fn shown(out: &Out, detail: &JobDetail) -> Result<(), CliError> {
    if out.json {
        out.row(&detail.job)?;
        return detail.tasks.iter().try_for_each(|task| out.row(task));
    }
    table(out, std::slice::from_ref(&detail.job))?;
    out.line("")?;
    let rows: Vec<_> = detail
        .tasks
        .iter()
        .map(|task| {
            let (fate, why) = (words::fate(out.language, &task.fate), words::why(out.language, task));
            vec![task.sale.to_string(), fate, why]
        })
        .collect();
    out.table(&["cli-col-sale", "cli-col-state", "cli-col-why"], &rows)
}
