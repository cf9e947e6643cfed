//! A rule as an operator reads it: a tree, one part a line. The console and the commands read it alike.
//!
//! Not here: what a rule is (`model::rule`), whether it holds (an environment tries it).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::labels;
use super::look::Look;
use crate::model::administration::catalogue::{Fields, Kind, RulePart, Trial};
use crate::model::rule::{Criterion, Rule};
use crate::model::shown::Shown;

/// Before a part that holds, and before one that does not.
pub type Marks = [&'static str; 2];

/// Those that every terminal shows.
pub const PLAIN: Marks = ["+ ", "x "];

/// What a rule is read with, of the own environment.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The names of questions that are boxes to tick: their answers are yes and no.
    boxes: BTreeSet<String>,
    /// The names of suppliers by number.
    suppliers: BTreeMap<String, String>,
}

impl Known {
    /// What those questions and suppliers tell.
    pub fn of(questions: &[Fields], suppliers: &[Fields]) -> Self {
        let text = |fields: &Fields, name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
        let ticked = questions.iter().filter(|one| text(one, "input_type").as_deref() == Some("checkbox"));
        let named = |one: &Fields| {
            let id = one.get("id")?;
            let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
            Some((id, text(one, "name")?))
        };
        Self {
            boxes: ticked.filter_map(|one| text(one, "name")).collect(),
            suppliers: suppliers.iter().filter_map(named).collect(),
        }
    }

    /// A rule that was not tried.
    pub fn part(&self, rule: &Rule) -> RulePart {
        RulePart::of(rule, &|question| self.boxes.contains(question))
    }
}

/// The lines of a rule, each with how deep it stands.
pub fn lines(look: &Look, known: &Known, part: &RulePart, marks: Marks) -> Vec<(usize, String)> {
    let mut lines = Vec::new();
    add((look, known), part, marks, 0, &mut lines);
    lines
}

/// The lines of a rule, each as far in as it stands deep.
pub fn indented(look: &Look, known: &Known, part: &RulePart, marks: Marks) -> Vec<String> {
    let indent = |(depth, said): (usize, String)| format!("{}{said}", "  ".repeat(depth));
    lines(look, known, part, marks).into_iter().map(indent).collect()
}

/// What a rule of a question or an agreement made of a sale: each part with whether it holds, and what follows.
pub fn tried(look: &Look, known: &Known, kind: Kind, trial: &Trial, marks: Marks) -> Vec<String> {
    let mut lines = match &trial.rule {
        Some(rule) => indented(look, known, rule, marks),
        None => vec![look.say("trial-no-rule", &[])],
    };
    let key = match (trial.asked, trial.visible, trial.required) {
        (false, ..) => "trial-not-asked",
        (true, false, _) => "trial-hidden",
        (true, true, true) => "trial-required",
        (true, true, false) => "trial-optional",
    };
    let kind = if kind == Kind::Agreement { "agreements" } else { "questions" };
    lines.push(look.say(key, &[("kind", kind.into())]));
    lines
}

fn add(
    (look, known): (&Look, &Known),
    part: &RulePart,
    marks: Marks,
    depth: usize,
    lines: &mut Vec<(usize, String)>,
) {
    let (mut said, holds) = match part {
        RulePart::Group { criterion: Criterion::Any, holds, .. } => (look.say("rule-any", &[]), holds),
        RulePart::Group { criterion: Criterion::All, holds, .. } => (look.say("rule-all", &[]), holds),
        RulePart::Condition { holds, .. } => (condition(look, known, part), holds),
        RulePart::Unknown { found, holds } => {
            let found = Shown::new(found).into_string();
            (look.say("rule-unknown", &[("value", found.into())]), holds)
        }
    };
    if let Some(holds) = holds {
        said.insert_str(0, marks[usize::from(!holds)]);
    }
    lines.push((depth, said));
    if let RulePart::Group { rules, .. } = part {
        rules.iter().for_each(|rule| add((look, known), rule, marks, depth + 1, lines));
    }
}

/// A condition, and what was found where it does not hold.
fn condition(look: &Look, known: &Known, part: &RulePart) -> String {
    let RulePart::Condition { subject, question, value, found, yes_no, holds } = part else {
        return String::new();
    };
    let read = |one: &str| match (subject.as_str(), one) {
        (_, "1") if *yes_no => look.yes_no(true),
        (_, "0") if *yes_no => look.yes_no(false),
        ("product_type", word) => labels::product_type(look, word),
        ("supplier", number) => {
            Shown::new(known.suppliers.get(number).map_or(number, String::as_str)).into_string()
        }
        ("profile", "business" | "1") => look.say("rule-business", &[]),
        ("profile", "consumer" | "0") => look.say("rule-consumer", &[]),
        _ => Shown::new(one).into_string(),
    };
    let question = Shown::new(question.as_deref().unwrap_or_default()).into_string();
    let held = value.as_deref().map(read).unwrap_or_default();
    let key = match (subject.as_str(), value) {
        ("product_type", _) => "rule-product-type",
        ("supplier", _) => "rule-supplier",
        ("profile", _) => "rule-profile",
        (_, Some(_)) => "rule-answer",
        (_, None) => "rule-answered",
    };
    let said = look.say(key, &[("value", held.into()), ("question", question.into())]);
    if *holds != Some(false) {
        return said;
    }
    let found = match found.as_slice() {
        [] => "–".to_owned(),
        found => found.iter().map(|one| read(one)).collect::<Vec<_>>().join(", "),
    };
    format!("{said} {}", look.say("trial-found", &[("found", found.into())]))
}
