//! Small pieces that the tests of this room are built from. Not here: anything a program uses.

use std::collections::BTreeMap;

use chrono::DateTime;

use crate::model::ids::{FlowKey, ProductId, QuestionId, QuestionKey, SaleId};
use crate::model::question::{InputType, Question, QuestionContract};
use crate::model::rule::{Criterion, Rule, Subject};
use crate::model::sale::{
    Address, Answer, Company, CreatedBy, Customer, RelatedProduct, Sale, SoldProduct, TransactionType,
};

/// A consumer's order of product 1 through `energy/own`, made 1 July 2026 10:00 UTC.
pub(super) fn sale() -> Sale {
    let at = DateTime::from_timestamp(1_782_900_000, 0).unwrap();
    Sale {
        id: SaleId(77),
        transaction_type: TransactionType::Order,
        status: "verified".into(),
        status_remark: "".into(),
        customer: Customer {
            gender: Some("female".into()),
            initials: None,
            firstname: "Fenna".into(),
            infix: Some("de".into()),
            lastname: "Wit".into(),
            birthdate: Some("01-02-1980".into()),
            email: Some("fenna@example.org".into()),
            phone: Some("0612345678".into()),
            iban: None,
            iban_holder: None,
            address: address("1012AB"),
            company: None,
        },
        connection: None,
        product: SoldProduct { id: ProductId(1), name: "Stroom".into(), product_type: Some("energy".into()) },
        related_products: Vec::new(),
        flow: FlowKey::new("energy", "own"),
        answers: BTreeMap::new(),
        agreements: Vec::new(),
        energy: None,
        channel: Some("online".into()),
        source: None,
        signature: None,
        contract_date: None,
        created_by: CreatedBy::default(),
        external_reference: None,
        created_at: at,
        updated_at: at,
    }
}

pub(super) fn address(postcode: &str) -> Address {
    Address { postcode: postcode.into(), housenumber: "5".into(), ..Address::default() }
}

pub(super) fn company() -> Company {
    Company { name: "Bakkerij".into(), contact_person: None, coc: None, vat: None }
}

pub(super) fn related(id: u64, section: Option<&str>) -> RelatedProduct {
    RelatedProduct { id: ProductId(id), quantity: 2, section_identifier: section.map(str::to_owned) }
}

/// A question `key`, named `key?`, always visible and not required.
pub(super) fn question(key: &str, input_type: InputType, options: &[&str]) -> Question {
    Question {
        id: QuestionId(1),
        key: key.into(),
        name: format!("{key}?"),
        input_type,
        description: "".into(),
        contract: Some(QuestionContract {
            visible: true,
            options: options.iter().map(|option| (*option).to_owned()).collect(),
            ..QuestionContract::default()
        }),
    }
}

pub(super) fn asks(question: &mut Question) -> &mut QuestionContract {
    question.contract.as_mut().unwrap()
}

/// The rule *the question `key` is answered with `value`*; an empty value for *with anything*.
pub(super) fn when(key: &str, value: &str) -> Rule {
    let value = Some(value.to_owned()).filter(|value| !value.is_empty());
    Rule::Condition { subject: Subject::Answer { question: format!("{key}?") }, value }
}

pub(super) fn any(rules: Vec<Rule>) -> Rule {
    Rule::Group { criterion: Criterion::Any, rules }
}

pub(super) fn all(rules: Vec<Rule>) -> Rule {
    Rule::Group { criterion: Criterion::All, rules }
}

pub(super) fn unknown() -> Rule {
    Rule::Unknown { found: "?".into() }
}

pub(super) fn one(text: &str) -> Answer {
    Answer::One(text.into())
}

pub(super) fn many(values: &[&str]) -> Answer {
    Answer::Many(values.iter().map(|value| (*value).to_owned()).collect())
}

pub(super) fn answers(given: &[(&str, Answer)]) -> BTreeMap<QuestionKey, Answer> {
    given.iter().map(|(key, answer)| ((*key).into(), answer.clone())).collect()
}
