//! The proof: can a sale that A's own set-up accepts be refused by the partner for its flow, a question, an
//! option or an agreement? Per imported product, flow and kind of customer: proven, a counterexample, or
//! undecided with every reason; and what no proof can see from here, listed beside it.
//!
//! How it goes: everything the partner may refuse a sale for is one *target*. A target depends on few
//! things: the partner's questions its rules reach, the rows that answer those, and what A's rules reach
//! from there (`target`). What A's operator can fill in is reduced to what makes a difference (`domain`),
//! and those cases are searched completely (`search`); each is carried over by the function that makes real
//! sends. Targets are decided once for all products that differ in nothing they look at, and once for all
//! proofs between which nothing they depend on has changed ([`Memo`]).
//!
//! Undecided is said, never guessed: rules that cannot be read, a question named twice, pages not read yet,
//! and more cases than [`MOST_CASES`].
//!
//! Not here: sentences (`locale`), where catalogues come from (`engine`), the environment's own judging,
//! which shares nothing with this but the parsed rules.

mod complete;
mod domain;
mod doubts;
mod fill;
mod flows;
mod forms;
mod index;
mod search;
mod situation;
mod skeleton;
mod smallest;
mod target;
mod verdict;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

pub(super) use complete::explain;
pub use index::Setup;
pub use search::MOST_CASES;
pub use skeleton::example;

use self::complete::Place;
use self::fill::Wants;
use self::flows::{Checked, Sold};
use self::index::{Digest, Index};
use self::search::{Outcome, Prepared, search};
use self::situation::{Seen, Situation};
use self::smallest::smallest;
use self::target::Target;
use super::translate::LinkedProduct;
use crate::model::failure::Failure;
use crate::model::ids::{ProductId, QuestionKey};
use crate::model::proof::{
    Asked, Assumption, Counterexample, Doubt, Party, ProductProof, Proof, RowToChange, Verdict,
};
use crate::model::sale::{CustomerKind, TransactionType};
use crate::model::shown::Shown;

/// What has been decided in earlier proofs, by all that it depends on. What the last proof did not ask for
/// is forgotten.
#[derive(Default)]
pub struct Memo {
    known: HashMap<(Digest, Situation), Outcome>,
    /// Searches that the last proof had to make.
    searched: usize,
}

impl Memo {
    /// How many searches the last proof could not take from earlier ones.
    pub fn searched(&self) -> usize {
        self.searched
    }

    /// How many outcomes it holds.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// True when it holds none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}

/// Proves `setup`; `memo` keeps what is decided for the next time.
pub fn prove(setup: Setup<'_>, memo: &mut Memo) -> Proof {
    let index = Index::new(setup);
    let targets = targets(&index);
    let mut prover = Prover {
        index: &index,
        targets: &targets,
        wants: OnceCell::new(),
        before: std::mem::take(&mut memo.known),
        now: HashMap::new(),
        searched: 0,
        by_situation: HashMap::new(),
        prepared: HashMap::new(),
        proof: Proof::default(),
        same: HashMap::new(),
        assumptions: BTreeSet::from([
            Assumption::Fields,
            Assumption::StaysOnSale,
            Assumption::AskedInEveryFlow,
        ]),
    };
    prover.assume_targets();
    for (own, linked) in setup.links {
        prover.product(*own, linked);
    }
    let Prover { now, searched, mut proof, assumptions, .. } = prover;
    *memo = Memo { known: now, searched };
    proof.verdict = Proof::worst(&proof.products);
    proof.assumptions = assumptions.into_iter().collect();
    proof
}

/// Every question and agreement of the partner's, and every row for a question it does not have.
fn targets(index: &Index<'_>) -> Vec<Target> {
    let questions = index.partner.questions.iter();
    let asked = questions.filter(|question| question.input_type.takes_answer()).map(|question| &question.key);
    let mut seen: HashSet<_> = HashSet::new();
    let rows = index.setup.mapping.questions.iter().map(|row| &row.partner);
    let keys = asked.chain(rows).filter(|key| seen.insert(*key));
    let archived = |agreement: &&crate::model::agreement::Agreement| {
        agreement.contract.as_ref().is_some_and(|contract| contract.archived)
    };
    let agreements = index.partner.agreements.iter().filter(|agreement| !archived(agreement));
    let goals = keys
        .map(|key| Asked::Question(key.clone()))
        .chain(agreements.map(|agreement| Asked::Agreement(agreement.key.clone())));
    goals.map(|goal| Target::new(goal, index)).collect()
}

/// What all targets say of one situation: those that are not safe.
#[derive(Clone, Default)]
struct Class {
    refused: Vec<usize>,
    open: BTreeSet<Doubt>,
}

/// What makes two refusals one: the target, what the situation shows it, or the failure of a flow.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Same {
    Target(Digest, Situation),
    Flow(Failure, RowToChange, CustomerKind),
}

