//! A sale as an environment shows it, as the domain's sale. The extended row comes first; where it lacks
//! something, the flat fields that plain rows and new sales have are read.
//!
//! Not here: the answers' own call (`client::sales` merges it), what koppel keeps of a sale (`store`).

use std::collections::BTreeMap;

use chrono_tz::Tz;
use serde_json::Value;

use super::{ConvertError, id, time};
use crate::clock::Timestamp;
use crate::model::ids::{AgreementKey, FlowKey, ProductId, QuestionKey, SaleId, StatusKey};
use crate::model::sale::{
    Address, Answer, Company, CreatedBy, Customer, Energy, FileAnswer, RelatedProduct, Sale, SoldProduct,
    TransactionType,
};
use crate::model::shown::Shown;
use crate::salesdock::wire::loose::{Flag, Text, items};
use crate::salesdock::wire::sale as wire;

/// What a list of sales says of each, personal data left out: enough to follow statuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleState {
    /// Number in the environment.
    pub id: SaleId,
    /// Status.
    pub status: StatusKey,
    /// Remark with it.
    pub remark: Shown,
    /// `external_reference`, where the environment echoes it.
    pub external_reference: Option<String>,
    /// When last changed.
    pub updated_at: Option<Timestamp>,
}

/// Energy fields of a new sale, as `Energy` holds them.
const ENERGY: &[&str] = &[
    "building_function",
    "tarifftype",
    "usage_e_single",
    "usage_e_high",
    "usage_e_low",
    "usage_g",
    "has_return",
    "return",
    "return_e_high",
    "return_e_low",
    "e_gridoperator",
    "g_gridoperator",
    "e_connection_type",
    "g_connection_type",
    "g_region",
    "electricity_ean",
    "gas_ean",
];

/// Where a site's fields go: (part, field there, field of a new sale).
const SITE: &[(&str, &str, &str)] = &[
    ("electricity", "ean_code", "electricity_ean"),
    ("electricity", "double_meter", "tarifftype"),
    ("electricity", "usage_single", "usage_e_single"),
    ("electricity", "usage_normal", "usage_e_high"),
    ("electricity", "usage_low", "usage_e_low"),
    ("electricity", "return_single", "return"),
    ("electricity", "return_normal", "return_e_high"),
    ("electricity", "return_low", "return_e_low"),
    ("electricity", "connection", "e_connection_type"),
    ("gas", "ean_code", "gas_ean"),
    ("gas", "usage", "usage_g"),
    ("gas", "connection", "g_connection_type"),
    ("gas", "gasregion", "g_region"),
];

/// A sale from its extended row.
///
/// # Errors
/// When its id, product, flow, status or times are missing or odd.
pub fn sale(raw: wire::Sale, zone: Tz) -> Result<Sale, ConvertError> {
    let flat = Flat(&raw.flat);
    let created_at = instant("created_at", &raw.created_at, zone)?;
    let updated_at =
        raw.updated_at.as_deref().and_then(|text| time::instant(text, zone)).unwrap_or(created_at);
    let (status, status_remark) = status(&raw.status.0, &raw.status_remark)?;
    let flow = raw.flow.0.as_ref().ok_or_else(|| ConvertError::missing("sale", "flow"))?;
    let flow = FlowKey {
        flow_type: flow.flow_type.0.clone().ok_or_else(|| ConvertError::missing("sale", "flow.type"))?,
        identifier: flow
            .identifier
            .0
            .clone()
            .ok_or_else(|| ConvertError::missing("sale", "flow.identifier"))?,
    };
    let product = main_product(&raw)?;
    let related_products = related(&raw, product.id);
    let sites = raw.flat.get("flow_data_energy");
    let customer = customer(raw.customer.0.unwrap_or_default(), &flat);
    let connection = connection(sites, &flat).filter(|connection| *connection != customer.address);
    let data = raw.flow_data.0.unwrap_or_default();
    Ok(Sale {
        id: SaleId(id("sale", "id", &raw.id)?),
        transaction_type: transaction_type(&raw.sale_type, &raw.transaction_type, &flat),
        status,
        status_remark,
        customer,
        connection,
        product,
        related_products,
        flow,
        answers: answers(&data.product_questions.0, &raw.question_data.0),
        agreements: agreements(&data.agreements.0, &raw.agreements.0),
        energy: energy(sites, &flat),
        channel: word(&raw.channel.0).or_else(|| word(&raw.sale_channel.0)),
        source: word(&raw.source.0),
        signature: raw.signature.0,
        contract_date: raw.contract_date.0,
        created_by: created_by(raw.created_by.0.unwrap_or_default(), &flat),
        external_reference: raw.external_reference.0,
        created_at,
        updated_at,
    })
}

