//! Three-valued reading of a partner's rules over what is about to be sent: holds, does not hold, unknown.
//! Unknown is never guessed: koppel refuses a sale beforehand only when the partner certainly would.
//!
//! Not here: the environment's own evaluation, which shares nothing with this but the parsed tree.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::agreement::AgreementContract;
use crate::model::ids::{QuestionKey, SupplierId};
use crate::model::question::{InputType, Question, QuestionContract};
use crate::model::rule::{Criterion, Rule, Subject};
use crate::model::sale::{Answer, CustomerKind};

/// Whether something holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    /// Certainly.
    Holds,
    /// Certainly not.
    Fails,
    /// Cannot be told from here.
    Unknown,
}

impl Truth {
    pub(super) fn of(value: bool) -> Self {
        if value { Self::Holds } else { Self::Fails }
    }

    /// Both hold.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Fails, _) | (_, Self::Fails) => Self::Fails,
            (Self::Holds, Self::Holds) => Self::Holds,
            _ => Self::Unknown,
        }
    }

    /// One holds.
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Holds, _) | (_, Self::Holds) => Self::Holds,
            (Self::Fails, Self::Fails) => Self::Fails,
            _ => Self::Unknown,
        }
    }
}

/// What the partner's rules look at.
pub(super) struct Facts<'a> {
    /// The partner's questions.
    pub questions: &'a [Question],
    /// What is known of the partner's product.
    pub product_type: Option<&'a str>,
    /// Types of the additional products; a question for one of those may be asked as well.
    pub related_types: Vec<Option<&'a str>>,
    /// Supplier of the partner's product.
    pub supplier: Option<SupplierId>,
    /// Consumer or business.
    pub customer: CustomerKind,
    /// Answers about to be sent.
    pub answers: &'a BTreeMap<QuestionKey, Answer>,
    /// Questions whose answer could not be made: what it will be is unknown.
    pub doubtful: &'a BTreeSet<QuestionKey>,
    /// What has been worked out already; starts empty.
    pub seen: Seen,
}

/// Which questions are shown, as far as it has been worked out for these facts. `None` while it is being
/// worked out: a question that comes back to itself is unknown.
#[derive(Default)]
pub(super) struct Seen(RefCell<HashMap<QuestionKey, Option<Truth>>>);

impl<'a> Facts<'a> {
    /// The same facts with other answers.
    pub(super) fn with_answers<'b>(&'b self, answers: &'b BTreeMap<QuestionKey, Answer>) -> Facts<'b> {
        Facts {
            questions: self.questions,
            product_type: self.product_type,
            related_types: self.related_types.clone(),
            supplier: self.supplier,
            customer: self.customer,
            answers,
            doubtful: self.doubtful,
            seen: Seen::default(),
        }
    }

    /// Whether the partner shows a question: asked for this product, and visible.
    pub(super) fn shows(&self, contract: &QuestionContract) -> Truth {
        let governed = (contract.rule_visible, contract.visible);
        self.asked_for(&contract.product_types).and(self.governed(governed, contract.rule.as_ref()))
    }

    /// Whether a rule, or the product's type, keeps a question from being asked. A question that is
    /// invisible by itself is not hidden *by rule*: an operator who maps it wants it filled.
    pub(super) fn hides_by_rule(&self, contract: &QuestionContract) -> bool {
        let visible =
            if contract.rule_visible { self.rule_or_unknown(contract.rule.as_ref()) } else { Truth::Holds };
        self.asked_for(&contract.product_types).and(visible) == Truth::Fails
    }

    /// Whether the partner requires an answer.
    pub(super) fn requires(&self, contract: &QuestionContract) -> Truth {
        let governed = (contract.rule_required, contract.required);
        self.shows(contract).and(self.governed(governed, contract.rule.as_ref()))
    }

    /// Whether an agreement is shown.
    pub(super) fn shows_agreement(&self, contract: &AgreementContract) -> Truth {
        let governed = (contract.rule_visible, contract.visible);
        Truth::of(!contract.archived).and(self.governed(governed, contract.rule.as_ref()))
    }

    /// Whether the partner requires that an agreement is accepted.
    pub(super) fn requires_agreement(&self, contract: &AgreementContract) -> Truth {
        let governed = (contract.rule_required, contract.required);
        self.shows_agreement(contract).and(self.governed(governed, contract.rule.as_ref()))
    }

    fn governed(&self, (by_rule, fixed): (bool, bool), rule: Option<&Rule>) -> Truth {
        if by_rule { self.rule_or_unknown(rule) } else { Truth::of(fixed) }
    }

    /// A rule is said to govern, and there is none: what the partner makes of that is not documented.
    fn rule_or_unknown(&self, rule: Option<&Rule>) -> Truth {
        rule.map_or(Truth::Unknown, |rule| self.rule(rule))
    }

    fn asked_for(&self, types: &[String]) -> Truth {
        let among = |product_type: Option<&str>| match product_type {
            None => Truth::Unknown,
            Some(own) if types.iter().any(|one| one == own) => Truth::Holds,
            Some(own) if types.iter().any(|one| one.eq_ignore_ascii_case(own)) => Truth::Unknown,
            Some(_) => Truth::Fails,
        };
        if types.is_empty() {
            return Truth::Holds;
        }
        // Whether an additional product's type counts is not documented: it can only make it unknown.
        let related = self.related_types.iter().any(|related| among(*related) != Truth::Fails);
        among(self.product_type).or(if related { Truth::Unknown } else { Truth::Fails })
    }

