//! Rules call questions by name. A rule that says the same and means another question has changed; one that
//! follows a question to its new name has not.
//!
//! Not here: any truth (`truth`).

use crate::model::question::Question;
use crate::model::rule::{Rule, Subject};

/// `rule` with each name replaced by the identifiers of the questions it means: one that means none keeps
/// its name, which is no identifier's spelling.
pub(super) fn resolved(rule: &Rule, questions: &[Question]) -> Rule {
    match rule {
        Rule::Group { criterion, rules } => Rule::Group {
            criterion: *criterion,
            rules: rules.iter().map(|rule| resolved(rule, questions)).collect(),
        },
        Rule::Condition { subject: Subject::Answer { question }, value } => {
            let named = questions.iter().filter(|one| one.name.trim() == question.trim());
            let mut keys: Vec<&str> = named.map(|one| one.key.as_str()).collect();
            keys.sort_unstable();
            let question = if keys.is_empty() { format!("?{question}") } else { keys.join("\u{1f}") };
            Rule::Condition { subject: Subject::Answer { question }, value: value.clone() }
        }
        other => other.clone(),
    }
}
