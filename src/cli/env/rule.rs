//! `koppel env question rule` and `koppel env agreement rule`: a rule as a tree in words, set from a file, and
//! tried.
//!
//! Not here: evaluating it, which the environment does.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::things::{self, IdArgs, ThingCommand, asked, object, one};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::console::look::Look;
use crate::console::rule_tree::{self, Known, Marks};
use crate::model::administration::catalogue::{CatalogueQuery, CatalogueView, Fields, Kind};
use crate::model::rule::Rule;

/// Before a part that holds, and before one that does not.
const MARKS: Marks = ["✓ ", "✗ "];

/// `koppel env question ...`, `koppel env agreement ...`
#[derive(Subcommand, Debug)]
pub enum AskedCommand {
    #[command(flatten)]
    Thing(ThingCommand),
    /// Its rule: when it is visible or required
    #[command(subcommand)]
    Rule(RuleCommand),
}

/// `koppel env question rule ...`, and of agreements
#[derive(Subcommand, Debug)]
pub enum RuleCommand {
    /// Show the rule as a tree in words
    Show(IdArgs),
    /// Replace the rule by the one in a file
    Set(SetArgs),
    /// Say of each part whether it holds for a sale or for answers, and what follows
    Try(TryArgs),
}

/// `koppel env question rule set`
#[derive(Args, Debug)]
pub struct SetArgs {
    #[command(flatten)]
    id: IdArgs,
    /// The rule as JSON, in the API's form
    #[arg(long, value_name = "FILE")]
    file: PathBuf,
}

/// What a rule is tried on.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct TriedOn {
    /// A sale, by number
    #[arg(long, value_name = "ID")]
    sale: Option<u64>,
    /// A JSON object: question identifier to answer
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
}

/// `koppel env question rule try`
#[derive(Args, Debug)]
pub struct TryArgs {
    #[command(flatten)]
    id: IdArgs,
    #[command(flatten)]
    on: TriedOn,
    /// Of which product, by number
    #[arg(long, value_name = "ID", requires = "answers")]
    product: Option<u64>,
    /// In which flow, by identifier
    #[arg(long, value_name = "FLOW", requires = "answers")]
    flow: Option<String>,
    /// For a business
    #[arg(long, requires = "answers")]
    business: bool,
    /// A rule that is not saved, as JSON
    #[arg(long, value_name = "FILE")]
    rule: Option<PathBuf>,
}

/// Runs the commands for questions or agreements, as `kind` says.
pub async fn run(context: &Context, kind: Kind, command: AskedCommand) -> Result<Exit, CliError> {
    let command = match command {
        AskedCommand::Thing(command) => return things::run(context, kind, command).await,
        AskedCommand::Rule(command) => command,
    };
    match command {
        RuleCommand::Show(args) => show(context, kind, &args.id).await,
        RuleCommand::Set(args) => {
            let rule = Value::Object(object(&args.file)?);
            let fields = Fields::from_iter([("rule".to_owned(), rule)]);
            things::save(context, kind, args.id.id, fields).await
        }
        RuleCommand::Try(args) => attempt(context, kind, args).await,
    }
}

/// What a rule is read with.
async fn known(context: &Context) -> Result<Known, CliError> {
    let questions = things::all(context, Kind::Question).await?;
    Ok(Known::of(&questions, &things::all(context, Kind::Supplier).await?))
}

async fn show(context: &Context, kind: Kind, id: &str) -> Result<Exit, CliError> {
    let question = one(context, kind, id).await?;
    let out = &context.out;
    let rule = question.get("rule").and_then(Rule::parse);
    let set = |field: &str| match question.get(field) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => text == "1",
        _ => false,
    };
    let (visible, required) = (set("rule_visible"), set("rule_required"));
    let known = known(context).await?;
    let part = rule.as_ref().map(|rule| known.part(rule));
    if out.json {
        out.row(&json!({"rule": part, "rule_visible": visible, "rule_required": required}))?;
        return Ok(Exit::Ok);
    }
    let Some(part) = part else {
        out.line(&out.text("cli-rule-none", &[]))?;
        return Ok(Exit::Ok);
    };
    for (governs, key) in [(visible, "cli-rule-visible-when"), (required, "cli-rule-required-when")] {
        if governs {
            out.line(&out.text(key, &[]))?;
        }
    }
    let tree = rule_tree::indented(&Look::plain(out.language), &known, &part, MARKS);
    tree.iter().try_for_each(|line| out.line(&format!("  {line}")))?;
    Ok(Exit::Ok)
}

async fn attempt(context: &Context, kind: Kind, args: TryArgs) -> Result<Exit, CliError> {
    let mut on = Fields::new();
    let mut put = |field: &str, value: Option<Value>| {
        if let Some(value) = value {
            on.insert(field.to_owned(), value);
        }
    };
    put("sale", args.on.sale.map(Value::from));
    put("answers", args.on.answers.as_deref().map(object).transpose()?.map(Value::Object));
    put("product_id", args.product.map(Value::from));
    put("flow", args.flow.map(Value::from));
    put("business", args.business.then(|| Value::from(true)));
    put("rule", args.rule.as_deref().map(object).transpose()?.map(Value::Object));
    let trial = match asked(context, CatalogueQuery::Try { kind, id: args.id.id, on }).await? {
        CatalogueView::Tried(trial) => trial,
        _ => return Err(CliError::WrongAnswer),
    };
    let out = &context.out;
    if out.json {
        out.row(&trial)?;
        return Ok(Exit::Ok);
    }
    let look = Look::plain(out.language);
    let known = known(context).await?;
    rule_tree::tried(&look, &known, kind, &trial, MARKS).iter().try_for_each(|line| out.line(line))?;
    Ok(Exit::Ok)
}
