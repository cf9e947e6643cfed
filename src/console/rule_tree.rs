//! A rule as an operator reads it: a tree, one part a line.
//!
//! Not here: what a rule is (`model::rule`), whether it holds (an environment tries it).

use super::labels;
use super::look::Look;
use crate::model::rule::{Criterion, Rule, Subject};
use crate::model::shown::Shown;

/// The lines of a rule, each with how deep it stands.
pub fn lines(look: &Look, rule: &Rule) -> Vec<(usize, String)> {
    let mut lines = Vec::new();
    add(look, rule, 0, &mut lines);
    lines
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