/// What a row of either kind says of a sale's state.
///
/// # Errors
/// When its id or status is missing or odd.
pub fn state(raw: &wire::PlainSale, zone: Tz) -> Result<SaleState, ConvertError> {
    let (status, remark) = status(&raw.status.0, &raw.status_remark)?;
    Ok(SaleState {
        id: SaleId(id("sale", "id", &raw.id)?),
        status,
        remark,
        external_reference: raw.external_reference.0.clone(),
        updated_at: raw.updated_at.as_deref().and_then(|text| time::instant(text, zone)),
    })
}

/// Answers as `{question_identifier: answer}`, the form of `sales/answers/{id}`.
pub fn answer_map(raw: &BTreeMap<String, Value>) -> BTreeMap<QuestionKey, Answer> {
    raw.iter().filter_map(|(key, value)| Some((QuestionKey(key.clone()), answer(value)?))).collect()
}

/// The flat fields of a row.
struct Flat<'a>(&'a BTreeMap<String, Value>);

impl Flat<'_> {
    fn text(&self, name: &str) -> Option<String> {
        Text::of(self.0.get(name)?).unmasked()
    }
}

fn instant(field: &'static str, text: &Text, zone: Tz) -> Result<Timestamp, ConvertError> {
    let Some(text) = text.as_deref() else { return Err(ConvertError::missing("sale", field)) };
    let odd = || ConvertError { what: "sale", field, found: format!("is no time: {text}") };
    time::instant(text, zone).ok_or_else(odd)
}

fn status(value: &Value, remark: &Text) -> Result<(StatusKey, Shown), ConvertError> {
    let field = |name: &str| value.get(name).and_then(|value| Text::of(value).0);
    let key = match value {
        Value::Object(_) => field("status_identifier").or_else(|| field("status")),
        other => Text::of(other).0,
    };
    let key = key.ok_or_else(|| ConvertError::missing("sale", "status"))?;
    let remark = field("status_remark").unwrap_or_else(|| remark.or_empty());
    Ok((StatusKey(key), Shown::new(&remark)))
}

fn transaction_type(sale_type: &Text, transaction_type: &Text, flat: &Flat<'_>) -> TransactionType {
    let says = |text: &Text| text.as_deref().is_some_and(|text| text.eq_ignore_ascii_case("offer"));
    let is_offer = says(transaction_type)
        || says(sale_type)
        || flat.0.get("offer").is_some_and(|value| Flag::of(value).is_set());
    if is_offer { TransactionType::Offer } else { TransactionType::Order }
}

fn main_product(raw: &wire::Sale) -> Result<SoldProduct, ConvertError> {
    let nested = raw.product.0.as_ref();
    let own = nested.and_then(|product| product.id.id().or(product.product_id.id())).or(raw.product_id.id());
    let number = match own {
        Some(number) => number,
        None => id("sale", "product.id", &raw.product_id)?,
    };
    let listed = raw.products.0.iter().find(|product| product.id.id() == Some(number));
    let name = nested.map(|product| product.label.0.clone().or(product.name.0.clone()).unwrap_or_default());
    let name = name.filter(|name| !name.is_empty()).or_else(|| listed.map(|product| product.name.or_empty()));
    let product_type = nested.and_then(|product| product.product_type.0.clone());
    Ok(SoldProduct {
        id: ProductId(number),
        name: Shown::new(&name.unwrap_or_default()),
        product_type: product_type.or_else(|| listed.and_then(|product| product.product_type.0.clone())),
    })
}

