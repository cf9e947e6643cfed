//! The search for a sale that A accepts and the partner refuses for one thing: over everything that A's
//! operator can fill in and that can matter for it, in the order in which A decides what to ask.
//!
//! - Complete: what is cut off certainly leads to no refusal, whatever else is filled in. Where the number
//!   of cases exceeds a bound, or a rule cannot be read, the outcome is open and says why.
//! - Minimal: the first of all such sales with the fewest answers and agreements; for a whole sale, what A wants
//!   besides is counted too (`smallest`).
//! - What a complete candidate becomes at the partner is worked out by the same function that makes real
//!   sends (`translate::cross`).
//!
//! Not here: what is looked at (`target`), which answers there are (`domain`).

use std::collections::{BTreeMap, BTreeSet};

#[cfg(test)]
use super::super::planted::{self, Mistake};
use super::super::translate::answers::{draft, hidden, shown};
use super::super::translate::{Context, Crossed, LinkedProduct, cross};
use super::super::truth::{Facts, Seen, Truth};
use super::domain::{Domain, domain};
use super::doubts::{Doubts, Governed};
use super::fill::Given;
use super::situation::Situation;
use super::skeleton;
use super::smallest::Whole;
use super::target::{Cut, Variable};
use super::verdict::{Judged, judge};
use crate::model::failure::Failure;
use crate::model::flow::TransactionTypes;
use crate::model::ids::{AgreementKey, FlowKey, ProductId, QuestionKey};
use crate::model::mapping::{FlowRow, Mapping};
use crate::model::proof::{Asked, Doubt, Party};
use crate::model::sale::{Answer, Sale, TransactionType};

/// So many cases are looked at for one thing; beyond, it is open.
pub const MOST_CASES: u64 = 20_000;

/// How the search for one thing ended.
#[derive(Clone)]
pub(super) enum Outcome {
    /// No sale that A accepts is refused for it.
    Safe,
    /// This one is.
    Refused(Box<Found>),
    /// Not decided.
    Open(BTreeSet<Doubt>),
}

/// A sale that is refused, as far as it matters.
#[derive(Clone)]
pub(super) struct Found {
    pub answers: BTreeMap<QuestionKey, Answer>,
    pub agreements: BTreeSet<AgreementKey>,
    /// Questions of A that are left empty or answered so.
    pub decided: BTreeSet<QuestionKey>,
    pub decided_agreements: BTreeSet<AgreementKey>,
    /// Of those, the ones without which it would not be refused.
    pub matters: Vec<QuestionKey>,
    pub matters_agreed: Vec<AgreementKey>,
    pub failure: Failure,
}

impl Found {
    /// How many answers and agreements it has.
    pub fn size(&self) -> usize {
        self.answers.len() + self.agreements.len()
    }

    /// What it decides.
    pub fn given(&self) -> Given<'_> {
        Given { answers: &self.answers, decided: &self.decided, decided_agreements: &self.decided_agreements }
    }
}

/// A cut with the answers that can make a difference in it: the same in every situation.
pub(super) struct Prepared {
    cut: Cut,
    domains: Vec<Domain>,
    mapping: Mapping,
}

impl Prepared {
    pub fn new(cut: Cut) -> Self {
        let domains = cut.variables.iter().map(|variable| values(&cut, *variable)).collect();
        let flow = through();
        let flows = vec![FlowRow { own: flow.clone(), partner: flow }];
        Self { mapping: Mapping { flows, ..cut.mapping.clone() }, domains, cut }
    }
}

/// The flow of both sides: which it is makes no difference here.
fn through() -> FlowKey {
    FlowKey::new("", "")
}

/// Searches `prepared` in `situation`.
pub(super) fn search(prepared: &Prepared, situation: &Situation) -> Outcome {
    search_for(prepared, situation, None)
}