struct Prover<'a> {
    index: &'a Index<'a>,
    targets: &'a [Target],
    /// Made when the first counterexample is.
    wants: OnceCell<Wants<'a>>,
    before: HashMap<(Digest, Situation), Outcome>,
    now: HashMap<(Digest, Situation), Outcome>,
    searched: usize,
    by_situation: HashMap<Situation, Class>,
    /// Of targets that are searched now, by their place.
    prepared: HashMap<usize, Prepared>,
    proof: Proof,
    /// Where a counterexample stands in the proof.
    same: HashMap<Same, usize>,
    assumptions: BTreeSet<Assumption>,
}

impl<'a> Prover<'a> {
    fn assume_targets(&mut self) {
        for target in self.targets {
            let Asked::Question(key) = &target.goal else { continue };
            let Some(theirs) = self.index.partner.by_key.get(key) else { continue };
            let cut = target.rows_only(self.index);
            self.assumptions.extend(domain::assumed(&self.index.partner.questions[*theirs], &cut));
        }
    }

    fn product(&mut self, own_id: ProductId, linked: &LinkedProduct) {
        let setup = self.index.setup;
        let own = self.index.own_products.get(&own_id).copied();
        let partner = self.index.partner_products.get(&linked.id).copied();
        let offered = partner.filter(|product| product.active);
        if setup.own.products.is_empty() {
            self.undecided(own_id, linked, Doubt::CatalogueNotRead { party: Party::Own });
            return;
        }
        // What the partner does not offer is said so, whether A still has it or not.
        let Some(partner) = offered else {
            if setup.partner.products.is_empty() {
                self.undecided(own_id, linked, Doubt::CatalogueNotRead { party: Party::Partner });
            } else {
                self.assumptions.insert(Assumption::NotOffered { own: own_id, partner: linked.id });
            }
            return;
        };
        let Some(own) = own else {
            self.undecided(own_id, linked, Doubt::NoOwnProduct { own: own_id });
            return;
        };
        let flows = &setup.own.contract.flows;
        let sells: Vec<_> = flows.iter().filter(|flow| flow.key.flow_type == own.product_type).collect();
        let mapped: Vec<_> =
            sells.iter().copied().filter(|flow| setup.mapping.flow(&flow.key).is_some()).collect();
        // With none mapped, whichever sells it leads nowhere; with one, the others may sell other things.
        let flows = if mapped.is_empty() { sells.iter().copied().take(1).collect() } else { mapped };
        for flow in sells.iter().filter(|flow| !flows.contains(flow)) {
            self.assumptions.insert(Assumption::FlowNotMapped { flow: flow.key.clone() });
        }
        if flows.is_empty() {
            let product_type = Shown::new(&own.product_type);
            self.undecided(own_id, linked, Doubt::NoFlow { product_type });
        }
        for flow in flows {
            for customer in flows::kinds(own.customers) {
                self.sold(&Sold { own, linked, partner, flow, customer });
            }
        }
    }

    fn undecided(&mut self, own: ProductId, linked: &LinkedProduct, doubt: Doubt) {
        let known = self.index.own_products.get(&own).copied();
        for customer in known.map_or(vec![CustomerKind::Consumer], |product| flows::kinds(product.customers))
        {
            self.proof.products.push(ProductProof {
                own,
                partner: linked.id,
                name: known.map(|product| product.name.clone()).unwrap_or_default(),
                flow: None,
                customer,
                verdict: Verdict::Unknown,
                counterexamples: Vec::new(),
                doubts: vec![doubt.clone()],
            });
        }
    }