fn related(raw: &wire::Sale, main: ProductId) -> Vec<RelatedProduct> {
    let list = if raw.related_products.0.is_empty() { &raw.products.0 } else { &raw.related_products.0 };
    list.iter()
        .filter_map(|product| {
            let number = product.product_id.id().or(product.id.id()).map(ProductId)?;
            (number != main).then(|| RelatedProduct {
                id: number,
                quantity: product.quantity.small().unwrap_or(1),
                section_identifier: product.section_identifier.0.clone(),
            })
        })
        .collect()
}

fn customer(raw: wire::Customer, flat: &Flat<'_>) -> Customer {
    let pick = |nested: &Text, name: &str| nested.unmasked().or_else(|| flat.text(name));
    let company_name = pick(&raw.company_name, "company_name");
    let is_business =
        raw.business.0.or_else(|| Flag::of(flat.0.get("business")?).0).unwrap_or(company_name.is_some());
    let coc = raw.coc.unmasked().or_else(|| raw.company_coc.unmasked());
    let vat = raw.vat.unmasked().or_else(|| raw.company_vat.unmasked());
    Customer {
        gender: pick(&raw.gender, "gender"),
        initials: pick(&raw.initials, "initials"),
        firstname: pick(&raw.firstname, "firstname").unwrap_or_default(),
        infix: pick(&raw.infix, "infix"),
        lastname: pick(&raw.lastname, "lastname").unwrap_or_default(),
        birthdate: pick(&raw.birthdate, "birthdate").map(|text| day(&text)),
        email: pick(&raw.email, "email"),
        phone: pick(&raw.phone, "phone"),
        iban: pick(&raw.iban, "iban"),
        iban_holder: pick(&raw.iban_holder, "iban_holder"),
        address: match raw.address.0 {
            Some(nested) => address(nested),
            None => flat_address(flat, "").unwrap_or_default(),
        },
        company: is_business.then(|| Company {
            name: company_name.unwrap_or_default(),
            contact_person: pick(&raw.contact_person, "contact_person"),
            coc: coc.or_else(|| flat.text("company_coc")),
            vat: vat.or_else(|| flat.text("company_vat")),
        }),
    }
}

/// A date as new sales want it, `dd-mm-yyyy`; what is no date stays as it is, for the partner to judge.
fn day(text: &str) -> String {
    time::date(text).map_or_else(|| text.to_owned(), |date| date.format("%d-%m-%Y").to_string())
}

fn address(raw: wire::Address) -> Address {
    let text = |text: Text| text.unmasked().unwrap_or_default();
    Address {
        postcode: text(raw.postcode),
        housenumber: text(raw.housenumber),
        suffix: text(raw.suffix),
        streetname: text(raw.streetname),
        city: text(raw.city),
    }
}

fn flat_address(flat: &Flat<'_>, prefix: &str) -> Option<Address> {
    let field = |name: &str| flat.text(&format!("{prefix}{name}")).unwrap_or_default();
    let address = Address {
        postcode: field("postcode"),
        housenumber: field("housenumber"),
        suffix: field("suffix"),
        streetname: field("streetname"),
        city: field("city"),
    };
    (!address.postcode.is_empty() || !address.streetname.is_empty()).then_some(address)
}

/// Where it is delivered: the flat connection fields, else the address of the first site.
fn connection(energy: Option<&Value>, flat: &Flat<'_>) -> Option<Address> {
    flat_address(flat, "connection_").or_else(|| {
        let site = first_site(energy)?;
        let raw: wire::Address = serde_json::from_value(site.get("address")?.clone()).ok()?;
        Some(address(raw)).filter(|address| !address.postcode.is_empty())
    })
}

fn first_site(energy: Option<&Value>) -> Option<Value> {
    items(energy?.get("sites")?.clone()).into_iter().next()
}

