//! `koppel condition`: named rules that decide which sales may go. The first that matches decides alone.
//!
//! Not here: applying them (`linking::eligible`).

use std::str::FromStr;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::integration::warn_everything_goes;
use super::known::Known;
use super::print::Out;
use super::setting::{gate, gate_words, gated, switch};
use crate::model::ids::{FlowKey, IntegrationName, StatusKey};
use crate::model::integration::{Condition, Matcher};
use crate::model::sale::CustomerKind;
use crate::service::protocol::{Command, IntegrationView};

/// `koppel condition ...`
#[derive(Subcommand, Debug)]
pub enum ConditionCommand {
    /// Add one, at the end unless --at says otherwise
    Add(AddArgs),
    /// List them in order
    List(IntegrationArgs),
    /// Change one: only what is given changes
    Set(ChangeArgs),
    /// Remove one
    Remove(OneArgs),
    /// Move one to another place
    Move(MoveArgs),
}

/// An integration.
#[derive(Args, Debug)]
pub struct IntegrationArgs {
    /// The integration
    integration: String,
}

/// One condition.
#[derive(Args, Debug)]
pub struct OneArgs {
    /// The integration
    integration: String,
    /// The condition's name
    condition: String,
    /// Only show how they would stand
    #[arg(long)]
    dry_run: bool,
}

/// `koppel condition move`
#[derive(Args, Debug)]
pub struct MoveArgs {
    #[command(flatten)]
    one: OneArgs,
    /// Its new place, from 1
    place: usize,
}

/// `koppel condition add`
#[derive(Args, Debug)]
pub struct AddArgs {
    #[command(flatten)]
    change: ChangeArgs,
    /// Its place, from 1
    #[arg(long, value_name = "PLACE")]
    at: Option<usize>,
}

/// What a condition matches and decides.
#[derive(Args, Debug)]
pub struct ChangeArgs {
    #[command(flatten)]
    one: OneArgs,
    /// Own products it matches, by number
    #[arg(long, value_name = "ID,...")]
    products: Option<String>,
    /// Suppliers in the own environment, by number
    #[arg(long, value_name = "ID,...")]
    suppliers: Option<String>,
    /// Own flows, as type/identifier
    #[arg(long, value_name = "FLOW,...")]
    flows: Option<String>,
    /// Product types
    #[arg(long, value_name = "TYPE,...")]
    product_types: Option<String>,
    /// Own statuses the condition matches
    #[arg(long, value_name = "STATUS,...")]
    matches_statuses: Option<String>,
    /// Customers: consumer, business
    #[arg(long, value_name = "KIND,...")]
    customers: Option<String>,
    /// An own answer, as question=value; may be given more than once
    #[arg(long, value_name = "QUESTION=VALUE")]
    answer: Vec<String>,
    /// Sales it matches may go
    #[arg(long, value_name = "on|off")]
    processing: Option<String>,
    /// They go by themselves
    #[arg(long, value_name = "on|off")]
    automatic: Option<String>,
    /// Only with these statuses, or always
    #[arg(long, value_name = "always|STATUS,...")]
    statuses: Option<String>,
}

/// Runs `koppel condition ...`.
pub async fn run(context: &Context, command: ConditionCommand) -> Result<Exit, CliError> {
    match command {
        ConditionCommand::List(args) => {
            let view = context.integration(&args.integration).await?;
            list(&context.out, &view.conditions)?;
        }
        ConditionCommand::Add(args) => {
            let view = context.integration(&args.change.one.integration).await?;
            let mut conditions = view.conditions.clone();
            let name = args.change.one.condition.clone();
            if conditions.iter().any(|condition| condition.name == name) {
                return Err(CliError::argument("cli-condition-twice", name));
            }
            let empty = Condition {
                name,
                matches: Matcher::default(),
                processing: crate::model::integration::Processing::default(),
            };
            args.change.refuse_unknown(context).await?;
            let made = args.change.apply(empty)?;
            let place =
                args.at.map_or(conditions.len(), |place| place.saturating_sub(1).min(conditions.len()));
            conditions.insert(place, made);
            store(context, &view, conditions, args.change.one.dry_run).await?;
        }
        ConditionCommand::Set(args) => {
            let view = context.integration(&args.one.integration).await?;
            let mut conditions = view.conditions.clone();
            let place = find(&conditions, &args.one.condition)?;
            args.refuse_unknown(context).await?;
            conditions[place] = args.apply(conditions[place].clone())?;
            store(context, &view, conditions, args.one.dry_run).await?;
        }
        ConditionCommand::Remove(args) => {
            let view = context.integration(&args.integration).await?;
            let mut conditions = view.conditions.clone();
            conditions.remove(find(&conditions, &args.condition)?);
            store(context, &view, conditions, args.dry_run).await?;
        }
        ConditionCommand::Move(args) => {
            let view = context.integration(&args.one.integration).await?;
            let mut conditions = view.conditions.clone();
            let moved = conditions.remove(find(&conditions, &args.one.condition)?);
            let place = args.place.saturating_sub(1).min(conditions.len());
            conditions.insert(place, moved);
            store(context, &view, conditions, args.one.dry_run).await?;
        }
    }
    Ok(Exit::Ok)
}

fn find(conditions: &[Condition], name: &str) -> Result<usize, CliError> {
    let place = conditions.iter().position(|condition| condition.name == name);
    place.ok_or_else(|| CliError::argument("cli-condition-unknown", name))
}

