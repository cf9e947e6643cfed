//! A row of a file as a sale for the own environment: the same translation as to a partner, with every flow,
//! question and agreement mapped to itself. What the own environment would surely refuse is named by field,
//! before anything is sent.
//!
//! Not here: which rows were made before (`store::filing`), placing them (`engine::filing`).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate};

use super::translate::{Context, LinkedProduct, SWITCHDATE_COMPANION, translate};
use crate::model::catalogue::Catalogue;
use crate::model::edit;
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::{AgreementKey, FlowKey, ProductId, SaleId};
use crate::model::mapping::{AgreementRow, FlowRow, Mapping, QuestionRow};
use crate::model::payload::Payload;
use crate::model::product::Product;
use crate::model::question::InputType;
use crate::model::sale::{
    Address, Answer, Company, CreatedBy, Customer, ENERGY_FIELDS, Sale, SoldProduct, TransactionType,
};
use crate::model::shown::Shown;

/// The columns that decide what is sold, and how.
pub const COLUMNS: &[&str] = &[
    "reference",
    "product_id",
    "flow",
    "transaction_type",
    "business",
    "sale_channel",
    "contract_date",
    "agreements",
];

/// What a row must say whatever is sold.
const NEEDED: &[&str] = &["firstname", "lastname", "postcode", "housenumber", "streetname", "city"];

/// Between the keys of several agreements.
const BETWEEN: char = ';';

/// The own environment as a counter that takes rows.
pub struct Counter {
    own: Catalogue,
    mapping: Mapping,
    products: BTreeMap<ProductId, LinkedProduct>,
}

impl Counter {
    /// A counter of the environment with this catalogue.
    pub fn new(own: Catalogue) -> Self {
        let question = |key: &crate::model::ids::QuestionKey| QuestionRow {
            partner: key.clone(),
            own: Some(key.clone()),
            constant: None,
            default: None,
            options: BTreeMap::new(),
            date: None,
        };
        let contract = &own.contract;
        let mapping = Mapping {
            flows: contract
                .flows
                .iter()
                .map(|flow| FlowRow { own: flow.key.clone(), partner: flow.key.clone() })
                .collect(),
            questions: contract.questions.iter().map(|asked| question(&asked.key)).collect(),
            agreements: contract
                .agreements
                .iter()
                .map(|one| AgreementRow { own: one.key.clone(), partner: one.key.clone() })
                .collect(),
            statuses: Vec::new(),
        };
        let linked = |product: &Product| LinkedProduct {
            id: product.id,
            product_type: Some(product.product_type.clone()),
            supplier: product.supplier.as_ref().map(|supplier| supplier.id),
        };
        let products = own.products.iter().map(|product| (product.id, linked(product))).collect();
        Self { own, mapping, products }
    }

    /// What a row becomes, under `reference`.
    ///
    /// # Errors
    /// Every failure that can be known before it is sent.
    pub fn payload(
        &self,
        fields: &BTreeMap<String, String>,
        reference: &str,
    ) -> Result<Payload, Vec<Failure>> {
        let mut failures = Vec::new();
        let sale = self.sale(fields, &mut failures);
        let Some(sale) = sale.filter(|_| failures.is_empty()) else { return Err(failures) };
        let context = Context {
            mapping: &self.mapping,
            partner: &self.own.contract,
            products: &self.products,
            instance: "",
            generation: 0,
            send_optin: false,
            optin: None,
            contract_pdf: None,
        };
        let payload = translate(&sale, &context)?;
        // It is made here and now, under a name of the file.
        Ok(Payload { external_reference: reference.to_owned(), initial_created_at: None, ..payload })
    }

