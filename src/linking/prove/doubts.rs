//! Why a rule is undecided for a sale: every place of it that cannot be read, named.
//!
//! Not here: whether it is (`truth`).

use std::collections::BTreeSet;

use super::super::truth::{Facts, Truth};
use crate::model::ids::QuestionKey;
use crate::model::proof::{Asked, Doubt, Party};
use crate::model::question::Question;
use crate::model::rule::{Rule, Subject};
use crate::model::shown::Shown;

/// Collects the doubts about one side's rules.
pub(super) struct Doubts<'a> {
    facts: &'a Facts<'a>,
    party: Party,
    found: BTreeSet<Doubt>,
    on_the_way: BTreeSet<QuestionKey>,
    elsewhere: bool,
}

/// When something is asked.
#[derive(Clone, Copy)]
pub(super) struct Governed<'a> {
    pub rule: Option<&'a Rule>,
    pub governs: bool,
}

impl<'a> Doubts<'a> {
    pub fn new(facts: &'a Facts<'a>, party: Party) -> Self {
        Self { facts, party, found: BTreeSet::new(), on_the_way: BTreeSet::new(), elsewhere: false }
    }

    /// Whether what is undecided hangs on nothing but an answer that has no form the partner takes: the sale
    /// ends there, and nothing about this is left to doubt.
    pub fn ends_elsewhere(&self) -> bool {
        self.elsewhere && self.found.is_empty()
    }

    pub fn into_found(self) -> BTreeSet<Doubt> {
        self.found
    }

    /// What is undecided about asking `question`.
    pub fn question(&mut self, question: &Question) {
        let asked = Asked::Question(question.key.clone());
        let Some(contract) = &question.contract else {
            self.found.insert(Doubt::NotRead { party: self.party, asked });
            return;
        };
        if !self.on_the_way.insert(question.key.clone()) {
            self.found.insert(Doubt::Circle { party: self.party, asked });
            return;
        }
        let types = &contract.product_types;
        let known = self.facts.product_type.is_some_and(|own| types.iter().any(|one| one == own));
        let alike =
            self.facts.product_type.is_none_or(|own| types.iter().any(|one| one.eq_ignore_ascii_case(own)));
        if !types.is_empty() && !known && alike {
            self.found.insert(Doubt::ProductType { party: self.party, asked: asked.clone() });
        }
        let governs = contract.rule_visible || contract.rule_required;
        self.rule(&asked, Governed { rule: contract.rule.as_ref(), governs });
        self.on_the_way.remove(&question.key);
    }

    /// What is undecided about a rule.
    pub fn rule(&mut self, asked: &Asked, Governed { rule, governs }: Governed<'_>) {
        match rule {
            None if governs => {
                self.found.insert(Doubt::NoRule { party: self.party, asked: asked.clone() });
            }
            Some(rule) if governs => self.part(asked, rule),
            _ => {}
        }
    }

    fn part(&mut self, asked: &Asked, rule: &Rule) {
        if self.facts.rule(rule) != Truth::Unknown {
            return;
        }
        let (party, asked) = (self.party, asked.clone());
        match rule {
            Rule::Unknown { found } => {
                self.found.insert(Doubt::UnknownRule { party, asked, found: Shown::new(found) });
            }
            Rule::Group { rules, .. } => rules.iter().for_each(|rule| self.part(&asked, rule)),
            Rule::Condition { subject: Subject::Answer { question }, value } => {
                self.answer(asked, question, value.as_deref());
            }
            Rule::Condition { subject, value } => {
                let name = match subject {
                    Subject::ProductType => "product.type",
                    Subject::Supplier => "supplier.id",
                    _ => "profile.type",
                };
                let value = Shown::new(value.as_deref().unwrap_or_default());
                self.found.insert(Doubt::SpelledAlike { party, asked, name: Shown::new(name), value });
            }
        }
    }

    fn answer(&mut self, asked: Asked, name: &str, value: Option<&str>) {
        let party = self.party;
        let shown = Shown::new(name);
        let named: Vec<&Question> =
            self.facts.questions.iter().filter(|question| question.name.trim() == name.trim()).collect();
        let [question] = named.as_slice() else {
            self.found.insert(match named.is_empty() {
                true => Doubt::NoSuchQuestion { party, asked, name: shown },
                false => Doubt::NameTwice { party, asked, name: shown },
            });
            return;
        };
        if self.facts.doubtful.contains(&question.key) {
            match party {
                // Not decided yet while something that depends on it is: they look at each other.
                Party::Own => drop(self.found.insert(Doubt::Circle { party, asked })),
                // It cannot be carried over: the sale is refused for that, or whether it is asked is open
                // and said there.
                Party::Partner => self.elsewhere = true,
            }
            return;
        }
        let answered = self.facts.answers.get(&question.key).is_some_and(|answer| !answer.is_empty());
        match (question.contract.as_ref(), self.facts.given_is(question, value)) {
            (None, _) => self.question(question),
            (Some(_), Truth::Unknown) if !answered => {
                self.found.insert(Doubt::DefaultValue { question: question.key.clone() });
            }
            (Some(_), Truth::Unknown) => {
                let value = Shown::new(value.unwrap_or_default());
                self.found.insert(Doubt::SpelledAlike { party, asked, name: shown, value });
            }
            (Some(contract), _) if contract.rule_visible => self.question(question),
            _ => {
                self.found.insert(Doubt::AnsweredUnseen { party, asked, name: shown });
            }
        }
    }
}
