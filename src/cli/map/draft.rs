//! `koppel map draft`, `koppel map versions` and `koppel map revert`: what was decided and is not published yet,
//! and going back.
//!
//! Not here: deciding about a row (`set`).

use clap::{Args, Subcommand};
use serde_json::json;

use super::ListArgs;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::locale::proof as words;
use crate::model::draft::{Decision, DraftView, change_row, differing, published};
use crate::model::ids::IntegrationName;
use crate::model::mapping::{Mapping, QuestionRow};
use crate::model::shown::Shown;
use crate::service::protocol::{Answer, Command, Done, MappingRow, Query};

/// So many counterexamples are written out beside a draft.
const SHOWN: usize = 3;

/// `koppel map draft ...`
#[derive(Subcommand, Debug)]
pub enum DraftCommand {
    /// List what was decided about rows and is not published yet
    List(ListArgs),
    /// Publish it; refused where somebody published otherwise meanwhile
    Publish(PublishArgs),
    /// Forget it, or what was decided about one row
    Drop(DropArgs),
}

/// `koppel map draft publish`
#[derive(Args, Debug)]
pub struct PublishArgs {
    /// The integration
    integration: String,
    /// Only say what it would change
    #[arg(long)]
    dry_run: bool,
}

/// `koppel map draft drop`
#[derive(Args, Debug)]
pub struct DropArgs {
    /// The integration
    integration: String,
    /// Only about this row: its key, as `koppel map draft list` shows it
    row: Option<String>,
    /// Forget what somebody else decided about the row, at the version that map draft list shows
    #[arg(long, requires = "row", value_name = "VERSION")]
    over: Option<u64>,
    /// So many decisions go; refused when it is another number, and asked for when any is somebody else's
    #[arg(long, value_name = "N", conflicts_with = "row")]
    expect_count: Option<usize>,
}

/// `koppel map revert`
#[derive(Args, Debug)]
pub struct RevertArgs {
    /// The integration
    integration: String,
    /// The version to publish once more
    version: u64,
    /// Only say what it would change
    #[arg(long)]
    dry_run: bool,
}

/// Runs `koppel map draft ...`.
pub async fn run(context: &Context, command: DraftCommand) -> Result<Exit, CliError> {
    match command {
        DraftCommand::List(args) => {
            list(context, &draft(context, &IntegrationName(args.integration)).await?)?
        }
        DraftCommand::Publish(args) if args.dry_run => return look(context, args.integration).await,
        DraftCommand::Publish(args) => {
            let name = IntegrationName(args.integration);
            let view = draft(context, &name).await?;
            let count = [("count", view.draft.decisions.len().into())];
            let command = Command::PublishDraft { name, version: view.draft.version };
            context.version(command, "cli-draft-published", &count).await?;
        }
        DraftCommand::Drop(args) => forget(context, args).await?,
    }
    Ok(Exit::Ok)
}

/// Forgets the draft, or one decision of it.
async fn forget(context: &Context, args: DropArgs) -> Result<(), CliError> {
    let name = IntegrationName(args.integration);
    let DraftView { draft, .. } = draft(context, &name).await?;
    let mut dropped = draft.decisions.len();
    let me = me(context, &name).await?;
    match args.row {
        None => {
            let others = draft.decisions.iter().any(|one| one.by != me);
            if args.expect_count.map_or(others, |count| count != dropped) {
                return Err(CliError::Count { key: "cli-draft-goes", count: dropped });
            }
            context.command(Command::DropDraft { name, version: draft.version }).await?;
        }
        Some(key) => {
            let about = draft.decisions.iter().filter(|one| one.row.place().1 == key);
            let about: Vec<_> = about.collect();
            if let Some(other) = about.iter().find(|one| one.by != me && args.over != Some(one.version)) {
                return Err(decided(other));
            }
            let about: Vec<_> = about.into_iter().map(|one| (one.row.clone(), one.version)).collect();
            if about.is_empty() {
                return Err(CliError::argument("cli-draft-not-there", key));
            }
            dropped = about.len();
            for (row, seen) in about {
                context.command(Command::Decide { name: name.clone(), row, keep: false, seen }).await?;
            }
        }
    }
    let count = [("count", dropped.into())];
    context.out.done(&json!({ "dropped": dropped }), "cli-draft-dropped", &count)
}

/// Who gives the command.
pub async fn me(context: &Context, name: &IntegrationName) -> Result<String, CliError> {
    match context.command(Command::Here { name: name.clone(), place: None }).await? {
        Done::Actor(me) => Ok(me),
        _ => Err(CliError::WrongAnswer),
    }
}

/// Somebody else decided that, and is not gone over unseen.
pub fn decided(other: &Decision) -> CliError {
    CliError::Decided {
        row: other.row.place().1,
        by: other.by.clone(),
        becomes: becomes(Some(&other.row)),
        version: other.version,
    }
}

