//! What A wants of a sale beside what its refusal depends on: the fewest answers and agreements that A takes it
//! with.
//!
//! - A's questions and agreements fall into groups that no rule of A's connects; each is filled by itself, in the
//!   order in which A decides what to ask.
//! - What A does not require stays empty. No rule holds for want of an answer, so one answer more never spares
//!   another.
//! - Of the answers to what A requires, none is tried that makes A ask at least what another makes it ask.
//! - Exact within [`MOST_LOOKS`] looks at a question in each group; beyond, the fewest of what was tried by then.
//!
//! Not here: what a refusal depends on (`search`).

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

#[cfg(test)]
use super::super::planted::{self, Mistake};
use super::super::translate::fit;
use super::super::truth::{Facts, Seen, Truth};
use super::domain::domain;
use super::index::{Index, conditions};
use super::situation::Situation;
use super::target::{Cut, Names};
use crate::model::agreement::Agreement;
use crate::model::contract::PartnerContract;
use crate::model::ids::{AgreementKey, QuestionKey};
use crate::model::mapping::{Mapping, QuestionRow};
use crate::model::proof::Asked;
use crate::model::question::Question;
use crate::model::rule::{Rule, Subject};
use crate::model::sale::Answer;

/// So often is looked whether A requires a question of a group: some tens of milliseconds at the most.
pub(super) const MOST_LOOKS: u64 = 5_000;

/// What rules compare answers with, by the question's name; `None` for "is answered".
pub(super) type Compared = BTreeMap<String, BTreeSet<Option<String>>>;

/// Questions and agreements of A that rules connect.
#[derive(Default)]
struct Group {
    /// In the order in which A decides them.
    questions: Vec<Question>,
    /// No order is one in which A decides them.
    is_circular: bool,
    agreements: Vec<Agreement>,
    compared: Compared,
    /// What each question may be answered with where A requires it.
    answers: Vec<OnceCell<Vec<Answer>>>,
}

/// What is decided already: what is not among it is filled in.
pub(super) struct Given<'g> {
    pub answers: &'g BTreeMap<QuestionKey, Answer>,
    /// Questions that are left empty or answered so.
    pub decided: &'g BTreeSet<QuestionKey>,
    pub decided_agreements: &'g BTreeSet<AgreementKey>,
}

/// What A wants beside that.
#[derive(Clone, Default)]
pub(super) struct Filled {
    pub answers: Vec<(QuestionKey, Answer)>,
    pub agreements: Vec<AgreementKey>,
    /// What that cost.
    pub looks: u64,
}

impl Filled {
    pub fn len(&self) -> usize {
        self.answers.len() + self.agreements.len()
    }
}

/// Everything that A asks, in its groups.
pub(super) struct Wants<'a> {
    index: &'a Index<'a>,
    groups: Vec<Group>,
    of_question: Vec<usize>,
    of_agreement: Vec<usize>,
    /// Groups of which nothing is given.
    alone: RefCell<HashMap<(usize, Situation), Rc<Filled>>>,
}

impl<'a> Wants<'a> {
    pub fn new(index: &'a Index<'a>) -> Self {
        let own = &index.own;
        let (questions, agreements) = (own.questions.len(), own.agreements.len());
        let mut groups = Joined((0..questions + agreements).collect());
        for (at, looks_at) in own.looks_at.iter().enumerate() {
            looks_at.iter().for_each(|below| groups.join(at, *below));
        }
        for (at, looks_at) in own.agreement_looks_at.iter().enumerate() {
            looks_at.iter().for_each(|below| groups.join(questions + at, *below));
        }
        let mut numbers = HashMap::new();
        let mut number = |at: usize| {
            let next = numbers.len();
            *numbers.entry(groups.of(at)).or_insert(next)
        };
        let of_question: Vec<usize> = (0..questions).map(&mut number).collect();
        let of_agreement: Vec<usize> = (questions..questions + agreements).map(&mut number).collect();
        let mut made: Vec<Group> = std::iter::repeat_with(Group::default).take(numbers.len()).collect();
        let order = in_order(&own.looks_at);
        let place: HashMap<usize, usize> = order.iter().enumerate().map(|(place, at)| (*at, place)).collect();
        for at in order {
            let (group, question) = (&mut made[of_question[at]], &own.questions[at]);
            group.is_circular |= own.looks_at[at].iter().any(|below| place[below] >= place[&at]);
            compare(&mut group.compared, question.contract.as_ref().and_then(|one| one.rule.as_ref()));
            group.questions.push(question.clone());
            group.answers.push(OnceCell::new());
        }
        for (agreement, group) in own.agreements.iter().zip(&of_agreement) {
            let group = &mut made[*group];
            compare(&mut group.compared, agreement.contract.as_ref().and_then(|one| one.rule.as_ref()));
            group.agreements.push(agreement.clone());
        }
        Self { index, groups: made, of_question, of_agreement, alone: RefCell::default() }
    }

