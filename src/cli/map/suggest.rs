//! `koppel map suggest`: what is likely to belong together, and taking over all of it that is sure enough.
//!
//! Not here: how likely it is (`linking::suggest`).

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::model::ids::IntegrationName;
use crate::model::mapping::Mapping;
use crate::model::suggestion::{Likeness, SuggestedRow, Suggestion};
use crate::service::protocol::{Answer, Command, Done, Query};

/// `koppel map suggest`
#[derive(Args, Debug)]
pub struct SuggestArgs {
    /// The integration
    integration: String,
    /// Take over every suggestion with at least this score that no other choice comes near
    #[arg(long, value_name = "SCORE", value_parser = clap::value_parser!(u8).range(1..=100))]
    accept: Option<u8>,
    /// Only say which it would take over
    #[arg(long, requires = "accept")]
    dry_run: bool,
}

/// Runs it.
pub async fn run(context: &Context, args: SuggestArgs) -> Result<(), CliError> {
    let name = IntegrationName(args.integration.clone());
    let Answer::Suggestions(found) = context.query(Query::Suggestions { integration: name.clone() }).await?
    else {
        return Err(CliError::WrongAnswer);
    };
    let Some(score) = args.accept else { return list(context, &found) };
    if args.dry_run {
        let sure: Vec<Suggestion> = found.into_iter().filter(|one| one.is_sure(score)).collect();
        return list(context, &sure);
    }
    let view = super::view(context, &args.integration).await?;
    let mut mapping = view.mapping;
    let sure: Vec<&Suggestion> = found.iter().filter(|one| one.is_sure(score)).collect();
    sure.iter().for_each(|one| add(&mut mapping, &one.row));
    let mut version = Some(view.version);
    if !sure.is_empty() {
        // Somebody else's row since it was read would be lost.
        let command = Command::ImportMapping { name, mapping, expected_version: version };
        version = match context.command(command).await? {
            Done::Version(version) => Some(version),
            Done::Ok => version,
            _ => return Err(CliError::WrongAnswer),
        };
    }
    let count = sure.len() as u64;
    let left = found.len() as u64 - count;
    context.out.done(
        &json!({"version": version, "accepted": count, "left": left}),
        "cli-map-accepted",
        &[("count", count.into()), ("left", left.into())],
    )
}

fn add(mapping: &mut Mapping, row: &SuggestedRow) {
    match row.clone() {
        SuggestedRow::Flow(row) => mapping.flows.push(row),
        SuggestedRow::Question(row) => mapping.questions.push(row),
        SuggestedRow::Agreement(row) => mapping.agreements.push(row),
        SuggestedRow::Status(row) => mapping.statuses.push(row),
    }
}

/// One suggestion a line: `{"row","partner","own","score","runner_up","reason"}`.
fn list(context: &Context, found: &[Suggestion]) -> Result<(), CliError> {
    let out = &context.out;
    if out.json {
        return found.iter().try_for_each(|one| out.row(one));
    }
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|one| {
            let kind = match &one.row {
                SuggestedRow::Flow(_) => "cli-suggest-flow",
                SuggestedRow::Question(_) => "cli-suggest-question",
                SuggestedRow::Agreement(_) => "cli-suggest-agreement",
                SuggestedRow::Status(_) => "cli-suggest-status",
            };
            let reason = match one.reason {
                Likeness::SameKey => "cli-suggest-same-key",
                Likeness::SameLabel => "cli-suggest-same-label",
                Likeness::AlikeLabel => "cli-suggest-alike-label",
                Likeness::AlikeOptions => "cli-suggest-alike-options",
                Likeness::SameType => "cli-suggest-same-type",
            };
            vec![
                one.score.to_string(),
                out.text(kind, &[]),
                one.partner.to_string(),
                one.own.to_string(),
                out.text(reason, &[]),
            ]
        })
        .collect();
    out.table(&["cli-col-score", "cli-col-kind", "cli-col-partner", "cli-col-own", "cli-col-reason"], &rows)
}
