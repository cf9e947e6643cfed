//! The forms a value can have, as far as a proof must know them: what a question wants by its type or its
//! named check, whether a text certainly has that form, and a value that has it.
//!
//! Three values: a spelling that some environments take and others do not is unknown.
//!
//! Not here: the environment's own checks, which share nothing with these.

use chrono::NaiveDate;

use super::super::truth::{Truth, checked};
use crate::model::question::{InputType, Question};

/// What a value must look like.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// An e-mail address.
    Email,
    /// `dd-mm-yyyy`.
    Date,
    /// An amount.
    Price,
    /// A number.
    Numeric,
    /// A telephone number.
    Phone,
    /// A postcode.
    Postcode,
    /// An account number with its checksum.
    Iban,
    /// An EAN code with its check digit.
    Ean,
    /// A chamber of commerce number.
    Coc,
    /// A VAT number.
    Vat,
    /// Yes or no.
    YesNo,
    /// An image in a data URL.
    Signature,
    /// The number of a relation.
    Relation,
    /// A named check that this version does not know.
    Named(String),
}

impl Form {
    /// The word for it.
    pub(super) fn word(&self) -> String {
        match self {
            Self::Email => "email",
            Self::Date => "date",
            Self::Price => "price",
            Self::Numeric => "numeric",
            Self::Phone => "phone",
            Self::Postcode => "postcode",
            Self::Iban => "iban",
            Self::Ean => "ean",
            Self::Coc => "coc",
            Self::Vat => "vat",
            Self::YesNo => "yes-no",
            Self::Signature => "signature",
            Self::Relation => "relation",
            Self::Named(word) => return word.clone(),
        }
        .to_owned()
    }

    /// One of few values, or made by a hand that does nothing else: not something that is typed well or
    /// badly.
    pub(super) fn is_choice(&self) -> bool {
        matches!(self, Self::YesNo | Self::Signature)
    }

    /// A value of this form that a person might give; empty for a check that is not known.
    pub(super) fn sample(&self) -> &'static str {
        match self {
            Self::Email => "klant@example.org",
            Self::Date => "15-06-2027",
            Self::Price => "12.50",
            Self::Numeric => "7",
            Self::Phone => "0612345678",
            Self::Postcode => "1012AB",
            Self::Iban => "NL91ABNA0417164300",
            Self::Ean => "871685200000000005",
            Self::Coc => "12345678",
            Self::Vat => "NL123456789B01",
            Self::YesNo => "1",
            Self::Signature => "data:image/png;base64,iVBORw0KGgo=",
            Self::Relation => "1",
            Self::Named(_) => "",
        }
    }

    /// Whether `text` has this form.
    pub(super) fn fits(&self, text: &str) -> Truth {
        let text = text.trim();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let all = |allowed: fn(char) -> bool| text.chars().all(allowed);
        let (good, bad) = match self {
            Self::Email => {
                let (local, host) = text.split_once('@').unwrap_or(("", ""));
                let plain = |part: &str| {
                    !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
                };
                let labels = host.split('.').all(|label| !label.is_empty() && !label.starts_with('-'));
                (plain(local) && plain(host) && host.contains('.') && labels, !text.contains('@'))
            }
            Self::Date => {
                let is_date = text.len() == 10 && NaiveDate::parse_from_str(text, "%d-%m-%Y").is_ok();
                (is_date, digits < 4)
            }
            Self::Price => {
                let (whole, cents) = text.split_once('.').unwrap_or((text, "00"));
                let number = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
                (number(whole) && number(cents) && cents.len() <= 2, digits == 0 || !all(is_amount))
            }
            Self::Numeric => (digits > 0 && digits == text.len(), digits == 0 || !all(is_amount)),
            Self::Phone => {
                let plain = digits == 10 && digits == text.len() && text.starts_with('0');
                (plain, digits < 6 || text.chars().any(|c| c.is_ascii_alphabetic()))
            }
            Self::Postcode => {
                let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
                let (front, back) = compact.split_at_checked(4).unwrap_or(("", ""));
                let dutch = front.chars().all(|c| c.is_ascii_digit())
                    && front.starts_with(|c: char| c != '0')
                    && back.len() == 2
                    && back.chars().all(|c| c.is_ascii_alphabetic());
                (dutch, digits < 3 || compact.len() > 10)
            }
            Self::Iban => (is_iban(text), !is_iban(text)),
            Self::Ean => (is_ean(text), !is_ean(text)),
            Self::Coc => (digits == 8 && digits == text.len(), digits < 6),
            Self::Vat => {
                let dutch = text.len() == 14 && text.starts_with("NL") && text.get(11..12) == Some("B");
                (dutch && digits == 11, digits == 0)
            }
            Self::YesNo => (!text.is_empty() && checked(text).is_some(), checked(text).is_none()),
            Self::Signature => {
                (text.starts_with("data:image/") && text.contains(";base64,"), !text.starts_with("data:"))
            }
            Self::Relation => (digits > 0 && digits == text.len(), digits == 0),
            Self::Named(_) => (false, false),
        };
        match (good, bad) {
            (true, _) => Truth::Holds,
            (false, true) => Truth::Fails,
            (false, false) => Truth::Unknown,
        }
    }
}

