//! What a partner's question comes to: when it is asked, of which products, and what holds of its rule for one
//! sale.
//!
//! Not here: which sale (`engine::sheet`), words (`locale::sheet`).

use std::collections::{BTreeMap, BTreeSet};

use super::prove::explain;
use super::translate::{Context, LinkedProduct, cross};
use super::truth::{Facts, Seen, Truth};
use crate::model::contract::PartnerContract;
use crate::model::ids::{ProductId, QuestionKey};
use crate::model::proof::Explained;
use crate::model::question::{Question, QuestionContract};
use crate::model::rule::{Rule, Subject};
use crate::model::sale::{CustomerKind, Sale};
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
    let kinds: BTreeSet<_> = products.values().map(|one| (one.product_type.clone(), one.supplier)).collect();
    let kinds: Vec<LinkedProduct> = kinds
        .into_iter()
        .map(|(product_type, supplier)| LinkedProduct { id: ProductId(0), product_type, supplier })
        .collect();
    let asked = |question: &&Question| match &question.contract {
        Some(contract) if !kinds.is_empty() => {
            kinds.iter().any(|product| may_be_asked(contract, partner, product))
        }
        _ => true,
    };
    partner.questions.iter().filter(asked).map(|question| &question.key).collect()
}

/// Whether a question may be asked of `product`, whatever is answered and whoever buys it.
pub fn may_be_asked(contract: &QuestionContract, partner: &PartnerContract, product: &LinkedProduct) -> bool {
    let of_product = contract.rule.as_ref().is_some_and(looks_at_product);
    if !contract.rule_visible || !of_product {
        // Nothing but the type of the product keeps it from being asked.
        let word = product.product_type.as_deref();
        let types = &contract.product_types;
        let is_of = |one: &String| word.is_none_or(|word| one.eq_ignore_ascii_case(word));
        return types.is_empty() || types.iter().any(is_of);
    }
    let answers = BTreeMap::new();
    // Every answer is open.
    let doubtful: BTreeSet<QuestionKey> = partner.questions.iter().map(|one| one.key.clone()).collect();
    [CustomerKind::Consumer, CustomerKind::Business].into_iter().any(|customer| {
        let facts = Facts {
            questions: &partner.questions,
            product_type: product.product_type.as_deref(),
            related_types: Vec::new(),
            supplier: product.supplier,
            customer,
            answers: &answers,
            doubtful: &doubtful,
            seen: Seen::default(),
        };
        facts.shows(contract) != Truth::Fails
    })
}

/// Whether a rule looks at what is sold, or who buys it.
fn looks_at_product(rule: &Rule) -> bool {
    match rule {
        Rule::Group { rules, .. } => rules.iter().any(looks_at_product),
        Rule::Condition { subject, .. } => !matches!(subject, Subject::Answer { .. }),
        Rule::Unknown { .. } => false,
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
    use crate::model::ids::SupplierId;
    use crate::model::mapping::{Mapping, QuestionRow};
    use crate::model::question::InputType;

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
        assert!(may_be_asked(&contract, &partner, &linked("energy")));
        assert!(!may_be_asked(&contract, &partner, &linked("telecom")));
        let typed = QuestionContract {
            product_types: vec!["telecom".to_owned()],
            visible: true,
            ..QuestionContract::default()
        };
        assert!(!may_be_asked(&typed, &partner, &linked("energy")));
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
