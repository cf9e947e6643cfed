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
use crate::cli::print::Out;
use crate::model::administration::catalogue::{CatalogueQuery, CatalogueView, Fields, Kind, RulePart};
use crate::model::rule::{Criterion, Rule};
use crate::model::shown::Shown;

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

/// `koppel env question rule try`
#[derive(Args, Debug)]
pub struct TryArgs {
    #[command(flatten)]
    id: IdArgs,
    /// A sale, by number
    #[arg(long, value_name = "ID", required_unless_present = "answers", conflicts_with = "answers")]
    sale: Option<u64>,
    /// A JSON object: question identifier to answer
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
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
    let part = rule.as_ref().map(RulePart::from);
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
    tree(out, &part, 1)?;
    Ok(Exit::Ok)
}

async fn attempt(context: &Context, kind: Kind, args: TryArgs) -> Result<Exit, CliError> {
    let mut on = Fields::new();
    let mut put = |field: &str, value: Option<Value>| {
        if let Some(value) = value {
            on.insert(field.to_owned(), value);
        }
    };
    put("sale", args.sale.map(Value::from));
    put("answers", args.answers.as_deref().map(object).transpose()?.map(Value::Object));
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
    if let Some(part) = &trial.rule {
        tree(out, part, 0)?;
    }
    let follows = match (trial.asked, trial.visible, trial.required) {
        (false, ..) => "cli-rule-not-asked",
        (true, false, _) => "cli-rule-hidden",
        (true, true, false) => "cli-rule-optional",
        (true, true, true) => "cli-rule-mandatory",
    };
    out.line(&out.text(follows, &[]))?;
    Ok(Exit::Ok)
}

/// One part a line, each below what it belongs to; ✓ and ✗ where it was tried.
fn tree(out: &Out, part: &RulePart, depth: usize) -> Result<(), CliError> {
    let mark = |holds: &Option<bool>| match holds {
        Some(true) => "✓ ",
        Some(false) => "✗ ",
        None => "",
    };
    let indent = "  ".repeat(depth);
    match part {
        RulePart::Group { criterion, holds, rules } => {
            let key = match criterion {
                Criterion::Any => "cli-rule-any",
                Criterion::All => "cli-rule-all",
            };
            out.line(&format!("{indent}{}{}", mark(holds), out.text(key, &[])))?;
            rules.iter().try_for_each(|rule| tree(out, rule, depth + 1))
        }
        RulePart::Condition { holds, .. } => {
            out.line(&format!("{indent}{}{}", mark(holds), condition(out, part)))
        }
        RulePart::Unknown { found, holds } => {
            let found = Shown::new(found).to_string();
            let words = out.text("cli-rule-unknown", &[("found", found.into())]);
            out.line(&format!("{indent}{}{words}", mark(holds)))
        }
    }
}

fn condition(out: &Out, part: &RulePart) -> String {
    let RulePart::Condition { subject, question, value, found, yes_no, holds } = part else {
        return String::new();
    };
    let of_customer = subject == "profile";
    let shown = |text: &str| match text {
        "1" if *yes_no => out.text("cli-yes", &[]),
        "0" if *yes_no => out.text("cli-no", &[]),
        "business" | "1" if of_customer => out.text("cli-rule-business", &[]),
        "consumer" | "0" if of_customer => out.text("cli-rule-consumer", &[]),
        _ => Shown::new(text).to_string(),
    };
    let value_shown = value.as_deref().map(shown).unwrap_or_default();
    let name = question.as_deref().map(shown).unwrap_or_default();
    let key = match (subject.as_str(), value) {
        ("product_type", _) => "cli-rule-product-type",
        ("supplier", _) => "cli-rule-supplier",
        ("profile", _) => "cli-rule-profile",
        (_, Some(_)) => "cli-rule-answer",
        (_, None) => "cli-rule-answered",
    };
    let mut words = out.text(key, &[("value", value_shown.into()), ("question", name.into())]);
    if holds.is_some() {
        let found = if found.is_empty() {
            "–".to_owned()
        } else {
            found.iter().map(|one| shown(one)).collect::<Vec<_>>().join(", ")
        };
        words.push(' ');
        words.push_str(&out.text("cli-rule-found", &[("found", found.into())]));
    }
    words
}
