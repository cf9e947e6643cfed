//! Both catalogues and the mapping, so arranged that what one thing depends on is found without looking at
//! everything; and a digest of each, so that a proof can tell what it has decided before.
//!
//! Not here: any truth (`truth`), any search (`search`).

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use super::super::translate::LinkedProduct;
use crate::model::agreement::Agreement;
use crate::model::catalogue::Catalogue;
use crate::model::ids::{AgreementKey, ProductId, QuestionKey};
use crate::model::mapping::Mapping;
use crate::model::product::Product;
use crate::model::proof::Asked;
use crate::model::question::Question;
use crate::model::rule::{Rule, Subject};

/// What a proof is about.
#[derive(Clone, Copy)]
pub struct Setup<'a> {
    /// What A sells and asks.
    pub own: &'a Catalogue,
    /// What the partner sells and asks.
    pub partner: &'a Catalogue,
    /// The mapping between them.
    pub mapping: &'a Mapping,
    /// Own product to partner product.
    pub links: &'a BTreeMap<ProductId, LinkedProduct>,
}

/// A digest of one thing. Only ever compared with others of this run or an earlier one.
pub(super) type Digest = [u8; 16];

/// The questions and agreements of one side.
pub(super) struct Side<'a> {
    pub questions: &'a [Question],
    pub agreements: &'a [Agreement],
    pub by_key: HashMap<&'a QuestionKey, usize>,
    /// Questions that the rule of each looks at, whatever it governs.
    pub looks_at: Vec<Vec<usize>>,
    /// The same of agreements.
    pub agreement_looks_at: Vec<Vec<usize>>,
    /// Identifiers that stand twice: the API promises that they do not.
    pub twice: HashSet<Asked>,
    pub digests: Vec<Digest>,
    pub agreement_digests: Vec<Digest>,
}

impl<'a> Side<'a> {
    fn new(catalogue: &'a Catalogue) -> Self {
        let (questions, agreements) = (&catalogue.contract.questions, &catalogue.contract.agreements);
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, question) in questions.iter().enumerate() {
            by_name.entry(question.name.trim()).or_default().push(at);
        }
        let of_rule = |governs: bool, rule: Option<&'a Rule>| -> Vec<usize> {
            let names = rule.filter(|_| governs).map(Rule::questions).unwrap_or_default();
            let mut found: Vec<usize> = Vec::new();
            for at in names.iter().filter_map(|name| by_name.get(name.trim())).flatten() {
                if !found.contains(at) {
                    found.push(*at);
                }
            }
            found
        };
        let of_question = |question: &'a Question| {
            question.contract.as_ref().map_or_else(Vec::new, |contract| {
                of_rule(contract.rule_visible || contract.rule_required, contract.rule.as_ref())
            })
        };
        let of_agreement = |agreement: &'a Agreement| {
            agreement.contract.as_ref().map_or_else(Vec::new, |contract| {
                of_rule(contract.rule_visible || contract.rule_required, contract.rule.as_ref())
            })
        };
        let mut once = HashSet::new();
        let keys = questions.iter().map(|question| Asked::Question(question.key.clone()));
        let keys = keys.chain(agreements.iter().map(|agreement| Asked::Agreement(agreement.key.clone())));
        let twice = keys.filter(|key| !once.insert(key.clone())).collect();
        Self {
            twice,
            looks_at: questions.iter().map(of_question).collect(),
            agreement_looks_at: agreements.iter().map(of_agreement).collect(),
            by_key: questions.iter().enumerate().map(|(at, question)| (&question.key, at)).collect(),
            digests: questions.iter().map(digest).collect(),
            agreement_digests: agreements.iter().map(digest).collect(),
            questions,
            agreements,
        }
    }

    /// The questions whose visibility decides whether an answer to `question` counts.
    pub fn seen_by(&self, question: usize) -> &[usize] {
        let contract = self.questions[question].contract.as_ref();
        if contract.is_some_and(|contract| contract.rule_visible) { &self.looks_at[question] } else { &[] }
    }
}

/// Both sides and the mapping.
pub(super) struct Index<'a> {
    pub setup: Setup<'a>,
    pub own: Side<'a>,
    pub partner: Side<'a>,
    /// Rows of the mapping by partner question, in order.
    pub rows: HashMap<&'a QuestionKey, Vec<usize>>,
    pub row_digests: Vec<Digest>,
    /// Rows of the mapping by partner agreement.
    pub agreement_rows: HashMap<&'a AgreementKey, Vec<usize>>,
    pub own_agreements: HashMap<&'a AgreementKey, usize>,
    pub own_products: HashMap<ProductId, &'a Product>,
    pub partner_products: HashMap<ProductId, &'a Product>,
}

impl<'a> Index<'a> {
    pub fn new(setup: Setup<'a>) -> Self {
        let mut rows: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, row) in setup.mapping.questions.iter().enumerate() {
            rows.entry(&row.partner).or_default().push(at);
        }
        let mut agreement_rows: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, row) in setup.mapping.agreements.iter().enumerate() {
            agreement_rows.entry(&row.partner).or_default().push(at);
        }
        let own = Side::new(setup.own);
        let own_agreements = own.agreements.iter().enumerate().map(|(at, one)| (&one.key, at)).collect();
        let partner = Side::new(setup.partner);
        let row_digests = setup.mapping.questions.iter().map(digest).collect();
        let products = |of: &'a Catalogue| of.products.iter().map(|product| (product.id, product)).collect();
        let (own_products, partner_products) = (products(setup.own), products(setup.partner));
        Self {
            setup,
            own,
            partner,
            rows,
            row_digests,
            agreement_rows,
            own_agreements,
            own_products,
            partner_products,
        }
    }

    /// Rows that give an answer to a partner question.
    pub fn rows_of(&self, partner: &QuestionKey) -> &[usize] {
        self.rows.get(partner).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The digest of anything that can be written down.
pub(super) fn digest(thing: &impl Serialize) -> Digest {
    let mut hasher = blake3::Hasher::new();
    // Nothing of the model refuses to be written; what did would be decided anew each time at worst.
    let _written = serde_json::to_writer(&mut hasher, thing);
    let mut short = Digest::default();
    short.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    short
}

/// Every condition of a rule: what it looks at and what it must equal.
pub(super) fn conditions(rule: &Rule) -> Vec<(&Subject, Option<&str>)> {
    match rule {
        Rule::Group { rules, .. } => rules.iter().flat_map(conditions).collect(),
        Rule::Condition { subject, value } => vec![(subject, value.as_deref())],
        Rule::Unknown { .. } => Vec::new(),
    }
}
