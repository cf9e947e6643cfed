//! What tells one sale from another in a partner's listing, in one spelling whoever wrote it: what was sent
//! and what is shown can then be compared. What is masked or not shown is not known, which is not the same
//! as different. Personal data: no `Debug`.
//!
//! Not here: the comparison (`linking::likeness`), the forms these come in (`salesdock::convert`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ids::{FlowKey, ProductId};
use super::sale::{Address, Answer, Sale};

/// The traits of one sale. `None` is unknown.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traits {
    /// `external_reference`.
    pub reference: Option<String>,
    /// The product.
    pub product: Option<ProductId>,
    /// The flow.
    pub flow: Option<FlowKey>,
    /// A business bought it.
    pub business: Option<bool>,
    /// Where it is delivered, when it is another place than the contact address.
    pub connection: Option<Place>,
    /// Contact address.
    pub contact: Option<Place>,
    /// The person.
    pub person: Person,
    /// Answers and energy fields that no environment puts in words of its own: codes, dates, mail addresses.
    pub codes: BTreeMap<String, String>,
    /// Number of the user who made it there.
    pub maker: Option<u64>,
}

/// What tells a person from another.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// `yyyy-mm-dd`.
    pub birthdate: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// The last nine digits.
    pub phone: Option<String>,
    /// IBAN.
    pub iban: Option<String>,
    /// Last name with its prefix.
    pub lastname: Option<String>,
}

/// Postcode, house number and suffix.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place(String);

impl Place {
    /// A place; unknown without a postcode or a house number. Suffix and number are one, for environments
    /// part them differently.
    pub fn new(postcode: &str, housenumber: &str, suffix: &str) -> Option<Self> {
        let (postcode, number) = (code(postcode)?, code(housenumber)?);
        Some(Self(format!("{postcode} {number}{}", code(suffix).unwrap_or_default())))
    }

    /// In one spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of(address: &Address) -> Option<Self> {
        Self::new(&address.postcode, &address.housenumber, &address.suffix)
    }
}

impl Person {
    /// A person as written down somewhere.
    pub fn new(
        birthdate: Option<&str>,
        email: Option<&str>,
        phone: Option<&str>,
        iban: Option<&str>,
        (infix, lastname): (Option<&str>, Option<&str>),
    ) -> Self {
        let whole = lastname.map(|lastname| format!("{}{lastname}", infix.unwrap_or_default()));
        Self {
            birthdate: birthdate.and_then(day),
            email: email.map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty()),
            phone: phone.and_then(telephone),
            iban: iban.and_then(code),
            lastname: whole.as_deref().and_then(code),
        }
    }
}

impl Traits {
    /// True when it goes under a reference of `instance`.
    pub fn is_under(&self, instance: &str) -> bool {
        let rest = self.reference.as_ref().and_then(|reference| reference.strip_prefix(instance));
        rest.is_some_and(|rest| rest.starts_with(':'))
    }

    /// The traits of a whole sale.
    pub fn of_sale(sale: &Sale) -> Self {
        let customer = &sale.customer;
        let person = Person::new(
            customer.birthdate.as_deref(),
            customer.email.as_deref(),
            customer.phone.as_deref(),
            customer.iban.as_deref(),
            (customer.infix.as_deref(), Some(&customer.lastname)),
        );
        let mut traits = Self {
            reference: sale.external_reference.clone(),
            product: Some(sale.product.id),
            flow: Some(sale.flow.clone()),
            business: Some(customer.company.is_some()),
            connection: sale.connection.as_ref().and_then(Place::of),
            contact: Place::of(&customer.address),
            person,
            codes: BTreeMap::new(),
            maker: None,
        };
        for (key, answer) in &sale.answers {
            traits.answered(&key.0, answer);
        }
        for (name, value) in sale.energy.iter().flatten() {
            traits.field(name, value);
        }
        traits
    }

    /// Takes an answer to the question `key`, when it is a code.
    pub fn answered(&mut self, key: &str, answer: &Answer) {
        if let Answer::One(text) = answer
            && let Some(written) = telling(text)
        {
            self.codes.insert(format!("question {key}"), written);
        }
    }

