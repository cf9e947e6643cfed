//! Whether the partner refuses a sale for one thing, after it came over: for certain, certainly not, or
//! not decided, and then why.
//!
//! Not here: how it came over (`translate::cross`).

use std::collections::BTreeSet;

use super::super::translate::Crossed;
use super::super::truth::{Facts, Truth};
use super::domain::is_assumed;
use super::doubts::{Doubts, Governed};
use super::forms::wanted;
use super::target::Cut;
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::{AgreementKey, QuestionKey};
use crate::model::proof::{Asked, Doubt, Party};
use crate::model::question::Question;
use crate::model::sale::{Answer, Sale};
use crate::model::shown::Shown;

/// What the partner makes of it.
pub(super) enum Judged {
    /// It takes the sale, as far as this one thing goes.
    Taken,
    /// It refuses it.
    Refused(Failure),
    /// That cannot be told.
    Open(BTreeSet<Doubt>),
}

/// What the partner makes of `goal` in `sale`.
pub(super) fn judge(goal: &Asked, sale: &Sale, crossed: &Crossed<'_>, cut: &Cut) -> Judged {
    if let Some(failure) = crossed.failures.iter().find(|failure| is_about(goal, failure)) {
        return Judged::Refused(failure.clone());
    }
    let facts = crossed.facts(sale, &cut.partner);
    match goal {
        Asked::Question(key) => question(key, sale, &facts, cut),
        Asked::Agreement(key) => agreement(key, crossed, &facts, cut),
    }
}

/// Whether a failure is for this thing.
pub(super) fn is_about(goal: &Asked, failure: &Failure) -> bool {
    match (&failure.element, goal) {
        (Element::Question(key) | Element::Answer(key, _), Asked::Question(goal)) => key == goal,
        (Element::Agreement(key), Asked::Agreement(goal)) => key == goal,
        _ => false,
    }
}

fn question(key: &QuestionKey, sale: &Sale, facts: &Facts<'_>, cut: &Cut) -> Judged {
    // Answers to what the partner does not have are ignored there.
    let Some(question) = cut.partner.questions.iter().find(|question| question.key == *key) else {
        return Judged::Taken;
    };
    if !question.input_type.takes_answer() {
        return Judged::Taken;
    }
    let Some(contract) = &question.contract else {
        let asked = Asked::Question(key.clone());
        return Judged::Open([Doubt::NotRead { party: Party::Partner, asked }].into());
    };
    let shows = facts.shows(contract);
    if shows == Truth::Fails {
        return Judged::Taken;
    }
    match facts.answers.get(key).filter(|answer| !answer.is_empty()) {
        Some(answer) => match misfit(question, answer, sale, cut) {
            Fit::Good => Judged::Taken,
            Fit::Doubtful(doubt) => Judged::Open([doubt].into()),
            Fit::Bad if shows == Truth::Holds => {
                Judged::Refused(Failure::found(Cause::InvalidAnswer, Element::Question(key.clone())))
            }
            Fit::Bad => undecided(question, facts),
        },
        None => match facts.requires(contract) {
            Truth::Fails => Judged::Taken,
            // Required, and yet not missed: the partner may fill it in, or takes it from elsewhere.
            _ if contract.default_value.is_some() => {
                Judged::Open([Doubt::DefaultValue { question: key.clone() }].into())
            }
            Truth::Holds => {
                let word = Shown::new(question.input_type.as_word());
                Judged::Open([Doubt::InputType { question: key.clone(), word }].into())
            }
            Truth::Unknown => undecided(question, facts),
        },
    }
}

fn undecided(question: &Question, facts: &Facts<'_>) -> Judged {
    let mut doubts = Doubts::new(facts, Party::Partner);
    doubts.question(question);
    open(doubts)
}

/// Open for these doubts; a sale that ends at another answer is nothing to this one.
fn open(doubts: Doubts<'_>) -> Judged {
    if doubts.ends_elsewhere() { Judged::Taken } else { Judged::Open(doubts.into_found()) }
}

enum Fit {
    Good,
    Bad,
    Doubtful(Doubt),
}

/// Whether the answer has the forms that the question wants; what is typed by hand is taken to have them.
fn misfit(question: &Question, answer: &Answer, sale: &Sale, cut: &Cut) -> Fit {
    let Answer::One(text) = answer else { return Fit::Good };
    let given = |row: &&crate::model::mapping::QuestionRow| {
        let own = row.own.as_ref().and_then(|own| sale.answers.get(own));
        row.constant.is_some() || row.default.is_some() || own.is_some_and(|answer| !answer.is_empty())
    };
    let row = cut.mapping.questions.iter().filter(|row| row.partner == question.key).find(given);
    let own = row.filter(|row| row.constant.is_none()).and_then(|row| row.own.as_ref());
    let own = own.filter(|own| sale.answers.get(own).is_some_and(|answer| !answer.is_empty()));
    let own = own.and_then(|own| cut.own.iter().find(|question| question.key == *own));
    let by_table = row.is_some_and(|row| !row.options.is_empty());
    for form in wanted(question) {
        let is_taken = own.is_some_and(|own| is_assumed(own, &form) && !by_table);
        match form.fits(text) {
            Truth::Holds => {}
            _ if is_taken => {}
            // A check this version does not know: an assumption says so.
            _ if form.sample().is_empty() => {}
            Truth::Fails => return Fit::Bad,
            Truth::Unknown => {
                return Fit::Doubtful(Doubt::Form {
                    question: question.key.clone(),
                    wants: form.word(),
                    value: Shown::new(text),
                });
            }
        }
    }
    Fit::Good
}

fn agreement(key: &AgreementKey, crossed: &Crossed<'_>, facts: &Facts<'_>, cut: &Cut) -> Judged {
    let found = cut.partner.agreements.iter().find(|agreement| agreement.key == *key);
    let Some(agreement) = found.filter(|_| !crossed.agreements.contains(key)) else { return Judged::Taken };
    let asked = Asked::Agreement(key.clone());
    let Some(contract) = &agreement.contract else {
        return Judged::Open([Doubt::NotRead { party: Party::Partner, asked }].into());
    };
    if facts.requires_agreement(contract) == Truth::Fails {
        return Judged::Taken;
    }
    let mut doubts = Doubts::new(facts, Party::Partner);
    let governs = contract.rule_visible || contract.rule_required;
    doubts.rule(&asked, Governed { rule: contract.rule.as_ref(), governs });
    open(doubts)
}
