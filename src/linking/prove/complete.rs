//! A found refusal as a whole sale of A's, and the rules of both sides with what holds of them.
//!
//! Not here: finding it (`search`), what A wants besides (`fill`).

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::super::translate::{Context, LinkedProduct, cross};
use super::super::truth::{Facts, Seen, Truth};
use super::fill::{MOST_LOOKS, Wants};
use super::index::Index;
use super::search::Found;
use super::situation::Situation;
use super::skeleton;
use crate::model::contract::PartnerContract;
use crate::model::ids::{FlowKey, ProductId, QuestionKey};
use crate::model::mapping::Mapping;
use crate::model::proof::{Asked, ExampleSale, Explained};
use crate::model::rule::{Rule, Subject};
use crate::model::sale::{Answer, RelatedProduct, Sale, TransactionType};
use crate::model::shown::Shown;

/// The longest value that is shown of a rule or an answer.
const SHOWN_CHARS: usize = 80;

/// Where an example is sold.
pub(super) struct Place<'a> {
    pub product: ProductId,
    pub flow: Option<FlowKey>,
    pub transaction_type: TransactionType,
    pub related: Vec<RelatedProduct>,
    pub situation: &'a Situation,
}

impl Place<'_> {
    /// A sale with what was found, and with all else that A wants; `touched` are the groups of what was found.
    pub fn sale(&self, found: Option<&Found>, touched: &BTreeSet<usize>, wants: &Wants<'_>) -> ExampleSale {
        let mut answers = found.map(|found| found.answers.clone()).unwrap_or_default();
        let mut agreements = found.map(|found| found.agreements.clone()).unwrap_or_default();
        for group in 0..wants.len() {
            let filled = match found.filter(|_| touched.contains(&group)) {
                Some(found) => Rc::new(wants.fewest(group, self.situation, &found.given(), MOST_LOOKS)),
                None => wants.alone(group, self.situation),
            };
            answers.extend(filled.answers.iter().cloned());
            agreements.extend(filled.agreements.iter().cloned());
        }
        let listed = wants.agreements().map(|agreement| &agreement.key);
        ExampleSale {
            product: self.product,
            flow: self.flow.clone(),
            transaction_type: self.transaction_type,
            customer: self.situation.buyer(),
            answers,
            agreements: listed.filter(|key| agreements.contains(*key)).cloned().collect(),
            related: self.related.clone(),
            matters: found.map(|found| found.matters.clone()).unwrap_or_default(),
            matters_agreed: found.map(|found| found.matters_agreed.clone()).unwrap_or_default(),
        }
    }

    fn facts<'b>(
        &'b self,
        answers: &'b BTreeMap<QuestionKey, Answer>,
        doubtful: &'b BTreeSet<QuestionKey>,
        index: &'b Index<'_>,
    ) -> Facts<'b> {
        Facts {
            questions: index.own.questions,
            product_type: self.situation.own.product_type.as_deref(),
            related_types: Vec::new(),
            supplier: self.situation.own.supplier,
            customer: self.situation.buyer(),
            answers,
            doubtful,
            seen: Seen::default(),
        }
    }

    /// The rule by which A asks what `goal` is answered from, and what holds of it.
    pub fn own_rule(&self, goal: &Asked, example: &ExampleSale, index: &Index<'_>) -> Option<Explained> {
        let nothing = BTreeSet::new();
        let facts = self.facts(&example.answers, &nothing, index);
        match goal {
            Asked::Question(key) => {
                let rows = index.rows_of(key).iter().map(|row| &index.setup.mapping.questions[*row]);
                let own =
                    rows.filter_map(|row| row.own.as_ref()).find_map(|own| index.own.by_key.get(own))?;
                let contract = index.own.questions[*own].contract.as_ref()?;
                let governs = contract.rule_visible || contract.rule_required;
                contract.rule.as_ref().filter(|_| governs).map(|rule| explain(rule, &facts))
            }
            Asked::Agreement(key) => {
                let row = index.agreement_rows.get(key)?.first()?;
                let own = index.own_agreements.get(&index.setup.mapping.agreements[*row].own)?;
                let contract = index.own.agreements[*own].contract.as_ref()?;
                let governs = contract.rule_visible || contract.rule_required;
                contract.rule.as_ref().filter(|_| governs).map(|rule| explain(rule, &facts))
            }
        }
    }

    /// The rule by which the partner asks `goal`, and what holds of it.
    pub fn partner_rule(&self, goal: &Asked, example: &ExampleSale, index: &Index<'_>) -> Option<Explained> {
        let contract: &PartnerContract = &index.setup.partner.contract;
        let rule = match goal {
            Asked::Question(key) => {
                let contract = contract.questions.iter().find(|one| one.key == *key)?.contract.as_ref()?;
                contract.rule.as_ref().filter(|_| contract.rule_visible || contract.rule_required)?
            }
            Asked::Agreement(key) => {
                let contract = contract.agreements.iter().find(|one| one.key == *key)?.contract.as_ref()?;
                contract.rule.as_ref().filter(|_| contract.rule_visible || contract.rule_required)?
            }
        };
        let sale: Sale = skeleton::example(example)?;
        let links: &BTreeMap<ProductId, LinkedProduct> = index.setup.links;
        let crossed = cross(&sale, &context(index.setup.mapping, contract, links));
        Some(explain(rule, &crossed.facts(&sale, contract)))
    }
}

/// What an example is translated with.
pub(super) fn context<'a>(
    mapping: &'a Mapping,
    partner: &'a PartnerContract,
    products: &'a BTreeMap<ProductId, LinkedProduct>,
) -> Context<'a> {
    Context {
        mapping,
        partner,
        products,
        instance: "",
        generation: 1,
        send_optin: false,
        optin: None,
        contract_pdf: None,
    }
}

/// A rule with what holds of it.
pub(in crate::linking) fn explain(rule: &Rule, facts: &Facts<'_>) -> Explained {
    let holds = match facts.rule(rule) {
        Truth::Holds => Some(true),
        Truth::Fails => Some(false),
        Truth::Unknown => None,
    };
    match rule {
        Rule::Group { criterion, rules } => Explained::Group {
            criterion: *criterion,
            holds,
            rules: rules.iter().map(|rule| explain(rule, facts)).collect(),
        },
        Rule::Condition { subject, value } => Explained::Condition {
            subject: subject.clone(),
            value: value.as_deref().map(short),
            found: found(subject, facts),
            holds,
        },
        Rule::Unknown { found } => Explained::Unknown { found: short(found) },
    }
}

fn found(subject: &Subject, facts: &Facts<'_>) -> Option<Shown> {
    match subject {
        Subject::ProductType => facts.product_type.map(short),
        Subject::Supplier => facts.supplier.map(|supplier| Shown::new(&supplier.to_string())),
        Subject::Profile => {
            let word = match facts.customer {
                crate::model::sale::CustomerKind::Consumer => "consumer",
                crate::model::sale::CustomerKind::Business => "business",
            };
            Some(Shown::new(word))
        }
        Subject::Answer { question } => {
            let named = facts.questions.iter().find(|one| one.name.trim() == question.trim())?;
            match facts.answers.get(&named.key).filter(|answer| !answer.is_empty())? {
                Answer::One(text) => Some(short(text)),
                Answer::Many(values) => Some(short(&values.join(", "))),
                Answer::Files(files) => {
                    Some(short(&files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ")))
                }
            }
        }
    }
}

fn short(text: &str) -> Shown {
    let short: String = text.chars().take(SHOWN_CHARS).collect();
    Shown::new(&short)
}
