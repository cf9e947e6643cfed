//! One thing the partner may refuse a sale for, a question or an agreement, with exactly what that can
//! depend on: the partner's questions its rules reach, the rows of the mapping that answer those, the
//! questions and agreements of A that the rows read, and what A's own rules reach from there.
//!
//! Nothing else can change whether this one is refused, so each is searched by itself.
//!
//! Not here: the search (`search`).

use std::collections::{BTreeMap, BTreeSet};

#[cfg(test)]
use super::super::planted::{self, Mistake};
use super::fill::{Compared, Wants};
use super::index::{Digest, Index, Side, conditions, digest};
use super::situation::{Situation, Uses};
use crate::model::agreement::Agreement;
use crate::model::contract::PartnerContract;
use crate::model::ids::{AgreementKey, QuestionKey};
use crate::model::mapping::Mapping;
use crate::model::proof::{Asked, Doubt, Party};
use crate::model::question::Question;
use crate::model::rule::{Rule, Subject};
use crate::model::shown::Shown;

/// What A's operator fills in: the unknowns of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variable {
    /// A question of A, by its position in [`Cut::own`].
    Question(usize),
    /// An agreement of A, by its position in [`Cut::own_agreements`].
    Agreement(usize),
}

/// What one target depends on, by position in the index.
pub(super) struct Target {
    pub goal: Asked,
    partner: Vec<usize>,
    rows: Vec<usize>,
    agreement_rows: Vec<usize>,
    own: Vec<usize>,
    /// Those of `own` and those on the way to it.
    entered: BTreeSet<usize>,
    own_agreements: Vec<usize>,
    uses: Uses,
    digest: Digest,
    /// What it depends on is called by an identifier that several have: which of them is meant is open.
    pub ambiguous: BTreeSet<Doubt>,
}

impl Target {
    /// Everything `goal` depends on.
    pub fn new(goal: Asked, index: &Index<'_>) -> Self {
        let mut target = Self {
            goal,
            partner: Vec::new(),
            rows: Vec::new(),
            agreement_rows: Vec::new(),
            own: Vec::new(),
            entered: BTreeSet::new(),
            own_agreements: Vec::new(),
            uses: Uses::default(),
            digest: Digest::default(),
            ambiguous: BTreeSet::new(),
        };
        match target.goal.clone() {
            Asked::Question(key) => match index.partner.by_key.get(&key) {
                Some(at) => target.reach_partner(*at, &index.partner.looks_at[*at], index),
                None => target.reach_rows(&key, index),
            },
            Asked::Agreement(key) => target.reach_agreement(&key, index),
        }
        target.uses = target.uses(index);
        target.digest = target.digest(index);
        target.ambiguous = target.ambiguous(index);
        target
    }

