//! Questions: when they must be answered, from which options, in which form.
//!
//! Not here: which sales that concerns (`hit`).

use std::collections::HashMap;

use super::{Need, bare, from_to, names, paired};
use crate::model::contract::PartnerContract;
use crate::model::drift::{Change, Class, What};
use crate::model::failure::Element;
use crate::model::ids::QuestionKey;
use crate::model::mapping::{Mapping, QuestionRow};
use crate::model::question::{InputType, Question, QuestionContract};
use crate::model::rule::Rule;

pub(super) fn compare(
    old: &PartnerContract,
    new: &PartnerContract,
    mapping: &Mapping,
    changes: &mut Vec<Change>,
) {
    let mut rows: HashMap<&QuestionKey, Vec<&QuestionRow>> = HashMap::new();
    for row in &mapping.questions {
        rows.entry(&row.partner).or_default().push(row);
    }
    for (was, is) in paired(&old.questions, &new.questions, |question| &question.key) {
        let Some(key) = is.or(was).map(|question| &question.key) else { continue };
        let rows = rows.get(key).map(Vec::as_slice).unwrap_or_default();
        let element = Element::Question(key.clone());
        match (was, is) {
            // What is not asked any more is not sent: nothing is refused for it.
            (Some(_), None) => {
                let class = if rows.is_empty() { Class::Harmless } else { Class::Widening };
                changes.push(bare(class, element, What::Removed));
            }
            (None, Some(is)) => {
                let need = need(is);
                let class = match need {
                    Need::Never => Class::Harmless,
                    need => Need::class(Need::Never, need, is_given(rows, is)),
                };
                changes.push(from_to(class, element, What::Added, "", need.word()));
            }
            (Some(was), Some(is)) => changed((was, old), (is, new), rows, changes),
            (None, None) => {}
        }
    }
}

fn changed(
    (was, old): (&Question, &PartnerContract),
    (is, new): (&Question, &PartnerContract),
    rows: &[&QuestionRow],
    changes: &mut Vec<Change>,
) {
    let element = || Element::Question(is.key.clone());
    if was.name != is.name {
        changes.push(from_to(Class::Harmless, element(), What::Label, &was.name, &is.name));
    } else if was.description != is.description {
        changes.push(bare(Class::Harmless, element(), What::Label));
    }
    // A page that was not read is unknown, and no change.
    let (Some(asked), Some(asks)) = (&was.contract, &is.contract) else { return };
    if demand(asked, old) != demand(asks, new) {
        let (before, now) = (need(was), need(is));
        let class = Need::class(before, now, is_given(rows, is));
        let rules = (governing(asked), governing(asks));
        changes.push(super::asked(class, element(), (before, now), rules));
    }
    options(is, asked, asks, rows, changes);
    form((was, asked), (is, asks), rows, changes);
}

/// All that decides when it must be answered; what a rule governs has no value of its own.
#[derive(PartialEq)]
struct Demand<'a> {
    required: Option<bool>,
    visible: Option<bool>,
    rule: Option<Rule>,
    types: Vec<&'a str>,
    default: Option<&'a str>,
}

/// The rule that decides whether it is asked or required.
fn governing(contract: &QuestionContract) -> Option<&Rule> {
    contract.rule.as_ref().filter(|_| contract.rule_required || contract.rule_visible)
}

fn demand<'a>(contract: &'a QuestionContract, of: &PartnerContract) -> Demand<'a> {
    let rule = governing(contract);
    let mut types: Vec<&str> = contract.product_types.iter().map(String::as_str).collect();
    types.sort_unstable();
    Demand {
        required: (!contract.rule_required).then_some(contract.required),
        visible: (!contract.rule_visible).then_some(contract.visible),
        rule: rule.map(|rule| names::resolved(rule, &of.questions)),
        types,
        default: contract.default_value.as_deref(),
    }
}

fn need(question: &Question) -> Need {
    let Some(contract) = &question.contract else { return Need::Sometimes };
    let by_default = contract.default_value.is_some() || !question.input_type.takes_answer();
    if by_default {
        return Need::Never;
    }
    let need = Need::of(contract.required, contract.rule_required, contract.visible, contract.rule_visible);
    if contract.product_types.is_empty() { need } else { need.min(Need::Sometimes) }
}

/// Whether the mapping has an answer that does not come from the partner's side.
fn is_given(rows: &[&QuestionRow], question: &Question) -> bool {
    let elsewhere = matches!(question.input_type, InputType::Signature | InputType::Relation);
    elsewhere || !rows.is_empty()
}

fn options(
    is: &Question,
    asked: &QuestionContract,
    asks: &QuestionContract,
    rows: &[&QuestionRow],
    changes: &mut Vec<Change>,
) {
    let key = &is.key;
    let among = |options: &[String], value: &str| options.iter().any(|one| one.trim() == value.trim());
    let list = |class| bare(class, Element::Question(key.clone()), What::Choice);
    match (asked.options.is_empty(), asks.options.is_empty()) {
        (true, true) => {}
        (false, true) => changes.push(list(Class::Widening)),
        (true, false) => {
            // Free before: whatever is given must be one of them now.
            let fixed = rows.iter().flat_map(|row| values(row));
            let class = match rows {
                [] => Class::Harmless,
                _ if fixed.clone().any(|value| !among(&asks.options, value)) => Class::Breaking,
                _ => Class::Tightening,
            };
            changes.push(list(class));
        }
        (false, false) => {
            for option in asked.options.iter().filter(|option| !among(&asks.options, option)) {
                let class = if is_sent(rows, option) { Class::Breaking } else { Class::Harmless };
                changes.push(bare(class, Element::Answer(key.clone(), option.clone()), What::Removed));
            }
            for option in asks.options.iter().filter(|option| !among(&asked.options, option)) {
                let class = if rows.is_empty() { Class::Harmless } else { Class::Widening };
                changes.push(bare(class, Element::Answer(key.clone(), option.clone()), What::Added));
            }
        }
    }
}

/// The values that a row gives whatever A's customer says, and those of its option table.
fn values(row: &QuestionRow) -> impl Iterator<Item = &String> + Clone {
    let table = row.options.values().filter(|_| row.constant.is_none());
    row.constant.iter().chain(&row.default).chain(table)
}

/// Whether an option can be sent: it is written in a row, or a row hands on whatever A says.
fn is_sent(rows: &[&QuestionRow], option: &str) -> bool {
    rows.iter().any(|row| {
        let handed_on = row.own.is_some() && row.constant.is_none() && row.options.is_empty();
        handed_on || values(row).any(|value| value.trim() == option.trim())
    })
}

fn form(
    (was, asked): (&Question, &QuestionContract),
    (is, asks): (&Question, &QuestionContract),
    rows: &[&QuestionRow],
    changes: &mut Vec<Change>,
) {
    let word = |question: &Question, contract: &QuestionContract| match &contract.validator {
        Some(validator) => format!("{} ({validator})", question.input_type.as_word()),
        None => question.input_type.as_word().to_owned(),
    };
    let class = match () {
        () if was.input_type == is.input_type && asked.validator == asks.validator => return,
        () if rows.is_empty() || !is.input_type.takes_answer() => Class::Harmless,
        () if was.input_type != is.input_type => Class::Breaking,
        () if asks.validator.is_none() => Class::Widening,
        () => Class::Tightening,
    };
    let element = Element::Question(is.key.clone());
    changes.push(from_to(class, element, What::Form, &word(was, asked), &word(is, asks)));
}
