//! `koppel sale`: look at sales and act on them, one or many at a time.
//!
//! Not here: counts and waiting (`queue`), the rules of a sale's life (`model::delivery`).

use std::collections::BTreeSet;

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::env::world::expected;
use super::error::CliError;
use super::exit::Exit;
use super::print::{Out, or_dash};
use super::{error::problem_sentence, jobs, sheet};
use crate::locale::{plan as words, reason};
use crate::model::delivery::State;
use crate::model::failure::GroupKey;
use crate::model::ids::SaleId;
use crate::model::job::MANY;
use crate::model::plan::LeftOut;
use crate::model::queue::SaleRow;
use crate::model::reason::{Reason, Thing};
use crate::service::protocol::{ActPlan, Acted, Answer, Command, Done, Problem, Query, SaleVerb, SalesQuery};

/// `koppel sale ...`
#[derive(Subcommand, Debug)]
pub enum SaleCommand {
    /// List sales: state:fallout,uncertain integration:NAME group:KEY, and words that must occur
    List(ListArgs),
    /// Show one whole: timeline, attempts, fields
    Show(OneArgs),
    /// Show what the mapping of now would send
    DryRun(OneArgs),
    /// Look at the partner for one in doubt: what is like it there, beside what was sent
    Evidence(OneArgs),
    /// Send by hand
    Send(ManyArgs),
    /// Try again with the mapping of now
    Retry(ManyArgs),
    /// Set fields that are sent instead of what the own environment says
    Edit(super::edit::EditArgs),
    /// Make sales in the own environment out of a file; they go on from there as any other
    Import(super::file::FileArgs),
    /// Leave out
    Skip(ReasonArgs),
    /// Keep from going
    Hold(ManyArgs),
    /// Take sales back before anything was sent; they are held until released
    Recall(ManyArgs),
    /// Let go again
    Release(ManyArgs),
    /// The partner has it under this number
    Adopt(AdoptArgs),
    /// The partner does not have it
    ConfirmAbsent(ReasonArgs),
    /// Ask the partner to cancel; its status tells whether it did
    CancelRequest(ReasonArgs),
    /// It was made in the place of a cancelled sale: shown at both
    Replace(ReplaceArgs),
}

