//! `koppel env sale status`: another status for a sale, or for several by a plan.
//!
//! Not here: what it does to each (`model::status_plan`), updates from a spreadsheet (`sale_import`).

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use serde_json::{Value, json};

use super::administer;
use super::sale::{asked, called, named, number, rows};
use super::world::expected;
use crate::cli::context::Context;
use crate::cli::error::{CliError, problem_sentence};
use crate::cli::exit::Exit;
use crate::locale::status::status as status_name;
use crate::model::administration::sale::{SaleAct, SaleQuery, SaleView};
use crate::model::ids::SaleId;
use crate::model::reason::{Reason, Thing};
use crate::model::status::Names;
use crate::model::status_plan::{MANY, StatusPlan, StatusWarning};
use crate::model::updates::AT_ONCE;
use crate::service::protocol::{Acted, Administration, Done, Problem};

/// `koppel env sale status`
#[derive(Args, Debug)]
pub struct StatusArgs {
    /// The sale, by number; several with spaces or commas between them
    #[arg(required = true, value_name = "SALE", value_delimiter = ',')]
    sales: Vec<String>,
    /// The status
    status: String,
    /// Remark with it; needed for more than ten
    #[arg(long)]
    remark: Option<String>,
    /// Only say what would be set
    #[arg(long)]
    dry_run: bool,
    /// Do it for several; without this only the plan is shown
    #[arg(long)]
    yes: bool,
    /// Only when exactly so many sales change
    #[arg(long, value_name = "N")]
    expect_count: Option<usize>,
}

/// Sets the status of one sale at once; of several only with `--yes`, the plan first.
pub async fn run(context: &Context, args: StatusArgs) -> Result<Exit, CliError> {
    let mut sales = args.sales.iter().map(|sale| number(sale)).collect::<Result<Vec<_>, _>>()?;
    // Named twice is named once.
    let mut seen = BTreeSet::new();
    sales.retain(|sale| seen.insert(*sale));
    if sales.len() == 1 && !args.dry_run {
        expected(args.expect_count, sales.len())?;
        return set(context, sales, &args).await;
    }
    let query = SaleQuery::PlanStatus { sales, status: args.status.as_str().into() };
    let plan = match asked(context, query).await? {
        SaleView::StatusPlan(plan) => plan,
        _ => return Err(CliError::WrongAnswer),
    };
    let only_look = args.dry_run || !args.yes;
    if only_look {
        show(context, &plan, &args).await?;
    }
    left_out(context, &plan);
    let exit = if plan.missing.is_empty() { Exit::Ok } else { Exit::Failed };
    if only_look || plan.changes.is_empty() {
        return Ok(exit);
    }
    expected(args.expect_count, plan.changes.len())?;
    let changing = plan.changes.iter().map(|change| change.sale).collect();
    Ok(match set(context, changing, &args).await? {
        Exit::Ok => exit,
        worse => worse,
    })
}

/// What would be set, and what that does besides.
async fn show(context: &Context, plan: &StatusPlan, args: &StatusArgs) -> Result<(), CliError> {
    let (out, called) = (&context.out, called(context).await?);
    for change in &plan.changes {
        let sale = ("sale", change.sale.to_string().into());
        let row = json!({
            "sale": change.sale, "was": change.was, "status": args.status, "set": false,
            "warning": change.warning,
        });
        let was = named(out, &called, Some(&change.was.as_str().into()));
        let to = status_name(out.language, &args.status, Some(&called));
        out.done(&row, "cli-status-would", &[sale.clone(), ("was", was.into()), ("status", to.into())])?;
        match change.warning {
            Some(StatusWarning::Revives) => out.say("cli-status-revives", &[sale]),
            Some(StatusWarning::AcceptsCancellation) => out.say("cli-status-accepts", &[sale]),
            Some(StatusWarning::RejectsCancellation) => out.say("cli-status-rejects", &[sale]),
            None => {}
        }
    }
    if plan.changes.is_empty() {
        out.say("cli-status-none", &[]);
    } else if !args.dry_run {
        out.say("cli-status-with-yes", &[]);
    }
    // What the act would be refused for is told here, in the same words.
    if plan.needs_remark() && args.remark.is_none() {
        let refused = Problem::Invalid { why: Reason::NeedsRemark { most: MANY } };
        out.say_line(&problem_sentence(out.language, &refused));
    }
    Ok(())
}

/// Those that take no part, and why.
fn left_out(context: &Context, plan: &StatusPlan) {
    let out = &context.out;
    if !plan.same.is_empty() {
        out.say("cli-status-same", &[("count", plan.same.len().into())]);
    }
    for sale in &plan.missing {
        let refused = Problem::NotFound { what: Thing::OwnSale, name: sale.to_string() };
        out.say_line(&format!("{sale}: {}", problem_sentence(out.language, &refused)));
    }
}

async fn set(context: &Context, sales: Vec<SaleId>, args: &StatusArgs) -> Result<Exit, CliError> {
    let out = &context.out;
    let act = SaleAct::SetStatus {
        sales: sales.clone(),
        status: args.status.as_str().into(),
        remark: args.remark.clone(),
    };
    let acted = match administer(context, Administration::Sale(act)).await? {
        Done::Acted(acted) => acted,
        _ => sales.iter().map(|sale| Acted { sale: *sale, state: None, refused: None }).collect(),
    };
    let done = acted.iter().filter(|one| one.refused.is_none()).map(|one| one.sale).collect::<Vec<_>>();
    let (now, called) = (standing(context, &done).await?, called(context).await?);
    let mut exit = Exit::Ok;
    for Acted { sale, refused, .. } in &acted {
        match refused {
            None => {
                // A partner's settings may give it another one than was asked.
                let status = now.get(sale).map_or(args.status.as_str(), String::as_str);
                told(context, *sale, status, &called)?;
            }
            // One that cannot be set does not stop the others.
            Some(why) => {
                out.say_line(&format!("{sale}: {}", problem_sentence(out.language, why)));
                exit = Exit::Failed;
            }
        }
    }
    Ok(exit)
}

fn told(context: &Context, sale: SaleId, status: &str, called: &Names) -> Result<(), CliError> {
    let out = &context.out;
    let name = status_name(out.language, status, Some(called));
    let arguments = [("sale", sale.to_string().into()), ("status", name.into())];
    out.done(&json!({"sale": sale, "status": status}), "cli-status-set", &arguments)
}

/// The status that each of them has.
async fn standing(context: &Context, sales: &[SaleId]) -> Result<BTreeMap<SaleId, String>, CliError> {
    let mut standing = BTreeMap::new();
    for some in sales.chunks(AT_ONCE) {
        let filter = some.iter().map(|sale| ("sale_ids[]".to_owned(), sale.to_string())).collect();
        for row in rows(context, SaleQuery::List { filter }).await? {
            let id = row.get("id").and_then(|id| id.to_string().trim_matches('"').parse().ok());
            if let (Some(id), Some(status)) = (id, row.get("status").and_then(Value::as_str)) {
                standing.insert(id, status.to_owned());
            }
        }
    }
    Ok(standing)
}
