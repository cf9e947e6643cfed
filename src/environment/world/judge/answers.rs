//! Questions and agreements: which are asked of this sale, and whether they are answered well. A finding
//! is under `questionData.<identifier>` or `agreements.<identifier>`.
//!
//! Not here: visibility and requiredness (`evaluate`).

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::super::catalogue::Question;
use super::super::evaluate::Evaluation;
use super::super::loose;
use super::{Finding, Findings, Judged, add, forms, lengths};

/// The most files in one answer.
const FILES: usize = 50;

/// Judges all answers and gives the identifiers of the visible questions.
pub(super) fn judge(sale: &Judged<'_, '_>, findings: &mut Findings) -> Vec<String> {
    let proposal = sale.proposal;
    let nothing = Map::new();
    let given = proposal.body.get("questionData").and_then(Value::as_object).unwrap_or(&nothing);
    let answers: HashMap<String, Vec<String>> = given
        .iter()
        .map(|(identifier, answer)| (identifier.clone(), texts(answer)))
        .filter(|(_, texts)| !texts.is_empty())
        .collect();
    let flow = proposal.flow.identifier.as_str();
    let applying = proposal
        .catalogue
        .questions
        .values()
        .filter(|question| question.asked.applies(&sale.product.kind, flow) && takes_answer(question))
        .collect();
    let evaluation = Evaluation::new(sale.situation(), applying, &answers);
    let asked = evaluation.asked();
    for (question, required) in &asked {
        let field = format!("questionData.{}", question.identifier);
        match given.get(&question.identifier).filter(|_| answers.contains_key(&question.identifier)) {
            None if *required => add(findings, &field, Finding::Required),
            None => {}
            Some(answer) => {
                if let Err(finding) = answer_is_good(question, answer) {
                    add(findings, &field, finding);
                }
                let companion = format!("{}_switchdate_option", question.identifier);
                let companion = given.get(&companion).filter(|_| question.input_type == "switchdate");
                if let Some(Err(finding)) = companion.map(|option| lengths::answer(&texts(option))) {
                    add(findings, &field, finding);
                }
            }
        }
    }
    agreements(sale, &evaluation, findings);
    asked.into_iter().map(|(question, _)| question.identifier.clone()).collect()
}

fn agreements(sale: &Judged<'_, '_>, evaluation: &Evaluation<'_>, findings: &mut Findings) {
    let proposal = sale.proposal;
    if !proposal.incoming.check_agreements {
        return;
    }
    let given = proposal.body.get("agreements");
    for agreement in proposal.catalogue.agreements.values().filter(|agreement| !agreement.archive) {
        if !agreement.asked.applies(&sale.product.kind, &proposal.flow.identifier) {
            continue;
        }
        let (_, required) = evaluation.asks(&agreement.asked);
        let accepted = given.and_then(|all| all.get(&agreement.identifier)).and_then(loose::as_flag);
        if required && accepted != Some(true) {
            add(findings, &format!("agreements.{}", agreement.identifier), Finding::NotAccepted);
        }
    }
}

fn takes_answer(question: &Question) -> bool {
    !matches!(question.input_type.as_str(), "h2" | "p")
}

/// An answer as the texts that rules compare: one, several, or the names of files. None when empty.
pub fn texts(answer: &Value) -> Vec<String> {
    loose::as_list(answer)
        .iter()
        .filter_map(|item| match item {
            Value::Object(file) => {
                Some(file.get("name").and_then(loose::as_text).unwrap_or_else(|| "file".to_owned()))
            }
            scalar => loose::as_text(scalar),
        })
        .collect()
}

fn answer_is_good(question: &Question, answer: &Value) -> Result<(), Finding> {
    let input = question.input_type.as_str();
    if input == "file" {
        let files =
            if answer.get("content").is_some() { vec![answer.clone()] } else { loose::as_list(answer) };
        holds(files.len() <= FILES, Finding::TooMany { maximum: FILES as u64 })?;
        let is_good = |file: &Value| {
            let name = file.get("name").and_then(loose::as_text);
            forms::is_file(file, None) && name.is_none_or(|name| lengths::is_name(&name))
        };
        return holds(files.iter().all(is_good), Finding::NoFile);
    }
    let given = texts(answer);
    if input != "signature" {
        lengths::answer(&given)?;
    }
    let choices = question.choices();
    if input == "mc-multi" {
        let known = choices.is_empty() || given.iter().all(|text| choices.contains(&text.as_str()));
        return holds(known, Finding::NotAnOption);
    }
    let [text] = given.as_slice() else { return Err(Finding::NotText) };
    match input {
        "mc-single" => holds(choices.is_empty() || choices.contains(&text.as_str()), Finding::NotAnOption)?,
        "email" => holds(forms::is_email(text), Finding::NoEmail)?,
        "date" | "switchdate" => holds(forms::is_date(text), Finding::NoDate)?,
        "checkbox" => holds(loose::as_flag(&Value::String(text.clone())).is_some(), Finding::NotYesOrNo)?,
        "price" => holds(forms::is_price(text), Finding::NoPrice)?,
        "signature" => holds(forms::is_data_url(text), Finding::NoSignature)?,
        "relation" => holds(text.parse::<u64>().is_ok(), Finding::NotNumeric)?,
        _ => {}
    }
    question.validator.as_deref().map_or(Ok(()), |validator| forms::passes(validator, text))
}

fn holds(is_good: bool, otherwise: Finding) -> Result<(), Finding> {
    if is_good { Ok(()) } else { Err(otherwise) }
}