/// `koppel sale list`
#[derive(Args, Debug)]
pub struct ListArgs {
    /// state:A,B  integration:NAME  group:KEY  or words
    filter: Vec<String>,
    /// The last changed so many; with --json all, longest unchanged first, otherwise 200
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// One sale.
#[derive(Args, Debug)]
pub struct OneArgs {
    /// Its number in the own environment
    pub id: String,
}

/// Sales.
#[derive(Args, Debug)]
pub struct ManyArgs {
    /// Their numbers in the own environment
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// Why
    #[arg(long)]
    reason: Option<String>,
    #[command(flatten)]
    plan: PlanArgs,
}

/// Looking before acting.
#[derive(Args, Debug, Default)]
pub struct PlanArgs {
    /// Show what it would do, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Only when exactly so many sales take part
    #[arg(long, value_name = "N", conflicts_with = "dry_run")]
    expect_count: Option<usize>,
}

/// Sales, and why.
#[derive(Args, Debug)]
pub struct ReasonArgs {
    /// Their numbers in the own environment
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// Why
    #[arg(long, required_unless_present = "dry_run")]
    reason: Option<String>,
    #[command(flatten)]
    plan: PlanArgs,
}

/// `koppel sale adopt`
#[derive(Args, Debug)]
pub struct AdoptArgs {
    /// Its number in the own environment
    id: String,
    /// Its number at the partner
    partner_id: String,
    /// How you know
    #[arg(long, required_unless_present = "dry_run")]
    reason: Option<String>,
    #[command(flatten)]
    plan: PlanArgs,
}

/// `koppel sale replace`
#[derive(Args, Debug)]
pub struct ReplaceArgs {
    /// Its number in the own environment
    id: String,
    /// The cancelled sale's number in the own environment
    cancelled: String,
    /// Why
    #[arg(long, required_unless_present = "dry_run")]
    reason: Option<String>,
    #[command(flatten)]
    plan: PlanArgs,
}

/// Rows asked for at a time.
const PAGE: usize = 500;
/// Rows for people when they did not say how many.
const SCREENFUL: usize = 200;

/// Runs `koppel sale ...`.
pub async fn run(context: &Context, command: SaleCommand) -> Result<Exit, CliError> {
    let out = &context.out;
    match command {
        SaleCommand::List(args) => list(context, args).await,
        SaleCommand::Show(args) => match context.query(Query::Sale { id: number(&args.id)? }).await? {
            Answer::Sale(detail) => {
                let overview = context.overview().await?;
                let statuses = overview.statuses(detail.row.integration.as_ref());
                sheet::sale(out, &statuses, &detail).map(|()| Exit::Ok)
            }
            _ => Err(CliError::WrongAnswer),
        },
        SaleCommand::DryRun(args) => match context.query(Query::DryRun { id: number(&args.id)? }).await? {
            Answer::DryRun(run) => {
                sheet::dry_run(out, &run)?;
                said_already_sent(context, number(&args.id)?).await?;
                Ok(if run.failures.is_empty() { Exit::Ok } else { Exit::Failed })
            }
            _ => Err(CliError::WrongAnswer),
        },
        SaleCommand::Evidence(args) => super::doubt::run(context, args).await,
        SaleCommand::Import(args) => super::file::run(context, args).await,
        SaleCommand::Edit(args) => super::edit::run(context, args).await,
        SaleCommand::Send(args) => many(context, SaleVerb::Send, args).await,
        SaleCommand::Retry(args) => many(context, SaleVerb::Retry, args).await,
        SaleCommand::Hold(args) => many(context, SaleVerb::Hold, args).await,
        SaleCommand::Recall(args) => many(context, SaleVerb::Recall, args).await,
        SaleCommand::Release(args) => many(context, SaleVerb::Release, args).await,
        SaleCommand::Skip(args) => explained(context, SaleVerb::Skip, args).await,
        SaleCommand::ConfirmAbsent(args) => explained(context, SaleVerb::ConfirmAbsent, args).await,
        SaleCommand::CancelRequest(args) => explained(context, SaleVerb::RequestCancel, args).await,
        SaleCommand::Replace(args) => {
            let verb = SaleVerb::Replace { cancelled: number(&args.cancelled)? };
            act(context, verb, &[args.id], args.reason, &args.plan).await
        }
        SaleCommand::Adopt(args) => {
            let verb = SaleVerb::Adopt { partner_sale_id: number(&args.partner_id)? };
            act(context, verb, &[args.id], args.reason, &args.plan).await
        }
    }
}

async fn many(context: &Context, verb: SaleVerb, args: ManyArgs) -> Result<Exit, CliError> {
    act(context, verb, &args.ids, args.reason, &args.plan).await
}

async fn explained(context: &Context, verb: SaleVerb, args: ReasonArgs) -> Result<Exit, CliError> {
    act(context, verb, &args.ids, args.reason, &args.plan).await
}

/// What is shown would not go: the partner has the sale.
async fn said_already_sent(context: &Context, id: SaleId) -> Result<(), CliError> {
    if let Answer::Sale(detail) = context.query(Query::Sale { id }).await?
        && let Some(partner_sale) = detail.row.partner_sale_id
    {
        let arguments = [("sale", id.to_string().into()), ("partner", partner_sale.to_string().into())];
        context.out.say("cli-dry-run-sent", &arguments);
    }
    Ok(())
}

/// The number of a sale.
pub fn number(text: &str) -> Result<SaleId, CliError> {
    text.parse().map_err(|_| CliError::argument("cli-number-odd", text))
}

/// Reads `state:a,b integration:x group:k words...`.
fn filter(words: &[String]) -> Result<SalesQuery, CliError> {
    let mut query = SalesQuery::default();
    for word in words {
        match word.split_once(':') {
            Some(("state", states)) => {
                for name in states.split(',').filter(|name| !name.is_empty()) {
                    let state = State::ALL.into_iter().find(|state| state.word() == name);
                    query.states.push(state.ok_or_else(|| CliError::argument("cli-state-unknown", name))?);
                }
            }
            Some(("integration", name)) => query.integration = Some(name.into()),
            Some(("group", key)) => query.group = Some(GroupKey(key.to_owned())),
            // A word such as 12:30 is looked for; what reads as a qualifier and is none would find nothing.
            Some((name, _)) if !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic()) => {
                return Err(CliError::argument("cli-qualifier-unknown", format!("{name}:")));
            }
            _ => query.words.push(word.clone()),
        }
    }
    Ok(query)
}

