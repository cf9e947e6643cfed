//! Personal data as a screen may show it: the first letter and an ellipsis. Enough to recognise a sale one
//! has at hand, too little to learn anything.
//!
//! Not here: showing more after an operator asked for it.

use std::collections::BTreeMap;

use crate::model::catalogue::Catalogue;
use crate::model::optin::OptIn;
use crate::model::payload::Payload;
use crate::model::question::{InputType, Question};
use crate::model::sale::{Address, Answer, Customer, Sale};
use crate::model::shown::Shown;

/// `J…` of `Jansen`; empty stays empty.
pub fn masked(text: &str) -> String {
    match text.trim().chars().next() {
        Some(first) => format!("{first}…"),
        None => String::new(),
    }
}

/// `J. d. V…` of Jan de Vries; `B…` of a company.
pub fn customer(customer: &Customer) -> Shown {
    if let Some(company) = &customer.company {
        return Shown::from(masked(&company.name));
    }
    let first = customer.initials.as_deref().filter(|text| !text.is_empty()).unwrap_or(&customer.firstname);
    let letter = |text: &str| text.trim().chars().next().map(|c| format!("{c}. ")).unwrap_or_default();
    let infix: String =
        customer.infix.as_deref().unwrap_or_default().split_whitespace().map(letter).collect();
    Shown::from(format!("{}{infix}{}", letter(first), masked(&customer.lastname)))
}

/// A's sale, field by field, by the API's names.
pub fn fields(sale: &Sale, own: &Catalogue) -> Vec<(String, Shown)> {
    let mut fields = Fields(Vec::new());
    let kind = match sale.transaction_type {
        crate::model::sale::TransactionType::Offer => "offer",
        crate::model::sale::TransactionType::Order => "order",
    };
    fields.plain("transaction_type", kind);
    fields.plain("status", sale.status.as_str());
    fields.plain("product_id", &format!("{} {}", sale.product.id, sale.product.name));
    fields.plain("flow", &sale.flow.to_string());
    fields.customer(&sale.customer);
    if let Some(connection) = &sale.connection {
        fields.address("connection_", connection);
    }
    for related in &sale.related_products {
        fields.plain("related_products", &format!("{} × {}", related.quantity, related.id));
    }
    for (name, value) in sale.energy.iter().flatten() {
        fields.energy(name, value);
    }
    for (key, answer) in &sale.answers {
        let open = is_choice(own, key.as_str());
        fields.plain(&format!("questionData.{key}"), &shown_answer(answer, open));
    }
    for agreement in &sale.agreements {
        fields.plain("agreements", agreement.as_str());
    }
    fields.plain("sale_channel", sale.channel.as_deref().unwrap_or_default());
    fields.plain("source", sale.source.as_deref().unwrap_or_default());
    fields.plain("contract_date", sale.contract_date.as_deref().unwrap_or_default());
    fields.plain("created_at", &sale.created_at.to_rfc3339());
    fields.0
}

/// The bytes of a body, field by field: choices and numbers of things as they are, the rest masked.
pub fn body(bytes: &[u8], partner: &Catalogue) -> Vec<(String, Shown)> {
    let Ok(serde_json::Value::Object(body)) = serde_json::from_slice(bytes) else { return Vec::new() };
    let mut fields = Fields(Vec::new());
    for (name, value) in body {
        match (name.as_str(), value) {
            ("questionData", serde_json::Value::Object(answers)) => {
                for (key, answer) in answers {
                    let text = json_text(&answer);
                    let shown = if is_choice(partner, &key) { text } else { masked(&text) };
                    fields.plain(&format!("questionData.{key}"), &shown);
                }
            }
            ("agreements", serde_json::Value::Object(agreements)) => {
                agreements.keys().for_each(|key| fields.plain("agreements", key));
            }
            (_, value) => {
                let text = json_text(&value);
                fields.plain(&name, &if is_open(&name) { text } else { masked(&text) });
            }
        }
    }
    fields.0
}

/// A payload with its personal values masked.
pub fn payload(payload: &Payload, partner: &Catalogue) -> Payload {
    let mut shown = payload.clone();
    mask_customer(&mut shown.customer);
    shown.connection.iter_mut().for_each(mask_address);
    for (key, answer) in &mut shown.answers {
        if !is_choice(partner, key.as_str()) {
            *answer = Answer::One(shown_answer(answer, false));
        }
    }
    if let Some(energy) = &mut shown.energy {
        mask_energy(energy);
    }
    shown.signature = shown.signature.map(|_| "…".to_owned());
    if let Some(contract) = &mut shown.contract {
        contract.pdf = contract.pdf.take().map(|_| "…".to_owned());
    }
    shown.initial_user = shown.initial_user.map(|(first, last)| (masked(&first), masked(&last)));
    if let Some(optin) = &mut shown.optin {
        mask_optin(optin);
    }
    shown
}