/// What the proof says once the draft is published: `{"verdict","counterexamples"}`; then what would change, a row
/// a line: `{"row","before","after","conflict"}`. Exit 5 when it would be refused.
async fn look(context: &Context, integration: String) -> Result<Exit, CliError> {
    let before = super::view(context, &integration).await?.mapping;
    let name = IntegrationName(integration);
    let view = draft(context, &name).await?;
    let mut rows = Vec::new();
    for decision in &view.draft.decisions {
        let mut after = before.clone();
        change_row(&mut after, &decision.row);
        let conflict = is_conflict(&view, &decision.row);
        rows.push((
            decision.row.place().1,
            [&before, &after].map(|of| published(of, &decision.row)),
            conflict,
        ));
    }
    rows.retain(|(_, [was, becomes], _)| was != becomes);
    if !rows.is_empty() {
        verdict(context, name).await?;
    }
    differences(context, &rows)?;
    Ok(if rows.iter().any(|(.., conflict)| *conflict) { Exit::Conflict } else { Exit::Ok })
}

/// What the proof says once the draft is published.
async fn verdict(context: &Context, integration: IntegrationName) -> Result<(), CliError> {
    let Answer::Check(proof) = context.query(Query::Check { integration, draft: true }).await? else {
        return Err(CliError::WrongAnswer);
    };
    let out = &context.out;
    if out.json {
        let count = proof.counterexamples.len();
        return out.row(&json!({"verdict": proof.verdict, "counterexamples": count}));
    }
    out.line(&out.text("cli-draft-verdict", &[]))?;
    out.line(&words::verdict(out.language, &proof))?;
    for (at, found) in proof.counterexamples.iter().take(SHOWN).enumerate() {
        words::counterexample(out.language, at + 1, found).iter().try_for_each(|line| out.line(line))?;
    }
    out.line("")
}

/// Rows that would change: key, before and after, and whether somebody published otherwise meanwhile.
type Differing = (String, [Option<MappingRow>; 2], bool);

fn differences(context: &Context, rows: &[Differing]) -> Result<(), CliError> {
    let out = &context.out;
    if out.json {
        return rows.iter().try_for_each(|(key, [before, after], conflict)| {
            out.row(&json!({"row": key, "before": before, "after": after, "conflict": conflict}))
        });
    }
    let line = |(key, [before, after], conflict): &Differing| {
        let conflict = if *conflict { out.text("cli-draft-conflict", &[]) } else { String::new() };
        let [was, becomes] = apart(&[before.clone(), after.clone()]);
        vec![key.clone(), was, becomes, conflict]
    };
    let columns = ["cli-col-name", "cli-col-was", "cli-col-becomes", "cli-col-conflict"];
    out.table(&columns, &rows.iter().map(line).collect::<Vec<_>>())
}

/// Every row in which two mappings differ.
pub fn whole(context: &Context, before: &Mapping, after: &Mapping) -> Result<(), CliError> {
    let rows = differing(before, after).into_iter().map(|(key, both)| (key, both, false));
    differences(context, &rows.collect::<Vec<_>>())
}

fn is_conflict(view: &DraftView, row: &MappingRow) -> bool {
    view.conflicts.iter().any(|one| one.mine.row.is_about(row))
}

/// The draft of an integration.
pub async fn draft(context: &Context, name: &IntegrationName) -> Result<DraftView, CliError> {
    match context.query(Query::Draft { integration: name.clone() }).await? {
        Answer::Draft(view) => Ok(*view),
        _ => Err(CliError::WrongAnswer),
    }
}

/// One decision a line: `{"row","base","by","at","version","conflict"}`.
fn list(context: &Context, view: &DraftView) -> Result<(), CliError> {
    let out = &context.out;
    if out.json {
        return view.draft.decisions.iter().try_for_each(|decision| {
            out.row(&json!({"row": decision.row, "base": decision.base, "by": decision.by,
                "at": decision.at, "version": decision.version, "conflict": is_conflict(view, &decision.row)}))
        });
    }
    let rows: Vec<_> = view
        .draft
        .decisions
        .iter()
        .map(|decision| {
            let (list, key) = decision.row.place();
            let list = match list {
                "flow" => "cli-suggest-flow",
                "question" => "cli-suggest-question",
                "agreement" => "cli-suggest-agreement",
                _ => "cli-suggest-status",
            };
            let conflict = if is_conflict(view, &decision.row) {
                out.text("cli-draft-conflict", &[])
            } else {
                String::new()
            };
            let version = decision.version.to_string();
            vec![
                out.text(list, &[]),
                key,
                becomes(Some(&decision.row)),
                decision.by.clone(),
                version,
                conflict,
            ]
        })
        .collect();
    let columns = [
        "cli-col-type",
        "cli-col-name",
        "cli-col-becomes",
        "cli-col-who",
        "cli-col-version",
        "cli-col-conflict",
    ];
    out.table(&columns, &rows)
}

