//! Judging a new sale as the real service would: the product, the flow's settings, the customer, the
//! energy fields, the additional products, every question and agreement. All findings at once, each under
//! the field it is about.
//!
//! What is mandatory of every sale: for a consumer `firstname`, `lastname` and `birthdate`; for a business
//! `company_name`, `contact_person` and `company_coc`; for both `email`, `phone` and the contact address.
//! The product's own troubles (inactive, not granted, not in the flow) are one finding without a field, as
//! at the real service: [`Refusal::InvalidProduct`].
//!
//! Not here: sentences (`reply`), the lookup of a reference, which comes before any judging (`sales`).

mod answers;
mod customer;
mod energy;
mod finding;
pub(super) mod forms;
mod lengths;
mod optin;
mod sections;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::catalogue::{Catalogue, Flow, Product, is_sold};
use super::evaluate::Situation;
use super::incoming::Incoming;
use super::loose;
use super::people::Rights;

pub use answers::texts;
pub use finding::Finding;
pub use optin::optin;

/// Findings by field.
pub type Findings = BTreeMap<String, Vec<Finding>>;

/// A sale that is asked for.
pub struct Proposal<'a> {
    /// The catalogue it is judged by.
    pub catalogue: &'a Catalogue,
    /// The flow of its path, granted.
    pub flow: &'a Flow,
    /// What its maker may sell.
    pub rights: &'a Rights,
    /// Today, in the account's zone.
    pub today: NaiveDate,
    /// Its body.
    pub body: &'a Map<String, Value>,
    /// What is checked of its maker's sales.
    pub incoming: &'a Incoming,
}

/// Why a sale is not taken.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// What every sale needs is missing or cannot be read; nothing else was looked at.
    Parameters(Findings),
    /// The product is inactive, not granted, or not in the flow: which of them is not said.
    InvalidProduct,
    /// What was found, by field.
    Fields(Findings),
}

/// A sale that may be taken.
pub struct Accepted<'a> {
    /// The main product.
    pub product: &'a Product,
    /// An offer, not an order.
    pub offer: bool,
    /// Identifiers of the visible questions, in the order asked.
    pub asked: Vec<String>,
}

/// Judges `proposal`.
///
/// # Errors
/// [`Refusal`], with all findings.
pub fn judge<'a>(proposal: &Proposal<'a>) -> Result<Accepted<'a>, Refusal> {
    let mut findings = Findings::new();
    let (product_id, offer) = parameters(proposal, &mut findings);
    let (Some(product_id), Some(offer)) = (product_id, offer) else {
        return Err(Refusal::Parameters(findings));
    };
    let product = sold_product(proposal, product_id).ok_or(Refusal::InvalidProduct)?;
    let business = proposal.flag("business").unwrap_or(false);
    let sale = Judged { proposal, product, offer, business };
    flow_settings(&sale, &mut findings);
    customer::judge(&sale, &mut findings);
    lengths::judge(proposal, &mut findings);
    if proposal.flow.kind.starts_with("energy") {
        energy::judge(proposal, &mut findings);
    }
    sections::judge(&sale, &mut findings);
    let asked = answers::judge(&sale, &mut findings);
    if findings.is_empty() { Ok(Accepted { product, offer, asked }) } else { Err(Refusal::Fields(findings)) }
}

fn parameters(proposal: &Proposal<'_>, findings: &mut Findings) -> (Option<u64>, Option<bool>) {
    let product = match proposal.text("product_id") {
        None => found(findings, "product_id", Finding::Required),
        Some(text) => match text.parse() {
            Ok(id) => Some(id),
            Err(_) => found(findings, "product_id", Finding::NotNumeric),
        },
    };
    let offer = match proposal.text("transaction_type").as_deref() {
        Some("offer") => Some(true),
        Some("order") => Some(false),
        Some(_) => found(findings, "transaction_type", Finding::NotAnOption),
        None => found(findings, "transaction_type", Finding::Required),
    };
    (product, offer)
}

fn sold_product<'a>(proposal: &Proposal<'a>, id: u64) -> Option<&'a Product> {
    let product = proposal.catalogue.products.get(&id)?;
    (is_sold(product, proposal.today)
        && proposal.catalogue.granted(product, proposal.rights)
        && proposal.catalogue.sells(proposal.flow, product))
    .then_some(product)
}

fn flow_settings(sale: &Judged<'_, '_>, findings: &mut Findings) {
    let (proposal, flow) = (sale.proposal, sale.proposal.flow);
    let taken = match flow.transaction_type.as_str() {
        "offer" => sale.offer,
        "order" => !sale.offer,
        _ => true,
    };
    if !taken {
        add(findings, "transaction_type", Finding::NotOffered);
    }
    match (sale.product.business, sale.business) {
        (Some(0), true) => add(findings, "business", Finding::ConsumersOnly),
        (Some(1), false) => add(findings, "business", Finding::BusinessesOnly),
        _ => {}
    }
    let completed = proposal.text("contract_date");
    // An offer is not signed: its customer is asked once it is accepted.
    let verifies = proposal.incoming.check_verification && flow.verification_method == "signature";
    if !sale.offer && completed.is_none() && verifies && proposal.text("signature").is_none() {
        add(findings, "signature", Finding::Unsigned);
    }
    proposal.check("signature", Finding::NoSignature, forms::is_data_url, findings);
    proposal.check("contract_date", Finding::NoDate, forms::is_date, findings);
    proposal.check("initial_created_at", Finding::NoTime, forms::is_time, findings);
    proposal.check("sale_channel", Finding::NotAnOption, forms::is_channel, findings);
    let given = |field: &str| proposal.body.get(field).filter(|value| !value.is_null());
    if given("contract_pdf").is_some_and(|pdf| !forms::is_file(pdf, Some("pdf"))) {
        add(findings, "contract_pdf", Finding::NoFile);
    }
    if let Some(given) = given("optin") {
        let none = Map::new();
        optin("optin.", "", given.as_object().unwrap_or(&none), findings);
    }
}

/// A proposal of which the product and the kinds of transaction and customer are known.
struct Judged<'p, 'a> {
    proposal: &'p Proposal<'a>,
    product: &'a Product,
    offer: bool,
    business: bool,
}

impl<'a> Judged<'_, 'a> {
    fn situation(&self) -> Situation<'a> {
        Situation {
            product_type: &self.product.kind,
            supplier: self.product.supplier_id,
            business: self.business,
        }
    }
}

impl Proposal<'_> {
    fn text(&self, field: &str) -> Option<String> {
        self.body.get(field).and_then(loose::as_text)
    }

    fn flag(&self, field: &str) -> Option<bool> {
        self.body.get(field).and_then(loose::as_flag)
    }

    fn require(&self, field: &str, findings: &mut Findings) {
        if self.text(field).is_none() {
            add(findings, field, Finding::Required);
        }
    }

    /// Reports `finding` when the field was given and `is_good` does not hold for it.
    fn check(&self, field: &str, finding: Finding, is_good: impl Fn(&str) -> bool, findings: &mut Findings) {
        if self.text(field).is_some_and(|text| !is_good(&text)) {
            add(findings, field, finding);
        }
    }
}

fn add(findings: &mut Findings, field: &str, finding: Finding) {
    findings.entry(field.to_owned()).or_default().push(finding);
}

fn found<T>(findings: &mut Findings, field: &str, finding: Finding) -> Option<T> {
    add(findings, field, finding);
    None
}
