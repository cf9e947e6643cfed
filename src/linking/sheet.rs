//! What a partner's question comes to: when it is asked, of which products, and what holds of its rule for one
//! sale.
//!
//! Not here: which sale (`engine::sheet`), words (`locale::sheet`).

use std::collections::{BTreeMap, BTreeSet};

use super::prove::explain;
use super::translate::{Context, LinkedProduct, cross};
use super::truth::{Facts, Seen, Truth};
use crate::model::agreement::AgreementContract;
use crate::model::contract::PartnerContract;
use crate::model::ids::{AgreementKey, ProductId, QuestionKey, SupplierId};
use crate::model::proof::Explained;
use crate::model::question::QuestionContract;
use crate::model::rule::Rule;
use crate::model::sale::{Answer, CustomerKind, Sale};
use crate::model::shown::Shown;

/// What holds of a question for a sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The partner asks it; `None` when that is unknown.
    pub visible: Option<bool>,
    /// The partner requires an answer; `None` when that is unknown.
    pub required: Option<bool>,
    /// Its rule, with what holds of each part.
    pub rule: Option<Explained>,
}

/// What holds of a question for `sale` as the mapping makes it.
pub fn held(sale: &Sale, contract: &QuestionContract, context: &Context<'_>) -> Held {
    let crossed = cross(sale, context);
    let facts = crossed.facts(sale, context.partner);
    Held {
        visible: told(facts.shows(contract)),
        required: told(facts.requires(contract)),
        rule: contract.rule.as_ref().map(|rule| explain(rule, &facts)),
    }
}

/// A rule as it stands, of no sale.
pub fn unheld(rule: &Rule) -> Explained {
    match rule {
        Rule::Group { criterion, rules } => {
            let rules = rules.iter().map(unheld).collect();
            Explained::Group { criterion: *criterion, holds: None, rules }
        }
        Rule::Condition { subject, value } => Explained::Condition {
            subject: subject.clone(),
            value: value.as_deref().map(Shown::new),
            found: None,
            holds: None,
        },
        Rule::Unknown { found } => Explained::Unknown { found: Shown::new(found) },
    }
}

/// The partner's questions that may be asked of one of `products`; before any is imported all of them.
pub fn asked_of<'a>(
    partner: &'a PartnerContract,
    products: &BTreeMap<ProductId, LinkedProduct>,
) -> BTreeSet<&'a QuestionKey> {
    let kinds: BTreeSet<Kind<'_>> = products.values().filter_map(kind).collect();
    let open = Open::of(partner);
    // Headings and paragraphs are listed among questions, and are none.
    let questions = partner.questions.iter().filter(|question| question.input_type.takes_answer());
    let mut asked = BTreeSet::new();
    // What the first kind is asked need not be looked at again.
    for facts in kinds.iter().flat_map(|kind| open.facts(*kind)) {
        let left = questions.clone().filter(|question| !asked.contains(&question.key));
        let may = left.filter(|question| question.contract.as_ref().is_none_or(|one| may_ask(&facts, one)));
        let found: Vec<_> = may.map(|question| &question.key).collect();
        asked.extend(found);
    }
    if kinds.is_empty() { questions.map(|question| &question.key).collect() } else { asked }
}

/// The partner's agreements that may be wanted of one of `products`.
pub fn agreed_of<'a>(
    partner: &'a PartnerContract,
    products: &BTreeMap<ProductId, LinkedProduct>,
) -> BTreeSet<&'a AgreementKey> {
    let kinds: BTreeSet<Kind<'_>> = products.values().filter_map(kind).collect();
    let open = Open::of(partner);
    let facts: Vec<_> = kinds.iter().flat_map(|kind| open.facts(*kind)).collect();
    let shown = |contract: &AgreementContract| {
        facts.iter().any(|facts| facts.shows_agreement(contract) != Truth::Fails)
    };
    let may = partner.agreements.iter().filter(|one| one.contract.as_ref().is_none_or(shown));
    may.map(|agreement| &agreement.key).collect()
}

/// Those of `products` that a question may be asked of, whatever is answered and whoever buys them.
pub fn products_asked(
    contract: &QuestionContract,
    partner: &PartnerContract,
    products: &BTreeMap<ProductId, LinkedProduct>,
) -> Vec<ProductId> {
    let open = Open::of(partner);
    let kinds: BTreeSet<Kind<'_>> = products.values().filter_map(kind).collect();
    let may = |of: &Kind<'_>| open.facts(*of).iter().any(|facts| may_ask(facts, contract));
    let asked: BTreeSet<Kind<'_>> = kinds.into_iter().filter(may).collect();
    let is_asked = |product: &LinkedProduct| kind(product).is_some_and(|kind| asked.contains(&kind));
    products.iter().filter(|(_, product)| is_asked(product)).map(|(id, _)| *id).collect()
}

/// What of a product rules look at.
type Kind<'a> = (&'a str, Option<SupplierId>);

/// `None` for what is gone at the partner: it has no type any more, and is sold no more.
fn kind(product: &LinkedProduct) -> Option<Kind<'_>> {
    Some((product.product_type.as_deref()?, product.supplier))
}

fn may_ask(facts: &Facts<'_>, contract: &QuestionContract) -> bool {
    facts.shows(contract) != Truth::Fails
}

