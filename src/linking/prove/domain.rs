//! What A's operator can answer, reduced to answers that can make a difference: everything that A's rules,
//! the mapping and the partner's rules and options tell apart, and one for all the rest.
//!
//! What is typed freely is taken to be typed well: that it has the form the partner wants is an assumption
//! beside the proof, unless no text that A accepts can have it.
//!
//! Not here: whether A asks the question (`search`).

use std::collections::{BTreeMap, BTreeSet};

#[cfg(test)]
use super::super::planted::{self, Mistake};
use super::super::translate::fit;
use super::super::truth::{Truth, equal};
use super::forms::{Form, wanted};
use super::target::Cut;
use crate::model::mapping::QuestionRow;
use crate::model::proof::Assumption;
use crate::model::question::{InputType, Question};
use crate::model::sale::{Answer, FileAnswer};

/// So many options are combined in a multiple choice.
const MOST_COMBINED: usize = 8;

/// What an unknown person types where anything will do.
const TYPED: &str = "een antwoord";

/// The answers to one question of A's that can make a difference.
#[derive(Clone)]
pub(super) struct Domain {
    pub answers: Vec<Answer>,
    /// False when there are more than were looked at.
    pub is_whole: bool,
}

/// Whether what A's question is answered with is typed freely.
pub(super) fn is_typed(question: &Question) -> bool {
    let choices = is_choice(question) || !options(question).is_empty();
    let free = matches!(
        question.input_type,
        InputType::Text
            | InputType::Textarea
            | InputType::Other(_)
            | InputType::McSingle
            | InputType::McMulti
    );
    free && !choices
}

fn is_choice(question: &Question) -> bool {
    matches!(question.input_type, InputType::McSingle | InputType::McMulti) && !options(question).is_empty()
}

fn options(question: &Question) -> &[String] {
    let choice = matches!(question.input_type, InputType::McSingle | InputType::McMulti);
    let options = question.contract.as_ref().map(|contract| contract.options.as_slice());
    options.filter(|_| choice).unwrap_or_default()
}

/// The answers to `question` that can make a difference in `cut`.
pub(super) fn domain(question: &Question, cut: &Cut) -> Domain {
    let whole = |answers| Domain { answers, is_whole: true };
    match question.input_type {
        InputType::McSingle if is_choice(question) => {
            whole(kinds(question, cut, 1).into_iter().map(Answer::One).collect())
        }
        InputType::McMulti if is_choice(question) => combined(question, cut),
        InputType::Checkbox => whole(["1", "0"].map(|text| Answer::One(text.to_owned())).into()),
        InputType::File => whole(vec![file()]),
        InputType::Signature | InputType::Relation => {
            whole(wanted(question).iter().take(1).map(|form| Answer::One(form.sample().to_owned())).collect())
        }
        _ => whole(typed(question, cut).into_iter().map(Answer::One).collect()),
    }
}

fn file() -> Answer {
    Answer::Files(vec![FileAnswer {
        name: "voorbeeld.pdf".to_owned(),
        content: "JVBERg==".to_owned(),
        extension: "pdf".to_owned(),
    }])
}

/// So many options of every kind: options that nothing tells apart are one kind.
fn kinds(question: &Question, cut: &Cut, of_each: usize) -> Vec<String> {
    let mut seen: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let kept = options(question).iter().filter(|option| {
        let before = seen.entry(marks(question, option, cut)).or_default();
        *before += 1;
        *before <= of_each
    });
    let kept: Vec<String> = kept.cloned().collect();
    #[cfg(test)]
    if planted::is(Mistake::LastOption) {
        return kept[..kept.len() - 1].to_vec();
    }
    kept
}