/// The same; with `whole`, for a sale that is smaller than the one it knows.
pub(super) fn search_for(prepared: &Prepared, situation: &Situation, whole: Option<&Whole<'_>>) -> Outcome {
    let Prepared { cut, domains, mapping } = prepared;
    let linked = LinkedProduct {
        id: ProductId(1),
        product_type: situation.partner.product_type.clone(),
        supplier: situation.partner.supplier,
    };
    let products = [(ProductId(1), linked)].into();
    let context = Context {
        mapping,
        partner: &cut.partner,
        products: &products,
        instance: "",
        generation: 1,
        send_optin: false,
        optin: None,
        contract_pdf: None,
    };
    let mut search = Search {
        cut,
        situation,
        context,
        unassigned: cut.own.iter().map(|question| question.key.clone()).collect(),
        sale: skeleton::sale(ProductId(1), through(), situation.buyer(), TransactionType::Order),
        cases: 0,
        whole,
        size: whole.map(|whole| whole.size),
        best: None,
        doubts: BTreeSet::new(),
        is_whole: domains.iter().all(|domain| domain.is_whole),
        domains,
    };
    search.walk(0, 0, &BTreeSet::new());
    search.into_outcome()
}

/// An agreement is accepted or not; that is no answer, so it has no values here.
fn values(cut: &Cut, variable: Variable) -> Domain {
    match variable {
        Variable::Question(at) => domain(&cut.own[at], cut),
        Variable::Agreement(_) => Domain { answers: Vec::new(), is_whole: true },
    }
}

struct Search<'c> {
    cut: &'c Cut,
    situation: &'c Situation,
    context: Context<'c>,
    domains: &'c [Domain],
    sale: Sale,
    /// Questions of A that are not decided yet.
    unassigned: BTreeSet<QuestionKey>,
    cases: u64,
    whole: Option<&'c Whole<'c>>,
    /// Of the smallest that is known.
    size: Option<usize>,
    best: Option<Found>,
    doubts: BTreeSet<Doubt>,
    is_whole: bool,
}

/// What A makes of leaving a thing empty, or filling it in: `None` when it refuses, else what is not
/// certain about that.
struct Allowed {
    empty: Option<BTreeSet<Doubt>>,
    filled: Option<BTreeSet<Doubt>>,
}

