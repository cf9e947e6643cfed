//! A sale as an environment shows it, as the domain's sale. The extended row comes first; where it lacks
//! something, the flat fields that plain rows and new sales have are read.
//!
//! Not here: the forms answers and energy fields come in (`answers`, `energy`), what koppel keeps of a sale
//! (`store`).

use std::collections::BTreeMap;

use chrono_tz::Tz;
use serde_json::Value;

use super::{ConvertError, answers, energy, id};
use crate::clock::Timestamp;
use crate::model::ids::{AgreementKey, FlowKey, ProductId, QuestionKey, SaleId, StatusKey};
use crate::model::sale::{
    Address, Answer, Company, CreatedBy, Customer, RelatedProduct, Sale, SoldProduct, TransactionType,
};
use crate::model::shown::Shown;
use crate::model::time;
use crate::model::traits::{Person, Place, Traits};
use crate::salesdock::wire::loose::{Flag, Number, Text};
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
    /// When made.
    pub created_at: Option<Timestamp>,
    /// When last changed.
    pub updated_at: Option<Timestamp>,
    /// A request to cancel it is open, or was answered; where the environment tells.
    pub cancellation_open: Option<bool>,
}

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
        answers: answered(&data.product_questions.0, &raw.question_data.0),
        agreements: accepted(&data.agreements.0, &raw.agreements.0),
        energy: energy::read(sites, &raw.flat),
        channel: word(&raw.channel.0).or_else(|| word(&raw.sale_channel.0)),
        source: word(&raw.source.0),
        signature: raw.signature.0,
        contract_date: raw.contract_date.unmasked().map(|text| day(&text)),
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
        created_at: raw.created_at.as_deref().and_then(|text| time::instant(text, zone)),
        updated_at: raw.updated_at.as_deref().and_then(|text| time::instant(text, zone)),
        cancellation_open: raw
            .koppel_cancellation
            .0
            .as_ref()
            .and_then(|request| request.standing.as_deref().map(|standing| standing == "open")),
    })
}

/// A sale in a list, with what tells it from others.
pub struct Listed {
    /// Number in the environment.
    pub id: SaleId,
    /// Its traits.
    pub traits: Traits,
}

/// What a plain row tells a sale by. Nothing but its number must be there.
///
/// # Errors
/// When its id is missing or odd.
pub fn listed(raw: &wire::PlainSale) -> Result<Listed, ConvertError> {
    Ok(Listed { id: SaleId(id("sale", "id", &raw.id)?), traits: traits(raw) })
}

/// What flat fields tell a sale by: those of a plain row, and those of a new sale.
pub fn traits(raw: &wire::PlainSale) -> Traits {
    let flat = Flat(&raw.flat);
    let place = |prefix: &str| {
        let field = |name: &str| flat.text(&format!("{prefix}{name}")).unwrap_or_default();
        Place::new(&field("postcode"), &field("housenumber"), &field("suffix"))
    };
    let contact = place("");
    let [birthdate, email, phone, iban, lastname] =
        [&raw.birthdate, &raw.email, &raw.phone, &raw.iban, &raw.lastname].map(Text::unmasked);
    let infix = flat.text("infix");
    let person = Person::new(
        birthdate.as_deref(),
        email.as_deref(),
        phone.as_deref(),
        iban.as_deref(),
        (infix.as_deref(), lastname.as_deref()),
    );
    let mut traits = Traits {
        reference: raw.external_reference.0.clone(),
        product: raw.product_id.id().map(ProductId),
        flow: None,
        business: raw.business.0,
        connection: place("connection_").filter(|connection| contact.as_ref() != Some(connection)),
        contact,
        person,
        codes: BTreeMap::new(),
        maker: raw.flat.get("user_id").and_then(|value| Number::of(value).id()),
    };
    if let Some(Value::Object(given)) = raw.flat.get("questionData") {
        for (key, answer) in answers::by_identifier(given) {
            traits.answered(&key.0, &answer);
        }
    }
    for name in ["electricity_ean", "gas_ean"] {
        if let Some(value) = flat.text(name) {
            traits.field(name, &value);
        }
    }
    traits
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
        let site = energy::first_site(energy)?;
        let raw: wire::Address = serde_json::from_value(site.get("address")?.clone()).ok()?;
        Some(address(raw)).filter(|address| !address.postcode.is_empty())
    })
}

/// Rows of the extended form, over `{identifier: value}` as when the sale was made.
fn answered(rows: &Value, flat: &BTreeMap<String, Value>) -> BTreeMap<QuestionKey, Answer> {
    let mut found = answers::by_identifier(flat);
    found.extend(answers::product_questions(rows));
    found
}

fn accepted(rows: &Value, flat: &Value) -> Vec<AgreementKey> {
    let mut found = answers::agreements(rows);
    found.extend(answers::agreements(flat));
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
    // Where only a whole name is told, its first word is the first name.
    let whole = Text::of(user).unmasked().or_else(|| field(user, "name"));
    let split = whole.map(|whole| match whole.split_once(' ') {
        Some((first, last)) => (Some(first.to_owned()), Some(last.trim().to_owned())),
        None => (None, Some(whole)),
    });
    let (first, last) = split.unwrap_or_default();
    let parts = (field(user, "firstname"), field(user, "lastname"));
    let (firstname, lastname) = if parts == (None, None) { (first, last) } else { parts };
    let organisation = &raw.organisation.0;
    CreatedBy {
        firstname: firstname.or_else(|| flat.text("user_firstname")),
        lastname: lastname.or_else(|| flat.text("user_lastname")),
        organisation: field(organisation, "name")
            .or_else(|| word(organisation))
            .or_else(|| flat.text("organisation_name")),
    }
}

#[cfg(test)]
mod tests;