fn energy(raw: Option<&Value>, flat: &Flat<'_>) -> Option<Energy> {
    let mut energy = Energy::new();
    let site = first_site(raw);
    let field = |part: &str, name: &str| Text::of(site.as_ref()?.get(part)?.get(name)?).0;
    for (part, name, to) in SITE {
        if let Some(value) = field(part, name) {
            energy.insert((*to).to_owned(), value);
        }
    }
    for name in ENERGY {
        let beside = raw.and_then(|raw| Text::of(raw.get(*name)?).0);
        let within = || ["electricity", "gas"].into_iter().find_map(|part| field(part, name));
        if let Some(value) = flat.text(name).or(beside).or_else(within) {
            energy.insert((*name).to_owned(), value);
        }
    }
    if energy.is_empty() {
        return None;
    }
    let kind = raw.and_then(|raw| Text::of(raw.get("type")?).0).unwrap_or_else(|| {
        match (energy.contains_key("electricity_ean"), energy.contains_key("gas_ean")) {
            (true, true) => "e_g".to_owned(),
            (false, true) => "g".to_owned(),
            _ => "e".to_owned(),
        }
    });
    energy.insert("type".to_owned(), kind);
    Some(energy)
}

/// Answers: rows `{identifier, value}` of the extended form, else `{identifier: value}`.
fn answers(rows: &Value, flat: &BTreeMap<String, Value>) -> BTreeMap<QuestionKey, Answer> {
    let mut found = answer_map(flat);
    let pairs: Vec<(String, Value)> = match rows {
        Value::Array(rows) => rows
            .iter()
            .filter_map(|row| Some((Text::of(row.get("identifier")?).0?, row.get("value")?.clone())))
            .collect(),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
        _ => Vec::new(),
    };
    for (key, value) in pairs {
        if let Some(answer) = answer(&value) {
            found.insert(QuestionKey(key), answer);
        }
    }
    found
}

fn answer(value: &Value) -> Option<Answer> {
    match value {
        Value::Array(entries) if entries.iter().any(Value::is_object) => {
            let file = |entry: &Value| {
                let field = |name: &str| entry.get(name).and_then(|value| Text::of(value).0);
                let (name, content) = (field("name").unwrap_or_default(), field("content")?);
                Some(FileAnswer { name, content, extension: field("extension").unwrap_or_default() })
            };
            Some(Answer::Files(entries.iter().filter_map(file).collect()))
        }
        Value::Array(entries) => {
            Some(Answer::Many(entries.iter().filter_map(|entry| Text::of(entry).0).collect()))
        }
        other => Text::of(other).0.map(Answer::One),
    }
}

/// Accepted agreements: rows with a set `value`, `accepted` or `checked`, a map, or a list of identifiers.
fn agreements(rows: &Value, flat: &Value) -> Vec<AgreementKey> {
    let source = if matches!(rows, Value::Null) { flat } else { rows };
    let set = |value: &Value| Flag::of(value).is_set();
    let mut found: Vec<AgreementKey> = match source {
        Value::Array(rows) => rows
            .iter()
            .filter_map(|row| match row {
                Value::Object(_) => {
                    let says = ["value", "accepted", "checked"].iter().find_map(|name| row.get(*name));
                    says.is_none_or(set).then(|| Text::of(row.get("identifier").unwrap_or(&Value::Null)).0)?
                }
                other => Text::of(other).0,
            })
            .map(AgreementKey)
            .collect(),
        Value::Object(map) => {
            map.iter().filter(|(_, value)| set(value)).map(|(key, _)| AgreementKey(key.clone())).collect()
        }
        _ => Vec::new(),
    };
    found.sort();
    found.dedup();
    found
}

/// A word, or the word inside `{identifier, name, label}`.
fn word(value: &Value) -> Option<String> {
    Text::of(value)
        .0
        .or_else(|| ["identifier", "name", "label"].iter().find_map(|name| Text::of(value.get(*name)?).0))
}

fn created_by(raw: wire::CreatedBy, flat: &Flat<'_>) -> CreatedBy {
    let field = |value: &Value, name: &str| value.get(name).and_then(|value| Text::of(value).unmasked());
    let user = &raw.user.0;
    CreatedBy {
        firstname: field(user, "firstname").or_else(|| flat.text("user_firstname")),
        lastname: field(user, "lastname")
            .or_else(|| field(user, "name"))
            .or_else(|| flat.text("user_lastname")),
        organisation: word(&raw.organisation.0).or_else(|| flat.text("organisation_name")),
    }
}

#[cfg(test)]
mod tests;