/// A partner's questions, every answer to which is open.
struct Open<'a> {
    partner: &'a PartnerContract,
    answers: BTreeMap<QuestionKey, Answer>,
    doubtful: BTreeSet<QuestionKey>,
}

impl<'a> Open<'a> {
    fn of(partner: &'a PartnerContract) -> Self {
        let doubtful = partner.questions.iter().map(|question| question.key.clone()).collect();
        Self { partner, answers: BTreeMap::new(), doubtful }
    }

    /// A product of that kind, bought by each kind of customer.
    fn facts<'b>(&'b self, (product_type, supplier): Kind<'b>) -> [Facts<'b>; 2] {
        [CustomerKind::Consumer, CustomerKind::Business].map(|customer| Facts {
            questions: &self.partner.questions,
            product_type: Some(product_type),
            related_types: Vec::new(),
            supplier,
            customer,
            answers: &self.answers,
            doubtful: &self.doubtful,
            seen: Seen::default(),
        })
    }
}

fn told(truth: Truth) -> Option<bool> {
    match truth {
        Truth::Holds => Some(true),
        Truth::Fails => Some(false),
        Truth::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linking::sample::{all, answers, any, asks, one, question, sale, when};
    use crate::model::mapping::{Mapping, QuestionRow};
    use crate::model::question::{InputType, Question};
    use crate::model::rule::Subject;

    fn of_type(word: &str) -> Rule {
        Rule::Condition { subject: Subject::ProductType, value: Some(word.to_owned()) }
    }

    fn linked(product_type: &str) -> LinkedProduct {
        LinkedProduct {
            id: ProductId(9),
            product_type: Some(product_type.to_owned()),
            supplier: Some(SupplierId(1)),
        }
    }

    fn by_rule(rule: Rule) -> Question {
        let mut asked = question("panelen", InputType::Text, &[]);
        *asks(&mut asked) = QuestionContract {
            rule: Some(rule),
            rule_visible: true,
            rule_required: true,
            ..QuestionContract::default()
        };
        asked
    }

    #[test]
    fn a_question_is_counted_for_the_products_that_its_rule_leaves_open() {
        let meter = question("meter", InputType::McSingle, &["slim", "oud"]);
        let open = by_rule(all(vec![of_type("energy"), when("meter", "slim")]));
        let partner = PartnerContract { questions: vec![meter, open.clone()], ..PartnerContract::default() };
        let contract = open.contract.unwrap();
        let mut products =
            BTreeMap::from([(ProductId(1), linked("energy")), (ProductId(2), linked("telecom"))]);
        products.insert(ProductId(3), LinkedProduct { product_type: None, ..linked("gone") });
        assert_eq!(products_asked(&contract, &partner, &products), [ProductId(1)]);
        let typed = QuestionContract {
            product_types: vec!["telecom".to_owned()],
            visible: true,
            ..QuestionContract::default()
        };
        assert_eq!(products_asked(&typed, &partner, &products), [ProductId(2)]);
        // And the other way round: of what is imported.
        let asked = |kind: &str| asked_of(&partner, &[(ProductId(1), linked(kind))].into()).len();
        assert_eq!((asked("energy"), asked("telecom")), (2, 1));
        assert_eq!(asked_of(&partner, &BTreeMap::new()).len(), 2, "nothing is imported yet");
    }

    #[test]
    fn a_rule_is_told_with_what_holds_of_it_as_the_mapping_gives_it() {
        let meter = question("meter", InputType::McSingle, &["slim", "oud"]);
        let asked = by_rule(any(vec![when("meter", "slim"), of_type("telecom")]));
        let contract = asked.contract.clone().unwrap();
        let partner = PartnerContract { questions: vec![meter, asked], ..PartnerContract::default() };
        let row = QuestionRow {
            partner: "meter".into(),
            own: Some("soort".into()),
            constant: None,
            default: None,
            options: [("Slim".to_owned(), "slim".to_owned()), ("Oud".to_owned(), "oud".to_owned())].into(),
            date: None,
        };
        let mapping = Mapping { questions: vec![row], ..Mapping::default() };
        let products = [(ProductId(1), linked("energy"))].into();
        let context = Context {
            mapping: &mapping,
            partner: &partner,
            products: &products,
            instance: "",
            generation: 1,
            send_optin: false,
            optin: None,
            contract_pdf: None,
        };
        for (answer, holds) in [("Slim", true), ("Oud", false)] {
            let mut sale = sale();
            sale.answers = answers(&[("soort", one(answer))]);
            let found = held(&sale, &contract, &context);
            assert_eq!((found.visible, found.required), (Some(holds), Some(holds)), "{answer}");
            let Some(Explained::Group { holds: Some(group), rules, .. }) = &found.rule else { panic!() };
            let Explained::Condition { found: Some(here), holds: Some(part), .. } = &rules[0] else {
                panic!()
            };
            assert_eq!((*group, *part, here.as_str()), (holds, holds, answer.to_lowercase().as_str()));
        }
        let Explained::Group { holds: None, rules, .. } = unheld(contract.rule.as_ref().unwrap()) else {
            panic!()
        };
        assert!(matches!(&rules[1], Explained::Condition { found: None, holds: None, .. }), "{rules:?}");
    }
}
