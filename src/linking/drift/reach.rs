//! How far a change is felt: at the thing itself, and at whatever the partner asks by a rule that looks at it,
//! however many rules away.
//!
//! Not here: what is refused there (`hit`).

use std::collections::{BTreeSet, HashSet};

use crate::model::contract::PartnerContract;
use crate::model::failure::Element;
use crate::model::ids::{AgreementKey, QuestionKey};
use crate::model::rule::Rule;

/// The partner's questions and agreements where a change is felt.
pub(super) struct Reach {
    questions: BTreeSet<QuestionKey>,
    agreements: BTreeSet<AgreementKey>,
}

impl Reach {
    /// Of a change of `element`.
    pub fn of(element: &Element, partner: &PartnerContract) -> Self {
        let mut reach = Self { questions: BTreeSet::new(), agreements: BTreeSet::new() };
        match element {
            Element::Question(key) | Element::Answer(key, _) => {
                reach.questions.insert(key.clone());
                reach.spread(partner);
            }
            Element::Agreement(key) => drop(reach.agreements.insert(key.clone())),
            _ => {}
        }
        reach
    }

    fn spread(&mut self, partner: &PartnerContract) {
        loop {
            let reached = partner.questions.iter().filter(|question| self.questions.contains(&question.key));
            let names: HashSet<&str> = reached.map(|question| question.name.trim()).collect();
            let looks = |governs: bool, rule: Option<&Rule>| {
                let named = rule.filter(|_| governs).map(Rule::questions).unwrap_or_default();
                named.iter().any(|name| names.contains(name.trim()))
            };
            let asked = partner.questions.iter().filter(|question| {
                let contract = question.contract.as_ref();
                contract.is_some_and(|one| looks(one.rule_visible || one.rule_required, one.rule.as_ref()))
            });
            let asked: Vec<QuestionKey> = asked.map(|question| question.key.clone()).collect();
            let agreements = partner.agreements.iter().filter(|agreement| {
                let contract = agreement.contract.as_ref();
                contract.is_some_and(|one| looks(one.rule_visible || one.rule_required, one.rule.as_ref()))
            });
            self.agreements.extend(agreements.map(|agreement| agreement.key.clone()));
            let before = self.questions.len();
            self.questions.extend(asked);
            if self.questions.len() == before {
                return;
            }
        }
    }

    /// Whether it is felt there.
    pub fn covers(&self, element: &Element) -> bool {
        match element {
            Element::Question(key) | Element::Answer(key, _) => self.questions.contains(key),
            Element::Agreement(key) => self.agreements.contains(key),
            _ => false,
        }
    }
}