    fn sale(&self, fields: &BTreeMap<String, String>, failures: &mut Vec<Failure>) -> Option<Sale> {
        let said = |name: &str| fields.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
        let mut fail = |cause, element| failures.push(Failure::found(cause, element));
        for name in NEEDED.iter().filter(|name| said(name).is_none()) {
            fail(Cause::MissingField, field(name));
        }
        let product = match said("product_id").map(str::parse::<ProductId>) {
            None => {
                fail(Cause::MissingField, field("product_id"));
                None
            }
            Some(Err(_)) => {
                fail(Cause::InvalidField, field("product_id"));
                None
            }
            Some(Ok(id)) => {
                let sold = self.own.products.iter().find(|product| product.id == id && product.active);
                if sold.is_none() {
                    fail(Cause::InvalidProduct, Element::OwnProduct(id));
                }
                sold
            }
        };
        let flow = match said("flow") {
            Some(text) => match text.split_once('/') {
                Some((kind, identifier)) => Some(FlowKey::new(kind, identifier)),
                None => {
                    fail(Cause::InvalidField, field("flow"));
                    None
                }
            },
            // Needs no saying where there is but one.
            None => product.and_then(|product| {
                let mut of_type =
                    self.own.contract.flows.iter().filter(|flow| flow.key.flow_type == product.product_type);
                let only = of_type.next().filter(|_| of_type.next().is_none());
                if only.is_none() {
                    fail(Cause::MissingField, field("flow"));
                }
                only.map(|flow| flow.key.clone())
            }),
        };
        if let Some(flow) = &flow
            && !self.own.contract.flows.iter().any(|known| known.key == *flow)
        {
            fail(Cause::UnknownFlow, Element::OwnFlow(flow.clone()));
        }
        let transaction_type = match said("transaction_type") {
            None | Some("order") => TransactionType::Order,
            Some("offer") => TransactionType::Offer,
            Some(_) => {
                fail(Cause::InvalidField, field("transaction_type"));
                TransactionType::Order
            }
        };
        if said("business").is_some_and(|text| text != "0") && said("company_name").is_none() {
            fail(Cause::MissingField, field("company_name"));
        }
        let mut day = |name: &str| {
            let text = said(name)?;
            let written = written_day(text);
            if written.is_none() {
                fail(Cause::InvalidField, field(name));
            }
            written
        };
        let (birthdate, contract_date) = (day("birthdate"), day("contract_date"));
        let agreements = self.agreements(said("agreements"), failures);
        let product = product?;
        let mut sale = empty(product, flow?, transaction_type);
        sale.agreements = agreements;
        sale.contract_date = contract_date;
        sale.channel = said("sale_channel").map(str::to_owned);
        sale.customer.company = said("company_name").map(|name| Company {
            name: name.to_owned(),
            contact_person: None,
            coc: None,
            vat: None,
        });
        let energy = ENERGY_FIELDS.iter().filter(|name| said(name).is_some());
        let energy: BTreeMap<String, String> =
            energy.map(|name| ((*name).to_owned(), String::new())).collect();
        sale.energy = (!energy.is_empty()).then_some(energy);
        for (name, text) in fields {
            let text = text.trim();
            if text.is_empty() || COLUMNS.contains(&name.as_str()) {
                continue;
            }
            let text = if name == "birthdate" { birthdate.as_deref().unwrap_or(text) } else { text };
            if self.takes_several(name) {
                // As an answer of several values already, so that it is not read as one.
                let key = name.trim_start_matches(edit::ANSWER);
                sale.answers.insert(key.into(), Answer::Many(Vec::new()));
            }
            let short = name.strip_prefix("company_").filter(|name| ["coc", "vat"].contains(name));
            if edit::set(&mut sale, short.unwrap_or(name), Some(text)).is_err() || !self.is_asked(name) {
                failures.push(Failure::found(Cause::InvalidField, field(name)));
            }
        }
        Some(sale)
    }

    fn takes_several(&self, name: &str) -> bool {
        let key = name.strip_prefix(edit::ANSWER);
        self.own
            .contract
            .questions
            .iter()
            .any(|question| Some(question.key.as_str()) == key && question.input_type == InputType::McMulti)
    }

    fn is_asked(&self, name: &str) -> bool {
        let Some(key) = name.strip_prefix(edit::ANSWER) else { return true };
        let of = key.strip_suffix(SWITCHDATE_COMPANION).unwrap_or(key);
        self.own.contract.questions.iter().any(|question| [key, of].contains(&question.key.as_str()))
    }