/// Everything that tells one option from another: what it equals in A's rules, and for each row what it
/// becomes, what that equals in the partner's rules and which forms it has.
fn marks(question: &Question, option: &str, cut: &Cut) -> Vec<String> {
    let word = |truth: Truth| format!("{truth:?}");
    let mut marks: Vec<String> =
        cut.named.own(question).map(|value| word(equal(question, option, value))).collect();
    let given = Answer::One(option.to_owned());
    for row in rows_from(question, cut) {
        let theirs = cut.partner.questions.iter().find(|theirs| theirs.key == row.partner);
        let texts = match fit::answer(row, theirs, Some(&given)) {
            Ok(Some(Answer::One(text))) => vec![text],
            Ok(Some(Answer::Many(texts))) => texts,
            Ok(Some(Answer::Files(_)) | None) => vec!["-".to_owned()],
            Err(failure) => {
                marks.push(format!("{:?}", failure.cause));
                continue;
            }
        };
        marks.push(texts.len().to_string());
        let Some(theirs) = theirs else { continue };
        for text in &texts {
            let equals = cut.named.partner(theirs).map(|value| word(equal(theirs, text, value)));
            marks.extend(equals.chain(wanted(theirs).iter().map(|form| word(form.fits(text)))));
        }
    }
    marks
}

/// Every combination of kinds of options, and all options at once. Where the partner takes one text or one
/// choice, two options of a kind are something else than one of them.
fn combined(question: &Question, cut: &Cut) -> Domain {
    let targets = || {
        let theirs = |row: &QuestionRow| cut.partner.questions.iter().find(|one| one.key == row.partner);
        rows_from(question, cut).filter_map(theirs).filter(|one| one.input_type != InputType::McMulti)
    };
    let kinds = kinds(question, cut, if targets().next().is_some() { 2 } else { 1 });
    let is_one = |theirs: &Question| matches!(theirs.input_type, InputType::McSingle | InputType::Checkbox);
    // Several choices become one text, in the order they were made in: a rule may look for just that.
    let spelled = targets().any(|theirs| !is_one(theirs) && cut.named.partner(theirs).next().is_some());
    let is_whole = kinds.len() <= MOST_COMBINED && !spelled;
    let mut answers: Vec<Answer> = if kinds.len() <= MOST_COMBINED {
        let pick = |set: usize| {
            let chosen = kinds.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
            chosen.map(|(_, kind)| kind.clone()).collect::<Vec<_>>()
        };
        (1..1_usize << kinds.len()).map(|set| Answer::Many(pick(set))).collect()
    } else {
        kinds.iter().map(|kind| Answer::Many(vec![kind.clone()])).collect()
    };
    let all = options(question).to_vec();
    if all.len() > 1 && all.len() > kinds.len() {
        answers.push(Answer::Many(all));
    }
    // Few choices first: the smallest example is looked for.
    answers.sort_by_key(|answer| match answer {
        Answer::Many(values) => values.len(),
        _ => 0,
    });
    Domain { answers, is_whole }
}

