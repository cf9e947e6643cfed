//! The sentences for bulk work, shared by console and commands: how a job stands, what became of a sale of
//! it, and what trying a group again would give.
//!
//! Not here: deciding any of it (`model::job`).

use std::collections::BTreeMap;

use super::plan::{Told, Tone};
use super::{Argument, Language, failure, group, reason, text};
use crate::model::job::{Expected, Fate, Halt, Job, ReplayPlan, Standing, Task};
use crate::model::spreadsheet::written;
use crate::model::view::{time_for, whole_minutes};

/// How a job stands, by its word.
pub fn standing(language: Language, word: &str) -> String {
    text(language, &format!("job-{word}"), &[])
}

/// Why a job halted by itself; `None` when it did not.
pub fn halt(language: Language, standing: &Standing) -> Option<String> {
    let Standing::Halted { why } = standing else { return None };
    Some(match why {
        Halt::CameBack { sale } => text(language, "job-halt-back", &[("sale", sale.to_string().into())]),
        Halt::NewGroup { sale, group } => {
            let arguments =
                [("sale", sale.to_string().into()), ("group", group::name(language, group).into())];
            text(language, "job-halt-new", &arguments)
        }
    })
}

/// What became of its sales, in numbers.
pub fn counts(language: Language, job: &Job) -> String {
    let counts = &job.counts;
    let arguments = [
        ("done", counts.done.into()),
        ("total", counts.total().into()),
        ("failed", counts.failed.into()),
        ("uncertain", counts.uncertain.into()),
        ("left", counts.left_out.into()),
        ("under_way", counts.under_way.into()),
        ("planned", counts.planned.into()),
    ];
    text(language, "job-counts", &arguments)
}

/// A job in one line: how it stands, what became of its sales, why it halted.
pub fn line(language: Language, job: &Job) -> String {
    let arguments = [
        ("job", job.id.to_string().into()),
        ("standing", standing(language, job.standing.word()).into()),
        ("counts", counts(language, job).into()),
    ];
    let mut line = text(language, "job-line", &arguments);
    if let Some(why) = halt(language, &job.standing) {
        line.push(' ');
        line.push_str(&why);
    }
    line
}

/// What became of a sale of a job.
pub fn fate(language: Language, fate: &Fate) -> String {
    text(language, &format!("job-fate-{}", fate.word()), &[])
}

/// Why it fell out or was left out; empty otherwise.
pub fn why(language: Language, task: &Task) -> String {
    match &task.fate {
        Fate::Failed { failure: found } => failure::sentence(language, found),
        Fate::LeftOut { why: Some(why) } => reason::reason(language, why),
        Fate::LeftOut { why: None } => text(language, "job-fate-changed", &[]),
        _ => String::new(),
    }
}

/// Every sale of a job and what became of it, as a spreadsheet reads it.
pub fn table(language: Language, tasks: &[Task]) -> String {
    let head = ["own_sale_id", "outcome", "why"].map(str::to_owned).to_vec();
    let row = |task: &Task| vec![task.sale.to_string(), fate(language, &task.fate), why(language, task)];
    let rows: Vec<_> = std::iter::once(head).chain(tasks.iter().map(row)).collect();
    written(&rows)
}

/// What trying a group again would give: how many pass, why the others do not, and what it costs.
pub fn replay(language: Language, found: &ReplayPlan) -> Vec<Told> {
    let mut told = Vec::new();
    let mut add = |tone, key: &str, arguments: &[Argument<'_>]| {
        told.push(Told { line: text(language, key, arguments), tone });
    };
    let (kind, sales) = found.sends();
    let counted = [("count", sales.len().into()), ("total", found.sales.len().into())];
    match kind {
        Expected::Passes => add(Tone::Good, "replay-passes", &counted),
        _ if sales.is_empty() => add(Tone::Open, "replay-none", &counted),
        _ => add(Tone::Open, "replay-same", &counted),
    }
    let mut why: BTreeMap<String, usize> = BTreeMap::new();
    for one in &found.sales {
        let sentence = match (one.expected, one.failures.first(), &one.why) {
            (Expected::Fails, Some(found), _) => failure::sentence(language, found),
            (Expected::Stays, _, Some(found)) => reason::reason(language, found),
            _ => continue,
        };
        *why.entry(sentence).or_default() += 1;
    }
    for (why, count) in why {
        add(Tone::Bad, "replay-fails", &[("count", count.into()), ("why", why.into())]);
    }
    let same = found.count(Expected::Same);
    if kind == Expected::Passes && same > 0 {
        add(Tone::Aside, "replay-left", &[("count", same.into())]);
    }
    if found.beyond > 0 {
        add(Tone::Aside, "replay-beyond", &[("count", found.beyond.into())]);
    }
    if let (false, Some(limit)) = (sales.is_empty(), found.per_minute) {
        let minutes = whole_minutes(time_for(sales.len() as u64, limit.max(1)));
        add(Tone::Aside, "plan-cost", &[("requests", sales.len().into()), ("minutes", minutes.into())]);
    }
    if !sales.is_empty() {
        add(Tone::Aside, "replay-waves", &[]);
    }
    told
}