impl Search<'_> {
    fn walk(&mut self, depth: usize, weight: usize, uncertain: &BTreeSet<Doubt>) {
        self.cases += 1;
        #[cfg(test)]
        let any = planted::is(Mistake::AnySale);
        #[cfg(not(test))]
        let any = false;
        let least = self.whole.map_or(weight, |whole| whole.least(weight));
        let is_enough = self.whole.map_or(self.cases > MOST_CASES, |whole| whole.is_enough(self.cases));
        if is_enough || self.size.is_some_and(|size| !any && size <= least) {
            return;
        }
        let Some(variable) = self.cut.variables.get(depth).copied() else {
            self.leaf(weight, uncertain);
            return;
        };
        if !self.may_be_refused() {
            return;
        }
        let allowed = self.allowed(variable);
        match variable {
            Variable::Question(at) => {
                let key = self.cut.own[at].key.clone();
                self.unassigned.remove(&key);
                if let Some(doubts) = allowed.empty {
                    self.walk(depth + 1, weight, &united(uncertain, doubts));
                }
                if let Some(doubts) = allowed.filled {
                    let uncertain = united(uncertain, doubts);
                    let domains = self.domains;
                    for answer in &domains[depth].answers {
                        self.sale.answers.insert(key.clone(), answer.clone());
                        self.walk(depth + 1, weight + 1, &uncertain);
                    }
                    self.sale.answers.remove(&key);
                }
                self.unassigned.insert(key);
            }
            Variable::Agreement(at) => {
                let key = self.cut.own_agreements[at].key.clone();
                if let Some(doubts) = allowed.empty {
                    self.walk(depth + 1, weight, &united(uncertain, doubts));
                }
                if let Some(doubts) = allowed.filled {
                    self.sale.agreements.push(key);
                    self.walk(depth + 1, weight + 1, &united(uncertain, doubts));
                    self.sale.agreements.pop();
                }
            }
        }
    }

    fn leaf(&mut self, weight: usize, uncertain: &BTreeSet<Doubt>) {
        match self.judged() {
            Judged::Taken => {}
            Judged::Open(mut doubts) => {
                if doubts.is_empty() {
                    doubts.insert(Doubt::Undecided { party: Party::Partner, asked: self.cut.goal.clone() });
                }
                self.doubts.extend(united(uncertain, doubts));
            }
            Judged::Refused(_) if !uncertain.is_empty() => self.doubts.extend(uncertain.iter().cloned()),
            Judged::Refused(failure) => {
                let size = weight + self.whole.map_or(0, |whole| whole.besides(&self.sale));
                if self.whole.is_none() || self.size.is_none_or(|known| size < known) {
                    self.best = Some(self.found(failure));
                    self.size = Some(size);
                }
            }
        }
    }

    /// What the sale as it is becomes.
    fn judged(&self) -> Judged {
        let crossed: Crossed<'_> = cross(&self.sale, &self.context);
        judge(&self.cut.goal, &self.sale, &crossed, self.cut)
    }

    /// Whether A takes the sale as it is, as far as it is decided here, for certain.
    fn is_accepted(&self) -> bool {
        self.cut.variables.iter().all(|variable| {
            let allowed = self.allowed(*variable);
            let filled = match *variable {
                Variable::Question(at) => self.sale.answers.contains_key(&self.cut.own[at].key),
                Variable::Agreement(at) => self.sale.agreements.contains(&self.cut.own_agreements[at].key),
            };
            let doubts = if filled { allowed.filled } else { allowed.empty };
            doubts.is_some_and(|doubts| doubts.is_empty())
        })
    }

    fn asked(&self, variable: Variable) -> Asked {
        match variable {
            Variable::Question(at) => Asked::Question(self.cut.own[at].key.clone()),
            Variable::Agreement(at) => Asked::Agreement(self.cut.own_agreements[at].key.clone()),
        }
    }

    fn own_facts(&self) -> Facts<'_> {
        Facts {
            questions: &self.cut.own,
            product_type: self.situation.own.product_type.as_deref(),
            related_types: Vec::new(),
            supplier: self.situation.own.supplier,
            customer: self.situation.buyer(),
            answers: &self.sale.answers,
            doubtful: &self.unassigned,
            seen: Seen::default(),
        }
    }

    fn allowed(&self, variable: Variable) -> Allowed {
        let facts = self.own_facts();
        let (shows, requires) = match variable {
            Variable::Question(at) => {
                let contract = self.cut.own[at].contract.as_ref();
                contract.map_or((Truth::Unknown, Truth::Unknown), |contract| {
                    (facts.shows(contract), facts.requires(contract))
                })
            }
            Variable::Agreement(at) => {
                let contract = self.cut.own_agreements[at].contract.as_ref();
                contract.map_or((Truth::Unknown, Truth::Unknown), |contract| {
                    (facts.shows_agreement(contract), facts.requires_agreement(contract))
                })
            }
        };
        // Naming doubts costs more than finding out that there are none.
        let decided = shows != Truth::Unknown && requires != Truth::Unknown;
        let doubts = if decided { BTreeSet::new() } else { self.own_doubts(variable, &facts) };
        let when = |allowed: Truth| match allowed {
            Truth::Holds => Some(BTreeSet::new()),
            Truth::Fails => None,
            Truth::Unknown => Some(doubts.clone()),
        };
        let not = |truth: Truth| match truth {
            Truth::Holds => Truth::Fails,
            Truth::Fails => Truth::Holds,
            Truth::Unknown => Truth::Unknown,
        };
        #[cfg(test)]
        if planted::is(Mistake::NeverEmpty) && shows == Truth::Holds {
            return Allowed { empty: None, filled: when(shows) };
        }
        Allowed { empty: when(not(requires)), filled: when(shows) }
    }

    /// Why it is not decided whether A asks for it.
    fn own_doubts(&self, variable: Variable, facts: &Facts<'_>) -> BTreeSet<Doubt> {
        let mut doubts = Doubts::new(facts, Party::Own);
        let asked = self.asked(variable);
        match variable {
            Variable::Question(at) => doubts.question(&self.cut.own[at]),
            Variable::Agreement(at) => match &self.cut.own_agreements[at].contract {
                None => return [Doubt::NotRead { party: Party::Own, asked }].into(),
                Some(contract) => {
                    let governs = contract.rule_visible || contract.rule_required;
                    doubts.rule(&asked, Governed { rule: contract.rule.as_ref(), governs });
                }
            },
        }
        let mut found = doubts.into_found();
        if found.is_empty() {
            found.insert(Doubt::Undecided { party: Party::Own, asked });
        }
        found
    }

    /// False when the partner certainly takes it, whatever is decided after.
    fn may_be_refused(&self) -> bool {
        let mut draft = draft(&self.sale, &self.context);
        for row in &self.cut.mapping.questions {
            let open = row.own.as_ref().is_some_and(|own| self.unassigned.contains(own));
            if open && row.constant.is_none() {
                draft.answers.remove(&row.partner);
                draft.failures.retain(|(partner, _)| *partner != row.partner);
                draft.doubtful.insert(row.partner.clone());
            }
        }
        let facts = Facts {
            questions: &self.cut.partner.questions,
            product_type: self.situation.partner.product_type.as_deref(),
            related_types: Vec::new(),
            supplier: self.situation.partner.supplier,
            customer: self.situation.buyer(),
            answers: &draft.answers,
            doubtful: &draft.doubtful,
            seen: Seen::default(),
        };
        match &self.cut.goal {
            Asked::Agreement(_) => self.cut.partner.agreements.iter().any(|agreement| {
                let contract = agreement.contract.as_ref();
                contract.is_none_or(|contract| facts.requires_agreement(contract) != Truth::Fails)
            }),
            Asked::Question(key) => {
                let answers = shown(&draft, &facts);
                let facts = facts.with_answers(&answers);
                if hidden(key, &facts) {
                    return false;
                }
                if draft.doubtful.contains(key) || answers.get(key).is_some_and(|given| !given.is_empty()) {
                    return true;
                }
                let question = self.cut.partner.questions.iter().find(|question| question.key == *key);
                let contract = question.and_then(|question| question.contract.as_ref());
                contract.is_none_or(|contract| facts.requires(contract) != Truth::Fails)
            }
        }
    }

    /// The sale as it is, and which of it matters: where nothing else that A accepts would end otherwise,
    /// it does not.
    fn found(&mut self, failure: Failure) -> Found {
        let mut found = Found {
            answers: self.sale.answers.clone(),
            agreements: self.sale.agreements.iter().cloned().collect(),
            decided: self.cut.own.iter().map(|question| question.key.clone()).collect(),
            decided_agreements: self.cut.own_agreements.iter().map(|one| one.key.clone()).collect(),
            matters: Vec::new(),
            matters_agreed: Vec::new(),
            failure,
        };
        for (at, variable) in self.cut.variables.iter().enumerate() {
            match *variable {
                Variable::Question(question) => {
                    let key = self.cut.own[question].key.clone();
                    let before = self.sale.answers.remove(&key);
                    let mut others: Vec<Option<Answer>> =
                        self.domains[at].answers.iter().cloned().map(Some).collect();
                    others.push(None);
                    others.retain(|other| *other != before);
                    let mut matters = false;
                    for other in others {
                        match other {
                            Some(answer) => drop(self.sale.answers.insert(key.clone(), answer)),
                            None => drop(self.sale.answers.remove(&key)),
                        }
                        matters |= self.ends_otherwise(&found.failure);
                    }
                    self.sale.answers.remove(&key);
                    if let Some(before) = before {
                        self.sale.answers.insert(key.clone(), before);
                    }
                    if matters {
                        found.matters.push(key);
                    }
                }
                Variable::Agreement(agreement) => {
                    let key = self.cut.own_agreements[agreement].key.clone();
                    let before = self.sale.agreements.clone();
                    match before.iter().position(|accepted| *accepted == key) {
                        Some(accepted) => drop(self.sale.agreements.remove(accepted)),
                        None => self.sale.agreements.push(key.clone()),
                    }
                    if self.ends_otherwise(&found.failure) {
                        found.matters_agreed.push(key);
                    }
                    self.sale.agreements = before;
                }
            }
        }
        found
    }

    fn ends_otherwise(&self, failure: &Failure) -> bool {
        let same = matches!(self.judged(), Judged::Refused(other) if other == *failure);
        !same || !self.is_accepted()
    }

    fn into_outcome(mut self) -> Outcome {
        if let Some(found) = self.best {
            return Outcome::Refused(Box::new(found));
        }
        if self.cases > MOST_CASES || !self.is_whole {
            self.doubts.insert(Doubt::TooMany { asked: self.cut.goal.clone(), bound: MOST_CASES });
        }
        if self.doubts.is_empty() { Outcome::Safe } else { Outcome::Open(self.doubts) }
    }
}

fn united(some: &BTreeSet<Doubt>, more: BTreeSet<Doubt>) -> BTreeSet<Doubt> {
    some.iter().cloned().chain(more).collect()
}

/// What a flow's settings say of offers and orders.
pub(super) fn takes(types: TransactionTypes) -> &'static [TransactionType] {
    match types {
        TransactionTypes::All => &[TransactionType::Order, TransactionType::Offer],
        TransactionTypes::Offer => &[TransactionType::Offer],
        TransactionTypes::Order => &[TransactionType::Order],
    }
}
