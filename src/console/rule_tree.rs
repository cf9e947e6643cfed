//! A rule as an operator reads it: a tree, one part a line.
//!
//! Not here: what a rule is (`model::rule`), whether it holds (an environment tries it).

use super::labels;
use super::look::Look;
use crate::model::administration::catalogue::RulePart;
use crate::model::rule::{Criterion, Rule, Subject};
use crate::model::shown::Shown;

/// The lines of a rule, each with how deep it stands.
pub fn lines(look: &Look, rule: &Rule) -> Vec<(usize, String)> {
    let mut lines = Vec::new();
    add(look, rule, 0, &mut lines);
    lines
}

/// The lines of a rule, each as far in as it stands deep.
pub fn indented(look: &Look, rule: &Rule) -> Vec<String> {
    let indent = |(depth, said): (usize, String)| format!("{}{said}", "  ".repeat(depth));
    lines(look, rule).into_iter().map(indent).collect()
}

fn add(look: &Look, rule: &Rule, depth: usize, lines: &mut Vec<(usize, String)>) {
    let say = |key: &str, value: &str, question: &str| {
        let (value, question) = (Shown::new(value).into_string(), Shown::new(question).into_string());
        let arguments = [("value", value.into()), ("question", question.into())];
        look.say(&format!("rule-{key}"), &arguments)
    };
    match rule {
        Rule::Group { criterion, rules } => {
            let key = match criterion {
                Criterion::Any => "any",
                Criterion::All => "all",
            };
            lines.push((depth, say(key, "", "")));
            for rule in rules {
                add(look, rule, depth + 1, lines);
            }
        }
        Rule::Condition { subject, value } => {
            let held = value.as_deref().unwrap_or_default();
            lines.push((
                depth,
                match subject {
                    Subject::ProductType => say("product-type", &labels::product_type(look, held), ""),
                    Subject::Supplier => say("supplier", held, ""),
                    Subject::Profile => match held {
                        "business" | "1" => say("profile-business", "", ""),
                        "consumer" | "0" => say("profile-consumer", "", ""),
                        other => say("profile", other, ""),
                    },
                    Subject::Answer { question } if value.is_none() => say("answered", "", question),
                    Subject::Answer { question } => say("answer", held, question),
                },
            ));
        }
        Rule::Unknown { found } => lines.push((depth, say("unknown", found, ""))),
    }
}

/// A rule that was tried, each part with whether it holds, and what was found where it does not.
pub fn tried(look: &Look, part: &RulePart) -> Vec<String> {
    let mut lines = Vec::new();
    add_tried(look, part, 0, &mut lines);
    lines
}

fn add_tried(look: &Look, part: &RulePart, depth: usize, lines: &mut Vec<String>) {
    let (said, holds, found) = match part {
        RulePart::Group { criterion, holds, .. } => {
            let group = Rule::Group { criterion: *criterion, rules: Vec::new() };
            (self::lines(look, &group).remove(0).1, holds, Vec::new())
        }
        RulePart::Condition { subject, question, value, found, yes_no, holds } => {
            let read = |one: &String| match (*yes_no, one.as_str()) {
                (true, "1") => look.yes_no(true),
                (true, "0") => look.yes_no(false),
                _ => one.clone(),
            };
            let subject = match (subject.as_str(), question) {
                ("product_type", _) => Subject::ProductType,
                ("supplier", _) => Subject::Supplier,
                ("profile", _) => Subject::Profile,
                (_, question) => Subject::Answer { question: question.clone().unwrap_or_default() },
            };
            let condition = Rule::Condition { subject, value: value.as_ref().map(read) };
            (self::lines(look, &condition).remove(0).1, holds, found.iter().map(read).collect())
        }
        RulePart::Unknown { found, holds } => {
            let unknown = Rule::Unknown { found: found.clone() };
            (self::lines(look, &unknown).remove(0).1, holds, Vec::new())
        }
    };
    let sign = match holds {
        Some(true) => "+ ",
        Some(false) => "x ",
        None => "",
    };
    let mut line = format!("{}{sign}{said}", "  ".repeat(depth));
    if *holds == Some(false) && !found.is_empty() {
        let found = Shown::new(&found.join(", ")).into_string();
        line.push(' ');
        line.push_str(&look.say("trial-found", &[("found", found.into())]));
    }
    lines.push(line);
    if let RulePart::Group { rules, .. } = part {
        rules.iter().for_each(|rule| add_tried(look, rule, depth + 1, lines));
    }
}