fn mask_optin(optin: &mut OptIn) {
    let optional = |value: &mut Option<String>| *value = value.take().map(|text| masked(&text));
    optional(&mut optin.obtained_by);
    optional(&mut optin.client_ip);
    optional(&mut optin.remarks);
    for channel in &mut optin.channels {
        channel.value = masked(&channel.value);
        optional(&mut channel.verified_ip);
    }
}

/// The start of an answer to `sent`, without what was sent of a person, and without whatever else looks
/// like an address, a telephone number or an account.
pub fn answer(text: &str, sent: &[u8]) -> Shown {
    let mut text = unescaped(text);
    let body: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(sent).unwrap_or_default();
    let mut secrets = Vec::new();
    for (_, value) in body.iter().filter(|(name, _)| !is_open(name)) {
        texts(value, &mut secrets);
    }
    // The longest first: a street may hold a name.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    for secret in secrets {
        text = without(&text, secret);
    }
    let words = text.split_inclusive(|c: char| c.is_whitespace() || matches!(c, '"' | ',' | ';' | '<' | '>'));
    let kept: String = words
        .map(|word| {
            let digits = word.chars().filter(char::is_ascii_digit).count();
            let end = word.chars().last().filter(|c| !c.is_alphanumeric()).map(String::from);
            match word.contains('@') || digits >= 7 {
                true => format!("…{}", end.unwrap_or_default()),
                false => word.to_owned(),
            }
        })
        .collect();
    Shown::new(&kept)
}

/// `text` without JSON's escapes of letters and slashes, which would hide a name. It may be cut anywhere.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        match code.and_then(char::from_u32) {
            Some(letter) => {
                plain.push(letter);
                plain.push_str(&part[4..]);
            }
            None => plain.push_str(part),
        }
    }
    plain.replace("\\/", "/")
}

/// The texts in a value that are long enough to tell something.
fn texts<'a>(value: &'a serde_json::Value, into: &mut Vec<&'a str>) {
    match value {
        serde_json::Value::String(text) if text.trim().chars().count() > 2 => into.push(text.trim()),
        serde_json::Value::Array(values) => values.iter().for_each(|value| texts(value, into)),
        serde_json::Value::Object(fields) => fields.values().for_each(|value| texts(value, into)),
        _ => {}
    }
}