    /// The groups of these questions and agreements, by their position in the index.
    pub fn groups_of(&self, questions: &[usize], agreements: &[usize]) -> BTreeSet<usize> {
        let questions = questions.iter().map(|at| self.of_question[*at]);
        questions.chain(agreements.iter().map(|at| self.of_agreement[*at])).collect()
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// The agreements that A asks for, in its order.
    pub fn agreements(&self) -> impl Iterator<Item = &Agreement> {
        self.index.own.agreements.iter()
    }

    /// What answers are compared with in these groups.
    pub fn compared(&self, groups: &BTreeSet<usize>) -> Compared {
        let mut all = Compared::new();
        for (name, values) in groups.iter().flat_map(|group| &self.groups[*group].compared) {
            all.entry(name.clone()).or_default().extend(values.iter().cloned());
        }
        all
    }

    /// What A wants of a group of which nothing is given.
    pub fn alone(&self, group: usize, situation: &Situation) -> Rc<Filled> {
        let key = (group, situation.clone());
        if let Some(known) = self.alone.borrow().get(&key) {
            return Rc::clone(known);
        }
        let (answers, decided, decided_agreements) = Default::default();
        let given = Given { answers: &answers, decided: &decided, decided_agreements: &decided_agreements };
        let filled = Rc::new(self.fewest(group, situation, &given, MOST_LOOKS));
        self.alone.borrow_mut().insert(key, Rc::clone(&filled));
        filled
    }

    /// The fewest answers and agreements with which A takes what is given, as far as a group goes: the fewest that
    /// are found with so many looks.
    pub fn fewest(&self, group: usize, situation: &Situation, given: &Given<'_>, most: u64) -> Filled {
        let mut walk = Walk {
            index: self.index,
            group: &self.groups[group],
            situation,
            given,
            answers: given.answers.clone(),
            made: Vec::new(),
            best: None,
            looks: 0,
            most,
        };
        walk.walk(0);
        Filled { looks: walk.looks, ..walk.best.unwrap_or_default() }
    }

    /// So many answers A wants of these groups whatever is given.
    pub fn floor(&self, groups: &BTreeSet<usize>, situation: &Situation, given: &Given<'_>) -> usize {
        let nothing = BTreeMap::new();
        let of = |group: &usize| {
            let group = &self.groups[*group];
            let open = group.questions.iter().map(|question| question.key.clone()).collect();
            let facts = facts(group, situation, &nothing, &open);
            let wants = |question: &&Question| {
                let contract = question.contract.as_ref();
                !given.decided.contains(&question.key)
                    && question.input_type.takes_answer()
                    && contract.is_some_and(|contract| facts.requires(contract) == Truth::Holds)
            };
            group.questions.iter().filter(wants).count()
        };
        groups.iter().map(of).sum()
    }
}

/// Things that belong together: each points at another of its group, the first at itself.
struct Joined(Vec<usize>);

impl Joined {
    fn of(&self, at: usize) -> usize {
        let mut at = at;
        while self.0[at] != at {
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.of(one), self.of(other));
        self.0[one.max(other)] = one.min(other);
    }
}

/// All questions, what a rule looks at before what it decides about, unless rules go round in a circle.
fn in_order(looks_at: &[Vec<usize>]) -> Vec<usize> {
    fn reach(at: usize, looks_at: &[Vec<usize>], entered: &mut [bool], order: &mut Vec<usize>) {
        if std::mem::replace(&mut entered[at], true) {
            return;
        }
        looks_at[at].iter().for_each(|below| reach(*below, looks_at, entered, order));
        order.push(at);
    }
    let (mut entered, mut order) = (vec![false; looks_at.len()], Vec::new());
    (0..looks_at.len()).for_each(|at| reach(at, looks_at, &mut entered, &mut order));
    order
}

fn compare(compared: &mut Compared, rule: Option<&Rule>) {
    for (subject, value) in rule.into_iter().flat_map(conditions) {
        if let Subject::Answer { question } = subject {
            compared.entry(question.trim().to_owned()).or_default().insert(value.map(str::to_owned));
        }
    }
}

fn facts<'f>(
    group: &'f Group,
    situation: &'f Situation,
    answers: &'f BTreeMap<QuestionKey, Answer>,
    doubtful: &'f BTreeSet<QuestionKey>,
) -> Facts<'f> {
    Facts {
        questions: &group.questions,
        product_type: situation.own.product_type.as_deref(),
        related_types: Vec::new(),
        supplier: situation.own.supplier,
        customer: situation.buyer(),
        answers,
        doubtful,
        seen: Seen::default(),
    }
}

struct Walk<'w> {
    index: &'w Index<'w>,
    group: &'w Group,
    situation: &'w Situation,
    given: &'w Given<'w>,
    answers: BTreeMap<QuestionKey, Answer>,
    /// What was answered here.
    made: Vec<QuestionKey>,
    best: Option<Filled>,
    looks: u64,
    most: u64,
}