/// One text for all that nothing tells apart, and every text that a rule, a table or a list of options
/// names, as far as A takes it.
fn typed(question: &Question, cut: &Cut) -> Vec<String> {
    let own = wanted(question);
    let mut texts = vec![sample(question, cut)];
    let mut named: BTreeSet<&String> = cut.named.own(question).collect();
    for row in rows_from(question, cut) {
        if row.date.is_some() {
            continue;
        }
        named.extend(row.options.keys());
        let Some(theirs) = cut.partner.questions.iter().find(|theirs| theirs.key == row.partner) else {
            continue;
        };
        if row.options.is_empty() {
            named.extend(cut.named.partner(theirs));
            named.extend(theirs.contract.iter().flat_map(|contract| &contract.options).take(1));
        }
    }
    let mut alike: Vec<String> = Vec::new();
    for text in named {
        // A partner may or may not take another spelling of a word it looks for as that word.
        let other = if text.to_lowercase() == *text { text.to_uppercase() } else { text.to_lowercase() };
        alike.extend([text.clone(), other]);
    }
    for text in alike {
        let is_taken = own.iter().all(|form| form.fits(&text) == Truth::Holds);
        if is_taken && !text.trim().is_empty() && !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

/// What somebody types who fills the question in well.
fn sample(question: &Question, cut: &Cut) -> String {
    let known = |form: &&Form| !form.sample().is_empty();
    if let Some(form) = wanted(question).iter().find(known) {
        return form.sample().to_owned();
    }
    for row in rows_from(question, cut) {
        if let Some(formats) = &row.date {
            return written(&formats.from);
        }
        let theirs = cut.partner.questions.iter().find(|theirs| theirs.key == row.partner);
        let forms = theirs.map(wanted).unwrap_or_default();
        if let Some(form) = forms.iter().filter(|form| !form.is_choice()).find(known) {
            return form.sample().to_owned();
        }
    }
    TYPED.to_owned()
}

/// A day in a format of chrono's; the usual one when it is none.
fn written(format: &str) -> String {
    use std::fmt::Write as _;
    let day = chrono::NaiveDate::from_ymd_opt(2027, 6, 15).and_then(|day| day.and_hms_opt(12, 0, 0));
    let mut text = String::new();
    match day.map(|day| write!(text, "{}", day.format(format))) {
        Some(Ok(())) => text,
        _ => Form::Date.sample().to_owned(),
    }
}

/// The rows that read A's question.
pub(super) fn rows_from<'c>(question: &Question, cut: &'c Cut) -> impl Iterator<Item = &'c QuestionRow> {
    let key = question.key.clone();
    cut.mapping.questions.iter().filter(move |row| row.constant.is_none() && row.own.as_ref() == Some(&key))
}

/// Whether the text that `own` gives is taken to have `form`: it is typed by hand, and can have it.
pub(super) fn is_assumed(own: &Question, form: &Form) -> bool {
    let known = wanted(own);
    let typed =
        is_typed(own) || matches!(own.input_type, InputType::Price | InputType::Email | InputType::Relation);
    typed && !form.is_choice() && !known.contains(form) && known.iter().all(|own| goes_with(own, form))
}

/// Whether some text has both forms.
fn goes_with(own: &Form, theirs: &Form) -> bool {
    let digits = |form: &Form| {
        matches!(
            form,
            Form::Numeric
                | Form::Ean
                | Form::Phone
                | Form::Coc
                | Form::Price
                | Form::Relation
                | Form::Postcode
        )
    };
    let named = |form: &Form| matches!(form, Form::Named(_));
    own == theirs || named(own) || named(theirs) || digits(own) && digits(theirs)
}

/// What is taken for granted about the rows of one partner question.
pub(super) fn assumed(theirs: &Question, cut: &Cut) -> Vec<Assumption> {
    let mut assumed = Vec::new();
    for row in cut.mapping.questions.iter().filter(|row| row.partner == theirs.key) {
        let fixed = row.constant.as_ref().or(row.default.as_ref());
        for form in wanted(theirs) {
            if let (Some(_), Form::Named(wants)) = (fixed, &form) {
                assumed.push(Assumption::Constant { partner: theirs.key.clone(), wants: wants.clone() });
            }
        }
        let Some(own) = row.own.as_ref().filter(|_| row.constant.is_none()) else { continue };
        let Some(own) = cut.own.iter().find(|question| question.key == *own) else { continue };
        if theirs.input_type == InputType::Relation {
            assumed.push(Assumption::Relation { partner: theirs.key.clone() });
        }
        let typed = |wants| Assumption::Typed { own: own.key.clone(), partner: theirs.key.clone(), wants };
        if row.date.is_some() && is_typed(own) {
            assumed.push(typed(Form::Date.word()));
        } else {
            let forms = wanted(theirs);
            assumed.extend(forms.iter().filter(|form| is_assumed(own, form)).map(|form| typed(form.word())));
        }
    }
    assumed
}
