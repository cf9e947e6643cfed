//! The tables of an environment's store, and the rows that are not part of the catalogue or the people.
//!
//! No key holds personal data: an organisation's reference for a sale is a hash in its key.
//!
//! Not here: what is done with them (`world::sales`, `handlers`).
#![allow(missing_docs)] // a table is its name

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::cancellation::{Cancellation, Standing};
use super::catalogue::{Agreement, Flow, Product, Question, Status, Supplier};
use super::invites::Invite;
use super::outbox::{Delivery, Due};
use super::people::{Organisation, Token, User, Webhook};
use crate::clock::Timestamp;
use crate::kv::{DocumentId, Table};

pub const ACCOUNT: Table<(), Account> = Table::new("account");
pub const SEQUENCES: Table<String, u64> = Table::new("sequences");
pub const SUPPLIERS: Table<u64, Supplier> = Table::new("suppliers");
pub const PRODUCTS: Table<u64, Product> = Table::new("products");
pub const FLOWS: Table<u64, Flow> = Table::new("flows");
pub const QUESTIONS: Table<u64, Question> = Table::new("questions");
pub const AGREEMENTS: Table<u64, Agreement> = Table::new("agreements");
pub const STATUSES: Table<String, Status> = Table::new("statuses");
pub const ORGANISATIONS: Table<u64, Organisation> = Table::new("organisations");
pub const USERS: Table<u64, User> = Table::new("users");
pub const TOKENS: Table<String, Token> = Table::new("tokens");
pub const WEBHOOKS: Table<String, Webhook> = Table::new("webhooks");
pub const INVITES: Table<String, Invite> = Table::new("invites");
/// Messages by subscription, and by an id that sorts by time.
pub const DELIVERIES: Table<(String, String), Delivery> = Table::new("deliveries");
/// Those that are still to be delivered, and when.
pub const OUTBOX: Table<(String, String), Due> = Table::new("outbox");
pub const CONCEPTS: Table<String, Stored> = Table::new("concepts");
/// Sales whole, by number.
pub const SALES: Table<u64, Sale> = Table::new("sales");
/// What lists filter on, by number: small, and in memory while the environment is open.
pub const LISTED: Table<u64, Listed> = Table::new("sales_listed");
/// (organisation or 0, hash of the reference) to the sale that has it.
pub const REFERENCES: Table<(u64, [u8; 32]), Reference> = Table::new("sales_reference");
/// (sale, number of the change).
pub const HISTORY: Table<(u64, u64), Change> = Table::new("sales_history");
/// Administrative changes, by number.
pub const AUDIT: Table<u64, Audited> = Table::new("audit");
/// How tokens were used, by the token's number: written back now and then.
pub const TOKEN_USE: Table<u64, Used> = Table::new("token_use");
/// The addresses that an integration token came from, by the token's number.
pub const TOKEN_ADDRESSES: Table<u64, Vec<IpAddr>> = Table::new("token_addresses");
pub const OPTINS: Table<u64, Stored> = Table::new("optins");

/// The account's own settings.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    /// Name, as in every path.
    pub domain: String,
    /// Rows on a page of a list.
    pub page_size: usize,
}

/// A JSON object of any size: in the row while small, else in a document.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stored {
    /// In the row.
    Inline(Map<String, Value>),
    /// In a document, as JSON.
    Document(DocumentId),
}

impl Default for Stored {
    fn default() -> Self {
        Self::Inline(Map::new())
    }
}

impl Stored {
    /// True when it is too large for its row; lists then leave file contents out.
    pub fn is_large(&self) -> bool {
        matches!(self, Self::Document(_))
    }
}

/// What lists of sales filter and count on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)] // names are the API's
pub struct Listed {
    pub id: u64,
    /// `None` for the account's own sales desk.
    pub organisation_id: Option<u64>,
    pub user_id: u64,
    pub offer: bool,
    /// 1 accepted, 0 rejected, 2 rejected for an alternative; `None` while open.
    pub offer_accepted: Option<u8>,
    pub status: String,
    pub flow_id: u64,
    pub product_id: u64,
    pub product_type: String,
    pub supplier_id: Option<u64>,
    /// The maker's own number, where the body gave one.
    pub incoming_id: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub finalized_at: Option<Timestamp>,
    pub cancelled_at: Option<Timestamp>,
    pub sent_at: Option<Timestamp>,
    /// How a request to cancel it stands.
    #[serde(default)]
    pub cancellation: Option<Standing>,
}

/// How a token was used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Used {
    /// When last.
    pub last_at: Timestamp,
    /// From where last.
    pub last_address: IpAddr,
    /// How often.
    pub count: u64,
}

/// One administrative change.
#[derive(Clone, Serialize, Deserialize)]
pub struct Audited {
    /// Hash of the entry.
    pub hash: String,
    /// The entry, without its hash.
    pub entry: Stored,
}

/// A sale. Personal data: no `Debug`.
#[derive(Clone, Serialize, Deserialize)]
#[allow(missing_docs)] // names are the API's
pub struct Sale {
    pub listed: Listed,
    pub status_remark: String,
    pub cancelled_remark: String,
    pub flow_type: String,
    pub flow_identifier: String,
    /// Name and identifier as sold, for the product may change or go.
    pub product_name: String,
    pub product_identifier: String,
    pub external_reference: Option<String>,
    /// The identifiers of the questions that were visible, in the order asked; only their answers count.
    pub asked: Vec<String>,
    pub offer_answered_at: Option<Timestamp>,
    pub verified_at: Option<Timestamp>,
    pub processed_at: Option<Timestamp>,
    pub extrafields: Map<String, Value>,
    /// Its product was bought from another environment, which the sale goes on to.
    #[serde(default)]
    pub resold: bool,
    /// The last request to cancel it.
    #[serde(default)]
    pub cancellation: Option<Cancellation>,
    /// Those before it, oldest first: all of them answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cancellations_before: Vec<Cancellation>,
    /// How many changes its history has.
    pub changes: u64,
    /// The body as it was given.
    pub body: Stored,
    /// The words of what was asked and accepted.
    #[serde(default)]
    pub wording: Stored,
}

/// Which sale has a reference.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reference {
    /// The sale.
    pub sale_id: u64,
    /// Hash of the flow and the body it was made with.
    pub body: [u8; 32],
}

/// One change of a sale's status.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(missing_docs)] // names are the API's
pub struct Change {
    pub modified_at: Timestamp,
    pub previous_status: Option<String>,
    pub new_status: String,
    pub remark: String,
    pub user_id: u64,
    /// Where from.
    #[serde(default)]
    pub address: Option<IpAddr>,
    #[serde(default)]
    pub kind: ChangeKind,
}

/// What a change of a sale's status was about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // each is its name
pub enum ChangeKind {
    #[default]
    Status,
    CancellationRequested,
    CancellationAccepted,
    CancellationRejected,
}