impl Walk<'_> {
    fn walk(&mut self, from: usize) {
        let done = |best: &Filled| best.len() <= self.made.len() || self.looks > self.most;
        if self.best.as_ref().is_some_and(done) {
            return;
        }
        let group = self.group;
        // Rules that go round in a circle ask for something that was passed by.
        let passed = if group.is_circular { 0..from } else { 0..0 };
        for at in (from..group.questions.len()).chain(passed) {
            let question = &group.questions[at];
            let key = &question.key;
            if self.given.decided.contains(key) || self.answers.contains_key(key) {
                continue;
            }
            self.looks += 1;
            if !self.requires(question) {
                continue;
            }
            let answers = group.answers[at].get_or_init(|| worth_trying(question, group, self.index));
            if answers.is_empty() {
                continue;
            }
            for answer in answers {
                self.answers.insert(key.clone(), answer.clone());
                self.made.push(key.clone());
                self.walk(at + 1);
                self.made.pop();
            }
            self.answers.remove(key);
            return;
        }
        self.end();
    }

    fn requires(&self, question: &Question) -> bool {
        let nothing = BTreeSet::new();
        let facts = facts(self.group, self.situation, &self.answers, &nothing);
        let contract = question.contract.as_ref();
        question.input_type.takes_answer()
            && contract.is_some_and(|contract| facts.requires(contract) != Truth::Fails)
    }

    fn end(&mut self) {
        let nothing = BTreeSet::new();
        let facts = facts(self.group, self.situation, &self.answers, &nothing);
        let wants = |agreement: &&Agreement| {
            let contract = agreement.contract.as_ref();
            !self.given.decided_agreements.contains(&agreement.key)
                && contract.is_none_or(|contract| facts.requires_agreement(contract) != Truth::Fails)
        };
        let agreements: Vec<_> =
            self.group.agreements.iter().filter(wants).map(|agreement| agreement.key.clone()).collect();
        if self.best.as_ref().is_none_or(|best| self.made.len() + agreements.len() < best.len()) {
            let answer = |key: &QuestionKey| Some((key.clone(), self.answers.get(key)?.clone()));
            let answers = self.made.iter().filter_map(answer).collect();
            self.best = Some(Filled { answers, agreements, looks: 0 });
        }
    }
}

/// Answers that A takes, none of which makes A ask at least what another makes it ask; of those that come to the
/// same, the one that the mapping carries over.
fn worth_trying(question: &Question, group: &Group, index: &Index<'_>) -> Vec<Answer> {
    let nothing = BTreeSet::new();
    let compared = group.compared.get(question.name.trim()).unwrap_or(&nothing);
    let cut = alone(question, compared, index);
    let goes_over = |answer: &Answer| {
        cut.mapping.questions.iter().all(|row| {
            let theirs = cut.partner.questions.iter().find(|theirs| theirs.key == row.partner);
            fit::answer(row, theirs, Some(answer)).is_ok()
        })
    };
    let (doubtful, situation) = (BTreeSet::new(), Situation::default());
    let asks = |answer: &Answer| -> Vec<bool> {
        let given = BTreeMap::from([(question.key.clone(), answer.clone())]);
        let facts = facts(group, &situation, &given, &doubtful);
        compared.iter().map(|value| facts.given_is(question, value.as_deref()) != Truth::Fails).collect()
    };
    let found = domain(question, &cut).answers.into_iter();
    let mut found: Vec<_> = found.map(|answer| (asks(&answer), goes_over(&answer), answer)).collect();
    #[cfg(test)]
    if planted::is(Mistake::FirstFill) {
        found.sort_by_key(|(_, goes_over, _)| !goes_over);
        return found.into_iter().take(1).map(|(.., answer)| answer).collect();
    }
    found.sort_by_key(|(asks, goes_over, _)| (asks.iter().filter(|asks| **asks).count(), !goes_over));
    let mut kept: Vec<(Vec<bool>, Answer)> = Vec::new();
    for (asks, _, answer) in found {
        let less = |known: &Vec<bool>| known.iter().zip(&asks).all(|(known, asks)| !known || *asks);
        if !kept.iter().any(|(known, _)| less(known)) {
            kept.push((asks, answer));
        }
    }
    kept.into_iter().map(|(_, answer)| answer).collect()
}

/// A question with the rows that carry its answer over.
fn alone(question: &Question, compared: &BTreeSet<Option<String>>, index: &Index<'_>) -> Cut {
    let reads = |row: &&QuestionRow| row.own.as_ref() == Some(&question.key);
    let rows: Vec<_> = index.setup.mapping.questions.iter().filter(reads).cloned().collect();
    let theirs = rows.iter().filter_map(|row| index.partner.by_key.get(&row.partner));
    let mut named = Names::default();
    named.compare(&BTreeMap::from([(question.name.trim().to_owned(), compared.clone())]));
    Cut {
        goal: Asked::Question(question.key.clone()),
        partner: PartnerContract {
            questions: theirs.map(|at| index.partner.questions[*at].clone()).collect(),
            ..PartnerContract::default()
        },
        mapping: Mapping { questions: rows, ..Mapping::default() },
        own: vec![question.clone()],
        own_agreements: Vec::new(),
        variables: Vec::new(),
        named,
    }
}