    fn agreements(&self, said: Option<&str>, failures: &mut Vec<Failure>) -> Vec<AgreementKey> {
        let keys = said.unwrap_or_default().split(BETWEEN).map(str::trim).filter(|key| !key.is_empty());
        let known: BTreeSet<&AgreementKey> =
            self.own.contract.agreements.iter().map(|one| &one.key).collect();
        let keys: Vec<AgreementKey> = keys.map(AgreementKey::from).collect();
        if keys.iter().any(|key| !known.contains(key)) {
            failures.push(Failure::found(Cause::InvalidField, field("agreements")));
        }
        keys
    }

    /// An example to fill in: the columns, and one row for a product that is sold.
    pub fn template(&self) -> (Vec<String>, Vec<String>) {
        let product = self.own.products.iter().find(|product| product.active);
        let kind = product.map(|product| product.product_type.as_str()).unwrap_or_default();
        let flow = self.own.contract.flows.iter().find(|flow| flow.key.flow_type == kind);
        let mut cells: Vec<(String, String)> = [
            ("reference", "A-1001".to_owned()),
            ("product_id", product.map(|product| product.id.to_string()).unwrap_or_default()),
            ("flow", flow.map(|flow| flow.key.to_string()).unwrap_or_default()),
            ("transaction_type", "order".to_owned()),
            ("gender", "female".to_owned()),
            ("firstname", "Anna".to_owned()),
            ("lastname", "de Vries".to_owned()),
            ("birthdate", "31-12-1980".to_owned()),
            ("email", "anna@voorbeeld.example".to_owned()),
            ("phone", "0612345678".to_owned()),
            ("postcode", "1012AB".to_owned()),
            ("housenumber", "1".to_owned()),
            ("suffix", String::new()),
            ("streetname", "Dam".to_owned()),
            ("city", "Amsterdam".to_owned()),
            ("iban", "NL91ABNA0417164300".to_owned()),
            ("iban_holder", "A. de Vries".to_owned()),
        ]
        .map(|(name, text)| (name.to_owned(), text))
        .into();
        for question in &self.own.contract.questions {
            let contract = question.contract.clone().unwrap_or_default();
            let of_kind =
                contract.product_types.is_empty() || contract.product_types.iter().any(|own| own == kind);
            if of_kind && (contract.required || contract.rule_required) {
                let answer = contract.options.first().cloned().unwrap_or_default();
                cells.push((format!("questionData.{}", question.key), answer));
            }
        }
        let required = self.own.contract.agreements.iter();
        let required = required.filter(|one| one.contract.as_ref().is_some_and(|own| own.required));
        let keys: Vec<&str> = required.map(|one| one.key.as_str()).collect();
        cells.push(("agreements".to_owned(), keys.join(&format!("{BETWEEN} "))));
        cells.into_iter().unzip()
    }
}

fn field(name: &str) -> Element {
    Element::Field(name.to_owned())
}

/// A day as the API writes it.
fn written_day(text: &str) -> Option<String> {
    let date = ["%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(text, form).ok())?;
    Some(date.format("%d-%m-%Y").to_string())
}

fn empty(product: &Product, flow: FlowKey, transaction_type: TransactionType) -> Sale {
    Sale {
        id: SaleId(0),
        transaction_type,
        status: "new".into(),
        status_remark: Shown::default(),
        customer: Customer {
            gender: None,
            initials: None,
            firstname: String::new(),
            infix: None,
            lastname: String::new(),
            birthdate: None,
            email: None,
            phone: None,
            iban: None,
            iban_holder: None,
            address: Address::default(),
            company: None,
        },
        connection: None,
        product: SoldProduct {
            id: product.id,
            name: product.name.clone(),
            product_type: Some(product.product_type.clone()),
        },
        related_products: Vec::new(),
        flow,
        answers: BTreeMap::new(),
        agreements: Vec::new(),
        energy: None,
        channel: None,
        source: None,
        signature: None,
        contract_date: None,
        created_by: CreatedBy::default(),
        external_reference: None,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
    }
}

#[cfg(test)]
mod tests;