fn is_amount(c: char) -> bool {
    c.is_ascii_digit() || ".,-+ €".contains(c)
}

/// The ISO check: moved to the back and read as a number, the remainder by 97 is 1.
fn is_iban(text: &str) -> bool {
    let compact: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    if compact.len() < 15 || compact.len() > 34 || !compact.iter().all(char::is_ascii_alphanumeric) {
        return false;
    }
    let (country, account) = compact.split_at(4);
    let remainder = account.iter().chain(country).fold(0_u32, |rest, c| {
        let value = c.to_digit(36).unwrap_or_default();
        if value < 10 { (rest * 10 + value) % 97 } else { (rest * 100 + value) % 97 }
    });
    country[..2].iter().all(char::is_ascii_alphabetic) && remainder == 1
}

/// Eighteen digits; with weights 3 and 1 from the right before the last, they add up to whole tens.
fn is_ean(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits.iter().rev().enumerate().map(|(at, d)| if at % 2 == 1 { d * 3 } else { *d }).sum();
    text.len() == 18 && digits.len() == 18 && sum.is_multiple_of(10)
}

/// The forms that an answer to `question` must have, by its type and by its check. Choices are judged by
/// their options and files by being files.
pub(super) fn wanted(question: &Question) -> Vec<Form> {
    let by_type = match question.input_type {
        InputType::Email => Some(Form::Email),
        InputType::Date | InputType::Switchdate => Some(Form::Date),
        InputType::Checkbox => Some(Form::YesNo),
        InputType::Price => Some(Form::Price),
        InputType::Signature => Some(Form::Signature),
        InputType::Relation => Some(Form::Relation),
        _ => None,
    };
    let checked = !matches!(question.input_type, InputType::File | InputType::McMulti);
    let validator = question.contract.as_ref().and_then(|contract| contract.validator.as_deref());
    let by_check = validator.filter(|_| checked).map(str::trim).filter(|word| !word.is_empty()).map(named);
    let mut forms: Vec<Form> = by_type.into_iter().chain(by_check).collect();
    forms.dedup();
    forms
}

fn named(word: &str) -> Form {
    match word.to_ascii_lowercase().as_str() {
        "email" => Form::Email,
        "date" => Form::Date,
        "price" | "amount" => Form::Price,
        "numeric" | "number" | "integer" | "digits" => Form::Numeric,
        "phone" | "phonenumber" | "telephone" => Form::Phone,
        "postcode" | "zipcode" | "postal_code" => Form::Postcode,
        "iban" => Form::Iban,
        "ean" | "ean18" | "ean_code" => Form::Ean,
        "coc" | "kvk" => Form::Coc,
        "vat" | "btw" => Form::Vat,
        other => Form::Named(other.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_has_its_form() {
        for form in [
            Form::Email,
            Form::Date,
            Form::Price,
            Form::Numeric,
            Form::Phone,
            Form::Postcode,
            Form::Iban,
            Form::Ean,
            Form::Coc,
            Form::Vat,
            Form::YesNo,
            Form::Signature,
            Form::Relation,
        ] {
            assert_eq!(form.fits(form.sample()), Truth::Holds, "{form:?}");
            let bad = "een antwoord";
            assert_eq!(form.fits(bad), Truth::Fails, "{form:?}");
        }
    }

    #[test]
    fn what_environments_disagree_about_is_unknown() {
        for (form, text) in [
            (Form::Date, "2027-06-15"),
            (Form::Price, "12,50"),
            (Form::Numeric, "-3"),
            (Form::Phone, "+31 6 12345678"),
            (Form::Postcode, "9000"),
            (Form::Named("huisnummer".into()), "5"),
        ] {
            assert_eq!(form.fits(text), Truth::Unknown, "{form:?} {text}");
        }
        assert_eq!(Form::Ean.fits("871685200000000002"), Truth::Fails);
        assert_eq!(Form::Iban.fits("NL92ABNA0417164300"), Truth::Fails);
    }
}