    fn ambiguous(&self, index: &Index<'_>) -> BTreeSet<Doubt> {
        let mut found = BTreeSet::new();
        let mut look = |party, asked: Asked, side: &Side<'_>| {
            if side.twice.contains(&asked) {
                let name = Shown::new(match &asked {
                    Asked::Question(key) => key.as_str(),
                    Asked::Agreement(key) => key.as_str(),
                });
                found.insert(Doubt::NameTwice { party, asked, name });
            }
        };
        for at in &self.partner {
            look(Party::Partner, Asked::Question(index.partner.questions[*at].key.clone()), &index.partner);
        }
        look(Party::Partner, self.goal.clone(), &index.partner);
        for at in &self.own {
            look(Party::Own, Asked::Question(index.own.questions[*at].key.clone()), &index.own);
        }
        for at in &self.own_agreements {
            look(Party::Own, Asked::Agreement(index.own.agreements[*at].key.clone()), &index.own);
        }
        found
    }

    /// What is looked at first is reached first: it is decided first, too.
    fn reach_partner(&mut self, at: usize, looks_at: &[usize], index: &Index<'_>) {
        if self.partner.contains(&at) {
            return;
        }
        self.partner.push(at);
        for below in looks_at {
            self.reach_partner(*below, index.partner.seen_by(*below), index);
        }
        self.reach_rows(&index.partner.questions[at].key, index);
    }

    fn reach_rows(&mut self, partner: &QuestionKey, index: &Index<'_>) {
        for row in index.rows_of(partner) {
            self.rows.push(*row);
            let row = &index.setup.mapping.questions[*row];
            let own = row.own.as_ref().filter(|_| row.constant.is_none());
            if let Some(own) = own.and_then(|own| index.own.by_key.get(own)) {
                self.reach_own(*own, index);
            }
        }
    }

    fn reach_agreement(&mut self, key: &AgreementKey, index: &Index<'_>) {
        let found = index.partner.agreements.iter().position(|agreement| agreement.key == *key);
        for at in found.map(|at| index.partner.agreement_looks_at[at].as_slice()).unwrap_or_default() {
            self.reach_partner(*at, index.partner.seen_by(*at), index);
        }
        for row in index.agreement_rows.get(key).map(Vec::as_slice).unwrap_or_default() {
            self.agreement_rows.push(*row);
            let own = &index.setup.mapping.agreements[*row].own;
            let Some(own) = index.own_agreements.get(own) else { continue };
            for at in &index.own.agreement_looks_at[*own] {
                self.reach_own(*at, index);
            }
            if !self.own_agreements.contains(own) {
                self.own_agreements.push(*own);
            }
        }
    }

    /// Whatever decides whether A asks it comes before it, unless their rules go round in a circle.
    fn reach_own(&mut self, at: usize, index: &Index<'_>) {
        if !self.entered.insert(at) {
            return;
        }
        #[cfg(test)]
        if planted::is(Mistake::OwnRules) {
            self.own.push(at);
            return;
        }
        for below in &index.own.looks_at[at] {
            self.reach_own(*below, index);
        }
        self.own.push(at);
    }

    fn uses(&self, index: &Index<'_>) -> Uses {
        let mut uses = Uses::default();
        let agreement = match &self.goal {
            Asked::Agreement(key) => index.partner.agreements.iter().find(|one| one.key == *key),
            Asked::Question(_) => None,
        };
        let own_agreements = self.own_agreements.iter().map(|at| &index.own.agreements[*at]);
        for at in &self.partner {
            uses.partner.question(&index.partner.questions[*at]);
        }
        agreement.into_iter().for_each(|one| uses.partner.agreement(one));
        for at in &self.own {
            uses.own.question(&index.own.questions[*at]);
        }
        own_agreements.for_each(|one| uses.own.agreement(one));
        uses
    }

    fn digest(&self, index: &Index<'_>) -> Digest {
        let pick = |all: &[Digest], of: &[usize]| of.iter().map(|at| all[*at]).collect::<Vec<_>>();
        let agreement = match &self.goal {
            Asked::Agreement(key) => {
                let found = index.partner.agreements.iter().position(|one| one.key == *key);
                found.map(|at| index.partner.agreement_digests[at])
            }
            Asked::Question(_) => None,
        };
        let agreement_rows: Vec<_> =
            self.agreement_rows.iter().map(|at| &index.setup.mapping.agreements[*at]).collect();
        digest(&(
            &self.goal,
            pick(&index.partner.digests, &self.partner),
            agreement,
            pick(&index.row_digests, &self.rows),
            agreement_rows,
            pick(&index.own.digests, &self.own),
            pick(&index.own.agreement_digests, &self.own_agreements),
        ))
    }

    /// What decides this target for sales of one situation: equal keys, equal outcomes.
    pub fn key(&self, situation: &Situation) -> (Digest, Situation) {
        (self.digest, situation.seen_through(&self.uses))
    }

    /// The goal's own rows and what they read, without rules: enough for what is assumed of them.
    pub fn rows_only(&self, index: &Index<'_>) -> Cut {
        let rows = match &self.goal {
            Asked::Question(key) => index.rows_of(key),
            Asked::Agreement(_) => &[],
        };
        let rows: Vec<_> = rows.iter().map(|row| index.setup.mapping.questions[*row].clone()).collect();
        let own = rows.iter().filter_map(|row| row.own.as_ref()).filter_map(|own| index.own.by_key.get(own));
        Cut {
            goal: self.goal.clone(),
            partner: PartnerContract::default(),
            own: own.map(|at| index.own.questions[*at].clone()).collect(),
            mapping: Mapping { questions: rows, ..Mapping::default() },
            own_agreements: Vec::new(),
            variables: Vec::new(),
            named: Names::default(),
        }
    }

    /// The groups of what A asks that it depends on.
    pub fn groups(&self, wants: &Wants<'_>) -> BTreeSet<usize> {
        wants.groups_of(&self.own, &self.own_agreements)
    }

    /// Cuts out of both catalogues and the mapping what the target depends on.
    pub fn cut(&self, index: &Index<'_>) -> Cut {
        let agreement = match &self.goal {
            Asked::Agreement(key) => index.partner.agreements.iter().find(|one| one.key == *key).cloned(),
            Asked::Question(_) => None,
        };
        let questions = |all: &[Question], of: &[usize]| of.iter().map(|at| all[*at].clone()).collect();
        // The order of rows decides which of two answers is given.
        let rows: BTreeSet<usize> = self.rows.iter().copied().collect();
        let own: Vec<Question> = questions(index.own.questions, &self.own);
        let own_agreements: Vec<Agreement> =
            self.own_agreements.iter().map(|at| index.own.agreements[*at].clone()).collect();
        let mut variables: Vec<Variable> =
            (0..own.len()).filter(|at| own[*at].input_type.takes_answer()).map(Variable::Question).collect();
        variables.extend((0..own_agreements.len()).map(Variable::Agreement));
        let mapping = &index.setup.mapping;
        let mut cut = Cut {
            goal: self.goal.clone(),
            partner: PartnerContract {
                flows: Vec::new(),
                questions: questions(index.partner.questions, &self.partner),
                agreements: agreement.into_iter().collect(),
            },
            mapping: Mapping {
                questions: rows.iter().map(|at| mapping.questions[*at].clone()).collect(),
                agreements: self.agreement_rows.iter().map(|at| mapping.agreements[*at].clone()).collect(),
                ..Mapping::default()
            },
            own,
            own_agreements,
            variables,
            named: Names::default(),
        };
        cut.named = Names {
            own: named(cut.own.iter().map(rule_of).chain(cut.own_agreements.iter().map(agreement_rule))),
            partner: named(
                cut.partner
                    .questions
                    .iter()
                    .map(rule_of)
                    .chain(cut.partner.agreements.iter().map(agreement_rule)),
            ),
        };
        cut
    }
}