    /// Whether a rule holds.
    pub(super) fn rule(&self, rule: &Rule) -> Truth {
        match rule {
            Rule::Unknown { .. } => Truth::Unknown,
            // An empty group asks nothing, whatever its criterion.
            Rule::Group { rules, .. } if rules.is_empty() => Truth::Holds,
            Rule::Group { criterion: Criterion::All, rules } => {
                rules.iter().fold(Truth::Holds, |all, rule| all.and(self.rule(rule)))
            }
            Rule::Group { criterion: Criterion::Any, rules } => {
                rules.iter().fold(Truth::Fails, |any, rule| any.or(self.rule(rule)))
            }
            Rule::Condition { subject, value } => self.condition(subject, value.as_deref()),
        }
    }

    fn condition(&self, subject: &Subject, value: Option<&str>) -> Truth {
        match (subject, value) {
            (Subject::Answer { question }, value) => self.question_named(question, value),
            // Only an answer has a documented meaning of the empty value.
            (_, None) => Truth::Unknown,
            (Subject::ProductType, Some(value)) => match self.product_type {
                Some(own) if own == value => Truth::Holds,
                Some(own) if !own.eq_ignore_ascii_case(value) => Truth::Fails,
                _ => Truth::Unknown,
            },
            (Subject::Supplier, Some(value)) => match (self.supplier, value.parse::<SupplierId>()) {
                (Some(own), Ok(wanted)) => Truth::of(own == wanted),
                _ => Truth::Unknown,
            },
            (Subject::Profile, Some(value)) => match value.to_ascii_lowercase().as_str() {
                "consumer" | "0" => Truth::of(self.customer == CustomerKind::Consumer),
                "business" | "1" => Truth::of(self.customer == CustomerKind::Business),
                _ => Truth::Unknown,
            },
        }
    }

    /// Rules call a question by its name. Two of one name: only what holds of both is known.
    fn question_named(&self, name: &str, value: Option<&str>) -> Truth {
        let mut named = self.questions.iter().filter(|question| question.name.trim() == name.trim());
        let Some(first) = named.next() else { return Truth::Unknown };
        let truth = self.answer_is(first, value);
        if named.all(|other| self.answer_is(other, value) == truth) { truth } else { Truth::Unknown }
    }

    /// What a question that is not shown was answered counts for nothing.
    fn answer_is(&self, question: &Question, wanted: Option<&str>) -> Truth {
        if self.doubtful.contains(&question.key) {
            // Only what a rule hides is certainly not sent.
            let hidden = question.contract.as_ref().is_some_and(|contract| match contract.rule_visible {
                true => self.is_shown(question) == Truth::Fails,
                false => self.hides_by_rule(contract),
            });
            return if hidden { Truth::Fails } else { Truth::Unknown };
        }
        match self.given_is(question, wanted) {
            Truth::Fails => Truth::Fails,
            given => match self.is_shown(question) {
                Truth::Holds => given,
                // Answered all the same: whether that counts is not documented.
                Truth::Fails | Truth::Unknown => Truth::Unknown,
            },
        }
    }

    /// Whether a question is shown, worked out once. A circle of rules decides nothing.
    pub(super) fn is_shown(&self, question: &Question) -> Truth {
        let Some(contract) = &question.contract else { return Truth::Unknown };
        if !contract.rule_visible {
            return self.shows(contract);
        }
        if let Some(known) = self.seen.0.borrow().get(&question.key) {
            return known.unwrap_or(Truth::Unknown);
        }
        self.seen.0.borrow_mut().insert(question.key.clone(), None);
        let shown = self.shows(contract);
        self.seen.0.borrow_mut().insert(question.key.clone(), Some(shown));
        shown
    }

    /// What was given, wherever it is asked.
    pub(super) fn given_is(&self, question: &Question, wanted: Option<&str>) -> Truth {
        let Some(answer) = self.answers.get(&question.key).filter(|answer| !answer.is_empty()) else {
            // The partner may fill in its own default, or one that was not read yet.
            let default = question.contract.as_ref().map(|contract| contract.default_value.as_deref());
            return match (default, wanted) {
                (Some(None), _) => Truth::Fails,
                (Some(Some(default)), Some(wanted)) if default.trim() != wanted => Truth::Fails,
                _ => Truth::Unknown,
            };
        };
        match (answer, wanted) {
            // An unticked box was answered, and yet it is empty: not documented which counts.
            (Answer::One(text), None) if question.input_type == InputType::Checkbox => {
                if checked(text) == Some(true) { Truth::Holds } else { Truth::Unknown }
            }
            (_, None) => Truth::Holds,
            (Answer::Files(_), Some(_)) => Truth::Unknown,
            (Answer::One(text), Some(wanted)) => equal(question, text, wanted),
            (Answer::Many(values), Some(wanted)) => {
                values.iter().fold(Truth::Fails, |any, value| any.or(equal(question, value, wanted)))
            }
        }
    }
}

/// Whether the partner would call these two the same. Spellings that a partner may or may not equate
/// (case, numbers, dates, words for yes and no) are unknown.
pub(super) fn equal(question: &Question, given: &str, wanted: &str) -> Truth {
    let (given, wanted) = (given.trim(), wanted.trim());
    if given == wanted {
        return Truth::Holds;
    }
    let alike = given.eq_ignore_ascii_case(wanted)
        || given.to_lowercase() == wanted.to_lowercase()
        || matches!(question.input_type, InputType::Date | InputType::Switchdate | InputType::Price)
        || matches!((given.parse::<f64>(), wanted.parse::<f64>()), (Ok(a), Ok(b)) if (a - b).abs() < 1e-9)
        || matches!(question.input_type, InputType::Checkbox) && checked(given) == checked(wanted);
    if alike { Truth::Unknown } else { Truth::Fails }
}

/// Reads a box: ticked or not, in the words environments use. `None` for another word.
pub(super) fn checked(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "1" | "true" | "on" | "yes" | "ja" => Some(true),
        "" | "0" | "false" | "off" | "no" | "nee" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
