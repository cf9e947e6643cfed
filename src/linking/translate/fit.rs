//! One answer, made to fit one partner question: option table, date format, number of values, and then
//! the partner's options. An answer without a row in a filled table is a failure, never a guess.
//!
//! Not here: which question is asked at all (`answers`).

use std::fmt::Write as _;

use chrono::{NaiveDate, NaiveDateTime};

use crate::model::failure::{Cause, Element, Failure};
use crate::model::mapping::{DateFormats, QuestionRow};
use crate::model::question::{InputType, Question};
use crate::model::sale::Answer;
use crate::model::shown::Shown;

#[cfg(test)]
use super::super::planted::{self, Mistake};
use super::super::truth::checked;

/// The longest answer a failure names: it becomes part of a group's key.
const NAMED_CHARS: usize = 60;

/// The answer that `row` gives; `None` when it gives none.
pub(in crate::linking) fn answer(
    row: &QuestionRow,
    question: Option<&Question>,
    own: Option<&Answer>,
) -> Result<Option<Answer>, Failure> {
    let shape = Shape::of(question);
    let fixed = row.constant.is_some() || own.is_none() && row.default.is_some();
    if fixed && shape.input == Some(&InputType::File) {
        return Err(unfit(row));
    }
    if let Some(constant) = &row.constant {
        return shape.fit(row, vec![constant.clone()]).map(Some);
    }
    match (own, &row.default) {
        (Some(Answer::Files(files)), _) => match shape.input {
            None | Some(InputType::File | InputType::Other(_)) => Ok(Some(Answer::Files(files.clone()))),
            Some(_) => Err(unfit(row)),
        },
        (Some(_), _) if shape.input == Some(&InputType::File) => Err(unfit(row)),
        (Some(Answer::One(text)), _) => shape.fit(row, from_own(row, &shape, text)?).map(Some),
        (Some(Answer::Many(values)), _) => {
            let mut translated = Vec::new();
            for value in values.iter().filter(|value| !value.trim().is_empty()) {
                translated.extend(from_own(row, &shape, value)?);
            }
            if translated.is_empty() { Ok(None) } else { shape.fit(row, translated).map(Some) }
        }
        (None, Some(default)) => shape.fit(row, vec![default.clone()]).map(Some),
        (None, None) => Ok(None),
    }
}

/// What the partner's question takes, as far as it was read.
struct Shape<'a> {
    input: Option<&'a InputType>,
    options: &'a [String],
}

impl<'a> Shape<'a> {
    fn of(question: Option<&'a Question>) -> Self {
        let contract = question.and_then(|question| question.contract.as_ref());
        Self {
            input: question.map(|question| &question.input_type),
            options: contract.map(|contract| contract.options.as_slice()).unwrap_or_default(),
        }
    }

    /// Values in the partner's words, as the answer its question takes.
    fn fit(&self, row: &QuestionRow, values: Vec<String>) -> Result<Answer, Failure> {
        match self.input {
            Some(InputType::McMulti) => {
                let mut chosen: Vec<String> = Vec::new();
                for value in values.iter().flat_map(|value| self.split(value)) {
                    let option = self.option(row, &value)?;
                    if !chosen.contains(&option) {
                        chosen.push(option);
                    }
                }
                Ok(Answer::Many(chosen))
            }
            Some(InputType::McSingle) => match values.as_slice() {
                [one] => Ok(Answer::One(self.option(row, one)?)),
                _ => Err(unfit(row)),
            },
            Some(InputType::Checkbox) => match values.as_slice() {
                [one] if self.options.iter().any(|option| option.trim() == one.trim()) => {
                    Ok(Answer::One(one.trim().to_owned()))
                }
                [one] => Ok(Answer::One(match checked(one) {
                    Some(true) => "1".to_owned(),
                    Some(false) => "0".to_owned(),
                    None => one.clone(),
                })),
                _ => Err(unfit(row)),
            },
            // Not read yet: as A gave it.
            None if values.len() > 1 => Ok(Answer::Many(values)),
            _ => Ok(Answer::One(values.join(", "))),
        }
    }

    /// An environment may give several choices in one text. A text that is an option by itself is one.
    fn split(&self, value: &str) -> Vec<String> {
        if self.options.iter().any(|option| option.trim() == value.trim()) {
            return vec![value.to_owned()];
        }
        parts(value)
    }

    fn option(&self, row: &QuestionRow, value: &str) -> Result<String, Failure> {
        if self.options.is_empty() {
            return Ok(value.to_owned());
        }
        match self.options.iter().find(|option| option.trim() == value.trim()) {
            Some(option) => Ok(option.clone()),
            #[cfg(test)]
            None if planted::is(Mistake::AnyOption) => Ok(value.to_owned()),
            None => Err(no_option(row, value)),
        }
    }
}

/// A's value in the partner's words: by the option table, or with its date rewritten, or as it is.
fn from_own(row: &QuestionRow, shape: &Shape<'_>, value: &str) -> Result<Vec<String>, Failure> {
    if let Some(formats) = &row.date {
        return rewrite_date(formats, value).map(|date| vec![date]).ok_or_else(|| unfit(row));
    }
    if row.options.is_empty() {
        return Ok(vec![value.to_owned()]);
    }
    if let Some(translated) = by_table(row, value) {
        return Ok(vec![translated]);
    }
    #[cfg(test)]
    if planted::is(Mistake::NoRowNoAnswer) {
        return Ok(Vec::new());
    }
    // Several choices in one text: each must stand in the table.
    let several = parts(value);
    if shape.input == Some(&InputType::McMulti) && several.len() > 1 {
        return several.iter().map(|part| by_table(row, part).ok_or_else(|| no_option(row, part))).collect();
    }
    Err(no_option(row, value))
}

fn by_table(row: &QuestionRow, value: &str) -> Option<String> {
    let exact = row.options.get(value);
    let found = exact.or_else(|| {
        let equal = |own: &str| own.trim() == value.trim();
        row.options.iter().find(|(own, _)| equal(own)).map(|(_, partner)| partner)
    });
    // A box is `1` or `0` in a table, however A's environment spells it.
    let as_box = || {
        let key = if checked(value)? { "1" } else { "0" };
        row.options.get(key)
    };
    found.or_else(as_box).cloned()
}

fn parts(value: &str) -> Vec<String> {
    let split = value.split(['\r', '\n', ',']).map(str::trim).filter(|part| !part.is_empty());
    split.map(str::to_owned).collect()
}

/// `None` when the value is no date in the first format, or a format is none.
fn rewrite_date(formats: &DateFormats, value: &str) -> Option<String> {
    let value = value.trim();
    let date = NaiveDate::parse_from_str(value, &formats.from)
        .or_else(|_| NaiveDateTime::parse_from_str(value, &formats.from).map(|at| at.date()))
        .ok()?;
    let mut written = String::new();
    // A format that is none fails here instead of panicking in `to_string`.
    write!(written, "{}", date.format(&formats.to)).ok()?;
    Some(written)
}

fn unfit(row: &QuestionRow) -> Failure {
    Failure::found(Cause::InvalidAnswer, Element::Question(row.partner.clone()))
}

fn no_option(row: &QuestionRow, value: &str) -> Failure {
    Failure::found(Cause::InvalidOption, Element::Answer(row.partner.clone(), named(value)))
}

/// A value as a failure names it.
pub(in crate::linking) fn named(value: &str) -> String {
    Shown::new(value).chars().take(NAMED_CHARS).collect()
}
