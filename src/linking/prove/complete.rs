//! A found refusal as a whole sale of A's: what it does not depend on is filled in as A wants it, with as
//! few answers as A takes; and the rules of both sides with what holds of them.
//!
//! Not here: finding it (`search`).

use std::collections::{BTreeMap, BTreeSet};

use super::super::translate::{Context, LinkedProduct, cross};
use super::super::truth::{Facts, Seen, Truth};
use super::domain::domain;
use super::index::Index;
use super::search::Found;
use super::situation::Situation;
use super::skeleton;
use super::target::{Cut, Names};
use crate::model::contract::PartnerContract;
use crate::model::ids::{FlowKey, ProductId, QuestionKey};
use crate::model::mapping::Mapping;
use crate::model::proof::{Asked, ExampleSale, Explained};
use crate::model::question::Question;
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
    /// A sale with what was found, and with all else that A wants.
    pub fn sale(&self, found: Option<&Found>, index: &Index<'_>) -> ExampleSale {
        let mut example = ExampleSale {
            product: self.product,
            flow: self.flow.clone(),
            transaction_type: self.transaction_type,
            customer: self.situation.buyer(),
            answers: found.map(|found| found.answers.clone()).unwrap_or_default(),
            agreements: Vec::new(),
            related: self.related.clone(),
            matters: found.map(|found| found.matters.clone()).unwrap_or_default(),
            matters_agreed: found.map(|found| found.matters_agreed.clone()).unwrap_or_default(),
        };
        let decided = found.map(|found| found.decided.clone()).unwrap_or_default();
        self.answer(&mut example.answers, decided, index);
        let nothing = BTreeSet::new();
        let facts = self.facts(&example.answers, &nothing, index);
        for agreement in index.own.agreements {
            let decided = found.filter(|found| found.decided_agreements.contains(&agreement.key));
            let accepted = match (decided, &agreement.contract) {
                (Some(found), _) => found.agreements.contains(&agreement.key),
                (None, Some(contract)) => facts.requires_agreement(contract) != Truth::Fails,
                (None, None) => true,
            };
            if accepted {
                example.agreements.push(agreement.key.clone());
            }
        }
        example
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

    /// Answers what A requires, in the order in which A decides it.
    fn answer(
        &self,
        answers: &mut BTreeMap<QuestionKey, Answer>,
        mut decided: BTreeSet<QuestionKey>,
        index: &Index<'_>,
    ) {
        let nothing = BTreeSet::new();
        // A question is decided once those its rule looks at are; what is left after that goes in circles.
        let mut left: Vec<usize> = (0..index.own.questions.len()).collect();
        loop {
            let (now, later): (Vec<usize>, Vec<usize>) = left.iter().copied().partition(|at| {
                let before = &index.own.looks_at[*at];
                before.iter().all(|below| decided.contains(&index.own.questions[*below].key))
            });
            let stuck = now.is_empty();
            for at in if stuck { later.clone() } else { now } {
                let question = &index.own.questions[at];
                if decided.insert(question.key.clone())
                    && self.is_required(question, answers, &nothing, index)
                {
                    answers.extend(usual(question, index).map(|answer| (question.key.clone(), answer)));
                }
            }
            if stuck {
                return;
            }
            left = later;
        }
    }

    fn is_required(
        &self,
        question: &Question,
        answers: &BTreeMap<QuestionKey, Answer>,
        nothing: &BTreeSet<QuestionKey>,
        index: &Index<'_>,
    ) -> bool {
        let facts = self.facts(answers, nothing, index);
        let contract = question.contract.as_ref();
        question.input_type.takes_answer()
            && contract.is_some_and(|contract| facts.requires(contract) != Truth::Fails)
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

/// An answer that A takes and that the mapping, if possible, carries over.
fn usual(question: &Question, index: &Index<'_>) -> Option<Answer> {
    let setup = index.setup;
    let reads = |row: &&crate::model::mapping::QuestionRow| row.own.as_ref() == Some(&question.key);
    let rows: Vec<_> = setup.mapping.questions.iter().filter(reads).cloned().collect();
    let theirs = rows.iter().filter_map(|row| index.partner.by_key.get(&row.partner));
    let cut = Cut {
        goal: Asked::Question(question.key.clone()),
        partner: PartnerContract {
            questions: theirs.map(|at| index.partner.questions[*at].clone()).collect(),
            ..PartnerContract::default()
        },
        mapping: Mapping { questions: rows, ..Mapping::default() },
        own: vec![question.clone()],
        own_agreements: Vec::new(),
        variables: Vec::new(),
        named: Names::default(),
    };
    let answers = domain(question, &cut).answers;
    let goes_over = |answer: &&Answer| {
        cut.mapping.questions.iter().all(|row| {
            let theirs = cut.partner.questions.iter().find(|theirs| theirs.key == row.partner);
            super::super::translate::fit::answer(row, theirs, Some(answer)).is_ok()
        })
    };
    answers.iter().find(goes_over).or(answers.first()).cloned()
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
