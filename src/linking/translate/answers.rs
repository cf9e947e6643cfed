//! Answers: each row of the mapping gives the answer to one partner question; answers to questions that the
//! partner does not ask are left out; certainly required ones that are empty are failures.
//!
//! Not here: how one answer is made to fit its question (`fit`).

use std::collections::{BTreeMap, BTreeSet};

use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::QuestionKey;
use crate::model::mapping::{QuestionRow, REFERENCE};
use crate::model::question::{InputType, Question};
use crate::model::sale::{Answer, Sale};

use super::super::truth::{Facts, Truth};
use super::{Context, fit};

/// The companion of a switching date: which kind of date it is. Source: Salesdock API v1.
pub const SWITCHDATE_COMPANION: &str = "_switchdate_option";

/// Answers before the partner's rules were looked at.
#[derive(Default)]
pub(in crate::linking) struct Draft {
    /// By partner question.
    pub answers: BTreeMap<QuestionKey, Answer>,
    /// Questions whose answer could not be made.
    pub doubtful: BTreeSet<QuestionKey>,
    /// Why not, with the question, in the order of the rows.
    pub failures: Vec<(QuestionKey, Failure)>,
}

/// Every row's answer. The first row that has one for a question gives it.
pub(in crate::linking) fn draft(sale: &Sale, context: &Context<'_>) -> Draft {
    let mut draft = Draft::default();
    for row in &context.mapping.questions {
        if draft.answers.contains_key(&row.partner) || draft.doubtful.contains(&row.partner) {
            continue;
        }
        let question = find(&context.partner.questions, &row.partner);
        if question.is_some_and(|question| !question.input_type.takes_answer()) {
            continue;
        }
        let referring = (row.constant.as_deref() == Some(REFERENCE))
            .then(|| QuestionRow { constant: Some(context.reference(sale)), ..row.clone() });
        let own = own_answer(sale, row);
        let fitted = match &referring {
            // One cause for all sales, not one for each reference.
            Some(referring) => {
                fit::answer(referring, question, own).or_else(|_| fit::answer(row, question, own))
            }
            None => fit::answer(row, question, own),
        };
        match fitted {
            Ok(Some(answer)) => {
                draft.answers.insert(row.partner.clone(), answer);
            }
            Ok(None) => {}
            Err(failure) => {
                draft.failures.push((row.partner.clone(), failure));
                draft.doubtful.insert(row.partner.clone());
            }
        }
    }
    for row in &context.mapping.questions {
        companion(sale, context, row, &mut draft);
    }
    draft
}

/// A switching date's companion travels with it, unless a row of its own gave it already.
fn companion(sale: &Sale, context: &Context<'_>, row: &QuestionRow, draft: &mut Draft) {
    let question = find(&context.partner.questions, &row.partner);
    let switches = question.is_some_and(|question| question.input_type == InputType::Switchdate);
    let Some(own) = row.own.as_ref().filter(|_| switches && row.constant.is_none()) else { return };
    let theirs = companion_of(&row.partner);
    let given = sale.answers.get(&companion_of(own)).filter(|answer| !answer.is_empty());
    if let (Some(answer), false) = (given, draft.answers.contains_key(&theirs)) {
        draft.answers.insert(theirs, answer.clone());
    }
}

/// The answers to questions that no rule hides. Hiding one may hide another whose rule looks at it, so it
/// goes round until nothing changes. An undecided round keeps the answer: sending one too many is harmless.
pub(in crate::linking) fn shown(draft: &Draft, facts: &Facts<'_>) -> BTreeMap<QuestionKey, Answer> {
    let mut kept = draft.answers.clone();
    for _ in 0..=draft.answers.len() {
        let mut next = draft.answers.clone();
        {
            let now = facts.with_answers(&kept);
            next.retain(|key, _| !hidden(key, &now));
        }
        if next == kept {
            break;
        }
        kept = next;
    }
    kept
}

/// Whether the partner certainly does not ask this question of this sale.
pub(in crate::linking) fn hidden(key: &QuestionKey, facts: &Facts<'_>) -> bool {
    let parent = key.as_str().strip_suffix(SWITCHDATE_COMPANION).map(QuestionKey::from);
    let question =
        find(facts.questions, key).or_else(|| parent.and_then(|parent| find(facts.questions, &parent)));
    question
        .and_then(|question| question.contract.as_ref())
        .is_some_and(|contract| facts.hides_by_rule(contract))
}

/// Adds a failure for every question that certainly must be answered and certainly is not.
pub(super) fn missing(sale: &Sale, facts: &Facts<'_>, failures: &mut Vec<Failure>) {
    for question in facts.questions {
        let Some(contract) = &question.contract else { continue };
        let answered = facts.answers.get(&question.key).is_some_and(|answer| !answer.is_empty());
        let elsewhere = match &question.input_type {
            // Given as a field of the sale, perhaps.
            InputType::Signature => sale.signature.is_some(),
            InputType::Relation | InputType::Other(_) => true,
            // "As soon as possible" is an answer without a date.
            InputType::Switchdate => facts.answers.contains_key(&companion_of(&question.key)),
            other => !other.takes_answer(),
        };
        let doubtful = facts.doubtful.contains(&question.key);
        if answered || elsewhere || doubtful || contract.default_value.is_some() {
            continue;
        }
        if facts.requires(contract) == Truth::Holds {
            let element = Element::Question(question.key.clone());
            failures.push(Failure::found(Cause::MissingAnswer, element));
        }
    }
}

fn own_answer<'a>(sale: &'a Sale, row: &QuestionRow) -> Option<&'a Answer> {
    row.own.as_ref().and_then(|own| sale.answers.get(own)).filter(|answer| !answer.is_empty())
}

fn companion_of(key: &QuestionKey) -> QuestionKey {
    QuestionKey(format!("{key}{SWITCHDATE_COMPANION}"))
}

fn find<'a>(questions: &'a [Question], key: &QuestionKey) -> Option<&'a Question> {
    questions.iter().find(|question| question.key == *key)
}
