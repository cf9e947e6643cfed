//! A row of a mapping beside both questions: which of our options lack a counterpart, and what in it neither side
//! knows.
//!
//! Not here: what such a row does to a sale (`linking::translate`).

use chrono::format::{Item, StrftimeItems};

use super::mapping::QuestionRow;
use super::shown::Shown;
use super::side_by_side::{MappingView, QuestionView};

/// Something in a row that is not as the two sides have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Odd {
    /// The partner asks no such question, as far as imported products tell.
    PartnerQuestion(String),
    /// An option that our question does not have.
    OwnOption(String),
    /// An answer that the partner's question does not take.
    PartnerOption(String),
    /// An option of ours that has no counterpart.
    Lacking(String),
}

/// What can be answered: the options, or yes and no in the API's words; empty when it is free.
pub fn answers(question: &QuestionView) -> Vec<Shown> {
    match question.input_type.as_str() {
        "checkbox" => vec!["1".into(), "0".into()],
        _ => question.options.clone(),
    }
}

/// Our options that have no counterpart, or one that the partner no longer offers.
pub fn lacking(view: &MappingView, row: &QuestionRow) -> Vec<Shown> {
    let theirs = asked(view, row).map(answers).unwrap_or_default();
    let Some(own) = given(view, row).filter(|_| !theirs.is_empty()) else { return Vec::new() };
    let takes = |option: &str| theirs.iter().any(|one| one.as_str() == option);
    let has = |option: &&Shown| match row.options.is_empty() {
        true => takes(option.as_str()),
        false => row.options.get(option.as_str()).is_some_and(|to| takes(to)),
    };
    answers(own).iter().filter(|option| !has(option)).cloned().collect()
}

/// Everything in a row that is not as the two sides have it. A list that was not read yet is no proof.
pub fn odd(view: &MappingView, row: &QuestionRow) -> Vec<Odd> {
    let mut odd = Vec::new();
    if !view.partner_questions.is_empty() && asked(view, row).is_none() {
        odd.push(Odd::PartnerQuestion(row.partner.to_string()));
    }
    let ours = given(view, row).map(answers).unwrap_or_default();
    let theirs = asked(view, row).map(answers).unwrap_or_default();
    let lacks =
        |list: &[Shown], option: &str| !list.is_empty() && !list.iter().any(|one| one.as_str() == option);
    odd.extend(row.options.keys().filter(|own| lacks(&ours, own)).cloned().map(Odd::OwnOption));
    let said = row.options.values().chain(&row.default).chain(&row.constant);
    odd.extend(said.filter(|to| lacks(&theirs, to)).cloned().map(Odd::PartnerOption));
    odd.extend(lacking(view, row).iter().map(|option| Odd::Lacking(option.to_string())));
    odd
}

/// Whether a text says how a date is written.
pub fn is_date(format: &str) -> bool {
    let mut items = StrftimeItems::new(format).peekable();
    items.peek().is_some() && !items.any(|item| item == Item::Error)
}

fn asked<'a>(view: &'a MappingView, row: &QuestionRow) -> Option<&'a QuestionView> {
    view.partner_questions.iter().find(|question| question.key == row.partner)
}

fn given<'a>(view: &'a MappingView, row: &QuestionRow) -> Option<&'a QuestionView> {
    view.own_questions.iter().find(|question| Some(&question.key) == row.own.as_ref())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::model::mapping::Mapping;

    pub(crate) fn question(key: &str, options: &[&str]) -> QuestionView {
        QuestionView {
            key: key.into(),
            name: key.into(),
            input_type: "mc-single".to_owned(),
            required: true,
            has_rule: false,
            options: options.iter().map(|option| Shown::new(option)).collect(),
        }
    }

    /// Two questions with options, and nothing else.
    pub(crate) fn view() -> MappingView {
        MappingView {
            mapping: Mapping::default(),
            version: 1,
            changed: None,
            own_flows: vec![],
            partner_flows: vec![],
            own_questions: vec![question("reden", &["nieuwbouw", "overstap"])],
            partner_questions: vec![question("situatie", &["Nieuw", "Overstap"])],
            own_agreements: vec![],
            partner_agreements: vec![],
            own_statuses: vec![],
            partner_statuses: vec![],
        }
    }

    fn row(options: &[(&str, &str)]) -> QuestionRow {
        let pair = |(own, to): &(&str, &str)| ((*own).to_owned(), (*to).to_owned());
        QuestionRow {
            partner: "situatie".into(),
            own: Some("reden".into()),
            constant: None,
            default: None,
            options: options.iter().map(pair).collect(),
            date: None,
        }
    }

    #[test]
    fn an_option_without_a_counterpart_is_lacking_also_where_the_partners_went() {
        let mut view = view();
        let whole = row(&[("nieuwbouw", "Nieuw"), ("overstap", "Overstap")]);
        assert_eq!(odd(&view, &whole), []);
        view.partner_questions[0].options.pop();
        assert_eq!(lacking(&view, &whole), ["overstap".into()]);
        let found = [Odd::PartnerOption("Overstap".into()), Odd::Lacking("overstap".into())];
        assert_eq!(odd(&view, &whole), found);
    }

    #[test]
    fn what_neither_side_knows_is_named() {
        let typed = row(&[("kaas", "Nieuw"), ("nieuwbouw", "Kaas"), ("overstap", "Overstap")]);
        let found = [
            Odd::OwnOption("kaas".into()),
            Odd::PartnerOption("Kaas".into()),
            Odd::Lacking("nieuwbouw".into()),
        ];
        assert_eq!(odd(&view(), &typed), found);
        assert!(is_date("%d-%m-%Y") && !is_date("%Q") && !is_date(""));
        let nowhere = QuestionRow { partner: "nergens".into(), ..row(&[]) };
        assert_eq!(odd(&view(), &nowhere), [Odd::PartnerQuestion("nergens".into())]);
    }
}