/// A piece of both catalogues and the mapping, whole in itself.
pub(super) struct Cut {
    pub goal: Asked,
    pub partner: PartnerContract,
    pub mapping: Mapping,
    pub own: Vec<Question>,
    pub own_agreements: Vec<Agreement>,
    /// In the order they are decided.
    pub variables: Vec<Variable>,
    pub named: Names,
}

/// The values that rules compare answers with, by the question's name.
#[derive(Default)]
pub(super) struct Names {
    own: BTreeMap<String, BTreeSet<String>>,
    partner: BTreeMap<String, BTreeSet<String>>,
}

impl Names {
    /// Tells answers of A's apart by these values, too.
    pub fn compare(&mut self, compared: &Compared) {
        for (name, values) in compared {
            self.own.entry(name.clone()).or_default().extend(values.iter().flatten().cloned());
        }
    }

    pub fn own(&self, question: &Question) -> impl Iterator<Item = &String> {
        self.own.get(question.name.trim()).into_iter().flatten()
    }

    pub fn partner(&self, question: &Question) -> impl Iterator<Item = &String> {
        self.partner.get(question.name.trim()).into_iter().flatten()
    }
}

fn rule_of(question: &Question) -> Option<&Rule> {
    question.contract.as_ref().and_then(|contract| contract.rule.as_ref())
}

fn agreement_rule(agreement: &Agreement) -> Option<&Rule> {
    agreement.contract.as_ref().and_then(|contract| contract.rule.as_ref())
}

fn named<'a>(rules: impl Iterator<Item = Option<&'a Rule>>) -> BTreeMap<String, BTreeSet<String>> {
    let mut named: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (subject, value) in rules.flatten().flat_map(conditions) {
        if let (Subject::Answer { question }, Some(value)) = (subject, value) {
            named.entry(question.trim().to_owned()).or_default().insert(value.to_owned());
        }
    }
    named
}