/// What a row gives, in short; a dash where there is none.
pub fn becomes(row: Option<&MappingRow>) -> String {
    let given = match row {
        Some(MappingRow::SetFlow(row)) => Some(row.partner.to_string()),
        Some(MappingRow::SetQuestion(row)) => match (&row.constant, &row.own) {
            (Some(constant), _) => Some(format!("= {}", Shown::new(constant))),
            (None, Some(own)) if row.options.is_empty() => Some(own.to_string()),
            (None, Some(own)) => Some(format!("{own} ({})", row.options.len())),
            (None, None) => None,
        },
        Some(MappingRow::SetAgreement(row)) => Some(row.own.to_string()),
        Some(MappingRow::SetStatus(row)) => Some(row.own.to_string()),
        _ => None,
    };
    given.unwrap_or_else(|| "–".to_owned())
}

/// What a row was and becomes: of a question that keeps its counterpart, what of its options, default and date
/// differs.
pub fn apart(both: &[Option<MappingRow>; 2]) -> [String; 2] {
    let [Some(MappingRow::SetQuestion(was)), Some(MappingRow::SetQuestion(is))] = both else {
        return [becomes(both[0].as_ref()), becomes(both[1].as_ref())];
    };
    let (before, after) = (parts(was), parts(is));
    let only = |of: &[String], other: &[String]| {
        let own = of.iter().enumerate().filter(|(at, part)| *at == 0 || !other.contains(part));
        own.map(|(_, part)| part.as_str()).collect::<Vec<_>>().join(" · ")
    };
    [only(&before, &after), only(&after, &before)]
}

/// Where an answer comes from, then each option, the default and the date.
fn parts(row: &QuestionRow) -> Vec<String> {
    let from = match (&row.constant, &row.own) {
        (Some(constant), _) => format!("= {}", Shown::new(constant)),
        (None, Some(own)) => own.to_string(),
        (None, None) => "–".to_owned(),
    };
    let pair = |(own, partner): (&String, &String)| format!("{} > {}", Shown::new(own), Shown::new(partner));
    let default = row.default.iter().map(|value| format!("| {}", Shown::new(value)));
    let date = row.date.iter().map(|date| format!("{} > {}", date.from, date.to));
    std::iter::once(from).chain(row.options.iter().map(pair)).chain(default).chain(date).collect()
}

/// Runs `koppel map versions`.
pub async fn versions(context: &Context, args: ListArgs) -> Result<(), CliError> {
    let integration = IntegrationName(args.integration);
    let Answer::MappingVersions(versions) = context.query(Query::MappingVersions { integration }).await?
    else {
        return Err(CliError::WrongAnswer);
    };
    let out = &context.out;
    if out.json {
        return versions.iter().try_for_each(|version| out.row(version));
    }
    let rows: Vec<_> = versions
        .iter()
        .map(|one| {
            let (at, by) = one.changed.clone().map_or((None, String::new()), |(at, by)| (Some(at), by));
            vec![one.version.to_string(), out.moment(at), by, one.rows.to_string()]
        })
        .collect();
    out.table(&["cli-col-version", "cli-col-when", "cli-col-who", "cli-col-rows"], &rows)
}

/// Runs `koppel map revert`.
pub async fn revert(context: &Context, args: RevertArgs) -> Result<(), CliError> {
    let name = IntegrationName(args.integration.clone());
    if args.dry_run {
        let query = Query::MappingVersion { integration: name, version: args.version };
        let Answer::MappingVersion(after) = context.query(query).await? else {
            return Err(CliError::WrongAnswer);
        };
        let before = super::view(context, &args.integration).await?.mapping;
        return whole(context, &before, &after);
    }
    let said = [("version", args.version.to_string().into())];
    let command = Command::RevertMapping { name, to: args.version, expected_version: None };
    context.version(command, "cli-map-reverted", &said).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_keeps_its_counterpart_shows_what_of_it_differs() {
        let row = |kaas: &str, default: Option<&str>| {
            Some(MappingRow::SetQuestion(QuestionRow {
                partner: "situatie".into(),
                own: Some("reden".into()),
                constant: None,
                default: default.map(Into::into),
                options: [("nieuw".to_owned(), "Nieuw".to_owned()), ("oud".to_owned(), kaas.to_owned())]
                    .into(),
                date: None,
            }))
        };
        let [was, is] = apart(&[row("Overstap", None), row("Verhuizing", Some("Nieuw"))]);
        assert_eq!(
            (was.as_str(), is.as_str()),
            ("reden · oud > Overstap", "reden · oud > Verhuizing · | Nieuw")
        );
        assert_eq!(apart(&[None, row("a", None)]), ["–".to_owned(), "reden (2)".to_owned()]);
    }
}