    /// Takes an energy field, when it names a connection.
    pub fn field(&mut self, name: &str, value: &str) {
        if let (true, Some(written)) = (name.ends_with("_ean"), code(value)) {
            self.codes.insert(name.to_owned(), written);
        }
    }

    /// The same, with what only `other` knows.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let Person { birthdate, email, phone, iban, lastname } = self.person;
        let mut codes = other.codes;
        codes.extend(self.codes);
        Self {
            reference: self.reference.or(other.reference),
            product: self.product.or(other.product),
            flow: self.flow.or(other.flow),
            business: self.business.or(other.business),
            connection: self.connection.or(other.connection),
            contact: self.contact.or(other.contact),
            person: Person {
                birthdate: birthdate.or(other.person.birthdate),
                email: email.or(other.person.email),
                phone: phone.or(other.person.phone),
                iban: iban.or(other.person.iban),
                lastname: lastname.or(other.person.lastname),
            },
            codes,
            maker: self.maker.or(other.maker),
        }
    }
}

/// An answer that is the same in every environment: a date, a mail address, a number of a thing.
fn telling(text: &str) -> Option<String> {
    if let Some(day) = day(text) {
        return Some(day);
    }
    if text.contains('@') {
        return Some(text.trim().to_lowercase());
    }
    let written = code(text)?;
    let digits = written.chars().filter(char::is_ascii_digit).count();
    // Amounts and plain words may be written otherwise there.
    let plain = text.chars().all(|c| c.is_alphanumeric() || " +-".contains(c));
    match plain && digits >= 6 && written.len() >= 8 {
        true if digits == written.len() && digits < 15 => telephone(text),
        true => Some(written),
        false => None,
    }
}

/// Letters and digits, in capitals; `None` when there are none.
fn code(text: &str) -> Option<String> {
    let written: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    Some(written).filter(|written| !written.is_empty())
}

/// The last nine digits: `0612345678`, `+31 6 12345678` and `0031612345678` are one number.
fn telephone(text: &str) -> Option<String> {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= 6).then(|| digits.iter().skip(digits.len().saturating_sub(9)).collect())
}

/// The day in `dd-mm-yyyy` or `yyyy-mm-dd`, with or without a time behind it.
fn day(text: &str) -> Option<String> {
    let day = text.trim().split([' ', 'T']).next()?;
    let forms = ["%Y-%m-%d", "%d-%m-%Y"];
    let date = forms.iter().find_map(|form| NaiveDate::parse_from_str(day, form).ok())?;
    Some(date.format("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_thing_has_one_spelling() {
        let person =
            |birthdate, phone, iban, name| Person::new(birthdate, Some(" A@x.nl"), phone, iban, name);
        let ours = person(
            Some("01-02-1980"),
            Some("0612345678"),
            Some("nl91abna0417164300"),
            (None, Some("van den Berg")),
        );
        let theirs = person(
            Some("1980-02-01 00:00:00"),
            Some("+31 6 1234 5678"),
            Some("NL91 ABNA 0417 1643 00"),
            (Some("van den"), Some("Berg")),
        );
        assert!(ours == theirs && ours.email.as_deref() == Some("a@x.nl"));
        assert!(Place::new("1012 ab", "5", "b") == Place::new("1012AB", "5-B", ""));
        assert!(Place::new("1012AB", "5", "") != Place::new("1012AB", "5", "A"));
        assert!(Place::new("", "5", "").is_none());
    }

    #[test]
    fn only_answers_that_nobody_words_otherwise_are_codes() {
        for (text, written) in [
            ("871687120000000012", Some("871687120000000012")),
            ("06 1234 5678", Some("612345678")),
            ("01-02-2027", Some("2027-02-01")),
            ("NL91 ABNA 0417164300", Some("NL91ABNA0417164300")),
            ("A@Post.example", Some("a@post.example")),
            ("incasso", None),
            ("125000.00", None),
            ("1", None),
            ("Graag even bellen.", None),
        ] {
            assert_eq!(telling(text).as_deref(), written, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in any::<String>()) {
            let person = Person::new(Some(&text), Some(&text), Some(&text), Some(&text), (Some(&text), Some(&text)));
            prop_assert!(person.birthdate.is_none() || text.len() >= 8);
            telling(&text);
            Place::new(&text, &text, &text);
        }
    }
}
