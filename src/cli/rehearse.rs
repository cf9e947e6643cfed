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
use crate::locale::rehearsal::advice;
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
        let counts: Vec<_> =
            counts.iter().map(|(tested, count)| (out.text(key(*tested), &[]), count.to_string())).collect();
        out.sheet(&counts)?;
        let rows: Vec<_> = backtest
            .sales
            .iter()
            .filter(|sale| !matches!(sale.tested, Tested::Same | Tested::Passing))
            .map(|sale| {
                let why: Vec<_> = sale.failures.iter().map(|failure| out.failure(failure)).collect();
                let why = if why.is_empty() { sale.fields.join(", ") } else { why.join("; ") };
                vec![sale.sale.to_string(), out.state(sale.state), out.text(key(sale.tested), &[]), why]
            })
            .collect();
        if !rows.is_empty() {
            out.table(&["cli-col-sale", "cli-col-state", "cli-col-tested", "cli-col-why"], &rows)?;
        }
        let record = [("predicted", backtest.predicted.into()), ("refused", backtest.refused.into())];
        out.say("cli-backtest-record", &record);
    }
    Ok(if failing { Exit::Failed } else { Exit::Ok })
}

fn key(tested: Tested) -> &'static str {
    match tested {
        Tested::NewlyFailing => "cli-tested-newly-failing",
        Tested::NewlyPassing => "cli-tested-newly-passing",
        Tested::Changed => "cli-tested-changed",
        Tested::StillFailing => "cli-tested-still-failing",
        Tested::Same => "cli-tested-same",
        Tested::Passing => "cli-tested-passing",
        Tested::Failing => "cli-tested-failing",
    }
}

/// Runs `koppel integration check`.
pub async fn check(context: &Context, integration: IntegrationName) -> Result<Exit, CliError> {
    let Answer::Advice(found) = context.query(Query::Advice { integration }).await? else {
        return Err(CliError::WrongAnswer);
    };
    if context.out.json {
        found.iter().try_for_each(|one: &Advice| context.out.row(one))?;
    } else if found.is_empty() {
        context.out.line(&context.out.text("cli-advice-none", &[]))?;
    } else {
        found.iter().try_for_each(|one| context.out.line(&advice(context.out.language, one)))?;
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
        *rules.entry((one.way, rule(out, one), why(out, one))).or_default() += 1;
    }
    let rows: Vec<_> = rules
        .into_iter()
        .map(|((way, rule, why), count)| vec![count.to_string(), out.text(way_key(way), &[]), rule, why])
        .collect();
    out.table(&["cli-col-count", "cli-col-way", "cli-col-rule", "cli-col-why"], &rows)?;
    Ok(Exit::Ok)
}

fn rule(out: &Out, decided: &Decided) -> String {
    match &decided.condition {
        Some(condition) => format!("«{condition}»"),
        None => out.text("cli-rule-general", &[]),
    }
}

fn why(out: &Out, decided: &Decided) -> String {
    decided.why.as_ref().map(|why| out.waiting(why)).unwrap_or_default()
}

fn way_key(way: Way) -> &'static str {
    match way {
        Way::ByItself => "cli-way-by-itself",
        Way::ByHand => "cli-way-by-hand",
        Way::Never => "cli-way-never",
    }
}
