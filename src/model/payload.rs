//! The payload: what a sale becomes at the partner, before it is bytes. Personal data: no `Debug`.
//!
//! Not here: how it is made (`linking::translate`), how it becomes JSON (`salesdock::convert`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::{AgreementKey, FlowKey, ProductId, QuestionKey};
use super::optin::OptIn;
use super::sale::{Address, Answer, Customer, Energy, RelatedProduct, TransactionType};

/// A new sale for a partner: complete, in the partner's terms.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Payload {
    /// The partner's flow: part of the address it is posted to.
    pub flow: FlowKey,
    /// Offer or order.
    pub transaction_type: TransactionType,
    /// The partner's product.
    pub product_id: ProductId,
    /// The customer.
    pub customer: Customer,
    /// Connection address, when it is another than the customer's.
    pub connection: Option<Address>,
    /// Additional products, in the partner's terms.
    pub related_products: Vec<RelatedProduct>,
    /// Answers, by the partner's question.
    pub answers: BTreeMap<QuestionKey, Answer>,
    /// Accepted agreements, by the partner's key.
    pub agreements: Vec<AgreementKey>,
    /// Energy fields.
    pub energy: Option<Energy>,
    /// Channel: d2d, retail, telemarketing, online, f2f.
    pub channel: Option<String>,
    /// Signature, as a data URL.
    pub signature: Option<String>,
    /// The concluded contract: marks the sale as completed, so that no mail goes to the customer.
    pub contract: Option<Contract>,
    /// Who made the sale at A.
    pub initial_user: Option<(String, String)>,
    /// Organisation that made the sale at A.
    pub initial_organisation: Option<String>,
    /// When it was made at A: `yyyy-mm-dd hh:mm:ss` in the environment's zone.
    pub initial_created_at: Option<String>,
    /// `{instance}:{own_sale_id}:{generation}`.
    pub external_reference: String,
    /// Consent, only when it came from a dialer.
    pub optin: Option<OptIn>,
}

/// A concluded contract.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// `dd-mm-yyyy`.
    pub date: String,
    /// Base64 of the PDF, when A's environment gives it.
    pub pdf: Option<String>,
    /// `yyyy-mm-dd hh:mm:ss`.
    pub created_at: Option<String>,
}