/// `text` with an ellipsis in every place of `secret`, however it is capitalised.
fn without(text: &str, secret: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if rest.get(..secret.len()).is_some_and(|start| start.eq_ignore_ascii_case(secret)) {
            kept.push('…');
            rest = &rest[secret.len()..];
        } else {
            kept.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    kept
}

fn mask_customer(customer: &mut Customer) {
    let optional = |value: &mut Option<String>| *value = value.take().map(|text| masked(&text));
    customer.firstname = masked(&customer.firstname);
    customer.lastname = masked(&customer.lastname);
    for value in [
        &mut customer.initials,
        &mut customer.infix,
        &mut customer.birthdate,
        &mut customer.email,
        &mut customer.phone,
        &mut customer.iban,
        &mut customer.iban_holder,
    ] {
        optional(value);
    }
    mask_address(&mut customer.address);
    if let Some(company) = &mut customer.company {
        company.name = masked(&company.name);
        optional(&mut company.contact_person);
        optional(&mut company.coc);
        optional(&mut company.vat);
    }
}

fn mask_address(address: &mut Address) {
    for value in [
        &mut address.postcode,
        &mut address.housenumber,
        &mut address.suffix,
        &mut address.streetname,
        &mut address.city,
    ] {
        *value = masked(value);
    }
}

fn mask_energy(energy: &mut BTreeMap<String, String>) {
    for (name, value) in energy.iter_mut().filter(|(name, _)| name.ends_with("_ean")) {
        debug_assert!(!is_open(name));
        *value = masked(value);
    }
}

/// Fields of a new sale that say nothing about a person.
fn is_open(name: &str) -> bool {
    const OPEN: &[&str] = &[
        "transaction_type",
        "product_id",
        "business",
        "sale_channel",
        "external_reference",
        "contract_date",
        "initial_created_at",
        "initial_organisation_name",
        "related_products",
        "type",
        "building_function",
        "tarifftype",
        "has_return",
        "e_gridoperator",
        "g_gridoperator",
        "e_connection_type",
        "g_connection_type",
        "g_region",
        "usage_e_single",
        "usage_e_high",
        "usage_e_low",
        "usage_g",
        "return",
        "return_e_high",
        "return_e_low",
    ];
    OPEN.contains(&name)
}

/// True for a question whose answers are chosen and not written.
fn is_choice(catalogue: &Catalogue, key: &str) -> bool {
    catalogue.contract.questions.iter().any(|question| question.key.as_str() == key && is_chosen(question))
}

fn is_chosen(question: &Question) -> bool {
    matches!(question.input_type, InputType::McSingle | InputType::McMulti | InputType::Checkbox)
}

/// What a condition of a rule found as the answer to the question of that name.
pub fn found(name: &str, found: Shown, partner: &Catalogue) -> Shown {
    let mut named = partner.contract.questions.iter().filter(|one| one.name.trim() == name.trim());
    if named.all(is_chosen) { found } else { Shown::from(masked(found.as_str())) }
}

fn shown_answer(answer: &Answer, open: bool) -> String {
    match answer {
        Answer::One(text) if open => text.clone(),
        Answer::One(text) => masked(text),
        Answer::Many(values) if open => values.join(", "),
        Answer::Many(values) => values.iter().map(|value| masked(value)).collect::<Vec<_>>().join(", "),
        Answer::Files(files) => {
            files.iter().map(|file| format!("….{}", file.extension)).collect::<Vec<_>>().join(", ")
        }
    }
}

fn json_text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(values) => values.iter().map(json_text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

struct Fields(Vec<(String, Shown)>);

impl Fields {
    fn plain(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.0.push((name.to_owned(), Shown::new(value)));
        }
    }

    fn secret(&mut self, name: &str, value: Option<&str>) {
        self.plain(name, &masked(value.unwrap_or_default()));
    }

    fn customer(&mut self, customer: &Customer) {
        self.plain("business", if customer.company.is_some() { "1" } else { "0" });
        self.secret("gender", customer.gender.as_deref());
        self.secret("firstname", Some(&customer.firstname));
        self.secret("infix", customer.infix.as_deref());
        self.secret("lastname", Some(&customer.lastname));
        self.secret("birthdate", customer.birthdate.as_deref());
        self.secret("email", customer.email.as_deref());
        self.secret("phone", customer.phone.as_deref());
        self.secret("iban", customer.iban.as_deref());
        self.secret("iban_holder", customer.iban_holder.as_deref());
        if let Some(company) = &customer.company {
            self.secret("company_name", Some(&company.name));
            self.secret("contact_person", company.contact_person.as_deref());
            self.secret("company_coc", company.coc.as_deref());
            self.secret("company_vat", company.vat.as_deref());
        }
        self.address("", &customer.address);
    }

    fn address(&mut self, prefix: &str, address: &Address) {
        for (name, value) in [
            ("postcode", &address.postcode),
            ("housenumber", &address.housenumber),
            ("suffix", &address.suffix),
            ("streetname", &address.streetname),
            ("city", &address.city),
        ] {
            self.secret(&format!("{prefix}{name}"), Some(value));
        }
    }

    fn energy(&mut self, name: &str, value: &str) {
        if is_open(name) { self.plain(name, value) } else { self.secret(name, Some(value)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_is_recognised_and_not_revealed() {
        let mut jan = Customer {
            gender: None,
            initials: None,
            firstname: "Jan".into(),
            infix: Some("van de".into()),
            lastname: "Vries".into(),
            birthdate: None,
            email: None,
            phone: None,
            iban: None,
            iban_holder: None,
            address: Address::default(),
            company: None,
        };
        assert_eq!(customer(&jan).as_str(), "J. v. d. V…");
        jan.company = Some(crate::model::sale::Company {
            name: "Bakker BV".into(),
            contact_person: None,
            coc: None,
            vat: None,
        });
        assert_eq!(customer(&jan).as_str(), "B…");
    }

    #[test]
    fn an_answer_is_kept_without_what_it_repeats_of_a_person() {
        let sent = br#"{"product_id":7,"lastname":"V\u00e9rot","email":"Jan@x.nl","streetname":"Dorpsweg",
            "questionData":{"remark":"belt liever niet"}}"#;
        let told = r#"{"success":false,"message":"V\u00e9rot at DORPSWEG (belt liever niet) is known as
            piet@y.nl, 0612345678","errors":{"email":["jan@x.nl is taken"]},"data":{"product_id":7}}"#;
        let kept = answer(told, sent);
        for secret in ["rot", "orpsweg", "liever", "x.nl", "y.nl", "0612"] {
            assert!(!kept.to_lowercase().contains(secret), "{kept}");
        }
        for kind in ["\"success\":false", "is known as", "is taken", "product_id"] {
            assert!(kept.contains(kind), "{kept}");
        }
        assert!(!answer("<h1>Jan@x.nl</h1> Error 502", sent).contains('@'));
    }

    #[test]
    fn a_body_shows_no_written_answer_and_no_name() {
        let bytes = br#"{"product_id":7,"lastname":"Vries","iban":"NL91ABNA0417164300",
            "questionData":{"remark":"belt liever niet"},"agreements":{"terms":"1"}}"#;
        let shown = body(bytes, &Catalogue::default());
        let text: String = shown.iter().map(|(name, value)| format!("{name}={value};")).collect();
        assert!(text.contains("product_id=7") && text.contains("agreements=terms"), "{text}");
        for secret in ["Vries", "ABNA", "liever"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}