    fn sold(&mut self, sold: &Sold<'_>) {
        let Checked { refused, mut doubts, assumptions, related, transaction_type } =
            flows::check(sold, &self.index.setup);
        self.assumptions.extend(assumptions);
        let situation = Situation {
            own: Seen {
                product_type: Some(sold.own.product_type.clone()),
                supplier: sold.own.supplier.as_ref().map(|supplier| supplier.id),
            },
            partner: Seen { product_type: sold.linked.product_type.clone(), supplier: sold.linked.supplier },
            customer: Some(sold.customer),
        };
        let place = |transaction_type| Place {
            product: sold.own.id,
            flow: Some(sold.flow.key.clone()),
            transaction_type,
            related: related.clone(),
            situation: &situation,
        };
        let mut counterexamples = Vec::new();
        for (failure, row, transaction_type) in refused {
            let same = Same::Flow(failure.clone(), row.clone(), sold.customer);
            let at = self.known(same, sold.own.id).unwrap_or_else(|same| {
                let sale = place(transaction_type).sale(None, &BTreeSet::new(), self.wants());
                self.counterexample(
                    same,
                    Counterexample {
                        sale,
                        failure,
                        row,
                        partner_rule: None,
                        own_rule: None,
                        labels: BTreeMap::new(),
                        products: Vec::new(),
                    },
                )
            });
            counterexamples.push(at);
        }
        let class = self.class(&situation);
        for target in class.refused {
            let target = &self.targets[target];
            let key = target.key(&situation);
            let Some(Outcome::Refused(found)) = self.now.get(&key).cloned() else { continue };
            let same = Same::Target(key.0, key.1);
            let at = self.known(same, sold.own.id).unwrap_or_else(|same| {
                let place = place(transaction_type.unwrap_or(TransactionType::Order));
                let wants = self.wants();
                let found = smallest(target, *found, &situation, wants, self.index);
                let sale = place.sale(Some(&found), &target.groups(wants), wants);
                let (partner_rule, own_rule) = (
                    place.partner_rule(&target.goal, &sale, self.index),
                    place.own_rule(&target.goal, &sale, self.index),
                );
                let row = match &target.goal {
                    Asked::Question(key) => RowToChange::Question(key.clone()),
                    Asked::Agreement(key) => RowToChange::Agreement(key.clone()),
                };
                let failure = found.failure;
                let (labels, products) = (self.labels(&sale.matters), Vec::new());
                self.counterexample(
                    same,
                    Counterexample { sale, failure, row, partner_rule, own_rule, labels, products },
                )
            });
            counterexamples.push(at);
        }
        doubts.extend(class.open);
        let verdict = match (counterexamples.is_empty(), doubts.is_empty()) {
            (false, _) => Verdict::Counterexample,
            (true, false) => Verdict::Unknown,
            (true, true) => Verdict::Proven,
        };
        self.proof.products.push(ProductProof {
            own: sold.own.id,
            partner: sold.linked.id,
            name: sold.own.name.clone(),
            flow: Some(sold.flow.key.clone()),
            customer: sold.customer,
            verdict,
            counterexamples,
            doubts: doubts.into_iter().collect(),
        });
    }

    /// What A asks, in its groups.
    fn wants(&self) -> &Wants<'a> {
        self.wants.get_or_init(|| Wants::new(self.index))
    }

    /// The counterexample that says the same, with this product added to it.
    fn known(&mut self, same: Same, product: ProductId) -> Result<usize, Same> {
        let Some(at) = self.same.get(&same).copied() else { return Err(same) };
        let known = &mut self.proof.counterexamples[at];
        if known.sale.product != product && known.products.last() != Some(&product) {
            known.products.push(product);
        }
        Ok(at)
    }

    /// What questions of A are called.
    fn labels(&self, keys: &[QuestionKey]) -> BTreeMap<QuestionKey, Shown> {
        let called = |key: &QuestionKey| {
            let at = self.index.own.by_key.get(key)?;
            Some((key.clone(), Shown::new(&self.index.own.questions[*at].name)))
        };
        keys.iter().filter_map(called).collect()
    }

    fn counterexample(&mut self, same: Same, counterexample: Counterexample) -> usize {
        let at = self.proof.counterexamples.len();
        self.proof.counterexamples.push(counterexample);
        self.same.insert(same, at);
        at
    }

    /// All targets in one situation.
    fn class(&mut self, situation: &Situation) -> Class {
        if let Some(known) = self.by_situation.get(situation) {
            return known.clone();
        }
        let mut class = Class::default();
        for (at, target) in self.targets.iter().enumerate() {
            if !target.ambiguous.is_empty() {
                class.open.extend(target.ambiguous.iter().cloned());
                continue;
            }
            let key = target.key(situation);
            if !self.now.contains_key(&key) {
                let outcome = self.before.remove(&key).unwrap_or_else(|| {
                    self.searched += 1;
                    let cut = || Prepared::new(target.cut(self.index));
                    search(self.prepared.entry(at).or_insert_with(cut), situation)
                });
                self.now.insert(key.clone(), outcome);
            }
            match self.now.get(&key) {
                Some(Outcome::Refused(_)) => class.refused.push(at),
                Some(Outcome::Open(doubts)) => class.open.extend(doubts.iter().cloned()),
                Some(Outcome::Safe) | None => {}
            }
        }
        self.by_situation.insert(situation.clone(), class.clone());
        class
    }
}

#[cfg(test)]
mod tests;
