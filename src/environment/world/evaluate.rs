//! Which questions and agreements are visible and required for one sale: the environment's own evaluation
//! of the rules. Nothing else evaluates them.
//!
//! - A rule governs *visible* when `rule_visible` is set, and *required* when `rule_required` is set; the
//!   plain flag of the same name counts otherwise.
//! - What is not visible is not required, its answer is ignored, and so it answers nothing for any other
//!   rule either. Visibility is the least that satisfies the rules: questions that only a circle would show
//!   are not visible.
//! - A group holds when any or all of its rules hold; an empty group holds.
//! - A condition on an answer names the other question; when several have that name, one that matches is
//!   enough. An empty value means *answered with anything*; of a multiple answer, one that matches is
//!   enough.
//! - What is not known does not hold: the environment never asks for what it cannot read.
//!
//! Not here: whether an answer is good (`judge`).

use std::collections::HashMap;

use super::catalogue::{Asked, Question};
use crate::model::rule::{Criterion, Rule, Subject};

/// What rules look at besides answers.
#[derive(Clone, Debug)]
pub struct Situation<'a> {
    /// `product.type`.
    pub product_type: &'a str,
    /// `supplier.id`.
    pub supplier: Option<u64>,
    /// `profile.type`.
    pub business: bool,
}

/// The questions that apply to a sale, its answers, and which of them are visible.
pub struct Evaluation<'a> {
    situation: Situation<'a>,
    questions: Vec<&'a Question>,
    /// Answers as texts by identifier; a question without one is not there.
    answers: &'a HashMap<String, Vec<String>>,
    /// By position.
    visible: Vec<bool>,
}

impl<'a> Evaluation<'a> {
    /// An evaluation of `questions`, those that apply to the sale's product and flow.
    pub fn new(
        situation: Situation<'a>,
        questions: Vec<&'a Question>,
        answers: &'a HashMap<String, Vec<String>>,
    ) -> Self {
        let visible = vec![false; questions.len()];
        let mut evaluation = Self { situation, questions, answers, visible };
        evaluation.settle();
        evaluation
    }

    /// Rules have no *not*: showing a question can only show more, so this ends, whatever the order.
    fn settle(&mut self) {
        loop {
            let shown: Vec<usize> = (0..self.questions.len())
                .filter(|position| !self.visible[*position] && self.shows(&self.questions[*position].asked))
                .collect();
            if shown.is_empty() {
                return;
            }
            shown.into_iter().for_each(|position| self.visible[position] = true);
        }
    }

    /// The visible questions in the order asked, each with whether it is required.
    pub fn asked(&self) -> Vec<(&'a Question, bool)> {
        let visible = self.questions.iter().zip(&self.visible).filter(|(_, visible)| **visible);
        visible.map(|(question, _)| (*question, self.is_required(&question.asked))).collect()
    }

    /// Visible and required, of something that is no question: an agreement.
    pub fn asks(&self, asked: &Asked) -> (bool, bool) {
        let visible = self.shows(asked);
        (visible, visible && self.is_required(asked))
    }

    fn shows(&self, asked: &Asked) -> bool {
        match &asked.parsed {
            Some(rule) if asked.rule_visible => self.holds(rule),
            _ => asked.visible,
        }
    }

    fn is_required(&self, asked: &Asked) -> bool {
        match &asked.parsed {
            Some(rule) if asked.rule_required => self.holds(rule),
            _ => asked.required,
        }
    }

    /// True when `rule` holds for this sale.
    pub fn holds(&self, rule: &Rule) -> bool {
        match rule {
            Rule::Group { rules, .. } if rules.is_empty() => true,
            Rule::Group { criterion: Criterion::Any, rules } => rules.iter().any(|rule| self.holds(rule)),
            Rule::Group { criterion: Criterion::All, rules } => rules.iter().all(|rule| self.holds(rule)),
            Rule::Condition { subject, value } => self.matches(subject, value.as_deref()),
            Rule::Unknown { .. } => false,
        }
    }

    fn matches(&self, subject: &Subject, value: Option<&str>) -> bool {
        match subject {
            Subject::ProductType => value.is_none_or(|value| value == self.situation.product_type),
            Subject::Supplier => match (value, self.situation.supplier) {
                (None, supplier) => supplier.is_some(),
                (Some(value), Some(supplier)) => value.parse() == Ok(supplier),
                (Some(_), None) => false,
            },
            Subject::Profile => match value {
                None => true,
                Some("1" | "business") => self.situation.business,
                Some("0" | "consumer") => !self.situation.business,
                Some(_) => false,
            },
            Subject::Answer { question } => self.is_answered(question, value),
        }
    }

    fn is_answered(&self, name: &str, value: Option<&str>) -> bool {
        self.questions.iter().zip(&self.visible).any(|(question, visible)| {
            *visible
                && question.name.trim() == name.trim()
                && self
                    .answers
                    .get(&question.identifier)
                    .is_some_and(|given| value.is_none_or(|value| given.iter().any(|text| text == value)))
        })
    }
}

#[cfg(test)]
mod tests;
