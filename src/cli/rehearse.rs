//! `koppel backtest`, `koppel integration check` and `koppel integration simulate`: what would happen,
//! without anything happening.
//!
//! Not here: the proof over sales that nobody has made yet.

use std::collections::BTreeMap;

use clap::Args;
use serde_json::json;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::print::Out;
use crate::locale::rehearsal as words;
use crate::model::ids::IntegrationName;
use crate::service::protocol::{Advice, Answer, Decided, Query, Tested, Way};

/// The last sales of an integration.
#[derive(Args, Debug)]
pub struct LastArgs {
    /// The integration
    integration: String,
    /// So many sales, latest first
    #[arg(long, value_name = "N", default_value_t = 100)]
    last: usize,
}

/// Runs `koppel backtest`: exit 1 when a sale that went would not go any more.
pub async fn backtest(context: &Context, args: LastArgs) -> Result<Exit, CliError> {
    let integration = IntegrationName(args.integration);
    let Answer::Backtest(backtest) = context.query(Query::Backtest { integration, last: args.last }).await?
    else {
        return Err(CliError::WrongAnswer);
    };
    let out = &context.out;
    let failing = backtest.sales.iter().any(|sale| sale.tested == Tested::NewlyFailing);
    if out.json {
        out.row(&backtest)?;
    } else {
        let mut counts: BTreeMap<Tested, u64> = BTreeMap::new();
        backtest.sales.iter().for_each(|sale| *counts.entry(sale.tested).or_default() += 1);
        let counts: Vec<_> = counts
            .iter()
            .map(|(tested, count)| (words::tested(out.language, *tested), count.to_string()))
            .collect();
        out.sheet(&counts)?;
        let rows: Vec<_> = backtest
            .sales
            .iter()
            .filter(|sale| !matches!(sale.tested, Tested::Same | Tested::Passing))
            .map(|sale| {
                let why: Vec<_> = sale.failures.iter().map(|failure| out.failure(failure)).collect();
                let why = if why.is_empty() { sale.fields.join(", ") } else { why.join("; ") };
                vec![
                    sale.sale.to_string(),
                    out.state(sale.state),
                    words::tested(out.language, sale.tested),
                    why,
                ]
            })
            .collect();
        if !rows.is_empty() {
            out.table(&["cli-col-sale", "cli-col-state", "cli-col-tested", "cli-col-why"], &rows)?;
        }
        out.say_line(&words::record(out.language, &backtest));
    }
    Ok(if failing { Exit::Failed } else { Exit::Ok })
}

/// Runs `koppel integration check`.
pub async fn check(context: &Context, integration: IntegrationName) -> Result<Exit, CliError> {
    let Answer::Advice(found) = context.query(Query::Advice { integration }).await? else {
        return Err(CliError::WrongAnswer);
    };
    if context.out.json {
        found.iter().try_for_each(|one: &Advice| context.out.row(one))?;
    } else if found.is_empty() {
        context.out.line(&words::no_advice(context.out.language))?;
    } else {
        found.iter().try_for_each(|one| context.out.line(&words::advice(context.out.language, one)))?;
    }
    Ok(Exit::Ok)
}

/// Runs `koppel integration simulate`.
pub async fn simulate(context: &Context, args: LastArgs) -> Result<Exit, CliError> {
    let integration = IntegrationName(args.integration);
    let Answer::Simulate(decided) = context.query(Query::Simulate { integration, last: args.last }).await?
    else {
        return Err(CliError::WrongAnswer);
    };
    let out = &context.out;
    let of = |way: Way| decided.iter().filter(|one| one.way == way).count();
    if out.json {
        let ways =
            json!({"by_itself": of(Way::ByItself), "by_hand": of(Way::ByHand), "never": of(Way::Never)});
        out.row(&json!({"ways": ways, "sales": decided}))?;
        return Ok(Exit::Ok);
    }
    // One line for each rule and what it decides; the sales themselves are in --json.
    let mut rules: BTreeMap<(Way, String, String), u64> = BTreeMap::new();
    for one in &decided {
        *rules.entry((one.way, words::rule(out.language, one), why(out, one))).or_default() += 1;
    }
    let rows: Vec<_> = rules
        .into_iter()
        .map(|((way, rule, why), count)| vec![count.to_string(), words::way(out.language, way), rule, why])
        .collect();
    out.table(&["cli-col-count", "cli-col-way", "cli-col-rule", "cli-col-why"], &rows)?;
    Ok(Exit::Ok)
}

fn why(out: &Out, decided: &Decided) -> String {
    decided.why.as_ref().map(|why| out.waiting(why)).unwrap_or_default()
}