async fn list(context: &Context, args: ListArgs) -> Result<Exit, CliError> {
    let out = &context.out;
    let mut query = filter(&args.filter)?;
    let wanted = args.limit.unwrap_or(if out.json { usize::MAX } else { SCREENFUL });
    let mut shown: Vec<SaleRow> = Vec::new();
    let mut count = 0;
    // All of them: none that changes meanwhile is missed, and each is told once.
    query.oldest_first = wanted == usize::MAX;
    let mut told = BTreeSet::new();
    loop {
        query.limit = PAGE.min(wanted - count);
        if query.limit == 0 {
            break;
        }
        let page = match context.query(Query::Sales(query.clone())).await? {
            Answer::Sales(page) => page,
            _ => return Err(CliError::WrongAnswer),
        };
        count += page.rows.len();
        if out.json {
            page.rows.iter().filter(|row| told.insert(row.id)).try_for_each(|row| out.row(row))?;
        } else {
            shown.extend(page.rows);
        }
        if let (Some(searched), None) = (page.searched, &page.next) {
            out.say("cli-searched", &[("rows", searched.into())]);
        }
        match page.next {
            Some(next) if count < wanted => query.cursor = Some(next),
            Some(_) if !out.json => {
                table(out, &shown)?;
                out.say("cli-more", &[("shown", count.into())]);
                return Ok(Exit::Ok);
            }
            _ => break,
        }
    }
    if count == 0
        && let Some(name) = &query.integration
    {
        // Sales of an integration that was removed keep its name; without any, the name is a mistake.
        context.integration(name.as_str()).await?;
    }
    if !out.json {
        table(out, &shown)?;
    }
    Ok(Exit::Ok)
}

fn table(out: &Out, rows: &[SaleRow]) -> Result<(), CliError> {
    let columns = [
        "cli-col-sale",
        "cli-col-state",
        "cli-col-integration",
        "cli-col-partner-sale",
        "cli-col-attempts",
        "cli-col-product",
        "cli-col-customer",
        "cli-col-changed",
        "cli-col-why",
    ];
    let cells: Vec<_> = rows
        .iter()
        .map(|row| {
            vec![
                row.own_sale_id.to_string(),
                sheet::state_words(out, row),
                or_dash(row.integration.as_ref()),
                or_dash(row.partner_sale_id),
                row.attempts.to_string(),
                row.product.to_string(),
                row.customer.to_string(),
                out.moment(Some(row.updated_at)),
                sheet::why(out, row),
            ]
        })
        .collect();
    out.table(&columns, &cells)
}

/// Acts on sales, or shows what that would do; many go by a job. One refused sale does not stop the others; the command then
/// ends with 1.
pub async fn act(
    context: &Context,
    verb: SaleVerb,
    ids: &[String],
    reason: Option<String>,
    plan: &PlanArgs,
) -> Result<Exit, CliError> {
    let out = &context.out;
    let sales = ids.iter().map(|id| Ok((number(id)?, None))).collect::<Result<Vec<_>, CliError>>()?;
    let in_bulk = is_bulk(context, &verb, sales.len()).await?;
    let acted = if plan.dry_run || plan.expect_count.is_some() || in_bulk {
        let query = Query::Plan { sales: sales.clone(), verb: verb.clone() };
        let found = match context.query(query).await? {
            Answer::Plan(found) => found,
            _ => return Err(CliError::WrongAnswer),
        };
        if plan.dry_run {
            return told(out, &found);
        }
        expected(plan.expect_count, found.goes.len())?;
        let left_out = found.left_out.iter().map(|one| Acted {
            sale: one.sale,
            state: one.state,
            refused: Some(left_out(one)),
        });
        let mut acted: Vec<_> = left_out.collect();
        // What was counted is what is done: a sale that changes in between is left out.
        acted.extend(done(context, verb.clone(), found.goes, reason).await?);
        acted
    } else {
        at_once(context, verb.clone(), sales, reason).await?
    };
    acted.iter().try_for_each(|one| said(out, &verb, one))?;
    Ok(ended(&verb, &acted))
}

/// How a command ends by what became of the sales: a conflict is one only when nothing was done.
pub fn ended(verb: &SaleVerb, acted: &[Acted]) -> Exit {
    let refused: Vec<_> = acted.iter().filter_map(|one| one.refused.as_ref()).collect();
    // Of what was in doubt somebody else said first what became of it.
    let said = matches!(verb, SaleVerb::Adopt { .. } | SaleVerb::ConfirmAbsent);
    let decided = |problem: &&Problem| match problem {
        Problem::Conflict { .. } => true,
        Problem::Refused { why: Reason::WrongState { .. } } => said,
        Problem::Refused { why } => why.is_decided(),
        _ => false,
    };
    match refused.len() {
        0 => Exit::Ok,
        count if count == acted.len() && refused.iter().all(decided) => Exit::Conflict,
        _ => Exit::Failed,
    }
}

