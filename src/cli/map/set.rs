//! Rows set and taken away: published at once, kept in the draft, or only looked at; and a row tried on sales
//! that exist.
//!
//! Not here: the draft as a whole (`draft`), which rows there are (`rows`).

use clap::Args;
use serde_json::json;

use super::{changes, draft, view};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::known::{Known, unknown};
use crate::model::draft::{change_row, published};
use crate::model::ids::IntegrationName;
use crate::model::mapping::Mapping;
use crate::model::rehearsal::Sampled;
use crate::service::protocol::{Answer, Command, MappingRow, MappingView, Query};

/// How a row is changed.
#[derive(Args, Clone, Copy, Debug)]
pub struct HowArgs {
    /// Keep it as a decision in the draft; it counts once that is published
    #[arg(long, conflicts_with = "dry_run")]
    draft: bool,
    /// Go over what somebody else decided about the row, at the version that map draft list shows
    #[arg(long, requires = "draft", value_name = "VERSION")]
    over: Option<u64>,
    /// Only say what it would change
    #[arg(long)]
    dry_run: bool,
}

/// A row, and how it is changed.
#[derive(Args, Debug)]
pub struct Changing<T: Args> {
    #[command(flatten)]
    pub row: T,
    #[command(flatten)]
    pub how: HowArgs,
}

/// So many of the last sales.
#[derive(Args, Clone, Copy, Debug)]
pub struct LastArgs {
    /// So many sales, latest first
    #[arg(long, value_name = "N", default_value_t = 20)]
    last: usize,
}

/// A row, and the sales it is tried on.
#[derive(Args, Debug)]
pub struct Trying<T: Args> {
    #[command(flatten)]
    pub row: T,
    #[command(flatten)]
    pub sales: LastArgs,
}

/// Sets a row or takes it away. A name in it that neither side has is refused.
pub async fn run(
    context: &Context,
    integration: String,
    row: MappingRow,
    how: HowArgs,
) -> Result<(), CliError> {
    let name = IntegrationName(integration.clone());
    let mut only = Mapping::default();
    change_row(&mut only, &row);
    let known = Known::of(context, name.clone()).await?;
    known.refuse([unknown(&known.view, &only), known.odd(&only)].concat())?;
    let said = [("key", row.place().1.into())];
    if how.dry_run {
        look(context, &known.view, &row, &only)?;
    } else if how.draft {
        let seen = seen(context, &name, &row, how.over).await?;
        let command = Command::Decide { name, row, keep: true, seen };
        context.version(command, "cli-map-decided", &said).await?;
    } else {
        let command = Command::SetMapping { name, row, expected_version: None };
        context.version(command, "cli-map-set", &said).await?;
    }
    only.questions.iter().for_each(|row| changes::warn_lacking(&context.out, &known.view, row));
    Ok(())
}

/// The version of the decision about a row that may be gone over: one's own, the same, or the one named.
async fn seen(
    context: &Context,
    name: &IntegrationName,
    row: &MappingRow,
    over: Option<u64>,
) -> Result<u64, CliError> {
    let view = draft::draft(context, name).await?;
    let Some(one) = view.draft.about(row) else { return Ok(0) };
    if over == Some(one.version) || one.row == *row {
        return Ok(one.version);
    }
    if one.by == draft::me(context, name).await? { Ok(one.version) } else { Err(draft::decided(one)) }
}

/// Sets rows one after another: those that went before one that cannot be set are set.
pub async fn each(
    context: &Context,
    integration: String,
    rows: impl IntoIterator<Item = MappingRow>,
    how: HowArgs,
) -> Result<(), CliError> {
    for row in rows {
        run(context, integration.clone(), row, how).await?;
    }
    Ok(())
}

/// What a row would be: `{"row","before","after"}`, the last two null for none.
fn look(context: &Context, view: &MappingView, row: &MappingRow, only: &Mapping) -> Result<(), CliError> {
    let out = &context.out;
    let before = published(&view.mapping, row);
    let after = published(only, row);
    if out.json {
        return out.row(&json!({"row": row.place().1, "before": before, "after": after}));
    }
    let [was, becomes] = draft::apart(&[before, after]);
    out.line(&format!("{}: {was} → {becomes}", row.place().1))
}

/// Tries a row on the last sales, as it was decided, else as it is published: exit 1 when one would fall out over
/// it. As JSON one sale a line: `{"sale","own","sent","failure"}`.
pub async fn attempt(
    context: &Context,
    integration: String,
    row: &MappingRow,
    sales: LastArgs,
) -> Result<Exit, CliError> {
    let name = IntegrationName(integration.clone());
    let decided = draft::draft(context, &name).await?.draft.about(row).map(|one| one.row.clone());
    let found = match decided {
        Some(decided) => Some(decided),
        None => published(&view(context, &integration).await?.mapping, row),
    };
    let row = found.ok_or_else(|| CliError::argument("cli-row-not-mapped", row.place().1))?;
    let query = Query::Samples { integration: name, row, last: sales.last };
    let Answer::Samples(found) = context.query(query).await? else { return Err(CliError::WrongAnswer) };
    print(context, &found)?;
    Ok(if found.iter().any(|one| one.failure.is_some()) { Exit::Failed } else { Exit::Ok })
}

fn print(context: &Context, found: &[Sampled]) -> Result<(), CliError> {
    let out = &context.out;
    if out.json {
        return found.iter().try_for_each(|one| out.row(one));
    }
    let dash = || "–".to_owned();
    let line = |one: &Sampled| {
        let own = one.own.as_ref().map_or_else(dash, ToString::to_string);
        let sent = one.sent.as_ref().map_or_else(dash, ToString::to_string);
        vec![one.sale.to_string(), own, one.failure.as_ref().map_or(sent, |failure| out.failure(failure))]
    };
    let rows: Vec<_> = found.iter().map(line).collect();
    out.table(&["cli-col-sale", "cli-col-own", "cli-col-partner"], &rows)
}