/// Keeps them, or only shows how they would stand.
async fn store(
    context: &Context,
    view: &IntegrationView,
    conditions: Vec<Condition>,
    dry_run: bool,
) -> Result<(), CliError> {
    if dry_run {
        return list(&context.out, &conditions);
    }
    let command = Command::SetConditions {
        name: view.name.clone(),
        conditions,
        // What was read is what is changed: somebody else's change in between is told, not lost.
        expected_version: Some(view.version),
    };
    context.version(command, "cli-conditions-set", &[("name", view.name.as_str().into())]).await?;
    warn_everything_goes(&context.out, &context.integration(view.name.as_str()).await?);
    Ok(())
}

impl ChangeArgs {
    /// Refuses statuses, flows and questions that the own environment does not have: such a condition would
    /// match nothing, or let nothing go.
    async fn refuse_unknown(&self, context: &Context) -> Result<(), CliError> {
        let gate = self.statuses.as_deref().map(gate).transpose()?;
        let allowed = gate.iter().flat_map(gated).map(StatusKey::as_str);
        let statuses = self.matches_statuses.iter().flat_map(|text| words(text)).chain(allowed);
        let flows = self.flows.iter().flat_map(|text| words(text));
        let questions = self.answer.iter().filter_map(|text| text.split_once('=')).map(|(key, _)| key);
        let of = |table: &'static str| move |name| (table, name);
        let names: Vec<(&str, &str)> = statuses
            .map(of("status"))
            .chain(flows.map(of("flow")))
            .chain(questions.map(of("question")))
            .collect();
        if names.is_empty() {
            return Ok(());
        }
        let known = Known::of(context, IntegrationName(self.one.integration.clone())).await?;
        known.refuse(names.into_iter().filter_map(|(table, name)| known.own(table, name)).collect())
    }

    fn apply(&self, mut condition: Condition) -> Result<Condition, CliError> {
        let matches = &mut condition.matches;
        if let Some(text) = &self.products {
            matches.products = numbers(text)?;
        }
        if let Some(text) = &self.suppliers {
            matches.suppliers = numbers(text)?;
        }
        if let Some(text) = &self.flows {
            let flow =
                |text: &str| text.parse::<FlowKey>().map_err(|_| CliError::argument("cli-flow-odd", text));
            matches.flows = words(text).map(flow).collect::<Result<_, _>>()?;
        }
        if let Some(text) = &self.product_types {
            matches.product_types = words(text).map(str::to_owned).collect();
        }
        if let Some(text) = &self.matches_statuses {
            matches.statuses = words(text).map(Into::into).collect();
        }
        if let Some(text) = &self.customers {
            matches.customers = words(text).map(customer).collect::<Result<_, _>>()?;
        }
        if !self.answer.is_empty() {
            matches.answers = self.answer.iter().map(|text| answer(text)).collect::<Result<_, _>>()?;
        }
        if let Some(text) = &self.processing {
            condition.processing.enabled = switch(text)?;
        }
        if let Some(text) = &self.automatic {
            condition.processing.automatic = switch(text)?;
        }
        if let Some(text) = &self.statuses {
            condition.processing.statuses = gate(text)?;
        }
        Ok(condition)
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|word| !word.is_empty())
}

/// Reads numbers, split by commas.
pub fn numbers<T: FromStr>(text: &str) -> Result<Vec<T>, CliError> {
    words(text).map(|word| word.parse().map_err(|_| CliError::argument("cli-number-odd", word))).collect()
}

fn customer(word: &str) -> Result<CustomerKind, CliError> {
    serde_json::from_value(word.into()).map_err(|_| CliError::argument("cli-customer-odd", word))
}

fn answer(text: &str) -> Result<(String, String), CliError> {
    match text.split_once('=') {
        Some((question, value)) if !question.is_empty() => Ok((question.to_owned(), value.to_owned())),
        _ => Err(CliError::argument("cli-answer-odd", text)),
    }
}

#[derive(Serialize)]
struct Row<'a> {
    place: usize,
    #[serde(flatten)]
    condition: &'a Condition,
}

fn list(out: &Out, conditions: &[Condition]) -> Result<(), CliError> {
    if out.json {
        return (1..).zip(conditions).try_for_each(|(place, condition)| out.row(&Row { place, condition }));
    }
    let columns = [
        "cli-col-place",
        "cli-col-condition",
        "cli-col-matches",
        "cli-col-processing",
        "cli-col-automatic",
        "cli-col-statuses",
    ];
    let rows: Vec<_> = (1..)
        .zip(conditions)
        .map(|(place, condition): (usize, _)| {
            vec![
                place.to_string(),
                condition.name.clone(),
                matcher_words(out, &condition.matches),
                out.switch(condition.processing.enabled),
                out.switch(condition.processing.automatic),
                gate_words(out, &condition.processing.statuses),
            ]
        })
        .collect();
    out.table(&columns, &rows)
}

fn matcher_words(out: &Out, matcher: &Matcher) -> String {
    fn joined<T: ToString>(values: &[T]) -> String {
        values.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
    }
    let customers: Vec<String> = matcher
        .customers
        .iter()
        .filter_map(|kind| serde_json::to_value(kind).ok()?.as_str().map(str::to_owned))
        .collect();
    let answers: Vec<String> = matcher.answers.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let parts: Vec<String> = [
        ("products", joined(&matcher.products)),
        ("suppliers", joined(&matcher.suppliers)),
        ("flows", joined(&matcher.flows)),
        ("product-types", joined(&matcher.product_types)),
        ("matches-statuses", joined(&matcher.statuses)),
        ("customers", joined(&customers)),
        ("answers", joined(&answers)),
    ]
    .into_iter()
    .filter(|(_, values)| !values.is_empty())
    .map(|(name, values)| format!("{name}:{values}"))
    .collect();
    if parts.is_empty() { out.text("cli-everything", &[]) } else { parts.join(" ") }
}