/// Whether it is done by a job of the running service: that goes on, whatever becomes of this command.
async fn is_bulk(context: &Context, verb: &SaleVerb, count: usize) -> Result<bool, CliError> {
    Ok(count > MANY && verb.goes_in_bulk() && context.client.is_running().await?)
}

/// Does it with sales, each at its version.
pub async fn done(
    context: &Context,
    verb: SaleVerb,
    sales: Vec<(SaleId, u64)>,
    reason: Option<String>,
) -> Result<Vec<Acted>, CliError> {
    match sales.len() {
        0 => Ok(Vec::new()),
        count if is_bulk(context, &verb, count).await? => jobs::acted(context, verb, sales, reason).await,
        _ => {
            let sales = sales.into_iter().map(|(sale, version)| (sale, Some(version))).collect();
            at_once(context, verb, sales, reason).await
        }
    }
}

async fn at_once(
    context: &Context,
    verb: SaleVerb,
    sales: Vec<(SaleId, Option<u64>)>,
    reason: Option<String>,
) -> Result<Vec<Acted>, CliError> {
    match context.command(Command::Act { sales, verb, reason }).await? {
        Done::Acted(acted) => Ok(acted),
        _ => Err(CliError::WrongAnswer),
    }
}

/// Why a sale takes no part, as an act says it.
fn left_out(one: &LeftOut) -> Problem {
    match (&one.why, one.state) {
        (Some(why), _) => Problem::Refused { why: why.clone() },
        (None, Some(state)) => Problem::Refused { why: Reason::WrongState { state } },
        (None, None) => Problem::NotFound { what: Thing::Sale, name: one.sale.to_string() },
    }
}

/// What became of one.
pub fn said(out: &Out, verb: &SaleVerb, one: &Acted) -> Result<(), CliError> {
    if out.json {
        return out.row(&json!({"sale": one.sale, "state": one.state, "refused": one.refused}));
    }
    let id = one.sale.to_string();
    out.line(&match (&one.refused, one.state) {
        (Some(Problem::Refused { why }), _) if why.is_edited() => {
            let why = reason::reason(out.language, why);
            out.text("cli-edited-stays", &[("sale", id.into()), ("why", why.into())])
        }
        (Some(problem), _) => {
            let why = problem_sentence(out.language, problem);
            out.text("cli-acted-not", &[("sale", id.into()), ("why", why.into())])
        }
        // Whether it is cancelled is for the partner to say.
        (None, Some(State::Sent)) if *verb == SaleVerb::RequestCancel => {
            out.text("cli-acted-asked", &[("sale", id.into())])
        }
        (None, Some(state)) => {
            out.text("cli-acted", &[("sale", id.into()), ("state", out.state(state).into())])
        }
        (None, None) => out.text("cli-acted-plain", &[("sale", id.into())]),
    })
}

/// The plan of an act.
fn told(out: &Out, found: &ActPlan) -> Result<Exit, CliError> {
    if out.json {
        out.row(found)?;
    } else {
        for told in words::act(out.language, found, |at| out.moment(Some(at))) {
            out.line(&told.line)?;
        }
    }
    Ok(if found.goes.is_empty() { Exit::Failed } else { Exit::Ok })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_names_states_integration_group_and_words() {
        let words = ["state:fallout,uncertain", "integration:zon", "stroom", "group:zon/refused/partner"];
        let query = filter(&words.map(str::to_owned)).unwrap();
        assert_eq!(query.states, [State::Fallout, State::Uncertain]);
        assert_eq!(query.integration, Some("zon".into()));
        assert_eq!(query.words, ["stroom"]);
        assert_eq!(query.group.unwrap().0, "zon/refused/partner");
        assert!(matches!(
            filter(&["foo:bar".into()]),
            Err(CliError::Argument { key: "cli-qualifier-unknown", .. })
        ));
        assert_eq!(filter(&["12:30".into()]).unwrap().words, ["12:30"]);
        assert!(matches!(
            filter(&["state:x".into()]),
            Err(CliError::Argument { key: "cli-state-unknown", .. })
        ));
    }
}
